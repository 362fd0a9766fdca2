//! Pure decisions about service levels.
mod clocks;
mod policies;

pub use clocks::{Change, Step, advance, settle, steps_of, strike};
pub use policies::{Preset, check, pick, preset};
