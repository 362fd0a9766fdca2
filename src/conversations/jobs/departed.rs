//! Conversations of agents who were deactivated or left the site.
use crate::app::App;
use crate::base::ids::UserId;
use crate::conversations::service;
use crate::store::follow_log;
use std::collections::BTreeSet;
use tokio_util::sync::CancellationToken;

/// Name of the cursor of who hands them back.
const TAKES_BACK: &str = "conversations of who is gone";

/// Hands back the conversations of whoever was deactivated or left the site, until `stop`; at the start of all who did
/// before. Whoever only lost the connection is missed elsewhere, after a minute.
pub async fn take_back(app: App, stop: CancellationToken) {
    if let Err(error) = service::take_back(&app, None).await {
        tracing::error!(%error, "conversations of who is gone were not handed back");
    }
    let store = app.store.clone();
    follow_log(&store, TAKES_BACK, stop, app, |app, batch| {
        Box::pin(async move {
            let changed: BTreeSet<_> = batch
                .iter()
                .filter(|(_, it)| matches!(it.kind.as_ref(), "user.updated" | "user.removed"))
                .map(|(_, it)| (it.site, UserId::of(it.object)))
                .collect();
            let mut mattered = false;
            for it in changed {
                mattered |= service::take_back(app, Some(it)).await?;
            }
            Ok(mattered)
        })
    })
    .await;
}
