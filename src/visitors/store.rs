//! SQL for visitors.
use super::types::{Details, PageSeen, PageView, VisitorView};
use crate::base::ids::{SiteId, VisitorId};
use crate::store::Write;
use crate::{Error, Result};
use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, Row, params};
use serde_json::{Map, Value};

/// The columns that [`view`] reads, with `v` for the table.
pub const COLUMNS: &str =
    "v.id, v.number, v.name, v.email, v.phone, v.verified_id IS NOT NULL, v.visit_count,
    v.first_seen_at, v.last_seen_at, v.page, v.title, v.language, v.vip";

/// How many [`COLUMNS`] there are.
pub const COLUMN_COUNT: usize = 13;

/// Reads [`COLUMNS`] that start at column `from`. Whether the visitor is online is for the caller to say.
///
/// # Errors
/// When a column has another type.
pub fn view(row: &Row<'_>, from: usize) -> rusqlite::Result<VisitorView> {
    Ok(VisitorView {
        id: row.get(from)?,
        number: row.get(from + 1)?,
        name: row.get(from + 2)?,
        email: row.get(from + 3)?,
        phone: row.get(from + 4)?,
        verified: row.get(from + 5)?,
        visit_count: row.get(from + 6)?,
        first_seen_at: row.get(from + 7)?,
        last_seen_at: row.get(from + 8)?,
        page: row.get(from + 9)?,
        title: row.get(from + 10)?,
        language: row.get(from + 11)?,
        vip: row.get(from + 12)?,
        online: false,
    })
}

/// One visitor, or `None`.
///
/// # Errors
/// When the database cannot be read.
pub fn find(conn: &Connection, site: SiteId, id: VisitorId) -> Result<Option<VisitorView>> {
    let sql = format!("SELECT {COLUMNS} FROM visitors v WHERE v.site_id = ?1 AND v.id = ?2");
    Ok(conn.prepare_cached(&sql)?.query_row(params![site, id], |row| view(row, 0)).optional()?)
}

/// One visitor with the address that the last session came from, or `None`.
///
/// # Errors
/// When the database cannot be read.
pub fn find_with_address(
    conn: &Connection,
    site: SiteId,
    id: VisitorId,
) -> Result<Option<(VisitorView, Option<String>)>> {
    let sql = format!("SELECT {COLUMNS}, v.address FROM visitors v WHERE v.site_id = ?1 AND v.id = ?2");
    let mut statement = conn.prepare_cached(&sql)?;
    let found = statement.query_row(params![site, id], |row| Ok((view(row, 0)?, row.get(COLUMN_COUNT)?)));
    Ok(found.optional()?)
}

/// Last pages, newest first.
///
/// # Errors
/// When the database cannot be read.
pub fn pages(conn: &Connection, site: SiteId, id: VisitorId) -> Result<Vec<PageView>> {
    let mut statement = conn.prepare_cached(
        "SELECT url, title, at FROM page_views WHERE visitor_id = ?2 AND site_id = ?1 ORDER BY at DESC LIMIT 30",
    )?;
    let rows = statement.query_map(params![site, id], |row| {
        Ok(PageView { url: row.get(0)?, title: row.get(1)?, at: row.get(2)? })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// What a visitor is called by, by name.
///
/// # Errors
/// When the database cannot be read.
pub fn tags(conn: &Connection, site: SiteId, id: VisitorId) -> Result<Vec<String>> {
    let mut statement = conn
        .prepare_cached("SELECT tag FROM visitor_tags WHERE visitor_id = ?2 AND site_id = ?1 ORDER BY tag")?;
    let rows = statement.query_map(params![site, id], |row| row.get(0))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Country and city of the last session that had any.
///
/// # Errors
/// When the database cannot be read.
pub fn last_place(
    conn: &Connection,
    site: SiteId,
    id: VisitorId,
) -> Result<(Option<String>, Option<String>)> {
    let mut statement = conn.prepare_cached(
        "SELECT country, city FROM sessions WHERE visitor_id = ?2 AND site_id = ?1 AND country IS NOT NULL
         ORDER BY began_at DESC LIMIT 1",
    )?;
    let found = statement.query_row(params![site, id], |row| Ok((row.get(0)?, row.get(1)?)));
    Ok(found.optional()?.unwrap_or_default())
}

/// The next human number of `name` on the site; the write that uses it must also [`take_number`].
///
/// # Errors
/// When the database cannot be read.
pub fn next_number(conn: &Connection, site: SiteId, name: &str) -> Result<i64> {
    let mut statement = conn.prepare_cached("SELECT value FROM counters WHERE site_id = ?1 AND name = ?2")?;
    let last: Option<i64> = statement.query_row(params![site, name], |row| row.get(0)).optional()?;
    Ok(last.unwrap_or(0) + 1)
}

/// Remembers that `number` is used.
pub fn take_number(write: &mut Write, site: SiteId, name: &'static str, number: i64) {
    write.run(
        "INSERT INTO counters (site_id, name, value) VALUES (?1, ?2, ?3)
         ON CONFLICT (site_id, name) DO UPDATE SET value = excluded.value",
        &[&site, &name, &number],
    );
}

/// Adds a visitor on a first visit.
pub fn insert(write: &mut Write, site: SiteId, id: VisitorId, number: i64, page: &PageSeen, at: Timestamp) {
    write.run(
        "INSERT INTO visitors (id, site_id, number, page, title, language, address, first_seen_at, last_seen_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?8)",
        &[&id, &site, &number, &page.url, &page.title, &page.language, &page.address, &at.as_millisecond()],
    );
}

/// Notes where the visitor comes from.
pub fn set_address(write: &mut Write, site: SiteId, id: VisitorId, address: Option<&str>) {
    write.run("UPDATE visitors SET address = ?3 WHERE site_id = ?1 AND id = ?2", &[&site, &id, &address]);
}

/// Writes what is known of the person; empty text takes a field away.
pub fn update(write: &mut Write, site: SiteId, id: VisitorId, details: &Details) {
    write.one(
        "UPDATE visitors SET name = CASE WHEN ?3 IS NULL THEN name ELSE NULLIF(?3, '') END,
             email = CASE WHEN ?4 IS NULL THEN email ELSE NULLIF(?4, '') END,
             phone = CASE WHEN ?5 IS NULL THEN phone ELSE NULLIF(?5, '') END, vip = COALESCE(?6, vip)
         WHERE site_id = ?1 AND id = ?2",
        &[&site, &id, &details.name, &details.email, &details.phone, &details.vip],
        Error::NotFound("visitor"),
    );
}

/// Keeps what the page knows of the person beside the fields above.
pub fn set_custom_data(write: &mut Write, site: SiteId, id: VisitorId, data: &serde_json::Value) {
    write.run(
        "UPDATE visitors SET custom_data = ?3 WHERE site_id = ?1 AND id = ?2",
        &[&site, &id, &data.to_string()],
    );
}

/// The visitor that a verified identity belongs to.
///
/// # Errors
/// When the database cannot be read.
pub fn by_identity(conn: &Connection, site: SiteId, subject: &str) -> Result<Option<VisitorId>> {
    let mut statement =
        conn.prepare_cached("SELECT id FROM visitors WHERE site_id = ?1 AND verified_id = ?2")?;
    Ok(statement.query_row(params![site, subject], |row| row.get(0)).optional()?)
}

/// Who a visitor is by now: itself, the older one that it turned out to be, or nobody of the site.
///
/// # Errors
/// When the database cannot be read.
pub fn known_as(conn: &Connection, site: SiteId, id: VisitorId) -> Result<Option<VisitorId>> {
    let mut statement = conn.prepare_cached(
        "SELECT id FROM visitors WHERE id = ?2 AND site_id = ?1
         UNION ALL SELECT into_id FROM merged_visitors WHERE id = ?2 AND site_id = ?1",
    )?;
    Ok(statement.query_row(params![site, id], |row| row.get(0)).optional()?)
}

/// Whether the institution's server has vouched for the visitor.
///
/// # Errors
/// When the database cannot be read.
pub fn is_verified(conn: &Connection, site: SiteId, id: VisitorId) -> Result<bool> {
    Ok(find(conn, site, id)?.is_some_and(|it| it.verified))
}

/// What pages told of a visitor beside the fields.
///
/// # Errors
/// When the database cannot be read.
pub fn custom_data(conn: &Connection, site: SiteId, id: VisitorId) -> Result<Map<String, Value>> {
    let mut statement =
        conn.prepare_cached("SELECT custom_data FROM visitors WHERE site_id = ?1 AND id = ?2")?;
    let text: Option<String> = statement.query_row(params![site, id], |row| row.get(0)).optional()?;
    Ok(text.and_then(|it| serde_json::from_str(&it).ok()).unwrap_or_default())
}

/// Adds what was known of `from` to `into`, and keeps of `from` only who it was.
pub fn merge(
    write: &mut Write,
    site: SiteId,
    (from, into): (&VisitorView, VisitorId),
    custom_data: &Value,
    at: Timestamp,
) {
    write.run(
        "UPDATE visitors SET (name, email, phone, verified_id, custom_data, language, vip, visit_count, page, title, address,
                 first_seen_at, last_seen_at) = (
             SELECT COALESCE(visitors.name, f.name), COALESCE(visitors.email, f.email), COALESCE(visitors.phone, f.phone),
                 visitors.verified_id, ?4, COALESCE(f.language, visitors.language), visitors.vip OR f.vip,
                 visitors.visit_count + f.visit_count,
                 CASE WHEN f.last_seen_at > visitors.last_seen_at THEN COALESCE(f.page, visitors.page) ELSE visitors.page END,
                 CASE WHEN f.last_seen_at > visitors.last_seen_at THEN COALESCE(f.title, visitors.title) ELSE visitors.title END,
                 CASE WHEN f.last_seen_at > visitors.last_seen_at THEN COALESCE(f.address, visitors.address)
                     ELSE visitors.address END,
                 MIN(visitors.first_seen_at, f.first_seen_at), MAX(visitors.last_seen_at, f.last_seen_at)
             FROM visitors f WHERE f.id = ?3)
         WHERE site_id = ?1 AND id = ?2",
        &[&site, &into, &from.id, &custom_data.to_string()],
    );
    write.run(
        "UPDATE merged_visitors SET into_id = ?3 WHERE into_id = ?2 AND site_id = ?1",
        &[&site, &from.id, &into],
    );
    write.run(
        "INSERT INTO merged_visitors (id, site_id, into_id, number, merged_at) VALUES (?2, ?1, ?3, ?4, ?5)",
        &[&site, &from.id, &into, &from.number, &at.as_millisecond()],
    );
    write.run("DELETE FROM visitors WHERE site_id = ?1 AND id = ?2", &[&site, &from.id]);
}

/// Marks a visitor as vouched for by the institution's server.
pub fn verify(write: &mut Write, site: SiteId, id: VisitorId, subject: &str) {
    write.run("UPDATE visitors SET verified_id = ?3 WHERE site_id = ?1 AND id = ?2", &[&site, &id, &subject]);
}
