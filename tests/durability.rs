//! What was acknowledged is there after a sudden death: the real program is hammered over sockets, killed at random
//! moments, started again, and asked for everything that it had acknowledged.
#![expect(clippy::unwrap_used, reason = "tests")]
#[expect(dead_code, reason = "the tests of incoming mail use more of it")]
#[path = "it/imap_server.rs"]
mod imap_server;

use futures_util::{SinkExt as _, StreamExt as _};
use serde_json::{Value, json};
use std::collections::HashMap;
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::net::TcpStream;
use tokio_tungstenite::client_async;
use tokio_tungstenite::tungstenite::Message;

/// Sudden deaths.
const KILLS: u32 = 20;
/// Visitors who write at the same time.
const VISITORS: usize = 12;
/// Messages that a visitor sends without waiting for the acknowledgement of the first of them.
const AHEAD: u64 = 8;
const PASSWORD: &str = "mavi kedi uçtu";

/// A running program, killed when dropped.
struct Server {
    process: Child,
    host: String,
}

impl Server {
    fn start(folder: &Path) -> Server {
        let limits =
            ["REQUESTS", "MESSAGES", "FAILED_LOGINS"].map(|it| (format!("ASISTTR_LIMITS_{it}"), "0"));
        let mut process = Command::new(env!("CARGO_BIN_EXE_asisttr"))
            .args(["serve", "--json", "--listen", "127.0.0.1:0", "--data-dir"])
            .arg(folder)
            .env_clear()
            .env("ASISTTR_LOG_LEVEL", "error")
            .envs(limits)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let said: Value = serde_json::from_str(&line).unwrap_or_else(|_| panic!("no JSON: {line}"));
        let host = said["address"].as_str().unwrap().trim_start_matches("http://").to_owned();
        Server { process, host }
    }

    fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.host)
    }

    /// SIGKILL: no farewell, no flush.
    fn kill(mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// A visitor across the lives of the server.
#[derive(Clone, Debug)]
struct Visitor {
    token: String,
    conversation: String,
}

/// Acknowledged messages: `client_ref` → the conversation and its sequence number.
type Acknowledged = Arc<Mutex<HashMap<String, (String, i64)>>>;

/// Sends until the connection dies.
async fn hammer(
    host: String,
    key: String,
    visitor: Visitor,
    life: u32,
    acknowledged: Acknowledged,
) -> Option<()> {
    let tcp = TcpStream::connect(&host).await.ok()?;
    let url = format!("ws://{host}/socket.io/?EIO=4&transport=websocket");
    let (stream, _) = client_async(url, tcp).await.ok()?;
    let (mut out, mut incoming) = stream.split();
    let auth = json!({ "apiKey": key, "visitorToken": visitor.token });
    let (mut sent, mut answered) = (0_u64, 0_u64);
    while let Some(Ok(message)) = incoming.next().await {
        let text = message.to_text().unwrap_or_default();
        if text.starts_with('0') {
            out.send(Message::text(format!("40{auth}"))).await.ok()?;
            continue;
        } else if text == "2" {
            out.send(Message::text("3")).await.ok()?;
            continue;
        } else if text.starts_with("43") {
            answered += 1;
            note(text, &acknowledged);
        } else if !text.starts_with("42[\"ready\"") {
            continue;
        }
        while sent < answered + AHEAD {
            sent += 1;
            let name = format!("{life}-{}-{sent}", &visitor.conversation[24..]);
            let data = json!({ "conversationId": visitor.conversation, "body": format!("söz {name}"), "client_ref": name });
            out.send(Message::text(format!("42{sent}{}", json!(["chat:message", data])))).await.ok()?;
        }
    }
    None
}

/// Keeps an acknowledgement of a stored message.
fn note(packet: &str, acknowledged: &Acknowledged) {
    let Some(data) = packet.find('[').and_then(|at| packet.get(at..)) else { return };
    let Ok((answer,)) = serde_json::from_str::<(Value,)>(data) else { return };
    if answer["ok"] != true {
        return;
    }
    let message = &answer["message"];
    let name = message["client_ref"].as_str().unwrap().to_owned();
    let place = (message["conversation_id"].as_str().unwrap().to_owned(), message["seq"].as_i64().unwrap());
    acknowledged.lock().unwrap().insert(name, place);
}

async fn post(
    http: &reqwest::Client,
    server: &Server,
    path: &str,
    headers: &[(&str, &str)],
    body: Value,
) -> Value {
    let request = http.post(server.url(path)).json(&body);
    let request = headers.iter().fold(request, |it, (name, value)| it.header(*name, *value));
    let response = request.send().await.unwrap();
    let status = response.status();
    let body: Value = response.json().await.unwrap_or_default();
    assert!(status.is_success(), "{path}: {status} {body}");
    body
}

/// Sets the site up and lets every visitor begin; returns the site's key and the desk's token.
async fn prepare(http: &reqwest::Client, folder: &Path) -> (String, Vec<Visitor>) {
    let server = Server::start(folder);
    let site = cli(folder, &["site", "create", "--name", "Örnek", "--slug", "ornek"]);
    cli(folder, &["admin", "create", "--email", "ayse@ornek.edu.tr", "--name", "Ayşe", "--site", "ornek"]);
    let key = site["api_key"].as_str().unwrap().to_owned();
    let mut visitors = Vec::new();
    for _ in 0..VISITORS {
        let session = post(http, &server, "/api/widget/session", &[("x-api-key", &key)], json!({})).await;
        let token = session["token"].as_str().unwrap().to_owned();
        let conversation = begin(&server.host, &key, &token).await;
        visitors.push(Visitor { token, conversation });
    }
    (key, visitors)
}

/// Begins a conversation over a socket.
async fn begin(host: &str, key: &str, token: &str) -> String {
    let tcp = TcpStream::connect(host).await.unwrap();
    let url = format!("ws://{host}/socket.io/?EIO=4&transport=websocket");
    let (mut stream, _) = client_async(url, tcp).await.unwrap();
    let auth = json!({ "apiKey": key, "visitorToken": token });
    loop {
        let message = stream.next().await.unwrap().unwrap();
        let text = message.to_text().unwrap();
        if text.starts_with('0') {
            stream.send(Message::text(format!("40{auth}"))).await.unwrap();
        } else if text.starts_with("42[\"ready\"") {
            stream.send(Message::text("421[\"chat:start\",{}]")).await.unwrap();
        } else if let Some(data) = text.strip_prefix("431") {
            let answer: (Value,) = serde_json::from_str(data).unwrap();
            return answer.0["conversation"]["id"].as_str().unwrap().to_owned();
        }
    }
}

fn cli(folder: &Path, line: &[&str]) -> Value {
    let mut command = Command::new(env!("CARGO_BIN_EXE_asisttr"));
    command
        .env_clear()
        .env("ASISTTR_PASSWORD", PASSWORD)
        .arg("--json")
        .arg("--data-dir")
        .arg(folder)
        .args(line);
    let output = command.output().unwrap();
    serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{output:?}"))
}

/// All messages of a conversation, oldest first, as the desk reads them.
async fn thread(http: &reqwest::Client, server: &Server, token: &str, conversation: &str) -> Vec<Value> {
    let mut all: Vec<Value> = Vec::new();
    let mut before = String::new();
    loop {
        let path = format!("/api/chat/{conversation}/messages?limit=200{before}");
        let page: Value =
            http.get(server.url(&path)).bearer_auth(token).send().await.unwrap().json().await.unwrap();
        let items = page["items"].as_array().unwrap().clone();
        let Some(first) = items.first().map(|it| it["seq"].as_i64().unwrap()) else { return all };
        all.splice(0..0, items);
        before = format!("&before={first}");
    }
}

/// Writes an article while the server lives, so that the search has something to catch up with.
async fn publish(http: &reqwest::Client, server: &Server, token: &str, number: u32) {
    let article = json!({ "title": format!("Konu z{number}q"), "body": "Metin.", "status": "published" });
    post(http, server, "/api/knowledge", &[("authorization", &format!("Bearer {token}"))], article).await;
}

async fn sign_in(http: &reqwest::Client, server: &Server) -> String {
    sign_in_as(http, server, "ayse@ornek.edu.tr").await
}

async fn sign_in_as(http: &reqwest::Client, server: &Server, email: &str) -> String {
    let body = json!({ "email": email, "password": PASSWORD });
    let session = post(http, server, "/api/auth/login", &[], body).await;
    session["access_token"].as_str().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_acknowledged_message_outlives_sudden_deaths_once_and_in_order() {
    let (folder, http) = (tempfile::tempdir().unwrap(), reqwest::Client::new());
    let (key, visitors) = prepare(&http, folder.path()).await;
    let acknowledged = Acknowledged::default();
    for life in 0..KILLS {
        let server = Server::start(folder.path());
        let token = sign_in(&http, &server).await;
        let mut senders = tokio::task::JoinSet::new();
        for visitor in &visitors {
            senders.spawn(hammer(
                server.host.clone(),
                key.clone(),
                visitor.clone(),
                life,
                acknowledged.clone(),
            ));
        }
        publish(&http, &server, &token, life).await;
        let before = acknowledged.lock().unwrap().len();
        while acknowledged.lock().unwrap().len() < before + VISITORS {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        // Somewhere in the middle of writing; the bits of the counter stand in for dice.
        tokio::time::sleep(Duration::from_millis(u64::from((life * 37) % 120))).await;
        server.kill();
        senders.join_all().await;
    }
    let server = Server::start(folder.path());
    let token = sign_in(&http, &server).await;
    let acknowledged = acknowledged.lock().unwrap().clone();
    let mut found: HashMap<String, (String, i64)> = HashMap::new();
    for visitor in &visitors {
        let mut last = 0;
        for message in thread(&http, &server, &token, &visitor.conversation).await {
            let seq = message["seq"].as_i64().unwrap();
            assert!(seq > last, "in order");
            last = seq;
            if message["author"]["kind"] == "visitor" {
                let name = message["client_ref"].as_str().unwrap().to_owned();
                assert_eq!(message["body"], format!("söz {name}"));
                assert!(found.insert(name, (visitor.conversation.clone(), seq)).is_none(), "twice");
            }
        }
    }
    assert!(acknowledged.len() > 500, "the test wrote too little: {}", acknowledged.len());
    for (name, place) in &acknowledged {
        assert_eq!(found.get(name), Some(place), "acknowledged and not there: {name}");
    }
    for life in 0..KILLS {
        find(&http, &server, &key, &format!("z{life}q")).await;
    }
}

/// The search comes to know the article, by words and by meaning.
async fn find(http: &reqwest::Client, server: &Server, key: &str, word: &str) {
    for _ in 0..400 {
        let path = format!("/api/knowledge/search?q={word}");
        let answer = http.get(server.url(&path)).header("x-api-key", key).send().await.unwrap();
        let found: Value = answer.json().await.unwrap();
        let best = &found["items"][0];
        let caught_up = best["text_score"].as_f64() > Some(0.0) && best["vector_score"].as_f64() > Some(0.0);
        if caught_up && best["title"].as_str().is_some_and(|it| it.ends_with(word)) {
            return;
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    panic!("the search never learnt of {word}");
}

/// Mails that wait when the server is killed over and over.
const MAILS: usize = 120;

/// Everything that came so far.
async fn fetched(http: &reqwest::Client, server: &Server, token: &str) -> Vec<Value> {
    let mut all = Vec::new();
    let mut after = String::new();
    loop {
        let url = server.url(&format!("/api/mail/incoming?limit=200{after}"));
        let page: Value = http.get(url).bearer_auth(token).send().await.unwrap().json().await.unwrap();
        all.extend(page["items"].as_array().unwrap().iter().cloned());
        match page["next_cursor"].as_str() {
            Some(cursor) => after = format!("&after={cursor}"),
            None => return all,
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_mail_outlives_sudden_deaths_while_it_is_fetched_and_becomes_one_ticket() {
    let (folder, http) = (tempfile::tempdir().unwrap(), reqwest::Client::new());
    prepare(&http, folder.path()).await;
    cli(
        folder.path(),
        &["admin", "create", "--email", "oya@ornek.edu.tr", "--name", "Oya", "--role", "superadmin"],
    );
    let mut imap = imap_server::ImapServer::start(&[]).await;
    let mail = |n: usize| {
        let file = "YWJj".repeat(8_000);
        let part = "Content-Type: text/csv; name=liste.csv\r\nContent-Transfer-Encoding: base64";
        format!(
            "From: kisi{n}@posta.example\r\nSubject: Konu {n}\r\nMessage-ID: <{n}@posta.example>\r\n\
             Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nMetin {n}\r\n--b\r\n{part}\r\n\r\n{file}\r\n--b--\r\n"
        )
        .into_bytes()
    };
    imap.append("INBOX", &(0..MAILS).map(mail).collect::<Vec<_>>()).await;
    let server = Server::start(folder.path());
    let token = sign_in_as(&http, &server, "oya@ornek.edu.tr").await;
    let sites: Value =
        http.get(server.url("/api/sites")).bearer_auth(&token).send().await.unwrap().json().await.unwrap();
    let site = sites["items"][0]["id"].as_str().unwrap().to_owned();
    let bearer = format!("Bearer {token}");
    let headers = [("authorization", bearer.as_str()), ("x-site-id", site.as_str())];
    let inbox = json!({
        "address": "destek@ornek.edu.tr", "sender_name": "Destek", "host": "127.0.0.1", "port": imap.port,
        "security": "plain", "password": "gizli", "from": "all",
    });
    post(&http, &server, "/api/settings/mail/inboxes", &headers, inbox).await;
    server.kill();
    let mut seen = 0;
    for life in 0..KILLS {
        let server = Server::start(folder.path());
        let token = sign_in(&http, &server).await;
        let wanted = (seen + 1).min(MAILS);
        while seen < wanted {
            tokio::time::sleep(Duration::from_millis(2)).await;
            seen = fetched(&http, &server, &token).await.len();
        }
        // Somewhere in the middle of a mail; the bits of the counter stand in for dice.
        tokio::time::sleep(Duration::from_millis(u64::from((life * 37) % 50))).await;
        server.kill();
    }
    let server = Server::start(folder.path());
    let token = sign_in(&http, &server).await;
    let mut all = Vec::new();
    while all.len() < MAILS {
        all = fetched(&http, &server, &token).await;
    }
    assert!(all.iter().all(|it| it["state"] == "done" && it["outcome"] == "ticket"), "{all:?}");
    let mut subjects: Vec<&str> = all.iter().map(|it| it["subject"].as_str().unwrap()).collect();
    subjects.sort_unstable();
    subjects.dedup();
    assert_eq!((all.len(), subjects.len()), (MAILS, MAILS));
    let mut numbers: Vec<i64> = all.iter().map(|it| it["ticket_number"].as_i64().unwrap()).collect();
    numbers.sort_unstable();
    assert_eq!(
        numbers,
        (1..=i64::try_from(MAILS).unwrap()).collect::<Vec<_>>(),
        "one ticket each, none lost"
    );
    // Neither mails nor files were left behind by those who died.
    let count = |name: &str| std::fs::read_dir(folder.path().join(name)).unwrap().count();
    assert_eq!((count("mails"), count("files")), (MAILS, MAILS));
}
