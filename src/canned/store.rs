//! SQL for canned responses.
use super::rules::Words;
use super::types::{CannedResponse, Holder, Team};
use crate::base::ids::{CannedResponseId, SiteId, UserId};
use crate::store::Write;
use crate::{Error, Result};
use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, Row, params};

const SELECT: &str =
    "SELECT r.id, r.owner_id, r.team_id, g.name, r.shortcut, r.title, r.body, r.uses, r.last_used_at, r.version,
        r.created_at, r.updated_at
    FROM canned_responses r LEFT JOIN groups g ON g.id = r.team_id AND g.site_id = r.site_id";

/// What the user `?2` may use: the site's, one's own, one's teams'; with `?3`, which admins have, every team's.
const VISIBLE: &str = "CASE WHEN r.owner_id IS NOT NULL THEN r.owner_id = ?2
    WHEN r.team_id IS NULL OR ?3 THEN 1
    ELSE EXISTS (SELECT 1 FROM group_members m
        WHERE m.site_id = r.site_id AND m.user_id = ?2 AND m.group_id = r.team_id) END";

/// Who asks: a user, and whether every team's are theirs to see.
pub type Asker = (UserId, bool);

/// What `user` may use, most used first; one row more than `limit` when there are more. `text` is folded.
///
/// # Errors
/// When the database cannot be read.
pub fn list(
    conn: &Connection,
    site: SiteId,
    (user, every_team): Asker,
    text: Option<&str>,
    after: Option<(i64, CannedResponseId)>,
    limit: usize,
) -> Result<Vec<CannedResponse>> {
    let sql = format!(
        "{SELECT} WHERE r.site_id = ?1 AND {VISIBLE}
             AND (?4 IS NULL OR contains_folded(r.shortcut, ?4) OR contains_folded(r.title, ?4)
                 OR contains_folded(r.body, ?4))
             AND (?5 IS NULL OR (r.uses, r.id) < (?5, ?6))
         ORDER BY r.uses DESC, r.id DESC LIMIT ?7"
    );
    let mut statement = conn.prepare_cached(&sql)?;
    let limit = i64::try_from(limit + 1).unwrap_or(i64::MAX);
    let (uses, id) = (after.map(|it| it.0), after.map(|it| it.1));
    let rows = statement.query_map(params![site, user, every_team, text, uses, id, limit], from_row)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// One that the user may use; somebody else's own is not there.
///
/// # Errors
/// When the database cannot be read.
pub fn find(
    conn: &Connection,
    site: SiteId,
    (user, every_team): Asker,
    id: CannedResponseId,
) -> Result<Option<CannedResponse>> {
    let sql = format!("{SELECT} WHERE r.site_id = ?1 AND r.id = ?4 AND {VISIBLE}");
    Ok(conn.prepare_cached(&sql)?.query_row(params![site, user, every_team, id], from_row).optional()?)
}

/// Which response has the shortcut among those of `holder`.
///
/// # Errors
/// When the database cannot be read.
pub fn by_shortcut(
    conn: &Connection,
    site: SiteId,
    holder: Holder,
    shortcut: &str,
) -> Result<Option<CannedResponseId>> {
    let mut statement = conn.prepare_cached(
        "SELECT id FROM canned_responses WHERE site_id = ?1 AND owner_id IS ?2 AND team_id IS ?3 AND shortcut = ?4",
    )?;
    let owners = (holder.user(), holder.team());
    Ok(statement.query_row(params![site, owners.0, owners.1, shortcut], |row| row.get(0)).optional()?)
}

/// Adds one.
pub fn insert(
    write: &mut Write,
    site: SiteId,
    id: CannedResponseId,
    (holder, words): (Holder, &Words),
    at: Timestamp,
) {
    write.run(
        "INSERT INTO canned_responses (id, site_id, owner_id, team_id, shortcut, title, body, created_at, updated_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?8)",
        &[&id, &site, &holder.user(), &holder.team(), &words.shortcut, &words.title, &words.body, &at.as_millisecond()],
    );
}

/// Changes the words of one, and whose it is.
pub fn update(
    write: &mut Write,
    site: SiteId,
    id: CannedResponseId,
    (holder, words): (Holder, &Words),
    at: Timestamp,
) {
    write.one(
        "UPDATE canned_responses SET owner_id = ?3, team_id = ?4, shortcut = ?5, title = ?6, body = ?7,
             updated_at = ?8, version = version + 1
         WHERE site_id = ?1 AND id = ?2",
        &[
            &site,
            &id,
            &holder.user(),
            &holder.team(),
            &words.shortcut,
            &words.title,
            &words.body,
            &at.as_millisecond(),
        ],
        Error::NotFound("canned_response"),
    );
}

/// Counts a use.
pub fn count_use(write: &mut Write, site: SiteId, id: CannedResponseId, at: Timestamp) {
    write.one(
        "UPDATE canned_responses SET uses = uses + 1, last_used_at = ?3
         WHERE site_id = ?1 AND id = ?2",
        &[&site, &id, &at.as_millisecond()],
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
    let holder = match (row.get(1)?, row.get(2)?) {
        (Some(user), _) => Holder::User(user),
        (None, Some(team)) => Holder::Team(team),
        (None, None) => Holder::Site,
    };
    let name = row.get(3)?;
    Ok(CannedResponse {
        id: row.get(0)?,
        holder,
        scope: holder.scope(),
        team: holder.team().map(|id| Team { id, name }),
        shortcut: row.get(4)?,
        title: row.get(5)?,
        body: row.get(6)?,
        uses: row.get(7)?,
        last_used_at: row.get(8)?,
        version: row.get(9)?,
        created_at: row.get(10)?,
        updated_at: row.get(11)?,
    })
}
