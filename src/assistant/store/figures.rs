//! What the assistant's numbers are counted from.
use super::super::types::{Outcome, Rung, Why};
use crate::Result;
use crate::base::ids::SiteId;
use rusqlite::{Connection, params};

/// From the first moment to before the last, Unix milliseconds.
type Range = (i64, i64);

/// Answers by the step of the ladder.
///
/// # Errors
/// When the database cannot be read.
pub fn answers_by_rung(conn: &Connection, site: SiteId, range: Range) -> Result<Vec<(Rung, i64)>> {
    let mut statement = conn.prepare_cached(
        "SELECT rung, COUNT(*) FROM ai_answers WHERE site_id = ?1 AND created_at >= ?2 AND created_at < ?3
         GROUP BY rung",
    )?;
    let rows = statement.query_map(params![site, range.0, range.1], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Conversations that it took part in.
///
/// # Errors
/// When the database cannot be read.
pub fn involved(conn: &Connection, site: SiteId, range: Range) -> Result<i64> {
    let mut statement = conn.prepare_cached(
        "SELECT COUNT(*) FROM (
             SELECT conversation_id FROM ai_answers WHERE site_id = ?1 AND created_at >= ?2 AND created_at < ?3
             UNION SELECT conversation_id FROM ai_handovers WHERE site_id = ?1 AND at >= ?2 AND at < ?3)",
    )?;
    Ok(statement.query_row(params![site, range.0, range.1], |row| row.get(0))?)
}

/// Answers that did not help.
///
/// # Errors
/// When the database cannot be read.
pub fn not_helpful(conn: &Connection, site: SiteId, range: Range) -> Result<i64> {
    let mut statement = conn.prepare_cached(
        "SELECT COUNT(*) FROM ai_answers WHERE site_id = ?1 AND created_at >= ?2 AND created_at < ?3 AND helpful = 0",
    )?;
    Ok(statement.query_row(params![site, range.0, range.1], |row| row.get(0))?)
}

/// Conversations that went to people, by the reason; each counts once, with its last reason.
///
/// # Errors
/// When the database cannot be read.
pub fn handovers_by_reason(conn: &Connection, site: SiteId, range: Range) -> Result<Vec<(Why, i64)>> {
    let mut statement = conn.prepare_cached(
        "SELECT reason, COUNT(*) FROM (
             SELECT conversation_id, reason, MAX(since) FROM ai_handovers
             WHERE site_id = ?1 AND at >= ?2 AND at < ?3 GROUP BY conversation_id)
         GROUP BY reason ORDER BY COUNT(*) DESC, reason",
    )?;
    let rows = statement.query_map(params![site, range.0, range.1], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// What became of conversations that the assistant dealt with alone.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Fates {
    /// The visitor said that it helped.
    pub confirmed: i64,
    /// The last question had an answer, and nothing was said since.
    pub assumed: i64,
    /// Of both: the visitor came back within a week.
    pub returned: i64,
}

/// The same. `silent`: who said something after this moment may still go on, Unix milliseconds.
///
/// # Errors
/// When the database cannot be read.
pub fn fates(conn: &Connection, site: SiteId, range: Range, silent: i64) -> Result<Fates> {
    let mut statement = conn.prepare_cached(
        "WITH alone AS (
             SELECT a.conversation_id AS id, MAX(a.created_at) AS last,
                 COALESCE((SELECT b.helpful FROM ai_answers b
                  WHERE b.conversation_id = a.conversation_id AND b.helpful IS NOT NULL
                  ORDER BY b.created_at DESC, b.message_id DESC LIMIT 1), 0) AS helped,
                 (SELECT b.rung IN ('model', 'extractive') AND COALESCE(b.helpful, 1) = 1 FROM ai_answers b
                  WHERE b.conversation_id = a.conversation_id AND b.rung <> 'talk'
                  ORDER BY b.created_at DESC, b.message_id DESC LIMIT 1) AS answered
             FROM ai_answers a
             WHERE a.site_id = ?1 AND a.created_at >= ?2 AND a.created_at < ?3
                 AND NOT EXISTS (SELECT 1 FROM ai_handovers h WHERE h.conversation_id = a.conversation_id)
             GROUP BY a.conversation_id),
         settled AS (
             SELECT id, last, helped FROM alone WHERE helped = 1 OR (answered = 1 AND last <= ?4))
         SELECT COALESCE(SUM(helped = 1), 0), COALESCE(SUM(helped = 0), 0), COALESCE(SUM(EXISTS (
             SELECT 1 FROM conversations c JOIN conversations o ON o.visitor_id = c.visitor_id
             WHERE c.id = settled.id AND o.created_at > settled.last AND o.created_at <= settled.last + 604800000)), 0)
         FROM settled",
    )?;
    let found = statement.query_row(params![site, range.0, range.1, silent], |row| {
        Ok(Fates { confirmed: row.get(0)?, assumed: row.get(1)?, returned: row.get(2)? })
    })?;
    Ok(found)
}

/// What agents did with suggestions.
///
/// # Errors
/// When the database cannot be read.
pub fn outcomes(conn: &Connection, site: SiteId, range: Range) -> Result<Vec<(Outcome, i64)>> {
    let mut statement = conn.prepare_cached(
        "SELECT outcome, COUNT(*) FROM suggestion_outcomes WHERE site_id = ?1 AND at >= ?2 AND at < ?3
         GROUP BY outcome ORDER BY outcome",
    )?;
    let rows = statement.query_map(params![site, range.0, range.1], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}
