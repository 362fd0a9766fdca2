//! The addresses at which a site gets mail: how they are entered, what proves that we may look into them, and whether
//! that works. Who looks into them is [`super::incoming`].
pub(super) mod routes;
mod rules;
pub(super) mod service;
pub(super) mod store;
mod tokens;
pub mod types;

pub(super) use service::outgoing;
pub(super) use types::{Inbox, SenderCheck};

/// What secrets are sealed for.
const SEALED_FOR: &str = "inbox";
