//! What clients may say: event name → who, how often, what happens. The answer travels in the acknowledgement:
//! `{ok: true, …}` or `{ok: false, code, detail}`.
use super::client::{Client, Flood};
use crate::base::words;
use crate::{Error, Result};
use serde::Serialize;
use serde::de::{DeserializeOwned, IgnoredAny};
use serde_json::json;
use serde_json::value::RawValue;
use socketioxide::adapter::LocalAdapter;
use socketioxide::handler::FromMessageParts;
use socketioxide::socket::Socket;
use socketioxide_core::Value;
use std::collections::HashMap;
use std::convert::Infallible;
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

    /// Carries out what a client said, and answers what to acknowledge.
    pub(super) async fn carry_out(self: Arc<Self>, client: Arc<Client>, said: Said) -> Box<RawValue> {
        let _turn = client.turn.lock().await;
        match self.start(&client, &said) {
            Ok(answer) => answer.await.unwrap_or_else(|error| refusal(&client, &error)),
            Err(error) => refusal(&client, &error),
        }
    }

    fn start(&self, client: &Arc<Client>, said: &Said) -> Result<Answer> {
        if said.raw.len() > MAX_FRAME_BYTES {
            return Err(Error::TooLarge("frame_too_large"));
        }
        let entry = self.entries.get(said.name.as_str()).ok_or(Error::Unreadable("unknown_event"))?;
        if !(self.may)(&said.name, client) {
            return Err(Error::Forbidden("role_forbids"));
        }
        client.buckets.take(entry.flood)?;
        (entry.handler)(Arc::clone(client), &said.raw)
    }
}

/// Reads the data of `["name", data]`.
fn parse<T: DeserializeOwned>(raw: &str) -> Result<T> {
    serde_json::from_str::<(IgnoredAny, T)>(raw).map(|it| it.1).map_err(|_| Error::Unreadable("malformed"))
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

/// One event as it came, still unread: so that its data is parsed once, into the type it should have.
pub struct Said {
    name: String,
    raw: String,
}

impl FromMessageParts<LocalAdapter> for Said {
    type Error = Infallible;

    fn from_message_parts(_: &Arc<Socket>, value: &mut Value, _: &Option<i64>) -> Result<Said, Infallible> {
        let raw = match value {
            Value::Str(text, _) => text.to_string(),
            Value::Bytes(_) => String::new(),
        };
        let name = serde_json::from_str::<Named>(&raw).map(|it| it.0).unwrap_or_default();
        Ok(Said { name, raw })
    }
}

/// The first element of an array of any length.
struct Named(String);

impl<'de> serde::Deserialize<'de> for Named {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct First;
        impl<'de> serde::de::Visitor<'de> for First {
            type Value = Named;
            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("an array that starts with a name")
            }
            fn visit_seq<A: serde::de::SeqAccess<'de>>(self, mut seq: A) -> Result<Named, A::Error> {
                let name = seq.next_element()?.unwrap_or_default();
                while seq.next_element::<IgnoredAny>()?.is_some() {}
                Ok(Named(name))
            }
        }
        deserializer.deserialize_seq(First)
    }
}
