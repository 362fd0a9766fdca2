//! Drafts: what an agent has begun to write in a conversation, kept so that it goes on at another machine.
//!
//! Nobody but the writer sees them; they are no part of the conversation, and tell no event.
pub mod routes;
pub mod store;
