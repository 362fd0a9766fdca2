//! One import after the other, in the background.
use super::run;
use super::store;
use super::types::ImportState;
use crate::Result;
use crate::app::App;
use crate::store::{Event, Follower, Write};
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// An import that was under way when the process stopped is begun again so often; then it is likely the reason.
const MOST_ATTEMPTS: i64 = 3;
/// Before trying again what failed.
const PAUSE: Duration = Duration::from_secs(5);

/// Carries out imports until `stop`.
pub async fn work(app: App, stop: CancellationToken) {
    while let Err(error) = take_up_again(&app).await {
        tracing::error!(%error, "imports cannot be taken up; trying again");
        tokio::select! { () = stop.cancelled() => return, () = tokio::time::sleep(PAUSE) => () }
    }
    let newest = *app.store.head().borrow();
    let mut follower = Follower::from(&app.store, "imports", newest);
    while !stop.is_cancelled() {
        let error = tokio::select! {
            () = stop.cancelled() => return,
            Err(error) = work_from(&app, &mut follower) => error,
        };
        tracing::error!(%error, "imports stand still; trying again");
        tokio::select! { () = stop.cancelled() => return, () = tokio::time::sleep(PAUSE) => () }
    }
}

/// What waits first, then whatever is ordered; ends only by an error.
async fn work_from(app: &App, follower: &mut Follower) -> Result<()> {
    loop {
        while let Some((site, import)) = app.store.read(store::next).await? {
            Box::pin(run::run(app, site, import)).await?;
        }
        while !follower.next_batch().await?.iter().any(|it| it.1.kind == "import.created") {}
    }
}

/// What was under way when the process stopped begins anew, unless that happened too often.
async fn take_up_again(app: &App) -> Result<()> {
    let now = app.clock.now();
    let decide = move |present: &crate::store::Present<'_>| {
        let mut write = Write::new();
        for (site, id, attempts) in store::running(present)? {
            if attempts < MOST_ATTEMPTS {
                store::wait_again(&mut write, site, id);
            } else {
                store::end(&mut write, site, id, ImportState::Interrupted, Some("import_interrupted"), now);
            }
            write.tell(Event::new(site, "import.changed", id.uuid(), now));
        }
        Ok((write, ()))
    };
    app.store.decide(decide).await.map(|_| ())
}
