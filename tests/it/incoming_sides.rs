//! Who speaks in a mail: the desk or the requester, to whom, and with what authority; and how often machines answer.
use crate::harness::{TestApp, email_of};
use crate::imap_server::ImapServer;
use crate::incoming::{Post, answering, inbox, plain, said, shape, smtp};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

/// What the inbox's own server writes of a mail whose sender it has checked.
const PROVEN: &str = "Authentication-Results: mx.ornek.edu.tr; dmarc=pass header.from=ornek.edu.tr\n";

/// A mail to somebody, in answer to one of ours.
fn answer(from: &str, to: &str, mail: &Value, more: &str, body: &str) -> Vec<u8> {
    let (id, answered) = (uuid::Uuid::now_v7(), mail["headers"]["message-id"].as_str().unwrap());
    let head = format!("From: {from}\nTo: {to}\nSubject: Re: {}\n", mail["subject"].as_str().unwrap());
    let ids = format!("Message-ID: <{id}@test>\nIn-Reply-To: {answered}\n");
    let text = format!("{more}{head}{ids}Content-Type: text/plain; charset=utf-8\n\n{body}\n");
    text.replace('\n', "\r\n").into_bytes()
}

fn last(ticket: &Value) -> Value {
    ticket["messages"].as_array().unwrap().last().unwrap().clone()
}

#[tokio::test]
async fn what_an_agent_forwards_to_a_colleague_stays_between_them() {
    let mut post = Post::start().await;
    post.app.agent("elif").await;
    post.comes(&[shape("gmail", &[])], 1).await;
    let received = post.smtp.next().await;
    let forwarded =
        answer(&email_of("elif"), "can@ornek.edu.tr", &received, "", "Bu kişi her hafta soruyor.");
    post.imap.append("Sent", &[forwarded]).await;
    post.comes(&[plain("biri@posta.example", "Sonraki", "", "x")], 3).await;
    post.smtp.next().await;
    let note = last(&post.ticket("Kayıt sorusu").await);
    assert_eq!((&note["kind"], &note["author"]["name"]), (&json!("note"), &json!("elif")));
    let words = note["body"].as_str().unwrap();
    assert_eq!(words, "Talep sahibine değil, şuraya yazıldı: can@ornek.edu.tr\n\nBu kişi her hafta soruyor.");
    assert!(post.smtp.is_quiet().await, "nobody else gets it");
}

#[tokio::test]
async fn what_the_desk_sends_under_its_own_name_is_never_the_requesters() {
    let mut post = Post::start().await;
    post.comes(&[shape("apple", &[])], 1).await;
    let received = post.smtp.next().await;
    let sent = answer("destek@ornek.edu.tr", "zeynep@icloud.example", &received, "", "E-Devlet'ten alın.");
    post.imap.append("Sent", &[sent]).await;
    post.comes(&[plain("biri@posta.example", "Sonraki", "", "x")], 3).await;
    post.smtp.next().await;
    let ticket = post.ticket("Transkript").await;
    assert_eq!(said(&ticket).last().unwrap(), &("reply", "agent", "E-Devlet'ten alın."));
    assert_eq!(last(&ticket)["author"]["name"], "Örnek Destek");
    assert_eq!((&ticket["status"], &ticket["waiting_since"]), (&json!("open"), &Value::Null));
    assert!(post.smtp.is_quiet().await, "who wrote it has sent it");
}

#[tokio::test]
async fn what_colleagues_write_each_other_with_a_copy_for_us_stays_between_them() {
    let mut post = Post::start().await;
    post.app.agent("elif").await;
    post.comes(&[shape("apple", &[])], 1).await;
    let received = post.smtp.next().await;
    let copied = format!("{PROVEN}Cc: destek@ornek.edu.tr\n");
    let among = answer(&email_of("elif"), "can@ornek.edu.tr", &received, &copied, "Bunu sen alır mısın?");
    post.comes(&[among], 2).await;
    let note = last(&post.ticket("Transkript").await);
    assert_eq!((&note["kind"], &note["author"]["name"]), (&json!("note"), &json!("elif")));
    let copied = format!("{PROVEN}Cc: zeynep@icloud.example, destek@ornek.edu.tr\n");
    post.comes(
        &[answer(&email_of("elif"), "can@ornek.edu.tr", &received, &copied, "İkinize de yazıyorum.")],
        3,
    )
    .await;
    let ticket = post.ticket("Transkript").await;
    assert_eq!(said(&ticket).last().unwrap(), &("reply", "agent", "İkinize de yazıyorum."));
    assert!(post.smtp.is_quiet().await, "the requester has it");
}

#[tokio::test]
async fn whose_ticket_it_is_hears_what_became_of_it() {
    let mut post = Post::start().await;
    let elif = post.app.agent("elif").await;
    let asked =
        json!({ "subject": "Kimlik", "body": "Kayboldu", "requester": { "email": "ali@posta.example" } });
    let mut made = Vec::new();
    for _ in 0..2 {
        made.push(elif.post("/api/tickets", &asked).await.expect(201));
        post.smtp.next().await;
    }
    let becomes = async |it: &Value, status: &str| {
        let path = format!("/api/tickets/{}/status", it["id"].as_str().unwrap());
        elif.put(&path, &json!({ "status": status })).await.ok();
    };
    becomes(&made[0], "open").await;
    for (status, word) in [("pending", "Beklemede"), ("open", ""), ("resolved", "Çözüldü"), ("closed", "")]
    {
        becomes(&made[0], status).await;
        if word.is_empty() {
            continue;
        }
        let mail = post.smtp.next().await;
        assert!(mail["text"].as_str().unwrap().contains(word), "{mail}");
    }
    assert!(post.smtp.is_quiet().await, "that it is resolved was told");
    becomes(&made[1], "closed").await;
    let mail = post.smtp.next().await;
    assert!(mail["text"].as_str().unwrap().contains("Kapatıldı"), "{mail}");
}

#[tokio::test]
async fn what_nothing_leaves_by_is_answered_by_another_inbox() {
    let mut post = Post::start().await;
    let (admin, elif) = (post.app.admin(), post.app.agent("elif").await);
    let department = admin.post("/api/departments", &json!({ "name": "Mali İşler" })).await.expect(201);
    let mut other = inbox(&post.imap, &post.smtp);
    (other["address"], other["smtp"]) = (json!("mali@ornek.edu.tr"), Value::Null);
    other["department_id"] = department["id"].clone();
    admin.post("/api/settings/mail/inboxes", &other).await.expect(201);
    let asked = json!({
        "subject": "Harç", "body": "Ödedim", "department_id": department["id"],
        "requester": { "email": "ali@posta.example" },
    });
    elif.post("/api/tickets", &asked).await.expect(201);
    let mail = post.smtp.next().await;
    assert_eq!(mail["to"], json!(["ali@posta.example"]));
    assert!(mail["from"].as_str().unwrap().contains("destek@ornek.edu.tr"), "{mail}");
}

#[tokio::test]
async fn a_mail_is_known_by_our_header_where_nothing_else_is_left() {
    let mut post = Post::start().await;
    post.comes(&[shape("apple", &[])], 1).await;
    let received = post.smtp.next().await;
    let token = received["headers"]["x-asisttr-ticket"].as_str().unwrap();
    let header = format!("X-AsistTR-Ticket: {token}\n");
    post.comes(&[plain("zeynep@icloud.example", "Başka bir konu", &header, "Bir de diploma.")], 2).await;
    assert_eq!(
        said(&post.ticket("Transkript").await).last().unwrap(),
        &("reply", "requester", "Bir de diploma.")
    );
    let forged = format!("X-AsistTR-Ticket: {}x\n", &token[..token.len() - 1]);
    post.comes(&[plain("zeynep@icloud.example", "Yeni konu", &forged, "x")], 3).await;
    assert_eq!(post.tickets().await, 2, "not by one that somebody made up");
}

#[tokio::test]
async fn a_quotation_is_kept_whole_however_long() {
    let mut post = Post::start().await;
    post.comes(&[shape("apple", &[])], 1).await;
    let received = post.smtp.next().await;
    let quoted = "> Önceki yazışmanın bir satırı.\n".repeat(1_000);
    let body = format!("Teşekkürler.\n\n{quoted}> son satır");
    post.comes(&[answer("zeynep@icloud.example", "destek@ornek.edu.tr", &received, "", &body)], 2).await;
    let said = last(&post.ticket("Transkript").await);
    assert_eq!(
        (&said["body"], &said["attachments"][0]["name"]),
        (&json!("Teşekkürler."), &json!("alinti.txt"))
    );
    assert!(said["attachments"][0]["size"].as_u64().unwrap() > 30_000, "{said}");
}

#[tokio::test]
async fn only_the_newest_word_of_a_server_proves_who_wrote() {
    let mut post = Post::start().await;
    post.app.agent("elif").await;
    post.comes(&[shape("apple", &[])], 1).await;
    let received = post.smtp.next().await;
    let elif = email_of("elif");
    let to = "zeynep@icloud.example, destek@ornek.edu.tr";
    let forged =
        format!("Authentication-Results: mx.ornek.edu.tr; dmarc=fail header.from=ornek.edu.tr\n{PROVEN}");
    post.comes(&[answer(&elif, to, &received, &forged, "Parolanızı yazın.")], 2).await;
    assert_eq!(last(&post.ticket("Transkript").await)["kind"], "note");
    post.comes(&[answer(&elif, to, &received, PROVEN, "E-Devlet'ten alın.")], 3).await;
    assert_eq!(
        said(&post.ticket("Transkript").await).last().unwrap(),
        &("reply", "agent", "E-Devlet'ten alın.")
    );
    assert!(post.smtp.is_quiet().await);
}

#[tokio::test]
async fn all_files_of_a_mail_are_taken() {
    let mut post = Post::start().await;
    let parts: String = (1..=14)
        .map(|it| format!("--b\nContent-Type: text/plain; name=\"belge{it}.txt\"\nContent-Disposition: attachment; filename=\"belge{it}.txt\"\n\nBelge {it}\n"))
        .collect();
    let head =
        "From: ayse@posta.example\nTo: destek@ornek.edu.tr\nSubject: Belgeler\nMessage-ID: <belgeler@test>\n";
    let mail = format!(
        "{head}MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain\n\nEkte.\n{parts}--b--\n"
    );
    post.comes(&[mail.replace('\n', "\r\n").into_bytes()], 1).await;
    let ticket = post.ticket("Belgeler").await;
    assert_eq!(ticket["messages"][0]["attachments"].as_array().unwrap().len(), 14, "{ticket}");
}

#[tokio::test]
async fn a_long_mail_with_many_files_that_are_not_taken_comes_all_the_same() {
    let mut post = Post::start().await;
    let name = |it: usize| format!("belge{it}-{}.exe", "x".repeat(90));
    let part = |it: usize| {
        let name = name(it);
        format!(
            "--b\nContent-Type: text/plain; name=\"{name}\"\nContent-Disposition: attachment; filename=\"{name}\"\n\nx\n"
        )
    };
    let parts: String = (1..=40).map(part).collect();
    let words = "Merhaba, kaydım neden yapılmadı?\n".repeat(570);
    let head = "From: ayse@posta.example\nTo: destek@ornek.edu.tr\nSubject: Uzun\nMessage-ID: <uzun@test>\n";
    let mail = format!(
        "{head}MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n{words}\n{parts}--b--\n"
    );
    post.comes(&[mail.replace('\n', "\r\n").into_bytes()], 1).await;
    let ticket = post.ticket("Uzun").await;
    let first = &ticket["messages"][0];
    let body = first["body"].as_str().unwrap();
    assert!(body.contains("belge1-") && body.chars().count() <= 20_000, "{}", body.chars().count());
    assert_eq!(first["attachments"][0]["name"], "ileti.txt", "what was cut off is there as a file");
}

#[tokio::test]
async fn what_machines_say_of_a_merged_ticket_is_told_where_its_words_are_now() {
    let mut post = Post::start().await;
    let elif = post.app.agent("elif").await;
    post.comes(&[shape("gmail", &[]), plain("biri@posta.example", "Öteki", "", "x")], 2).await;
    let (one, other) = (post.smtp.next().await, post.smtp.next().await);
    let received = if one["to"][0] == "mehmet.oz@gmail.example" { one } else { other };
    let (from, into) = (post.ticket("Kayıt sorusu").await, post.ticket("Öteki").await);
    let path = |it: &Value, what: &str| format!("/api/tickets/{}/{what}", it["id"].as_str().unwrap());
    elif.put(&path(&into, "status"), &json!({ "status": "open" })).await.ok();
    elif.put(&path(&into, "status"), &json!({ "status": "waiting_reply" })).await.ok();
    elif.post(&path(&from, "merge"), &json!({ "into": into["number"] })).await.ok();
    let references = received["headers"]["message-id"].as_str().unwrap();
    post.comes(&[shape("bounce", &answering(&received, references))], 3).await;
    let into = post.ticket("Öteki").await;
    let note = last(&into);
    assert!(note["body"].as_str().unwrap().starts_with("Posta ulaşmadı: mehmet.oz@gmail.example"), "{note}");
    assert_eq!(into["status"], "open", "nobody waits any more");
}

#[tokio::test]
async fn who_asks_by_mail_gets_one_automatic_mail_an_hour_and_a_list_gets_none() {
    let mut post = Post::start().await;
    let elif = post.app.agent("elif").await;
    post.comes(&[shape("newsletter", &[]), plain("biri@posta.example", "Soru", "", "x")], 2).await;
    assert_eq!(post.smtp.next().await["to"], json!(["biri@posta.example"]));
    let status = |it: &Value| format!("/api/tickets/{}/status", it["id"].as_str().unwrap());
    let (list, person) = (post.ticket("Kampanya").await, post.ticket("Soru").await);
    for it in [&list, &person] {
        for status_now in ["open", "resolved"] {
            elif.put(&status(it), &json!({ "status": status_now })).await.ok();
        }
    }
    assert!(post.smtp.is_quiet().await, "the person got one already");
    // What goes on from a ticket that is over comes from the same person.
    elif.put(&status(&person), &json!({ "status": "closed" })).await.ok();
    let number = person["number"].as_i64().unwrap();
    post.comes(&[plain("biri@posta.example", &format!("Ynt: [#{number}] Soru"), "", "Bir de şu")], 3).await;
    assert_eq!(post.tickets().await, 3);
    assert!(post.smtp.is_quiet().await);
    // The letter that had to wait leaves after the hour; an agent's words wait for nothing.
    post.app.clock.advance_ms(61 * 60_000);
    let waited = post.smtp.next().await;
    assert_eq!(waited["to"], json!(["biri@posta.example"]));
    assert!(waited["subject"].as_str().unwrap().contains(&format!("[#{number}]")), "{waited}");
    assert!(post.smtp.is_quiet().await, "and none to the list");
    let elif = post.app.sign_in("elif").await;
    let mut all = elif.get("/api/tickets").await.ok();
    let next = all["items"]
        .as_array_mut()
        .unwrap()
        .iter()
        .find(|it| it["subject"] == "Soru" && it["status"] != "closed");
    let path = format!("/api/tickets/{}/reply", next.unwrap()["id"].as_str().unwrap());
    elif.post(&path, &json!({ "body": "Şöyle." })).await.expect(201);
    assert!(post.smtp.next().await["text"].as_str().unwrap().contains("Şöyle."));
}

/// A reply that says to be from an agent, under what servers say of it, as what it becomes and whom the bell tells.
async fn becomes(check: &str, results: &str) -> (String, usize) {
    let (app, imap, smtp) = (TestApp::start().await, ImapServer::start(&[]).await, smtp().await);
    let mut asked = inbox(&imap, &smtp);
    match check {
        "" => _ = asked.as_object_mut().unwrap().remove("sender_check"),
        check => asked["sender_check"] = json!(check),
    }
    let kept = app.admin().post("/api/settings/mail/inboxes", &asked).await.expect(201);
    assert_eq!(kept["sender_check"], if check.is_empty() { "off" } else { check });
    let mut post = Post { app, imap, smtp };
    let elif = post.app.agent("elif").await;
    post.comes(&[shape("apple", &[])], 1).await;
    let received = post.smtp.next().await;
    let to = "zeynep@icloud.example, destek@ornek.edu.tr";
    let head = format!("Authentication-Results: {results}\n");
    post.comes(&[answer(&email_of("elif"), to, &received, &head, "Parolanızı yazın.")], 2).await;
    let kind = last(&post.ticket("Transkript").await)["kind"].as_str().unwrap().to_owned();
    let bell = elif.get("/api/notifications").await.ok();
    let told = bell["items"].as_array().unwrap().iter().filter(|it| it["kind"] == "ticket_unproven").count();
    (kind, told)
}

#[tokio::test]
async fn a_server_is_believed_only_where_an_admin_said_that_it_looks_and_the_agent_hears_what_was_not() {
    let note = ("note".to_owned(), 1);
    let own = "mx.ornek.edu.tr; dmarc=pass header.from=ornek.edu.tr";
    assert_eq!(becomes("", own).await, note, "nobody said so: the sender may have written it");
    assert_eq!(becomes("microsoft", own).await, note, "Microsoft names nobody");
    let inside = "mx.ornek.edu.tr; spf=none smtp.mailfrom=dmarc=pass@kotu.example; dmarc=fail header.from=ornek.edu.tr";
    assert_eq!(becomes("named", inside).await, note);
    let other = "mx.ornek.edu.tr; dmarc=pass header.from=kotu.example";
    assert_eq!(becomes("named", other).await, note, "another domain is proven");
    let unnamed = "spf=pass smtp.mailfrom=ornek.edu.tr; dmarc=pass action=none header.from=ornek.edu.tr";
    assert_eq!(becomes("named", unnamed).await, note);
    assert_eq!(becomes("microsoft", unnamed).await, ("reply".to_owned(), 0));
    assert_eq!(becomes("named", own).await, ("reply".to_owned(), 0));
}

#[tokio::test]
async fn a_mail_in_two_inboxes_of_a_site_is_dealt_with_once_and_fails_nowhere() {
    let mut post = Post::start().await;
    let mut second = inbox(&post.imap, &post.smtp);
    second["address"] = json!("bilgi@ornek.edu.tr");
    post.app.admin().post("/api/settings/mail/inboxes", &second).await.expect(201);
    for it in 1..=5 {
        let mail = plain("ayse@posta.example", &format!("Konu {it}"), "", "x");
        post.imap.deliver("bilgi@ornek.edu.tr", &STANDARD.encode(&mail)).await;
        post.imap.append("INBOX", &[mail]).await;
    }
    let all = post.comes(&[plain("ayse@posta.example", "Son", "", "x")], 6).await;
    assert!(all.iter().all(|it| it["state"] == "done"), "{all:?}");
    assert_eq!(post.tickets().await, 6);
    let inboxes = post.app.admin().get("/api/settings/mail/inboxes").await.ok();
    for it in inboxes["items"].as_array().unwrap() {
        assert_eq!(it["state"]["trouble"], Value::Null, "{it}");
    }
}
