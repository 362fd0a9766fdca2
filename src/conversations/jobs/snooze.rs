//! Brings back conversations that were put off.
use crate::app::App;
use crate::conversations::service;
use crate::schedule::{self, Rhythm};
use jiff::SignedDuration;
use tokio_util::sync::CancellationToken;

/// Longest time between two looks: a macro puts nothing off for less.
const LOOK_AGAIN: SignedDuration = SignedDuration::from_secs(60);

/// Tells of them until `stop`. What came back while the server was down is told at the start.
pub async fn watch_snoozes(app: App, stop: CancellationToken) {
    let rhythm = Rhythm::every(LOOK_AGAIN).and_on(&app.snooze_notices);
    schedule::keep(app, "put off conversations", rhythm, stop, |app| Box::pin(service::end_snoozes(app)))
        .await;
}
