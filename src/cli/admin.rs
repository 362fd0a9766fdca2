//! `asisttr admin create`: adds a person without the desk, the first one too.
use super::args::AdminFlags;
use super::data;
use super::out::Out;
use crate::Result;
use crate::base::Clock;
use crate::config::Config;
use crate::people::service::command_line::{self, NewAdmin};
use anyhow::Context as _;
use serde_json::json;
use std::io::{BufRead as _, IsTerminal as _, Write as _};
use std::process::ExitCode;

/// The variable that can carry the password.
const VARIABLE: &str = "ASISTTR_PASSWORD";

pub(super) fn create(config: &Config, flags: AdminFlags, out: &Out) -> Result<ExitCode> {
    let role = flags.role.into();
    let new =
        NewAdmin { email: flags.email, name: flags.name, role, site: flags.site, password: password(out)? };
    let store = data::open_or_make(config)?;
    let (user, made) = data::wait(command_line::create_admin(&store, &Clock::default(), new))?;
    let mut document = json!({ "id": user.id, "email": user.email, "name": user.name, "role": role });
    let mut lines = format!("{}: {} <{}>", out.text("admin created"), user.name, user.email);
    if let Some(password) = &made {
        document["password"] = json!(password);
        lines.push_str(&format!("\n{}: {password}", out.text("admin made_password")));
    }
    out.done(&document, &lines);
    Ok(ExitCode::SUCCESS)
}

/// From the environment, else the first line of standard input; `None` when it is empty.
fn password(out: &Out) -> Result<Option<String>> {
    if let Ok(password) = std::env::var(VARIABLE) {
        return Ok(Some(password).filter(|it| !it.is_empty()));
    }
    let stdin = std::io::stdin();
    if stdin.is_terminal() {
        let mut stderr = std::io::stderr().lock();
        let asked = write!(stderr, "{}", out.text("admin ask_password")).and_then(|()| stderr.flush());
        asked.context("ask for the password")?;
    }
    let mut line = String::new();
    stdin.lock().read_line(&mut line).context("read the password from standard input")?;
    let password = line.trim_end_matches(['\r', '\n']);
    Ok(Some(password.to_owned()).filter(|it| !it.is_empty()))
}
