//! The HTTP edge: who is asking, how errors look, headers, limits, assets. No product knowledge.
pub mod caller;
pub mod input;
pub mod keys;
pub mod problem;

pub use caller::{Caller, Public, Staff, Visitor};
pub use input::{Input, PathId, QueryInput};
