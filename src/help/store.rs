//! SQL of the help centre: published articles for everybody, nothing else.
use super::types::{Card, Shelf};
use crate::Result;
use crate::base::ids::SiteId;
use crate::base::{At, Lang};
use crate::knowledge::types::ArticleHead;
use rusqlite::{Connection, Row, params};

const CARD: &str = "SELECT title, slug, meta_description, updated_at FROM articles
    WHERE site_id = ?1 AND status = 'published' AND visibility = 'public' AND (?2 IS NULL OR language = ?2)";

/// Which language's articles are wanted; any when `None`.
pub(super) type Tongue = Option<Lang>;

/// Whether there are articles in Turkish and in English.
///
/// # Errors
/// When the database cannot be read.
pub(super) fn languages(conn: &Connection, site: SiteId) -> Result<(bool, bool)> {
    let mut statement = conn.prepare_cached(
        "SELECT EXISTS (SELECT 1 FROM articles WHERE site_id = ?1 AND status = 'published' AND visibility = 'public' AND language = 'tr'),
                EXISTS (SELECT 1 FROM articles WHERE site_id = ?1 AND status = 'published' AND visibility = 'public' AND language = 'en')",
    )?;
    Ok(statement.query_row([site], |row| Ok((row.get(0)?, row.get(1)?)))?)
}

/// Categories by name; the articles without one under the empty name.
///
/// # Errors
/// When the database cannot be read.
pub(super) fn shelves(conn: &Connection, site: SiteId, tongue: Tongue) -> Result<Vec<Shelf>> {
    let mut statement = conn.prepare_cached(
        "SELECT COALESCE(category, ''), COUNT(*) FROM articles
         WHERE site_id = ?1 AND status = 'published' AND visibility = 'public' AND (?2 IS NULL OR language = ?2)
         GROUP BY category ORDER BY category",
    )?;
    let rows = statement.query_map(params![site, tongue.map(Lang::as_str)], |row| {
        Ok(Shelf { name: row.get(0)?, count: row.get(1)? })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// The articles of a category by title; those without one under the empty name.
///
/// # Errors
/// When the database cannot be read.
pub(super) fn on_shelf(
    conn: &Connection,
    site: SiteId,
    tongue: Tongue,
    name: &str,
    limit: i64,
) -> Result<Vec<Card>> {
    let sql = format!("{CARD} AND COALESCE(category, '') = ?3 ORDER BY title LIMIT ?4");
    let mut statement = conn.prepare_cached(&sql)?;
    let rows = statement.query_map(params![site, tongue.map(Lang::as_str), name, limit], card)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// What is read most.
///
/// # Errors
/// When the database cannot be read.
pub(super) fn popular(conn: &Connection, site: SiteId, tongue: Tongue, limit: i64) -> Result<Vec<Card>> {
    let sql = format!("{CARD} ORDER BY views DESC, updated_at DESC LIMIT ?3");
    let mut statement = conn.prepare_cached(&sql)?;
    let rows = statement.query_map(params![site, tongue.map(Lang::as_str), limit], card)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// What was published last.
///
/// # Errors
/// When the database cannot be read.
pub(super) fn newest(conn: &Connection, site: SiteId, tongue: Tongue, limit: i64) -> Result<Vec<Card>> {
    let sql = format!("{CARD} ORDER BY published_at DESC, updated_at DESC LIMIT ?3");
    let mut statement = conn.prepare_cached(&sql)?;
    let rows = statement.query_map(params![site, tongue.map(Lang::as_str), limit], card)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// What else stands on the same shelf: most tags in common first, then what is read most.
///
/// # Errors
/// When the database cannot be read.
pub(super) fn related(conn: &Connection, site: SiteId, to: &ArticleHead, limit: i64) -> Result<Vec<Card>> {
    let sql = format!(
        "{CARD} AND category IS ?3 AND id <> ?4
         ORDER BY (SELECT COUNT(*) FROM json_each(tags) WHERE value IN (SELECT value FROM json_each(?5))) DESC,
             views DESC, title LIMIT ?6"
    );
    let tags = serde_json::to_string(&to.tags).unwrap_or_else(|_| "[]".to_owned());
    let mut statement = conn.prepare_cached(&sql)?;
    let rows =
        statement.query_map(params![site, to.language.as_str(), to.category, to.id, tags, limit], card)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Addresses of all articles with the time of their last change, for search engines.
///
/// # Errors
/// When the database cannot be read.
pub(super) fn addresses(conn: &Connection, site: SiteId, limit: i64) -> Result<Vec<(String, At)>> {
    let mut statement = conn.prepare_cached(
        "SELECT slug, updated_at FROM articles
         WHERE site_id = ?1 AND status = 'published' AND visibility = 'public' ORDER BY updated_at DESC LIMIT ?2",
    )?;
    let rows = statement.query_map(params![site, limit], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

fn card(row: &Row<'_>) -> rusqlite::Result<Card> {
    Ok(Card { title: row.get(0)?, slug: row.get(1)?, about: row.get(2)?, updated_at: row.get(3)? })
}

/// Every site with its slug.
///
/// # Errors
/// When the database cannot be read.
pub(super) fn sites(conn: &Connection) -> Result<Vec<(SiteId, String)>> {
    let mut statement =
        conn.prepare_cached("SELECT id, slug FROM sites WHERE deleted_at IS NULL ORDER BY slug LIMIT 1000")?;
    let rows = statement.query_map((), |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}
