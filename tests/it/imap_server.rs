//! A real IMAP server beside a test (`tests/data/mail/dovecot.py`).
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use std::path::Path;
use std::process::Stdio;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader, Lines};
use tokio::net::{TcpListener, TcpStream};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};

/// Longest wait for an answer, or for the server itself.
const PATIENCE: Duration = Duration::from_secs(60);

/// How often it is looked whether the server has ended.
const LOOK_EVERY: Duration = Duration::from_millis(5);

/// Ends with the test.
pub(crate) struct ImapServer {
    pub(crate) port: u16,
    pub(crate) tls_port: u16,
    lines: Lines<BufReader<ChildStdout>>,
    stdin: Option<ChildStdin>,
    child: Child,
}

impl ImapServer {
    /// On free ports, with the options of the script.
    pub(crate) async fn start(options: &[&str]) -> ImapServer {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/mail/dovecot.py");
        let mut child = Command::new("/usr/bin/python3")
            .arg(script)
            .args(options)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let stdin = child.stdin.take().unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut server = ImapServer { port: 0, tls_port: 0, lines, stdin: Some(stdin), child };
        let ports = server.line().await;
        server.port = u16::try_from(ports["port"].as_u64().unwrap()).unwrap();
        server.tls_port = u16::try_from(ports["tls_port"].as_u64().unwrap()).unwrap();
        server
    }

    async fn line(&mut self) -> Value {
        let line = tokio::time::timeout(PATIENCE, self.lines.next_line()).await;
        let Ok(Ok(Some(line))) = line else {
            panic!("dovecot said nothing, or ended: is dovecot-imapd here? (installer/test.sh installs it)")
        };
        serde_json::from_str(&line).unwrap()
    }

    async fn ask(&mut self, command: &Value) -> Value {
        self.stdin.as_mut().unwrap().write_all(format!("{command}\n").as_bytes()).await.unwrap();
        self.line().await
    }

    /// Puts mails into a folder, as if they had come.
    pub(crate) async fn append(&mut self, folder: &str, mails: &[Vec<u8>]) {
        let mails: Vec<String> = mails.iter().map(|it| STANDARD.encode(it)).collect();
        self.ask(&json!({ "do": "append", "folder": folder, "mails": mails })).await;
    }

    /// The same in somebody else's mailbox.
    pub(crate) async fn deliver(&mut self, user: &str, raw: &str) {
        self.ask(&json!({ "do": "append", "user": user, "mails": [raw] })).await;
    }

    /// What the mails of a folder are marked with.
    pub(crate) async fn flags(&mut self, folder: &str) -> Value {
        self.ask(&json!({ "do": "flags", "folder": folder })).await["flags"].take()
    }

    /// The same mails under another UIDVALIDITY.
    pub(crate) async fn renumber(&mut self, folder: &str) {
        self.ask(&json!({ "do": "renumber", "folder": folder })).await;
    }

    pub(crate) async fn stop(&mut self) {
        self.ask(&json!({ "do": "stop" })).await;
    }

    pub(crate) async fn start_again(&mut self) {
        self.ask(&json!({ "do": "start" })).await;
    }
}

impl Drop for ImapServer {
    fn drop(&mut self) {
        self.stdin = None; // the script ends with its input, and takes the server with it
        while matches!(self.child.try_wait(), Ok(None)) {
            std::thread::sleep(LOOK_EVERY);
        }
    }
}

/// What becomes of a question for a mail that is not given.
#[derive(Clone, Copy)]
pub(crate) enum Grudge {
    /// `NO`, and none of the mails.
    Refuses,
    /// The line breaks.
    HangsUp,
}

/// The number of a mail, what is asked about it, and what becomes of that.
type Rules = Arc<Mutex<Vec<(u32, &'static str, Grudge)>>>;

/// Stands before the server and gives everything but some mails.
pub(crate) struct Grudging {
    pub(crate) port: u16,
    held: Rules,
}

impl Grudging {
    pub(crate) async fn before(server: &ImapServer) -> Grudging {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let (port, behind) = (listener.local_addr().unwrap().port(), server.port);
        let held = Rules::default();
        let rules = Arc::clone(&held);
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let server = TcpStream::connect(("127.0.0.1", behind)).await.unwrap();
                tokio::spawn(stand_between(client, server, Arc::clone(&rules)));
            }
        });
        Grudging { port, held }
    }

    /// From now on these mails are not given, where they are asked for so.
    pub(crate) fn hold(&self, all: &[(u32, &'static str, Grudge)]) {
        *self.held.lock().unwrap() = all.to_vec();
    }
}

async fn stand_between(client: TcpStream, server: TcpStream, rules: Rules) {
    let ((asks, mut hears), (mut answers, mut asked)) = (client.into_split(), server.into_split());
    let mut asks = BufReader::new(asks).lines();
    loop {
        let line = tokio::select! {
            line = asks.next_line() => line,
            copied = pass_on(&mut answers, &mut hears) => if copied { continue } else { return },
        };
        let Ok(Some(line)) = line else { return };
        let rule = rules.lock().unwrap().iter().find(|(uid, what, _)| names(&line, *uid, what)).copied();
        match rule {
            None => asked.write_all(format!("{line}\r\n").as_bytes()).await.unwrap(),
            Some((_, _, Grudge::HangsUp)) => return,
            Some((_, _, Grudge::Refuses)) => {
                let tag = line.split(' ').next().unwrap();
                let words = format!("{tag} NO [SERVERBUG] Internal error occurred\r\n");
                hears.write_all(words.as_bytes()).await.unwrap();
            }
        }
    }
}

async fn pass_on(
    from: &mut tokio::net::tcp::OwnedReadHalf,
    to: &mut tokio::net::tcp::OwnedWriteHalf,
) -> bool {
    from.readable().await.unwrap();
    let mut some = [0; 8192];
    match from.try_read(&mut some) {
        Ok(0) => false,
        Ok(count) => to.write_all(&some[..count]).await.is_ok(),
        Err(error) => error.kind() == std::io::ErrorKind::WouldBlock,
    }
}

/// Whether a line asks for this of a mail.
fn names(line: &str, uid: u32, what: &str) -> bool {
    let Some((_, rest)) = line.split_once("UID FETCH ") else { return false };
    let (set, asked) = rest.split_once(' ').unwrap();
    let within = |part: &str| {
        let (first, last) = part.split_once(':').unwrap_or((part, part));
        (first.parse::<u32>().unwrap()..=last.parse().unwrap()).contains(&uid)
    };
    asked.contains(what) && set.split(',').any(within)
}
