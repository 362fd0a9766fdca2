//! Tells those who wait where they stand, whenever that changes, offers them the form when it takes long, and leaves
//! nobody waiting when the site closes.
use crate::Result;
use crate::app::App;
use crate::base::ids::{ConversationId, SiteId, VisitorId};
use crate::conversations::{service, store};
use crate::realtime::Audience;
use crate::routing::service::{self as routing, Place};
use crate::routing::types::Waiting;
use crate::settings;
use crate::store::Write;
use jiff::Timestamp;
use serde_json::json;
use std::collections::{BTreeSet, HashMap};
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// Least time between two looks.
const PAUSE: Duration = Duration::from_millis(50);
/// The priority of who waits rises so often.
const AGE_STEP: i64 = 2 * 60 * 1000;

/// What the visitors of a site were told last, and when something may change by itself.
#[derive(Default)]
struct Told {
    places: HashMap<ConversationId, Place>,
    next: Option<Timestamp>,
}

/// Keeps everybody's place told until `stop`.
pub async fn watch_queue(app: App, stop: CancellationToken) {
    let mut told: HashMap<SiteId, Told> = HashMap::new();
    match app.store.read(store::sites_with_queue).await {
        Ok(sites) => sites.into_iter().for_each(|it| app.queue_notices.give(it)),
        Err(error) => tracing::error!(%error, "who waited before the start is not known"),
    }
    loop {
        let next = told.values().filter_map(|it| it.next).min().unwrap_or(Timestamp::MAX);
        let mut sites: BTreeSet<SiteId> = tokio::select! {
            () = stop.cancelled() => return,
            sites = app.queue_notices.take() => sites,
            sites = app.closing_notices.take() => {
                end_all(&app, sites).await;
                continue;
            }
            () = app.clock.until(next) => BTreeSet::new(),
        };
        let now = app.clock.now();
        let due = told.iter().filter(|(_, it)| it.next.is_some_and(|at| at <= now));
        sites.extend(due.map(|(site, _)| *site));
        let arrived = app.arrived_visitors.take_until(Timestamp::MAX);
        for site in sites {
            let known = told.entry(site).or_default();
            let back = arrived.iter().filter(|it| it.0 == site).map(|it| it.1);
            forget(known, back);
            if let Err(error) = look(&app, site, known, now).await {
                tracing::error!(%error, %site, "the queue was not looked at");
            }
            if known.places.is_empty() {
                told.remove(&site);
            }
        }
        // A busy queue changes all the time; nobody reads faster than this.
        tokio::time::sleep(PAUSE).await;
    }
}

/// Nobody waits on for a site that has closed.
async fn end_all(app: &App, sites: BTreeSet<SiteId>) {
    for site in sites {
        let waiting = match app.store.read(move |conn| crate::routing::store::waiting(conn, site)).await {
            Ok(waiting) => waiting,
            Err(error) => {
                tracing::error!(%error, %site, "who waited at closing time is not known");
                continue;
            }
        };
        for it in waiting {
            if let Err(error) = service::end_waiting(app, site, it.id).await {
                tracing::error!(%error, conversation = %it.id, "somebody waits for a site that has closed");
            }
        }
    }
}

/// Whoever opened the page anew is told again.
fn forget(told: &mut Told, visitors: impl Iterator<Item = VisitorId>) {
    for visitor in visitors {
        told.places.retain(|_, it| it.visitor != visitor);
    }
}

async fn look(app: &App, site: SiteId, told: &mut Told, now: Timestamp) -> Result<()> {
    let online = routing::online(app, site);
    let (waiting, places, routing_settings) = app
        .store
        .read(move |conn| {
            let waiting = routing::ordered(conn, site, now)?;
            let places = routing::places(conn, site, &waiting, (&online, now))?;
            Ok((waiting, places, settings::routing(conn, site)?))
        })
        .await?;
    let patience = i64::from(routing_settings.queue_seconds) * 1000;
    let mut next = None;
    if waiting.iter().filter_map(offer_due).any(|at| at <= now.as_millisecond()) {
        service::end_offers(app, site).await?; // tells events, and those bring us here again
    }
    for (it, place) in waiting.iter().zip(&places) {
        if told.places.get(&it.id) != Some(place) {
            app.hub.tell(Audience::Visitor(site, place.visitor), "queue:position", place);
        }
        let mut form_due = offered(it) + patience;
        if form_due <= now.as_millisecond() {
            offer_form(app, (site, it), place, routing_settings.callback, now).await?;
            form_due = now.as_millisecond() + patience;
        }
        let older = it.since + ((now.as_millisecond() - it.since).max(0) / AGE_STEP + 1) * AGE_STEP;
        let offer = offer_due(it).filter(|at| *at > now.as_millisecond());
        next = [next, Some(form_due.min(older)), offer].into_iter().flatten().min();
    }
    told.places = places.into_iter().map(|it| (it.conversation, it)).collect();
    told.next = next.and_then(|ms| Timestamp::from_millisecond(ms).ok());
    Ok(())
}

/// When the offer ends, or those who let it pass are asked again.
fn offer_due(it: &Waiting) -> Option<i64> {
    match it.offered_to {
        Some(_) => it.offer_ends_at,
        None => it.offer_ends_at.map(|at| at + service::AGAIN_MS),
    }
}

/// Since when the form has not been offered.
fn offered(it: &Waiting) -> i64 {
    it.form_offered_at.unwrap_or(it.since)
}

/// It takes long: the visitor may leave the form or go on waiting. The place is kept until there is a choice.
async fn offer_form(
    app: &App,
    (site, it): (SiteId, &Waiting),
    place: &Place,
    callback: bool,
    now: Timestamp,
) -> Result<()> {
    let options: &[&str] = if callback { &["wait", "ticket", "callback"] } else { &["wait", "ticket"] };
    let mut write = Write::new();
    store::note_form_offer(&mut write, it.id, now);
    app.store.commit(write).await?;
    let told = json!({
        "conversationId": it.id, "why": "long_wait", "options": options, "position": place.position,
        "estimated_wait_seconds": place.estimated_wait_seconds,
    });
    app.hub.tell(Audience::Visitor(site, it.visitor), "ai:escalation", &told);
    Ok(())
}
