//! Lists of tickets, the board, and counts. All of them look at one index that holds the facts they go by, and read the
//! tickets themselves for what is shown only. What other tables and the index of what was said know (tags, watchers, words,
//! due times) is gathered as a set first.
mod conditions;
mod sets;

use super::{SELECT, view, with_clocks};
use crate::base::ids::{SiteId, TicketId, UserId};
use crate::engine::threads::{ThreadIndex, Threads};
use crate::tickets::filter::{Due, Sort, TicketFilter};
use crate::tickets::types::{Status, TicketView};
use crate::{Result, sla};
use conditions::Conditions;
use jiff::Timestamp;
use rusqlite::{Connection, params, params_from_iter};
use serde::Serialize;
use sets::{chosen, due_by};

/// What is wanted of a list.
#[derive(Debug, Clone)]
pub struct ListQuery {
    /// Narrowed down to.
    pub filter: TicketFilter,
    /// In which order.
    pub sort: Sort,
    /// Sort key and id where the page before ended.
    pub after: Option<(i64, TicketId)>,
    /// Most rows.
    pub limit: usize,
}

/// One column of the board.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
#[schema(as = TicketColumn)]
pub struct Column {
    /// Of which status.
    pub status: Status,
    /// How many tickets it has.
    pub count: i64,
    /// Those that changed last.
    pub tickets: Vec<TicketView>,
}

/// Tickets by their status.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
#[schema(as = TicketBoard)]
pub struct Board {
    /// One for every status, in the order of a ticket's life.
    pub columns: Vec<Column>,
}

/// How many unsolved tickets there are.
#[derive(Debug, Clone, Default, Serialize, utoipa::ToSchema)]
#[schema(as = TicketCounts)]
pub struct Counts {
    /// The asking user's.
    pub mine: i64,
    /// Nobody's.
    pub unassigned: i64,
    /// Of which the requester waits for us: new and open.
    pub open: i64,
    /// All.
    pub unsolved: i64,
    /// That the asking user wants to hear of.
    pub watching: i64,
    /// With a promise that is overdue; at most 1,000, which stands for "1,000 or more".
    pub late: i64,
    /// With a promise that is near, and none that is overdue; as `late`.
    pub near: i64,
}

/// Due tickets are counted up to here.
const MOST_COUNTED: usize = 1_000;

/// How much a ticket presses, as a number. No column of its own: an index with a generated one is never enough alone.
const RANK: &str = "CASE t.priority WHEN 'urgent' THEN 3 WHEN 'high' THEN 2 WHEN 'normal' THEN 1 ELSE 0 END";

/// A page in the wanted order; one row more than `limit` when there are more. With each its sort key.
///
/// # Errors
/// When the database or the index cannot be read.
pub fn list(
    conn: &Connection,
    index: &ThreadIndex,
    site: SiteId,
    query: &ListQuery,
) -> Result<Vec<(i64, TicketView)>> {
    let chosen = chosen(conn, index, site, &query.filter)?;
    let page = match (chosen, query.sort) {
        (None, Sort::Updated | Sort::Newest | Sort::Oldest | Sort::Priority) => by_index(conn, site, query)?,
        (chosen, Sort::Due) => {
            let found = looked_through(conn, site, &query.filter, ("t.updated_at", chosen.as_ref()))?;
            by_due(conn, site, found.into_iter().map(|it| it.id).collect(), query)?
        }
        (Some(chosen), sort) => {
            let found = looked_through(conn, site, &query.filter, (key(sort).0, Some(&chosen)))?;
            let found = found.into_iter().map(|it| (it.key, it.id)).collect();
            cut(found, key(sort).1, (query.after, query.limit + 1))
        }
    };
    shown(conn, site, page)
}

/// A ticket's place in a list.
type Place = (i64, TicketId);

/// What a list is sorted by, and whether the highest comes first.
fn key(sort: Sort) -> (&'static str, bool) {
    match sort {
        Sort::Updated => ("t.updated_at", true),
        Sort::Newest => ("t.created_at", true),
        // Due times are not in the index of facts.
        Sort::Oldest | Sort::Due => ("t.created_at", false),
        Sort::Priority => (RANK, true),
    }
}

/// A page that the index of facts gives by itself.
fn by_index(conn: &Connection, site: SiteId, query: &ListQuery) -> Result<Vec<Place>> {
    let mut found = Conditions::of(site, &query.filter);
    let (key, descends) = key(query.sort);
    let direction = if descends { "DESC" } else { "ASC" };
    if let Some((at, id)) = query.after {
        let (at, id) = (found.bind(at), found.bind(id));
        found.wanted.push(format!("({key}, t.id) {} ({at}, {id})", if descends { "<" } else { ">" }));
    }
    let limit = found.bind(i64::try_from(query.limit + 1).unwrap_or(i64::MAX));
    let page = format!(
        "SELECT {key}, t.id FROM tickets t {} WHERE {} ORDER BY {key} {direction}, t.id {direction} LIMIT {limit}",
        found.index(),
        found.wanted.join(" AND ")
    );
    let mut statement = conn.prepare_cached(&page)?;
    let rows =
        statement.query_map(params_from_iter(found.params.iter()), |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// The tickets that a filter takes in, whatever words it asks for; `None`: all of them.
///
/// # Errors
/// When the database or the index cannot be read.
pub fn taken_in(
    conn: &Connection,
    index: &ThreadIndex,
    site: SiteId,
    filter: &TicketFilter,
) -> Result<Option<Threads>> {
    let filter = TicketFilter { words: None, perhaps: None, ..filter.clone() };
    if filter == TicketFilter::default() {
        return Ok(None);
    }
    let chosen = chosen(conn, index, site, &filter)?;
    let found = looked_through(conn, site, &filter, ("t.updated_at", chosen.as_ref()))?;
    Ok(Some(found.into_iter().map(|it| it.id.uuid()).collect()))
}

/// What is known of a ticket without reading it.
struct Fact {
    status: Status,
    key: i64,
    id: TicketId,
}

/// Every ticket that the facts of a filter take in and that was chosen by the rest of it, in no order: one look through the
/// index of facts, whatever was chosen.
fn looked_through(
    conn: &Connection,
    site: SiteId,
    filter: &TicketFilter,
    (key, chosen): (&str, Option<&Threads>),
) -> Result<Vec<Fact>> {
    let wanted = Conditions::of(site, filter);
    let sql = format!(
        "SELECT t.id, t.status, {key} FROM tickets t {} WHERE {}",
        wanted.index(),
        wanted.wanted.join(" AND ")
    );
    let mut statement = conn.prepare_cached(&sql)?;
    let mut rows = statement.query(params_from_iter(wanted.params.iter()))?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let id: TicketId = row.get(0)?;
        if chosen.is_none_or(|it| it.contains(id.uuid())) {
            found.push(Fact { status: row.get(1)?, key: row.get(2)?, id });
        }
    }
    Ok(found)
}

/// The first of what was found, in order.
fn cut(mut found: Vec<Place>, descends: bool, (after, limit): (Option<Place>, usize)) -> Vec<Place> {
    if let Some(after) = after {
        found.retain(|it| if descends { *it < after } else { *it > after });
    }
    if descends {
        found.sort_unstable_by(|one, other| other.cmp(one));
    } else {
        found.sort_unstable();
    }
    found.truncate(limit);
    found
}

/// What is due soonest first; what has no due time after all else, the newest first.
fn by_due(conn: &Connection, site: SiteId, found: Vec<TicketId>, query: &ListQuery) -> Result<Vec<Place>> {
    let mut left: Threads = found.iter().map(|it| it.uuid()).collect();
    let (mut page, wanted) = (Vec::new(), query.limit + 1);
    sla::store::dues(conn, site, (i64::MIN, i64::MAX), |due, id| {
        // A ticket may have several promises: the first one counts.
        if left.take(id.uuid()) && query.after.is_none_or(|after| (due, id) > after) {
            page.push((due, id));
        }
        page.len() < wanted
    })?;
    if page.len() < wanted {
        let rest = found.into_iter().filter(|it| left.contains(it.uuid())).map(|it| (i64::MAX, it)).collect();
        let after = query.after.filter(|it| it.0 == i64::MAX);
        page.extend(cut(rest, true, (after, wanted - page.len())));
    }
    Ok(page)
}

/// Reads what is shown of tickets, in the order given.
fn shown(conn: &Connection, site: SiteId, page: Vec<Place>) -> Result<Vec<(i64, TicketView)>> {
    let sql = format!("{SELECT} WHERE t.id = ?2 AND t.site_id = ?1");
    let mut statement = conn.prepare_cached(&sql)?;
    let mut found = Vec::with_capacity(page.len());
    for (key, id) in page {
        found.push((key, with_clocks(conn, site, statement.query_row(params![site, id], view)?)?));
    }
    Ok(found)
}

/// How many tickets a filter takes in, counted up to one more than `limit`.
///
/// # Errors
/// When the database or the index cannot be read.
pub fn size(
    conn: &Connection,
    index: &ThreadIndex,
    site: SiteId,
    filter: &TicketFilter,
    limit: usize,
) -> Result<i64> {
    if let Some(chosen) = chosen(conn, index, site, filter)? {
        let found = looked_through(conn, site, filter, ("t.updated_at", Some(&chosen)))?;
        return Ok(i64::try_from(found.len().min(limit + 1)).unwrap_or(i64::MAX));
    }
    let mut found = Conditions::of(site, filter);
    let limit = found.bind(i64::try_from(limit + 1).unwrap_or(i64::MAX));
    let sql = format!(
        "SELECT COUNT(*) FROM (SELECT 1 FROM tickets t {} WHERE {} LIMIT {limit})",
        found.index(),
        found.wanted.join(" AND ")
    );
    let mut statement = conn.prepare_cached(&sql)?;
    Ok(statement.query_row(params_from_iter(found.params.iter()), |row| row.get(0))?)
}

/// Every status with its number of tickets and the `limit` that changed last.
///
/// # Errors
/// When the database or the index cannot be read.
pub fn board(
    conn: &Connection,
    index: &ThreadIndex,
    site: SiteId,
    filter: &TicketFilter,
    limit: usize,
) -> Result<Board> {
    let columns = match chosen(conn, index, site, filter)? {
        Some(chosen) => {
            let found = looked_through(conn, site, filter, ("t.updated_at", Some(&chosen)))?;
            Status::ALL.map(|status| {
                let places = found.iter().filter(|it| it.status == status).map(|it| (it.key, it.id));
                let places: Vec<Place> = places.collect();
                (status, places.len(), cut(places, true, (None, limit)))
            })
        }
        None => counted_columns(conn, site, filter, limit)?,
    };
    let column = |(status, count, places): (Status, usize, Vec<Place>)| {
        let tickets = shown(conn, site, places)?.into_iter().map(|it| it.1).collect();
        Ok(Column { status, count: i64::try_from(count).unwrap_or(i64::MAX), tickets })
    };
    Ok(Board { columns: columns.into_iter().map(column).collect::<Result<_>>()? })
}

/// The columns of a board as the index of facts gives them: how many tickets, and the first.
fn counted_columns(
    conn: &Connection,
    site: SiteId,
    filter: &TicketFilter,
    limit: usize,
) -> Result<[(Status, usize, Vec<Place>); 6]> {
    let found = Conditions::of(site, filter);
    let sql = format!(
        "SELECT t.status, COUNT(*) FROM tickets t {} WHERE {} GROUP BY t.status",
        found.index(),
        found.wanted.join(" AND ")
    );
    let mut statement = conn.prepare_cached(&sql)?;
    let rows =
        statement.query_map(params_from_iter(found.params.iter()), |row| Ok((row.get(0)?, row.get(1)?)))?;
    let counts: Vec<(Status, i64)> = rows.collect::<rusqlite::Result<_>>()?;
    let mut columns = Status::ALL.map(|status| (status, 0, Vec::new()));
    for (status, count, places) in &mut columns {
        let known = counts.iter().find(|it| it.0 == *status).map_or(0, |it| it.1);
        *count = usize::try_from(known).unwrap_or_default();
        if known > 0 {
            let filter = TicketFilter { statuses: vec![*status], ..filter.clone() };
            let query = ListQuery { filter, sort: Sort::Updated, after: None, limit };
            *places = by_index(conn, site, &query)?.into_iter().take(limit).collect();
        }
    }
    Ok(columns)
}

/// Sizes of the lists of unsolved tickets.
///
/// # Errors
/// When the database cannot be read.
pub fn counts(conn: &Connection, site: SiteId, me: UserId, now: Timestamp) -> Result<Counts> {
    let mut statement = conn.prepare_cached(
        "SELECT COALESCE(SUM(assignee_id = ?2), 0), COALESCE(SUM(assignee_id IS NULL), 0),
             COALESCE(SUM(status IN ('new', 'open')), 0), COUNT(*)
         FROM tickets INDEXED BY tickets_by_facts
         WHERE site_id = ?1 AND status IN ('new', 'open', 'waiting_reply', 'pending')",
    )?;
    let counts = statement.query_row(params![site, me], |row| {
        Ok(Counts {
            mine: row.get(0)?,
            unassigned: row.get(1)?,
            open: row.get(2)?,
            unsolved: row.get(3)?,
            ..Counts::default()
        })
    })?;
    let mut statement = conn.prepare_cached(
        "SELECT COUNT(*) FROM ticket_watchers w JOIN tickets t ON t.id = w.ticket_id
         WHERE w.user_id = ?2 AND w.site_id = ?1 AND t.status IN ('new', 'open', 'waiting_reply', 'pending')",
    )?;
    let size = |due| due_by(conn, site, (due, now.as_millisecond()), MOST_COUNTED);
    let size = |due| size(due).map(|it| i64::try_from(it.len()).unwrap_or(i64::MAX));
    Ok(Counts {
        watching: statement.query_row(params![site, me], |row| row.get(0))?,
        late: size(Due::Late)?,
        near: size(Due::Near)?,
        ..counts
    })
}
