//! Notifications: what a user is to look at. Kept in the bell until read, and told at once, in the ways that each person
//! chose ([`types::preferences`], [`rules::open`]).
//!
//! They are made off the event log, so that writing a note knows nothing of them.
pub mod follow;
pub mod news;
pub mod routes;
pub mod rules;
pub mod send;
pub mod service;
pub mod socket;
pub mod store;
pub mod types;
