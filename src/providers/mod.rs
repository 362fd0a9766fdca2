//! Language models and who provides them: in this process or behind a network, one way to ask them all.
//!
//! [`generate`] chooses by the site's settings (purpose, complexity, budget), tries the next provider when one fails,
//! and keeps what every request took.
pub mod routes;
pub mod rules;
pub mod service;
pub mod store;
pub mod types;
pub mod wire;

pub use service::{Generation, generate, ready};
pub use types::{Purpose, Report, Said, Task, Unavailable};
