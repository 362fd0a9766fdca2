//! How urgent a conversation may be: proposed to agents, and set by the assistant only where the site wants that.
use crate::chat::{desk, visitor};
use crate::harness::TestApp;
use serde_json::{Value, json};

async fn begun(app: &TestApp, said: &str) -> (crate::chat::Visiting, Value) {
    let mut ayse = visitor(app).await;
    let started = ayse.socket.say("chat:start", json!({ "message": said, "language": "tr" })).await;
    (ayse, started["conversation"].clone())
}

#[tokio::test]
async fn what_a_visitor_says_is_proposed_and_one_click_accepts_it() {
    let app = TestApp::start().await;
    let elif = app.agent("elif").await;
    let _desk = desk(&app, &elif).await;
    let (_ayse, chat) = begun(&app, "Kaydım silinmiş, bu çok ACİL!").await;
    let path = format!("/api/ai/similar?conversation_id={}", chat["id"].as_str().unwrap());
    let proposed = elif.get(&path).await.ok();
    assert_eq!(
        proposed["priority"],
        json!({ "priority": "urgent", "because": "said", "word": "ACİL", "cases": 0 })
    );
    let own = format!("/api/chat/{}", chat["id"].as_str().unwrap());
    assert_eq!(elif.get(&own).await.ok()["priority"], "normal", "never set by itself");
    elif.put(&own, &json!({ "priority": "urgent" })).await.ok();
    assert_eq!(elif.get(&path).await.ok()["priority"], Value::Null);
}

#[tokio::test]
async fn it_is_set_at_the_start_where_the_site_wants_that() {
    let app = TestApp::start().await;
    app.admin().put("/api/settings/ai", &json!({ "sets_priority": true })).await.ok();
    let elif = app.agent("elif").await;
    let mut desk = desk(&app, &elif).await;
    let (_zeynep, calm) = begun(&app, "Yemekhane kaçta açılıyor acaba?").await;
    let (_ayse, chat) = begun(&app, "Acil: sınav girişim görünmüyor").await;
    let is =
        |it: &Value| it["conversation"]["id"] == chat["id"] && it["conversation"]["priority"] == "urgent";
    desk.hears_where("chat:updated", is).await;
    let path = format!("/api/chat/{}/messages", chat["id"].as_str().unwrap());
    let thread = elif.get(&path).await.ok().to_string();
    assert!(thread.contains("priority_changed"), "the thread says so: {thread}");
    let calm = elif.get(&format!("/api/chat/{}", calm["id"].as_str().unwrap())).await.ok();
    assert_eq!(calm["priority"], "normal");
}
