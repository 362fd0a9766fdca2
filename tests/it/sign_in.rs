//! Set-up, sign-in, staying signed in, signing out.
use crate::harness::{PASSWORD, TestApp, email_of, set_up};
use asisttr::people::service::setup;
use serde_json::json;

#[tokio::test]
async fn the_set_up_is_done_once_and_only_with_the_link() {
    let app = TestApp::bare().await;
    let old = setup::link(&app.app.store).await.unwrap().unwrap();
    let link = setup::link(&app.app.store).await.unwrap().unwrap();
    let (old, token) = (old.split_once('=').unwrap().1, link.split_once('=').unwrap().1);
    let state = app.nobody().get(&format!("/api/setup?token={token}")).await.ok();
    assert_eq!(state, json!({ "needed": true, "token_valid": true }));

    let wrong = app.nobody().post("/api/setup", &set_up("ornek", old)).await;
    wrong.problem(403, "setup_token_invalid");
    let done = app.nobody().post("/api/setup", &set_up("ornek", token)).await;
    assert!(done.header("set-cookie").unwrap().contains("HttpOnly"));
    let done = done.expect(201);
    assert_eq!(done["user"]["role"], "superadmin");
    assert_eq!(done["user"]["site_id"], done["site"]["id"]);
    assert!(done["site"]["api_key"].as_str().unwrap().starts_with("pk_"));

    app.nobody().post("/api/setup", &set_up("baska", token)).await.problem(409, "setup_done");
    let state = app.nobody().get(&format!("/api/setup?token={token}")).await.ok();
    assert_eq!(state, json!({ "needed": false, "token_valid": false }));
    assert_eq!(setup::link(&app.app.store).await.unwrap(), None);
}

#[tokio::test]
async fn the_set_up_names_every_field_that_is_wrong() {
    let app = TestApp::bare().await;
    let link = setup::link(&app.app.store).await.unwrap().unwrap();
    let mut body = set_up("Örnek!", link.split_once('=').unwrap().1);
    body["site"]["origins"] = json!(["ornek"]);
    body["admin"]["email"] = json!("ayse");
    body["admin"]["password"] = json!("1234567890");
    body["institution"] = json!("  ");
    let problem = app.nobody().post("/api/setup", &body).await.problem(422, "invalid_fields");
    let mut fields: Vec<_> = problem["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| format!("{} {}", it["field"].as_str().unwrap(), it["code"].as_str().unwrap()))
        .collect();
    fields.sort();
    assert_eq!(
        fields,
        [
            "admin.email email_invalid",
            "admin.password password_common",
            "institution field_missing",
            "site.origins origin_invalid",
            "site.slug slug_invalid",
        ]
    );
}

#[tokio::test]
async fn a_wrong_password_and_an_unknown_address_are_answered_alike() {
    let app = TestApp::start().await;
    let wrong = json!({ "email": email_of("ayse"), "password": "yanlış bir parola" });
    let unknown = json!({ "email": email_of("yok"), "password": "yanlış bir parola" });
    let mut wrong = app.nobody().post("/api/auth/login", &wrong).await.problem(401, "bad_credentials");
    let mut unknown = app.nobody().post("/api/auth/login", &unknown).await.problem(401, "bad_credentials");
    assert_eq!(wrong["detail"], "E-posta ya da parola yanlış.");
    wrong["request_id"] = json!(null);
    unknown["request_id"] = json!(null);
    assert_eq!(wrong, unknown);
}

#[tokio::test]
async fn an_access_token_ends_after_a_quarter_of_an_hour() {
    let app = TestApp::start().await;
    let elif = app.agent("elif").await;
    let me = elif.get("/api/auth/me").await.ok();
    assert_eq!((&me["role"], &me["name"]), (&json!("agent"), &json!("elif")));
    app.clock.advance_ms(15 * 60 * 1000);
    let expired = elif.with("accept-language", "en").get("/api/auth/me").await;
    assert_eq!(expired.problem(401, "token_expired")["detail"], "The session has expired.");
    app.nobody().get("/api/auth/me").await.problem(401, "token_missing");
    app.nobody().with_token("a.b.c").get("/api/auth/me").await.problem(401, "token_invalid");
}

#[tokio::test]
async fn a_refresh_token_is_good_once_but_for_two_tabs_at_the_same_moment() {
    let app = TestApp::start().await;
    let body = json!({ "email": email_of("ayse"), "password": PASSWORD });
    let first = app.nobody().post("/api/auth/login", &body).await;
    let tab = app.nobody().with_cookie_of(&first);

    let second = tab.post("/api/auth/refresh", &json!({})).await;
    assert!(second.header("set-cookie").is_some());
    app.clock.advance_ms(5_000);
    let twin = tab.post("/api/auth/refresh", &json!({})).await;
    assert!(twin.header("set-cookie").is_none(), "the first tab's cookie is shared");
    twin.ok();

    app.clock.advance_ms(6_000);
    let thief = tab.post("/api/auth/refresh", &json!({})).await;
    thief.problem(401, "refresh_reused");
    let owner = app.nobody().with_cookie_of(&second).post("/api/auth/refresh", &json!({})).await;
    owner.problem(401, "token_invalid");
    let token = second.ok()["access_token"].as_str().unwrap().to_owned();
    app.nobody().with_token(&token).get("/api/auth/me").await.problem(401, "token_invalid");
    let audit = app.admin().get("/api/audit").await.ok();
    assert_eq!(audit["items"][0]["action"], "sign_in.token_reused");
}

#[tokio::test]
async fn the_cookie_is_secure_behind_a_trusted_proxy_with_https() {
    let app = TestApp::start_with(|it| it.trusted_proxies = vec!["127.0.0.1".parse().unwrap()]).await;
    let body = json!({ "email": email_of("ayse"), "password": PASSWORD });
    let plain = app.nobody().post("/api/auth/login", &body).await;
    assert!(!plain.header("set-cookie").unwrap().contains("Secure"));
    let https = app.nobody().with("x-forwarded-proto", "https").post("/api/auth/login", &body).await;
    let cookie = https.header("set-cookie").unwrap().to_owned();
    for part in ["HttpOnly", "Secure", "SameSite=Strict", "Path=/api/auth"] {
        assert!(cookie.contains(part), "{cookie}");
    }
}

#[tokio::test]
async fn signing_out_means_it() {
    let app = TestApp::start().await;
    let elif = app.agent("elif").await;
    assert_eq!(elif.post("/api/auth/logout", &json!({})).await.status, 204);
    elif.get("/api/auth/me").await.problem(401, "token_invalid");
}

#[tokio::test]
async fn a_revoked_session_ends_at_once() {
    let app = TestApp::start().await;
    let desk = app.agent("elif").await;
    let phone = app.sign_in("elif").await;
    let sessions = desk.get("/api/auth/sessions").await.ok();
    let other = sessions["items"].as_array().unwrap().iter().find(|it| it["current"] == false).unwrap();
    let path = format!("/api/auth/sessions/{}", other["id"].as_str().unwrap());
    app.admin().delete(&path).await.problem(404, "not_found");
    assert_eq!(desk.delete(&path).await.status, 204);
    phone.get("/api/auth/me").await.problem(401, "token_invalid");
    desk.get("/api/auth/me").await.ok();
    desk.delete(&path).await.problem(404, "not_found");
}

#[tokio::test]
async fn too_many_wrong_tries_lock_the_account_and_the_address() {
    let app = TestApp::start().await;
    let wrong = json!({ "email": email_of("ayse"), "password": "yanlış bir parola" });
    let right = json!({ "email": email_of("ayse"), "password": PASSWORD });
    for _ in 0..5 {
        app.nobody().post("/api/auth/login", &wrong).await.problem(401, "bad_credentials");
    }
    let locked = app.nobody().post("/api/auth/login", &right).await;
    assert_eq!(locked.header("retry-after"), Some("3600"));
    locked.problem(429, "too_many_attempts");
    app.clock.advance_ms(60 * 60 * 1000);
    app.nobody().post("/api/auth/login", &right).await.ok();
}

#[tokio::test]
async fn a_new_password_ends_the_other_sessions() {
    let app = TestApp::start().await;
    let desk = app.agent("elif").await;
    let phone = app.sign_in("elif").await;
    let change = |current: &str, new: &str| json!({ "current": current, "new": new });
    desk.put("/api/auth/password", &change("başka parola", "kırmızı kuş 7"))
        .await
        .problem(422, "password_wrong");
    let short = desk.put("/api/auth/password", &change(PASSWORD, "kısa")).await;
    assert_eq!(short.problem(422, "password_too_short")["detail"], "Parola en az 10 karakter olmalı.");
    let common = desk.put("/api/auth/password", &change(PASSWORD, "1234567890")).await;
    common.problem(422, "password_common");
    assert_eq!(desk.put("/api/auth/password", &change(PASSWORD, "kırmızı kuş 7")).await.status, 204);
    phone.get("/api/auth/me").await.problem(401, "token_invalid");
    desk.get("/api/auth/me").await.ok();
    let old = json!({ "email": email_of("elif"), "password": PASSWORD });
    app.nobody().post("/api/auth/login", &old).await.problem(401, "bad_credentials");
}

#[tokio::test]
async fn preferences_are_kept_one_by_one() {
    let app = TestApp::start().await;
    let elif = app.agent("elif").await;
    let change = json!({ "name": " Elif Demir ", "preferences": { "theme": "dark", "language": "en" } });
    let me = elif.put("/api/auth/me", &change).await.ok();
    assert_eq!((&me["name"], &me["language"]), (&json!("Elif Demir"), &json!("en")));
    let expected = json!({ "theme": "dark", "language": "en", "sounds": true, "shortcuts": true, "density": "comfortable" });
    assert_eq!(me["preferences"], expected);
    let me = elif.put("/api/auth/me", &json!({ "preferences": { "sounds": false } })).await.ok();
    assert_eq!((&me["preferences"]["theme"], &me["preferences"]["sounds"]), (&json!("dark"), &json!(false)));
    elif.put("/api/auth/me", &json!({ "preferences": { "theme": "pink" } }))
        .await
        .problem(422, "value_invalid");
}
