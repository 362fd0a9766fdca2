//! SQL of the assistant.
mod answers;
mod figures;

pub use answers::{
    Given, answer_to, forget_traces, hand_over, handed_over, judge, last_answers, last_spoke, lately, record,
    trace,
};

pub use figures::{Fates, answers_by_rung, fates, handovers_by_reason, involved, not_helpful, outcomes};

use super::question::Said;
use super::types::Outcome;
use crate::Result;
use crate::base::ids::{ConversationId, MessageId, SiteId, UserId};
use crate::conversations::types::AuthorKind;
use crate::store::Write;
use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, params};

/// What was said last in a conversation, oldest first, at most `limit` messages; no notes and nothing taken back. Where
/// the assistant was stopped, an empty message of the system says so: what was asked before is not asked any more.
///
/// # Errors
/// When the database cannot be read.
pub fn last_said(conn: &Connection, site: SiteId, id: ConversationId, limit: usize) -> Result<Vec<Said>> {
    let mut statement = conn.prepare_cached(
        "SELECT author_kind, body FROM messages
         WHERE conversation_id = ?2 AND site_id = ?1 AND note = 0 AND deleted_at IS NULL
             AND ((author_kind <> ?3 AND body <> '') OR system_code = 'assistant_stopped')
         ORDER BY seq DESC LIMIT ?4",
    )?;
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let rows = statement.query_map(params![site, id, AuthorKind::System, limit], |row| {
        Ok(Said { by: row.get(0)?, text: row.get(1)? })
    })?;
    let mut said: Vec<Said> = rows.collect::<rusqlite::Result<_>>()?;
    said.reverse();
    Ok(said)
}

/// The visitor's newest message.
///
/// # Errors
/// When the database cannot be read.
pub fn newest_question(conn: &Connection, site: SiteId, id: ConversationId) -> Result<Option<MessageId>> {
    let mut statement = conn.prepare_cached(
        "SELECT id FROM messages WHERE conversation_id = ?2 AND site_id = ?1 AND author_kind = ?3 AND body <> ''
         ORDER BY seq DESC LIMIT 1",
    )?;
    Ok(statement.query_row(params![site, id, AuthorKind::Visitor], |row| row.get(0)).optional()?)
}

/// Whether a message was deleted.
///
/// # Errors
/// When the database cannot be read.
pub fn is_gone(conn: &Connection, site: SiteId, message: MessageId) -> Result<bool> {
    let mut statement = conn.prepare_cached(
        "SELECT COUNT(*) FROM messages WHERE id = ?2 AND site_id = ?1 AND deleted_at IS NULL",
    )?;
    Ok(statement.query_row(params![site, message], |row| row.get::<_, i64>(0))? == 0)
}

/// What the visitor said in a conversation, the last ten messages.
///
/// # Errors
/// When the database cannot be read.
pub fn visitor_said(conn: &Connection, site: SiteId, id: ConversationId) -> Result<Vec<String>> {
    let mut statement = conn.prepare_cached(
        "SELECT body FROM messages
         WHERE conversation_id = ?2 AND site_id = ?1 AND author_kind = ?3 AND deleted_at IS NULL AND body <> ''
         ORDER BY seq DESC LIMIT 10",
    )?;
    let rows = statement.query_map(params![site, id, AuthorKind::Visitor], |row| row.get(0))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// The longest of the last words that an agent said to the visitor: the answer rather than the goodbye.
///
/// # Errors
/// When the database cannot be read.
pub fn last_reply(conn: &Connection, site: SiteId, id: ConversationId) -> Result<Option<String>> {
    let mut statement = conn.prepare_cached(
        "SELECT body FROM (
             SELECT body FROM messages
             WHERE conversation_id = ?2 AND site_id = ?1 AND author_kind = ?3 AND note = 0 AND deleted_at IS NULL
             ORDER BY seq DESC LIMIT 6)
         ORDER BY length(body) DESC LIMIT 1",
    )?;
    Ok(statement.query_row(params![site, id, AuthorKind::Agent], |row| row.get(0)).optional()?)
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
