//! Visitors: people on pages that carry the widget.
pub mod follow;
pub mod routes;
pub mod service;
pub mod store;
pub mod types;

pub use types::{Details, VisitorView};
