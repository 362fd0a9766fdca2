//! Models in this process: which there are, where they come from, which one answers, and whether they fit into the
//! memory. They belong to the installation, not to a site.
//!
//! Knows nothing of what is asked for or why: `providers` asks [`generate`], and falls back where it refuses.
mod answer;
pub mod curated;
pub mod download;
pub mod folder;
pub mod jobs;
pub mod routes;
pub mod rules;
pub mod service;
mod store;
mod types;

pub use answer::{Answer, embedding, embedding_named, generate, load};
pub use types::{
    Curated, Download, DownloadState, Installed, ModelSettings, Overview, Refusal, Standing, State, Turkish,
    Use,
};
