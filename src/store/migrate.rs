//! Brings a database of any earlier version up to date, in one transaction: it succeeds whole or changes nothing.
use crate::Result;
use anyhow::{Context, anyhow};
use rusqlite::Connection;

/// Step `n` brings version `n` to `n + 1`. Until the first release there is one step: the whole schema.
const STEPS: &[&str] = &[include_str!("../../schema.sql")];

/// Applies the steps that are missing.
pub(super) fn migrate(conn: &mut Connection) -> Result<()> {
    let version: u32 = conn.query_row("PRAGMA user_version", (), |row| row.get(0))?;
    let version = usize::try_from(version).unwrap_or(usize::MAX);
    if version > STEPS.len() {
        return Err(anyhow!(
            "the data is of version {version}, this program knows {}: use a newer program",
            STEPS.len()
        )
        .into());
    }
    let tx = conn.transaction()?;
    for step in STEPS.iter().skip(version) {
        tx.execute_batch(step).context("migration failed; the data is as it was")?;
    }
    tx.pragma_update(None, "user_version", u32::try_from(STEPS.len()).unwrap_or(u32::MAX))?;
    tx.commit()?;
    Ok(())
}
