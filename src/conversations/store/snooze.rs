//! Conversations that were put off, and whose time has come.
use crate::Result;
use crate::base::At;
use crate::base::ids::{ConversationId, SiteId};
use crate::store::Write;
use jiff::Timestamp;
use rusqlite::{Connection, params};

/// Puts it off until a time, or takes that back.
pub fn snooze(write: &mut Write, id: ConversationId, until: Option<Timestamp>) {
    write.run(
        "UPDATE conversations SET snoozed_until = ?2, version = version + 1 WHERE id = ?1",
        &[&id, &until.map(Timestamp::as_millisecond)],
    );
}

/// Those whose time has come by `now` and of which that was not told yet, the first first.
///
/// # Errors
/// When the database cannot be read.
pub fn returned(conn: &Connection, now: Timestamp, limit: i64) -> Result<Vec<(SiteId, ConversationId)>> {
    let mut statement = conn.prepare_cached(
        "SELECT site_id, id FROM conversations
         WHERE snoozed_until IS NOT NULL AND snoozed_until IS NOT snooze_told AND snoozed_until <= ?1
         ORDER BY snoozed_until LIMIT ?2",
    )?;
    let rows =
        statement.query_map(params![now.as_millisecond(), limit], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// When the next one comes back.
///
/// # Errors
/// When the database cannot be read.
pub fn next_return(conn: &Connection) -> Result<Option<Timestamp>> {
    let next: Option<At> = conn.query_row(
        "SELECT MIN(snoozed_until) FROM conversations
         WHERE snoozed_until IS NOT NULL AND snoozed_until IS NOT snooze_told",
        [],
        |row| row.get(0),
    )?;
    Ok(next.map(|it| it.0))
}

/// Notes that it was told that it is back.
pub fn note_return(write: &mut Write, id: ConversationId) {
    write.run("UPDATE conversations SET snooze_told = snoozed_until WHERE id = ?1", &[&id]);
}
