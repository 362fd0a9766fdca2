//! The handshake: a client is recognised, told where it stands, given what it missed, and then goes live.
use super::client::{Buckets, Client};
use super::events::{Events, Said};
use super::hub::{Delivery, Hub, Who};
use super::replay::{self, Replayed};
use crate::base::ids::{LoginId, SiteId};
use crate::base::{Lang, Role};
use crate::config::Limits;
use crate::store::{Event, Seq, Store};
use crate::{Error, Result};
use rusqlite::Connection;
use serde_json::{Value, json};
use socketioxide::extract::{AckSender, Extension, SocketRef, TryData};
use socketioxide::handler::ConnectHandler as _;
use socketioxide::layer::SocketIoLayer;
use socketioxide::{SocketIo, SocketIoBuilder};
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

/// Packets that may wait for a slow client before it is cut off; it comes back and is given the rest.
const WAITING_PACKETS: usize = 4096;
/// Bytes read from a socket at once: small, since most of ten thousand sockets are idle.
const READ_BUFFER_BYTES: usize = 4096;
/// Hard end of a frame. Above the 256 KiB that are accepted, so that a larger one can be refused in words.
const FRAME_BYTES: usize = 1 << 20;

type Answer<T> = Pin<Box<dyn Future<Output = Result<T>> + Send>>;

/// What a connecting client says about itself.
#[derive(Debug, Clone)]
pub struct Handshake {
    /// The `auth` object of Socket.IO.
    pub auth: Value,
    /// The page's origin, when a browser tells one.
    pub origin: Option<String>,
}

/// A recognised client.
#[derive(Debug, Clone)]
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
    /// What `ready` says beside `seq` and `resumed`: an object.
    pub ready: Value,
}

/// How an event of the log becomes deliveries.
pub(crate) type Render = Arc<dyn Fn(&Connection, &[(Seq, Event)]) -> Result<Vec<Delivery>> + Send + Sync>;

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
}

/// What every connection shares.
struct Server {
    surface: Surface,
    store: Store,
    hub: Hub,
    limits: Limits,
}

/// The Socket.IO layer at `/socket.io/`, and the handle that closes it.
pub fn layer(surface: Surface, store: Store, hub: Hub, limits: Limits) -> (SocketIoLayer, SocketIo) {
    let (layer, io) = SocketIoBuilder::new()
        .max_buffer_size(WAITING_PACKETS)
        .ws_read_buffer_size(READ_BUFFER_BYTES)
        .ws_max_message_size(FRAME_BYTES)
        .ws_max_frame_size(FRAME_BYTES)
        .max_payload(u64::try_from(FRAME_BYTES).unwrap_or(u64::MAX))
        .ping_interval(Duration::from_secs(25))
        .ping_timeout(Duration::from_secs(20))
        .build_layer();
    let server = Arc::new(Server { surface, store, hub, limits });
    let recognise = {
        let server = Arc::clone(&server);
        move |socket: SocketRef, TryData(auth): TryData<Value>| {
            recognise(Arc::clone(&server), socket, auth.unwrap_or(Value::Null))
        }
    };
    let connect = move |socket: SocketRef, Extension(hello): Extension<Hello>| {
        connect(Arc::clone(&server), socket, hello)
    };
    io.ns("/", connect.with(recognise));
    (layer, io)
}

/// A recognised client on its way from the check to the connection.
#[derive(Clone)]
struct Hello {
    session: Session,
    after: Option<Seq>,
    lang: Lang,
}

/// The reason why a client is refused: the code is the message of `connect_error`.
#[derive(Debug)]
struct Refused(&'static str);

impl std::fmt::Display for Refused {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.0)
    }
}

async fn recognise(server: Arc<Server>, socket: SocketRef, auth: Value) -> Result<(), Refused> {
    let header =
        |name: &str| socket.req_parts().headers.get(name).and_then(|it| it.to_str().ok()).map(str::to_owned);
    let lang = match auth.get("language").and_then(Value::as_str) {
        Some(tag) => Lang::of_tag(tag),
        None => header("accept-language").map_or(Lang::Tr, |it| Lang::of_header(&it)),
    };
    let after = auth.get("after").and_then(Value::as_i64);
    let handshake = Handshake { auth, origin: header("origin") };
    let session = (server.surface.authenticate)(handshake).await.map_err(|error| {
        if let Error::Internal(cause) = &error {
            tracing::error!(error = format!("{cause:#}"), "handshake failed");
        }
        Refused(error.code())
    })?;
    socket.extensions.insert(Hello { session, after, lang });
    Ok(())
}

async fn connect(server: Arc<Server>, socket: SocketRef, hello: Hello) {
    socket.extensions.remove::<Hello>();
    let Session { site, who, role, name, login, ready } = hello.session;
    let client = Arc::new(Client {
        site,
        who,
        role,
        name,
        login,
        lang: hello.lang,
        sid: socket.id,
        turn: tokio::sync::Mutex::default(),
        buckets: Buckets::new(&server.limits, who),
    });
    listen(&server, &socket, &client);
    let (member, first) = server.hub.join(site, who, socket.clone());
    leave_on_disconnect(&server, &socket, site, who);
    if let Err(error) = welcome(&server, &member, &client, hello.after, ready).await {
        tracing::error!(%error, "could not bring a client up to date");
        member.cut_off();
        return;
    }
    if first {
        (server.surface.presence)(site, who, true);
    }
}

/// Sends `ready` and what the client missed, then lets it go live.
async fn welcome(
    server: &Server,
    member: &super::Member,
    client: &Client,
    after: Option<Seq>,
    mut ready: Value,
) -> Result<()> {
    let (from, resumed, replayed) = match after {
        None => (*server.store.head().borrow(), false, Replayed::nothing()),
        Some(after) => {
            let replayed =
                replay::read(&server.store, &server.surface.render, client.site, client.who, after).await?;
            (after, !replayed.gap, replayed)
        }
    };
    ready["seq"] = json!(if replayed.gap { replayed.until } else { from });
    ready["resumed"] = json!(resumed);
    member.emit("ready", &super::hub::raw(&ready));
    if replayed.gap {
        member.emit("resync", &super::hub::raw(&json!({})));
    }
    for it in &replayed.deliveries {
        member.emit(it.name, &it.payload);
    }
    member.go_live(replayed.until.max(from));
    Ok(())
}

/// Hears what the client says. One fallback handler instead of one per event: an idle socket costs little.
fn listen(server: &Arc<Server>, socket: &SocketRef, client: &Arc<Client>) {
    let events = Arc::clone(&server.surface.events);
    let client = Arc::clone(client);
    socket.on_fallback(move |said: Said, ack: AckSender| {
        let work = Arc::clone(&events).carry_out(Arc::clone(&client), said);
        let mut work = Box::pin(async move {
            let _ = ack.send(&*work.await); // the client may have gone
        });
        // The first poll happens here, in the order in which the events came: it takes the socket's turn, so the
        // tasks that the library makes of the rest, and runs in any order, carry them out one after the other.
        let begun = work.as_mut().poll(&mut Context::from_waker(Waker::noop()));
        async move {
            if begun == Poll::Pending {
                work.await;
            }
        }
    });
}

fn leave_on_disconnect(server: &Arc<Server>, socket: &SocketRef, site: SiteId, who: Who) {
    let server = Arc::clone(server);
    socket.on_disconnect(move |socket: SocketRef| async move {
        if server.hub.leave(site, who, socket.id) {
            (server.surface.presence)(site, who, false);
        }
    });
}
