//! SQL for passages and their vectors.
use crate::Result;
use crate::base::ids::{ArticleId, SiteId};
use crate::engine::embed;
use crate::knowledge::passages::Passage;
use crate::knowledge::types::{Article, ArticleStatus, scope};
use crate::store::{Present, Write};
use rusqlite::{Connection, OptionalExtension as _, params};
use std::collections::HashMap;
use uuid::Uuid;

/// Passages are numbered over all sites: the counter belongs to no site.
const OF_NO_SITE: Uuid = Uuid::nil();

/// A passage as the search indexes get it.
#[derive(Debug, Clone)]
pub struct Indexed {
    /// Its number.
    pub number: i64,
    /// Who may find it.
    pub scope: String,
    /// Title of the article, and heading.
    pub title: String,
    /// Plain text.
    pub body: String,
}

/// A passage that was found, with what is shown of its article.
#[derive(Debug, Clone)]
pub struct Found {
    /// The article.
    pub article: ArticleId,
    /// Its title.
    pub title: String,
    /// Its address part.
    pub slug: String,
    /// The passage.
    pub body: String,
}

/// Puts the passages of the article as it is now in place of those before: none unless it is published.
///
/// # Errors
/// When the database cannot be read.
pub fn replace(
    present: &Present<'_>,
    write: &mut Write,
    site: SiteId,
    article: &Article,
    passages: &[Passage],
) -> Result<()> {
    delete(write, site, article.head.id);
    if article.head.status != ArticleStatus::Published {
        return Ok(());
    }
    let mut number: i64 = present
        .prepare_cached("SELECT value FROM counters WHERE site_id = ?1 AND name = 'passage'")?
        .query_row(params![OF_NO_SITE.as_bytes()], |row| row.get(0))
        .optional()?
        .unwrap_or(0);
    let scope = scope(site, article.head.visibility);
    for (position, passage) in (0_i64..).zip(passages) {
        number += 1;
        let title = format!("{}\n{}", article.head.title, passage.heading);
        write.run(
            "INSERT INTO passages (number, site_id, article_id, position, scope, title, body)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            &[&number, &site, &article.head.id, &position, &scope, &title.trim(), &passage.text],
        );
    }
    write.run(
        "INSERT INTO counters (site_id, name, value) VALUES (?1, 'passage', ?2)
         ON CONFLICT (site_id, name) DO UPDATE SET value = excluded.value",
        &[OF_NO_SITE.as_bytes(), &number],
    );
    Ok(())
}

/// Removes the passages of an article and their vectors.
pub fn delete(write: &mut Write, site: SiteId, article: ArticleId) {
    write.run(
        "DELETE FROM passage_vectors WHERE rowid IN
             (SELECT number FROM passages WHERE site_id = ?1 AND article_id = ?2 AND embedded_with IS NOT NULL)",
        &[&site, &article],
    );
    write.run("DELETE FROM passages WHERE site_id = ?1 AND article_id = ?2", &[&site, &article]);
}

/// The passages of an article, for the text index.
///
/// # Errors
/// When the database cannot be read.
pub fn of_article(conn: &Connection, article: ArticleId) -> Result<Vec<Indexed>> {
    let mut statement = conn.prepare_cached(
        "SELECT number, scope, title, body FROM passages WHERE article_id = ?1 ORDER BY position",
    )?;
    let rows = statement.query_map([article], |row| {
        Ok(Indexed { number: row.get(0)?, scope: row.get(1)?, title: row.get(2)?, body: row.get(3)? })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Articles that have passages, after `after`, for building an index anew.
///
/// # Errors
/// When the database cannot be read.
pub fn articles_after(conn: &Connection, after: Option<ArticleId>, limit: usize) -> Result<Vec<ArticleId>> {
    let mut statement = conn.prepare_cached(
        "SELECT DISTINCT article_id FROM passages WHERE ?1 IS NULL OR article_id > ?1 ORDER BY article_id LIMIT ?2",
    )?;
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let rows = statement.query_map(params![after, limit], |row| row.get(0))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Passages that have no vector yet.
///
/// # Errors
/// When the database cannot be read.
pub fn not_embedded(conn: &Connection, limit: usize) -> Result<Vec<Indexed>> {
    let mut statement = conn.prepare_cached(
        "SELECT number, scope, title, body FROM passages WHERE embedded_with IS NULL ORDER BY number LIMIT ?1",
    )?;
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let rows = statement.query_map([limit], |row| {
        Ok(Indexed { number: row.get(0)?, scope: row.get(1)?, title: row.get(2)?, body: row.get(3)? })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Whether a passage is still there and still waits for its vector.
///
/// # Errors
/// When the database cannot be read.
pub fn awaits_vector(conn: &Connection, number: i64) -> Result<bool> {
    let mut statement =
        conn.prepare_cached("SELECT COUNT(*) FROM passages WHERE number = ?1 AND embedded_with IS NULL")?;
    Ok(statement.query_row([number], |row| row.get::<_, i64>(0))? == 1)
}

/// Gives a passage its vector.
pub fn set_vector(write: &mut Write, number: i64, scope: &str, vector: &[f32]) {
    write.run(
        "INSERT INTO passage_vectors (rowid, scope, signs, numbers) VALUES (?1, ?2, vec_bit(?3), ?4)",
        &[&number, &scope, &embed::signs(vector), &embed::quantise(vector)],
    );
    write.run("UPDATE passages SET embedded_with = ?2 WHERE number = ?1", &[&number, &embed::NAME]);
}

/// Takes every vector of another embedding away, so that they are made anew.
pub fn forget_other_vectors(write: &mut Write) {
    write.run(
        "DELETE FROM passage_vectors WHERE rowid IN (SELECT number FROM passages WHERE embedded_with <> ?1)",
        &[&embed::NAME],
    );
    write.run("UPDATE passages SET embedded_with = NULL WHERE embedded_with <> ?1", &[&embed::NAME]);
}

/// The passages of a scope whose signs are nearest, with their exact cosine, best first.
///
/// # Errors
/// When the database cannot be read.
pub fn nearest(conn: &Connection, scope: &str, vector: &[f32], limit: usize) -> Result<Vec<(i64, f32)>> {
    let mut statement = conn.prepare_cached(
        "SELECT rowid, numbers FROM passage_vectors WHERE scope = ?1 AND signs MATCH vec_bit(?2) AND k = ?3",
    )?;
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let rows = statement.query_map(params![scope, embed::signs(vector), limit], |row| {
        let numbers = row.get_ref(1)?.as_blob_or_null()?.unwrap_or_default();
        Ok((row.get(0)?, embed::cosine(vector, numbers)))
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// The exact cosine of one passage; 0 while it has no vector.
///
/// # Errors
/// When the database cannot be read.
pub fn nearness(conn: &Connection, number: i64, vector: &[f32]) -> Result<f32> {
    let mut statement = conn.prepare_cached("SELECT numbers FROM passage_vectors WHERE rowid = ?1")?;
    let cosine = statement.query_row([number], |row| {
        Ok(embed::cosine(vector, row.get_ref(0)?.as_blob_or_null()?.unwrap_or_default()))
    });
    Ok(cosine.optional()?.unwrap_or(0.0))
}

/// What is shown of passages, as far as they are still published in one of the scopes.
///
/// # Errors
/// When the database cannot be read.
pub fn show(
    conn: &Connection,
    site: SiteId,
    scopes: &[String],
    numbers: &[i64],
) -> Result<HashMap<i64, Found>> {
    let mut statement = conn.prepare_cached(
        "SELECT p.article_id, a.title, a.slug, p.body, p.scope FROM passages p JOIN articles a ON a.id = p.article_id
         WHERE p.number = ?1 AND p.site_id = ?2 AND a.site_id = ?2 AND a.status = 'published'",
    )?;
    let mut found = HashMap::with_capacity(numbers.len());
    for number in numbers {
        let row = statement.query_row(params![number, site], |row| {
            let passage =
                Found { article: row.get(0)?, title: row.get(1)?, slug: row.get(2)?, body: row.get(3)? };
            Ok((passage, row.get::<_, String>(4)?))
        });
        if let Some((passage, scope)) = row.optional()?
            && scopes.contains(&scope)
        {
            found.insert(*number, passage);
        }
    }
    Ok(found)
}
