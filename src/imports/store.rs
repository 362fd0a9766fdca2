//! SQL for imports.
use super::types::{Import, ImportState, Item, ItemView, Options, ProblemView, Progress, Upload};
use crate::base::ids::{ImportId, SiteId};
use crate::knowledge::types::Writer;
use crate::store::Write;
use crate::{Error, Result};
use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, Row, params};

const SELECT: &str =
    "SELECT i.id, i.source, i.address, i.files, i.options, i.state, i.problem, i.progress, i.user_id,
        u.name, i.may_change_all, i.attempts, i.created_at, i.started_at, i.finished_at, i.site_id
    FROM imports i LEFT JOIN users u ON u.id = i.user_id";

/// Newest first, `limit + 1` rows.
///
/// # Errors
/// When the database cannot be read.
pub(super) fn list(
    conn: &Connection,
    site: SiteId,
    after: Option<ImportId>,
    limit: usize,
) -> Result<Vec<Import>> {
    let sql =
        format!("{SELECT} WHERE i.site_id = ?1 AND (?2 IS NULL OR i.id < ?2) ORDER BY i.id DESC LIMIT ?3");
    let mut statement = conn.prepare_cached(&sql)?;
    let limit = i64::try_from(limit + 1).unwrap_or(i64::MAX);
    let rows = statement.query_map(params![site, after, limit], from_row)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// One import, or `None`.
///
/// # Errors
/// When the database cannot be read.
pub(super) fn find(conn: &Connection, site: SiteId, id: ImportId) -> Result<Option<Import>> {
    let sql = format!("{SELECT} WHERE i.site_id = ?1 AND i.id = ?2");
    Ok(conn.prepare_cached(&sql)?.query_row(params![site, id], from_row).optional()?)
}

/// The import of any site that has waited longest.
///
/// # Errors
/// When the database cannot be read.
pub(super) fn next(conn: &Connection) -> Result<Option<(SiteId, Import)>> {
    let sql = format!("{SELECT} WHERE i.state = 'waiting' ORDER BY i.id LIMIT 1");
    let mut statement = conn.prepare_cached(&sql)?;
    Ok(statement.query_row((), |row| Ok((row.get(15)?, from_row(row)?))).optional()?)
}

/// Imports of all sites that have not ended, with how often they were begun.
///
/// # Errors
/// When the database cannot be read.
pub(super) fn running(conn: &Connection) -> Result<Vec<(SiteId, ImportId, i64)>> {
    let mut statement =
        conn.prepare_cached("SELECT site_id, id, attempts FROM imports WHERE state = 'running'")?;
    let rows = statement.query_map((), |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// How many of a site have not ended.
///
/// # Errors
/// When the database cannot be read.
pub(super) fn unfinished(conn: &Connection, site: SiteId) -> Result<i64> {
    let mut statement = conn.prepare_cached(
        "SELECT COUNT(*) FROM imports WHERE site_id = ?1 AND state IN ('waiting', 'running')",
    )?;
    Ok(statement.query_row([site], |row| row.get(0))?)
}

/// What became of the things of an import, `limit + 1` rows after the number `after`.
///
/// # Errors
/// When the database cannot be read.
pub(super) fn items(
    conn: &Connection,
    site: SiteId,
    id: ImportId,
    failed: Option<bool>,
    after: Option<i64>,
    limit: usize,
) -> Result<Vec<ItemView>> {
    let mut statement = conn.prepare_cached(
        "SELECT t.number, t.source, t.title, a.id, t.outcome, t.code
         FROM import_items t LEFT JOIN articles a ON a.id = t.article_id AND a.site_id = t.site_id
         WHERE t.import_id = ?2 AND t.site_id = ?1 AND (?3 IS NULL OR (t.outcome = 'failed') = ?3)
             AND (?4 IS NULL OR t.number > ?4)
         ORDER BY t.number LIMIT ?5",
    )?;
    let limit = i64::try_from(limit + 1).unwrap_or(i64::MAX);
    let rows = statement.query_map(params![site, id, failed, after, limit], |row| {
        let code: Option<String> = row.get(5)?;
        Ok(ItemView {
            number: row.get(0)?,
            source: row.get(1)?,
            title: row.get(2)?,
            article_id: row.get(3)?,
            outcome: row.get(4)?,
            problem: code.map(|code| ProblemView { code, detail: String::new() }),
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Adds an import that waits for its turn.
pub(super) fn insert(write: &mut Write, site: SiteId, import: &Import) {
    write.run(
        "INSERT INTO imports (id, site_id, source, address, files, options, state, progress, user_id, may_change_all,
             attempts, created_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, 0, ?11)",
        &[
            &import.id,
            &site,
            &import.source,
            &import.address,
            &json(&import.files),
            &json(&import.options),
            &import.state,
            &json(&import.progress),
            &import.user,
            &import.may_change_all,
            &import.created_at.0.as_millisecond(),
        ],
    );
}

/// Begins an import that waits, from the start; fails when it does not wait any more.
pub(super) fn begin(write: &mut Write, site: SiteId, id: ImportId, at: Timestamp) {
    write.one(
        "UPDATE imports SET state = 'running', attempts = attempts + 1, progress = ?4,
             started_at = COALESCE(started_at, ?3)
         WHERE site_id = ?1 AND id = ?2 AND state = 'waiting'",
        &[&site, &id, &at.as_millisecond(), &json(&Progress::default())],
        Error::Conflict("import_over"),
    );
    write.run("DELETE FROM import_items WHERE site_id = ?1 AND import_id = ?2", &[&site, &id]);
}

/// Notes how far a running import is; fails when it was ended meanwhile.
pub(super) fn proceed(
    write: &mut Write,
    site: SiteId,
    id: ImportId,
    progress: &Progress,
    first: i64,
    items: &[Item],
) {
    write.one(
        "UPDATE imports SET progress = ?3 WHERE site_id = ?1 AND id = ?2 AND state = 'running'",
        &[&site, &id, &json(progress)],
        Error::Conflict("import_over"),
    );
    for (number, item) in (first..).zip(items) {
        write.run(
            "INSERT INTO import_items (import_id, number, site_id, source, title, article_id, outcome, code)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
            &[&id, &number, &site, &item.source, &item.title, &item.article, &item.outcome, &item.code],
        );
    }
}

/// Ends an import that has not ended.
pub(super) fn end(
    write: &mut Write,
    site: SiteId,
    id: ImportId,
    state: ImportState,
    problem: Option<&str>,
    at: Timestamp,
) {
    write.one(
        "UPDATE imports SET state = ?3, problem = ?4, finished_at = ?5
         WHERE site_id = ?1 AND id = ?2 AND state IN ('waiting', 'running')",
        &[&site, &id, &state, &problem, &at.as_millisecond()],
        Error::Conflict("import_over"),
    );
}

/// Has an import that was under way wait for its turn again.
pub(super) fn wait_again(write: &mut Write, site: SiteId, id: ImportId) {
    write.run(
        "UPDATE imports SET state = 'waiting' WHERE site_id = ?1 AND id = ?2 AND state = 'running'",
        &[&site, &id],
    );
}

fn json(value: &impl serde::Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

fn from_row(row: &Row<'_>) -> rusqlite::Result<Import> {
    let (files, options, progress): (String, String, String) = (row.get(3)?, row.get(4)?, row.get(7)?);
    let user = row.get(8)?;
    Ok(Import {
        id: row.get(0)?,
        source: row.get(1)?,
        address: row.get(2)?,
        files: serde_json::from_str::<Vec<Upload>>(&files).unwrap_or_default(),
        options: serde_json::from_str::<Options>(&options).unwrap_or_default(),
        state: row.get(5)?,
        problem: row.get(6)?,
        progress: serde_json::from_str(&progress).unwrap_or_default(),
        by: row.get::<_, Option<String>>(9)?.map(|name| Writer { id: user, name }),
        user,
        may_change_all: row.get(10)?,
        attempts: row.get(11)?,
        created_at: row.get(12)?,
        started_at: row.get(13)?,
        finished_at: row.get(14)?,
    })
}
