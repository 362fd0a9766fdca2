//! What goes on at this moment, in memory: visitors on pages, and who has which conversation before their eyes. Knows no
//! product and no database; `tracking` and `conversations` say what it means, and store what is to last.
mod viewers;
mod visits;

pub use viewers::{Connection, Viewer, Viewers};
pub use visits::{Change, Device, Seen, Source, Unsaved, View, Visit, Visits};

/// After so long without a sign of life a session is over, in milliseconds.
pub const SESSION_PAUSE_MS: i64 = 30 * 60 * 1000;
