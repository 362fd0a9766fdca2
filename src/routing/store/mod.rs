//! SQL for routing: agents with what decides. Their states are in [`states`], who waits in [`queue`].
mod queue;
mod states;

pub use queue::{Asked, asked, handling, request, waiting};
pub use states::{
    connected, ended_states, idle_from, is_connected, next_end, note_turn, set_connected, set_disconnected,
    set_idle_from, set_state,
};

use super::types::{AgentState, Candidate};
use crate::Result;
use crate::base::At;
use crate::base::ids::{DepartmentId, GroupId, SiteId, SkillId, TeamId, UserId};
use crate::organisation::{Kind, Profile};
use jiff::Timestamp;
use rusqlite::{Connection, Row, params};
use std::collections::{HashMap, HashSet};

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
        "SELECT u.id, u.name, m.role, m.max_chats, s.state, s.message, s.until, s.last_assigned_at, s.last_turn,
             m.languages, m.priority_level, m.accept_calls
         FROM memberships m
         JOIN users u ON u.id = m.user_id
         LEFT JOIN agent_states s ON s.site_id = m.site_id AND s.user_id = m.user_id
         WHERE m.site_id = ?1 AND u.active = 1
         ORDER BY u.name",
    )?;
    let rows = statement.query_map(params![site], |row| candidate(row, online, now))?;
    let mut agents: Vec<Candidate> = rows.collect::<rusqlite::Result<_>>()?;
    let mut groups = groups(conn, site)?;
    let (current, offered) = (current(conn, site, now)?, offered(conn, site)?);
    for it in &mut agents {
        it.current = current.get(&it.user).copied().unwrap_or(0);
        it.queued = offered.get(&it.user).copied().unwrap_or(0);
        for (kind, id) in groups.remove(&it.user).unwrap_or_default() {
            join(&mut it.profile, kind, id);
        }
    }
    Ok(agents)
}

fn candidate(row: &Row<'_>, online: &HashSet<UserId>, now: Timestamp) -> rusqlite::Result<Candidate> {
    let user = row.get(0)?;
    let until: Option<At> = row.get(6)?;
    let over = until.is_some_and(|it| it.0 <= now);
    let state: Option<AgentState> = row.get(4)?;
    let languages: String = row.get(9)?;
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
        last_turn: row.get::<_, Option<i64>>(8)?.unwrap_or(0),
        current: 0,
        queued: 0,
        profile: Profile {
            languages: serde_json::from_str(&languages).unwrap_or_default(),
            priority_level: row.get(10)?,
            accept_calls: row.get(11)?,
            ..Profile::default()
        },
        rating: None,
    })
}

fn join(profile: &mut Profile, kind: Kind, id: GroupId) {
    match kind {
        Kind::Department => profile.department_id = Some(DepartmentId::of(id.uuid())),
        Kind::Team => profile.team_ids.push(TeamId::of(id.uuid())),
        Kind::Skill => profile.skill_ids.push(SkillId::of(id.uuid())),
    }
}

fn groups(conn: &Connection, site: SiteId) -> Result<HashMap<UserId, Vec<(Kind, GroupId)>>> {
    let mut statement =
        conn.prepare_cached("SELECT user_id, kind, group_id FROM group_members WHERE site_id = ?1")?;
    let rows = statement.query_map(params![site], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    let mut groups: HashMap<UserId, Vec<(Kind, GroupId)>> = HashMap::new();
    for row in rows {
        let (user, kind, group) = row?;
        groups.entry(user).or_default().push((kind, group));
    }
    Ok(groups)
}

// "status <> 'closed'" is said again in these: the index of open conversations is used only by who says so.

/// What each agent has to do now; what was put off takes no room.
fn current(conn: &Connection, site: SiteId, now: Timestamp) -> Result<HashMap<UserId, i64>> {
    let mut statement = conn.prepare_cached(
        "SELECT assignee_id, COUNT(*) FROM conversations
         WHERE site_id = ?1 AND status <> 'closed' AND status = 'active' AND assignee_id IS NOT NULL
             AND COALESCE(snoozed_until, 0) <= ?2
         GROUP BY assignee_id",
    )?;
    let rows =
        statement.query_map(params![site, now.as_millisecond()], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

fn offered(conn: &Connection, site: SiteId) -> Result<HashMap<UserId, i64>> {
    let mut statement = conn.prepare_cached(
        "SELECT offered_to, COUNT(*) FROM conversations
         WHERE site_id = ?1 AND status <> 'closed' AND status = 'queued' AND offered_to IS NOT NULL
         GROUP BY offered_to",
    )?;
    let rows = statement.query_map(params![site], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Mean rating of each agent's conversations. Asked for only where it decides.
///
/// # Errors
/// When the database cannot be read.
pub fn ratings(conn: &Connection, site: SiteId) -> Result<HashMap<UserId, f64>> {
    let mut statement = conn.prepare_cached(
        "SELECT assignee_id, AVG(rating) FROM conversations
         WHERE site_id = ?1 AND rating IS NOT NULL AND assignee_id IS NOT NULL GROUP BY assignee_id",
    )?;
    let rows = statement.query_map(params![site], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
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
