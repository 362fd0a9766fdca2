//! Saved views: lists of the inbox, and of tickets, that somebody gave a name. One's own, or the whole site's, which admins make.
pub mod follow;
pub mod routes;
pub mod service;
pub mod store;
pub mod types;
