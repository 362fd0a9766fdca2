//! Where the words of an answer go while it is made: to the screens that show it growing. Never stored.
use super::rules;
use crate::app::App;
use crate::base::ids::{SiteId, UserId};
use crate::conversations::types::Head;
use crate::realtime::Audience as Hears;
use serde_json::{Value, json};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tokio::time::Instant;

/// Words are gathered for so long before they are sent.
const GATHER: Duration = Duration::from_millis(30);
/// What visitors and desks hear of a growing answer.
const CHUNK: &str = "ai:chunk";
/// A text that is there already is shown in at most so many pieces.
const MOST_PIECES: usize = 32;

/// The way out of a growing answer.
pub struct Outlet {
    app: App,
    hears: Vec<Hears>,
    name: &'static str,
    about: Value,
    waiting: String,
    since: Instant,
    shown: Arc<AtomicBool>,
}

impl Outlet {
    /// To the visitor and the desks: `ai:chunk`.
    #[must_use]
    pub fn to_conversation(app: &App, head: &Head, message_ref: &str) -> Outlet {
        let hears = vec![Hears::Visitor(head.site, head.visitor), Hears::Staff(head.site)];
        Outlet::new(app, hears, CHUNK, json!({ "conversationId": head.id, "messageRef": message_ref }))
    }

    /// To one agent: `ai:words`, under a name that the agent's page chose.
    #[must_use]
    pub fn to_agent(app: &App, site: SiteId, user: UserId, words_ref: &str) -> Outlet {
        Outlet::new(app, vec![Hears::User(site, user)], "ai:words", json!({ "ref": words_ref }))
    }

    /// To nobody.
    #[must_use]
    pub fn to_nobody(app: &App) -> Outlet {
        Outlet::new(app, Vec::new(), CHUNK, json!({}))
    }

    fn new(app: &App, hears: Vec<Hears>, name: &'static str, about: Value) -> Outlet {
        let app = app.clone();
        Outlet {
            app,
            hears,
            name,
            about,
            waiting: String::new(),
            since: Instant::now(),
            shown: Arc::default(),
        }
    }

    /// Whether somebody has seen words of it.
    #[must_use]
    pub fn has_shown(&self) -> bool {
        self.shown.load(Ordering::Relaxed)
    }

    /// The same for who looks on while words come.
    #[must_use]
    pub fn shown(&self) -> Arc<AtomicBool> {
        Arc::clone(&self.shown)
    }

    /// Takes words; they are sent with those that follow within a moment.
    pub fn push(&mut self, words: &str) {
        if words.is_empty() {
            return;
        }
        self.waiting.push_str(words);
        if !self.has_shown() || self.since.elapsed() >= GATHER {
            self.flush(); // the first words wait for nothing
        }
    }

    /// Ends when what waits is to be sent; never, while nothing waits.
    pub async fn due(&self) {
        if self.waiting.is_empty() {
            std::future::pending::<()>().await;
        }
        tokio::time::sleep_until(self.since + GATHER).await;
    }

    /// Sends what waits.
    pub fn flush(&mut self) {
        if self.waiting.is_empty() {
            return;
        }
        let words = std::mem::take(&mut self.waiting);
        self.tell(&json!({ "delta": words }));
        self.since = Instant::now();
        self.shown.store(true, Ordering::Relaxed);
    }

    /// What was shown is void: the growing text is emptied.
    pub fn restart(&mut self) {
        self.waiting.clear();
        if self.has_shown() {
            self.tell(&json!({ "delta": "", "restart": true }));
        }
    }

    /// Shows a text that is there already, a few words at a time.
    pub async fn play(&mut self, text: &str) {
        if self.name != CHUNK || self.hears.is_empty() {
            return; // an agent gets it whole at once
        }
        let pieces: Vec<&str> = rules::pieces(text).collect();
        for piece in pieces.chunks(pieces.len().div_ceil(MOST_PIECES).max(1)) {
            self.waiting.push_str(&piece.concat());
            self.flush();
            tokio::time::sleep(GATHER).await;
        }
    }

    /// The end: the message follows.
    pub fn done(mut self) {
        self.flush();
        self.end(&json!({}));
    }

    /// The end without a message: what was shown goes.
    pub fn vanish(self) {
        self.end(&json!({ "gone": true }));
    }

    fn end(mut self, how: &Value) {
        if self.name == CHUNK {
            self.name = "ai:done";
            self.tell(how);
        }
    }

    fn tell(&self, more: &Value) {
        let mut told = self.about.clone();
        if let (Some(told), Some(more)) = (told.as_object_mut(), more.as_object()) {
            told.extend(more.iter().map(|(name, value)| (name.clone(), value.clone())));
        }
        for it in &self.hears {
            self.app.hub.tell(*it, self.name, &told);
        }
    }
}
