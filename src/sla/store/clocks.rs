//! SQL for the clocks of tickets.
use crate::Result;
use crate::base::ids::{SiteId, TicketId};
use crate::base::{At, Priority};
use crate::sla::types::{Case, Clock, ClockKind, ClockView, Phase, Ran};
use crate::store::Write;
use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, Row, params};

const COLUMNS: &str =
    "c.kind, c.cycle, c.policy_id, c.calendar, c.target_ms, c.elapsed_ms, c.ran, c.since, c.due_at,
    c.warned_at, c.breached_at, c.met_at, c.agent_id, c.steps_taken, c.next_at";
/// Columns of a clock.
const WIDTH: usize = 15;

fn clock(row: &Row<'_>) -> rusqlite::Result<Clock> {
    let ran: String = row.get(6)?;
    let ran: Vec<Ran> = if ran == "[]" { Vec::new() } else { serde_json::from_str(&ran).unwrap_or_default() };
    Ok(Clock {
        kind: row.get(0)?,
        cycle: row.get(1)?,
        policy: row.get(2)?,
        calendar: row.get(3)?,
        target_ms: row.get(4)?,
        elapsed_ms: row.get(5)?,
        ran,
        since: row.get(7)?,
        due_at: row.get(8)?,
        warned_at: row.get(9)?,
        breached_at: row.get(10)?,
        met_at: row.get(11)?,
        agent: row.get(12)?,
        steps_taken: row.get(13)?,
        next_at: row.get(14)?,
    })
}

/// The clocks of a ticket, in the order in which they began.
///
/// # Errors
/// When the database cannot be read.
pub fn clocks(conn: &Connection, site: SiteId, ticket: TicketId) -> Result<Vec<Clock>> {
    let mut statement = conn.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM sla_clocks c WHERE c.ticket_id = ?2 AND c.site_id = ?1 ORDER BY c.kind, c.cycle"
    ))?;
    Ok(statement.query_map(params![site, ticket], clock)?.collect::<rusqlite::Result<_>>()?)
}

/// Stores a clock.
pub fn put_clock(write: &mut Write, (site, ticket): (SiteId, TicketId), it: &Clock) {
    let ran = serde_json::to_string(&it.ran).unwrap_or_else(|_| "[]".to_owned());
    write.run(
        "INSERT INTO sla_clocks (ticket_id, kind, cycle, site_id, policy_id, calendar, target_ms, elapsed_ms, ran, since,
             due_at, warned_at, breached_at, met_at, agent_id, steps_taken, next_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17)
         ON CONFLICT (ticket_id, kind, cycle) DO UPDATE SET policy_id = ?5, calendar = ?6, target_ms = ?7,
             elapsed_ms = ?8, ran = ?9, since = ?10, due_at = ?11, warned_at = ?12, breached_at = ?13, met_at = ?14,
             agent_id = ?15, steps_taken = ?16, next_at = ?17",
        &[
            &ticket,
            &it.kind,
            &it.cycle,
            &site,
            &it.policy,
            &it.calendar,
            &it.target_ms,
            &it.elapsed_ms,
            &ran,
            &it.since,
            &it.due_at,
            &it.warned_at,
            &it.breached_at,
            &it.met_at,
            &it.agent,
            &it.steps_taken,
            &it.next_at,
        ],
    );
}

/// Gives a clock other times: what no index but that of the next time knows.
pub fn retime_clock(write: &mut Write, (site, ticket): (SiteId, TicketId), it: &Clock) {
    write.run(
        "UPDATE sla_clocks SET policy_id = ?5, calendar = ?6, target_ms = ?7, elapsed_ms = ?8, due_at = ?9,
             warned_at = ?10, steps_taken = ?11, next_at = ?12
         WHERE ticket_id = ?1 AND kind = ?2 AND cycle = ?3 AND site_id = ?4",
        &[
            &ticket,
            &it.kind,
            &it.cycle,
            &site,
            &it.policy,
            &it.calendar,
            &it.target_ms,
            &it.elapsed_ms,
            &it.due_at,
            &it.warned_at,
            &it.steps_taken,
            &it.next_at,
        ],
    );
}

/// Removes clocks of a ticket that mean nothing any more.
pub fn drop_clocks(write: &mut Write, (site, ticket): (SiteId, TicketId), gone: &[(ClockKind, i64)]) {
    for (kind, cycle) in gone {
        write.run(
            "DELETE FROM sla_clocks WHERE site_id = ?1 AND ticket_id = ?2 AND kind = ?3 AND cycle = ?4",
            &[&site, &ticket, kind, cycle],
        );
    }
}

/// Forgets a ticket that was deleted.
pub fn forget(write: &mut Write, site: SiteId, ticket: TicketId) {
    write.run("DELETE FROM sla_clocks WHERE site_id = ?1 AND ticket_id = ?2", &[&site, &ticket]);
}

/// The clocks of a ticket as the desk shows them: of the questions of a requester only the last.
///
/// # Errors
/// When the database cannot be read.
pub fn views(conn: &Connection, site: SiteId, ticket: TicketId) -> Result<Vec<ClockView>> {
    let clocks = clocks(conn, site, ticket)?;
    let last = |it: &Clock| clocks.iter().all(|other| other.kind != it.kind || other.cycle <= it.cycle);
    Ok(clocks.iter().filter(|it| last(it)).map(ClockView::from).collect())
}

/// A clock with the ticket that it is of.
#[derive(Debug, Clone)]
pub struct Standing {
    /// The ticket.
    pub case: Case,
    /// How it stands.
    pub clock: Clock,
}

/// What decisions need of a ticket, after the columns of a clock.
const CASE: &str = "t.id, t.site_id, t.status, t.priority, t.category_id, t.department_id, t.requester_email,
    t.assignee_id, t.created_at, t.first_reply_at, t.merged_into IS NOT NULL, t.waiting_since";

fn case(row: &Row<'_>) -> rusqlite::Result<Case> {
    let status: String = row.get(WIDTH + 2)?;
    let merged: bool = row.get(WIDTH + 10)?;
    let phase = match status.as_str() {
        _ if merged => Phase::Gone,
        "waiting_reply" | "pending" => Phase::Waits,
        "resolved" | "closed" => Phase::Solved,
        _ => Phase::Ours,
    };
    let priority: Priority = row.get(WIDTH + 3)?;
    Ok(Case {
        ticket: row.get(WIDTH)?,
        site: row.get(WIDTH + 1)?,
        phase,
        priority,
        category: row.get(WIDTH + 4)?,
        department: row.get(WIDTH + 5)?,
        requester: row.get(WIDTH + 6)?,
        assignee: row.get(WIDTH + 7)?,
        created_at: Timestamp::from_millisecond(row.get(WIDTH + 8)?).unwrap_or_default(),
        answered: row.get::<_, Option<i64>>(WIDTH + 9)?.is_some(),
        waiting_since: row.get::<_, Option<At>>(WIDTH + 11)?.map(|it| it.0),
    })
}

/// The tickets of a site to which something is promised still, in order: those that are not solved.
///
/// # Errors
/// When the database cannot be read.
pub fn unsolved(conn: &Connection, site: SiteId) -> Result<Vec<TicketId>> {
    let mut statement = conn.prepare_cached(
        "SELECT id FROM tickets INDEXED BY tickets_by_facts
         WHERE site_id = ?1 AND status IN ('new', 'open', 'waiting_reply', 'pending') ORDER BY id",
    )?;
    Ok(statement.query_map(params![site], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?)
}

/// Some of a site's tickets, as far as they are not solved, each with all of its clocks: what was kept or missed is no
/// promise to be made again.
///
/// # Errors
/// When the database cannot be read.
pub fn cases(conn: &Connection, site: SiteId, tickets: &[TicketId]) -> Result<Vec<(Case, Vec<Clock>)>> {
    let mut statement = conn.prepare_cached(&format!(
        "SELECT {COLUMNS}, {CASE} FROM tickets t LEFT JOIN sla_clocks c ON c.ticket_id = t.id
         WHERE t.id = ?2 AND t.site_id = ?1 AND t.status IN ('new', 'open', 'waiting_reply', 'pending')"
    ))?;
    let mut found = Vec::with_capacity(tickets.len());
    for ticket in tickets {
        let mut rows = statement.query(params![site, ticket])?;
        let Some(first) = rows.next()? else { continue };
        let (case, mut clocks) = (case(first)?, Vec::with_capacity(3));
        // Without any there is one row that names none.
        if first.get::<_, Option<ClockKind>>(0)?.is_some() {
            clocks.push(clock(first)?);
        }
        while let Some(row) = rows.next()? {
            clocks.push(clock(row)?);
        }
        found.push((case, clocks));
    }
    Ok(found)
}

/// Clocks to which something happens by `now`, soonest first.
///
/// # Errors
/// When the database cannot be read.
pub fn due(conn: &Connection, now: Timestamp, limit: i64) -> Result<Vec<(SiteId, TicketId, ClockKind, i64)>> {
    let mut statement = conn.prepare_cached(
        "SELECT site_id, ticket_id, kind, cycle FROM sla_clocks INDEXED BY sla_clocks_next
         WHERE next_at <= ?1 ORDER BY next_at LIMIT ?2",
    )?;
    let rows = statement.query_map(params![now.as_millisecond(), limit], |row| {
        Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Due times of what is still to be done on a site, after the first and up to the second instant, soonest first; until `each`
/// has had enough.
///
/// # Errors
/// When the database cannot be read.
pub fn dues(
    conn: &Connection,
    site: SiteId,
    (after, until): (i64, i64),
    mut each: impl FnMut(i64, TicketId) -> bool,
) -> Result<()> {
    let mut statement = conn.prepare_cached(
        "SELECT due_at, ticket_id FROM sla_clocks INDEXED BY sla_clocks_due
         WHERE site_id = ?1 AND met_at IS NULL AND due_at IS NOT NULL AND due_at > ?2 AND due_at <= ?3
         ORDER BY due_at, ticket_id",
    )?;
    let mut rows = statement.query(params![site, after, until])?;
    while let Some(row) = rows.next()? {
        if !each(row.get(0)?, row.get(1)?) {
            break;
        }
    }
    Ok(())
}

/// Tickets of a site with a promise that was missed and stands still, which has no due time, in no order; until `each` has had
/// enough. One with several comes several times.
///
/// # Errors
/// When the database cannot be read.
pub fn missed_at_rest(conn: &Connection, site: SiteId, mut each: impl FnMut(TicketId) -> bool) -> Result<()> {
    let mut statement = conn.prepare_cached(
        "SELECT ticket_id FROM sla_clocks INDEXED BY sla_clocks_missed_at_rest
         WHERE site_id = ?1 AND breached_at IS NOT NULL AND met_at IS NULL AND due_at IS NULL",
    )?;
    let mut rows = statement.query(params![site])?;
    while let Some(row) = rows.next()? {
        if !each(row.get(0)?) {
            break;
        }
    }
    Ok(())
}

/// One clock with its ticket.
///
/// # Errors
/// When the database cannot be read.
pub fn standing(
    conn: &Connection,
    (site, ticket): (SiteId, TicketId),
    (kind, cycle): (ClockKind, i64),
) -> Result<Option<Standing>> {
    let mut statement = conn.prepare_cached(&format!(
        "SELECT {COLUMNS}, {CASE} FROM sla_clocks c JOIN tickets t ON t.id = c.ticket_id
         WHERE c.site_id = ?1 AND c.ticket_id = ?2 AND c.kind = ?3 AND c.cycle = ?4"
    ))?;
    let found = statement.query_row(params![site, ticket, kind, cycle], |row| {
        Ok(Standing { case: case(row)?, clock: clock(row)? })
    });
    Ok(found.optional()?)
}

/// When something happens to a clock after `now`, on any site.
///
/// # Errors
/// When the database cannot be read.
pub fn next_due(conn: &Connection, now: Timestamp) -> Result<Option<Timestamp>> {
    let mut statement = conn.prepare_cached(
        "SELECT MIN(next_at) FROM sla_clocks INDEXED BY sla_clocks_next WHERE next_at > ?1",
    )?;
    let next: Option<i64> = statement.query_row(params![now.as_millisecond()], |row| row.get(0))?;
    Ok(next.and_then(|it| Timestamp::from_millisecond(it).ok()))
}
