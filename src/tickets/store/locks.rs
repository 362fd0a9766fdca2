//! Who works on a ticket.
use crate::base::ids::{SiteId, TicketId, UserId};
use crate::store::Write;
use crate::tickets::types::{LockView, Person};
use crate::{Result, base::At};
use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, params};

/// Who works on a ticket now.
///
/// # Errors
/// When the database cannot be read.
pub fn lock_of(
    conn: &Connection,
    site: SiteId,
    ticket: TicketId,
    now: Timestamp,
) -> Result<Option<LockView>> {
    let mut statement = conn.prepare_cached(
        "SELECT l.user_id, u.name, l.since, l.expires_at
         FROM ticket_locks l JOIN users u ON u.id = l.user_id
         WHERE l.ticket_id = ?2 AND l.site_id = ?1 AND l.expires_at > ?3",
    )?;
    let found = statement.query_row(params![site, ticket, now.as_millisecond()], |row| {
        Ok(LockView {
            owner: Person { id: row.get(0)?, name: row.get(1)? },
            since: row.get(2)?,
            expires_at: row.get(3)?,
        })
    });
    Ok(found.optional()?)
}

/// Gives somebody the lock, or holds it longer.
pub fn put_lock(
    write: &mut Write,
    site: SiteId,
    (ticket, user): (TicketId, UserId),
    (since, until): (At, Timestamp),
) {
    write.run(
        "INSERT INTO ticket_locks (ticket_id, site_id, user_id, since, expires_at) VALUES (?2, ?1, ?3, ?4, ?5)
         ON CONFLICT (ticket_id)
         DO UPDATE SET user_id = excluded.user_id, since = excluded.since, expires_at = excluded.expires_at",
        &[&site, &ticket, &user, &since.0.as_millisecond(), &until.as_millisecond()],
    );
}

/// Takes the lock off.
pub fn delete_lock(write: &mut Write, site: SiteId, ticket: TicketId) {
    write.run("DELETE FROM ticket_locks WHERE ticket_id = ?2 AND site_id = ?1", &[&site, &ticket]);
}

/// What a user works on, on a site.
///
/// # Errors
/// When the database cannot be read.
pub fn locks_of(conn: &Connection, site: SiteId, user: UserId) -> Result<Vec<TicketId>> {
    let mut statement =
        conn.prepare_cached("SELECT ticket_id FROM ticket_locks WHERE user_id = ?2 AND site_id = ?1")?;
    Ok(statement.query_map(params![site, user], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?)
}

/// Locks that have expired, at most 200.
///
/// # Errors
/// When the database cannot be read.
pub fn expired_locks(conn: &Connection, now: Timestamp) -> Result<Vec<(SiteId, TicketId)>> {
    let mut statement =
        conn.prepare_cached("SELECT site_id, ticket_id FROM ticket_locks WHERE expires_at <= ?1 LIMIT 200")?;
    let rows = statement.query_map(params![now.as_millisecond()], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// When the next lock expires.
///
/// # Errors
/// When the database cannot be read.
pub fn next_expiry(conn: &Connection) -> Result<Option<At>> {
    let mut statement = conn.prepare_cached("SELECT MIN(expires_at) FROM ticket_locks")?;
    Ok(statement.query_row((), |row| row.get(0))?)
}
