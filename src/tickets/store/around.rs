//! What stands around tickets: tags, who hears of them, links, what was begun to be written.
use crate::Result;
use crate::base::ids::{SiteId, TicketId, UserId};
use crate::store::Write;
use crate::tickets::types::{LinkKind, LinkedTicket, Person};
use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, params};

/// Names of the tags of a ticket, sorted.
///
/// # Errors
/// When the database cannot be read.
pub fn tags(conn: &Connection, site: SiteId, ticket: TicketId) -> Result<Vec<String>> {
    let mut statement = conn
        .prepare_cached("SELECT tag FROM ticket_tags WHERE ticket_id = ?2 AND site_id = ?1 ORDER BY tag")?;
    Ok(statement.query_map(params![site, ticket], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?)
}

/// Puts a tag on; once more changes nothing.
pub fn put_tag(write: &mut Write, site: SiteId, ticket: TicketId, tag: &str) {
    write.run(
        "INSERT INTO ticket_tags (ticket_id, tag, site_id) VALUES (?2, ?3, ?1) ON CONFLICT (ticket_id, tag) DO NOTHING",
        &[&site, &ticket, &tag],
    );
}

/// Takes a tag off.
pub fn take_tag(write: &mut Write, site: SiteId, ticket: TicketId, tag: &str) {
    write.run(
        "DELETE FROM ticket_tags WHERE ticket_id = ?2 AND tag = ?3 AND site_id = ?1",
        &[&site, &ticket, &tag],
    );
}

/// Colleagues who want to hear of it, by name.
///
/// # Errors
/// When the database cannot be read.
pub fn watchers(conn: &Connection, site: SiteId, ticket: TicketId) -> Result<Vec<Person>> {
    let mut statement = conn.prepare_cached(
        "SELECT u.id, u.name FROM ticket_watchers w JOIN users u ON u.id = w.user_id AND u.active = 1
         WHERE w.ticket_id = ?2 AND w.site_id = ?1 ORDER BY u.name, u.id",
    )?;
    let rows = statement
        .query_map(params![site, ticket], |row| Ok(Person { id: row.get(0)?, name: row.get(1)? }))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Somebody wants to hear of it.
pub fn put_watcher(write: &mut Write, site: SiteId, ticket: TicketId, user: UserId) {
    write.run(
        "INSERT INTO ticket_watchers (ticket_id, user_id, site_id) VALUES (?2, ?3, ?1)
         ON CONFLICT (ticket_id, user_id) DO NOTHING",
        &[&site, &ticket, &user],
    );
}

/// Somebody does not want to hear of it any more.
pub fn take_watcher(write: &mut Write, site: SiteId, ticket: TicketId, user: UserId) {
    write.run(
        "DELETE FROM ticket_watchers WHERE ticket_id = ?2 AND user_id = ?3 AND site_id = ?1",
        &[&site, &ticket, &user],
    );
}

/// Who gets a copy of answers by mail, sorted.
///
/// # Errors
/// When the database cannot be read.
pub fn copies(conn: &Connection, site: SiteId, ticket: TicketId) -> Result<Vec<String>> {
    let mut statement = conn.prepare_cached(
        "SELECT email FROM ticket_copies WHERE ticket_id = ?2 AND site_id = ?1 ORDER BY email",
    )?;
    Ok(statement.query_map(params![site, ticket], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?)
}

/// These, and nobody else, get a copy of answers by mail.
pub fn put_copies(write: &mut Write, site: SiteId, ticket: TicketId, all: &[String]) {
    write.run("DELETE FROM ticket_copies WHERE ticket_id = ?2 AND site_id = ?1", &[&site, &ticket]);
    for email in all {
        write.run(
            "INSERT INTO ticket_copies (ticket_id, email, site_id) VALUES (?2, ?3, ?1)
             ON CONFLICT (ticket_id, email) DO NOTHING",
            &[&site, &ticket, email],
        );
    }
}

/// Tickets that belong to one.
///
/// # Errors
/// When the database cannot be read.
pub fn links(conn: &Connection, site: SiteId, ticket: TicketId) -> Result<Vec<LinkedTicket>> {
    let mut statement = conn.prepare_cached(
        "SELECT t.id, t.number, t.subject, t.status, l.kind, l.ticket_id = ?2
         FROM ticket_links l
         JOIN tickets t ON t.id = CASE l.ticket_id WHEN ?2 THEN l.other_id ELSE l.ticket_id END
         WHERE (l.ticket_id = ?2 OR l.other_id = ?2) AND l.site_id = ?1
         ORDER BY t.number",
    )?;
    let rows = statement.query_map(params![site, ticket], |row| {
        let kind: LinkKind = row.get(4)?;
        let is_first: bool = row.get(5)?;
        // A row says what `other` is to `ticket`: the closed one, the one that was cut from; but it is the one that was
        // merged into it.
        let earlier = match kind {
            LinkKind::Related => false,
            LinkKind::FollowUp | LinkKind::Split => is_first,
            LinkKind::Merged => !is_first,
        };
        Ok(LinkedTicket {
            id: row.get(0)?,
            number: row.get(1)?,
            subject: row.get(2)?,
            status: row.get(3)?,
            kind,
            earlier,
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Notes what `other` is to a ticket; what they were to each other before stays.
pub fn put_link(write: &mut Write, site: SiteId, ticket: TicketId, other: TicketId, kind: LinkKind) {
    write.run(
        "INSERT INTO ticket_links (ticket_id, other_id, site_id, kind) SELECT ?2, ?3, ?1, ?4
         WHERE NOT EXISTS (SELECT 1 FROM ticket_links WHERE ticket_id = ?3 AND other_id = ?2)
         ON CONFLICT (ticket_id, other_id) DO NOTHING",
        &[&site, &ticket, &other, &kind],
    );
}

/// They have nothing to do with each other any more.
pub fn take_link(write: &mut Write, site: SiteId, ticket: TicketId, other: TicketId) {
    write.run(
        "DELETE FROM ticket_links
         WHERE site_id = ?1 AND ((ticket_id = ?2 AND other_id = ?3) OR (ticket_id = ?3 AND other_id = ?2))",
        &[&site, &ticket, &other],
    );
}

/// Links of one ticket are another's, too, from now on; not to itself.
pub fn move_links(write: &mut Write, site: SiteId, from: TicketId, into: TicketId) {
    write.run(
        "INSERT INTO ticket_links (ticket_id, other_id, site_id, kind)
         SELECT ?3, CASE ticket_id WHEN ?2 THEN other_id ELSE ticket_id END, ?1, 'related' FROM ticket_links
         WHERE site_id = ?1 AND (ticket_id = ?2 OR other_id = ?2) AND ticket_id <> ?3 AND other_id <> ?3
         ON CONFLICT (ticket_id, other_id) DO NOTHING",
        &[&site, &from, &into],
    );
}

/// What a user has begun to write in a ticket: the words, and whether they are a note.
///
/// # Errors
/// When the database cannot be read.
pub fn draft(
    conn: &Connection,
    site: SiteId,
    user: UserId,
    ticket: TicketId,
) -> Result<Option<(String, bool)>> {
    let mut statement = conn.prepare_cached(
        "SELECT body, note FROM ticket_drafts WHERE user_id = ?2 AND ticket_id = ?3 AND site_id = ?1",
    )?;
    Ok(statement.query_row(params![site, user, ticket], |row| Ok((row.get(0)?, row.get(1)?))).optional()?)
}

/// Keeps a user's words; empty ones are forgotten.
pub fn keep_draft(
    write: &mut Write,
    site: SiteId,
    (user, ticket): (UserId, TicketId),
    (body, note): (&str, bool),
    at: Timestamp,
) {
    if body.trim().is_empty() {
        write.run("DELETE FROM ticket_drafts WHERE user_id = ?1 AND ticket_id = ?2", &[&user, &ticket]);
        return;
    }
    write.run(
        "INSERT INTO ticket_drafts (user_id, ticket_id, site_id, body, note, updated_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
         ON CONFLICT (user_id, ticket_id)
         DO UPDATE SET body = excluded.body, note = excluded.note, updated_at = excluded.updated_at",
        &[&user, &ticket, &site, &body, &note, &at.as_millisecond()],
    );
}

/// How many unsolved tickets a user has.
///
/// # Errors
/// When the database cannot be read.
pub fn load_of(conn: &Connection, site: SiteId, user: UserId) -> Result<i64> {
    let mut statement = conn.prepare_cached(
        "SELECT COUNT(*) FROM tickets
         WHERE site_id = ?1 AND assignee_id = ?2 AND status IN ('new', 'open', 'waiting_reply', 'pending')",
    )?;
    Ok(statement.query_row(params![site, user], |row| row.get(0))?)
}
