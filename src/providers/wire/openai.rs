//! Chat completions as OpenAI has published them, and as vLLM, LM Studio, OpenRouter, Groq, Mistral and many others speak
//! them: <https://platform.openai.com/docs/api-reference/chat-streaming>.
use super::{
    Call, Endpoint, Failure, Heard, Reader, Wire, below, count, in_turns, json, names, temperature, text,
};
use crate::engine::llm::{Ask, Speaker, Usage};
use reqwest::Url;
use serde_json::{Value, json};

pub(super) struct OpenAi;

impl Wire for OpenAi {
    fn question(&self, at: &Endpoint, ask: &Ask) -> Result<Call, Failure> {
        let mut body = body(at, ask);
        body["model"] = Value::from(at.model.as_str());
        Ok(Call::new(below(&versioned(&at.address)?, "chat/completions")?)
            .proving("authorization", "Bearer ", at.key.as_ref())?
            .sending(body))
    }

    fn reader(&self) -> Box<dyn Reader> {
        Box::new(Chunks::default())
    }

    fn list(&self, at: &Endpoint) -> Result<Option<Call>, Failure> {
        let call = Call::new(below(&versioned(&at.address)?, "models")?);
        call.proving("authorization", "Bearer ", at.key.as_ref()).map(Some)
    }

    fn models(&self, answer: &Value) -> Vec<String> {
        names(answer, "/data", "/id")
    }
}

/// An address with nothing behind its host means version 1; others say for themselves where they are.
fn versioned(address: &Url) -> Result<Url, Failure> {
    if address.path() == "/" { below(address, "v1") } else { Ok(address.clone()) }
}

/// Everything but the model.
pub(super) fn body(at: &Endpoint, ask: &Ask) -> Value {
    let turns = in_turns(&ask.turns).into_iter().map(|it| {
        let role = if it.speaker == Speaker::User { "user" } else { "assistant" };
        json!({ "role": role, "content": it.text })
    });
    let system = (!ask.system.is_empty()).then(|| json!({ "role": "system", "content": ask.system }));
    let messages: Vec<Value> = system.into_iter().chain(turns).collect();
    let mut body = json!({ "messages": messages, "stream": true });
    let own = at.address.host_str() == Some("api.openai.com");
    let longest = if own || at.without.max_tokens { "max_completion_tokens" } else { "max_tokens" };
    body[longest] = Value::from(ask.sampling.max_tokens);
    if !at.without.temperature {
        body["temperature"] = temperature(ask.sampling.temperature);
    }
    if !at.without.usage {
        body["stream_options"] = json!({ "include_usage": true });
    }
    body
}

#[derive(Default)]
pub(super) struct Chunks {
    finished: bool,
    usage: Option<Usage>,
}

impl Reader for Chunks {
    fn read(&mut self, frame: &str) -> Result<Heard, Failure> {
        if frame.trim() == "[DONE]" {
            self.finished = true;
            return Ok(Heard::End);
        }
        let chunk = json(frame)?;
        if let Some(error) = chunk.get("error").filter(|it| !it.is_null()) {
            return Err(Failure::of_error(error));
        }
        if let Some(output_tokens) = count(&chunk, "/usage/completion_tokens") {
            self.usage = Some(Usage {
                prompt_tokens: count(&chunk, "/usage/prompt_tokens").unwrap_or_default(),
                cached_tokens: count(&chunk, "/usage/prompt_tokens_details/cached_tokens")
                    .unwrap_or_default(),
                output_tokens,
            });
        }
        let Some(choices) = chunk.get("choices").and_then(Value::as_array) else {
            return if self.usage.is_some() { Ok(Heard::Nothing) } else { Err(Failure::Unreadable) };
        };
        let Some(choice) = choices.first() else { return Ok(Heard::Nothing) };
        match text(choice, "/finish_reason") {
            Some("content_filter") => return Err(Failure::Filtered),
            Some(_) => self.finished = true,
            None => (),
        }
        let thinks =
            ["/delta/reasoning_content", "/delta/reasoning"].iter().any(|it| text(choice, it).is_some());
        Ok(match text(choice, "/delta/content") {
            Some(words) if !words.is_empty() => Heard::Text(words.to_owned()),
            _ if thinks => Heard::Thought,
            _ => Heard::Nothing,
        })
    }

    fn is_whole(&self) -> bool {
        self.finished
    }

    fn usage(&self) -> Option<Usage> {
        self.usage
    }
}
