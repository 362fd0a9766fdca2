//! Settings of the process: defaults, then `asisttr.toml`, then `ASISTTR_*`, then flags. Everything a site or a
//! person can choose lives in the database instead.
//!
//! [`keys`] is the one table of what can be set; [`load`] reads the layers.
pub mod keys;
pub mod load;
mod private;

pub use load::load;
pub use private::PrivateAddresses;

use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;

/// How this process runs.
#[derive(Debug, Clone, PartialEq)]
pub struct Config {
    /// The folder that holds everything that lasts.
    pub data_dir: PathBuf,
    /// Where to listen; port 0 lets the system choose.
    pub listen: SocketAddr,
    /// The address that people type (`https://destek.ornek.edu.tr`); `None`: the one listened on.
    pub public_url: Option<String>,
    /// Proxies whose `X-Forwarded-For` and `X-Forwarded-Proto` are believed.
    pub trusted_proxies: Vec<IpAddr>,
    /// A file in MaxMind's format (`GeoLite2-City.mmdb`) that says where addresses are; `None`: nobody is anywhere.
    pub places_file: Option<PathBuf>,
    /// Bearer token that opens `/metrics` to others than this machine.
    pub metrics_token: Option<String>,
    /// What is written to the log.
    pub log: Log,
    /// How much one client may ask.
    pub limits: Limits,
    /// Addresses inside the institution's network that the program may ask on behalf of a site.
    pub private_addresses: PrivateAddresses,
    /// Our own program, which reads files of others in a process of its own; `None` in tests of the library.
    pub program: Option<PathBuf>,
    /// Whether this is a show of made-up data (`serve --demo`).
    pub demo: bool,
}

impl Config {
    /// The address that links in mails begin with, without a slash at its end.
    #[must_use]
    pub fn base_url(&self) -> String {
        let own = || format!("http://{}", self.listen);
        self.public_url.as_deref().map_or_else(own, |it| it.trim_end_matches('/').to_owned())
    }
}

/// What is written to the log, and how.
#[derive(Debug, Clone, PartialEq)]
pub struct Log {
    /// Least level, also per module: `info,asisttr::store=debug`.
    pub level: String,
    /// How a line looks.
    pub format: LogFormat,
}

/// How a line of the log looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogFormat {
    /// Text on a terminal, JSON elsewhere.
    Auto,
    /// For people.
    Text,
    /// For programs.
    Json,
}

/// Limits against floods. Zero lifts a limit (a load test does).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Limits {
    /// Requests per 15 minutes and address.
    pub requests: u32,
    /// Failed sign-ins per hour, address and account.
    pub failed_logins: u32,
    /// Messages per second and visitor.
    pub messages: u32,
    /// Typing notices per second and visitor.
    pub typing: u32,
    /// Page views per second and visitor.
    pub page_views: u32,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits { requests: 500, failed_logins: 5, messages: 5, typing: 4, page_views: 2 }
    }
}

impl Default for Config {
    fn default() -> Config {
        Config {
            data_dir: PathBuf::from("data"),
            listen: SocketAddr::from(([127, 0, 0, 1], 8080)),
            public_url: None,
            trusted_proxies: Vec::new(),
            places_file: None,
            metrics_token: None,
            log: Log { level: "info".to_owned(), format: LogFormat::Auto },
            limits: Limits::default(),
            private_addresses: PrivateAddresses::default(),
            program: None,
            demo: false,
        }
    }
}
