//! What was said in tickets.
use crate::Result;
use crate::base::ids::{FileId, MessageId, SiteId, TicketId, VisitorId};
use crate::files::{self, Links};
use crate::store::{Seq, Write};
use crate::tickets::types::{Author, AuthorKind, MessageKind, TicketMessage};
use rusqlite::{Connection, OptionalExtension as _, Params, Row, params};
use uuid::Uuid;

const SELECT: &str = "SELECT m.id, m.ticket_id, m.seq, m.kind, m.author_kind, m.author_id,
        COALESCE(u.name, m.author_name), m.source, m.body, m.quoted, m.client_ref, m.created_at, m.html, m.files
    FROM ticket_messages m
    LEFT JOIN users u ON u.id = m.author_id AND m.author_kind = 'agent'";

/// Up to `limit` messages before `before`, or the last ones; oldest first, and whether there are earlier ones. Notes
/// only with `notes`.
///
/// # Errors
/// When the database cannot be read.
pub fn messages(
    conn: &Connection,
    links: &Links,
    site: SiteId,
    ticket: TicketId,
    (before, limit): (Option<Seq>, usize),
    notes: Notes,
) -> Result<(Vec<TicketMessage>, bool)> {
    let sql = format!(
        "{SELECT} WHERE m.ticket_id = ?2 AND m.site_id = ?1 AND m.seq < ?3 AND (m.kind <> 'note' OR ?5)
         ORDER BY m.seq DESC LIMIT ?4"
    );
    let fetch = i64::try_from(limit + 1).unwrap_or(i64::MAX);
    let with_notes = notes == Notes::With;
    let mut statement = conn.prepare_cached(&sql)?;
    let params = params![site, ticket, before.unwrap_or(Seq::MAX), fetch, with_notes];
    let mut rows: Vec<_> = statement.query_map(params, from_row)?.collect::<rusqlite::Result<_>>()?;
    let earlier = rows.len() > limit;
    rows.truncate(limit);
    rows.reverse();
    let found = rows.into_iter().map(|it| with_files(conn, links, it)).collect::<Result<_>>()?;
    Ok((found, earlier))
}

/// Whether notes are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Notes {
    /// For agents.
    With,
    /// For everybody else.
    Without,
}

/// The message that an event told.
///
/// # Errors
/// When the database cannot be read.
pub fn message_at(
    conn: &Connection,
    links: &Links,
    site: SiteId,
    seq: Seq,
    ticket: TicketId,
) -> Result<Option<TicketMessage>> {
    let sql = format!("{SELECT} WHERE m.ticket_id = ?2 AND m.seq = ?3 AND m.site_id = ?1");
    one(conn, links, &sql, params![site, ticket, seq])
}

/// One message.
///
/// # Errors
/// When the database cannot be read.
pub fn find_message(
    conn: &Connection,
    links: &Links,
    site: SiteId,
    id: MessageId,
) -> Result<Option<TicketMessage>> {
    let sql = format!("{SELECT} WHERE m.id = ?2 AND m.site_id = ?1");
    one(conn, links, &sql, params![site, id])
}

/// The message that a sender called so, in the ticket or in one that goes on from it.
///
/// # Errors
/// When the database cannot be read.
pub fn message_by_client_ref(
    conn: &Connection,
    links: &Links,
    site: SiteId,
    ticket: TicketId,
    (author, name): (AuthorKind, &str),
) -> Result<Option<TicketMessage>> {
    let sql = format!(
        "{SELECT} WHERE m.ticket_id IN (
             SELECT ?2 UNION ALL SELECT ticket_id FROM ticket_links WHERE other_id = ?2 AND kind = 'follow_up'
         ) AND m.author_kind = ?3 AND m.client_ref = ?4 AND m.site_id = ?1"
    );
    one(conn, links, &sql, params![site, ticket, author, name])
}

/// The ticket that a visitor left by form and called so.
///
/// # Errors
/// When the database cannot be read.
pub fn left_before(
    conn: &Connection,
    site: SiteId,
    visitor: VisitorId,
    client_ref: &str,
) -> Result<Option<TicketId>> {
    let mut statement = conn.prepare_cached(
        "SELECT t.id FROM tickets t INDEXED BY tickets_of_visitor JOIN ticket_messages m ON m.ticket_id = t.id
         WHERE t.visitor_id = ?2 AND t.site_id = ?1 AND t.source = 'widget' AND m.kind = 'description'
             AND m.author_kind = 'requester' AND m.client_ref = ?3
         ORDER BY t.created_at DESC LIMIT 1",
    )?;
    Ok(statement.query_row(params![site, visitor, client_ref], |row| row.get(0)).optional()?)
}

/// The ticket that has the mail with this `Message-ID`.
///
/// # Errors
/// When the database cannot be read.
pub fn ticket_of_mail(conn: &Connection, site: SiteId, mail_id: &str) -> Result<Option<TicketId>> {
    let mut statement = conn.prepare_cached(
        "SELECT ticket_id FROM ticket_messages WHERE site_id = ?1 AND mail_id = ?2 ORDER BY seq DESC LIMIT 1",
    )?;
    Ok(statement.query_row(params![site, mail_id], |row| row.get(0)).optional()?)
}

/// Messages from `seq` on, for a split: their numbers.
///
/// # Errors
/// When the database cannot be read.
pub fn place_of(
    conn: &Connection,
    site: SiteId,
    ticket: TicketId,
    id: MessageId,
) -> Result<Option<(Seq, MessageKind)>> {
    let mut statement = conn.prepare_cached(
        "SELECT seq, kind FROM ticket_messages WHERE id = ?3 AND ticket_id = ?2 AND site_id = ?1",
    )?;
    Ok(statement.query_row(params![site, ticket, id], |row| Ok((row.get(0)?, row.get(1)?))).optional()?)
}

/// Whether something else than the message was said publicly in its ticket.
///
/// # Errors
/// When the database cannot be read.
pub fn says_more(conn: &Connection, site: SiteId, ticket: TicketId, id: MessageId) -> Result<bool> {
    let mut statement = conn.prepare_cached(
        "SELECT EXISTS (SELECT 1 FROM ticket_messages
         WHERE ticket_id = ?2 AND id <> ?3 AND site_id = ?1 AND kind <> 'note')",
    )?;
    Ok(statement.query_row(params![site, ticket, id], |row| row.get(0))?)
}

/// Whether a person of the desk spoke last in a ticket, but for a message that is taken out of it.
///
/// # Errors
/// When the database cannot be read.
pub fn is_answered_without(conn: &Connection, site: SiteId, ticket: TicketId, id: MessageId) -> Result<bool> {
    let mut statement = conn.prepare_cached(
        "SELECT author_kind = 'agent' AND kind = 'reply' FROM ticket_messages
         WHERE ticket_id = ?2 AND id <> ?3 AND site_id = ?1 AND kind <> 'note'
             AND author_kind IN ('requester', 'agent')
         ORDER BY seq DESC LIMIT 1",
    )?;
    let last = statement.query_row(params![site, ticket, id], |row| row.get(0)).optional()?;
    Ok(last.unwrap_or(false))
}

/// The files of a ticket, so that their bytes can be removed with it.
///
/// # Errors
/// When the database cannot be read.
pub fn files_of(conn: &Connection, site: SiteId, ticket: TicketId) -> Result<Vec<FileId>> {
    let mut statement = conn.prepare_cached("SELECT id FROM files WHERE ticket_id = ?2 AND site_id = ?1")?;
    Ok(statement.query_map(params![site, ticket], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?)
}

/// Adds a message row; `mail_id` is of the mail that brought it.
pub fn append_row(write: &mut Write, site: SiteId, message: &TicketMessage, mail_id: Option<&str>) {
    write.run(
        "INSERT INTO ticket_messages (ticket_id, seq, id, site_id, kind, author_kind, author_id, author_name, source,
             body, quoted, client_ref, mail_id, files, created_at, html)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)",
        &[
            &message.ticket_id,
            &message.seq,
            &message.id,
            &site,
            &message.kind,
            &message.author.kind,
            &message.author.id.as_ref().map(|it| it.as_bytes().as_slice()),
            &message.author.name,
            &message.source,
            &message.body,
            &message.quoted,
            &message.client_ref,
            &mail_id,
            &i64::try_from(message.attachments.len()).unwrap_or(i64::MAX),
            &message.created_at.0.as_millisecond(),
            &message.html,
        ],
    );
}

/// Notes that a message has so many files.
pub fn count_files(write: &mut Write, (ticket, message): (TicketId, MessageId), count: usize) {
    let count = i64::try_from(count).unwrap_or(i64::MAX);
    write.run(
        "UPDATE ticket_messages SET files = ?3 WHERE ticket_id = ?1 AND id = ?2",
        &[&ticket, &message, &count],
    );
}

/// All messages of one ticket with their files are another's from now on; the files that its own fields name stay with
/// those.
pub fn move_messages(write: &mut Write, site: SiteId, from: TicketId, into: TicketId) {
    // A name that a sender gave in one ticket may be taken in the other, and nobody sends those again.
    write.run(
        "UPDATE ticket_messages SET ticket_id = ?3, client_ref = NULL,
             kind = CASE kind WHEN 'description' THEN 'reply' ELSE kind END
         WHERE ticket_id = ?2 AND site_id = ?1",
        &[&site, &from, &into],
    );
    write.run(
        "UPDATE files SET ticket_id = ?3 WHERE ticket_id = ?2 AND site_id = ?1 AND message_id IS NOT NULL",
        &[&site, &from, &into],
    );
}

/// One message becomes the first one of another ticket: what it is about, where its requester said it; the words of
/// others stay said to the requester.
pub fn move_message(write: &mut Write, site: SiteId, id: MessageId, into: TicketId) {
    write.run(
        "UPDATE ticket_messages SET ticket_id = ?3, client_ref = NULL,
             kind = CASE author_kind WHEN 'requester' THEN 'description' ELSE kind END
         WHERE id = ?2 AND site_id = ?1",
        &[&site, &id, &into],
    );
    write.run("UPDATE files SET ticket_id = ?3 WHERE message_id = ?2 AND site_id = ?1", &[&site, &id, &into]);
}

/// Removes a message that nobody has seen.
pub fn delete_message(write: &mut Write, site: SiteId, id: MessageId) {
    write.run("DELETE FROM ticket_messages WHERE id = ?2 AND site_id = ?1", &[&site, &id]);
}

fn one(conn: &Connection, links: &Links, sql: &str, params: impl Params) -> Result<Option<TicketMessage>> {
    let found = conn.prepare_cached(sql)?.query_row(params, from_row).optional()?;
    found.map(|it| with_files(conn, links, it)).transpose()
}

fn with_files(
    conn: &Connection,
    links: &Links,
    (mut it, files): (TicketMessage, i64),
) -> Result<TicketMessage> {
    if files > 0 {
        it.attachments = files::store::of_message(conn, links, it.id)?;
    }
    Ok(it)
}

fn from_row(row: &Row<'_>) -> rusqlite::Result<(TicketMessage, i64)> {
    let message = TicketMessage {
        id: row.get(0)?,
        ticket_id: row.get(1)?,
        seq: row.get(2)?,
        kind: row.get(3)?,
        author: Author {
            kind: row.get(4)?,
            id: row.get::<_, Option<[u8; 16]>>(5)?.map(Uuid::from_bytes),
            name: row.get(6)?,
        },
        source: row.get(7)?,
        body: row.get(8)?,
        quoted: row.get(9)?,
        attachments: Vec::new(),
        client_ref: row.get(10)?,
        created_at: row.get(11)?,
        html: row.get(12)?,
    };
    Ok((message, row.get(13)?))
}
