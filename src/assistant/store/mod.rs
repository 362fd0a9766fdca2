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

/// What the assistant's answer to a message is called: it is stored once, however often the question is dealt with.
#[must_use]
pub fn answer_ref(question: MessageId) -> String {
    format!("answer-{question}")
}

/// A message, while its place is looked for.
struct Placed {
    id: MessageId,
    client_ref: Option<String>,
    /// Taken back, or files alone: it only holds its place.
    unsaid: bool,
    said: Said,
}

/// What was said last in a conversation, oldest first, at most `limit` messages; no notes and nothing taken back. Where
/// the assistant was stopped, an empty message of the system says so: what was asked before is not asked any more. An
/// answer stands behind its question, also where the visitor said more while it grew.
///
/// # Errors
/// When the database cannot be read.
pub fn last_said(conn: &Connection, site: SiteId, id: ConversationId, limit: usize) -> Result<Vec<Said>> {
    let mut statement = conn.prepare_cached(
        "SELECT id, client_ref, deleted_at IS NOT NULL, author_kind, body FROM messages
         WHERE conversation_id = ?2 AND site_id = ?1 AND note = 0
             AND ((author_kind <> ?3 AND (body <> '' OR files > 0 OR deleted_at IS NOT NULL))
                 OR system_code = 'assistant_stopped')
         ORDER BY seq DESC LIMIT ?4",
    )?;
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let rows = statement.query_map(params![site, id, AuthorKind::System, limit], |row| {
        let said = Said { by: row.get(3)?, text: row.get(4)? };
        let unsaid = row.get(2)? || (said.by != AuthorKind::System && said.text.trim().is_empty());
        Ok(Placed { id: row.get(0)?, client_ref: row.get(1)?, unsaid, said })
    })?;
    let mut rows: Vec<Placed> = rows.collect::<rusqlite::Result<_>>()?;
    rows.reverse();
    Ok(behind_their_questions(rows))
}

/// Answers are stored when they are whole; what the visitor said meanwhile is none of what they answer.
fn behind_their_questions(rows: Vec<Placed>) -> Vec<Said> {
    let mut placed: Vec<Placed> = Vec::with_capacity(rows.len());
    for row in rows {
        let answers = |it: &Placed| row.client_ref.as_deref() == Some(answer_ref(it.id).as_str());
        let by_assistant = row.said.by == AuthorKind::Assistant;
        let question = placed.iter().rposition(answers).filter(|_| by_assistant);
        placed.insert(question.map_or(placed.len(), |it| it + 1), row);
    }
    placed.into_iter().filter(|it| !it.unsaid).map(|it| it.said).collect()
}

/// The visitor's newest message; files alone are one, too.
///
/// # Errors
/// When the database cannot be read.
pub fn newest_question(conn: &Connection, site: SiteId, id: ConversationId) -> Result<Option<MessageId>> {
    let mut statement = conn.prepare_cached(
        "SELECT id FROM messages
         WHERE conversation_id = ?2 AND site_id = ?1 AND author_kind = ?3 AND deleted_at IS NULL
             AND (body <> '' OR files > 0)
         ORDER BY seq DESC LIMIT 1",
    )?;
    Ok(statement.query_row(params![site, id, AuthorKind::Visitor], |row| row.get(0)).optional()?)
}

/// Whether a message is nothing but files, and was not spoken of yet.
///
/// # Errors
/// When the database cannot be read.
pub fn awaits_words(conn: &Connection, site: SiteId, id: ConversationId, message: MessageId) -> Result<bool> {
    let mut statement = conn.prepare_cached(
        "SELECT NOT EXISTS (SELECT 1 FROM messages a
             WHERE a.conversation_id = m.conversation_id AND a.author_kind = ?4 AND a.client_ref = ?5)
         FROM messages m
         WHERE m.id = ?3 AND m.conversation_id = ?2 AND m.site_id = ?1 AND m.deleted_at IS NULL
             AND m.files > 0 AND trim(m.body) = ''",
    )?;
    let answer = answer_ref(message);
    let found = statement
        .query_row(params![site, id, message, AuthorKind::Assistant, answer], |row| row.get(0))
        .optional()?;
    Ok(found.unwrap_or(false))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_stands_behind_its_question_even_where_that_was_deleted_or_a_file() {
        let (first, second) = (MessageId::random(), MessageId::random());
        let row = |id, by, client_ref: Option<String>, unsaid, text: &str| Placed {
            id,
            client_ref,
            unsaid,
            said: Said { by, text: text.to_owned() },
        };
        for unsaid in [false, true] {
            let rows = vec![
                row(first, AuthorKind::Visitor, None, unsaid, "V1"),
                row(second, AuthorKind::Visitor, Some("x".to_owned()), false, "V2"),
                row(MessageId::random(), AuthorKind::Assistant, Some(answer_ref(first)), false, "A1"),
            ];
            let order: Vec<String> = behind_their_questions(rows).into_iter().map(|it| it.text).collect();
            let expected: &[&str] = if unsaid { &["A1", "V2"] } else { &["V1", "A1", "V2"] };
            assert_eq!(order, expected);
        }
    }
}
