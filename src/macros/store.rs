//! SQL for macros.
use super::types::{Macro, MacroScope};
use crate::base::ids::{MacroId, SiteId, UserId};
use crate::store::{Write, owned};
use crate::{Error, Result};
use jiff::Timestamp;
use rusqlite::{Connection, Row};

const SELECT: &str =
    "SELECT w.id, w.owner_id, w.name, w.actions, w.uses, w.version, w.created_at FROM macros w";

/// What `user` may run, in the order they were made; one row more than `limit` when there are more.
///
/// # Errors
/// When the database cannot be read.
pub fn list(
    conn: &Connection,
    site: SiteId,
    user: UserId,
    after: Option<MacroId>,
    limit: usize,
) -> Result<Vec<Macro>> {
    owned::list(conn, SELECT, (site, user), (after, limit), from_row)
}

/// One that `user` may run.
///
/// # Errors
/// When the database cannot be read.
pub fn find(conn: &Connection, site: SiteId, user: UserId, id: MacroId) -> Result<Option<Macro>> {
    owned::find(conn, SELECT, (site, user), id, from_row)
}

/// Adds one.
pub fn insert(write: &mut Write, site: SiteId, it: &Macro, at: Timestamp) {
    write.run(
        "INSERT INTO macros (id, site_id, owner_id, name, actions, created_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        &[&it.id, &site, &it.owner, &it.name, &actions(it), &at.as_millisecond()],
    );
}

/// Changes one.
pub fn update(write: &mut Write, site: SiteId, it: &Macro) {
    write.one(
        "UPDATE macros SET owner_id = ?3, name = ?4, actions = ?5, version = version + 1
         WHERE site_id = ?1 AND id = ?2",
        &[&site, &it.id, &it.owner, &it.name, &actions(it)],
        Error::NotFound("macro"),
    );
}

/// Counts a run.
pub fn count_use(write: &mut Write, site: SiteId, id: MacroId) {
    write.run("UPDATE macros SET uses = uses + 1 WHERE site_id = ?1 AND id = ?2", &[&site, &id]);
}

/// Removes one.
pub fn delete(write: &mut Write, site: SiteId, id: MacroId) {
    write.one("DELETE FROM macros WHERE site_id = ?1 AND id = ?2", &[&site, &id], Error::NotFound("macro"));
}

fn actions(it: &Macro) -> String {
    serde_json::to_string(&it.actions).unwrap_or_default()
}

fn from_row(row: &Row<'_>) -> rusqlite::Result<Macro> {
    let owner: Option<UserId> = row.get(1)?;
    Ok(Macro {
        id: row.get(0)?,
        owner,
        scope: if owner.is_some() { MacroScope::Personal } else { MacroScope::Site },
        name: row.get(2)?,
        actions: serde_json::from_str(&row.get::<_, String>(3)?).unwrap_or_default(),
        uses: row.get(4)?,
        version: row.get(5)?,
        created_at: row.get(6)?,
    })
}
