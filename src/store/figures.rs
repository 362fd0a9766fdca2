//! What the store counts about itself, since the start of the process.
use super::Seq;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::Registry;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// Upper bounds of commit times, in seconds: a sync takes from a tenth of a millisecond to a stall of seconds.
const COMMIT_SECONDS: [f64; 11] = [0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 1.0, 5.0];

/// Counters of the store; cloning copies pointers.
#[derive(Clone)]
pub struct Figures {
    commits: Counter,
    failed: Counter,
    writes: Counter,
    commit_seconds: Histogram,
    events: Family<[(&'static str, String); 1], Counter>,
    cursors: Arc<Mutex<BTreeMap<&'static str, Seq>>>,
}

impl Default for Figures {
    fn default() -> Figures {
        Figures {
            commits: Counter::default(),
            failed: Counter::default(),
            writes: Counter::default(),
            commit_seconds: Histogram::new(COMMIT_SECONDS),
            events: Family::default(),
            cursors: Arc::default(),
        }
    }
}

impl Figures {
    /// A transaction with `writes` changes took `time` from its start to the end of its sync.
    pub(super) fn committed(&self, writes: usize, time: Duration) {
        self.commits.inc();
        self.writes.inc_by(u64::try_from(writes).unwrap_or(u64::MAX));
        self.commit_seconds.observe(time.as_secs_f64());
    }

    /// A transaction did not reach the disk.
    pub(super) fn failed(&self) {
        self.failed.inc();
    }

    /// An event of `kind` is durable.
    pub(super) fn told(&self, kind: &str) {
        self.events.get_or_create(&[("kind", kind.to_owned())]).inc();
    }

    /// The follower `name` has dealt with everything up to `cursor`.
    pub(super) fn followed(&self, name: &'static str, cursor: Seq) {
        self.cursors.lock().unwrap_or_else(PoisonError::into_inner).insert(name, cursor);
    }

    /// How far each follower of this process has come.
    #[must_use]
    pub fn cursors(&self) -> BTreeMap<&'static str, Seq> {
        self.cursors.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Puts the counters into what is shown.
    pub fn register(&self, registry: &mut Registry) {
        registry.register("store_commits", "Transactions synced to disk", self.commits.clone());
        registry.register("store_commits_failed", "Transactions that were lost", self.failed.clone());
        registry.register("store_writes", "Changes made durable", self.writes.clone());
        registry.register(
            "store_commit_seconds",
            "Time of a transaction, its sync included",
            self.commit_seconds.clone(),
        );
        registry.register(
            "events",
            "Events told, by kind; message.created are the messages",
            self.events.clone(),
        );
    }
}
