//! SQL for notifications.
use super::types::{Cause, Kind, Notification, Place};
use crate::base::ids::{ConversationId, MessageId, NotificationId, SiteId, UserId};
use crate::base::text;
use crate::store::Write;
use crate::{Error, Result};
use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, Row, params};

const SELECT: &str = "SELECT n.id, n.kind, n.conversation_id, c.number, v.name, v.number, n.actor_id, u.name,
        COALESCE(m.body, ''), n.created_at, n.read_at
    FROM notifications n
    JOIN conversations c ON c.id = n.conversation_id
    JOIN visitors v ON v.id = c.visitor_id
    LEFT JOIN messages m ON m.id = n.message_id
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
        "{SELECT} WHERE n.site_id = ?1 AND n.user_id = ?2 AND (NOT ?3 OR n.read_at IS NULL) AND (?4 IS NULL OR n.id < ?4)
         ORDER BY n.id DESC LIMIT ?5"
    );
    let mut statement = conn.prepare_cached(&sql)?;
    let limit = i64::try_from(limit + 1).unwrap_or(i64::MAX);
    let rows = statement.query_map(params![site, user, unread_only, after, limit], from_row)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// One notification with the user it is for.
///
/// # Errors
/// When the database cannot be read.
pub fn find(conn: &Connection, site: SiteId, id: NotificationId) -> Result<Option<(UserId, Notification)>> {
    let mut statement =
        conn.prepare_cached("SELECT user_id FROM notifications WHERE site_id = ?1 AND id = ?2")?;
    let user: Option<UserId> = statement.query_row(params![site, id], |row| row.get(0)).optional()?;
    let Some(user) = user else { return Ok(None) };
    let sql = format!("{SELECT} WHERE n.site_id = ?1 AND n.id = ?2");
    let found = conn.prepare_cached(&sql)?.query_row(params![site, id], from_row).optional()?;
    Ok(found.map(|it| (user, it)))
}

/// How many the user has not read.
///
/// # Errors
/// When the database cannot be read.
pub fn unread(conn: &Connection, site: SiteId, user: UserId) -> Result<i64> {
    let mut statement = conn.prepare_cached(
        "SELECT COUNT(*) FROM notifications WHERE site_id = ?1 AND user_id = ?2 AND read_at IS NULL",
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
    /// Where.
    pub conversation: ConversationId,
    /// By which note.
    pub message: MessageId,
    /// By whom.
    pub actor: Option<UserId>,
}

/// Keeps a notification.
pub fn insert(write: &mut Write, site: SiteId, new: &NewNotification, at: Timestamp) {
    write.run(
        "INSERT INTO notifications (id, site_id, user_id, kind, conversation_id, message_id, actor_id, created_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        &[
            &new.id,
            &site,
            &new.user,
            &new.kind,
            &new.conversation,
            &new.message,
            &new.actor,
            &at.as_millisecond(),
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

fn from_row(row: &Row<'_>) -> rusqlite::Result<Notification> {
    let actor = match (row.get(6)?, row.get(7)?) {
        (Some(id), Some(name)) => Some(Cause { id, name }),
        _ => None,
    };
    Ok(Notification {
        id: row.get(0)?,
        kind: row.get(1)?,
        conversation: Place {
            id: row.get(2)?,
            number: row.get(3)?,
            visitor_name: row.get(4)?,
            visitor_number: row.get(5)?,
        },
        actor,
        excerpt: text::shorten(&row.get::<_, String>(8)?, 160),
        created_at: row.get(9)?,
        read_at: row.get(10)?,
    })
}
