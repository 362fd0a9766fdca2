//! `Idempotency-Key`: a POST that comes again with the same key and body, because its answer got lost, gets the
//! first answer again for 24 hours and happens once.
//!
//! Only answers of requests that succeeded are kept: one that was refused changed nothing, so it may be tried
//! again. The request goes on when its client hangs up, because that is when the answer will be asked for again.
//! Answers carry tokens, so they are stored masked.
use super::caller::Caller;
use super::keys::Keys;
use super::{Client, limit};
use crate::Result;
use crate::base::{Clock, Error};
use crate::lifecycle::Lifecycle;
use crate::store::idempotency::{self as kept, Kept};
use crate::store::{Store, Write};
use anyhow::Context as _;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use bytes::Bytes;
use sha2::{Digest as _, Sha256};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::{Mutex as Turn, OwnedMutexGuard, oneshot};

const KEY: HeaderName = HeaderName::from_static("idempotency-key");
/// Says that an answer is a repetition.
const REPLAYED: HeaderName = HeaderName::from_static("idempotency-replayed");
/// Longest key, in characters.
const KEY_CHARS: usize = 200;
/// Largest answer that is kept, in bytes.
const ANSWER_BYTES: usize = 1024 * 1024;
/// What of an answer's headers is kept.
const HEADERS: [HeaderName; 4] = [header::CONTENT_TYPE, header::SET_COOKIE, header::LOCATION, header::ETAG];

/// What the layer needs; cloning copies pointers.
#[derive(Clone)]
pub struct Idempotency {
    store: Store,
    clock: Clock,
    keys: Keys,
    lifecycle: Lifecycle,
    running: Running,
}

/// Requests under way, so that one that comes again meanwhile waits for the first.
#[derive(Clone, Default)]
struct Running(Arc<Mutex<HashMap<String, Arc<Turn<()>>>>>);

/// One keyed request.
struct Keyed {
    scope: String,
    key: String,
    hash: Vec<u8>,
}

impl Idempotency {
    /// Keeps answers in `store`.
    #[must_use]
    pub fn new(store: Store, clock: Clock, keys: Keys, lifecycle: Lifecycle) -> Idempotency {
        Idempotency { store, clock, keys, lifecycle, running: Running::default() }
    }
}

/// Layer, inside the authorisation: answers repetitions, and keeps the answers of keyed requests.
pub async fn once(State(it): State<Idempotency>, request: Request, next: Next) -> Response {
    match request.headers().get(&KEY).cloned() {
        Some(key) if request.method() == Method::POST => {
            keyed(it, key, request, next).await.unwrap_or_else(Error::into_response)
        }
        _ => next.run(request).await,
    }
}

async fn keyed(it: Idempotency, key: HeaderValue, request: Request, next: Next) -> Result<Response> {
    let key = key.to_str().ok().filter(|it| (1..=KEY_CHARS).contains(&it.len()));
    let key = key.ok_or(Error::Unreadable("idempotency_key_invalid"))?.to_owned();
    let scope = scope(&request);
    let (parts, body) = request.into_parts();
    let body = to_bytes(body, limit::body_bytes(parts.uri.path(), &parts.headers)).await;
    let body = body.map_err(|_| Error::TooLarge("body_too_large"))?;
    let keyed = Keyed { scope, key, hash: Sha256::digest(&body).to_vec() };
    let turn = it.running.wait(&keyed).await;
    if let Some(answer) = repetition(&it, &keyed).await? {
        it.running.end(&keyed, turn);
        return Ok(answer);
    }
    let (sender, answer) = oneshot::channel();
    let work = it.clone();
    it.lifecycle.finish(async move {
        let response = next.run(Request::from_parts(parts, Body::from(body))).await;
        let response = keep(&work, &keyed, response).await.unwrap_or_else(Error::into_response);
        work.running.end(&keyed, turn);
        let _ = sender.send(response); // the client may have gone; its next try finds the answer
    });
    answer.await.map_err(|_| Error::Unavailable("shutting_down"))
}

/// Who asked and where, as a hash: addresses are nobody's business in the database.
fn scope(request: &Request) -> String {
    let address = request.extensions().get::<Client>().map(|it| it.address.to_string()).unwrap_or_default();
    let who = match request.extensions().get::<Caller>() {
        Some(Caller::Staff(it)) => format!("user {} {:?}", it.user, it.site),
        Some(Caller::Visitor(it)) => format!("visitor {} {}", it.visitor, it.site),
        Some(Caller::Public(it)) => format!("page {} {address}", it.site),
        Some(Caller::Nobody) | None => {
            format!("{address} {:?}", request.headers().get(header::COOKIE).map(HeaderValue::as_bytes))
        }
    };
    let text = format!("{who} {}", request.uri());
    Sha256::digest(text.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}

async fn repetition(it: &Idempotency, keyed: &Keyed) -> Result<Option<Response>> {
    let (scope, key, now) = (keyed.scope.clone(), keyed.key.clone(), it.clock.now());
    let Some(mut found) = it.store.read(move |conn| kept::find(conn, &scope, &key, now)).await? else {
        return Ok(None);
    };
    if found.request_hash != keyed.hash {
        return Err(Error::Conflict("idempotency_key_reused"));
    }
    mask(it, keyed, found.created_at_ms, &mut found.answer);
    unpack(&found).context("a kept answer").map(Some).map_err(Error::from)
}

/// Stores the answer of a request that succeeded.
async fn keep(it: &Idempotency, keyed: &Keyed, response: Response) -> Result<Response> {
    if !response.status().is_success() {
        return Ok(response);
    }
    let (parts, body) = response.into_parts();
    let body = to_bytes(body, ANSWER_BYTES).await.context("read an answer")?;
    let now = it.clock.now();
    let mut answer = pack(&parts.headers, &body);
    mask(it, keyed, now.as_millisecond(), &mut answer);
    let status = parts.status.as_u16();
    let kept = Kept { request_hash: keyed.hash.clone(), status, answer, created_at_ms: now.as_millisecond() };
    let mut write = Write::new();
    kept::keep(&mut write, &keyed.scope, &keyed.key, &kept, now);
    if let Err(error) = it.store.commit(write).await {
        tracing::error!(%error, "an answer was not kept; a repetition would happen again");
    }
    Ok(Response::from_parts(parts, Body::from(body)))
}

/// Masks or unmasks: the same operation.
fn mask(it: &Idempotency, keyed: &Keyed, at_ms: i64, bytes: &mut [u8]) {
    let nonce = format!("{} {} {at_ms}", keyed.scope, keyed.key);
    it.keys.mask("idempotency answers", nonce.as_bytes(), bytes);
}

/// `name: value` lines, an empty line, the body.
fn pack(headers: &HeaderMap, body: &Bytes) -> Vec<u8> {
    let mut packed = Vec::with_capacity(body.len() + 128);
    for (name, value) in
        HEADERS.iter().flat_map(|name| headers.get_all(name).iter().map(move |it| (name, it)))
    {
        packed.extend([name.as_str().as_bytes(), b": ", value.as_bytes(), b"\n"].concat());
    }
    packed.push(b'\n');
    packed.extend_from_slice(body);
    packed
}

fn unpack(kept: &Kept) -> anyhow::Result<Response> {
    let mut rest = kept.answer.as_slice();
    let mut headers = HeaderMap::new();
    loop {
        let end = rest.iter().position(|it| *it == b'\n').context("no end of a line")?;
        let (line, after) = rest.split_at(end);
        rest = after.get(1..).unwrap_or_default();
        if line.is_empty() {
            break;
        }
        let colon = line.windows(2).position(|it| it == b": ").context("no colon")?;
        let (name, value) = line.split_at(colon);
        headers.append(
            HeaderName::from_bytes(name)?,
            HeaderValue::from_bytes(value.get(2..).unwrap_or_default())?,
        );
    }
    headers.insert(REPLAYED, HeaderValue::from_static("true"));
    let mut response = (StatusCode::from_u16(kept.status)?, rest.to_vec()).into_response();
    response.headers_mut().remove(header::CONTENT_TYPE);
    response.headers_mut().extend(headers);
    Ok(response)
}

impl Running {
    async fn wait(&self, keyed: &Keyed) -> OwnedMutexGuard<()> {
        let turn = Arc::clone(self.lock().entry(keyed.name()).or_default());
        turn.lock_owned().await
    }

    /// Gives the turn to whoever waits, else forgets the key.
    fn end(&self, keyed: &Keyed, turn: OwnedMutexGuard<()>) {
        let mut running = self.lock();
        drop(turn);
        if running.get(&keyed.name()).is_some_and(|it| Arc::strong_count(it) == 1) {
            running.remove(&keyed.name());
        }
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, Arc<Turn<()>>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Keyed {
    fn name(&self) -> String {
        format!("{} {}", self.scope, self.key)
    }
}
