//! Mail that comes in when something is wrong: broken mails, servers that are away, renumbered folders, a stop in the
//! middle, settings that cannot work, tokens.
use crate::harness::{Caller, TestApp, email_of};
use crate::imap_server::ImapServer;
use crate::incoming::{Post, arrived, inbox, plain, shape, smtp};
use axum::Json;
use axum::extract::Form;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::{MethodRouter, get, post};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

#[tokio::test]
async fn what_cannot_be_read_waits_in_quarantine_and_the_next_goes_on() {
    let mut post = Post::start().await;
    let list = post.comes(&[shape("broken", &[]), shape("gmail", &[])], 2).await;
    assert_eq!(post.tickets().await, 1);
    let bad = list.iter().find(|it| it["state"] == "quarantined").unwrap();
    assert_eq!(
        (&bad["reason"], &bad["detail"]),
        (&json!("mail_no_sender"), &json!("Postanın göndereni okunamıyor."))
    );
    let admin = post.app.admin();
    let inboxes = admin.get("/api/settings/mail/inboxes").await.ok();
    assert_eq!(inboxes["items"][0]["state"]["quarantined"], 1);
    let path = format!("/api/mail/incoming/{}", bad["id"].as_str().unwrap());
    let raw = admin.request(reqwest::Method::GET, &format!("{path}/raw")).send().await.unwrap();
    assert!(raw.text().await.unwrap().starts_with("X-Odd: "));
    admin.post(&format!("{path}/retry"), &json!({})).await.problem(409, "mail_no_sender");
    let (_, stranger) = post.app.second_site("ikinci").await;
    stranger.post(&format!("{path}/retry"), &json!({})).await.problem(404, "not_found");
    stranger.delete(&path).await.problem(404, "not_found");
    stranger.get(&format!("{path}/raw")).await.problem(404, "not_found");
    assert_eq!(admin.delete(&path).await.status, 204);
    admin.delete(&path).await.problem(409, "mail_not_quarantined");
    admin.get(&format!("{path}/raw")).await.problem(404, "not_found");
    // It stays known: renumbered, it does not come back.
    post.imap.renumber("INBOX").await;
    let list = post.comes(&[plain("a@b.example", "Son", "", "x")], 3).await;

    // As they came they are kept for 30 days.
    let kept = list.iter().find(|it| it["subject"] == "Son").unwrap();
    let raw = format!("/api/mail/incoming/{}/raw", kept["id"].as_str().unwrap());
    let status = async || {
        let admin = post.app.sign_in("ayse").await;
        admin.request(reqwest::Method::GET, &raw).send().await.unwrap().status().as_u16()
    };
    post.app.clock.advance_ms(29 * 24 * 60 * 60 * 1000);
    assert_eq!(status().await, 200);
    post.app.clock.advance_ms(2 * 24 * 60 * 60 * 1000);
    while status().await == 200 {
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    assert_eq!(status().await, 404);
}

#[tokio::test]
async fn a_mail_of_25_mb_is_taken_and_a_longer_one_is_named() {
    let mut post = Post::start().await;
    let large = |megabytes: usize, subject: &str| {
        let line = format!("{}\r\n", "QUJD".repeat(19));
        let part = line.repeat(megabytes * 1024 * 1024 / line.len());
        let head = "Content-Type: multipart/mixed; boundary=b\n";
        let body = format!(
            "--b\n\nBüyük dosya ekte.\n--b\nContent-Type: application/pdf; name=dev.pdf\nContent-Transfer-Encoding: base64\n\n{part}\n--b--"
        );
        let id = uuid::Uuid::now_v7();
        let text = format!("From: a@b.example\nSubject: {subject}\nMessage-ID: <{id}@x>\n{head}\n{body}\n");
        text.into_bytes()
    };
    let list = post.comes(&[large(24, "24"), large(26, "26"), plain("c@d.example", "Son", "", "x")], 3).await;
    let ticket = post.ticket("24").await;
    let words = ticket["messages"][0]["body"].as_str().unwrap();
    assert_eq!(words, "Büyük dosya ekte.\n\n[Alınamayan dosyalar: dev.pdf]");
    let too_long = list.iter().find(|it| it["subject"] == "26").unwrap();
    assert_eq!((&too_long["reason"], &too_long["raw"]), (&json!("mail_too_large"), &json!(false)));
    assert_eq!(post.tickets().await, 2);
}

#[tokio::test]
async fn mail_of_an_outage_comes_afterwards_and_renumbering_doubles_nothing() {
    let mut post = Post::start().await;
    let mail = |n: usize| plain("ayse@posta.example", &format!("Konu {n}"), "", "x");
    post.comes(&[mail(1), mail(2)], 2).await;
    post.imap.stop().await;
    let state = |seen: Value| seen["items"][0]["state"].clone();
    for _ in 0..600 {
        let seen = state(post.app.admin().get("/api/settings/mail/inboxes").await.ok());
        if seen["trouble"] == "mail_unreachable" {
            assert!(
                seen["reason"].as_str().unwrap().ends_with('.') && seen["failing_since"].is_string(),
                "{seen}"
            );
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    post.imap.start_again().await;
    post.comes(&[mail(3)], 3).await;
    for _ in 0..600 {
        let seen = state(post.app.admin().get("/api/settings/mail/inboxes").await.ok());
        if seen["trouble"].is_null() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    post.imap.renumber("INBOX").await;
    post.comes(&[mail(4)], 4).await;
    assert_eq!(post.tickets().await, 4);
    // The process stops, and another one finds everything as it was left.
    post.app.app.lifecycle.shut_down().await;
    post.imap.append("INBOX", &[mail(5)]).await;
    let again = post.app.restarted().await;
    arrived(&again.admin(), 5).await;
    assert_eq!(again.admin().get("/api/tickets").await.ok()["items"].as_array().unwrap().len(), 5);
}

#[tokio::test]
async fn what_was_there_before_is_nobodys_case_unless_somebody_says_so() {
    let (app, mut imap, smtp) = (TestApp::start().await, ImapServer::start(&[]).await, smtp().await);
    // Whoever entered the inbox did so after these came.
    app.clock.advance_ms(500 * 86_400_000);
    let admin = app.sign_in("ayse").await;
    imap.append("INBOX", &[plain("a@b.example", "Eski", "", "x")]).await;
    let mut asked = inbox(&imap, &smtp);
    asked["from"] = json!("now");
    let kept = admin.post("/api/settings/mail/inboxes", &asked).await.expect(201);
    let path = format!("/api/settings/mail/inboxes/{}", kept["id"].as_str().unwrap());
    for _ in 0..600 {
        let seen = admin.get("/api/settings/mail/inboxes").await.ok();
        if seen["items"][0]["state"]["looked_at"].is_string() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    arrived(&admin, 0).await;
    admin.delete(&path).await.expect(204);
    asked["from"] = json!("all");
    admin.post("/api/settings/mail/inboxes", &asked).await.expect(201);
    arrived(&admin, 1).await;
}

/// When the only inbox was looked into, once that is another time than `before`.
async fn looked_at(admin: &Caller, before: &Value) -> Value {
    let mut seen = Value::Null;
    for _ in 0..600 {
        seen = admin.get("/api/settings/mail/inboxes").await.ok()["items"][0]["state"].clone();
        if seen["looked_at"] != *before {
            return seen["looked_at"].clone();
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("nobody looked: {seen}");
}

#[tokio::test]
async fn another_mailbox_in_the_place_of_one_begins_as_a_new_one_does() {
    let (app, mut imap, smtp) = (TestApp::start().await, ImapServer::start(&[]).await, smtp().await);
    // All mails of this test come before anything is entered.
    app.clock.advance_ms(500 * 86_400_000);
    let admin = app.sign_in("ayse").await;
    imap.append("INBOX", &[plain("a@b.example", "Konu", "", "x")]).await;
    imap.deliver("bilgi@ornek.edu.tr", &STANDARD.encode(plain("c@d.example", "Eski", "", "x"))).await;
    let mut asked = inbox(&imap, &smtp);
    asked["from"] = json!("all");
    let kept = admin.post("/api/settings/mail/inboxes", &asked).await.expect(201);
    arrived(&admin, 1).await;
    let first = looked_at(&admin, &Value::Null).await;
    app.clock.advance_ms(60_000);
    asked["address"] = json!("bilgi@ornek.edu.tr");
    asked.as_object_mut().unwrap().remove("from");
    let path = format!("/api/settings/mail/inboxes/{}", kept["id"].as_str().unwrap());
    admin.put(&path, &asked).await.ok();
    looked_at(&admin, &first).await;
    arrived(&admin, 1).await;
}

#[tokio::test]
async fn a_user_or_host_put_right_brings_what_came_meanwhile_and_nothing_old() {
    let (app, mut imap, smtp) = (TestApp::start().await, ImapServer::start(&[]).await, smtp().await);
    let admin = app.admin();
    let mut asked = inbox(&imap, &smtp);
    asked["user"] = json!("desek@ornek.edu.tr");
    let kept = admin.post("/api/settings/mail/inboxes", &asked).await.expect(201);
    let path = format!("/api/settings/mail/inboxes/{}", kept["id"].as_str().unwrap());
    let first = looked_at(&admin, &Value::Null).await;
    imap.append("INBOX", &[plain("a@b.example", "Meanwhile", "", "x")]).await;
    // Whoever puts it right does so after that came.
    app.clock.advance_ms(500 * 86_400_000);
    let admin = app.sign_in("ayse").await;
    asked["user"] = json!("");
    admin.put(&path, &asked).await.ok();
    arrived(&admin, 1).await;
    // The mailbox moves: what was copied to the other host is as old as its writer says.
    let second = looked_at(&admin, &first).await;
    let mut moved = ImapServer::start(&[]).await;
    let old = plain("a@b.example", "Eski", "Date: Wed, 01 Jan 2025 10:00:00 +0300\n", "x");
    moved.append("INBOX", &[old, plain("c@d.example", "Yeni", "", "x")]).await;
    asked["port"] = json!(moved.port);
    app.clock.advance_ms(60_000);
    admin.put(&path, &asked).await.ok();
    let list = arrived(&admin, 2).await;
    looked_at(&admin, &second).await;
    assert_eq!(arrived(&admin, 2).await[0]["subject"], "Yeni", "{list:?}");
}

#[tokio::test]
async fn a_wrong_folder_for_what_was_dealt_with_or_sent_stops_no_mail() {
    let mut post = Post::start().await;
    let admin = post.app.admin();
    let kept = admin.get("/api/settings/mail/inboxes").await.ok()["items"][0].clone();
    let path = format!("/api/settings/mail/inboxes/{}", kept["id"].as_str().unwrap());
    let mut asked = inbox(&post.imap, &post.smtp);
    (asked["sent_folder"], asked["move_to"]) = (json!("Gönderilmiş"), json!("Yok"));
    admin.put(&path, &asked).await.ok();
    let mail = |n: usize| plain("ayse@posta.example", &format!("Konu {n}"), "", "x");
    post.comes(&[mail(1), mail(2)], 2).await;
    let mut seen = Value::Null;
    for _ in 0..600 {
        seen = admin.get("/api/settings/mail/inboxes").await.ok()["items"][0]["state"].clone();
        if seen["trouble"] == "mail_folder" {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    assert_eq!(seen["trouble"], "mail_folder", "{seen}");
    post.comes(&[mail(3)], 3).await;
    // Once the folder is there, what was dealt with meanwhile goes, too.
    post.imap.append("Yok", &[]).await;
    asked["sent_folder"] = json!("");
    admin.put(&path, &asked).await.ok();
    for _ in 0..600 {
        let left = post.imap.flags("INBOX").await;
        if left.as_array().unwrap().is_empty() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("{} were not moved", post.imap.flags("INBOX").await);
}

#[tokio::test]
async fn what_is_wrong_with_an_inbox_is_said_in_words() {
    let (app, imap, smtp) = (TestApp::start().await, ImapServer::start(&[]).await, smtp().await);
    let admin = app.admin();
    let check = |change: Value| {
        let mut asked = inbox(&imap, &smtp);
        asked.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        let admin = admin.clone();
        async move { admin.post("/api/settings/mail/inboxes/check", &asked).await.ok()["items"].clone() }
    };
    let fine = check(json!({})).await;
    let found: Vec<(&Value, &Value)> =
        fine.as_array().unwrap().iter().map(|it| (&it["what"], &it["ok"])).collect();
    let yes = json!(true);
    assert_eq!(
        found,
        [
            (&json!("incoming"), &yes),
            (&json!("sent"), &yes),
            (&json!("outgoing"), &yes),
            (&json!("plus"), &yes)
        ]
    );
    let incoming = |found: Value| (found[0]["trouble"].clone(), found[0]["detail"].clone());
    let (trouble, detail) = incoming(check(json!({ "password": "yanlış" })).await);
    assert_eq!((trouble, detail), (json!("mail_sign_in"), json!("Kullanıcı adı ya da parola yanlış.")));
    assert_eq!(incoming(check(json!({ "folder": "Yok" })).await).0, "mail_folder");
    assert_eq!(
        incoming(check(json!({ "host": "yok.invalid", "security": "tls" })).await).0,
        "mail_host_unknown"
    );
    assert_eq!(incoming(check(json!({ "port": 1 })).await).0, "mail_unreachable");
    assert_eq!(
        incoming(check(json!({ "security": "tls", "port": imap.tls_port })).await).0,
        "mail_certificate"
    );
    assert_eq!(incoming(check(json!({ "security": "tls" })).await).0, "mail_tls");
    let authority = include_str!("../data/mail/authority.pem");
    for (security, port) in [("tls", imap.tls_port), ("starttls", imap.port)] {
        let own = json!({
            "security": security, "port": port, "host": "localhost", "trust": "own", "authority": authority,
        });
        let found = check(own).await;
        assert_eq!(found[0]["ok"], true, "{security}: {found}");
    }
    let found = check(json!({ "smtp": { "host": "127.0.0.1", "port": 1, "security": "plain" } })).await;
    assert_eq!((&found[2]["what"], &found[2]["trouble"]), (&json!("outgoing"), &json!("mail_unreachable")));

    // An admin of a site does not look around inside the network; what the installation entered works on.
    let site_admin = app.site_admin("kerem").await;
    let own = |it: Value| it["items"][0]["trouble"].clone();
    let asked = inbox(&imap, &smtp);
    assert_eq!(own(site_admin.post("/api/settings/mail/inboxes/check", &asked).await.ok()), "mail_private");
    let account = json!({
        "host": "127.0.0.1", "port": smtp.port, "security": "plain", "sender_name": "x",
        "sender_address": email_of("destek"),
    });
    let found = site_admin.post("/api/settings/mail/account/check", &account).await.ok();
    assert_eq!(found["trouble"], "mail_private");
    let kept = admin.post("/api/settings/mail/inboxes", &asked).await.expect(201);
    let mut same = asked.clone();
    same["id"] = kept["id"].clone();
    same.as_object_mut().unwrap().remove("password");
    let found = site_admin.post("/api/settings/mail/inboxes/check", &same).await.ok();
    assert_eq!(found["items"][0]["ok"], true, "{found}");
    admin.post("/api/settings/mail/inboxes", &asked).await.problem(422, "inbox_taken");
    let shown = admin.get("/api/settings/mail/inboxes").await.ok().to_string();
    assert!(!shown.contains("gizli"), "{shown}");
}

/// Gives out access tokens as Google and Microsoft do.
async fn tokens() -> String {
    let give = |Form(asked): Form<HashMap<String, String>>| async move {
        let of = |name: &str| asked.get(name).map(String::as_str).unwrap_or_default();
        let right = of("grant_type") == "refresh_token"
            && of("refresh_token") == "yenile"
            && of("client_secret") == "sir";
        match right {
            true => (StatusCode::OK, Json(json!({ "access_token": "erisim", "expires_in": 3600 }))),
            false => (
                StatusCode::BAD_REQUEST,
                Json(json!({ "error": "invalid_grant", "error_description": "Token revoked" })),
            ),
        }
    };
    serves(post(give)).await
}

/// The same, where every refresh token is good for one time and comes with the next one.
async fn tokens_for_once() -> String {
    let good = Arc::new(Mutex::new("yenile".to_owned()));
    let give = move |Form(asked): Form<HashMap<String, String>>| async move {
        let mut good = good.lock().unwrap();
        if asked.get("refresh_token") != Some(&*good) {
            return (StatusCode::BAD_REQUEST, Json(json!({ "error": "invalid_grant" })));
        }
        *good = uuid::Uuid::now_v7().to_string();
        // It ends at once: every look asks for another one.
        let given = json!({ "access_token": "erisim", "expires_in": 1, "refresh_token": *good });
        (StatusCode::OK, Json(given))
    };
    serves(post(give)).await
}

/// A server for tokens, which also tells Dovecot which are good.
async fn serves(give: MethodRouter) -> String {
    let look = |headers: HeaderMap| async move {
        match headers.get("authorization").is_some_and(|it| it == "Bearer erisim") {
            true => (StatusCode::OK, Json(json!({ "user": "destek@ornek.edu.tr" }))),
            false => (StatusCode::UNAUTHORIZED, Json(json!({}))),
        }
    };
    let router = axum::Router::new().route("/token", give).route("/look", get(look));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await });
    address
}

#[tokio::test]
async fn a_refresh_token_that_gives_way_to_another_is_used_no_more() {
    let address = tokens_for_once().await;
    let app = TestApp::start_with(|it| it.private_addresses = asisttr::config::PrivateAddresses::Any).await;
    let mut imap = ImapServer::start(&["--oauth", &format!("{address}/look")]).await;
    let mut asked = inbox(&imap, &smtp().await);
    let more = json!({
        "sign_in": "oauth", "client_id": "asisttr", "client_secret": "sir", "refresh_token": "yenile",
        "token_url": format!("{address}/token"), "smtp": null,
    });
    asked.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    app.admin().post("/api/settings/mail/inboxes", &asked).await.expect(201);
    for n in 1..=3 {
        imap.append("INBOX", &[plain("a@b.example", &format!("Konu {n}"), "", "x")]).await;
        arrived(&app.admin(), n).await;
        imap.stop().await;
        imap.start_again().await;
    }
}

#[tokio::test]
async fn a_mailbox_is_opened_with_tokens() {
    let address = tokens().await;
    let app = TestApp::start_with(|it| it.private_addresses = asisttr::config::PrivateAddresses::Any).await;
    let mut imap = ImapServer::start(&["--oauth", &format!("{address}/look")]).await;
    let mut asked = inbox(&imap, &smtp().await);
    let more = json!({
        "sign_in": "oauth", "client_id": "asisttr", "client_secret": "sir", "refresh_token": "eski",
        "token_url": format!("{address}/token"), "smtp": null,
    });
    asked.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    let check = |asked: Value| {
        let admin = app.admin();
        async move { admin.post("/api/settings/mail/inboxes/check", &asked).await.ok()["items"][0].clone() }
    };
    let found = check(asked.clone()).await;
    assert_eq!(
        (&found["trouble"], &found["said"]),
        (&json!("mail_token"), &json!("400 invalid_grant Token revoked"))
    );
    asked["refresh_token"] = json!("yenile");
    let found = check(asked.clone()).await;
    assert_eq!(found["ok"], true, "{found}");
    app.admin().post("/api/settings/mail/inboxes", &asked).await.expect(201);
    imap.append("INBOX", &[plain("a@b.example", "Konu", "", "x")]).await;
    arrived(&app.admin(), 1).await;
}
