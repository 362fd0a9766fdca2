//! `Idempotency-Key`: what comes again happens once.
use crate::harness::{PASSWORD, TestApp};
use serde_json::json;

#[tokio::test]
async fn the_same_request_gets_the_first_answer_again() {
    let app = TestApp::start().await;
    let ayse = app.admin().with("idempotency-key", "k-1");
    let new = json!({ "name": "Hastane", "slug": "hastane" });
    let first = ayse.post("/api/sites", &new).await;
    assert_eq!((first.status, first.header("idempotency-replayed")), (201, None));
    let again = ayse.post("/api/sites", &new).await;
    assert_eq!((again.status, again.header("idempotency-replayed")), (201, Some("true")));
    assert_eq!((again.header("content-type"), &again.body), (first.header("content-type"), &first.body));
    let other = json!({ "name": "Başka", "slug": "baska" });
    ayse.post("/api/sites", &other).await.problem(409, "idempotency_key_reused");
    app.admin().with("idempotency-key", "k-2").post("/api/sites", &new).await.problem(409, "slug_taken");
    assert_eq!(app.admin().get("/api/sites").await.ok()["items"].as_array().unwrap().len(), 2);
    app.clock.advance_ms(24 * 60 * 60 * 1000);
    let ayse = app.sign_in("ayse").await.with("idempotency-key", "k-1");
    let ayse = ayse.on_site(app.site()["id"].as_str().unwrap());
    ayse.post("/api/sites", &other).await.expect(201);
}

#[tokio::test]
async fn a_key_belongs_to_who_used_it() {
    let app = TestApp::start().await;
    let new = |slug: &str| json!({ "email": format!("{slug}@ornek.edu.tr"), "name": slug, "role": "agent" });
    let (derya, murat) = (app.site_admin("derya").await, app.site_admin("murat").await);
    let one = derya.with("idempotency-key", "k").post("/api/users", &new("bir")).await.expect(201);
    let two = murat.with("idempotency-key", "k").post("/api/users", &new("iki")).await.expect(201);
    assert_ne!(one["user"]["id"], two["user"]["id"]);
    // A link to choose a password is shown once more to the same admin, and lies nowhere in the clear.
    let password = one["invitation"]["path"].as_str().unwrap().to_owned();
    let found = app.app.store.read(move |conn| {
        let mut statement = conn.prepare("SELECT answer FROM idempotency_keys")?;
        let answers: Vec<Vec<u8>> = statement.query_map((), |row| row.get(0))?.collect::<Result<_, _>>()?;
        Ok(answers.iter().any(|it| it.windows(password.len()).any(|part| part == password.as_bytes())))
    });
    assert!(!found.await.unwrap());
}

#[tokio::test]
async fn what_was_refused_may_be_tried_again_and_rights_count_each_time() {
    let app = TestApp::start().await;
    let elif = app.agent("elif").await;
    let key = |it: &crate::harness::Caller| it.clone().with("idempotency-key", "k");
    let new = json!({ "name": "x", "slug": "xx" });
    key(&elif).post("/api/sites", &new).await.problem(403, "role_forbids");
    key(&app.admin())
        .post("/api/sites", &json!({ "name": "", "slug": "xx" }))
        .await
        .problem(422, "field_missing");
    key(&app.admin()).post("/api/sites", &new).await.expect(201);
    key(&app.nobody()).post("/api/sites", &new).await.problem(401, "token_missing");
    let long = "k".repeat(201);
    app.admin()
        .with("idempotency-key", &long)
        .post("/api/sites", &new)
        .await
        .problem(400, "idempotency_key_invalid");
}

#[tokio::test]
async fn requests_at_the_same_time_happen_once() {
    let app = TestApp::start().await;
    let page = app.page().with("idempotency-key", "k");
    let body = json!({ "page": "https://www.ornek.edu.tr/" });
    let (one, two) =
        tokio::join!(page.post("/api/widget/session", &body), page.post("/api/widget/session", &body));
    assert_eq!(one.ok()["visitor"]["id"], two.ok()["visitor"]["id"]);
}

#[tokio::test]
async fn signing_in_again_with_a_key_is_one_session() {
    let app = TestApp::start().await;
    let nobody = app.nobody().with("idempotency-key", "k");
    let body = json!({ "email": "ayse@ornek.edu.tr", "password": PASSWORD });
    let (one, two) =
        (nobody.post("/api/auth/login", &body).await, nobody.post("/api/auth/login", &body).await);
    assert_eq!(one.header("set-cookie"), two.header("set-cookie"));
    assert!(one.header("set-cookie").is_some());
    assert_eq!(one.body, two.body);
}

#[tokio::test]
async fn every_limited_answer_says_how_much_is_left() {
    let app = TestApp::start_with(|it| it.limits.requests = 20).await;
    let number = |answer: &crate::harness::Answer, name: &str| -> u64 {
        answer.header(name).unwrap_or_else(|| panic!("no {name}")).parse().unwrap()
    };
    let first = app.nobody().get("/api/version").await;
    assert_eq!(number(&first, "ratelimit-limit"), 20);
    let left = number(&first, "ratelimit-remaining");
    assert!(number(&first, "ratelimit-reset") > 0);
    let second = app.nobody().get("/api/users").await;
    assert_eq!(number(&second, "ratelimit-remaining"), left - 1);
    for _ in 0..left - 1 {
        app.nobody().get("/api/version").await.ok();
    }
    let refused = app.nobody().get("/api/version").await;
    assert_eq!((number(&refused, "ratelimit-remaining"), number(&refused, "retry-after") > 0), (0, true));
    refused.problem(429, "rate_limited");
    assert!(app.nobody().get("/health").await.header("ratelimit-limit").is_none());
}

#[tokio::test]
async fn an_office_behind_one_address_does_not_use_up_each_others_requests() {
    let app = TestApp::start_with(|it| it.limits.requests = 40).await;
    let elif = app.agent("elif").await;
    for _ in 0..60 {
        elif.get("/api/auth/me").await.ok();
    }
    let visitor = app.nobody().get("/api/version").await;
    assert!(visitor.header("ratelimit-remaining").unwrap().parse::<u32>().unwrap() > 20);
    for _ in 60..40 * 6 {
        elif.get("/api/auth/me").await.ok();
    }
    elif.get("/api/auth/me").await.problem(429, "rate_limited");
    app.admin().get("/api/auth/me").await.ok();
}

#[tokio::test]
async fn visitors_behind_one_address_have_requests_of_their_own() {
    let app = TestApp::start_with(|it| it.limits.requests = 40).await;
    let begin = async || app.page().post("/api/widget/session", &json!({})).await;
    let limit = |answer: &crate::harness::Answer| answer.header("ratelimit-limit").unwrap().to_owned();
    let first = begin().await;
    assert_eq!(limit(&first), "400", "who is new may come ten times as often");
    let token = |session: &serde_json::Value| session["token"].as_str().unwrap().to_owned();
    let ayse = app.page().with_token(&token(&first.ok()));
    let murat = app.page().with_token(&token(&begin().await.ok()));
    for _ in 0..40 {
        let seen = ayse.post("/api/tracking/pageview", &json!({ "url": "https://ornek.edu.tr/" })).await;
        assert_eq!((limit(&seen), seen.status < 300), ("40".to_owned(), true), "{}", seen.body);
    }
    ayse.get("/api/widget/messages").await.problem(429, "rate_limited");
    murat.get("/api/widget/messages").await.ok();
    // Without a token it is the address that counts, and a forged one is none.
    assert_eq!(limit(&app.page().get("/api/widget/departments").await), "40");
    assert_eq!(limit(&app.page().with_token("x.y.z").get("/api/widget/messages").await), "40");
}
