//! What providers understand and how they answer: five published formats behind one trait, and the way over the network
//! that they share. The formats are pure; [`http`] alone asks.
mod anthropic;
mod azure;
mod failure;
mod google;
pub mod http;
mod ollama;
mod openai;
mod thoughts;

pub use failure::Failure;

use super::types::Kind;
use crate::engine::llm::{Ask, Speaker, Turn, Usage};
use futures_util::stream::BoxStream;
use reqwest::Url;
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use serde_json::Value;

/// An answer on its way: words, then what it took. An error ends it, and makes what was said before void.
pub type Words = BoxStream<'static, Result<Part, Failure>>;

/// A part of an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// The next words.
    Text(String),
    /// The end, with what it took where the provider tells.
    Done(Option<Usage>),
}

/// Where a provider is, and what it is asked for there.
#[derive(Debug, Clone)]
pub struct Endpoint {
    /// The address as the admin wrote it.
    pub address: Url,
    /// The key, in the clear: never to be logged.
    pub key: Option<Secret>,
    /// Which model.
    pub model: String,
    /// The version of the interface, where there are several (Azure).
    pub api_version: String,
    /// What this model cannot do, as far as it has said so.
    pub without: Without,
}

/// A text that no log shows.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Keeps a text from being shown.
    #[must_use]
    pub fn new(text: String) -> Secret {
        Secret(text)
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("***")
    }
}

/// Parameters that some models and servers refuse.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Without {
    /// Models that think choose their words by themselves.
    pub temperature: bool,
    /// Newer models name the longest answer otherwise.
    pub max_tokens: bool,
    /// Older servers cannot tell what an answer took.
    pub usage: bool,
}

impl Without {
    /// What to leave out next, when a refusal names it.
    #[must_use]
    pub fn learnt(self, refusal: &str) -> Option<Without> {
        match refusal {
            it if !self.max_tokens && it.contains("max_tokens") => Some(Without { max_tokens: true, ..self }),
            it if !self.temperature && it.contains("temperature") => {
                Some(Without { temperature: true, ..self })
            }
            it if !self.usage && it.contains("stream_options") => Some(Without { usage: true, ..self }),
            _ => None,
        }
    }
}

/// A request as plain values.
#[derive(Debug)]
pub struct Call {
    /// Where to.
    pub url: Url,
    /// With which headers; those with the key are marked as sensitive.
    pub headers: HeaderMap,
    /// What is sent; without it, something is only looked up.
    pub body: Option<Value>,
}

impl Call {
    fn new(url: Url) -> Call {
        Call { url, headers: HeaderMap::new(), body: None }
    }

    fn sending(mut self, body: Value) -> Call {
        self.body = Some(body);
        self
    }

    fn with(mut self, name: &'static str, value: &'static str) -> Call {
        self.headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
        self
    }

    /// Shows the key: `before` stands in front of it.
    fn proving(mut self, name: &'static str, before: &str, key: Option<&Secret>) -> Result<Call, Failure> {
        if let Some(Secret(key)) = key {
            let mut value =
                HeaderValue::from_str(&format!("{before}{key}")).map_err(|_| Failure::KeyRefused)?;
            value.set_sensitive(true);
            self.headers.insert(HeaderName::from_static(name), value);
        }
        Ok(self)
    }
}

/// How an answer is cut into frames.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Framing {
    /// Server-sent events; a frame is the data of one.
    Events,
    /// A JSON object on each line.
    Lines,
}

/// A published format.
pub trait Wire: Send + Sync {
    /// How answers are cut.
    fn framing(&self) -> Framing {
        Framing::Events
    }

    /// The request for words.
    ///
    /// # Errors
    /// When address, model or key cannot be put into a request.
    fn question(&self, at: &Endpoint, ask: &Ask) -> Result<Call, Failure>;

    /// Reads one answer.
    fn reader(&self) -> Box<dyn Reader>;

    /// The request for the names of the provider's models; `None` where it cannot tell them.
    ///
    /// # Errors
    /// As [`Wire::question`].
    fn list(&self, at: &Endpoint) -> Result<Option<Call>, Failure>;

    /// The names in the answer to [`Wire::list`].
    fn models(&self, answer: &Value) -> Vec<String>;
}

/// Reads the frames of one answer.
pub trait Reader: Send {
    /// What a frame says.
    ///
    /// # Errors
    /// When it tells of a failure or cannot be read.
    fn read(&mut self, frame: &str) -> Result<Heard, Failure>;

    /// Whether an answer that ends here is whole.
    fn is_whole(&self) -> bool;

    /// What the answer took, as far as the provider told.
    fn usage(&self) -> Option<Usage>;
}

/// What a frame says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Heard {
    /// The next words.
    Text(String),
    /// The model thinks; nobody is to read what.
    Thought,
    /// Nothing that matters.
    Nothing,
    /// That was all.
    End,
}

/// The format that a kind of provider speaks; none for the model in this process.
#[must_use]
pub fn of(kind: Kind) -> Option<&'static dyn Wire> {
    match kind {
        Kind::Local => None,
        Kind::Ollama => Some(&ollama::Ollama),
        Kind::Openai => Some(&openai::OpenAi),
        Kind::Anthropic => Some(&anthropic::Anthropic),
        Kind::Google => Some(&google::Google),
        Kind::Azure => Some(&azure::Azure),
    }
}

/// `address` with `path` at its end.
fn below(address: &Url, path: &str) -> Result<Url, Failure> {
    let mut url = address.clone();
    url.set_query(None);
    url.set_fragment(None);
    let parts = path.split('/').filter(|it| !it.is_empty());
    url.path_segments_mut().map_err(|()| Failure::AddressInvalid)?.pop_if_empty().extend(parts);
    Ok(url)
}

/// What was said, beginning with the user, nobody twice in a row: some providers refuse anything else.
fn in_turns(turns: &[Turn]) -> Vec<Turn> {
    let mut out: Vec<Turn> = Vec::with_capacity(turns.len());
    for turn in turns.iter().filter(|it| !it.text.trim().is_empty()) {
        match out.last_mut() {
            Some(last) if last.speaker == turn.speaker => {
                last.text.push_str("\n\n");
                last.text.push_str(&turn.text);
            }
            None if turn.speaker == Speaker::Assistant => (),
            _ => out.push(turn.clone()),
        }
    }
    out
}

/// A frame as JSON.
fn json(frame: &str) -> Result<Value, Failure> {
    serde_json::from_str(frame).map_err(|_| Failure::Unreadable)
}

/// The text at a JSON pointer.
fn text<'v>(value: &'v Value, pointer: &str) -> Option<&'v str> {
    value.pointer(pointer).and_then(Value::as_str)
}

/// The count at a JSON pointer.
fn count(value: &Value, pointer: &str) -> Option<u32> {
    value.pointer(pointer).and_then(Value::as_u64).map(|it| u32::try_from(it).unwrap_or(u32::MAX))
}

/// Every text at `pointer` of the items of the list at `list`.
fn names(answer: &Value, list: &str, pointer: &str) -> Vec<String> {
    let items = answer.pointer(list).and_then(Value::as_array).into_iter().flatten();
    items.filter_map(|it| text(it, pointer)).map(str::to_owned).collect()
}

/// What a temperature is in JSON, without the tail that 32 bits leave.
fn temperature(it: f32) -> Value {
    Value::from((f64::from(it) * 100.0).round() / 100.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// JSON out of the names and values that the formats use, put together in any way.
    fn frame() -> impl Strategy<Value = Value> {
        let words =
            prop::sample::select(vec!["", "stop", "text_delta", "message_stop", "[DONE]", "<think>", "ğ"]);
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            words.prop_map(Value::from),
        ];
        leaf.prop_recursive(5, 40, 4, |inner| {
            let names = prop::sample::select(vec![
                "choices",
                "delta",
                "content",
                "type",
                "text",
                "message",
                "usage",
                "candidates",
                "parts",
                "done",
                "error",
                "code",
                "content_block",
                "usageMetadata",
                "finish_reason",
                "finishReason",
                "prompt_tokens",
                "eval_count",
                "promptFeedback",
                "thinking",
                "response",
            ]);
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..3).prop_map(Value::from),
                prop::collection::vec((names, inner), 0..4).prop_map(|fields| fields
                    .into_iter()
                    .map(|(name, it)| (name.to_owned(), it))
                    .collect::<Value>()),
            ]
        })
    }

    proptest! {
        #[test]
        fn no_frame_of_a_provider_stops_the_program(
            frames in prop::collection::vec(frame(), 1..5),
            broken in "\\PC{0,40}",
        ) {
            for kind in [Kind::Ollama, Kind::Openai, Kind::Anthropic, Kind::Google, Kind::Azure] {
                let Some(wire) = of(kind) else { continue };
                let mut reader = wire.reader();
                for it in &frames {
                    let _ = reader.read(&it.to_string());
                    let _ = wire.models(it);
                    let _ = Failure::of_error(it);
                }
                let _ = reader.read(&broken);
                let _ = (reader.is_whole(), reader.usage());
            }
        }
    }
}
