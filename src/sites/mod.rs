//! Sites: the tenants. Each has its own people, visitors, settings and data; everything else names one.
pub mod routes;
pub mod rules;
pub mod service;
mod store;
mod types;

pub use store::{find, find_by_key, find_by_slug, insert, is_own_origin, only, secret};
pub use types::{Draft, NewSite, Site, SiteChange};
