//! Full-text search over what was said on a site, in conversations and in tickets. The index finds lines by their words, the
//! database knows what a conversation or a ticket is now: whom it belongs to, its tags, its state. Nothing is shown that the
//! database does not have.
pub mod follow;
pub mod routes;
pub mod service;
mod snippet;
mod store;
pub mod tickets;
pub mod types;
