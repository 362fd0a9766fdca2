//! One client's connection, whatever carries it: what waits to be sent, and whether it is still there.
use super::client::Client;
use super::hub::Delivery;
use super::packet::{self, Text};
use crate::store::Seq;
use serde_json::value::RawValue;
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use tokio::sync::Notify;

/// Packets that may wait for a slow client before it is cut off; it comes back and is given the rest.
const WAITING_PACKETS: usize = 4096;
/// Room for packets that an idle connection keeps.
const KEPT_ROOM: usize = 8;

/// A connection. Nothing may reach the client after a gap: one that cannot keep up is ended.
pub(super) struct Connection {
    /// Unguessable: whoever knows it may poll.
    pub(super) sid: String,
    /// Who it is, from the handshake on.
    pub(super) client: OnceLock<Arc<Client>>,
    outbox: Mutex<Outbox>,
    /// Something is there for whatever carries the packets.
    filled: Notify,
}

#[derive(Default)]
struct Outbox {
    packets: VecDeque<Text>,
    phase: Phase,
    end: Option<End>,
}

/// A client that came back first gets what it missed; what happens meanwhile waits.
#[derive(Default)]
enum Phase {
    #[default]
    CatchingUp,
    Holding(Vec<Delivery>),
    Live,
}

/// How a connection ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    /// Once everything that waits is sent.
    Orderly,
    /// Now.
    Cut,
}

/// What there is to send.
pub(super) struct Waiting {
    /// In order.
    pub(super) packets: Vec<Text>,
    /// Whether nothing comes after them.
    pub(super) end: Option<End>,
}

impl Connection {
    pub(super) fn new(sid: String) -> Connection {
        Connection { sid, client: OnceLock::new(), outbox: Mutex::default(), filled: Notify::new() }
    }

    /// Sends one packet now.
    pub(super) fn send(&self, packet: impl Into<Text>) {
        self.lock().push(packet.into());
        self.filled.notify_one();
    }

    /// Sends an event now, before going live: for `ready` and for what is replayed.
    pub(super) fn emit(&self, name: &'static str, payload: &RawValue) {
        self.send(packet::said(name, payload));
    }

    /// Adds a delivery without waking whatever carries it: [`Connection::wake`] does, once for many.
    pub(super) fn deliver(&self, delivery: &Delivery) {
        let mut outbox = self.lock();
        match &mut outbox.phase {
            Phase::Live => outbox.push(delivery.packet.clone()),
            Phase::Holding(held) => held.push(delivery.clone()),
            Phase::CatchingUp => (),
        }
    }

    /// Tells whatever carries the packets that there are some.
    pub(super) fn wake(&self) {
        self.filled.notify_one();
    }

    /// From now on deliveries are held back until [`Connection::go_live`].
    pub(super) fn hold(&self) {
        self.lock().phase = Phase::Holding(Vec::new());
    }

    /// Sends what was held back and is newer than `replayed`, and from now on everything at once.
    pub(super) fn go_live(&self, replayed: Seq) {
        let mut outbox = self.lock();
        if let Phase::Holding(held) = std::mem::replace(&mut outbox.phase, Phase::Live) {
            for it in held.into_iter().filter(|it| it.seq.is_none_or(|seq| seq > replayed)) {
                outbox.push(it.packet);
            }
        }
        drop(outbox);
        self.filled.notify_one();
    }

    /// Ends it with a farewell, after everything that waits.
    pub(super) fn close(&self) {
        let mut outbox = self.lock();
        if outbox.end.is_none() {
            outbox.push(Text::from_static(packet::DISCONNECT));
            outbox.end.get_or_insert(End::Orderly);
        }
        drop(outbox);
        self.filled.notify_one();
    }

    /// Ends it at once, and what waits is lost.
    pub(super) fn cut(&self) {
        self.lock().cut();
        self.filled.notify_one();
    }

    /// How it has ended or is about to; `None` while it lives.
    pub(super) fn end(&self) -> Option<End> {
        self.lock().end
    }

    /// Waits until there is something to send, or the end. Cancel-safe: what was not taken stays.
    pub(super) async fn waiting(&self) -> Waiting {
        loop {
            let waiting = self.take();
            if waiting.end.is_some() || !waiting.packets.is_empty() {
                return waiting;
            }
            self.filled.notified().await;
        }
    }

    fn take(&self) -> Waiting {
        let mut outbox = self.lock();
        let packets = outbox.packets.drain(..).collect();
        if outbox.packets.capacity() > KEPT_ROOM {
            outbox.packets = VecDeque::new();
        }
        Waiting { packets, end: outbox.end }
    }

    fn lock(&self) -> MutexGuard<'_, Outbox> {
        self.outbox.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Outbox {
    fn push(&mut self, packet: Text) {
        if self.end.is_some() {
            return;
        }
        if self.packets.len() >= WAITING_PACKETS {
            tracing::debug!("a client cannot keep up");
            return self.cut();
        }
        self.packets.push_back(packet);
    }

    fn cut(&mut self) {
        self.packets = VecDeque::new();
        self.end = Some(End::Cut);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::ids::SiteId;
    use crate::realtime::Audience;
    use serde_json::json;

    fn delivery(seq: Option<Seq>) -> Delivery {
        Delivery::new(Audience::Staff(SiteId::random()), "it", seq, &json!(seq))
    }

    async fn texts(connection: &Connection) -> Vec<String> {
        connection.waiting().await.packets.iter().map(|it| it.to_string()).collect()
    }

    #[tokio::test]
    async fn what_happens_during_a_replay_comes_after_it_and_once() {
        let connection = Connection::new("a".to_owned());
        connection.deliver(&delivery(Some(1)));
        connection.hold();
        connection.deliver(&delivery(Some(2)));
        connection.deliver(&delivery(None));
        connection.deliver(&delivery(Some(3)));
        connection.send("replayed up to 2");
        connection.go_live(2);
        connection.deliver(&delivery(None));
        let passing = r#"42["it",null]"#;
        assert_eq!(texts(&connection).await, ["replayed up to 2", passing, r#"42["it",3]"#, passing]);
    }

    #[tokio::test]
    async fn nothing_comes_after_a_gap() {
        let connection = Connection::new("a".to_owned());
        for _ in 0..=WAITING_PACKETS {
            connection.send("x");
        }
        connection.send("y");
        let waiting = connection.waiting().await;
        assert_eq!((waiting.packets.len(), waiting.end), (0, Some(End::Cut)));
    }

    #[tokio::test]
    async fn a_farewell_is_the_last_packet() {
        let connection = Connection::new("a".to_owned());
        connection.send("x");
        connection.close();
        connection.send("y");
        let waiting = connection.waiting().await;
        assert_eq!(waiting.packets.iter().map(|it| it.as_str()).collect::<Vec<_>>(), ["x", "41"]);
        assert_eq!(waiting.end, Some(End::Orderly));
    }
}
