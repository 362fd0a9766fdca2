//! Agents' states, and what becomes of their conversations when they are suddenly gone.
use crate::chat::{Visiting, desk, visitor};
use crate::harness::{Caller, TestApp};
use crate::organisation::{id, user_id};
use crate::socket::Socket;
use serde_json::{Value, json};

const MINUTE: i64 = 60_000;
const STATE: &str = "/api/agents/me/state";

/// A minute and a bit: the clock is whole, but not every socket is closed at once.
const GRACE: i64 = 60_001;

async fn state_of(agent: &Caller) -> Value {
    agent.get(STATE).await.ok()
}

#[tokio::test]
async fn a_state_ends_by_itself_and_who_waited_is_served() {
    let app = TestApp::start().await;
    app.admin().put("/api/settings/ai", &json!({ "mode": "off" })).await.ok();
    let elif = app.agent("elif").await;
    let mut desk = desk(&app, &elif).await;
    let until = app.clock.now() + jiff::SignedDuration::from_mins(15);
    let pause = json!({ "state": "on_break", "message": "Çay", "until": until.to_string() });
    let set = desk.say("agent:state", pause).await;
    assert_eq!((&set["state"], &set["message"]), (&json!("on_break"), &json!("Çay")), "{set}");
    let mut ayse = visitor(&app).await;
    assert_eq!(ayse.socket.say("chat:start", json!({})).await["conversation"]["status"], "queued");
    app.clock.advance_ms(15 * MINUTE - 1);
    let elif = app.sign_in("elif").await; // a token lasts a quarter of an hour
    assert_eq!(state_of(&elif).await["state"], "on_break");
    app.clock.advance_ms(1);
    let back = desk.hears_where("agent:state", |it| it["state"] == "available").await;
    assert_eq!((&back["message"], &back["until"]), (&json!(null), &json!(null)));
    assert_eq!(ayse.socket.hears("chat:assigned").await["conversation"]["assignee"]["name"], "elif");
}

#[tokio::test]
async fn while_an_end_runs_nothing_new_comes_even_to_the_busy() {
    let app = TestApp::start().await;
    let elif = app.agent("elif").await;
    let _desk = desk(&app, &elif).await;
    let until = (app.clock.now() + jiff::SignedDuration::from_mins(5)).to_string();
    let past = json!({ "state": "away", "until": "2020-01-01T00:00:00Z" });
    elif.put(STATE, &past).await.problem(422, "value_invalid");
    elif.put(STATE, &json!({ "state": "busy", "until": until })).await.ok();
    let mut ayse = visitor(&app).await;
    assert_eq!(ayse.socket.say("chat:start", json!({})).await["conversation"]["status"], "bot");
    elif.put(STATE, &json!({ "state": "busy" })).await.ok();
    let mut murat = visitor(&app).await;
    let chat = murat.socket.say("chat:start", json!({})).await["conversation"].clone();
    assert_eq!(chat["assignee"]["name"], "elif", "busy by hand with room takes it");
}

#[tokio::test]
async fn who_is_full_is_shown_busy_and_stays_available() {
    let app = TestApp::start().await;
    let elif = app.agent("elif").await;
    let _desk = desk(&app, &elif).await;
    app.admin().put(&format!("/api/users/{}", user_id(&elif).await), &json!({ "max_chats": 1 })).await.ok();
    let shown = async || {
        let it = state_of(&elif).await;
        (it["state"].as_str().unwrap().to_owned(), it["shown_state"].as_str().unwrap().to_owned())
    };
    assert_eq!(shown().await, ("available".to_owned(), "available".to_owned()));
    let mut ayse = visitor(&app).await;
    ayse.socket.say("chat:start", json!({})).await;
    assert_eq!(shown().await, ("available".to_owned(), "busy".to_owned()));
}

/// An agent's connection breaks, for so long that visitors are told.
async fn lose(app: &TestApp, agent: &Caller, desk: Socket) {
    drop(desk);
    while state_of(agent).await["reconnecting"] != true {}
    app.clock.advance_ms(3_000);
}

#[tokio::test]
async fn a_desk_that_is_loaded_anew_is_no_lost_connection() {
    let app = TestApp::start().await;
    let elif = app.agent("elif").await;
    let lost = desk(&app, &elif).await;
    let mut ayse = visitor(&app).await;
    ayse.socket.say("chat:start", json!({})).await;
    drop(lost);
    while state_of(&elif).await["reconnecting"] != true {}
    let mut back = desk(&app, &elif).await;
    back.hears_where("agent:state", |it| it["status"] == "online").await;
    app.clock.advance_ms(10_000);
    let told = ayse.socket.hears("chat:agent").await;
    assert_eq!(told["reconnecting"], false, "the first that is said of it is that it is well");
}

#[tokio::test]
async fn who_comes_back_within_a_minute_keeps_the_conversations() {
    let app = TestApp::start().await;
    let elif = app.agent("elif").await;
    let lost = desk(&app, &elif).await;
    let mut ayse = visitor(&app).await;
    let chat = ayse.socket.say("chat:start", json!({})).await["conversation"].clone();
    assert_eq!(chat["agent_reconnecting"], false);
    lose(&app, &elif, lost).await;
    let told = ayse.socket.hears("chat:agent").await;
    assert_eq!((&told["conversationId"], &told["reconnecting"]), (&chat["id"], &json!(true)));
    let elif_now = state_of(&elif).await;
    assert_eq!((&elif_now["status"], &elif_now["reconnecting"]), (&json!("online"), &json!(true)));
    let session = app.page().post("/api/widget/session", &json!({ "visitor_token": ayse.token })).await.ok();
    assert_eq!(session["conversation"]["agent_reconnecting"], true, "a page opened now knows it too");
    let mut murat = visitor(&app).await;
    let other = murat.socket.say("chat:start", json!({})).await["conversation"].clone();
    assert_eq!(other["assignee"], json!(null), "nothing new goes there");

    app.clock.advance_ms(56_000);
    let _desk = desk(&app, &elif).await;
    assert_eq!(ayse.socket.hears("chat:agent").await["reconnecting"], false);
    app.clock.advance_ms(10 * MINUTE);
    let still = elif.get(&format!("/api/chat/{}", id(&chat))).await.ok();
    assert_eq!(still["assignee"]["name"], "elif");
}

#[tokio::test]
async fn after_a_minute_somebody_else_takes_over_and_the_visitor_is_told() {
    let app = TestApp::start().await;
    let (elif, can) = (app.agent("elif").await, app.agent("can").await);
    let lost = desk(&app, &elif).await;
    let mut ayse = visitor(&app).await;
    let chat = ayse.socket.say("chat:start", json!({ "message": "Merhaba" })).await["conversation"].clone();
    assert_eq!(chat["assignee"]["name"], "elif");
    let mut can_desk = desk(&app, &can).await;
    lose(&app, &elif, lost).await;
    ayse.socket.hears("chat:agent").await;
    app.clock.advance_ms(GRACE);
    let handed = ayse.socket.hears("chat:assigned").await;
    assert_eq!(handed["conversation"]["assignee"]["name"], "can");
    let gone = ayse.socket.hears_where("chat:message:new", |it| it["system"]["code"] == "agent_lost").await;
    assert_eq!(gone["system"]["params"]["name"], "elif");
    ayse.socket.hears_where("chat:message:new", |it| it["system"]["code"] == "agent_joined").await;
    can_desk.hears_where("agent:state", |it| it["name"] == "elif" && it["status"] == "offline").await;
    let seen = can.get(&format!("/api/chat/{}", id(&chat))).await.ok();
    assert_eq!(seen["assigned_reason"]["strategy"], "round_robin");
}

#[tokio::test]
async fn without_anybody_else_the_assistant_answers_what_was_asked() {
    let app = TestApp::start().await;
    let elif = app.agent("elif").await;
    let lost = desk(&app, &elif).await;
    let mut ayse = visitor(&app).await;
    let data = json!({ "message": "Kütüphane kaçta açılıyor?", "client_ref": "1" });
    let chat = ayse.socket.say("chat:start", data).await["conversation"].clone();
    assert_eq!(chat["status"], "active");
    lose(&app, &elif, lost).await;
    ayse.socket.hears("chat:agent").await;
    app.clock.advance_ms(GRACE);
    let back = ayse.socket.hears_where("chat:updated", |it| it["conversation"]["status"] == "bot").await;
    assert_eq!(back["conversation"]["assistant"], "on");
    ayse.socket.hears_where("chat:message:new", |it| it["author"]["kind"] == "assistant").await;
}

#[tokio::test]
async fn without_an_assistant_either_the_visitor_waits() {
    let app = TestApp::start().await;
    app.admin().put("/api/settings/ai", &json!({ "mode": "off" })).await.ok();
    let elif = app.agent("elif").await;
    let lost = desk(&app, &elif).await;
    let mut ayse = visitor(&app).await;
    ayse.socket.say("chat:start", json!({})).await;
    lose(&app, &elif, lost).await;
    ayse.socket.hears("chat:agent").await;
    app.clock.advance_ms(GRACE);
    ayse.socket.hears_where("chat:updated", |it| it["conversation"]["status"] == "queued").await;
    assert_eq!(ayse.socket.hears("queue:position").await["position"], 1);
}

#[tokio::test]
async fn whose_agent_is_lost_after_closing_time_is_left_the_form() {
    let app = TestApp::start().await;
    app.admin().put("/api/settings/ai", &json!({ "mode": "off" })).await.ok();
    let day = json!([{ "start": "09:00", "end": "18:00" }]);
    let hours = json!({ "always_open": false, "days": { "thursday": day, "friday": day } });
    app.admin().put("/api/settings/business-hours", &hours).await.ok();
    let elif = app.agent("elif").await;
    let lost = desk(&app, &elif).await;
    let mut ayse = visitor(&app).await;
    let started = ayse.socket.say("chat:start", json!({ "message": "Merhaba" })).await;
    assert_eq!(started["conversation"]["status"], "active");
    app.clock.advance_ms(6 * 60 * MINUTE);
    ayse.socket.hears_where("widget:mode", |it| it["mode"] == "offline").await;

    let elif = app.sign_in("elif").await; // the access token is long over
    lose(&app, &elif, lost).await;
    ayse.socket.hears("chat:agent").await;
    app.clock.advance_ms(GRACE);
    let says = |it: &Value, code: &str| it["system"]["code"] == code;
    ayse.socket.hears_where("chat:message:new", |it| says(it, "agent_lost")).await;
    ayse.socket.hears_where("chat:message:new", |it| says(it, "queue_closed")).await;
    let over = ayse.socket.hears("chat:closed").await;
    assert_eq!(over["conversation"]["id"], started["conversation"]["id"]);
    let request = json!({ "name": "Ayşe", "email": "ayse@ornek.edu.tr", "message": "Merhaba" });
    ayse.http.post("/api/widget/tickets", &request).await.expect(201);
}

#[tokio::test]
async fn an_agent_without_a_sign_of_life_becomes_away_until_the_next_one() {
    let app = TestApp::start().await;
    app.admin().put("/api/settings/routing", &json!({ "away_minutes": 10 })).await.ok();
    let elif = app.agent("elif").await;
    let mut desk = desk(&app, &elif).await;
    elif.put(STATE, &json!({ "state": "busy", "message": "Rapor" })).await.ok();
    app.clock.advance_ms(6 * MINUTE);
    assert_eq!(desk.say("agent:activity", json!({})).await["ok"], true);
    app.clock.advance_ms(10 * MINUTE - 1);
    let elif = app.sign_in("elif").await; // a token lasts a quarter of an hour
    assert_eq!(state_of(&elif).await["state"], "busy");
    app.clock.advance_ms(1);
    let away = desk.hears_where("agent:state", |it| it["state"] == "away").await;
    assert_eq!(away["message"], "Rapor");
    desk.say("agent:activity", json!({})).await;
    desk.hears_where("agent:state", |it| it["state"] == "busy").await;
    // Who chose to be away stays away.
    elif.put(STATE, &json!({ "state": "away" })).await.ok();
    desk.say("agent:activity", json!({})).await;
    assert_eq!(state_of(&elif).await["state"], "away");
}

#[tokio::test]
async fn who_writes_to_visitors_is_alive_whatever_program_they_write_with() {
    let app = TestApp::start().await;
    app.admin().put("/api/settings/routing", &json!({ "away_minutes": 10 })).await.ok();
    let elif = app.agent("elif").await;
    let mut desk = desk(&app, &elif).await;
    let mut ayse = visitor(&app).await;
    let chat = id(&ayse.socket.say("chat:start", json!({ "message": "Merhaba" })).await["conversation"]);
    let path = format!("/api/chat/{chat}/message");
    app.clock.advance_ms(9 * MINUTE);
    elif.post(&path, &json!({ "body": "Bakıyorum" })).await.expect(201);
    app.clock.advance_ms(9 * MINUTE);
    let elif = app.sign_in("elif").await; // a token lasts a quarter of an hour
    assert_eq!(state_of(&elif).await["state"], "available");
    app.clock.advance_ms(MINUTE);
    desk.hears_where("agent:state", |it| it["state"] == "away").await;
    elif.post(&path, &json!({ "body": "Buldum" })).await.expect(201);
    desk.hears_where("agent:state", |it| it["state"] == "available").await;
}

#[tokio::test]
async fn after_a_restart_who_was_there_is_missed_and_what_was_chosen_stays() {
    let before = TestApp::start().await;
    let (elif, can) = (before.agent("elif").await, before.agent("can").await);
    let _desk = desk(&before, &elif).await;
    let mut ayse = visitor(&before).await;
    let chat = id(&ayse.socket.say("chat:start", json!({})).await["conversation"]);
    let until = (before.clock.now() + jiff::SignedDuration::from_mins(5)).to_string();
    can.put(STATE, &json!({ "state": "do_not_disturb", "message": "Toplantı", "until": until })).await.ok();

    let app = before.restarted().await;
    let (elif, can) = (app.sign_in("elif").await, app.sign_in("can").await);
    let chosen = state_of(&can).await;
    assert_eq!((&chosen["state"], &chosen["message"]), (&json!("do_not_disturb"), &json!("Toplantı")));
    let path = format!("/api/chat/{chat}");
    assert_eq!(state_of(&elif).await["reconnecting"], true);
    assert_eq!(elif.get(&path).await.ok()["assignee"]["name"], "elif");
    let mut can_desk = desk(&app, &can).await;
    app.clock.advance_ms(GRACE);
    let handed = can_desk.hears_where("chat:updated", |it| it["conversation"]["id"] == chat.as_str()).await;
    assert_eq!(handed["conversation"]["status"], "bot");
    app.clock.advance_ms(5 * MINUTE);
    can_desk.hears_where("agent:state", |it| it["name"] == "can" && it["state"] == "available").await;
}

/// A conversation that elif put off for an hour, before her connection was lost for good; can is there.
async fn put_off_and_gone(app: &TestApp) -> (Visiting, Socket, String, String) {
    app.admin().put("/api/settings/routing", &json!({ "away_minutes": 0 })).await.ok();
    let (elif, can) = (app.agent("elif").await, app.agent("can").await);
    let lost = desk(app, &elif).await;
    let mut ayse = visitor(app).await;
    let chat = ayse.socket.say("chat:start", json!({ "message": "Merhaba" })).await["conversation"].clone();
    assert_eq!(chat["assignee"]["name"], "elif");
    let until = json!({ "until": "2026-01-15T10:00:00Z" });
    elif.put(&format!("/api/chat/{}/snooze", id(&chat)), &until).await.ok();
    let mut cans = desk(app, &can).await;
    lose(app, &elif, lost).await;
    app.clock.advance_ms(GRACE);
    cans.hears_where("agent:state", |it| it["name"] == "elif" && it["status"] == "offline").await;
    let stays = can.get(&format!("/api/chat/{}", id(&chat))).await.ok();
    assert_eq!(stays["assignee"]["name"], "elif", "what is put off stays");
    (ayse, cans, id(&chat), user_id(&elif).await)
}

fn is_cans(told: &Value) -> bool {
    told["conversation"]["assignee"]["name"] == "can"
}

#[tokio::test]
async fn what_was_put_off_and_is_back_goes_on_when_the_visitor_writes() {
    let app = TestApp::start().await;
    let (mut ayse, mut cans, chat, _) = put_off_and_gone(&app).await;
    app.clock.advance_ms(61 * MINUTE);
    let said = json!({ "conversationId": chat, "body": "Orada mısınız?", "client_ref": "2" });
    assert_eq!(ayse.socket.say("chat:message", said).await["ok"], true);
    cans.hears_where("chat:assigned", is_cans).await;
}

#[tokio::test]
async fn what_a_deactivated_agent_had_put_off_goes_to_somebody_else() {
    let app = TestApp::start().await;
    let (_ayse, mut cans, _, elif) = put_off_and_gone(&app).await;
    app.admin().put(&format!("/api/users/{elif}"), &json!({ "active": false })).await.ok();
    cans.hears_where("chat:assigned", is_cans).await;
}

#[tokio::test]
async fn what_is_given_to_somebody_who_is_not_there_stays_until_the_visitor_writes() {
    let app = TestApp::start().await;
    let (elif, can) = (app.agent("elif").await, app.agent("can").await);
    let mut elifs = desk(&app, &elif).await;
    let mut ayse = visitor(&app).await;
    let chat = id(&ayse.socket.say("chat:start", json!({ "message": "Merhaba" })).await["conversation"]);
    let path = format!("/api/chat/{chat}");
    elif.put(&format!("{path}/assign"), &json!({ "assignee": user_id(&can).await })).await.ok();
    ayse.socket.hears_where("chat:assigned", is_cans).await;
    assert_eq!(elif.get(&path).await.ok()["assignee"]["name"], "can");
    let said = json!({ "conversationId": chat, "body": "Orada mısınız?", "client_ref": "2" });
    assert_eq!(ayse.socket.say("chat:message", said).await["ok"], true);
    let gone = ayse.socket.hears_where("chat:message:new", |it| it["system"]["code"] == "agent_lost").await;
    assert_eq!(gone["system"]["params"]["name"], "can");
    elifs.hears_where("chat:assigned", |it| it["conversation"]["assignee"]["name"] == "elif").await;
}

#[tokio::test]
async fn who_takes_a_conversation_with_another_program_keeps_it() {
    let app = TestApp::start().await;
    let elif = app.agent("elif").await;
    let mut ayse = visitor(&app).await;
    let chat = id(&ayse.socket.say("chat:start", json!({ "message": "Merhaba" })).await["conversation"]);
    let path = format!("/api/chat/{chat}");
    elif.put(&format!("{path}/assign"), &json!({ "assignee": "me" })).await.ok();
    let said = json!({ "conversationId": chat, "body": "Orada mısınız?", "client_ref": "2" });
    assert_eq!(ayse.socket.say("chat:message", said).await["ok"], true);
    assert_eq!(elif.get(&path).await.ok()["assignee"]["name"], "elif");
}

#[tokio::test]
async fn a_site_whose_only_desk_is_loaded_anew_stays_open_for_a_minute() {
    let app = TestApp::start().await;
    app.admin().put("/api/settings/ai", &json!({ "mode": "off" })).await.ok();
    let elif = app.agent("elif").await;
    let lost = desk(&app, &elif).await;
    let mut ayse = visitor(&app).await;
    lose(&app, &elif, lost).await;
    let again = json!({ "visitor_token": ayse.token });
    let session = app.page().post("/api/widget/session", &again).await.ok();
    assert_eq!(session["mode"]["mode"], "online");
    app.clock.advance_ms(GRACE);
    ayse.socket.hears_where("widget:mode", |it| it["reason"] == "nobody").await;
}
