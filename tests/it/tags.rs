//! Tags: their names and colours, and what becomes of the conversations that carry them.
use crate::chat::{desk, visitor};
use crate::harness::{Caller, TestApp};
use serde_json::{Value, json};

fn id(value: &Value) -> &str {
    value["id"].as_str().unwrap()
}

async fn conversation(app: &TestApp) -> String {
    let mut ayse = visitor(app).await;
    let started = ayse.socket.say("chat:start", json!({ "message": "Merhaba", "client_ref": "1" })).await;
    id(&started["conversation"]).to_owned()
}

async fn tag(who: &Caller, chat: &str, name: &str) -> Value {
    who.post(&format!("/api/chat/{chat}/tag"), &json!({ "tag": name })).await.ok()["tags"].clone()
}

#[tokio::test]
async fn a_tag_that_is_typed_is_made_once_whatever_its_case_and_marks() {
    let app = TestApp::start().await;
    let elif = app.agent("elif").await;
    let (one, two) = (conversation(&app).await, conversation(&app).await);
    assert_eq!(tag(&elif, &one, "  Ders   Kaydı ").await, json!(["Ders Kaydı"]));
    assert_eq!(tag(&elif, &two, "DERS KAYDI").await, json!(["Ders Kaydı"]));
    let all = elif.get("/api/tags").await.ok();
    assert_eq!(all["items"].as_array().unwrap().len(), 1);
    assert_eq!(
        (&all["items"][0]["name"], &all["items"][0]["conversations"]),
        (&json!("Ders Kaydı"), &json!(2))
    );
    elif.post(&format!("/api/chat/{one}/tag"), &json!({ "tag": " " })).await.problem(422, "field_missing");
}

#[tokio::test]
async fn a_new_name_and_a_removal_reach_the_conversations() {
    let app = TestApp::start().await;
    let elif = app.agent("elif").await;
    let mut desk = desk(&app, &elif).await;
    let chat = conversation(&app).await;
    let made = elif.post("/api/tags", &json!({ "name": "burs", "color": "green" })).await.expect(201);
    tag(&elif, &chat, "burs").await;
    elif.post("/api/tags", &json!({ "name": "Burs" })).await.problem(409, "tag_taken");
    elif.post("/api/tags", &json!({ "name": "x", "color": "#ff0000" })).await.problem(422, "value_invalid");
    let path = format!("/api/tags/{}", id(&made));

    let before = elif.get(&format!("/api/chat/{chat}")).await.ok()["version"].as_i64();
    let renamed = elif.put(&path, &json!({ "name": "Burslar" })).await.ok();
    assert_eq!((renamed["color"].as_str(), renamed["conversations"].as_i64()), (Some("green"), Some(1)));
    desk.hears_where("tags:changed", |it| it["id"] == made["id"]).await;
    let after = elif.get(&format!("/api/chat/{chat}")).await.ok();
    assert_eq!(after["tags"], json!(["Burslar"]));
    assert!(after["version"].as_i64() > before);
    let found = elif.get("/api/chat?view=all&tag=Burslar").await.ok();
    assert_eq!(found["items"][0]["id"], json!(chat));
    let stale = elif.clone().with("if-match", "1").put(&path, &json!({ "color": "red" })).await;
    assert_eq!(stale.problem(412, "stale_version")["current"]["name"], "Burslar");

    elif.delete(&path).await.expect(204);
    assert_eq!(elif.get(&format!("/api/chat/{chat}")).await.ok()["tags"], json!([]));
    elif.get(&path).await.problem(404, "not_found");
    let trail = app.admin().get("/api/audit").await.ok();
    let actions: Vec<_> =
        trail["items"].as_array().unwrap().iter().map(|it| it["action"].as_str().unwrap()).collect();
    assert!(["tag.created", "tag.updated", "tag.deleted"].iter().all(|it| actions.contains(it)));
}

#[tokio::test]
async fn another_sites_tags_are_not_there() {
    let app = TestApp::start().await;
    let (_, other) = app.second_site("ikinci").await;
    let own = app.admin().on_site(id(app.site()));
    let made = own.post("/api/tags", &json!({ "name": "burs" })).await.expect(201);
    let path = format!("/api/tags/{}", id(&made));
    other.get(&path).await.problem(404, "not_found");
    other.put(&path, &json!({ "name": "y" })).await.problem(404, "not_found");
    other.delete(&path).await.problem(404, "not_found");
    other.post("/api/tags", &json!({ "name": "burs" })).await.expect(201);
    assert_eq!(own.get("/api/tags?limit=1").await.ok()["items"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn a_visitors_tag_holds_in_every_conversation_and_rules_go_by_it() {
    let app = TestApp::start().await;
    let elif = app.agent("elif").await;
    let mut desk = desk(&app, &elif).await;
    let mut ayse = visitor(&app).await;
    let path = format!("/api/visitors/{}/tag", ayse.id);
    elif.post(&path, &json!({ "tag": "" })).await.expect(422);
    assert_eq!(elif.post(&path, &json!({ "tag": "Bağışçı" })).await.ok()["tags"], json!(["Bağışçı"]));
    assert_eq!(elif.post(&path, &json!({ "tag": "bagisci" })).await.ok()["tags"], json!(["Bağışçı"]));
    desk.hears_where("visitor:updated", |it| it["visitorId"] == ayse.id.as_str()).await;

    let rule = json!({ "rules": [{ "when": { "tag": "Bağışçı" }, "strategy": "vip_priority" }, { "when": {}, "strategy": "least_busy" }] });
    app.admin().put("/api/settings/routing", &rule).await.ok();
    let started = ayse.socket.say("chat:start", json!({ "message": "Merhaba" })).await;
    let chat = started["conversation"]["id"].as_str().unwrap();
    let seen = elif.get(&format!("/api/chat/{chat}")).await.ok();
    assert_eq!(seen["assigned_reason"]["strategy"], "vip_priority", "{seen}");
    assert_eq!(seen["tags"], json!([]), "the conversation's own are its own");

    let all = app.admin().get("/api/tags").await.ok();
    let tag = &all["items"][0];
    let changed = json!({ "name": "Destekçi" });
    app.admin().put(&format!("/api/tags/{}", tag["id"].as_str().unwrap()), &changed).await.ok();
    let beside = elif.get(&format!("/api/visitors/{}", ayse.id)).await.ok();
    assert_eq!(beside["tags"], json!(["Destekçi"]));
    assert_eq!(elif.delete(&format!("{path}/Destekçi")).await.ok()["tags"], json!([]));
    elif.post("/api/visitors/00000000-0000-7000-8000-000000000000/tag", &json!({ "tag": "x" }))
        .await
        .problem(404, "not_found");
}
