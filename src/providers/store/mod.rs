//! SQL for providers.
pub mod usage;

use super::rules::Checked;
use super::types::Provider;
use crate::base::ids::{ProviderId, SiteId};
use crate::store::Write;
use crate::{Error, Result};
use anyhow::Context as _;
use jiff::Timestamp;
use rusqlite::types::Type;
use rusqlite::{Connection, OptionalExtension as _, Row, params};

const SELECT: &str =
    "SELECT id, kind, name, address, models, api_version, in_house, enabled, key_end, version, created_at,
        updated_at, key
    FROM ai_providers";

/// A provider with its key as it is stored: encrypted.
pub struct Sealed {
    /// The provider.
    pub provider: Provider,
    /// Its key.
    pub key: Option<Vec<u8>>,
}

/// The providers of a site, in the order in which they were added.
///
/// # Errors
/// When the database cannot be read.
pub fn list(conn: &Connection, site: SiteId) -> Result<Vec<Sealed>> {
    let mut statement = conn.prepare_cached(&format!("{SELECT} WHERE site_id = ?1 ORDER BY id"))?;
    let rows = statement.query_map(params![site], from_row)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// One of them.
///
/// # Errors
/// When the database cannot be read.
pub fn find(conn: &Connection, site: SiteId, id: ProviderId) -> Result<Option<Sealed>> {
    let mut statement = conn.prepare_cached(&format!("{SELECT} WHERE site_id = ?1 AND id = ?2"))?;
    Ok(statement.query_row(params![site, id], from_row).optional()?)
}

/// Adds one.
///
/// # Errors
/// When the models cannot be written as JSON.
pub fn insert(
    write: &mut Write,
    site: SiteId,
    id: ProviderId,
    (it, key): (&Checked, Option<&Vec<u8>>),
    at: Timestamp,
) -> Result<()> {
    let models = serde_json::to_string(&it.models).context("models as JSON")?;
    write.run(
        "INSERT INTO ai_providers (id, site_id, kind, name, address, models, api_version, in_house, enabled, key, key_end,
             created_at, updated_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?12)",
        &[
            &id,
            &site,
            &it.kind,
            &it.name,
            &it.address,
            &models,
            &it.api_version,
            &it.in_house,
            &it.enabled,
            &key,
            &it.key_end,
            &at.as_millisecond(),
        ],
    );
    Ok(())
}

/// Changes one; the key only where there is a new one, or where it goes.
///
/// # Errors
/// When the models cannot be written as JSON.
pub fn update(
    write: &mut Write,
    site: SiteId,
    id: ProviderId,
    (it, key): (&Checked, Option<&Vec<u8>>),
    at: Timestamp,
) -> Result<()> {
    let models = serde_json::to_string(&it.models).context("models as JSON")?;
    write.one(
        "UPDATE ai_providers SET name = ?3, address = ?4, models = ?5, api_version = ?6, in_house = ?7, enabled = ?8,
             key = CASE WHEN ?9 THEN ?10 ELSE key END, key_end = ?11, version = version + 1, updated_at = ?12
         WHERE site_id = ?1 AND id = ?2",
        &[
            &site,
            &id,
            &it.name,
            &it.address,
            &models,
            &it.api_version,
            &it.in_house,
            &it.enabled,
            &it.key.is_some(),
            &key,
            &it.key_end,
            &at.as_millisecond(),
        ],
        Error::NotFound("provider"),
    );
    Ok(())
}

/// Removes one, with its key.
pub fn delete(write: &mut Write, site: SiteId, id: ProviderId) {
    write.one(
        "DELETE FROM ai_providers WHERE site_id = ?1 AND id = ?2",
        &[&site, &id],
        Error::NotFound("provider"),
    );
}

fn from_row(row: &Row<'_>) -> rusqlite::Result<Sealed> {
    let models: String = row.get(4)?;
    let models = serde_json::from_str(&models)
        .map_err(|error| rusqlite::Error::FromSqlConversionFailure(4, Type::Text, Box::new(error)))?;
    let provider = Provider {
        id: row.get(0)?,
        kind: row.get(1)?,
        name: row.get(2)?,
        address: row.get(3)?,
        models,
        api_version: row.get(5)?,
        in_house: row.get(6)?,
        enabled: row.get(7)?,
        key_end: row.get(8)?,
        version: row.get(9)?,
        created_at: row.get(10)?,
        updated_at: row.get(11)?,
    };
    Ok(Sealed { provider, key: row.get(12)? })
}
