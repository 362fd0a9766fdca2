//! Reactions: one emoji of a person on a message.
use super::{author_name, uuid};
use crate::Result;
use crate::base::ids::{ConversationId, MessageId, SiteId};
use crate::conversations::types::{Author, AuthorKind, MessageView, Reaction};
use crate::store::Write;
use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, params};
use std::collections::BTreeSet;
use uuid::Uuid;

/// What somebody thinks of a message so far.
///
/// # Errors
/// When the database cannot be read.
pub fn reaction_of(
    conn: &Connection,
    (conversation, message): (ConversationId, MessageId),
    kind: AuthorKind,
    author: Uuid,
) -> Result<Option<String>> {
    let mut statement = conn.prepare_cached(
        "SELECT emoji FROM reactions
         WHERE conversation_id = ?1 AND message_id = ?2 AND author_kind = ?3 AND author_id = ?4",
    )?;
    let params = params![conversation, message, kind, author.as_bytes().as_slice()];
    Ok(statement.query_row(params, |row| row.get(0)).optional()?)
}

/// Puts an emoji in place of what the person had on the message; `None` takes it away.
pub fn set_reaction(
    write: &mut Write,
    site: SiteId,
    (conversation, message): (ConversationId, MessageId),
    (kind, author): (AuthorKind, Uuid),
    emoji: Option<&str>,
    at: Timestamp,
) {
    let author = author.as_bytes().as_slice();
    match emoji {
        None => write.run(
            "DELETE FROM reactions
             WHERE conversation_id = ?1 AND message_id = ?2 AND author_kind = ?3 AND author_id = ?4",
            &[&conversation, &message, &kind, &author],
        ),
        Some(emoji) => write.run(
            "INSERT INTO reactions (conversation_id, message_id, author_kind, author_id, site_id, emoji, at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
             ON CONFLICT (conversation_id, message_id, author_kind, author_id)
             DO UPDATE SET emoji = excluded.emoji, at = excluded.at",
            &[&conversation, &message, &kind, &author, &site, &emoji, &at.as_millisecond()],
        ),
    };
}

/// Adds to messages what people think of them: one look for each conversation.
///
/// # Errors
/// When the database cannot be read.
pub(super) fn add_reactions(conn: &Connection, messages: &mut [MessageView]) -> Result<()> {
    let conversations: BTreeSet<ConversationId> = messages.iter().map(|it| it.conversation_id).collect();
    for conversation in conversations {
        for (message, reaction) in of_conversation(conn, conversation)? {
            if let Some(it) = messages.iter_mut().find(|it| it.id == message && it.deleted_at.is_none()) {
                it.reactions.push(reaction);
            }
        }
    }
    Ok(())
}

fn of_conversation(conn: &Connection, id: ConversationId) -> Result<Vec<(MessageId, Reaction)>> {
    let mut statement = conn.prepare_cached(
        "SELECT r.message_id, r.emoji, r.author_kind, r.author_id,
             CASE r.author_kind WHEN 'visitor' THEN (SELECT v.name FROM visitors v WHERE v.id = r.author_id)
                 ELSE (SELECT u.name FROM users u WHERE u.id = r.author_id) END
         FROM reactions r WHERE r.conversation_id = ?1 ORDER BY r.at, r.author_id",
    )?;
    let rows = statement.query_map(params![id], |row| {
        let (kind, name): (AuthorKind, Option<String>) = (row.get(2)?, row.get(4)?);
        let author =
            Author { kind, id: uuid(row.get(3)?), name: author_name(kind, name.as_deref(), name.clone()) };
        Ok((row.get(0)?, Reaction { emoji: row.get(1)?, author }))
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}
