//! Language models in this process, by llama.cpp. Plain values in, plain values out; only the files below `native`
//! know the library.
mod pieces;
mod trouble;
pub mod types;

pub use pieces::{Pieces, Told, pieces};
pub use trouble::Trouble;
pub use types::{Ask, Piece, Sampling, Speaker, Turn, Usage};
