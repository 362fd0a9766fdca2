//! Anthropic's messages: <https://docs.anthropic.com/en/api/messages-streaming>.
use super::{
    Call, Endpoint, Failure, Heard, Reader, Wire, below, count, in_turns, json, names, temperature, text,
};
use crate::engine::llm::{Ask, Speaker, Usage};
use serde_json::{Value, json};

/// The version of the interface that is spoken here.
const VERSION: &str = "2023-06-01";

pub(super) struct Anthropic;

impl Wire for Anthropic {
    fn question(&self, at: &Endpoint, ask: &Ask) -> Result<Call, Failure> {
        let turns = in_turns(&ask.turns).into_iter().map(|it| {
            let role = if it.speaker == Speaker::User { "user" } else { "assistant" };
            json!({ "role": role, "content": it.text })
        });
        let messages: Vec<Value> = turns.collect();
        let mut body = json!({
            "model": at.model, "max_tokens": ask.sampling.max_tokens, "messages": messages, "stream": true,
        });
        if !ask.system.is_empty() {
            body["system"] = Value::from(ask.system.as_str());
        }
        if !at.without.temperature {
            body["temperature"] = temperature(ask.sampling.temperature.min(1.0));
        }
        Ok(call(at, "v1/messages")?.sending(body))
    }

    fn reader(&self) -> Box<dyn Reader> {
        Box::new(Events::default())
    }

    fn list(&self, at: &Endpoint) -> Result<Option<Call>, Failure> {
        let mut call = call(at, "v1/models")?;
        call.url.set_query(Some("limit=100"));
        Ok(Some(call))
    }

    fn models(&self, answer: &Value) -> Vec<String> {
        names(answer, "/data", "/id")
    }
}

fn call(at: &Endpoint, path: &str) -> Result<Call, Failure> {
    let call = Call::new(below(&at.address, path)?).with("anthropic-version", VERSION);
    call.proving("x-api-key", "", at.key.as_ref())
}

#[derive(Default)]
struct Events {
    stopped: bool,
    told: bool,
    usage: Usage,
}

impl Events {
    fn count(&mut self, event: &Value, usage: &str) {
        let of = |name: &str| count(event, &format!("{usage}/{name}"));
        if let Some(output) = of("output_tokens") {
            self.usage.output_tokens = output;
            self.told = true;
        }
        if let Some(input) = of("input_tokens") {
            let cached = of("cache_read_input_tokens").unwrap_or_default();
            let kept = of("cache_creation_input_tokens").unwrap_or_default();
            self.usage.prompt_tokens = input.saturating_add(cached).saturating_add(kept);
            self.usage.cached_tokens = cached;
        }
    }
}

impl Reader for Events {
    fn read(&mut self, frame: &str) -> Result<Heard, Failure> {
        let event = json(frame)?;
        match text(&event, "/type") {
            Some("message_start") => self.count(&event, "/message/usage"),
            Some("content_block_delta") => {
                return Ok(match text(&event, "/delta/type") {
                    Some("text_delta") => {
                        Heard::Text(text(&event, "/delta/text").unwrap_or_default().to_owned())
                    }
                    _ => Heard::Thought,
                });
            }
            Some("message_delta") => {
                self.count(&event, "/usage");
                if text(&event, "/delta/stop_reason") == Some("refusal") {
                    return Err(Failure::Filtered);
                }
            }
            Some("message_stop") => {
                self.stopped = true;
                return Ok(Heard::End);
            }
            Some("error") => return Err(Failure::of_error(event.get("error").unwrap_or(&Value::Null))),
            // Pings, and kinds of events that may come later.
            Some(_) => (),
            None => return Err(Failure::Unreadable),
        }
        Ok(Heard::Nothing)
    }

    fn is_whole(&self) -> bool {
        self.stopped
    }

    fn usage(&self) -> Option<Usage> {
        self.told.then_some(self.usage)
    }
}
