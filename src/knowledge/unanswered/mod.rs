//! What visitors asked and no article answered: counted, alike questions together, for authors to write about.
//!
//! [`record`] is called by whoever had no answer to give. A question leaves the list when somebody dismisses it, or when
//! an article that changed since answers it (`checks.rs` of the knowledge base looks). Asked again without an answer it is open again, unless
//! it was dismissed.
pub mod routes;
mod rules;
mod service;
mod store;
mod types;

pub use rules::without_identities;
pub use service::{find, forget_conversation, recheck, record};
pub use types::{Unanswered, UnansweredState};
