//! Lists of tickets, the board, and counts. All of them look at one index that holds everything they go by, and read
//! the tickets themselves for what is shown only.
use super::{SELECT, view, with_clocks};
use crate::Result;
use crate::base::ids::{SiteId, TicketId, UserId};
use crate::tickets::filter::{Of, Sort, TicketFilter};
use crate::tickets::types::{Status, TicketView};
use rusqlite::{Connection, ToSql, params, params_from_iter};
use serde::Serialize;

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
}

/// How much a ticket presses, as a number. No column of its own: an index with a generated one is never enough alone.
const RANK: &str = "CASE t.priority WHEN 'urgent' THEN 3 WHEN 'high' THEN 2 WHEN 'normal' THEN 1 ELSE 0 END";

/// A page in the wanted order; one row more than `limit` when there are more. With each its sort key.
///
/// # Errors
/// When the database cannot be read.
pub fn list(conn: &Connection, site: SiteId, query: &ListQuery) -> Result<Vec<(i64, TicketView)>> {
    let mut found = Conditions::of(site, &query.filter);
    let (key, descends) = match query.sort {
        Sort::Updated => ("t.updated_at", true),
        Sort::Newest => ("t.created_at", true),
        Sort::Oldest => ("t.created_at", false),
        Sort::Priority => (RANK, true),
    };
    let direction = if descends { "DESC" } else { "ASC" };
    if let Some((at, id)) = query.after {
        let (at, id) = (found.bind(at), found.bind(id));
        found.wanted.push(format!("({key}, t.id) {} ({at}, {id})", if descends { "<" } else { ">" }));
    }
    let limit = found.bind(i64::try_from(query.limit + 1).unwrap_or(i64::MAX));
    let page = format!(
        "SELECT t.id, {key} FROM tickets t {} WHERE {} ORDER BY {key} {direction}, t.id {direction} LIMIT {limit}",
        found.index(),
        found.wanted.join(" AND ")
    );
    let mut statement = conn.prepare_cached(&page)?;
    let rows =
        statement.query_map(params_from_iter(found.params.iter()), |row| Ok((row.get(0)?, row.get(1)?)))?;
    let page: Vec<(TicketId, i64)> = rows.collect::<rusqlite::Result<_>>()?;
    shown(conn, site, page)
}

/// Reads what is shown of tickets, in the order given.
fn shown(conn: &Connection, site: SiteId, page: Vec<(TicketId, i64)>) -> Result<Vec<(i64, TicketView)>> {
    let sql = format!("{SELECT} WHERE t.id = ?2 AND t.site_id = ?1");
    let mut statement = conn.prepare_cached(&sql)?;
    let mut found = Vec::with_capacity(page.len());
    for (id, key) in page {
        found.push((key, with_clocks(conn, site, statement.query_row(params![site, id], view)?)?));
    }
    Ok(found)
}

/// How many tickets a filter takes in, counted up to one more than `limit`.
///
/// # Errors
/// When the database cannot be read.
pub fn size(conn: &Connection, site: SiteId, filter: &TicketFilter, limit: usize) -> Result<i64> {
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
/// When the database cannot be read.
pub fn board(conn: &Connection, site: SiteId, filter: &TicketFilter, limit: usize) -> Result<Board> {
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
    let column = |status: Status| {
        let count = counts.iter().find(|it| it.0 == status).map_or(0, |it| it.1);
        if count == 0 {
            return Ok(Column { status, count, tickets: Vec::new() });
        }
        let filter = TicketFilter { statuses: vec![status], ..filter.clone() };
        let query = ListQuery { filter, sort: Sort::Updated, after: None, limit };
        let tickets = list(conn, site, &query)?.into_iter().take(limit).map(|it| it.1).collect();
        Ok(Column { status, count, tickets })
    };
    Ok(Board { columns: Status::ALL.into_iter().map(column).collect::<Result<_>>()? })
}

/// Sizes of the lists of unsolved tickets.
///
/// # Errors
/// When the database cannot be read.
pub fn counts(conn: &Connection, site: SiteId, me: UserId) -> Result<Counts> {
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
            watching: 0,
        })
    })?;
    let mut statement = conn.prepare_cached(
        "SELECT COUNT(*) FROM ticket_watchers w JOIN tickets t ON t.id = w.ticket_id
         WHERE w.user_id = ?2 AND w.site_id = ?1 AND t.status IN ('new', 'open', 'waiting_reply', 'pending')",
    )?;
    Ok(Counts { watching: statement.query_row(params![site, me], |row| row.get(0))?, ..counts })
}

/// Conditions with their parameters.
struct Conditions {
    wanted: Vec<String>,
    params: Vec<Box<dyn ToSql>>,
    /// Whether few tickets fulfil them, which another index finds.
    few: bool,
}

impl Conditions {
    fn of(site: SiteId, filter: &TicketFilter) -> Conditions {
        let mut it = Conditions { wanted: Vec::new(), params: Vec::new(), few: false };
        it.add("t.site_id = ?", site);
        it.facts(filter);
        if let Some(visitor) = filter.visitor {
            it.few = true;
            it.add("t.visitor_id = ?", visitor);
        }
        if let Some(number) = filter.number {
            it.few = true;
            it.add("t.number = ?", number);
        }
        if !filter.tags.is_empty() {
            let site = it.bind(site);
            let tags: Vec<String> = filter.tags.iter().map(|tag| it.bind(tag.clone())).collect();
            it.wanted.push(format!(
                "t.id IN (SELECT g.ticket_id FROM ticket_tags g WHERE g.site_id = {site} AND g.tag IN ({}))",
                tags.join(", ")
            ));
        }
        if let Some(user) = filter.watcher {
            it.add("t.id IN (SELECT w.ticket_id FROM ticket_watchers w WHERE w.user_id = ?)", user);
        }
        for word in &filter.words {
            it.add("instr(t.folded, ?)", word.clone());
        }
        if let Some(from) = filter.from {
            it.add("t.created_at >= ?", from);
        }
        if let Some(to) = filter.to {
            it.add("t.created_at < ?", to);
        }
        it
    }

    fn facts(&mut self, filter: &TicketFilter) {
        self.among("t.status", &filter.statuses);
        self.among("t.priority", &filter.priorities);
        self.among("t.source", &filter.sources);
        self.of_one("t.assignee_id", filter.assignee);
        self.of_one("t.team_id", filter.team);
        self.of_one("t.department_id", filter.department);
        match filter.category {
            Some(Of::This(id)) => {
                let id = self.bind(id);
                self.wanted.push(format!(
                    "t.category_id IN (SELECT c.id FROM ticket_categories c WHERE c.id = {id} OR c.parent_id = {id})"
                ));
            }
            Some(Of::Nothing) => self.wanted.push("t.category_id IS NULL".to_owned()),
            None => (),
        }
    }

    fn index(&self) -> &'static str {
        if self.few { "" } else { "INDEXED BY tickets_by_facts" }
    }

    fn among<T: ToSql + Clone + 'static>(&mut self, column: &str, values: &[T]) {
        if values.is_empty() {
            return;
        }
        let names: Vec<String> = values.iter().map(|it| self.bind(it.clone())).collect();
        self.wanted.push(format!("{column} IN ({})", names.join(", ")));
    }

    fn of_one<T: ToSql + 'static>(&mut self, column: &str, value: Option<Of<T>>) {
        match value {
            None => (),
            Some(Of::Nothing) => self.wanted.push(format!("{column} IS NULL")),
            Some(Of::This(it)) => self.add(&format!("{column} = ?"), it),
        }
    }

    /// Adds a parameter and tells how it is called.
    fn bind(&mut self, value: impl ToSql + 'static) -> String {
        self.params.push(Box::new(value));
        format!("?{}", self.params.len())
    }

    /// Adds a condition with one parameter, which stands as `?` in it.
    fn add(&mut self, condition: &str, value: impl ToSql + 'static) {
        let name = self.bind(value);
        self.wanted.push(condition.replace('?', &name));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::ids::VisitorId;
    use crate::store::Store;
    use crate::tickets::types::Priority;

    async fn plan(filter: TicketFilter) -> String {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&folder.path().join("asisttr.db")).unwrap();
        let found = Conditions::of(SiteId::random(), &filter);
        let sql = format!(
            "EXPLAIN QUERY PLAN SELECT t.id FROM tickets t {} WHERE {} ORDER BY t.updated_at DESC, t.id DESC LIMIT 50",
            found.index(),
            found.wanted.join(" AND ")
        );
        let count = found.params.len();
        let explained = store.read(move |conn| {
            let mut statement = conn.prepare(&sql)?;
            let rows = statement
                .query_map(params_from_iter((0..count).map(|_| 0)), |row| row.get::<_, String>(3))?;
            Ok(rows.collect::<rusqlite::Result<Vec<_>>>()?)
        });
        explained.await.unwrap().join("\n")
    }

    #[tokio::test]
    async fn every_list_is_found_by_an_index_alone() {
        let user = UserId::random();
        let lists = [
            ("COVERING INDEX tickets_by_facts", TicketFilter::default()),
            (
                "COVERING INDEX tickets_by_facts",
                TicketFilter { statuses: vec![Status::New], ..TicketFilter::default() },
            ),
            (
                "COVERING INDEX tickets_by_facts",
                TicketFilter {
                    assignee: Some(Of::This(user)),
                    priorities: vec![Priority::Urgent],
                    words: vec!["kayit".to_owned()],
                    from: Some(0),
                    ..TicketFilter::default()
                },
            ),
            (
                "COVERING INDEX tickets_by_facts",
                TicketFilter { tags: vec!["burs".to_owned()], ..TicketFilter::default() },
            ),
            (
                "tickets_of_visitor",
                TicketFilter { visitor: Some(VisitorId::random()), ..TicketFilter::default() },
            ),
            ("ticket_by_number", TicketFilter { number: Some(1), ..TicketFilter::default() }),
        ];
        for (index, filter) in lists {
            let shown = format!("{filter:?}");
            let plan = plan(filter).await;
            assert!(plan.contains(index), "{shown} does not use {index}:\n{plan}");
        }
    }
}
