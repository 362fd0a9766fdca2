//! Bans: a banned visitor gets a plain notice and can send nothing, until the ban ends.
use crate::chat::{desk, visitor};
use crate::choice::upload;
use crate::harness::TestApp;
use serde_json::{Value, json};

fn id(value: &Value) -> &str {
    value["id"].as_str().unwrap()
}

#[tokio::test]
async fn a_banned_visitor_can_send_nothing_until_the_ban_is_lifted() {
    let app = TestApp::start().await;
    let elif = app.agent("elif").await;
    let mut desk = desk(&app, &elif).await;
    let mut ayse = visitor(&app).await;
    let started = ayse.socket.say("chat:start", json!({ "message": "Hakaret", "client_ref": "1" })).await;
    let (chat, message) = (id(&started["conversation"]).to_owned(), id(&started["message"]).to_owned());

    elif.post("/api/bans", &json!({ "visitor_id": ayse.id })).await.problem(422, "field_missing");
    let past = json!({ "visitor_id": ayse.id, "reason": "x", "until": "2020-01-01T00:00:00Z" });
    elif.post("/api/bans", &past).await.problem(422, "time_over");
    let ban =
        elif.post("/api/bans", &json!({ "visitor_id": ayse.id, "reason": "Hakaret" })).await.expect(201);
    assert_eq!((ban["by"].as_str(), ban["created_by"]["name"].as_str()), (Some("visitor"), Some("elif")));
    desk.hears_where("bans:changed", |it| it["id"] == ban["id"]).await;
    elif.post("/api/bans", &json!({ "visitor_id": ayse.id, "reason": "x" }))
        .await
        .problem(409, "banned_already");
    assert_eq!(elif.get(&format!("/api/visitors/{}", ayse.id)).await.ok()["ban"]["reason"], "Hakaret");

    let said = json!({ "conversationId": chat, "body": "Yine ben", "client_ref": "2" });
    let refused = ayse.socket.say("chat:message", said.clone()).await;
    assert_eq!((refused["ok"].as_bool(), refused["code"].as_str()), (Some(false), Some("visitor_banned")));
    assert_eq!(refused["detail"], "Bu siteye mesaj gönderemezsiniz.");
    let own = json!({ "conversationId": chat, "messageId": message, "body": "değişti", "emoji": "👍" });
    for event in ["chat:start", "chat:edit", "chat:delete", "chat:react", "chat:close"] {
        assert_eq!(ayse.socket.say(event, own.clone()).await["code"], "visitor_banned", "{event}");
    }
    let path = format!("/api/chat/{chat}");
    ayse.http.post(&format!("{path}/message"), &json!({ "body": "x" })).await.problem(403, "visitor_banned");
    ayse.http.post(&format!("{path}/rating"), &json!({ "rating": 1 })).await.problem(403, "visitor_banned");
    let request = json!({ "name": "Ayşe", "email": "a@ornek.edu.tr", "message": "x" });
    ayse.http.post("/api/widget/tickets", &request).await.problem(403, "visitor_banned");
    upload(&ayse.http, "not.txt", b"x").await.problem(403, "visitor_banned");
    let thread = ayse.http.get("/api/widget/messages").await.ok();
    assert!(!thread["items"].as_array().unwrap().is_empty(), "what was said may still be read");
    elif.post(&format!("{path}/message"), &json!({ "body": "Neden", "client_ref": "e" })).await.expect(201);

    let path = format!("/api/bans/{}", id(&ban));
    assert_eq!(elif.get("/api/bans").await.ok()["items"][0]["id"], ban["id"]);
    elif.delete(&path).await.expect(204);
    elif.delete(&path).await.problem(404, "not_found");
    assert!(elif.get("/api/bans").await.ok()["items"].as_array().unwrap().is_empty());
    assert!(elif.get("/api/bans?over=true").await.ok()["items"][0]["lifted_at"].is_string());
    assert_eq!(ayse.socket.say("chat:message", said).await["ok"], true);
    upload(&ayse.http, "not.txt", b"x").await.expect(201);
    let trail = app.admin().get("/api/audit").await.ok();
    let actions: Vec<_> =
        trail["items"].as_array().unwrap().iter().map(|it| it["action"].as_str().unwrap()).collect();
    assert!(actions.contains(&"ban.created") && actions.contains(&"ban.lifted"));
}

#[tokio::test]
async fn a_ban_ends_at_its_time_and_one_by_address_means_whoever_writes_from_there() {
    let app = TestApp::start().await;
    let elif = app.agent("elif").await;
    let (mut ayse, mut burak) = (visitor(&app).await, visitor(&app).await);
    let ban = json!({
        "visitor_id": ayse.id, "by": "address", "reason": "Bot", "until": "2026-01-15T09:10:00Z",
    });
    let made = elif.post("/api/bans", &ban).await.expect(201);
    assert_eq!(made["address"], "127.0.0.1");
    let form = json!({ "name": "Kim", "email": "kim@ornek.com", "message": "Merhaba" });
    app.page().post("/api/widget/tickets", &form).await.problem(403, "visitor_banned");
    let said = json!({ "message": "Merhaba", "client_ref": "1" });
    assert_eq!(ayse.socket.say("chat:start", said.clone()).await["code"], "visitor_banned");
    assert_eq!(burak.socket.say("chat:start", said.clone()).await["code"], "visitor_banned");
    let mut later = visitor(&app).await;
    assert_eq!(later.socket.say("chat:start", said.clone()).await["code"], "visitor_banned");
    app.clock.advance_ms(10 * 60 * 1000);
    assert_eq!(burak.socket.say("chat:start", said).await["ok"], true);
    assert!(elif.get("/api/bans").await.ok()["items"].as_array().unwrap().is_empty());
    assert_eq!(elif.get("/api/bans?over=true").await.ok()["items"].as_array().unwrap().len(), 1);
    let (_, other) = app.second_site("ikinci").await;
    let foreign = json!({ "visitor_id": ayse.id, "reason": "x" });
    other.post("/api/bans", &foreign).await.problem(404, "not_found");
}
