//! Language models in this process, by llama.cpp. Plain values in, plain values out; only the files below `native`
//! know the library.
//!
//! The cargo feature `llm` is asked for in this file alone: without it, every model says that it is not in the build.
#[cfg_attr(not(any(feature = "llm", test)), expect(dead_code, reason = "nobody embeds"))]
mod embed_line;
mod embedder;
pub mod gguf;
mod keeper;
mod model;
#[cfg(feature = "llm")]
mod native;
#[cfg(not(feature = "llm"))]
#[path = "absent.rs"]
mod native;
mod pieces;
pub mod processor;
#[cfg_attr(not(feature = "llm"), expect(dead_code, reason = "nobody writes"))]
mod text;
mod trouble;
pub mod types;

#[cfg(feature = "llm")]
#[cfg(test)]
mod tests;
#[cfg(test)]
#[path = "../../../examples/tiny_model/writer.rs"]
mod tiny_model;

pub use embedder::{Embedder, Purpose};
pub use keeper::{Keepable, Keeper};
pub use model::{Count, End, Model, Plan, batch_threads, threads};
pub use pieces::{Pieces, Told, pieces};
pub use trouble::Trouble;
pub use types::{Ask, Piece, Sampling, Speaker, Turn, Usage};

/// Whether this build has models in it.
pub const BUILT: bool = cfg!(feature = "llm");

/// The models in memory: one that answers, one that embeds.
#[derive(Clone, Default)]
pub struct Models {
    /// Makes words.
    pub answering: Keeper<Model>,
    /// Makes vectors.
    pub embedding: Keeper<Embedder>,
}
