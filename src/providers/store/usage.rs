//! SQL for what requests took.
use crate::base::ids::{BudgetNoticeId, SiteId, UsageId};
use crate::providers::types::{By, Period, Request, Row, Slice, Sums};
use crate::store::Write;
use crate::{Error, Result};
use jiff::Timestamp;
use jiff::civil::Date;
use rusqlite::{Connection, params};

/// Keeps a request, and adds it to its day.
pub fn insert(
    write: &mut Write,
    site: SiteId,
    (row, cost_micros): (&Row, i64),
    (day, at): (Date, Timestamp),
) {
    let amount = |it: u64| i64::try_from(it).unwrap_or(i64::MAX);
    let (first, total) = (row.first_word_ms.map(amount), amount(row.total_ms));
    write.run(
        "INSERT INTO ai_usage (id, site_id, at, provider, name, model, purpose, tokens_in, tokens_out, estimated, cost_micros,
             first_word_ms, total_ms, conversation_id, outcome)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)",
        &[
            &UsageId::random(),
            &site,
            &at.as_millisecond(),
            &row.provider,
            &row.name,
            &row.model,
            &row.purpose,
            &row.tokens.0,
            &row.tokens.1,
            &row.estimated,
            &cost_micros,
            &first,
            &total,
            &row.conversation,
            &row.outcome,
        ],
    );
    let counted = if row.failed() { 0 } else { total };
    write.run(
        "INSERT INTO ai_usage_days (site_id, day, provider, model, purpose, name, requests, failures, estimated, tokens_in,
             tokens_out, cost_micros, total_ms)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, 1, ?7, ?8, ?9, ?10, ?11, ?12)
         ON CONFLICT (site_id, day, provider, model, purpose) DO UPDATE SET
             name = excluded.name, requests = requests + 1, failures = failures + excluded.failures,
             estimated = estimated + excluded.estimated, tokens_in = tokens_in + excluded.tokens_in,
             tokens_out = tokens_out + excluded.tokens_out, cost_micros = cost_micros + excluded.cost_micros,
             total_ms = total_ms + excluded.total_ms",
        &[
            &site,
            &day.to_string(),
            &row.provider,
            &row.model,
            &row.purpose,
            &row.name,
            &row.failed(),
            &row.estimated,
            &row.tokens.0,
            &row.tokens.1,
            &cost_micros,
            &counted,
        ],
    );
}

/// Forgets requests older than `before`; their sums stay.
pub fn forget_old(write: &mut Write, before: Timestamp) {
    write.run("DELETE FROM ai_usage WHERE at < ?1", &[&before.as_millisecond()]);
}

/// What a site has spent from `since` on, in millionths of its currency.
///
/// # Errors
/// When the database cannot be read.
pub fn spent(conn: &Connection, site: SiteId, since: Date) -> Result<i64> {
    let mut statement = conn.prepare_cached(
        "SELECT COALESCE(SUM(cost_micros), 0) FROM ai_usage_days WHERE site_id = ?1 AND day >= ?2",
    )?;
    Ok(statement.query_row(params![site, since.to_string()], |row| row.get(0))?)
}

/// The same as an amount of the currency.
///
/// # Errors
/// When the database cannot be read.
pub fn spent_amount(conn: &Connection, site: SiteId, since: Date) -> Result<f64> {
    spent(conn, site, since).map(amount)
}

/// Whether admins were told that so much of a period's budget is spent, or more; of a lower limit, that does not count.
///
/// # Errors
/// When the database cannot be read.
pub fn is_told(
    conn: &Connection,
    site: SiteId,
    (period, since): (Period, Date),
    (percent, limit_micros): (i64, i64),
) -> Result<bool> {
    let mut statement = conn.prepare_cached(
        "SELECT EXISTS (SELECT 1 FROM ai_budget_notices
             WHERE site_id = ?1 AND period = ?2 AND since = ?3 AND percent >= ?4
                 AND limit_micros >= ?5)",
    )?;
    let of = params![site, period, since.to_string(), percent, limit_micros];
    Ok(statement.query_row(of, |row| row.get(0))?)
}

/// Notes that admins are told.
pub fn note(
    write: &mut Write,
    site: SiteId,
    (period, since): (Period, Date),
    (id, percent, limit_micros): (BudgetNoticeId, i64, i64),
    at: Timestamp,
) {
    write.one(
        "INSERT INTO ai_budget_notices (site_id, period, since, percent, limit_micros, id, at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        &[&site, &period, &since.to_string(), &percent, &limit_micros, &id, &at.as_millisecond()],
        Error::NotFound("site"),
    );
}

/// Sums from `from` to `to`, both days included, in the order of the days, or of what was spent.
///
/// # Errors
/// When the database cannot be read.
pub fn slices(conn: &Connection, site: SiteId, by: By, (from, to): (Date, Date)) -> Result<Vec<Slice>> {
    let (key, name, model, order) = match by {
        By::Day => ("day", "NULL", "NULL", "1"),
        // By name, so that a trial before the first save stands with what was saved then.
        By::Provider => ("MAX(provider)", "name", "model", "SUM(cost_micros) DESC, SUM(requests) DESC, 2, 3"),
        By::Purpose => ("purpose", "NULL", "NULL", "SUM(cost_micros) DESC, SUM(requests) DESC, 1"),
    };
    let group = if by == By::Provider { "name, model" } else { key };
    let sql = format!(
        "SELECT {key}, {name}, {model}, SUM(requests), SUM(failures), SUM(estimated), SUM(tokens_in), SUM(tokens_out),
             SUM(cost_micros), SUM(total_ms)
         FROM ai_usage_days WHERE site_id = ?1 AND day BETWEEN ?2 AND ?3
         GROUP BY {group} ORDER BY {order}"
    );
    let mut statement = conn.prepare_cached(&sql)?;
    let rows = statement.query_map(params![site, from.to_string(), to.to_string()], |row| {
        let (requests, failures): (i64, i64) = (row.get(3)?, row.get(4)?);
        let sums = Sums {
            requests,
            failures,
            estimated: row.get(5)?,
            tokens_in: row.get(6)?,
            tokens_out: row.get(7)?,
            cost: amount(row.get(8)?),
            mean_ms: row.get::<_, i64>(9)?.checked_div(requests - failures),
        };
        Ok(Slice { key: row.get(0)?, name: row.get(1)?, model: row.get(2)?, sums })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// The last requests, newest first; one row more than `limit` when there are more.
///
/// # Errors
/// When the database cannot be read.
pub fn requests(
    conn: &Connection,
    site: SiteId,
    (failed_only, after): (bool, Option<UsageId>),
    limit: usize,
) -> Result<Vec<Request>> {
    let mut statement = conn.prepare_cached(
        "SELECT id, at, provider, name, model, purpose, tokens_in, tokens_out, estimated, cost_micros, first_word_ms, total_ms,
             (SELECT c.id FROM conversations c WHERE c.id = u.conversation_id AND c.site_id = u.site_id), outcome
         FROM ai_usage u
         WHERE site_id = ?1 AND (?2 IS NULL OR id < ?2) AND (NOT ?3 OR outcome NOT IN ('answered', 'abandoned'))
         ORDER BY id DESC LIMIT ?4",
    )?;
    let limit = i64::try_from(limit + 1).unwrap_or(i64::MAX);
    let rows = statement.query_map(params![site, after, failed_only, limit], |row| {
        Ok(Request {
            id: row.get(0)?,
            at: row.get(1)?,
            provider: row.get(2)?,
            name: row.get(3)?,
            model: row.get(4)?,
            purpose: row.get(5)?,
            tokens_in: row.get(6)?,
            tokens_out: row.get(7)?,
            estimated: row.get(8)?,
            cost: amount(row.get(9)?),
            first_word_ms: row.get(10)?,
            total_ms: row.get(11)?,
            conversation_id: row.get(12)?,
            outcome: row.get(13)?,
            failure: None,
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Millionths as an amount of the currency.
fn amount(micros: i64) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "money is shown with few digits")]
    let micros = micros as f64;
    micros / 1_000_000.0
}
