//! Settings of the process: defaults, then `asisttr.toml`, then `ASISTTR_*`, then flags. Everything a site or a
//! person can choose lives in the database instead.
use std::net::SocketAddr;
use std::path::PathBuf;

/// How this process runs.
#[derive(Debug, Clone)]
pub struct Config {
    /// The folder that holds everything that lasts.
    pub data_dir: PathBuf,
    /// Where to listen; port 0 lets the system choose.
    pub listen: SocketAddr,
    /// Proxies whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<std::net::IpAddr>,
    /// How much one client may ask.
    pub limits: Limits,
}

/// Limits against floods. Zero lifts a limit (a load test does).
#[derive(Debug, Clone, Copy)]
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
            trusted_proxies: Vec::new(),
            limits: Limits::default(),
        }
    }
}
