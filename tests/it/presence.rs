//! Colleagues at a conversation: who looks, who writes, and words that only one of them is to hear.
use crate::chat::{desk, visitor};
use crate::harness::TestApp;
use crate::organisation::user_id;
use serde_json::{Value, json};

fn id(value: &Value) -> String {
    value["id"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn colleagues_see_who_looks_and_who_writes_and_the_visitor_sees_no_looking() {
    let app = TestApp::start().await;
    let (elif, can) = (app.agent("elif").await, app.agent("can").await);
    let mut elifs = desk(&app, &elif).await;
    let mut ayse = visitor(&app).await;
    let chat = id(&ayse.socket.say("chat:start", json!({ "message": "Merhaba" })).await["conversation"]);
    let looks = json!({ "conversationId": chat });
    elifs.say("chat:view", looks.clone()).await;
    let mut cans = desk(&app, &can).await;
    let seen = cans.say("chat:view", looks.clone()).await;
    let names: Vec<_> = seen["open"][0]["viewers"].as_array().unwrap().iter().map(|it| &it["name"]).collect();
    assert_eq!(names, ["can", "elif"], "who comes later sees who is there");
    elifs.hears_where("chat:viewers", |it| it["viewers"].as_array().unwrap().len() == 2).await;

    cans.say("chat:typing", json!({ "conversationId": chat, "isTyping": true })).await;
    let typing = elifs.hears_where("chat:typing", |it| it["who"] == "agent").await;
    assert_eq!((&typing["agentName"], &typing["agentId"]), (&json!("can"), &json!(user_id(&can).await)));
    let shown = ayse.socket.hears("chat:typing").await;
    assert_eq!(shown["agentId"], Value::Null, "a visitor need not know which account");

    cans.say("chat:view", json!({ "conversationId": null })).await;
    let alone = |it: &Value| it["viewers"].as_array().unwrap().len() == 1;
    elifs.hears_where("chat:viewers", alone).await;
    cans.say("chat:view", looks.clone()).await;
    elifs.hears_where("chat:viewers", |it| it["viewers"].as_array().unwrap().len() == 2).await;
    drop(cans);
    elifs.hears_where("chat:viewers", alone).await;

    let heard = ayse.socket.heard_so_far().await;
    assert!(!heard.iter().any(|it| it.0 == "chat:viewers"), "{heard:?}");
    assert_eq!(ayse.socket.say("chat:view", looks.clone()).await["code"], "role_forbids");
    let (_, other) = app.second_site("baska").await;
    let mut others = crate::socket::Socket::connect(
        &app.base,
        json!({ "token": other.token(), "siteId": other.get("/api/auth/me").await.ok()["site_id"] }),
    )
    .await
    .unwrap();
    assert_eq!(others.say("chat:view", looks).await["code"], "not_found");
}

#[tokio::test]
async fn a_whisper_reaches_who_has_the_conversation_and_never_the_visitor() {
    let app = TestApp::start().await;
    let (elif, can) = (app.agent("elif").await, app.agent("can").await);
    let mut elifs = desk(&app, &elif).await;
    let mut ayse = visitor(&app).await;
    let started = ayse.socket.say("chat:start", json!({ "message": "Merhaba" })).await;
    let (chat, after) = (id(&started["conversation"]), started["message"]["seq"].clone());
    let path = format!("/api/chat/{chat}/note");
    let whisper = json!({ "body": "Burs belgesini sor", "whisper": true });
    can.post(&path, &whisper).await.problem(403, "role_forbids");
    let said = app.admin().post(&path, &whisper).await.expect(201);
    assert_eq!((&said["note"], &said["whisper"]), (&json!(true), &json!(true)));
    let heard = elifs.hears("notification:new").await;
    assert_eq!(heard["notification"]["kind"], "whisper");
    elifs.hears_where("chat:message:new", |it| it["whisper"] == true).await;
    assert!(can.get("/api/notifications").await.ok()["items"].as_array().unwrap().is_empty());

    let live = ayse.socket.heard_so_far().await;
    let session = app.page().post("/api/widget/session", &json!({ "visitor_token": ayse.token })).await.ok();
    let thread = ayse.http.get("/api/widget/messages").await.ok();
    let again = crate::socket::Socket::connect(
        &app.base,
        json!({ "apiKey": app.site()["api_key"], "visitorToken": ayse.token, "after": after }),
    );
    let replayed = again.await.unwrap().heard_so_far().await;
    for seen in [json!(live), session, thread, json!(replayed)] {
        assert!(!seen.to_string().contains("Burs belgesini"), "{seen}");
    }

    elif.put("/api/agents/me/state", &json!({ "state": "on_break" })).await.ok();
    let mut other = visitor(&app).await;
    let nobodys = id(&other.socket.say("chat:start", json!({})).await["conversation"]);
    let path = format!("/api/chat/{nobodys}/note");
    app.admin().post(&path, &whisper).await.problem(409, "whisper_to_nobody");
}

#[tokio::test]
async fn what_a_visitor_types_is_shown_only_where_the_site_says_so() {
    let app = TestApp::start().await;
    let elif = app.agent("elif").await;
    let mut elifs = desk(&app, &elif).await;
    let mut ayse = visitor(&app).await;
    let chat = id(&ayse.socket.say("chat:start", json!({ "message": "Merhaba" })).await["conversation"]);
    let typing = json!({ "conversationId": chat, "isTyping": true, "preview": "Kayıt için ne" });
    ayse.socket.say("chat:typing", typing.clone()).await;
    let hidden = elifs.hears_where("chat:typing", |it| it["who"] == "visitor").await;
    assert_eq!(hidden["preview"], Value::Null);

    let shown = json!({ "features": { "typing_preview": true } });
    let refused = app.admin().put("/api/settings/widget", &shown).await.expect(422);
    assert_eq!(refused["errors"][0]["code"], "preview_needs_consent");
    let notice = json!({ "consent": { "enabled": true, "text": { "tr": "Metin", "en": "Text" } } });
    let before = app.admin().put("/api/settings/widget", &notice).await.ok()["consent"]["version"].clone();
    let after = app.admin().put("/api/settings/widget", &shown).await.ok()["consent"]["version"].clone();
    assert!(after.as_i64() > before.as_i64(), "visitors are asked again");
    ayse.socket.say("chat:typing", typing).await;
    let heard = elifs.hears_where("chat:typing", |it| it["who"] == "visitor").await;
    assert_eq!(heard["preview"], "Kayıt için ne");
}
