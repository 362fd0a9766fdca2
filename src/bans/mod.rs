//! Bans: visitors who may send nothing, by who they are or by where they write from, for a while or for good.
//!
//! What they sent before stays, and they may read it. Lifting a ban keeps the row.
pub mod follow;
pub mod routes;
pub mod service;
pub mod store;
pub mod types;

pub use service::{check, check_address, check_in};
