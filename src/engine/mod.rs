//! Engines: what computes without knowing the product. Plain values in, plain values out.
pub mod convert;
pub mod downloads;
pub mod embed;
pub mod fetch;
mod folder;
pub mod index;
mod indexer;
pub mod llm;
pub mod machine;
pub mod mail;
pub mod meaning;
pub mod password;
pub mod places;
pub mod push;
pub mod second_factor;
pub mod signs;
pub mod threads;
pub mod turkish;

/// What a search looks things up in; cloning copies pointers.
#[derive(Clone)]
pub struct Indexes {
    /// By words.
    pub words: index::TextIndex,
    /// By meaning.
    pub signs: signs::SignIndex,
    /// By which embedding that is.
    pub meaning: meaning::Meaning,
}
