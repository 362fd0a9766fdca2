//! The application: handles to everything a request can reach. No logic of its own.
use crate::Result;
use crate::base::Clock;
use crate::base::ids::{TicketId, UserId, VisitorId};
use crate::config::Config;
use crate::engine::Indexes;
use crate::engine::downloads::Downloads;
use crate::engine::index::TextIndex;
use crate::engine::llm;
use crate::engine::meaning::Meaning;
use crate::engine::places::Places;
use crate::engine::push::Vapid;
use crate::engine::signs::SignIndex;
use crate::engine::threads::ThreadIndex;
use crate::lifecycle::Lifecycle;
use crate::live::{Desks, Readings, Rests, Tokens, Viewers, Visits};
use crate::realtime::{Hub, Moments, Notices};
use crate::store::Store;
use crate::web::allowance::Allowances;
use crate::web::attempts::Attempts;
use crate::web::keys::Keys;
use crate::web::measure::Requests;
use crate::web::outgoing::Outgoing;
use anyhow::Context as _;
use std::ops::Deref;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

/// Shared handles; cloning copies one pointer.
#[derive(Clone)]
pub struct App(Arc<Parts>);

impl Deref for App {
    type Target = Parts;
    fn deref(&self) -> &Parts {
        &self.0
    }
}

/// What an [`App`] consists of.
#[derive(Clone)]
pub struct Parts {
    /// Everything that lasts.
    pub store: Store,
    /// The only source of "now".
    pub clock: Clock,
    /// How this process runs.
    pub config: Arc<Config>,
    /// Articles by their words and by their meaning.
    pub indexes: Indexes,
    /// What was said in conversations, by its words.
    pub said: ThreadIndex,
    /// Language models in memory.
    pub models: llm::Models,
    /// Models on their way here.
    pub downloads: Downloads,
    /// The connected clients.
    pub hub: Hub,
    /// Sites whose widget mode may have changed.
    pub mode_notices: Notices,
    /// Sites where an agent may have got room for a conversation that waits.
    pub room_notices: Notices,
    /// Sites whose queue may have changed.
    pub queue_notices: Notices,
    /// Sites that have just closed, or where an emergency began.
    pub closing_notices: Notices,
    /// Sites where an agent chose a state or came.
    pub state_notices: Notices,
    /// Sites where something may be due for a ticket sooner than before.
    pub sla_notices: Notices,
    /// Sites where a conversation was put off, perhaps for less than a minute.
    pub snooze_notices: Notices,
    /// Users whose last connection was lost, and when.
    pub absent_users: Moments<UserId>,
    /// Visitors whose last page was left, and when.
    pub absent_visitors: Moments<VisitorId>,
    /// Visitors who have just opened a page.
    pub arrived_visitors: Moments<VisitorId>,
    /// When connected users last gave a sign of life.
    pub active_users: Moments<UserId>,
    /// Visitors on pages.
    pub visits: Visits,
    /// Articles that were read and are not counted yet.
    pub readings: Readings,
    /// Colleagues at conversations.
    pub viewers: Viewers,
    /// Colleagues at tickets.
    pub ticket_viewers: Viewers<TicketId>,
    /// Providers of words that keep failing.
    pub rests: Rests,
    /// Access tokens of mailboxes.
    pub mail_tokens: Tokens,
    /// Desks that somebody looks at.
    pub desks: Desks,
    /// Proves to push services who sends.
    pub vapid: Vapid,
    /// Asks other servers.
    pub outgoing: Outgoing,
    /// Where addresses are.
    pub places: Places,
    /// Signs tokens and links.
    pub keys: Keys,
    /// Wrong sign-ins.
    pub attempts: Attempts,
    /// What anybody may do of one thing within an hour.
    pub allowances: Allowances,
    /// Counts of requests.
    pub requests: Requests,
    /// When the process started, on the steady clock.
    pub started: Duration,
    /// Starts background work and ends it.
    pub lifecycle: Lifecycle,
}

impl App {
    /// Opens the data folder, making it on the first start, and brings the database up to date.
    ///
    /// # Errors
    /// When the folder, the keys or the database cannot be made or opened.
    pub fn open(config: Config, clock: Clock) -> Result<App> {
        let index = config.data_dir.join("index");
        App::open_beside(config, clock, &index)
    }

    /// The same with the indexes in a folder of their own, beside a server that writes those of the data folder.
    ///
    /// # Errors
    /// When a folder, the keys or the database cannot be made or opened.
    pub fn open_beside(config: Config, clock: Clock, index: &Path) -> Result<App> {
        for folder in ["", "files", "index", "keys", "mails", "models"] {
            let path = config.data_dir.join(folder);
            std::fs::create_dir_all(&path).with_context(|| format!("cannot make {}", path.display()))?;
        }
        let store = Store::open(&config.data_dir.join("asisttr.db"))?;
        let words = TextIndex::open(index)?;
        let said = ThreadIndex::open(index)?;
        let models = llm::Models::default();
        let meaning = Meaning::new(models.embedding.clone(), clock.clone());
        let keys = Keys::open(&config.data_dir.join("keys"))?;
        let places = Places::open(config.places_file.as_deref())?;
        let vapid = Vapid::open(&config.data_dir.join("keys"))?;
        let allowances = match config.limits.requests {
            0 => Allowances::endless(),
            _ => Allowances::new(&clock),
        };
        Ok(App(Arc::new(Parts {
            store,
            started: clock.steady(),
            requests: Requests::default(),
            clock,
            keys,
            indexes: Indexes { words, signs: SignIndex::default(), meaning },
            said,
            models,
            downloads: Downloads::default(),
            attempts: Attempts::default(),
            allowances,
            hub: Hub::default(),
            mode_notices: Notices::default(),
            room_notices: Notices::default(),
            queue_notices: Notices::default(),
            closing_notices: Notices::default(),
            state_notices: Notices::default(),
            sla_notices: Notices::default(),
            snooze_notices: Notices::default(),
            absent_users: Moments::default(),
            absent_visitors: Moments::default(),
            arrived_visitors: Moments::default(),
            active_users: Moments::default(),
            visits: Visits::default(),
            readings: Readings::default(),
            viewers: Viewers::default(),
            ticket_viewers: Viewers::default(),
            rests: Rests::default(),
            mail_tokens: Tokens::default(),
            desks: Desks::default(),
            vapid,
            outgoing: Outgoing::new(config.private_addresses.clone()),
            places,
            config: Arc::new(config),
            lifecycle: Lifecycle::default(),
        })))
    }

    /// The same with another source of "now".
    #[must_use]
    pub fn at(&self, clock: Clock) -> App {
        App(Arc::new(Parts { clock, ..Parts::clone(self) }))
    }
}
