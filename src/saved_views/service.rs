//! Use cases of saved views.
use super::store;
use super::types::{SavedView, ViewCount, ViewInput, ViewOf, ViewScope};
use crate::app::App;
use crate::audit::{self, Actor, Entry};
use crate::base::At;
use crate::base::ids::{SavedViewId, SiteId, UserId};
use crate::conversations::filter::FilterInput;
use crate::conversations::store::{self as conversations, ListQuery};
use crate::conversations::types::ListView;
use crate::store::{Event, Present, Write};
use crate::tickets::filter::TicketFilterInput;
use crate::web::{Staff, input};
use crate::{Error, Result, tickets};
use jiff::Timestamp;
use rusqlite::Connection;
use serde_json::{Value, json};

const MAX_NAME: usize = 60;
/// Most views that are counted at once.
const COUNTED: usize = 200;
/// Counted so far and no further.
const MOST: usize = 999;

/// Who makes or changes a saved view.
#[derive(Debug, Clone)]
pub struct Maker {
    user: UserId,
    admin: bool,
    actor: Actor,
}

impl Maker {
    /// A user of the desk.
    #[must_use]
    pub fn staff(staff: &Staff) -> Maker {
        Maker { user: staff.user, admin: staff.is_admin(), actor: Actor::staff(staff) }
    }

    /// The site's own are for admins to make and change.
    fn may(&self, scope: ViewScope) -> Result<()> {
        let allowed = self.admin || scope == ViewScope::Personal;
        if allowed { Ok(()) } else { Err(Error::Forbidden("role_forbids")) }
    }

    fn owner(&self, scope: ViewScope) -> Option<UserId> {
        (scope == ViewScope::Personal).then_some(self.user)
    }
}

/// How many conversations each view that `user` sees has.
///
/// # Errors
/// When the database cannot be read.
pub async fn counts(app: &App, site: SiteId, user: UserId) -> Result<Vec<ViewCount>> {
    let (now, index) = (app.clock.now(), app.said.clone());
    app.store
        .read(move |conn| {
            let views = store::list(conn, site, user, None, COUNTED)?;
            let count = |it: SavedView| {
                let count = match it.of {
                    ViewOf::Inbox => of_inbox(conn, site, &it.filter, (user, now))?,
                    ViewOf::Tickets => {
                        let filter: TicketFilterInput = input::parse(&it.filter)?;
                        tickets::store::size(conn, &index, site, &filter.checked(user, now)?, MOST)?
                    }
                };
                Ok(ViewCount { id: it.id, count })
            };
            views.into_iter().map(count).collect()
        })
        .await
}

fn of_inbox(
    conn: &Connection,
    site: SiteId,
    filter: &Value,
    (user, now): (UserId, Timestamp),
) -> Result<i64> {
    let filter: FilterInput = input::parse(filter)?;
    let view = if filter.status.is_some() { ListView::Any } else { ListView::All };
    let query = ListQuery {
        among: None,
        view,
        me: user,
        visitor: None,
        filter: filter.checked(user, now)?,
        by_visitor: false,
        now: now.as_millisecond(),
        after: None,
        limit: MOST,
    };
    conversations::size(conn, site, &query)
}

/// A filter as it is kept.
fn checked(of: ViewOf, filter: &Value, user: UserId, now: Timestamp) -> Result<Value> {
    let kept = match of {
        ViewOf::Inbox => {
            let filter: FilterInput = input::parse(filter)?;
            filter.checked(user, now)?;
            serde_json::to_value(filter)
        }
        ViewOf::Tickets => {
            let filter: TicketFilterInput = input::parse(filter)?;
            filter.checked(user, now)?;
            serde_json::to_value(filter)
        }
    };
    Ok(kept.unwrap_or_default())
}

/// Makes one.
///
/// # Errors
/// 403 for a site's view by an agent, 422 for its name or filter.
pub async fn create(app: &App, site: SiteId, by: Maker, input: ViewInput) -> Result<SavedView> {
    let (now, scope) = (app.clock.now(), input.scope.unwrap_or(ViewScope::Personal));
    let of = input.of.unwrap_or(ViewOf::Inbox);
    by.may(scope)?;
    let view = SavedView {
        id: SavedViewId::random(),
        owner: by.owner(scope),
        scope,
        name: name(input.name.as_deref().unwrap_or_default())?,
        of,
        filter: checked(of, &input.filter.unwrap_or_else(|| json!({})), by.user, now)?,
        version: 1,
        created_at: At(now),
    };
    let decide = move |present: &Present<'_>| {
        let mut write = Write::new();
        store::insert(&mut write, site, &view, now);
        note(present, &mut write, (site, &by), "saved_view.created", (None, Some(&view)), now)?;
        Ok((write, view))
    };
    app.store.decide(decide).await.map(|it| it.1)
}

/// Changes one that still has the version `expected`; any, when that is `None`.
///
/// # Errors
/// 403 for a site's view by an agent, 404, 412 with the present one, 422.
pub async fn update(
    app: &App,
    site: SiteId,
    by: Maker,
    id: SavedViewId,
    expected: Option<i64>,
    input: ViewInput,
) -> Result<SavedView> {
    let now = app.clock.now();
    let decide = move |present: &Present<'_>| {
        let old = store::find(present, site, by.user, id)?.ok_or(Error::NotFound("saved_view"))?;
        let scope = input.scope.unwrap_or(old.scope);
        by.may(old.scope)?;
        by.may(scope)?;
        if expected.is_some_and(|it| it != old.version) {
            return Err(Error::Stale(Box::new(serde_json::to_value(&old).unwrap_or_default())));
        }
        let view = SavedView {
            owner: by.owner(scope),
            scope,
            name: input.name.as_deref().map_or_else(|| Ok(old.name.clone()), name)?,
            filter: checked(old.of, input.filter.as_ref().unwrap_or(&old.filter), by.user, now)?,
            version: old.version + 1,
            ..old.clone()
        };
        let mut write = Write::new();
        store::update(&mut write, site, &view);
        note(present, &mut write, (site, &by), "saved_view.updated", (Some(&old), Some(&view)), now)?;
        Ok((write, view))
    };
    app.store.decide(decide).await.map(|it| it.1)
}

/// Removes one.
///
/// # Errors
/// 403 for a site's view by an agent, 404.
pub async fn delete(app: &App, site: SiteId, by: Maker, id: SavedViewId) -> Result<()> {
    let now = app.clock.now();
    app.store
        .decide(move |present| {
            let old = store::find(present, site, by.user, id)?.ok_or(Error::NotFound("saved_view"))?;
            by.may(old.scope)?;
            let mut write = Write::new();
            store::delete(&mut write, site, id);
            note(present, &mut write, (site, &by), "saved_view.deleted", (Some(&old), None), now)?;
            Ok((write, ()))
        })
        .await?;
    Ok(())
}

fn name(raw: &str) -> Result<String> {
    let name = raw.split_whitespace().collect::<Vec<_>>().join(" ");
    if name.is_empty() {
        return Err(Error::invalid("name", "field_missing"));
    }
    if name.chars().count() > MAX_NAME {
        return Err(Error::beyond("name", "field_too_long", 60));
    }
    Ok(name)
}

/// The event, and the audit row. How somebody sorts their own work is not for the trail.
fn note(
    present: &Present<'_>,
    write: &mut Write,
    (site, by): (SiteId, &Maker),
    action: &'static str,
    (old, new): (Option<&SavedView>, Option<&SavedView>),
    now: Timestamp,
) -> Result<()> {
    let Some(id) = new.or(old).map(|it| it.id.uuid()) else { return Ok(()) };
    write.tell(Event::new(site, "saved_view.changed", id, now));
    let shared = |it: &&SavedView| it.scope == ViewScope::Site;
    if !old.iter().any(shared) && !new.iter().any(shared) {
        return Ok(());
    }
    let value = |it: &SavedView| json!({ "name": it.name, "scope": it.scope, "filter": it.filter });
    let mut entry = Entry::new(&by.actor, Some(site), action, now).to("saved_view", id);
    if let Some(it) = old {
        entry = entry.old(value(it));
    }
    if let Some(it) = new {
        entry = entry.new_value(value(it));
    }
    audit::record(present, write, entry)
}
