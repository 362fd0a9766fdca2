//! Who has tickets: by the rules, and when who had them is gone.
use super::{id, own_id, status, ticket};
use crate::chat::{desk, visitor};
use crate::harness::{Caller, TestApp};
use serde_json::{Value, json};

fn path(it: &Value) -> String {
    format!("/api/tickets/{}", id(it))
}

/// Waits until a ticket is whose it should be.
async fn until_of(who: &Caller, ticket: &Value, name: Value) -> Value {
    for _ in 0..200 {
        let it = who.get(&path(ticket)).await.ok();
        if it["assignee"]["name"] == name {
            return it;
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    panic!("the ticket never became {name}'s");
}

#[tokio::test]
async fn a_ticket_that_nobody_can_take_keeps_no_other_waiting() {
    let app = TestApp::start().await;
    let elif = app.agent("elif").await;
    let team = app.admin().post("/api/teams", &json!({ "name": "Boş ekip" })).await.expect(201);
    let stuck = ticket(&elif, "Bir").await;
    elif.put(&path(&stuck), &json!({ "team_id": team["id"] })).await.ok();
    app.clock.advance_ms(1_000);
    let form = json!({ "name": "Ayşe", "email": "ayse@ornek.edu.tr", "message": "Olmuyor" });
    let later = app.page().post("/api/widget/tickets", &form).await.expect(201);
    let mut desk = desk(&app, &elif).await;
    app.clock.advance_ms(15_000);
    let given = desk.hears_where("ticket:updated", |it| it["ticket"]["assignee"]["name"] == "elif").await;
    assert_eq!(given["ticket"]["id"], later["id"]);
    assert_eq!(elif.get(&path(&stuck)).await.ok()["assignee"], Value::Null);
}

#[tokio::test]
async fn a_team_takes_its_tickets_in_turn() {
    let app = TestApp::start().await;
    let (elif, can, ece) = (app.agent("elif").await, app.agent("can").await, app.agent("ece").await);
    let members = json!([own_id(&elif).await, own_id(&can).await]);
    let new = json!({ "name": "Kayıt", "members": members });
    let team = app.admin().post("/api/teams", &new).await.expect(201);
    let _desks = (desk(&app, &elif).await, desk(&app, &can).await, desk(&app, &ece).await);
    let mut names = Vec::new();
    for nth in 1..=4 {
        let it = ticket(&ece, &format!("Belge {nth}")).await;
        let given = ece.put(&path(&it), &json!({ "team_id": team["id"] })).await.ok();
        names.push(given["assignee"]["name"].as_str().unwrap_or_default().to_owned());
        app.clock.advance_ms(1_000);
    }
    assert_eq!(names[..2], names[2..], "in turn: {names:?}");
    assert_ne!(names[0], names[1], "{names:?}");
}

#[tokio::test]
async fn tickets_of_who_is_gone_are_given_to_others() {
    let app = TestApp::start().await;
    let (elif, can) = (app.agent("elif").await, app.agent("can").await);
    let mine = json!({ "assignee": "me" });
    let (open, over) = (ticket(&elif, "Bir").await, ticket(&elif, "İki").await);
    for it in [&open, &over] {
        elif.put(&format!("{}/assign", path(it)), &mine).await.ok();
    }
    let said = elif.post(&format!("{}/reply", path(&over)), &json!({ "body": "Tamam" })).await.expect(201);
    status(&elif, &over, "closed").await.ok();
    let mut ayse = visitor(&app).await;
    let elifs = desk(&app, &elif).await;
    let started = ayse.socket.say("chat:start", json!({ "message": "Belgem çıkmıyor" })).await;
    assert_eq!(started["conversation"]["assignee"]["name"], "elif");
    let chat = id(&started["conversation"]).to_owned();

    let gone = format!("/api/users/{}", own_id(&elif).await);
    app.admin().put(&gone, &json!({ "active": false })).await.ok();
    drop(elifs);
    let free = until_of(&can, &open, Value::Null).await;
    assert_eq!((&free["status"], &free["assignee"]), (&json!("open"), &Value::Null));
    let history = can.get(&format!("{}/history", path(&open))).await.ok();
    let last = &history["items"][0];
    assert_eq!((&last["what"], &last["actor"]["kind"]), (&json!("assignee"), &json!("system")));
    assert_eq!(can.get(&path(&over)).await.ok()["assignee"]["name"], "elif", "what is over stays as it was");

    let cut = json!({ "message_id": said["message"]["id"], "subject": "Ayrı" });
    let split = can.post(&format!("{}/split", path(&over)), &cut).await.expect(201);
    assert_eq!(split["assignee"], Value::Null);
    let made = can.post(&format!("/api/chat/{chat}/tickets"), &json!({})).await.expect(201);
    assert_eq!(made["assignee"]["name"], "can", "whoever makes it has it");

    let _cans = desk(&app, &can).await;
    app.clock.advance_ms(15_000);
    until_of(&can, &open, json!("can")).await;
}

#[tokio::test]
async fn who_comes_back_to_a_ticket_finds_somebody_who_is_there() {
    let app = TestApp::start().await;
    let (elif, can) = (app.agent("elif").await, app.agent("can").await);
    let form = json!({ "name": "Ayşe", "email": "ayse@ornek.edu.tr", "message": "Olmuyor" });
    let left = app.page().post("/api/widget/tickets", &form).await.expect(201);
    let reply = json!({ "body": "Tamamlandı.", "status": "resolved" });
    elif.post(&format!("{}/reply", path(&left)), &reply).await.expect(201);
    let gone = format!("/api/users/{}", own_id(&elif).await);
    app.admin().put(&gone, &json!({ "active": false })).await.ok();
    let page = format!("/api/ticket-page/{}/reply", left["token"].as_str().unwrap());
    let again = app.nobody().post(&page, &json!({ "body": "Hâlâ olmuyor" })).await.expect(201);
    assert_eq!(again["status"], "open");
    assert_eq!(can.get(&path(&left)).await.ok()["assignee"], Value::Null);
    let _cans = desk(&app, &can).await;
    app.clock.advance_ms(15_000);
    until_of(&can, &left, json!("can")).await;
}

#[tokio::test]
async fn what_a_ticket_cannot_have_of_a_visitor_is_left_out() {
    let app = TestApp::start().await;
    let elif = app.agent("elif").await;
    let mut ayse = visitor(&app).await;
    ayse.http.put("/api/widget/visitor", &json!({ "name": "Ayşe", "phone": "yok" })).await.ok();
    let started = ayse.socket.say("chat:start", json!({ "message": "Belgem çıkmıyor" })).await;
    let chat = id(&started["conversation"]).to_owned();
    let made = elif.post(&format!("/api/chat/{chat}/tickets"), &json!({})).await.expect(201);
    assert_eq!((&made["requester"]["name"], &made["requester"]["phone"]), (&json!("Ayşe"), &Value::Null));
    let new = json!({ "subject": "x", "body": "y", "requester": { "visitor_id": ayse.id } });
    elif.post("/api/tickets", &new).await.expect(201);
}

#[tokio::test]
async fn who_is_not_known_to_speak_another_language_is_written_to_in_the_sites() {
    let app = TestApp::start().await;
    let site = json!({ "name": "Hospital", "slug": "hospital", "language": "en" });
    let site = app.admin().post("/api/sites", &site).await.expect(201);
    let admin = app.admin().on_site(id(&site));
    let new = json!({ "subject": "x", "body": "y", "requester": { "email": "a@b.tr" } });
    assert_eq!(admin.post("/api/tickets", &new).await.expect(201)["language"], "en");
    let mut said = new.clone();
    said["language"] = json!("tr");
    assert_eq!(admin.post("/api/tickets", &said).await.expect(201)["language"], "tr");
    let elif = app.agent("elif").await;
    assert_eq!(elif.post("/api/tickets", &new).await.expect(201)["language"], "tr", "a Turkish site");
    for (browser, language) in [("en-GB", "en"), ("de-DE", "tr")] {
        let session = app.page().post("/api/widget/session", &json!({ "language": browser })).await.ok();
        let mut theirs = new.clone();
        theirs["requester"]["visitor_id"] = session["visitor"]["id"].clone();
        let made = elif.post("/api/tickets", &theirs).await.expect(201);
        assert_eq!(made["language"], language, "{browser}");
    }
}

#[tokio::test]
async fn other_tags_or_copies_make_another_version() {
    let app = TestApp::start().await;
    let elif = app.agent("elif").await;
    let made = ticket(&elif, "Bir").await;
    let seen = elif.clone().with("if-match", "\"1\"");
    assert_eq!(seen.put(&path(&made), &json!({ "tags": ["burs"] })).await.ok()["version"], 2);
    let stale = seen.put(&path(&made), &json!({ "tags": ["iade"] })).await.problem(412, "stale_version");
    assert_eq!(stale["current"]["tags"], json!(["burs"]));
    let same = elif.put(&path(&made), &json!({ "tags": ["burs"] })).await.ok();
    assert_eq!(same["version"], 2, "what stays as it is makes none");
    assert_eq!(elif.put(&path(&made), &json!({ "copies": ["b@c.de"] })).await.ok()["version"], 3);
}

#[tokio::test]
async fn who_does_not_come_back_works_on_nothing_any_more() {
    let app = TestApp::start().await;
    let (elif, can) = (app.agent("elif").await, app.agent("can").await);
    let (elifs, mut cans) = (desk(&app, &elif).await, desk(&app, &can).await);
    let made = ticket(&can, "Bir").await;
    drop(elifs);
    while app.app.absent_users.earliest().is_none() {
        tokio::task::yield_now().await;
    }
    // Taken by a request that came later, it would hold half a minute longer than its owner may be away.
    app.clock.advance_ms(30_000);
    elif.post(&format!("{}/lock", path(&made)), &json!({})).await.ok();
    cans.hears("ticket:locked").await;
    app.clock.advance_ms(30_000);
    let freed = cans.hears("ticket:unlocked").await;
    assert_eq!(freed["ticket"]["id"], made["id"]);
    can.put(&path(&made), &json!({ "priority": "high" })).await.ok();
}

#[tokio::test]
async fn what_was_parked_before_anybody_had_it_is_given_away_when_it_opens() {
    let app = TestApp::start().await;
    let elif = app.agent("elif").await;
    let form = json!({ "name": "Ayşe", "email": "ayse@ornek.edu.tr", "message": "Olmuyor" });
    let parked = app.page().post("/api/widget/tickets", &form).await.expect(201);
    status(&elif, &parked, "pending").await.ok();
    app.clock.advance_ms(1_000);
    let later = app.page().post("/api/widget/tickets", &form).await.expect(201);
    let _desk = desk(&app, &elif).await;
    app.clock.advance_ms(15_000);
    until_of(&elif, &later, json!("elif")).await;
    let it = elif.get(&path(&parked)).await.ok();
    assert_eq!((&it["status"], &it["assignee"]), (&json!("pending"), &Value::Null), "it waits for something");
    let page = format!("/api/ticket-page/{}/reply", parked["token"].as_str().unwrap());
    app.nobody().post(&page, &json!({ "body": "Belgem geldi" })).await.expect(201);
    app.clock.advance_ms(15_000);
    let it = until_of(&elif, &parked, json!("elif")).await;
    assert_eq!(it["status"], "open");
}

#[tokio::test]
async fn who_is_no_agent_of_the_site_answers_without_taking_the_ticket() {
    let app = TestApp::start().await;
    let (_, admin) = app.second_site("baska").await;
    let made = ticket(&admin, "Bir").await;
    let said =
        admin.post(&format!("{}/reply", path(&made)), &json!({ "body": "Bakıyoruz" })).await.expect(201);
    assert_eq!((&said["ticket"]["status"], &said["ticket"]["assignee"]), (&json!("open"), &Value::Null));
}

#[tokio::test]
async fn a_ticket_of_a_conversation_is_whose_it_is_said_to_be() {
    let app = TestApp::start().await;
    let (elif, can) = (app.agent("elif").await, app.agent("can").await);
    let new = json!({ "name": "Kayıt", "members": [own_id(&can).await] });
    let team = app.admin().post("/api/teams", &new).await.expect(201);
    let _cans = desk(&app, &can).await;
    let mut ayse = visitor(&app).await;
    let started = ayse.socket.say("chat:start", json!({ "message": "Belgem çıkmıyor" })).await;
    let tickets = format!("/api/chat/{}/tickets", id(&started["conversation"]));
    let whose =
        async |wanted: Value| elif.post(&tickets, &wanted).await.expect(201)["assignee"]["name"].clone();
    assert_eq!(whose(json!({ "assignee_id": null })).await, Value::Null, "nobody's, as it was chosen");
    assert_eq!(whose(json!({ "team_id": team["id"] })).await, "can", "whoever's turn it is in the team");
    let both = json!({ "team_id": team["id"], "assignee_id": own_id(&elif).await });
    assert_eq!(whose(both).await, "elif", "who is named has it");
}

#[tokio::test]
async fn a_closed_ticket_is_answered_also_where_a_field_has_to_be_filled_in() {
    let app = TestApp::start().await;
    let elif = app.agent("elif").await;
    let field =
        |key: &str, kind: &str| json!({ "key": key, "kind": kind, "label": { "tr": key }, "required": true });
    let fields = json!({ "fields": [field("ogrenci_no", "number"), field("onay", "checkbox")] });
    app.admin().put("/api/settings/ticket-fields", &fields).await.ok();
    let form = json!({
        "name": "Ayşe", "email": "ayse@ornek.edu.tr", "message": "Olmuyor", "fields": { "ogrenci_no": "2.042", "onay": true },
    });
    let left = app.page().post("/api/widget/tickets", &form).await.expect(201);
    status(&elif, &left, "closed").await.ok();
    // One more is asked since.
    let fields = json!({ "fields": [field("ogrenci_no", "number"), field("onay", "checkbox"), field("bolum", "text")] });
    app.admin().put("/api/settings/ticket-fields", &fields).await.ok();
    let page = format!("/api/ticket-page/{}/reply", left["token"].as_str().unwrap());
    let next = app.nobody().post(&page, &json!({ "body": "Hâlâ olmuyor" })).await.expect(201);
    assert_ne!(next["id"], left["id"]);
    let next = elif.get(&path(&next)).await.ok();
    assert_eq!(next["fields"], json!({ "ogrenci_no": 2042, "onay": true }), "what was answered goes with it");
    assert_eq!(next["links"][0]["kind"], "follow_up");
    let empty = json!({ "name": "Ayşe", "email": "a@b.tr", "message": "Olmuyor", "fields": {} });
    let refused = app.page().post("/api/widget/tickets", &empty).await.problem(422, "invalid_fields");
    assert_eq!(refused["errors"].as_array().unwrap().len(), 3, "who fills in the form answers: {refused}");
}
