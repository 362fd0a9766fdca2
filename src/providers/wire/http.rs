//! The way over the network that the five formats share: asking, waiting no longer than the site wants to, and noticing
//! when an answer is only half of one.
use super::thoughts::Thoughts;
use super::{Call, Endpoint, Failure, Framing, Heard, Part, Reader, Wire, Words};
use crate::engine::llm::Ask;
use crate::web::outgoing::Outgoing;
use bytes::Bytes;
use futures_util::stream::BoxStream;
use futures_util::{Stream, StreamExt as _, TryStreamExt as _, stream};
use reqwest::header::{CONTENT_TYPE, HeaderMap, RETRY_AFTER};
use reqwest::{Response, StatusCode};
use sse_stream::SseByteStream;
use std::io;
use std::time::Duration;
use tokio::time::{Instant, timeout, timeout_at};
use tokio_util::codec::{FramedRead, LinesCodec};
use tokio_util::io::StreamReader;

/// Longest answer with everything around its words.
const MOST_BYTES: usize = 8 << 20;
/// Longest line of an answer that comes in lines.
const LINE_BYTES: usize = 1 << 20;
/// How much of a refusal is looked at.
const REFUSAL_BYTES: usize = 16 << 10;
/// How often a request is put another way because the provider refuses a parameter.
const OTHER_WAYS: usize = 3;
/// Longest wait for a list of models.
const LIST: Duration = Duration::from_secs(10);
/// Most models that are shown.
const MOST_MODELS: usize = 500;

/// How long to wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Patience {
    /// Until the first word.
    pub first_word: Duration,
    /// Between two words.
    pub between: Duration,
}

/// Asks for words; answers once the provider has accepted the request.
///
/// # Errors
/// Why it did not.
pub async fn ask(
    outgoing: &Outgoing,
    wire: &'static dyn Wire,
    mut at: Endpoint,
    ask: &Ask,
    patience: Patience,
) -> Result<Words, Failure> {
    let deadline = Instant::now() + patience.first_word;
    for _ in 0..OTHER_WAYS {
        let call = wire.question(&at, ask)?;
        let asked = timeout_at(deadline, send(outgoing, call));
        let response = asked.await.map_err(|_| Failure::TimedOut)??;
        if response.status() == StatusCode::OK {
            let frames = frames(response, wire.framing());
            return Ok(Answer::new(frames, wire.reader(), deadline, patience.between).words());
        }
        let refused = timeout_at(deadline, Refused::read(response)).await.map_err(|_| Failure::TimedOut)?;
        match refused.status {
            400 | 422 => at.without = at.without.learnt(&refused.body).ok_or(refused.failure())?,
            _ => return Err(refused.failure()),
        }
    }
    Err(Failure::Rejected(400))
}

/// The names of the provider's models; `None` where it cannot tell them.
///
/// # Errors
/// Why it did not answer.
pub async fn models(
    outgoing: &Outgoing,
    wire: &'static dyn Wire,
    at: &Endpoint,
) -> Result<Option<Vec<String>>, Failure> {
    let Some(call) = wire.list(at)? else { return Ok(None) };
    let asked = async {
        let response = send(outgoing, call).await?;
        if response.status() != StatusCode::OK {
            return Err(Refused::read(response).await.failure());
        }
        let body = start_of(response, MOST_BYTES).await;
        serde_json::from_slice(&body).map_err(|_| Failure::Unreadable)
    };
    let answer = timeout(LIST, asked).await.map_err(|_| Failure::TimedOut)??;
    let mut names = wire.models(&answer);
    names.sort();
    names.dedup();
    names.truncate(MOST_MODELS);
    Ok(Some(names))
}

async fn send(outgoing: &Outgoing, call: Call) -> Result<Response, Failure> {
    let client = outgoing.client(&call.url).map_err(Failure::of_refusal)?;
    let request = match call.body {
        Some(body) => client.post(call.url).header(CONTENT_TYPE, "application/json").body(body.to_string()),
        None => client.get(call.url),
    };
    request.headers(call.headers).send().await.map_err(|error| Failure::of_request(&error))
}

/// An answer other than the one asked for.
struct Refused {
    status: u16,
    retry_after: Option<Duration>,
    body: String,
}

impl Refused {
    async fn read(response: Response) -> Refused {
        let (status, retry_after) = (response.status().as_u16(), retry_after(response.headers()));
        let body = String::from_utf8_lossy(&start_of(response, REFUSAL_BYTES).await).into_owned();
        Refused { status, retry_after, body }
    }

    fn failure(&self) -> Failure {
        Failure::of_status(self.status, self.retry_after, &self.body)
    }
}

/// As many seconds as the provider wants to be let alone; a date is taken for a long time.
fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let text = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    Some(text.parse().map_or(Duration::from_secs(60), Duration::from_secs))
}

async fn start_of(mut response: Response, most: usize) -> Vec<u8> {
    let mut body = Vec::new();
    while let Ok(Some(chunk)) = response.chunk().await {
        let room = most.saturating_sub(body.len());
        body.extend(chunk.iter().take(room));
        if body.len() >= most {
            break;
        }
    }
    body
}

type Frames = BoxStream<'static, Result<String, Failure>>;

fn frames(response: Response, framing: Framing) -> Frames {
    let bytes = capped(response.bytes_stream());
    match framing {
        Framing::Events => SseByteStream::new(bytes)
            .map_err(|error| match error {
                sse_stream::Error::Body(_) => Failure::BrokenOff,
                _ => Failure::Unreadable,
            })
            .try_filter_map(|event| async move { Ok(event.data.filter(|it| !it.is_empty())) })
            .boxed(),
        Framing::Lines => {
            FramedRead::new(StreamReader::new(bytes.boxed()), LinesCodec::new_with_max_length(LINE_BYTES))
                .map_err(|error| match error {
                    tokio_util::codec::LinesCodecError::Io(it) if it.kind() != io::ErrorKind::InvalidData => {
                        Failure::BrokenOff
                    }
                    _ => Failure::Unreadable,
                })
                .try_filter(|line| std::future::ready(!line.trim().is_empty()))
                .boxed()
        }
    }
}

/// The bytes of an answer, which ends with an error when there are too many of them.
fn capped(
    bytes: impl Stream<Item = reqwest::Result<Bytes>> + Send + 'static,
) -> impl Stream<Item = io::Result<Bytes>> + Send + 'static {
    let mut left = MOST_BYTES;
    bytes.map(move |chunk| {
        let chunk = chunk.map_err(io::Error::other)?;
        left = left.checked_sub(chunk.len()).ok_or_else(|| io::Error::other("the answer is too long"))?;
        Ok(chunk)
    })
}

/// An answer on its way.
struct Answer {
    frames: Frames,
    reader: Box<dyn Reader>,
    thoughts: Thoughts,
    /// Something must be heard until then.
    deadline: Instant,
    between: Duration,
    /// Whether anything was understood.
    understood: bool,
    ended: bool,
    over: bool,
}

impl Answer {
    fn new(frames: Frames, reader: Box<dyn Reader>, deadline: Instant, between: Duration) -> Answer {
        let thoughts = Thoughts::default();
        Answer { frames, reader, thoughts, deadline, between, understood: false, ended: false, over: false }
    }

    fn words(self) -> Words {
        stream::try_unfold(self, |mut it| async move { Ok(it.next().await?.map(|part| (part, it))) }).boxed()
    }

    async fn next(&mut self) -> Result<Option<Part>, Failure> {
        while !self.ended {
            match self.hear().await? {
                Heard::Text(words) => {
                    self.deadline = Instant::now() + self.between;
                    let words = self.thoughts.take(words);
                    if !words.is_empty() {
                        return Ok(Some(Part::Text(words)));
                    }
                }
                Heard::Thought => self.deadline = Instant::now() + self.between,
                // A sign of life, but no progress: it does not put off the deadline.
                Heard::Nothing => (),
                Heard::End => {
                    self.ended = true;
                    let rest = self.thoughts.rest();
                    if !rest.is_empty() {
                        return Ok(Some(Part::Text(rest)));
                    }
                }
            }
        }
        // Also where not a word was said: that costs, too.
        let end = (!self.over).then(|| Part::Done(self.reader.usage()));
        self.over = true;
        Ok(end)
    }

    async fn hear(&mut self) -> Result<Heard, Failure> {
        let frame = timeout_at(self.deadline, self.frames.next()).await.map_err(|_| Failure::TimedOut)?;
        let heard = match frame {
            Some(frame) => self.reader.read(&frame?)?,
            None if self.reader.is_whole() => Heard::End,
            None if self.understood => return Err(Failure::BrokenOff),
            None => return Err(Failure::Unreadable),
        };
        self.understood = true;
        Ok(heard)
    }
}
