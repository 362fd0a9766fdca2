//! Who is deactivated or leaves a site: what they had is for others from then on.
use crate::Result;
use crate::app::App;
use crate::base::ids::{SiteId, UserId};
use crate::store::follow_log;
use futures_util::future::BoxFuture;
use std::collections::BTreeSet;
use tokio_util::sync::CancellationToken;

/// Somebody on a site; all who are gone, where nobody is named.
pub type Gone = Option<(SiteId, UserId)>;

/// Calls `take_back` for whoever may have left, until `stop`, under the cursor `name`; at the start once for all who did
/// before. It looks for itself who is gone, and tells whether anything was taken.
pub async fn follow_departures(
    app: App,
    name: &'static str,
    stop: CancellationToken,
    take_back: impl for<'a> Fn(&'a App, Gone) -> BoxFuture<'a, Result<bool>> + Send + Sync,
) {
    if let Err(error) = take_back(&app, None).await {
        tracing::error!(%error, name, "what belongs to who is gone was not taken back");
    }
    let store = app.store.clone();
    follow_log(&store, name, stop, (app, take_back), |(app, take_back), batch| {
        Box::pin(async move {
            let changed: BTreeSet<_> = batch
                .iter()
                .filter(|(_, it)| matches!(it.kind.as_ref(), "user.updated" | "user.removed"))
                .map(|(_, it)| (it.site, UserId::of(it.object)))
                .collect();
            let mut mattered = false;
            for it in changed {
                mattered |= take_back(app, Some(it)).await?;
            }
            Ok(mattered)
        })
    })
    .await;
}
