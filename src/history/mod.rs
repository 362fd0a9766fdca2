//! What was said, to be read at leisure: a visitor's conversations as one thread, and transcripts to be downloaded.
mod render;
pub mod routes;
mod service;
mod words;

pub use render::{Said, Transcript};
pub use service::transcript;
