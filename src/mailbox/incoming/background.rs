//! Looks into every inbox at the same time, and forgets what was kept long enough.
use super::super::inboxes::{Inbox, store as inboxes};
use super::{store, watch};
use crate::Result;
use crate::app::App;
use crate::base::ids::InboxId;
use crate::store::{Follower, Write};
use futures_util::stream::{FuturesUnordered, StreamExt as _};
use jiff::{SignedDuration, Timestamp};
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// Before trying again when the database could not be asked.
const PAUSE: Duration = Duration::from_secs(5);
/// For how long mails are kept as they came.
const KEPT: SignedDuration = SignedDuration::from_hours(30 * 24);

/// An inbox that is looked into.
struct Open {
    id: InboxId,
    version: i64,
    stop: CancellationToken,
}

/// Looks until `stop`. A change of an inbox ends what was begun with the old one.
pub async fn run(app: App, stop: CancellationToken) {
    let head = *app.store.head().borrow();
    let mut news = Follower::from(&app.store, "inboxes", head);
    let (mut running, mut open) = (FuturesUnordered::new(), Vec::<Open>::new());
    while !stop.is_cancelled() {
        match app.store.read(inboxes::active).await {
            Ok(wanted) => {
                open.retain(|it| {
                    let stays = wanted.iter().any(|other| (other.id, other.version) == (it.id, it.version));
                    if !stays {
                        it.stop.cancel();
                    }
                    stays
                });
                let fresh = wanted.into_iter().filter(|it| open.iter().all(|other| other.id != it.id));
                for inbox in fresh.collect::<Vec<_>>() {
                    let (id, version, end) = (inbox.id, inbox.version, stop.child_token());
                    open.push(Open { id, version, stop: end.clone() });
                    running.push(until(end, app.clone(), inbox));
                }
            }
            Err(error) => {
                tracing::error!(%error, "the inboxes could not be read");
                tokio::select! { () = stop.cancelled() => (), () = tokio::time::sleep(PAUSE) => () }
                continue;
            }
        }
        loop {
            tokio::select! {
                () = stop.cancelled() => break,
                () = changed(&mut news) => break,
                Some(()) = running.next(), if !running.is_empty() => (),
            }
        }
    }
}

async fn until(stop: CancellationToken, app: App, inbox: Inbox) {
    tokio::select! {
        () = stop.cancelled() => (),
        () = watch::watch(&app, &inbox) => (),
    }
}

/// Ends when an inbox was entered, changed or taken away.
async fn changed(news: &mut Follower) {
    loop {
        match news.next_batch().await {
            Ok(batch) if batch.iter().any(|(_, it)| it.kind == "inbox.changed") => return,
            Ok(_) => (),
            Err(error) => {
                tracing::error!(%error, "news of inboxes could not be read");
                tokio::time::sleep(PAUSE).await;
            }
        }
    }
}

/// Removes mails as they came after 30 days, and who sent them.
///
/// # Errors
/// When the database cannot be asked, or a file not be removed.
pub async fn forget_old(app: &App) -> Result<usize> {
    let before = app.clock.now().checked_sub(KEPT).unwrap_or(Timestamp::UNIX_EPOCH);
    let mut count = 0;
    loop {
        let old = app.store.read(move |conn| store::old_raws(conn, before)).await?;
        if old.is_empty() {
            return Ok(count);
        }
        let mut write = Write::new();
        for id in old {
            super::intake::remove_raw(app, id).await?;
            store::forget_raw(&mut write, id);
            count += 1;
        }
        app.store.commit(write).await?;
    }
}
