//! The storage spine: reads, durable writes, and the event log they feed.
//!
//! * [`Store::read`] runs a query on a read-only connection.
//! * [`Store::commit`] makes a [`Write`] durable: all of its statements and events, or none.
//! * [`Store::decide`] does the same for a write that depends on the present state: the decision sees
//!   everything committed before it and nothing can come between it and its write.
//! * A [`Follower`] is woken by every commit and reads the event log after its own cursor.
//!
//! Many waiting writes share one transaction and one disk sync (group commit); one that fails takes no other with it
//! (`group.rs`). A reply is sent only after the sync.
mod connect;
pub mod event;
mod figures;
mod follow;
mod group;
pub mod idempotency;
mod migrate;
pub mod owned;
mod prune;
mod recent;
mod write;
mod writer;

pub use event::Event;
pub use figures::Figures;
pub use follow::{Follower, follow_log, keep_going};
pub use prune::prune;
pub use write::Write;
pub use writer::{Committed, Present};

use crate::Result;
use anyhow::Context;
use connect::Readers;
use recent::Recent;
use rusqlite::Connection;
use std::path::Path;
use tokio::sync::{mpsc, oneshot, watch};

/// Position in the event log; rises with every event.
pub type Seq = i64;

/// Waiting writes beyond this slow their callers down instead of eating memory.
const WRITE_QUEUE: usize = 1024;

/// Handle to the database; cloning copies a few pointers.
#[derive(Clone)]
pub struct Store {
    readers: Readers,
    writer: mpsc::Sender<writer::Job>,
    head: watch::Receiver<Seq>,
    recent: Recent,
    figures: Figures,
}

impl Store {
    /// Opens or creates the database file and brings its schema up to date.
    ///
    /// # Errors
    /// When the file cannot be opened or written, or a migration fails.
    pub fn open(path: &Path) -> Result<Store> {
        let mut conn = connect::open(path)?;
        migrate::migrate(&mut conn)?;
        let figures = Figures::default();
        let recent = Recent::default();
        let (writer, head) = writer::start(conn, WRITE_QUEUE, figures.clone(), recent.clone())?;
        Ok(Store { readers: Readers::open(path)?, writer, head, recent, figures })
    }

    /// Runs `query` on a read-only connection, off the async threads.
    ///
    /// # Errors
    /// What `query` returns; [`Error::Internal`](crate::Error::Internal) when it panics.
    pub async fn read<T: Send + 'static>(
        &self,
        query: impl FnOnce(&Connection) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let reader = self.readers.take().await?;
        tokio::task::spawn_blocking(move || query(&reader)).await.context("read panicked")?
    }

    /// Makes `write` durable.
    ///
    /// # Errors
    /// The error that the write attached to the expectation that failed.
    pub async fn commit(&self, write: Write) -> Result<Committed> {
        self.decide(move |_| Ok((write, ()))).await.map(|(committed, ())| committed)
    }

    /// Lets `decide` look at the present state and choose the write, with nothing in between.
    ///
    /// Keep `decide` short: every other write waits for it. No network, files, models or clocks inside.
    ///
    /// # Errors
    /// What `decide` returns, or the error of an expectation that failed; nothing is written then.
    pub async fn decide<T: Send + 'static>(
        &self,
        decide: impl FnOnce(&Present<'_>) -> Result<(Write, T)> + Send + 'static,
    ) -> Result<(Committed, T)> {
        let (reply, answer) = oneshot::channel();
        let job = writer::Job::new(decide, reply);
        self.writer.send(job).await.ok().context("store is closed")?;
        answer.await.context("writer stopped")?
    }

    /// The newest sequence number; changes after each commit that told events.
    #[must_use]
    pub fn head(&self) -> watch::Receiver<Seq> {
        self.head.clone()
    }

    /// What the store counts about itself.
    #[must_use]
    pub fn figures(&self) -> &Figures {
        &self.figures
    }

    /// Changes that wait for the writer.
    #[must_use]
    pub fn waiting(&self) -> usize {
        self.writer.max_capacity() - self.writer.capacity()
    }

    /// Reads something, to see whether the database answers.
    ///
    /// # Errors
    /// When it does not.
    pub async fn check(&self) -> Result<()> {
        self.read(|conn| Ok(conn.query_row("SELECT 1", (), |_| Ok(()))?)).await
    }

    /// Whether the log can bring an index of `cursor` up to date: not when what comes next was removed, nor when the
    /// database is an older one than the index has seen (a restored backup).
    ///
    /// # Errors
    /// When the log cannot be read.
    pub async fn log_reaches(&self, cursor: Seq) -> Result<bool> {
        let newest = *self.head.borrow();
        let oldest = self.read(event::oldest).await?;
        Ok(cursor <= newest && oldest.map_or(cursor == newest, |it| it <= cursor + 1))
    }

    /// Up to `limit` events after `seq`, oldest first.
    ///
    /// # Errors
    /// When the log cannot be read.
    pub(super) async fn events_after(&self, seq: Seq, limit: usize) -> Result<Vec<(Seq, Event)>> {
        match self.recent.after(seq, limit) {
            Some(events) => Ok(events),
            None => self.read(move |conn| event::after(conn, seq, limit)).await,
        }
    }
}
