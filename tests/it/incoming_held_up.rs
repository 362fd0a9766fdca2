//! Mails that a server has and does not give.
use crate::harness::TestApp;
use crate::imap_server::{Grudge, Grudging, ImapServer};
use crate::incoming::{Post, arrived, inbox, plain, smtp};
use serde_json::{Value, json};
use std::time::Duration;

/// The same as [`Post::start`], with somebody between who holds back these mails.
async fn start(held: &[(u32, &'static str, Grudge)], change: impl FnOnce(&mut Value)) -> (Post, Grudging) {
    let post = Post { app: TestApp::start().await, imap: ImapServer::start(&[]).await, smtp: smtp().await };
    let between = Grudging::before(&post.imap).await;
    between.hold(held);
    let mut asked = inbox(&post.imap, &post.smtp);
    asked["port"] = json!(between.port);
    change(&mut asked);
    post.app.admin().post("/api/settings/mail/inboxes", &asked).await.expect(201);
    (post, between)
}

fn three() -> Vec<Vec<u8>> {
    ["Bir", "İki", "Üç"].map(|it| plain("ayse@posta.example", it, "", "x")).to_vec()
}

/// How it goes with the inbox, once it goes so.
async fn state(post: &Post, wanted: &Value) -> Value {
    let mut seen = Value::Null;
    for _ in 0..600 {
        seen = post.app.admin().get("/api/settings/mail/inboxes").await.ok()["items"][0]["state"].clone();
        if &seen["trouble"] == wanted {
            return seen;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("{wanted}: {seen}");
}

#[tokio::test]
async fn a_mail_that_the_server_refuses_comes_later_and_the_others_now() {
    let refused = [(2, "BODY.PEEK[]", Grudge::Refuses)];
    let (mut post, between) = start(&refused, |it| it["mark_read"] = json!(true)).await;
    post.comes(&three(), 2).await;
    assert_eq!(post.tickets().await, 2);
    let trouble = state(&post, &json!("mail_server")).await;
    assert_eq!(trouble["said"], "[SERVERBUG] Internal error occurred");
    let flags = post.imap.flags("INBOX").await;
    assert_eq!(flags.to_string().matches("Seen").count(), 2, "what did not come stays unread: {flags}");
    between.hold(&[]);
    arrived(&post.app.admin(), 3).await;
    post.ticket("İki").await;
    state(&post, &Value::Null).await;
}

#[tokio::test]
async fn a_mail_over_which_the_line_breaks_keeps_no_other_waiting() {
    let broken = [(2, "BODY.PEEK[]", Grudge::HangsUp)];
    let (mut post, between) = start(&broken, |_| ()).await;
    post.comes(&three(), 2).await;
    between.hold(&[]);
    arrived(&post.app.admin(), 3).await;
    assert_eq!(post.tickets().await, 3, "each once");
}

#[tokio::test]
async fn mails_of_which_the_server_does_not_even_tell_the_length_are_not_lost() {
    let refused = [1, 2, 3].map(|uid| (uid, "RFC822.SIZE", Grudge::Refuses));
    let (mut post, between) = start(&refused, |_| ()).await;
    post.imap.append("INBOX", &three()).await;
    state(&post, &json!("mail_server")).await;
    arrived(&post.app.admin(), 0).await;
    between.hold(&[]);
    arrived(&post.app.admin(), 3).await;
}

#[tokio::test]
async fn a_restart_does_not_begin_to_wait_anew_for_a_mail_that_never_comes() {
    let refused = [(2, "BODY.PEEK[]", Grudge::Refuses)];
    let (mut post, _between) = start(&refused, |_| ()).await;
    post.comes(&three(), 2).await;
    let tried = async || {
        let count = |conn: &rusqlite::Connection| {
            Ok(conn.query_row("SELECT COALESCE(MAX(times), 0) FROM inbox_tries", (), |row| {
                row.get::<_, u32>(0)
            })?)
        };
        post.app.app.store.read(count).await.unwrap()
    };
    while tried().await < 2 {
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    post.app.app.lifecycle.shut_down().await;
    post.app.clock.advance_ms(11 * 60_000);
    let again = post.app.restarted().await;
    let list = arrived(&again.sign_in("ayse").await, 3).await;
    assert!(list.iter().any(|it| it["reason"] == "mail_not_given"), "{list:?}");
}

#[tokio::test]
async fn a_mail_that_never_comes_is_in_quarantine_after_a_while() {
    let refused = [(2, "BODY.PEEK[]", Grudge::Refuses)];
    let (mut post, _between) = start(&refused, |it| it["mark_read"] = json!(true)).await;
    post.comes(&three(), 2).await;
    state(&post, &json!("mail_server")).await;
    post.app.clock.advance_ms(11 * 60_000);
    let admin = post.app.sign_in("ayse").await;
    let list = arrived(&admin, 3).await;
    let bad = list.iter().find(|it| it["state"] == "quarantined").unwrap();
    assert_eq!((&bad["reason"], &bad["subject"]), (&json!("mail_not_given"), &json!("İki")));
    assert_eq!((&bad["raw"], &bad["sender"]), (&json!(false), &json!("ayse@posta.example")));
    assert!(bad["detail"].as_str().unwrap().ends_with("oradan okuyun."), "{bad}");
    let path = format!("/api/mail/incoming/{}/retry", bad["id"].as_str().unwrap());
    admin.post(&path, &json!({})).await.problem(409, "mail_raw_gone");
    state(&post, &Value::Null).await;
    let flags = post.imap.flags("INBOX").await;
    assert_eq!(flags.to_string().matches("Seen").count(), 2, "{flags}");
    post.imap.append("INBOX", &[plain("ayse@posta.example", "Dört", "", "x")]).await;
    arrived(&admin, 4).await;
}
