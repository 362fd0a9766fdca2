//! The assistant with a language model that a server of the test plays: what it is asked, what of its words is shown,
//! and what happens when it misbehaves.
use crate::assistant_ladder::{by_assistant, informed, trace};
use crate::chat::{Visiting, desk, visitor};
use crate::harness::TestApp;
use crate::providers::peer::{Peer, Reply, Step};
use asisttr::config::PrivateAddresses;
use serde_json::{Value, json};
use std::time::Duration;

const FEE: (&str, &str) = (
    "Harç ödeme",
    "Harç ücreti iki taksitte ödenir. İlk taksit ekim ayının sonuna kadar yatırılır. Geç kalan öğrenci işlerine dilekçe verir.",
);

/// The lines of a completion that says `words` one after the other.
fn chunks<'w>(words: impl IntoIterator<Item = &'w str>) -> Vec<String> {
    let chunk = |it: &str| format!("data: {}\n\n", json!({ "choices": [{ "delta": { "content": it } }] }));
    words.into_iter().map(chunk).collect()
}

fn end() -> Vec<String> {
    let end = json!({ "choices": [{ "delta": {}, "finish_reason": "stop" }] });
    vec![format!("data: {end}\n\n"), "data: [DONE]\n\n".to_owned()]
}

/// A whole answer, word by word.
pub(crate) fn saying(text: &str) -> Reply {
    Reply::pieces(chunks(text.split_inclusive(' ')).into_iter().chain(end()))
}

/// A site with articles, whose model is `peer`.
pub(crate) async fn with_model(articles: &[(&str, &str)], peer: &Peer) -> TestApp {
    let app = informed(articles, |it| it.private_addresses = PrivateAddresses::Any).await;
    let provider = json!({
        "kind": "openai", "name": "deneme", "address": peer.base, "models": ["model-1"], "in_house": true, "key": "k",
    });
    app.admin().post("/api/ai/providers", &provider).await.expect(201);
    app
}

/// Everything that the visitor's page was shown growing before the next message of the assistant, and that message.
async fn shown(ayse: &mut Visiting) -> (String, Value) {
    let answer = ayse.hears_assistant().await;
    let heard = ayse.socket.heard_so_far().await;
    let grown = heard.iter().filter(|it| it.0 == "ai:chunk").map(|it| it.1["delta"].as_str().unwrap());
    (grown.collect(), answer)
}

#[tokio::test]
async fn a_model_answers_from_the_passages_with_numbered_sources() {
    let peer = Peer::saying(saying(
        "Harç ücretini iki taksitte ödersiniz [1]. İlk taksit ekim sonuna kadar yatırılır [1].",
    ))
    .await;
    let app = with_model(&[FEE], &peer).await;
    let mut ayse = visitor(&app).await;
    ayse.says(None, "Harç taksitle ödenir mi? TC 10000000146").await;
    let (grown, answer) = shown(&mut ayse).await;
    assert_eq!(grown.trim(), answer["body"].as_str().unwrap(), "what grew is what is stored");
    assert_eq!(answer["sources"][0]["slug"], "harc-odeme");
    let asked = peer.asked().last().unwrap().body.clone();
    let talk = asked["messages"].to_string();
    assert!(
        talk.contains("KAYNAKLAR") && talk.contains("iki taksitte") && talk.contains("[kimlik no]"),
        "{talk}"
    );
    assert!(!talk.contains("10000000146"), "identity numbers are masked before a model sees them: {talk}");
    let trace = trace(&app, &answer).await["trace"].clone();
    assert_eq!((&trace["rung"], &trace["asking"]["verdict"]), (&json!("model"), &json!("passed")));
    assert_eq!(trace["asking"]["report"]["model"], "model-1");
    let health = app.nobody().get("/health").await.ok();
    assert_eq!(health["answers"]["by_model"], 1, "{health}");
}

#[tokio::test]
async fn a_model_that_fails_or_is_silent_leaves_the_quotation() {
    let refusing = Peer::saying(Reply::status(500, "{}")).await;
    let app = with_model(&[FEE], &refusing).await;
    let mut ayse = visitor(&app).await;
    ayse.says(None, "Harç ücreti ne zaman ödenir?").await;
    let answer = ayse.hears_assistant().await;
    assert_eq!(answer["body"], FEE.1);
    assert_eq!(trace(&app, &answer).await["trace"]["reason"], "failed");

    let silent = Peer::saying(Reply::pieces::<&str>([]).then(Step::Pause(Duration::from_secs(30)))).await;
    let app = with_model(&[FEE], &silent).await;
    app.admin().put("/api/settings/ai", &json!({ "first_word_seconds": 1 })).await.ok();
    let mut zeynep = visitor(&app).await;
    zeynep.says(None, "Harç ücreti ne zaman ödenir?").await;
    let answer = zeynep.hears_assistant().await;
    assert_eq!(answer["body"], FEE.1);
    assert_eq!(trace(&app, &answer).await["trace"]["reason"], "timed_out");
}

#[tokio::test]
async fn a_model_that_only_thinks_leaves_the_quotation() {
    let thought =
        |text: &str| format!("data: {{\"choices\":[{{\"delta\":{{\"content\":\"{text}\"}}}}]}}\n\n");
    let mut reply = Reply::pieces([thought("<think>hmm")]);
    for _ in 0..60 {
        reply =
            reply.then(Step::Pause(Duration::from_millis(500))).then(Step::Send(thought("hmm").into_bytes()));
    }
    let app = with_model(&[FEE], &Peer::saying(reply).await).await;
    app.admin().put("/api/settings/ai", &json!({ "answer_seconds": 5 })).await.ok();
    let mut ayse = visitor(&app).await;
    ayse.says(None, "Harç ücreti ne zaman ödenir?").await;
    let answer = ayse.hears_assistant().await;
    assert_eq!(
        (answer["body"].as_str(), &trace(&app, &answer).await["trace"]["reason"]),
        (Some(FEE.1), &json!("timed_out"))
    );
}

#[tokio::test]
async fn a_silent_provider_leaves_time_for_the_next_and_is_let_alone_after_a_while() {
    let silent = Peer::saying(Reply::pieces::<&str>([]).then(Step::Pause(Duration::from_secs(60)))).await;
    let app = with_model(&[FEE], &silent).await;
    let second = Peer::saying(saying("İlk taksit ekim ayının sonuna kadar yatırılır [1].")).await;
    let provider = json!({
        "kind": "openai", "name": "yedek", "address": second.base, "models": ["model-2"], "in_house": true, "key": "k",
    });
    app.admin().post("/api/ai/providers", &provider).await.expect(201);
    app.admin().put("/api/settings/ai", &json!({ "first_word_seconds": 4 })).await.ok();
    for (times, asked) in [(1, 1), (2, 2), (3, 3), (4, 3)] {
        let mut visiting = visitor(&app).await;
        visiting.says(None, "Harç ücreti ne zaman ödenir?").await;
        let answer = visiting.hears_assistant().await;
        assert_eq!(answer["body"], "İlk taksit ekim ayının sonuna kadar yatırılır [1].", "{times}");
        assert_eq!(silent.asked().len(), asked, "{times}");
        let before = trace(&app, &answer).await["trace"]["asking"]["report"]["failed_before"].clone();
        assert!(before.to_string().contains("deneme: "), "{before}");
    }
    let list = app.admin().get("/api/ai/providers").await.ok();
    let condition = &list["items"][0]["condition"];
    assert_eq!(
        (&condition["failures"], &condition["last_failure_code"]),
        (&json!(3), &json!("ai_timed_out"))
    );
}

#[tokio::test]
async fn a_model_that_does_not_know_leaves_the_list_of_articles() {
    let peer = Peer::saying(saying("BİLMİYORUM")).await;
    let app = with_model(&[FEE], &peer).await;
    let mut ayse = visitor(&app).await;
    ayse.says(None, "Harç ücreti kredi kartıyla ödenir mi?").await;
    let (grown, answer) = shown(&mut ayse).await;
    assert!(!grown.contains("BİLM"), "{grown}");
    assert!(answer["body"].as_str().unwrap().contains("Bunlar yardımcı olabilir"), "{answer}");
    assert_eq!(trace(&app, &answer).await["trace"]["reason"], "does_not_know");
}

#[tokio::test]
async fn who_takes_over_ends_the_answer_at_once() {
    let endless = saying_slowly("Harç ücreti iki taksitte ödenir ve ", 400);
    let peer = Peer::saying(endless).await;
    let app = with_model(&[FEE], &peer).await;
    let mut ayse = visitor(&app).await;
    let chat = ayse.says(None, "Harç ücreti nasıl ödenir?").await;
    ayse.socket.hears_where("ai:chunk", |_| true).await;
    let elif = app.agent("elif").await;
    let mut desk = desk(&app, &elif).await;
    desk.say("ai:stop", json!({ "conversationId": chat })).await;
    let done = ayse.socket.hears_where("ai:done", |_| true).await;
    assert_eq!(done["gone"], true, "what was shown goes");
    let thread = ayse.http.get("/api/widget/messages").await.ok();
    assert!(!thread["items"].as_array().unwrap().iter().any(by_assistant), "{thread}");

    desk.say("ai:resume", json!({ "conversationId": chat })).await;
    ayse.says(Some(&chat), "Harç taksiti ne zaman yatırılır acaba?").await;
    ayse.socket.hears_where("ai:chunk", |_| true).await;
}

/// A whole answer, the second part of which takes a while to come.
pub(crate) fn saying_in_two_parts(first: &str, second: &str) -> Reply {
    let reply = Reply::pieces(chunks([first])).then(Step::Pause(Duration::from_secs(2)));
    chunks([second]).into_iter().chain(end()).fold(reply, |it, line| it.then(Step::Send(line.into_bytes())))
}

/// The same words again and again, ten times a second.
pub(crate) fn saying_slowly(words: &str, times: usize) -> Reply {
    let mut reply = Reply::pieces::<&str>([]);
    for _ in 0..times {
        for it in chunks([words]) {
            reply = reply.then(Step::Send(it.into_bytes())).then(Step::Pause(Duration::from_millis(100)));
        }
    }
    reply
}

#[tokio::test]
async fn a_provider_that_breaks_off_in_the_middle_empties_the_growing_text() {
    let broken = Reply::pieces(chunks(["Harç ücreti ", "iki "]))
        .then(Step::Pause(Duration::from_millis(300)))
        .then(Step::Break);
    let first = Peer::saying(broken).await;
    let app = with_model(&[FEE], &first).await;
    let second = Peer::saying(saying("İlk taksit ekim ayının sonuna kadar yatırılır [1].")).await;
    let provider = json!({
        "kind": "openai", "name": "yedek", "address": second.base, "models": ["model-2"], "in_house": true, "key": "k",
    });
    app.admin().post("/api/ai/providers", &provider).await.expect(201);
    let mut ayse = visitor(&app).await;
    ayse.says(None, "Harç ücreti ne zaman ödenir?").await;
    ayse.socket.hears_where("ai:chunk", |it| it["restart"] == true).await;
    let answer = ayse.hears_assistant().await;
    assert_eq!(answer["body"], "İlk taksit ekim ayının sonuna kadar yatırılır [1].");
}

#[tokio::test]
async fn agents_have_their_words_made_and_none_without_a_model() {
    let peer = Peer::start(|_, asked| {
        let system = asked.body["messages"][0]["content"].as_str().unwrap_or_default();
        match () {
            () if system.contains("özetle") => saying("Ziyaretçi harcı sordu."),
            () if system.contains("kısalt") => saying("Kısaca: evet."),
            () => saying("Harç ücreti iki taksitte ödenir [1]."),
        }
    })
    .await;
    let app = with_model(&[FEE], &peer).await;
    let elif = app.agent("elif").await;
    let mut desk = desk(&app, &elif).await;
    let mut ayse = visitor(&app).await;
    let chat = ayse.says(None, "Harç taksitle ödenir mi acaba?").await;
    assert_eq!(elif.get("/api/ai/able").await.ok(), json!({ "rewrite": true, "summary": true }));
    let about = json!({ "conversation_id": chat, "words_ref": "r1" });
    let suggested = elif.post("/api/ai/suggest", &about).await.ok();
    assert_eq!(suggested["suggestion"]["text"], "Harç ücreti iki taksitte ödenir [1].");
    assert_eq!(desk.hears_where("ai:words", |_| true).await["ref"], "r1");
    let summary = elif.post("/api/ai/summary", &json!({ "conversation_id": chat })).await.ok();
    assert_eq!(summary["text"], "Ziyaretçi harcı sordu.");
    let draft = json!({ "text": "Evet, elbette ödenebilir.", "how": "short" });
    assert_eq!(elif.post("/api/ai/rewrite", &draft).await.ok()["text"], "Kısaca: evet.");

    let spent = app.admin().get("/api/ai/usage/requests").await.ok();
    let of = |purpose: &str| {
        let all = spent["items"].as_array().unwrap();
        all.iter().find(|it| it["purpose"] == purpose).map(|it| it["conversation_id"].clone())
    };
    assert_eq!(of("summary"), Some(json!(chat)), "{spent}");

    let plain = TestApp::start().await;
    let can = plain.agent("can").await;
    assert_eq!(can.get("/api/ai/able").await.ok(), json!({ "rewrite": false, "summary": false }));
    can.post("/api/ai/rewrite", &draft).await.problem(409, "words_no_model");
}

#[tokio::test]
async fn a_draft_comes_back_with_nothing_that_its_writer_did_not_say() {
    let peer = Peer::start(|_, asked| {
        let messages = asked.body["messages"].as_array().unwrap();
        let draft = messages.last().unwrap()["content"].as_str().unwrap_or_default();
        match () {
            () if draft.contains("telefon") => saying("Lütfen [telefon 1] numarasını arayınız."),
            () => saying("Harcınızı 45 gün içinde ödemeniz gerekmektedir."),
        }
    })
    .await;
    let app = with_model(&[FEE], &peer).await;
    let elif = app.agent("elif").await;
    let ask = |text: &str| json!({ "text": text, "how": "formal" });
    let put = elif.post("/api/ai/rewrite", &ask("0532 123 45 67 ara")).await.ok();
    assert_eq!(put["text"], "Lütfen 0532 123 45 67 numarasını arayınız.");
    assert!(!peer.asked().last().unwrap().body.to_string().contains("0532"), "a model never sees it");
    let refused = elif.post("/api/ai/rewrite", &ask("Harcını 15 gün içinde öde")).await;
    refused.problem(409, "words_unfaithful");
}

#[tokio::test]
async fn a_slow_summary_keeps_no_answer_back() {
    let peer = Peer::start(|_, asked| {
        let system = asked.body["messages"][0]["content"].as_str().unwrap_or_default();
        match system.contains("özetle") {
            true => Reply::pieces::<&str>([]).then(Step::Pause(Duration::from_secs(60))),
            false => saying("Harç ücreti iki taksitte ödenir [1]."),
        }
    })
    .await;
    let app = with_model(&[FEE], &peer).await;
    let mut ayse = visitor(&app).await;
    let chat = ayse.says(None, "Harç ücreti nasıl ödenir?").await;
    ayse.hears_assistant().await;
    let elif = app.agent("elif").await;
    let mut desk = desk(&app, &elif).await;
    desk.say("ai:stop", json!({ "conversationId": chat })).await;
    let summarising = |it: &crate::providers::peer::Asked| it.body.to_string().contains("özetle");
    while !peer.asked().iter().any(summarising) {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    desk.say("ai:resume", json!({ "conversationId": chat })).await;
    ayse.says(Some(&chat), "Harç taksiti ne zaman yatırılır acaba?").await;
    ayse.hears_assistant().await;
    let heard = desk.heard_so_far().await;
    assert!(!heard.iter().any(|it| it.1["note"] == true), "the summary is still being made: {heard:?}");
}

/// A server that does what it is talked into.
async fn obeying(cases: Vec<Value>) -> Peer {
    Peer::start(move |_, asked| {
        let talk = asked.body["messages"].as_array().unwrap().last().unwrap()["content"].as_str().unwrap();
        let question = talk.lines().last().unwrap_or_default();
        let marked = cases.iter().enumerate().find(|it| question.contains(&format!("sınav{}x ", it.0)));
        saying(marked.map_or("BİLMİYORUM", |it| it.1["says"].as_str().unwrap()))
    })
    .await
}

#[tokio::test]
async fn what_a_model_is_talked_into_never_reaches_the_visitor() {
    let file: Value = serde_json::from_str(include_str!("../data/injections.json")).unwrap();
    let cases = file["cases"].as_array().unwrap().clone();
    assert!(cases.len() >= 20);
    // Each case has a word of its own, by which its article is found and its request known.
    let articles: Vec<(String, String)> = cases
        .iter()
        .enumerate()
        .map(|(number, case)| {
            let inside = if case["where"] == "article" { case["text"].as_str().unwrap() } else { "" };
            (format!("Harç sınav{number}x"), format!("{} Konu sınav{number}x. {inside}", FEE.1))
        })
        .collect();
    let articles: Vec<(&str, &str)> = articles.iter().map(|it| (it.0.as_str(), it.1.as_str())).collect();
    let peer = obeying(cases.clone()).await;
    let app = with_model(&articles, &peer).await;
    for (number, case) in cases.iter().enumerate() {
        let mut visiting = visitor(&app).await;
        let said =
            if case["where"] == "article" { "harç ücreti ödeme" } else { case["text"].as_str().unwrap() };
        visiting.says(None, &format!("sınav{number}x {said}")).await;
        let (grown, answer) = shown(&mut visiting).await;
        let body = answer["body"].as_str().unwrap();
        for word in case["never"].as_array().unwrap() {
            let word = word.as_str().unwrap();
            assert!(!grown.contains(word) && !body.contains(word), "{case}\n{grown}\n{body}");
        }
        let trace = trace(&app, &answer).await;
        assert_ne!(trace["trace"]["rung"], "model", "{case}\n{trace}");
    }
    let asked = peer.asked().len();
    assert!(asked * 2 >= cases.len(), "the model was asked, and talked into it: {asked} of {}", cases.len());
}
