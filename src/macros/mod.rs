//! Macros: several things that are done to a conversation in one click. One's own or the whole site's.
pub mod follow;
pub mod routes;
pub mod rules;
pub mod service;
pub mod store;
pub mod types;
