//! Uploaded files: checked by content, kept under random names, handed out by signed links.
pub mod images;
pub mod links;
mod package;
pub mod routes;
pub mod rules;
pub mod service;
pub mod store;
pub mod types;

pub use links::Links;
pub use types::FileView;
