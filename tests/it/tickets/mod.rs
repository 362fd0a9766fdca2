//! Tickets: their life, what is said in them, who works on them.
mod apart;
mod given;
mod links;
mod more;
mod search;

use crate::chat::{desk, visitor};
use crate::harness::{Caller, TestApp};
use serde_json::{Value, json};

pub(crate) fn id(value: &Value) -> &str {
    value["id"].as_str().unwrap()
}

/// Somebody's own id.
async fn own_id(who: &Caller) -> String {
    id(&who.get("/api/auth/me").await.ok()).to_owned()
}

/// A ticket that an agent wrote down.
pub(crate) async fn ticket(who: &Caller, subject: &str) -> Value {
    let body = json!({
        "subject": subject, "body": "Harç ödemem görünmüyor.",
        "requester": { "name": "Ayşe", "email": "Ayse@Ornek.edu.tr" },
    });
    who.post("/api/tickets", &body).await.expect(201)
}

async fn status(who: &Caller, ticket: &Value, to: &str) -> crate::harness::Answer {
    who.put(&format!("/api/tickets/{}/status", id(ticket)), &json!({ "status": to })).await
}

#[tokio::test]
async fn a_ticket_has_a_number_a_code_and_a_first_message() {
    let app = TestApp::start().await;
    let elif = app.agent("elif").await;
    let mut desk = desk(&app, &elif).await;
    let made = ticket(&elif, "  Harç   ödemesi ").await;
    assert_eq!((&made["number"], &made["subject"]), (&json!(1), &json!("Harç ödemesi")));
    assert_eq!(
        (&made["status"], &made["priority"], &made["source"]),
        (&json!("new"), &json!("normal"), &json!("desk"))
    );
    assert_eq!(made["requester"]["email"], "ayse@ornek.edu.tr");
    assert_eq!(made["code"].as_str().unwrap().len(), 11);
    let heard = desk.hears("ticket:new").await;
    assert_eq!(heard["ticket"]["id"], made["id"]);
    let second = ticket(&elif, "Başka").await;
    assert_eq!(second["number"], 2);

    let shown = elif.get(&format!("/api/tickets/{}", id(&made))).await.ok();
    assert_eq!(shown["messages"][0]["kind"], "description");
    assert_eq!(shown["messages"][0]["body"], "Harç ödemem görünmüyor.");
    assert_eq!(shown["next"], json!(["open", "pending", "closed"]));
    let wrong = elif.post("/api/tickets", &json!({ "requester": { "email": "x" } })).await;
    let fields: Vec<_> =
        wrong.body["errors"].as_array().unwrap().iter().map(|it| it["field"].clone()).collect();
    assert_eq!(fields, ["subject", "body", "email"]);
}

#[tokio::test]
async fn a_ticket_goes_only_where_the_table_lets_it() {
    let app = TestApp::start().await;
    let elif = app.agent("elif").await;
    let made = ticket(&elif, "Kayıt").await;
    let refused = status(&elif, &made, "resolved").await.problem(409, "transition_not_allowed");
    assert_eq!((&refused["from"], &refused["to"]), (&json!("new"), &json!("resolved")));
    assert_eq!(refused["allowed"], json!(["open", "pending", "closed"]));
    assert_eq!(status(&elif, &made, "open").await.ok()["status"], "open");
    assert_eq!(status(&elif, &made, "resolved").await.ok()["status"], "resolved");
    status(&elif, &made, "pending").await.problem(409, "transition_not_allowed");
    assert!(status(&elif, &made, "closed").await.ok()["closed_at"].is_string());
    status(&elif, &made, "open").await.problem(409, "transition_not_allowed");
}

#[tokio::test]
async fn a_new_ticket_is_opened_by_who_gets_it_and_by_who_answers() {
    let app = TestApp::start().await;
    let (elif, can) = (app.agent("elif").await, app.agent("can").await);
    let given = ticket(&elif, "Bir").await;
    let path = format!("/api/tickets/{}/assign", id(&given));
    let assigned = elif.put(&path, &json!({ "assignee": own_id(&can).await })).await.ok();
    assert_eq!((&assigned["status"], &assigned["assignee"]["name"]), (&json!("open"), &json!("can")));
    assert_eq!(elif.put(&path, &json!({ "assignee": null })).await.ok()["assignee"], Value::Null);

    let answered = ticket(&elif, "İki").await;
    let reply = json!({ "body": "Bakıyorum.", "client_ref": "r1", "status": "waiting_reply" });
    let path = format!("/api/tickets/{}/reply", id(&answered));
    let said = can.post(&path, &reply).await.expect(201);
    assert_eq!(
        (&said["ticket"]["status"], &said["ticket"]["assignee"]["name"]),
        (&json!("waiting_reply"), &json!("can"))
    );
    assert_eq!(
        (&said["message"]["kind"], &said["message"]["author"]["name"]),
        (&json!("reply"), &json!("can"))
    );
    assert!(said["ticket"]["first_reply_at"].is_string() && said["ticket"]["waiting_since"].is_null());
    let again = can.post(&path, &reply).await.expect(201);
    assert_eq!(again["message"]["id"], said["message"]["id"], "the same client_ref is stored once");

    let history = elif.get(&format!("/api/tickets/{}/history", id(&answered))).await.ok();
    let what: Vec<_> =
        history["items"].as_array().unwrap().iter().rev().map(|it| it["what"].clone()).collect();
    assert_eq!(what, ["created", "status", "status", "assignee"], "{history}");
    let audit = app.admin().get("/api/audit").await.ok();
    let rows: Vec<_> =
        audit["items"].as_array().unwrap().iter().filter(|it| it["action"] == "ticket.updated").collect();
    assert!(rows.iter().any(|it| it["new"]["status"] == "waiting_reply"), "{audit}");
}

#[tokio::test]
async fn the_requester_opens_what_waits_and_what_was_resolved_within_48_hours() {
    let app = TestApp::start().await;
    let elif = app.agent("elif").await;
    let mut ayse = visitor(&app).await;
    let form = json!({ "name": "Ayşe", "email": "ayse@ornek.edu.tr", "message": "Kaydım\nyapılmadı" });
    let left = ayse.http.post("/api/widget/tickets", &form).await.expect(201);
    assert_eq!((&left["number"], &left["next_open"]), (&json!(1), &Value::Null));
    let page = format!("/api/ticket-page/{}", left["token"].as_str().unwrap());
    let ticket = json!({ "id": left["id"] });
    let shown = app.nobody().get(&page).await.ok();
    assert_eq!((&shown["subject"], &shown["look"]["color"]), (&json!("Kaydım"), &json!("#0b6e85")));
    let look = json!({ "primary_color": "#8e1f45", "dark_mode": "light" });
    app.admin().put("/api/settings/widget", &look).await.ok();
    let look = json!({ "color": "#8e1f45", "dark_mode": "light" });
    assert_eq!(app.nobody().get(&page).await.ok()["look"], look, "the page wears the site's colour");
    assert_eq!(ayse.http.get("/api/widget/tickets").await.ok()["items"][0]["look"], look);

    elif.post(&format!("/api/tickets/{}/note", id(&ticket)), &json!({ "body": "gizli" })).await.expect(201);
    let reply = json!({ "body": "Tamamlandı.", "status": "resolved" });
    elif.post(&format!("/api/tickets/{}/reply", id(&ticket)), &reply).await.expect(201);
    ayse.socket.hears("ticket:reply").await;
    let seen = app.nobody().get(&page).await.ok();
    assert_eq!(seen["status"], "resolved");
    let bodies: Vec<_> = seen["messages"].as_array().unwrap().iter().map(|it| it["body"].clone()).collect();
    assert_eq!(bodies, ["Kaydım\nyapılmadı", "Tamamlandı."], "no note reaches the requester");

    app.clock.advance_ms(47 * 3_600_000);
    let elif = app.sign_in("elif").await;
    let again = app.nobody().post(&format!("{page}/reply"), &json!({ "body": "Hâlâ yok" })).await.expect(201);
    assert_eq!(again["status"], "open");
    elif.put(&format!("/api/tickets/{}/status", id(&ticket)), &json!({ "status": "resolved" })).await.ok();
    app.clock.advance_ms(48 * 3_600_000);
    let elif = app.sign_in("elif").await;
    closed(&elif, &ticket).await;
    let next = app.nobody().post(&format!("{page}/reply"), &json!({ "body": "Yine" })).await.expect(201);
    assert_eq!((&next["number"], &next["status"]), (&json!(2), &json!("open")), "elif had the first one");
    let shown = elif.get(&format!("/api/tickets/{}", id(&next))).await.ok();
    assert_eq!((&shown["links"][0]["number"], &shown["links"][0]["kind"]), (&json!(1), &json!("follow_up")));
    // What is said to the first one again goes on where that went on, until that is over, too.
    let more = app.nobody().post(&format!("{page}/reply"), &json!({ "body": "Bir de şu" })).await.expect(201);
    assert_eq!((&more["id"], more["messages"].as_array().unwrap().len()), (&next["id"], 2));
    for to in ["resolved", "closed"] {
        elif.put(&format!("/api/tickets/{}/status", id(&next)), &json!({ "status": to })).await.ok();
    }
    let third = app.nobody().post(&format!("{page}/reply"), &json!({ "body": "Yine yok" })).await.expect(201);
    assert_eq!(third["number"], 3);
    let page_of_second = format!("/api/ticket-page/{}", next["token"].as_str().unwrap());
    let more =
        app.nobody().post(&format!("{page_of_second}/reply"), &json!({ "body": "?" })).await.expect(201);
    assert_eq!(more["number"], 3);
    let forged = format!("/api/ticket-page/{}x", &left["token"].as_str().unwrap()[..20]);
    app.nobody().get(&forged).await.problem(404, "not_found");
}

/// Waits until a ticket was closed by itself.
async fn closed(who: &Caller, ticket: &Value) {
    for _ in 0..200 {
        if who.get(&format!("/api/tickets/{}", id(ticket))).await.ok()["status"] == "closed" {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    panic!("the ticket was not closed");
}

#[tokio::test]
async fn what_was_due_while_the_server_was_down_is_closed_at_its_start() {
    let app = TestApp::start().await;
    let elif = app.agent("elif").await;
    let made = ticket(&elif, "Bir").await;
    for to in ["open", "resolved"] {
        status(&elif, &made, to).await.ok();
    }
    app.clock.advance_ms(48 * 3_600_000 - 1);
    assert_eq!(
        app.sign_in("elif").await.get(&format!("/api/tickets/{}", id(&made))).await.ok()["status"],
        "resolved"
    );
    app.app.lifecycle.shut_down().await;
    app.clock.advance_ms(1);
    let again = app.restarted().await;
    closed(&again.sign_in("elif").await, &made).await;
}

#[tokio::test]
async fn a_stale_change_is_refused_and_what_is_left_out_stays() {
    let app = TestApp::start().await;
    let elif = app.agent("elif").await;
    let made = ticket(&elif, "Bir").await;
    let path = format!("/api/tickets/{}", id(&made));
    let first = elif
        .clone()
        .with("if-match", "\"1\"")
        .put(&path, &json!({ "priority": "urgent", "tags": ["burs", "İade"] }))
        .await
        .ok();
    assert_eq!((&first["version"], &first["tags"]), (&json!(2), &json!(["burs", "İade"])));
    let stale = elif
        .clone()
        .with("if-match", "1")
        .put(&path, &json!({ "subject": "x" }))
        .await
        .problem(412, "stale_version");
    assert_eq!(stale["current"]["priority"], "urgent");
    let change = json!({ "fields": { "ogrenci_no": "123" }, "copies": ["b@c.de", "B@c.de "] });
    let second = elif.put(&path, &change).await.ok();
    assert_eq!((&second["priority"], &second["fields"]["ogrenci_no"]), (&json!("urgent"), &json!("123")));
    assert_eq!(elif.get(&path).await.ok()["copies"], json!(["b@c.de"]));
    let emptied = elif.put(&path, &json!({ "fields": { "ogrenci_no": null }, "tags": [] })).await.ok();
    assert_eq!((&emptied["fields"], &emptied["tags"]), (&json!({}), &json!([])));
    elif.put(&path, &json!({ "subject": " " })).await.problem(422, "field_missing");
    elif.put(&path, &json!({ "colour": "red" })).await.problem(422, "value_invalid");
}

#[tokio::test]
async fn who_works_on_a_ticket_keeps_others_out_until_the_minute_is_over() {
    let app = TestApp::start().await;
    let (elif, can) = (app.agent("elif").await, app.agent("can").await);
    let mut desk = desk(&app, &can).await;
    let made = ticket(&elif, "Bir").await;
    let path = format!("/api/tickets/{}", id(&made));
    let lock = format!("{path}/lock");
    assert_eq!(elif.post(&lock, &json!({})).await.ok()["locked"], true);
    assert_eq!(desk.hears("ticket:locked").await["ticket"]["lock"]["owner"]["name"], "elif");
    assert_eq!(elif.get(&lock).await.ok()["owner"]["name"], "elif");
    let refused = can.get(&lock).await.problem(423, "ticket_locked");
    assert_eq!(refused["owner"]["name"], "elif");
    assert!(refused["since"].is_string() && refused["expires_at"].is_string(), "{refused}");
    can.put(&path, &json!({ "priority": "high" })).await.problem(423, "ticket_locked");
    can.post(&format!("{path}/reply"), &json!({ "body": "x" })).await.problem(423, "ticket_locked");
    can.post(&format!("{path}/note"), &json!({ "body": "notlar serbest" })).await.expect(201);
    can.delete(&lock).await.problem(423, "ticket_locked");

    app.clock.advance_ms(59_000);
    elif.post(&lock, &json!({})).await.ok();
    app.clock.advance_ms(59_000);
    can.get(&lock).await.problem(423, "ticket_locked");
    app.clock.advance_ms(1_000);
    desk.hears("ticket:unlocked").await;
    assert_eq!(can.get(&lock).await.ok()["locked"], false);
    can.put(&path, &json!({ "priority": "high" })).await.ok();

    can.post(&lock, &json!({})).await.ok();
    app.admin().delete(&lock).await.expect(204);
    desk.hears("ticket:unlocked").await;
    let history = elif.get(&format!("{path}/history")).await.ok();
    let last = &history["items"][0];
    assert_eq!((&last["what"], &last["old"]["name"]), (&json!("lock_broken"), &json!("can")), "{last}");
    elif.post(&lock, &json!({})).await.ok();
    elif.delete(&lock).await.expect(204);
    assert_eq!(can.get(&lock).await.ok()["locked"], false);
}

#[tokio::test]
async fn colleagues_see_who_looks_at_a_ticket() {
    let app = TestApp::start().await;
    let (elif, can) = (app.agent("elif").await, app.agent("can").await);
    let (mut one, mut two) = (desk(&app, &elif).await, desk(&app, &can).await);
    let made = ticket(&elif, "Bir").await;
    let data = json!({ "ticketId": made["id"] });
    assert_eq!(one.say("ticket:view", data.clone()).await["ok"], true);
    assert_eq!(two.hears("ticket:viewers").await["viewers"][0]["name"], "elif");
    assert_eq!(one.say("ticket:lock", data.clone()).await["locked"], true);
    assert_eq!(two.say("ticket:lock", data.clone()).await["code"], "ticket_locked");
    drop(one);
    let left = two.hears_where("ticket:viewers", |it| it["viewers"] == json!([])).await;
    assert_eq!(left["ticketId"], made["id"]);
}
