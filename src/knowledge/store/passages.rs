//! SQL for passages and their vectors.
use crate::Result;
use crate::base::ids::{ArticleId, SiteId};
use crate::engine::embed;
use crate::engine::signs::{self, SignIndex};
use crate::knowledge::passages::Passage;
use crate::knowledge::types::{Article, ArticleStatus, scope};
use crate::store::{Present, Write};
use rusqlite::{Connection, OptionalExtension as _, params};
use std::collections::HashSet;
use uuid::Uuid;

/// Passages and their vectors are numbered over all sites: the counters belong to no site.
const OF_NO_SITE: Uuid = Uuid::nil();
const PASSAGE: &str = "passage";
const VECTOR: &str = "vector";

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
    let mut numbers = Numbers::read(present)?;
    replace_numbered(&mut numbers, write, site, article, passages);
    numbers.store(write);
    Ok(())
}

/// The numbers of passages, for several articles in one write.
pub struct Numbers {
    found: i64,
    last: i64,
}

impl Numbers {
    /// From the last one given.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn read(present: &Present<'_>) -> Result<Numbers> {
        let found = counter(present, PASSAGE)?;
        Ok(Numbers { found, last: found })
    }

    /// Remembers the last one given.
    pub fn store(&self, write: &mut Write) {
        if self.last != self.found {
            set_counter(write, PASSAGE, self.last);
        }
    }
}

/// The same for one of several articles.
pub fn replace_numbered(
    numbers: &mut Numbers,
    write: &mut Write,
    site: SiteId,
    article: &Article,
    passages: &[Passage],
) {
    delete(write, site, article.head.id);
    if article.head.status != ArticleStatus::Published {
        return;
    }
    let scope = scope(site, article.head.visibility);
    for (position, passage) in (0_i64..).zip(passages) {
        numbers.last += 1;
        let number = numbers.last;
        let title = format!("{}\n{}", article.head.title, passage.heading);
        write.run(
            "INSERT INTO passages (number, site_id, article_id, position, scope, title, body)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            &[&number, &site, &article.head.id, &position, &scope, &title.trim(), &passage.text],
        );
    }
}

fn counter(conn: &Connection, name: &str) -> Result<i64> {
    let mut statement = conn.prepare_cached("SELECT value FROM counters WHERE site_id = ?1 AND name = ?2")?;
    let value = statement.query_row(params![OF_NO_SITE.as_bytes(), name], |row| row.get(0));
    Ok(value.optional()?.unwrap_or(0))
}

fn set_counter(write: &mut Write, name: &'static str, value: i64) {
    write.run(
        "INSERT INTO counters (site_id, name, value) VALUES (?1, ?2, ?3)
         ON CONFLICT (site_id, name) DO UPDATE SET value = excluded.value",
        &[OF_NO_SITE.as_bytes(), &name, &value],
    );
}

/// How often a vector was added so far.
///
/// # Errors
/// When the database cannot be read.
pub fn last_added(conn: &Connection) -> Result<i64> {
    counter(conn, VECTOR)
}

/// Removes the passages of an article and their vectors.
pub fn delete(write: &mut Write, site: SiteId, article: ArticleId) {
    write.run(
        "DELETE FROM passage_vectors WHERE number IN
             (SELECT number FROM passages WHERE site_id = ?1 AND article_id = ?2)",
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

/// Whether every passage of a site has a vector.
///
/// # Errors
/// When the database cannot be read.
pub fn all_embedded(conn: &Connection, site: SiteId) -> Result<bool> {
    let mut statement = conn.prepare_cached(
        "SELECT NOT EXISTS (SELECT 1 FROM passages WHERE embedded_with IS NULL AND site_id = ?1)",
    )?;
    Ok(statement.query_row([site], |row| row.get(0))?)
}

/// Sites that have passages.
///
/// # Errors
/// When the database cannot be read.
pub fn sites(conn: &Connection) -> Result<Vec<SiteId>> {
    let mut statement = conn.prepare_cached("SELECT DISTINCT site_id FROM passages")?;
    Ok(statement.query_map((), |row| row.get(0))?.collect::<rusqlite::Result<_>>()?)
}

/// Passages that have no vector of `embedding` yet, those without any first.
///
/// # Errors
/// When the database cannot be read.
pub fn awaiting(conn: &Connection, embedding: &str, limit: usize) -> Result<Vec<Indexed>> {
    let mut found = not_embedded(conn, limit)?;
    let mut statement = conn.prepare_cached(
        "SELECT number, scope, title, body FROM passages
         WHERE embedded_with < ?1 OR embedded_with > ?1 ORDER BY number LIMIT ?2",
    )?;
    let left = i64::try_from(limit.saturating_sub(found.len())).unwrap_or(i64::MAX);
    let rows = statement.query_map(params![embedding, left], |row| {
        Ok(Indexed { number: row.get(0)?, scope: row.get(1)?, title: row.get(2)?, body: row.get(3)? })
    })?;
    found.extend(rows.collect::<rusqlite::Result<Vec<_>>>()?);
    Ok(found)
}

/// Whether a passage is still there and still waits for its vector of `embedding`.
///
/// # Errors
/// When the database cannot be read.
pub fn awaits_vector(conn: &Connection, number: i64, embedding: &str) -> Result<bool> {
    let mut statement =
        conn.prepare_cached("SELECT COUNT(*) FROM passages WHERE number = ?1 AND embedded_with IS NOT ?2")?;
    Ok(statement.query_row(params![number, embedding], |row| row.get::<_, i64>(0))? == 1)
}

/// Gives a passage its vector of `embedding`, the `added`th of all.
pub fn set_vector(
    write: &mut Write,
    (number, added): (i64, i64),
    scope: &str,
    embedding: &str,
    vector: &[f32],
) {
    write.run(
        "INSERT INTO passage_vectors (number, embedding, scope, added, signs, numbers)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)
         ON CONFLICT (number, embedding) DO UPDATE
         SET scope = excluded.scope, added = excluded.added, signs = excluded.signs, numbers = excluded.numbers",
        &[&number, &embedding, &scope, &added, &embed::signs(vector), &embed::quantise(vector)],
    );
    set_counter(write, VECTOR, added);
    write.run("UPDATE passages SET embedded_with = ?2 WHERE number = ?1", &[&number, &embedding]);
}

/// Name of the embedding that the search goes by; `None` before the first.
///
/// # Errors
/// When the database cannot be read.
pub fn serving(conn: &Connection) -> Result<Option<String>> {
    let mut statement = conn.prepare_cached("SELECT value FROM installation WHERE key = 'embedding'")?;
    Ok(statement.query_row((), |row| row.get(0)).optional()?)
}

/// Whether there are vectors of other embeddings.
///
/// # Errors
/// When the database cannot be read.
pub fn has_others(conn: &Connection, embedding: &str) -> Result<bool> {
    let mut statement = conn.prepare_cached(
        "SELECT EXISTS (SELECT 1 FROM passage_vectors WHERE embedding < ?1 OR embedding > ?1)",
    )?;
    Ok(statement.query_row([embedding], |row| row.get(0))?)
}

/// Has the search go by `embedding`, and forgets the vectors of every other.
pub fn serve(write: &mut Write, embedding: &str) {
    write.run(
        "INSERT INTO installation (key, value) VALUES ('embedding', ?1)
         ON CONFLICT (key) DO UPDATE SET value = excluded.value",
        &[&embedding],
    );
    write.run("DELETE FROM passage_vectors WHERE embedding <> ?1", &[&embedding]);
}

/// Brings the signs of every scope into memory.
///
/// # Errors
/// When the database cannot be read.
pub fn load_all_signs(conn: &Connection, signs: &SignIndex, embedding: &str) -> Result<()> {
    let mut statement =
        conn.prepare_cached("SELECT DISTINCT scope FROM passage_vectors WHERE embedding = ?1")?;
    let scopes: Vec<String> =
        statement.query_map([embedding], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
    scopes.iter().try_for_each(|scope| load_signs(conn, signs, scope, embedding))
}

/// What the signs of a scope are called in memory: those of two embeddings have nothing to do with each other.
fn table(scope: &str, embedding: &str) -> String {
    format!("{}{scope}", tables(embedding))
}

/// How the names of all tables of an embedding begin.
#[must_use]
pub fn tables(embedding: &str) -> String {
    format!("{embedding} ")
}

/// Brings what was added to a scope since the last look into memory.
fn load_signs(conn: &Connection, signs: &SignIndex, scope: &str, embedding: &str) -> Result<()> {
    let table = table(scope, embedding);
    let mut statement = conn.prepare_cached(
        "SELECT number, added, signs FROM passage_vectors
         WHERE embedding = ?1 AND scope = ?2 AND added > ?3 ORDER BY added",
    )?;
    let rows = statement.query_map(params![embedding, scope, signs.until(&table)], |row| {
        Ok(signs::Entry { number: row.get(0)?, added: row.get(1)?, signs: row.get(2)? })
    })?;
    signs.add(&table, rows.collect::<rusqlite::Result<_>>()?);
    Ok(())
}

/// The passages of a scope whose signs are nearest, with their exact cosine.
///
/// # Errors
/// When the database cannot be read.
pub fn nearest(
    conn: &Connection,
    signs: &SignIndex,
    scope: &str,
    (embedding, vector): (&str, &[f32]),
    limit: usize,
) -> Result<Vec<(i64, f32)>> {
    load_signs(conn, signs, scope, embedding)?;
    let table = table(scope, embedding);
    let wanted = embed::signs(vector);
    loop {
        let mut found = Vec::with_capacity(limit);
        let mut gone = HashSet::new();
        for number in signs.nearest(&table, &wanted, limit) {
            match cosine(conn, number, (embedding, vector))? {
                Some(cosine) => found.push((number, cosine)),
                None => _ = gone.insert(number),
            }
        }
        if gone.is_empty() {
            return Ok(found);
        }
        signs.remove(&table, &gone); // and look again: they stood in the way of others
    }
}

fn cosine(conn: &Connection, number: i64, (embedding, vector): (&str, &[f32])) -> Result<Option<f32>> {
    let mut statement =
        conn.prepare_cached("SELECT numbers FROM passage_vectors WHERE number = ?1 AND embedding = ?2")?;
    let cosine = statement.query_row(params![number, embedding], |row| {
        Ok(embed::cosine(vector, row.get_ref(0)?.as_blob_or_null()?.unwrap_or_default()))
    });
    Ok(cosine.optional()?)
}

/// The exact cosine of one passage; 0 while it has no vector.
///
/// # Errors
/// When the database cannot be read.
pub fn nearness(conn: &Connection, number: i64, by: (&str, &[f32])) -> Result<f32> {
    Ok(cosine(conn, number, by)?.unwrap_or(0.0))
}

/// What is shown of a passage, if it is still published in one of the scopes.
///
/// # Errors
/// When the database cannot be read.
pub fn show(conn: &Connection, site: SiteId, scopes: &[String], number: i64) -> Result<Option<Found>> {
    let mut statement = conn.prepare_cached(
        "SELECT p.article_id, a.title, a.slug, p.body, p.scope FROM passages p JOIN articles a ON a.id = p.article_id
         WHERE p.number = ?1 AND p.site_id = ?2 AND a.site_id = ?2 AND a.status = 'published'",
    )?;
    let row = statement.query_row(params![number, site], |row| {
        let passage =
            Found { article: row.get(0)?, title: row.get(1)?, slug: row.get(2)?, body: row.get(3)? };
        Ok((passage, row.get::<_, String>(4)?))
    });
    Ok(row.optional()?.filter(|it| scopes.contains(&it.1)).map(|it| it.0))
}
