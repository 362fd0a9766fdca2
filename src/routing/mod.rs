//! Routing: who is there, who can take a conversation, and what the widget tells visitors about it.
pub mod jobs;
pub mod mode;
pub mod routes;
pub mod rules;
pub mod service;
pub mod socket;
pub mod store;
pub mod types;

pub use service::choose;
pub use types::{AgentView, Choice, Mode, Request};
