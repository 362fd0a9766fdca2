//! SQL for what the installation chooses of models.
use super::types::ModelSettings;
use crate::Result;
use crate::store::Write;
use anyhow::Context as _;
use rusqlite::{Connection, OptionalExtension as _};

const KEY: &str = "models";

/// The choices; the defaults while nothing was stored.
///
/// # Errors
/// When the database cannot be read.
pub(super) fn settings(conn: &Connection) -> Result<ModelSettings> {
    let mut statement = conn.prepare_cached("SELECT value FROM installation WHERE key = ?1")?;
    let stored: Option<String> = statement.query_row([KEY], |row| row.get(0)).optional()?;
    let Some(stored) = stored else { return Ok(ModelSettings::default()) };
    Ok(serde_json::from_str(&stored).context("stored choice of models")?)
}

/// Stores the choices.
pub(super) fn put_settings(write: &mut Write, settings: &ModelSettings) -> Result<()> {
    let value = serde_json::to_string(settings).context("choice of models as JSON")?;
    write.run(
        "INSERT INTO installation (key, value) VALUES (?1, ?2)
         ON CONFLICT (key) DO UPDATE SET value = excluded.value",
        &[&KEY, &value],
    );
    Ok(())
}
