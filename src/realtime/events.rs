//! What clients may say: event name → who, how often, what happens. The answer travels in the acknowledgement:
//! `{ok: true, …}` or `{ok: false, code, detail}`.
use super::client::{Client, Flood};
use crate::base::words;
use crate::{Error, Result};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::json;
use serde_json::value::RawValue;
use std::collections::HashMap;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

/// Longest accepted frame, in bytes.
const MAX_FRAME_BYTES: usize = 256 * 1024;

type Answer = Pin<Box<dyn Future<Output = Result<Box<RawValue>>> + Send>>;
type Handler = Box<dyn Fn(Arc<Client>, &str) -> Result<Answer> + Send + Sync>;

/// The table of events.
pub struct Events {
    entries: HashMap<&'static str, Entry>,
    may: fn(&str, &Client) -> bool,
}

struct Entry {
    flood: Flood,
    handler: Handler,
}

/// An acknowledgement that carries nothing but success.
#[derive(Debug, Serialize)]
pub struct Nothing {}

#[derive(Serialize)]
struct Done<T> {
    ok: bool,
    #[serde(flatten)]
    answer: T,
}

impl Events {
    /// An empty table; `may` says who may send which event.
    #[must_use]
    pub fn allowed_by(may: fn(&str, &Client) -> bool) -> Events {
        Events { entries: HashMap::new(), may }
    }

    /// Adds the event `name` with data of shape `T`.
    #[must_use]
    pub fn on<T, R, F, Fut>(mut self, name: &'static str, flood: Flood, handler: F) -> Events
    where
        T: DeserializeOwned,
        R: Serialize,
        F: Fn(Arc<Client>, T) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Result<R>> + Send + 'static,
    {
        let handler = move |client: Arc<Client>, raw: &str| -> Result<Answer> {
            let answer = handler(client, parse(raw)?);
            Ok(Box::pin(async move {
                let done = Done { ok: true, answer: answer.await? };
                serde_json::value::to_raw_value(&done).map_err(|error| Error::Internal(error.into()))
            }))
        };
        self.entries.insert(name, Entry { flood, handler: Box::new(handler) });
        self
    }

    /// Every event name, for the test that compares them with the permission table.
    pub fn names(&self) -> impl Iterator<Item = &'static str> {
        self.entries.keys().copied()
    }

    /// Carries out what a client said, `["name",data]`, and answers what to acknowledge.
    pub(super) async fn carry_out(&self, client: &Arc<Client>, said: &str) -> Box<RawValue> {
        match self.start(client, said) {
            Ok(answer) => answer.await.unwrap_or_else(|error| refusal(client, &error)),
            Err(error) => refusal(client, &error),
        }
    }

    fn start(&self, client: &Arc<Client>, said: &str) -> Result<Answer> {
        if said.len() > MAX_FRAME_BYTES {
            return Err(Error::TooLarge("frame_too_large"));
        }
        let parts: Vec<&RawValue> =
            serde_json::from_str(said).map_err(|_| Error::Unreadable("unknown_event"))?;
        let name = parts.first().and_then(|it| serde_json::from_str::<String>(it.get()).ok());
        let entry = name.as_ref().and_then(|it| self.entries.get_key_value(it.as_str()));
        let (name, entry) = entry.ok_or(Error::Unreadable("unknown_event"))?;
        if !(self.may)(name, client) {
            return Err(Error::Forbidden("role_forbids"));
        }
        client.floods.take(client.who, entry.flood)?;
        (entry.handler)(Arc::clone(client), parts.get(1).map_or("null", |it| it.get()))
    }
}

fn parse<T: DeserializeOwned>(data: &str) -> Result<T> {
    serde_json::from_str(data).map_err(|_| Error::Unreadable("malformed"))
}

fn refusal(client: &Client, error: &Error) -> Box<RawValue> {
    if let Error::Internal(cause) = error {
        tracing::error!(error = format!("{cause:#}"), "socket event failed");
    }
    let mut body =
        json!({ "ok": false, "code": error.code(), "detail": words::of_error(error, client.lang) });
    if let Error::Invalid(fields) = error {
        body["errors"] = fields
            .iter()
            .map(|it| json!({ "field": it.field, "code": it.code, "detail": words::of_field(it, client.lang) }))
            .collect();
    }
    serde_json::value::to_raw_value(&body).unwrap_or_else(|_| RawValue::NULL.to_owned())
}
