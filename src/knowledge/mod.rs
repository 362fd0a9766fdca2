//! The knowledge base: articles with versions, cut into passages, found by words and by meaning.
//!
//! A save writes the article, its version and its passages at once; `follow.rs` brings the passages into the text
//! index and gives them vectors. What is not published has no passages, and a search asks the database again for
//! every article it names, so nothing unpublished is ever shown.
pub mod bulk;
pub mod checks;
pub mod coverage;
pub mod evaluate;
pub mod follow;
pub mod golden;
pub mod passages;
pub mod readings;
pub mod routes;
pub mod rules;
pub mod search;
pub mod service;
pub mod snippet;
pub mod store;
pub mod types;
pub mod unanswered;

pub use types::{Article, Audience, SearchHit};
