//! Drafts: what an agent began to write goes on at another machine, and is nobody else's.
use crate::chat::visitor;
use crate::harness::TestApp;
use serde_json::{Value, json};

#[tokio::test]
async fn a_draft_is_kept_for_its_writer_alone() {
    let app = TestApp::start().await;
    let (elif, can) = (app.agent("elif").await, app.agent("can").await);
    let mut ayse = visitor(&app).await;
    let started = ayse.socket.say("chat:start", json!({ "message": "Merhaba", "client_ref": "1" })).await;
    let path = format!("/api/chat/{}/draft", started["conversation"]["id"].as_str().unwrap());
    assert_eq!(elif.get(&path).await.ok(), json!({ "body": "", "note": false, "updated_at": null }));
    elif.put(&path, &json!({ "body": "Şöyle ki", "note": true })).await.expect(204);
    let again = app.sign_in("elif").await.get(&path).await.ok();
    assert_eq!((again["body"].as_str(), &again["note"]), (Some("Şöyle ki"), &json!(true)));
    assert_eq!(again["updated_at"], "2026-01-15T09:00:00.000Z");
    assert_eq!(can.get(&path).await.ok()["body"], "");
    elif.put(&path, &json!({ "body": "ş".repeat(16_001) })).await.problem(422, "field_too_long");
    let (_, other) = app.second_site("ikinci").await;
    other.put(&path, &json!({ "body": "x" })).await.problem(404, "not_found");
    elif.put(&path, &json!({ "body": " " })).await.expect(204);
    assert_eq!(elif.get(&path).await.ok()["updated_at"], Value::Null);
}
