//! Addresses that articles had before: who follows one of them is led on.
use crate::Result;
use crate::base::ids::{ArticleId, SiteId};
use crate::store::Write;
use rusqlite::{Connection, OptionalExtension as _, params};

/// Remembers an address that an article had.
pub fn remember(write: &mut Write, site: SiteId, slug: &str, id: ArticleId) {
    write.run(
        "INSERT INTO article_slugs (site_id, slug, article_id) VALUES (?1, ?2, ?3)
         ON CONFLICT (site_id, slug) DO UPDATE SET article_id = excluded.article_id",
        &[&site, &slug, &id],
    );
}

/// The present address of a public article that had `slug` before.
///
/// # Errors
/// When the database cannot be read.
pub fn moved_to(conn: &Connection, site: SiteId, slug: &str) -> Result<Option<String>> {
    let mut statement = conn.prepare_cached(
        "SELECT a.slug FROM article_slugs s JOIN articles a ON a.id = s.article_id
         WHERE s.site_id = ?1 AND s.slug = ?2 AND a.site_id = ?1 AND a.status = 'published' AND a.visibility = 'public'",
    )?;
    Ok(statement.query_row(params![site, slug], |row| row.get(0)).optional()?)
}
