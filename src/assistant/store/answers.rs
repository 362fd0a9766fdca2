//! What was answered, how that came, and what became of it.
use super::super::types::{Rung, Trace, TraceView, Why};
use crate::Result;
use crate::base::At;
use crate::base::ids::{ConversationId, MessageId, SiteId, VisitorId};
use crate::conversations::types::{AuthorKind, Head, MessageView};
use crate::store::Write;
use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, params};

/// Keeps an answer's figures and its trace.
pub fn record(write: &mut Write, head: &Head, message: &MessageView, trace: &Trace) {
    let at = message.created_at.0.as_millisecond();
    write.run(
        "INSERT INTO ai_answers (message_id, site_id, conversation_id, rung, reason, score, created_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        &[&message.id, &head.site, &head.id, &trace.rung, &trace.reason, &trace.score(), &at],
    );
    write.run(
        "INSERT INTO ai_traces (message_id, site_id, conversation_id, trace, created_at) VALUES (?1, ?2, ?3, ?4, ?5)",
        &[&message.id, &head.site, &head.id, &serde_json::to_string(trace).unwrap_or_default(), &at],
    );
}

/// The trace of an answer; `None` when the site has no such answer or it is too old.
///
/// # Errors
/// When the database cannot be read.
pub fn trace(conn: &Connection, site: SiteId, message: MessageId) -> Result<Option<TraceView>> {
    let mut statement = conn.prepare_cached(
        "SELECT t.message_id, t.conversation_id, t.created_at, t.trace, a.helpful
         FROM ai_traces t LEFT JOIN ai_answers a ON a.message_id = t.message_id
         WHERE t.message_id = ?2 AND t.site_id = ?1",
    )?;
    let found = statement.query_row(params![site, message], |row| {
        Ok(TraceView {
            message_id: row.get(0)?,
            conversation_id: row.get(1)?,
            created_at: row.get(2)?,
            trace: serde_json::from_str(&row.get::<_, String>(3)?).unwrap_or_default(),
            helpful: row.get(4)?,
        })
    });
    Ok(found.optional()?)
}

/// Removes traces that are older than `before`.
pub fn forget_traces(write: &mut Write, before: Timestamp) {
    write.run("DELETE FROM ai_traces WHERE created_at < ?1", &[&before.as_millisecond()]);
}

/// An answer of a conversation.
#[derive(Debug, Clone, PartialEq)]
pub struct Given {
    /// The message.
    pub message: MessageId,
    /// Which step of the ladder.
    pub rung: Rung,
    /// What the visitor thought of it.
    pub helpful: Option<bool>,
}

/// The last answers of a conversation, newest first.
///
/// # Errors
/// When the database cannot be read.
pub fn last_answers(conn: &Connection, site: SiteId, id: ConversationId, limit: usize) -> Result<Vec<Given>> {
    let mut statement = conn.prepare_cached(
        "SELECT message_id, rung, helpful FROM ai_answers
         WHERE conversation_id = ?2 AND site_id = ?1 ORDER BY created_at DESC, message_id DESC LIMIT ?3",
    )?;
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let rows = statement.query_map(params![site, id, limit], |row| {
        Ok(Given { message: row.get(0)?, rung: row.get(1)?, helpful: row.get(2)? })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// An answer that a visitor was given: its conversation, and what the visitor thought of it before.
///
/// # Errors
/// When the database cannot be read.
pub fn answer_to(
    conn: &Connection,
    site: SiteId,
    visitor: VisitorId,
    message: MessageId,
) -> Result<Option<(ConversationId, Option<bool>)>> {
    let mut statement = conn.prepare_cached(
        "SELECT a.conversation_id, a.helpful FROM ai_answers a JOIN conversations c ON c.id = a.conversation_id
         WHERE a.message_id = ?3 AND a.site_id = ?1 AND c.visitor_id = ?2",
    )?;
    Ok(statement
        .query_row(params![site, visitor, message], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?)
}

/// Keeps what the visitor thinks of an answer.
pub fn judge(write: &mut Write, site: SiteId, message: MessageId, helpful: bool, at: Timestamp) {
    write.run(
        "UPDATE ai_answers SET helpful = ?3, judged_at = ?4 WHERE message_id = ?2 AND site_id = ?1",
        &[&site, &message, &helpful, &at.as_millisecond()],
    );
}

/// Notes that a conversation went to people, once for each time the assistant had it.
pub fn hand_over(write: &mut Write, site: SiteId, id: ConversationId, since: i64, why: Why, at: Timestamp) {
    write.run(
        "INSERT INTO ai_handovers (conversation_id, since, site_id, reason, at) VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT (conversation_id, since) DO NOTHING",
        &[&id, &since, &site, &why, &at.as_millisecond()],
    );
}

/// Why it did, where that was noted.
///
/// # Errors
/// When the database cannot be read.
pub fn handed_over(conn: &Connection, site: SiteId, id: ConversationId, since: i64) -> Result<Option<Why>> {
    let mut statement = conn.prepare_cached(
        "SELECT reason FROM ai_handovers WHERE site_id = ?1 AND conversation_id = ?2 AND since = ?3",
    )?;
    Ok(statement.query_row(params![site, id, since], |row| row.get(0)).optional()?)
}

/// `seq` of the assistant's last message to the visitor; 0 for none.
///
/// # Errors
/// When the database cannot be read.
pub fn last_spoke(conn: &Connection, site: SiteId, id: ConversationId) -> Result<i64> {
    let mut statement = conn.prepare_cached(
        "SELECT COALESCE(MAX(seq), 0) FROM messages
         WHERE conversation_id = ?2 AND site_id = ?1 AND author_kind = ?3 AND note = 0",
    )?;
    Ok(statement.query_row(params![site, id, AuthorKind::Assistant], |row| row.get(0))?)
}

/// How often answers stood on one step of the ladder, for one reason.
pub struct Stood {
    /// The step.
    pub rung: Rung,
    /// Why not the one above.
    pub reason: Option<String>,
    /// How many.
    pub count: i64,
    /// The last of them.
    pub at: At,
}

/// What the ladder's steps were since `since`, on all sites, the one that was stood on last first.
///
/// # Errors
/// When the database cannot be read.
pub fn lately(conn: &Connection, since: Timestamp) -> Result<Vec<Stood>> {
    let mut statement = conn.prepare_cached(
        "SELECT rung, reason, COUNT(*), MAX(created_at) FROM ai_answers
         WHERE created_at >= ?1 AND rung <> 'talk' GROUP BY rung, reason ORDER BY MAX(created_at) DESC",
    )?;
    let rows = statement.query_map([since.as_millisecond()], |row| {
        Ok(Stood { rung: row.get(0)?, reason: row.get(1)?, count: row.get(2)?, at: row.get(3)? })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}
