//! Models in this process: which are here, which one answers, and when it goes out of memory.
use crate::harness::{Caller, TestApp};
use crate::tiny_model;
use asisttr::engine::llm::{Ask, Piece, Sampling, Speaker, Turn};
use asisttr::models::{self, Refusal};
use serde_json::{Value, json};
use std::time::Duration;

const SENTENCE: &str = "Kayıtlar 14 Eylül'de başlar [1].";

/// Asks for something until it is as wanted.
pub(crate) async fn until(admin: &Caller, path: &str, wanted: impl Fn(&Value) -> bool) -> Value {
    for _ in 0..400 {
        let body = admin.get(path).await.ok();
        if wanted(&body) {
            return body;
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    panic!("{path} never became as wanted: {}", admin.get(path).await.ok());
}

pub(crate) fn installed<'a>(overview: &'a Value, file: &str) -> Option<&'a Value> {
    overview["installed"].as_array().unwrap().iter().find(|it| it["file"] == file)
}

fn ask(question: &str) -> Ask {
    Ask {
        system: "Kısa yanıt ver.".to_owned(),
        turns: vec![Turn { speaker: Speaker::User, text: question.to_owned() }],
        sampling: Sampling { temperature: 0.0, max_tokens: 100 },
    }
}

/// A model that lies in a folder of its own, added and chosen.
pub(crate) async fn with_model(app: &TestApp, bytes: &[u8]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("tiny.gguf");
    std::fs::write(&path, bytes).unwrap();
    let admin = app.admin();
    admin.post("/api/ai/models/add", &json!({ "path": path })).await.expect(201);
    admin.put("/api/ai/models/settings", &json!({ "answer_model": "tiny.gguf" })).await.ok();
    folder
}

#[tokio::test]
async fn a_model_answers_when_it_is_chosen_and_goes_out_of_memory_after_ten_minutes() {
    let app = TestApp::start().await;
    let admin = app.admin();
    let question = json!({ "question": "Kayıtlar ne zaman?" });
    admin.post("/api/ai/models/try", &question).await.problem(503, "model_none");
    assert_eq!(app.nobody().get("/health").await.ok()["assistant"]["rung"], "extractive");
    let folder = with_model(&app, &tiny_model::speaker(SENTENCE)).await;
    let health = app.nobody().get("/health").await.ok();
    assert_eq!(health["assistant"], json!({ "rung": "model", "model": "ready", "file": "tiny.gguf" }));
    let tried = admin.post("/api/ai/models/try", &question).await.ok();
    assert_eq!((tried["text"].as_str(), tried["model"].as_str()), (Some(SENTENCE), Some("tiny")));
    assert!(tried["output_tokens"].as_u64().unwrap() > 5);
    let overview = admin.get("/api/ai/models").await.ok();
    let it = installed(&overview, "tiny.gguf").unwrap();
    assert_eq!((&it["loaded"], &it["chosen"], &it["linked"]), (&json!(true), &json!(true), &json!(true)));
    let figures =
        app.nobody().request(reqwest::Method::GET, "/metrics").send().await.unwrap().text().await.unwrap();
    assert!(
        figures.contains("asisttr_model_loaded 1") && figures.contains("asisttr_model_tokens_per_second{")
    );
    app.clock.advance_ms(9 * 60_000);
    app.clock.advance_ms(90_000);
    let kept = || app.app.models.answering.present().map(|it| it.1.count());
    for _ in 0..200 {
        if kept().is_none() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    let ended = app.app.lifecycle.is_stopping();
    assert_eq!((kept(), ended), (None, false), "it goes out of memory");
    let overview = admin.get("/api/ai/models").await.ok();
    assert_eq!(installed(&overview, "tiny.gguf").unwrap()["loaded"], false);
    assert_eq!(admin.post("/api/ai/models/try", &question).await.ok()["text"], SENTENCE);
    // Its file goes from where it lies.
    drop(folder);
    app.app.models.answering.put_away().await;
    admin.post("/api/ai/models/try", &question).await.problem(503, "model_none");
    let health = app.nobody().get("/health").await.ok();
    assert_eq!(
        (&health["services"]["ai"], &health["assistant"]["model"]),
        (&json!("down"), &json!("unusable"))
    );
}

#[tokio::test]
async fn several_are_answered_at_once_and_one_that_is_too_long_is_told_so() {
    let app = TestApp::start().await;
    let _folder = with_model(&app, &tiny_model::speaker(SENTENCE)).await;
    let answers = (0..6).map(|it| {
        let app = app.app.clone();
        async move {
            let mut answer = models::generate(&app, ask(&format!("{it}. soru"))).await.unwrap();
            let mut text = String::new();
            while let Some(piece) = answer.next().await.unwrap() {
                if let Piece::Text(words) = piece {
                    text.push_str(&words);
                }
            }
            text
        }
    });
    let answers = futures_util::future::join_all(answers).await;
    assert!(answers.iter().all(|it| it == SENTENCE), "{answers:?}");
    let mut long = models::generate(&app.app, ask(&"uzun ".repeat(3000))).await.unwrap();
    assert_eq!(long.next().await, Err(Refusal::TooLong));
}

#[tokio::test]
async fn a_model_larger_than_the_memory_is_refused() {
    let app = TestApp::start().await;
    let folder = with_model(&app, &tiny_model::speaker(SENTENCE)).await;
    let file = std::fs::OpenOptions::new().write(true).open(folder.path().join("tiny.gguf")).unwrap();
    file.set_len(1 << 40).unwrap(); // a hole: it takes no room
    let refused = app.admin().post("/api/ai/models/try", &json!({ "question": "Orada mısın?" })).await;
    refused.problem(503, "model_no_memory");
    let overview = app.admin().get("/api/ai/models").await.ok();
    assert_eq!(
        (&overview["rung"], &installed(&overview, "tiny.gguf").unwrap()["fits"]),
        (&json!("extractive"), &json!(false))
    );
}

#[tokio::test]
async fn models_are_added_by_path_chosen_for_what_they_are_for_and_removed() {
    let app = TestApp::start().await;
    let admin = app.admin();
    let folder = with_model(&app, &tiny_model::speaker(SENTENCE)).await;
    let path = folder.path().join("vectors.gguf");
    std::fs::write(&path, tiny_model::embedder()).unwrap();
    let added = admin.post("/api/ai/models/add", &json!({ "path": path, "copy": true })).await.expect(201);
    assert_eq!((added["use"].as_str(), added["linked"].as_bool()), (Some("embeddings"), Some(false)));
    admin.post("/api/ai/models/add", &json!({ "path": path })).await.problem(409, "model_installed");
    admin.post("/api/ai/models/add", &json!({ "path": "/nowhere" })).await.problem(422, "file_not_there");
    let choose = |it: Value| async {
        let it = it;
        admin.put("/api/ai/models/settings", &it).await
    };
    choose(json!({ "answer_model": "vectors.gguf" })).await.problem(422, "model_wrong_use");
    choose(json!({ "answer_model": "gone.gguf" })).await.problem(422, "model_unknown");
    choose(json!({ "mirror": "ftp://x" })).await.problem(422, "address_invalid");
    choose(json!({ "idle_minutes": 5000 })).await.problem(422, "value_invalid");
    admin.delete("/api/ai/models/tiny.gguf").await.expect(204);
    let overview = admin.get("/api/ai/models").await.ok();
    assert_eq!(
        (&overview["settings"]["answer_model"], overview["installed"].as_array().unwrap().len()),
        (&Value::Null, 1)
    );
    assert!(folder.path().join("tiny.gguf").exists(), "what lies elsewhere stays there");
    admin.delete("/api/ai/models/tiny.gguf").await.problem(404, "not_found");
    let site_admin = app.site_admin("derya").await;
    site_admin.get("/api/ai/models").await.ok();
    site_admin.delete("/api/ai/models/vectors.gguf").await.problem(403, "role_forbids");
}

#[tokio::test]
async fn another_embedding_takes_over_when_every_passage_has_its_vector() {
    let app = TestApp::start().await;
    let admin = app.admin();
    let article = |title: &str| json!({ "title": title, "body": format!("{title} öğrenci işlerinden yapılır."), "status": "published" });
    admin.post("/api/knowledge", &article("Kayıt yenileme")).await.expect(201);
    let found = "/api/knowledge/search?q=kayit+yenilemesi";
    let by_meaning = |it: &Value| it["items"][0]["vector_score"].as_f64().is_some_and(|it| it > 0.2);
    until(&admin, found, by_meaning).await;
    assert_eq!(app.app.indexes.meaning.serving().name(), asisttr::engine::embed::NAME);
    let set = json!({ "questions": [{ "q": "Kayıt nasıl yenilenir?", "answer": "kayit-yenileme" }] });
    admin.post("/api/knowledge/golden/import", &set).await.ok();
    until(&admin, "/api/knowledge/golden", |it| it["runs"][0].is_object()).await;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("vectors.gguf");
    std::fs::write(&path, tiny_model::embedder()).unwrap();
    admin.post("/api/ai/models/add", &json!({ "path": path })).await.expect(201);
    admin.put("/api/ai/models/settings", &json!({ "embedding_model": "vectors.gguf" })).await.ok();
    until(&admin, "/api/knowledge/golden", |it| it["runs"][0]["cause"] == "model").await;
    let name = format!("gguf:{}:vectors.gguf", tiny_model::embedder().len());
    serves(&app, &name).await;
    until(&admin, found, by_meaning).await;
    // What comes now is embedded by the model, too.
    admin.post("/api/knowledge", &article("Burs başvurusu")).await.expect(201);
    until(&admin, "/api/knowledge/search?q=burs+basvurulari", by_meaning).await;
    let after = app.restarted().await;
    until(&after.admin(), found, |it| it["items"][0]["title"] == "Kayıt yenileme").await;
    // Its file goes without a word: the built-in embedding stands in for it until it is back.
    let hidden = folder.path().join("hidden.gguf");
    std::fs::rename(&path, &hidden).unwrap();
    app.app.indexes.meaning.choose_again();
    serves(&app, asisttr::engine::embed::NAME).await;
    until(&admin, found, by_meaning).await;
    assert_eq!(admin.get("/api/ai/models").await.ok()["embedding_refused"], "no_model");
    std::fs::rename(&hidden, &path).unwrap();
    app.app.indexes.meaning.choose_again();
    serves(&app, &name).await;
    assert_eq!(admin.get("/api/ai/models").await.ok()["embedding_refused"], Value::Null);
    // Without its file, what is written is still found, and the built-in embedding takes over again.
    admin.delete("/api/ai/models/vectors.gguf").await.expect(204);
    until(&admin, found, by_meaning).await;
    serves(&app, asisttr::engine::embed::NAME).await;
}

#[tokio::test]
async fn an_embedding_model_that_cannot_be_loaded_keeps_nothing_back() {
    let app = TestApp::start().await;
    let admin = app.admin();
    let article = |title: &str| json!({ "title": title, "body": format!("{title} öğrenci işlerinden yapılır."), "status": "published" });
    admin.post("/api/knowledge", &article("Kayıt yenileme")).await.expect(201);
    let by_meaning = |it: &Value| it["items"][0]["vector_score"].as_f64().is_some_and(|it| it > 0.2);
    until(&admin, "/api/knowledge/search?q=kayit+yenilemesi", by_meaning).await;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("vectors.gguf");
    std::fs::write(&path, tiny_model::embedder()).unwrap();
    let file = std::fs::OpenOptions::new().write(true).open(&path).unwrap();
    file.set_len(1 << 40).unwrap(); // a hole: it takes no room
    admin.post("/api/ai/models/add", &json!({ "path": path })).await.expect(201);
    admin.put("/api/ai/models/settings", &json!({ "embedding_model": "vectors.gguf" })).await.ok();
    until(&admin, "/api/ai/models", |it| it["embedding_refused"] == "no_memory").await;
    let set = json!({ "questions": [{ "q": "Kayıt nasıl yenilenir?", "answer": "kayit-yenileme" }] });
    admin.post("/api/knowledge/golden/import", &set).await.ok();
    until(&admin, "/api/knowledge/golden", |it| it["runs"][0].is_object()).await;
    admin.post("/api/knowledge", &article("Burs başvurusu")).await.expect(201);
    until(&admin, "/api/knowledge/search?q=burs+basvurulari", by_meaning).await;
    until(&admin, "/api/knowledge/golden", |it| it["runs"][0]["cause"] == "articles").await;
    assert_eq!(app.app.indexes.meaning.serving().name(), asisttr::engine::embed::NAME);
}

/// Waits until the search goes by an embedding.
async fn serves(app: &TestApp, name: &str) {
    for _ in 0..400 {
        if app.app.indexes.meaning.serving().name() == name {
            return;
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    panic!("{name} does not take over");
}
