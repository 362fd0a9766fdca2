//! What becomes of conversations as time passes: an agent or a visitor who does not come back, the queue, and those in
//! which nothing is said any more.
mod departed;
mod idle;
mod queue;
mod snooze;

pub use departed::take_back;
pub use idle::watch_idle;
pub use queue::watch_queue;
pub use snooze::watch_snoozes;

use super::service::{self, Leaving};
use super::store;
use super::types::Actor;
use crate::app::App;
use crate::base::ids::{SiteId, UserId, VisitorId};
use crate::routing::service as routing;
use crate::schedule::{self, Rhythm};
use crate::store::Write;
use crate::{Result, routing as agents};
use futures_util::future::BoxFuture;
use jiff::{SignedDuration, Timestamp};
use std::sync::Arc;
use tokio_util::sync::CancellationToken;

/// So long somebody whose last connection was lost may come back as if nothing had happened.
const GRACE: SignedDuration = SignedDuration::from_secs(60);

/// So long visitors are not told that an agent's connection is lost: a desk that is loaded anew is back before.
const BLINK: SignedDuration = SignedDuration::from_secs(3);

/// A visitor's first page was opened or the last one left. Who waits keeps the place for a minute.
pub fn visitor_presence(app: &App, site: SiteId, visitor: VisitorId, online: bool) {
    if online {
        let _ = app.absent_visitors.forget(site, visitor);
        app.arrived_visitors.note(site, visitor, app.clock.now());
        app.queue_notices.give(site); // whoever waits hears the place
    } else {
        app.absent_visitors.begin(site, visitor, app.clock.now());
    }
}

/// A user's first desk was opened or the last one lost: a minute begins, and visitors hear of it if it lasts.
pub fn user_presence(app: &App, site: SiteId, user: UserId, online: bool) {
    let now = app.clock.now();
    let missed = if online {
        app.absent_users.forget(site, user)
    } else {
        app.absent_users.begin(site, user, now);
        true
    };
    let app = app.clone();
    app.lifecycle.clone().run("connection of an agent", async move {
        if online && let Err(error) = routing::arrive(&app, site, user).await {
            tracing::error!(%error, %user, "an agent's arrival was not noted");
        }
        if !online {
            app.clock.until(now.checked_add(BLINK).unwrap_or(Timestamp::MAX)).await;
            if !app.absent_users.knows(site, user) {
                return;
            }
        }
        if missed && let Err(error) = service::tell_connection(&app, site, user).await {
            tracing::error!(%error, %user, "visitors were not told of an agent's connection");
        }
    });
}

/// Deals with agents and visitors who have not come back within a minute, until `stop`. What else is to be done
/// when an agent is gone comes from above, as `parting`.
pub async fn watch_absences(
    app: App,
    stop: CancellationToken,
    parting: impl for<'a> Fn(&'a App, SiteId, UserId) -> BoxFuture<'a, Result<()>> + Send + Sync + 'static,
) {
    if let Err(error) = miss_everybody(&app).await {
        tracing::error!(%error, "who was there before the start is not missed");
    }
    let parting = Arc::new(parting);
    let rhythm = Rhythm::every(GRACE).and_when_noted(&app.absent_users).and_when_noted(&app.absent_visitors);
    schedule::keep(app, "absences", rhythm, stop, move |app| {
        let parting = Arc::clone(&parting);
        Box::pin(async move { end_absences(app, &*parting).await })
    })
    .await;
}

/// Misses whoever has not come back; answers when the next one is missed. Nobody is looked for twice.
async fn end_absences(
    app: &App,
    parting: &(impl for<'a> Fn(&'a App, SiteId, UserId) -> BoxFuture<'a, Result<()>> + Sync),
) -> Result<Option<Timestamp>> {
    let limit = app.clock.now().checked_sub(GRACE).unwrap_or(Timestamp::UNIX_EPOCH);
    for (site, user) in app.absent_users.take_until(limit) {
        if let Err(error) = user_gone(app, site, user).await {
            tracing::error!(%error, %user, "an absent agent's conversations were not handed back");
        }
        if !routing::online(app, site).contains(&user)
            && let Err(error) = parting(app, site, user).await
        {
            tracing::error!(%error, %user, "what an absent agent worked on was not given back");
        }
    }
    for (site, visitor) in app.absent_visitors.take_until(limit) {
        if let Err(error) = visitor_gone(app, site, visitor).await {
            tracing::error!(%error, %visitor, "an absent visitor was not taken out of the queue");
        }
    }
    let first = [app.absent_users.earliest(), app.absent_visitors.earliest()].into_iter().flatten().min();
    Ok(first.and_then(|it| it.checked_add(GRACE).ok()))
}

/// After a start nobody is connected yet: whose desk was open before, and who waited, has a minute to come back.
async fn miss_everybody(app: &App) -> Result<()> {
    let now = app.clock.now();
    for (site, user) in app.store.read(agents::store::connected).await? {
        if !routing::online(app, site).contains(&user) {
            app.absent_users.begin(site, user, now);
            app.mode_notices.give(site);
        }
    }
    for (site, visitor) in app.store.read(store::queued_visitors).await? {
        if !app.hub.is_online(site, visitor) {
            app.absent_visitors.begin(site, visitor, now);
        }
    }
    Ok(())
}

async fn user_gone(app: &App, site: SiteId, user: UserId) -> Result<()> {
    if routing::online(app, site).contains(&user) {
        return Ok(());
    }
    // First, so that whoever writes to them from now on is heard by somebody else.
    let _ = app.active_users.forget(site, user);
    let mut write = Write::new();
    agents::store::set_disconnected(&mut write, site, user);
    app.store.commit(write).await?;
    service::hand_back(app, site, user).await?;
    app.mode_notices.give(site);
    app.queue_notices.give(site);
    if let Err(error) = routing::announce(app, site, user).await {
        tracing::debug!(%error, "a user without a desk of this site has gone");
    }
    Ok(())
}

async fn visitor_gone(app: &App, site: SiteId, visitor: VisitorId) -> Result<()> {
    if app.hub.is_online(site, visitor) {
        return Ok(());
    }
    if let Some(id) = app.store.read(move |conn| store::queued_of_visitor(conn, site, visitor)).await? {
        // Not the visitor's own doing: who is banned meanwhile loses the place all the same.
        service::leave_queue(app, site, id, Actor::Assistant, Leaving::PageLeft).await?;
    }
    Ok(())
}
