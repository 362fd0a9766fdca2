//! Ollama's own interface: <https://github.com/ollama/ollama/blob/main/docs/api.md>, `/api/chat` and `/api/tags`.
use super::{
    Call, Endpoint, Failure, Framing, Heard, Reader, Wire, below, count, in_turns, json, names, temperature,
    text,
};
use crate::engine::llm::{Ask, Speaker, Usage};
use crate::providers::rules::estimated_tokens;
use serde_json::{Value, json};

/// What it reads when it is not told otherwise; more makes it load the model anew.
const USUAL_CONTEXT: u32 = 4_096;

pub(super) struct Ollama;

impl Wire for Ollama {
    fn framing(&self) -> Framing {
        Framing::Lines
    }

    fn question(&self, at: &Endpoint, ask: &Ask) -> Result<Call, Failure> {
        let turns = in_turns(&ask.turns).into_iter().map(|it| {
            let role = if it.speaker == Speaker::User { "user" } else { "assistant" };
            json!({ "role": role, "content": it.text })
        });
        let system = (!ask.system.is_empty()).then(|| json!({ "role": "system", "content": ask.system }));
        let messages: Vec<Value> = system.into_iter().chain(turns).collect();
        let mut options = json!({ "temperature": temperature(ask.sampling.temperature), "num_predict": ask.sampling.max_tokens });
        let needed = estimated_tokens(&ask.system)
            .saturating_add(ask.turns.iter().map(|it| estimated_tokens(&it.text)).sum())
            .saturating_add(ask.sampling.max_tokens);
        if needed > USUAL_CONTEXT {
            options["num_ctx"] = Value::from(needed.next_power_of_two());
        }
        let body = json!({ "model": at.model, "messages": messages, "stream": true, "think": false, "options": options });
        Ok(Call::new(below(&at.address, "api/chat")?)
            .proving("authorization", "Bearer ", at.key.as_ref())?
            .sending(body))
    }

    fn reader(&self) -> Box<dyn Reader> {
        Box::new(Lines::default())
    }

    fn list(&self, at: &Endpoint) -> Result<Option<Call>, Failure> {
        let call = Call::new(below(&at.address, "api/tags")?);
        call.proving("authorization", "Bearer ", at.key.as_ref()).map(Some)
    }

    fn models(&self, answer: &Value) -> Vec<String> {
        names(answer, "/models", "/name")
    }
}

#[derive(Default)]
struct Lines {
    done: bool,
    usage: Option<Usage>,
}

impl Reader for Lines {
    fn read(&mut self, frame: &str) -> Result<Heard, Failure> {
        let line = json(frame)?;
        if let Some(error) = line.get("error") {
            return Err(Failure::of_error(error));
        }
        let words = text(&line, "/message/content").unwrap_or_default().to_owned();
        if line.get("done").and_then(Value::as_bool).unwrap_or_default() {
            self.done = true;
            self.usage = count(&line, "/eval_count").map(|output_tokens| Usage {
                prompt_tokens: count(&line, "/prompt_eval_count").unwrap_or_default(),
                cached_tokens: 0,
                output_tokens,
            });
        }
        Ok(match (words.is_empty(), self.done) {
            (false, _) => Heard::Text(words),
            (true, true) => Heard::End,
            (true, false) if text(&line, "/message/thinking").is_some() => Heard::Thought,
            (true, false) if line.get("message").is_some() => Heard::Nothing,
            (true, false) => return Err(Failure::Unreadable),
        })
    }

    fn is_whole(&self) -> bool {
        self.done
    }

    fn usage(&self) -> Option<Usage> {
        self.usage
    }
}
