//! Who gets a conversation, and how it is handed on.
use crate::chat::{Visiting, desk, visitor};
use crate::harness::{Caller, TestApp};
use crate::organisation::{group, id, user_id};
use futures_util::future::join_all;
use serde_json::{Value, json};

const RULES: &str = "/api/settings/routing";

/// An agent with an open desk and the given profile.
pub(crate) async fn agent_with(app: &TestApp, name: &str, profile: Value) -> (Caller, crate::socket::Socket) {
    let agent = app.agent(name).await;
    let path = format!("/api/users/{}", user_id(&agent).await);
    app.admin().put(&path, &json!({ "profile": profile })).await.ok();
    let socket = desk(app, &agent).await;
    (agent, socket)
}

async fn start(visiting: &mut Visiting, data: Value) -> Value {
    let started = visiting.socket.say("chat:start", data).await;
    assert_eq!(started["ok"], true, "{started}");
    started["conversation"].clone()
}

/// A conversation as the desk sees it.
async fn seen(agent: &Caller, conversation: &Value) -> Value {
    agent.get(&format!("/api/chat/{}", id(conversation))).await.ok()
}

#[tokio::test]
async fn a_department_gets_its_own_conversations_and_the_reason_is_kept() {
    let app = TestApp::start().await;
    let sales = group(&app, "departments", "Satış").await;
    let (elif, _elif) = agent_with(&app, "elif", json!({})).await;
    let (_can, _can_desk) = agent_with(&app, "can", json!({ "department_id": sales })).await;
    let mut ayse = visitor(&app).await;
    let chat = start(&mut ayse, json!({ "departmentId": sales })).await;
    assert_eq!(chat["assignee"]["name"], "can");
    assert_eq!(chat["assigned_reason"], json!(null), "visitors do not see why");
    let chat = seen(&elif, &chat).await;
    assert_eq!(chat["department"]["name"], "Satış");
    let reason = &chat["assigned_reason"];
    assert_eq!(
        (&reason["strategy"], &reason["rule"], &reason["candidates"], &reason["load"]),
        (&json!("department"), &json!(1), &json!(2), &json!(0))
    );
    let mut murat = visitor(&app).await;
    let unknown = json!({ "departmentId": "00000000-0000-7000-8000-000000000000" });
    let chat = start(&mut murat, unknown).await;
    assert_eq!(chat["department"], json!(null), "a page may name one that was removed");
}

#[tokio::test]
async fn skills_language_and_vip_choose_by_the_sites_rules() {
    let app = TestApp::start().await;
    let refunds = group(&app, "skills", "İade").await;
    let rules = json!({ "rules": [
        { "when": { "vip": true }, "strategy": "vip_priority" },
        { "when": { "language": "en" }, "strategy": "language" },
        { "when": { "skills": true }, "strategy": "skill_based" },
        { "when": {}, "strategy": "least_busy" },
    ] });
    app.admin().put(RULES, &rules).await.ok();
    let (elif, _e) = agent_with(&app, "elif", json!({ "languages": ["tr", "en"] })).await;
    let (_c, _cd) = agent_with(&app, "can", json!({ "skill_ids": [refunds] })).await;
    let (_z, _zd) = agent_with(&app, "zeynep", json!({ "priority_level": 9 })).await;

    let mut one = visitor(&app).await;
    let chat = start(&mut one, json!({ "language": "en" })).await;
    assert_eq!(chat["assignee"]["name"], "elif");
    assert_eq!(seen(&elif, &chat).await["assigned_reason"]["rule"], 2);
    let mut two = visitor(&app).await;
    let chat = start(&mut two, json!({ "skills": [refunds] })).await;
    assert_eq!(chat["assignee"]["name"], "can");
    assert_eq!(seen(&elif, &chat).await["skills"][0]["name"], "İade");
    let mut three = visitor(&app).await;
    let vip = elif.put(&format!("/api/visitors/{}", three.id), &json!({ "vip": true })).await.ok();
    assert_eq!(vip["vip"], true);
    let chat = start(&mut three, json!({})).await;
    assert_eq!(chat["assignee"]["name"], "zeynep");
    assert_eq!(seen(&elif, &chat).await["assigned_reason"]["priority_level"], 9);
}

#[tokio::test]
async fn the_last_agent_gets_the_visitor_again() {
    let app = TestApp::start().await;
    let (elif, _e) = agent_with(&app, "elif", json!({})).await;
    let (_c, _cd) = agent_with(&app, "can", json!({})).await;
    let mut ayse = visitor(&app).await;
    let mut names = Vec::new();
    for _ in 0..3 {
        let chat = start(&mut ayse, json!({})).await;
        names.push(chat["assignee"]["name"].clone());
        elif.put(&format!("/api/chat/{}/close", id(&chat)), &json!({})).await.ok();
        app.clock.advance_ms(1_000);
    }
    assert!(names.iter().all(|it| *it == names[0]), "{names:?}");
    app.admin().put(RULES, &json!({ "sticky": false })).await.ok();
    let chat = start(&mut ayse, json!({})).await;
    assert_ne!(chat["assignee"]["name"], names[0], "turns again");
}

#[tokio::test]
async fn a_thousand_at_once_never_go_above_what_agents_take_and_turns_stay_fair() {
    let app = TestApp::start().await;
    let mut desks = Vec::new();
    for n in 0..5 {
        let agent = app.agent(&format!("temsilci{n}")).await;
        let path = format!("/api/users/{}", user_id(&agent).await);
        app.admin().put(&path, &json!({ "max_chats": 20 })).await.ok();
        desks.push(desk(&app, &agent).await);
    }
    let site = app.site()["id"].as_str().unwrap().parse().unwrap();
    let starts = (0..1_000).map(|_| async {
        let page = asisttr::visitors::types::PageSeen::default();
        let visitor = asisttr::visitors::service::arrive(&app.app, site, None, page).await.unwrap().0;
        let start = asisttr::conversations::service::Start::default();
        let begun = asisttr::conversations::service::start(&app.app, site, visitor.id, start).await.unwrap();
        begun.conversation.assignee.map(|it| it.name)
    });
    let mut counts = std::collections::BTreeMap::new();
    for name in join_all(starts).await {
        *counts.entry(name).or_insert(0) += 1;
    }
    assert_eq!(counts.remove(&None), Some(900), "the rest is the assistant's");
    assert_eq!(counts.values().copied().collect::<Vec<_>>(), [20; 5], "{counts:?}");
}

#[tokio::test]
async fn the_tester_says_who_and_why_and_why_not_the_others() {
    let app = TestApp::start().await;
    let sales = group(&app, "departments", "Satış").await;
    let (_e, _ed) = agent_with(&app, "elif", json!({})).await;
    let (can, _cd) = agent_with(&app, "can", json!({ "department_id": sales })).await;
    app.agent("zeynep").await;
    let test = "/api/settings/routing/test";
    let asked = json!({ "language": "tr", "department_id": sales, "time": "10:30" });
    let found = app.admin().post(test, &asked).await.ok();
    assert_eq!((&found["rule"], &found["strategy"]), (&json!(1), &json!("department")));
    assert_eq!(found["chosen"], user_id(&can).await.as_str());
    let verdicts: Vec<(&str, &str)> = found["agents"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| (it["name"].as_str().unwrap(), it["verdict"].as_str().unwrap()))
        .collect();
    assert_eq!(verdicts[..2], [("can", "chosen"), ("elif", "outside")]);
    assert!(verdicts.contains(&("zeynep", "offline")), "{verdicts:?}");
    app.admin().post(test, &json!({ "time": "25:00" })).await.problem(422, "value_invalid");
    can.post(test, &asked).await.problem(403, "role_forbids");
    assert_eq!(can.get("/api/chat/counts").await.ok()["all"], 0, "nothing happened");
}

#[tokio::test]
async fn the_last_rule_must_be_the_default_and_mistakes_are_named() {
    let app = TestApp::start().await;
    let fresh = app.admin().get(RULES).await.ok();
    assert_eq!(
        (&fresh["version"], &fresh["sticky"], &fresh["accept_seconds"]),
        (&json!(0), &json!(true), &json!(20))
    );
    let wrong = json!({ "rules": [{ "when": { "vip": true }, "strategy": "least_busy" }] });
    app.admin().put(RULES, &wrong).await.problem(422, "default_rule_last");
    app.admin().put(RULES, &json!({ "rules": [] })).await.problem(422, "default_rule_last");
    let wrong = json!({ "rules": [{ "when": {}, "strategy": "dice" }] });
    app.admin().put(RULES, &wrong).await.problem(422, "value_invalid");
    app.admin().put(RULES, &json!({ "queue_seconds": 5 })).await.problem(422, "value_invalid");
    assert_eq!(app.admin().get(RULES).await.ok(), fresh);
}

#[tokio::test]
async fn a_transfer_reaches_an_agent_a_team_or_a_department_with_a_note() {
    let app = TestApp::start().await;
    let (sales, night) = (group(&app, "departments", "Satış").await, group(&app, "teams", "Gece").await);
    let (elif, _e) = agent_with(&app, "elif", json!({})).await;
    let mut ayse = visitor(&app).await;
    let chat = start(&mut ayse, json!({ "message": "Soru" })).await;
    assert_eq!(chat["assignee"]["name"], "elif");
    let (can, mut can_desk) = agent_with(&app, "can", json!({ "department_id": sales })).await;
    let (_z, _zd) = agent_with(&app, "zeynep", json!({ "team_ids": [night] })).await;
    let path = format!("/api/chat/{}/transfer", id(&chat));

    let moved =
        elif.put(&path, &json!({ "agent_id": user_id(&can).await, "note": "Fiyat soruyor" })).await.ok();
    assert_eq!(moved["assignee"]["name"], "can");
    assert_eq!(moved["assigned_reason"]["strategy"], "transfer");
    can_desk.hears("chat:transferred").await;
    let note = can_desk.hears_where("chat:message:new", |it| it["note"] == true).await;
    assert_eq!((&note["body"], &note["author"]["name"]), (&json!("Fiyat soruyor"), &json!("elif")));
    ayse.socket.hears("chat:transferred").await;
    let told = ayse.socket.hears_where("chat:message:new", |it| it["system"]["code"] == "transferred").await;
    assert_eq!(told["system"]["params"]["name"], "can");
    let heard = ayse.socket.heard_so_far().await;
    assert!(!heard.iter().any(|it| it.1.to_string().contains("Fiyat soruyor")), "{heard:?}");

    let moved = can.put(&path, &json!({ "team_id": night })).await.ok();
    assert_eq!(moved["assignee"]["name"], "zeynep");
    let moved = can.put(&path, &json!({ "department_id": sales })).await.ok();
    assert_eq!((&moved["assignee"]["name"], &moved["department"]["name"]), (&json!("can"), &json!("Satış")));
    let trail = app.admin().get("/api/audit").await.ok();
    assert_eq!(trail["items"][0]["action"], "conversation.transferred");
}

#[tokio::test]
async fn a_transfer_to_somebody_who_cannot_take_it_says_why_and_changes_nothing() {
    let app = TestApp::start().await;
    let (sales, night) = (group(&app, "departments", "Satış").await, group(&app, "teams", "Gece").await);
    let (elif, _e) = agent_with(&app, "elif", json!({})).await;
    let mut ayse = visitor(&app).await;
    let chat = start(&mut ayse, json!({})).await;
    let can = app.agent("can").await;
    let can_id = user_id(&can).await;
    let path = format!("/api/chat/{}/transfer", id(&chat));
    let before = seen(&elif, &chat).await;
    let to_can = json!({ "agent_id": can_id, "note": "Bakar mısın?" });

    elif.put(&path, &to_can).await.problem(409, "agent_offline");
    let _desk = desk(&app, &can).await;
    can.put("/api/agents/me/state", &json!({ "state": "on_break" })).await.ok();
    elif.put(&path, &to_can).await.problem(409, "agent_not_taking");
    can.put("/api/agents/me/state", &json!({ "state": "available" })).await.ok();
    app.admin().put(&format!("/api/users/{can_id}"), &json!({ "max_chats": 1 })).await.ok();
    let mut murat = visitor(&app).await;
    let other = start(&mut murat, json!({})).await;
    can.put(&format!("/api/chat/{}/assign", id(&other)), &json!({ "assignee": "me" })).await.ok();
    elif.put(&path, &to_can).await.problem(409, "agent_full");
    elif.put(&path, &json!({ "team_id": night })).await.problem(409, "team_cannot_take");
    elif.put(&path, &json!({ "department_id": sales })).await.problem(409, "department_cannot_take");
    elif.put(&path, &json!({ "agent_id": user_id(&elif).await })).await.problem(409, "transfer_to_same");
    elif.put(&path, &json!({})).await.problem(422, "transfer_target");
    let nobody = json!({ "agent_id": "00000000-0000-7000-8000-000000000000" });
    elif.put(&path, &nobody).await.problem(422, "assignee_unknown");
    let long = json!({ "agent_id": can_id, "note": "a".repeat(8_001) });
    elif.put(&path, &long).await.problem(422, "message_too_long");
    assert_eq!(seen(&elif, &chat).await, before, "nothing changed");
}

#[tokio::test]
async fn rules_look_at_the_page_and_at_the_sites_clock() {
    let app = TestApp::start().await; // noon in Istanbul, 09:00 in UTC
    let rules = json!({ "rules": [
        { "when": { "page": "/burs" }, "strategy": "skill_based" },
        { "when": { "hours": { "from": "11:30", "to": "12:30" } }, "strategy": "least_busy" },
        { "when": {}, "strategy": "round_robin" },
    ], "away_minutes": 0 });
    app.admin().put(RULES, &rules).await.ok();
    let (elif, _e) = agent_with(&app, "elif", json!({})).await;
    let rule = async |visiting: &mut Visiting| {
        let chat = start(visiting, json!({})).await;
        seen(&elif, &chat).await["assigned_reason"]["rule"].clone()
    };
    let mut noon = visitor(&app).await;
    assert_eq!(rule(&mut noon).await, 2);
    let mut grants = visitor(&app).await;
    let page = json!({ "url": "https://ornek.edu.tr/burs/basvuru", "title": "Burs" });
    grants.socket.say("tracking:pageview", page).await;
    assert_eq!(rule(&mut grants).await, 1);
    app.clock.advance_ms(30 * 60 * 1000);
    let elif = app.sign_in("elif").await;
    let mut later = visitor(&app).await;
    let chat = start(&mut later, json!({})).await;
    assert_eq!(chat["assignee"]["name"], json!("elif"), "the desk is still open");
    assert_eq!(seen(&elif, &chat).await["assigned_reason"]["rule"], 3);
}
