//! The assistant, as a visitor and an agent meet it.
use crate::chat::{desk, visitor};
use crate::harness::TestApp;
use serde_json::{Value, json};

const HARC: &str = "Harç ücreti iki taksitte ödenir. İlk taksit ekim ayının sonuna kadar yatırılır.";

/// A site whose knowledge base has an article that is ready to be found.
async fn informed() -> TestApp {
    let app = TestApp::start().await;
    let article = json!({ "title": "Harç ödeme", "body": HARC, "status": "published" });
    app.admin().post("/api/knowledge", &article).await.expect(201);
    for _ in 0..400 {
        let found = app.page().get("/api/knowledge/search?q=har%C3%A7").await.ok();
        let hit = &found["items"][0];
        if hit["vector_score"].as_f64() > Some(0.0) && hit["text_score"].as_f64() > Some(0.0) {
            return app;
        }
        tokio::time::sleep(std::time::Duration::from_millis(25)).await;
    }
    panic!("never found");
}

fn by_assistant(message: &Value) -> bool {
    message["author"]["kind"] == "assistant"
}

#[tokio::test]
async fn a_question_is_answered_with_its_source_word_by_word() {
    let app = informed().await;
    let mut ayse = visitor(&app).await;
    let started = ayse.socket.say("chat:start", json!({ "message": "harc ne zaman odeniyor" })).await;
    assert_eq!(started["conversation"]["status"], "bot", "nobody is there");
    let first = ayse.socket.hears_where("ai:chunk", |_| true).await;
    let answer = ayse.socket.hears_where("chat:message:new", by_assistant).await;
    assert_eq!(answer["client_ref"], first["messageRef"], "the pieces and the message belong together");
    assert_eq!(answer["body"], HARC);
    assert_eq!(answer["sources"][0]["slug"], "harc-odeme");
}

#[tokio::test]
async fn what_it_does_not_know_it_says_and_offers_a_person() {
    let app = informed().await;
    let mut ayse = visitor(&app).await;
    ayse.socket.say("chat:start", json!({ "message": "Mars'a bilet var mı?" })).await;
    let answer = ayse.socket.hears_where("chat:message:new", by_assistant).await;
    assert!(answer["body"].as_str().unwrap().contains("güvenilir bir yanıt bulamadım"), "{answer}");
    assert_eq!(answer["sources"], json!([]));
    let offer = ayse.socket.hears_where("ai:escalation", |_| true).await;
    assert_eq!(offer["options"], json!(["wait", "ticket"]));
}

#[tokio::test]
async fn who_asks_for_a_person_gets_one_at_once() {
    let app = informed().await;
    let mut ayse = visitor(&app).await;
    let started = ayse.socket.say("chat:start", json!({ "message": "harç taksitleri" })).await;
    let chat = started["conversation"]["id"].as_str().unwrap().to_owned();
    ayse.socket.hears_where("chat:message:new", by_assistant).await;

    let elif = app.agent("elif").await;
    let mut desk = desk(&app, &elif).await;
    let wish = json!({ "conversationId": chat, "body": "Temsilciyle görüşmek istiyorum", "client_ref": "w" });
    ayse.socket.say("chat:message", wish).await;
    let assigned = desk.hears_where("chat:assigned", |_| true).await;
    assert_eq!(assigned["conversation"]["assignee"]["name"], "elif");
    assert_eq!(assigned["conversation"]["assistant"], "stopped");
}

#[tokio::test]
async fn an_agent_gets_a_suggestion_and_the_test_bench_shows_the_passages() {
    let app = informed().await;
    let elif = app.agent("elif").await;
    let _desk = desk(&app, &elif).await;
    let mut ayse = visitor(&app).await;
    let started = ayse.socket.say("chat:start", json!({ "message": "Harç taksitle ödenir mi?" })).await;
    assert_eq!(started["conversation"]["status"], "active");
    let about = json!({ "conversation_id": started["conversation"]["id"] });
    let suggested = elif.post("/api/ai/suggest", &about).await.ok();
    assert_eq!(suggested["suggestion"]["text"], HARC);
    let tested = elif.post("/api/ai/test", &json!({ "question": "harç" })).await.ok();
    assert_eq!(tested["hits"][0]["slug"], "harc-odeme");
    assert_eq!(tested["trace"], Value::Null, "how it came to be is for admins");
    let whole = app.admin().post("/api/ai/test", &json!({ "question": "harç" })).await.ok();
    assert!(whole["trace"].is_object(), "{whole}");
    let unknown = elif.post("/api/ai/test", &json!({ "question": "uzay gemisi" })).await.ok();
    assert_eq!(unknown["answer"], Value::Null);
}

#[tokio::test]
async fn articles_are_suggested_while_typing() {
    let app = informed().await;
    let mut ayse = visitor(&app).await;
    let hints = ayse.socket.say("kb:suggest", json!({ "text": "harç ödem" })).await;
    assert_eq!(hints["articles"][0]["title"], "Harç ödeme", "{hints}");
    let none = ayse.socket.say("kb:suggest", json!({ "text": "ha" })).await;
    assert_eq!(none["articles"], json!([]));
}

#[tokio::test]
async fn who_waits_for_a_person_is_shown_what_may_help_meanwhile() {
    let app = informed().await;
    let mut ayse = visitor(&app).await;
    let started = ayse.socket.say("chat:start", json!({})).await;
    let chat = started["conversation"]["id"].as_str().unwrap().to_owned();
    let waits = ayse.socket.say("chat:escalate", json!({ "conversationId": chat, "choice": "wait" })).await;
    assert_eq!(waits["status"], "queued", "{waits}");
    let said = json!({ "conversationId": chat, "body": "harç ödeme", "client_ref": "1" });
    ayse.socket.say("chat:message", said).await;
    let told = ayse.socket.hears("kb:suggestions").await;
    assert_eq!(told["articles"][0]["slug"], "harc-odeme", "{told}");
    assert_eq!(told["message"], "Bu makaleler yardımcı olabilir");
}

#[tokio::test]
async fn a_few_words_more_do_not_get_the_same_answer_again() {
    let app = informed().await;
    let mut ayse = visitor(&app).await;
    let started = ayse.socket.say("chat:start", json!({ "message": "harç ne zaman ödenir acaba" })).await;
    let chat = started["conversation"]["id"].as_str().unwrap().to_owned();
    ayse.socket.hears_where("chat:message:new", |it| it["body"] == HARC).await;
    let more = json!({ "conversationId": chat, "body": "zebra", "client_ref": "z" });
    ayse.socket.say("chat:message", more).await;
    let answer = ayse.socket.hears_where("chat:message:new", by_assistant).await;
    assert_eq!(answer["sources"], json!([]), "{answer}");
}
