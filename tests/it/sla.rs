//! Service levels: what is promised for tickets, when it is due, and what happens when it is missed.
use crate::chat::desk;
use crate::harness::{Answer, Caller, TestApp};
use crate::mail_server::MailServer;
use serde_json::{Value, json};

const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;
/// The policy that always fits.
const ALWAYS: &str = "/api/sla-policies/00000000-0000-0000-0000-000000000000";

fn id(it: &Value) -> &str {
    it["id"].as_str().unwrap()
}

async fn ticket(who: &Caller, more: Value) -> Value {
    let mut body = json!({ "subject": "Harç", "body": "Ödemem görünmüyor.", "requester": { "name": "Ayşe", "email": "ayse@ornek.edu.tr" } });
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    who.post("/api/tickets", &body).await.expect(201)
}

async fn reply(who: &Caller, ticket: &Value, text: &str) -> Answer {
    who.post(&format!("/api/tickets/{}/reply", id(ticket)), &json!({ "body": text })).await
}

async fn status(who: &Caller, ticket: &Value, to: &str) {
    who.put(&format!("/api/tickets/{}/status", id(ticket)), &json!({ "status": to })).await.ok();
}

async fn shown(who: &Caller, ticket: &Value) -> Value {
    who.get(&format!("/api/tickets/{}", id(ticket))).await.ok()
}

/// One of a ticket's promises.
fn clock<'a>(ticket: &'a Value, kind: &str) -> &'a Value {
    ticket["sla"].as_array().unwrap().iter().find(|it| it["kind"] == kind).unwrap()
}

/// Looks at a ticket until one of its promises is as it should be.
async fn until(who: &Caller, ticket: &Value, kind: &str, field: &str, wanted: Value) {
    let mut it = Value::Null;
    for _ in 0..500 {
        it = shown(who, ticket).await;
        if clock(&it, kind)[field] == wanted {
            return;
        }
        tokio::task::yield_now().await;
    }
    panic!("{field} of {kind} never became {wanted}: {}", it["sla"]);
}

/// Nine to six on working days; the clock of the tests begins at noon of a Thursday.
async fn office(app: &TestApp, spans: Value) {
    let days =
        json!({ "monday": spans, "tuesday": spans, "wednesday": spans, "thursday": spans, "friday": spans });
    app.admin()
        .put("/api/settings/business-hours", &json!({ "always_open": false, "days": days }))
        .await
        .ok();
}

fn span(start: &str, end: &str) -> Value {
    json!({ "start": start, "end": end })
}

#[tokio::test]
async fn a_ticket_is_promised_an_answer_and_a_solution_in_opening_hours() {
    let app = TestApp::start().await;
    office(&app, json!([span("09:00", "12:00"), span("13:00", "18:00")])).await;
    let elif = app.agent("elif").await;
    let made = ticket(&elif, json!({})).await;
    // Noon in Istanbul: the break counts for nothing. Four hours to an answer, eight to a solution.
    assert_eq!(clock(&made, "first_response")["due_at"], "2026-01-15T14:00:00.000Z");
    assert_eq!(clock(&made, "resolution")["due_at"], "2026-01-16T09:00:00.000Z");
    assert_eq!(clock(&made, "resolution")["target_seconds"], 8 * 3600);
    let urgent = ticket(&elif, json!({ "priority": "urgent" })).await;
    assert_eq!(clock(&urgent, "first_response")["due_at"], "2026-01-15T10:15:00.000Z");
    assert_eq!(clock(&urgent, "resolution")["due_at"], "2026-01-15T11:00:00.000Z");
    let listed = elif.get("/api/tickets?sort=oldest").await.ok();
    assert_eq!(listed["items"][0]["sla"], made["sla"], "lists show them, too");
}

#[tokio::test]
async fn a_public_reply_of_a_person_meets_the_first_response_and_waiting_stops_the_clock() {
    let app = TestApp::start().await;
    let elif = app.agent("elif").await;
    let made = ticket(&elif, json!({})).await;
    app.clock.advance_ms(10 * MINUTE);
    elif.post(&format!("/api/tickets/{}/note", id(&made)), &json!({ "body": "Bakıyorum" })).await.expect(201);
    assert_eq!(
        clock(&shown(&elif, &made).await, "first_response")["state"],
        "running",
        "a note is no answer"
    );
    reply(&elif, &made, "Bakıyoruz.").await.expect(201);
    let answered = shown(&elif, &made).await;
    assert_eq!(clock(&answered, "first_response")["state"], "met");
    status(&elif, &made, "waiting_reply").await;
    let waits = shown(&elif, &made).await;
    let resolution = clock(&waits, "resolution");
    assert_eq!((&resolution["state"], &resolution["due_at"]), (&json!("paused"), &Value::Null));
    assert_eq!(resolution["elapsed_seconds"], 600);
    app.clock.advance_ms(4 * MINUTE);
    status(&elif, &made, "open").await;
    // Seven hours and fifty minutes are left, from fourteen minutes past noon on.
    assert_eq!(clock(&shown(&elif, &made).await, "resolution")["due_at"], "2026-01-15T17:04:00.000Z");
    status(&elif, &made, "resolved").await;
    assert_eq!(clock(&shown(&elif, &made).await, "resolution")["state"], "met");
    status(&elif, &made, "open").await;
    assert_eq!(
        clock(&shown(&elif, &made).await, "resolution")["state"],
        "running",
        "it goes on with what was left"
    );
}

#[tokio::test]
async fn the_agent_is_warned_once_and_a_breach_is_told_to_admins_too() {
    let app = TestApp::start().await;
    let elif = app.agent("elif").await;
    let admin = app.admin();
    let step = json!({ "clock": "first_response", "after_minutes": 0, "raise_priority": true, "notify": [] });
    let always = admin.put(ALWAYS, &json!({ "steps": [step] })).await.ok();
    assert_eq!((&always["name"], &always["version"]), (&json!(""), &json!(1)));
    let me = elif.get("/api/auth/me").await.ok();
    let made = ticket(&elif, json!({ "assignee_id": me["id"], "priority": "high" })).await;
    let (mut own, mut other) = (desk(&app, &elif).await, desk(&app, &admin).await);
    app.clock.advance_ms(45 * MINUTE - 1);
    app.clock.advance_ms(1);
    let near = own.hears("notification:new").await["notification"].clone();
    assert_eq!((&near["kind"], &near["ticket"]["id"]), (&json!("sla_near"), &made["id"]));
    app.clock.advance_ms(15 * MINUTE);
    let breached = own.hears("notification:new").await["notification"].clone();
    assert_eq!(breached["kind"], "sla_breached");
    assert_eq!(other.hears("notification:new").await["notification"]["kind"], "sla_breached");
    let elif = app.sign_in("elif").await; // an hour later
    until(&elif, &made, "first_response", "state", json!("breached")).await;
    let late = shown(&elif, &made).await;
    assert_eq!(clock(&late, "first_response")["breached_at"], "2026-01-15T10:00:00.000Z", "at the minute");
    assert_eq!(late["priority"], "urgent", "the step was taken");
    let bell = elif.get("/api/notifications").await.ok();
    let kinds: Vec<&Value> = bell["items"].as_array().unwrap().iter().map(|it| &it["kind"]).collect();
    assert_eq!(kinds.iter().filter(|it| **it == "sla_near").count(), 1, "{kinds:?}");
    reply(&elif, &made, "Geciktik, özür dileriz.").await.expect(201);
    assert_eq!(clock(&shown(&elif, &made).await, "first_response")["state"], "late");
}

#[tokio::test]
async fn what_came_due_while_the_server_was_down_is_missed_after_the_start() {
    let app = TestApp::start().await;
    let elif = app.agent("elif").await;
    let made = ticket(&elif, json!({})).await;
    app.clock.advance_ms(10); // nobody looks meanwhile: the next server does
    let later = app.restarted().await;
    later.clock.advance_ms(5 * HOUR);
    let elif = later.sign_in("elif").await;
    until(&elif, &made, "first_response", "breached_at", json!("2026-01-15T13:00:00.000Z")).await;
}

#[tokio::test]
async fn other_hours_change_what_is_to_come_and_keep_what_has_passed() {
    let app = TestApp::start().await;
    office(&app, json!([span("09:00", "18:00")])).await;
    let elif = app.agent("elif").await;
    let made = ticket(&elif, json!({})).await;
    assert_eq!(clock(&made, "resolution")["due_at"], "2026-01-16T08:00:00.000Z", "Friday at eleven");
    app.clock.advance_ms(10 * MINUTE);
    office(&app, json!([span("09:00", "13:00")])).await;
    // Ten minutes have passed; fifty are left today, four hours tomorrow, and three on Monday.
    until(&elif, &made, "resolution", "due_at", json!("2026-01-19T09:00:00.000Z")).await;
    let change = json!({ "special": [{ "name": { "tr": "İdari izin" }, "date": "2026-01-16", "days": 1, "spans": [] }] });
    app.admin().put("/api/settings/holidays", &change).await.ok();
    until(&elif, &made, "resolution", "due_at", json!("2026-01-20T09:00:00.000Z")).await;
}

#[tokio::test]
async fn the_first_policy_that_fits_counts_and_a_changed_one_is_reckoned_anew() {
    let app = TestApp::start().await;
    let (elif, admin) = (app.agent("elif").await, app.admin());
    let presets = admin.get("/api/sla-policies/presets").await.ok();
    let law = &presets["items"][0]["policy"];
    assert_eq!((&law["name"], &law["calendar"]), (&json!("Bilgi edinme başvurusu"), &json!("working_days")));
    let category = admin.post("/api/ticket-categories", &json!({ "name": "Bilgi edinme" })).await.expect(201);
    let mut wanted = law.clone();
    wanted["conditions"] = json!({ "categories": [category["id"]] });
    let policy = admin.post("/api/sla-policies", &wanted).await.expect(201);
    let made = ticket(&elif, json!({ "category_id": category["id"] })).await;
    // Fifteen working days after 15 January 2026; there is no holiday between.
    assert_eq!(clock(&made, "resolution")["due_at"], "2026-02-05T20:59:00.000Z");
    assert_eq!(made["sla"].as_array().unwrap().len(), 1, "only a solution is promised");
    let plain = ticket(&elif, json!({})).await;
    assert_eq!(clock(&plain, "resolution")["policy_id"], "00000000-0000-0000-0000-000000000000");
    let tried = json!({ "category_id": category["id"] });
    let tried = elif.post("/api/sla-policies/try", &tried).await.ok();
    assert_eq!(
        (&tried["policy_id"], &tried["clocks"][0]["due_at"]),
        (&policy["id"], &json!("2026-02-05T20:59:00.000Z"))
    );
    let targets = json!({ "resolution": 10 * 1440 });
    let targets = json!({ "low": targets, "normal": targets, "high": targets, "urgent": targets });
    admin.put(&format!("/api/sla-policies/{}", id(&policy)), &json!({ "targets": targets })).await.ok();
    until(&elif, &made, "resolution", "due_at", json!("2026-01-29T20:59:00.000Z")).await;
    admin.delete(&format!("/api/sla-policies/{}", id(&policy))).await.expect(204);
    until(&elif, &made, "resolution", "target_seconds", json!(8 * 3600)).await;
}

/// So many minutes whatever the priority.
fn targets(it: Value) -> Value {
    json!({ "targets": { "low": it, "normal": it, "high": it, "urgent": it } })
}

#[tokio::test]
async fn what_was_judged_stays_so_under_another_policy() {
    let app = TestApp::start().await;
    let elif = app.agent("elif").await;
    app.admin().put(ALWAYS, &targets(json!({ "first_response": 15, "resolution": 600 }))).await.ok();
    let made = ticket(&elif, json!({})).await;
    app.clock.advance_ms(20 * MINUTE);
    let (elif, admin) = (app.sign_in("elif").await, app.sign_in("ayse").await);
    until(&elif, &made, "first_response", "state", json!("breached")).await;
    status(&elif, &made, "open").await;
    status(&elif, &made, "resolved").await;
    status(&elif, &made, "open").await;
    let before = clock(&shown(&elif, &made).await, "first_response").clone();
    assert_eq!(before["state"], "late", "solved without a word");
    admin.put(ALWAYS, &targets(json!({ "first_response": 60, "resolution": 1200 }))).await.ok();
    until(&elif, &made, "resolution", "target_seconds", json!(20 * 3600)).await;
    assert_eq!(*clock(&shown(&elif, &made).await, "first_response"), before);
}

#[tokio::test]
async fn a_policy_that_promises_more_promises_it_for_what_was_kept_so_far_too() {
    let app = TestApp::start().await;
    let (elif, admin) = (app.agent("elif").await, app.admin());
    admin.put(ALWAYS, &targets(json!({ "first_response": 60 }))).await.ok();
    let made = ticket(&elif, json!({})).await;
    reply(&elif, &made, "Bakıyoruz.").await.expect(201);
    let answered = shown(&elif, &made).await;
    assert_eq!(answered["sla"].as_array().unwrap().len(), 1, "{}", answered["sla"]);
    admin.put(ALWAYS, &targets(json!({ "first_response": 60, "resolution": 600 }))).await.ok();
    let mut it = Value::Null;
    for _ in 0..500 {
        it = shown(&elif, &made).await;
        if it["sla"].as_array().unwrap().len() == 2 {
            break;
        }
        tokio::task::yield_now().await;
    }
    assert_eq!(clock(&it, "resolution")["due_at"], "2026-01-15T19:00:00.000Z", "ten hours after it was made");
}

#[tokio::test]
async fn steps_that_are_due_at_once_are_taken_together() {
    let app = TestApp::start().await;
    let (elif, can) = (app.agent("elif").await, app.agent("can").await);
    let (me, other) = (elif.get("/api/auth/me").await.ok(), can.get("/api/auth/me").await.ok());
    let step = |minutes: i64, to: &Value| {
        json!({
            "clock": "first_response", "after_minutes": minutes, "raise_priority": true, "notify": [], "assign_to": to,
        })
    };
    let steps = [step(0, &Value::Null), step(0, &me["id"]), step(30, &other["id"])];
    app.admin().put(ALWAYS, &json!({ "steps": steps })).await.ok();
    let made = ticket(&elif, json!({ "priority": "low" })).await;
    let second = ticket(&elif, json!({ "priority": "low" })).await;
    app.clock.advance_ms(10 * HOUR); // as if nobody had looked meanwhile
    let elif = app.sign_in("elif").await;
    for it in [&made, &second] {
        until(&elif, it, "first_response", "state", json!("breached")).await;
        let late = shown(&elif, it).await;
        assert_eq!((&late["priority"], &late["assignee"]["name"]), (&json!("urgent"), &json!("can")));
        until(&elif, it, "resolution", "state", json!("breached")).await;
    }
    let bell = app.sign_in("can").await.get("/api/notifications").await.ok();
    let kinds = bell["items"].as_array().unwrap().iter().filter(|it| it["kind"] == "sla_escalated");
    assert_eq!(kinds.count(), 2, "one for each ticket: {bell}");
}

#[tokio::test]
async fn another_place_of_a_category_is_another_policy_and_what_policies_go_by_stays() {
    let app = TestApp::start().await;
    let (elif, admin) = (app.agent("elif").await, app.admin());
    let above = admin.post("/api/ticket-categories", &json!({ "name": "Ücretler" })).await.expect(201);
    let below = json!({ "name": "Harç", "parent_id": above["id"] });
    let below = admin.post("/api/ticket-categories", &below).await.expect(201);
    let department = admin.post("/api/departments", &json!({ "name": "Mali İşler" })).await.expect(201);
    let targets = json!({ "resolution": 600 });
    let targets = json!({ "low": targets, "normal": targets, "high": targets, "urgent": targets });
    for (name, conditions) in [
        ("Bir", json!({ "categories": [above["id"]] })),
        ("İki", json!({ "departments": [department["id"]] })),
    ] {
        let policy = json!({ "name": name, "conditions": conditions, "targets": targets });
        admin.post("/api/sla-policies", &policy).await.expect(201);
    }
    let one = ticket(&elif, json!({ "category_id": below["id"] })).await;
    let two = ticket(&elif, json!({ "department_id": department["id"] })).await;
    for it in [&one, &two] {
        assert_eq!(clock(it, "resolution")["target_seconds"], 10 * 3600);
    }
    let alone = json!({ "name": "Harç", "parent_id": null });
    admin.put(&format!("/api/ticket-categories/{}", id(&below)), &alone).await.ok();
    until(&elif, &one, "resolution", "target_seconds", json!(8 * 3600)).await;
    // What is promised by law does not end because somebody tidies up.
    let (above, department) =
        (format!("/api/ticket-categories/{}", id(&above)), format!("/api/departments/{}", id(&department)));
    for (path, name) in [(&above, "Bir"), (&department, "İki")] {
        let refused = admin.delete(path).await.problem(409, "policies_use_it");
        assert_eq!(refused["policies"], json!([name]));
        assert!(refused["detail"].as_str().unwrap().contains(name), "{refused}");
        assert_eq!(clock(&shown(&elif, &two).await, "resolution")["target_seconds"], 10 * 3600);
    }
    for it in admin.get("/api/sla-policies").await.ok()["items"].as_array().unwrap() {
        if it["name"] != "" {
            let other = json!({ "conditions": { "priorities": ["urgent"] } });
            admin.put(&format!("/api/sla-policies/{}", id(it)), &other).await.ok();
        }
    }
    admin.delete(&above).await.expect(204);
    admin.delete(&department).await.expect(204);
    until(&elif, &two, "resolution", "target_seconds", json!(8 * 3600)).await;
}

#[tokio::test]
async fn policies_are_ordered_checked_and_changed_by_who_saw_the_last_version() {
    let app = TestApp::start().await;
    let (elif, admin) = (app.agent("elif").await, app.admin());
    elif.post("/api/sla-policies", &json!({ "name": "x" })).await.problem(403, "role_forbids");
    let make = |name: &str| json!({ "name": name, "conditions": { "requesters": ["@ornek.edu.tr"] } });
    let one = admin.post("/api/sla-policies", &make("Bir")).await.expect(201);
    let two = admin.post("/api/sla-policies", &make("İki")).await.expect(201);
    let order = admin.put("/api/sla-policies/order", &json!({ "ids": [two["id"], one["id"]] })).await.ok();
    let names: Vec<&Value> = order["items"].as_array().unwrap().iter().map(|it| &it["name"]).collect();
    assert_eq!(names, ["İki", "Bir", ""]);
    admin.put("/api/sla-policies/order", &json!({ "ids": [two["id"]] })).await.problem(422, "value_invalid");
    let path = format!("/api/sla-policies/{}", id(&one));
    admin.put(&path, &json!({ "name": " " })).await.problem(422, "field_missing");
    admin.put(&path, &json!({ "name": "Bir (yeni)" })).await.ok();
    let stale = admin.clone().with("if-match", "1").put(&path, &json!({ "name": "Eski" })).await;
    assert_eq!(stale.problem(412, "stale_version")["current"]["name"], "Bir (yeni)");
    admin.delete(ALWAYS).await.expect(204);
    assert_eq!(admin.get("/api/sla-policies").await.ok()["items"][2]["version"], 0, "as it was at first");
    let (_, stranger) = app.second_site("baska").await;
    stranger.get(&path).await.problem(404, "not_found");
}

#[tokio::test]
async fn what_was_kept_and_missed_is_added_up() {
    let app = TestApp::start().await;
    let elif = app.agent("elif").await;
    let me = elif.get("/api/auth/me").await.ok();
    let made = ticket(&elif, json!({ "assignee_id": me["id"] })).await;
    reply(&elif, &made, "Bakıyoruz.").await.expect(201);
    let late = ticket(&elif, json!({ "assignee_id": me["id"], "priority": "urgent" })).await;
    app.clock.advance_ms(20 * MINUTE);
    let (elif, admin) = (app.sign_in("elif").await, app.sign_in("ayse").await);
    until(&elif, &late, "first_response", "state", json!("breached")).await;
    let report = elif.get("/api/analytics/sla").await.ok();
    let total = &report["total"][0];
    assert_eq!(
        (&total["kind"], &total["met"], &total["breached"]),
        (&json!("first_response"), &json!(1), &json!(1))
    );
    assert_eq!(report["agents"][0]["name"], "elif");
    let csv = admin.request(reqwest::Method::GET, "/api/analytics/sla?format=csv").send().await.unwrap();
    assert_eq!(csv.headers()["content-disposition"], "attachment; filename=\"asisttr-sla.csv\"");
    let csv = csv.text().await.unwrap();
    assert!(csv.contains("Temsilci,elif,İlk yanıt,1,1"), "{csv}");
    admin.get("/api/analytics/sla?format=pdf").await.problem(422, "value_invalid");
    admin
        .get("/api/analytics/sla?from=2026-01-16T00:00:00Z&until=2026-01-15T00:00:00Z")
        .await
        .problem(422, "value_invalid");
}

#[tokio::test]
async fn who_chose_so_is_told_by_mail_and_nobody_else() {
    let (app, mut server) = (TestApp::start().await, MailServer::start(&[]).await);
    let account = json!({
        "host": "127.0.0.1", "port": server.port, "security": "plain", "sender_name": "Destek",
        "sender_address": "destek@ornek.edu.tr",
    });
    app.admin().put("/api/settings/mail/account", &account).await.ok();
    let elif = app.agent("elif").await;
    // The admin wants neither the bell nor the mail.
    let quiet = json!({ "classes": { "sla": { "bell": false, "browser": false, "push": false, "sound": "none", "mail": false } } });
    app.admin().put("/api/notifications/preferences", &quiet).await.ok();
    let me = elif.get("/api/auth/me").await.ok();
    let made = ticket(&elif, json!({ "assignee_id": me["id"], "priority": "high" })).await;
    app.clock.advance_ms(45 * MINUTE);
    let near = loop {
        let mail = server.next().await;
        if mail["to"] == json!(["elif@ornek.edu.tr"]) {
            break mail;
        }
    };
    assert_eq!(near["subject"], "Süresi dolmak üzere: Harç");
    let text = near["text"].as_str().unwrap();
    assert!(text.contains("15.01.2026 13:00") && text.contains(&format!("/tickets/{}", id(&made))), "{text}");
    assert_eq!(near["headers"]["auto-submitted"], "auto-generated");
    app.clock.advance_ms(15 * MINUTE);
    let breached = loop {
        let mail = server.next().await;
        if mail["subject"] == "Süresi doldu: Harç" {
            break mail;
        }
    };
    assert_eq!(breached["to"], json!(["elif@ornek.edu.tr"]));
    let admin = app.sign_in("ayse").await;
    let elif = app.sign_in("elif").await;
    until(&elif, &made, "first_response", "state", json!("breached")).await;
    assert_eq!(admin.get("/api/notifications").await.ok()["items"], json!([]));
    assert!(server.is_quiet().await, "the admin gets none");
}
