//! Messages.
use super::reaction::add_reactions;
use super::{author_name, notice, uuid};
use crate::Result;
use crate::base::At;
use crate::base::ids::{ConversationId, MessageId, SiteId, VisitorId};
use crate::conversations::types::{AgentMarks, Author, AuthorKind, MessageView};
use crate::files::{self, Links};
use crate::store::{Seq, Write};
use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, Params, Row, params};
use std::collections::BTreeSet;

const SELECT: &str = "SELECT m.id, m.conversation_id, m.seq, m.author_kind, m.author_id, m.note, m.body, m.client_ref,
        m.reply_to, m.sources, m.system_code, m.system_params, m.created_at, m.edited_at, m.deleted_at, m.files,
        CASE m.author_kind WHEN 'visitor' THEN (SELECT v.name FROM visitors v WHERE v.id = m.author_id) END,
        CASE m.author_kind WHEN 'agent' THEN (SELECT u.name FROM users u WHERE u.id = m.author_id) END,
        m.whisper
    FROM messages m";

/// The message at `seq` of a conversation.
///
/// # Errors
/// When the database cannot be read.
pub fn message_at(
    conn: &Connection,
    links: &Links,
    site: SiteId,
    conversation: ConversationId,
    seq: Seq,
) -> Result<Option<MessageView>> {
    let sql = format!("{SELECT} WHERE m.conversation_id = ?2 AND m.seq = ?3 AND m.site_id = ?1");
    one(conn, links, &sql, params![site, conversation, seq])
}

/// One message of a conversation by its id.
///
/// # Errors
/// When the database cannot be read.
pub fn find_message(
    conn: &Connection,
    links: &Links,
    site: SiteId,
    conversation: ConversationId,
    id: MessageId,
) -> Result<Option<MessageView>> {
    let sql = format!("{SELECT} WHERE m.id = ?3 AND m.conversation_id = ?2 AND m.site_id = ?1");
    let mut found = one(conn, links, &sql, params![site, conversation, id])?;
    add_reactions(conn, found.as_mut_slice())?;
    Ok(found)
}

/// The message that a sender called `client_ref` before.
///
/// # Errors
/// When the database cannot be read.
pub fn find_by_client_ref(
    conn: &Connection,
    links: &Links,
    site: SiteId,
    conversation: ConversationId,
    author: AuthorKind,
    client_ref: &str,
) -> Result<Option<MessageView>> {
    let sql = format!(
        "{SELECT} WHERE m.conversation_id = ?2 AND m.author_kind = ?3 AND m.client_ref = ?4 AND m.site_id = ?1"
    );
    one(conn, links, &sql, params![site, conversation, author, client_ref])
}

/// The message that a visitor called `client_ref` before, in whichever conversation.
///
/// # Errors
/// When the database cannot be read.
pub fn find_of_visitor_by_client_ref(
    conn: &Connection,
    links: &Links,
    site: SiteId,
    visitor: VisitorId,
    client_ref: &str,
) -> Result<Option<MessageView>> {
    let sql = format!(
        "{SELECT} WHERE m.conversation_id IN (SELECT id FROM conversations WHERE visitor_id = ?2 AND site_id = ?1)
             AND m.author_kind = 'visitor' AND m.client_ref = ?3 AND m.site_id = ?1
         ORDER BY m.seq LIMIT 1"
    );
    one(conn, links, &sql, params![site, visitor, client_ref])
}

/// Up to `limit` messages of a conversation before `before`, oldest first, and whether there are earlier ones.
///
/// # Errors
/// When the database cannot be read.
pub fn messages_before(
    conn: &Connection,
    links: &Links,
    site: SiteId,
    conversation: ConversationId,
    before: Option<Seq>,
    limit: usize,
    with_notes: bool,
) -> Result<(Vec<MessageView>, bool)> {
    let sql = format!(
        "{SELECT} WHERE m.conversation_id = ?2 AND m.seq < ?3 AND m.site_id = ?1 AND (m.note = 0 OR ?5)
         ORDER BY m.seq DESC LIMIT ?4"
    );
    let before = before.unwrap_or(Seq::MAX);
    newest(conn, links, &sql, params![site, conversation, before, fetch(limit), with_notes], limit)
}

/// Up to `limit` messages of a conversation after `after`, oldest first, and whether there are later ones.
///
/// # Errors
/// When the database cannot be read.
pub fn messages_after(
    conn: &Connection,
    links: &Links,
    site: SiteId,
    conversation: ConversationId,
    after: Seq,
    limit: usize,
    with_notes: bool,
) -> Result<(Vec<MessageView>, bool)> {
    let sql = format!(
        "{SELECT} WHERE m.conversation_id = ?2 AND m.seq > ?3 AND m.site_id = ?1 AND (m.note = 0 OR ?5)
         ORDER BY m.seq LIMIT ?4"
    );
    page(conn, links, &sql, params![site, conversation, after, fetch(limit), with_notes], limit)
}

/// As [`messages_before`], over all conversations of a visitor as one thread.
///
/// # Errors
/// When the database cannot be read.
pub fn of_visitor_before(
    conn: &Connection,
    links: &Links,
    site: SiteId,
    visitor: VisitorId,
    before: Option<Seq>,
    limit: usize,
    with_notes: bool,
) -> Result<(Vec<MessageView>, bool)> {
    let sql = format!(
        "{SELECT} JOIN conversations c ON c.id = m.conversation_id
         WHERE c.visitor_id = ?2 AND c.site_id = ?1 AND (m.note = 0 OR ?5) AND m.seq < ?3
         ORDER BY m.seq DESC LIMIT ?4"
    );
    let before = before.unwrap_or(Seq::MAX);
    newest(conn, links, &sql, params![site, visitor, before, fetch(limit), with_notes], limit)
}

/// How far agents have come in the conversations of a visitor that `messages` stand in.
///
/// # Errors
/// When the database cannot be read.
pub fn agent_marks(
    conn: &Connection,
    site: SiteId,
    visitor: VisitorId,
    messages: &[MessageView],
) -> Result<Vec<AgentMarks>> {
    let (Some(first), Some(last)) = (messages.first(), messages.last()) else { return Ok(Vec::new()) };
    let here: BTreeSet<ConversationId> = messages.iter().map(|it| it.conversation_id).collect();
    let mut statement = conn.prepare_cached(
        "SELECT id, agent_delivered_seq, agent_read_seq FROM conversations
         WHERE visitor_id = ?2 AND site_id = ?1 AND created_at <= ?4 AND last_seq >= ?3",
    )?;
    let until = last.created_at.0.as_millisecond();
    let rows = statement.query_map(params![site, visitor, first.seq, until], |row| {
        Ok(AgentMarks {
            conversation_id: row.get(0)?,
            agent_delivered_up_to: row.get(1)?,
            agent_read_up_to: row.get(2)?,
        })
    })?;
    let all = rows.collect::<rusqlite::Result<Vec<_>>>()?;
    Ok(all.into_iter().filter(|it| here.contains(&it.conversation_id)).collect())
}

/// Whether nothing was said after the message at `seq`.
///
/// # Errors
/// When the database cannot be read.
pub fn is_last_message(
    conn: &Connection,
    site: SiteId,
    conversation: ConversationId,
    seq: Seq,
) -> Result<bool> {
    let mut statement =
        conn.prepare_cached("SELECT last_seq = ?3 FROM conversations WHERE site_id = ?1 AND id = ?2")?;
    Ok(statement.query_row(params![site, conversation, seq], |row| row.get(0)).optional()?.unwrap_or(false))
}

/// How many messages the visitor wrote in a conversation after `after`, up to `until`.
///
/// # Errors
/// When the database cannot be read.
pub fn visitor_messages_between(
    conn: &Connection,
    conversation: ConversationId,
    after: Seq,
    until: Seq,
) -> Result<i64> {
    let mut statement = conn.prepare_cached(
        "SELECT COUNT(*) FROM messages
         WHERE conversation_id = ?1 AND seq > ?2 AND seq <= ?3 AND author_kind = 'visitor' AND deleted_at IS NULL",
    )?;
    Ok(statement.query_row(params![conversation, after, until], |row| row.get(0))?)
}

/// One row more than asked for tells whether there is more.
fn fetch(limit: usize) -> i64 {
    i64::try_from(limit + 1).unwrap_or(i64::MAX)
}

fn one(conn: &Connection, links: &Links, sql: &str, params: impl Params) -> Result<Option<MessageView>> {
    let found = conn.prepare_cached(sql)?.query_row(params, from_row).optional()?;
    found.map(|it| with_files(conn, links, it)).transpose()
}

fn newest(
    conn: &Connection,
    links: &Links,
    sql: &str,
    params: impl Params,
    limit: usize,
) -> Result<(Vec<MessageView>, bool)> {
    let (mut messages, earlier) = page(conn, links, sql, params, limit)?;
    messages.reverse();
    Ok((messages, earlier))
}

/// In the order of the statement; and whether there is more.
fn page(
    conn: &Connection,
    links: &Links,
    sql: &str,
    params: impl Params,
    limit: usize,
) -> Result<(Vec<MessageView>, bool)> {
    let mut statement = conn.prepare_cached(sql)?;
    let mut rows: Vec<_> = statement.query_map(params, from_row)?.collect::<rusqlite::Result<_>>()?;
    let more = rows.len() > limit;
    rows.truncate(limit);
    let mut messages: Vec<_> =
        rows.into_iter().map(|it| with_files(conn, links, it)).collect::<Result<_>>()?;
    add_reactions(conn, &mut messages)?;
    Ok((messages, more))
}

fn with_files(
    conn: &Connection,
    links: &Links,
    (mut message, files): (MessageView, i64),
) -> Result<MessageView> {
    if files > 0 && message.deleted_at.is_none() {
        message.attachments = files::store::of_message(conn, links, message.id)?;
    }
    Ok(message)
}

fn from_row(row: &Row<'_>) -> rusqlite::Result<(MessageView, i64)> {
    let kind: AuthorKind = row.get(3)?;
    let visitor: Option<String> = row.get(16)?;
    let deleted_at: Option<At> = row.get(14)?;
    let message = MessageView {
        id: row.get(0)?,
        conversation_id: row.get(1)?,
        seq: row.get(2)?,
        author: Author {
            kind,
            id: uuid(row.get(4)?),
            name: author_name(kind, visitor.as_deref(), row.get(17)?),
        },
        note: row.get(5)?,
        whisper: row.get(18)?,
        body: if deleted_at.is_some() { String::new() } else { row.get(6)? },
        attachments: Vec::new(),
        client_ref: row.get(7)?,
        reply_to: row.get(8)?,
        sources: row
            .get::<_, Option<String>>(9)?
            .and_then(|it| serde_json::from_str(&it).ok())
            .unwrap_or_default(),
        system: notice(row.get(10)?, row.get(11)?),
        reactions: Vec::new(),
        created_at: row.get(12)?,
        edited_at: row.get(13)?,
        deleted_at,
    };
    Ok((message, row.get(15)?))
}

/// Adds a message row.
pub fn append_row(write: &mut Write, site: SiteId, message: &MessageView) {
    let sources =
        (!message.sources.is_empty()).then(|| serde_json::to_string(&message.sources).unwrap_or_default());
    let system = message.system.as_ref();
    write.run(
        "INSERT INTO messages (conversation_id, seq, id, site_id, author_kind, author_id, note, body, client_ref,
             reply_to, sources, system_code, system_params, files, created_at, whisper)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)",
        &[
            &message.conversation_id,
            &message.seq,
            &message.id,
            &site,
            &message.author.kind,
            &message.author.id.as_ref().map(|it| it.as_bytes().as_slice()),
            &message.note,
            &message.body,
            &message.client_ref,
            &message.reply_to,
            &sources,
            &system.map(|it| it.code.as_str()),
            &system.map(|it| it.params.to_string()),
            &i64::try_from(message.attachments.len()).unwrap_or(i64::MAX),
            &message.created_at.0.as_millisecond(),
            &message.whisper,
        ],
    );
}

/// Changes the words of a message.
pub fn edit_row(write: &mut Write, site: SiteId, id: MessageId, body: &str, at: Timestamp) {
    write.run(
        "UPDATE messages SET body = ?3, edited_at = ?4 WHERE id = ?2 AND site_id = ?1",
        &[&site, &id, &body, &at.as_millisecond()],
    );
}

/// Takes a message back; the words stay in the audit trail only.
pub fn delete_row(write: &mut Write, site: SiteId, id: MessageId, at: Timestamp) {
    write.run(
        "UPDATE messages SET body = '', sources = NULL, deleted_at = ?3 WHERE id = ?2 AND site_id = ?1",
        &[&site, &id, &at.as_millisecond()],
    );
}
