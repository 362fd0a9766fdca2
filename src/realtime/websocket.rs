//! The WebSocket transport of Engine.IO: one task a connection, small, since most of ten thousand are idle.
use super::connection::{Connection, End, Waiting};
use super::handshake::{Opening, Server};
use super::heart::{Beat, Heart};
use super::packet::{self, Text};
use super::polling::Poller;
use axum::extract::ws::{Message, WebSocket, WebSocketUpgrade};
use futures_util::SinkExt as _;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use tokio::time::timeout;

/// Bytes read from a socket at once: small, since most of ten thousand sockets are idle.
const READ_BUFFER_BYTES: usize = 1024;

/// Something a client said, being carried out.
type Work = Pin<Box<dyn Future<Output = ()> + Send>>;

/// The sizes that every WebSocket has.
pub(super) fn sized(upgrade: WebSocketUpgrade) -> WebSocketUpgrade {
    upgrade
        .read_buffer_size(READ_BUFFER_BYTES)
        .max_message_size(packet::FRAME_BYTES)
        .max_frame_size(packet::FRAME_BYTES)
}

/// Carries a connection from its first packet to its end.
pub(super) async fn carry(
    server: Arc<Server>,
    mut socket: WebSocket,
    connection: Arc<Connection>,
    opening: Opening,
) {
    connection.send(packet::open(&connection.sid, false));
    let opening = Arc::new(opening);
    let mut heart = Heart::start();
    let mut work: Option<Work> = None;
    loop {
        tokio::select! {
            waiting = connection.waiting() => if !write(&mut socket, waiting).await { break },
            () = in_hand(&mut work) => work = None,
            // What a client says is carried out in order, one thing after the other.
            text = read(&mut socket), if work.is_none() => {
                let Some(text) = text else { break };
                heart.heard();
                let (server, from) = (Arc::clone(&server), Arc::clone(&connection));
                work = Some(Box::pin(server.hear(from, Arc::clone(&opening), text)));
            }
            beat = heart.next(), if work.is_none() => match beat {
                Beat::Ping if connection.client.get().is_some() => connection.send(packet::PING),
                Beat::Quiet => (),
                Beat::Ping | Beat::Dead => break,
            },
        }
    }
    connection.cut();
    if let Some(work) = work {
        server.lifecycle.finish(work); // what was begun is done, whether or not somebody hears of it
    }
    server.leave(&connection);
}

/// Takes over a connection that began with polling. What is said goes to the poller, which carries it out.
pub(super) async fn take_over(mut socket: WebSocket, poller: Arc<Poller>) {
    let connection = &poller.connection;
    let agreed = timeout(packet::PING_TIMEOUT, agree(&mut socket, connection)).await;
    if !agreed.is_ok_and(|it| it) {
        return; // the client goes on polling
    }
    let _only_reader = poller.upgraded().await;
    loop {
        tokio::select! {
            waiting = connection.waiting() => if !write(&mut socket, waiting).await { break },
            text = read(&mut socket) => {
                let Some(text) = text else { break };
                if poller.said.send(text).await.is_err() {
                    break;
                }
            }
        }
    }
    poller.gone.cancel();
}

/// Whether the client wants to go on over this socket, and says so in the way of Engine.IO.
async fn agree(socket: &mut WebSocket, connection: &Connection) -> bool {
    if read(socket).await.as_deref() != Some(packet::PROBE)
        || socket.send(Message::text(packet::PROBED)).await.is_err()
    {
        return false;
    }
    connection.send(packet::NOTHING); // the poll that waits ends, so that the client can leave that way
    read(socket).await.as_deref() == Some(packet::UPGRADE)
}

async fn in_hand(work: &mut Option<Work>) {
    match work {
        Some(it) => it.await,
        None => std::future::pending().await,
    }
}

/// The next text; `None` when the socket is closed or broken. Cancel-safe.
async fn read(socket: &mut WebSocket) -> Option<Text> {
    loop {
        match socket.recv().await?.ok()? {
            Message::Text(text) => return Some(text),
            Message::Close(_) => return None,
            Message::Binary(_) | Message::Ping(_) | Message::Pong(_) => (),
        }
    }
}

/// Sends what waits in one go. `false`: nothing more can or will be sent.
async fn write(socket: &mut WebSocket, waiting: Waiting) -> bool {
    if waiting.end == Some(End::Cut) {
        return false;
    }
    let sending = async {
        for packet in waiting.packets {
            socket.feed(Message::Text(packet)).await?;
        }
        socket.flush().await
    };
    let sent = matches!(timeout(packet::PING_TIMEOUT, sending).await, Ok(Ok(())));
    if sent && waiting.end.is_some() {
        let _ = timeout(packet::PING_TIMEOUT, socket.send(Message::Close(None))).await; // gone already: as good
    }
    sent && waiting.end.is_none()
}
