//! SQL for conversations and messages. Queries take a connection, changes add to a write.
mod idle;
mod list;
mod message;
mod reaction;
mod snooze;
mod update;

pub use idle::{Quiet, note_idle, quiet};
pub use list::{ListQuery, counts, filtered, list, size, tagged};
pub use message::{
    agent_marks, append_row, delete_row, edit_row, find_by_client_ref, find_message,
    find_of_visitor_by_client_ref, is_last_message, message_at, messages_after, messages_before,
    of_visitor_before, visitor_messages_between,
};
pub use reaction::{reaction_of, set_reaction};
pub use snooze::{next_return, note_return, returned, snooze};
pub use update::*;

use super::types::{
    Author, AuthorKind, ConversationView, Department, Head, LastMessage, Offer, Person, SystemNotice,
};
use crate::Result;
use crate::base::ids::{ConversationId, MessageId, SiteId, UserId, VisitorId};
use crate::base::text;
use crate::visitors;
use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, Row, params};

/// What decisions need; `None` when the site has no such conversation.
///
/// # Errors
/// When the database cannot be read.
pub fn head(conn: &Connection, site: SiteId, id: ConversationId) -> Result<Option<Head>> {
    let mut statement = conn.prepare_cached(
        "SELECT c.id, c.site_id, c.number, c.visitor_id, v.name, c.status, c.assignee_id, c.assistant, c.language,
             c.closed_at, c.assistant_answers, c.priority, c.snoozed_until
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
        priority: row.get(11)?,
        snoozed_until: row.get(12)?,
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

/// The visitor's conversation that waits for an agent, if any.
///
/// # Errors
/// When the database cannot be read.
pub fn queued_of_visitor(
    conn: &Connection,
    site: SiteId,
    visitor: VisitorId,
) -> Result<Option<ConversationId>> {
    let mut statement = conn.prepare_cached(
        "SELECT id FROM conversations
         WHERE visitor_id = ?2 AND site_id = ?1 AND status <> 'closed' AND status = 'queued'",
    )?;
    Ok(statement.query_row(params![site, visitor], |row| row.get(0)).optional()?)
}

/// The offer of a conversation that waits: to whom, until when (Unix milliseconds), and why.
///
/// # Errors
/// When the database cannot be read.
pub fn offer_of(
    conn: &Connection,
    site: SiteId,
    id: ConversationId,
) -> Result<Option<(UserId, i64, Option<String>)>> {
    let mut statement = conn.prepare_cached(
        "SELECT offered_to, offer_ends_at, assigned_reason FROM conversations
         WHERE site_id = ?1 AND id = ?2 AND status = 'queued' AND offered_to IS NOT NULL",
    )?;
    let found = statement.query_row(params![site, id], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)));
    Ok(found.optional()?)
}

/// What an agent has, with whose it is; without what was put off, unless the agent works on the site no more.
///
/// # Errors
/// When the database cannot be read.
pub fn active_of(
    conn: &Connection,
    site: SiteId,
    agent: UserId,
    now: Timestamp,
) -> Result<Vec<(ConversationId, VisitorId)>> {
    let mut statement = conn.prepare_cached(
        "SELECT id, visitor_id FROM conversations
         WHERE site_id = ?1 AND status <> 'closed' AND status = 'active' AND assignee_id = ?2
             AND (COALESCE(snoozed_until, 0) <= ?3 OR NOT EXISTS
                 (SELECT 1 FROM memberships m JOIN users u ON u.id = m.user_id
                  WHERE m.site_id = ?1 AND m.user_id = ?2 AND u.active = 1))
         ORDER BY COALESCE(waiting_since, last_message_at), id",
    )?;
    let rows = statement
        .query_map(params![site, agent, now.as_millisecond()], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Who has conversations without working on their site any more; `agent`: only whether this one is such a one.
///
/// # Errors
/// When the database cannot be read.
pub fn gone_agents(conn: &Connection, agent: Option<(SiteId, UserId)>) -> Result<Vec<(SiteId, UserId)>> {
    let mut statement = conn.prepare_cached(
        "SELECT DISTINCT c.site_id, c.assignee_id FROM conversations c
         WHERE c.status <> 'closed' AND c.status = 'active' AND c.assignee_id IS NOT NULL
             AND (?1 IS NULL OR c.site_id = ?1) AND (?2 IS NULL OR c.assignee_id = ?2)
             AND NOT EXISTS
                 (SELECT 1 FROM memberships m JOIN users u ON u.id = m.user_id
                  WHERE m.site_id = c.site_id AND m.user_id = c.assignee_id AND u.active = 1)",
    )?;
    let rows = statement.query_map(params![agent.map(|it| it.0), agent.map(|it| it.1)], |row| {
        Ok((row.get(0)?, row.get(1)?))
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Sites where somebody waits for an agent.
///
/// # Errors
/// When the database cannot be read.
pub fn sites_with_queue(conn: &Connection) -> Result<Vec<SiteId>> {
    let mut statement = conn.prepare_cached(
        "SELECT DISTINCT site_id FROM conversations WHERE status <> 'closed' AND status = 'queued'",
    )?;
    Ok(statement.query_map((), |row| row.get(0))?.collect::<rusqlite::Result<_>>()?)
}

/// Who waits for an agent, on every site.
///
/// # Errors
/// When the database cannot be read.
pub fn queued_visitors(conn: &Connection) -> Result<Vec<(SiteId, VisitorId)>> {
    let mut statement = conn.prepare_cached(
        "SELECT site_id, visitor_id FROM conversations WHERE status <> 'closed' AND status = 'queued'",
    )?;
    let rows = statement.query_map((), |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// What a user is called.
///
/// # Errors
/// When the database cannot be read.
pub fn user_name(conn: &Connection, user: UserId) -> Result<Option<String>> {
    let mut statement = conn.prepare_cached("SELECT name FROM users WHERE id = ?1")?;
    Ok(statement.query_row(params![user], |row| row.get(0)).optional()?)
}

/// The visitor's last words, when nobody has said anything since.
///
/// # Errors
/// When the database cannot be read.
pub fn unanswered(conn: &Connection, id: ConversationId) -> Result<Option<MessageId>> {
    let mut statement = conn.prepare_cached(
        "SELECT id, author_kind FROM messages
         WHERE conversation_id = ?1 AND note = 0 AND author_kind <> 'system' AND deleted_at IS NULL
         ORDER BY seq DESC LIMIT 1",
    )?;
    let last: Option<(MessageId, AuthorKind)> =
        statement.query_row(params![id], |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
    Ok(last.filter(|it| it.1 == AuthorKind::Visitor).map(|it| it.0))
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
        v.first_seen_at, v.last_seen_at, v.page, v.title, v.language, v.vip,
        c.id, c.number, c.status, c.assignee_id, u.name, c.assigned_reason, c.subject, c.language, c.channel,
        (SELECT json_group_array(tag) FROM (SELECT tag FROM conversation_tags t WHERE t.conversation_id = c.id ORDER BY tag)),
        c.assistant, c.unread, c.visitor_delivered_seq, c.visitor_read_seq, c.agent_delivered_seq, c.agent_read_seq,
        c.rating, c.rating_comment, c.version, c.created_at, c.first_reply_at, c.last_message_at, c.waiting_since,
        c.closed_at, g.id, g.name,
        (SELECT json_group_array(json_object('id', value, 'name', name)) FROM (SELECT j.value, k.name FROM json_each(c.required_skills) j
             JOIN groups k ON k.site_id = c.site_id AND k.kind = 'skill' AND lower(hex(k.id)) = replace(j.value, '-', '')
             ORDER BY k.name)),
        CASE c.status WHEN 'queued' THEN c.offered_to END, c.offer_ends_at, c.snoozed_until, c.priority,
        m.body, m.author_kind, m.author_id, mu.name, m.note, m.system_code, m.system_params, m.files, m.created_at,
        (SELECT COUNT(*) FROM conversations o WHERE o.visitor_id = c.visitor_id AND o.created_at < c.created_at)
    FROM conversations c
    JOIN visitors v ON v.id = c.visitor_id
    LEFT JOIN users u ON u.id = c.assignee_id
    LEFT JOIN groups g ON g.id = c.department_id
    LEFT JOIN messages m ON m.conversation_id = c.id AND m.seq = COALESCE(
        (SELECT MAX(x.seq) FROM messages x WHERE x.conversation_id = c.id AND x.author_kind <> 'system'
             AND NOT (x.note AND x.author_kind = 'assistant')), c.last_seq)
    LEFT JOIN users mu ON mu.id = m.author_id";

/// First column after the visitor's.
const C: usize = 13;
/// First column of the last message.
const M: usize = C + 31;

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
        agent_reconnecting: false,
        department: match (row.get(C + 24)?, row.get(C + 25)?) {
            (Some(id), Some(name)) => Some(Department { id, name }),
            _ => None,
        },
        offer: match (row.get(C + 27)?, row.get(C + 28)?) {
            (Some(agent_id), Some(expires_at)) => Some(Offer { agent_id, expires_at }),
            _ => None,
        },
        skills: row.get::<_, String>(C + 26).map(|it| serde_json::from_str(&it).unwrap_or_default())?,
        snoozed_until: row.get(C + 29)?,
        priority: row.get(C + 30)?,
        past_conversations: row.get(M + 9)?,
    })
}

fn last_message(row: &Row<'_>, visitor_name: Option<&str>) -> rusqlite::Result<Option<LastMessage>> {
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
