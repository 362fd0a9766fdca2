//! Requests left by e-mail form when nobody could answer.
pub mod follow;
pub mod routes;
pub mod service;
pub mod store;
pub mod types;

pub use types::{NewRequest, OfflineMessage};
