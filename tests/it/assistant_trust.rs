//! What visitors must be able to rely on: nothing that is not theirs to know is said, nobody is sent away who only asked,
//! and who is with a person is left to that person.
use crate::assistant_ladder::{ARTICLES, by_assistant, informed, trace};
use crate::assistant_model::{saying, saying_in_two_parts, saying_slowly, with_model};
use crate::chat::{desk, visitor};
use crate::choice::upload;
use crate::harness::Caller;
use crate::providers::outside;
use crate::providers::peer::{Peer, Reply, Step};
use crate::{models, tiny_model};
use asisttr::store::Write;
use serde_json::{Value, json};
use std::time::Duration;

const SAFE: (&str, &str) = ("Kasa anahtarı", "Kasa anahtarı rektörlükteki mavi dolaptadır.");

/// Waits until `by` finds an article by its words and by its meaning.
async fn found(by: &Caller, query: &str) {
    for _ in 0..600 {
        let hits = by.get(&format!("/api/knowledge/search?q={query}")).await.ok();
        let hit = &hits["items"][0];
        if hit["vector_score"].as_f64() > Some(0.0) && hit["text_score"].as_f64() > Some(0.0) {
            return;
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    panic!("{query} is never found");
}

#[tokio::test]
async fn visitors_are_told_nothing_of_internal_articles_or_of_another_sites() {
    let peer = Peer::start(|_, asked| {
        let body = asked.body.to_string();
        match () {
            () if body.contains("dolap") => saying("Kasa anahtarı rektörlükteki mavi dolaptadır [1]."),
            () if body.contains("Harç ne zaman") => saying("Harç ücreti iki taksitte ödenir [1]."),
            () => saying("BİLMİYORUM"),
        }
    })
    .await;
    let app = with_model(ARTICLES, &peer).await;
    let internal =
        json!({ "title": SAFE.0, "body": SAFE.1, "status": "published", "visibility": "internal" });
    app.admin().post("/api/knowledge", &internal).await.expect(201);
    let (_, other) = app.second_site("komsu").await;
    let foreign = json!({ "title": "Otopark ücreti", "body": "Otopark ücreti günlük elli liradır.", "status": "published" });
    other.post("/api/knowledge", &foreign).await.expect(201);
    found(&app.admin(), "kasa+anahtari").await;
    found(&other, "otopark+ucreti").await;

    let mut ayse = visitor(&app).await;
    let mut chat = None;
    for question in ["Kasa anahtarı nerede duruyor?", "Otopark ücreti günlük ne kadar?"] {
        chat = Some(ayse.says(chat.as_deref(), question).await);
        let answer = ayse.hears_assistant().await;
        let told = format!("{answer} {:?}", ayse.socket.heard_so_far().await);
        assert!(!told.contains("dolap") && !told.contains("elli lira"), "{told}");
        let trace = trace(&app, &answer).await.to_string();
        assert!(!trace.contains("kasa-anahtari") && !trace.contains("otopark-ucreti"), "{trace}");
    }
    let hints = ayse.socket.say("kb:suggest", json!({ "text": "kasa anahtarı nerede" })).await;
    assert!(!hints.to_string().contains("Kasa"), "{hints}");
    assert!(!peer.asked().iter().any(|it| it.body.to_string().contains("dolap")), "no model read it");

    // An agent may know, and is told that visitors may not.
    let elif = app.agent("elif").await;
    let _desk = desk(&app, &elif).await;
    let mut zeynep = visitor(&app).await;
    let chat = zeynep.says(None, "Kasa anahtarı nerede duruyor?").await;
    let found = elif.post("/api/ai/suggest", &json!({ "conversation_id": chat })).await.ok();
    assert!(found["suggestion"]["text"].as_str().unwrap().contains("mavi dolap"), "{found}");
    assert_eq!(found["internal"], true);
    let mut can = visitor(&app).await;
    let chat = can.says(None, "Harç ne zaman ödenir acaba?").await;
    let found = elif.post("/api/ai/suggest", &json!({ "conversation_id": chat })).await.ok();
    assert_eq!(
        (&found["suggestion"]["sources"][0]["slug"], &found["internal"]),
        (&json!("harc-odeme"), &json!(false))
    );
}

#[tokio::test]
async fn a_question_that_names_people_is_answered_and_not_handed_over() {
    let canteen = ("Personel yemekhanesi", "Personel yemekhanesi 11.30 ile 13.30 arasında açıktır.");
    let app = informed(&[canteen], |_| ()).await;
    let mut ayse = visitor(&app).await;
    let chat = ayse.says(None, "Personel yemekhane saatleri").await;
    let answer = ayse.hears_assistant().await;
    assert_eq!(answer["sources"][0]["slug"], "personel-yemekhanesi", "{answer}");
    let shown = app.admin().get(&format!("/api/chat/{chat}")).await.ok();
    assert_eq!(shown["status"], "bot", "{shown}");
}

/// The assistant's messages of a visitor's conversation.
async fn said(ayse: &Caller) -> Vec<Value> {
    let thread = ayse.get("/api/widget/messages").await.ok();
    thread["items"].as_array().unwrap().iter().filter(|it| by_assistant(it)).cloned().collect()
}

#[tokio::test]
async fn once_a_person_has_spoken_it_is_silent_until_it_is_given_the_conversation_back() {
    let app = informed(ARTICLES, |_| ()).await;
    let mut ayse = visitor(&app).await;
    let chat = ayse.says(None, "Harç ne zaman ödenir?").await;
    ayse.hears_assistant().await;
    let elif = app.agent("elif").await;
    let mut desk = desk(&app, &elif).await;
    let words = json!({ "conversationId": chat, "body": "Merhaba, ben Elif", "client_ref": "e" });
    assert_eq!(desk.say("chat:message", words).await["ok"], true);
    ayse.says(Some(&chat), "Yurt başvurusu ne zaman yapılır?").await;
    assert_eq!(desk.say("ai:resume", json!({ "conversationId": chat })).await["ok"], true);
    ayse.says(Some(&chat), "Harç taksitleri kaç tane olur?").await;
    ayse.hears_assistant().await;
    let all = said(&ayse.http).await;
    assert_eq!(all.len(), 2, "before her and after her: {all:?}");
}

#[tokio::test]
async fn from_the_second_answer_on_a_person_is_offered() {
    let app = informed(ARTICLES, |_| ()).await;
    let mut ayse = visitor(&app).await;
    let chat = ayse.says(None, "Harç ücreti iki taksitte mi ödenir?").await;
    let first = ayse.hears_assistant().await;
    ayse.says(Some(&chat), "Yurt başvurusu eylül ayında mı yapılır?").await;
    let second = ayse.hears_assistant().await;
    for answer in [&first, &second] {
        let it = trace(&app, answer).await["trace"].clone();
        let score = it["passages"][0]["score"].as_f64().unwrap();
        assert!(it["rung"] == "extractive" && score > it["floor"].as_f64().unwrap() + 0.1, "sure: {it}");
    }
    let offer = ayse.socket.hears_where("ai:escalation", |_| true).await;
    assert_eq!(offer["conversationId"], json!(chat));
}

#[tokio::test]
async fn what_had_no_answer_is_kept_for_authors_without_who_asked() {
    let app = informed(ARTICLES, |_| ()).await;
    let mut ayse = visitor(&app).await;
    let chat = ayse.says(None, "10000000146 numaralı kişi Mars'a bilet alabilir mi?").await;
    ayse.hears_assistant().await;
    let mut open = Value::Null;
    for _ in 0..200 {
        open = app.admin().get("/api/knowledge/unanswered?state=open").await.ok();
        if open["items"] != json!([]) {
            break;
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    let question = &open["items"][0];
    assert_eq!(question["conversation_id"], json!(chat), "{open}");
    assert!(question["question"].as_str().unwrap().contains("Mars'a bilet"), "{open}");
    assert!(!open.to_string().contains("10000000146"), "{open}");
}

#[tokio::test]
async fn who_leaves_stops_the_model_and_finds_the_quotation_later() {
    let peer = Peer::saying(saying_slowly("Harç ücreti iki taksitte ödenir ve ", 400)).await;
    let app = with_model(ARTICLES, &peer).await;
    let mut ayse = visitor(&app).await;
    ayse.says(None, "Harç ücreti nasıl ödenir?").await;
    ayse.socket.hears_where("ai:chunk", |_| true).await;
    let http = ayse.http.clone();
    drop(ayse.socket);
    let mut all = Vec::new();
    for _ in 0..120 {
        all = said(&http).await;
        if !all.is_empty() {
            break;
        }
        app.clock.advance_ms(6_000);
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    assert_eq!(all[0]["body"], ARTICLES[0].1);
    assert_eq!(trace(&app, &all[0]).await["trace"]["reason"], "visitor_left");
    peer.until_left().await;
}

#[tokio::test]
async fn with_the_budget_spent_the_visitor_still_gets_the_quotation() {
    let peer = Peer::saying(saying("Harç ücreti iki taksitte ödenir [1].")).await;
    let app = with_model(ARTICLES, &peer).await;
    let list = app.admin().get("/api/ai/providers").await.ok();
    outside(&app, &list["items"][0]);
    app.admin().put("/api/settings/ai-budget", &json!({ "daily": 0.0 })).await.ok();
    let mut ayse = visitor(&app).await;
    ayse.says(None, "Harç ücreti ne zaman ödenir?").await;
    let answer = ayse.hears_assistant().await;
    assert_eq!(answer["body"], ARTICLES[0].1);
    assert_eq!(trace(&app, &answer).await["trace"]["reason"], "over_budget");
    assert!(peer.asked().is_empty());
    let health = app.nobody().get("/health").await.ok();
    assert_eq!(health["answers"]["reason"], "over_budget", "{health}");
}

#[tokio::test]
async fn whatever_a_model_is_asked_in_a_conversation_is_masked() {
    let peer = Peer::saying(saying("Harç ücreti iki taksitte ödenir [1].")).await;
    let app = with_model(ARTICLES, &peer).await;
    let mut ayse = visitor(&app).await;
    let said = "TC 10000000146, e-posta:ayse@ornek.edu.tr, harç ücreti ne zaman ödenir?";
    let chat = ayse.says(None, said).await;
    ayse.hears_assistant().await;
    ayse.says(Some(&chat), "peki taksit olur mu, numaram 0532  123 45 67").await;
    ayse.hears_assistant().await;
    let asked = peer.asked();
    let rewriting = asked.iter().filter(|it| it.body.to_string().contains("Son soru:")).count();
    assert_eq!(rewriting, 1, "the second question leans on the first");
    for it in asked {
        let body = it.body.to_string();
        assert!(
            !body.contains("10000000146") && !body.contains("ayse@") && !body.contains("123 45"),
            "{body}"
        );
    }
}

#[tokio::test]
async fn what_was_asked_before_a_crash_is_answered_after_it() {
    let peer = Peer::start(|turn, _| match turn {
        0 => Reply::pieces::<&str>([]).then(Step::Pause(Duration::from_secs(60))),
        _ => saying("Harç ücreti iki taksitte ödenir [1]."),
    })
    .await;
    let app = with_model(ARTICLES, &peer).await;
    app.admin().put("/api/settings/ai", &json!({ "first_word_seconds": 50 })).await.ok();
    let mut ayse = visitor(&app).await;
    ayse.says(None, "Harç ücreti ne zaman ödenir?").await;
    // Others are served meanwhile, so that the place in the log would move on.
    let mut zeynep = visitor(&app).await;
    zeynep.says(None, "Merhaba").await;
    zeynep.hears_assistant().await;
    while peer.asked().is_empty() {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let after = app.restarted_allowing_private().await;
    let http = after.page().with_token(&ayse.token);
    for _ in 0..600 {
        if !said(&http).await.is_empty() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    panic!("it was forgotten");
}

#[tokio::test]
async fn the_model_in_this_process_answers_and_one_that_does_not_fit_leaves_the_quotation() {
    let app = informed(&[("Kayıt", "Kayıtlar 14 Eylül'de başlar. Geç kalan dilekçe verir.")], |_| ()).await;
    let folder = models::with_model(&app, &tiny_model::speaker("Kayıtlar 14 Eylül'de başlar [1].")).await;
    let mut ayse = visitor(&app).await;
    ayse.says(None, "Kayıtlar ne zaman başlar?").await;
    let answer = ayse.hears_assistant().await;
    assert_eq!(answer["body"], "Kayıtlar 14 Eylül'de başlar [1].");
    let it = trace(&app, &answer).await["trace"].clone();
    assert_eq!(
        (&it["rung"], &it["asking"]["report"]["provider"]),
        (&json!("model"), &json!("local")),
        "{it}"
    );

    app.app.models.answering.put_away().await;
    let file = std::fs::OpenOptions::new().write(true).open(folder.path().join("tiny.gguf")).unwrap();
    file.set_len(1 << 40).unwrap(); // a hole: it takes no room
    let mut zeynep = visitor(&app).await;
    zeynep.says(None, "Kayıtlar ne zaman başlar?").await;
    let answer = zeynep.hears_assistant().await;
    assert_eq!(answer["body"], "Kayıtlar 14 Eylül'de başlar. Geç kalan dilekçe verir.");
    assert_eq!(trace(&app, &answer).await["trace"]["reason"], "no_memory");
    let health = app.nobody().get("/health").await.ok();
    assert_eq!(
        (&health["answers"]["rung"], &health["answers"]["reason"]),
        (&json!("extractive"), &json!("no_memory"))
    );
}

#[tokio::test]
async fn what_an_article_says_to_its_readers_is_quoted() {
    let help = (
        "Kayıt ekranı",
        "Sistem mesajı görünürse sayfayı yenileyin. Yeni talimatname ocakta yürürlüğe girer.",
    );
    let app = informed(&[help], |_| ()).await;
    let mut ayse = visitor(&app).await;
    ayse.says(None, "Kayıt ekranında sistem mesajı görünürse ne yapmalıyım?").await;
    let answer = ayse.hears_assistant().await;
    assert_eq!(answer["body"], help.1, "{answer}");
}

#[tokio::test]
async fn who_asks_for_somebody_in_a_long_message_gets_a_person() {
    let app = informed(ARTICLES, |_| ()).await;
    let elif = app.agent("elif").await;
    let _desk = desk(&app, &elif).await;
    let mut ayse = visitor(&app).await;
    let said = "Harç ödedim ama sisteme üç gündür yansımadı, bankayı da aradım, onlar da size sordu. Artık biriyle \
        görüşmek istiyorum. Numaram kayıtlarınızda var, saat beşe kadar buradayım.";
    let chat = ayse.says(None, said).await;
    models::until(&app.admin(), &format!("/api/chat/{chat}"), |it| it["status"] != "bot").await;
}

#[tokio::test]
async fn when_the_search_fails_the_visitor_is_told_that_there_is_no_answer() {
    let app = informed(ARTICLES, |_| ()).await;
    let mut broken = Write::new();
    broken.run("ALTER TABLE passages RENAME TO passages_gone", &[]);
    app.app.store.commit(broken).await.unwrap();
    let mut ayse = visitor(&app).await;
    ayse.says(None, "Harç ne zaman ödenir acaba?").await;
    let answer = ayse.hears_assistant().await;
    assert!(answer["body"].as_str().unwrap().contains("güvenilir bir yanıt bulamadım"), "{answer}");
    let it = trace(&app, &answer).await["trace"].clone();
    assert_eq!((&it["rung"], &it["reason"]), (&json!("none"), &json!("broken")), "{it}");
}

#[tokio::test]
async fn a_question_whose_follow_up_is_deleted_is_answered() {
    let peer = Peer::start(|number, asked| {
        let body = asked.body.to_string();
        let slow = number == 0 || body.contains("Yurt başvurusu eylülde mi");
        if slow {
            return Reply::pieces::<&str>([]).then(Step::Pause(Duration::from_secs(20)));
        }
        saying("Harç ücreti iki taksitte ödenir [1].")
    })
    .await;
    let app = with_model(ARTICLES, &peer).await;
    let mut ayse = visitor(&app).await;
    let asked = |count: usize| {
        let peer = peer.clone();
        async move {
            for _ in 0..400 {
                if peer.asked().len() >= count {
                    return;
                }
                tokio::time::sleep(Duration::from_millis(25)).await;
            }
            panic!("asked {} times", peer.asked().len());
        }
    };
    let chat = ayse.says(None, "Harç ücreti kaç taksitte ödenir acaba?").await;
    asked(1).await;
    let second = json!({ "conversationId": chat, "body": "Yurt başvurusu eylülde mi yapılıyor acaba?", "client_ref": "2" });
    let second = ayse.socket.say("chat:message", second).await;
    asked(2).await;
    let gone = json!({ "conversationId": chat, "messageId": second["message"]["id"] });
    assert_eq!(ayse.socket.say("chat:delete", gone).await["ok"], true);
    let answer = ayse.hears_assistant().await;
    assert_eq!(answer["body"], "Harç ücreti iki taksitte ödenir [1].", "{answer}");
}

#[tokio::test]
async fn what_is_said_while_an_answer_grows_is_answered_after_it() {
    let peer = Peer::start(|_, asked| match asked.body.to_string().contains("Yurt başvurusu eylülde mi") {
        true => saying("Yurt başvurusu eylül ayında öğrenci işleri sayfasından yapılır [1]."),
        false => saying_in_two_parts("Harç ücreti iki ", "taksitte ödenir [1]."),
    })
    .await;
    let app = with_model(ARTICLES, &peer).await;
    let mut ayse = visitor(&app).await;
    let chat = ayse.says(None, "Harç ücreti kaç taksitte ödenir acaba?").await;
    ayse.socket.hears_where("ai:chunk", |_| true).await;
    ayse.says(Some(&chat), "Yurt başvurusu eylülde mi yapılıyor acaba?").await;
    let first = ayse.hears_assistant().await;
    assert!(first["body"].as_str().unwrap().contains("iki taksitte"), "{first}");
    let second = ayse.hears_assistant().await;
    assert!(second["body"].as_str().unwrap().contains("eylül ayında"), "{second}");

    let mut zeynep = visitor(&app).await;
    let chat = zeynep.says(None, "Harç ücreti kaç taksitte ödenir acaba?").await;
    zeynep.socket.hears_where("ai:chunk", |_| true).await;
    zeynep.says(Some(&chat), "temsilci istiyorum").await;
    models::until(&app.admin(), &format!("/api/chat/{chat}"), |it| it["status"] == "queued").await;
}

#[tokio::test]
async fn a_file_without_a_word_is_asked_about_and_a_person_is_offered() {
    let app = informed(ARTICLES, |_| ()).await;
    let mut ayse = visitor(&app).await;
    let file = upload(&ayse.http, "not.txt", b"x").await.expect(201);
    let begun = json!({ "attachments": [file["id"]], "language": "tr" });
    let chat = ayse.socket.say("chat:start", begun).await["conversation"]["id"].as_str().unwrap().to_owned();
    let answer = ayse.hears_assistant().await;
    assert!(answer["body"].as_str().unwrap().contains("dosyayı okuyamıyorum"), "{answer}");
    assert_eq!(trace(&app, &answer).await["trace"]["rung"], "talk");
    ayse.socket.hears_where("ai:escalation", |it| it["conversationId"] == chat.as_str()).await;
    ayse.says(Some(&chat), "evet").await;
    models::until(&app.admin(), &format!("/api/chat/{chat}"), |it| it["status"] == "queued").await;
}

#[tokio::test]
async fn files_with_a_question_before_them_leave_the_question_to_be_answered() {
    let app = informed(ARTICLES, |_| ()).await;
    let mut ayse = visitor(&app).await;
    let chat = ayse.says(None, "Harç ücreti kaç taksitte ödenir acaba?").await;
    ayse.hears_assistant().await;
    let file = upload(&ayse.http, "not.txt", b"x").await.expect(201);
    let file = json!({ "conversationId": chat, "body": "Yurt başvurusu nereden yapılır acaba?", "attachments": [file["id"]] });
    assert_eq!(ayse.socket.say("chat:message", file).await["ok"], true);
    let answer = ayse.hears_assistant().await;
    assert_eq!(answer["sources"][0]["slug"], "yurt-basvurusu", "{answer}");
}

#[tokio::test]
async fn who_closes_the_conversation_ends_the_answer_that_grows_in_it() {
    let peer = Peer::saying(saying_slowly("Harç ücreti iki taksitte ödenir ve ", 400)).await;
    let app = with_model(ARTICLES, &peer).await;
    let mut ayse = visitor(&app).await;
    let chat = ayse.says(None, "Harç ücreti nasıl ödenir?").await;
    ayse.socket.hears_where("ai:chunk", |_| true).await;
    app.admin().put(&format!("/api/chat/{chat}/close"), &json!({})).await.ok();
    let done = ayse.socket.hears_where("ai:done", |_| true).await;
    assert_eq!(done["gone"], true, "what was shown goes");
    peer.until_left().await;
    assert!(said(&ayse.http).await.is_empty(), "nothing is said in what is over");
}

#[tokio::test]
async fn another_mode_is_for_what_begins_and_not_for_what_the_assistant_has() {
    let app = informed(ARTICLES, |_| ()).await;
    let mut ayse = visitor(&app).await;
    let chat = ayse.says(None, "Harç ne zaman ödenir acaba?").await;
    ayse.hears_assistant().await;
    app.admin().put("/api/settings/ai", &json!({ "mode": "offline" })).await.ok();
    ayse.says(Some(&chat), "Yurt başvurusu ne zaman yapılır?").await;
    assert_eq!(ayse.hears_assistant().await["sources"][0]["slug"], "yurt-basvurusu");
}
