//! What the desk hears of visitors beside the live list.
use super::store;
use crate::Result;
use crate::base::ids::VisitorId;
use crate::realtime::{Audience, Delivery};
use crate::store::{Event, Seq};
use rusqlite::Connection;
use serde_json::json;

/// Whether [`render`] has something to tell of `event`, for which it reads the database.
#[must_use]
pub fn tells(event: &Event) -> bool {
    matches!(event.kind.as_ref(), "visitor.merged" | "visitor.updated")
}

/// Adds what `event` means to the site's staff.
///
/// # Errors
/// When the database cannot be read.
pub fn render(conn: &Connection, seq: Seq, event: &Event, out: &mut Vec<Delivery>) -> Result<()> {
    if !tells(event) {
        return Ok(());
    }
    let meant = VisitorId::of(event.object);
    let Some(now) = store::known_as(conn, event.site, meant)? else { return Ok(()) };
    let visitor = store::find(conn, event.site, now)?;
    let told = json!({ "seq": seq, "visitorId": meant, "visitor": visitor });
    let name = if event.kind == "visitor.merged" { "visitor:merged" } else { "visitor:updated" };
    out.push(Delivery::new(Audience::Staff(event.site), name, Some(seq), &told));
    Ok(())
}
