//! Looks at promises when they come due.
use super::service;
use crate::app::App;
use crate::schedule::{self, Rhythm};
use jiff::SignedDuration;
use tokio_util::sync::CancellationToken;

/// Longest time between two looks.
const LOOK_AGAIN: SignedDuration = SignedDuration::from_secs(60);

/// Warns, notes what was missed and takes steps until `stop`. What came due while the server was down is done at the start.
pub async fn watch(app: App, stop: CancellationToken) {
    let rhythm = Rhythm::every(LOOK_AGAIN).and_on(&app.sla_notices);
    schedule::keep(app, "deadlines", rhythm, stop, |app| Box::pin(service::strike_due(app))).await;
}
