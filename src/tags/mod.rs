//! Tags: what a site calls its conversations by, each with a colour of a fixed palette.
//!
//! A conversation carries the tag's name. So a new name is written to all conversations that carry it, in the same
//! change; what clients hear of it is one event, not one for each of them.
pub mod follow;
pub mod routes;
pub mod rules;
pub mod service;
pub mod store;
pub mod types;
