//! Conversations of agents who were deactivated or left the site.
use crate::app::App;
use crate::conversations::service;
use crate::people::follow_departures;
use tokio_util::sync::CancellationToken;

/// Name of the cursor of who hands them back.
const TAKES_BACK: &str = "conversations of who is gone";

/// Hands back the conversations of whoever was deactivated or left the site, until `stop`; at the start of all who did
/// before. Whoever only lost the connection is missed elsewhere, after a minute.
pub async fn take_back(app: App, stop: CancellationToken) {
    follow_departures(app, TAKES_BACK, stop, |app, gone| Box::pin(service::take_back(app, gone))).await;
}
