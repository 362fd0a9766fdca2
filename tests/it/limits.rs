//! What anybody may do within an hour: forms, confirmations by mail, files, searches and opinions of the help centre.
use crate::harness::{Answer, Caller, TestApp};
use crate::help::page;
use crate::mail::sending;
use serde_json::{Value, json};
use std::fmt::Write as _;

const SECOND: i64 = 1_000;

/// With the limits of an hour; the general one is too wide to be met.
async fn limited() -> TestApp {
    TestApp::start_with(|it| it.limits.requests = 1_000_000).await
}

async fn visitor(app: &TestApp) -> Caller {
    let session = app.page().post("/api/widget/session", &json!({})).await.ok();
    app.page().with_token(session["token"].as_str().unwrap())
}

async fn leave(who: &Caller, email: &str) -> Answer {
    let form = json!({ "name": "Ayşe", "email": email, "message": "Kaydım yapılmadı" });
    who.post("/api/widget/tickets", &form).await
}

async fn form(app: &TestApp) -> String {
    let design = json!({
        "title": { "tr": "Başvuru" }, "open": true,
        "fields": [
            { "key": "ad", "kind": "text", "label": { "tr": "Ad" }, "required": true },
            { "key": "belge", "kind": "file", "label": { "tr": "Belge" }, "required": false },
        ],
        "ticket": { "automatic": true, "name_field": "ad" },
    });
    let made = app.admin().post("/api/forms", &design).await.expect(201);
    format!("/api/forms/{}/submissions", made["id"].as_str().unwrap())
}

async fn upload(who: &Caller, path: &str, name: &str, bytes: Vec<u8>) -> Answer {
    let part = reqwest::multipart::Part::bytes(bytes).file_name(name.to_owned());
    let request = who.request(reqwest::Method::POST, path);
    let sent = request.multipart(reqwest::multipart::Form::new().part("file", part)).send().await.unwrap();
    Answer::of(sent).await
}

fn png() -> Vec<u8> {
    b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x02\0\0\0\x03\x08\x02\0\0\0\x36\x88\x49\xd6".to_vec()
}

#[tokio::test]
async fn forms_and_tickets_of_a_visitor_share_a_budget_that_refills_evenly() {
    let app = limited().await;
    let submissions = form(&app).await;
    let (ayse, murat) = (visitor(&app).await, visitor(&app).await);
    for number in 0..30 {
        let sent = match number % 2 {
            0 => leave(&ayse, "ayse@ornek.edu.tr").await,
            _ => ayse.post(&submissions, &json!({ "answers": { "ad": "Ayşe" } })).await,
        };
        sent.expect(201);
    }
    let refused = leave(&ayse, "ayse@ornek.edu.tr").await;
    let wait: i64 = refused.header("retry-after").unwrap().parse().unwrap();
    assert!((1..=121).contains(&wait), "one every two minutes, not a lock: {wait}");
    refused.problem(429, "rate_limited");
    ayse.post(&submissions, &json!({ "answers": { "ad": "Ayşe" } })).await.problem(429, "rate_limited");
    leave(&murat, "murat@ornek.edu.tr").await.expect(201);
    for _ in 0..3 {
        app.clock.advance_ms(121 * SECOND);
        leave(&ayse, "ayse@ornek.edu.tr").await.expect(201);
        leave(&ayse, "ayse@ornek.edu.tr").await.problem(429, "rate_limited");
    }
}

#[tokio::test]
async fn a_network_without_visitors_fills_one_site_only_and_never_for_long() {
    let app = limited().await;
    let (other, _) = app.second_site("baska").await;
    for _ in 0..600 {
        leave(&app.page(), "ayse@ornek.edu.tr").await.expect(201);
    }
    leave(&app.page(), "ayse@ornek.edu.tr").await.problem(429, "rate_limited");
    let elsewhere = app.nobody().with("x-api-key", other["api_key"].as_str().unwrap());
    leave(&elsewhere, "ayse@ornek.edu.tr").await.expect(201);
    app.clock.advance_ms(7 * SECOND);
    leave(&app.page(), "ayse@ornek.edu.tr").await.expect(201);
    leave(&app.page(), "ayse@ornek.edu.tr").await.problem(429, "rate_limited");
    app.clock.advance_ms(3_600 * SECOND);
    leave(&app.page(), "ayse@ornek.edu.tr").await.expect(201);
}

#[tokio::test]
async fn confirmations_to_strangers_wait_for_their_turn_and_no_ticket_is_lost() {
    let (app, _server) = sending().await;
    let elif = app.agent("elif").await;
    let known = leave(&app.page(), "bilinen@posta.tr").await.expect(201);
    let path = format!("/api/tickets/{}/reply", known["id"].as_str().unwrap());
    elif.post(&path, &json!({ "body": "Yapıldı." })).await.expect(201);
    for number in 0..120 {
        leave(&app.page(), &format!("kisi{number}@posta.tr")).await.expect(201);
    }
    app.clock.advance_ms(SECOND);
    let mails = async || app.admin().get("/api/mail?limit=3").await.ok()["items"].clone();
    let late = leave(&app.page(), "yabanci@posta.tr").await.expect(201);
    assert!(late["number"].is_number());
    let last = mails().await[0].clone();
    assert_eq!((&last["recipient"], &last["state"]), (&json!("yabanci@posta.tr"), &json!("queued")));
    let next = last["next_at"].as_str().unwrap();
    assert!(next.starts_with("2026-01-15T10:00:00"), "an hour after the first of the last 120: {next}");
    // Whom an agent has answered is no stranger.
    app.clock.advance_ms(SECOND);
    leave(&app.page(), "bilinen@posta.tr").await.expect(201);
    let last = mails().await[0].clone();
    assert_eq!(last["recipient"], "bilinen@posta.tr");
    assert!(last["next_at"].as_str().is_none_or(|it| it < "2026-01-15T09:30"), "{last}");
}

#[tokio::test]
async fn who_uploads_and_sends_nothing_has_to_stop() {
    let app = TestApp::start().await;
    let (ayse, murat) = (visitor(&app).await, visitor(&app).await);
    let mut files = Vec::new();
    for number in 0..30 {
        let name = format!("{number}.txt");
        files.push(upload(&ayse, "/api/files", &name, b"merhaba".to_vec()).await.expect(201)["id"].clone());
    }
    upload(&ayse, "/api/files", "bir.txt", b"x".to_vec()).await.problem(409, "files_waiting");
    upload(&murat, "/api/files", "bir.txt", b"x".to_vec()).await.expect(201);
    let sent = json!({
        "name": "Ayşe", "email": "ayse@ornek.edu.tr", "message": "Ekte", "attachments": files[..5],
    });
    ayse.post("/api/widget/tickets", &sent).await.expect(201);
    upload(&ayse, "/api/files", "bir.txt", b"x".to_vec()).await.expect(201);
    // The page of a ticket is no way around it.
    let left = leave(&app.page(), "can@ornek.edu.tr").await.expect(201);
    let page = format!("/api/ticket-page/{}/files", left["token"].as_str().unwrap());
    for _ in 0..30 {
        upload(&app.nobody(), &page, "bir.txt", b"x".to_vec()).await.expect(201);
    }
    upload(&app.nobody(), &page, "bir.txt", b"x".to_vec()).await.problem(409, "files_waiting");
}

#[tokio::test]
async fn uploads_have_a_budget_by_their_size() {
    let app = limited().await;
    let (ayse, elif) = (visitor(&app).await, app.agent("elif").await);
    let mut large = String::new();
    while large.len() < 9 * 1024 * 1024 {
        writeln!(large, "Kayıt dondurma dilekçesi, satır {}", large.len()).unwrap();
    }
    let large = large.into_bytes();
    for _ in 0..11 {
        upload(&ayse, "/api/files", "uzun.txt", large.clone()).await.expect(201);
    }
    // 110 of 120 units are gone, and 99 of 100 MB wait.
    upload(&ayse, "/api/files", "uzun.txt", large.clone()).await.problem(409, "files_waiting");
    upload(&ayse, "/api/files", "uzun.txt", large.clone()).await.problem(429, "rate_limited");
    for _ in 0..12 {
        upload(&elif, "/api/files", "uzun.txt", large.clone()).await.expect(201);
    }
}

#[tokio::test]
async fn what_nobody_in_particular_uploaded_and_images_of_articles_are_not_to_be_had() {
    let app = TestApp::start().await;
    let elif = app.agent("elif").await;
    let submissions = form(&app).await;
    let site = app.site()["id"].as_str().unwrap().parse().unwrap();
    let place = asisttr::files::images::Place { store: &app.app.store, data_dir: &app.app.config.data_dir };
    let imported =
        asisttr::files::images::keep(place, site, None, "plan.png", png(), app.clock.now()).await.unwrap();
    let image = json!([imported.id]);
    let ticket = json!({ "name": "A", "email": "a@b.tr", "message": "x", "attachments": image });
    app.page().post("/api/widget/tickets", &ticket).await.problem(422, "attachment_unknown");
    let answers = json!({ "answers": { "ad": "A", "belge": image } });
    app.page().post(&submissions, &answers).await.problem(422, "attachment_unknown");
    let mut own = png();
    own.extend(b"elif");
    let own = upload(&elif, "/api/knowledge/images", "plan.png", own).await.expect(201);
    let new = json!({ "subject": "x", "body": "y", "attachments": [own["id"]] });
    elif.post("/api/tickets", &new).await.problem(422, "attachment_unknown");
    let url = format!("/api/knowledge/images/{}", imported.id);
    assert_eq!(app.nobody().get(&url).await.status, 200);
}

#[tokio::test]
async fn searches_of_the_help_centre_have_an_end_and_its_pages_have_none() {
    let app = limited().await;
    let article = json!({ "title": "Harç", "body": "Metin.", "status": "published" });
    app.admin().post("/api/knowledge", &article).await.expect(201);
    let search = async || app.nobody().get("/yardim/ornek/ara?q=harc").await.status;
    let mut found = 0;
    while search().await == 200 {
        found += 1;
        assert!(found <= 1200);
    }
    assert_eq!((found, search().await), (1200, 429));
    assert_eq!(page(&app, "/yardim/ornek/ara").await.status, 200, "the empty box asks nothing");
    assert_eq!(page(&app, "/yardim/ornek/makale/harc").await.status, 200);
    app.clock.advance_ms(4 * SECOND);
    assert_eq!(search().await, 200);
}

#[tokio::test]
async fn opinions_by_the_api_count_once_and_have_an_end() {
    let app = limited().await;
    let article = json!({ "title": "Harç", "body": "Metin.", "status": "published" });
    let article = app.admin().post("/api/knowledge", &article).await.expect(201);
    let path = format!("/api/knowledge/{}", article["id"].as_str().unwrap());
    let feedback = format!("{path}/feedback");
    let counted = async || {
        let it: Value = app.admin().get(&path).await.ok();
        (it["helpful"].clone(), it["not_helpful"].clone())
    };
    for helpful in [true, true, false] {
        app.page().post(&feedback, &json!({ "helpful": helpful })).await.expect(204);
    }
    assert_eq!(counted().await, (json!(0), json!(1)), "the same reader, as far as anybody knows");
    let other = app.page().with("user-agent", "Mozilla/5.0");
    other.post(&feedback, &json!({ "helpful": true })).await.expect(204);
    visitor(&app).await.post(&feedback, &json!({ "helpful": true })).await.expect(204);
    assert_eq!(counted().await, (json!(2), json!(1)));
    for _ in 0..115 {
        app.page().post(&feedback, &json!({ "helpful": true })).await.expect(204);
    }
    app.page().post(&feedback, &json!({ "helpful": true })).await.problem(429, "rate_limited");
    assert_eq!(counted().await, (json!(3), json!(0)));
}
