//! SQL for unanswered questions.
use super::types::{AnsweringArticle, Unanswered, UnansweredCounts, UnansweredState};
use crate::base::ids::{ArticleId, ConversationId, SiteId, UnansweredId};
use crate::store::Write;
use crate::{Error, Result};
use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, Row, params};

/// A conversation that is gone and an article that is gone are not shown.
const SELECT: &str = "SELECT q.id, q.question, q.count, q.state, c.id, a.id, a.title, q.first_at, q.last_at
    FROM unanswered_questions q
    LEFT JOIN conversations c ON c.id = q.conversation_id AND c.site_id = q.site_id
    LEFT JOIN articles a ON a.id = q.article_id AND a.site_id = q.site_id";

/// Where a page of the list ends: count, last time, identity.
pub(super) type Place = (i64, i64, UnansweredId);

/// Asked most often first, `limit + 1` rows.
///
/// # Errors
/// When the database cannot be read.
pub(super) fn list(
    conn: &Connection,
    site: SiteId,
    state: UnansweredState,
    after: Option<Place>,
    limit: usize,
) -> Result<Vec<Unanswered>> {
    let sql = format!(
        "{SELECT} WHERE q.site_id = ?1 AND q.state = ?2 AND (?3 IS NULL OR (q.count, q.last_at, q.id) < (?3, ?4, ?5))
         ORDER BY q.count DESC, q.last_at DESC, q.id DESC LIMIT ?6"
    );
    let mut statement = conn.prepare_cached(&sql)?;
    let limit = i64::try_from(limit + 1).unwrap_or(i64::MAX);
    let (count, last, id) = (after.map(|it| it.0), after.map(|it| it.1), after.map(|it| it.2));
    let rows = statement.query_map(params![site, state, count, last, id, limit], from_row)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// One question, or `None`.
///
/// # Errors
/// When the database cannot be read.
pub(super) fn find(conn: &Connection, site: SiteId, id: UnansweredId) -> Result<Option<Unanswered>> {
    let sql = format!("{SELECT} WHERE q.site_id = ?1 AND q.id = ?2");
    Ok(conn.prepare_cached(&sql)?.query_row(params![site, id], from_row).optional()?)
}

/// How many there are of each state.
///
/// # Errors
/// When the database cannot be read.
pub(super) fn counts(conn: &Connection, site: SiteId) -> Result<UnansweredCounts> {
    let mut statement = conn.prepare_cached(
        "SELECT COUNT(*) FILTER (WHERE state = 'open'), COUNT(*) FILTER (WHERE state = 'answered'),
             COUNT(*) FILTER (WHERE state = 'dismissed')
         FROM unanswered_questions WHERE site_id = ?1",
    )?;
    Ok(statement.query_row([site], |row| {
        Ok(UnansweredCounts { open: row.get(0)?, answered: row.get(1)?, dismissed: row.get(2)? })
    })?)
}

/// The question with exactly these words, with its state.
///
/// # Errors
/// When the database cannot be read.
pub(super) fn with_words(conn: &Connection, site: SiteId, words: &str) -> Result<Option<UnansweredId>> {
    let mut statement =
        conn.prepare_cached("SELECT id FROM unanswered_questions WHERE site_id = ?1 AND words = ?2")?;
    Ok(statement.query_row(params![site, words], |row| row.get(0)).optional()?)
}

/// The questions asked last, with their quantised vectors.
///
/// # Errors
/// When the database cannot be read.
pub(super) fn meanings(
    conn: &Connection,
    site: SiteId,
    limit: usize,
) -> Result<Vec<(UnansweredId, Vec<u8>)>> {
    let mut statement = conn.prepare_cached(
        "SELECT id, meaning FROM unanswered_questions WHERE site_id = ?1 ORDER BY last_at DESC LIMIT ?2",
    )?;
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let rows = statement.query_map(params![site, limit], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Identity and words of the open questions, most often asked first.
///
/// # Errors
/// When the database cannot be read.
pub(super) fn open(conn: &Connection, site: SiteId, limit: usize) -> Result<Vec<(UnansweredId, String)>> {
    let mut statement = conn.prepare_cached(
        "SELECT id, question FROM unanswered_questions WHERE site_id = ?1 AND state = 'open'
         ORDER BY count DESC, last_at DESC LIMIT ?2",
    )?;
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let rows = statement.query_map(params![site, limit], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// A question asked for the first time.
pub(super) struct New {
    pub(super) id: UnansweredId,
    pub(super) question: String,
    pub(super) words: String,
    pub(super) meaning: Vec<u8>,
    pub(super) conversation: Option<ConversationId>,
}

/// Adds a question; beyond `most` of a site the one not asked for longest goes.
pub(super) fn insert(write: &mut Write, site: SiteId, new: &New, at: Timestamp, most: i64) {
    write.run(
        "INSERT INTO unanswered_questions (id, site_id, question, words, meaning, count, state, conversation_id,
             first_at, last_at)
         VALUES (?1, ?2, ?3, ?4, ?5, 1, 'open', ?6, ?7, ?7)",
        &[&new.id, &site, &new.question, &new.words, &new.meaning, &new.conversation, &at.as_millisecond()],
    );
    write.run(
        "DELETE FROM unanswered_questions WHERE id IN
             (SELECT id FROM unanswered_questions WHERE site_id = ?1 ORDER BY last_at DESC, id DESC LIMIT -1 OFFSET ?2)",
        &[&site, &most],
    );
}

/// Counts a question that was asked again. It is open again, unless somebody dismissed it.
pub(super) fn count_again(
    write: &mut Write,
    site: SiteId,
    id: UnansweredId,
    conversation: Option<ConversationId>,
    at: Timestamp,
) {
    write.run(
        "UPDATE unanswered_questions SET count = count + 1, last_at = ?4,
             conversation_id = COALESCE(?3, conversation_id),
             article_id = CASE state WHEN 'answered' THEN NULL ELSE article_id END,
             state = CASE state WHEN 'answered' THEN 'open' ELSE state END
         WHERE site_id = ?1 AND id = ?2",
        &[&site, &id, &conversation, &at.as_millisecond()],
    );
}

/// Decides about a question.
pub(super) fn set_state(
    write: &mut Write,
    site: SiteId,
    id: UnansweredId,
    state: UnansweredState,
    article: Option<ArticleId>,
) {
    write.one(
        "UPDATE unanswered_questions SET state = ?3, article_id = ?4 WHERE site_id = ?1 AND id = ?2",
        &[&site, &id, &state, &article],
        Error::NotFound("unanswered_question"),
    );
}

/// Forgets what was asked in a conversation only, and the conversation in the others.
pub(super) fn forget_conversation(write: &mut Write, site: SiteId, conversation: ConversationId) {
    write.run(
        "DELETE FROM unanswered_questions WHERE site_id = ?1 AND conversation_id = ?2 AND count = 1",
        &[&site, &conversation],
    );
    write.run(
        "UPDATE unanswered_questions SET conversation_id = NULL WHERE site_id = ?1 AND conversation_id = ?2",
        &[&site, &conversation],
    );
}

fn from_row(row: &Row<'_>) -> rusqlite::Result<Unanswered> {
    let article = match (row.get(5)?, row.get(6)?) {
        (Some(id), Some(title)) => Some(AnsweringArticle { id, title }),
        _ => None,
    };
    Ok(Unanswered {
        id: row.get(0)?,
        question: row.get(1)?,
        count: row.get(2)?,
        state: row.get(3)?,
        conversation_id: row.get(4)?,
        article,
        first_at: row.get(7)?,
        last_at: row.get(8)?,
    })
}
