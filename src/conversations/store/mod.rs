//! SQL for conversations and messages. Queries take a connection, changes add to a write.
mod list;
mod message;
mod reaction;
mod update;

pub use list::{ListQuery, counts, list};
pub use message::{
    append_row, delete_row, edit_row, find_by_client_ref, find_message, is_last_message, message_at,
    messages_before, of_visitor_before, visitor_messages_between,
};
pub use reaction::{reaction_of, set_reaction};
pub use update::*;

use super::types::{Author, AuthorKind, ConversationView, Head, LastMessage, Person, SystemNotice};
use crate::Result;
use crate::base::ids::{ConversationId, SiteId, VisitorId};
use crate::base::text;
use crate::visitors;
use rusqlite::{Connection, OptionalExtension as _, Row, params};

/// What decisions need; `None` when the site has no such conversation.
///
/// # Errors
/// When the database cannot be read.
pub fn head(conn: &Connection, site: SiteId, id: ConversationId) -> Result<Option<Head>> {
    let mut statement = conn.prepare_cached(
        "SELECT c.id, c.site_id, c.number, c.visitor_id, v.name, c.status, c.assignee_id, c.assistant, c.language,
             c.closed_at, c.assistant_answers
         FROM conversations c JOIN visitors v ON v.id = c.visitor_id
         WHERE c.id = ?2 AND c.site_id = ?1",
    )?;
    Ok(statement.query_row(params![site, id], head_from_row).optional()?)
}

fn head_from_row(row: &Row<'_>) -> rusqlite::Result<Head> {
    Ok(Head {
        id: row.get(0)?,
        site: row.get(1)?,
        number: row.get(2)?,
        visitor: row.get(3)?,
        visitor_name: row.get(4)?,
        status: row.get(5)?,
        assignee: row.get(6)?,
        assistant: row.get(7)?,
        language: row.get(8)?,
        closed_at: row.get(9)?,
        assistant_answers: row.get(10)?,
    })
}

/// The visitor's open conversation, if any.
///
/// # Errors
/// When the database cannot be read.
pub fn open_of_visitor(
    conn: &Connection,
    site: SiteId,
    visitor: VisitorId,
) -> Result<Option<ConversationId>> {
    let mut statement = conn.prepare_cached(
        "SELECT id FROM conversations WHERE visitor_id = ?2 AND site_id = ?1 AND status <> 'closed'",
    )?;
    Ok(statement.query_row(params![site, visitor], |row| row.get(0)).optional()?)
}

/// Whether the visitor had conversations before this one.
///
/// # Errors
/// When the database cannot be read.
pub fn has_before(conn: &Connection, site: SiteId, visitor: VisitorId, id: ConversationId) -> Result<bool> {
    let mut statement = conn.prepare_cached(
        "SELECT EXISTS (SELECT 1 FROM conversations WHERE visitor_id = ?2 AND site_id = ?1 AND created_at <
             (SELECT created_at FROM conversations WHERE id = ?3))",
    )?;
    Ok(statement.query_row(params![site, visitor, id], |row| row.get(0))?)
}

/// One conversation in full, or `None`.
///
/// # Errors
/// When the database cannot be read.
pub fn find(conn: &Connection, site: SiteId, id: ConversationId) -> Result<Option<ConversationView>> {
    let sql = format!("{SELECT} WHERE c.site_id = ?1 AND c.id = ?2");
    Ok(conn.prepare_cached(&sql)?.query_row(params![site, id], view).optional()?)
}

/// Everything that [`view`] reads; a `WHERE` follows.
const SELECT: &str = "SELECT v.id, v.number, v.name, v.email, v.phone, v.verified_id IS NOT NULL, v.visit_count,
        v.first_seen_at, v.last_seen_at, v.page, v.title, v.language,
        c.id, c.number, c.status, c.assignee_id, u.name, c.assigned_reason, c.subject, c.language, c.channel,
        (SELECT json_group_array(tag) FROM (SELECT tag FROM conversation_tags t WHERE t.conversation_id = c.id ORDER BY tag)),
        c.assistant, c.unread, c.visitor_delivered_seq, c.visitor_read_seq, c.agent_delivered_seq, c.agent_read_seq,
        c.rating, c.rating_comment, c.version, c.created_at, c.first_reply_at, c.last_message_at, c.waiting_since,
        c.closed_at, c.snoozed_until,
        m.body, m.author_kind, m.author_id, mu.name, m.note, m.system_code, m.system_params, m.files, m.created_at
    FROM conversations c
    JOIN visitors v ON v.id = c.visitor_id
    LEFT JOIN users u ON u.id = c.assignee_id
    LEFT JOIN messages m ON m.conversation_id = c.id AND m.seq = COALESCE(
        (SELECT MAX(x.seq) FROM messages x WHERE x.conversation_id = c.id AND x.author_kind <> 'system'), c.last_seq)
    LEFT JOIN users mu ON mu.id = m.author_id";

/// First column after the visitor's.
const C: usize = 12;

fn view(row: &Row<'_>) -> rusqlite::Result<ConversationView> {
    let visitor = visitors::store::view(row, 0)?;
    let assignee = match (row.get(C + 3)?, row.get(C + 4)?) {
        (Some(id), Some(name)) => Some(Person { id, name }),
        _ => None,
    };
    Ok(ConversationView {
        last_message: last_message(row, visitor.name.as_deref())?,
        visitor,
        id: row.get(C)?,
        number: row.get(C + 1)?,
        status: row.get(C + 2)?,
        assignee,
        assigned_reason: json(row.get(C + 5)?),
        subject: row.get(C + 6)?,
        language: row.get(C + 7)?,
        channel: row.get(C + 8)?,
        tags: row.get::<_, String>(C + 9).map(|it| serde_json::from_str(&it).unwrap_or_default())?,
        assistant: row.get(C + 10)?,
        unread: row.get(C + 11)?,
        visitor_delivered_up_to: row.get(C + 12)?,
        visitor_read_up_to: row.get(C + 13)?,
        agent_delivered_up_to: row.get(C + 14)?,
        agent_read_up_to: row.get(C + 15)?,
        rating: row.get(C + 16)?,
        rating_comment: row.get(C + 17)?,
        version: row.get(C + 18)?,
        created_at: row.get(C + 19)?,
        first_reply_at: row.get(C + 20)?,
        last_message_at: row.get(C + 21)?,
        waiting_since: row.get(C + 22)?,
        closed_at: row.get(C + 23)?,
        snoozed_until: row.get(C + 24)?,
    })
}

fn last_message(row: &Row<'_>, visitor_name: Option<&str>) -> rusqlite::Result<Option<LastMessage>> {
    const M: usize = C + 25;
    let Some(body) = row.get::<_, Option<String>>(M)? else { return Ok(None) };
    let kind: AuthorKind = row.get(M + 1)?;
    Ok(Some(LastMessage {
        body: text::shorten(&body, 160),
        author: Author {
            kind,
            id: uuid(row.get(M + 2)?),
            name: author_name(kind, visitor_name, row.get(M + 3)?),
        },
        note: row.get(M + 4)?,
        system: notice(row.get(M + 5)?, row.get(M + 6)?),
        files: row.get(M + 7)?,
        created_at: row.get(M + 8)?,
    }))
}

fn author_name(kind: AuthorKind, visitor: Option<&str>, user: Option<String>) -> Option<String> {
    match kind {
        AuthorKind::Visitor => visitor.map(str::to_owned),
        AuthorKind::Agent => user,
        AuthorKind::Assistant | AuthorKind::System => None,
    }
}

fn notice(code: Option<String>, params: Option<String>) -> Option<SystemNotice> {
    code.map(|code| SystemNotice { code, params: json(params).unwrap_or_else(|| serde_json::json!({})) })
}

fn json(text: Option<String>) -> Option<serde_json::Value> {
    text.and_then(|it| serde_json::from_str(&it).ok())
}

fn uuid(bytes: Option<[u8; 16]>) -> Option<uuid::Uuid> {
    bytes.map(uuid::Uuid::from_bytes)
}
