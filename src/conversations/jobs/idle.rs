//! Ends conversations in which nothing is said any more, after the visitor was asked.
use crate::app::App;
use crate::conversations::service;
use crate::schedule::{self, Rhythm};
use jiff::SignedDuration;
use tokio_util::sync::CancellationToken;

/// Longest time between two looks: so much too late at most is a conversation that has become quiet meanwhile.
const LOOK_AGAIN: SignedDuration = SignedDuration::from_secs(60);
/// What the work is called.
const NAME: &str = "idle conversations";

/// Asks and ends until `stop`. What was due while the server was down is done at the start.
pub async fn watch_idle(app: App, stop: CancellationToken) {
    schedule::keep(app, NAME, Rhythm::every(LOOK_AGAIN), stop, |app| {
        Box::pin(schedule::on_every_site(app, NAME, |app, site| Box::pin(service::end_idle(app, site))))
    })
    .await;
}
