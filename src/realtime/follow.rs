//! The follower that brings events to connected clients.
use super::connect::Render;
use super::hub::{Delivery, Hub};
use crate::Result;
use crate::store::{Event, Follower, Seq, Store};
use tokio_util::sync::CancellationToken;

/// Delivers every event from now on, until `stop`.
pub async fn follow(store: Store, hub: Hub, render: Render, stop: CancellationToken) {
    let newest = *store.head().borrow();
    let mut follower = Follower::from(&store, "realtime", newest);
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
    let batch = batch?;
    let render = render.clone();
    let deliveries: Vec<Delivery> = store.read(move |conn| render(conn, &batch)).await?;
    for it in &deliveries {
        hub.send(it);
    }
    Ok(())
}
