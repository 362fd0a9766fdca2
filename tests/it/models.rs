//! Models in this process: how they come here, which one answers, and when it goes out of memory.
use crate::harness::{Caller, TestApp};
use crate::tiny_model;
use asisttr::engine::fetch::{self, Fault, Progress, Source};
use asisttr::engine::llm::{Ask, Piece, Sampling, Speaker, Turn};
use asisttr::models::{self, Refusal};
use serde_json::{Value, json};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

const SENTENCE: &str = "Kayıtlar 14 Eylül'de başlar [1].";
const QWEN: &str = "qwen2.5-0.5b-instruct-q4_k_m.gguf";

/// What a server of files does with a request.
#[derive(Clone, Copy)]
enum Then {
    /// Sends everything.
    Whole,
    /// Breaks off after so many bytes.
    Break(usize),
    /// Sends so many bytes and then nothing more.
    Hang(usize),
    /// Refuses with this status.
    Refuse(u16),
}

/// A server with one file, which writes down what it is asked for.
struct Files {
    base: String,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Files {
    /// The first requests are treated as `then` says, the rest get everything.
    async fn with(file: Vec<u8>, then: &[Then]) -> Files {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let asked: Arc<Mutex<Vec<String>>> = Arc::default();
        let (seen, then) = (Arc::clone(&asked), then.to_vec());
        tokio::spawn(async move {
            for number in 0.. {
                let (mut socket, _) = listener.accept().await.unwrap();
                let (file, seen) = (file.clone(), Arc::clone(&seen));
                let then = then.get(number).copied().unwrap_or(Then::Whole);
                tokio::spawn(async move {
                    let head = head(&mut socket).await;
                    let from =
                        head.split("range: bytes=").nth(1).and_then(|it| it.split('-').next()?.parse().ok());
                    let path = head.split(' ').nth(1).unwrap_or_default().to_owned();
                    seen.lock().unwrap().push(format!("{path} {}", from.unwrap_or(0)));
                    if let Then::Refuse(status) = then {
                        let answer =
                            format!("HTTP/1.1 {status} X\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
                        socket.write_all(answer.as_bytes()).await.unwrap();
                        return;
                    }
                    let rest = &file[from.unwrap_or(0).min(file.len())..];
                    let status = if from.is_some() { "206 Partial Content" } else { "200 OK" };
                    let range = format!("bytes {}-{}/{}", from.unwrap_or(0), file.len() - 1, file.len());
                    let answer = format!(
                        "HTTP/1.1 {status}\r\ncontent-length: {}\r\ncontent-range: {range}\r\netag: \"1\"\r\nconnection: close\r\n\r\n",
                        rest.len()
                    );
                    socket.write_all(answer.as_bytes()).await.unwrap();
                    let sent = match then {
                        Then::Whole | Then::Refuse(_) => rest.len(),
                        Then::Break(it) | Then::Hang(it) => it.min(rest.len()),
                    };
                    let _ = socket.write_all(&rest[..sent]).await; // may have been stopped
                    let _ = socket.flush().await;
                    if matches!(then, Then::Hang(_)) {
                        let _ = socket.read(&mut [0; 1]).await; // until the other side goes
                    }
                });
            }
        });
        Files { base, asked }
    }

    fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }
}

async fn head(socket: &mut tokio::net::TcpStream) -> String {
    let mut head = Vec::new();
    let mut byte = [0; 1];
    while !head.ends_with(b"\r\n\r\n") && socket.read(&mut byte).await.unwrap() > 0 {
        head.push(byte[0]);
    }
    String::from_utf8(head).unwrap().to_ascii_lowercase()
}

/// Asks for something until it is as wanted.
async fn until(admin: &Caller, path: &str, wanted: impl Fn(&Value) -> bool) -> Value {
    for _ in 0..400 {
        let body = admin.get(path).await.ok();
        if wanted(&body) {
            return body;
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    panic!("{path} never became as wanted: {}", admin.get(path).await.ok());
}

fn installed<'a>(overview: &'a Value, file: &str) -> Option<&'a Value> {
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
async fn a_download_goes_on_where_it_broke_off_and_comes_from_the_mirror() {
    let app = TestApp::start().await;
    let admin = app.admin();
    let model = tiny_model::speaker(SENTENCE);
    let files = Files::with(model.clone(), &[Then::Break(50_000), Then::Break(30_000)]).await;
    admin.put("/api/ai/models/settings", &json!({ "mirror": format!("{}/gguf/", files.base) })).await.ok();
    let begun = admin.post("/api/ai/models/pull", &json!({ "model": "qwen2.5-0.5b" })).await.expect(202);
    assert_eq!((begun["file"].as_str(), begun["state"].as_str()), (Some(QWEN), Some("running")));
    let there = |it: &Value| installed(it, QWEN).is_some();
    let overview = until(&admin, "/api/ai/models", there).await;
    let path = format!("/gguf/{}", QWEN.to_ascii_lowercase());
    assert_eq!(files.asked(), [format!("{path} 0"), format!("{path} 50000"), format!("{path} 80000")]);
    let it = installed(&overview, QWEN).unwrap();
    assert_eq!(
        (it["bytes"].as_u64(), it["licence"].as_str()),
        (Some(model.len() as u64), Some("Apache-2.0"))
    );
    assert_eq!(std::fs::read(app.app.config.data_dir.join("models").join(QWEN)).unwrap(), model);
    until(&admin, "/api/ai/models/downloads", |it| it["items"] == json!([])).await;
    admin
        .post("/api/ai/models/pull", &json!({ "model": "qwen2.5-0.5b" }))
        .await
        .problem(409, "model_installed");
    let offered = overview["catalogue"].as_array().unwrap().iter().find(|it| it["file"] == QWEN).unwrap();
    assert_eq!(offered["installed"], true);
}

#[tokio::test]
async fn a_wrong_address_is_told_with_what_to_do_in_both_languages() {
    let app = TestApp::start().await;
    let admin = app.admin();
    let model = tiny_model::speaker(SENTENCE);
    let files = Files::with(model, &[Then::Refuse(404), Then::Refuse(403)]).await;
    admin.put("/api/ai/models/settings", &json!({ "mirror": files.base })).await.ok();
    let failed = |it: &Value| it["items"][0]["state"] == "failed";
    for (problem, tr, en) in [
        ("download_gone", "Bu adreste böyle bir dosya yok", "There is no such file at this address"),
        ("download_forbidden", "lisansı kabul etmek", "accept the licence"),
    ] {
        admin.post("/api/ai/models/pull", &json!({ "model": "qwen2.5-0.5b" })).await.expect(202);
        let shown =
            until(&admin.clone().with("accept-language", "tr"), "/api/ai/models/downloads", failed).await;
        let it = &shown["items"][0];
        assert_eq!(
            (&it["problem"], &it["address"]),
            (&json!(problem), &json!(format!("{}/{QWEN}", files.base)))
        );
        let words = it["detail"].as_str().unwrap();
        assert!(words.contains(tr) && words.contains("(40"), "{words}");
        let english = admin.clone().with("accept-language", "en").get("/api/ai/models/downloads").await.ok();
        assert!(english["items"][0]["detail"].as_str().unwrap().contains(en), "{english}");
    }
    // Once the address is right it comes.
    admin.post("/api/ai/models/pull", &json!({ "model": QWEN })).await.expect(202);
    until(&admin, "/api/ai/models", |it| installed(it, QWEN).is_some()).await;
}

#[tokio::test]
async fn what_came_from_elsewhere_or_of_another_file_is_not_gone_on_with() {
    let folder = tempfile::tempdir().unwrap();
    let target = folder.path().join("x.gguf");
    let source =
        |base: &str| Source { address: format!("{base}/x.gguf"), target: target.clone(), sha256: None };
    let (progress, mut seen) = watch::channel(Progress::default());
    let stop = CancellationToken::new();
    let other = Files::with(vec![7; 60_000], &[Then::Hang(20_000)]).await;
    let begun = source(&other.base);
    let fetching = tokio::spawn({
        let stop = stop.clone();
        async move { fetch::fetch(&begun, &progress, &stop).await }
    });
    seen.wait_for(|it| it.done_bytes == 20_000).await.unwrap();
    stop.cancel();
    assert_eq!(fetching.await.unwrap(), Err(Fault::Stopped));
    assert_eq!(std::fs::metadata(fetch::part(&target)).unwrap().len(), 20_000, "it could be gone on with");

    let model = tiny_model::embedder();
    let files = Files::with(model.clone(), &[]).await;
    let (progress, _) = watch::channel(Progress::default());
    let stop = CancellationToken::new();
    fetch::fetch(&source(&files.base), &progress, &stop).await.unwrap();
    assert_eq!(std::fs::read(fetch::part(&target)).unwrap(), model);
    assert_eq!(files.asked(), ["/x.gguf 0"]);

    // The same address, where the file has become another since: its length shows that.
    std::fs::write(fetch::part(&target), vec![7; 10_000]).unwrap();
    let note = json!({ "address": source(&files.base).address, "tag": null, "total_bytes": 999_999 });
    std::fs::write(folder.path().join("x.gguf.part.json"), note.to_string()).unwrap();
    fetch::fetch(&source(&files.base), &progress, &stop).await.unwrap();
    assert_eq!(std::fs::read(fetch::part(&target)).unwrap(), model);
    assert_eq!(files.asked()[1..], ["/x.gguf 10000", "/x.gguf 0"]);
}

#[tokio::test]
async fn a_stopped_download_leaves_nothing() {
    let app = TestApp::start().await;
    let admin = app.admin();
    let files = Files::with(tiny_model::embedder(), &[Then::Hang(10_000)]).await;
    let address = format!("{}/some.gguf", files.base);
    admin.post("/api/ai/models/pull", &json!({ "model": address })).await.expect(202);
    let begun = |it: &Value| it["items"][0]["done_bytes"] == 10_000;
    let shown = until(&admin, "/api/ai/models/downloads", begun).await;
    assert_eq!(shown["items"][0]["total_bytes"], tiny_model::embedder().len());
    admin.post("/api/ai/models/pull", &json!({ "model": address })).await.problem(409, "download_running");
    admin.delete("/api/ai/models/downloads/some.gguf").await.expect(204);
    until(&admin, "/api/ai/models/downloads", |it| it["items"] == json!([])).await;
    let left: Vec<_> = std::fs::read_dir(app.app.config.data_dir.join("models")).unwrap().collect();
    assert!(left.is_empty(), "{left:?}");
    admin.delete("/api/ai/models/downloads/some.gguf").await.problem(404, "not_found");
}

#[tokio::test]
async fn a_model_of_ones_own_address_is_held_against_its_checksum() {
    let app = TestApp::start().await;
    let admin = app.admin();
    let model = tiny_model::embedder();
    let files = Files::with(model.clone(), &[]).await;
    let ask =
        |file: &str, sha256: &str| json!({ "model": format!("{}/{file}", files.base), "sha256": sha256 });
    admin.post("/api/ai/models/pull", &ask("a.gguf", "kısa")).await.problem(422, "checksum_invalid");
    admin.post("/api/ai/models/pull", &ask("a.gguf", &"0".repeat(64))).await.expect(202);
    let failed = |it: &Value| it["items"][0]["state"] == "failed";
    let shown = until(&admin, "/api/ai/models/downloads", failed).await;
    assert_eq!(shown["items"][0]["problem"], "download_checksum");
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("x"), &model).unwrap();
    let right = fetch::sha256(&folder.path().join("x")).unwrap();
    admin.post("/api/ai/models/pull", &ask("b.gguf", &right.to_uppercase())).await.expect(202);
    until(&admin, "/api/ai/models", |it| installed(it, "b.gguf").is_some()).await;
}

#[tokio::test]
async fn what_is_no_model_is_not_kept() {
    let app = TestApp::start().await;
    let admin = app.admin();
    let files = Files::with(b"<!doctype html><p>Sign in to download".to_vec(), &[]).await;
    let address = format!("{}/page.gguf", files.base);
    admin.post("/api/ai/models/pull", &json!({ "model": address })).await.expect(202);
    let failed = |it: &Value| it["items"][0]["state"] == "failed";
    let shown = until(&admin, "/api/ai/models/downloads", failed).await;
    assert_eq!(shown["items"][0]["problem"], "not_a_model");
    admin.delete("/api/ai/models/downloads/page.gguf").await.expect(204);
    assert_eq!(admin.get("/api/ai/models/downloads").await.ok()["items"], json!([]));
    for (model, code) in [("gpt-9", "model_unknown"), ("https://x.org/", "model_file_name")] {
        admin.post("/api/ai/models/pull", &json!({ "model": model })).await.problem(422, code);
    }
}

#[tokio::test]
async fn a_wrong_checksum_takes_the_file_away() {
    let model = tiny_model::embedder();
    let files = Files::with(model.clone(), &[]).await;
    let folder = tempfile::tempdir().unwrap();
    let target = folder.path().join("x.gguf");
    let source = |sha256: String| Source {
        address: format!("{}/x.gguf", files.base),
        target: target.clone(),
        sha256: Some(sha256),
    };
    let (progress, _) = watch::channel(Progress::default());
    let stop = CancellationToken::new();
    let wrong = fetch::fetch(&source("00".repeat(32)), &progress, &stop).await;
    assert_eq!(wrong, Err(Fault::Checksum));
    assert!(std::fs::read_dir(folder.path()).unwrap().next().is_none());
    std::fs::write(&target, &model).unwrap();
    let right = fetch::sha256(&target).unwrap();
    fetch::fetch(&source(right), &progress, &stop).await.unwrap();
    assert_eq!(std::fs::read(fetch::part(&target)).unwrap(), model);
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
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("vectors.gguf");
    std::fs::write(&path, tiny_model::embedder()).unwrap();
    admin.post("/api/ai/models/add", &json!({ "path": path })).await.expect(201);
    admin.put("/api/ai/models/settings", &json!({ "embedding_model": "vectors.gguf" })).await.ok();
    let name = format!("gguf:{}:vectors.gguf", tiny_model::embedder().len());
    for _ in 0..400 {
        if app.app.indexes.meaning.serving().name() == name {
            break;
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    assert_eq!(app.app.indexes.meaning.serving().name(), name);
    until(&admin, found, by_meaning).await;
    // What comes now is embedded by the model, too.
    admin.post("/api/knowledge", &article("Burs başvurusu")).await.expect(201);
    until(&admin, "/api/knowledge/search?q=burs+basvurulari", by_meaning).await;
    let after = app.restarted().await;
    until(&after.admin(), found, |it| it["items"][0]["title"] == "Kayıt yenileme").await;
    // Without its file, what is written is still found, and the built-in embedding takes over again.
    admin.delete("/api/ai/models/vectors.gguf").await.expect(204);
    until(&admin, found, by_meaning).await;
    for _ in 0..400 {
        if app.app.indexes.meaning.serving().name() == asisttr::engine::embed::NAME {
            return;
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    panic!("the built-in embedding did not take over");
}
