//! The event log: what happened, in commit order, as ids only.
use super::Seq;
use crate::Result;
use crate::base::ids::{ConversationId, SiteId, VisitorId};
use jiff::Timestamp;
use rusqlite::{Connection, Row, params};
use serde::Serialize;
use serde_json::value::RawValue;
use std::borrow::Cow;
use std::sync::Arc;
use uuid::Uuid;

/// Something that happened, told to followers after it is durable. Thin: never names or texts, so that
/// erasing a person never touches the log.
#[derive(Debug, Clone)]
pub struct Event {
    /// The tenant it happened in.
    pub site: SiteId,
    /// `noun.verb_in_the_past`, such as `message.created`.
    pub kind: Cow<'static, str>,
    /// The thing it happened to: a message's id for `message.*`, a user's for `user.*` …
    pub object: Uuid,
    /// The conversation concerned, where there is one.
    pub conversation: Option<ConversationId>,
    /// The visitor who may hear of it, where one may.
    pub visitor: Option<VisitorId>,
    /// When it was decided.
    pub at: Timestamp,
    /// What clients are told, as JSON, for followers that keep up; never stored, so it may be missing at any time.
    pub content: Option<Arc<RawValue>>,
}

impl Event {
    /// An event about `object` that no visitor hears of.
    pub fn new(site: SiteId, kind: &'static str, object: Uuid, at: Timestamp) -> Event {
        let kind = Cow::Borrowed(kind);
        Event { site, kind, object, conversation: None, visitor: None, at, content: None }
    }

    /// An event about `object` in a conversation.
    pub fn within(mut self, conversation: ConversationId, visitor: Option<VisitorId>) -> Event {
        self.conversation = Some(conversation);
        self.visitor = visitor;
        self
    }

    /// The same event with what clients are told of it: spares reading back what was just written.
    pub fn telling(mut self, content: &impl Serialize) -> Event {
        self.content = serde_json::value::to_raw_value(content).ok().map(Arc::from);
        self
    }
}

const COLUMNS: &str = "seq, site_id, kind, object_id, conversation_id, visitor_id, at";

pub(super) fn append(conn: &Connection, seq: Seq, event: &Event) -> Result<()> {
    conn.prepare_cached(
        "INSERT INTO events (seq, site_id, kind, object_id, conversation_id, visitor_id, at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )?
    .execute(params![
        seq,
        event.site,
        event.kind,
        event.object.as_bytes(),
        event.conversation,
        event.visitor,
        event.at.as_millisecond()
    ])?;
    Ok(())
}

/// Up to `limit` events of every site after `seq`, oldest first; for followers.
///
/// # Errors
/// When the log cannot be read.
pub fn after(conn: &Connection, seq: Seq, limit: usize) -> Result<Vec<(Seq, Event)>> {
    let sql = format!("SELECT {COLUMNS} FROM events WHERE seq > ?1 ORDER BY seq LIMIT ?2");
    let mut statement = conn.prepare_cached(&sql)?;
    let rows = statement.query_map(params![seq, to_sql(limit)], from_row)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Up to `limit` events of one site after `seq`, oldest first.
///
/// # Errors
/// When the log cannot be read.
pub fn of_site_after(conn: &Connection, site: SiteId, seq: Seq, limit: usize) -> Result<Vec<(Seq, Event)>> {
    let sql = format!("SELECT {COLUMNS} FROM events WHERE site_id = ?1 AND seq > ?2 ORDER BY seq LIMIT ?3");
    let mut statement = conn.prepare_cached(&sql)?;
    let rows = statement.query_map(params![site, seq, to_sql(limit)], from_row)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// The oldest sequence number still kept; `None` when the log is empty.
///
/// # Errors
/// When the log cannot be read.
pub fn oldest(conn: &Connection) -> Result<Option<Seq>> {
    Ok(conn.prepare_cached("SELECT MIN(seq) FROM events")?.query_row((), |row| row.get(0))?)
}

fn from_row(row: &Row<'_>) -> rusqlite::Result<(Seq, Event)> {
    let object: [u8; 16] = row.get(3)?;
    let event = Event {
        site: row.get(1)?,
        kind: Cow::Owned(row.get(2)?),
        object: Uuid::from_bytes(object),
        conversation: row.get(4)?,
        visitor: row.get(5)?,
        at: Timestamp::from_millisecond(row.get(6)?).unwrap_or_default(),
        content: None,
    };
    Ok((row.get(0)?, event))
}

fn to_sql(limit: usize) -> i64 {
    i64::try_from(limit).unwrap_or(i64::MAX)
}
