//! What words cost: counted, added up, and limited.
use super::peer::{Peer, Reply};
use super::{PATH, ROUTING, add, ask, chunks, completion, outside, start};
use crate::chat::desk;
use crate::harness::TestApp;
use asisttr::providers::Unavailable;
use serde_json::{Value, json};

const BUDGET: &str = "/api/settings/ai-budget";
const USAGE: &str = "/api/ai/usage";

/// A provider that answers at 40 tokens read and 7 written, which is one unit of money in all.
async fn priced(app: &TestApp) -> (Peer, Value) {
    let peer = Peer::saying(Reply::pieces(completion(&["Tamam"]))).await;
    let provider = add(app, "openai", &peer.base).await;
    let price =
        json!({ "provider": provider["id"], "model": "model-1", "input": 7_500.0, "output": 100_000.0 });
    app.admin().put(BUDGET, &json!({ "currency": "TL", "prices": [price] })).await.ok();
    (peer, provider)
}

/// Sums as `[requests, failures, tokens read, tokens written]`.
fn counts(it: &Value) -> [i64; 4] {
    ["requests", "failures", "tokens_in", "tokens_out"].map(|name| it[name].as_i64().unwrap())
}

fn kinds(app: &TestApp) -> Vec<String> {
    let file = app.app.config.data_dir.join("asisttr.db");
    let conn = rusqlite::Connection::open(file).unwrap();
    let mut found = conn.prepare("SELECT kind FROM events WHERE kind LIKE 'ai.%' ORDER BY seq").unwrap();
    found.query_map((), |row| row.get(0)).unwrap().map(Result::unwrap).collect()
}

#[tokio::test]
async fn every_request_is_counted_by_day_provider_and_purpose() {
    let app = start().await;
    let (peer, provider) = priced(&app).await;
    let told = ask(&app, "Olur mu?").await.unwrap();
    assert_eq!(told.report.cost_micros, 1_000_000);
    app.admin().post(&format!("{PATH}/test"), &json!({ "id": provider["id"] })).await.ok();
    app.clock.advance_ms(24 * 60 * 60 * 1000);
    ask(&app, "Olur mu?").await.unwrap();

    // The sign-in of yesterday is over.
    let admin = app.sign_in("ayse").await;
    let days = admin.get(USAGE).await.ok();
    assert_eq!((&days["currency"], &days["to"]), (&json!("TL"), &json!("2026-01-16")));
    assert_eq!((counts(&days["totals"]), &days["totals"]["cost"]), ([3, 0, 120, 21], &json!(3.0)));
    let keys: Vec<&Value> = days["items"].as_array().unwrap().iter().map(|it| &it["key"]).collect();
    assert_eq!(keys, [&json!("2026-01-15"), &json!("2026-01-16")]);
    assert_eq!((&days["budget"][0]["spent"], &days["budget"][1]["spent"]), (&json!(1.0), &json!(3.0)));
    let providers = admin.get(&format!("{USAGE}?by=provider&from=2026-01-16&to=2026-01-16")).await.ok();
    assert_eq!(providers["items"].as_array().unwrap().len(), 1);
    assert_eq!(
        (&providers["items"][0]["name"], &providers["items"][0]["model"]),
        (&json!("openai"), &json!("model-1"))
    );
    let purposes = admin.get(&format!("{USAGE}?by=purpose")).await.ok();
    assert_eq!(
        (&purposes["items"][0]["key"], counts(&purposes["items"][1])),
        (&json!("answer"), [1, 0, 40, 7])
    );

    let last = admin.get(&format!("{USAGE}/requests?limit=2")).await.ok();
    assert_eq!(
        (&last["items"][0]["outcome"], &last["items"][1]["purpose"]),
        (&json!("answered"), &json!("test"))
    );
    assert!(last["next_cursor"].is_string());
    admin.get(&format!("{USAGE}?from=2026-02-01&to=2026-01-01")).await.problem(422, "ai_range");
    admin.get(&format!("{USAGE}?from=dün")).await.problem(422, "date_invalid");
    let second = admin.post("/api/sites", &json!({ "name": "İkinci", "slug": "ikinci" })).await.expect(201);
    let there = admin.clone().on_site(second["id"].as_str().unwrap());
    assert_eq!(there.get(USAGE).await.ok()["totals"]["requests"], 0);
    assert_eq!(peer.asked().len(), 4, "two questions, a list and a trial");
}

#[tokio::test]
async fn a_table_opens_in_spreadsheets() {
    let app = start().await;
    let (_, provider) = priced(&app).await;
    let path = format!("{PATH}/{}", provider["id"].as_str().unwrap());
    app.admin().put(&path, &json!({ "name": "=1+1" })).await.ok();
    ask(&app, "Olur mu?").await.unwrap();
    let here = app.admin();
    let reply =
        here.request(reqwest::Method::GET, &format!("{USAGE}?by=provider&format=csv")).send().await.unwrap();
    assert_eq!(reply.headers()["content-type"], "text/csv; charset=utf-8");
    let text = reply.text().await.unwrap();
    let lines: Vec<&str> = text.lines().collect();
    assert!(lines[0].ends_with("Tahmini sayılan istek,Tutar (TL),Ortalama süre (ms)"), "{}", lines[0]);
    assert!(lines[1].starts_with("'=1+1,model-1,1,0,40,7,0,1.000000,"), "{}", lines[1]);
}

#[tokio::test]
async fn failures_and_answers_nobody_waited_for_are_counted_too() {
    let app = start().await;
    let peer = Peer::start(|turn, _| match turn {
        0 => Reply::status(401, ""),
        1 => Reply::pieces(chunks(&["Yarım"])),
        _ => Reply::pieces(chunks(&["Uzun ", "bir ", "yanıt"]))
            .then(super::peer::Step::Pause(std::time::Duration::from_secs(60))),
    })
    .await;
    add(&app, "openai", &peer.base).await;
    ask(&app, "Olur mu?").await.unwrap_err();
    ask(&app, "Olur mu?").await.unwrap_err();
    let site = app.site()["id"].as_str().unwrap().parse().unwrap();
    let mut generation = asisttr::providers::generate(&app.app, site, super::task("Anlat")).await.unwrap();
    generation.next().await.unwrap();
    drop(generation);
    let list = async || app.admin().get(&format!("{USAGE}/requests")).await.ok();
    let outcomes = async || {
        let list = list().await;
        list["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(|it| it["outcome"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    while outcomes().await.len() < 3 {
        tokio::task::yield_now().await;
    }
    assert_eq!(outcomes().await, ["abandoned", "ai_broken_off", "ai_key_refused"]);
    let items = list().await["items"].clone();
    assert_eq!(items[2]["failure"], "Sağlayıcı anahtarı kabul etmedi. Anahtarı denetleyip yeniden girin.");
    assert!(items[0]["estimated"] == true && items[0]["tokens_out"].as_i64().unwrap() >= 2);
    assert_eq!(counts(&app.admin().get(USAGE).await.ok()["totals"])[..2], [3, 2]);
    assert_eq!(
        app.admin().get(&format!("{USAGE}/requests?failed=true")).await.ok()["items"]
            .as_array()
            .unwrap()
            .len(),
        2
    );
}

#[tokio::test]
async fn what_a_provider_read_before_it_said_nothing_is_counted_as_it_says_or_estimated() {
    let app = start().await;
    let told = completion(&[]);
    let untold: Vec<String> = told.iter().filter(|it| !it.contains("prompt_tokens")).cloned().collect();
    let peer = Peer::start(move |number, _| Reply::pieces(if number == 0 { &untold } else { &told })).await;
    add(&app, "openai", &peer.base).await;
    let requests = async || app.admin().get(&format!("{USAGE}/requests")).await.ok()["items"].clone();
    for count in [1, 2] {
        ask(&app, "Olur mu?").await.unwrap_err();
        while requests().await.as_array().unwrap().len() < count {
            tokio::task::yield_now().await;
        }
    }
    let (told, untold) = (requests().await[0].clone(), requests().await[1].clone());
    assert_eq!((&untold["outcome"], &untold["estimated"]), (&json!("ai_empty"), &json!(true)), "{untold}");
    assert!(untold["tokens_in"].as_i64() > Some(0) && untold["tokens_out"] == 0, "{untold}");
    let taken = (&told["estimated"], &told["tokens_in"], &told["tokens_out"]);
    assert_eq!(taken, (&json!(false), &json!(40), &json!(7)), "{told}");
}

#[tokio::test]
async fn a_trial_costs_as_any_other_request_and_is_refused_once_the_budget_is_spent() {
    let app = start().await;
    let (_peer, provider) = priced(&app).await;
    let trial =
        async || app.admin().post(&format!("{PATH}/test"), &json!({ "id": provider["id"] })).await.ok();
    app.admin().put(BUDGET, &json!({ "daily": 1.0 })).await.ok();
    assert_eq!(trial().await["ok"], true);
    assert_eq!(trial().await["ok"], true, "the institution's own costs it nothing more");
    let outside =
        json!({ "kind": "openai", "address": "https://yok.invalid", "models": ["m"], "in_house": false });
    let outside = async || app.admin().post(&format!("{PATH}/test"), &outside).await.ok();
    let refused = outside().await;
    assert_eq!((&refused["ok"], &refused["code"]), (&json!(false), &json!("ai_budget_spent")), "{refused}");
    assert!(refused["detail"].as_str().unwrap().contains("bütçe"), "{refused}");
    app.admin().put(BUDGET, &json!({ "daily": 100.0 })).await.ok();
    assert_eq!(outside().await["code"], "ai_name_unknown", "now it is asked");
}

#[tokio::test]
async fn a_trial_that_broke_off_is_counted_too() {
    let app = start().await;
    let peer = Peer::start(|_, asked| match asked.body["messages"].is_array() {
        true => Reply::pieces(chunks(&["Yarım"])),
        false => Reply::status(404, ""),
    })
    .await;
    let provider = add(&app, "openai", &peer.base).await;
    let told = app.admin().post(&format!("{PATH}/test"), &json!({ "id": provider["id"] })).await.ok();
    assert_eq!((&told["ok"], &told["code"]), (&json!(false), &json!("ai_broken_off")), "{told}");
    let requests = app.admin().get(&format!("{USAGE}/requests")).await.ok()["items"].clone();
    let it = &requests[0];
    assert_eq!((&it["purpose"], &it["outcome"]), (&json!("test"), &json!("ai_broken_off")), "{requests}");
    assert!(it["estimated"] == true && it["tokens_in"].as_i64() > Some(0), "{it}");
}

#[tokio::test]
async fn with_the_budget_spent_a_purpose_that_is_bound_to_one_provider_is_answered_at_home() {
    let app = start().await;
    let (_, provider) = priced(&app).await;
    outside(&app, &provider);
    let bound = json!({ "answer": { "provider": provider["id"], "fall_over": false } });
    app.admin().put(ROUTING, &bound).await.ok();
    let home = Peer::saying(Reply::pieces(completion(&["Evden"]))).await;
    add(&app, "openai", &home.base).await;
    assert_eq!(ask(&app, "Olur mu?").await.unwrap().text, "Tamam");
    app.admin().put(BUDGET, &json!({ "daily": 1.0 })).await.ok();
    assert_eq!(ask(&app, "Olur mu?").await.unwrap().text, "Evden");
}

#[tokio::test]
async fn admins_are_told_again_of_a_limit_that_was_raised() {
    let app = start().await;
    let (_, provider) = priced(&app).await;
    outside(&app, &provider);
    app.admin().put(BUDGET, &json!({ "daily": 5.0 })).await.ok();
    for _ in 0..5 {
        ask(&app, "Olur mu?").await.unwrap();
    }
    assert_eq!(kinds(&app), ["ai.budget_near", "ai.budget_spent"]);
    app.admin().put(BUDGET, &json!({ "daily": 10.0 })).await.ok();
    for _ in 0..5 {
        ask(&app, "Olur mu?").await.unwrap();
    }
    assert_eq!(kinds(&app)[2..], ["ai.budget_near", "ai.budget_spent"], "of the new one, once each");
}

#[tokio::test]
async fn a_spent_budget_keeps_questions_in_the_house() {
    let app = start().await;
    let (peer, provider) = priced(&app).await;
    outside(&app, &provider);
    let elif = app.agent("elif").await;
    let mut desk = desk(&app, &app.admin()).await;
    let limits = json!({ "daily": 5.0, "monthly": 7.0 });
    app.admin().put(BUDGET, &limits).await.ok();
    for _ in 0..3 {
        ask(&app, "Olur mu?").await.unwrap();
    }
    assert_eq!(kinds(&app), Vec::<String>::new());
    ask(&app, "Olur mu?").await.unwrap();
    assert_eq!(kinds(&app), ["ai.budget_near"], "4 of 5");
    ask(&app, "Olur mu?").await.unwrap();
    assert_eq!(kinds(&app), ["ai.budget_near", "ai.budget_spent"]);
    assert_eq!(ask(&app, "Olur mu?").await.unwrap_err(), Unavailable::OverBudget);
    assert_eq!(peer.asked().len(), 5);
    for kind in ["budget_near", "budget_spent"] {
        let heard = desk.hears_where("notification:new", |it| it["notification"]["kind"] == kind).await;
        assert_eq!((&heard["bell"], &heard["notification"]["conversation"]), (&json!(true), &Value::Null));
    }
    assert_eq!(app.admin().get("/api/notifications").await.ok()["unread"], 2);
    assert_eq!(elif.get("/api/notifications").await.ok()["unread"], 0, "admins alone");

    // Another of the house still answers.
    let home = Peer::saying(Reply::pieces(completion(&["Evden"]))).await;
    let own = add(&app, "openai", &home.base).await;
    assert_eq!(ask(&app, "Olur mu?").await.unwrap().text, "Evden");
    app.admin().delete(&format!("{PATH}/{}", own["id"].as_str().unwrap())).await.expect(204);

    // It is the 16th in Istanbul from 21:00 UTC on; the month's limit is reached by two more.
    app.clock.advance_ms(12 * 60 * 60 * 1000 - 1);
    assert_eq!(ask(&app, "Olur mu?").await.unwrap_err(), Unavailable::OverBudget);
    app.clock.advance_ms(1);
    ask(&app, "Olur mu?").await.unwrap();
    ask(&app, "Olur mu?").await.unwrap();
    assert_eq!(kinds(&app)[2..], ["ai.budget_near", "ai.budget_spent"], "the month's, once each");
    assert_eq!(ask(&app, "Olur mu?").await.unwrap_err(), Unavailable::OverBudget);
    app.sign_in("ayse").await.put(BUDGET, &json!({ "monthly": 100.0, "daily": null })).await.ok();
    ask(&app, "Olur mu?").await.unwrap();
    assert_eq!(kinds(&app).len(), 4);
}

#[tokio::test]
async fn limits_and_prices_have_to_make_sense() {
    let app = start().await;
    let price = |input: f64| json!({ "provider": "local", "model": "m", "input": input, "output": 0.0 });
    app.admin().put(BUDGET, &json!({ "prices": [price(-1.0)] })).await.problem(422, "value_invalid");
    app.admin()
        .put(BUDGET, &json!({ "prices": [price(1.0), price(2.0)] }))
        .await
        .problem(422, "ai_price_twice");
    app.admin().put(BUDGET, &json!({ "daily": -1 })).await.problem(422, "value_invalid");
    app.admin().put(BUDGET, &json!({ "currency": " " })).await.problem(422, "field_missing");
    app.admin().put(BUDGET, &json!({ "prices": [price(0.15)], "daily": 0.5 })).await.ok();
    let (elif, _) = (app.agent("elif").await, ());
    elif.get(BUDGET).await.problem(403, "role_forbids");
    elif.get(USAGE).await.problem(403, "role_forbids");
    app.admin()
        .put(ROUTING, &json!({ "technical_words": ["a".repeat(61)] }))
        .await
        .problem(422, "field_too_long");
}
