//! SQL for offline messages.
use super::types::{Handler, NewRequest, OfflineMessage};
use crate::base::ids::{ConversationId, OfflineMessageId, SiteId, UserId, VisitorId};
use crate::store::Write;
use crate::{Error, Result};
use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, Row, params};

const SELECT: &str =
    "SELECT o.id, o.name, o.email, o.body, o.page, o.visitor_id, o.conversation_id, o.created_at,
        o.handled_at, o.handled_by, u.name, o.kind, o.phone, o.call_at
    FROM offline_messages o LEFT JOIN users u ON u.id = o.handled_by";

/// Newest first, `limit + 1` rows; `handled` picks one kind.
///
/// # Errors
/// When the database cannot be read.
pub fn list(
    conn: &Connection,
    site: SiteId,
    handled: Option<bool>,
    after: Option<(i64, OfflineMessageId)>,
    limit: usize,
) -> Result<Vec<OfflineMessage>> {
    let sql = format!(
        "{SELECT} WHERE o.site_id = ?1 AND (?2 IS NULL OR (o.handled_at IS NOT NULL) = ?2)
             AND (?3 IS NULL OR (o.created_at, o.id) < (?3, ?4))
         ORDER BY o.created_at DESC, o.id DESC LIMIT ?5"
    );
    let mut statement = conn.prepare_cached(&sql)?;
    let limit = i64::try_from(limit + 1).unwrap_or(i64::MAX);
    let rows = statement
        .query_map(params![site, handled, after.map(|it| it.0), after.map(|it| it.1), limit], from_row)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// One request, or `None`.
///
/// # Errors
/// When the database cannot be read.
pub fn find(conn: &Connection, site: SiteId, id: OfflineMessageId) -> Result<Option<OfflineMessage>> {
    let sql = format!("{SELECT} WHERE o.site_id = ?1 AND o.id = ?2");
    Ok(conn.prepare_cached(&sql)?.query_row(params![site, id], from_row).optional()?)
}

/// Whether the conversation is the visitor's.
///
/// # Errors
/// When the database cannot be read.
pub fn is_of_visitor(
    conn: &Connection,
    site: SiteId,
    conversation: ConversationId,
    visitor: Option<VisitorId>,
) -> Result<bool> {
    let mut statement = conn.prepare_cached(
        "SELECT COUNT(*) FROM conversations WHERE site_id = ?1 AND id = ?2 AND visitor_id = ?3",
    )?;
    let count: i64 = statement.query_row(params![site, conversation, visitor], |row| row.get(0))?;
    Ok(count == 1)
}

/// Stores a request.
pub fn insert(write: &mut Write, site: SiteId, id: OfflineMessageId, new: &NewRequest, at: Timestamp) {
    write.run(
        "INSERT INTO offline_messages (id, site_id, visitor_id, conversation_id, name, email, body, page, created_at,
             kind, phone, call_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
        &[
            &id,
            &site,
            &new.visitor,
            &new.conversation,
            &new.name,
            &new.email,
            &new.body,
            &new.page,
            &at.as_millisecond(),
            &new.kind,
            &new.phone,
            &new.call_at,
        ],
    );
}

/// Notes that somebody dealt with it, or that nobody has after all.
pub fn set_handled(
    write: &mut Write,
    site: SiteId,
    id: OfflineMessageId,
    handled: Option<(UserId, Timestamp)>,
) {
    write.one(
        "UPDATE offline_messages SET handled_at = ?3, handled_by = ?4 WHERE site_id = ?1 AND id = ?2",
        &[&site, &id, &handled.map(|it| it.1.as_millisecond()), &handled.map(|it| it.0)],
        Error::NotFound("offline_message"),
    );
}

/// Requests of one visitor are another's from now on.
pub fn move_to(write: &mut Write, site: SiteId, from: VisitorId, into: VisitorId) {
    write.run(
        "UPDATE offline_messages SET visitor_id = ?3 WHERE site_id = ?1 AND visitor_id = ?2",
        &[&site, &from, &into],
    );
}

fn from_row(row: &Row<'_>) -> rusqlite::Result<OfflineMessage> {
    let handled_by = match (row.get(9)?, row.get(10)?) {
        (Some(id), Some(name)) => Some(Handler { id, name }),
        _ => None,
    };
    Ok(OfflineMessage {
        id: row.get(0)?,
        name: row.get(1)?,
        kind: row.get(11)?,
        email: row.get::<_, Option<String>>(2)?.filter(|it| !it.is_empty()),
        phone: row.get(12)?,
        call_at: row.get(13)?,
        body: row.get(3)?,
        page: row.get(4)?,
        visitor_id: row.get(5)?,
        conversation_id: row.get(6)?,
        created_at: row.get(7)?,
        handled_at: row.get(8)?,
        handled_by,
    })
}
