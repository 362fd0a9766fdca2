//! Requests left by form when nobody could answer: to be answered by e-mail or by a call.
pub mod follow;
pub mod routes;
pub mod service;
pub mod store;
pub mod types;

pub use types::{NewRequest, OfflineMessage, RequestKind};
