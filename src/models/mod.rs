//! Models in this process: which there are, where they come from, which one answers, and whether they fit into the
//! memory. They belong to the installation, not to a site.
//!
//! Knows nothing of what is asked for or why: `providers` asks [`generate`], and falls back where it refuses.
mod answer;
mod types;

pub use answer::{Answer, generate};
pub use types::Refusal;
