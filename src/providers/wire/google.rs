//! Google's Gemini: <https://ai.google.dev/api/generate-content>, `streamGenerateContent` as server-sent events.
use super::{Call, Endpoint, Failure, Heard, Reader, Wire, below, count, in_turns, json, temperature, text};
use crate::engine::llm::{Ask, Speaker, Usage};
use serde_json::{Value, json};

pub(super) struct Google;

impl Wire for Google {
    fn question(&self, at: &Endpoint, ask: &Ask) -> Result<Call, Failure> {
        let turns = in_turns(&ask.turns).into_iter().map(|it| {
            let role = if it.speaker == Speaker::User { "user" } else { "model" };
            json!({ "role": role, "parts": [{ "text": it.text }] })
        });
        let contents: Vec<Value> = turns.collect();
        let mut config = json!({ "maxOutputTokens": ask.sampling.max_tokens });
        if !at.without.temperature {
            config["temperature"] = temperature(ask.sampling.temperature);
        }
        let mut body = json!({ "contents": contents, "generationConfig": config });
        if !ask.system.is_empty() {
            body["systemInstruction"] = json!({ "parts": [{ "text": ask.system }] });
        }
        let model = at.model.trim_start_matches("models/");
        let mut url = below(&versioned(at)?, "models")?;
        let mut parts = url.path_segments_mut().map_err(|()| Failure::AddressInvalid)?;
        parts.push(&format!("{model}:streamGenerateContent"));
        drop(parts);
        url.set_query(Some("alt=sse"));
        Ok(Call::new(url).proving("x-goog-api-key", "", at.key.as_ref())?.sending(body))
    }

    fn reader(&self) -> Box<dyn Reader> {
        Box::new(Chunks::default())
    }

    fn list(&self, at: &Endpoint) -> Result<Option<Call>, Failure> {
        let mut url = below(&versioned(at)?, "models")?;
        url.set_query(Some("pageSize=200"));
        Call::new(url).proving("x-goog-api-key", "", at.key.as_ref()).map(Some)
    }

    fn models(&self, answer: &Value) -> Vec<String> {
        let makes_words = |it: &&Value| {
            let methods = it.get("supportedGenerationMethods").and_then(Value::as_array);
            methods.is_none_or(|all| all.iter().any(|it| it == "generateContent"))
        };
        let items = answer.pointer("/models").and_then(Value::as_array).into_iter().flatten();
        let named = items.filter(makes_words).filter_map(|it| text(it, "/name"));
        named.map(|it| it.trim_start_matches("models/").to_owned()).collect()
    }
}

/// An address with nothing behind its host means the version that knows system instructions.
fn versioned(at: &Endpoint) -> Result<reqwest::Url, Failure> {
    if at.address.path() == "/" { below(&at.address, "v1beta") } else { Ok(at.address.clone()) }
}

#[derive(Default)]
struct Chunks {
    finished: bool,
    usage: Option<Usage>,
}

impl Reader for Chunks {
    fn read(&mut self, frame: &str) -> Result<Heard, Failure> {
        let chunk = json(frame)?;
        if let Some(error) = chunk.get("error") {
            return Err(Failure::of_error(error));
        }
        if text(&chunk, "/promptFeedback/blockReason").is_some() {
            return Err(Failure::Filtered);
        }
        if let Some(prompt_tokens) = count(&chunk, "/usageMetadata/promptTokenCount") {
            let of = |name: &str| count(&chunk, &format!("/usageMetadata/{name}")).unwrap_or_default();
            self.usage = Some(Usage {
                prompt_tokens,
                cached_tokens: of("cachedContentTokenCount"),
                output_tokens: of("candidatesTokenCount").saturating_add(of("thoughtsTokenCount")),
            });
        }
        let Some(candidate) = chunk.pointer("/candidates/0") else {
            return if self.usage.is_some() { Ok(Heard::Nothing) } else { Err(Failure::Unreadable) };
        };
        match text(candidate, "/finishReason") {
            Some("SAFETY" | "RECITATION" | "BLOCKLIST" | "PROHIBITED_CONTENT" | "SPII") => {
                return Err(Failure::Filtered);
            }
            Some(_) => self.finished = true,
            None => (),
        }
        let parts = candidate.pointer("/content/parts").and_then(Value::as_array);
        let (mut words, mut thinks) = (String::new(), false);
        for part in parts.into_iter().flatten() {
            match part.get("thought").and_then(Value::as_bool) {
                Some(true) => thinks = true,
                _ => words.push_str(text(part, "/text").unwrap_or_default()),
            }
        }
        Ok(match words.is_empty() {
            false => Heard::Text(words),
            true if thinks => Heard::Thought,
            true => Heard::Nothing,
        })
    }

    fn is_whole(&self) -> bool {
        self.finished
    }

    fn usage(&self) -> Option<Usage> {
        self.usage
    }
}
