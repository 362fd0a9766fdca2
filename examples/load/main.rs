//! Load for a running server: sends and listens as widgets and desks do, over raw WebSocket frames so that the tool
//! costs little beside the server it measures. `cargo run --release --example load -- --help` says how.
#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a tool for the terminal; a lost lock or bad bounds end it"
)]
mod procs;

use clap::{Parser, ValueEnum};
use futures_util::{SinkExt, StreamExt};
use hdrhistogram::Histogram;
use procs::{Usage, own_cpu_us, usage};
use serde_json::{Value, json};
use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::time::{Instant, sleep, sleep_until, timeout_at};
use tokio::{net::TcpStream, task::JoinSet};
use tokio_tungstenite::tungstenite::{Message, Utf8Bytes, protocol::WebSocketConfig};
use tokio_tungstenite::{WebSocketStream, client_async_with_config};

// ---- The contract, in one place. Of several JSON pointers the first that leads to a string counts. ----
const LOGIN: &str = "/api/auth/login";
const LOGIN_TOKEN: &[&str] = &["/access_token", "/token"];
const SESSION: &str = "/api/widget/session";
const SESSION_TOKEN: &[&str] = &["/token", "/visitor_token", "/visitor/token"];
const SOCKET: &str = "/socket.io/?EIO=4&transport=websocket";
const READY: &str = "ready";
const READY_USER: &[&str] = &["/user/id"];
const CONNECT: &str = "tracking:visitor:connect";
const START: &str = "chat:start";
const START_ID: &[&str] = &["/conversation/id", "/conversationId"];
const START_ASSIGNEE: &[&str] =
    &["/conversation/assignee/id", "/conversation/assignee_id", "/conversation/assignee"];
const SEND: &str = "chat:message"; // {conversationId, body, client_ref}
const NEW: &str = "chat:message:new";
const ACK_OK: &str = "\"ok\":true";

const TEXT: &str = "Merhaba, kayıt yenileme için harç ödemesini yaptım ama sistemde görünmüyor.";
const MARK: &str = "~b|"; // a body is MARK pair | nanoseconds | TEXT
const SECOND: u64 = 1_000_000_000;
const DRAIN: u64 = 3 * SECOND; // how long late acks are waited for

type Res<T> = Result<T, Box<dyn std::error::Error + Send + Sync>>;

#[derive(Clone, ValueEnum)]
enum Scenario {
    /// connect --visitors at --connect-rate, hold them for --hold seconds, report memory
    Idle,
    /// --pairs visitors write to --agents at --rate messages a second in all; 0: as fast as acks return
    Chat,
    /// one visitor writes at --rate, --listeners sockets of --agents users receive
    Fanout,
}

#[rustfmt::skip]
#[derive(Parser, Clone)]
struct Opts {
    scenario: Scenario,
    #[arg(long, default_value = "http://127.0.0.1:4000")] url: String,
    #[arg(long, default_value = "bench-key")] api_key: String,
    /// %d becomes 1, 2, … so that each agent is a user of its own
    #[arg(long, default_value = "agent%d@bench.local")] agent_email: String,
    #[arg(long, default_value = "bench")] agent_password: String,
    /// instead of signing in
    #[arg(long)] agent_token: Option<String>,
    /// processes to account for, with their children: [name=]pid,…
    #[arg(long, default_value = "")] pid: String,
    #[arg(long, default_value_t = 1)] threads: usize,
    #[arg(long, default_value_t = 1000)] visitors: usize,
    #[arg(long, default_value_t = 200)] connect_rate: u64,
    #[arg(long, default_value_t = 10)] hold: u64,
    #[arg(long, default_value_t = 50)] pairs: usize,
    #[arg(long, default_value_t = 10)] agents: usize,
    #[arg(long, default_value_t = 100)] listeners: usize,
    #[arg(long, default_value_t = 0.0)] rate: f64,
    #[arg(long, default_value_t = 10)] seconds: u64,
    #[arg(long, default_value_t = 3)] warmup: u64,
}

fn pick<'a>(v: &'a Value, paths: &[&str]) -> Option<&'a str> {
    paths.iter().find_map(|p| v.pointer(p)?.as_str())
}

impl Opts {
    fn host(&self) -> &str {
        self.url.trim_start_matches("http://").trim_end_matches('/')
    }

    /// HTTP/1.0, so that the answer ends with the connection and is never chunked.
    async fn post(&self, path: &str, header: &str, body: Value) -> Res<Value> {
        let (body, host) = (body.to_string(), self.host());
        let mut tcp = TcpStream::connect(host).await?;
        let fixed = format!(
            "POST {path} HTTP/1.0\r\nHost: {host}\r\nContent-Type: application/json\r\nContent-Length: "
        );
        tcp.write_all(format!("{fixed}{}\r\n{header}\r\n{body}", body.len()).as_bytes()).await?;
        let mut answer = String::new();
        tcp.read_to_string(&mut answer).await?;
        match answer.split_once("\r\n\r\n") {
            Some((head, body)) if head.split(' ').nth(1).is_some_and(|status| status.starts_with('2')) => {
                Ok(serde_json::from_str(body)?)
            }
            _ => Err(format!("{path}: {answer}").into()),
        }
    }

    async fn connect(&self, auth: Value, buffer: usize) -> Res<Client> {
        let tcp = TcpStream::connect(self.host()).await?;
        tcp.set_nodelay(true)?;
        let config = WebSocketConfig::default().read_buffer_size(buffer).write_buffer_size(0);
        let (ws, _) =
            client_async_with_config(format!("ws://{}{SOCKET}", self.host()), tcp, Some(config)).await?;
        let mut c = Client { ws, acks: 0, ready: Value::Null };
        loop {
            let t = c.text().await?;
            if t.starts_with('0') {
                c.ws.send(Message::text(format!("40{auth}"))).await?;
            } else if t.starts_with("44") {
                return Err(t.to_string().into());
            } else if let Some((READY, data)) = event(&t) {
                c.ready = serde_json::from_str(data)?;
                return Ok(c);
            }
        }
    }

    async fn visitor(&self, n: usize) -> Res<Client> {
        let (session, page) = (format!("s{n}"), "https://example.edu.tr/");
        let answer = self.post(SESSION, &format!("X-Api-Key: {}\r\n", self.api_key), json!({})).await?;
        let token = pick(&answer, SESSION_TOKEN);
        let auth = json!({"apiKey": self.api_key, "visitorToken": token, "sessionId": session, "page": page});
        let mut c = self.connect(auth, 4096).await?;
        c.call(CONNECT, json!({"sessionId": session, "page": page, "title": "Ana sayfa", "language": "tr"}))
            .await?;
        Ok(c)
    }

    async fn agent_sockets(&self, sockets: usize) -> Res<Vec<Client>> {
        let (mut tokens, mut out) = (Vec::new(), Vec::new());
        for n in 1..=self.agents.min(sockets) {
            let who = json!({"email": self.agent_email.replace("%d", &n.to_string()), "password": self.agent_password});
            tokens.push(match &self.agent_token {
                Some(t) => t.clone(),
                None => pick(&self.post(LOGIN, "", who).await?, LOGIN_TOKEN)
                    .ok_or("no token in the sign-in answer")?
                    .into(),
            });
        }
        for i in 0..sockets {
            out.push(self.connect(json!({"token": tokens[i % tokens.len()]}), 64 << 10).await?);
        }
        Ok(out)
    }
}

// ---- A Socket.IO client ----
struct Client {
    ws: WebSocketStream<TcpStream>,
    acks: u64,
    ready: Value,
}

impl Client {
    /// The next packet; pings are answered here.
    async fn text(&mut self) -> Res<Utf8Bytes> {
        loop {
            match self.ws.next().await.ok_or("connection closed")?? {
                Message::Text(t) if t == "2" => self.ws.send(Message::text("3")).await?,
                Message::Text(t) => return Ok(t),
                Message::Close(_) => return Err("connection closed by the server".into()),
                _ => {}
            }
        }
    }

    async fn emit(&mut self, event: &str, data: &str) -> Res<u64> {
        self.acks += 1;
        self.ws.send(Message::text(format!("42{}[\"{event}\",{data}]", self.acks))).await?;
        Ok(self.acks)
    }

    async fn call(&mut self, event: &str, data: Value) -> Res<Value> {
        let id = self.emit(event, &data.to_string()).await?;
        loop {
            let t = self.text().await?;
            if let Some((_, args)) = ack(&t).filter(|a| a.0 == id) {
                let ok = args.contains(ACK_OK).then(|| serde_json::from_str::<Value>(args));
                return Ok(ok.ok_or(format!("{event}: {args}"))??[0].take());
            }
        }
    }
}

/// `43<id>[…]` as (id, `[…]`)
fn ack(t: &str) -> Option<(u64, &str)> {
    let t = t.strip_prefix("43")?;
    let at = t.find('[')?;
    Some((t[..at].parse().ok()?, &t[at..]))
}

/// `42["name",data]` as (name, data)
fn event(t: &str) -> Option<(&str, &str)> {
    t.strip_prefix("42[\"")?.strip_suffix(']')?.split_once("\",")
}

// ---- Measuring ----
struct Run {
    t0: Instant,
    from: u64, // the measured window, in nanoseconds after t0
    to: u64,
    owner: Option<Vec<usize>>, // by pair: the agent that must receive; none: all must
    counts: Mutex<Counts>,
}
struct Counts {
    sent: u64, // in the window; of these acked and delivered:
    ack: Histogram<u64>,
    deliver: Histogram<u64>,
    late: Histogram<u64>, // how much later than due the tool itself sent
    done: u64,            // acks that came in the window; connected visitors
    errors: BTreeMap<String, u64>,
}

#[rustfmt::skip]
impl Run {
    fn new(warmup: u64, seconds: u64, owner: Option<Vec<usize>>) -> Arc<Run> {
        let h = || Histogram::new_with_bounds(1_000, 60 * SECOND, 3).unwrap();
        let counts = Mutex::new(Counts { sent: 0, ack: h(), deliver: h(), late: h(), done: 0, errors: BTreeMap::new() });
        Arc::new(Run { t0: Instant::now(), from: warmup * SECOND, to: (warmup + seconds) * SECOND, owner, counts })
    }
    fn counts(&self) -> MutexGuard<'_, Counts> { self.counts.lock().unwrap() }
    fn error(&self, what: impl ToString) { *self.counts().errors.entry(what.to_string()).or_default() += 1; }
    fn at(&self, ns: u64) -> Instant { self.t0 + Duration::from_nanos(ns) }
    fn now(&self) -> u64 { self.t0.elapsed().as_nanos() as u64 }
    fn within(&self, t: u64) -> bool { (self.from..self.to).contains(&t) }
}

fn ms(h: &Histogram<u64>) -> Value {
    let at = |q: f64| (h.value_at_quantile(q) / 1_000) as f64 / 1e3;
    json!({"p50": at(0.5), "p95": at(0.95), "p99": at(0.99), "max": at(1.0)})
}

/// A visitor that writes every `every` nanoseconds from `due` on or, without it, when the last ack is there.
async fn write(
    c: &mut Client,
    chat: &str,
    pair: usize,
    every: Option<u64>,
    mut due: u64,
    r: &Run,
) -> Res<()> {
    let mut pending = HashMap::new();
    loop {
        let now = r.now();
        let open = now < r.to;
        if !open && (pending.is_empty() || now >= r.to + DRAIN) {
            pending.iter().for_each(|_| r.error("no ack in time"));
            return Ok(());
        }
        if open && every.map_or(pending.is_empty(), |_| now >= due) {
            let body = format!("{MARK}{pair}|{now}|{TEXT}");
            let data = format!(
                "{{\"conversationId\":\"{chat}\",\"body\":\"{body}\",\"client_ref\":\"{pair}-{now}\"}}"
            );
            pending.insert(c.emit(SEND, &data).await?, now);
            if r.within(now) {
                r.counts().sent += 1;
                every.inspect(|_| r.counts().late.saturating_record(now - due));
            }
            due += every.unwrap_or(0);
            continue;
        }
        let wake = if open && every.is_some() { due.min(r.to) } else { r.to + DRAIN };
        let Ok(packet) = timeout_at(r.at(wake), c.text()).await else { continue };
        let packet = packet?;
        let Some((id, args)) = ack(&packet) else { continue };
        let (now, Some(sent)) = (r.now(), pending.remove(&id)) else { continue };
        if !args.contains(ACK_OK) {
            r.error(serde_json::from_str::<Value>(args)?[0]["code"].as_str().unwrap_or("refused"));
            continue;
        }
        r.counts().done += r.within(now) as u64;
        if r.within(sent) {
            r.counts().ack.saturating_record(now - sent);
        }
    }
}

/// Agent number `me` receives until it is stopped.
async fn listen(mut c: Client, me: usize, r: Arc<Run>) {
    while let Ok(t) = c.text().await {
        let Some((NEW, data)) = event(&t) else { continue };
        let mut parts =
            data.split_once(MARK).map_or("", |p| p.1).split('|').map_while(|x| x.parse::<u64>().ok());
        let (Some(pair), Some(sent)) = (parts.next(), parts.next()) else { continue };
        if r.within(sent) && r.owner.as_ref().is_none_or(|o| o.get(pair as usize) == Some(&me)) {
            r.counts().deliver.saturating_record(r.now() - sent);
        }
    }
    r.error("agent disconnected");
}

type Usages = BTreeMap<String, Usage>;
fn table(now: &Usages, f: impl Fn(&str, &Usage) -> f64) -> BTreeMap<String, f64> {
    now.iter().map(|(name, u)| (name.clone(), (f(name, u) * 10.0).round() / 10.0)).collect()
}

async fn messages(o: &Opts, pairs: usize, sockets: usize, all: bool) -> Res<Value> {
    let agents = o.agent_sockets(sockets).await?;
    let (mut visitors, mut owner, mut unassigned) = (Vec::new(), Vec::new(), 0);
    for n in 0..pairs {
        let mut c = o.visitor(n).await?;
        let chat = c.call(START, json!({})).await?;
        let who = pick(&chat, START_ASSIGNEE);
        let at = agents.iter().position(|a| who.is_some() && pick(&a.ready, READY_USER) == who);
        unassigned += at.is_none() as u64;
        owner.push(at.unwrap_or(0));
        visitors.push((c, pick(&chat, START_ID).ok_or("no conversation id in the ack")?.to_owned()));
    }
    let every = (o.rate > 0.0).then(|| (pairs as f64 / o.rate * 1e9) as u64);
    let r = Run::new(o.warmup, o.seconds, (!all).then_some(owner));
    let (mut listeners, mut writers) = (JoinSet::new(), JoinSet::new());
    for (me, c) in agents.into_iter().enumerate() {
        listeners.spawn(listen(c, me, r.clone()));
    }
    for (pair, (mut c, chat)) in visitors.into_iter().enumerate() {
        let (r, first) = (r.clone(), every.map_or(0, |e| e * pair as u64 / pairs as u64));
        writers.spawn(async move {
            if let Err(e) = write(&mut c, &chat, pair, every, first, &r).await {
                r.error(e);
            }
            c // stays connected until all are done
        });
    }
    sleep_until(r.at(r.from)).await;
    let (before, own) = (usage(&o.pid)?, own_cpu_us());
    sleep_until(r.at(r.to)).await;
    let (after, own) = (usage(&o.pid)?, own_cpu_us() - own);
    let _connected = writers.join_all().await;
    sleep(Duration::from_millis(500)).await; // last deliveries
    listeners.shutdown().await;

    let n = r.counts();
    let expected = n.ack.len() * if all { sockets as u64 } else { 1 };
    Ok(json!({
        "pairs": pairs, "agents": sockets, "rate": o.rate, "sent": n.sent, "acked": n.ack.len(), "delivered": n.deliver.len(),
        "lost": expected.saturating_sub(n.deliver.len()), "unassigned": unassigned, "errors": n.errors,
        "per_second": n.done / o.seconds.max(1), "ack_ms": ms(&n.ack), "deliver_ms": ms(&n.deliver), "late_ms": ms(&n.late),
        "cpu_us": table(&after, |name, u| u.cpu_us.saturating_sub(before[name].cpu_us) as f64 / n.done.max(1) as f64), "own_cpu_us": own / n.done.max(1),
        "rss_mb": table(&after, |_, u| u.rss_kb as f64 / 1024.0), "peak_rss_mb": table(&after, |_, u| u.peak_kb as f64 / 1024.0),
    }))
}

async fn idle(o: &Opts) -> Res<Value> {
    let (before, r, mut tasks) = (usage(&o.pid)?, Run::new(0, 0, None), JoinSet::new());
    for n in 0..o.visitors {
        let (o, r) = (o.clone(), r.clone());
        tasks.spawn(async move {
            sleep_until(r.at(n as u64 * SECOND / o.connect_rate)).await;
            match o.visitor(n).await {
                Ok(mut c) => {
                    r.counts().done += 1;
                    while c.text().await.is_ok() {}
                    r.error("disconnected");
                }
                Err(e) => r.error(e),
            }
        });
    }
    let settled = |n: MutexGuard<Counts>| n.done + n.errors.values().sum::<u64>();
    while settled(r.counts()) < o.visitors as u64 {
        sleep(Duration::from_millis(50)).await;
    }
    let connected = usage(&o.pid)?;
    sleep(Duration::from_secs(o.hold)).await;
    let (after, n) = (usage(&o.pid)?, r.counts());
    let each = n.done.max(1) as f64;
    Ok(json!({
        "visitors": o.visitors, "connected": n.done, "errors": n.errors,
        "rss_mb_before": table(&before, |_, u| u.rss_kb as f64 / 1024.0), "rss_mb": table(&after, |_, u| u.rss_kb as f64 / 1024.0),
        "peak_rss_mb": table(&after, |name, u| u.peak_kb.max(connected[name].peak_kb) as f64 / 1024.0),
        "kb_per_visitor": table(&after, |name, u| (u.rss_kb as f64 - before[name].rss_kb as f64) / each),
        "cpu_us": table(&connected, |name, u| u.cpu_us.saturating_sub(before[name].cpu_us) as f64 / each),
        "idle_cpu_percent": table(&after, |name, u| u.cpu_us.saturating_sub(connected[name].cpu_us) as f64 / o.hold.max(1) as f64 / 1e4),
    }))
}

fn main() -> Res<()> {
    let o = Opts::parse();
    tokio::runtime::Builder::new_multi_thread().worker_threads(o.threads).enable_all().build()?.block_on(
        async {
            let (name, mut out) = match o.scenario {
                Scenario::Idle => ("idle", idle(&o).await?),
                Scenario::Chat => ("chat", messages(&o, o.pairs, o.agents, false).await?),
                Scenario::Fanout => ("fanout", messages(&o, 1, o.listeners, true).await?),
            };
            out["scenario"] = name.into();
            println!("{out}");
            Ok(())
        },
    )
}
