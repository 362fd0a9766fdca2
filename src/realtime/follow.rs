//! The follower that brings events to connected clients.
use super::handshake::Render;
use super::hub::Hub;
use crate::Result;
use crate::store::{Event, Follower, Seq, Store};
use rusqlite::Connection;
use tokio_util::sync::CancellationToken;

/// Delivers every event from now on, until `stop`.
pub async fn follow(store: Store, hub: Hub, render: Render, stop: CancellationToken) {
    let newest = *store.head().borrow();
    let mut follower = Follower::from(&store, "realtime", newest).at_once();
    loop {
        let batch = tokio::select! {
            () = stop.cancelled() => return,
            batch = follower.next_batch() => batch,
        };
        match deliver(&store, &hub, &render, batch).await {
            Ok(()) => (),
            Err(error) => {
                tracing::error!(%error, "events were not delivered; clients must come back for them")
            }
        }
    }
}

async fn deliver(store: &Store, hub: &Hub, render: &Render, batch: Result<Vec<(Seq, Event)>>) -> Result<()> {
    let mut batch = batch?;
    let mut deliveries = Vec::with_capacity(batch.len() * 2);
    let done = render(None, &batch, &mut deliveries)?;
    hub.send_all(&deliveries);
    batch.drain(..done);
    if batch.is_empty() {
        return Ok(());
    }
    let render = render.clone();
    let read = move |conn: &Connection| {
        let mut deliveries = Vec::with_capacity(batch.len() * 2);
        render(Some(conn), &batch, &mut deliveries)?;
        Ok(deliveries)
    };
    hub.send_all(&store.read(read).await?);
    Ok(())
}
