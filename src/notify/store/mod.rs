//! SQL for notifications: the bell here, what users chose in [`preferences`], whom news concern
//! in [`concerned`].
mod concerned;
mod preferences;
mod subscriptions;

pub use concerned::{admins, answers, facts, standing, told, works_on};
pub use preferences::{Addressee, addressees, of_user, put};
pub use subscriptions::{
    NewSubscription, Subscriber, Target, any_subscription, browsers, forget_ended, forget_subscription,
    note_answer, subscribe, subscribers, target, unsubscribe,
};

use super::types::{Cause, Kind, Notification, Place, TicketPlace};
use crate::base::ids::{ConversationId, MessageId, NotificationId, SiteId, TicketId, UserId};
use crate::base::text;
use crate::store::Write;
use crate::{Error, Result};
use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, Row, params};

const SELECT: &str = "SELECT n.id, n.kind, n.conversation_id, c.number, v.name, v.number, n.actor_id, u.name,
        CASE n.kind WHEN 'rated' THEN c.rating_comment ELSE COALESCE(m.body, s.body) END, n.created_at, n.read_at,
        CASE n.kind WHEN 'rated' THEN c.rating END, t.id, t.number, t.subject
    FROM notifications n
    LEFT JOIN tickets t ON t.id = n.ticket_id
    LEFT JOIN conversations c ON c.id = n.conversation_id
    LEFT JOIN visitors v ON v.id = c.visitor_id
    LEFT JOIN messages m ON m.id = n.message_id
    LEFT JOIN ticket_messages s ON s.id = n.message_id AND s.ticket_id = n.ticket_id
    LEFT JOIN users u ON u.id = n.actor_id";

/// Newest first; one row more than `limit` when there are more.
///
/// # Errors
/// When the database cannot be read.
pub fn list(
    conn: &Connection,
    (site, user): (SiteId, UserId),
    unread_only: bool,
    after: Option<NotificationId>,
    limit: usize,
) -> Result<Vec<Notification>> {
    let sql = format!(
        "{SELECT} WHERE n.site_id = ?1 AND n.user_id = ?2 AND n.bell = 1 AND (NOT ?3 OR n.read_at IS NULL) AND (?4 IS NULL OR n.id < ?4)
         ORDER BY n.id DESC LIMIT ?5"
    );
    let mut statement = conn.prepare_cached(&sql)?;
    let limit = i64::try_from(limit + 1).unwrap_or(i64::MAX);
    let rows = statement.query_map(params![site, user, unread_only, after, limit], from_row)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// One notification, and for whom it is.
pub struct Told {
    /// For whom.
    pub user: UserId,
    /// Whether it is in the bell.
    pub bell: bool,
    /// As its user sees it.
    pub notification: Notification,
}

/// One notification with the user it is for.
///
/// # Errors
/// When the database cannot be read.
pub fn find(conn: &Connection, site: SiteId, id: NotificationId) -> Result<Option<Told>> {
    let mut statement =
        conn.prepare_cached("SELECT user_id, bell FROM notifications WHERE site_id = ?1 AND id = ?2")?;
    let found = statement.query_row(params![site, id], |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
    let Some((user, bell)) = found else { return Ok(None) };
    let sql = format!("{SELECT} WHERE n.site_id = ?1 AND n.id = ?2");
    let found = conn.prepare_cached(&sql)?.query_row(params![site, id], from_row).optional()?;
    Ok(found.map(|notification| Told { user, bell, notification }))
}

/// How many the user has not read.
///
/// # Errors
/// When the database cannot be read.
pub fn unread(conn: &Connection, site: SiteId, user: UserId) -> Result<i64> {
    let mut statement = conn.prepare_cached(
        "SELECT COUNT(*) FROM notifications
         WHERE site_id = ?1 AND user_id = ?2 AND bell = 1 AND read_at IS NULL",
    )?;
    Ok(statement.query_row(params![site, user], |row| row.get(0))?)
}

/// Whether the user was notified of the message for this reason.
///
/// # Errors
/// When the database cannot be read.
pub fn is_told(conn: &Connection, user: UserId, message: MessageId, kind: Kind) -> Result<bool> {
    let mut statement = conn.prepare_cached(
        "SELECT EXISTS (SELECT 1 FROM notifications WHERE user_id = ?1 AND message_id = ?2 AND kind = ?3)",
    )?;
    Ok(statement.query_row(params![user, message, kind], |row| row.get(0))?)
}

/// A notification about to be kept.
pub struct NewNotification {
    /// Its identity.
    pub id: NotificationId,
    /// For whom.
    pub user: UserId,
    /// Why.
    pub kind: Kind,
    /// Where; `None` for a ticket or the site itself.
    pub conversation: Option<ConversationId>,
    /// The ticket, where it is about one.
    pub ticket: Option<TicketId>,
    /// By which note, change or notice, where it was one.
    pub message: Option<MessageId>,
    /// By whom.
    pub actor: Option<UserId>,
    /// Whether it is in the bell.
    pub bell: bool,
}

/// Keeps a notification; the same one twice is one.
pub fn insert(write: &mut Write, site: SiteId, new: &NewNotification, at: Timestamp) {
    write.run(
        "INSERT INTO notifications (id, site_id, user_id, kind, conversation_id, message_id, actor_id, bell,
             created_at, ticket_id)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10) ON CONFLICT DO NOTHING",
        &[
            &new.id,
            &site,
            &new.user,
            &new.kind,
            &new.conversation,
            &new.message,
            &new.actor,
            &new.bell,
            &at.as_millisecond(),
            &new.ticket,
        ],
    );
}

/// Notes that the user has read one; again changes nothing.
pub fn read_one(write: &mut Write, (site, user): (SiteId, UserId), id: NotificationId, at: Timestamp) {
    write.one(
        "UPDATE notifications SET read_at = COALESCE(read_at, ?4) WHERE site_id = ?1 AND user_id = ?2 AND id = ?3",
        &[&site, &user, &id, &at.as_millisecond()],
        Error::NotFound("notification"),
    );
}

/// Notes that the user has read all.
pub fn read_all(write: &mut Write, (site, user): (SiteId, UserId), at: Timestamp) {
    write.run(
        "UPDATE notifications SET read_at = ?3 WHERE site_id = ?1 AND user_id = ?2 AND read_at IS NULL",
        &[&site, &user, &at.as_millisecond()],
    );
}

/// Forgets those of a conversation that was removed.
pub fn forget(write: &mut Write, conversation: ConversationId) {
    write.run("DELETE FROM notifications WHERE conversation_id = ?1", &[&conversation]);
}

/// Forgets those of a ticket that was removed.
pub fn forget_ticket(write: &mut Write, ticket: TicketId) {
    write.run("DELETE FROM notifications WHERE ticket_id = ?1", &[&ticket]);
}

/// Forgets those that are older than `before`, read or not.
pub fn forget_old(write: &mut Write, before: Timestamp) {
    write.run("DELETE FROM notifications WHERE created_at < ?1", &[&before.as_millisecond()]);
}

/// Notes that the user has read those of a conversation; tells nothing of how many there were.
pub fn read_in(
    write: &mut Write,
    (site, user): (SiteId, UserId),
    conversation: ConversationId,
    at: Timestamp,
) {
    write.run(
        "UPDATE notifications SET read_at = ?4
         WHERE site_id = ?1 AND user_id = ?2 AND conversation_id = ?3 AND bell = 1 AND read_at IS NULL",
        &[&site, &user, &conversation, &at.as_millisecond()],
    );
}

fn place(row: &Row<'_>) -> rusqlite::Result<Option<Place>> {
    let (Some(id), Some(number)) = (row.get(2)?, row.get(3)?) else { return Ok(None) };
    Ok(Some(Place { id, number, visitor_name: row.get(4)?, visitor_number: row.get(5)? }))
}

fn ticket(row: &Row<'_>) -> rusqlite::Result<Option<TicketPlace>> {
    let (Some(id), Some(number)) = (row.get(12)?, row.get(13)?) else { return Ok(None) };
    Ok(Some(TicketPlace { id, number, subject: row.get(14)? }))
}

fn from_row(row: &Row<'_>) -> rusqlite::Result<Notification> {
    let actor = match (row.get(6)?, row.get(7)?) {
        (Some(id), Some(name)) => Some(Cause { id, name }),
        _ => None,
    };
    Ok(Notification {
        id: row.get(0)?,
        kind: row.get(1)?,
        conversation: place(row)?,
        ticket: ticket(row)?,
        actor,
        excerpt: text::shorten(&row.get::<_, Option<String>>(8)?.unwrap_or_default(), 160),
        created_at: row.get(9)?,
        read_at: row.get(10)?,
        rating: row.get(11)?,
    })
}
