//! Outgoing mail whose settings are wrong, or that cannot be written.
use crate::mail::{MINUTE, account, ask, in_conversation, sending, settled};
use asisttr::base::Lang;
use asisttr::outbox::{self, Kind, NewLetter};
use asisttr::store::Write;
use serde_json::json;

#[tokio::test]
async fn a_setting_put_right_sends_what_it_held_up() {
    let (app, mut server) = sending().await;
    let mut wrong = account(server.port);
    wrong["sender_address"] = json!("yasak@ornek.edu.tr");
    app.admin().put("/api/settings/mail/account", &wrong).await.ok();
    let (ayse, chat) = in_conversation(&app).await;
    ask(&ayse, &chat, "sukru@posta.tr").await;
    let waiting = settled(&app, |it| it["attempts"] == 1 && it["state"] != "sending").await;
    assert_eq!((&waiting["state"], &waiting["trouble"]), (&json!("queued"), &json!("mail_sender")));
    app.admin().put("/api/settings/mail/account", &account(server.port)).await.ok();
    assert_eq!(server.next().await["to"], json!(["sukru@posta.tr"]));
}

#[tokio::test]
async fn a_mail_that_cannot_be_worded_fails_where_somebody_sees_it() {
    let (app, _server) = sending().await;
    let letter = NewLetter {
        site: app.site()["id"].as_str().unwrap().parse().unwrap(),
        kind: Kind::TicketSla,
        about: uuid::Uuid::now_v7(),
        recipient: "elif@ornek.edu.tr".to_owned(),
        language: Lang::Tr,
        details: json!({}), // of such a letter there must be some
        example: false,
    };
    let mut write = Write::new();
    outbox::queue(&mut write, &letter, app.clock.now());
    app.app.store.commit(write).await.unwrap();
    for attempts in 1..31 {
        let seen = settled(&app, |it| it["attempts"] == attempts || it["state"] == "failed").await;
        if seen["state"] == "failed" {
            break;
        }
        app.clock.advance_ms(4 * 60 * MINUTE);
    }
    let failed = settled(&app, |it| it["state"] == "failed").await;
    assert_eq!(failed["trouble"], "internal", "{failed}");
    assert!(failed["attempts"].as_u64().unwrap() > 10, "{failed}");
}
