//! What runs in the background, on one screen.
use crate::app::App;
use crate::engine::machine;
use crate::schedule::Rhythm;
use crate::{
    Result, assistant, conversations, deadlines, files, imports, knowledge, mailbox, models, notify, outbox,
    providers, realtime, routing, schedule, search, sla, sockets, store, tickets, tracking,
};
use jiff::{SignedDuration, Timestamp};

/// Between two looks for what is old.
const PRUNE_EVERY: SignedDuration = SignedDuration::from_hours(6);

/// Between two times that free memory is given back.
const GIVE_BACK_EVERY: SignedDuration = SignedDuration::from_secs(10);

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
    app.lifecycle.spawn("absences", |stop| {
        conversations::jobs::watch_absences(it, stop, |app, site, user| {
            Box::pin(tickets::service::release_all(app, site, user))
        })
    });
    let it = app.clone();
    app.lifecycle.spawn("queue", |stop| conversations::jobs::watch_queue(it, stop));
    let it = app.clone();
    app.lifecycle.spawn("resolved tickets", |stop| tickets::jobs::watch_resolved(it, stop));
    let it = app.clone();
    app.lifecycle.spawn("locks of tickets", |stop| tickets::jobs::watch_locks(it, stop));
    let it = app.clone();
    app.lifecycle.spawn("waiting tickets", |stop| tickets::jobs::give_away(it, stop));
    let it = app.clone();
    app.lifecycle.spawn("tickets of who is gone", |stop| tickets::jobs::take_back(it, stop));
    let it = app.clone();
    app.lifecycle.spawn("conversations of who is gone", |stop| conversations::jobs::take_back(it, stop));
    let it = app.clone();
    app.lifecycle.spawn("visitors on pages", |stop| tracking::background::watch(it, stop));
    let it = app.clone();
    app.lifecycle.spawn("articles that are read", |stop| knowledge::readings::watch(it, stop));
    let it = app.clone();
    app.lifecycle.spawn("idle conversations", |stop| conversations::jobs::watch_idle(it, stop));
    let it = app.clone();
    app.lifecycle.spawn("put off conversations", |stop| conversations::jobs::watch_snoozes(it, stop));
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
    app.lifecycle.spawn("service levels", |stop| sla::follow::follow(it, stop));
    let it = app.clone();
    app.lifecycle.spawn("deadlines", |stop| deadlines::jobs::watch(it, stop));
    let it = app.clone();
    app.lifecycle.spawn("memory", |stop| {
        schedule::keep(it, "memory", Rhythm::every(GIVE_BACK_EVERY), stop, |_| Box::pin(give_memory_back()))
    });
    let it = app.clone();
    app.lifecycle.spawn("old rows", |stop| {
        schedule::keep(it, "old rows", Rhythm::every(PRUNE_EVERY), stop, |app| Box::pin(forget_old(app)))
    });
}

async fn give_memory_back() -> Result<Option<Timestamp>> {
    machine::give_memory_back();
    Ok(None)
}

/// Removes what is kept for a time only. What fails keeps nothing else from it.
async fn forget_old(app: &App) -> Result<Option<Timestamp>> {
    let now = app.clock.now();
    let mut mails = store::Write::new();
    outbox::forget_old(&mut mails, now);
    said("events", store::prune(&app.store, now).await.map(|_| ()));
    said("traces of answers", assistant::service::forget_old(app).await.map(|_| ()));
    said("sessions", tracking::service::forget_old(app).await.map(|_| ()));
    said("notifications", notify::service::forget_old(app).await.map(|_| ()));
    said("requests to language models", providers::service::usage::forget_old(app).await.map(|_| ()));
    said("incoming mails", mailbox::incoming::background::forget_old(app).await.map(|_| ()));
    said("files", files::service::forget_left_behind(app).await.map(|_| ()));
    said("bytes of files", files::service::sweep(app).await.map(|_| ()));
    said("mails", app.store.commit(mails).await.map(|_| ()));
    Ok(None)
}

fn said(what: &'static str, done: Result<()>) {
    if let Err(error) = done {
        tracing::error!(%error, what, "what is old could not be removed");
    }
}
