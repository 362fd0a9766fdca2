//! SQL for service levels.
mod clocks;
mod policies;
mod report;

pub use clocks::{
    Standing, chunk, clocks, drop_clocks, due, forget, next_due, put_clock, retime_clock, standing, views,
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
use rusqlite::{Connection, OptionalExtension as _, params};

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

/// The hours of a site as service levels reckon with them, oldest first; nothing before the first promise.
///
/// # Errors
/// When the database cannot be read.
pub fn kept_hours(conn: &Connection, site: SiteId) -> Result<Vec<(Timestamp, SiteHours)>> {
    let mut statement = conn.prepare_cached(
        "SELECT valid_from, hours, holidays, time_zone FROM sla_hours WHERE site_id = ?1 ORDER BY valid_from",
    )?;
    let rows = statement.query_map(params![site], |row| {
        Ok((
            row.get::<_, i64>(0)?,
            row.get::<_, String>(1)?,
            row.get::<_, String>(2)?,
            row.get::<_, String>(3)?,
        ))
    })?;
    let mut found = Vec::new();
    for row in rows {
        let (from, hours, holidays, zone) = row?;
        let from = Timestamp::from_millisecond(from).unwrap_or_default();
        let hours = serde_json::from_str(&hours).context("kept hours")?;
        let holidays = serde_json::from_str(&holidays).context("kept holidays")?;
        found
            .push((from, SiteHours { hours, holidays, zone: TimeZone::get(&zone).unwrap_or(TimeZone::UTC) }));
    }
    Ok(found)
}

/// What promises of a site are reckoned by.
///
/// # Errors
/// When the database cannot be read.
pub fn timeline(conn: &Connection, site: SiteId) -> Result<Timeline> {
    let kept = kept_hours(conn, site)?;
    if kept.is_empty() {
        return Ok(Timeline::new(vec![(Timestamp::UNIX_EPOCH, present_hours(conn, site)?)]));
    }
    Ok(Timeline::new(kept))
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

/// The category above one.
///
/// # Errors
/// When the database cannot be read.
pub fn parent(
    conn: &Connection,
    site: SiteId,
    category: Option<TicketCategoryId>,
) -> Result<Option<TicketCategoryId>> {
    let Some(category) = category else { return Ok(None) };
    let mut statement =
        conn.prepare_cached("SELECT parent_id FROM ticket_categories WHERE site_id = ?1 AND id = ?2")?;
    let found: Option<Option<TicketCategoryId>> =
        statement.query_row(params![site, category], |row| row.get(0)).optional()?;
    Ok(found.flatten())
}
