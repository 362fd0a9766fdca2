//! One import after the other, in the background.
use super::run;
use super::store;
use super::types::ImportState;
use crate::Result;
use crate::app::App;
use crate::store::{Event, Follower, Write, keep_going};
use std::convert::Infallible;
use tokio_util::sync::CancellationToken;

/// Name in the figures and the log.
const NAME: &str = "imports";
/// An import that was under way when the process stopped is begun again so often; then it is likely the reason.
const MOST_ATTEMPTS: i64 = 3;

/// Carries out imports until `stop`.
pub async fn work(app: App, stop: CancellationToken) {
    let newest = *app.store.head().borrow();
    let follower = Follower::from(&app.store, NAME, newest);
    let interrupted = true;
    let state = (app, follower, interrupted);
    keep_going(stop, NAME, state, |(app, follower, interrupted)| {
        Box::pin(work_from(app, follower, interrupted))
    })
    .await;
}

/// What was interrupted and what waits first, then whatever is ordered; ends only by an error.
async fn work_from(app: &App, follower: &mut Follower, interrupted: &mut bool) -> Result<Infallible> {
    if *interrupted {
        take_up_again(app).await?;
        *interrupted = false;
    }
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
