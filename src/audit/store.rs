//! SQL for the audit trail.
use super::chain::Link;
use super::types::{ActorView, AuditRow, Entry, TargetView};
use crate::Result;
use crate::base::ids::SiteId;
use crate::base::{Error, Role};
use crate::store::{Present, Write};
use rusqlite::{Connection, OptionalExtension as _, Row, params};
use uuid::Uuid;

/// Adds one row to the change. At most one call of this or [`record_all`] per change.
///
/// # Errors
/// When the end of the trail cannot be read.
pub fn record(present: &Present<'_>, write: &mut Write, entry: Entry) -> Result<()> {
    record_all(present, write, [entry])
}

/// Adds rows to the change, in order. At most one call per change: the rows are chained here, and a second call
/// would start from the same end (its numbers would clash and the whole change would be refused).
///
/// # Errors
/// When the end of the trail cannot be read.
pub fn record_all(
    present: &Present<'_>,
    write: &mut Write,
    entries: impl IntoIterator<Item = Entry>,
) -> Result<()> {
    let (mut number, mut hash) = end(present)?;
    for entry in entries {
        number += 1;
        let link = link(number, &entry);
        hash = link.hash(&hash);
        insert(write, &link, &hash);
    }
    Ok(())
}

fn link(number: i64, entry: &Entry) -> Link {
    let bytes = |id: Uuid| id.as_bytes().to_vec();
    Link {
        number,
        id: bytes(entry.id.uuid()),
        site: entry.site.map(|it| bytes(it.uuid())),
        at_ms: entry.at.as_millisecond(),
        actor_kind: entry.actor.kind.as_str().to_owned(),
        actor_id: entry.actor.id.map(bytes),
        action: entry.action.to_owned(),
        target_kind: entry.target_kind.to_owned(),
        target_id: entry.target_id.map(bytes),
        address: entry.actor.address.clone(),
        agent: entry.actor.agent.clone(),
        old: entry.old.as_ref().map(ToString::to_string),
        new: entry.new.as_ref().map(ToString::to_string),
    }
}

fn insert(write: &mut Write, link: &Link, hash: &[u8]) {
    write.one(
        "INSERT INTO audit (number, id, site_id, at, actor_kind, actor_id, action, target_kind, target_id,
                            address, agent, old, new, hash)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)",
        &[
            &link.number,
            &link.id,
            &link.site,
            &link.at_ms,
            &link.actor_kind,
            &link.actor_id,
            &link.action,
            &link.target_kind,
            &link.target_id,
            &link.address,
            &link.agent,
            &link.old,
            &link.new,
            &hash,
        ],
        Error::Internal(anyhow::anyhow!("the audit row was not written")),
    );
}

/// Number and hash of the last row; zero and nothing before the first.
fn end(conn: &Connection) -> Result<(i64, Vec<u8>)> {
    let mut statement = conn.prepare_cached("SELECT number, hash FROM audit ORDER BY number DESC LIMIT 1")?;
    let last = statement.query_row((), |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
    Ok(last.unwrap_or_default())
}

/// The highest number ever given out, also when its row is gone.
pub(super) fn newest_number(conn: &Connection) -> Result<i64> {
    let sql = "SELECT COALESCE((SELECT seq FROM sqlite_sequence WHERE name = 'audit'), 0)";
    Ok(conn.prepare_cached(sql)?.query_row((), |row| row.get(0))?)
}

/// Up to `limit` rows after `number`, with their hashes.
pub(super) fn links_after(conn: &Connection, number: i64, limit: usize) -> Result<Vec<(Link, Vec<u8>)>> {
    let mut statement = conn.prepare_cached(
        "SELECT number, id, site_id, at, actor_kind, actor_id, action, target_kind, target_id,
                address, agent, old, new, hash
         FROM audit WHERE number > ?1 ORDER BY number LIMIT ?2",
    )?;
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let rows = statement.query_map(params![number, limit], link_of_row)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

fn link_of_row(row: &Row<'_>) -> rusqlite::Result<(Link, Vec<u8>)> {
    let link = Link {
        number: row.get(0)?,
        id: row.get(1)?,
        site: row.get(2)?,
        at_ms: row.get(3)?,
        actor_kind: row.get(4)?,
        actor_id: row.get(5)?,
        action: row.get(6)?,
        target_kind: row.get(7)?,
        target_id: row.get(8)?,
        address: row.get(9)?,
        agent: row.get(10)?,
        old: row.get(11)?,
        new: row.get(12)?,
    };
    Ok((link, row.get(13)?))
}

/// Rows of a site, newest first, before the row `before`. A superadmin also sees those of the installation.
///
/// # Errors
/// When the database cannot be read.
pub(super) fn list(
    conn: &Connection,
    site: SiteId,
    role: Role,
    before: Option<i64>,
    limit: usize,
) -> Result<Vec<AuditRow>> {
    // Two ranges of one index, merged by number; an OR would give the order up and sort the whole trail.
    let mut statement = conn.prepare_cached(
        "SELECT a.number, a.id, a.at, a.actor_kind, a.actor_id, u.name, a.action, a.target_kind, a.target_id,
                COALESCE(tu.name, ts.name), a.address, a.agent, a.old, a.new
         FROM (SELECT * FROM (SELECT * FROM audit WHERE site_id = ?1 AND number < ?2
                              ORDER BY number DESC LIMIT ?3)
               UNION ALL
               SELECT * FROM (SELECT * FROM audit WHERE site_id IS NULL AND ?4 AND number < ?2
                              ORDER BY number DESC LIMIT ?3)) AS a
         LEFT JOIN users AS u ON u.id = a.actor_id AND a.actor_kind = 'user'
         LEFT JOIN users AS tu ON tu.id = a.target_id AND a.target_kind = 'user'
         LEFT JOIN sites AS ts ON ts.id = a.target_id AND a.target_kind = 'site'
         ORDER BY a.number DESC LIMIT ?3",
    )?;
    let limit = i64::try_from(limit + 1).unwrap_or(i64::MAX);
    let everything = role >= Role::Superadmin;
    let rows =
        statement.query_map(params![site, before.unwrap_or(i64::MAX), limit, everything], row_of_row)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

fn row_of_row(row: &Row<'_>) -> rusqlite::Result<AuditRow> {
    let json = |column: usize| -> rusqlite::Result<Option<serde_json::Value>> {
        let text: Option<String> = row.get(column)?;
        Ok(text.and_then(|it| serde_json::from_str(&it).ok()))
    };
    let uuid = |column: usize| -> rusqlite::Result<Option<Uuid>> {
        Ok(row.get::<_, Option<[u8; 16]>>(column)?.map(Uuid::from_bytes))
    };
    Ok(AuditRow {
        number: row.get(0)?,
        id: row.get(1)?,
        at: row.get(2)?,
        actor: ActorView { kind: row.get(3)?, id: uuid(4)?, name: row.get(5)? },
        action: row.get(6)?,
        target: TargetView { kind: row.get(7)?, id: uuid(8)?, name: row.get(9)? },
        address: row.get(10)?,
        agent: row.get(11)?,
        old: json(12)?,
        new: json(13)?,
    })
}
