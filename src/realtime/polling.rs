//! The long-polling transport of Engine.IO, for networks that let no WebSocket through, and its change to a WebSocket.
use super::connection::{Connection, End};
use super::handshake::{Opening, Server};
use super::heart::{Beat, Heart};
use super::packet::{self, Text};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::{Mutex as Turn, MutexGuard as Taken, mpsc};
use tokio_util::sync::CancellationToken;

/// Packets of one client that may wait to be carried out; beyond, its posts wait.
const WAITING: usize = 32;

/// A client that polls, or did before its WebSocket took over.
pub(super) struct Poller {
    pub(super) connection: Arc<Connection>,
    /// To the task that carries out what the client says.
    pub(super) said: mpsc::Sender<Text>,
    /// Ends that task.
    pub(super) gone: CancellationToken,
    /// Whoever takes packets out holds it: one poll, or the WebSocket.
    reader: Turn<()>,
}

impl Poller {
    /// Waits until no poll takes packets any more; none may from now on.
    pub(super) async fn upgraded(&self) -> Taken<'_, ()> {
        self.reader.lock().await
    }
}

/// The clients that poll, by `sid`.
#[derive(Clone, Default)]
pub(super) struct Pollers(Arc<Mutex<HashMap<String, Arc<Poller>>>>);

impl Pollers {
    pub(super) fn find(&self, sid: &str) -> Option<Arc<Poller>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(sid).cloned()
    }

    /// Begins a session: gives the answer to its first poll, and starts the task that carries out what the client says.
    pub(super) fn open(&self, server: Arc<Server>, connection: Arc<Connection>, opening: Opening) -> String {
        let (said, heard) = mpsc::channel(WAITING);
        let gone = CancellationToken::new();
        let poller = Arc::new(Poller {
            connection: Arc::clone(&connection),
            said,
            gone: gone.clone(),
            reader: Turn::default(),
        });
        let sid = connection.sid.clone();
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(sid.clone(), poller);
        let pollers = self.clone();
        server.lifecycle.clone().run("poller", async move {
            carry_out(&server, &connection, opening, heard, &gone).await;
            pollers.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&connection.sid);
            connection.cut();
            server.leave(&connection);
        });
        packet::open(&sid, true)
    }
}

/// Until the client is gone: what it says, in order, and the heartbeat.
async fn carry_out(
    server: &Arc<Server>,
    connection: &Arc<Connection>,
    opening: Opening,
    mut heard: mpsc::Receiver<Text>,
    gone: &CancellationToken,
) {
    let opening = Arc::new(opening);
    let mut heart = Heart::start();
    while connection.end() != Some(End::Cut) {
        tokio::select! {
            () = gone.cancelled() => return,
            Some(text) = heard.recv() => {
                heart.heard();
                Arc::clone(server).hear(Arc::clone(connection), Arc::clone(&opening), text).await;
            }
            beat = heart.next() => match beat {
                Beat::Ping if connection.client.get().is_some() => connection.send(packet::PING),
                Beat::Quiet => (),
                Beat::Ping | Beat::Dead => return,
            },
        }
    }
}

/// The answer to a poll: what waits, or what comes first; `None` when another poll or the WebSocket takes the packets.
pub(super) async fn poll(poller: &Poller) -> Option<String> {
    let Ok(_only_reader) = poller.reader.try_lock() else { return None };
    let waiting = poller.connection.waiting().await;
    if waiting.end.is_some() {
        poller.gone.cancel();
    }
    let mut packets: Vec<&str> = waiting.packets.iter().map(|it| it.as_str()).collect();
    if waiting.end == Some(End::Cut) {
        packets.push(packet::CLOSE);
    }
    Some(packets.join(&packet::SEPARATOR.to_string()))
}

/// Takes what a client posted; `false` when it is gone.
pub(super) async fn post(poller: &Poller, body: &str) -> bool {
    for packet in body.split(packet::SEPARATOR) {
        if poller.said.send(packet.to_owned().into()).await.is_err() {
            return false;
        }
    }
    true
}
