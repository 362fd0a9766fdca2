//! What agents see of the mails of their answers, and what admins see of mails that wait.
use crate::chat::desk;
use crate::harness::{Caller, TestApp};
use crate::incoming::{Post, plain};
use crate::mail::{MINUTE, account, sending};
use crate::mail_server::MailServer;
use serde_json::{Value, json};

/// A ticket of somebody with this address.
async fn ticket_of(elif: &Caller, email: &str) -> String {
    let asked = json!({ "subject": "Kimlik kartı", "body": "Kayboldu", "requester": { "name": "Ali", "email": email } });
    elif.post("/api/tickets", &asked).await.expect(201)["id"].as_str().unwrap().to_owned()
}

/// The mails of a ticket's answers, once they are as expected.
async fn mails(elif: &Caller, ticket: &str, fits: impl Fn(&Value) -> bool) -> Value {
    let mut seen = Value::Null;
    for _ in 0..600 {
        seen = elif.get(&format!("/api/tickets/{ticket}/mails")).await.ok()["items"].take();
        if fits(&seen) {
            return seen;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    panic!("{seen}");
}

async fn answers(elif: &Caller, ticket: &str, body: &str) -> Value {
    let path = format!("/api/tickets/{ticket}/reply");
    elif.post(&path, &json!({ "body": body })).await.expect(201)["message"]["id"].clone()
}

#[tokio::test]
async fn an_agent_sees_whether_the_mail_of_an_answer_has_left() {
    let (app, mut server) = sending().await;
    let elif = app.agent("elif").await;
    let mut at_desk = desk(&app, &elif).await;
    let ticket = ticket_of(&elif, "ali@posta.example").await;
    let said = answers(&elif, &ticket, "Buyurun").await;
    let all = mails(&elif, &ticket, |it| it[0]["state"] == "sent").await;
    assert_eq!(all.as_array().unwrap().len(), 1, "of the answer alone: {all}");
    assert_eq!((&all[0]["message_id"], &all[0]["recipient"]), (&said, &json!("ali@posta.example")));
    at_desk.hears_where("ticket:mailed", |it| it["ticketId"] == json!(ticket)).await;
    server.next().await;

    let other = ticket_of(&elif, "yok@posta.example").await;
    answers(&elif, &other, "Buyurun").await;
    let failed = mails(&elif, &other, |it| it[0]["state"] == "failed").await;
    assert!(failed[0]["reason"].as_str().unwrap().ends_with('.'), "{failed}");
    assert!(failed[0]["said"].as_str().unwrap().contains("User unknown"), "{failed}");
    let right = json!({ "requester": { "name": "Ali", "email": "ali@posta.example" } });
    elif.put(&format!("/api/tickets/{other}"), &right).await.ok();
    let sent = mails(&elif, &other, |it| it[0]["state"] == "sent").await;
    assert_eq!(sent[0]["recipient"], "ali@posta.example", "it goes where it should have gone");
    server.next().await;
    let (_, stranger) = app.second_site("ikinci").await;
    stranger.get(&format!("/api/tickets/{ticket}/mails")).await.problem(404, "not_found");
}

#[tokio::test]
async fn while_the_server_is_down_an_answer_is_seen_to_wait() {
    let (app, server) = sending().await;
    let elif = app.agent("elif").await;
    let port = server.stop().await;
    let ticket = ticket_of(&elif, "ali@posta.example").await;
    answers(&elif, &ticket, "Buyurun").await;
    let waits = mails(&elif, &ticket, |it| it[0]["trouble"] == "mail_unreachable").await;
    assert_eq!(waits[0]["state"], "queued");
    assert!(waits[0]["next_at"].is_string() && waits[0]["reason"].is_string(), "{waits}");
    let _server = MailServer::start_at(port).await;
    app.admin().put("/api/settings/mail/account", &account(port)).await.ok();
    mails(&elif, &ticket, |it| it[0]["state"] == "sent").await;
}

/// Mails about tickets that came, the oldest first, as admins see them.
async fn received(app: &TestApp) -> Vec<Value> {
    let list = app.sign_in("ayse").await.get("/api/mail?limit=200").await.ok();
    let mut all = list["items"].as_array().unwrap().clone();
    all.retain(|it| it["kind"] == "ticket_received");
    all.reverse();
    all
}

#[tokio::test]
async fn the_second_mail_of_an_hour_is_confirmed_when_its_turn_comes() {
    let mut post = Post::start().await;
    let mail = |n: usize| plain("ayse@posta.example", &format!("Konu {n}"), "", "x");
    post.comes(&[mail(1)], 1).await;
    let first = post.smtp.next().await;
    assert!(first["subject"].as_str().unwrap().contains("[#"), "{first}");
    post.comes(&[mail(2)], 2).await;
    assert!(post.smtp.is_quiet().await);
    let waits = received(&post.app).await[1].clone();
    let number = post.ticket("Konu 2").await["number"].clone();
    assert_eq!((&waits["ticket_number"], &waits["subject"]), (&number, &json!("Konu 2")));
    assert!(waits["reason"].as_str().unwrap().contains("saatte sınırlı sayıda"), "{waits}");
    assert!(waits["next_at"].is_string() && waits["trouble"].is_null(), "{waits}");
    post.app.clock.advance_ms(61 * MINUTE);
    let second = post.smtp.next().await;
    assert!(second["subject"].as_str().unwrap().contains(&format!("[#{number}]")), "{second}");
    let sent = received(&post.app).await[1].clone();
    assert_eq!(sent["subject"], second["subject"], "as it was written");
}

#[tokio::test]
async fn a_confirmation_that_had_to_wait_is_not_sent_after_an_answer_and_a_flood_gets_few() {
    let mut post = Post::start().await;
    let elif = post.app.agent("elif").await;
    let mail = |n: usize| plain("ayse@posta.example", &format!("Konu {n}"), "", "x");
    post.comes(&(1..=8).map(mail).collect::<Vec<_>>(), 8).await;
    post.smtp.next().await;
    let all = received(&post.app).await;
    assert_eq!(all.len(), 4, "each an hour after the other, and no more in a day: {all:?}");
    for it in all.iter().filter(|it| it["state"] == "queued") {
        answers(&elif, it["ticket_id"].as_str().unwrap(), "Şöyle.").await;
        assert!(post.smtp.next().await["text"].as_str().unwrap().contains("Şöyle."));
    }
    post.app.clock.advance_ms(4 * 61 * MINUTE);
    // Who has the answer needs no more to know that it came.
    let settled = async || {
        let mut late = received(&post.app).await.split_off(1);
        late.retain(|it| it["state"] == "queued" || it["state"] == "sending");
        late.is_empty()
    };
    while !settled().await {
        tokio::task::yield_now().await;
    }
    let late = received(&post.app).await.split_off(1);
    assert!(late.iter().all(|it| it["state"] == "dropped"), "{late:?}");
}
