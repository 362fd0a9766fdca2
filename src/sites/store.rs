//! SQL for sites.
use super::rules;
use super::types::{Draft, Site};
use crate::Result;
use crate::base::ids::{SiteId, UserId};
use crate::base::{Error, Lang};
use crate::store::{Event, Write};
use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, Row, params};

/// One site, unless it was deleted.
///
/// # Errors
/// When the database cannot be read.
pub fn find(conn: &Connection, id: SiteId) -> Result<Option<Site>> {
    let mut statement = conn.prepare_cached(
        "SELECT id, name, slug, api_key, origins, language, time_zone, version, created_at, second_factor
         FROM sites WHERE id = ?1 AND deleted_at IS NULL",
    )?;
    Ok(statement.query_row(params![id], site_of_row).optional()?)
}

/// The site that `api_key` names.
///
/// # Errors
/// When the database cannot be read.
pub fn find_by_key(conn: &Connection, api_key: &str) -> Result<Option<Site>> {
    let mut statement = conn.prepare_cached(
        "SELECT id, name, slug, api_key, origins, language, time_zone, version, created_at, second_factor
         FROM sites WHERE api_key = ?1 AND deleted_at IS NULL",
    )?;
    Ok(statement.query_row(params![api_key], site_of_row).optional()?)
}

/// The site that `slug` names.
///
/// # Errors
/// When the database cannot be read.
pub fn find_by_slug(conn: &Connection, slug: &str) -> Result<Option<Site>> {
    let mut statement = conn.prepare_cached(
        "SELECT id, name, slug, api_key, origins, language, time_zone, version, created_at, second_factor
         FROM sites WHERE slug = ?1 AND deleted_at IS NULL",
    )?;
    Ok(statement.query_row(params![slug], site_of_row).optional()?)
}

/// Up to `limit` sites after `after`, oldest first.
///
/// # Errors
/// When the database cannot be read.
pub(super) fn list(conn: &Connection, after: Option<SiteId>, limit: usize) -> Result<Vec<Site>> {
    let mut statement = conn.prepare_cached(
        "SELECT id, name, slug, api_key, origins, language, time_zone, version, created_at, second_factor
         FROM sites WHERE id > ?1 AND deleted_at IS NULL ORDER BY id LIMIT ?2",
    )?;
    let after = after.unwrap_or(SiteId::of(uuid::Uuid::nil()));
    let rows = statement.query_map(params![after, i64::try_from(limit).unwrap_or(i64::MAX)], site_of_row)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Up to `limit` sites after `after` that `user` runs, oldest first.
///
/// # Errors
/// When the database cannot be read.
pub(super) fn list_of_admin(
    conn: &Connection,
    user: UserId,
    after: Option<SiteId>,
    limit: usize,
) -> Result<Vec<Site>> {
    let mut statement = conn.prepare_cached(
        "SELECT s.id, s.name, s.slug, s.api_key, s.origins, s.language, s.time_zone, s.version, s.created_at,
                s.second_factor
         FROM memberships AS m JOIN sites AS s ON s.id = m.site_id AND s.deleted_at IS NULL
         WHERE m.user_id = ?1 AND m.role = 'admin' AND s.id > ?2 ORDER BY s.id LIMIT ?3",
    )?;
    let after = after.unwrap_or(SiteId::of(uuid::Uuid::nil()));
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let rows = statement.query_map(params![user, after, limit], site_of_row)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// The site, when there is exactly one in the whole installation.
///
/// # Errors
/// When the database cannot be read.
pub fn only(conn: &Connection) -> Result<Option<SiteId>> {
    let mut sites = list(conn, None, 2)?;
    Ok(if sites.len() == 1 { sites.pop().map(|it| it.id) } else { None })
}

/// Adds a site; fails with `slug_taken` when its slug is in use.
pub fn insert(write: &mut Write, draft: &Draft, now: Timestamp) {
    let site = &draft.site;
    write
        .one(
            "INSERT INTO sites (id, name, slug, api_key, origins, language, time_zone, secret, created_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
             ON CONFLICT (slug) DO NOTHING",
            &[
                &site.id,
                &site.name,
                &site.slug,
                &site.api_key,
                &origins_as_json(site),
                &site.language.as_str(),
                &site.time_zone,
                &draft.secret,
                &now.as_millisecond(),
            ],
            Error::Conflict("slug_taken"),
        )
        .tell(Event::new(site.id, "site.created", site.id.uuid(), now));
}

/// Writes the changed `site`. The caller has looked at the version; the slug is checked here.
pub(super) fn update(write: &mut Write, site: &Site, now: Timestamp) {
    write
        .one(
            "UPDATE OR IGNORE sites
             SET name = ?2, slug = ?3, origins = ?4, language = ?5, time_zone = ?6, version = ?7, second_factor = ?8
             WHERE id = ?1",
            &[
                &site.id,
                &site.name,
                &site.slug,
                &origins_as_json(site),
                &site.language.as_str(),
                &site.time_zone,
                &site.version,
                &site.second_factor_required,
            ],
            Error::Conflict("slug_taken"),
        )
        .tell(Event::new(site.id, "site.updated", site.id.uuid(), now));
}

/// Marks the site as deleted and gives its slug free: `~` is in no slug that a person can choose.
pub(super) fn delete(write: &mut Write, id: SiteId, now: Timestamp) {
    write
        .one(
            "UPDATE sites SET deleted_at = ?2, slug = slug || '~' || hex(id)
             WHERE id = ?1 AND deleted_at IS NULL",
            &[&id, &now.as_millisecond()],
            Error::NotFound("site"),
        )
        .tell(Event::new(id, "site.deleted", id.uuid(), now));
}

/// Whether pages of `origin` may carry the widget of `site`.
#[must_use]
pub fn is_own_origin(site: &Site, origin: &str) -> bool {
    site.origins.is_empty() || rules::origin(origin).is_some_and(|origin| site.origins.contains(&origin))
}

fn origins_as_json(site: &Site) -> String {
    serde_json::to_string(&site.origins).unwrap_or_else(|_| "[]".to_owned())
}

fn site_of_row(row: &Row<'_>) -> rusqlite::Result<Site> {
    let origins: String = row.get(4)?;
    let language: String = row.get(5)?;
    Ok(Site {
        id: row.get(0)?,
        name: row.get(1)?,
        slug: row.get(2)?,
        api_key: row.get(3)?,
        origins: serde_json::from_str(&origins).map_err(|error| {
            rusqlite::Error::FromSqlConversionFailure(4, rusqlite::types::Type::Text, Box::new(error))
        })?,
        language: Lang::of_tag(&language),
        time_zone: row.get(6)?,
        version: row.get(7)?,
        created_at: row.get(8)?,
        second_factor_required: row.get(9)?,
    })
}

/// What the site's own server signs identity tokens with.
///
/// # Errors
/// When the database cannot be read.
pub fn secret(conn: &Connection, id: SiteId) -> Result<Option<String>> {
    let mut statement =
        conn.prepare_cached("SELECT secret FROM sites WHERE id = ?1 AND deleted_at IS NULL")?;
    Ok(statement.query_row(params![id], |row| row.get(0)).optional()?)
}

/// Puts another one in its place.
pub(super) fn set_secret(write: &mut Write, id: SiteId, secret: &str) {
    write.one(
        "UPDATE sites SET secret = ?2 WHERE id = ?1 AND deleted_at IS NULL",
        &[&id, &secret],
        Error::NotFound("site"),
    );
}
