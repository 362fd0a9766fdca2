//! The audit trail: who did what, append-only, each row carrying the hash of the one before it. Rows are written
//! in the same change as what they tell of, so neither is there without the other.
//!
//! Never put a password, token or key into `old` or `new`.
mod chain;
pub mod routes;
mod store;
mod types;

pub use chain::{Broken, Verdict, verify};
pub use store::{record, record_all};
pub use types::{Actor, ActorKind, Entry};
