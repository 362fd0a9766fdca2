//! Forms (dinamik formlar): built in the desk of the fields that `fields` defines, filled in at a public address or in the
//! widget. What is sent is checked by the same definition, kept with the questions as they were then, and becomes a ticket
//! where the form says so.
pub mod follow;
mod page;
pub mod routes;
pub mod rules;
pub mod service;
pub mod store;
pub mod types;

pub use types::{Form, Submission};
