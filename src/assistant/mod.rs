//! The assistant: answers from articles, says so when it cannot, and hands over to a person.
pub mod extract;
pub mod follow;
pub mod routes;
pub mod rules;
pub mod service;
pub mod socket;
pub mod store;
pub mod types;
