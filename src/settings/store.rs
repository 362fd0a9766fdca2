//! SQL for settings.
use super::types::{Screen, Versioned};
use crate::Result;
use crate::base::Error;
use crate::base::ids::SiteId;
use crate::store::{Event, Write};
use anyhow::Context as _;
use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, params};

/// The settings of a screen; the defaults while nothing was stored.
///
/// # Errors
/// When the database cannot be read.
pub fn read<S: Screen>(conn: &Connection, site: SiteId) -> Result<Versioned<S>> {
    let mut statement =
        conn.prepare_cached("SELECT value, version FROM settings WHERE site_id = ?1 AND key = ?2")?;
    let stored: Option<(String, i64)> =
        statement.query_row(params![site, S::KEY], |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
    let Some((value, version)) = stored else {
        return Ok(Versioned { version: 0, settings: S::default() });
    };
    let settings = serde_json::from_str(&value).with_context(|| format!("stored settings '{}'", S::KEY))?;
    Ok(Versioned { version, settings })
}

/// Stores the settings of a screen, and tells that they changed.
pub(super) fn put<S: Screen>(
    write: &mut Write,
    site: SiteId,
    it: &Versioned<S>,
    now: Timestamp,
) -> Result<()> {
    let value = serde_json::to_string(&it.settings).context("settings as JSON")?;
    write
        .one(
            "INSERT INTO settings (site_id, key, value, version, updated_at) VALUES (?1, ?2, ?3, ?4, ?5)
             ON CONFLICT (site_id, key) DO UPDATE
             SET value = excluded.value, version = excluded.version, updated_at = excluded.updated_at",
            &[&site, &S::KEY, &value, &it.version, &now.as_millisecond()],
            Error::NotFound("site"),
        )
        .tell(Event::new(site, "settings.changed", site.uuid(), now));
    Ok(())
}
