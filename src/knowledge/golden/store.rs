//! SQL for questions whose answer is known.
use super::types::{Answered, ArticleName, Change, Golden, Run};
use crate::base::ids::{ArticleId, GoldenQuestionId, GoldenRunId, SiteId, UserId};
use crate::store::Write;
use crate::{Error, Result};
use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, Row, params};

const SELECT: &str = "SELECT g.id, g.question, a.id, a.title, g.standing, g.rank, g.score, f.id, f.title,
        g.before_standing, g.before_rank, g.before_score, g.change, g.changed_at, g.checked_at, g.created_at
    FROM golden_questions g
    LEFT JOIN articles a ON a.id = g.article_id AND a.site_id = g.site_id
    LEFT JOIN articles f ON f.id = g.found_id AND f.site_id = g.site_id";

/// All of a site, newest first.
///
/// # Errors
/// When the database cannot be read.
pub(super) fn list(conn: &Connection, site: SiteId) -> Result<Vec<Golden>> {
    let mut statement =
        conn.prepare_cached(&format!("{SELECT} WHERE g.site_id = ?1 ORDER BY g.created_at DESC, g.id DESC"))?;
    Ok(statement.query_map([site], from_row)?.collect::<rusqlite::Result<_>>()?)
}

/// One question, or `None`.
///
/// # Errors
/// When the database cannot be read.
pub(super) fn find(conn: &Connection, site: SiteId, id: GoldenQuestionId) -> Result<Option<Golden>> {
    let sql = format!("{SELECT} WHERE g.site_id = ?1 AND g.id = ?2");
    Ok(conn.prepare_cached(&sql)?.query_row(params![site, id], from_row).optional()?)
}

/// How many a site has.
///
/// # Errors
/// When the database cannot be read.
pub(super) fn count(conn: &Connection, site: SiteId) -> Result<usize> {
    let mut statement = conn.prepare_cached("SELECT COUNT(*) FROM golden_questions WHERE site_id = ?1")?;
    let count: i64 = statement.query_row([site], |row| row.get(0))?;
    Ok(usize::try_from(count).unwrap_or(usize::MAX))
}

/// The question of these folded words, if there is one.
///
/// # Errors
/// When the database cannot be read.
pub(super) fn with_words(conn: &Connection, site: SiteId, folded: &str) -> Result<Option<GoldenQuestionId>> {
    let mut statement =
        conn.prepare_cached("SELECT id FROM golden_questions WHERE site_id = ?1 AND folded = ?2")?;
    Ok(statement.query_row(params![site, folded], |row| row.get(0)).optional()?)
}

/// The last runs, newest first.
///
/// # Errors
/// When the database cannot be read.
pub(super) fn runs(conn: &Connection, site: SiteId, limit: i64) -> Result<Vec<Run>> {
    let mut statement = conn.prepare_cached(
        "SELECT at, cause, questions, right, better, worse FROM golden_runs
         WHERE site_id = ?1 ORDER BY id DESC LIMIT ?2",
    )?;
    let rows = statement.query_map(params![site, limit], |row| {
        Ok(Run {
            at: row.get(0)?,
            cause: row.get(1)?,
            questions: row.get(2)?,
            right: row.get(3)?,
            better: row.get(4)?,
            worse: row.get(5)?,
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// A question as it is stored.
pub(super) struct New<'a> {
    pub(super) id: GoldenQuestionId,
    pub(super) question: &'a str,
    pub(super) folded: &'a str,
    pub(super) article: ArticleId,
    pub(super) user: UserId,
}

/// Adds a question that was never asked.
pub(super) fn insert(write: &mut Write, site: SiteId, new: &New<'_>, at: Timestamp) {
    write.run(
        "INSERT INTO golden_questions (id, site_id, question, folded, article_id, created_by, created_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        &[&new.id, &site, &new.question, &new.folded, &new.article, &new.user, &at.as_millisecond()],
    );
}

/// Changes a question; what it gave before counts no longer.
pub(super) fn update(write: &mut Write, site: SiteId, new: &New<'_>) {
    write.one(
        "UPDATE golden_questions SET question = ?3, folded = ?4, article_id = ?5, standing = NULL, rank = NULL,
             score = NULL, found_id = NULL, before_standing = NULL, before_rank = NULL, before_score = NULL,
             change = NULL, changed_at = NULL, checked_at = NULL
         WHERE site_id = ?1 AND id = ?2",
        &[&site, &new.id, &new.question, &new.folded, &new.article],
        Error::NotFound("golden_question"),
    );
}

/// Removes a question.
pub(super) fn delete(write: &mut Write, site: SiteId, id: GoldenQuestionId) {
    write.one(
        "DELETE FROM golden_questions WHERE site_id = ?1 AND id = ?2",
        &[&site, &id],
        Error::NotFound("golden_question"),
    );
}

/// Remembers what a question gives, and what it gave before when that changed.
pub(super) fn set_answered(
    write: &mut Write,
    site: SiteId,
    id: GoldenQuestionId,
    now: &Answered,
    found: Option<ArticleId>,
    changed: Option<(Change, Answered)>,
    at: Timestamp,
) {
    write.run(
        "UPDATE golden_questions SET standing = ?3, rank = ?4, score = ?5, found_id = ?6, checked_at = ?7
         WHERE site_id = ?1 AND id = ?2",
        &[&site, &id, &now.standing, &now.rank, &now.score, &found, &at.as_millisecond()],
    );
    if let Some((change, before)) = changed {
        write.run(
            "UPDATE golden_questions SET change = ?3, changed_at = ?4, before_standing = ?5, before_rank = ?6,
                 before_score = ?7
             WHERE site_id = ?1 AND id = ?2",
            &[&site, &id, &change, &at.as_millisecond(), &before.standing, &before.rank, &before.score],
        );
    }
}

/// Remembers a run; the oldest beyond a hundred go.
pub(super) fn insert_run(write: &mut Write, site: SiteId, id: GoldenRunId, run: &Run) {
    write.run(
        "INSERT INTO golden_runs (id, site_id, at, cause, questions, right, better, worse)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        &[
            &id,
            &site,
            &run.at.0.as_millisecond(),
            &run.cause,
            &run.questions,
            &run.right,
            &run.better,
            &run.worse,
        ],
    );
    write.run(
        "DELETE FROM golden_runs WHERE id IN
             (SELECT id FROM golden_runs WHERE site_id = ?1 ORDER BY id DESC LIMIT -1 OFFSET 100)",
        &[&site],
    );
}

fn from_row(row: &Row<'_>) -> rusqlite::Result<Golden> {
    let name = |id: usize| -> rusqlite::Result<Option<ArticleName>> {
        let (id, title): (Option<ArticleId>, Option<String>) = (row.get(id)?, row.get(id + 1)?);
        Ok(id.zip(title).map(|(id, title)| ArticleName { id, title }))
    };
    let answered = |at: usize| -> rusqlite::Result<Option<Answered>> {
        let Some(standing) = row.get(at)? else { return Ok(None) };
        Ok(Some(Answered { standing, rank: row.get(at + 1)?, score: row.get(at + 2)? }))
    };
    Ok(Golden {
        id: row.get(0)?,
        question: row.get(1)?,
        expected: name(2)?,
        now: answered(4)?,
        found: name(7)?,
        before: answered(9)?,
        change: row.get(12)?,
        changed_at: row.get(13)?,
        checked_at: row.get(14)?,
        created_at: row.get(15)?,
    })
}
