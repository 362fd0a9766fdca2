//! What becomes of tickets as time passes.
use super::change::apply;
use super::{Context, Hears, Work, routing};
use crate::Result;
use crate::app::App;
use crate::base::ids::{SiteId, TicketId, UserId};
use crate::tickets::rules::{self, REOPENING};
use crate::tickets::store;
use crate::tickets::types::{Actor, Head, Status};
use jiff::Timestamp;
use std::collections::HashMap;

/// So many at once.
const BATCH: usize = 100;

/// Closes what was resolved 48 hours ago; tells when the next one is due.
///
/// # Errors
/// When the store fails.
pub async fn close_resolved(app: &App) -> Result<Option<Timestamp>> {
    loop {
        let now = app.clock.now();
        let limit = now.checked_sub(REOPENING).unwrap_or(Timestamp::UNIX_EPOCH).as_millisecond();
        let due = app.store.read(move |conn| store::resolved_before(conn, limit, BATCH)).await?;
        if due.is_empty() {
            break;
        }
        for (site, id) in due {
            close(app, site, id).await?;
        }
    }
    let first = app.store.read(store::first_resolved).await?;
    Ok(first.and_then(|it| Timestamp::from_millisecond(it).ok()?.checked_add(REOPENING).ok()))
}

async fn close(app: &App, site: SiteId, id: TicketId) -> Result<()> {
    let context = Context::of(app, site);
    app.store
        .decide(move |present| {
            let mut work = Work::begin(present, &context);
            let old = work.head(id)?;
            // It may have been opened again a moment ago.
            if old.status == Status::Resolved
                && old.resolved_at.is_some_and(|it| rules::is_over(it, context.now))
            {
                let new = Head { status: Status::Closed, ..old.clone() };
                apply(&mut work, &old, &new, (&Actor::System, Vec::new()))?;
            }
            Ok((work.finish()?, ()))
        })
        .await?;
    Ok(())
}

/// Takes off locks that nobody has renewed; tells when the next one expires.
///
/// # Errors
/// When the store fails.
pub async fn expire_locks(app: &App) -> Result<Option<Timestamp>> {
    let now = app.clock.now();
    for (site, id) in app.store.read(move |conn| store::expired_locks(conn, now)).await? {
        let context = Context::of(app, site);
        app.store
            .decide(move |present| {
                let mut work = Work::begin(present, &context);
                if store::lock_of(present, site, id, context.now)?.is_none() {
                    store::delete_lock(&mut work.write, site, id);
                    if let Some(head) = store::head(present, site, id)? {
                        work.tell(&head, "ticket.unlocked", Hears::Staff);
                    }
                }
                Ok((work.finish()?, ()))
            })
            .await?;
    }
    Ok(app.store.read(store::next_expiry).await?.map(|it| it.0))
}

/// How far the tickets of each site were looked at, where there are more than are looked at in one go.
pub type Looked = HashMap<SiteId, (i64, TicketId)>;

/// Gives tickets that came while nobody could take them to whom the rules choose, on every site. One that nobody can take
/// keeps no other waiting; where many wait, the next go begins where this one ends.
///
/// # Errors
/// When the store cannot be read.
pub async fn give_away(app: &App, looked: &mut Looked) -> Result<()> {
    for site in app.store.read(store::sites_with_unrouted).await? {
        let (now, online) = (app.clock.now(), crate::routing::service::online(app, site));
        let after = looked.remove(&site);
        let read =
            move |conn: &rusqlite::Connection| match routing::somebody_takes(conn, site, (&online, now))? {
                true => store::unrouted(conn, site, after, BATCH),
                false => Ok(Vec::new()),
            };
        let waiting = app.store.read(read).await?;
        if let Some(last) = waiting.get(BATCH - 1) {
            looked.insert(site, *last);
        }
        for (_, id) in waiting {
            if let Err(error) = give_one(app, site, id).await {
                tracing::error!(%error, %site, ticket = %id, "a waiting ticket was not given away");
            }
        }
    }
    Ok(())
}

/// Gives one to whose turn it is, unless somebody has it meanwhile or nobody can take it.
async fn give_one(app: &App, site: SiteId, id: TicketId) -> Result<()> {
    let context = Context::of(app, site);
    let decide = move |present: &crate::store::Present<'_>| {
        let mut work = Work::begin(present, &context);
        let Some(old) = store::head(present, site, id)? else { return Ok((work.finish()?, ())) };
        if old.assignee.is_some() || !old.status.is_unsolved() {
            store::routed(&mut work.write, id);
            return Ok((work.finish()?, ()));
        }
        if !matches!(old.status, Status::New | Status::Open) {
            return Ok((work.finish()?, ())); // parked a moment ago: when it opens
        }
        let tags = store::tags(present, site, id)?;
        let Some(user) = routing::whose(&mut work, &old, &tags)? else { return Ok((work.finish()?, ())) };
        let status = if old.status == Status::New { Status::Open } else { old.status };
        let new = Head { assignee: Some(user), status, ..old.clone() };
        apply(&mut work, &old, &new, (&Actor::System, Vec::new()))?;
        Ok((work.finish()?, ()))
    };
    app.store.decide(decide).await.map(|it| it.1)
}

/// Takes unsolved tickets from who does not work on their site any more, or from one such person: the rules are to find
/// somebody else.
///
/// # Errors
/// When the store fails.
pub async fn take_back(app: &App, user: Option<(SiteId, UserId)>) -> Result<bool> {
    let mut any = false;
    loop {
        let found = app.store.read(move |conn| store::orphaned(conn, user, BATCH)).await?;
        if found.is_empty() {
            return Ok(any);
        }
        for (site, id) in found {
            let context = Context::of(app, site);
            let decide = move |present: &crate::store::Present<'_>| {
                let mut work = Work::begin(present, &context);
                let Some(old) = store::head(present, site, id)? else { return Ok((work.finish()?, ())) };
                // Somebody else may have got it a moment ago.
                if routing::first_here(&work, [old.assignee])?.is_none() {
                    let new = Head { assignee: None, ..old.clone() };
                    apply(&mut work, &old, &new, (&Actor::System, Vec::new()))?;
                    store::route_later(&mut work.write, id);
                }
                Ok((work.finish()?, ()))
            };
            app.store.decide(decide).await?;
            any = true;
        }
    }
}
