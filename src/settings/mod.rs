//! A site's settings: one JSON object per screen of the desk, each with a version of its own. What was never stored
//! has its defaults, also a single field that a later version of the program adds.
//!
//! Other features ask [`widget`], [`assistant`] and [`routing`]; only the screens' own routes change anything. A feature above this
//! one may have screens of its own: its types are a [`Screen`], its routes call [`show`] and [`change`].
pub mod routes;
mod rules;
mod service;
mod store;
mod types;

pub use rules::{merge, worded as check_worded};
pub use service::{change, show, tried};
pub use store::read;
pub use types::ai::{Assistant, AssistantMode, Fusion, Tone};
pub use types::routing::{
    ANY_DEPARTMENT, Conditions, Handing, Hours, Routing, Rule, Strategy, minute_of_day,
};
pub use types::widget::{DarkMode, WidgetSettings};
pub use types::{Screen, Versioned, Worded};

use crate::Result;
use crate::base::ids::SiteId;
use rusqlite::Connection;

/// What the widget of `site` looks like and may do.
///
/// # Errors
/// When the database cannot be read.
pub fn widget(conn: &Connection, site: SiteId) -> Result<WidgetSettings> {
    Ok(store::read::<WidgetSettings>(conn, site)?.settings)
}

/// When and how surely the assistant of `site` answers.
///
/// # Errors
/// When the database cannot be read.
pub fn assistant(conn: &Connection, site: SiteId) -> Result<Assistant> {
    Ok(store::read::<Assistant>(conn, site)?.settings)
}

/// Who gets a conversation of `site`, and how.
///
/// # Errors
/// When the database cannot be read.
pub fn routing(conn: &Connection, site: SiteId) -> Result<Routing> {
    Ok(store::read::<Routing>(conn, site)?.settings)
}
