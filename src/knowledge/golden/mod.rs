//! Questions whose answer is known: asked again after every change of articles or settings, so that authors see what a
//! change made better or worse before visitors do.
pub mod routes;
mod rules;
mod service;
mod store;
mod types;

pub use service::run;
pub use types::{Cause, Golden, Standing};
