//! What runs in the background, on one screen.
use crate::app::App;
use crate::{assistant, knowledge, realtime, routing, sockets};

/// Starts everything that lives off the event log or the clock.
pub fn start(app: &App) {
    let it = app.clone();
    app.lifecycle.spawn("realtime", |stop| {
        realtime::follow(it.store.clone(), it.hub.clone(), sockets::render(&it), stop)
    });
    let it = app.clone();
    app.lifecycle.spawn("widget mode", |stop| routing::mode::watch(it, stop));
    let it = app.clone();
    app.lifecycle.spawn("assistant", |stop| assistant::follow::follow(it, stop));
    let it = app.clone();
    app.lifecycle.spawn("text index", |stop| knowledge::follow::follow(it, stop));
    let it = app.clone();
    app.lifecycle.spawn("embeddings", |stop| knowledge::follow::embed(it, stop));
}
