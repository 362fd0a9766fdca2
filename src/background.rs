//! What runs in the background, on one screen.
use crate::app::App;
use crate::{
    assistant, conversations, imports, knowledge, mailbox, models, notify, outbox, providers, realtime,
    routing, search, sockets, store, tickets, tracking,
};
use std::time::Duration;

/// Between two looks for old events.
const PRUNE_EVERY: Duration = Duration::from_secs(6 * 60 * 60);

/// Starts everything that lives off the event log or the clock.
pub fn start(app: &App) {
    let it = app.clone();
    app.lifecycle.spawn("realtime", |stop| {
        realtime::follow(it.store.clone(), it.hub.clone(), sockets::render(&it), stop)
    });
    let it = app.clone();
    app.lifecycle.spawn("widget mode", |stop| routing::mode::watch(it, stop));
    let it = app.clone();
    app.lifecycle.spawn("waiting conversations", |stop| conversations::follow::give_away(it, stop));
    let it = app.clone();
    app.lifecycle.spawn("agents' states", |stop| routing::jobs::watch_states(it, stop));
    let it = app.clone();
    app.lifecycle.spawn("absences", |stop| conversations::jobs::watch_absences(it, stop));
    let it = app.clone();
    app.lifecycle.spawn("queue", |stop| conversations::jobs::watch_queue(it, stop));
    let it = app.clone();
    app.lifecycle.spawn("tickets", |stop| tickets::jobs::watch(it, stop));
    let it = app.clone();
    app.lifecycle.spawn("waiting tickets", |stop| tickets::jobs::give_away(it, stop));
    let it = app.clone();
    app.lifecycle.spawn("visitors on pages", |stop| tracking::background::watch(it, stop));
    let it = app.clone();
    app.lifecycle.spawn("idle conversations", |stop| conversations::jobs::watch_idle(it, stop));
    let it = app.clone();
    app.lifecycle.spawn("assistant", |stop| assistant::follow::follow(it, stop));
    let it = app.clone();
    app.lifecycle.spawn("text index", |stop| knowledge::follow::follow(it, stop));
    let it = app.clone();
    app.lifecycle.spawn("conversation index", |stop| search::follow::follow(it, stop));
    let it = app.clone();
    app.lifecycle.spawn("embeddings", |stop| knowledge::follow::embed(it, stop));
    let it = app.clone();
    app.lifecycle.spawn("imports", |stop| imports::jobs::work(it, stop));
    let it = app.clone();
    app.lifecycle.spawn("questions", |stop| knowledge::checks::follow(it, stop));
    let it = app.clone();
    app.lifecycle.spawn("notifications", |stop| notify::follow::follow(it, stop));
    let it = app.clone();
    app.lifecycle.spawn("push", |stop| notify::follow::push::follow(it, stop));
    let it = app.clone();
    app.lifecycle.spawn("language models", |stop| models::jobs::watch(it, stop));
    let it = app.clone();
    app.lifecycle.spawn("outgoing mail", |stop| mailbox::background::run(it, stop));
    let it = app.clone();
    app.lifecycle.spawn("incoming mail", |stop| mailbox::incoming::background::run(it, stop));
    let it = app.clone();
    app.lifecycle.spawn("transcripts", |stop| mailbox::follow::follow(it, stop));
    let it = app.clone();
    app.lifecycle.spawn("unread answers", |stop| mailbox::digest::watch(it, stop));
    let it = app.clone();
    app.lifecycle.spawn("old events", |stop| async move {
        while !stop.is_cancelled() {
            match store::prune(&it.store, it.clock.now()).await {
                Ok(0) => (),
                Ok(count) => tracing::info!(count, "old events removed"),
                Err(error) => tracing::error!(%error, "old events could not be removed"),
            }
            if let Err(error) = assistant::service::forget_old(&it).await {
                tracing::error!(%error, "old traces of answers could not be removed");
            }
            match tracking::service::forget_old(&it).await {
                Ok(0) => (),
                Ok(count) => tracing::info!(count, "old sessions removed"),
                Err(error) => tracing::error!(%error, "old sessions could not be removed"),
            }
            if let Err(error) = notify::service::forget_old(&it).await {
                tracing::error!(%error, "old notifications could not be removed");
            }
            if let Err(error) = providers::service::usage::forget_old(&it).await {
                tracing::error!(%error, "old requests to language models could not be removed");
            }
            match mailbox::incoming::background::forget_old(&it).await {
                Ok(0) => (),
                Ok(count) => tracing::info!(count, "old mails removed"),
                Err(error) => tracing::error!(%error, "old mails could not be removed"),
            }
            let mut write = store::Write::new();
            outbox::forget_old(&mut write, it.clock.now());
            if let Err(error) = it.store.commit(write).await {
                tracing::error!(%error, "old mails could not be forgotten");
            }
            tokio::select! { () = stop.cancelled() => (), () = tokio::time::sleep(PRUNE_EVERY) => () }
        }
    });
}
