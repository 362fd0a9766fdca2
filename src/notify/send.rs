//! The way of a push out of the machine: to its service, with few tries and little patience.
use super::store::{self, Target};
use super::types::push::{Handling, Letter};
use crate::Result;
use crate::app::App;
use crate::config::PrivateAddresses;
use crate::store::Write;
use anyhow::Context as _;
use jiff::SignedDuration;
use reqwest::{Response, Url, header};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Longest wait for a push service.
const PATIENCE: Duration = Duration::from_secs(10);
/// A service that asks to wait longer is not asked again for this letter.
const LONGEST_WAIT_SECONDS: i64 = 60;
/// Wait for a service that is in trouble and does not say how long.
const WAIT_SECONDS: i64 = 5;
/// A browser that could not be told so many times in a row is given up.
const MOST_FAILURES: i64 = 10;

/// Whether a push service may be there: it is asked by https, and lies outside.
#[must_use]
pub fn is_service(app: &App, endpoint: &str) -> bool {
    let Ok(url) = endpoint.parse::<Url>() else { return false };
    let open = url.scheme() == "https" || app.config.private_addresses == PrivateAddresses::Any;
    open && url.username().is_empty() && url.password().is_none() && app.outgoing.client(&url).is_ok()
}

/// How many letters may be on their way, and how many may wait for a second try: a service that is in trouble keeps
/// nobody else's letters back.
#[derive(Clone)]
pub struct Places {
    under_way: Arc<Semaphore>,
    waiting: Arc<Semaphore>,
}

impl Places {
    /// Room for `under_way` letters, and for `waiting` more.
    #[must_use]
    pub fn new(under_way: usize, waiting: usize) -> Places {
        Places { under_way: Arc::new(Semaphore::new(under_way)), waiting: Arc::new(Semaphore::new(waiting)) }
    }

    /// Waits for a place on the way.
    pub async fn take(&self) -> Option<OwnedSemaphorePermit> {
        Arc::clone(&self.under_way).acquire_owned().await.ok()
    }
}

/// Sends `letter` from its place on the way, once more where the service asks for patience; notes what became of it.
///
/// # Errors
/// As [`once`].
pub async fn send(
    app: &App,
    (places, place): (&Places, OwnedSemaphorePermit),
    to: &Target,
    (letter, topic, how): (&Letter, &str, Handling),
) -> Result<()> {
    let first = post(app, to, letter, Some(topic), how).await?;
    let seconds = first.as_ref().and_then(wait);
    let (Some(seconds), Ok(_waits)) = (seconds, places.waiting.try_acquire()) else {
        return note(app, to, first).await.map(|_| ());
    };
    drop((first, place));
    app.clock.until(app.clock.now() + SignedDuration::from_secs(seconds)).await;
    let Some(_place) = places.take().await else { return Ok(()) };
    once(app, to, letter, Some(topic), how).await.map(|_| ())
}

/// Sends `letter` in one try and notes what became of it; answers the service's status, `None` when it was not reached.
/// A browser that the service does not know any more is forgotten.
///
/// # Errors
/// When the store fails, or the letter cannot be encrypted.
pub async fn once(
    app: &App,
    to: &Target,
    letter: &Letter,
    topic: Option<&str>,
    how: Handling,
) -> Result<Option<u16>> {
    let answer = post(app, to, letter, topic, how).await?;
    note(app, to, answer).await
}

/// Notes what became of a letter.
async fn note(app: &App, to: &Target, answer: Option<Response>) -> Result<Option<u16>> {
    let status = answer.map(|it| it.status().as_u16());
    let mut write = Write::new();
    match status {
        Some(404 | 410) => store::forget_subscription(&mut write, to.id),
        _ => store::note_answer(&mut write, to.id, status, MOST_FAILURES, app.clock.now()),
    }
    app.store.commit(write).await?;
    tracing::debug!(subscription = %to.id, ?status, "push sent");
    Ok(status)
}

/// One try; `None` when the service was not reached.
async fn post(
    app: &App,
    to: &Target,
    letter: &Letter,
    topic: Option<&str>,
    how: Handling,
) -> Result<Option<Response>> {
    if !is_service(app, &to.endpoint) {
        return Ok(None);
    }
    let Ok(url) = to.endpoint.parse::<Url>() else { return Ok(None) };
    let Ok(client) = app.outgoing.client(&url) else { return Ok(None) };
    let body = to.recipient.seal(&serde_json::to_vec(letter).context("a push as JSON")?)?;
    let origin = url.origin().ascii_serialization();
    let proof = app.vapid.authorization(&origin, &contact(app), app.clock.now())?;
    let mut request = client
        .post(url)
        .timeout(PATIENCE)
        .header(header::AUTHORIZATION, proof)
        .header(header::CONTENT_ENCODING, "aes128gcm")
        .header(header::CONTENT_TYPE, "application/octet-stream")
        .header("TTL", how.ttl)
        .header("Urgency", how.urgency)
        .body(body);
    if let Some(topic) = topic {
        request = request.header("Topic", topic);
    }
    match request.send().await {
        Ok(response) => Ok(Some(response)),
        Err(error) => {
            // Without the address: it is a secret between the browser and this installation.
            let error = error.without_url();
            tracing::debug!(subscription = %to.id, %error, "a push service was not reached");
            Ok(None)
        }
    }
}

/// After how many seconds a service that is in trouble may be asked once more.
fn wait(response: &Response) -> Option<i64> {
    let status = response.status();
    if status != 429 && !status.is_server_error() {
        return None;
    }
    let asked = response.headers().get(header::RETRY_AFTER).and_then(|it| it.to_str().ok());
    let seconds = asked.map_or(Some(WAIT_SECONDS), |it| it.trim().parse().ok())?;
    (0..=LONGEST_WAIT_SECONDS).contains(&seconds).then_some(seconds)
}

/// Whom a push service may ask about what is sent.
fn contact(app: &App) -> String {
    match &app.config.public_url {
        Some(url) if url.starts_with("https://") => url.clone(),
        _ => "mailto:webmaster@localhost".to_owned(),
    }
}
