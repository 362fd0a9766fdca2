//! Tickets that become one, one that becomes two, and one that goes on from another.
use super::{id, own_id, status, ticket};
use crate::harness::{Caller, TestApp};
use crate::mail_server::MailServer;
use serde_json::{Value, json};

fn path(it: &Value) -> String {
    format!("/api/tickets/{}", id(it))
}

/// A ticket of a visitor, by the widget's form.
async fn left(app: &TestApp, message: &str) -> Value {
    let form = json!({ "name": "Ayşe", "email": "ayse@ornek.edu.tr", "message": message });
    app.page().post("/api/widget/tickets", &form).await.expect(201)
}

async fn reply(who: &Caller, ticket: &Value, body: Value) -> Value {
    who.post(&format!("{}/reply", path(ticket)), &body).await.expect(201)
}

/// A ticket as its requester sees it, by its code.
async fn page(app: &TestApp, ticket: &Value) -> Value {
    app.page().post("/api/widget/tickets/find", &json!({ "code": ticket["code"] })).await.ok()
}

#[tokio::test]
async fn what_is_split_off_says_who_said_it_and_no_note_is_published() {
    let app = TestApp::start().await;
    let elif = app.agent("elif").await;
    let made = left(&app, "Kaydım yapılmadı").await;
    let note = elif.post(&format!("{}/note", path(&made)), &json!({ "body": "gizli" })).await.expect(201);
    let split = format!("{}/split", path(&made));
    let cut = |it: &Value| json!({ "message_id": it["message"]["id"], "subject": "Yeni konu" });
    elif.post(&split, &cut(&note)).await.problem(409, "ticket_split_note");

    let said = reply(&elif, &made, json!({ "body": "Harcınızı da ödeyin" })).await;
    let other = elif.post(&split, &cut(&said)).await.expect(201);
    let shown = page(&app, &other).await;
    let first = &shown["messages"][0];
    assert_eq!(
        (&first["body"], &first["own"], &first["name"]),
        (&json!("Harcınızı da ödeyin"), &json!(false), &json!("elif")),
        "nobody else's words are shown as the requester's own"
    );
    assert!(other["first_reply_at"].is_string() && other["waiting_since"].is_null(), "{other}");
    let again = json!({ "message_id": said["message"]["id"] });
    elif.post(&format!("{}/split", path(&other)), &again).await.problem(409, "ticket_split_first");

    let token = made["token"].as_str().unwrap();
    let asked = json!({ "body": "Ayrıca yurt soracaktım" });
    app.nobody().post(&format!("/api/ticket-page/{token}/reply"), &asked).await.expect(201);
    let whole = elif.get(&path(&made)).await.ok();
    let last = whole["messages"].as_array().unwrap().last().unwrap().clone();
    let third = elif.post(&split, &json!({ "message_id": last["id"] })).await.expect(201);
    assert_eq!(page(&app, &third).await["messages"][0]["own"], true);
}

#[tokio::test]
async fn a_question_that_is_split_off_is_owed_no_answer_where_it_was() {
    let app = TestApp::start().await;
    let elif = app.agent("elif").await;
    let targets = json!({ "first_response": 60, "next_response": 60, "resolution": 600 });
    let targets = json!({ "low": targets, "normal": targets, "high": targets, "urgent": targets });
    let always = "/api/sla-policies/00000000-0000-0000-0000-000000000000";
    app.admin().put(always, &json!({ "targets": targets })).await.ok();
    let made = left(&app, "Kaydım yapılmadı").await;
    reply(&elif, &made, json!({ "body": "Yapıldı." })).await;
    let asks = format!("/api/ticket-page/{}/reply", made["token"].as_str().unwrap());
    let mut asked = Vec::new();
    for question in ["Ya harcım?", "Ya yurdum?"] {
        app.nobody().post(&asks, &json!({ "body": question })).await.expect(201);
        let whole = elif.get(&path(&made)).await.ok();
        asked.push(whole["messages"].as_array().unwrap().last().unwrap()["id"].clone());
    }
    let owed = |it: &Value| it["sla"].as_array().unwrap().iter().any(|it| it["kind"] == "next_response");
    let split = format!("{}/split", path(&made));
    elif.post(&split, &json!({ "message_id": asked[0] })).await.expect(201);
    let still = elif.get(&path(&made)).await.ok();
    assert!(owed(&still) && still["waiting_since"].is_string(), "the other one is open: {still}");
    elif.post(&split, &json!({ "message_id": asked[1] })).await.expect(201);
    let over = elif.get(&path(&made)).await.ok();
    assert!(!owed(&over) && over["waiting_since"].is_null(), "{over}");
}

#[tokio::test]
async fn an_answer_to_what_is_closed_reaches_whose_ticket_it_is() {
    let (app, mut server) = (TestApp::start().await, MailServer::start(&[]).await);
    let account = json!({
        "host": "127.0.0.1", "port": server.port, "security": "plain", "sender_name": "Destek",
        "sender_address": "destek@ornek.edu.tr",
    });
    app.admin().put("/api/settings/mail/account", &account).await.ok();
    let (elif, can) = (app.agent("elif").await, app.agent("can").await);
    let made = ticket(&elif, "Harç").await;
    let change = json!({ "copies": ["danisman@ornek.edu.tr"], "assignee_id": own_id(&elif).await });
    elif.put(&path(&made), &change).await.ok();
    status(&elif, &made, "closed").await.ok();
    let said = reply(&can, &made, json!({ "body": "Ödemeniz bugün geldi." })).await;
    let next = &said["ticket"];
    assert_eq!((&next["number"], &next["assignee"]["name"]), (&json!(2), &json!("elif")));
    assert!(next["first_reply_at"].is_string() && next["waiting_since"].is_null(), "{next}");
    let mut told = Vec::new();
    while told.len() < 2 {
        let mail = server.next().await;
        if mail["text"].as_str().unwrap().contains("Ödemeniz bugün geldi.") {
            told.push(mail["to"][0].as_str().unwrap().to_owned());
        }
    }
    told.sort();
    assert_eq!(told, ["ayse@ornek.edu.tr", "danisman@ornek.edu.tr"]);
    let first = page(&app, next).await["messages"][0].clone();
    assert_eq!((&first["own"], &first["name"]), (&json!(false), &json!("can")));
}

#[tokio::test]
async fn a_question_that_is_merged_is_asked_where_it_goes() {
    let app = TestApp::start().await;
    let elif = app.agent("elif").await;
    for to in ["waiting_reply", "resolved"] {
        let (target, twin) = (left(&app, "Kaydım yapılmadı").await, left(&app, "Hâlâ yapılmadı").await);
        reply(&elif, &target, json!({ "body": "Hangi bölüm?", "status": to })).await;
        let into = json!({ "into": target["number"] });
        let merged = elif.post(&format!("{}/merge", path(&twin)), &into).await.ok();
        assert_eq!(merged["status"], "open", "it was {to}");
        assert!(merged["waiting_since"].is_string() && merged["resolved_at"].is_null(), "{merged}");
        let resolution = merged["sla"].as_array().unwrap().iter().find(|it| it["kind"] == "resolution");
        assert_eq!(resolution.unwrap()["state"], "running");
        let history = elif.get(&format!("{}/history", path(&target))).await.ok();
        let what = |it: &&Value| it["what"] == "status" && it["old"] == to && it["new"] == "open";
        assert!(history["items"].as_array().unwrap().iter().any(|it| what(&it)), "{history}");
    }
    // What was answered asks nothing.
    let (target, twin) = (left(&app, "Bir").await, left(&app, "İki").await);
    for it in [&target, &twin] {
        reply(&elif, it, json!({ "body": "Hangi bölüm?", "status": "waiting_reply" })).await;
    }
    let into = json!({ "into": target["number"] });
    let merged = elif.post(&format!("{}/merge", path(&twin)), &into).await.ok();
    assert_eq!(merged["status"], "waiting_reply");
}

#[tokio::test]
async fn copies_of_what_is_merged_are_as_many_as_a_ticket_may_have() {
    let app = TestApp::start().await;
    let elif = app.agent("elif").await;
    let (one, two) = (ticket(&elif, "Bir").await, ticket(&elif, "İki").await);
    let copies =
        |name: &str| -> Vec<String> { (0..15).map(|it| format!("{name}{it}@ornek.edu.tr")).collect() };
    elif.put(&path(&one), &json!({ "copies": copies("a") })).await.ok();
    elif.put(&path(&two), &json!({ "copies": copies("z") })).await.ok();
    elif.post(&format!("{}/merge", path(&one)), &json!({ "into": 2 })).await.ok();
    let shown = elif.get(&path(&two)).await.ok();
    let all: Vec<&str> = shown["copies"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
    assert_eq!((all.len(), all.iter().filter(|it| it.starts_with('z')).count()), (20, 15));
    elif.put(&path(&two), &json!({ "copies": all })).await.ok();
}
