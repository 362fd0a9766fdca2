//! Changes of tickets, and their history.
use crate::base::ids::{ConversationId, SiteId, TicketChangeId, TicketId, UserId, VisitorId};
use crate::store::Write;
use crate::tickets::types::{Actor, Author, AuthorKind, Head, HistoryEntry, NewTicket, Status};
use crate::{Error, Result};
use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, params};
use serde_json::Value;
use uuid::Uuid;

/// Adds a ticket.
pub fn insert(write: &mut Write, head: &Head, new: &NewTicket, unrouted: Routed, at: Timestamp) {
    let at = at.as_millisecond();
    let waits = (!matches!(head.status, Status::Resolved | Status::Closed)).then_some(at);
    write.run(
        "INSERT INTO tickets (id, site_id, number, code, subject, status, priority, source, category_id, department_id,
             team_id, assignee_id, visitor_id, requester_name, requester_email, requester_phone, call_at, page, language,
             conversation_id, fields, unrouted, created_at, updated_at, last_message_at, waiting_since, machine,
             link_key)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22,
             ?23, ?23, ?23, ?24, ?25, ?26)",
        &[
            &head.id,
            &head.site,
            &head.number,
            &head.code,
            &head.subject,
            &head.status,
            &head.priority,
            &head.source,
            &head.category,
            &head.department,
            &head.team,
            &head.assignee,
            &head.requester.visitor,
            &head.requester.name,
            &head.requester.email,
            &head.requester.phone,
            &new.call_at,
            &new.page,
            &head.language.as_str(),
            &head.conversation,
            &Value::Object(head.fields.clone()).to_string(),
            &(unrouted == Routed::Later),
            &at,
            &waits,
            &new.machine,
            &head.link_key,
        ],
    );
}

/// Whether the rules are still to find somebody for a ticket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Routed {
    /// Somebody has it, or nobody is looked for.
    Already,
    /// At the next opening, or when somebody comes.
    Later,
}

/// Writes all that may change of a ticket; fails with 409 when it changed since `old` was read.
pub fn update(write: &mut Write, old: &Head, new: &Head, at: Timestamp) {
    let at = at.as_millisecond();
    let opened = old.status != new.status && new.status == Status::Open;
    let is = |status| new.status == status;
    write.one(
        "UPDATE tickets SET subject = ?3, status = ?4, priority = ?5, category_id = ?6, department_id = ?7, team_id = ?8,
             assignee_id = ?9, visitor_id = ?10, requester_name = ?11, requester_email = ?12, requester_phone = ?13,
             fields = ?14, merged_into = ?15, code = ?21, link_key = ?22, version = version + 1, updated_at = ?16,
             unrouted = CASE WHEN ?9 IS NULL AND ?4 NOT IN ('resolved', 'closed') THEN unrouted ELSE 0 END,
             resolved_at = CASE WHEN ?17 THEN COALESCE(resolved_at, ?16) WHEN ?18 THEN NULL ELSE resolved_at END,
             closed_at = CASE WHEN ?19 THEN COALESCE(closed_at, ?16) ELSE NULL END,
             waiting_since = CASE WHEN ?17 OR ?19 THEN NULL ELSE waiting_since END
         WHERE id = ?2 AND site_id = ?1 AND version = ?20",
        &[
            &old.site,
            &old.id,
            &new.subject,
            &new.status,
            &new.priority,
            &new.category,
            &new.department,
            &new.team,
            &new.assignee,
            &new.requester.visitor,
            &new.requester.name,
            &new.requester.email,
            &new.requester.phone,
            &Value::Object(new.fields.clone()).to_string(),
            &new.merged_into,
            &at,
            &is(Status::Resolved),
            &opened,
            &is(Status::Closed),
            &old.version,
            &new.code,
            &new.link_key,
        ],
        Error::Conflict("changed_meanwhile"),
    );
}

/// Notes that something was said: who waits for whom, and the order of lists. Only a person's reply counts as one.
pub fn note_message(write: &mut Write, id: TicketId, author: AuthorKind, public: bool, at: Timestamp) {
    let at = at.as_millisecond();
    match (author, public) {
        (_, false) => write.run(
            "UPDATE tickets SET last_message_at = ?2, updated_at = ?2 WHERE id = ?1",
            &[&id, &at],
        ),
        (AuthorKind::Requester, true) => write.run(
            "UPDATE tickets SET last_message_at = ?2, updated_at = ?2, replies = replies + 1,
                 waiting_since = COALESCE(waiting_since, ?2)
             WHERE id = ?1",
            &[&id, &at],
        ),
        (AuthorKind::Agent, true) => write.run(
            "UPDATE tickets SET last_message_at = ?2, updated_at = ?2, replies = replies + 1, waiting_since = NULL,
                 first_reply_at = COALESCE(first_reply_at, ?2)
             WHERE id = ?1",
            &[&id, &at],
        ),
        (AuthorKind::Assistant | AuthorKind::System, true) => write.run(
            "UPDATE tickets SET last_message_at = ?2, updated_at = ?2, replies = replies + 1 WHERE id = ?1",
            &[&id, &at],
        ),
    };
}

/// Notes that what changes with a ticket beside its own columns did: its tags, who gets copies. It is another version then.
pub fn change_around(write: &mut Write, id: TicketId, at: Timestamp) {
    write.run(
        "UPDATE tickets SET updated_at = ?2, version = version + 1 WHERE id = ?1",
        &[&id, &at.as_millisecond()],
    );
}

/// Since when its requester has waited for an answer, Unix milliseconds; `None` when nobody waits.
///
/// # Errors
/// When the database cannot be read.
pub fn waiting_since(conn: &Connection, site: SiteId, id: TicketId) -> Result<Option<i64>> {
    let mut statement =
        conn.prepare_cached("SELECT waiting_since FROM tickets WHERE site_id = ?1 AND id = ?2")?;
    Ok(statement.query_row(params![site, id], |row| row.get(0)).optional()?.flatten())
}

/// Its requester waits for an answer at least since then.
pub fn waits_since(write: &mut Write, id: TicketId, since: i64) {
    write.run(
        "UPDATE tickets SET waiting_since = MIN(COALESCE(waiting_since, ?2), ?2) WHERE id = ?1",
        &[&id, &since],
    );
}

/// Its requester waits for no answer any more.
pub fn waits_no_more(write: &mut Write, id: TicketId) {
    write.run("UPDATE tickets SET waiting_since = NULL WHERE id = ?1", &[&id]);
}

/// Notes that something around it changed: links, who hears of it.
pub fn touch(write: &mut Write, id: TicketId, at: Timestamp) {
    write.run("UPDATE tickets SET updated_at = ?2 WHERE id = ?1", &[&id, &at.as_millisecond()]);
}

/// Counts the public messages anew, after some were moved.
pub fn recount(write: &mut Write, id: TicketId) {
    write.run(
        "UPDATE tickets SET
             replies = (SELECT COUNT(*) FROM ticket_messages m WHERE m.ticket_id = ?1 AND m.kind = 'reply'),
             last_message_at = COALESCE((SELECT MAX(m.created_at) FROM ticket_messages m WHERE m.ticket_id = ?1),
                 last_message_at)
         WHERE id = ?1",
        &[&id],
    );
}

/// Says what it was made of.
pub fn set_conversation(write: &mut Write, id: TicketId, conversation: ConversationId) {
    write.run("UPDATE tickets SET conversation_id = ?2 WHERE id = ?1", &[&id, &conversation]);
}

/// Tickets of one visitor are another's from now on.
pub fn move_to(write: &mut Write, site: SiteId, from: VisitorId, into: VisitorId) {
    write.run(
        "UPDATE tickets SET visitor_id = ?3 WHERE visitor_id = ?2 AND site_id = ?1",
        &[&site, &from, &into],
    );
}

/// Removes a ticket with all that belongs to it.
pub fn delete(write: &mut Write, site: SiteId, id: TicketId) {
    write.one("DELETE FROM tickets WHERE id = ?2 AND site_id = ?1", &[&site, &id], Error::NotFound("ticket"));
    for sql in [
        "DELETE FROM ticket_messages WHERE ticket_id = ?1",
        "DELETE FROM ticket_history WHERE ticket_id = ?1",
        "DELETE FROM ticket_tags WHERE ticket_id = ?1",
        "DELETE FROM ticket_watchers WHERE ticket_id = ?1",
        "DELETE FROM ticket_copies WHERE ticket_id = ?1",
        "DELETE FROM ticket_locks WHERE ticket_id = ?1",
        "DELETE FROM ticket_drafts WHERE ticket_id = ?1",
        "DELETE FROM ticket_links WHERE ticket_id = ?1 OR other_id = ?1",
        "DELETE FROM files WHERE ticket_id = ?1",
        // What was sent by a form can be made a ticket once more.
        "UPDATE form_submissions SET ticket_id = NULL WHERE ticket_id = ?1",
        "UPDATE tickets SET merged_into = NULL WHERE merged_into = ?1",
    ] {
        write.run(sql, &[&id]);
    }
}

/// One thing that became of a ticket.
#[derive(Debug, Clone, PartialEq)]
pub struct Happening {
    /// What, such as `status`.
    pub what: &'static str,
    /// How it was.
    pub old: Option<Value>,
    /// How it is since.
    pub new: Option<Value>,
}

/// Adds to the history.
pub fn note_history(
    write: &mut Write,
    (site, id): (SiteId, TicketId),
    by: &Actor,
    it: &Happening,
    at: Timestamp,
) {
    write.run(
        "INSERT INTO ticket_history (ticket_id, id, site_id, at, actor_kind, actor_id, what, old, new)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        &[
            &id,
            &TicketChangeId::random(),
            &site,
            &at.as_millisecond(),
            &by.kind(),
            &by.id().as_ref().map(|it| it.as_bytes().as_slice()),
            &it.what,
            &it.old.as_ref().map(Value::to_string),
            &it.new.as_ref().map(Value::to_string),
        ],
    );
}

/// Whether the ways to a ticket that its requester once had were ended.
///
/// # Errors
/// When the database cannot be read.
pub fn link_was_renewed(conn: &Connection, site: SiteId, id: TicketId) -> Result<bool> {
    let mut statement = conn.prepare_cached(
        "SELECT EXISTS (SELECT 1 FROM ticket_history WHERE ticket_id = ?2 AND site_id = ?1 AND what = 'link')",
    )?;
    Ok(statement.query_row(params![site, id], |row| row.get(0))?)
}

/// The change at that moment which gave the ticket to somebody, and the user who made it, where it was one.
///
/// # Errors
/// When the database cannot be read.
pub fn assigned_at(
    conn: &Connection,
    site: SiteId,
    id: TicketId,
    at: Timestamp,
) -> Result<Option<(TicketChangeId, Option<UserId>)>> {
    let mut statement = conn.prepare_cached(
        "SELECT id, CASE actor_kind WHEN 'agent' THEN actor_id END FROM ticket_history
         WHERE ticket_id = ?2 AND site_id = ?1 AND at = ?3 AND what IN ('created', 'assignee')
         ORDER BY id DESC LIMIT 1",
    )?;
    let found = statement
        .query_row(params![site, id, at.as_millisecond()], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    Ok(found)
}

/// What became of a ticket, newest first, one row more than `limit`.
///
/// # Errors
/// When the database cannot be read.
pub fn history(
    conn: &Connection,
    site: SiteId,
    id: TicketId,
    after: Option<TicketChangeId>,
    limit: usize,
) -> Result<Vec<HistoryEntry>> {
    let mut statement = conn.prepare_cached(
        "SELECT h.id, h.at, h.actor_kind, h.actor_id, COALESCE(u.name, v.name), h.what, h.old, h.new
         FROM ticket_history h
         LEFT JOIN users u ON u.id = h.actor_id AND h.actor_kind = 'agent'
         LEFT JOIN visitors v ON v.id = h.actor_id AND h.actor_kind = 'requester'
         WHERE h.ticket_id = ?2 AND h.site_id = ?1 AND (?3 IS NULL OR h.id < ?3)
         ORDER BY h.id DESC LIMIT ?4",
    )?;
    let limit = i64::try_from(limit + 1).unwrap_or(i64::MAX);
    let rows = statement.query_map(params![site, id, after, limit], |row| {
        let json = |it: Option<String>| it.and_then(|it| serde_json::from_str(&it).ok());
        Ok(HistoryEntry {
            id: row.get(0)?,
            at: row.get(1)?,
            actor: Author {
                kind: row.get(2)?,
                id: row.get::<_, Option<[u8; 16]>>(3)?.map(Uuid::from_bytes),
                name: row.get(4)?,
            },
            what: row.get(5)?,
            old: json(row.get(6)?),
            new: json(row.get(7)?),
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Resolved tickets whose requesters have said nothing since then, at most `limit`.
///
/// # Errors
/// When the database cannot be read.
pub fn resolved_before(conn: &Connection, at: i64, limit: usize) -> Result<Vec<(SiteId, TicketId)>> {
    let mut statement = conn.prepare_cached(
        "SELECT site_id, id FROM tickets WHERE status = 'resolved' AND resolved_at <= ?1 ORDER BY resolved_at LIMIT ?2",
    )?;
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let rows = statement.query_map(params![at, limit], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// When the ticket that was resolved first was.
///
/// # Errors
/// When the database cannot be read.
pub fn first_resolved(conn: &Connection) -> Result<Option<i64>> {
    let mut statement =
        conn.prepare_cached("SELECT MIN(resolved_at) FROM tickets WHERE status = 'resolved'")?;
    Ok(statement.query_row((), |row| row.get(0))?)
}

/// The rules are to find somebody for it.
pub fn route_later(write: &mut Write, id: TicketId) {
    write.run("UPDATE tickets SET unrouted = 1 WHERE id = ?1", &[&id]);
}

/// Nobody is looked for any more.
pub fn routed(write: &mut Write, id: TicketId) {
    write.run("UPDATE tickets SET unrouted = 0 WHERE id = ?1", &[&id]);
}

/// New and open tickets that the rules are to find somebody for, with when they were made: the oldest first of those made
/// after `after`, at most `limit` of a site. What waits for something else is left until it opens.
///
/// # Errors
/// When the database cannot be read.
pub fn unrouted(
    conn: &Connection,
    site: SiteId,
    after: Option<(i64, TicketId)>,
    limit: usize,
) -> Result<Vec<(i64, TicketId)>> {
    let mut statement = conn.prepare_cached(
        "SELECT created_at, id FROM tickets
         WHERE site_id = ?1 AND unrouted = 1 AND (created_at, id) > (?2, ?3) AND status IN ('new', 'open') ORDER BY created_at, id LIMIT ?4",
    )?;
    let (at, id) = after.unwrap_or((i64::MIN, TicketId::NIL));
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let rows = statement.query_map(params![site, at, id, limit], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Unsolved tickets of people who do not work on their site any more, at most `limit`; of one person, where one is named.
///
/// # Errors
/// When the database cannot be read.
pub fn orphaned(conn: &Connection, user: Option<(SiteId, UserId)>, limit: usize) -> Result<Vec<Orphan>> {
    const GONE: &str = "status IN ('new', 'open', 'waiting_reply', 'pending') AND NOT EXISTS (
             SELECT 1 FROM memberships m JOIN users u ON u.id = m.user_id
             WHERE m.site_id = t.site_id AND m.user_id = t.assignee_id AND u.active = 1)
         LIMIT ?1";
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let read = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get(1)?));
    let found = match user {
        Some((site, user)) => conn
            .prepare_cached(&format!(
                "SELECT t.site_id, t.id FROM tickets t WHERE t.site_id = ?2 AND t.assignee_id = ?3 AND {GONE}"
            ))?
            .query_map(params![limit, site, user], read)?
            .collect::<rusqlite::Result<_>>()?,
        None => conn
            .prepare_cached(&format!(
                "SELECT t.site_id, t.id FROM tickets t WHERE t.assignee_id IS NOT NULL AND {GONE}"
            ))?
            .query_map(params![limit], read)?
            .collect::<rusqlite::Result<_>>()?,
    };
    Ok(found)
}

/// A ticket with its site.
pub type Orphan = (SiteId, TicketId);

/// Sites with such tickets.
///
/// # Errors
/// When the database cannot be read.
pub fn sites_with_unrouted(conn: &Connection) -> Result<Vec<SiteId>> {
    let mut statement = conn.prepare_cached("SELECT DISTINCT site_id FROM tickets WHERE unrouted = 1")?;
    Ok(statement.query_map((), |row| row.get(0))?.collect::<rusqlite::Result<_>>()?)
}
