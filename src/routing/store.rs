//! SQL for routing.
use super::types::{AgentState, Candidate};
use crate::Result;
use crate::base::At;
use crate::base::ids::{ConversationId, SiteId, UserId};
use crate::store::Write;
use jiff::Timestamp;
use rusqlite::{Connection, Row, params};
use std::collections::HashSet;

/// Every active agent of the site, with what decides whether a conversation may go to it.
///
/// # Errors
/// When the database cannot be read.
pub fn agents(
    conn: &Connection,
    site: SiteId,
    online: &HashSet<UserId>,
    now: Timestamp,
) -> Result<Vec<Candidate>> {
    let mut statement = conn.prepare_cached(
        "SELECT u.id, u.name, m.role, m.max_chats, s.state, s.message, s.until, s.last_assigned_at,
             (SELECT COUNT(*) FROM conversations c
              WHERE c.site_id = m.site_id AND c.status = 'active' AND c.assignee_id = u.id)
         FROM memberships m
         JOIN users u ON u.id = m.user_id
         LEFT JOIN agent_states s ON s.site_id = m.site_id AND s.user_id = m.user_id
         WHERE m.site_id = ?1 AND u.active = 1
         ORDER BY u.name",
    )?;
    let rows = statement.query_map(params![site], |row| candidate(row, online, now))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

fn candidate(row: &Row<'_>, online: &HashSet<UserId>, now: Timestamp) -> rusqlite::Result<Candidate> {
    let user = row.get(0)?;
    let until: Option<At> = row.get(6)?;
    let over = until.is_some_and(|it| it.0 <= now);
    let state: Option<AgentState> = row.get(4)?;
    Ok(Candidate {
        user,
        name: row.get(1)?,
        role: row.get(2)?,
        max: row.get(3)?,
        online: online.contains(&user),
        state: state.filter(|_| !over).unwrap_or(AgentState::Available),
        message: row.get::<_, Option<String>>(5)?.filter(|_| !over),
        until: until.filter(|_| !over),
        last_assigned_at: row.get::<_, Option<i64>>(7)?.unwrap_or(0),
        current: row.get(8)?,
    })
}

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
             until = excluded.until, changed_at = excluded.changed_at",
        &[&site, &user, &state, &message, &until.map(Timestamp::as_millisecond), &at.as_millisecond()],
    );
}

/// Remembers that routing chose `user` now: the next turn is somebody else's.
pub fn note_turn(write: &mut Write, site: SiteId, user: UserId, at: Timestamp) {
    write.run(
        "INSERT INTO agent_states (site_id, user_id, state, last_assigned_at, changed_at)
         VALUES (?1, ?2, 'available', ?3, ?3)
         ON CONFLICT (site_id, user_id) DO UPDATE SET last_assigned_at = excluded.last_assigned_at",
        &[&site, &user, &at.as_millisecond()],
    );
}

/// Conversations that wait for an agent, the longest waiting first.
///
/// # Errors
/// When the database cannot be read.
pub fn queue(conn: &Connection, site: SiteId) -> Result<Vec<ConversationId>> {
    let mut statement = conn.prepare_cached(
        "SELECT id FROM conversations WHERE site_id = ?1 AND status = 'queued'
         ORDER BY COALESCE(waiting_since, last_message_at), id",
    )?;
    Ok(statement.query_map(params![site], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?)
}

/// Mean seconds to a person's first answer since `since`; `None` when there was none.
///
/// # Errors
/// When the database cannot be read.
pub fn mean_reply_seconds(conn: &Connection, site: SiteId, since: Timestamp) -> Result<Option<i64>> {
    let mut statement = conn.prepare_cached(
        "SELECT CAST(AVG(first_reply_at - created_at) / 1000 AS INTEGER) FROM
             (SELECT first_reply_at, created_at FROM conversations
              WHERE site_id = ?1 AND last_message_at >= ?2 AND first_reply_at IS NOT NULL
              ORDER BY last_message_at DESC LIMIT 500)",
    )?;
    Ok(statement.query_row(params![site, since.as_millisecond()], |row| row.get(0))?)
}
