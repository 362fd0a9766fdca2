//! SQL of the knowledge base.
pub mod addresses;
pub mod articles;
pub mod passages;
pub mod versions;
