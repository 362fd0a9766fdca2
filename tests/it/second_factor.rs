//! Two-step sign-in.
use crate::harness::{Caller, PASSWORD, TestApp, email_of};
use serde_json::{Value, json};
use totp_rs::{Algorithm, Builder, Secret, Totp};

/// The app on somebody's telephone.
struct Phone(Totp);

impl Phone {
    fn of(secret: &str) -> Phone {
        let secret = Secret::try_from_base32(secret).unwrap();
        Phone(Builder::new().with_algorithm(Algorithm::SHA1).with_secret(secret).build().unwrap())
    }

    fn code(&self, app: &TestApp) -> String {
        self.0.generate(u64::try_from(app.clock.now().as_second()).unwrap()).to_string()
    }
}

/// Sets it up; the phone, and the recovery codes.
async fn enrolled(app: &TestApp, who: &Caller) -> (Phone, Vec<String>) {
    let shown = who.post("/api/auth/totp/enroll", &json!({})).await.ok();
    assert!(shown["url"].as_str().unwrap().starts_with("otpauth://totp/"));
    assert!(shown["picture"].as_str().unwrap().contains("<svg"));
    let phone = Phone::of(shown["secret"].as_str().unwrap());
    let confirmed = who.post("/api/auth/totp/confirm", &json!({ "code": phone.code(app) })).await.ok();
    let codes = confirmed["codes"].as_array().unwrap().iter().map(|it| it.as_str().unwrap().to_owned());
    (phone, codes.collect())
}

async fn sign_in(app: &TestApp, name: &str, code: Option<&str>) -> crate::harness::Answer {
    let body = json!({ "email": email_of(name), "password": PASSWORD, "code": code });
    app.nobody().post("/api/auth/login", &body).await
}

#[tokio::test]
async fn a_code_is_asked_for_once_it_was_confirmed_and_each_is_good_once() {
    let app = TestApp::start().await;
    let elif = app.agent("elif").await;
    elif.post("/api/auth/totp/confirm", &json!({ "code": "123456" })).await.problem(409, "second_factor_off");
    elif.post("/api/auth/totp/enroll", &json!({})).await.ok();
    sign_in(&app, "elif", None).await.ok(); // nothing is asked for yet
    elif.post("/api/auth/totp/confirm", &json!({ "code": "000000" }))
        .await
        .problem(422, "second_factor_wrong");
    let (phone, codes) = enrolled(&app, &elif).await;
    assert_eq!(codes.len(), 10);
    let me = elif.get("/api/auth/me").await.ok();
    assert_eq!((&me["second_factor"], &me["recovery_codes_left"]), (&json!(true), &json!(10)));
    elif.post("/api/auth/totp/enroll", &json!({})).await.problem(409, "second_factor_on");

    sign_in(&app, "elif", None).await.problem(401, "second_factor_needed");
    sign_in(&app, "elif", Some(&phone.code(&app))).await.problem(401, "second_factor_wrong");
    app.clock.advance_ms(30_000);
    let code = phone.code(&app);
    sign_in(&app, "elif", Some(&format!(" {} {} ", &code[..3], &code[3..]))).await.ok();
    sign_in(&app, "elif", Some(&code)).await.problem(401, "second_factor_wrong");

    let typed = codes[0].to_lowercase();
    sign_in(&app, "elif", Some(&typed)).await.ok();
    sign_in(&app, "elif", Some(&typed)).await.problem(401, "second_factor_wrong");
    let renewed = elif.post("/api/auth/totp/recovery-codes", &json!({ "password": PASSWORD })).await.ok();
    let fresh = renewed["codes"][0].as_str().unwrap();
    sign_in(&app, "elif", Some(&codes[1])).await.problem(401, "second_factor_wrong");
    sign_in(&app, "elif", Some(fresh)).await.ok();

    let audit = app.admin().get("/api/audit").await.ok().to_string();
    assert!(audit.contains("user.second_factor_on") && !audit.contains(fresh));
    elif.post("/api/auth/totp/disable", &json!({ "password": "yanlış" }))
        .await
        .problem(422, "password_wrong");
    assert_eq!(elif.post("/api/auth/totp/disable", &json!({ "password": PASSWORD })).await.status, 204);
    sign_in(&app, "elif", None).await.ok();
}

#[tokio::test]
async fn wrong_codes_lock_the_account_like_wrong_passwords() {
    let app = TestApp::start().await;
    let elif = app.agent("elif").await;
    let (phone, _) = enrolled(&app, &elif).await;
    for _ in 0..5 {
        sign_in(&app, "elif", Some("000000")).await.problem(401, "second_factor_wrong");
    }
    app.clock.advance_ms(30_000);
    sign_in(&app, "elif", Some(&phone.code(&app))).await.problem(429, "too_many_attempts");
    app.clock.advance_ms(60 * 60_000);
    sign_in(&app, "elif", Some(&phone.code(&app))).await.ok();
}

#[tokio::test]
async fn a_site_that_asks_for_it_opens_nothing_else_before() {
    let app = TestApp::start().await;
    let (elif, murat) = (app.agent("elif").await, app.site_admin("murat").await);
    let path = format!("/api/sites/{}", app.site()["id"].as_str().unwrap());
    let site = app.admin().put(&path, &json!({ "second_factor_required": true })).await.ok();
    assert_eq!(site["second_factor_required"], true);
    elif.get("/api/chat").await.problem(403, "second_factor_missing");
    murat.get("/api/users").await.problem(403, "second_factor_missing");
    let me = elif.get("/api/auth/me").await.ok();
    assert_eq!(me["second_factor_missing"], true);
    let refused = crate::socket::Socket::connect(&app.base, json!({ "token": elif.token() })).await;
    assert!(refused.is_err());
    let (_, _) = enrolled(&app, &elif).await;
    elif.get("/api/chat").await.ok();

    // The phone is lost: an admin helps, and it is set up anew.
    let boss = app.sign_in("ayse").await;
    enrolled(&app, &boss).await;
    let id = me["id"].as_str().unwrap();
    let path = format!("/api/users/{id}/second-factor");
    elif.delete(&path).await.problem(403, "role_forbids");
    assert_eq!(boss.delete(&path).await.status, 204);
    elif.get("/api/auth/me").await.problem(401, "token_invalid");
    let session: Value = sign_in(&app, "elif", None).await.ok();
    assert_eq!(session["user"]["second_factor_missing"], true);
}
