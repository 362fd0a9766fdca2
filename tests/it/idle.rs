//! Conversations in which nothing is said any more, and queues that end.
use crate::chat::{Visiting, desk, visitor};
use crate::harness::{Caller, TestApp};
use crate::organisation::{id, user_id};
use crate::socket::Socket;
use serde_json::{Value, json};

const MINUTE: i64 = 60_000;

/// A visitor who talks to elif, at whose desk the test sits.
async fn talking(app: &TestApp) -> (Visiting, Socket, Caller, String) {
    app.admin().put("/api/settings/routing", &json!({ "away_minutes": 0 })).await.ok();
    let elif = app.agent("elif").await;
    let desk = desk(app, &elif).await;
    let mut ayse = visitor(app).await;
    let started = ayse.socket.say("chat:start", json!({ "message": "Merhaba" })).await;
    assert_eq!(started["conversation"]["status"], "active", "{started}");
    let chat = id(&started["conversation"]);
    (ayse, desk, elif, chat)
}

async fn says(who: &mut Socket, chat: &str, body: &str) {
    let said = who.say("chat:message", json!({ "conversationId": chat, "body": body })).await;
    assert_eq!(said["ok"], true, "{said}");
}

async fn is_asked(ayse: &mut Visiting) -> Value {
    ayse.socket.hears_where("chat:message:new", |it| it["system"]["code"] == "idle").await
}

/// Has a visitor heard what the system says with one of these codes?
async fn heard(ayse: &mut Visiting, codes: &[&str]) -> bool {
    let all = ayse.socket.heard_so_far().await;
    all.iter().any(|it| it.1["system"]["code"].as_str().is_some_and(|code| codes.contains(&code)))
}

#[tokio::test]
async fn a_visitor_who_goes_quiet_is_asked_and_five_minutes_later_it_ends() {
    let app = TestApp::start().await;
    let (mut ayse, mut elif, _, chat) = talking(&app).await;
    app.clock.advance_ms(40 * MINUTE);
    says(&mut elif, &chat, "Beklettim, buyurun").await;
    assert!(!heard(&mut ayse, &["idle"]).await, "nobody had answered");
    app.clock.advance_ms(30 * MINUTE - 1);
    says(&mut ayse.socket, &chat, "Buradayım").await;
    says(&mut elif, &chat, "Güzel").await;
    app.clock.advance_ms(30 * MINUTE);
    assert_eq!(is_asked(&mut ayse).await["system"]["params"]["minutes"], 5);
    says(&mut ayse.socket, &chat, "Hâlâ buradayım").await;
    says(&mut elif, &chat, "Peki").await;
    app.clock.advance_ms(10 * MINUTE);
    says(&mut elif, &chat, "Başka bir şey var mı?").await;
    assert!(!heard(&mut ayse, &["closed_idle"]).await, "an answer was given");
    app.clock.advance_ms(30 * MINUTE);
    is_asked(&mut ayse).await;
    app.clock.advance_ms(5 * MINUTE);
    ayse.socket.hears_where("chat:message:new", |it| it["system"]["code"] == "closed_idle").await;
    let closed = ayse.socket.hears("chat:closed").await;
    assert_eq!(closed["conversation"]["status"], "closed");
    let admin = app.sign_in("ayse").await;
    let trail = admin.get("/api/audit").await.ok();
    let closed = |it: &&Value| it["action"] == "conversation.closed";
    let row = trail["items"].as_array().unwrap().iter().find(closed).unwrap();
    assert_eq!((&row["actor"]["kind"], &row["new"]), (&json!("system"), &json!({ "why": "idle" })));
}

#[tokio::test]
async fn what_was_due_while_the_server_was_down_is_done_at_the_start() {
    let before = TestApp::start().await;
    let (_ayse, mut elif, _, chat) = talking(&before).await;
    says(&mut elif, &chat, "Buyurun").await;
    before.app.lifecycle.request_stop();
    before.clock.advance_ms(31 * MINUTE);
    let app = before.restarted().await;
    let caller = app.sign_in("elif").await;
    let _desk = desk(&app, &caller).await; // else the conversation would be handed on after a minute
    let path = format!("/api/chat/{chat}");
    let codes = async || {
        let seen = caller.get(&path).await.ok();
        let messages = seen["messages"].as_array().unwrap();
        messages.iter().filter_map(|it| it["system"]["code"].as_str().map(str::to_owned)).collect::<Vec<_>>()
    };
    while !codes().await.contains(&"idle".to_owned()) {
        tokio::task::yield_now().await;
    }
    app.clock.advance_ms(5 * MINUTE);
    while !codes().await.contains(&"closed_idle".to_owned()) {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn what_is_put_off_or_where_the_site_wants_none_of_it_stays_open() {
    let app = TestApp::start().await;
    let (mut ayse, mut elif, caller, chat) = talking(&app).await;
    says(&mut elif, &chat, "Yarına bakalım").await;
    let until = json!({ "until": "2026-01-15T11:00:00Z" });
    caller.put(&format!("/api/chat/{chat}/snooze"), &until).await.ok();
    app.clock.advance_ms(90 * MINUTE);
    says(&mut elif, &chat, "Not: hâlâ bekliyoruz").await;
    assert!(!heard(&mut ayse, &["idle"]).await, "it was put off");
    app.clock.advance_ms(60 * MINUTE);
    is_asked(&mut ayse).await;
    says(&mut ayse.socket, &chat, "Tamam").await;
    says(&mut elif, &chat, "Oldu").await;
    let admin = app.sign_in("ayse").await;
    admin.put("/api/settings/routing", &json!({ "idle_minutes": 4 })).await.problem(422, "value_invalid");
    admin.put("/api/settings/routing", &json!({ "idle_minutes": 0 })).await.ok();
    app.clock.advance_ms(600 * MINUTE);
    says(&mut elif, &chat, "Günaydın").await;
    assert!(!heard(&mut ayse, &["idle"]).await, "never");
}

#[tokio::test]
async fn the_assistant_waits_no_longer_than_people_do() {
    let app = TestApp::start().await;
    let mut ayse = visitor(&app).await;
    ayse.socket.say("chat:start", json!({ "message": "Yemekhane saat kaçta açılıyor?" })).await;
    ayse.socket.hears_where("chat:message:new", |it| it["author"]["kind"] == "assistant").await;
    app.clock.advance_ms(30 * MINUTE);
    is_asked(&mut ayse).await;
    app.clock.advance_ms(5 * MINUTE);
    ayse.socket.hears("chat:closed").await;
}

/// Open until half past twelve today, which is in half an hour.
fn until_half_past() -> Value {
    json!({ "always_open": false, "days": { "thursday": [{ "start": "09:00", "end": "12:30" }] } })
}

#[tokio::test]
async fn nobody_waits_on_when_the_site_closes() {
    let app = TestApp::start().await;
    app.admin().put("/api/settings/business-hours", &until_half_past()).await.ok();
    let mut ayse = visitor(&app).await;
    let chat = id(&ayse.socket.say("chat:start", json!({})).await["conversation"]);
    let waits = ayse.socket.say("chat:escalate", json!({ "conversationId": chat, "choice": "wait" })).await;
    assert_eq!(waits["status"], "queued", "{waits}");
    app.clock.advance_ms(30 * MINUTE);
    ayse.socket.hears_where("chat:message:new", |it| it["system"]["code"] == "queue_closed").await;
    let with_assistant = |it: &Value| it["conversation"]["status"] == "bot";
    ayse.socket.hears_where("chat:updated", with_assistant).await;
}

#[tokio::test]
async fn without_an_assistant_the_conversation_ends_with_the_day() {
    let app = TestApp::start().await;
    app.admin().put("/api/settings/ai", &json!({ "mode": "off" })).await.ok();
    app.admin().put("/api/settings/business-hours", &until_half_past()).await.ok();
    let mut ayse = visitor(&app).await;
    let started = ayse.socket.say("chat:start", json!({ "message": "Kimse var mı?" })).await;
    assert_eq!(started["conversation"]["status"], "queued", "{started}");
    app.clock.advance_ms(30 * MINUTE);
    ayse.socket.hears_where("chat:message:new", |it| it["system"]["code"] == "queue_closed").await;
    ayse.socket.hears("chat:closed").await;
}

#[tokio::test]
async fn who_waited_and_does_not_come_back_after_a_restart_loses_the_place() {
    let before = TestApp::start().await;
    before.admin().put("/api/settings/ai", &json!({ "mode": "off" })).await.ok();
    let elif = before.agent("elif").await;
    let mut ayse = visitor(&before).await;
    let chat = id(&ayse.socket.say("chat:start", json!({ "message": "Merhaba" })).await["conversation"]);
    let app = before.restarted().await;
    let elif = app.nobody().with_token(elif.token());
    let status = async || elif.get(&format!("/api/chat/{chat}")).await.ok()["status"].clone();
    while app.app.absent_visitors.all().is_empty() {
        tokio::task::yield_now().await;
    }
    app.clock.advance_ms(MINUTE - 1);
    assert_eq!(status().await, "queued");
    app.clock.advance_ms(1);
    while status().await != "closed" {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn what_is_put_off_takes_no_room() {
    let app = TestApp::start().await;
    let (_ayse, _desk, elif, chat) = talking(&app).await;
    let path = format!("/api/users/{}", user_id(&elif).await);
    app.admin().put(&path, &json!({ "max_chats": 1 })).await.ok();
    let until = json!({ "until": "2026-01-15T11:00:00Z" });
    elif.put(&format!("/api/chat/{chat}/snooze"), &until).await.ok();
    let mut murat = visitor(&app).await;
    let started = murat.socket.say("chat:start", json!({ "message": "Merhaba" })).await;
    assert_eq!(started["conversation"]["assignee"]["name"], "elif", "{started}");
}
