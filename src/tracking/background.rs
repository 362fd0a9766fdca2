//! Stores and tells what happened on the pages, twice a second at most, however busy a site is.
use super::service;
use crate::Result;
use crate::app::App;
use crate::base::ids::{SiteId, VisitorId};
use crate::live::Change;
use crate::realtime::Audience;
use serde_json::json;
use std::collections::HashMap;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// Between two looks.
const PAUSE: Duration = Duration::from_millis(500);
/// Looks between two clearances of visits that are over.
const SWEEP_EVERY: u32 = 120;
/// Visitors told in one event.
const TOLD_AT_ONCE: usize = 500;

/// Stores and tells until `stop`, and then stores what is left.
pub async fn watch(app: App, stop: CancellationToken) {
    let mut looks = 0_u32;
    while !stop.is_cancelled() {
        tokio::select! { () = stop.cancelled() => break, () = app.visits.changed() => () }
        save(&app).await;
        for (site, changes) in app.visits.take_changes() {
            if let Err(error) = tell(&app, site, changes).await {
                tracing::error!(%error, %site, "the desks were not told of the visitors");
            }
        }
        looks = looks.wrapping_add(1);
        if looks.is_multiple_of(SWEEP_EVERY) {
            app.visits.sweep(app.clock.now());
        }
        tokio::select! { () = stop.cancelled() => (), () = tokio::time::sleep(PAUSE) => () }
    }
    save(&app).await;
}

async fn save(app: &App) {
    if let Err(error) = service::save(app).await {
        tracing::error!(%error, "page views wait to be stored");
    }
}

async fn tell(app: &App, site: SiteId, changes: HashMap<VisitorId, Change>) -> Result<()> {
    if app.hub.online_users(site).is_empty() {
        return Ok(());
    }
    let of = |kind: Change| changes.iter().filter(move |it| *it.1 == kind).map(|it| *it.0);
    let gone: Vec<VisitorId> = of(Change::Went).collect();
    let moved: Vec<_> = of(Change::Moved)
        .filter_map(|id| app.visits.of(site, id).filter(|it| it.online).map(|it| service::moved(id, it)))
        .collect();
    let came: Vec<_> = of(Change::Came)
        .filter_map(|id| app.visits.of(site, id).map(|it| (id, it)))
        .filter(|it| it.1.online)
        .collect();
    for gone in gone.chunks(TOLD_AT_ONCE) {
        app.hub.tell(Audience::Staff(site), "visitor:offline", &json!({ "visitorIds": gone }));
    }
    for moved in moved.chunks(TOLD_AT_ONCE) {
        app.hub.tell(Audience::Staff(site), "visitor:activity", &json!({ "visitors": moved }));
    }
    for came in came.chunks(TOLD_AT_ONCE) {
        let came = came.to_vec();
        let found = app.store.read(move |conn| {
            let mut found = Vec::with_capacity(came.len());
            for (id, visit) in came {
                found.extend(service::live_one(conn, site, id, visit)?);
            }
            Ok(found)
        });
        app.hub.tell(Audience::Staff(site), "visitor:online", &json!({ "visitors": found.await? }));
    }
    Ok(())
}
