//! SQL of the assistant.
use super::types::Outcome;
use crate::Result;
use crate::base::ids::{ConversationId, SiteId, UserId};
use crate::conversations::types::AuthorKind;
use crate::store::Write;
use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, params};

/// What the visitor wrote last, newest first, at most `limit` messages: the question and what came before it.
///
/// # Errors
/// When the database cannot be read.
pub fn last_questions(
    conn: &Connection,
    site: SiteId,
    id: ConversationId,
    limit: usize,
) -> Result<Vec<String>> {
    let mut statement = conn.prepare_cached(
        "SELECT body FROM messages
         WHERE conversation_id = ?2 AND site_id = ?1 AND author_kind = ?3 AND deleted_at IS NULL AND body <> ''
         ORDER BY seq DESC LIMIT ?4",
    )?;
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let rows = statement.query_map(params![site, id, AuthorKind::Visitor, limit], |row| row.get(0))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// What the assistant said last.
///
/// # Errors
/// When the database cannot be read.
pub fn last_answer(conn: &Connection, site: SiteId, id: ConversationId) -> Result<Option<String>> {
    let mut statement = conn.prepare_cached(
        "SELECT body FROM messages
         WHERE conversation_id = ?2 AND site_id = ?1 AND author_kind = ?3 ORDER BY seq DESC LIMIT 1",
    )?;
    Ok(statement.query_row(params![site, id, AuthorKind::Assistant], |row| row.get(0)).optional()?)
}

/// Counts what an agent did with a suggestion.
pub fn count_outcome(
    write: &mut Write,
    site: SiteId,
    id: ConversationId,
    user: UserId,
    outcome: Outcome,
    at: Timestamp,
) {
    write.run(
        "INSERT INTO suggestion_outcomes (site_id, conversation_id, at, user_id, outcome) VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT (conversation_id, at) DO NOTHING",
        &[&site, &id, &at.as_millisecond(), &user, &outcome],
    );
}
