//! Setting providers: keys go in and never come out, and a trial says in words what is wrong.
use super::peer::{Peer, Reply};
use super::{KEY, PATH, ROUTING, add, completion, start};
use crate::harness::TestApp;
use serde_json::{Value, json};

const TEST: &str = "/api/ai/providers/test";

fn id(value: &Value) -> &str {
    value["id"].as_str().unwrap()
}

#[tokio::test]
async fn a_key_goes_in_and_never_comes_out() {
    let app = start().await;
    let peer = Peer::saying(Reply::status(401, &format!("{{\"error\":\"wrong key {KEY}\"}}"))).await;
    let made = add(&app, "openai", &peer.base).await;
    assert_eq!(made["key_end"], "7f3d");
    let path = format!("{PATH}/{}", id(&made));
    let mut shown = vec![made.to_string(), app.admin().get(PATH).await.ok().to_string()];
    shown.push(app.admin().get(&path).await.ok().to_string());
    shown.push(app.admin().put(&path, &json!({ "name": "Öteki" })).await.ok().to_string());
    shown.push(app.admin().post(TEST, &json!({ "id": made["id"] })).await.ok().to_string());
    shown.push(
        app.admin().with("if-match", "1").put(&path, &json!({ "name": "x" })).await.expect(412).to_string(),
    );
    shown.push(app.admin().get("/api/audit").await.ok().to_string());
    for text in &shown {
        assert!(!text.contains("gizli") && !text.contains("sealed"), "{text}");
    }
    assert_eq!(peer.asked().last().unwrap().header("authorization"), Some(format!("Bearer {KEY}").as_str()));
    for file in std::fs::read_dir(&app.app.config.data_dir).unwrap().flatten() {
        let bytes = std::fs::read(file.path()).unwrap_or_default();
        assert!(!bytes.windows(KEY.len()).any(|it| it == KEY.as_bytes()), "{:?}", file.path());
    }
    assert_eq!(app.admin().put(&path, &json!({ "key": "" })).await.ok()["key_end"], Value::Null);
}

#[tokio::test]
async fn a_key_is_needed_again_when_it_is_to_go_elsewhere() {
    let app = start().await;
    let (one, thief) =
        (Peer::saying(Reply::status(500, "")).await, Peer::saying(Reply::status(500, "")).await);
    let made = add(&app, "openai", &one.base).await;
    let path = format!("{PATH}/{}", id(&made));
    let moved = json!({ "address": thief.base });
    app.admin().put(&path, &moved).await.problem(422, "ai_key_needed");
    let trial = json!({ "id": made["id"], "address": thief.base });
    app.admin().post(TEST, &trial).await.problem(422, "ai_key_needed");
    assert!(thief.asked().is_empty());
    app.admin().put(&path, &json!({ "address": thief.base, "key": "" })).await.ok();
}

#[tokio::test]
async fn providers_are_the_sites_own_and_only_admins_see_them() {
    let app = start().await;
    let here = app.admin().on_site(app.site()["id"].as_str().unwrap());
    let made = here
        .post(PATH, &json!({ "kind": "openai", "name": "Bulut", "models": ["m"], "key": KEY }))
        .await
        .expect(201);
    assert_eq!(
        (made["address"].as_str(), &made["in_house"]),
        (Some("https://api.openai.com"), &json!(false))
    );
    let (_, there) = app.second_site("ikinci").await;
    assert_eq!(there.get(PATH).await.ok(), json!({ "items": [], "order": ["local"] }));
    let path = format!("{PATH}/{}", id(&made));
    there.get(&path).await.problem(404, "not_found");
    there.put(&path, &json!({ "name": "x" })).await.problem(404, "not_found");
    there.delete(&path).await.problem(404, "not_found");
    there.post(TEST, &json!({ "id": made["id"] })).await.problem(404, "not_found");
    app.person("elif", "agent", &here).await.get(PATH).await.problem(403, "role_forbids");
    let order = json!([made["id"], "local"]);
    here.put(ROUTING, &json!({ "order": order })).await.ok();
    assert_eq!(here.get(PATH).await.ok()["order"], order);
    here.put(ROUTING, &json!({ "order": ["x"] })).await.problem(422, "value_invalid");
    let wrong = json!({ "answer": { "temperature": 3.0, "max_tokens": 1 } });
    let problem = here.put(ROUTING, &wrong).await.problem(422, "invalid_fields");
    assert_eq!(problem["errors"][1]["field"], "answer.max_tokens");
    here.delete(&path).await.expect(204);
    assert_eq!(here.get(PATH).await.ok()["order"], json!(["local"]));
}

#[tokio::test]
async fn a_trial_says_in_words_what_is_wrong() {
    let app = start().await;
    let trial = async |fields: Value| {
        let mut body = json!({ "kind": "openai", "models": ["m"], "in_house": true });
        body.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
        app.admin().post(TEST, &body).await.ok()
    };
    let code = async |address: &str| {
        let it = trial(json!({ "address": address })).await;
        assert!(it["ok"] == false && it["detail"].as_str().unwrap().ends_with('.'));
        it["code"].as_str().unwrap().to_owned()
    };
    assert_eq!(code("http://yok.invalid").await, "ai_name_unknown");
    assert_eq!(code("http://127.0.0.1:1").await, "ai_unreachable");
    let plain = Peer::saying(Reply::status(404, "<html>")).await;
    assert_eq!(code(&plain.base.replace("http:", "https:")).await, "ai_tls");
    assert_eq!(code(&plain.base).await, "ai_not_there");
    let refused = Peer::saying(Reply::status(401, "")).await;
    assert_eq!(code(&refused.base).await, "ai_key_refused");

    let peer = Peer::start(|_, asked| match (asked.path.as_str(), asked.body["model"].as_str()) {
        ("/v1/models", _) => Reply::pieces([r#"{"data":[{"id":"b"},{"id":"a"}]}"#]),
        (_, Some("a")) => Reply::pieces(completion(&["Merhaba!"])),
        _ => Reply::status(404, r#"{"error":{"code":"model_not_found"}}"#),
    })
    .await;
    let it = trial(json!({ "address": peer.base })).await;
    assert_eq!((&it["code"], &it["models"]), (&json!("ai_unknown_model"), &json!(["a", "b"])));
    let it = trial(json!({ "address": peer.base, "model": "a" })).await;
    assert_eq!((&it["ok"], &it["answer"], &it["model"]), (&json!(true), &json!("Merhaba!"), &json!("a")));
    let it = trial(json!({ "address": peer.base, "models": [] })).await;
    assert_eq!((&it["ok"], &it["models"], &it["answer"]), (&json!(true), &json!(["a", "b"]), &Value::Null));
    let it = app.admin().post(TEST, &json!({ "id": "local" })).await.ok();
    assert_eq!((&it["ok"], &it["code"]), (&json!(false), &json!("ai_no_model")));
    let english = app.admin().with("accept-language", "en");
    let it = english.post(TEST, &json!({ "id": "local" })).await.ok();
    assert_eq!(it["detail"], "No local model is installed on this server.");
}

#[tokio::test]
async fn inside_the_network_only_what_the_process_allows_is_asked() {
    let app = TestApp::start().await;
    let peer = Peer::saying(Reply::pieces(completion(&["Ben içerideyim"]))).await;
    let body = json!({ "kind": "openai", "models": ["m"], "in_house": true, "address": peer.base });
    assert_eq!(app.admin().post(TEST, &body).await.ok()["code"], "ai_address_forbidden");
    let named = peer.base.replace("127.0.0.1", "localhost");
    let body = json!({ "kind": "openai", "models": ["m"], "in_house": true, "address": named });
    assert_eq!(app.admin().post(TEST, &body).await.ok()["code"], "ai_address_forbidden");
    assert!(peer.asked().is_empty());
    let plain = json!({ "kind": "openai", "models": ["m"], "address": "http://ornek.example" });
    app.admin().post(TEST, &plain).await.problem(422, "ai_https_needed");
}
