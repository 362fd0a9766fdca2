//! SQL for service levels.
mod clocks;
mod policies;
mod report;

pub use clocks::{
    Standing, cases, clocks, drop_clocks, due, dues, forget, missed_at_rest, next_due, put_clock,
    retime_clock, standing, unsolved, views,
};
pub use policies::{delete_policy, policies, policy, put_policy, reorder};
pub use report::{Judged, judged};

use super::{SiteHours, Timeline};
use crate::base::ids::{SiteId, TicketCategoryId};
use crate::hours::{BusinessHours, Holidays};
use crate::store::Write;
use crate::{Result, settings, sites};
use anyhow::Context as _;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use rusqlite::{Connection, params};
use std::cell::RefCell;
use std::collections::HashMap;

/// The hours that hold on a site by its settings.
///
/// # Errors
/// When the database cannot be read.
pub fn present_hours(conn: &Connection, site: SiteId) -> Result<SiteHours> {
    let zone = sites::find(conn, site)?.map(|it| it.time_zone).unwrap_or_default();
    Ok(SiteHours {
        hours: settings::read::<BusinessHours>(conn, site)?.settings,
        holidays: settings::read::<Holidays>(conn, site)?.settings,
        zone: TimeZone::get(&zone).unwrap_or(TimeZone::UTC),
    })
}

/// A site's hours as they are stored, each from a moment on.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct KeptHours {
    from: i64,
    hours: String,
    holidays: String,
    zone: String,
}

impl KeptHours {
    /// As they are reckoned with.
    fn read(&self) -> Result<(Timestamp, SiteHours)> {
        let site = SiteHours {
            hours: serde_json::from_str(&self.hours).context("kept hours")?,
            holidays: serde_json::from_str(&self.holidays).context("kept holidays")?,
            zone: TimeZone::get(&self.zone).unwrap_or(TimeZone::UTC),
        };
        Ok((Timestamp::from_millisecond(self.from).unwrap_or_default(), site))
    }
}

/// The hours of a site as service levels reckon with them, oldest first; nothing before the first promise.
fn kept_hours(conn: &Connection, site: SiteId) -> Result<Vec<KeptHours>> {
    let mut statement = conn.prepare_cached(
        "SELECT valid_from, hours, holidays, time_zone FROM sla_hours WHERE site_id = ?1 ORDER BY valid_from",
    )?;
    let rows = statement.query_map(params![site], |row| {
        Ok(KeptHours { from: row.get(0)?, hours: row.get(1)?, holidays: row.get(2)?, zone: row.get(3)? })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// The hours that were kept last, and since when they hold; `None` before the first promise.
///
/// # Errors
/// When the database cannot be read.
pub fn last_hours(conn: &Connection, site: SiteId) -> Result<Option<(Timestamp, SiteHours)>> {
    kept_hours(conn, site)?.last().map(KeptHours::read).transpose()
}

/// Whether hours are kept for a site: since the first promise.
///
/// # Errors
/// When the database cannot be read.
pub fn keeps_hours(conn: &Connection, site: SiteId) -> Result<bool> {
    let mut statement = conn.prepare_cached("SELECT EXISTS (SELECT 1 FROM sla_hours WHERE site_id = ?1)")?;
    Ok(statement.query_row(params![site], |row| row.get(0))?)
}

/// Most sites whose calendars a thread keeps.
const MOST_KEPT: usize = 100;

thread_local! {
    /// Calendars that were worked out, with what they were worked out of. Decisions are made by one thread: it has them at
    /// hand, and no other waits for them.
    static WORKED_OUT: RefCell<HashMap<SiteId, (Vec<KeptHours>, Timeline)>> = RefCell::default();
}

/// Reckons with what promises of a site are reckoned by. What was worked out is used again for as long as the stored hours
/// are those that it was worked out of.
///
/// # Errors
/// When the database cannot be read.
pub fn with_timeline<T>(
    conn: &Connection,
    site: SiteId,
    reckon: impl FnOnce(&mut Timeline) -> T,
) -> Result<T> {
    let kept = kept_hours(conn, site)?;
    if kept.is_empty() {
        let mut now = Timeline::new(vec![(Timestamp::UNIX_EPOCH, present_hours(conn, site)?)]);
        return Ok(reckon(&mut now));
    }
    let known = WORKED_OUT.with_borrow_mut(|all| all.remove(&site)).filter(|it| it.0 == kept);
    let mut timeline = match known {
        Some((_, timeline)) => timeline,
        None => Timeline::new(kept.iter().map(KeptHours::read).collect::<Result<_>>()?),
    };
    let reckoned = reckon(&mut timeline);
    WORKED_OUT.with_borrow_mut(|all| {
        if all.len() >= MOST_KEPT {
            all.clear();
        }
        all.insert(site, (kept, timeline));
    });
    Ok(reckoned)
}

/// Keeps hours from a moment on.
///
/// # Errors
/// When they are no JSON, which they are.
pub fn keep_hours(write: &mut Write, site: SiteId, from: Timestamp, hours: &SiteHours) -> Result<()> {
    let week = serde_json::to_string(&hours.hours).context("hours as JSON")?;
    let holidays = serde_json::to_string(&hours.holidays).context("holidays as JSON")?;
    let zone = hours.zone.iana_name().unwrap_or("UTC");
    write.run(
        "INSERT INTO sla_hours (site_id, valid_from, hours, holidays, time_zone) VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT (site_id, valid_from) DO UPDATE
         SET hours = excluded.hours, holidays = excluded.holidays, time_zone = excluded.time_zone",
        &[&site, &from.as_millisecond(), &week, &holidays, &zone],
    );
    Ok(())
}

/// The categories of a site that have one above them, each with that.
///
/// # Errors
/// When the database cannot be read.
pub fn parents(conn: &Connection, site: SiteId) -> Result<Parents> {
    let mut statement = conn.prepare_cached(
        "SELECT id, parent_id FROM ticket_categories WHERE site_id = ?1 AND parent_id IS NOT NULL",
    )?;
    let rows = statement.query_map(params![site], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Categories with the one above each.
pub type Parents = HashMap<TicketCategoryId, TicketCategoryId>;
