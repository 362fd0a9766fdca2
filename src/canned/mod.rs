//! Canned responses: answers that agents wrote beforehand and call by a shortcut. One's own or the whole site's.
//!
//! The server keeps them and counts their use; the places in them are filled by the desk, which knows whom it writes to.
pub mod follow;
pub mod routes;
pub mod rules;
pub mod service;
pub mod store;
pub mod types;
