//! `asisttr site create` and `asisttr site list`.
use super::args::SiteFlags;
use super::data;
use super::out::Out;
use crate::Result;
use crate::audit::Actor;
use crate::base::{Clock, Lang};
use crate::config::Config;
use crate::sites::{NewSite, service};
use serde_json::json;
use std::process::ExitCode;

pub(super) fn create(config: &Config, flags: SiteFlags, out: &Out) -> Result<ExitCode> {
    let SiteFlags { name, slug, origins } = flags;
    let new = NewSite { name, slug, origins, language: Lang::Tr, time_zone: None };
    let store = data::open_or_make(config)?;
    let site = data::wait(service::create(&store, &Clock::default(), &Actor::command_line(), &new))?;
    let document = json!({ "id": site.id, "slug": site.slug, "api_key": site.api_key });
    let lines =
        format!("{}: {}\n{}: {}", out.text("site created"), site.slug, out.text("site key"), site.api_key);
    out.done(&document, &lines);
    Ok(ExitCode::SUCCESS)
}

pub(super) fn list(config: &Config, out: &Out) -> Result<ExitCode> {
    let store = data::open(config)?;
    let sites = data::wait(service::list(&store))?;
    let width = sites.iter().map(|it| it.slug.chars().count()).max().unwrap_or(0);
    let lines: Vec<String> = sites
        .iter()
        .map(|it| format!("{:width$}  {}  {}: {}", it.slug, it.name, out.text("site key"), it.api_key))
        .collect();
    let lines = if lines.is_empty() { out.text("site none").to_owned() } else { lines.join("\n") };
    out.done(&json!({ "items": sites }), &lines);
    Ok(ExitCode::SUCCESS)
}
