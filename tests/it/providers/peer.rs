//! A server that speaks as a provider does, byte by byte, and remembers what it was asked.
use serde_json::Value;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

/// A request, as it came.
#[derive(Debug, Clone)]
pub(crate) struct Asked {
    pub(crate) path: String,
    pub(crate) head: String,
    pub(crate) body: Value,
}

impl Asked {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let of = |line: &'_ str| line.split_once(": ").map(|it| (it.0.to_lowercase(), it.1.len()));
        let line = self.head.lines().find(|it| of(it).is_some_and(|it| it.0 == name))?;
        line.split_once(": ").map(|it| it.1.trim())
    }
}

/// What happens while an answer is sent.
#[derive(Debug, Clone)]
pub(crate) enum Step {
    /// These bytes, in a piece of their own.
    Send(Vec<u8>),
    /// Nothing for a while.
    Pause(Duration),
    /// The line breaks.
    Break,
}

/// An answer.
#[derive(Debug, Clone)]
pub(crate) struct Reply {
    status: u16,
    headers: String,
    steps: Vec<Step>,
}

impl Reply {
    /// A whole answer in these pieces.
    pub(crate) fn pieces<T: AsRef<[u8]>>(pieces: impl IntoIterator<Item = T>) -> Reply {
        let steps = pieces.into_iter().map(|it| Step::Send(it.as_ref().to_vec())).collect();
        Reply { status: 200, headers: "content-type: text/event-stream\r\n".to_owned(), steps }
    }

    /// A refusal.
    pub(crate) fn status(status: u16, body: &str) -> Reply {
        Reply { status, ..Reply::pieces([body]) }
    }

    pub(crate) fn with_header(mut self, line: &str) -> Reply {
        self.headers.push_str(&format!("{line}\r\n"));
        self
    }

    /// The same, and then.
    pub(crate) fn then(mut self, step: Step) -> Reply {
        self.steps.push(step);
        self
    }
}

/// The server.
#[derive(Clone)]
pub(crate) struct Peer {
    /// Such as `http://127.0.0.1:40123`.
    pub(crate) base: String,
    asked: Arc<Mutex<Vec<Asked>>>,
    left: Arc<AtomicUsize>,
}

impl Peer {
    /// Answers the n-th request (from 0) with `reply`.
    pub(crate) async fn start(reply: impl Fn(usize, &Asked) -> Reply + Send + Sync + 'static) -> Peer {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let peer = Peer { base, asked: Arc::default(), left: Arc::default() };
        let (it, reply) = (peer.clone(), Arc::new(reply));
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (it, reply) = (it.clone(), Arc::clone(&reply));
                tokio::spawn(async move { it.serve(stream, &*reply).await });
            }
        });
        peer
    }

    /// Always the same answer.
    pub(crate) async fn saying(reply: Reply) -> Peer {
        Peer::start(move |_, _| reply.clone()).await
    }

    pub(crate) fn asked(&self) -> Vec<Asked> {
        self.asked.lock().unwrap().clone()
    }

    /// How many did not listen to the end.
    pub(crate) fn left(&self) -> usize {
        self.left.load(Ordering::Relaxed)
    }

    /// Waits until somebody does not listen any more.
    pub(crate) async fn until_left(&self) {
        for _ in 0..400 {
            if self.left() > 0 {
                return;
            }
            tokio::time::sleep(Duration::from_millis(25)).await;
        }
        panic!("everybody listens to the end");
    }

    async fn serve(&self, mut stream: TcpStream, reply: &(dyn Fn(usize, &Asked) -> Reply + Send + Sync)) {
        let Some(asked) = read(&mut stream).await else { return };
        let reply = {
            let mut all = self.asked.lock().unwrap();
            all.push(asked.clone());
            reply(all.len() - 1, &asked)
        };
        let head = format!(
            "HTTP/1.1 {} X\r\n{}transfer-encoding: chunked\r\nconnection: close\r\n\r\n",
            reply.status, reply.headers
        );
        let _ = stream.write_all(head.as_bytes()).await;
        for step in reply.steps {
            match step {
                Step::Send(bytes) => {
                    let size = format!("{:x}\r\n", bytes.len());
                    let chunk = [size.as_bytes(), &bytes, b"\r\n"].concat();
                    if stream.write_all(&chunk).await.is_err() {
                        self.left.fetch_add(1, Ordering::Relaxed);
                        return;
                    }
                    let _ = stream.flush().await;
                    tokio::task::yield_now().await;
                }
                Step::Pause(time) => tokio::time::sleep(time).await,
                Step::Break => return,
            }
        }
        let _ = stream.write_all(b"0\r\n\r\n").await;
    }
}

async fn read(stream: &mut TcpStream) -> Option<Asked> {
    let mut bytes = Vec::new();
    let end = loop {
        if let Some(end) = bytes.windows(4).position(|it| it == b"\r\n\r\n") {
            break end + 4;
        }
        if stream.read_buf(&mut bytes).await.ok()? == 0 {
            return None;
        }
        if bytes.first() == Some(&0x16) {
            // Somebody begins to speak TLS; a web server without it says so in plain words.
            let _ = stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n").await;
            return None;
        }
    };
    let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
    let mut asked = Asked {
        path: head.split_whitespace().nth(1).unwrap_or_default().to_owned(),
        head,
        body: Value::Null,
    };
    let length: usize = asked.header("content-length").map_or(0, |it| it.parse().unwrap());
    while bytes.len() < end + length {
        if stream.read_buf(&mut bytes).await.ok()? == 0 {
            return None;
        }
    }
    asked.body = serde_json::from_slice(&bytes[end..]).unwrap_or(Value::Null);
    Some(asked)
}
