//! Followers: parts of the program that live off the event log, each with a cursor of its own.
use super::{Event, Seq, Store, Write};
use crate::Result;
use rusqlite::{OptionalExtension, params};
use tokio::sync::watch;

/// Most events handed over at once.
const BATCH: usize = 256;

/// Reads the log after a durable cursor. The follower's work must be idempotent: after a crash the events since
/// the last saved cursor come again.
pub struct Follower {
    name: &'static str,
    store: Store,
    head: watch::Receiver<Seq>,
    cursor: Seq,
}

impl Follower {
    /// Goes on where the follower `name` stopped; a new one starts at the beginning of the log.
    ///
    /// # Errors
    /// When the cursor cannot be read.
    pub async fn resume(store: &Store, name: &'static str) -> Result<Follower> {
        let cursor = store
            .read(move |conn| {
                let mut statement = conn.prepare_cached("SELECT cursor FROM followers WHERE name = ?1")?;
                Ok(statement.query_row(params![name], |row| row.get(0)).optional()?)
            })
            .await?;
        Ok(Follower { name, store: store.clone(), head: store.head(), cursor: cursor.unwrap_or(0) })
    }

    /// A follower whose cursor lives elsewhere (a search index's own commit) or nowhere (sockets).
    #[must_use]
    pub fn from(store: &Store, name: &'static str, cursor: Seq) -> Follower {
        Follower { name, store: store.clone(), head: store.head(), cursor }
    }

    /// The name its cursor is kept under.
    #[must_use]
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// Everything up to here was handed over.
    #[must_use]
    pub fn cursor(&self) -> Seq {
        self.cursor
    }

    /// Waits until there are events after the cursor, and hands over the oldest of them.
    /// Cancel-safe: nothing is skipped when the future is dropped.
    ///
    /// # Errors
    /// When the log cannot be read.
    pub async fn next_batch(&mut self) -> Result<Vec<(Seq, Event)>> {
        self.store.figures().followed(self.name, self.cursor); // who asks again is done with what it had
        loop {
            let newest = *self.head.borrow_and_update();
            if newest > self.cursor {
                let batch = self.store.events_after(self.cursor, BATCH).await?;
                if let Some((seq, _)) = batch.last() {
                    self.cursor = *seq;
                    return Ok(batch);
                }
                self.cursor = newest; // pruned before it was read
            }
            if self.head.changed().await.is_err() {
                std::future::pending::<()>().await; // the store has closed; the stop signal ends the caller
            }
        }
    }

    /// Saves the cursor, for a follower whose batch had no other effect on the database.
    ///
    /// # Errors
    /// When it cannot be written.
    pub async fn save(&self) -> Result<()> {
        let mut write = Write::new();
        write.advance(self.name, self.cursor);
        self.store.commit(write).await?;
        Ok(())
    }
}
