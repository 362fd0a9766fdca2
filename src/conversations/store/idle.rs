//! Conversations in which nothing is said any more.
use crate::Result;
use crate::base::At;
use crate::base::ids::{ConversationId, SiteId};
use crate::store::Write;
use jiff::Timestamp;
use rusqlite::{Connection, params};

/// An open conversation whose last word is not the visitor's.
#[derive(Debug, Clone, Copy)]
pub struct Quiet {
    /// Which.
    pub id: ConversationId,
    /// Since when nothing has happened in it.
    pub since: Timestamp,
    /// Whether the visitor was asked then.
    pub asked: bool,
}

/// Those, or `only` that one, with an agent or the assistant, but for what is put off; nobody is asked by a channel that is not there.
///
/// # Errors
/// When the database cannot be read.
pub fn quiet(
    conn: &Connection,
    site: SiteId,
    only: Option<ConversationId>,
    now: Timestamp,
) -> Result<Vec<Quiet>> {
    let mut statement = conn.prepare_cached(
        "SELECT c.id, MAX(c.last_message_at, COALESCE(c.snoozed_until, 0)),
             COALESCE(c.idle_noticed_at = MAX(c.last_message_at, COALESCE(c.snoozed_until, 0)), 0)
         FROM conversations c
         WHERE c.site_id = ?1 AND c.status <> 'closed' AND c.status IN ('bot', 'active') AND c.channel = 'widget'
             AND COALESCE(c.snoozed_until, 0) <= ?2 AND (?3 IS NULL OR c.id = ?3)
             AND COALESCE((SELECT m.author_kind FROM messages m
                 WHERE m.conversation_id = c.id AND m.note = 0 AND m.author_kind <> 'system' AND m.deleted_at IS NULL
                 ORDER BY m.seq DESC LIMIT 1), 'system') <> 'visitor'",
    )?;
    let rows = statement.query_map(params![site, now.as_millisecond(), only], |row| {
        Ok(Quiet { id: row.get(0)?, since: row.get::<_, At>(1)?.0, asked: row.get(2)? })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Notes that the visitor was asked.
pub fn note_idle(write: &mut Write, id: ConversationId, at: Timestamp) {
    write.run("UPDATE conversations SET idle_noticed_at = ?2 WHERE id = ?1", &[&id, &at.as_millisecond()]);
}
