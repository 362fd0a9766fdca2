//! SQL for whom news concern.
use crate::Result;
use crate::base::ids::{ConversationId, MessageId, NotificationId, SiteId, TicketId, UserId};
use crate::conversations::types::Status;
use crate::notify::news::{News, Spot};
use crate::notify::types::Kind;
use crate::notify::types::push::Facts;
use rusqlite::{Connection, OptionalExtension as _, params};

/// How a conversation stands.
#[derive(Debug, Clone, Copy)]
pub struct Standing {
    /// Where it stands.
    pub status: Status,
    /// Whose it is, or was when it was closed.
    pub assignee: Option<UserId>,
    /// When it became theirs, Unix milliseconds.
    pub assigned_at: Option<i64>,
    /// Since when it waits, Unix milliseconds.
    pub queued_at: Option<i64>,
    /// Whether somebody is asked to take it.
    pub offered: bool,
}

/// How a conversation stands; `None` when it is gone.
///
/// # Errors
/// When the database cannot be read.
pub fn standing(conn: &Connection, site: SiteId, id: ConversationId) -> Result<Option<Standing>> {
    let mut statement = conn.prepare_cached(
        "SELECT status, assignee_id, assigned_at, queued_at, offered_to IS NOT NULL FROM conversations
         WHERE id = ?2 AND site_id = ?1",
    )?;
    let found = statement.query_row(params![site, id], |row| {
        Ok(Standing {
            status: row.get(0)?,
            assignee: row.get(1)?,
            assigned_at: row.get(2)?,
            queued_at: row.get(3)?,
            offered: row.get(4)?,
        })
    });
    Ok(found.optional()?)
}

/// Who is to answer a visitor's message; `None` when it is nobody's, or not a visitor's.
///
/// # Errors
/// When the database cannot be read.
pub fn answers(
    conn: &Connection,
    site: SiteId,
    conversation: ConversationId,
    message: MessageId,
) -> Result<Option<UserId>> {
    let mut statement = conn.prepare_cached(
        "SELECT c.assignee_id FROM messages m JOIN conversations c ON c.id = m.conversation_id
         WHERE m.id = ?3 AND m.conversation_id = ?2 AND m.site_id = ?1 AND m.author_kind = 'visitor'
             AND m.deleted_at IS NULL AND c.status = 'active' AND c.assignee_id IS NOT NULL",
    )?;
    Ok(statement.query_row(params![site, conversation, message], |row| row.get(0)).optional()?)
}

/// Who runs a site and can sign in.
///
/// # Errors
/// When the database cannot be read.
pub fn admins(conn: &Connection, site: SiteId) -> Result<Vec<UserId>> {
    let mut statement = conn.prepare_cached(
        "SELECT m.user_id FROM memberships m JOIN users u ON u.id = m.user_id
         WHERE m.site_id = ?1 AND m.role = 'admin' AND u.active = 1",
    )?;
    let rows = statement.query_map(params![site], |row| row.get(0))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Whether somebody works on a site and can sign in.
///
/// # Errors
/// When the database cannot be read.
pub fn works_on(conn: &Connection, site: SiteId, user: UserId) -> Result<bool> {
    let mut statement = conn.prepare_cached(
        "SELECT EXISTS (SELECT 1 FROM memberships m JOIN users u ON u.id = m.user_id
         WHERE m.site_id = ?1 AND m.user_id = ?2 AND u.active = 1)",
    )?;
    Ok(statement.query_row(params![site, user], |row| row.get(0))?)
}

/// What a notification about a conversation or a ticket was about; `None` when it is gone, and for others.
///
/// # Errors
/// When the database cannot be read.
pub fn told(conn: &Connection, site: SiteId, id: NotificationId) -> Result<Option<News>> {
    let mut statement = conn.prepare_cached(
        "SELECT kind, conversation_id, ticket_id, message_id, actor_id, user_id FROM notifications
         WHERE site_id = ?1 AND id = ?2",
    )?;
    let found = statement.query_row(params![site, id], |row| {
        let spot = match (row.get(1)?, row.get(2)?) {
            (_, Some(ticket)) => Some(Spot::Ticket(ticket)),
            (Some(conversation), None) => Some(Spot::Conversation(conversation)),
            (None, None) => None,
        };
        let (kind, message, actor, user) = (row.get(0)?, row.get(3)?, row.get(4)?, row.get(5)?);
        Ok(spot.map(|spot| News { kind, spot, message, actor, user }))
    });
    Ok(found.optional()?.flatten())
}

/// What can be said about `news`; `None` when the conversation or the ticket is gone.
///
/// # Errors
/// When the database cannot be read.
pub fn facts(conn: &Connection, site: SiteId, news: &News) -> Result<Option<Facts>> {
    match news.spot {
        Spot::Conversation(id) => of_conversation(conn, site, id, news),
        Spot::Ticket(id) => of_ticket(conn, site, id, news),
    }
}

fn of_ticket(conn: &Connection, site: SiteId, id: TicketId, news: &News) -> Result<Option<Facts>> {
    let mut statement = conn.prepare_cached(
        "SELECT t.number, t.subject, u.name, m.body FROM tickets t
         LEFT JOIN users u ON u.id = ?4
         LEFT JOIN ticket_messages m ON m.id = ?3 AND m.ticket_id = t.id
         WHERE t.id = ?2 AND t.site_id = ?1",
    )?;
    let found = statement.query_row(params![site, id, news.message, news.actor], |row| {
        Ok(Facts {
            number: row.get(0)?,
            subject: row.get(1)?,
            actor: row.get(2)?,
            body: row.get::<_, Option<String>>(3)?.unwrap_or_default(),
            ..Facts::default()
        })
    });
    Ok(found.optional()?)
}

fn of_conversation(
    conn: &Connection,
    site: SiteId,
    id: ConversationId,
    news: &News,
) -> Result<Option<Facts>> {
    let mut statement = conn.prepare_cached(
        "SELECT c.number, v.name, v.number, u.name, m.body, c.rating, c.rating_comment
         FROM conversations c
         JOIN visitors v ON v.id = c.visitor_id
         LEFT JOIN users u ON u.id = ?4
         LEFT JOIN messages m ON m.id = ?3 AND m.conversation_id = c.id AND m.deleted_at IS NULL
         WHERE c.id = ?2 AND c.site_id = ?1",
    )?;
    let rated = news.kind == Kind::Rated;
    let found = statement.query_row(params![site, id, news.message, news.actor], |row| {
        let words: Option<String> = row.get(if rated { 6 } else { 4 })?;
        Ok(Facts {
            number: row.get(0)?,
            visitor_name: row.get(1)?,
            visitor_number: row.get(2)?,
            actor: row.get(3)?,
            body: words.unwrap_or_default(),
            rating: row.get(5)?,
            ..Facts::default()
        })
    });
    Ok(found.optional()?)
}
