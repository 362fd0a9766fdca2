//! A thousand mails, from the server until they are tickets.
use crate::harness::TestApp;
use crate::imap_server::ImapServer;
use crate::mail_server::MailServer;
use serde_json::{Value, json};
use std::time::{Duration, Instant};

pub(crate) async fn measure() {
    let (app, mut imap) = (TestApp::start().await, ImapServer::start(&[]).await);
    let smtp = MailServer::start(&["--auth", "destek@ornek.edu.tr:gizli"]).await;
    imap.append("INBOX", &(0..1_000).map(mail).collect::<Vec<_>>()).await;
    let inbox = json!({
        "address": "destek@ornek.edu.tr", "sender_name": "Örnek Destek", "host": "127.0.0.1", "port": imap.port,
        "security": "plain", "password": "gizli", "from": "all",
        "smtp": { "host": "127.0.0.1", "port": smtp.port, "security": "plain" },
    });
    let begun = Instant::now();
    app.admin().post("/api/settings/mail/inboxes", &inbox).await.expect(201);
    let done = |it: &Value| it["items"][0]["state"]["looked_at"].is_string();
    while !done(&app.admin().get("/api/settings/mail/inboxes").await.ok()) {
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let counts = app.admin().get("/api/tickets/counts").await.ok();
    println!("1,000 mails became {} tickets in {:.1} s", counts["unsolved"], begun.elapsed().as_secs_f64());
}

/// Half of them answer the other half.
fn mail(n: usize) -> Vec<u8> {
    let (id, answers) = (n, n - n % 2);
    let more = if n % 2 == 1 { format!("In-Reply-To: <m{answers}@posta.example>\n") } else { String::new() };
    let head = format!(
        "From: kisi{answers}@posta.example\nSubject: Konu {answers}\nMessage-ID: <m{id}@posta.example>\n{more}"
    );
    let body = "Merhaba, kaydımla ilgili bir sorum var.\n".repeat(40);
    format!("{head}\n{body}").replace('\n', "\r\n").into_bytes()
}
