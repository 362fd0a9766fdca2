//! Language models in this process.
pub mod types;

pub use types::{Ask, Piece, Sampling, Speaker, Turn, Usage};
