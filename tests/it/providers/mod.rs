//! Providers of language models: what they are asked in their own format, and what happens when they fail.
mod budget;
mod formats;
pub(crate) mod peer;
mod setting;
mod trouble;

use crate::harness::TestApp;
use asisttr::config::PrivateAddresses;
use asisttr::engine::llm::{Ask, Sampling, Speaker, Turn};
use asisttr::providers::{self, Purpose, Report, Said, Task, Unavailable};
use serde_json::{Value, json};

const PATH: &str = "/api/ai/providers";
const ROUTING: &str = "/api/settings/ai-routing";
/// A key that must not be seen anywhere.
const KEY: &str = "sk-cok-gizli-anahtar-7f3d";

/// A server that may ask the peers of these tests, and waits for them no longer than two seconds.
async fn start() -> TestApp {
    let app = TestApp::start_with(|it| it.private_addresses = PrivateAddresses::Any).await;
    let quick = json!({ "first_word_seconds": 2, "between_words_seconds": 2 });
    app.admin().put(ROUTING, &json!({ "answer": quick })).await.ok();
    app
}

/// Adds a provider of the house.
async fn add(app: &TestApp, kind: &str, base: &str) -> Value {
    let body = json!({
        "kind": kind, "name": kind, "address": base, "models": ["model-1", "model-2"], "in_house": true, "key": KEY,
    });
    app.admin().post(PATH, &body).await.expect(201)
}

/// Makes it one that does not belong to the institution. Only the switch says whose it is, and that wants encryption, which
/// the peers of these tests do not speak.
pub(crate) fn outside(app: &TestApp, provider: &Value) {
    let id: asisttr::base::ids::ProviderId = provider["id"].as_str().unwrap().parse().unwrap();
    let conn = rusqlite::Connection::open(app.app.config.data_dir.join("asisttr.db")).unwrap();
    conn.execute("UPDATE ai_providers SET in_house = 0 WHERE id = ?1", [id]).unwrap();
}

fn task(question: &str) -> Task {
    let turn = |speaker, text: &str| Turn { speaker, text: text.to_owned() };
    Task {
        purpose: Purpose::Answer,
        question: question.to_owned(),
        conversation: None,
        least_tokens: 0,
        within: None,
        ask: Ask {
            system: "Kısa yanıtla.".to_owned(),
            turns: vec![
                turn(Speaker::User, "Merhaba"),
                turn(Speaker::Assistant, "Buyurun"),
                turn(Speaker::User, question),
            ],
            sampling: Sampling { temperature: 1.0, max_tokens: 1 },
        },
    }
}

/// What was said in the end, what was void, and what it took.
#[derive(Debug)]
struct Told {
    text: String,
    restarts: usize,
    report: Report,
}

async fn ask(app: &TestApp, question: &str) -> Result<Told, Unavailable> {
    let site = app.site()["id"].as_str().unwrap().parse().unwrap();
    let mut generation = providers::generate(&app.app, site, task(question)).await?;
    let (mut text, mut restarts) = (String::new(), 0);
    while let Some(said) = generation.next().await? {
        match said {
            Said::Text(words) => text.push_str(&words),
            Said::Restart => {
                text.clear();
                restarts += 1;
            }
        }
    }
    Ok(Told { text, restarts, report: generation.report().clone() })
}

/// Chunks of a chat completion that say `words`.
fn chunks(words: &[&str]) -> Vec<String> {
    let chunk = |it: &str| format!("data: {}\n\n", json!({ "choices": [{ "delta": { "content": it } }] }));
    words.iter().map(|it| chunk(it)).collect()
}

/// A whole chat completion.
fn completion(words: &[&str]) -> Vec<String> {
    let mut all = chunks(words);
    all.push(format!("data: {}\n\n", json!({ "choices": [{ "delta": {}, "finish_reason": "stop" }] })));
    let usage = json!({ "prompt_tokens": 40, "completion_tokens": 7, "prompt_tokens_details": { "cached_tokens": 8 } });
    all.push(format!("data: {}\n\n", json!({ "choices": [], "usage": usage })));
    all.push("data: [DONE]\n\n".to_owned());
    all
}
