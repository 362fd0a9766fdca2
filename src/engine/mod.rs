//! Engines: what does the heavy work and knows nothing of the product.
pub mod password;
