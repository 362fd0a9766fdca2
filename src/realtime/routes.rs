//! `/socket.io/`: which request opens a connection, and which belongs to one.
use super::client::Floods;
use super::connection::Connection;
use super::handshake::{Opening, Server, Surface};
use super::hub::Hub;
use super::polling::{self, Pollers};
use super::{packet, websocket};
use crate::base::secret;
use crate::config::Limits;
use crate::lifecycle::Lifecycle;
use crate::store::Store;
use crate::web::address::{self, Client};
use crate::{Error, Result};
use axum::Router;
use axum::extract::ws::WebSocketUpgrade;
use axum::extract::{DefaultBodyLimit, Query, State};
use axum::http::{HeaderMap, HeaderName, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use serde::Deserialize;
use std::sync::Arc;

/// What the requests share.
#[derive(Clone)]
struct Door {
    server: Arc<Server>,
    pollers: Pollers,
}

/// The routes of Socket.IO.
pub fn routes(surface: Surface, store: Store, hub: Hub, limits: Limits, lifecycle: Lifecycle) -> Router {
    let floods = Arc::new(Floods::new(&limits));
    let server = Arc::new(Server { surface, store, hub, floods, lifecycle });
    Router::new()
        .route("/socket.io/", get(open_or_poll).post(post))
        .layer(DefaultBodyLimit::max(packet::FRAME_BYTES))
        .with_state(Door { server, pollers: Pollers::default() })
}

/// What can be wrong with a request, in Engine.IO's own codes and words.
type Wrong = (u8, &'static str);
const TRANSPORT: Wrong = (0, "Transport unknown");
const SESSION: Wrong = (1, "Session ID unknown");
const REQUEST: Wrong = (3, "Bad request");
const PROTOCOL: Wrong = (5, "Unsupported protocol version");

/// The query of every request.
#[derive(Deserialize)]
struct Asked {
    #[serde(rename = "EIO")]
    protocol: Option<String>,
    transport: Option<String>,
    sid: Option<String>,
}

async fn open_or_poll(
    State(door): State<Door>,
    Query(asked): Query<Asked>,
    client: Client,
    headers: HeaderMap,
    upgrade: std::result::Result<WebSocketUpgrade, axum::extract::ws::rejection::WebSocketUpgradeRejection>,
) -> Result<Response> {
    if asked.protocol.as_deref() != Some("4") {
        return Ok(refusal(PROTOCOL));
    }
    let poller = match &asked.sid {
        Some(sid) => match door.pollers.find(sid) {
            Some(it) => Some(it),
            None => return Ok(refusal(SESSION)),
        },
        None => None,
    };
    Ok(match (asked.transport.as_deref(), poller, upgrade) {
        (Some("websocket"), Some(poller), Ok(upgrade)) => {
            websocket::sized(upgrade).on_upgrade(|socket| websocket::take_over(socket, poller))
        }
        (Some("websocket"), None, Ok(upgrade)) => {
            let (connection, opening) = (connection()?, opening(client, &headers));
            let server = door.server;
            websocket::sized(upgrade)
                .on_upgrade(|socket| websocket::carry(server, socket, connection, opening))
        }
        (Some("websocket"), _, Err(_)) => refusal(REQUEST),
        (Some("polling"), Some(poller), _) => {
            polling::poll(&poller).await.map_or_else(|| refusal(REQUEST), text)
        }
        (Some("polling"), None, _) => {
            text(door.pollers.open(door.server, connection()?, opening(client, &headers)))
        }
        _ => refusal(TRANSPORT),
    })
}

async fn post(State(door): State<Door>, Query(asked): Query<Asked>, body: String) -> Response {
    let poller = asked.sid.and_then(|it| door.pollers.find(&it));
    match poller {
        Some(_) if asked.transport.as_deref() != Some("polling") => refusal(TRANSPORT),
        Some(it) if polling::post(&it, &body).await => text("ok".to_owned()),
        _ => refusal(SESSION),
    }
}

fn refusal((code, message): Wrong) -> Response {
    let body = format!(r#"{{"code":{code},"message":"{message}"}}"#);
    (StatusCode::BAD_REQUEST, [(header::CONTENT_TYPE, "application/json")], body).into_response()
}

fn text(body: String) -> Response {
    let headers = [(header::CONTENT_TYPE, "text/plain; charset=UTF-8"), (header::CACHE_CONTROL, "no-store")];
    (headers, body).into_response()
}

fn connection() -> Result<Arc<Connection>> {
    Ok(Arc::new(Connection::new(secret::token().map_err(Error::Internal)?)))
}

/// Copied out: a header of the request would keep all of its bytes alive for as long as the connection lives.
fn opening(client: Client, headers: &HeaderMap) -> Opening {
    let text = |name: HeaderName| headers.get(name).and_then(|it| it.to_str().ok()).map(str::to_owned);
    Opening {
        address: client.address,
        origin: address::foreign_origin(headers),
        language: text(header::ACCEPT_LANGUAGE),
        agent: client.agent,
        do_not_track: client.do_not_track,
    }
}
