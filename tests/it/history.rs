//! Putting conversations off, transcripts, and a visitor's conversations as one thread.
use crate::chat::{desk, visitor};
use crate::harness::{Caller, TestApp};
use serde_json::{Value, json};

fn id(value: &Value) -> &str {
    value["id"].as_str().unwrap()
}

async fn found(who: &Caller, query: &str) -> usize {
    who.get(&format!("/api/chat?{query}")).await.ok()["items"].as_array().unwrap().len()
}

#[tokio::test]
async fn what_was_put_off_comes_back_at_its_time_or_when_the_visitor_writes() {
    let app = TestApp::start().await;
    let elif = app.agent("elif").await;
    let mut desk = desk(&app, &elif).await;
    let mut ayse = visitor(&app).await;
    let started = ayse.socket.say("chat:start", json!({ "message": "Merhaba", "client_ref": "1" })).await;
    let chat = id(&started["conversation"]).to_owned();
    let path = format!("/api/chat/{chat}/snooze");
    for wrong in ["2026-01-15T09:00:00Z", "2028-01-01T00:00:00Z"] {
        elif.put(&path, &json!({ "until": wrong })).await.problem(422, "snooze_invalid");
    }
    let put_off = elif.put(&path, &json!({ "until": "2026-01-15T09:05:00Z" })).await.ok();
    assert_eq!(put_off["snoozed_until"], "2026-01-15T09:05:00.000Z");
    desk.hears_where("chat:updated", |it| it["conversation"]["snoozed_until"].is_string()).await;
    assert_eq!((found(&elif, "view=mine").await, found(&elif, "view=all").await), (0, 0));
    assert_eq!(found(&elif, "status=snoozed").await, 1);
    let counts = elif.get("/api/chat/counts").await.ok();
    assert_eq!(
        (counts["mine"].as_i64(), counts["all"].as_i64(), counts["snoozed"].as_i64()),
        (Some(0), Some(0), Some(1))
    );

    app.clock.advance_ms(5 * 60 * 1000);
    assert_eq!((found(&elif, "view=mine").await, found(&elif, "status=snoozed").await), (1, 0), "by itself");
    let told = desk.hears_where("notification:new", |it| it["bell"] == true).await;
    assert_eq!(
        (&told["notification"]["kind"], id(&told["notification"]["conversation"])),
        (&json!("snooze_over"), chat.as_str())
    );
    desk.hears_where("chat:updated", |it| it["seq"].as_i64() < told["seq"].as_i64()).await;

    elif.put(&path, &json!({ "until": "2026-01-15T10:00:00Z" })).await.ok();
    assert_eq!(found(&elif, "view=mine").await, 0);
    let said = json!({ "conversationId": chat, "body": "Orada mısınız?", "client_ref": "2" });
    assert_eq!(ayse.socket.say("chat:message", said).await["ok"], true);
    assert_eq!(found(&elif, "view=mine").await, 1, "the visitor wrote");
    elif.put(&path, &json!({ "until": "2026-01-15T10:00:00Z" })).await.ok();
    assert_eq!(elif.put(&path, &json!({ "until": null })).await.ok()["snoozed_until"], Value::Null);
    elif.put(&format!("/api/chat/{chat}/close"), &json!({})).await.ok();
    elif.put(&path, &json!({ "until": null })).await.problem(409, "conversation_closed");
}

#[tokio::test]
async fn what_came_back_while_the_server_was_down_is_told_at_its_start_and_once() {
    let app = TestApp::start().await;
    let elif = app.agent("elif").await;
    let _desk = desk(&app, &elif).await;
    let mut ayse = visitor(&app).await;
    let started = ayse.socket.say("chat:start", json!({ "message": "Merhaba", "client_ref": "1" })).await;
    let path = format!("/api/chat/{}/snooze", id(&started["conversation"]));
    elif.put(&path, &json!({ "until": "2026-01-15T09:05:00Z" })).await.ok();
    app.clock.advance_ms(1000);
    let app = app.restarted().await;
    app.clock.advance_ms(10 * 60 * 1000);
    let back = async |app: &TestApp| {
        let news = app.sign_in("elif").await.get("/api/notifications").await.ok();
        news["items"].as_array().unwrap().iter().filter(|it| it["kind"] == "snooze_over").count()
    };
    let begun = std::time::Instant::now();
    while back(&app).await == 0 {
        assert!(begun.elapsed().as_secs() < 10, "nobody was told");
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    let app = app.restarted().await;
    app.clock.advance_ms(2 * 60 * 1000);
    // What is put off later is told later: by then the first would have been told again.
    elif_puts_off(&app, &path).await;
    while back(&app).await < 2 {
        app.clock.advance_ms(60_000);
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
        assert!(begun.elapsed().as_secs() < 20, "nobody was told");
    }
    assert_eq!(back(&app).await, 2);
}

#[tokio::test]
async fn what_was_put_off_stays_with_who_did_so_until_the_visitor_writes() {
    let app = TestApp::start().await;
    let elif = app.agent("elif").await;
    let desk_of_elif = desk(&app, &elif).await;
    let (mut ayse, mut zeynep) = (visitor(&app).await, visitor(&app).await);
    let chat_of = async |it: &mut crate::chat::Visiting| {
        let started = it.socket.say("chat:start", json!({ "message": "Merhaba", "client_ref": "1" })).await;
        id(&started["conversation"]).to_owned()
    };
    let (put_off, open) = (chat_of(&mut ayse).await, chat_of(&mut zeynep).await);
    elif_puts_off(&app, &format!("/api/chat/{put_off}/snooze")).await;
    let murat = app.agent("murat").await;
    let mut desk = desk(&app, &murat).await;
    drop(desk_of_elif);
    let moved = |chat: &str| {
        let chat = chat.to_owned();
        move |it: &Value| {
            it["conversation"]["id"] == chat && it["conversation"]["assignee"]["name"] == "murat"
        }
    };
    let begun = std::time::Instant::now();
    while app.app.absent_users.all().is_empty() {
        assert!(begun.elapsed().as_secs() < 10, "the lost desk is not missed");
        tokio::task::yield_now().await;
    }
    app.clock.advance_ms(61_000);
    desk.hears_where("chat:assigned", moved(&open)).await;
    let stays = murat.get(&format!("/api/chat/{put_off}")).await.ok();
    assert_eq!(stays["assignee"]["name"], "elif");
    let said = json!({ "conversationId": put_off, "body": "Orada mısınız?", "client_ref": "2" });
    assert_eq!(ayse.socket.say("chat:message", said).await["ok"], true);
    desk.hears_where("chat:assigned", moved(&put_off)).await;
}

async fn elif_puts_off(app: &TestApp, path: &str) {
    let until = app.clock.now() + jiff::SignedDuration::from_mins(5);
    app.sign_in("elif").await.put(path, &json!({ "until": until.to_string() })).await.ok();
}

#[tokio::test]
async fn a_transcript_says_everything_once_and_notes_only_when_asked() {
    let app = TestApp::start().await;
    let elif = app.agent("elif").await;
    let _desk = desk(&app, &elif).await;
    let mut ayse = visitor(&app).await;
    let started =
        ayse.socket.say("chat:start", json!({ "message": "<b>Merhaba</b>", "client_ref": "1" })).await;
    let chat = id(&started["conversation"]).to_owned();
    elif.post(&format!("/api/chat/{chat}/note"), &json!({ "body": "Gizli", "client_ref": "n" }))
        .await
        .expect(201);
    for n in 0..3 {
        let answer = json!({ "body": format!("yanıt {n}"), "client_ref": format!("e{n}") });
        elif.post(&format!("/api/chat/{chat}/message"), &answer).await.expect(201);
    }
    let fetch = async |query: &str| {
        let path = format!("/api/chat/{chat}/transcript?{query}");
        let answer = elif.request(reqwest::Method::GET, &path).send().await.unwrap();
        let name = answer.headers()["content-disposition"].to_str().unwrap().to_owned();
        (name, answer.text().await.unwrap())
    };
    let (name, text) = fetch("").await;
    assert_eq!(name, "attachment; filename=\"sohbet-1.txt\"");
    assert!(text.contains("[15.01.2026 12:00] elif\nyanıt 2\n"), "{text}");
    assert!(
        text.contains("* elif sohbete katıldı") && text.contains("<b>Merhaba</b>") && !text.contains("Gizli"),
        "{text}"
    );
    let (name, page) = fetch("format=html&notes=true").await;
    assert!(name.ends_with("sohbet-1.html\"") && page.contains("&lt;b&gt;Merhaba") && page.contains("Gizli"));
    assert!(!page.contains("<b>Merhaba") && !page.contains("<script"));
    let (_, data) = fetch("format=json").await;
    let data: Value = serde_json::from_str(&data).unwrap();
    assert_eq!((id(&data["conversation"]), data["messages"].as_array().unwrap().len()), (chat.as_str(), 5));
    let (_, other) = app.second_site("ikinci").await;
    other.get(&format!("/api/chat/{chat}/transcript")).await.problem(404, "not_found");
    other.get(&format!("/api/chat/{chat}/history")).await.problem(404, "not_found");
}

#[tokio::test]
async fn all_conversations_of_a_visitor_read_as_one_thread() {
    let app = TestApp::start().await;
    let elif = app.agent("elif").await;
    let _desk = desk(&app, &elif).await;
    let mut ayse = visitor(&app).await;
    let first = ayse.socket.say("chat:start", json!({ "message": "Bir", "client_ref": "1" })).await;
    let first = id(&first["conversation"]).to_owned();
    elif.post(&format!("/api/chat/{first}/note"), &json!({ "body": "Not", "client_ref": "n" }))
        .await
        .expect(201);
    elif.put(&format!("/api/chat/{first}/close"), &json!({})).await.ok();
    assert_eq!(elif.get(&format!("/api/chat/{first}")).await.ok()["history"], false);
    app.clock.advance_ms(1_000);
    let second = ayse.socket.say("chat:start", json!({ "message": "İki", "client_ref": "2" })).await;
    let seq = second["message"]["seq"].as_i64().unwrap();
    let second = id(&second["conversation"]).to_owned();
    assert_eq!(elif.get(&format!("/api/chat/{second}")).await.ok()["history"], true);
    let all = elif.get(&format!("/api/chat/{second}/history?before={seq}")).await.ok();
    let bodies: Vec<_> =
        all["items"].as_array().unwrap().iter().map(|it| it["body"].as_str().unwrap()).collect();
    assert!(bodies.contains(&"Bir") && bodies.contains(&"Not") && !bodies.contains(&"İki"), "{bodies:?}");
    assert!(all["items"].as_array().unwrap().iter().any(|it| it["conversation_id"] == json!(first)));
}
