//! Operating the server: whether it is well, what it is doing, what its API looks like, and the event log for other
//! programs.
//!
//! Nothing here names a person; `/metrics` is for the machine itself or for who has the token.
mod health;
mod log;
mod metrics;
pub mod openapi;
pub mod routes;
