//! SQL for saved views.
use super::types::{SavedView, ViewScope};
use crate::base::ids::{SavedViewId, SiteId, UserId};
use crate::store::{Write, owned};
use crate::{Error, Result};
use jiff::Timestamp;
use rusqlite::{Connection, Row};

const SELECT: &str =
    "SELECT w.id, w.owner_id, w.name, w.filter, w.version, w.created_at, w.of FROM saved_views w";

/// What `user` sees, in the order they were made; one row more than `limit` when there are more.
///
/// # Errors
/// When the database cannot be read.
pub fn list(
    conn: &Connection,
    site: SiteId,
    user: UserId,
    after: Option<SavedViewId>,
    limit: usize,
) -> Result<Vec<SavedView>> {
    owned::list(conn, SELECT, (site, user), (after, limit), from_row)
}

/// One that `user` sees.
///
/// # Errors
/// When the database cannot be read.
pub fn find(conn: &Connection, site: SiteId, user: UserId, id: SavedViewId) -> Result<Option<SavedView>> {
    owned::find(conn, SELECT, (site, user), id, from_row)
}

/// Adds one.
pub fn insert(write: &mut Write, site: SiteId, view: &SavedView, at: Timestamp) {
    write.run(
        "INSERT INTO saved_views (id, site_id, owner_id, name, filter, created_at, of)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        &[&view.id, &site, &view.owner, &view.name, &filter(view), &at.as_millisecond(), &view.of],
    );
}

/// Changes one.
pub fn update(write: &mut Write, site: SiteId, view: &SavedView) {
    write.one(
        "UPDATE saved_views SET owner_id = ?3, name = ?4, filter = ?5, version = version + 1
         WHERE site_id = ?1 AND id = ?2",
        &[&site, &view.id, &view.owner, &view.name, &filter(view)],
        Error::NotFound("saved_view"),
    );
}

/// Removes one.
pub fn delete(write: &mut Write, site: SiteId, id: SavedViewId) {
    write.one(
        "DELETE FROM saved_views WHERE site_id = ?1 AND id = ?2",
        &[&site, &id],
        Error::NotFound("saved_view"),
    );
}

fn filter(view: &SavedView) -> String {
    view.filter.to_string()
}

fn from_row(row: &Row<'_>) -> rusqlite::Result<SavedView> {
    let owner: Option<UserId> = row.get(1)?;
    Ok(SavedView {
        id: row.get(0)?,
        owner,
        scope: if owner.is_some() { ViewScope::Personal } else { ViewScope::Site },
        name: row.get(2)?,
        filter: serde_json::from_str(&row.get::<_, String>(3)?).unwrap_or_default(),
        version: row.get(4)?,
        created_at: row.get(5)?,
        of: row.get(6)?,
    })
}
