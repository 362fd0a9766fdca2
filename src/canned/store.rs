//! SQL for canned responses.
use super::rules::Words;
use super::types::{CannedResponse, Scope};
use crate::base::ids::{CannedResponseId, SiteId, UserId};
use crate::store::Write;
use crate::{Error, Result};
use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, Row, params};

const SELECT: &str =
    "SELECT r.id, r.owner_id, r.shortcut, r.title, r.body, r.uses, r.last_used_at, r.version,
        r.created_at, r.updated_at
    FROM canned_responses r";

/// What `user` may use, most used first; one row more than `limit` when there are more. `text` is folded.
///
/// # Errors
/// When the database cannot be read.
pub fn list(
    conn: &Connection,
    site: SiteId,
    user: UserId,
    text: Option<&str>,
    after: Option<(i64, CannedResponseId)>,
    limit: usize,
) -> Result<Vec<CannedResponse>> {
    let sql = format!(
        "{SELECT} WHERE r.site_id = ?1 AND (r.owner_id IS NULL OR r.owner_id = ?2)
             AND (?3 IS NULL OR contains_folded(r.shortcut, ?3) OR contains_folded(r.title, ?3)
                 OR contains_folded(r.body, ?3))
             AND (?4 IS NULL OR (r.uses, r.id) < (?4, ?5))
         ORDER BY r.uses DESC, r.id DESC LIMIT ?6"
    );
    let mut statement = conn.prepare_cached(&sql)?;
    let limit = i64::try_from(limit + 1).unwrap_or(i64::MAX);
    let (uses, id) = (after.map(|it| it.0), after.map(|it| it.1));
    let rows = statement.query_map(params![site, user, text, uses, id, limit], from_row)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// One that `user` may use; somebody else's own is not there.
///
/// # Errors
/// When the database cannot be read.
pub fn find(
    conn: &Connection,
    site: SiteId,
    user: UserId,
    id: CannedResponseId,
) -> Result<Option<CannedResponse>> {
    let sql =
        format!("{SELECT} WHERE r.site_id = ?1 AND r.id = ?3 AND (r.owner_id IS NULL OR r.owner_id = ?2)");
    Ok(conn.prepare_cached(&sql)?.query_row(params![site, user, id], from_row).optional()?)
}

/// Which response has the shortcut among those of `owner`, or of the site.
///
/// # Errors
/// When the database cannot be read.
pub fn by_shortcut(
    conn: &Connection,
    site: SiteId,
    owner: Option<UserId>,
    shortcut: &str,
) -> Result<Option<CannedResponseId>> {
    let mut statement = conn.prepare_cached(
        "SELECT id FROM canned_responses WHERE site_id = ?1 AND owner_id IS ?2 AND shortcut = ?3",
    )?;
    Ok(statement.query_row(params![site, owner, shortcut], |row| row.get(0)).optional()?)
}

/// Adds one.
pub fn insert(
    write: &mut Write,
    site: SiteId,
    id: CannedResponseId,
    (owner, words): (Option<UserId>, &Words),
    at: Timestamp,
) {
    write.run(
        "INSERT INTO canned_responses (id, site_id, owner_id, shortcut, title, body, created_at, updated_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?7)",
        &[&id, &site, &owner, &words.shortcut, &words.title, &words.body, &at.as_millisecond()],
    );
}

/// Changes the words of one, and whose it is.
pub fn update(
    write: &mut Write,
    site: SiteId,
    id: CannedResponseId,
    (owner, words): (Option<UserId>, &Words),
    at: Timestamp,
) {
    write.one(
        "UPDATE canned_responses SET owner_id = ?3, shortcut = ?4, title = ?5, body = ?6, updated_at = ?7,
             version = version + 1
         WHERE site_id = ?1 AND id = ?2",
        &[&site, &id, &owner, &words.shortcut, &words.title, &words.body, &at.as_millisecond()],
        Error::NotFound("canned_response"),
    );
}

/// Counts a use.
pub fn count_use(write: &mut Write, site: SiteId, user: UserId, id: CannedResponseId, at: Timestamp) {
    write.one(
        "UPDATE canned_responses SET uses = uses + 1, last_used_at = ?4
         WHERE site_id = ?1 AND id = ?3 AND (owner_id IS NULL OR owner_id = ?2)",
        &[&site, &user, &id, &at.as_millisecond()],
        Error::NotFound("canned_response"),
    );
}

/// Removes one.
pub fn delete(write: &mut Write, site: SiteId, id: CannedResponseId) {
    write.one(
        "DELETE FROM canned_responses WHERE site_id = ?1 AND id = ?2",
        &[&site, &id],
        Error::NotFound("canned_response"),
    );
}

fn from_row(row: &Row<'_>) -> rusqlite::Result<CannedResponse> {
    let owner: Option<UserId> = row.get(1)?;
    Ok(CannedResponse {
        id: row.get(0)?,
        owner,
        scope: if owner.is_some() { Scope::Personal } else { Scope::Site },
        shortcut: row.get(2)?,
        title: row.get(3)?,
        body: row.get(4)?,
        uses: row.get(5)?,
        last_used_at: row.get(6)?,
        version: row.get(7)?,
        created_at: row.get(8)?,
        updated_at: row.get(9)?,
    })
}
