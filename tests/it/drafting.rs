//! Articles drafted from solved conversations.
use crate::assistant_model::{saying, saying_in_two_parts, with_model};
use crate::chat::{Visiting, desk, visitor};
use crate::harness::{Caller, TestApp};
use crate::providers::peer::Peer;
use serde_json::{Value, json};

const ANSWER: &str =
    "Merhaba Ayşe Hanım, kart yenileme ücreti 120 liradır. Kartınız öğrenci işlerinde 3 günde hazır olur.";

/// A conversation in which an agent answered, and which is closed.
async fn solved(app: &TestApp, elif: &Caller) -> (String, Visiting) {
    let mut desk = desk(app, elif).await;
    let mut ayse = visitor(app).await;
    elif.put(&format!("/api/visitors/{}", ayse.id), &json!({ "name": "Ayşe Kaya" })).await.ok();
    let said = "Merhaba. Öğrenci kartım kayboldu, nasıl yeniletirim? Telefonum 0532 123 45 67";
    let started = ayse.socket.say("chat:start", json!({ "message": said, "language": "tr" })).await;
    let chat = started["conversation"]["id"].as_str().unwrap().to_owned();
    for (body, name) in [(ANSWER, "e1"), ("Rica ederim, iyi günler", "e2")] {
        let message = json!({ "conversationId": chat, "body": body, "client_ref": name });
        assert_eq!(desk.say("chat:message", message).await["ok"], true);
    }
    elif.post(&format!("/api/chat/{chat}/note"), &json!({ "body": "Gizli not: müdüre sor" }))
        .await
        .expect(201);
    elif.post(&format!("/api/chat/{chat}/tag"), &json!({ "name": "kart" })).await;
    elif.put(&format!("/api/chat/{chat}/close"), &json!({})).await.ok();
    (chat, ayse)
}

async fn drafted(by: &Caller, chat: &str) -> Value {
    by.post("/api/ai/article-draft", &json!({ "conversation_id": chat })).await.expect(201)
}

#[tokio::test]
async fn without_a_model_the_question_is_the_title_and_the_agents_words_the_text() {
    let app = TestApp::start().await;
    let elif = app.agent("elif").await;
    let (chat, _ayse) = solved(&app, &elif).await;
    let made = drafted(&elif, &chat).await;
    assert_eq!((&made["new"], &made["reason"]), (&json!(true), &json!("no_model")));
    let article = &made["article"];
    assert_eq!(article["title"], "Öğrenci kartım kayboldu, nasıl yeniletirim?");
    assert_eq!(
        article["body"],
        "Kart yenileme ücreti 120 liradır. Kartınız öğrenci işlerinde 3 günde hazır olur."
    );
    assert_eq!((&article["status"], &article["author"]["name"]), (&json!("draft"), &json!("elif")));
    let from = json!({ "conversation_id": chat, "number": 1, "by": "extractive" });
    assert_eq!(article["drafted_from"], from);
    let path = format!("/api/knowledge/{}", article["id"].as_str().unwrap());
    assert_eq!(elif.get(&path).await.ok()["drafted_from"], from, "kept");

    // It is nobody's to read but the desk's, and there is one of it.
    let public = app.page().get("/api/knowledge/public").await.ok();
    assert_eq!(public["items"], json!([]));
    let again = elif.post("/api/ai/article-draft", &json!({ "conversation_id": chat })).await.expect(200);
    assert_eq!((&again["article"]["id"], &again["new"]), (&article["id"], &json!(false)));
    let past = elif.get(&format!("/api/ai/similar?conversation_id={chat}")).await.ok();
    assert_eq!(past["article"]["id"], article["id"]);

    app.admin().delete(&format!("/api/chat/{chat}")).await.expect(204);
    for _ in 0..400 {
        if elif.get(&path).await.ok()["drafted_from"].is_null() {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(25)).await;
    }
    panic!("a conversation that is gone is still named");
}

#[tokio::test]
async fn only_what_was_solved_by_a_person_of_the_site_becomes_a_draft() {
    let app = TestApp::start().await;
    let elif = app.agent("elif").await;
    let (chat, mut ayse) = solved(&app, &elif).await;
    let of = |chat: &str| json!({ "conversation_id": chat });
    let (_, other) = app.second_site("baska").await;
    other.post("/api/ai/article-draft", &of(&chat)).await.problem(404, "not_found");
    ayse.http.post("/api/ai/article-draft", &of(&chat)).await.expect(401);
    elif.post("/api/ai/article-draft", &json!({})).await.problem(422, "field_missing");

    let started = ayse.socket.say("chat:start", json!({ "message": "Bir sorum daha var acaba" })).await;
    let open = started["conversation"]["id"].as_str().unwrap().to_owned();
    elif.post("/api/ai/article-draft", &of(&open)).await.problem(409, "conversation_not_closed");
    elif.put(&format!("/api/chat/{open}/close"), &json!({})).await.ok();
    elif.post("/api/ai/article-draft", &of(&open)).await.problem(409, "conversation_without_reply");
}

#[tokio::test]
async fn a_model_writes_from_what_was_said_and_adds_nothing() {
    let peer = Peer::start(|number, _| match number {
        0 => saying("BAŞLIK: Öğrenci kartı nasıl yenilenir?\nKATEGORİ: kartlar\n\nKart yenileme ücreti 120 liradır.\n\n1. Öğrenci işlerine başvurun."),
        _ => saying("BAŞLIK: Kart\nKATEGORİ: -\n\nKart yenileme ücreti 999 liradır."),
    })
    .await;
    let app = with_model(&[], &peer).await;
    let shelf = json!({ "title": "Kart çeşitleri", "body": "Kartlar iki çeşittir.", "category": "Kartlar" });
    app.admin().post("/api/knowledge", &shelf).await.expect(201);
    let elif = app.agent("elif").await;
    app.admin().put("/api/settings/ai", &json!({ "mode": "off" })).await.ok();
    let (chat, _ayse) = solved(&app, &elif).await;
    let made = drafted(&elif, &chat).await;
    let article = &made["article"];
    assert_eq!((&made["reason"], &article["drafted_from"]["by"]), (&Value::Null, &json!("model")), "{made}");
    assert_eq!(article["title"], "Öğrenci kartı nasıl yenilenir?");
    assert_eq!(article["body"], "Kart yenileme ücreti 120 liradır.\n\n1. Öğrenci işlerine başvurun.");
    assert_eq!((&article["category"], &article["status"]), (&json!("Kartlar"), &json!("draft")));
    let read = peer.asked().last().unwrap().body.to_string();
    assert!(read.contains("120 lira") && read.contains("Kartlar"), "{read}");
    for secret in ["0532", "Ayşe", "Gizli not"] {
        assert!(!read.contains(secret), "{secret}: {read}");
    }

    let (chat, _other) = solved(&app, &elif).await;
    let made = drafted(&elif, &chat).await;
    assert_eq!(made["reason"], "unfaithful", "a number that nobody said: {made}");
    assert!(!made["article"]["body"].as_str().unwrap().contains("999"));
}

#[tokio::test]
async fn a_question_without_an_article_takes_the_answer_that_a_person_gave() {
    let app = TestApp::start().await;
    let mut ayse = visitor(&app).await;
    let said = json!({ "message": "Kütüphane kartı kaç liraya yenileniyor?", "language": "tr" });
    let started = ayse.socket.say("chat:start", said).await;
    let chat = started["conversation"]["id"].as_str().unwrap().to_owned();
    ayse.hears_assistant().await;
    let elif = app.agent("elif").await;
    let question = loop {
        let open = elif.get("/api/knowledge/unanswered").await.ok();
        if let Some(it) = open["items"].as_array().unwrap().first() {
            break it.clone();
        }
        tokio::time::sleep(std::time::Duration::from_millis(25)).await;
    };
    let ask = json!({ "question_id": question["id"] });
    elif.post("/api/ai/article-draft", &ask).await.problem(409, "question_without_reply");
    let mut desk = desk(&app, &elif).await;
    let answer =
        json!({ "conversationId": chat, "body": "Kütüphane kartı 40 liraya yenilenir.", "client_ref": "e" });
    assert_eq!(desk.say("chat:message", answer).await["ok"], true);
    elif.put(&format!("/api/chat/{chat}/close"), &json!({})).await.ok();
    let made = elif.post("/api/ai/article-draft", &ask).await.expect(201);
    assert_eq!(made["article"]["title"], "Kütüphane kartı kaç liraya yenileniyor?");
    assert_eq!(made["article"]["body"], "Kütüphane kartı 40 liraya yenilenir.");
    assert_eq!(made["article"]["drafted_from"]["conversation_id"], json!(chat));
}

#[tokio::test]
async fn two_who_ask_at_once_get_the_same_draft() {
    let head = "BAŞLIK: Öğrenci kartı nasıl yenilenir?\nKATEGORİ: -\n\n";
    // Slow enough that both have asked before either is answered.
    let peer = Peer::saying(saying_in_two_parts(head, "Kart yenileme ücreti 120 liradır.")).await;
    let app = with_model(&[], &peer).await;
    let elif = app.agent("elif").await;
    app.admin().put("/api/settings/ai", &json!({ "mode": "off" })).await.ok();
    let (chat, _ayse) = solved(&app, &elif).await;
    let of = json!({ "conversation_id": chat });
    let ask = async || elif.post("/api/ai/article-draft", &of).await.ok();
    let (one, other) = tokio::join!(ask(), ask());
    assert_eq!(one["article"]["id"], other["article"]["id"], "{one} {other}");
    assert_ne!(one["new"], other["new"], "{one} {other}");
}
