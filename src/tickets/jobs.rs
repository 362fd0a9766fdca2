//! What becomes of tickets as time passes: what was resolved is closed, locks expire, and what came while nobody was
//! there is given away.
use super::service;
use crate::app::App;
use jiff::{SignedDuration, Timestamp};
use tokio_util::sync::CancellationToken;

/// Longest time between two looks for resolved tickets and for locks.
const LOOK_AGAIN: SignedDuration = SignedDuration::from_secs(60);
/// Between two looks for somebody who can take what waits.
const GIVE_AGAIN: SignedDuration = SignedDuration::from_secs(15);

/// Closes and frees until `stop`. What was due while the server was down is done at the start.
pub async fn watch(app: App, stop: CancellationToken) {
    loop {
        let again = app.clock.now().checked_add(LOOK_AGAIN).unwrap_or(Timestamp::MAX);
        let closing = service::close_resolved(&app).await.unwrap_or_else(|error| {
            tracing::error!(%error, "resolved tickets were not closed");
            None
        });
        let locks = service::expire_locks(&app).await.unwrap_or_else(|error| {
            tracing::error!(%error, "locks of tickets did not expire");
            None
        });
        let next = [closing, locks].into_iter().flatten().min().map_or(again, |it| it.min(again));
        tokio::select! {
            () = stop.cancelled() => return,
            () = app.clock.until(next) => (),
        }
    }
}

/// Gives away what waits for somebody until `stop`.
pub async fn give_away(app: App, stop: CancellationToken) {
    loop {
        if let Err(error) = service::give_away(&app).await {
            tracing::error!(%error, "waiting tickets were not given away");
        }
        let again = app.clock.now().checked_add(GIVE_AGAIN).unwrap_or(Timestamp::MAX);
        tokio::select! {
            () = stop.cancelled() => return,
            () = app.clock.until(again) => (),
        }
    }
}
