//! The facts that a list goes by, as conditions over the index that holds them all.
use crate::base::ids::SiteId;
use crate::tickets::filter::{Of, TicketFilter};
use rusqlite::ToSql;

/// Conditions with their parameters.
pub(super) struct Conditions {
    pub(super) wanted: Vec<String>,
    pub(super) params: Vec<Box<dyn ToSql>>,
    /// Whether few tickets fulfil them, which another index finds.
    few: bool,
}

impl Conditions {
    pub(super) fn of(site: SiteId, filter: &TicketFilter) -> Conditions {
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

    pub(super) fn index(&self) -> &'static str {
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
    pub(super) fn bind(&mut self, value: impl ToSql + 'static) -> String {
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
    use crate::base::ids::{UserId, VisitorId};
    use crate::store::Store;
    use crate::tickets::types::{Priority, Status};
    use rusqlite::params_from_iter;

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
                    from: Some(0),
                    ..TicketFilter::default()
                },
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
