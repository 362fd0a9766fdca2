//! What conversations ask for, and who waits.
use crate::base::Priority;
use crate::base::ids::{ConversationId, DepartmentId, SiteId, SkillId, UserId, VisitorId};
use crate::routing::types::{Request, Waiting};
use crate::{Result, visitors};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use rusqlite::{Connection, OptionalExtension as _, params};

/// What a visitor asks for who begins a conversation.
#[derive(Debug, Clone, Default)]
pub struct Asked {
    /// Where it belongs.
    pub department: Option<DepartmentId>,
    /// What it needs.
    pub skills: Vec<SkillId>,
    /// Language of the widget.
    pub language: String,
}

/// What a conversation that begins now asks of whoever takes it.
///
/// # Errors
/// When the database cannot be read.
pub fn asked(
    conn: &Connection,
    site: SiteId,
    visitor: VisitorId,
    asked: Asked,
    now: Timestamp,
) -> Result<Request> {
    let mut statement =
        conn.prepare_cached("SELECT vip, page FROM visitors WHERE site_id = ?1 AND id = ?2")?;
    let found = statement.query_row(params![site, visitor], |row| Ok((row.get(0)?, row.get(1)?)));
    let (vip, page) = found.optional()?.unwrap_or_default();
    Ok(Request {
        department: asked.department,
        team: None,
        skills: asked.skills,
        language: asked.language,
        vip,
        page,
        tags: visitors::store::tags(conn, site, visitor)?,
        priority: Priority::Normal,
        minute: minute(conn, site, now)?,
        last_agent: last_agent(conn, site, visitor)?,
        declined: Vec::new(),
    })
}

/// What a conversation asks of whoever takes it; `None` when the site has no such conversation.
///
/// # Errors
/// When the database cannot be read.
pub fn request(
    conn: &Connection,
    site: SiteId,
    id: ConversationId,
    now: Timestamp,
) -> Result<Option<Request>> {
    let mut statement = conn.prepare_cached(
        "SELECT c.department_id, c.required_skills, c.language, v.vip, v.page, c.visitor_id, c.declined,
             c.priority, (SELECT json_group_array(tag) FROM (
                 SELECT tag FROM conversation_tags t WHERE t.conversation_id = c.id
                 UNION SELECT tag FROM visitor_tags w WHERE w.visitor_id = c.visitor_id))
         FROM conversations c JOIN visitors v ON v.id = c.visitor_id
         WHERE c.site_id = ?1 AND c.id = ?2",
    )?;
    let found = statement.query_row(params![site, id], |row| {
        let visitor: VisitorId = row.get(5)?;
        let request = Request {
            department: row.get(0)?,
            skills: ids(&row.get::<_, String>(1)?),
            language: row.get(2)?,
            vip: row.get(3)?,
            page: row.get(4)?,
            declined: ids(&row.get::<_, String>(6)?),
            priority: row.get(7)?,
            tags: serde_json::from_str(&row.get::<_, String>(8)?).unwrap_or_default(),
            ..Request::default()
        };
        Ok((visitor, request))
    });
    let Some((visitor, request)) = found.optional()? else { return Ok(None) };
    Ok(Some(Request {
        minute: minute(conn, site, now)?,
        last_agent: last_agent(conn, site, visitor)?,
        ..request
    }))
}

/// A JSON array of ids; what cannot be read is left out.
fn ids<T: serde::de::DeserializeOwned>(text: &str) -> Vec<T> {
    serde_json::from_str(text).unwrap_or_default()
}

/// Who had the visitor's last conversation that anybody had.
fn last_agent(conn: &Connection, site: SiteId, visitor: VisitorId) -> Result<Option<UserId>> {
    let mut statement = conn.prepare_cached(
        "SELECT assignee_id FROM conversations
         WHERE visitor_id = ?2 AND site_id = ?1 AND status = 'closed' AND assignee_id IS NOT NULL
         ORDER BY created_at DESC LIMIT 1",
    )?;
    Ok(statement.query_row(params![site, visitor], |row| row.get(0)).optional()?)
}

/// Minute of the day on the site's clock.
fn minute(conn: &Connection, site: SiteId, now: Timestamp) -> Result<i64> {
    let mut statement = conn.prepare_cached("SELECT time_zone FROM sites WHERE id = ?1")?;
    let zone: Option<String> = statement.query_row(params![site], |row| row.get(0)).optional()?;
    let zone = zone.and_then(|it| TimeZone::get(&it).ok()).unwrap_or(TimeZone::UTC);
    let time = now.to_zoned(zone).time();
    Ok(i64::from(time.hour()) * 60 + i64::from(time.minute()))
}

/// Every conversation of the site that waits for an agent, in no particular order.
///
/// # Errors
/// When the database cannot be read.
pub fn waiting(conn: &Connection, site: SiteId) -> Result<Vec<Waiting>> {
    let mut statement = conn.prepare_cached(
        "SELECT c.id, COALESCE(c.queued_at, c.waiting_since, c.last_message_at), v.vip,
             EXISTS (SELECT 1 FROM conversations o WHERE o.visitor_id = c.visitor_id AND o.id <> c.id),
             COALESCE(g.urgent, 0), c.department_id, c.visitor_id, c.form_offered_at, c.offered_to, c.offer_ends_at,
             c.priority
         FROM conversations c
         JOIN visitors v ON v.id = c.visitor_id
         LEFT JOIN groups g ON g.id = c.department_id
         WHERE c.site_id = ?1 AND c.status <> 'closed' AND c.status = 'queued'",
    )?;
    let rows = statement.query_map(params![site], |row| {
        Ok(Waiting {
            id: row.get(0)?,
            since: row.get(1)?,
            vip: row.get(2)?,
            returning: row.get(3)?,
            urgent: row.get(4)?,
            department: row.get(5)?,
            visitor: row.get(6)?,
            form_offered_at: row.get(7)?,
            offered_to: row.get(8)?,
            offer_ends_at: row.get(9)?,
            priority: row.get(10)?,
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// How long the last conversations with an agent took since `since`, newest first, in seconds; of one department
/// where one is named.
///
/// # Errors
/// When the database cannot be read.
pub fn handling(
    conn: &Connection,
    site: SiteId,
    department: Option<DepartmentId>,
    since: Timestamp,
) -> Result<Vec<i64>> {
    let mut statement = conn.prepare_cached(
        // Looks at the last 2,000 conversations only, so that a small department costs no more than a large one.
        "SELECT seconds FROM (
             SELECT MAX(0, closed_at - COALESCE(first_reply_at, created_at)) / 1000 AS seconds, status, assignee_id,
                 department_id, last_message_at
             FROM conversations WHERE site_id = ?1 AND last_message_at >= ?2
             ORDER BY last_message_at DESC LIMIT 2000)
         WHERE status = 'closed' AND assignee_id IS NOT NULL AND (?3 IS NULL OR department_id = ?3)
         ORDER BY last_message_at DESC LIMIT 50",
    )?;
    let rows = statement.query_map(params![site, since.as_millisecond(), department], |row| row.get(0))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}
