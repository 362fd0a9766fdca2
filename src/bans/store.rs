//! SQL for bans.
use super::types::{Ban, BannedBy, BannedVisitor, Banner};
use crate::base::ids::{BanId, SiteId, UserId, VisitorId};
use crate::store::Write;
use crate::{Error, Result};
use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, Row, params};

const SELECT: &str =
    "SELECT b.id, b.address, b.visitor_id, v.name, v.number, b.reason, b.until, b.created_by, u.name,
        b.created_at, b.lifted_at
    FROM bans b JOIN visitors v ON v.id = b.visitor_id LEFT JOIN users u ON u.id = b.created_by";

/// Newest first; those that hold, or with `over` those that do not any more. One row more than `limit` when there
/// are more.
///
/// # Errors
/// When the database cannot be read.
pub fn list(
    conn: &Connection,
    site: SiteId,
    over: bool,
    now: Timestamp,
    after: Option<BanId>,
    limit: usize,
) -> Result<Vec<Ban>> {
    let sql = format!(
        "{SELECT} WHERE b.site_id = ?1 AND (b.lifted_at IS NOT NULL OR COALESCE(b.until, ?3 + 1) <= ?3) = ?2
             AND (?4 IS NULL OR b.id < ?4)
         ORDER BY b.id DESC LIMIT ?5"
    );
    let mut statement = conn.prepare_cached(&sql)?;
    let limit = i64::try_from(limit + 1).unwrap_or(i64::MAX);
    let rows = statement.query_map(params![site, over, now.as_millisecond(), after, limit], from_row)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// One ban, or `None`.
///
/// # Errors
/// When the database cannot be read.
pub fn find(conn: &Connection, site: SiteId, id: BanId) -> Result<Option<Ban>> {
    let sql = format!("{SELECT} WHERE b.site_id = ?1 AND b.id = ?2");
    Ok(conn.prepare_cached(&sql)?.query_row(params![site, id], from_row).optional()?)
}

/// The ban that keeps a visitor from sending, if any.
///
/// # Errors
/// When the database cannot be read.
pub fn of_visitor(
    conn: &Connection,
    site: SiteId,
    visitor: VisitorId,
    now: Timestamp,
) -> Result<Option<Ban>> {
    let sql = format!(
        "{SELECT} WHERE b.site_id = ?1 AND b.lifted_at IS NULL AND (b.until IS NULL OR b.until > ?3)
             AND (b.address IS NULL AND b.visitor_id = ?2
                 OR b.address = (SELECT w.address FROM visitors w WHERE w.id = ?2))
         LIMIT 1"
    );
    let mut statement = conn.prepare_cached(&sql)?;
    Ok(statement.query_row(params![site, visitor, now.as_millisecond()], from_row).optional()?)
}

/// Whether nobody may send from an address.
///
/// # Errors
/// When the database cannot be read.
pub fn holds_address(conn: &Connection, site: SiteId, address: &str, now: Timestamp) -> Result<bool> {
    let mut statement = conn.prepare_cached(
        "SELECT EXISTS (SELECT 1 FROM bans
             WHERE site_id = ?1 AND address = ?2 AND lifted_at IS NULL AND (until IS NULL OR until > ?3))",
    )?;
    Ok(statement.query_row(params![site, address, now.as_millisecond()], |row| row.get(0))?)
}

/// Whether the site has such a visitor, and where the visitor wrote from last.
///
/// # Errors
/// When the database cannot be read.
pub fn address_of(conn: &Connection, site: SiteId, visitor: VisitorId) -> Result<Option<Option<String>>> {
    let mut statement = conn.prepare_cached("SELECT address FROM visitors WHERE site_id = ?1 AND id = ?2")?;
    Ok(statement.query_row(params![site, visitor], |row| row.get(0)).optional()?)
}

/// Bans of one visitor are another's from now on.
pub fn move_to(write: &mut Write, site: SiteId, from: VisitorId, into: VisitorId) {
    write.run(
        "UPDATE bans SET visitor_id = ?3 WHERE site_id = ?1 AND visitor_id = ?2",
        &[&site, &from, &into],
    );
}

/// A ban about to be written.
pub struct NewBan<'a> {
    /// Its identity.
    pub id: BanId,
    /// Whom.
    pub visitor: VisitorId,
    /// From where, when it goes by that.
    pub address: Option<&'a str>,
    /// Why.
    pub reason: &'a str,
    /// When it ends by itself.
    pub until: Option<Timestamp>,
    /// Who bans.
    pub by: UserId,
}

/// Adds a ban.
pub fn insert(write: &mut Write, site: SiteId, new: &NewBan<'_>, at: Timestamp) {
    write.run(
        "INSERT INTO bans (id, site_id, visitor_id, address, reason, until, created_by, created_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        &[
            &new.id,
            &site,
            &new.visitor,
            &new.address,
            &new.reason,
            &new.until.map(Timestamp::as_millisecond),
            &new.by,
            &at.as_millisecond(),
        ],
    );
}

/// Ends a ban.
pub fn lift(write: &mut Write, site: SiteId, id: BanId, by: UserId, at: Timestamp) {
    write.one(
        "UPDATE bans SET lifted_at = ?3, lifted_by = ?4 WHERE site_id = ?1 AND id = ?2 AND lifted_at IS NULL",
        &[&site, &id, &at.as_millisecond(), &by],
        Error::NotFound("ban"),
    );
}

fn from_row(row: &Row<'_>) -> rusqlite::Result<Ban> {
    let address: Option<String> = row.get(1)?;
    let created_by = match (row.get(7)?, row.get(8)?) {
        (Some(id), Some(name)) => Some(Banner { id, name }),
        _ => None,
    };
    Ok(Ban {
        id: row.get(0)?,
        by: if address.is_some() { BannedBy::Address } else { BannedBy::Visitor },
        visitor: BannedVisitor { id: row.get(2)?, name: row.get(3)?, number: row.get(4)? },
        address,
        reason: row.get(5)?,
        until: row.get(6)?,
        created_by,
        created_at: row.get(9)?,
        lifted_at: row.get(10)?,
    })
}
