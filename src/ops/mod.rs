//! Operating the server: whether it is well, what it is doing, and what its API looks like.
//!
//! Nothing here names a person or a site; `/metrics` is for the machine itself or for who has the token.
mod health;
mod metrics;
pub mod openapi;
pub mod routes;
