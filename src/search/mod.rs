//! Full-text search over what was said on a site. The index finds lines by their words, the database knows what a
//! conversation is now: whom it belongs to, its tags, its state. Nothing is shown that the database does not have.
pub mod follow;
pub mod routes;
pub mod service;
mod snippet;
mod store;
pub mod types;
