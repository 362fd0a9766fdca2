//! Notifications: who is named in a note hears of it, once.
use crate::chat::{desk, visitor};
use crate::harness::TestApp;
use serde_json::{Value, json};

fn id(value: &Value) -> &str {
    value["id"].as_str().unwrap()
}

#[tokio::test]
async fn who_is_named_in_a_note_is_told_once_and_may_read_it_later() {
    let app = TestApp::start().await;
    let (elif, can) = (app.agent("elif").await, app.agent("can").await);
    let mut cans = desk(&app, &can).await;
    let mut ayse = visitor(&app).await;
    let started = ayse.socket.say("chat:start", json!({ "message": "Merhaba", "client_ref": "1" })).await;
    let chat = id(&started["conversation"]).to_owned();

    let note = json!({ "body": "@CAN bakar mısın? @elif de bilsin", "client_ref": "n" });
    let note = elif.post(&format!("/api/chat/{chat}/note"), &note).await.expect(201);
    let heard = cans.hears("notification:new").await;
    assert_eq!((heard["unread"].as_i64(), &heard["notification"]["kind"]), (Some(1), &json!("mention")));
    assert_eq!(heard["notification"]["actor"]["name"], "elif");
    assert_eq!(heard["notification"]["conversation"]["id"], json!(chat));
    assert!(elif.get("/api/notifications").await.ok()["items"].as_array().unwrap().is_empty(), "not oneself");

    // Named once more by a change of the note: nothing new for who was told, but for who was not.
    let zeynep = app.agent("zeynep").await;
    let mut zeyneps = desk(&app, &zeynep).await;
    let path = format!("/api/chat/{chat}/message/{}", id(&note));
    elif.put(&path, &json!({ "body": "@can ve @zeynep" })).await.ok();
    zeyneps.hears("notification:new").await;
    let list = can.get("/api/notifications").await.ok();
    assert_eq!((list["items"].as_array().unwrap().len(), list["unread"].as_i64()), (1, Some(1)));
    assert_eq!(list["items"][0]["excerpt"], "@can ve @zeynep");

    let path = format!("/api/notifications/{}/read", id(&list["items"][0]));
    zeynep.put(&path, &json!({})).await.problem(404, "not_found");
    assert_eq!(can.put(&path, &json!({})).await.ok()["unread"], 0);
    cans.hears_where("notification:read", |it| it["unread"] == 0).await;
    assert!(can.get("/api/notifications?unread=true").await.ok()["items"].as_array().unwrap().is_empty());
    assert!(can.get("/api/notifications").await.ok()["items"][0]["read_at"].is_string());
    assert_eq!(zeynep.put("/api/notifications/read", &json!({})).await.ok()["unread"], 0);

    app.admin().delete(&format!("/api/chat/{chat}")).await.expect(204);
    cans.hears("chat:deleted").await;
    loop {
        // The follower comes after the deletion; it is waited for, not slept for.
        if can.get("/api/notifications").await.ok()["items"].as_array().unwrap().is_empty() {
            break;
        }
    }
}

#[tokio::test]
async fn a_message_to_the_visitor_notifies_nobody() {
    let app = TestApp::start().await;
    let (elif, can) = (app.agent("elif").await, app.agent("can").await);
    let mut ayse = visitor(&app).await;
    let started =
        ayse.socket.say("chat:start", json!({ "message": "@can merhaba", "client_ref": "1" })).await;
    let chat = id(&started["conversation"]).to_owned();
    elif.post(&format!("/api/chat/{chat}/message"), &json!({ "body": "@can", "client_ref": "a" })).await.ok();
    let mut cans = desk(&app, &can).await;
    elif.post(&format!("/api/chat/{chat}/note"), &json!({ "body": "@can", "client_ref": "b" })).await.ok();
    cans.hears("notification:new").await;
    assert_eq!(can.get("/api/notifications").await.ok()["unread"], 1, "the note alone");
}
