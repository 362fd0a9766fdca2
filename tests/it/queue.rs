//! Waiting for an agent.
use crate::chat::{Visiting, desk, visitor};
use crate::harness::{Caller, TestApp};
use crate::organisation::{group, id, user_id};
use serde_json::{Value, json};

const MINUTE: i64 = 60_000;

/// A site without assistant, where whoever finds nobody waits.
async fn site() -> TestApp {
    let app = TestApp::start().await;
    app.admin().put("/api/settings/ai", &json!({ "mode": "off" })).await.ok();
    app
}

/// A visitor who waits.
async fn waits(app: &TestApp, data: Value) -> (Visiting, String) {
    let mut it = visitor(app).await;
    let started = it.socket.say("chat:start", data).await;
    assert_eq!(started["conversation"]["status"], "queued", "{started}");
    app.clock.advance_ms(1_000);
    (it, id(&started["conversation"]))
}

async fn at_place(it: &mut Visiting, position: i64) -> Value {
    it.socket.hears_where("queue:position", |it| it["position"] == position).await
}

/// An agent who takes one conversation at a time.
async fn single(app: &TestApp, name: &str) -> (Caller, String) {
    let agent = app.agent(name).await;
    let path = format!("/api/users/{}", user_id(&agent).await);
    app.admin().put(&path, &json!({ "max_chats": 1 })).await.ok();
    (agent, path)
}

#[tokio::test]
async fn everybody_hears_the_own_place_and_every_change_of_it() {
    let app = site().await;
    let (mut one, first) = waits(&app, json!({})).await;
    let (mut two, _) = waits(&app, json!({})).await;
    let (mut three, third) = waits(&app, json!({})).await;
    let place = at_place(&mut one, 1).await;
    assert_eq!((&place["conversationId"], &place["estimated_wait_seconds"]), (&json!(first), &json!(300)));
    assert_eq!(at_place(&mut two, 2).await["estimated_wait_seconds"], 600);
    at_place(&mut three, 3).await;
    let session = app.page().post("/api/widget/session", &json!({ "visitor_token": three.token })).await.ok();
    assert_eq!(
        (&session["queue"]["position"], &session["queue"]["conversationId"]),
        (&json!(3), &json!(third))
    );

    let left = one.socket.say("queue:leave", json!({ "conversationId": first })).await;
    assert_eq!(left["conversation"]["status"], "closed", "{left}");
    at_place(&mut two, 1).await;
    at_place(&mut three, 2).await;
    let (elif, _) = single(&app, "elif").await;
    let _desk = desk(&app, &elif).await;
    two.socket.hears("chat:assigned").await;
    at_place(&mut three, 1).await;
    let foreign = two.socket.say("queue:leave", json!({ "conversationId": third })).await;
    assert_eq!(foreign["code"], "not_found");
}

#[tokio::test]
async fn leaving_the_queue_goes_back_to_the_assistant_where_there_is_one() {
    let app = TestApp::start().await;
    let mut ayse = visitor(&app).await;
    let chat = id(&ayse.socket.say("chat:start", json!({})).await["conversation"]);
    let waiting = ayse.socket.say("chat:escalate", json!({ "conversationId": chat, "choice": "wait" })).await;
    assert_eq!((&waiting["position"], &waiting["estimated_wait_seconds"]), (&json!(1), &json!(300)));
    let left = ayse.socket.say("queue:leave", json!({ "conversationId": chat })).await;
    assert_eq!(
        (&left["conversation"]["status"], &left["conversation"]["assistant"]),
        (&json!("bot"), &json!("on"))
    );
    ayse.socket.hears_where("chat:message:new", |it| it["system"]["code"] == "queue_left").await;
}

#[tokio::test]
async fn vips_urgent_departments_and_returning_visitors_come_first_and_waiting_counts() {
    let app = site().await;
    let sales = group(&app, "departments", "Acil").await;
    app.admin().put(&format!("/api/departments/{sales}"), &json!({ "urgent": true })).await.ok();
    let (elif, path) = single(&app, "elif").await;
    let (mut plain, _) = waits(&app, json!({})).await;
    let (mut urgent, _) = waits(&app, json!({ "departmentId": sales })).await;
    let (mut vip, _) = waits(&app, json!({})).await;
    at_place(&mut vip, 3).await;
    elif.put(&format!("/api/visitors/{}", vip.id), &json!({ "vip": true })).await.ok();
    app.clock.advance_ms(1_000);
    let (mut last, _) = waits(&app, json!({})).await;
    at_place(&mut vip, 1).await;
    at_place(&mut urgent, 2).await;
    at_place(&mut plain, 3).await;
    at_place(&mut last, 4).await;
    let _desk = desk(&app, &elif).await;
    vip.socket.hears("chat:assigned").await;
    at_place(&mut urgent, 1).await;
    app.admin().put(&path, &json!({ "max_chats": 2 })).await.ok();
    urgent.socket.hears("chat:assigned").await;
    at_place(&mut plain, 1).await;
}

#[tokio::test]
async fn whoever_gets_room_gets_who_waits_at_once() {
    let app = site().await;
    let (elif, path) = single(&app, "elif").await;
    let mut elif_desk = desk(&app, &elif).await;
    let mut first = visitor(&app).await;
    let chat = id(&first.socket.say("chat:start", json!({})).await["conversation"]);
    let (mut by_close, closed_for) = waits(&app, json!({})).await;
    let (mut by_limit, _) = waits(&app, json!({})).await;
    let (mut by_transfer, _) = waits(&app, json!({})).await;
    let (mut by_state, _) = waits(&app, json!({})).await;

    elif.put(&format!("/api/chat/{chat}/close"), &json!({})).await.ok();
    by_close.socket.hears("chat:assigned").await;
    app.admin().put(&path, &json!({ "max_chats": 2 })).await.ok();
    by_limit.socket.hears("chat:assigned").await;
    let (can, can_path) = single(&app, "can").await;
    can.put("/api/agents/me/state", &json!({ "state": "on_break" })).await.ok();
    let _can_desk = desk(&app, &can).await;
    elif_desk.hears_where("agent:state", |it| it["name"] == "can" && it["status"] == "online").await;
    let take = json!({ "assignee": user_id(&can).await });
    elif.put(&format!("/api/chat/{closed_for}/assign"), &take).await.ok();
    by_transfer.socket.hears("chat:assigned").await;
    app.admin().put(&can_path, &json!({ "max_chats": 5 })).await.ok();
    can.put("/api/agents/me/state", &json!({ "state": "available" })).await.ok();
    by_state.socket.hears("chat:assigned").await;
}

#[tokio::test]
async fn a_long_wait_offers_the_form_and_keeps_the_place_until_it_is_left() {
    let app = site().await;
    app.admin().put("/api/settings/routing", &json!({ "queue_seconds": 120 })).await.ok();
    let (mut ayse, chat) = waits(&app, json!({ "message": "Kimse var mı?" })).await;
    at_place(&mut ayse, 1).await;
    app.clock.advance_ms(118_000);
    let before = ayse.socket.heard_so_far().await;
    assert!(!before.iter().any(|it| it.0 == "ai:escalation"), "{before:?}");
    app.clock.advance_ms(1_000);
    let offer = ayse.socket.hears("ai:escalation").await;
    assert_eq!((&offer["options"], &offer["position"]), (&json!(["wait", "ticket", "callback"]), &json!(1)));
    let stays = ayse.socket.say("chat:escalate", json!({ "conversationId": chat, "choice": "wait" })).await;
    assert_eq!((&stays["status"], &stays["position"]), (&json!("queued"), &json!(1)));
    app.clock.advance_ms(2 * MINUTE);
    ayse.socket.hears("ai:escalation").await;
    let form = json!({
        "name": "Ayşe", "email": "ayse@ornek.com", "message": "Beni arayın", "conversation_id": chat,
    });
    ayse.http.post("/api/widget/tickets", &form).await.ok();
    ayse.socket.hears("chat:closed").await;
}

#[tokio::test]
async fn a_page_that_is_left_keeps_the_place_for_a_minute() {
    let app = site().await;
    let elif = app.agent("elif").await;
    let (ayse, chat) = waits(&app, json!({})).await;
    let (mut murat, _) = waits(&app, json!({})).await;
    at_place(&mut murat, 2).await;
    let path = format!("/api/chat/{chat}");
    let Visiting { socket, token, .. } = ayse;
    drop(socket);
    while elif.get(&path).await.ok()["visitor"]["online"] == true {
        tokio::task::yield_now().await;
    }
    app.clock.advance_ms(59_000);
    let key = app.site()["api_key"].as_str().unwrap();
    let auth = json!({ "apiKey": key, "visitorToken": token });
    let mut back = crate::socket::Socket::connect(&app.base, auth).await.unwrap();
    assert_eq!(back.hears("queue:position").await["position"], 1, "the place is told again");
    app.clock.advance_ms(10 * MINUTE);
    assert_eq!(elif.get(&path).await.ok()["status"], "queued");
    drop(back);
    while elif.get(&path).await.ok()["visitor"]["online"] == true {
        tokio::task::yield_now().await;
    }
    app.clock.advance_ms(MINUTE + 1);
    at_place(&mut murat, 1).await;
    assert_eq!(elif.get(&path).await.ok()["status"], "closed");
}

const HANDING: &str = "/api/settings/routing";

/// A site that asks its agents first.
async fn asking() -> TestApp {
    let app = site().await;
    app.admin().put(HANDING, &json!({ "handing": "offer" })).await.ok();
    app
}

#[tokio::test]
async fn an_offer_is_taken_by_whoever_was_asked_and_by_nobody_else() {
    let app = asking().await;
    let elif = app.agent("elif").await;
    let mut elif_desk = desk(&app, &elif).await;
    let (mut ayse, chat) = waits(&app, json!({ "message": "Merhaba" })).await;
    let offer = elif_desk.hears("agent:offer").await;
    assert_eq!(offer["conversationId"], chat.as_str());
    assert_eq!(offer["expires_at"], "2026-01-15T09:00:20.000Z");
    let can = app.agent("can").await;
    let mut can_desk = desk(&app, &can).await;
    let data = json!({ "conversationId": chat });
    assert_eq!(can_desk.say("agent:offer:accept", data.clone()).await["code"], "offer_over");
    assert_eq!(can_desk.say("agent:offer:decline", data.clone()).await["code"], "offer_over");
    let seen = can.get(&format!("/api/chat/{chat}")).await.ok();
    assert_eq!(seen["offer"]["agent_id"], user_id(&elif).await.as_str());
    let taken = elif_desk.say("agent:offer:accept", data.clone()).await;
    assert_eq!(taken["conversation"]["assignee"]["name"], "elif", "{taken}");
    assert_eq!(taken["conversation"]["assigned_reason"]["strategy"], "round_robin");
    ayse.socket.hears("chat:assigned").await;
    assert_eq!(elif_desk.say("agent:offer:accept", data).await["code"], "offer_over", "once");
}

#[tokio::test]
async fn who_lets_it_pass_or_the_time_run_out_is_followed_by_the_next() {
    let app = asking().await;
    let (elif, can) = (app.agent("elif").await, app.agent("can").await);
    let (mut elif_desk, mut can_desk) = (desk(&app, &elif).await, desk(&app, &can).await);
    let mut ayse = visitor(&app).await;
    let chat = id(&ayse.socket.say("chat:start", json!({})).await["conversation"]);
    let data = json!({ "conversationId": chat });
    elif_desk.hears("agent:offer").await; // turns begin with the first
    assert_eq!(elif_desk.say("agent:offer:decline", data.clone()).await["ok"], true);
    can_desk.hears("agent:offer").await;
    app.clock.advance_ms(20_000);
    // Everybody has let it pass; a minute later they are asked again.
    let nobody = async || elif.get(&format!("/api/chat/{chat}")).await.ok()["offer"].is_null();
    while !nobody().await {
        tokio::task::yield_now().await;
    }
    assert_eq!(can_desk.say("agent:offer:accept", data.clone()).await["code"], "offer_over");
    app.clock.advance_ms(MINUTE);
    elif_desk.hears("agent:offer").await;
    assert_eq!(elif_desk.say("agent:offer:accept", data).await["ok"], true);
    ayse.socket.hears("chat:assigned").await;
}

#[tokio::test]
async fn an_offer_holds_a_place() {
    let app = asking().await;
    let (elif, _) = single(&app, "elif").await;
    let mut elif_desk = desk(&app, &elif).await;
    let (_one, first) = waits(&app, json!({})).await;
    let (mut two, second) = waits(&app, json!({})).await;
    elif_desk.hears("agent:offer").await;
    let path = format!("/api/chat/{second}");
    assert!(elif.get(&path).await.ok()["offer"].is_null(), "no room for a second one");
    elif_desk.say("agent:offer:accept", json!({ "conversationId": first })).await;
    elif.put(&format!("/api/chat/{first}/close"), &json!({})).await.ok();
    let offer = elif_desk.hears_where("agent:offer", |it| it["conversationId"] == second.as_str()).await;
    assert!(offer["expires_at"].is_string());
    elif_desk.say("agent:offer:accept", json!({ "conversationId": second })).await;
    two.socket.hears("chat:assigned").await;
}

#[tokio::test]
async fn who_comes_in_the_moment_of_room_overtakes_nobody() {
    use asisttr::conversations::{Actor, service};
    let app = site().await;
    let (elif, _) = single(&app, "elif").await;
    let _desk = desk(&app, &elif).await;
    let site = app.site()["id"].as_str().unwrap().parse().unwrap();
    let mut taken = id(&visitor(&app).await.socket.say("chat:start", json!({})).await["conversation"]);
    let (mut last, mut next) = waits(&app, json!({})).await;
    for round in 0..10 {
        let newcomer = visitor(&app).await;
        // The writer gets both at once: nothing can come between the end of the one and the start of the other.
        let (closed, begun) = tokio::join!(
            service::close(&app.app, site, taken.parse().unwrap(), Actor::Assistant),
            service::start(&app.app, site, newcomer.id.parse().unwrap(), service::Start::default()),
        );
        closed.unwrap();
        let begun = begun.unwrap().conversation;
        assert!(begun.assignee.is_none(), "round {round}: somebody was overtaken");
        last.socket.hears("chat:assigned").await;
        (last, taken, next) = (newcomer, next, begun.id.uuid().to_string());
    }
}

#[tokio::test]
async fn the_estimate_follows_how_many_work() {
    let app = site().await;
    let (elif, _) = single(&app, "elif").await;
    let (can, _) = single(&app, "can").await;
    let (_elif, _can) = (desk(&app, &elif).await, desk(&app, &can).await);
    for _ in 0..2 {
        let mut it = visitor(&app).await;
        assert_eq!(it.socket.say("chat:start", json!({})).await["conversation"]["status"], "active");
    }
    let (mut ayse, _) = waits(&app, json!({})).await;
    assert_eq!(at_place(&mut ayse, 1).await["estimated_wait_seconds"], 150);
    can.put("/api/agents/me/state", &json!({ "state": "away" })).await.ok();
    assert_eq!(at_place(&mut ayse, 1).await["estimated_wait_seconds"], 300);
}

#[tokio::test]
async fn who_is_banned_while_waiting_loses_the_place_with_the_page() {
    let app = site().await;
    let elif = app.agent("elif").await;
    let (ayse, chat) = waits(&app, json!({})).await;
    let (mut murat, _) = waits(&app, json!({})).await;
    at_place(&mut murat, 2).await;
    elif.post("/api/bans", &json!({ "visitor_id": ayse.id, "reason": "Hakaret" })).await.expect(201);
    let path = format!("/api/chat/{chat}");
    let Visiting { socket, .. } = ayse;
    drop(socket);
    while elif.get(&path).await.ok()["visitor"]["online"] == true {
        tokio::task::yield_now().await;
    }
    app.clock.advance_ms(MINUTE + 1);
    at_place(&mut murat, 1).await;
    assert_eq!(elif.get(&path).await.ok()["status"], "closed");
}

#[tokio::test]
async fn an_offer_and_whose_turn_it_is_outlive_a_restart() {
    let before = asking().await;
    let (elif, can) = (before.agent("elif").await, before.agent("can").await);
    let (mut elif_desk, _can) = (desk(&before, &elif).await, desk(&before, &can).await);
    let (_ayse, chat) = waits(&before, json!({})).await;
    elif_desk.hears("agent:offer").await;
    let app = before.restarted().await;
    let (elif, can) = (app.sign_in("elif").await, app.sign_in("can").await);
    let (_elif, mut can_desk) = (desk(&app, &elif).await, desk(&app, &can).await);
    let offered = elif.get(&format!("/api/chat/{chat}")).await.ok();
    assert_eq!(offered["offer"]["agent_id"], user_id(&elif).await.as_str());
    app.clock.advance_ms(20_000);
    assert_eq!(can_desk.hears("agent:offer").await["conversationId"], chat.as_str());
}

#[tokio::test]
async fn a_restart_keeps_who_waits_and_since_when() {
    let before = site().await;
    let (_one, first) = waits(&before, json!({})).await;
    let (_two, second) = waits(&before, json!({})).await;
    before.clock.advance_ms(MINUTE);
    let app = before.restarted().await;
    let elif = app.agent("elif").await;
    let seen = async |chat: &str| elif.get(&format!("/api/chat/{chat}")).await.ok();
    assert_eq!(seen(&first).await["waiting_since"], "2026-01-15T09:00:00.000Z");
    app.admin().put(&format!("/api/users/{}", user_id(&elif).await), &json!({ "max_chats": 1 })).await.ok();
    let mut elif_desk = desk(&app, &elif).await;
    elif_desk.hears_where("chat:assigned", |it| it["conversation"]["id"] == first.as_str()).await;
    assert_eq!(seen(&second).await["status"], "queued");
}

#[tokio::test]
async fn a_form_tells_who_the_visitor_is_where_that_was_not_known() {
    let app = site().await;
    let elif = app.agent("elif").await;
    let (ayse, _) = waits(&app, json!({})).await;
    let path = format!("/api/visitors/{}", ayse.id);
    elif.put(&path, &json!({ "name": "Ayşe Kaya", "email": "" })).await.ok();
    for email in ["ayse@ornek.com", "baska@ornek.com"] {
        let form = json!({ "name": "Bir başkası", "email": email, "message": "Beni arayın" });
        ayse.http.post("/api/widget/tickets", &form).await.ok();
    }
    let known = elif.get(&path).await.ok();
    assert_eq!((&known["name"], &known["email"]), (&json!("Ayşe Kaya"), &json!("ayse@ornek.com")));
    assert_eq!(known["verified"], false);
}
