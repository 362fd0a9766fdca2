//! SQL for what was kept and what was missed.
use crate::Result;
use crate::base::ids::{SiteId, SlaPolicyId, TicketCategoryId, UserId};
use crate::sla::types::ClockKind;
use jiff::Timestamp;
use rusqlite::{Connection, params};

/// How many promises were kept and missed, by what they can be added up by.
#[derive(Debug, Clone)]
pub struct Judged {
    /// The policy.
    pub policy: SlaPolicyId,
    /// Its name; `None` when it is gone, empty for the one that always fits.
    pub policy_name: Option<String>,
    /// Who had the ticket then.
    pub agent: Option<UserId>,
    /// Name of that user.
    pub agent_name: Option<String>,
    /// What the ticket is about now.
    pub category: Option<TicketCategoryId>,
    /// Name of that category.
    pub category_name: Option<String>,
    /// What was promised.
    pub kind: ClockKind,
    /// Kept.
    pub met: i64,
    /// Missed, done meanwhile or not.
    pub breached: i64,
}

/// What was kept or missed from `from` until `until`; only of one agent's tickets, where one is named.
///
/// # Errors
/// When the database cannot be read.
pub fn judged(
    conn: &Connection,
    site: SiteId,
    (from, until): (Timestamp, Timestamp),
    agent: Option<UserId>,
) -> Result<Vec<Judged>> {
    let mut statement = conn.prepare_cached(
        "SELECT c.policy_id, p.name, c.agent_id, u.name, t.category_id, g.name, c.kind,
             SUM(c.breached_at IS NULL), SUM(c.breached_at IS NOT NULL)
         FROM sla_clocks c
         JOIN tickets t ON t.id = c.ticket_id
         LEFT JOIN sla_policies p ON p.site_id = c.site_id AND p.id = c.policy_id
         LEFT JOIN users u ON u.id = c.agent_id
         LEFT JOIN ticket_categories g ON g.id = t.category_id AND g.site_id = c.site_id
         WHERE c.site_id = ?1 AND COALESCE(c.breached_at, c.met_at) >= ?2 AND COALESCE(c.breached_at, c.met_at) < ?3
             AND (?4 IS NULL OR c.agent_id = ?4)
         GROUP BY c.policy_id, c.agent_id, t.category_id, c.kind",
    )?;
    let bounds = params![site, from.as_millisecond(), until.as_millisecond(), agent];
    let rows = statement.query_map(bounds, |row| {
        let policy: SlaPolicyId = row.get(0)?;
        let name: Option<String> = row.get(1)?;
        Ok(Judged {
            policy,
            policy_name: name.or_else(|| (policy == SlaPolicyId::NIL).then(String::new)),
            agent: row.get(2)?,
            agent_name: row.get(3)?,
            category: row.get(4)?,
            category_name: row.get(5)?,
            kind: row.get(6)?,
            met: row.get(7)?,
            breached: row.get(8)?,
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}
