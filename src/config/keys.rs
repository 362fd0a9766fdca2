//! The table of everything that can be set: its name in the file, and how its text becomes a value. The name in
//! the environment follows from it: `limits.failed_logins` is `ASISTTR_LIMITS_FAILED_LOGINS`.
use super::{Config, LogFormat};
use std::str::FromStr;

/// One thing that can be set.
pub struct Key {
    /// Its name in `asisttr.toml`, dotted when it stands in a table.
    pub name: &'static str,
    /// Reads `text` into the configuration; the error says what was expected.
    pub set: fn(&mut Config, text: &str) -> Result<(), &'static str>,
}

/// Every key, in the order of the example file.
pub const KEYS: &[Key] = &[
    Key { name: "data_dir", set: |it, text| put(&mut it.data_dir, text, "a folder") },
    Key { name: "listen", set: |it, text| put(&mut it.listen, text, "an address and port: 127.0.0.1:8080") },
    Key { name: "public_url", set: |it, text| url(text).map(|url| it.public_url = url) },
    Key { name: "trusted_proxies", set: |it, text| list(text).map(|list| it.trusted_proxies = list) },
    Key {
        name: "places_file",
        set: |it, text| optional(text).map(|file| it.places_file = file.map(Into::into)),
    },
    Key { name: "metrics_token", set: |it, text| optional(text).map(|token| it.metrics_token = token) },
    Key { name: "log.level", set: |it, text| level(text).map(|level| it.log.level = level) },
    Key { name: "log.format", set: |it, text| format(text).map(|format| it.log.format = format) },
    Key {
        name: "outgoing.private_addresses",
        set: |it, text| {
            put(&mut it.private_addresses, text, "IP addresses, each with or without a port, or any")
        },
    },
    Key { name: "limits.requests", set: |it, text| put(&mut it.limits.requests, text, NUMBER) },
    Key { name: "limits.failed_logins", set: |it, text| put(&mut it.limits.failed_logins, text, NUMBER) },
    Key { name: "limits.messages", set: |it, text| put(&mut it.limits.messages, text, NUMBER) },
    Key { name: "limits.typing", set: |it, text| put(&mut it.limits.typing, text, NUMBER) },
    Key { name: "limits.page_views", set: |it, text| put(&mut it.limits.page_views, text, NUMBER) },
];

const NUMBER: &str = "a whole number, 0 for no limit";

impl Key {
    /// Its name in the environment.
    #[must_use]
    pub fn variable(&self) -> String {
        format!("ASISTTR_{}", self.name.replace('.', "_").to_ascii_uppercase())
    }
}

/// The candidate that `name` was probably meant to be.
#[must_use]
pub fn nearest(name: &str, candidates: impl Iterator<Item = String>) -> Option<String> {
    candidates
        .map(|it| (strsim::damerau_levenshtein(name, &it), it))
        .filter(|(distance, it)| *distance <= it.len().max(name.len()) / 2)
        .min()
        .map(|it| it.1)
}

fn put<T: FromStr>(place: &mut T, text: &str, expected: &'static str) -> Result<(), &'static str> {
    *place = text.parse().map_err(|_| expected)?;
    Ok(())
}

fn optional(text: &str) -> Result<Option<String>, &'static str> {
    Ok(Some(text.to_owned()).filter(|it| !it.is_empty()))
}

fn url(text: &str) -> Result<Option<String>, &'static str> {
    let text = text.trim_end_matches('/');
    let host = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    match host {
        None if text.is_empty() => Ok(None),
        Some(host) if !host.is_empty() && !host.contains(['/', '?', '#', ' ']) => Ok(Some(text.to_owned())),
        _ => Err("https:// and a host, without a path"),
    }
}

fn list<T: FromStr>(text: &str) -> Result<Vec<T>, &'static str> {
    let items = text.split(',').map(str::trim).filter(|it| !it.is_empty());
    items.map(|it| it.parse().map_err(|_| "IP addresses")).collect()
}

fn level(text: &str) -> Result<String, &'static str> {
    match tracing_subscriber::EnvFilter::builder().parse(text) {
        Ok(_) => Ok(text.to_owned()),
        Err(_) => Err("error, warn, info, debug or trace, also per module: info,asisttr::store=debug"),
    }
}

fn format(text: &str) -> Result<LogFormat, &'static str> {
    match text {
        "auto" => Ok(LogFormat::Auto),
        "text" => Ok(LogFormat::Text),
        "json" => Ok(LogFormat::Json),
        _ => Err("auto, text or json"),
    }
}
