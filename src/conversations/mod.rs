//! Conversations: the chat between a visitor and agents or the assistant, and its messages.
//!
//! Every change goes through a function of [`service`]; HTTP ([`routes`]) and sockets ([`socket`]) only translate.
//! What was changed reaches clients through [`follow`], from the event log.
pub mod filter;
pub mod follow;
pub mod jobs;
pub mod routes;
pub mod rules;
pub mod said;
pub mod service;
pub mod socket;
pub mod store;
pub mod types;

pub use types::{Actor, ConversationView, MessageView};
