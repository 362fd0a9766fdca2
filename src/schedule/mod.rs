//! Work that is due at a time. What is due stands in the product's own tables, as the time of the thing itself, so that
//! nothing has to be planned beside it: after a stop everything that came due meanwhile is found, and done once.
//!
//! A task looks: it does what is due by now and says when something is due next. [`keep`] calls it then, whenever a
//! notice says that something changed, and at least every so often. All waiting is for the [`Clock`](crate::base::Clock),
//! which tests move; only the pause after a failure is the machine's.
use crate::app::App;
use crate::base::ids::SiteId;
use crate::realtime::{Moments, Notices};
use crate::{Result, sites};
use futures_util::future::{BoxFuture, select_all};
use jiff::{SignedDuration, Timestamp};
use std::future::Future;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// Before another try after a failure.
const PAUSE: Duration = Duration::from_secs(1);

/// Ends when something may be due sooner than it was said.
type Wake = Box<dyn Fn() -> BoxFuture<'static, ()> + Send + Sync>;

/// When a task looks again.
pub struct Rhythm {
    /// At least so often: what else changes the time at which something is due is found after so long.
    every: SignedDuration,
    wakes: Vec<Wake>,
}

impl Rhythm {
    /// At least so often.
    #[must_use]
    pub fn every(every: SignedDuration) -> Rhythm {
        Rhythm { every, wakes: Vec::new() }
    }

    /// Also when a notice is given.
    #[must_use]
    pub fn and_on(self, notices: &Notices) -> Rhythm {
        let notices = notices.clone();
        self.and_when(move || {
            let notices = notices.clone();
            async move { drop(notices.take().await) }
        })
    }

    /// Also when something is noted of somebody.
    #[must_use]
    pub fn and_when_noted<K: Ord + Copy + Send + Sync + 'static>(self, moments: &Moments<K>) -> Rhythm {
        let moments = moments.clone();
        self.and_when(move || {
            let moments = moments.clone();
            async move { moments.noted().await }
        })
    }

    fn and_when<F>(mut self, wake: impl Fn() -> F + Send + Sync + 'static) -> Rhythm
    where
        F: Future<Output = ()> + Send + 'static,
    {
        self.wakes.push(Box::new(move || Box::pin(wake())));
        self
    }

    async fn woken(&self) {
        if self.wakes.is_empty() {
            return std::future::pending().await;
        }
        select_all(self.wakes.iter().map(|it| it())).await;
    }
}

/// Keeps a task going until `stop`. What fails is logged under `name` and looked at again after a pause.
pub async fn keep(
    app: App,
    name: &'static str,
    rhythm: Rhythm,
    stop: CancellationToken,
    look: impl for<'a> Fn(&'a App) -> BoxFuture<'a, Result<Option<Timestamp>>> + Send + Sync,
) {
    while !stop.is_cancelled() {
        let again = app.clock.now().checked_add(rhythm.every).unwrap_or(Timestamp::MAX);
        let next = match look(&app).await {
            Ok(next) => next.map_or(again, |it| it.min(again)),
            Err(error) => {
                tracing::error!(%error, name, "timed work was not done; trying again");
                tokio::select! { () = stop.cancelled() => (), () = tokio::time::sleep(PAUSE) => () }
                continue;
            }
        };
        tokio::select! {
            () = stop.cancelled() => (),
            () = rhythm.woken() => (),
            () = app.clock.until(next) => (),
        }
    }
}

/// The same for something that is done site by site: what fails on one does not keep the others from it.
///
/// # Errors
/// When the sites cannot be read.
pub async fn on_every_site<F>(app: &App, name: &'static str, look: F) -> Result<Option<Timestamp>>
where
    F: for<'a> Fn(&'a App, SiteId) -> BoxFuture<'a, Result<Option<Timestamp>>>,
{
    let mut next: Option<Timestamp> = None;
    for site in sites::service::list(&app.store).await?.into_iter().map(|it| it.id) {
        match look(app, site).await {
            Ok(due) => next = [next, due].into_iter().flatten().min(),
            Err(error) => tracing::error!(%error, %site, name, "timed work of a site was not done"),
        }
    }
    Ok(next)
}
