//! A Socket.IO client over raw WebSocket frames, for tests: what it hears is kept until somebody asks for it.
use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use std::collections::VecDeque;
use std::time::Duration;
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::{WebSocketStream, client_async};

/// Longest wait for something that must come.
const PATIENCE: Duration = Duration::from_secs(10);

/// A connected client.
pub(crate) struct Socket {
    stream: WebSocketStream<TcpStream>,
    heard: VecDeque<(String, Value)>,
    acks: u64,
    /// What `ready` said.
    pub(crate) ready: Value,
}

impl Socket {
    /// Connects; fails with the code of `connect_error`.
    pub(crate) async fn connect(base: &str, auth: Value) -> Result<Socket, String> {
        Socket::connect_from(base, auth, None).await
    }

    /// Connects as a page of `origin` would.
    pub(crate) async fn connect_from(
        base: &str,
        auth: Value,
        origin: Option<&str>,
    ) -> Result<Socket, String> {
        use tokio_tungstenite::tungstenite::client::IntoClientRequest;
        let host = base.trim_start_matches("http://");
        let tcp = TcpStream::connect(host).await.unwrap();
        let url = format!("ws://{host}/socket.io/?EIO=4&transport=websocket");
        let mut request = url.into_client_request().unwrap();
        if let Some(origin) = origin {
            request.headers_mut().insert("origin", origin.parse().unwrap());
        }
        let (stream, _) = client_async(request, tcp).await.unwrap();
        let mut socket = Socket { stream, heard: VecDeque::new(), acks: 0, ready: Value::Null };
        loop {
            let packet = socket.packet().await.ok_or("closed")?;
            if packet.starts_with('0') {
                socket.write(format!("40{auth}")).await;
            } else if let Some(error) = packet.strip_prefix("44") {
                let error: Value = serde_json::from_str(error).unwrap();
                return Err(error["message"].as_str().unwrap().to_owned());
            } else if let Some(data) = packet.strip_prefix("42") {
                let event: (String, Value) = serde_json::from_str(data).unwrap();
                assert_eq!(event.0, "ready", "the first event");
                socket.ready = event.1;
                return Ok(socket);
            }
        }
    }

    /// Says something and waits for the acknowledgement; events that come meanwhile are kept.
    pub(crate) async fn say(&mut self, event: &str, data: Value) -> Value {
        let id = self.say_without_waiting(event, data).await;
        self.acknowledged(id).await
    }

    /// Says something; [`Socket::acknowledged`] gives the answer.
    pub(crate) async fn say_without_waiting(&mut self, event: &str, data: Value) -> u64 {
        self.acks += 1;
        self.write(format!("42{}{}", self.acks, json!([event, data]))).await;
        self.acks
    }

    /// The acknowledgement of something said before.
    pub(crate) async fn acknowledged(&mut self, id: u64) -> Value {
        let head = format!("43{id}[");
        loop {
            let packet = self.packet().await.unwrap();
            if let Some(rest) = packet.strip_prefix(&head) {
                return serde_json::from_str(rest.trim_end_matches(']')).unwrap_or_else(|_| {
                    let whole: Vec<Value> = serde_json::from_str(&format!("[{rest}")).unwrap();
                    whole.into_iter().next().unwrap()
                });
            }
            self.keep(&packet);
        }
    }

    /// The next event with this name, now or soon; earlier other ones are kept.
    pub(crate) async fn hears(&mut self, event: &str) -> Value {
        self.hears_where(event, |_| true).await
    }

    /// The next event with this name and content.
    pub(crate) async fn hears_where(&mut self, event: &str, fits: impl Fn(&Value) -> bool) -> Value {
        if let Some(at) = self.heard.iter().position(|it| it.0 == event && fits(&it.1)) {
            return self.heard.remove(at).unwrap().1;
        }
        loop {
            let packet = self.packet().await.unwrap_or_else(|| panic!("closed while waiting for {event}"));
            let Some(data) = packet.strip_prefix("42") else { continue };
            let (name, payload): (String, Value) = serde_json::from_str(data).unwrap();
            if name == event && fits(&payload) {
                return payload;
            }
            self.heard.push_back((name, payload));
        }
    }

    /// Everything heard so far, once an exchange with the server proves that nothing older is on the way.
    pub(crate) async fn heard_so_far(&mut self) -> Vec<(String, Value)> {
        self.say("no:such:event", json!({})).await;
        self.heard.drain(..).collect()
    }

    /// Sends a frame as it is.
    pub(crate) async fn write(&mut self, text: String) {
        self.stream.send(Message::text(text)).await.unwrap();
    }

    fn keep(&mut self, packet: &str) {
        if let Some(data) = packet.strip_prefix("42") {
            self.heard.push_back(serde_json::from_str(data).unwrap());
        }
    }

    /// The next packet; pings are answered. `None` when the connection is closed.
    async fn packet(&mut self) -> Option<String> {
        loop {
            let next = tokio::time::timeout(PATIENCE, self.stream.next()).await.unwrap();
            match next?.ok()? {
                Message::Text(text) if text.as_str() == "2" => self.write("3".to_owned()).await,
                Message::Text(text) => return Some(text.to_string()),
                Message::Close(_) => return None,
                _ => (),
            }
        }
    }
}
