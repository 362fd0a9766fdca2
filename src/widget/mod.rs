//! The visitor's widget as a client of the other features: its session, its handshake, its settings and mode.
pub mod identity;
mod merging;
pub mod routes;
pub mod service;
pub mod socket;
