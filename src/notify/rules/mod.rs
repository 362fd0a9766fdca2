//! Decisions about notifications. Pure.
mod letter;
mod mentions;
mod ways;

pub use letter::{letter, trial};
pub use mentions::mentioned;
pub use ways::{is_quiet, open};
