//! Mail that comes in: a real Dovecot, a real SMTP server, and mails in the shape that common programs give them.
use crate::harness::{Caller, TestApp};
use crate::imap_server::ImapServer;
use crate::mail_server::MailServer;
use serde_json::{Value, json};
use std::time::Duration;

/// A site that gets mail at `destek@ornek.edu.tr` and answers from there.
pub(crate) struct Post {
    pub(crate) app: TestApp,
    pub(crate) imap: ImapServer,
    pub(crate) smtp: MailServer,
}

/// What an admin types.
pub(crate) fn inbox(imap: &ImapServer, smtp: &MailServer) -> Value {
    json!({
        "address": "destek@ornek.edu.tr", "sender_name": "Örnek Destek", "host": "127.0.0.1", "port": imap.port,
        "security": "plain", "password": "gizli", "sent_folder": "Sent", "sender_check": "named",
        "smtp": { "host": "127.0.0.1", "port": smtp.port, "security": "plain" },
    })
}

/// An SMTP server that wants the inbox's password.
pub(crate) async fn smtp() -> MailServer {
    MailServer::start(&["--auth", "destek@ornek.edu.tr:gizli"]).await
}

impl Post {
    pub(crate) async fn start() -> Post {
        let post =
            Post { app: TestApp::start().await, imap: ImapServer::start(&[]).await, smtp: smtp().await };
        post.app.admin().post("/api/settings/mail/inboxes", &inbox(&post.imap, &post.smtp)).await.expect(201);
        post
    }

    /// Mails come; afterwards so many are dealt with, one way or the other.
    pub(crate) async fn comes(&mut self, mails: &[Vec<u8>], altogether: usize) -> Vec<Value> {
        self.imap.append("INBOX", mails).await;
        arrived(&self.app.admin(), altogether).await
    }

    /// The ticket with this subject.
    pub(crate) async fn ticket(&self, subject: &str) -> Value {
        let list = self.app.admin().get("/api/tickets").await.ok();
        let found = list["items"].as_array().unwrap().iter().find(|it| it["subject"] == subject);
        let id = found.unwrap_or_else(|| panic!("{subject}: {list}"))["id"].as_str().unwrap().to_owned();
        self.app.admin().get(&format!("/api/tickets/{id}")).await.ok()
    }

    pub(crate) async fn tickets(&self) -> usize {
        let list = self.app.admin().get("/api/tickets?limit=200").await.ok();
        list["items"].as_array().unwrap().len()
    }
}

/// Mails that came, newest first, once there are so many.
pub(crate) async fn arrived(admin: &Caller, altogether: usize) -> Vec<Value> {
    let mut seen = Value::Null;
    for _ in 0..600 {
        seen = admin.get("/api/mail/incoming?limit=200").await.ok();
        let items = seen["items"].as_array().unwrap();
        if items.len() >= altogether {
            assert_eq!(items.len(), altogether, "{seen}");
            return items.clone();
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let inboxes = admin.get("/api/settings/mail/inboxes").await.ok();
    panic!("{altogether} mails did not arrive: {seen} {inboxes}");
}

/// A mail of `tests/data/mail/shapes` with its places filled.
pub(crate) fn shape(name: &str, places: &[(&str, &str)]) -> Vec<u8> {
    let path = format!("{}/tests/data/mail/shapes/{name}.eml", env!("CARGO_MANIFEST_DIR"));
    let mut text = std::fs::read_to_string(path).unwrap();
    for (place, words) in places {
        text = text.replace(&format!("{{{{{place}}}}}"), words);
    }
    text.replace('\n', "\r\n").into_bytes()
}

/// A plain mail of a person.
pub(crate) fn plain(from: &str, subject: &str, more: &str, body: &str) -> Vec<u8> {
    let id = uuid::Uuid::now_v7();
    let head =
        format!("From: {from}\nTo: destek@ornek.edu.tr\nSubject: {subject}\nMessage-ID: <{id}@test>\n");
    let text = format!("{head}{more}Content-Type: text/plain; charset=utf-8\n\n{body}\n");
    text.replace('\n', "\r\n").into_bytes()
}

/// What an answer to one of our mails carries.
pub(crate) fn answering<'a>(mail: &'a Value, references: &'a str) -> Vec<(&'static str, &'a str)> {
    let header = |name: &str| mail["headers"][name].as_str().unwrap();
    let reply_to = header("reply-to");
    let reply_to = reply_to.split_once('<').map_or(reply_to, |it| it.1.trim_end_matches('>'));
    vec![
        ("reply_to", reply_to),
        ("message_id", header("message-id")),
        ("subject", mail["subject"].as_str().unwrap()),
        ("references", references),
    ]
}

pub(crate) fn said(ticket: &Value) -> Vec<(&str, &str, &str)> {
    ticket["messages"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| (text(&it["kind"]), text(&it["author"]["kind"]), text(&it["body"])))
        .collect()
}

fn text(it: &Value) -> &str {
    it.as_str().unwrap_or_default()
}

#[tokio::test]
async fn mails_of_common_programs_become_tickets() {
    let mut post = Post::start().await;
    let mails = ["outlook", "gmail", "apple", "thunderbird", "newsletter"].map(|it| shape(it, &[]));
    post.comes(&mails, 5).await;

    let outlook = post.ticket("ACİL: Öğrenci numaram çalışmıyor").await;
    assert_eq!((&outlook["source"], &outlook["priority"]), (&json!("email"), &json!("urgent")));
    assert_eq!(outlook["requester"]["email"], "ayse.kaya@kurum.example");
    assert_eq!(outlook["requester"]["name"], "Ayşe Kaya");
    let first = &outlook["messages"][0];
    assert!(
        first["body"].as_str().unwrap().starts_with("Merhaba,\n\nÖğrenci numaramla giriş yapamıyorum."),
        "{first}"
    );
    let files: Vec<&Value> = first["attachments"].as_array().unwrap().iter().map(|it| &it["name"]).collect();
    assert_eq!(files, ["belge ş.pdf"], "the picture of the signature is decoration");

    let gmail = post.ticket("Kayıt sorusu").await;
    assert_eq!(gmail["messages"][0]["body"], "Kayıt ne zaman bitiyor?");
    assert_eq!((&gmail["priority"], &gmail["copies"]), (&json!("normal"), &json!(["bolum@ornek.example"])));
    let apple = post.ticket("Transkript").await;
    let words = apple["messages"][0]["body"].as_str().unwrap();
    assert!(words.contains("gösteren bir belge gerekiyor.") && words.contains("iPhone’umdan"), "{words}");
    let thunderbird = post.ticket("Yurt başvurusu").await;
    let words = thunderbird["messages"][0]["body"].as_str().unwrap();
    assert!(words.starts_with("Yurt başvurusu için hangi belgeler gerekiyor?"), "{words}");
    assert!(words.ends_with("[Alınamayan dosyalar: winmail.dat]"), "{words}");
    let newsletter = post.ticket("Kampanya").await;
    let words = newsletter["messages"][0]["body"].as_str().unwrap();
    assert!(words.contains("Büyük indirim") && words.contains("İncele (https://firma.example/k)"), "{words}");

    let mut told = Vec::new();
    for _ in 0..4 {
        let mail = post.smtp.next().await;
        assert_eq!(mail["from"], "Örnek Destek <destek@ornek.edu.tr>");
        assert_eq!(mail["headers"]["auto-submitted"], "auto-generated");
        assert!(mail["headers"]["in-reply-to"].as_str().unwrap().starts_with('<'), "{mail}");
        told.push(mail["to"][0].as_str().unwrap().to_owned());
    }
    told.sort();
    let people =
        ["ayse.kaya@kurum.example", "mehmet.oz@gmail.example", "okan@posta.example", "zeynep@icloud.example"];
    assert_eq!(told, people);
    assert!(post.smtp.is_quiet().await, "a newsletter is not answered");
    let flags = post.imap.flags("INBOX").await;
    assert!(!flags.to_string().contains("Seen"), "nothing becomes read: {flags}");
}

#[tokio::test]
async fn answers_of_every_kind_find_their_ticket() {
    let mut post = Post::start().await;
    let elif = post.app.agent("elif").await;
    post.comes(&[shape("gmail", &[])], 1).await;
    let received = post.smtp.next().await;
    let ticket = post.ticket("Kayıt sorusu").await;
    let (id, number) = (ticket["id"].as_str().unwrap(), ticket["number"].as_i64().unwrap());
    let mark = format!("[#{number}]");
    assert!(received["subject"].as_str().unwrap().contains(&mark), "{received}");
    let headers = &received["headers"];
    assert_eq!(headers["in-reply-to"], "<CAHk-=wgX7abc123@mail.gmail.example>");
    assert!(headers["reply-to"].as_str().unwrap().contains(&format!("destek+t{number}-")), "{headers}");
    assert!(headers["message-id"].as_str().unwrap().ends_with("@ornek.edu.tr>"));

    // A machine's answer is noted and opens nothing; after a report of failed delivery nobody waits any more.
    let pending = json!({ "status": "open" });
    elif.put(&format!("/api/tickets/{id}/status"), &pending).await.ok();
    elif.post(
        &format!("/api/tickets/{id}/reply"),
        &json!({ "body": "22 Ocak'ta bitiyor.", "status": "waiting_reply" }),
    )
    .await
    .expect(201);
    let reply = post.smtp.next().await;
    let copy = post.smtp.next().await;
    let mut to = [reply["to"][0].as_str().unwrap(), copy["to"][0].as_str().unwrap()];
    to.sort_unstable();
    assert_eq!(to, ["bolum@ornek.example", "mehmet.oz@gmail.example"]);
    let reply = if reply["to"][0] == "mehmet.oz@gmail.example" { reply } else { copy };
    assert!(reply["text"].as_str().unwrap().contains("22 Ocak'ta bitiyor."), "{reply}");
    assert!(reply["subject"].as_str().unwrap().contains(&mark));
    let headers = &reply["headers"];
    assert_eq!(headers.get("auto-submitted"), None, "a person wrote it");
    let references = headers["references"].as_str().unwrap();
    assert!(references.starts_with("<CAHk-=wgX7abc123@mail.gmail.example> <t"), "{references}");
    let places = answering(&reply, references);
    post.comes(&[shape("vacation", &places)], 2).await;
    assert_eq!(post.ticket("Kayıt sorusu").await["status"], "waiting_reply");
    post.comes(&[shape("bounce", &places)], 3).await;
    let ticket = post.ticket("Kayıt sorusu").await;
    assert_eq!(ticket["status"], "open");
    let notes: Vec<_> =
        said(&ticket).into_iter().filter(|it| it.0 == "note").map(|it| it.2.to_owned()).collect();
    assert_eq!(notes[0], "Otomatik ileti:\n\n1 Aralık'a kadar izindeyim.");
    assert_eq!(notes[1], "Posta ulaşmadı: mehmet.oz@gmail.example · 5.2.2 · 552 5.2.2 Mailbox full");
    assert_eq!(ticket["assignee"]["name"], "elif", "who answered first");
    let bell = elif.get("/api/notifications").await.ok();
    let kinds: Vec<&str> = bell["items"].as_array().unwrap().iter().map(|it| text(&it["kind"])).collect();
    assert_eq!(kinds.iter().filter(|it| **it == "ticket_bounced").count(), 1, "its owner is told: {kinds:?}");

    // The person answers to the ticket's own address.
    post.comes(&[shape("gmail-reply", &places)], 4).await;
    let ticket = post.ticket("Kayıt sorusu").await;
    assert_eq!(ticket["status"], "open");
    let last = ticket["messages"].as_array().unwrap().last().unwrap().clone();
    assert_eq!((&last["author"]["kind"], &last["body"]), (&json!("requester"), &json!("Peki, teşekkürler.")));
    let quoted = last["quoted"].as_str().unwrap();
    assert!(quoted.contains("tarihinde şunu yazdı:") && quoted.contains("> 22 Ocak'ta bitiyor."), "{quoted}");

    // Without token and ids: the number counts, from somebody who has to do with the ticket.
    let by_number = |from: &str| plain(from, &format!("Ynt: [#{number}] Kayıt"), "", "Bir şey daha");
    post.comes(&[by_number("Mehmet <mehmet.oz@gmail.example>"), by_number("yabanci@kotu.example")], 6).await;
    let ticket = post.ticket("Kayıt sorusu").await;
    assert_eq!(said(&ticket).iter().filter(|it| it.2 == "Bir şey daha").count(), 1);
    assert_eq!(post.tickets().await, 2, "a stranger's number makes a ticket of its own");
    assert_eq!(post.smtp.next().await["to"], json!(["yabanci@kotu.example"]));

    // Somebody else who answers is told by the address, whatever name they give themselves.
    let answers = answering(&reply, references).into_iter().find(|it| it.0 == "message_id").unwrap().1;
    let head = format!("In-Reply-To: {answers}\n");
    post.comes(&[plain("Mehmet Öz <sahte@kotu.example>", "Ynt: Kayıt", &head, "Adresimi değiştirin")], 7)
        .await;
    let ticket = post.ticket("Kayıt sorusu").await;
    let last = ticket["messages"].as_array().unwrap().last().unwrap().clone();
    assert_eq!(last["author"]["name"], "Mehmet Öz (sahte@kotu.example)");

    // A forged address of that kind is nothing.
    let forged = plain(
        "yabanci@kotu.example",
        "x",
        &format!("Cc: destek+t{number}-aaaaaaaaaaaa@ornek.edu.tr\n"),
        "Sahte",
    );
    post.comes(&[forged], 8).await;
    assert_eq!(post.tickets().await, 3);
    assert!(post.smtp.is_quiet().await, "one automatic mail an hour");
}

#[tokio::test]
async fn an_agent_answers_from_another_program() {
    let mut post = Post::start().await;
    post.app.agent("elif").await;
    post.comes(&[shape("apple", &[])], 1).await;
    let received = post.smtp.next().await;
    let subject = received["subject"].as_str().unwrap();
    let answer = |to: &str, id: &str, text: &str| {
        let message_id = "<0B5E8C2D-1F4A-4C1E-9B7A-AAAAAAAAAAAA@icloud.example>";
        let places =
            [("to", to), ("own_id", id), ("subject", subject), ("message_id", message_id), ("text", text)];
        shape("agent-reply", &places)
    };
    // Its server vouches for the agent; with the requester among those who got it, it is there already.
    let proven = |raw: Vec<u8>| {
        let head = "Authentication-Results: mx.ornek.edu.tr; dmarc=pass header.from=ornek.edu.tr\r\n";
        [head.as_bytes(), &raw].concat()
    };
    let first = proven(answer("zeynep@icloud.example", "a1", "E-Devlet'ten alabilirsiniz."));
    post.comes(&[first], 2).await;
    let ticket = post.ticket("Transkript").await;
    let last = ticket["messages"].as_array().unwrap().last().unwrap().clone();
    assert_eq!((&last["author"]["kind"], &last["author"]["name"]), (&json!("agent"), &json!("elif")));
    assert_eq!(ticket["status"], "open");
    // What only says to be from an agent is no answer, whoever is said to have got it, and is not sent on.
    post.comes(&[answer("destek@ornek.edu.tr, zeynep@icloud.example", "a2", "Parolanızı bana yazın.")], 3)
        .await;
    let ticket = post.ticket("Transkript").await;
    let last = ticket["messages"].as_array().unwrap().last().unwrap().clone();
    assert_eq!(last["kind"], "note");
    assert!(
        last["body"]
            .as_str()
            .unwrap()
            .starts_with("elif@ornek.edu.tr adresinden geldi, ama bu kanıtlanamadı"),
        "{last}"
    );
    assert!(post.smtp.is_quiet().await);
    // What the server keeps as sent was sent; what is about no ticket is nobody's business.
    let private = plain("elif@ornek.edu.tr", "Öğle yemeği", "", "12'de mi?");
    post.imap
        .append("Sent", &[private, answer("zeynep@icloud.example", "a3", "Bir de transkript ofisinden.")])
        .await;
    post.comes(&[plain("biri@posta.example", "Sonraki", "", "x")], 5).await;
    let ticket = post.ticket("Transkript").await;
    assert_eq!(said(&ticket).last().unwrap(), &("reply", "agent", "Bir de transkript ofisinden."));
    assert_eq!(post.tickets().await, 2);
}

#[tokio::test]
async fn two_asisttrs_do_not_answer_each_other_for_ever() {
    let mut post = Post::start().await;
    let elif = post.app.agent("elif").await;
    let (_, other) = post.app.second_site("komsu").await;
    let smtp = MailServer::start(&["--auth", "destek@komsu.example:gizli"]).await;
    let mut theirs = inbox(&post.imap, &smtp);
    theirs["address"] = json!("destek@komsu.example");
    other.post("/api/settings/mail/inboxes", &theirs).await.expect(201);
    let mut smtp = smtp;

    // Ours writes to theirs; what leaves either side is delivered to the other.
    let asked = json!({ "subject": "Ortak ders", "body": "Merhaba", "requester": { "email": "destek@komsu.example" } });
    let ticket = elif.post("/api/tickets", &asked).await.expect(201);
    let id = ticket["id"].as_str().unwrap();
    elif.post(&format!("/api/tickets/{id}/reply"), &json!({ "body": "Ortak ders açalım mı?" }))
        .await
        .expect(201);
    let mut ours_sent = 0;
    loop {
        let mail = tokio::select! {
            mail = post.smtp.next() => mail,
            () = tokio::time::sleep(Duration::from_secs(3)) => break,
        };
        ours_sent += 1;
        assert!(ours_sent < 4, "a loop: {mail}");
        post.imap.deliver("destek@komsu.example", mail["raw"].as_str().unwrap()).await;
        let answer = tokio::time::timeout(Duration::from_secs(3), smtp.next()).await;
        if let Ok(mail) = answer {
            post.imap.deliver("destek@ornek.edu.tr", mail["raw"].as_str().unwrap()).await;
        }
    }
    let tickets = other.get("/api/tickets").await.ok();
    assert_eq!(tickets["items"].as_array().unwrap().len(), 1, "{tickets}");
    assert_eq!(post.tickets().await, 1);
    assert!(smtp.is_quiet().await);
}

#[tokio::test]
async fn a_mail_that_is_only_html_is_kept_as_it_may_be_shown() {
    let mut post = Post::start().await;
    let page = "<html><head><style>p{color:red}</style></head><body><p>Merhaba <b>destek</b></p>\
        <img src=\"http://izleyici.example/p.gif\" alt=\"Logo\"><script>alert(1)</script>\
        <a href=\"javascript:x()\">kötü</a> <a href=\"https://ornek.example/\">iyi</a></body></html>";
    let mail = "From: Ayşe <ayse@posta.example>\nTo: destek@ornek.edu.tr\nSubject: Yalnız HTML\nMessage-ID: <h1@posta>\n\
        Content-Type: text/html; charset=utf-8\n\n"
        .to_owned()
        + page
        + "\n";
    let text = plain("a@posta.example", "Düz metin", "", "Merhaba");
    post.comes(&[mail.replace('\n', "\r\n").into_bytes(), text], 2).await;
    let ticket = post.ticket("Yalnız HTML").await;
    let (body, shown) = (text_of(&ticket, "body"), text_of(&ticket, "html"));
    assert!(body.starts_with("Merhaba destek"), "{body}");
    assert!(shown.contains("<p>Merhaba <b>destek</b></p>") && shown.contains("[Logo]"), "{shown}");
    assert!(shown.contains("<a href=\"https://ornek.example/\" target=\"_blank\""), "{shown}");
    for gone in ["izleyici.example", "script", "style", "color:red"] {
        assert!(!shown.contains(gone), "{gone}: {shown}");
    }
    assert_eq!(post.ticket("Düz metin").await["messages"][0]["html"], Value::Null);
}

fn text_of(ticket: &Value, field: &str) -> String {
    ticket["messages"][0][field].as_str().unwrap_or_default().to_owned()
}

#[tokio::test]
async fn what_was_dealt_with_is_moved_where_the_inbox_says_so() {
    let mut post = Post::start().await;
    let admin = post.app.admin();
    post.imap.append("Arsiv", &[]).await;
    post.comes(&[plain("a@posta.example", "Bir", "", "x")], 1).await;
    let kept = admin.get("/api/settings/mail/inboxes").await.ok()["items"][0].clone();
    let path = format!("/api/settings/mail/inboxes/{}", text(&kept["id"]));
    let mut asked = inbox(&post.imap, &post.smtp);
    asked["move_to"] = json!("INBOX");
    admin.put(&path, &asked).await.problem(422, "mail_folder_same");
    asked["move_to"] = json!("Arsiv");
    let mut tried = asked.clone();
    tried["id"] = kept["id"].clone();
    let found = admin.post("/api/settings/mail/inboxes/check", &tried).await.ok();
    let moved = found["items"].as_array().unwrap().iter().find(|it| it["what"] == "move").unwrap();
    assert_eq!((&moved["ok"], &moved["mails"]), (&json!(true), &json!(0)));
    admin.put(&path, &asked).await.ok();
    post.comes(&[plain("a@posta.example", "İki", "", "x")], 2).await;
    folders(&mut post, (1, 1)).await; // what was there before stays
    // A stop between taking mails and moving them: they are moved afterwards.
    let mut write = asisttr::store::Write::new();
    write.run("UPDATE inbox_folders SET moved = 0", &[]);
    post.app.app.store.commit(write).await.unwrap();
    asked["sender_name"] = json!("Başka ad");
    admin.put(&path, &asked).await.ok();
    folders(&mut post, (0, 2)).await;
    assert_eq!(post.tickets().await, 2, "and none comes twice");
}

/// Waits until so many mails are in the inbox and in the other folder.
async fn folders(post: &mut Post, wanted: (usize, usize)) {
    let mut seen = (0, 0);
    for _ in 0..400 {
        let count = |it: Value| it.as_array().unwrap().len();
        seen = (count(post.imap.flags("INBOX").await), count(post.imap.flags("Arsiv").await));
        if seen == wanted {
            return;
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    panic!("{seen:?} and not {wanted:?}");
}
