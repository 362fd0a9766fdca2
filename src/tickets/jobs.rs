//! What becomes of tickets as time passes: what was resolved is closed, locks expire, and what came while nobody was
//! there is given away.
use super::service;
use crate::app::App;
use crate::people::follow_departures;
use crate::schedule::{self, Rhythm};
use jiff::SignedDuration;
use std::sync::Arc;
use tokio::sync::Mutex;
use tokio_util::sync::CancellationToken;

/// Longest time between two looks for resolved tickets and for locks.
const LOOK_AGAIN: SignedDuration = SignedDuration::from_secs(60);
/// Name of the cursor of who takes tickets back.
const TAKES_BACK: &str = "tickets of who is gone";
/// Between two looks for somebody who can take what waits.
const GIVE_AGAIN: SignedDuration = SignedDuration::from_secs(15);

/// Closes what was resolved long enough ago until `stop`. What was due while the server was down is done at the start.
pub async fn watch_resolved(app: App, stop: CancellationToken) {
    let rhythm = Rhythm::every(LOOK_AGAIN);
    schedule::keep(app, "resolved tickets", rhythm, stop, |app| Box::pin(service::close_resolved(app))).await;
}

/// Takes off locks that nobody renews until `stop`.
pub async fn watch_locks(app: App, stop: CancellationToken) {
    let rhythm = Rhythm::every(LOOK_AGAIN);
    schedule::keep(app, "locks of tickets", rhythm, stop, |app| Box::pin(service::expire_locks(app))).await;
}

/// Gives away what waits for somebody until `stop`.
pub async fn give_away(app: App, stop: CancellationToken) {
    let rhythm = Rhythm::every(GIVE_AGAIN);
    let looked = Arc::new(Mutex::new(service::Looked::new()));
    schedule::keep(app, "waiting tickets", rhythm, stop, move |app| {
        let looked = Arc::clone(&looked);
        Box::pin(async move { service::give_away(app, &mut *looked.lock().await).await.map(|()| None) })
    })
    .await;
}

/// Takes tickets back from who was deactivated or left the site, until `stop`; at the start from all who did before.
pub async fn take_back(app: App, stop: CancellationToken) {
    follow_departures(app, TAKES_BACK, stop, |app, gone| Box::pin(service::take_back(app, gone))).await;
}
