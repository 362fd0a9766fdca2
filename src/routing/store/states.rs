//! What agents chose to be, and what became of it.
use crate::Result;
use crate::base::At;
use crate::base::ids::{SiteId, UserId};
use crate::routing::types::AgentState;
use crate::store::{Seq, Write};
use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, params};

/// Remembers what an agent chose to be.
pub fn set_state(
    write: &mut Write,
    site: SiteId,
    user: UserId,
    chosen: (AgentState, Option<&str>, Option<Timestamp>),
    at: Timestamp,
) {
    let (state, message, until) = chosen;
    write.run(
        "INSERT INTO agent_states (site_id, user_id, state, message, until, changed_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
         ON CONFLICT (site_id, user_id) DO UPDATE SET state = excluded.state, message = excluded.message,
             until = excluded.until, changed_at = excluded.changed_at, idle_from = NULL",
        &[&site, &user, &state, &message, &until.map(Timestamp::as_millisecond), &at.as_millisecond()],
    );
}

/// Remembers that routing chose `user` now, as the choice number `turn`: the next turn is somebody else's.
pub fn note_turn(write: &mut Write, site: SiteId, user: UserId, turn: Seq, at: Timestamp) {
    write.run(
        "INSERT INTO agent_states (site_id, user_id, state, last_assigned_at, last_turn, changed_at)
         VALUES (?1, ?2, 'available', ?3, ?4, ?3)
         ON CONFLICT (site_id, user_id) DO UPDATE SET last_assigned_at = excluded.last_assigned_at,
             last_turn = excluded.last_turn",
        &[&site, &user, &at.as_millisecond(), &turn],
    );
}

/// Remembers that a desk is open.
pub fn set_connected(write: &mut Write, site: SiteId, user: UserId, at: Timestamp) {
    write.run(
        "INSERT INTO agent_states (site_id, user_id, state, connected, changed_at) VALUES (?1, ?2, 'available', 1, ?3)
         ON CONFLICT (site_id, user_id) DO UPDATE SET connected = 1",
        &[&site, &user, &at.as_millisecond()],
    );
}

/// Remembers that no desk is open any more, and was not opened again in time.
pub fn set_disconnected(write: &mut Write, site: SiteId, user: UserId) {
    write.run("UPDATE agent_states SET connected = 0 WHERE site_id = ?1 AND user_id = ?2", &[&site, &user]);
}

/// Whose desk was open when the server last stopped, on every site.
///
/// # Errors
/// When the database cannot be read.
pub fn connected(conn: &Connection) -> Result<Vec<(SiteId, UserId)>> {
    let mut statement =
        conn.prepare_cached("SELECT site_id, user_id FROM agent_states WHERE connected = 1")?;
    let rows = statement.query_map((), |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Whether somebody's desk is open, or was opened and is not missed yet.
///
/// # Errors
/// When the database cannot be read.
pub fn is_connected(conn: &Connection, site: SiteId, user: UserId) -> Result<bool> {
    let mut statement = conn.prepare_cached(
        "SELECT EXISTS (SELECT 1 FROM agent_states WHERE site_id = ?1 AND user_id = ?2 AND connected = 1)",
    )?;
    Ok(statement.query_row(params![site, user], |row| row.get(0))?)
}

/// What an agent was before becoming away by itself, with the message; `None` for who chose it.
///
/// # Errors
/// When the database cannot be read.
pub fn idle_from(
    conn: &Connection,
    site: SiteId,
    user: UserId,
) -> Result<Option<(AgentState, Option<String>)>> {
    let mut statement = conn.prepare_cached(
        "SELECT idle_from, message FROM agent_states
         WHERE site_id = ?1 AND user_id = ?2 AND idle_from IS NOT NULL",
    )?;
    Ok(statement.query_row(params![site, user], |row| Ok((row.get(0)?, row.get(1)?))).optional()?)
}

/// Remembers what an agent was before becoming away by itself.
pub fn set_idle_from(write: &mut Write, site: SiteId, user: UserId, state: AgentState) {
    write.run(
        "UPDATE agent_states SET idle_from = ?3 WHERE site_id = ?1 AND user_id = ?2",
        &[&site, &user, &state],
    );
}

/// Agents whose state has ended by `now`, on every site.
///
/// # Errors
/// When the database cannot be read.
pub fn ended_states(conn: &Connection, now: Timestamp) -> Result<Vec<(SiteId, UserId)>> {
    let mut statement = conn.prepare_cached("SELECT site_id, user_id FROM agent_states WHERE until <= ?1")?;
    let rows = statement.query_map(params![now.as_millisecond()], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// When the next state ends.
///
/// # Errors
/// When the database cannot be read.
pub fn next_end(conn: &Connection) -> Result<Option<At>> {
    Ok(conn.prepare_cached("SELECT MIN(until) FROM agent_states")?.query_row((), |row| row.get(0))?)
}
