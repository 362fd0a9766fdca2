//! `asisttr audit verify`.
use super::data;
use super::out::Out;
use crate::Result;
use crate::audit::{self, Broken};
use crate::config::Config;
use serde_json::json;
use std::process::ExitCode;

pub(super) fn verify(config: &Config, out: &Out) -> Result<ExitCode> {
    let store = data::open(config)?;
    let verdict = data::wait(audit::verify(&store))?;
    let (words, number) = match verdict.broken {
        None => ("audit whole", verdict.rows.to_string()),
        Some(Broken::Changed { number }) => ("audit changed", number.to_string()),
        Some(Broken::Missing { number }) => ("audit missing", number.to_string()),
    };
    let whole = verdict.broken.is_none();
    let document = json!({ "whole": whole, "rows": verdict.rows, "broken": verdict.broken });
    out.done(&document, &format!("{}: {number}", out.text(words)));
    Ok(if whole { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
