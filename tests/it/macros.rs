//! Macros: several things in one click, all or none.
use crate::chat::{desk, visitor};
use crate::harness::TestApp;
use serde_json::{Value, json};

fn id(value: &Value) -> &str {
    value["id"].as_str().unwrap()
}

#[tokio::test]
async fn a_macro_does_all_its_actions_in_order_and_says_how_it_was() {
    let app = TestApp::start().await;
    let (elif, can) = (app.agent("elif").await, app.agent("can").await);
    let mut ayse = visitor(&app).await;
    ayse.http.put("/api/widget/visitor", &json!({ "name": "Ayşe" })).await.ok();
    let started = ayse.socket.say("chat:start", json!({ "message": "İade", "client_ref": "1" })).await;
    let chat = id(&started["conversation"]).to_owned();
    elif.post(&format!("/api/chat/{chat}/tag"), &json!({ "tag": "iade" })).await.ok();
    let actions = json!([
        { "type": "reply", "body": "Merhaba {{ziyaretci.ad}}, ben {{temsilci.ad}}." },
        { "type": "tag", "tag": "İADE" },
        { "type": "tag", "tag": "ödeme" },
        { "type": "assign", "assignee": id(&can.get("/api/auth/me").await.ok()) },
        { "type": "close" },
    ]);
    let made =
        elif.post("/api/macros", &json!({ "name": " İade  kapat ", "actions": actions })).await.expect(201);
    assert_eq!((made["name"].as_str(), made["scope"].as_str()), (Some("İade kapat"), Some("site")));
    assert_eq!(made["actions"], actions);

    let mut desk = desk(&app, &can).await;
    let path = format!("/api/macros/{}/run", id(&made));
    let ran = elif.post(&path, &json!({ "conversation_id": chat })).await.ok();
    assert_eq!(ran["conversation"]["status"], "closed");
    assert_eq!(ran["conversation"]["assignee"]["name"], "can");
    assert_eq!(ran["conversation"]["tags"], json!(["iade", "ödeme"]));
    assert_eq!((&ran["before"]["status"], &ran["before"]["assignee"]), (&json!("bot"), &Value::Null));
    assert_eq!((&ran["before"]["tags_added"], &ran["before"]["replied"]), (&json!(["ödeme"]), &json!(true)));
    ayse.socket.hears_where("chat:message:new", |it| it["body"] == "Merhaba Ayşe, ben elif.").await;
    ayse.socket.hears("chat:closed").await;
    desk.hears("chat:closed").await;
    let thread = elif.get(&format!("/api/chat/{chat}")).await.ok();
    let codes: Vec<_> = thread["messages"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|it| it["system"]["code"].as_str())
        .collect();
    assert_eq!(codes, ["agent_joined", "transferred", "closed"]);
    assert_eq!(elif.get("/api/macros").await.ok()["items"][0]["uses"], 1);
    elif.post(&path, &json!({ "conversation_id": chat })).await.problem(409, "conversation_closed");
}

#[tokio::test]
async fn when_one_action_cannot_be_none_is_done() {
    let app = TestApp::start().await;
    let elif = app.agent("elif").await;
    let mut ayse = visitor(&app).await;
    let started = ayse.socket.say("chat:start", json!({ "message": "Merhaba", "client_ref": "1" })).await;
    let chat = id(&started["conversation"]).to_owned();
    let actions = json!([
        { "type": "reply", "body": "Bakıyorum" },
        { "type": "snooze", "hours": 2 },
        { "type": "assign", "assignee": "00000000-0000-7000-8000-000000000000" },
    ]);
    let made = elif.post("/api/macros", &json!({ "name": "x", "actions": actions })).await.expect(201);
    let path = format!("/api/macros/{}", id(&made));
    let run = json!({ "conversation_id": chat });
    elif.post(&format!("{path}/run"), &run).await.problem(422, "assignee_unknown");
    let thread = elif.get(&format!("/api/chat/{chat}")).await.ok();
    assert!(!thread["messages"].as_array().unwrap().iter().any(|it| it["body"] == "Bakıyorum"));
    assert_eq!(thread["snoozed_until"], Value::Null);
    let actions = json!([{ "type": "assign", "assignee": "me" }, { "type": "snooze", "hours": 2 }]);
    elif.put(&path, &json!({ "actions": actions })).await.ok();
    let ran = elif.post(&format!("{path}/run"), &run).await.ok();
    assert_eq!(ran["conversation"]["snoozed_until"], "2026-01-15T11:00:00.000Z");
    assert_eq!(ran["conversation"]["assignee"]["name"], "elif");
}

#[tokio::test]
async fn macros_are_ones_own_or_the_sites_and_are_checked() {
    let app = TestApp::start().await;
    let (elif, can) = (app.agent("elif").await, app.agent("can").await);
    let close = json!([{ "type": "close" }]);
    let own = json!({ "name": "benim", "scope": "personal", "actions": close });
    let own = elif.post("/api/macros", &own).await.expect(201);
    let path = format!("/api/macros/{}", id(&own));
    can.get(&path).await.problem(404, "not_found");
    can.post(&format!("{path}/run"), &json!({ "conversation_id": id(&own) })).await.problem(404, "not_found");
    let (_, other) = app.second_site("ikinci").await;
    other.delete(&path).await.problem(404, "not_found");
    let wrong = json!({ "name": "x", "actions": [{ "type": "close" }, { "type": "reply", "body": "" }] });
    elif.post("/api/macros", &wrong).await.problem(422, "invalid_fields");
    elif.post("/api/macros", &json!({ "name": "x" })).await.problem(422, "field_missing");
    elif.post("/api/macros", &json!({ "name": "x", "actions": [{ "type": "fax" }] })).await.expect(422);
    elif.clone()
        .with("if-match", "7")
        .put(&path, &json!({ "name": "y" }))
        .await
        .problem(412, "stale_version");
    elif.delete(&path).await.expect(204);
}

#[tokio::test]
async fn when_its_ticket_cannot_be_made_nothing_is_said() {
    let app = TestApp::start().await;
    let elif = app.agent("elif").await;
    let mut ayse = visitor(&app).await;
    let started = ayse.socket.say("chat:start", json!({ "message": "Merhaba", "client_ref": "1" })).await;
    let chat = id(&started["conversation"]).to_owned();
    let category = app.admin().post("/api/ticket-categories", &json!({ "name": "Harç" })).await.expect(201);
    let actions = json!([
        { "type": "reply", "body": "Kaydınızı açtık" },
        { "type": "ticket", "category_id": category["id"] },
        { "type": "close" },
    ]);
    let made = elif.post("/api/macros", &json!({ "name": "x", "actions": actions })).await.expect(201);
    app.admin().delete(&format!("/api/ticket-categories/{}", id(&category))).await.expect(204);
    let run = json!({ "conversation_id": chat });
    let refused = elif.post(&format!("/api/macros/{}/run", id(&made)), &run).await.expect(422);
    assert_eq!(refused["errors"][0]["code"], "ticket_category_unknown", "{refused}");
    let thread = elif.get(&format!("/api/chat/{chat}")).await.ok();
    assert_ne!(thread["status"], "closed");
    assert!(!thread["messages"].as_array().unwrap().iter().any(|it| it["body"] == "Kaydınızı açtık"));
}
