//! The HTTP edge: who is asking, how errors look, headers, limits, assets. No product knowledge.
pub mod address;
pub mod allowance;
pub mod assets;
pub mod attempts;
pub mod caller;
pub mod cors;
pub mod guard;
pub mod headers;
pub mod idempotency;
pub mod input;
pub mod keys;
pub mod limit;
pub mod measure;
pub mod outgoing;
pub mod pages;
pub mod problem;
pub mod request_id;
pub mod strip;
pub mod table;

pub use address::Client;
pub use caller::{Caller, Public, Staff, Visitor};
pub use input::{Input, PathId, QueryInput};
