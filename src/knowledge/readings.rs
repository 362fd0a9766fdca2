//! How often articles are read: gathered in memory and stored in batches, twice a second at most, however many read.
use super::store::articles;
use crate::Result;
use crate::app::App;
use crate::store::Write;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// Between two looks.
const PAUSE: Duration = Duration::from_millis(500);

/// Stores until `stop`, and then stores what is left.
pub async fn watch(app: App, stop: CancellationToken) {
    while !stop.is_cancelled() {
        tokio::select! { () = stop.cancelled() => break, () = app.readings.added() => () }
        save(&app).await;
        tokio::select! { () = stop.cancelled() => (), () = tokio::time::sleep(PAUSE) => () }
    }
    save(&app).await;
}

async fn save(app: &App) {
    if let Err(error) = store(app).await {
        tracing::error!(%error, "readings of articles wait to be stored");
    }
}

async fn store(app: &App) -> Result<()> {
    let read = app.readings.take();
    if read.is_empty() {
        return Ok(());
    }
    let mut write = Write::new();
    for ((site, article), times) in &read {
        articles::count_views(&mut write, *site, *article, *times);
    }
    let stored = app.store.commit(write).await;
    if stored.is_err() {
        app.readings.put_back(read); // with what comes next
    }
    stored.map(|_| ())
}
