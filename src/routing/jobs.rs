//! What becomes of agents' states as time passes.
use super::service;
use crate::app::App;
use jiff::Timestamp;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// Before another try after the store failed.
const PAUSE: Duration = Duration::from_secs(1);

/// Ends states whose time is up and makes away who gives no sign of life, until `stop`.
pub async fn watch_states(app: App, stop: CancellationToken) {
    loop {
        let next = match soonest(&app).await {
            Ok(next) => next,
            Err(error) => {
                tracing::error!(%error, "agents' states were not looked at");
                tokio::time::sleep(PAUSE).await;
                continue;
            }
        };
        tokio::select! {
            () = stop.cancelled() => return,
            _ = app.state_notices.take() => (),
            () = app.active_users.noted(), if next.is_none() => (),
            () = app.clock.until(next.unwrap_or(Timestamp::MAX)) => (),
        }
    }
}

async fn soonest(app: &App) -> crate::Result<Option<Timestamp>> {
    let (ends, away) = (service::end_states(app).await?, service::turn_away(app).await?);
    Ok([ends, away].into_iter().flatten().min())
}
