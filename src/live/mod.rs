//! What goes on at this moment, in memory: visitors on pages, who has which desk and conversation before their eyes,
//! who keeps failing, and what others lent for a while. Knows no product and no database; the features say what it means, and store what is to last.
mod desks;
mod readings;
mod rests;
mod tokens;
mod viewers;
mod visit;
mod visits;

pub use desks::Desks;
pub use readings::Readings;
pub use rests::{Rests, Trouble};
pub use tokens::Tokens;
pub use viewers::{Connection, Viewer, Viewers};
pub use visit::{Device, Seen, Source, View, Visit};
pub use visits::{Change, Unsaved, Visits};

/// After so long without a sign of life a session is over, in milliseconds.
pub const SESSION_PAUSE_MS: i64 = 30 * 60 * 1000;
