//! SQL for tickets. Queries take a connection, changes add to a write.
mod around;
mod categories;
mod change;
mod list;
mod locks;
mod message;
mod words;

pub use around::*;
pub use categories::*;
pub use change::*;
pub use list::{Board, Column, Counts, ListQuery, board, counts, list, size, taken_in};
pub use locks::*;
pub use message::*;
pub use words::{facts, lines, name_of, seq_at, tickets_after};

use super::code;
use super::types::{CategoryName, GroupName, Head, LockView, Person, Requester, RequesterView, TicketView};
use crate::base::ids::{ConversationId, SiteId, TicketId, VisitorId};
use crate::base::{At, Lang};
use crate::{Result, sla};
use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, Params, Row, params};
use uuid::Uuid;

/// Longest chain of merges that is followed.
const MOST_MERGES: usize = 10;

const HEAD: &str = "SELECT id, site_id, number, code, subject, status, priority, source, category_id, department_id,
        team_id, assignee_id, visitor_id, requester_name, requester_email, requester_phone, conversation_id, merged_into,
        fields, language, version, resolved_at, link_key
    FROM tickets";

/// What decisions need; `None` when the site has no such ticket.
///
/// # Errors
/// When the database cannot be read.
pub fn head(conn: &Connection, site: SiteId, id: TicketId) -> Result<Option<Head>> {
    one_head(conn, &format!("{HEAD} WHERE id = ?2 AND site_id = ?1"), params![site, id])
}

/// The same by its number.
///
/// # Errors
/// When the database cannot be read.
pub fn head_by_number(conn: &Connection, site: SiteId, number: i64) -> Result<Option<Head>> {
    one_head(conn, &format!("{HEAD} WHERE site_id = ?1 AND number = ?2"), params![site, number])
}

/// The same by its tracking code, as it is stored.
///
/// # Errors
/// When the database cannot be read.
pub fn head_by_code(conn: &Connection, site: SiteId, code: &str) -> Result<Option<Head>> {
    one_head(conn, &format!("{HEAD} WHERE site_id = ?1 AND code = ?2"), params![site, code])
}

/// The ticket that has the messages of this one: itself, or the one that it was merged into.
///
/// # Errors
/// When the database cannot be read.
pub fn living(conn: &Connection, site: SiteId, id: TicketId) -> Result<Option<Head>> {
    let mut found = head(conn, site, id)?;
    for _ in 0..MOST_MERGES {
        match found.as_ref().and_then(|it| it.merged_into) {
            Some(into) => found = head(conn, site, into)?,
            None => return Ok(found),
        }
    }
    Ok(None)
}

/// Whether a machine or a list asked.
///
/// # Errors
/// When the database cannot be read.
pub fn is_of_machine(conn: &Connection, site: SiteId, id: TicketId) -> Result<bool> {
    let mut statement = conn.prepare_cached("SELECT machine FROM tickets WHERE id = ?2 AND site_id = ?1")?;
    Ok(statement.query_row(params![site, id], |row| row.get(0)).optional()?.unwrap_or(false))
}

/// The newest ticket that was made of a conversation.
///
/// # Errors
/// When the database cannot be read.
pub fn head_of_conversation(
    conn: &Connection,
    site: SiteId,
    conversation: ConversationId,
) -> Result<Option<Head>> {
    let sql = format!(
        "{HEAD} WHERE conversation_id = ?2 AND site_id = ?1 ORDER BY created_at DESC, id DESC LIMIT 1"
    );
    one_head(conn, &sql, params![site, conversation])
}

/// The ticket that a letter is about, whatever its site: whoever asks has its identity from a row of ours.
///
/// # Errors
/// When the database cannot be read.
pub fn head_anywhere(conn: &Connection, id: TicketId) -> Result<Option<Head>> {
    one_head(conn, &format!("{HEAD} WHERE id = ?1"), params![id])
}

fn one_head(conn: &Connection, sql: &str, params: impl Params) -> Result<Option<Head>> {
    Ok(conn.prepare_cached(sql)?.query_row(params, head_from_row).optional()?)
}

fn head_from_row(row: &Row<'_>) -> rusqlite::Result<Head> {
    Ok(Head {
        id: row.get(0)?,
        site: row.get(1)?,
        number: row.get(2)?,
        code: row.get(3)?,
        subject: row.get(4)?,
        status: row.get(5)?,
        priority: row.get(6)?,
        source: row.get(7)?,
        category: row.get(8)?,
        department: row.get(9)?,
        team: row.get(10)?,
        assignee: row.get(11)?,
        requester: Requester {
            visitor: row.get(12)?,
            name: row.get(13)?,
            email: row.get(14)?,
            phone: row.get(15)?,
        },
        conversation: row.get(16)?,
        merged_into: row.get(17)?,
        fields: row.get::<_, String>(18).map(|it| serde_json::from_str(&it).unwrap_or_default())?,
        language: row.get::<_, String>(19).map(|it| Lang::of_tag(&it))?,
        version: row.get(20)?,
        resolved_at: row.get(21)?,
        link_key: row.get(22)?,
    })
}

/// Everything that [`view`] reads; a `WHERE` follows.
pub(super) const SELECT: &str = "SELECT t.id, t.number, t.code, t.subject, t.status, t.priority, t.source,
        t.visitor_id, t.requester_name, t.requester_email, t.requester_phone, t.assignee_id, u.name,
        m.id, m.name, d.id, d.name, c.id, c.name, p.name,
        (SELECT json_group_array(tag) FROM (SELECT tag FROM ticket_tags g WHERE g.ticket_id = t.id ORDER BY tag)),
        t.fields, t.conversation_id, t.merged_into, t.call_at, t.page, t.language, t.replies,
        l.user_id, w.name, l.since, l.expires_at, t.version, t.created_at, t.updated_at, t.last_message_at,
        t.first_reply_at, t.waiting_since, t.resolved_at, t.closed_at
    FROM tickets t
    LEFT JOIN users u ON u.id = t.assignee_id
    LEFT JOIN groups m ON m.id = t.team_id
    LEFT JOIN groups d ON d.id = t.department_id
    LEFT JOIN ticket_categories c ON c.id = t.category_id
    LEFT JOIN ticket_categories p ON p.id = c.parent_id
    LEFT JOIN ticket_locks l ON l.ticket_id = t.id
    LEFT JOIN users w ON w.id = l.user_id";

/// One ticket in full, or `None`.
///
/// # Errors
/// When the database cannot be read.
pub fn find(conn: &Connection, site: SiteId, id: TicketId) -> Result<Option<TicketView>> {
    let sql = format!("{SELECT} WHERE t.id = ?2 AND t.site_id = ?1");
    let found = conn.prepare_cached(&sql)?.query_row(params![site, id], view).optional()?;
    found.map(|it| with_clocks(conn, site, it)).transpose()
}

/// A visitor's tickets, newest first, at most 50.
///
/// # Errors
/// When the database cannot be read.
pub fn of_visitor(conn: &Connection, site: SiteId, visitor: VisitorId) -> Result<Vec<TicketView>> {
    let sql = format!(
        "{SELECT} WHERE t.visitor_id = ?2 AND t.site_id = ?1 ORDER BY t.created_at DESC, t.id DESC LIMIT 50"
    );
    let mut statement = conn.prepare_cached(&sql)?;
    Ok(statement.query_map(params![site, visitor], view)?.collect::<rusqlite::Result<_>>()?)
}

/// Tickets made of a conversation, oldest first.
///
/// # Errors
/// When the database cannot be read.
pub fn of_conversation(
    conn: &Connection,
    site: SiteId,
    conversation: ConversationId,
) -> Result<Vec<TicketView>> {
    let sql = format!("{SELECT} WHERE t.conversation_id = ?2 AND t.site_id = ?1 ORDER BY t.created_at, t.id");
    let mut statement = conn.prepare_cached(&sql)?;
    Ok(statement.query_map(params![site, conversation], view)?.collect::<rusqlite::Result<_>>()?)
}

pub(super) fn with_clocks(conn: &Connection, site: SiteId, it: TicketView) -> Result<TicketView> {
    Ok(TicketView { sla: sla::store::views(conn, site, it.id)?, ..it })
}

/// The newest ticket of the same requester that goes on from one that is over, by as many others as there may be; one that
/// is closed only where all of them are. Found by the links, not among all tickets of the site.
///
/// # Errors
/// When the database cannot be read.
pub fn going_on(conn: &Connection, old: &Head) -> Result<Option<Head>> {
    let sql = format!(
        "{HEAD} WHERE +site_id = ?1 AND merged_into IS NULL AND requester_email IS ?3 AND visitor_id IS ?4 AND id IN (
             WITH RECURSIVE later (id) AS (
                 SELECT ticket_id FROM ticket_links WHERE other_id = ?2 AND kind = 'follow_up'
                 UNION
                 SELECT l.ticket_id FROM ticket_links l JOIN later ON l.other_id = later.id
                 WHERE l.kind = 'follow_up'
             ) SELECT id FROM later)
         ORDER BY status = 'closed', number DESC LIMIT 1"
    );
    one_head(conn, &sql, params![old.site, old.id, old.requester.email, old.requester.visitor])
}

/// What promises for a ticket are reckoned from.
pub struct Begun {
    /// When it was made.
    pub created_at: Timestamp,
    /// Whether a person has replied to it.
    pub answered: bool,
    /// Since when its requester waits for a person.
    pub waiting_since: Option<Timestamp>,
}

/// When a ticket was made, and what was said in it since.
///
/// # Errors
/// When the database cannot be read.
pub fn begun(conn: &Connection, site: SiteId, id: TicketId) -> Result<Option<Begun>> {
    let mut statement = conn.prepare_cached(
        "SELECT created_at, first_reply_at IS NOT NULL, waiting_since FROM tickets WHERE site_id = ?1 AND id = ?2",
    )?;
    let found = statement.query_row(params![site, id], |row| {
        let (created_at, waiting_since): (At, Option<At>) = (row.get(0)?, row.get(2)?);
        Ok(Begun {
            created_at: created_at.0,
            answered: row.get(1)?,
            waiting_since: waiting_since.map(|it| it.0),
        })
    });
    Ok(found.optional()?)
}

pub(super) fn view(row: &Row<'_>) -> rusqlite::Result<TicketView> {
    let group = |from: usize| -> rusqlite::Result<Option<GroupName>> {
        Ok(match (row.get::<_, Option<[u8; 16]>>(from)?, row.get(from + 1)?) {
            (Some(id), Some(name)) => Some(GroupName { id: Uuid::from_bytes(id), name }),
            _ => None,
        })
    };
    let person = |from: usize| -> rusqlite::Result<Option<Person>> {
        Ok(match (row.get(from)?, row.get(from + 1)?) {
            (Some(id), Some(name)) => Some(Person { id, name }),
            _ => None,
        })
    };
    Ok(TicketView {
        id: row.get(0)?,
        number: row.get(1)?,
        code: code::shown(&row.get::<_, String>(2)?),
        subject: row.get(3)?,
        status: row.get(4)?,
        priority: row.get(5)?,
        source: row.get(6)?,
        requester: RequesterView {
            visitor_id: row.get(7)?,
            name: row.get(8)?,
            email: row.get(9)?,
            phone: row.get(10)?,
        },
        sla: Vec::new(), // see `with_clocks`
        assignee: person(11)?,
        team: group(13)?,
        department: group(15)?,
        category: match (row.get(17)?, row.get(18)?) {
            (Some(id), Some(name)) => Some(CategoryName { id, name, parent: row.get(19)? }),
            _ => None,
        },
        tags: row.get::<_, String>(20).map(|it| serde_json::from_str(&it).unwrap_or_default())?,
        fields: row.get::<_, String>(21).map(|it| serde_json::from_str(&it).unwrap_or_default())?,
        conversation_id: row.get(22)?,
        merged_into: row.get(23)?,
        call_at: row.get(24)?,
        page: row.get(25)?,
        language: row.get(26)?,
        replies: row.get(27)?,
        lock: match (person(28)?, row.get(30)?, row.get(31)?) {
            (Some(owner), Some(since), Some(expires_at)) => Some(LockView { owner, since, expires_at }),
            _ => None,
        },
        version: row.get(32)?,
        created_at: row.get(33)?,
        updated_at: row.get(34)?,
        last_message_at: row.get(35)?,
        first_reply_at: row.get(36)?,
        waiting_since: row.get(37)?,
        resolved_at: row.get(38)?,
        closed_at: row.get(39)?,
    })
}
