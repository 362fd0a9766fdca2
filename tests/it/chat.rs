//! Conversations, from both sides.
use crate::harness::{Caller, TestApp};
use crate::socket::Socket;
use serde_json::{Value, json};

/// A visitor with a widget open.
pub(crate) struct Visiting {
    pub(crate) http: Caller,
    pub(crate) socket: Socket,
    pub(crate) token: String,
    pub(crate) id: String,
}

/// Opens the widget as a new visitor.
pub(crate) async fn visitor(app: &TestApp) -> Visiting {
    let session =
        app.page().post("/api/widget/session", &json!({ "page": "https://ornek.edu.tr/kayit" })).await.ok();
    let token = session["token"].as_str().unwrap().to_owned();
    Visiting {
        socket: connect(app, &token, None).await,
        http: app.page().with_token(&token),
        id: session["visitor"]["id"].as_str().unwrap().to_owned(),
        token,
    }
}

/// Opens the widget in another tab; with `after` it resumes there.
pub(crate) async fn connect(app: &TestApp, token: &str, after: Option<i64>) -> Socket {
    let key = app.site()["api_key"].as_str().unwrap();
    Socket::connect(&app.base, json!({ "apiKey": key, "visitorToken": token, "after": after })).await.unwrap()
}

/// Opens the desk of somebody who is signed in.
pub(crate) async fn desk(app: &TestApp, who: &Caller) -> Socket {
    Socket::connect(&app.base, json!({ "token": who.token() })).await.unwrap()
}

fn id(value: &Value) -> &str {
    value["id"].as_str().unwrap()
}

#[tokio::test]
async fn a_message_reaches_the_agent_who_is_there_and_the_answer_comes_back() {
    let app = TestApp::start().await;
    let elif = app.agent("elif").await;
    let mut desk = desk(&app, &elif).await;
    let mut ayse = visitor(&app).await;

    let started = ayse.socket.say("chat:start", json!({ "message": "Merhaba", "client_ref": "a1" })).await;
    assert_eq!(started["ok"], true, "{started}");
    let chat = id(&started["conversation"]).to_owned();
    assert_eq!(started["conversation"]["status"], "active");
    assert_eq!(started["conversation"]["assignee"]["name"], "elif");

    let heard = desk.hears_where("chat:message:new", |it| it["body"] == "Merhaba").await;
    assert_eq!(heard["author"]["kind"], "visitor");
    assert_eq!(heard, started["message"], "the same object in the acknowledgement and in the event");

    let sent = desk
        .say("chat:message", json!({ "conversationId": chat, "body": "Buyurun", "client_ref": "e1" }))
        .await;
    assert_eq!(sent["ok"], true, "{sent}");
    let answer = ayse.socket.hears_where("chat:message:new", |it| it["body"] == "Buyurun").await;
    assert_eq!(answer["author"]["name"], "elif");
    assert!(answer["seq"].as_i64() > heard["seq"].as_i64());
}

#[tokio::test]
async fn the_same_client_ref_is_stored_once() {
    let app = TestApp::start().await;
    let mut ayse = visitor(&app).await;
    let started = ayse.socket.say("chat:start", json!({})).await;
    let chat = id(&started["conversation"]).to_owned();
    let message = json!({ "conversationId": chat, "body": "Bir kez", "client_ref": "x" });
    let first = ayse.socket.say("chat:message", message.clone()).await;
    let second = ayse.socket.say("chat:message", message).await;
    assert_eq!(first["message"]["id"], second["message"]["id"]);
    let thread = ayse.http.get("/api/widget/messages").await.ok();
    let bodies: Vec<_> =
        thread["items"].as_array().unwrap().iter().filter(|it| it["body"] == "Bir kez").collect();
    assert_eq!(bodies.len(), 1);
}

#[tokio::test]
async fn messages_of_one_client_keep_their_order_without_waiting_for_each_other() {
    let app = TestApp::start().await;
    let elif = app.agent("elif").await;
    let mut desk = desk(&app, &elif).await;
    let mut ayse = visitor(&app).await;
    let started = ayse.socket.say("chat:start", json!({})).await;
    let chat = id(&started["conversation"]).to_owned();
    let mut acks = Vec::new();
    for n in 0..50 {
        let message =
            json!({ "conversationId": chat, "body": format!("{n}"), "client_ref": format!("r{n}") });
        acks.push(ayse.socket.say_without_waiting("chat:message", message).await);
    }
    for ack in acks {
        assert_eq!(ayse.socket.acknowledged(ack).await["ok"], true);
    }
    for n in 0..50 {
        let heard = desk.hears_where("chat:message:new", |it| it["author"]["kind"] == "visitor").await;
        assert_eq!(heard["body"], format!("{n}"));
    }
}

#[tokio::test]
async fn whoever_was_away_gets_what_was_missed_once_and_in_order() {
    let app = TestApp::start().await;
    let elif = app.agent("elif").await;
    let mut desk = desk(&app, &elif).await;
    let mut ayse = visitor(&app).await;
    let started = ayse.socket.say("chat:start", json!({ "message": "Bir", "client_ref": "1" })).await;
    let chat = id(&started["conversation"]).to_owned();
    let seq = started["message"]["seq"].as_i64().unwrap();
    drop(ayse.socket);

    for n in 0..5 {
        let said =
            json!({ "conversationId": chat, "body": format!("yanıt {n}"), "client_ref": format!("e{n}") });
        assert_eq!(desk.say("chat:message", said).await["ok"], true);
    }
    elif.post(&format!("/api/chat/{chat}/note"), &json!({ "body": "gizli" })).await.expect(201);

    let mut back = connect(&app, &ayse.token, Some(seq)).await;
    assert_eq!(back.ready["resumed"], true);
    assert_eq!(back.hears("chat:message:new").await["system"]["code"], "agent_joined");
    for n in 0..5 {
        assert_eq!(back.hears("chat:message:new").await["body"], format!("yanıt {n}"));
    }
    let rest = back.heard_so_far().await;
    assert!(!rest.iter().any(|it| it.1.to_string().contains("gizli")), "a note reached a visitor: {rest:?}");
    assert!(!rest.iter().any(|it| it.0 == "chat:message:new"), "something came twice: {rest:?}");
}

#[tokio::test]
async fn a_client_that_is_ahead_of_the_log_is_told_to_reload() {
    let app = TestApp::start().await;
    let ayse = visitor(&app).await;
    let mut back = connect(&app, &ayse.token, Some(1_000_000)).await;
    assert_eq!(back.ready["resumed"], false);
    back.hears("resync").await;
}

#[tokio::test]
async fn a_stranger_neither_hears_nor_touches_anothers_conversation() {
    let app = TestApp::start().await;
    let mut ayse = visitor(&app).await;
    let mut murat = visitor(&app).await;
    let started = ayse.socket.say("chat:start", json!({ "message": "Sır", "client_ref": "1" })).await;
    let chat = id(&started["conversation"]).to_owned();
    for (event, data) in [
        ("chat:message", json!({ "conversationId": chat, "body": "a", "client_ref": "b" })),
        ("chat:typing", json!({ "conversationId": chat, "isTyping": true })),
        ("chat:read", json!({ "conversationId": chat, "upTo": 1 })),
        ("chat:close", json!({ "conversationId": chat })),
        ("chat:escalate", json!({ "conversationId": chat, "choice": "wait" })),
        ("chat:escalate", json!({ "conversationId": chat, "choice": "ticket" })),
    ] {
        let answer = murat.socket.say(event, data).await;
        assert_eq!(
            (answer["ok"].as_bool(), answer["code"].as_str()),
            (Some(false), Some("not_found")),
            "{event}"
        );
    }
    let heard = murat.socket.heard_so_far().await;
    assert!(!heard.iter().any(|it| it.0.starts_with("chat:")), "{heard:?}");
    let mut back = connect(&app, &murat.token, started["message"]["seq"].as_i64().map(|it| it - 1)).await;
    assert_eq!(back.ready["resumed"], true);
    let missed = back.heard_so_far().await;
    assert!(!missed.iter().any(|it| it.0.starts_with("chat:")), "nor is it told afterwards: {missed:?}");
    murat.http.get(&format!("/api/chat/{chat}/messages")).await.problem(404, "not_found");
}

#[tokio::test]
async fn bad_input_is_answered_in_words_and_the_connection_stays() {
    let app = TestApp::start().await;
    let mut ayse = visitor(&app).await;
    let started = ayse.socket.say("chat:start", json!({})).await;
    let chat = id(&started["conversation"]).to_owned();
    let code = |answer: Value| answer["code"].as_str().unwrap_or("ok").to_owned();
    let empty = json!({ "conversationId": chat, "body": "  " });
    assert_eq!(code(ayse.socket.say("chat:message", empty).await), "message_empty");
    let long = json!({ "conversationId": chat, "body": "a".repeat(8_001) });
    let refused = ayse.socket.say("chat:message", long).await;
    assert!(refused["detail"].as_str().unwrap().contains("8000"), "{refused}");
    let huge = json!({ "conversationId": chat, "body": "a".repeat(300 * 1024) });
    assert_eq!(code(ayse.socket.say("chat:message", huge).await), "frame_too_large");
    assert_eq!(code(ayse.socket.say("chat:message", json!([1])).await), "malformed");
    assert_eq!(code(ayse.socket.say("chat:dance", json!({})).await), "unknown_event");
    assert_eq!(code(ayse.socket.say("ai:stop", json!({ "conversationId": chat })).await), "role_forbids");
    ayse.socket.say("chat:close", json!({ "conversationId": chat })).await;
    let late = json!({ "conversationId": chat, "body": "geç" });
    assert_eq!(code(ayse.socket.say("chat:message", late).await), "conversation_closed");
}

#[tokio::test]
async fn floods_are_limited_per_kind() {
    let app = TestApp::start_with(|config| config.limits.messages = 5).await;
    let mut ayse = visitor(&app).await;
    let started = ayse.socket.say("chat:start", json!({})).await;
    let chat = id(&started["conversation"]).to_owned();
    let mut refused = 0;
    for n in 0..30 {
        let said = json!({ "conversationId": chat, "body": "a", "client_ref": format!("{n}") });
        refused += i32::from(ayse.socket.say("chat:message", said).await["code"] == "rate_limited");
    }
    assert!(refused > 0, "nothing was limited");
}

#[tokio::test]
async fn a_handshake_without_good_credentials_is_refused_with_a_code() {
    let app = TestApp::start().await;
    let refused = |auth| Socket::connect(&app.base, auth);
    assert_eq!(refused(json!({ "token": "x.y.z" })).await.err().as_deref(), Some("token_invalid"));
    assert_eq!(refused(json!({ "apiKey": "pk_none" })).await.err().as_deref(), Some("site_unknown"));
    assert_eq!(refused(json!({})).await.err().as_deref(), Some("site_unknown"));
}

#[tokio::test]
async fn own_messages_can_be_changed_for_five_minutes() {
    let app = TestApp::start().await;
    let mut ayse = visitor(&app).await;
    let started = ayse.socket.say("chat:start", json!({ "message": "yanlıs", "client_ref": "1" })).await;
    let (chat, message) = (id(&started["conversation"]).to_owned(), id(&started["message"]).to_owned());
    let edit = json!({ "conversationId": chat, "messageId": message, "body": "doğru" });
    assert_eq!(ayse.socket.say("chat:edit", edit.clone()).await["message"]["body"], "doğru");
    let heard = ayse.socket.hears("chat:message:updated").await;
    assert!(heard["event_seq"].as_i64() > heard["seq"].as_i64());
    app.clock.advance_ms(5 * 60 * 1000 + 1);
    assert_eq!(ayse.socket.say("chat:edit", edit.clone()).await["code"], "edit_window_over");
    assert_eq!(ayse.socket.say("chat:delete", edit).await["code"], "edit_window_over");
}

#[tokio::test]
async fn a_deleted_message_leaves_no_words_behind_for_the_other_side() {
    let app = TestApp::start().await;
    let elif = app.agent("elif").await;
    let mut ayse = visitor(&app).await;
    let started =
        ayse.socket.say("chat:start", json!({ "message": "parolam 1234", "client_ref": "1" })).await;
    let (chat, message) = (id(&started["conversation"]).to_owned(), id(&started["message"]).to_owned());
    ayse.socket.say("chat:delete", json!({ "conversationId": chat, "messageId": message })).await;
    let shown = elif.get(&format!("/api/chat/{chat}")).await.ok();
    assert!(!shown.to_string().contains("1234"), "{shown}");
    let trail = app.admin().get("/api/audit").await.ok();
    assert!(trail.to_string().contains("parolam 1234"), "the desk keeps the words in the audit trail");
}

#[tokio::test]
async fn delivery_and_reading_are_told_to_the_other_side() {
    let app = TestApp::start().await;
    let elif = app.agent("elif").await;
    let mut desk = desk(&app, &elif).await;
    let mut ayse = visitor(&app).await;
    let started = ayse.socket.say("chat:start", json!({ "message": "Merhaba", "client_ref": "1" })).await;
    let chat = id(&started["conversation"]).to_owned();
    let seq = started["message"]["seq"].as_i64().unwrap();
    assert_eq!(elif.get(&format!("/api/chat/{chat}")).await.ok()["unread"], 1);
    desk.say("chat:read", json!({ "conversationId": chat, "upTo": seq })).await;
    let status = ayse.socket.hears("chat:status").await;
    assert_eq!((status["by"].as_str(), status["read_up_to"].as_i64()), (Some("agent"), Some(seq)));
    assert_eq!(elif.get(&format!("/api/chat/{chat}")).await.ok()["unread"], 0);
}

#[tokio::test]
async fn typing_reaches_the_other_side_and_is_never_stored() {
    let app = TestApp::start().await;
    let elif = app.agent("elif").await;
    let mut desk = desk(&app, &elif).await;
    let mut ayse = visitor(&app).await;
    let started = ayse.socket.say("chat:start", json!({})).await;
    let chat = id(&started["conversation"]).to_owned();
    let before = *app.app.store.head().borrow();
    ayse.socket.say("chat:typing", json!({ "conversationId": chat, "isTyping": true })).await;
    assert_eq!(desk.hears("chat:typing").await["who"], "visitor");
    desk.say("chat:typing", json!({ "conversationId": chat, "isTyping": true })).await;
    assert_eq!(ayse.socket.hears("chat:typing").await["agentName"], "elif");
    assert_eq!(*app.app.store.head().borrow(), before);
}

#[tokio::test]
async fn agents_take_turns_and_never_more_than_they_can() {
    let app = TestApp::start().await;
    let (elif, can) = (app.agent("elif").await, app.agent("can").await);
    let (_elif, _can) = (desk(&app, &elif).await, desk(&app, &can).await);
    let mut names = Vec::new();
    for _ in 0..11 {
        let mut somebody = visitor(&app).await;
        let started = somebody.socket.say("chat:start", json!({})).await;
        names.push(started["conversation"]["assignee"]["name"].as_str().unwrap_or("nobody").to_owned());
        app.clock.advance_ms(10);
    }
    assert_eq!(names.iter().filter(|it| *it == "elif").count(), 5, "{names:?}");
    assert_eq!(names.iter().filter(|it| *it == "can").count(), 5, "{names:?}");
    assert_eq!(names.last().map(String::as_str), Some("nobody"), "the eleventh is the assistant's");
    assert!(names.windows(2).take(9).all(|pair| pair[0] != pair[1]), "turns: {names:?}");
}

#[tokio::test]
async fn an_agent_who_answers_an_unassigned_conversation_owns_it() {
    let app = TestApp::start().await;
    let elif = app.agent("elif").await;
    let mut ayse = visitor(&app).await;
    let started = ayse.socket.say("chat:start", json!({})).await;
    assert_eq!(started["conversation"]["status"], "bot");
    let chat = id(&started["conversation"]).to_owned();
    elif.post(&format!("/api/chat/{chat}/message"), &json!({ "body": "Buradayım" })).await.expect(201);
    let shown = elif.get(&format!("/api/chat/{chat}")).await.ok();
    assert_eq!(
        (shown["status"].as_str(), shown["assignee"]["name"].as_str()),
        (Some("active"), Some("elif"))
    );
    assert_eq!(shown["assistant"], "stopped");
    let joined =
        ayse.socket.hears_where("chat:message:new", |it| it["system"]["code"] == "agent_joined").await;
    assert_eq!(joined["system"]["params"]["name"], "elif");
}

#[tokio::test]
async fn who_waits_is_served_when_an_agent_comes() {
    let app = TestApp::start().await;
    let elif = app.agent("elif").await;
    let mut ayse = visitor(&app).await;
    let started = ayse.socket.say("chat:start", json!({})).await;
    let chat = id(&started["conversation"]).to_owned();
    let waiting = ayse.socket.say("chat:escalate", json!({ "conversationId": chat, "choice": "wait" })).await;
    assert_eq!(
        (waiting["status"].as_str(), waiting["position"].as_i64()),
        (Some("queued"), Some(1)),
        "{waiting}"
    );
    let _desk = desk(&app, &elif).await;
    let assigned = ayse.socket.hears("chat:assigned").await;
    assert_eq!(assigned["conversation"]["assignee"]["name"], "elif");
}

#[tokio::test]
async fn who_waited_when_it_was_closed_waits_again_when_that_is_undone() {
    let app = TestApp::start().await;
    let elif = app.agent("elif").await;
    let _desk = desk(&app, &elif).await;
    let mut ayse = visitor(&app).await;
    let started = ayse.socket.say("chat:start", json!({ "message": "Soru", "client_ref": "1" })).await;
    let path = format!("/api/chat/{}", id(&started["conversation"]));
    let since = elif.get(&path).await.ok()["waiting_since"].clone();
    assert!(since.is_string());
    app.clock.advance_ms(60_000);
    elif.put(&format!("{path}/close"), &json!({})).await.ok();
    assert_eq!(elif.put(&format!("{path}/reopen"), &json!({})).await.ok()["waiting_since"], since);
}

#[tokio::test]
async fn a_closed_conversation_can_be_rated_and_reopened_for_a_day() {
    let app = TestApp::start().await;
    let elif = app.agent("elif").await;
    let mut ayse = visitor(&app).await;
    let started = ayse.socket.say("chat:start", json!({ "message": "Soru", "client_ref": "1" })).await;
    let chat = id(&started["conversation"]).to_owned();
    elif.put(&format!("/api/chat/{chat}/close"), &json!({})).await.ok();
    ayse.socket.hears("chat:closed").await;
    elif.put(&format!("/api/chat/{chat}/close"), &json!({})).await.problem(409, "conversation_closed");
    let rating = format!("/api/chat/{chat}/rating");
    ayse.http.post(&rating, &json!({ "rating": 6 })).await.problem(422, "rating_invalid");
    ayse.http.post(&rating, &json!({ "rating": 5, "comment": "Teşekkürler" })).await.expect(204);
    elif.put(&format!("/api/chat/{chat}/reopen"), &json!({})).await.ok();
    elif.put(&format!("/api/chat/{chat}/close"), &json!({})).await.ok();
    app.clock.advance_ms(24 * 3600 * 1000 + 1);
    let later = app.sign_in("elif").await;
    later.put(&format!("/api/chat/{chat}/reopen"), &json!({})).await.problem(409, "reopen_window_over");
}

#[tokio::test]
async fn writing_after_a_close_starts_a_new_conversation_in_the_same_thread() {
    let app = TestApp::start().await;
    let mut ayse = visitor(&app).await;
    let first = ayse.socket.say("chat:start", json!({ "message": "Bir", "client_ref": "1" })).await;
    let again = ayse.socket.say("chat:start", json!({ "message": "İki", "client_ref": "2" })).await;
    assert_eq!(id(&first["conversation"]), id(&again["conversation"]), "one open conversation at a time");
    ayse.socket.say("chat:close", json!({ "conversationId": id(&first["conversation"]) })).await;
    let second = ayse.socket.say("chat:start", json!({ "message": "Üç", "client_ref": "3" })).await;
    assert_ne!(id(&first["conversation"]), id(&second["conversation"]));
    let session = app.page().post("/api/widget/session", &json!({ "visitor_token": ayse.token })).await.ok();
    let bodies: Vec<_> = session["messages"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|it| it["body"].as_str())
        .filter(|it| !it.is_empty())
        .collect();
    assert_eq!(bodies, ["Bir", "İki", "Üç"]);
    assert_eq!(session["visitor"]["id"], ayse.id.as_str());
}

#[tokio::test]
async fn a_page_of_another_origin_may_poll() {
    let app = TestApp::start().await;
    let from = "https://www.ornek.edu.tr";
    let polling = "/socket.io/?EIO=4&transport=polling";
    let page = app.nobody().with("origin", from).with("access-control-request-method", "POST");
    let may = page.send(reqwest::Method::OPTIONS, polling, None).await;
    assert_eq!((may.status, may.header("access-control-allow-origin")), (204, Some(from)));
    let opened = app.nobody().with("origin", from).get(polling).await;
    assert_eq!((opened.status, opened.header("access-control-allow-origin")), (200, Some(from)));
    assert_eq!(opened.header("access-control-allow-credentials"), None);
}

#[tokio::test]
async fn lists_show_what_somebody_said_not_what_the_system_did() {
    let app = TestApp::start().await;
    let elif = app.agent("elif").await;
    let mut ayse = visitor(&app).await;
    let started = ayse.socket.say("chat:start", json!({ "message": "Harç ne kadar?" })).await;
    let mut desk = desk(&app, &elif).await;
    let wish = json!({ "conversationId": started["conversation"]["id"], "choice": "wait" });
    assert_eq!(ayse.socket.say("chat:escalate", wish).await["ok"], true);
    desk.hears_where("chat:assigned", |_| true).await;
    let list = elif.get("/api/chat?view=all").await.ok();
    let last = &list["items"][0]["last_message"];
    assert_ne!(last["author"]["kind"], "system", "{last}");
}

#[tokio::test]
async fn what_waits_goes_to_whoever_becomes_available() {
    let app = TestApp::start().await;
    let elif = app.agent("elif").await;
    let mut desk = desk(&app, &elif).await;
    elif.put("/api/agents/me/state", &json!({ "state": "on_break" })).await.ok();
    let mut ayse = visitor(&app).await;
    let started = ayse.socket.say("chat:start", json!({ "message": "Merhaba" })).await;
    let chat = id(&started["conversation"]).to_owned();
    let wish = json!({ "conversationId": chat, "choice": "wait" });
    assert_eq!(ayse.socket.say("chat:escalate", wish).await["status"], "queued");
    elif.put("/api/agents/me/state", &json!({ "state": "available" })).await.ok();
    let assigned = desk.hears_where("chat:assigned", |_| true).await;
    assert_eq!(assigned["conversation"]["assignee"]["name"], "elif");
}

#[tokio::test]
async fn each_side_says_only_what_the_table_of_rights_lets_it() {
    let app = TestApp::start().await;
    let elif = app.agent("elif").await;
    let mut desk = desk(&app, &elif).await;
    let mut ayse = visitor(&app).await;
    for event in ["chat:start", "chat:escalate", "kb:suggest", "chat:close"] {
        let refused = desk.say(event, json!({ "conversationId": ayse.id, "text": "x" })).await;
        assert_eq!(refused["code"], "role_forbids", "{event}");
    }
    for event in ["agent:state", "ai:stop", "ai:suggest"] {
        let refused = ayse.socket.say(event, json!({})).await;
        assert_eq!(refused["code"], "role_forbids", "{event}");
    }
}

#[tokio::test]
async fn what_is_said_again_after_the_end_begins_no_second_conversation() {
    let app = TestApp::start().await;
    let mut ayse = visitor(&app).await;
    let said = json!({ "message": "Bir", "client_ref": "1" });
    let first = ayse.socket.say("chat:start", said.clone()).await;
    let chat = id(&first["conversation"]);
    assert_eq!(ayse.socket.say("chat:close", json!({ "conversationId": chat })).await["ok"], true);
    let again = ayse.socket.say("chat:start", said.clone()).await;
    assert_eq!((id(&again["conversation"]), id(&again["message"])), (chat, id(&first["message"])));
    assert_eq!(again["conversation"]["status"], "closed");
    let next = ayse.socket.say("chat:start", json!({ "message": "İki", "client_ref": "2" })).await;
    assert_ne!(id(&next["conversation"]), chat);
    let again = ayse.socket.say("chat:start", said).await;
    assert_eq!(id(&again["message"]), id(&first["message"]), "nor is it said in the one that is open now");
}
