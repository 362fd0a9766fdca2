//! The help centre of a site at `/yardim/<site>/`: public articles as pages that are made here, on the server, so that
//! they work without a script and search engines read them. What is not public never comes near it: every query asks
//! for published articles for everybody.
mod colour;
mod markdown;
mod pages;
pub mod routes;
mod service;
mod store;
mod types;
mod words;

pub(crate) use pages::theme;
pub use service::path;
pub use types::HelpCentre;
