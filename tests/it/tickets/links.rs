//! Links to tickets: for whom they are, what they show, and how they end.
use super::{id, ticket};
use crate::chat::visitor;
use crate::harness::{Caller, TestApp};
use crate::mail::sending;
use crate::mail_server::MailServer;
use serde_json::{Value, json};

const COPY: &str = "danisman@ornek.edu.tr";

fn path(it: &Value) -> String {
    format!("/api/tickets/{}", id(it))
}

/// The token in a mail's link.
fn token_in(mail: &Value) -> String {
    let text = mail["text"].as_str().unwrap();
    let rest = text.split_once("/talep#").unwrap_or_else(|| panic!("no link in {text}")).1;
    rest.chars().take_while(|it| it.is_ascii_alphanumeric() || "-_".contains(*it)).collect()
}

/// The tokens of the next answer's mails: the requester's, and that of who gets copies.
async fn answered(server: &mut MailServer, elif: &Caller, ticket: &Value, body: &str) -> (String, String) {
    elif.post(&format!("{}/reply", path(ticket)), &json!({ "body": body })).await.expect(201);
    let (mut requester, mut copy) = (None, None);
    while requester.is_none() || copy.is_none() {
        let mail = server.next().await;
        if !mail["text"].as_str().unwrap().contains(body) {
            continue;
        }
        let is_copy = mail["to"][0] == COPY;
        let place = if is_copy { &mut copy } else { &mut requester };
        let code = ticket["code"].as_str().unwrap();
        assert_eq!(mail["text"].as_str().unwrap().contains(code), !is_copy, "the code is the requester's");
        *place = Some(token_in(&mail));
    }
    (requester.unwrap(), copy.unwrap())
}

async fn page(app: &TestApp, token: &str) -> crate::harness::Answer {
    app.nobody().get(&format!("/api/ticket-page/{token}")).await
}

async fn says(app: &TestApp, token: &str, body: &str) -> Value {
    let path = format!("/api/ticket-page/{token}/reply");
    app.nobody().post(&path, &json!({ "body": body })).await.expect(201)
}

fn last(of: &Value) -> Value {
    of["messages"].as_array().unwrap().last().unwrap().clone()
}

#[tokio::test]
async fn who_gets_copies_writes_under_their_own_name_until_they_get_none() {
    let (app, mut server) = sending().await;
    let elif = app.agent("elif").await;
    let made = ticket(&elif, "Harç").await;
    elif.put(&path(&made), &json!({ "copies": [COPY] })).await.ok();
    let (own, copy) = answered(&mut server, &elif, &made, "Dekontu yollayın.").await;
    assert_ne!(own, copy);
    assert_eq!(page(&app, &own).await.ok()["code"], made["code"]);
    assert_eq!(page(&app, &copy).await.ok()["code"], Value::Null, "with it one would be the requester");

    let shown = says(&app, &copy, "Dekontu ben yolladım.").await;
    assert_eq!((&last(&shown)["own"], &shown["token"]), (&json!(true), &json!(copy)));
    assert_eq!(shown["messages"][0]["own"], false, "the first words are the requester's");
    let seen = page(&app, &own).await.ok();
    assert_eq!((&last(&seen)["own"], &last(&seen)["name"]), (&json!(false), &json!(COPY)));
    let at_desk = last(&elif.get(&path(&made)).await.ok());
    assert_eq!((&at_desk["author"]["name"], &at_desk["author"]["kind"]), (&json!(COPY), &json!("requester")));
    let shown = says(&app, &own, "Teşekkürler.").await;
    assert_eq!((&last(&shown)["own"], &last(&shown)["name"]), (&json!(true), &json!("Ayşe")));

    // From a closed one both go on with links of their own.
    super::status(&elif, &made, "closed").await.ok();
    let next = says(&app, &copy, "Bir şey daha var.").await;
    assert_eq!((&next["number"], &next["code"]), (&json!(2), &Value::Null));
    let followed = next["token"].as_str().unwrap().to_owned();
    assert_ne!(followed, copy);

    elif.put(&path(&made), &json!({ "copies": [] })).await.ok();
    page(&app, &copy).await.problem(404, "not_found");
    let words = json!({ "body": "Hâlâ buradayım" });
    let reply = format!("/api/ticket-page/{copy}/reply");
    app.nobody().post(&reply, &words).await.problem(404, "not_found");
    page(&app, &own).await.ok();
    page(&app, &followed).await.ok();
}

#[tokio::test]
async fn another_address_or_a_button_ends_the_links_and_the_code() {
    let app = TestApp::start().await;
    let elif = app.agent("elif").await;
    let session = app.page().post("/api/widget/session", &json!({})).await.ok();
    let ayse = app.page().with_token(session["token"].as_str().unwrap());
    let form = json!({ "name": "Ayşe", "email": "ayse@ornek.edu.tr", "message": "Kaydım yapılmadı" });
    let left = ayse.post("/api/widget/tickets", &form).await.expect(201);
    let (token, code) = (left["token"].as_str().unwrap(), left["code"].clone());
    let find =
        async |code: &Value| app.page().post("/api/widget/tickets/find", &json!({ "code": code })).await;
    let change =
        async |requester: Value| elif.put(&path(&left), &json!({ "requester": requester })).await.ok();

    // Another name or number is the same person's; nothing ends.
    let same = json!({ "name": "Ayşe Yılmaz", "email": "ayse@ornek.edu.tr", "phone": "05321234567" });
    assert!(change(same).await["requester"]["visitor_id"].is_string());
    assert_eq!(find(&code).await.ok()["token"], token);

    // A slip in the address: whoever has the wrong one loses it, the visitor stays.
    let corrected = json!({ "name": "Ayşe Yılmaz", "email": "ayse.yilmaz@ornek.edu.tr" });
    let now = change(corrected).await;
    assert!(now["requester"]["visitor_id"].is_string(), "{now}");
    assert_ne!(now["code"], code);
    page(&app, token).await.problem(404, "not_found");
    find(&code).await.problem(404, "not_found");
    let own = ayse.get("/api/widget/tickets").await.ok()["items"][0].clone();
    let second = own["token"].as_str().unwrap().to_owned();
    assert_eq!(own["code"], now["code"]);
    page(&app, &second).await.ok();

    let renewed = elif.post(&format!("{}/renew-link", path(&left)), &json!({})).await.ok();
    assert_ne!(renewed["code"], now["code"]);
    page(&app, &second).await.problem(404, "not_found");
    let history = elif.get(&format!("{}/history", path(&left))).await.ok();
    let links: Vec<&Value> =
        history["items"].as_array().unwrap().iter().filter(|it| it["what"] == "link").collect();
    assert_eq!(links.len(), 2);
    let whole = history.to_string();
    assert!(!whole.contains(renewed["code"].as_str().unwrap()), "what is secret stays out of the history");

    // Somebody else's from now on: the visitor has nothing to do with it any more.
    let other = json!({ "name": "Murat", "email": "murat@ornek.edu.tr" });
    let moved = change(other).await;
    assert_eq!(moved["requester"]["visitor_id"], Value::Null);
    assert_eq!(ayse.get("/api/widget/tickets").await.ok()["items"], json!([]));
    find(&renewed["code"]).await.problem(404, "not_found");
    assert_eq!(find(&moved["code"]).await.ok()["number"], left["number"]);
}

#[tokio::test]
async fn a_merge_opens_to_nobody_what_is_not_theirs() {
    let app = TestApp::start().await;
    let elif = app.agent("elif").await;
    let leave = async |name: &str, email: &str| {
        let form = json!({ "name": name, "email": email, "message": format!("{name} yazıyor") });
        app.page().post("/api/widget/tickets", &form).await.expect(201)
    };
    let first = leave("Ayşe", "ayse@ornek.edu.tr").await;
    let twin = leave("Murat", "murat@ornek.edu.tr").await;
    elif.post(&format!("{}/merge", path(&twin)), &json!({ "into": first["number"] })).await.ok();
    let token = twin["token"].as_str().unwrap();
    let seen = page(&app, token).await.ok();
    assert_eq!(
        (&seen["number"], &seen["token"], &seen["code"]),
        (&first["number"], &json!(token), &Value::Null)
    );
    let words = |of: &Value| {
        let all = of["messages"].as_array().unwrap().iter();
        all.map(|it| (it["body"].clone(), it["own"].clone())).collect::<Vec<_>>()
    };
    let (ayses, murats) = (json!("Ayşe yazıyor"), json!("Murat yazıyor"));
    assert!(words(&seen).contains(&(ayses, json!(false))) && words(&seen).contains(&(murats, json!(true))));
    let shown = says(&app, token, "Ben de bekliyorum").await;
    assert_eq!((&last(&shown)["name"], &shown["token"]), (&json!("Murat"), &json!(token)));
    elif.put(&path(&first), &json!({ "copies": [] })).await.ok();
    let after = page(&app, token).await.ok();
    assert_eq!((&after["number"], &after["messages"]), (&twin["number"], &json!([])));
    let words = json!({ "body": "Ya şimdi?" });
    app.nobody().post(&format!("/api/ticket-page/{token}/reply"), &words).await.problem(404, "not_found");
}

#[tokio::test]
async fn who_has_no_address_goes_on_in_what_their_ticket_was_merged_into() {
    let app = TestApp::start().await;
    let elif = app.agent("elif").await;
    let mut ayse = visitor(&app).await;
    let started = ayse.socket.say("chat:start", json!({ "message": "Belgem çıkmıyor" })).await;
    let chat = format!("/api/chat/{}/tickets", id(&started["conversation"]));
    let asked_here = elif.post(&chat, &json!({})).await.expect(201);
    let by_mail = ticket(&elif, "Belgem").await;
    let own = ayse.http.get("/api/widget/tickets").await.ok()["items"][0].clone();
    let token = own["token"].as_str().unwrap();
    elif.post(&format!("{}/merge", path(&asked_here)), &json!({ "into": by_mail["number"] })).await.ok();
    assert_eq!(page(&app, token).await.ok()["number"], by_mail["number"]);
    let shown = says(&app, token, "Hâlâ yok").await;
    assert_eq!((&shown["number"], &last(&shown)["own"]), (&by_mail["number"], &json!(true)));
}
