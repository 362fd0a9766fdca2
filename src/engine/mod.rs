//! Engines: what computes without knowing the product. Plain values in, plain values out.
pub mod embed;
pub mod index;
pub mod password;
pub mod turkish;
