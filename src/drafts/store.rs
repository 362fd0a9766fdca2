//! SQL for drafts.
use crate::Result;
use crate::base::At;
use crate::base::ids::{ConversationId, SiteId, UserId};
use crate::store::Write;
use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, params};
use serde::Serialize;

/// What was begun.
#[derive(Debug, Clone, Default, Serialize, utoipa::ToSchema)]
pub struct Draft {
    /// The words so far; empty when there are none.
    pub body: String,
    /// Whether it is to be a note.
    pub note: bool,
    /// When it was changed last.
    pub updated_at: Option<At>,
}

/// The user's draft in a conversation, if any.
///
/// # Errors
/// When the database cannot be read.
pub fn find(
    conn: &Connection,
    site: SiteId,
    user: UserId,
    conversation: ConversationId,
) -> Result<Option<Draft>> {
    let mut statement = conn.prepare_cached(
        "SELECT body, note, updated_at FROM drafts WHERE user_id = ?2 AND conversation_id = ?3 AND site_id = ?1",
    )?;
    let found = statement.query_row(params![site, user, conversation], |row| {
        Ok(Draft { body: row.get(0)?, note: row.get(1)?, updated_at: row.get(2)? })
    });
    Ok(found.optional()?)
}

/// Keeps the user's words in a conversation; empty ones are forgotten.
pub fn keep(
    write: &mut Write,
    site: SiteId,
    (user, conversation): (UserId, ConversationId),
    (body, note): (&str, bool),
    at: Timestamp,
) {
    if body.trim().is_empty() {
        write.run("DELETE FROM drafts WHERE user_id = ?1 AND conversation_id = ?2", &[&user, &conversation]);
        return;
    }
    write.run(
        "INSERT INTO drafts (user_id, conversation_id, site_id, body, note, updated_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)
         ON CONFLICT (user_id, conversation_id)
         DO UPDATE SET body = excluded.body, note = excluded.note, updated_at = excluded.updated_at",
        &[&user, &conversation, &site, &body, &note, &at.as_millisecond()],
    );
}
