//! SQL for policies.
use crate::base::ids::{SiteId, SlaPolicyId};
use crate::sla::Calendar;
use crate::sla::types::{Conditions, EscalationStep, Policy, TargetTable};
use crate::store::Write;
use crate::{Error, Result};
use anyhow::Context as _;
use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, Row, params};
use serde::{Deserialize, Serialize};

/// What of a policy nothing is looked up by.
#[derive(Serialize, Deserialize)]
struct Body {
    calendar: Calendar,
    conditions: Conditions,
    targets: TargetTable,
    pauses: bool,
    steps: Vec<EscalationStep>,
}

const SELECT: &str = "SELECT id, name, position, body, version FROM sla_policies";

/// Every policy of a site in the order in which they are tried; the last one fits always.
///
/// # Errors
/// When the database cannot be read.
pub fn policies(conn: &Connection, site: SiteId) -> Result<Vec<Policy>> {
    let mut statement = conn.prepare_cached(&format!("{SELECT} WHERE site_id = ?1 ORDER BY position, id"))?;
    let rows = statement.query_map(params![site], columns)?;
    let mut found: Vec<Policy> = Vec::new();
    for row in rows {
        found.push(whole(row?)?);
    }
    if found.iter().all(|it| it.id != SlaPolicyId::NIL) {
        found.push(Policy::fallback());
    }
    Ok(found)
}

/// One policy; the last one is always there.
///
/// # Errors
/// When the database cannot be read.
pub fn policy(conn: &Connection, site: SiteId, id: SlaPolicyId) -> Result<Option<Policy>> {
    let mut statement = conn.prepare_cached(&format!("{SELECT} WHERE site_id = ?1 AND id = ?2"))?;
    let found = statement.query_row(params![site, id], columns).optional()?.map(whole).transpose()?;
    Ok(found.or_else(|| (id == SlaPolicyId::NIL).then(Policy::fallback)))
}

type Columns = (SlaPolicyId, String, i64, String, i64);

fn columns(row: &Row<'_>) -> rusqlite::Result<Columns> {
    Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?))
}

fn whole((id, name, position, body, version): Columns) -> Result<Policy> {
    let Body { calendar, conditions, targets, pauses, steps } =
        serde_json::from_str(&body).context("stored policy")?;
    Ok(Policy { id, name, calendar, conditions, targets, pauses, steps, position, version })
}

/// Stores a policy.
///
/// # Errors
/// When it is no JSON, which it is.
pub fn put_policy(write: &mut Write, site: SiteId, it: &Policy, at: Timestamp) -> Result<()> {
    let body = Body {
        calendar: it.calendar,
        conditions: it.conditions.clone(),
        targets: it.targets.clone(),
        pauses: it.pauses,
        steps: it.steps.clone(),
    };
    let body = serde_json::to_string(&body).context("policy as JSON")?;
    write.one(
        "INSERT INTO sla_policies (site_id, id, name, position, body, version, created_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
         ON CONFLICT (site_id, id) DO UPDATE
         SET name = excluded.name, position = excluded.position, body = excluded.body, version = excluded.version",
        &[&site, &it.id, &it.name, &it.position, &body, &it.version, &at.as_millisecond()],
        Error::NotFound("sla_policy"),
    );
    Ok(())
}

/// Removes a policy.
pub fn delete_policy(write: &mut Write, site: SiteId, id: SlaPolicyId) {
    write.run("DELETE FROM sla_policies WHERE site_id = ?1 AND id = ?2", &[&site, &id]);
}

/// Puts policies into an order.
pub fn reorder(write: &mut Write, site: SiteId, ids: &[SlaPolicyId]) {
    for (position, id) in (0_i64..).zip(ids) {
        write.run(
            "UPDATE sla_policies SET position = ?3 WHERE site_id = ?1 AND id = ?2",
            &[&site, id, &position],
        );
    }
}
