//! What becomes of agents' states as time passes.
use super::service;
use crate::Result;
use crate::app::App;
use crate::schedule::{self, Rhythm};
use jiff::{SignedDuration, Timestamp};
use tokio_util::sync::CancellationToken;

/// Longest time between two looks; nobody is away sooner than that after a first sign of life.
const LOOK_AGAIN: SignedDuration = SignedDuration::from_secs(60);

/// Ends states whose time is up and makes away who gives no sign of life, until `stop`.
pub async fn watch_states(app: App, stop: CancellationToken) {
    let rhythm = Rhythm::every(LOOK_AGAIN).and_on(&app.state_notices);
    schedule::keep(app, "agents' states", rhythm, stop, |app| Box::pin(look(app))).await;
}

async fn look(app: &App) -> Result<Option<Timestamp>> {
    let (ends, away) = (service::end_states(app).await?, service::turn_away(app).await?);
    Ok([ends, away].into_iter().flatten().min())
}
