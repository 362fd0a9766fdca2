//! What goes on at this moment, in memory: visitors on pages, and who has which conversation before their eyes. Knows no
//! product and no database; `tracking` and `conversations` say what it means, and store what is to last.
mod viewers;
mod visit;
mod visits;

pub use viewers::{Connection, Viewer, Viewers};
pub use visit::{Device, Seen, Source, View, Visit};
pub use visits::{Change, Unsaved, Visits};

/// After so long without a sign of life a session is over, in milliseconds.
pub const SESSION_PAUSE_MS: i64 = 30 * 60 * 1000;
