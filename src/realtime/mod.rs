//! Connected clients: who is there, and how events reach them.
mod hub;

pub use hub::{Audience, Delivery, Hub};
