//! The handshake: a client is recognised, told where it stands, given what it missed, and then goes live. What it says
//! from then on is carried out.
use super::client::{Client, Floods};
use super::connection::Connection;
use super::events::Events;
use super::hub::{Delivery, Hub, Who, raw};
use super::packet::{self, Packet, Text};
use super::replay::{self, Replayed};
use crate::base::ids::{LoginId, SiteId};
use crate::base::{Lang, Role};
use crate::lifecycle::Lifecycle;
use crate::store::{Event, Seq, Store};
use crate::{Error, Result};
use rusqlite::Connection as Database;
use serde_json::{Value, json};
use std::future::Future;
use std::net::IpAddr;
use std::pin::Pin;
use std::sync::Arc;

/// Something that takes a while.
pub(crate) type Answer<T> = Pin<Box<dyn Future<Output = Result<T>> + Send>>;

/// What a connecting client says about itself.
#[derive(Debug, Clone)]
pub struct Handshake {
    /// The `auth` object of Socket.IO.
    pub auth: Value,
    /// Where it comes from.
    pub address: IpAddr,
    /// The page's origin, when a browser tells one.
    pub origin: Option<String>,
    /// The browser's name of itself.
    pub agent: String,
    /// Whether the browser asks not to be tracked.
    pub do_not_track: bool,
}

/// A recognised client.
pub struct Session {
    /// The site it belongs to.
    pub site: SiteId,
    /// The user or visitor.
    pub who: Who,
    /// A user's role.
    pub role: Option<Role>,
    /// A user's name.
    pub name: String,
    /// The sign-in behind a user.
    pub login: Option<LoginId>,
    /// What `ready` says beside `seq` and `resumed`: an object. It is drawn up once the client hears what happens, so
    /// that nothing in it can be out of date unnoticed.
    pub ready: Answer<Value>,
}

/// Hears that a client's connection has ended.
type Left = Box<dyn Fn(&Arc<Client>) + Send + Sync>;

/// How events of the log become deliveries: adds those of the first few and says how many events that were. Without a
/// database it goes as far as it gets; with one, to the end.
pub(crate) type Render =
    Arc<dyn Fn(Option<&Database>, &[(Seq, Event)], &mut Vec<Delivery>) -> Result<usize> + Send + Sync>;

/// Everything the product hands in.
pub struct Surface {
    /// Recognises a client.
    pub authenticate: Box<dyn Fn(Handshake) -> Answer<Session> + Send + Sync>,
    /// What clients may say.
    pub events: Arc<Events>,
    /// How events reach them.
    pub render: Render,
    /// A user's or visitor's first socket came (`true`) or last one went (`false`).
    pub presence: Box<dyn Fn(SiteId, Who, bool) + Send + Sync>,
    /// A client's connection has ended; may be told twice.
    pub left: Left,
}

/// What every connection shares.
pub(super) struct Server {
    pub(super) surface: Surface,
    pub(super) store: Store,
    pub(super) hub: Hub,
    pub(super) floods: Arc<Floods>,
    pub(super) lifecycle: Lifecycle,
}

/// What the request that opened the connection told.
#[derive(Debug, Clone)]
pub(super) struct Opening {
    /// Where it came from.
    pub(super) address: IpAddr,
    /// The page's origin.
    pub(super) origin: Option<String>,
    /// Languages the browser prefers.
    pub(super) language: Option<String>,
    /// The browser's name of itself.
    pub(super) agent: String,
    /// Whether the browser asks not to be tracked.
    pub(super) do_not_track: bool,
}

impl Server {
    /// Deals with one packet of a client; packets of one connection must be dealt with one after the other.
    pub(super) async fn hear(self: Arc<Server>, from: Arc<Connection>, opening: Arc<Opening>, text: Text) {
        match packet::read(&text) {
            Packet::Connect { namespace: Some(it), .. } => {
                from.send(packet::refused(Some(it), "Invalid namespace"));
            }
            Packet::Connect { auth, namespace: None } if from.client.get().is_none() => {
                let auth = serde_json::from_str(auth).unwrap_or(Value::Null);
                // Boxed: an idle connection need not hold room for it.
                Box::pin(self.connect(&from, &opening, auth)).await;
            }
            Packet::Event { ack, data } => {
                let Some(client) = from.client.get() else { return };
                let answer = self.surface.events.carry_out(client, data).await;
                if from.end().is_some() {
                    self.leave(&from); // it went while this was carried out, which must not outlast it
                }
                if let Some(ack) = ack {
                    from.send(packet::acknowledged(ack, &answer));
                }
            }
            Packet::Bye => from.cut(),
            Packet::Connect { .. } | Packet::Pong | Packet::Other => (),
        }
    }

    async fn connect(&self, connection: &Arc<Connection>, opening: &Opening, auth: Value) {
        let lang = match auth.get("language").and_then(Value::as_str) {
            Some(tag) => Lang::of_tag(tag),
            None => opening.language.as_deref().map_or(Lang::Tr, Lang::of_header),
        };
        let after = auth.get("after").and_then(Value::as_i64);
        let Opening { address, origin, agent, do_not_track, .. } = opening.clone();
        let handshake = Handshake { auth, address, origin, agent, do_not_track };
        let session = match (self.surface.authenticate)(handshake).await {
            Ok(it) => it,
            Err(error) => {
                if let Error::Internal(cause) = &error {
                    tracing::error!(error = format!("{cause:#}"), "handshake failed");
                }
                return connection.send(packet::refused(None, error.code()));
            }
        };
        let Session { site, who, role, name, login, ready } = session;
        let agent = if matches!(who, Who::Visitor(_)) { opening.agent.clone() } else { String::new() };
        let (do_not_track, floods) = (opening.do_not_track, Arc::clone(&self.floods));
        let client = Arc::new(Client { site, who, role, name, login, lang, agent, do_not_track, floods });
        if connection.client.set(client).is_err() {
            return;
        }
        connection.send(packet::connected(&connection.sid));
        let first = self.hub.join(site, who, connection);
        if let Err(error) = self.welcome(connection, (site, who), after, ready).await {
            tracing::error!(%error, "could not bring a client up to date");
            connection.cut();
        } else if first {
            (self.surface.presence)(site, who, true);
        }
        if connection.end().is_some() {
            self.leave(connection); // it went while it came
        }
    }

    /// Sends `ready` and what the client missed, then lets it go live.
    async fn welcome(
        &self,
        connection: &Connection,
        (site, who): (SiteId, Who),
        after: Option<Seq>,
        ready: Answer<Value>,
    ) -> Result<()> {
        let (from, resumed, replayed) = match after {
            None => (*self.store.head().borrow(), false, Replayed::nothing()),
            Some(after) => {
                let replayed = replay::read(&self.store, &self.surface.render, site, who, after).await?;
                (after, !replayed.gap, replayed)
            }
        };
        let mut ready = ready.await?;
        ready["seq"] = json!(if replayed.gap { replayed.until } else { from });
        ready["resumed"] = json!(resumed);
        connection.emit("ready", &raw(&ready));
        if replayed.gap {
            connection.emit("resync", &raw(&json!({})));
        }
        replayed.deliveries.into_iter().for_each(|it| connection.send(it.packet));
        connection.go_live(replayed.until.max(from));
        Ok(())
    }

    /// Takes a connection that has ended out of the rooms. Doing it again changes nothing.
    pub(super) fn leave(&self, connection: &Arc<Connection>) {
        let Some(client) = connection.client.get() else { return };
        (self.surface.left)(client);
        if self.hub.leave(client.site, client.who, connection) {
            (self.surface.presence)(client.site, client.who, false);
        }
    }
}
