//! The assistant without a language model: what it quotes, what it lists, what it says, and what people get of it.
use crate::chat::{Visiting, desk, visitor};
use crate::harness::TestApp;
use crate::socket::Socket;
use asisttr::config::Config;
use serde_json::{Value, json};

/// Title and words of the articles of these tests.
pub(crate) const ARTICLES: &[(&str, &str)] = &[
    ("Harç ödeme", "Harç ücreti iki taksitte ödenir. İlk taksit ekim ayının sonuna kadar yatırılır."),
    ("Yurt başvurusu", "Yurt başvurusu eylül ayında öğrenci işleri sayfasından yapılır."),
];

/// A site whose articles are ready to be found.
pub(crate) async fn informed(articles: &[(&str, &str)], change: impl FnOnce(&mut Config)) -> TestApp {
    let app = TestApp::start_with(change).await;
    for (title, body) in articles {
        let article = json!({ "title": title, "body": body, "status": "published" });
        app.admin().post("/api/knowledge", &article).await.expect(201);
    }
    for (title, _) in articles {
        found(&app, title).await;
    }
    app
}

async fn found(app: &TestApp, title: &str) {
    for _ in 0..600 {
        let address = format!("{}/api/knowledge/search", app.base);
        let address = reqwest::Url::parse_with_params(&address, [("q", title)]).unwrap();
        let hits = app.page().get(&format!("{}?{}", address.path(), address.query().unwrap())).await.ok();
        let hit = &hits["items"][0];
        if hit["vector_score"].as_f64() > Some(0.0) && hit["text_score"].as_f64() > Some(0.0) {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(25)).await;
    }
    panic!("{title} is never found");
}

pub(crate) fn by_assistant(message: &Value) -> bool {
    message["author"]["kind"] == "assistant"
}

impl Visiting {
    /// Says something, beginning the conversation where there is none; answers the conversation's id.
    pub(crate) async fn says(&mut self, chat: Option<&str>, text: &str) -> String {
        let Some(chat) = chat else {
            let started = self.socket.say("chat:start", json!({ "message": text, "language": "tr" })).await;
            return started["conversation"]["id"].as_str().unwrap().to_owned();
        };
        let message = json!({ "conversationId": chat, "body": text, "client_ref": text });
        assert_eq!(self.socket.say("chat:message", message).await["ok"], true);
        chat.to_owned()
    }

    /// The assistant's next message.
    pub(crate) async fn hears_assistant(&mut self) -> Value {
        self.socket.hears_where("chat:message:new", by_assistant).await
    }
}

pub(crate) async fn trace(app: &TestApp, message: &Value) -> Value {
    app.admin().get(&format!("/api/ai/traces/{}", message["id"].as_str().unwrap())).await.ok()
}

/// Plays a conversation as it is written in a file of `tests/data/golden`.
async fn play(name: &str) {
    let app = informed(ARTICLES, |_| ()).await;
    let text = std::fs::read_to_string(format!("tests/data/golden/{name}.txt")).unwrap();
    let mut ayse = visitor(&app).await;
    let mut chat: Option<String> = None;
    for line in text.lines().filter(|it| !it.starts_with('#') && !it.is_empty()) {
        if let Some(said) = line.strip_prefix("ziyaretçi: ") {
            chat = Some(ayse.says(chat.as_deref(), said).await);
        } else if line == "kuyruk" {
            let id = chat.as_deref().unwrap();
            let waiting =
                ayse.socket.hears_where("chat:updated", |it| it["conversation"]["status"] == "queued").await;
            assert_eq!(waiting["conversation"]["id"], id, "{name}");
        } else {
            let (how, words) = line.strip_prefix("asistan (").unwrap().split_once("): ").unwrap();
            let answer = ayse.hears_assistant().await;
            assert!(answer["body"].as_str().unwrap().contains(words), "{name}: {line}: {answer}");
            let (rung, source) = how.split_once(", ").unwrap_or((how, ""));
            assert_eq!(trace(&app, &answer).await["trace"]["rung"], rung, "{name}: {line}");
            assert_eq!(answer["sources"][0]["slug"].as_str().unwrap_or_default(), source, "{name}: {line}");
        }
    }
}

#[tokio::test]
async fn golden_conversations_go_as_they_are_written() {
    for name in ["harc", "bilinmeyen", "english", "yurt"] {
        play(name).await;
    }
}

#[tokio::test]
async fn the_trace_tells_how_the_answer_came_and_hides_who_asked() {
    let app = informed(ARTICLES, |_| ()).await;
    let mut ayse = visitor(&app).await;
    ayse.says(None, "TC numaram 10000000146, harç taksidi ne zaman ödenir?").await;
    let answer = ayse.hears_assistant().await;
    let trace = trace(&app, &answer).await;
    assert_eq!(
        (&trace["trace"]["rung"], &trace["trace"]["reason"]),
        (&json!("extractive"), &json!("no_model"))
    );
    assert_eq!(trace["trace"]["passages"][0]["slug"], "harc-odeme");
    assert_eq!(trace["trace"]["passages"][0]["cited"], true);
    assert!(!trace.to_string().contains("10000000146"), "{trace}");
    let path = format!("/api/ai/traces/{}", answer["id"].as_str().unwrap());
    app.agent("elif").await.get(&path).await.problem(403, "role_forbids");
    let (_, other) = app.second_site("baska").await;
    other.get(&path).await.problem(404, "not_found");
    let health = app.nobody().get("/health").await.ok();
    assert_eq!(
        (&health["answers"]["rung"], &health["answers"]["reason"]),
        (&json!("extractive"), &json!("no_model"))
    );
}

#[tokio::test]
async fn articles_that_come_near_stand_in_for_an_answer() {
    let app = informed(ARTICLES, |_| ()).await;
    let hits = app.page().get("/api/knowledge/search?q=har%C3%A7%20%C3%BCcreti").await.ok();
    let floor = (hits["items"][0]["score"].as_f64().unwrap() + 0.05).min(1.0);
    app.admin().put("/api/settings/ai", &json!({ "floor": floor })).await.ok();
    let mut ayse = visitor(&app).await;
    ayse.says(None, "harç ücreti").await;
    let answer = ayse.hears_assistant().await;
    let trace = trace(&app, &answer).await;
    assert_eq!(trace["trace"]["rung"], "articles", "{trace}");
    assert!(answer["body"].as_str().unwrap().contains("Bunlar yardımcı olabilir"), "{answer}");
    assert_eq!(answer["sources"][0]["slug"], "harc-odeme");
}

#[tokio::test]
async fn one_word_of_several_in_an_article_about_something_else_is_no_answer() {
    let bus = ("Ulaşım", "Kampüs otobüsü sabah yedide meydandan kalkar ve her yarım saatte bir gelir.");
    let app = informed(&[bus, ARTICLES[1]], |_| ()).await;
    // Else its score alone would keep it out.
    app.admin().put("/api/settings/ai", &json!({ "floor": 0.05 })).await.ok();
    let mut ayse = visitor(&app).await;
    let chat = ayse.says(None, "Kampüste kedi köpek besleyebilir miyim?").await;
    let answer = ayse.hears_assistant().await;
    let trace = trace(&app, &answer).await;
    assert_eq!((&trace["trace"]["rung"], &trace["trace"]["reason"]), (&json!("none"), &json!("by_chance")));
    assert!(answer["sources"].as_array().is_none_or(Vec::is_empty), "{answer}");
    ayse.says(Some(&chat), "Kampüs otobüsü ne zaman kalkar?").await;
    assert!(ayse.hears_assistant().await["body"].as_str().unwrap().contains("yedide"));
}

#[tokio::test]
async fn who_was_not_helped_says_so_and_is_offered_a_person() {
    let app = informed(ARTICLES, |_| ()).await;
    let mut ayse = visitor(&app).await;
    ayse.says(None, "harç ne zaman ödenir?").await;
    let answer = ayse.hears_assistant().await;
    let path = format!("/api/widget/answers/{}/feedback", answer["id"].as_str().unwrap());
    let zeynep = visitor(&app).await;
    zeynep.http.post(&path, &json!({ "helpful": true })).await.problem(404, "not_found");
    ayse.http.post(&path, &json!({ "helpful": false })).await.expect(204);
    let offer = ayse.socket.hears_where("ai:escalation", |_| true).await;
    assert_eq!(offer["options"], json!(["wait", "ticket"]));
    assert_eq!(trace(&app, &answer).await["helpful"], false);
    let article = app.admin().get("/api/knowledge?q=Har%C3%A7").await.ok();
    assert_eq!(article["items"][0]["not_helpful"], 1, "{article}");
}

#[tokio::test]
async fn a_yes_after_no_answer_takes_the_offer_of_a_person() {
    let app = informed(ARTICLES, |_| ()).await;
    let mut ayse = visitor(&app).await;
    let chat = ayse.says(None, "Mars'a bilet alabilir miyim?").await;
    let missed = ayse.hears_assistant().await;
    ayse.says(Some(&chat), "Evet").await;
    let waiting =
        ayse.socket.hears_where("chat:updated", |it| it["conversation"]["status"] == "queued").await;
    assert_eq!(waiting["conversation"]["id"], json!(chat));
    assert_eq!(trace(&app, &missed).await["helpful"], Value::Null, "nothing was there to be judged");
}

/// The note that the assistant leaves for the agent.
async fn note(desk: &mut Socket) -> Value {
    desk.hears_where("chat:message:new", |it| it["note"] == true && by_assistant(it)).await
}

#[tokio::test]
async fn an_agent_who_takes_over_finds_what_was_asked_and_answered() {
    let app = informed(ARTICLES, |_| ()).await;
    let mut ayse = visitor(&app).await;
    let chat = ayse.says(None, "harç ne zaman ödenir?").await;
    ayse.hears_assistant().await;
    let elif = app.agent("elif").await;
    let mut desk = desk(&app, &elif).await;
    ayse.says(Some(&chat), "Temsilciyle görüşmek istiyorum").await;
    let left = note(&mut desk).await;
    let body = left["body"].as_str().unwrap();
    assert!(body.contains("ziyaretçi temsilci istedi") && body.contains("harç ne zaman ödenir?"), "{body}");
    assert!(body.contains("iki taksitte ödenir"), "{body}");
    assert_eq!(left["sources"][0]["slug"], "harc-odeme");
    let thread = ayse.http.get("/api/widget/messages").await.ok();
    assert!(!thread.to_string().contains("ziyaretçi temsilci istedi"), "notes are for agents only");
}

#[tokio::test]
async fn an_agent_who_simply_answers_gets_the_same() {
    let app = informed(ARTICLES, |_| ()).await;
    let mut ayse = visitor(&app).await;
    let chat = ayse.says(None, "harç ne zaman ödenir?").await;
    ayse.hears_assistant().await;
    let elif = app.agent("elif").await;
    let mut desk = desk(&app, &elif).await;
    desk.say(
        "chat:message",
        json!({ "conversationId": chat, "body": "Merhaba, ben Elif", "client_ref": "e" }),
    )
    .await;
    assert!(note(&mut desk).await["body"].as_str().unwrap().contains("temsilci devraldı"));
}

#[tokio::test]
async fn the_note_says_why_the_conversation_comes() {
    let app = informed(ARTICLES, |_| ()).await;
    app.admin().put("/api/settings/ai", &json!({ "mode": "always" })).await.ok();
    let elif = app.agent("elif").await;
    let mut desk = desk(&app, &elif).await;
    let (known, unknown, other) =
        ("Harç ne zaman ödenir?", "Mars'a bilet alabilir miyim?", "Jüpiter'e vize gerekir mi?");
    for (questions, helpful, why) in [
        (vec![unknown, other], true, "arka arkaya iki soru yanıtsız kaldı"),
        (vec![known, unknown], true, "son soru yanıtsız kaldı"),
        (vec![known], false, "son yanıt yardımcı olmadı"),
        (vec![known], true, "ziyaretçi temsilci seçti"),
    ] {
        let mut ayse = visitor(&app).await;
        let (mut chat, mut answer) = (None, Value::Null);
        for question in questions {
            chat = Some(ayse.says(chat.as_deref(), question).await);
            answer = ayse.hears_assistant().await;
        }
        if !helpful {
            let path = format!("/api/widget/answers/{}/feedback", answer["id"].as_str().unwrap());
            ayse.http.post(&path, &json!({ "helpful": false })).await.expect(204);
        }
        let chat = chat.unwrap();
        ayse.socket.say("chat:escalate", json!({ "conversationId": chat, "choice": "wait" })).await;
        let left = note(&mut desk).await;
        assert_eq!(left["conversation_id"], json!(chat));
        assert!(left["body"].as_str().unwrap().contains(why), "{why}: {left}");
        elif.put(&format!("/api/chat/{chat}/close"), &json!({})).await.ok();
    }
}

#[tokio::test]
async fn nothing_is_suggested_where_nothing_is_asked() {
    let app = informed(ARTICLES, |_| ()).await;
    let elif = app.agent("elif").await;
    let _desk = desk(&app, &elif).await;
    let mut ayse = visitor(&app).await;
    let chat = ayse.says(None, "Merhaba").await;
    for (said, suggested) in [
        ("harç taksitle ödenir mi acaba?", true),
        ("Çok teşekkür ederim", false),
        ("bir yetkiliyle görüşmek istiyorum", false),
    ] {
        ayse.says(Some(&chat), said).await;
        let answer = elif.post("/api/ai/suggest", &json!({ "conversation_id": chat })).await.ok();
        assert_eq!(answer["suggestion"].is_object(), suggested, "{said}: {answer}");
    }
}

#[tokio::test]
async fn each_mode_speaks_when_it_says() {
    let app = informed(ARTICLES, |_| ()).await;
    for (mode, status, assistant) in [
        ("offline", "queued", "stopped"),
        ("suggest", "queued", "off"),
        ("busy", "bot", "on"),
        ("off", "queued", "off"),
    ] {
        app.admin().put("/api/settings/ai", &json!({ "mode": mode })).await.ok();
        let mut ayse = visitor(&app).await;
        let started = ayse.socket.say("chat:start", json!({ "message": "harç" })).await;
        let got = (&started["conversation"]["status"], &started["conversation"]["assistant"]);
        assert_eq!(got, (&json!(status), &json!(assistant)), "{mode}");
    }
}

#[tokio::test]
async fn an_assistant_that_was_switched_off_is_silent_in_what_it_has_too() {
    let app = informed(ARTICLES, |_| ()).await;
    let mut ayse = visitor(&app).await;
    let chat = ayse.says(None, "harç ne zaman ödenir?").await;
    ayse.hears_assistant().await;
    app.admin().put("/api/settings/ai", &json!({ "mode": "off" })).await.ok();
    let elif = app.agent("elif").await;
    let mut desk = desk(&app, &elif).await;
    ayse.says(Some(&chat), "yurt başvurusu ne zaman?").await;
    let taken = desk.hears_where("chat:assigned", |it| it["conversation"]["id"] == chat).await;
    assert_eq!(taken["conversation"]["assignee"]["name"], "elif");
    let thread = ayse.http.get("/api/widget/messages").await.ok();
    let said = thread["items"].as_array().unwrap().iter().filter(|it| by_assistant(it)).count();
    assert_eq!(said, 1, "{thread}");
}

#[tokio::test]
async fn several_messages_in_a_row_are_one_question() {
    let app = informed(ARTICLES, |_| ()).await;
    let mut ayse = visitor(&app).await;
    let chat = ayse.says(None, "Merhaba, yurt başvurusu").await;
    ayse.says(Some(&chat), "hangi ayda yapılıyor acaba").await;
    let answer = ayse
        .socket
        .hears_where("chat:message:new", |it| by_assistant(it) && it["sources"] != json!([]))
        .await;
    assert!(answer["body"].as_str().unwrap().contains("eylül"), "{answer}");
}
