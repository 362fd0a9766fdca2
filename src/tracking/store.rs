//! SQL for sessions and pages.
use super::types::{Activity, Holder, LiveConversation, Look, SessionView, SourceView, StateChange};
use crate::Result;
use crate::base::At;
use crate::base::ids::{SessionId, SiteId, VisitorId};
use crate::live::{SESSION_PAUSE_MS, Source, Unsaved, View, Visit};
use crate::store::Write;
use crate::visitors::{self, VisitorView};
use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, Row, params};
use std::collections::HashMap;

const SESSION: &str =
    "s.id, s.began_at, s.last_at, s.browser, s.system, s.device, s.screen, s.language, s.referrer,
    s.campaign, s.page_views, s.country, s.city";
const LOOK: &str = "p.session_id, p.url, p.title, p.at, p.duration_ms, p.scroll";

/// Pages that come along with a session.
const PAGES_OF_SESSION: usize = 50;

/// Views of one moment lie a millisecond apart each, and so a little after the last sign of life.
const VIEWS_APART_MS: i64 = 1_000;

/// States that come along with a session.
const STATES_OF_SESSION: usize = 500;

/// The session of a visitor that still goes on.
///
/// # Errors
/// When the database cannot be read.
pub fn going_on(
    conn: &Connection,
    site: SiteId,
    visitor: VisitorId,
    now: Timestamp,
) -> Result<Option<Visit>> {
    let sql = format!(
        "SELECT {SESSION} FROM sessions s WHERE s.visitor_id = ?2 AND s.site_id = ?1 AND s.last_at >= ?3
         ORDER BY s.began_at DESC LIMIT 1"
    );
    let since = now.as_millisecond() - SESSION_PAUSE_MS;
    let mut statement = conn.prepare_cached(&sql)?;
    let found = statement.query_row(params![site, visitor, since], |row| {
        let times = (row.get::<_, At>(1)?.0, row.get::<_, At>(2)?.0);
        let source = Source {
            tracked: true,
            browser: row.get(3)?,
            system: row.get(4)?,
            device: row.get(5)?,
            screen: row.get(6)?,
            language: row.get(7)?,
            referrer: row.get(8)?,
            campaign: row.get(9)?,
            country: row.get(11)?,
            city: row.get(12)?,
        };
        Ok((row.get::<_, SessionId>(0)?, times, source, row.get::<_, i64>(10)?))
    });
    let Some((id, times, source, page_views)) = found.optional()? else { return Ok(None) };
    let mut statement = conn.prepare_cached(
        "SELECT at, url, title, scroll FROM page_views
         WHERE visitor_id = ?1 AND session_id = ?2 AND duration_ms IS NULL ORDER BY at DESC LIMIT 1",
    )?;
    let open = statement.query_row(params![visitor, id], |row| {
        let (at, url, title, scroll) = (row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?);
        Ok(View { at, url, title, duration_ms: None, scroll })
    });
    Ok(Some(Visit::resumed(id, times, source, (open.optional()?, page_views))))
}

/// Stores what happened to a visit since it was stored last; the same twice changes nothing more.
pub fn save(write: &mut Write, it: &Unsaved) {
    let (visit, source) = (&it.visit, &it.visit.source);
    if source.tracked {
        write.run(
            "INSERT INTO sessions (id, site_id, visitor_id, began_at, last_at, browser, system, device, screen, language,
                 referrer, campaign, page_views, country, city)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)
             ON CONFLICT (id) DO UPDATE SET last_at = excluded.last_at, browser = excluded.browser,
                 system = excluded.system, device = excluded.device, screen = excluded.screen,
                 language = excluded.language, referrer = excluded.referrer, campaign = excluded.campaign,
                 page_views = excluded.page_views, country = excluded.country, city = excluded.city
             WHERE visitor_id = excluded.visitor_id",
            &[
                &visit.session,
                &it.site,
                &it.visitor,
                &visit.began_at.as_millisecond(),
                &visit.last_at.as_millisecond(),
                &source.browser,
                &source.system,
                &source.device,
                &source.screen,
                &source.language,
                &source.referrer,
                &source.campaign,
                &visit.page_views,
                &source.country,
                &source.city,
            ],
        );
    }
    for page in &it.pages {
        write.run(
            "INSERT INTO page_views (site_id, visitor_id, at, session_id, url, title, duration_ms, scroll)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
             ON CONFLICT (visitor_id, at) DO UPDATE SET title = excluded.title, duration_ms = excluded.duration_ms,
                 scroll = excluded.scroll",
            &[
                &it.site,
                &it.visitor,
                &page.at,
                &visit.session,
                &page.url,
                &page.title,
                &page.duration_ms,
                &page.scroll,
            ],
        );
    }
    for (at, idle) in &it.states {
        write.run(
            "INSERT OR REPLACE INTO session_states (session_id, at, idle) VALUES (?1, ?2, ?3)",
            &[&visit.session, at, idle],
        );
    }
    let page = it.pages.last();
    write.run(
        "UPDATE visitors SET last_seen_at = MAX(last_seen_at, ?3), visit_count = visit_count + ?4,
             page = COALESCE(?5, page), title = CASE WHEN ?5 IS NULL THEN title ELSE ?6 END,
             language = COALESCE(?7, language)
         WHERE site_id = ?1 AND id = ?2",
        &[
            &it.site,
            &it.visitor,
            &visit.last_at.as_millisecond(),
            &i64::from(it.counts),
            &page.map(|it| it.url.as_str()),
            &page.and_then(|it| it.title.as_deref()),
            &source.language,
        ],
    );
}

/// A visitor with the open conversation, for the live list.
///
/// # Errors
/// When the database cannot be read.
pub fn visitor_with_conversation(
    conn: &Connection,
    site: SiteId,
    id: VisitorId,
) -> Result<Option<(VisitorView, Option<LiveConversation>)>> {
    let sql = format!(
        "SELECT {}, c.id, c.number, c.status, u.id, u.name
         FROM visitors v
         LEFT JOIN conversations c ON c.visitor_id = v.id AND c.status <> 'closed'
         LEFT JOIN users u ON u.id = c.assignee_id
         WHERE v.site_id = ?1 AND v.id = ?2",
        visitors::store::COLUMNS
    );
    let mut statement = conn.prepare_cached(&sql)?;
    let found = statement.query_row(params![site, id], |row| {
        Ok((visitors::store::view(row, 0)?, conversation(row, visitors::store::COLUMN_COUNT)?))
    });
    Ok(found.optional()?)
}

fn conversation(row: &Row<'_>, from: usize) -> rusqlite::Result<Option<LiveConversation>> {
    let Some(id) = row.get(from)? else { return Ok(None) };
    let assignee = match (row.get(from + 3)?, row.get(from + 4)?) {
        (Some(id), Some(name)) => Some(Holder { id, name }),
        _ => None,
    };
    Ok(Some(LiveConversation { id, number: row.get(from + 1)?, status: row.get(from + 2)?, assignee }))
}

/// Whether no session has this id.
///
/// # Errors
/// When the database cannot be read.
pub fn is_free(conn: &Connection, id: SessionId) -> Result<bool> {
    let mut statement = conn.prepare_cached("SELECT NOT EXISTS (SELECT 1 FROM sessions WHERE id = ?1)")?;
    Ok(statement.query_row([id], |row| row.get(0))?)
}

/// Which sessions of a visitor stand on a page of their list.
const ON_PAGE: &str = "FROM sessions s
    WHERE s.visitor_id = ?2 AND s.site_id = ?1 AND (?3 IS NULL OR (s.began_at, s.id) < (?3, ?4))
    ORDER BY s.began_at DESC, s.id DESC LIMIT ?5";

/// Sessions of a visitor, newest first, with their last pages; one more than `limit` when there are more.
///
/// # Errors
/// When the database cannot be read.
pub fn sessions(
    conn: &Connection,
    (site, visitor): (SiteId, VisitorId),
    after: Option<(i64, SessionId)>,
    limit: usize,
    now: Timestamp,
) -> Result<Vec<SessionView>> {
    let limit = i64::try_from(limit + 1).unwrap_or(i64::MAX);
    let (at, id) = after.unzip();
    let page = params![site, visitor, at, id, limit];
    let mut statement = conn.prepare_cached(&format!("SELECT {SESSION} {ON_PAGE}"))?;
    let rows = statement.query_map(page, |row| session(row, now))?;
    let mut sessions: Vec<SessionView> = rows.collect::<rusqlite::Result<_>>()?;
    let began = |it: &SessionView| it.began_at.0.as_millisecond();
    let (oldest, newest) =
        (sessions.iter().map(began).min(), sessions.iter().map(|it| began(it) + it.duration_ms).max());
    let places: HashMap<SessionId, usize> = sessions.iter().enumerate().map(|(at, it)| (it.id, at)).collect();
    let mut statement = conn.prepare_cached(&format!(
        "SELECT session_id, url, title, at, duration_ms, scroll FROM (
             SELECT {LOOK}, ROW_NUMBER() OVER (PARTITION BY p.session_id ORDER BY p.at DESC) AS place
             FROM page_views p
             WHERE p.visitor_id = ?2 AND p.at BETWEEN ?6 AND ?7 + {VIEWS_APART_MS} AND p.session_id IN (SELECT s.id {ON_PAGE}))
         WHERE place <= {PAGES_OF_SESSION} ORDER BY at DESC"
    ))?;
    let within = params![site, visitor, at, id, limit, oldest, newest];
    for row in statement.query_map(within, look)? {
        let row = row?;
        if let Some(it) = places.get(&row.session_id).and_then(|at| sessions.get_mut(*at)) {
            it.pages.push(row);
        }
    }
    let mut statement = conn.prepare_cached(&format!(
        "SELECT session_id, at, idle FROM (
             SELECT session_id, at, idle, ROW_NUMBER() OVER (PARTITION BY session_id ORDER BY at) AS place
             FROM session_states WHERE session_id IN (SELECT s.id {ON_PAGE}))
         WHERE place <= {STATES_OF_SESSION} ORDER BY at"
    ))?;
    let states = statement.query_map(page, |row| {
        Ok((row.get(0)?, StateChange { at: row.get(1)?, state: Activity::of(row.get(2)?) }))
    })?;
    for row in states {
        let (id, state): (SessionId, StateChange) = row?;
        if let Some(it) = places.get(&id).and_then(|at| sessions.get_mut(*at)) {
            it.states.push(state);
        }
    }
    Ok(sessions)
}

fn session(row: &Row<'_>, now: Timestamp) -> rusqlite::Result<SessionView> {
    let (began_at, last_at): (At, At) = (row.get(1)?, row.get(2)?);
    let last = last_at.0.as_millisecond();
    Ok(SessionView {
        id: row.get(0)?,
        began_at,
        last_at,
        over: now.as_millisecond() - last > SESSION_PAUSE_MS,
        duration_ms: last - began_at.0.as_millisecond(),
        source: SourceView {
            browser: row.get(3)?,
            system: row.get(4)?,
            device: row.get(5)?,
            screen: row.get(6)?,
            referrer: row.get(8)?,
            country: row.get(11)?,
            city: row.get(12)?,
            campaign: row.get::<_, Option<String>>(9)?.and_then(|it| serde_json::from_str(&it).ok()),
        },
        language: row.get(7)?,
        page_views: row.get(10)?,
        pages: Vec::new(),
        states: Vec::new(),
    })
}

/// Pages of a visitor over all sessions, newest first; one more than `limit` when there are more.
///
/// # Errors
/// When the database cannot be read.
pub fn journey(
    conn: &Connection,
    (site, visitor): (SiteId, VisitorId),
    after: Option<i64>,
    limit: usize,
) -> Result<Vec<Look>> {
    let sql = format!(
        "SELECT {LOOK} FROM page_views p WHERE p.visitor_id = ?2 AND p.site_id = ?1 AND (?3 IS NULL OR p.at < ?3)
         ORDER BY p.at DESC LIMIT ?4"
    );
    let limit = i64::try_from(limit + 1).unwrap_or(i64::MAX);
    let mut statement = conn.prepare_cached(&sql)?;
    let rows = statement.query_map(params![site, visitor, after, limit], look)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

fn look(row: &Row<'_>) -> rusqlite::Result<Look> {
    Ok(Look {
        session_id: row.get(0)?,
        url: row.get(1)?,
        title: row.get(2)?,
        at: row.get(3)?,
        duration_ms: row.get(4)?,
        scroll: row.get(5)?,
    })
}

/// Up to `limit` sessions that began before `before`.
///
/// # Errors
/// When the database cannot be read.
pub fn old(conn: &Connection, before: Timestamp, limit: i64) -> Result<Vec<(SessionId, VisitorId)>> {
    let mut statement = conn.prepare_cached(
        "SELECT id, visitor_id FROM sessions WHERE began_at < ?1 ORDER BY began_at LIMIT ?2",
    )?;
    let rows =
        statement.query_map(params![before.as_millisecond(), limit], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Sessions and pages of one visitor are another's from now on.
pub fn move_to(write: &mut Write, site: SiteId, from: VisitorId, into: VisitorId) {
    write.run(
        "UPDATE sessions SET visitor_id = ?3 WHERE visitor_id = ?2 AND site_id = ?1",
        &[&site, &from, &into],
    );
    // No two views of a visitor share a moment.
    write.run(
        "UPDATE OR IGNORE page_views SET visitor_id = ?3 WHERE visitor_id = ?2 AND site_id = ?1",
        &[&site, &from, &into],
    );
    write.run(
        "UPDATE OR IGNORE page_views SET visitor_id = ?3, at = at + 1 WHERE visitor_id = ?2 AND site_id = ?1",
        &[&site, &from, &into],
    );
    write.run("DELETE FROM page_views WHERE visitor_id = ?2 AND site_id = ?1", &[&site, &from]);
}

/// Removes a session with its pages.
pub fn remove(write: &mut Write, session: SessionId, visitor: VisitorId) {
    write.run("DELETE FROM page_views WHERE visitor_id = ?2 AND session_id = ?1", &[&session, &visitor]);
    write.run("DELETE FROM session_states WHERE session_id = ?1", &[&session]);
    write.run("DELETE FROM sessions WHERE id = ?1", &[&session]);
}
