//! The follower that brings events to connected clients.
use super::handshake::Render;
use super::hub::Hub;
use crate::Result;
use crate::store::{Event, Follower, Seq, Store};
use rusqlite::Connection;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// Between two tries to read what could not be read.
const PAUSE: Duration = Duration::from_millis(500);
/// How often one batch is tried: what can never be read must not keep everything after it from everybody.
const TRIES: usize = 20;

/// Delivers every event from now on, until `stop`. What cannot be read is tried again: a client that stays connected
/// never asks for what it was not told.
pub async fn follow(store: Store, hub: Hub, render: Render, stop: CancellationToken) {
    let newest = *store.head().borrow();
    let follower = Follower::from(&store, "realtime", newest).at_once();
    tokio::select! {
        () = stop.cancelled() => (),
        () = deliver_all(follower, &store, &hub, &render) => (),
    }
}

async fn deliver_all(mut follower: Follower, store: &Store, hub: &Hub, render: &Render) {
    loop {
        match follower.next_batch().await {
            Ok(batch) => deliver(store, hub, render, batch).await,
            Err(error) => {
                tracing::error!(%error, "events were not read; trying again");
                tokio::time::sleep(PAUSE).await;
            }
        }
    }
}

/// Delivers one batch, as often as it takes.
async fn deliver(store: &Store, hub: &Hub, render: &Render, mut batch: Vec<(Seq, Event)>) {
    for _ in 0..TRIES {
        let Err(error) = try_to_deliver(store, hub, render, &mut batch).await else { return };
        tracing::error!(%error, "events were not delivered; trying again");
        tokio::time::sleep(PAUSE).await;
    }
    tracing::error!(events = batch.len(), "events were given up; clients must load anew");
}

/// Delivers what can be, and leaves the rest in `batch` when that fails.
async fn try_to_deliver(
    store: &Store,
    hub: &Hub,
    render: &Render,
    batch: &mut Vec<(Seq, Event)>,
) -> Result<()> {
    let mut deliveries = Vec::with_capacity(batch.len() * 2);
    let done = render(None, batch, &mut deliveries)?;
    hub.send_all(&deliveries);
    batch.drain(..done);
    if batch.is_empty() {
        return Ok(());
    }
    let (render, rest) = (render.clone(), batch.clone());
    let read = move |conn: &Connection| {
        let mut deliveries = Vec::with_capacity(rest.len() * 2);
        render(Some(conn), &rest, &mut deliveries)?;
        Ok(deliveries)
    };
    hub.send_all(&store.read(read).await?);
    batch.clear();
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Error;
    use crate::base::ids::SiteId;
    use crate::realtime::Delivery;
    use jiff::Timestamp;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};

    #[tokio::test]
    async fn what_could_not_be_read_is_delivered_at_the_next_try() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&folder.path().join("asisttr.db")).unwrap();
        let delivered = Arc::new(AtomicUsize::new(0));
        let (counter, tries) = (Arc::clone(&delivered), AtomicUsize::new(0));
        let reads = move |conn: Option<&Connection>, events: &[(Seq, Event)], _: &mut Vec<Delivery>| {
            if conn.is_none() {
                return Ok(0);
            }
            if tries.fetch_add(1, Ordering::SeqCst) == 0 {
                return Err(Error::Unavailable("no_data"));
            }
            counter.fetch_add(events.len(), Ordering::SeqCst);
            Ok(events.len())
        };
        let site = SiteId::random();
        let event = Event::new(site, "macro.changed", site.uuid(), Timestamp::UNIX_EPOCH);
        let render: Render = Arc::new(reads);
        deliver(&store, &Hub::default(), &render, vec![(1, event.clone()), (2, event)]).await;
        assert_eq!(delivered.load(Ordering::SeqCst), 2);
    }
}
