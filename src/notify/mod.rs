//! Notifications: what a user is to look at because somebody named them. Kept until read, and told at once.
//!
//! They are made off the event log, so that writing a note knows nothing of them.
pub mod follow;
pub mod routes;
pub mod rules;
pub mod store;
pub mod types;
