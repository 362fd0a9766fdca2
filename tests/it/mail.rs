//! Outgoing mail, against a real SMTP server.
use crate::chat::{Visiting, desk, visitor};
use crate::harness::{PASSWORD, TestApp, email_of};
use crate::mail_server::MailServer;
use asisttr::outbox;
use asisttr::store::Write;
use serde_json::{Value, json};

pub(crate) const MINUTE: i64 = 60_000;

/// What an admin types to send by `port`.
pub(crate) fn account(port: u16) -> Value {
    json!({
        "host": "127.0.0.1", "port": port, "security": "plain", "sender_name": "Örnek Üniversitesi Destek",
        "sender_address": "destek@ornek.edu.tr",
    })
}

/// A site that sends by a server of its own.
pub(crate) async fn sending() -> (TestApp, MailServer) {
    let (app, server) = (TestApp::start().await, MailServer::start(&[]).await);
    app.admin().put("/api/settings/mail/account", &account(server.port)).await.ok();
    (app, server)
}

/// A visitor with a name and an address, in a conversation.
pub(crate) async fn in_conversation(app: &TestApp) -> (Visiting, String) {
    let mut ayse = visitor(app).await;
    ayse.http.put("/api/widget/visitor", &json!({ "name": "Şükrü Ağaoğlu" })).await.ok();
    let started = ayse.socket.say("chat:start", json!({ "message": "Ğ, ı ve İ: <b>geliyor</b> mu?" })).await;
    let chat = started["conversation"]["id"].as_str().unwrap().to_owned();
    (ayse, chat)
}

/// The first mail of the list, once it is as expected.
pub(crate) async fn settled(app: &TestApp, is: impl Fn(&Value) -> bool) -> Value {
    let admin = app.sign_in("ayse").await; // an earlier token may have ended with the clock
    for _ in 0..600 {
        let list = admin.get("/api/mail").await.ok();
        if let Some(found) = list["items"].get(0).filter(|it| is(it)) {
            return found.clone();
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    panic!("{}", admin.get("/api/mail").await.ok());
}

/// A visitor wants the transcript.
pub(crate) async fn ask(ayse: &Visiting, chat: &str, email: &str) -> Value {
    let wanted = json!({ "conversation_id": chat, "email": email });
    ayse.http.post("/api/widget/transcript", &wanted).await.expect(202)
}

#[tokio::test]
async fn a_transcript_arrives_with_both_parts_and_all_its_letters() {
    let (app, mut server) = sending().await;
    let (ayse, chat) = in_conversation(&app).await;
    assert_eq!(
        ask(&ayse, &chat, " sukru@posta.tr ").await,
        json!({ "email": "sukru@posta.tr", "when": "now" })
    );
    let mail = server.next().await;
    assert_eq!(mail["to"], json!(["sukru@posta.tr"]));
    assert_eq!(mail["from"], "Örnek Üniversitesi Destek <destek@ornek.edu.tr>");
    assert_eq!(mail["subject"], "Sohbet dökümünüz · Örnek Üniversitesi");
    let text = mail["text"].as_str().unwrap();
    assert!(
        text.starts_with("Merhaba Şükrü Ağaoğlu,") && text.contains("Ğ, ı ve İ: <b>geliyor</b> mu?"),
        "{text}"
    );
    let html = mail["html"].as_str().unwrap();
    assert!(html.contains("Ğ, ı ve İ: &lt;b&gt;geliyor&lt;/b&gt; mu?") && html.contains("#0b6e85"), "{html}");
    let headers = &mail["headers"];
    assert_eq!(headers["auto-submitted"], "auto-generated");
    assert_eq!(headers["x-auto-response-suppress"], "All");
    let entry = settled(&app, |it| it["state"] == "sent").await;
    assert_eq!(headers["message-id"], format!("<{}@ornek.edu.tr>", entry["id"].as_str().unwrap()));
    assert_eq!((&entry["kind"], &entry["recipient"]), (&json!("transcript"), &json!("sukru@posta.tr")));

    // The address is known now; three an hour are enough.
    ask(&ayse, &chat, "").await;
    ask(&ayse, &chat, "").await;
    let wanted = json!({ "conversation_id": chat });
    ayse.http.post("/api/widget/transcript", &wanted).await.problem(429, "too_many_mails");
    let other = visitor(&app).await;
    other.http.post("/api/widget/transcript", &wanted).await.problem(404, "not_found");
    let elif = app.agent("elif").await;
    elif.get("/api/mail").await.problem(403, "role_forbids");
}

#[tokio::test]
async fn a_transcript_can_wait_for_the_end_and_an_agent_can_send_one() {
    let (app, mut server) = sending().await;
    let elif = app.agent("elif").await;
    let mut at_desk = desk(&app, &elif).await;
    let (ayse, chat) = in_conversation(&app).await;
    let later = json!({ "conversation_id": chat, "email": "sukru@posta.tr", "when": "close" });
    let promised = ayse.http.post("/api/widget/transcript", &later).await.expect(202);
    assert_eq!(promised["when"], "close");
    let said = json!({ "conversationId": chat, "body": "Buyurun" });
    assert_eq!(at_desk.say("chat:message", said).await["ok"], true);
    elif.post(&format!("/api/chat/{chat}/note"), &json!({ "body": "Gizli" })).await.ok();
    assert!(server.is_quiet().await);
    elif.put(&format!("/api/chat/{chat}/close"), &json!({})).await.ok();
    let mail = server.next().await;
    let text = mail["text"].as_str().unwrap();
    assert!(text.contains("elif\nBuyurun") && !text.contains("Gizli"), "{text}");

    let path = format!("/api/chat/{chat}/transcript/mail");
    let sent = elif.post(&path, &json!({})).await.expect(202);
    assert_eq!(sent["email"], "sukru@posta.tr");
    assert_eq!(server.next().await["to"], json!(["sukru@posta.tr"]));
    elif.post(&path, &json!({ "email": "sukru" })).await.problem(422, "email_invalid");
    let (_, stranger) = app.second_site("ikinci").await;
    stranger.post(&path, &json!({})).await.problem(404, "not_found");
    let list = stranger.get("/api/mail").await.ok();
    assert_eq!(list["items"], json!([]));
}

#[tokio::test]
async fn without_a_mail_server_nothing_is_offered() {
    let app = TestApp::start().await;
    let (ayse, chat) = in_conversation(&app).await;
    let session = app.page().post("/api/widget/session", &json!({})).await.ok();
    assert_eq!(session["mail"], json!({ "transcript": false, "at_close": false }));
    let wanted = json!({ "conversation_id": chat, "email": "sukru@posta.tr" });
    ayse.http.post("/api/widget/transcript", &wanted).await.problem(409, "mail_not_configured");
    app.admin().put("/api/mail/account", &account(25)).await.ok();
    let session = app.page().post("/api/widget/session", &json!({})).await.ok();
    assert_eq!(
        session["mail"],
        json!({ "transcript": true, "at_close": true }),
        "the installation's stands in"
    );
    app.admin().put("/api/settings/mail", &json!({ "at_close": false })).await.ok();
    let session = app.page().post("/api/widget/session", &json!({})).await.ok();
    assert_eq!(session["mail"], json!({ "transcript": true, "at_close": false }));
}

#[tokio::test]
async fn a_server_that_is_down_gets_the_mail_when_it_is_up_again() {
    let (app, server) = sending().await;
    let port = server.stop().await;
    let (ayse, chat) = in_conversation(&app).await;
    ask(&ayse, &chat, "sukru@posta.tr").await;
    let waiting = settled(&app, |it| it["attempts"] == 1 && it["state"] == "queued").await;
    assert_eq!(waiting["trouble"], "mail_unreachable");
    assert_eq!(
        waiting["reason"],
        "Sunucuya bu bağlantı noktasından ulaşılamadı. Bağlantı noktasını ve güvenlik duvarını denetleyin."
    );
    let mut server = MailServer::start_at(port).await;
    app.clock.advance_ms(MINUTE);
    assert_eq!(server.next().await["to"], json!(["sukru@posta.tr"]));
    assert_eq!(settled(&app, |it| it["state"] == "sent").await["attempts"], 2);
    assert!(server.is_quiet().await, "once");
}

#[tokio::test]
async fn a_greylisted_mail_goes_at_the_next_attempt_and_a_refused_one_is_shown_with_the_reason() {
    let (app, mut server) = sending().await;
    let (ayse, chat) = in_conversation(&app).await;
    ask(&ayse, &chat, "bekle@posta.tr").await;
    let waiting = settled(&app, |it| it["attempts"] == 1 && it["state"] == "queued").await;
    assert!(waiting["said"].as_str().unwrap().contains("Greylisted"), "{waiting}");
    app.clock.advance_ms(MINUTE);
    assert_eq!(server.next().await["to"], json!(["bekle@posta.tr"]));

    ask(&ayse, &chat, "yok@posta.tr").await;
    let failed = settled(&app, |it| it["state"] == "failed").await;
    assert_eq!(failed["trouble"], "mail_recipient");
    assert!(failed["said"].as_str().unwrap().contains("User unknown"), "{failed}");
    let retry = format!("/api/mail/{}/retry", failed["id"].as_str().unwrap());
    let (_, stranger) = app.second_site("ikinci").await;
    app.person("murat", "admin", &stranger).await.post(&retry, &json!({})).await.problem(404, "not_found");
    assert_eq!(app.admin().post(&retry, &json!({})).await.status, 202);
    settled(&app, |it| it["state"] == "failed").await;
}

#[tokio::test]
async fn after_two_days_of_trying_a_mail_is_given_up_and_can_be_tried_again() {
    let (app, server) = sending().await;
    let port = server.stop().await;
    let (ayse, chat) = in_conversation(&app).await;
    ask(&ayse, &chat, "sukru@posta.tr").await;
    for attempts in 1..31 {
        let seen = settled(&app, |it| it["attempts"] == attempts && it["state"] != "sending").await;
        if seen["state"] == "failed" {
            break;
        }
        app.clock.advance_ms(4 * 60 * MINUTE);
    }
    let failed = settled(&app, |it| it["state"] == "failed").await;
    assert!(failed["attempts"].as_u64().unwrap() > 10, "{failed}");
    let mut server = MailServer::start_at(port).await;
    let retry = format!("/api/mail/{}/retry", failed["id"].as_str().unwrap());
    assert_eq!(app.sign_in("ayse").await.post(&retry, &json!({})).await.status, 202);
    assert_eq!(server.next().await["to"], json!(["sukru@posta.tr"]));
}

#[tokio::test]
async fn what_a_crash_left_on_its_way_goes_again_under_the_same_name() {
    let (app, server) = sending().await;
    let port = server.stop().await;
    let (ayse, chat) = in_conversation(&app).await;
    ask(&ayse, &chat, "sukru@posta.tr").await;
    let waiting = settled(&app, |it| it["attempts"] == 1 && it["state"] == "queued").await;
    let id = waiting["id"].as_str().unwrap();
    // As if the process had died between the server's answer and the note of it.
    let mut write = Write::new();
    outbox::take(&mut write, id.parse().unwrap(), "<another@ornek.edu.tr>", "Konu");
    app.app.store.commit(write).await.unwrap();
    app.app.lifecycle.shut_down().await;
    let mut server = MailServer::start_at(port).await;
    let again = app.restarted().await;
    assert_eq!(server.next().await["headers"]["message-id"], format!("<{id}@ornek.edu.tr>"));
    settled(&again, |it| it["state"] == "sent").await;
    assert!(server.is_quiet().await);
}

#[tokio::test]
async fn what_is_wrong_with_a_server_is_said_in_words() {
    let app = TestApp::start().await;
    let admin = app.admin();
    let check = |change: Value| {
        let mut asked = account(1);
        asked.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        let admin = admin.clone();
        async move { admin.post("/api/settings/mail/account/check", &asked).await.ok() }
    };
    assert_eq!(check(json!({ "host": "yok.invalid" })).await["trouble"], "mail_host_unknown");
    assert_eq!(check(json!({})).await["trouble"], "mail_unreachable");
    let open = MailServer::start(&["--auth", "destek:gizli"]).await;
    let wrong = check(json!({ "port": open.port, "user": "destek", "password": "yanlış" })).await;
    assert_eq!((&wrong["ok"], &wrong["trouble"]), (&json!(false), &json!("mail_sign_in")));
    assert_eq!(wrong["detail"], "Kullanıcı adı ya da parola yanlış.");
    let right = check(json!({ "port": open.port, "user": "destek", "password": "gizli" })).await;
    assert_eq!(right["ok"], true, "{right}");
    let unsafe_one = check(json!({ "port": open.port, "security": "starttls" })).await;
    assert_eq!(unsafe_one["trouble"], "mail_no_starttls");
    let plain_one = check(json!({ "port": open.port, "security": "tls" })).await;
    assert_eq!(plain_one["trouble"], "mail_tls");
    let mut open = MailServer::start(&[]).await;
    let sender = check(json!({ "port": open.port, "sender_address": "yasak@ornek.edu.tr" })).await;
    assert_eq!(sender["trouble"], "mail_sender");
    assert!(sender["said"].as_str().unwrap().contains("Sender not allowed"));
    assert_eq!(check(json!({ "port": open.port })).await["ok"], true);
    assert!(open.is_quiet().await, "a check sends nothing");
}

#[tokio::test]
async fn a_certificate_of_ones_own_is_believed_only_where_somebody_said_so() {
    let app = TestApp::start().await;
    let authority = include_str!("../data/mail/authority.pem");
    for (option, security) in [("--starttls", "starttls"), ("--tls", "tls")] {
        let mut server = MailServer::start(&[option]).await;
        let with = |trust: &str| {
            let mut asked = account(server.port);
            asked["security"] = json!(security);
            asked["trust"] = json!(trust);
            asked["authority"] = json!(authority);
            asked
        };
        let check = "/api/settings/mail/account/check";
        let public = app.admin().post(check, &with("public")).await.ok();
        assert_eq!(public["trouble"], "mail_certificate", "{option}: {public}");
        assert_eq!(app.admin().post(check, &with("own")).await.ok()["ok"], true, "{option}");
        assert_eq!(app.admin().post(check, &with("unchecked")).await.ok()["ok"], true, "{option}");
        app.admin().put("/api/settings/mail/account", &with("own")).await.ok();
        let to = json!({ "to": "deneme@posta.tr" });
        app.admin().post("/api/settings/mail/templates/transcript/en/test", &to).await.expect(202);
        let mail = server.next().await;
        assert_eq!(
            (&mail["encrypted"], &mail["subject"]),
            (&json!(true), &json!("Your conversation with Örnek Üniversitesi"))
        );
    }
}

#[tokio::test]
async fn a_password_is_kept_sealed_and_used() {
    let app = TestApp::start().await;
    let mut server = MailServer::start(&["--auth", "destek:gizli söz 7"]).await;
    let mut asked = account(server.port);
    asked["user"] = json!("destek");
    let path = "/api/settings/mail/account";
    app.admin().put(path, &asked).await.problem(422, "mail_password_missing");
    asked["password"] = json!("gizli söz 7");
    let kept = app.admin().put(path, &asked).await.ok();
    assert_eq!((&kept["password_set"], kept.get("password")), (&json!(true), None));
    asked["password"] = Value::Null;
    assert_eq!(app.admin().put(path, &asked).await.ok()["version"], 2);
    app.admin().with("if-match", "1").put(path, &asked).await.problem(412, "stale_version");
    let audit = app.admin().get("/api/audit").await.ok();
    assert!(!audit.to_string().contains("gizli söz"));
    let database = std::fs::read(app.app.config.data_dir.join("asisttr.db")).unwrap();
    let log = std::fs::read(app.app.config.data_dir.join("asisttr.db-wal")).unwrap_or_default();
    let secret = "gizli söz 7".as_bytes();
    assert!([database, log].iter().all(|it| !it.windows(secret.len()).any(|it| it == secret)));
    app.admin()
        .post("/api/settings/mail/templates/invitation/tr/test", &json!({ "to": "a@posta.tr" }))
        .await
        .expect(202);
    assert_eq!(server.next().await["user"], "destek");
    assert_eq!(app.admin().delete(path).await.status, 204);
    assert_eq!(app.admin().get(path).await.ok(), Value::Null);
}

#[tokio::test]
async fn templates_are_checked_shown_and_sent_in_the_sites_words() {
    let (app, mut server) = sending().await;
    let path = "/api/settings/mail/templates/transcript/tr";
    let words = |body: &str| json!({ "subject": "Döküm {{sohbet.no}}", "body": body });
    let wrong = app.admin().put(path, &words("{{dokum}} {{isim}}")).await.problem(422, "mail_place_unknown");
    assert_eq!(wrong["detail"], "Bilinmeyen yer tutucu: {{isim}}.");
    let wrong = app.admin().put(path, &words("Merhaba")).await.problem(422, "mail_place_missing");
    assert_eq!(wrong["detail"], "{{dokum}} yer tutucusu olmadan bu posta bir işe yaramaz.");
    let shown = app.admin().post(&format!("{path}/preview"), &words("**Selam**\n\n{{dokum}}")).await.ok();
    assert_eq!(shown["subject"], "Döküm #4821");
    assert_eq!(
        shown["blocks"][0]["spans"][0],
        json!({ "text": "Selam", "bold": true, "italic": false, "link": null })
    );
    assert_eq!(shown["blocks"][1]["kind"], "lines");
    assert_eq!(app.admin().put(path, &words("Selam!\n\n{{dokum}}")).await.ok()["changed"], true);
    let (ayse, chat) = in_conversation(&app).await;
    ask(&ayse, &chat, "sukru@posta.tr").await;
    let mail = server.next().await;
    assert_eq!(mail["subject"], "Döküm #1");
    assert!(mail["text"].as_str().unwrap().starts_with("Selam!"));
    let restored = app.admin().delete(path).await.ok();
    assert_eq!(
        (&restored["changed"], &restored["subject"]),
        (&json!(false), &restored["default"]["subject"])
    );
    app.admin().get("/api/settings/mail/templates").await.ok();
    app.admin().delete("/api/settings/mail/templates/yok/tr").await.problem(404, "not_found");
}

#[tokio::test]
async fn who_is_gone_for_ten_minutes_is_told_of_answers_at_most_every_quarter_of_an_hour() {
    let (app, mut server) = sending().await;
    app.admin().put("/api/settings/routing", &json!({ "away_minutes": 0 })).await.ok();
    let elif = app.agent("elif").await;
    let mut at_desk = desk(&app, &elif).await;
    let (ayse, chat) = in_conversation(&app).await;
    ayse.http.put("/api/widget/visitor", &json!({ "email": "sukru@posta.tr" })).await.ok();
    let Visiting { socket, .. } = ayse;
    drop(socket);
    at_desk.hears_where("visitor:offline", |_| true).await;
    let says = |body: &str| json!({ "conversationId": chat, "body": body });
    assert_eq!(at_desk.say("chat:message", says("Birinci")).await["ok"], true);
    app.clock.advance_ms(9 * MINUTE);
    assert!(server.is_quiet().await);
    app.clock.advance_ms(2 * MINUTE);
    let mail = server.next().await;
    assert_eq!(mail["subject"], "Size yanıt verdik · Örnek Üniversitesi");
    let text = mail["text"].as_str().unwrap();
    assert!(text.contains("Birinci") && text.contains("https://ornek.edu.tr/kayit"), "{text}");
    assert_eq!(at_desk.say("chat:message", says("İkinci")).await["ok"], true);
    app.clock.advance_ms(11 * MINUTE);
    assert!(server.is_quiet().await, "a quarter of an hour has not passed");
    app.clock.advance_ms(5 * MINUTE);
    let text = server.next().await["text"].as_str().unwrap().to_owned();
    assert!(text.contains("İkinci") && !text.contains("Birinci"), "{text}");
}

/// The token of the link in a mail.
fn token_in(mail: &Value) -> String {
    let text = mail["text"].as_str().unwrap();
    text.split("/reset#").nth(1).unwrap().split_whitespace().next().unwrap().to_owned()
}

async fn sign_in(app: &TestApp, name: &str, password: &str) -> u16 {
    let body = json!({ "email": email_of(name), "password": password });
    app.nobody().post("/api/auth/login", &body).await.status
}

#[tokio::test]
async fn a_forgotten_password_is_replaced_once_by_a_link_that_comes_by_mail() {
    let (app, mut server) = sending().await;
    let elif = app.agent("elif").await;
    let forgot = |name: &str| {
        let (app, body) = (app.nobody(), json!({ "email": email_of(name) }));
        async move { app.post("/api/auth/forgot-password", &body).await }
    };
    let (known, unknown) = (forgot("elif").await, forgot("yok").await);
    assert_eq!((known.status, &known.body), (202, &unknown.body));
    assert_eq!(unknown.status, 202);
    let mail = server.next().await;
    assert_eq!(
        (&mail["to"], &mail["subject"]),
        (&json!([email_of("elif")]), &json!("Yeni parola belirleyin"))
    );
    let token = token_in(&mail);
    let link = json!({ "token": token });
    let view = app.nobody().post("/api/auth/reset-password/check", &link).await.ok();
    assert_eq!(view, json!({ "purpose": "reset", "name": "elif", "email": email_of("elif") }));
    let with = |password: &str| json!({ "token": token, "password": password });
    app.nobody().post("/api/auth/reset-password", &with("kısa")).await.problem(422, "password_too_short");
    assert_eq!(app.nobody().post("/api/auth/reset-password", &with("kırmızı kuş 7")).await.status, 204);
    elif.get("/api/auth/me").await.problem(401, "token_invalid");
    assert_eq!(
        (sign_in(&app, "elif", PASSWORD).await, sign_in(&app, "elif", "kırmızı kuş 7").await),
        (401, 200)
    );
    let again = app.nobody().post("/api/auth/reset-password", &with("mavi kuş uçtu")).await;
    again.problem(403, "password_link_invalid");
    assert_eq!(server.next().await["subject"], "Parolanız değiştirildi");
    let audit = app.admin().get("/api/audit").await.ok().to_string();
    assert!(audit.contains("user.password_reset") && !audit.contains(&token));

    forgot("elif").await;
    let token = token_in(&server.next().await);
    app.clock.advance_ms(30 * MINUTE);
    let late = app.nobody().post("/api/auth/reset-password/check", &json!({ "token": token })).await;
    late.problem(403, "password_link_invalid");
    let made_up = json!({ "token": token.replace(&token[..4], "0000") });
    app.nobody().post("/api/auth/reset-password/check", &made_up).await.problem(403, "password_link_invalid");
    for _ in 0..2 {
        forgot("elif").await;
    }
    forgot("elif").await.problem(429, "too_many_attempts");
}

#[tokio::test]
async fn a_sites_mail_server_carries_no_link_for_who_is_more_than_one_of_the_site() {
    let (app, mut server) = sending().await;
    let forgot = async |name: &str| {
        let body = json!({ "email": email_of(name) });
        assert_eq!(app.nobody().post("/api/auth/forgot-password", &body).await.status, 202);
    };
    // Who may set the site's account could read the link, and become who runs the installation.
    forgot("ayse").await;
    let (second, boss) = app.second_site("ikinci").await;
    app.person("murat", "agent", &boss).await;
    let also = json!({ "email": email_of("murat"), "name": "murat", "role": "agent" });
    app.admin().on_site(app.site()["id"].as_str().unwrap()).post("/api/users", &also).await.ok();
    forgot("murat").await;
    app.agent("elif").await;
    forgot("elif").await;
    assert_eq!(server.next().await["to"], json!([email_of("elif")]), "the only one");
    assert!(server.is_quiet().await);

    let mut own = MailServer::start(&[]).await;
    app.admin().put("/api/mail/account", &account(own.port)).await.ok();
    forgot("ayse").await;
    assert_eq!(own.next().await["to"], json!([email_of("ayse")]), "by the installation's own");
    assert!(second["id"].is_string() && server.is_quiet().await);
}

#[tokio::test]
async fn a_new_person_chooses_a_password_by_invitation_with_mail_or_without() {
    let app = TestApp::start().await;
    let new = |name: &str| json!({ "email": email_of(name), "name": name, "role": "agent" });
    let made = app.admin().post("/api/users", &new("deniz")).await.expect(201);
    let path = made["invitation"]["path"].as_str().unwrap();
    assert_eq!(made["invitation"]["sent"], false);
    let token = path.strip_prefix("/reset#").unwrap();
    let chosen = json!({ "token": token, "password": "kırmızı kuş 7" });
    assert_eq!(app.nobody().post("/api/auth/reset-password", &chosen).await.status, 204);
    assert_eq!(sign_in(&app, "deniz", "kırmızı kuş 7").await, 200);

    let mut server = MailServer::start(&[]).await;
    app.admin().put("/api/settings/mail/account", &account(server.port)).await.ok();
    let made = app.admin().post("/api/users", &new("elif")).await.expect(201);
    assert_eq!(made["invitation"], json!({ "sent": true }));
    let mail = server.next().await;
    assert_eq!(mail["subject"], "Örnek Üniversitesi destek masasına davet edildiniz");
    assert!(mail["text"].as_str().unwrap().contains("Ayşe Yönetici sizi"), "{mail}");
    let first = token_in(&mail);
    let again = format!("/api/users/{}/invitation", made["user"]["id"].as_str().unwrap());
    assert_eq!(app.admin().post(&again, &json!({})).await.ok()["sent"], true);
    let second = token_in(&server.next().await);
    let chosen = |token: &str| json!({ "token": token, "password": "kırmızı kuş 7" });
    assert_eq!(app.nobody().post("/api/auth/reset-password", &chosen(&second)).await.status, 204);
    let first = app.nobody().post("/api/auth/reset-password", &chosen(&first)).await;
    first.problem(403, "password_link_invalid");
}

#[tokio::test]
async fn the_owner_of_a_locked_account_gets_a_mail() {
    let (app, mut server) = sending().await;
    app.agent("elif").await;
    for _ in 0..5 {
        assert_eq!(sign_in(&app, "elif", "yanlış bir parola").await, 401);
    }
    let mail = server.next().await;
    assert_eq!(mail["to"], json!([email_of("elif")]));
    let text = mail["text"].as_str().unwrap();
    assert!(
        text.contains("127.0.0.1") && text.contains("1 saat") && text.contains("15.01.2026 12:00"),
        "{text}"
    );
}
