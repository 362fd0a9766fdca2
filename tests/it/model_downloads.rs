//! How models come here: gone on with after a break, held against their checksum, and told in words when they do not.
use crate::harness::TestApp;
use crate::models::{installed, until};
use crate::tiny_model;
use asisttr::engine::fetch::{self, Fault, Progress, Source};
use serde_json::{Value, json};
use std::sync::{Arc, Mutex};
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
    let source = |base: &str| Source {
        address: format!("{base}/x.gguf"),
        target: target.clone(),
        sha256: None,
        to_be_used: false,
    };
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
        to_be_used: false,
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
async fn what_was_asked_for_with_the_choice_answers_once_it_is_here() {
    let app = TestApp::start().await;
    let admin = app.admin();
    for (model, field, other) in [
        (tiny_model::speaker(SENTENCE), "answer_model", "embedding_model"),
        (tiny_model::embedder(), "embedding_model", "answer_model"),
    ] {
        let files = Files::with(model, &[]).await;
        let address = format!("{}/{field}.gguf", files.base);
        let before = admin.get("/api/ai/models").await.ok()["settings"][other].clone();
        admin.post("/api/ai/models/pull", &json!({ "model": address, "choose": true })).await.expect(202);
        let chosen = |it: &Value| it["settings"][field] == format!("{field}.gguf");
        let overview = until(&admin, "/api/ai/models", chosen).await;
        assert_eq!(overview["settings"][other], before);
    }
}

#[tokio::test]
async fn what_broke_off_is_chosen_all_the_same_when_somebody_goes_on_with_it() {
    let app = TestApp::start().await;
    let admin = app.admin();
    let broken: [&[Then]; 2] = [&[Then::Break(10_000), Then::Refuse(404)], &[Then::Refuse(404)]];
    for (number, then) in broken.into_iter().enumerate() {
        let files = Files::with(tiny_model::speaker(SENTENCE), then).await;
        let file = format!("broken{number}.gguf");
        let address = format!("{}/{file}", files.base);
        admin.post("/api/ai/models/pull", &json!({ "model": address, "choose": true })).await.expect(202);
        let failed = |it: &Value| {
            let all = it["items"].as_array().unwrap();
            all.iter().any(|it| it["file"] == file.as_str() && it["state"] == "failed")
        };
        until(&admin, "/api/ai/models/downloads", failed).await;
        admin.post("/api/ai/models/pull", &json!({ "model": file })).await.expect(202);
        until(&admin, "/api/ai/models", |it| it["settings"]["answer_model"] == file.as_str()).await;
    }
}
