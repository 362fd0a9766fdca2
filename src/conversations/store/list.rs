//! Lists of conversations.
use super::{SELECT, view};
use crate::Result;
use crate::base::ids::{ConversationId, SiteId, UserId, VisitorId};
use crate::conversations::filter::{Assigned, Belongs, Filter, StatusFilter};
use crate::conversations::types::{ConversationView, Counts, ListView};
use rusqlite::{Connection, ToSql, params, params_from_iter};

/// What is wanted of a list.
#[derive(Debug, Clone)]
pub struct ListQuery {
    /// Which list.
    pub view: ListView,
    /// Who asks, for [`ListView::Mine`].
    pub me: UserId,
    /// Only this visitor's.
    pub visitor: Option<VisitorId>,
    /// Only each visitor's newest.
    pub by_visitor: bool,
    /// Narrowed down to.
    pub filter: Filter,
    /// Only these, which were found by their words.
    pub among: Option<Vec<ConversationId>>,
    /// Unix milliseconds, for what was put off.
    pub now: i64,
    /// Last message's time and id where the page before ended.
    pub after: Option<(i64, ConversationId)>,
    /// Most rows.
    pub limit: usize,
}

/// Newest activity first; one row more than `limit` when there are more.
///
/// # Errors
/// When the database cannot be read.
pub fn list(conn: &Connection, site: SiteId, query: &ListQuery) -> Result<Vec<ConversationView>> {
    let found = Conditions::of(site, query);
    let mut statement = conn.prepare_cached(&found.sql())?;
    let rows = statement.query_map(params_from_iter(found.params.iter()), view)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// How many conversations a list has, counted up to one more than `limit`.
///
/// # Errors
/// When the database cannot be read.
pub fn size(conn: &Connection, site: SiteId, query: &ListQuery) -> Result<i64> {
    let found = Conditions::of(site, query);
    let mut statement = conn.prepare_cached(&found.size_sql())?;
    Ok(statement.query_row(params_from_iter(found.params.iter()), |row| row.get(0))?)
}

/// Conditions with their parameters. Only those that are asked for stand in the statement, so that the planner can
/// choose an index by them; the texts are few, so the statements stay prepared.
struct Conditions {
    wanted: Vec<String>,
    params: Vec<Box<dyn ToSql>>,
    /// Whether few conversations fulfil them: finding all and sorting them is then better than going through
    /// everything by time.
    few: bool,
    /// Whether only open ones do.
    open: bool,
    /// Whether only rated ones do, and nothing is asked for that the index of these lacks.
    rated: bool,
}

impl Conditions {
    fn none() -> Conditions {
        Conditions { wanted: Vec::new(), params: Vec::new(), few: false, open: false, rated: false }
    }

    fn of(site: SiteId, query: &ListQuery) -> Conditions {
        let mut it = Conditions::none();
        // Those that are named are looked up one by one: the plus keeps the planner from going through the whole site.
        it.add(if query.among.is_some() { "+c.site_id = ?" } else { "c.site_id = ?" }, site);
        it.view(query);
        it.filter(site, &query.filter, query.now);
        if query.by_visitor {
            it.need(
                "NOT EXISTS (SELECT 1 FROM conversations n
                     WHERE n.visitor_id = c.visitor_id AND n.created_at > c.created_at)",
            );
        }
        if let Some(among) = &query.among {
            (it.few, it.open) = (true, false);
            let ids: Vec<String> = among.iter().map(|it| it.uuid().simple().to_string()).collect();
            let ids = serde_json::Value::from(ids).to_string();
            it.add("c.id IN (SELECT unhex(j.value) FROM json_each(?) j)", ids);
        }
        if let Some((at, id)) = query.after {
            let (at, id) = (it.bind(at), it.bind(id));
            it.wanted.push(format!("(c.last_message_at, c.id) < ({at}, {id})"));
        }
        it.bind(i64::try_from(query.limit + 1).unwrap_or(i64::MAX));
        it
    }

    fn of_filter(site: SiteId, filter: &Filter, now: i64) -> Conditions {
        let mut it = Conditions::none();
        it.add("c.site_id = ?", site);
        let lasting = Filter { tags: Vec::new(), from: None, to: None, ..filter.clone() };
        it.filter(site, &lasting, now);
        it.open = filter.status.is_some_and(|it| it != StatusFilter::Closed);
        it.rated = filter.belongs.is_none() && filter.channel.is_none() && filter.priorities.is_empty();
        match filter.ratings {
            None => it.rated = false,
            // One by one, so that the index finds them.
            Some(bits) => {
                let some: Vec<String> =
                    (1..=5).filter(|it| bits >> it & 1 == 1).map(|it: i64| it.to_string()).collect();
                it.need(&format!("c.rating IN ({})", some.join(", ")));
            }
        }
        it
    }

    fn sql_of_filter(&self) -> String {
        let index = match (self.open, self.rated) {
            (true, _) => "conversations_open",
            (_, true) => "conversations_by_rating",
            _ => "conversations_by_facts",
        };
        format!("SELECT c.id FROM conversations c INDEXED BY {index} WHERE {}", self.wanted.join(" AND "))
    }

    /// The page is found by a few columns first: what is shown of a conversation is costly, and is read for the page
    /// only, whatever had to be sorted.
    fn sql(&self) -> String {
        // The plus keeps the planner from taking the index of times.
        let by = if self.few { "+c.last_message_at" } else { "c.last_message_at" };
        format!(
            "{SELECT} WHERE c.id IN
                 (SELECT c.id FROM conversations c {} WHERE {} ORDER BY {by} DESC, c.id DESC LIMIT ?{})
             ORDER BY c.last_message_at DESC, c.id DESC",
            self.index(),
            self.wanted.join(" AND "),
            self.params.len()
        )
    }

    fn size_sql(&self) -> String {
        format!(
            "SELECT COUNT(*) FROM (SELECT 1 FROM conversations c {} WHERE {} LIMIT ?{})",
            self.index(),
            self.wanted.join(" AND "),
            self.params.len()
        )
    }

    fn index(&self) -> &'static str {
        if self.open { "INDEXED BY conversations_open" } else { "" }
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

    fn need(&mut self, condition: &str) {
        self.wanted.push(condition.to_owned());
    }

    fn view(&mut self, query: &ListQuery) {
        self.few = query.visitor.is_some() || !matches!(query.view, ListView::Closed | ListView::Any);
        if let Some(visitor) = query.visitor {
            return self.add("c.visitor_id = ?", visitor);
        }
        if !matches!(query.view, ListView::Closed | ListView::Any) {
            self.add("COALESCE(c.snoozed_until, 0) <= ?", query.now);
        }
        // Without figures about the data the planner may take another one that begins with the site.
        self.open = !matches!(query.view, ListView::Closed | ListView::Any);
        match query.view {
            ListView::Mine => {
                self.need("c.status <> 'closed'");
                self.add("c.assignee_id = ?", query.me);
            }
            ListView::Unassigned => self.need("c.status <> 'closed' AND c.assignee_id IS NULL"),
            ListView::Queued => self.need("c.status <> 'closed' AND c.status = 'queued'"),
            ListView::Bot => self.need("c.status <> 'closed' AND c.status = 'bot'"),
            ListView::All => self.need("c.status <> 'closed'"),
            ListView::Closed => self.need("c.status = 'closed'"),
            ListView::Any => (),
        }
    }

    fn filter(&mut self, site: SiteId, filter: &Filter, now: i64) {
        match filter.status {
            None => (),
            Some(StatusFilter::Closed) => self.need("c.status = 'closed'"),
            Some(status) => {
                // The partial index of open ones is found by these very words.
                self.need("c.status <> 'closed'");
                self.few = true;
                if status == StatusFilter::Snoozed {
                    self.add("c.snoozed_until > ?", now);
                }
                if let Some(only) = status.only() {
                    self.add("c.status = ?", only);
                }
            }
        }
        match filter.assigned {
            None => (),
            Some(Assigned::Nobody) => self.need("c.assignee_id IS NULL"),
            Some(Assigned::To(user)) => self.add("c.assignee_id = ?", user),
        }
        match filter.belongs {
            None => (),
            Some(Belongs::Nowhere) => self.need("c.department_id IS NULL"),
            Some(Belongs::To(department)) => self.add("c.department_id = ?", department),
        }
        if !filter.tags.is_empty() {
            self.few = true;
            let site = self.bind(site);
            let tags: Vec<String> = filter.tags.iter().map(|it| self.bind(it.clone())).collect();
            self.wanted.push(format!(
                "c.id IN (SELECT t.conversation_id FROM conversation_tags t WHERE t.site_id = {site} AND t.tag IN ({}))",
                tags.join(", ")
            ));
        }
        if let Some(bits) = filter.ratings {
            self.add("c.rating IS NOT NULL AND (? >> c.rating) & 1", bits);
        }
        if !filter.priorities.is_empty() {
            let wanted: Vec<String> = filter.priorities.iter().map(|it| self.bind(*it)).collect();
            self.wanted.push(format!("c.priority IN ({})", wanted.join(", ")));
        }
        if let Some(channel) = &filter.channel {
            self.add("c.channel = ?", channel.clone());
        }
        if let Some(from) = filter.from {
            self.add("c.last_message_at >= ?", from);
        }
        if let Some(to) = filter.to {
            self.add("c.last_message_at < ?", to);
        }
    }
}

/// Conversations that a filter takes in, whatever its tag and its dates; off an index that has all that it asks for.
///
/// # Errors
/// When the database cannot be read.
pub fn filtered(conn: &Connection, site: SiteId, filter: &Filter, now: i64) -> Result<Vec<ConversationId>> {
    let found = Conditions::of_filter(site, filter, now);
    let mut statement = conn.prepare_cached(&found.sql_of_filter())?;
    let rows = statement.query_map(params_from_iter(found.params.iter()), |row| row.get(0))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Conversations that have one of some tags; those with several more than once.
///
/// # Errors
/// When the database cannot be read.
pub fn tagged(conn: &Connection, site: SiteId, tags: &[String]) -> Result<Vec<ConversationId>> {
    let mut statement =
        conn.prepare_cached("SELECT conversation_id FROM conversation_tags WHERE site_id = ?1 AND tag = ?2")?;
    let mut all = Vec::new();
    for tag in tags {
        let rows = statement.query_map(params![site, tag], |row| row.get(0))?;
        all.append(&mut rows.collect::<rusqlite::Result<Vec<_>>>()?);
    }
    Ok(all)
}

/// Sizes of the lists of open conversations.
///
/// # Errors
/// When the database cannot be read.
pub fn counts(conn: &Connection, site: SiteId, me: UserId, now: i64) -> Result<Counts> {
    let mut statement = conn.prepare_cached(
        "SELECT COALESCE(SUM(here AND assignee_id = ?2), 0), COALESCE(SUM(here AND assignee_id IS NULL), 0),
             COALESCE(SUM(here AND status = 'queued'), 0), COALESCE(SUM(here AND status = 'bot'), 0),
             COALESCE(SUM(here), 0), COALESCE(SUM(NOT here), 0)
         FROM (SELECT assignee_id, status, COALESCE(snoozed_until, 0) <= ?3 AS here
             FROM conversations WHERE site_id = ?1 AND status <> 'closed')",
    )?;
    Ok(statement.query_row(params![site, me, now], |row| {
        Ok(Counts {
            mine: row.get(0)?,
            unassigned: row.get(1)?,
            queued: row.get(2)?,
            bot: row.get(3)?,
            all: row.get(4)?,
            snoozed: row.get(5)?,
        })
    })?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Store;

    /// How the database would find a page, one line a step.
    async fn plan(change: impl FnOnce(&mut ListQuery)) -> String {
        let mut query = ListQuery {
            view: ListView::Any,
            me: UserId::random(),
            visitor: None,
            by_visitor: false,
            filter: Filter::default(),
            among: None,
            now: 0,
            after: None,
            limit: 50,
        };
        change(&mut query);
        plan_of(Conditions::of(SiteId::random(), &query), Conditions::sql).await
    }

    async fn plan_of(found: Conditions, sql: impl FnOnce(&Conditions) -> String) -> String {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&folder.path().join("asisttr.db")).unwrap();
        let explain = format!("EXPLAIN QUERY PLAN {}", sql(&found));
        let count = found.params.len();
        let explained = store.read(move |conn| {
            let mut statement = conn.prepare(&explain)?;
            let rows = statement
                .query_map(params_from_iter((0..count).map(|_| 0)), |row| row.get::<_, String>(3))?;
            Ok(rows.collect::<rusqlite::Result<Vec<_>>>()?)
        });
        explained.await.unwrap().join("\n")
    }

    #[tokio::test]
    async fn every_list_is_found_by_an_index() {
        let user = UserId::random();
        type Change = Box<dyn FnOnce(&mut ListQuery)>;
        let lists: Vec<(&str, Change)> = vec![
            ("conversations_open", Box::new(|it| it.view = ListView::Mine)),
            ("conversations_open", Box::new(|it| it.view = ListView::Unassigned)),
            ("conversations_open", Box::new(|it| it.view = ListView::Queued)),
            ("conversations_open", Box::new(|it| it.view = ListView::All)),
            ("conversations_by_activity", Box::new(|it| it.view = ListView::Closed)),
            ("conversations_by_activity", Box::new(|_| ())),
            ("conversations_of_visitor", Box::new(|it| it.visitor = Some(VisitorId::random()))),
            (
                "n USING COVERING INDEX conversations_of_visitor",
                Box::new(|it| (it.view, it.by_visitor) = (ListView::Closed, true)),
            ),
            (
                "conversations_by_tag",
                Box::new(|it| it.filter.tags = vec!["burs".to_owned(), "kayıt".to_owned()]),
            ),
            (
                "USING PRIMARY KEY (id=?)\nLIST SUBQUERY 7\nSCAN j VIRTUAL TABLE",
                Box::new(|it| it.among = Some(Vec::new())),
            ),
            ("conversations_by_activity", Box::new(|it| it.filter.belongs = Some(Belongs::Nowhere))),
            ("conversations_by_activity", Box::new(|it| it.filter.from = Some(1))),
            ("conversations_by_activity", Box::new(|it| it.filter.ratings = Some(6))),
            (
                "conversations_open",
                Box::new(move |it| {
                    it.filter.status = Some(StatusFilter::Active);
                    it.filter.assigned = Some(Assigned::To(user));
                }),
            ),
            ("conversations_by_activity", Box::new(|it| it.after = Some((1, ConversationId::random())))),
        ];
        let wanted = [
            ("COVERING INDEX conversations_by_rating", Filter { ratings: Some(2), ..Filter::default() }),
            (
                "COVERING INDEX conversations_by_rating",
                Filter { ratings: Some(6), status: Some(StatusFilter::Closed), ..Filter::default() },
            ),
            (
                "COVERING INDEX conversations_by_facts",
                Filter { ratings: Some(2), belongs: Some(Belongs::Nowhere), ..Filter::default() },
            ),
        ];
        for (index, filter) in wanted {
            let plan =
                plan_of(Conditions::of_filter(SiteId::random(), &filter, 0), |it| it.sql_of_filter()).await;
            assert!(plan.contains(index), "the search does not use {index}:\n{plan}");
        }
        for (number, (index, change)) in lists.into_iter().enumerate() {
            let plan = plan(change).await;
            assert!(plan.contains(index), "list {number} does not use {index}:\n{plan}");
            assert!(!plan.contains("SCAN c\n"), "list {number} reads every conversation:\n{plan}");
        }
    }
}
