//! A site may hide what its agents are called: whatever reaches a visitor bears one name in place of theirs.
use crate::chat::{desk, visitor};
use crate::harness::TestApp;
use crate::mail::{ask, sending};
use crate::organisation::{id, user_id};
use crate::socket::Socket;
use serde_json::{Value, json};

const ALIAS: &str = "Öğrenci İşleri";
/// What the agents are really called.
const NAMES: [&str; 2] = ["zeliha", "bartu"];

/// A site that calls its agents all the same.
async fn hiding(app: &TestApp) {
    app.admin().put("/api/settings/widget", &json!({ "agent_name": ALIAS })).await.ok();
}

#[track_caller]
fn hides(seen: &Value) {
    let text = seen.to_string();
    assert!(!NAMES.iter().any(|it| text.contains(it)), "a visitor reads an agent's name: {text}");
}

#[tokio::test]
async fn no_answer_and_no_event_tells_a_visitor_what_agents_are_called() {
    let app = TestApp::start().await;
    hiding(&app).await;
    let (zeliha, bartu) = (app.agent(NAMES[0]).await, app.agent(NAMES[1]).await);
    let mut desk_one = desk(&app, &zeliha).await;
    let mut ayse = visitor(&app).await;
    let started = ayse.socket.say("chat:start", json!({ "message": "Merhaba" })).await;
    assert_eq!(started["conversation"]["assignee"]["name"], ALIAS);
    let (chat, after) = (id(&started["conversation"]), started["message"]["seq"].clone());
    let (path, said) = (format!("/api/chat/{chat}"), id(&started["message"]));
    let mut answers = vec![started];

    desk_one.say("chat:typing", json!({ "conversationId": chat, "isTyping": true })).await;
    assert_eq!(ayse.socket.hears("chat:typing").await["agentName"], ALIAS);
    let answer = desk_one.say("chat:message", json!({ "conversationId": chat, "body": "Buyurun" })).await;
    assert_eq!(answer["message"]["author"]["name"], NAMES[0], "the agent's own answer");
    let answered = id(&answer["message"]);
    let heard = ayse.socket.hears_where("chat:message:new", |it| it["body"] == "Buyurun").await;
    assert_eq!(heard["author"]["name"], ALIAS);
    zeliha.put(&format!("{path}/message/{answered}"), &json!({ "body": "Buyurunuz" })).await.ok();
    let emoji = json!({ "emoji": "👍" });
    zeliha.put(&format!("{path}/message/{said}/reaction"), &emoji).await.ok();
    let reacted = ayse.socket.hears_where("chat:message:updated", |it| it["id"] == said.as_str()).await;
    assert_eq!(reacted["reactions"][0]["author"]["name"], ALIAS);
    answers.push(ayse.http.put(&format!("{path}/message/{answered}/reaction"), &emoji).await.ok());
    let edit = json!({ "conversationId": chat, "messageId": said, "body": "Merhabalar" });
    answers.push(ayse.socket.say("chat:edit", edit).await);
    let _desk_two = desk(&app, &bartu).await;
    zeliha.put(&format!("{path}/transfer"), &json!({ "agent_id": user_id(&bartu).await })).await.ok();
    let joined =
        ayse.socket.hears_where("chat:message:new", |it| it["system"]["code"] == "transferred").await;
    assert_eq!(joined["system"]["params"]["name"], ALIAS);

    let asked = json!({ "visitor_token": ayse.token });
    let session = app.page().post("/api/widget/session", &asked).await.ok();
    assert_eq!(session["conversation"]["assignee"]["name"], ALIAS);
    answers.push(session);
    answers.push(ayse.http.get("/api/widget/messages").await.ok());
    answers.push(ayse.http.get(&format!("{path}/messages")).await.ok());
    answers.push(ayse.http.get(&format!("{path}/messages?after=0")).await.ok());
    answers.push(ayse.socket.say("chat:close", json!({ "conversationId": chat })).await);
    let auth = json!({ "apiKey": app.site()["api_key"], "visitorToken": ayse.token, "after": after });
    let replayed = Socket::connect(&app.base, auth).await.unwrap().heard_so_far().await;
    assert!(replayed.iter().any(|it| it.1["author"]["name"] == ALIAS), "{replayed:?}");
    answers.extend([json!(replayed), json!(ayse.socket.heard_so_far().await)]);
    answers.iter().for_each(hides);

    // Colleagues know each other all the same.
    let shown = zeliha.get(&path).await.ok();
    assert_eq!(shown["assignee"]["name"], NAMES[1]);
    let told = desk_one.heard_so_far().await;
    assert!(told.iter().any(|it| it.1["system"]["params"]["name"] == NAMES[1]), "{told:?}");
    let text = json!(told).to_string();
    assert!(!text.contains(ALIAS), "{text}");
}

#[tokio::test]
async fn an_agent_whose_connection_is_lost_is_not_named_either() {
    let app = TestApp::start().await;
    hiding(&app).await;
    let zeliha = app.agent(NAMES[0]).await;
    let lost = desk(&app, &zeliha).await;
    let mut ayse = visitor(&app).await;
    ayse.socket.say("chat:start", json!({ "message": "Merhaba" })).await;
    drop(lost);
    while zeliha.get("/api/agents/me/state").await.ok()["reconnecting"] != true {}
    app.clock.advance_ms(4_000);
    ayse.socket.hears("chat:agent").await;
    app.clock.advance_ms(60_000);
    let told = ayse.socket.hears_where("chat:message:new", |it| it["system"]["code"] == "agent_lost").await;
    assert_eq!(told["system"]["params"]["name"], ALIAS);
    hides(&json!(ayse.socket.heard_so_far().await));
}

#[tokio::test]
async fn letters_and_the_page_of_a_ticket_bear_the_other_name() {
    let (app, mut server) = sending().await;
    hiding(&app).await;
    let zeliha = app.agent(NAMES[0]).await;
    let mut at_desk = desk(&app, &zeliha).await;
    let mut ayse = visitor(&app).await;
    let started = ayse.socket.say("chat:start", json!({ "message": "Merhaba" })).await;
    let chat = id(&started["conversation"]);
    at_desk.say("chat:message", json!({ "conversationId": chat, "body": "Buyurun" })).await;
    ask(&ayse, &chat, "ayse@posta.tr").await;
    let mail = server.next().await;
    assert!(mail["text"].as_str().unwrap().contains(&format!("{ALIAS}\nBuyurun")), "{mail}");
    hides(&mail);

    let request = json!({ "name": "Ayşe", "email": "ayse@posta.tr", "message": "Belgem nerede?" });
    let left = ayse.http.post("/api/widget/tickets", &request).await.expect(201);
    let number = &left["number"];
    let all = zeliha.get("/api/tickets").await.ok();
    let ticket = all["items"].as_array().unwrap().iter().find(|it| it["number"] == *number).unwrap();
    let reply = json!({ "body": "Postaya verildi." });
    zeliha.post(&format!("/api/tickets/{}/reply", id(ticket)), &reply).await.expect(201);
    let page = app.nobody().get(&format!("/api/ticket-page/{}", left["token"].as_str().unwrap())).await.ok();
    assert!(page.to_string().contains(ALIAS) && page.to_string().contains("Postaya verildi."), "{page}");
    hides(&page);
}
