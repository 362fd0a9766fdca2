//! Use cases of policies.
use crate::app::App;
use crate::audit::{self, Actor, Entry};
use crate::base::ids::{SiteId, SlaPolicyId};
use crate::sla::rules;
use crate::sla::store;
use crate::sla::types::{Policy, PolicyInput};
use crate::store::{Event, Present, Write};
use crate::{Error, Result};
use jiff::Timestamp;
use rusqlite::Connection;
use serde_json::{Value, json};

/// Most policies of a site.
const MOST: usize = 50;

/// Every policy of a site, in the order in which they are tried.
///
/// # Errors
/// When the database cannot be read.
pub async fn list(app: &App, site: SiteId) -> Result<Vec<Policy>> {
    app.store.read(move |conn| store::policies(conn, site)).await
}

/// One policy.
///
/// # Errors
/// 404.
pub async fn show(app: &App, site: SiteId, id: SlaPolicyId) -> Result<Policy> {
    app.store.read(move |conn| find(conn, site, id)).await
}

fn find(conn: &Connection, site: SiteId, id: SlaPolicyId) -> Result<Policy> {
    store::policy(conn, site, id)?.ok_or(Error::NotFound("sla_policy"))
}

/// Makes a policy, the last before the one that always fits.
///
/// # Errors
/// 422 as [`rules::check`]; 409 `too_many_policies`.
pub async fn create(app: &App, site: SiteId, actor: Actor, input: PolicyInput) -> Result<Policy> {
    let (id, now) = (SlaPolicyId::random(), app.clock.now());
    let decide = move |present: &Present<'_>| {
        let all = store::policies(present, site)?;
        if all.len() >= MOST {
            return Err(Error::Conflict("too_many_policies"));
        }
        let last = all.iter().filter(|it| it.id != SlaPolicyId::NIL).map(|it| it.position).max();
        let position = last.map_or(0, |it| it + 1);
        let made = rules::check(input, Policy { id, position, version: 1, ..Policy::fallback() })?;
        let mut write = Write::new();
        store::put_policy(&mut write, site, &made, now)?;
        let entry = entry(&actor, (site, id), "sla_policy.created", now).new_value(audited(&made));
        audit::record(present, &mut write, entry)?;
        write.tell(changed(site, id, now));
        Ok((write, made))
    };
    app.store.decide(decide).await.map(|(_, made)| made)
}

/// Changes a policy that still has the version `expected`; any, when that is `None`. Its clocks are worked out anew.
///
/// # Errors
/// 404, 412 with the present one, 422 as [`rules::check`].
pub async fn update(
    app: &App,
    site: SiteId,
    actor: Actor,
    (id, expected): (SlaPolicyId, Option<i64>),
    input: PolicyInput,
) -> Result<Policy> {
    let now = app.clock.now();
    let decide = move |present: &Present<'_>| {
        let old = find(present, site, id)?;
        if expected.is_some_and(|it| it != old.version) {
            return Err(Error::Stale(Box::new(serde_json::to_value(&old).unwrap_or_default())));
        }
        let before = audited(&old);
        let version = old.version + 1;
        let new = rules::check(input, Policy { version, ..old })?;
        let mut write = Write::new();
        store::put_policy(&mut write, site, &new, now)?;
        let entry = entry(&actor, (site, id), "sla_policy.updated", now).old(before).new_value(audited(&new));
        audit::record(present, &mut write, entry)?;
        write.tell(changed(site, id, now));
        Ok((write, new))
    };
    app.store.decide(decide).await.map(|(_, new)| new)
}

/// Removes a policy; the one that always fits becomes what it was at first.
///
/// # Errors
/// 404.
pub async fn delete(app: &App, site: SiteId, actor: Actor, id: SlaPolicyId) -> Result<()> {
    let now = app.clock.now();
    let decide = move |present: &Present<'_>| {
        let old = find(present, site, id)?;
        let mut write = Write::new();
        store::delete_policy(&mut write, site, id);
        let entry = entry(&actor, (site, id), "sla_policy.deleted", now).old(audited(&old));
        audit::record(present, &mut write, entry)?;
        write.tell(changed(site, id, now));
        Ok((write, ()))
    };
    app.store.decide(decide).await.map(|_| ())
}

/// Puts policies into another order: all of them but the one that always fits, which stays the last.
///
/// # Errors
/// 422 `value_invalid` unless every policy is named once.
pub async fn order(app: &App, site: SiteId, actor: Actor, ids: Vec<SlaPolicyId>) -> Result<Vec<Policy>> {
    let now = app.clock.now();
    let decide = move |present: &Present<'_>| {
        let own = |it: &&Policy| it.id != SlaPolicyId::NIL;
        let mut known: Vec<SlaPolicyId> =
            store::policies(present, site)?.iter().filter(own).map(|it| it.id).collect();
        let before = json!({ "order": known });
        let mut named = ids.clone();
        known.sort();
        named.sort();
        if known != named {
            return Err(Error::invalid("ids", "value_invalid"));
        }
        let mut write = Write::new();
        store::reorder(&mut write, site, &ids);
        let entry = entry(&actor, (site, SlaPolicyId::NIL), "sla_policy.reordered", now);
        audit::record(present, &mut write, entry.old(before).new_value(json!({ "order": ids })))?;
        write.tell(changed(site, SlaPolicyId::NIL, now));
        Ok((write, ()))
    };
    app.store.decide(decide).await?;
    list(app, site).await
}

fn changed(site: SiteId, id: SlaPolicyId, now: Timestamp) -> Event {
    Event::new(site, "sla_policy.changed", id.uuid(), now)
}

fn entry(actor: &Actor, (site, id): (SiteId, SlaPolicyId), action: &'static str, now: Timestamp) -> Entry {
    Entry::new(actor, Some(site), action, now).to("sla_policy", id.uuid())
}

fn audited(it: &Policy) -> Value {
    serde_json::to_value(it).unwrap_or_default()
}
