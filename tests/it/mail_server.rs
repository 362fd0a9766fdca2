//! A real SMTP server beside a test (`tests/data/mail/server.py`).
use serde_json::Value;
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;
use tokio::io::{AsyncBufReadExt as _, BufReader, Lines};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};

/// Longest wait for a mail, or for the server itself.
const PATIENCE: Duration = Duration::from_secs(30);

/// Ends with the test.
pub(crate) struct MailServer {
    pub(crate) port: u16,
    lines: Lines<BufReader<ChildStdout>>,
    child: Child,
    _stdin: ChildStdin,
}

impl MailServer {
    /// On a free port, with the options of the script.
    pub(crate) async fn start(options: &[&str]) -> MailServer {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/mail/server.py");
        let mut child = Command::new("/usr/bin/python3")
            .arg(script)
            .args(options)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        let stdin = child.stdin.take().unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut server = MailServer { port: 0, lines, child, _stdin: stdin };
        server.port = u16::try_from(server.next().await["port"].as_u64().unwrap()).unwrap();
        server
    }

    /// The same port again, after [`MailServer::stop`].
    pub(crate) async fn start_at(port: u16) -> MailServer {
        MailServer::start(&["--port", &port.to_string()]).await
    }

    /// The next mail that it takes.
    pub(crate) async fn next(&mut self) -> Value {
        let line = tokio::time::timeout(PATIENCE, self.lines.next_line()).await;
        let Ok(Ok(Some(line))) = line else {
            panic!(
                "the mail server said nothing, or ended: is python3-aiosmtpd here? (installer/test.sh installs it)"
            )
        };
        serde_json::from_str(&line).unwrap()
    }

    /// Whether it has taken nothing more.
    pub(crate) async fn is_quiet(&mut self) -> bool {
        tokio::time::timeout(Duration::from_millis(300), self.lines.next_line()).await.is_err()
    }

    pub(crate) async fn stop(mut self) -> u16 {
        self.child.kill().await.unwrap();
        self.port
    }
}
