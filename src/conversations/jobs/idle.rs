//! Ends conversations in which nothing is said any more, after the visitor was asked.
use crate::Result;
use crate::app::App;
use crate::conversations::service;
use crate::sites;
use jiff::{SignedDuration, Timestamp};
use tokio_util::sync::CancellationToken;

/// Longest time between two looks: so much too late at most is a conversation that has become quiet meanwhile.
const LOOK_AGAIN: SignedDuration = SignedDuration::from_secs(60);

/// Asks and ends until `stop`. What was due while the server was down is done at the start.
pub async fn watch_idle(app: App, stop: CancellationToken) {
    loop {
        let again = app.clock.now().checked_add(LOOK_AGAIN).unwrap_or(Timestamp::MAX);
        let next = look(&app).await.unwrap_or_else(|error| {
            tracing::error!(%error, "idle conversations were not looked at");
            None
        });
        tokio::select! {
            () = stop.cancelled() => return,
            () = app.clock.until(next.map_or(again, |it| it.min(again))) => (),
        }
    }
}

/// Looks at every site; tells when the next conversation is due.
async fn look(app: &App) -> Result<Option<Timestamp>> {
    let mut next: Option<Timestamp> = None;
    for site in sites::service::list(&app.store).await? {
        match service::end_idle(app, site.id).await {
            Ok(due) => next = [next, due].into_iter().flatten().min(),
            Err(error) => tracing::error!(%error, site = %site.id, "idle conversations were not ended"),
        }
    }
    Ok(next)
}
