//! Providers that are slow, broken, overloaded or talk nonsense: the visitor notices nothing but time.
use super::peer::{Peer, Reply, Step};
use super::{PATH, ROUTING, add, ask, chunks, completion, outside, start};
use asisttr::providers::Unavailable;
use serde_json::{Value, json};
use std::time::Duration;

const LONG: Duration = Duration::from_secs(60);

async fn good() -> Peer {
    Peer::saying(Reply::pieces(completion(&["Tamam"]))).await
}

/// What happens when the first provider answers with `reply` and the second is fine: what was tried before, and how often
/// the first one was asked.
async fn after(reply: impl Fn(usize) -> Reply + Send + Sync + 'static) -> (super::Told, usize) {
    let app = start().await;
    let bad = Peer::start(move |turn, _| reply(turn)).await;
    let good = good().await;
    add(&app, "openai", &bad.base).await;
    add(&app, "openai", &good.base).await;
    let told = ask(&app, "Olur mu?").await.unwrap();
    (told, bad.asked().len())
}

#[tokio::test]
async fn what_may_pass_is_tried_once_more() {
    let (told, asked) = after(|turn| match turn {
        0 => Reply::status(429, "{}").with_header("retry-after: 0"),
        _ => Reply::pieces(completion(&["İkinci denemede"])),
    })
    .await;
    assert_eq!((told.text.as_str(), asked), ("İkinci denemede", 2));
    let (told, asked) = after(|_| Reply::status(503, "bakımda")).await;
    assert_eq!((told.text.as_str(), asked), ("Tamam", 2));
    assert_eq!(told.report.failed_before, ["local: no_model", "openai: 503"]);
}

#[tokio::test]
async fn what_will_not_pass_is_not_tried_again() {
    let (told, asked) = after(|_| Reply::status(429, "{}").with_header("retry-after: 90")).await;
    assert_eq!((told.report.failed_before[1].as_str(), asked), ("openai: 429", 1));
    let (told, asked) = after(|_| Reply::status(401, r#"{"error":{"code":"invalid_api_key"}}"#)).await;
    assert_eq!((told.report.failed_before[1].as_str(), asked), ("openai: key_refused", 1));
    let (told, asked) = after(|_| Reply::status(302, "").with_header("location: http://127.0.0.1:1/")).await;
    assert_eq!((told.report.failed_before[1].as_str(), asked), ("openai: redirected", 1));
    let (told, asked) = after(|_| Reply::pieces(["<html>Giriş yapın</html>"])).await;
    assert_eq!((told.report.failed_before[1].as_str(), asked), ("openai: unreadable", 1));
    let (told, asked) = after(|_| Reply::pieces(["data: {\"choices\": [{\n\n"])).await;
    assert_eq!((told.report.failed_before[1].as_str(), asked), ("openai: unreadable", 1));
    let (told, asked) = after(|_| Reply::pieces(completion(&[""]))).await;
    assert_eq!((told.report.failed_before[1].as_str(), asked), ("openai: empty", 1));
    assert_eq!((told.text.as_str(), told.restarts), ("Tamam", 0));
}

#[tokio::test]
async fn half_an_answer_is_void_and_the_next_one_begins_anew() {
    let half = || Reply::pieces(chunks(&["Yarım ", "kal"]));
    let (told, asked) = after(move |_| half().then(Step::Break)).await;
    assert_eq!((told.text.as_str(), told.restarts, asked), ("Tamam", 1, 1));
    assert_eq!(told.report.failed_before[1], "openai: broken_off");
    let (told, _) = after(move |_| half()).await;
    assert_eq!((told.text.as_str(), told.restarts), ("Tamam", 1), "an orderly end without a last word");
    let (told, _) = after(move |_| half().then(Step::Pause(LONG))).await;
    assert_eq!((told.text.as_str(), told.restarts), ("Tamam", 1));
    assert_eq!(told.report.failed_before[1], "openai: timed_out");
    let error = "data: {\"error\":{\"message\":\"overloaded\"}}\n\n";
    let (told, _) = after(move |_| half().then(Step::Send(error.into()))).await;
    assert_eq!((told.text.as_str(), told.restarts), ("Tamam", 1));
}

#[tokio::test]
async fn who_fails_again_and_again_rests_for_a_while() {
    let app = start().await;
    let slow = Peer::start(|turn, _| match turn {
        0 | 1 => Reply::pieces(Vec::<String>::new()).then(Step::Pause(LONG)),
        _ => Reply::status(500, ""),
    })
    .await;
    let provider = add(&app, "openai", &slow.base).await;
    assert_eq!(ask(&app, "Olur mu?").await.unwrap_err(), Unavailable::TimedOut);
    assert_eq!(slow.asked().len(), 2);
    let condition = async || {
        let list = app.admin().get(PATH).await.ok();
        list["items"][0]["condition"].clone()
    };
    let it = condition().await;
    assert_eq!((&it["failures"], &it["last_failure_code"]), (&json!(1), &json!("ai_timed_out")));
    assert_eq!(it["last_failure"], "Sağlayıcı zamanında yanıt vermedi.");
    assert_eq!(it["resting_until"], Value::Null);
    for _ in 0..2 {
        ask(&app, "Olur mu?").await.unwrap_err();
    }
    assert!(condition().await["resting_until"].is_string());
    assert_eq!(ask(&app, "Olur mu?").await.unwrap_err(), Unavailable::Failed);
    assert_eq!(slow.asked().len(), 6, "it is let alone");
    app.clock.advance_ms(31_000);
    ask(&app, "Olur mu?").await.unwrap_err();
    assert_eq!(slow.asked().len(), 8, "and asked again after a while");
    let path = format!("{PATH}/{}", provider["id"].as_str().unwrap());
    assert_eq!(app.admin().put(&path, &json!({ "name": "Yeni" })).await.ok()["condition"]["failures"], 0);
}

#[tokio::test]
async fn a_purpose_may_have_one_provider_only() {
    let app = start().await;
    let bad = Peer::saying(Reply::status(400, "{}")).await;
    let good = good().await;
    let first = add(&app, "openai", &bad.base).await;
    add(&app, "openai", &good.base).await;
    let only = json!({ "answer": { "provider": first["id"], "model": "model-2", "fall_over": false } });
    app.admin().put(ROUTING, &only).await.ok();
    assert_eq!(ask(&app, "Olur mu?").await.unwrap_err(), Unavailable::Failed);
    assert_eq!(bad.asked()[0].body["model"], "model-2");
    assert!(good.asked().is_empty());
    app.admin().put(ROUTING, &json!({ "answer": { "provider": null, "fall_over": true } })).await.ok();
    assert_eq!(ask(&app, "Olur mu?").await.unwrap().text, "Tamam");
}

#[tokio::test]
async fn with_smart_routing_only_complex_questions_leave_the_house() {
    let app = start().await;
    let (home, cloud) = (good().await, good().await);
    let home_provider = add(&app, "openai", &home.base).await;
    let cloud_provider = add(&app, "openai", &cloud.base).await;
    outside(&app, &cloud_provider);
    let order = json!([cloud_provider["id"], home_provider["id"], "local"]);
    app.admin().put(ROUTING, &json!({ "smart": true, "order": order })).await.ok();
    ask(&app, "Kayıt ne zaman?").await.unwrap();
    assert_eq!((home.asked().len(), cloud.asked().len()), (1, 0));
    ask(&app, "API entegrasyonu nasıl? Neler gerekir?").await.unwrap();
    assert_eq!((home.asked().len(), cloud.asked().len()), (1, 1));
}

#[tokio::test]
async fn an_answer_that_nobody_waits_for_is_stopped() {
    let app = start().await;
    let endless = Reply::pieces(std::iter::repeat_n(chunks(&["bla "]).remove(0), 200_000));
    let endless = Peer::saying(endless).await;
    add(&app, "openai", &endless.base).await;
    let site = app.site()["id"].as_str().unwrap().parse().unwrap();
    let mut generation = asisttr::providers::generate(&app.app, site, super::task("Anlat")).await.unwrap();
    assert!(generation.next().await.unwrap().is_some());
    assert_eq!(endless.left(), 0);
    drop(generation);
    endless.until_left().await;
}

#[tokio::test]
async fn who_is_given_up_before_the_first_word_is_counted() {
    let app = start().await;
    let silent = Peer::saying(Reply::pieces(Vec::<String>::new()).then(Step::Pause(LONG))).await;
    add(&app, "openai", &silent.base).await;
    let site = app.site()["id"].as_str().unwrap().parse().unwrap();
    let asking = asisttr::providers::generate(&app.app, site, super::task("Anlat"));
    let given_up = tokio::time::timeout(Duration::from_millis(900), asking).await;
    assert!(given_up.is_err());
    let requests = async || app.admin().get("/api/ai/usage/requests").await.ok()["items"].clone();
    for _ in 0..200 {
        if requests().await != json!([]) {
            break;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let it = &requests().await[0];
    assert_eq!((&it["outcome"], &it["estimated"]), (&json!("abandoned"), &json!(true)), "{it}");
    assert!(it["tokens_in"].as_i64().unwrap() > 5, "{it}");
}
