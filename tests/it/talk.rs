//! Conversations once they have begun: several tabs, the assistant stopped and resumed, whose a message is.
use crate::chat::{connect, desk, visitor};
use crate::harness::TestApp;
use crate::socket::Socket;
use serde_json::{Value, json};

fn id(value: &Value) -> &str {
    value["id"].as_str().unwrap()
}

#[tokio::test]
async fn who_joins_at_once_joins_after_what_the_visitor_said() {
    let app = TestApp::start().await;
    let elif = app.agent("elif").await;
    let _desk = desk(&app, &elif).await;
    let mut ayse = visitor(&app).await;
    ayse.socket.say("chat:start", json!({ "message": "Merhaba", "client_ref": "a1" })).await;
    let mut silent = visitor(&app).await;
    silent.socket.say("chat:start", json!({})).await;
    for (who, expected) in [(&ayse, vec!["visitor", "agent_joined"]), (&silent, vec!["agent_joined"])] {
        let thread = who.http.get("/api/widget/messages").await.ok();
        let said = thread["items"].as_array().unwrap().iter();
        let said: Vec<_> =
            said.map(|it| it["system"]["code"].as_str().or(it["author"]["kind"].as_str()).unwrap()).collect();
        assert_eq!(said, expected);
    }
}

#[tokio::test]
async fn several_tabs_of_a_visitor_share_the_limits_and_others_have_their_own() {
    let app = TestApp::start_with(|config| config.limits.messages = 5).await;
    let mut ayse = visitor(&app).await;
    let chat = id(&ayse.socket.say("chat:start", json!({})).await["conversation"]).to_owned();
    let mut murat = visitor(&app).await;
    let other = id(&murat.socket.say("chat:start", json!({})).await["conversation"]).to_owned();
    let say = |chat: &str| json!({ "conversationId": chat, "body": "a" });
    while ayse.socket.say("chat:message", say(&chat)).await["code"] != "rate_limited" {}
    let mut refused = 0;
    for _ in 0..5 {
        let mut tab = connect(&app, &ayse.token, None).await;
        refused += i32::from(tab.say("chat:message", say(&chat)).await["code"] == "rate_limited");
    }
    assert!(refused >= 2, "a new tab is no new visitor: {refused}"); // some time passes with each of them
    assert_eq!(murat.socket.say("chat:message", say(&other)).await["ok"], true);
}

#[tokio::test]
async fn new_visitors_of_one_address_have_an_end_and_who_is_known_comes_back() {
    let app = TestApp::start_with(|config| config.limits.requests = 10).await;
    let ayse = visitor(&app).await;
    let key = app.site()["api_key"].as_str().unwrap();
    let stranger = || Socket::connect(&app.base, json!({ "apiKey": key }));
    let mut came = 0;
    let code = loop {
        match stranger().await {
            Ok(_) => came += 1,
            Err(code) => break code,
        }
        assert!(came < 500, "visitors without end");
    };
    assert_eq!(code, "rate_limited");
    assert!(came > 50, "a school has many visitors: {came}");
    connect(&app, &ayse.token, None).await;
    app.clock.advance_ms(60_000);
    assert!(stranger().await.is_ok(), "the budget refills");
}

#[tokio::test]
async fn what_the_assistant_notes_hides_nothing_that_was_said_and_what_an_agent_notes_is_shown() {
    let app = TestApp::start().await;
    let elif = app.agent("elif").await;
    let mut ayse = visitor(&app).await;
    let started = ayse.socket.say("chat:start", json!({ "message": "Harç ne kadar?" })).await;
    let chat = id(&started["conversation"]).to_owned();
    ayse.socket.hears_where("chat:message:new", |it| it["author"]["kind"] == "assistant").await;
    let mut desk = desk(&app, &elif).await;
    let wish = json!({ "conversationId": chat, "choice": "wait" });
    assert_eq!(ayse.socket.say("chat:escalate", wish).await["ok"], true);
    let noted = desk.hears_where("chat:message:new", |it| it["note"] == true).await;
    assert_eq!(noted["author"]["kind"], "assistant");
    let last = async || elif.get("/api/chat?view=all").await.ok()["items"][0]["last_message"].clone();
    let shown = last().await;
    assert_eq!((&shown["note"], shown["body"] == noted["body"]), (&json!(false), false), "{shown}");
    let more = json!({ "conversationId": chat, "body": "Acelem var" });
    assert_eq!(ayse.socket.say("chat:message", more).await["ok"], true);
    assert_eq!(last().await["body"], "Acelem var");
    elif.post(&format!("/api/chat/{chat}/note"), &json!({ "body": "Arıyorum" })).await.expect(201);
    assert_eq!(last().await["body"], "Arıyorum");
}

#[tokio::test]
async fn a_visitor_with_several_tabs_is_one_visitor() {
    let app = TestApp::start().await;
    app.admin().put("/api/settings/ai", &json!({ "mode": "off" })).await.ok();
    let elif = app.agent("elif").await;
    let mut ayse = visitor(&app).await;
    let mut tab = connect(&app, &ayse.token, None).await;
    assert_eq!(tab.ready["visitor"]["id"], ayse.id.as_str());
    let started = tab.say("chat:start", json!({ "message": "Merhaba", "client_ref": "1" })).await;
    let chat = id(&started["conversation"]).to_owned();
    let heard = ayse.socket.hears_where("chat:message:new", |it| it["body"] == "Merhaba").await;
    assert_eq!(heard, started["message"], "what one tab says, the other shows");
    assert_eq!(ayse.socket.hears("queue:position").await["position"], 1);
    let again = ayse.socket.say("chat:start", json!({})).await;
    assert_eq!(id(&again["conversation"]), chat, "one conversation for both");

    drop(tab);
    let seen = async || elif.get(&format!("/api/chat/{chat}")).await.ok();
    app.clock.advance_ms(90_000);
    ayse.socket.say("chat:typing", json!({ "conversationId": chat, "isTyping": true })).await;
    let now = seen().await;
    assert_eq!(
        (&now["status"], &now["visitor"]["online"]),
        (&json!("queued"), &json!(true)),
        "one is still open"
    );
    let _desk = desk(&app, &elif).await;
    ayse.socket.hears("chat:assigned").await;
}

#[tokio::test]
async fn an_agent_with_several_windows_is_there_until_the_last_one_closes() {
    let app = TestApp::start().await;
    let elif = app.agent("elif").await;
    let (one, mut other) = (desk(&app, &elif).await, desk(&app, &elif).await);
    let mut ayse = visitor(&app).await;
    let chat = id(&ayse.socket.say("chat:start", json!({})).await["conversation"]).to_owned();
    drop(one);
    let typing = json!({ "conversationId": chat, "isTyping": true });
    assert_eq!(other.say("chat:typing", typing).await["ok"], true);
    app.clock.advance_ms(4_000); // when visitors are told of a connection that is lost
    let said = json!({ "conversationId": chat, "body": "Buradayım" });
    assert_eq!(other.say("chat:message", said).await["ok"], true);
    ayse.socket.hears_where("chat:message:new", |it| it["body"] == "Buradayım").await;
    app.clock.advance_ms(10 * 60_000);
    let state = elif.get("/api/agents/me/state").await.ok();
    assert_eq!((&state["status"], &state["reconnecting"]), (&json!("online"), &json!(false)));
    assert_eq!(elif.get(&format!("/api/chat/{chat}")).await.ok()["assignee"]["name"], "elif");
    assert!(!ayse.socket.heard_so_far().await.iter().any(|it| it.0 == "chat:agent"));
}

#[tokio::test]
async fn where_the_assistant_always_comes_first_nobody_is_given_what_begins() {
    let app = TestApp::start().await;
    app.admin().put("/api/settings/ai", &json!({ "mode": "always" })).await.ok();
    let elif = app.agent("elif").await;
    let _desk = desk(&app, &elif).await;
    let mut ayse = visitor(&app).await;
    let mode = app.page().post("/api/widget/session", &json!({})).await.ok()["mode"].clone();
    assert_eq!((&mode["mode"], &mode["reason"]), (&json!("online"), &json!("assistant_first")));
    let begun = ayse.socket.say("chat:start", json!({ "message": "Merhaba" })).await["conversation"].clone();
    assert_eq!((&begun["status"], &begun["assignee"]), (&json!("bot"), &Value::Null));
    let wish = json!({ "conversationId": begun["id"], "choice": "wait" });
    assert_eq!(
        ayse.socket.say("chat:escalate", wish).await["status"],
        "active",
        "until a person is asked for"
    );
}

#[tokio::test]
async fn an_agent_stops_the_assistant_and_lets_it_answer_again() {
    let app = TestApp::start().await;
    let elif = app.agent("elif").await;
    let mut ayse = visitor(&app).await;
    let chat = id(&ayse.socket.say("chat:start", json!({})).await["conversation"]).to_owned();
    let path = format!("/api/chat/{chat}/ai");
    let stopped = elif.put(&path, &json!({ "enabled": false })).await.ok();
    assert_eq!((&stopped["status"], &stopped["assistant"]), (&json!("queued"), &json!("stopped")));
    ayse.socket.hears_where("chat:message:new", |it| it["system"]["code"] == "assistant_stopped").await;
    ayse.socket.say("chat:message", json!({ "conversationId": chat, "body": "Merhaba" })).await;

    let mut at_desk = desk(&app, &elif).await; // takes who waits
    ayse.socket.hears("chat:assigned").await;
    let data = json!({ "conversationId": chat });
    let resumed = at_desk.say("ai:resume", data.clone()).await;
    assert_eq!(resumed["conversation"]["status"], "bot", "{resumed}");
    assert_eq!(resumed["conversation"]["assignee"], Value::Null);
    ayse.socket.say("chat:message", json!({ "conversationId": chat, "body": "Merhaba?" })).await;
    ayse.socket.hears_where("chat:message:new", |it| it["author"]["kind"] == "assistant").await;
    assert_eq!(at_desk.say("ai:stop", data.clone()).await["conversation"]["assistant"], "stopped");
    let thread = ayse.http.get("/api/widget/messages").await.ok();
    let answers = thread["items"].as_array().unwrap().iter();
    let answers = answers.filter(|it| it["author"]["kind"] == "assistant").count();
    assert_eq!(answers, 1, "while it was stopped it said nothing: {thread}");
    elif.put(&format!("/api/chat/{chat}/close"), &json!({})).await.ok();
    elif.put(&path, &json!({ "enabled": true })).await.problem(409, "conversation_closed");
}

#[tokio::test]
async fn nobody_changes_what_somebody_else_has_said() {
    let app = TestApp::start().await;
    let (elif, can) = (app.agent("elif").await, app.agent("can").await);
    let _desk = desk(&app, &elif).await;
    let (mut ayse, murat) = (visitor(&app).await, visitor(&app).await);
    let started = ayse.socket.say("chat:start", json!({ "message": "Merhaba" })).await;
    let path = format!("/api/chat/{}", id(&started["conversation"]));
    let asked = format!("{path}/message/{}", id(&started["message"]));
    let answer = elif.post(&format!("{path}/message"), &json!({ "body": "Buyurun" })).await.expect(201);
    let note = elif.post(&format!("{path}/note"), &json!({ "body": "Gizli" })).await.expect(201);
    let answered = format!("{path}/message/{}", id(&answer));
    let words = json!({ "body": "Değişti" });
    for (who, place) in [(&elif, &asked), (&can, &answered), (&ayse.http, &answered)] {
        who.put(place, &words).await.problem(403, "not_author");
        who.delete(place).await.problem(403, "not_author");
    }
    murat.http.put(&asked, &words).await.problem(404, "not_found");
    ayse.http.put(&format!("{path}/message/{}", id(&note)), &words).await.problem(404, "not_found");
    elif.put(&answered, &words).await.ok();
    let changed = ayse.socket.hears_where("chat:message:updated", |it| it["body"] == "Değişti").await;
    assert!(changed["edited_at"].is_string());
    elif.delete(&answered).await.expect(204);
    assert_eq!(ayse.socket.hears("chat:message:deleted").await["messageId"], answer["id"]);
    app.clock.advance_ms(5 * 60_000 + 1);
    elif.put(&format!("{path}/message/{}", id(&note)), &words).await.problem(409, "edit_window_over");
    murat.http.post(&format!("{path}/rating"), &json!({ "rating": 1 })).await.problem(404, "not_found");
}

#[tokio::test]
async fn the_widget_tells_how_fast_people_answer_and_how_many_can() {
    let app = TestApp::start().await;
    let elif = app.agent("elif").await;
    let available = async || app.page().get("/api/agents/available").await.ok()["available"].clone();
    assert_eq!(available().await, 0);
    let _desk = desk(&app, &elif).await;
    assert_eq!(available().await, 1);
    let mut ayse = visitor(&app).await;
    let chat =
        id(&ayse.socket.say("chat:start", json!({ "message": "Merhaba" })).await["conversation"]).to_owned();
    app.clock.advance_ms(90_000);
    elif.post(&format!("/api/chat/{chat}/message"), &json!({ "body": "Buyurun" })).await.expect(201);
    let mode = app.page().post("/api/widget/session", &json!({})).await.ok()["mode"].clone();
    assert_eq!((&mode["agents_online"], &mode["reply_seconds"]), (&json!(1), &json!(90)));
    elif.put("/api/agents/me/state", &json!({ "state": "do_not_disturb" })).await.ok();
    assert_eq!(available().await, 0);
}

#[tokio::test]
async fn who_was_away_longer_than_the_log_is_kept_loads_everything_anew() {
    use asisttr::store::{event, prune};
    let app = TestApp::start().await;
    let mut ayse = visitor(&app).await;
    let started = ayse.socket.say("chat:start", json!({ "message": "Merhaba" })).await;
    let seq = started["message"]["seq"].as_i64().unwrap();
    let kept = async || app.app.store.read(event::oldest).await.unwrap().is_some_and(|it| it <= seq);
    assert_eq!(connect(&app, &ayse.token, Some(seq)).await.ready["resumed"], true);
    app.clock.advance_ms(31 * 24 * 3600 * 1000);
    while kept().await {
        prune(&app.app.store, app.clock.now()).await.unwrap(); // followers may still have something to do with it
        tokio::task::yield_now().await;
    }
    let mut back = connect(&app, &ayse.token, Some(seq)).await;
    assert_eq!(back.ready["resumed"], false);
    back.hears("resync").await;
}

#[tokio::test]
async fn a_desk_that_missed_more_than_can_be_sent_loads_everything_anew() {
    use asisttr::base::ids::SiteId;
    use asisttr::store::{Event, Write};
    let app = TestApp::start().await;
    let elif = app.agent("elif").await;
    let before = desk(&app, &elif).await.ready["seq"].clone();
    let site: SiteId = serde_json::from_value(app.site()["id"].clone()).unwrap();
    let mut write = Write::new();
    for _ in 0..5_000 {
        write.tell(Event::new(site, "macro.changed", SiteId::random().uuid(), app.clock.now()));
    }
    app.app.store.commit(write).await.unwrap();
    let back = json!({ "token": elif.token(), "after": before });
    let mut back = Socket::connect(&app.base, back).await.unwrap();
    assert_eq!(back.ready["resumed"], false);
    back.hears("resync").await;
    let again = json!({ "token": elif.token(), "after": back.ready["seq"] });
    assert_eq!(Socket::connect(&app.base, again).await.unwrap().ready["resumed"], true);
}
