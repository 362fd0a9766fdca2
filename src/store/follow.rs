//! Followers: parts of the program that live off the event log, each with a cursor of its own.
use super::{Event, Seq, Store, Write};
use crate::Result;
use futures_util::future::BoxFuture;
use rusqlite::{OptionalExtension, params};
use std::convert::Infallible;
use std::time::Duration;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

/// Most events handed over at once.
const BATCH: usize = 256;
/// The cursor is saved at least every so many events, so that a restart need not look at all of them again.
const SAVE_EVERY: Seq = 5_000;
/// Between hearing of news and taking them, for whom nobody waits: many commits wake such a follower once. Short enough
/// that the newest events in memory (`recent.rs`) reach back so far under the heaviest load.
const GATHER: Duration = Duration::from_millis(25);
/// Before trying again what failed.
const PAUSE: Duration = Duration::from_secs(5);

/// Hands the log to `take`, batch by batch, under the cursor `name` until `stop`. `take` tells whether any event of the
/// batch mattered; then the cursor is saved at once, else now and then. What fails comes again after a pause, and so
/// does what came after the last saved cursor when the process was killed: `take` must be idempotent.
pub async fn follow_log<S: Send + Sync>(
    store: &Store,
    name: &'static str,
    stop: CancellationToken,
    state: S,
    take: impl for<'a> Fn(&'a S, Vec<(Seq, Event)>) -> BoxFuture<'a, Result<bool>> + Send + Sync,
) {
    let work = (store.clone(), state, take);
    keep_going(stop, name, work, move |(store, state, take)| Box::pin(follow_from(store, name, state, take)))
        .await;
}

async fn follow_from<S>(
    store: &Store,
    name: &'static str,
    state: &S,
    take: &impl for<'a> Fn(&'a S, Vec<(Seq, Event)>) -> BoxFuture<'a, Result<bool>>,
) -> Result<Infallible> {
    let mut follower = Follower::resume(store, name).await?;
    let mut saved = follower.cursor();
    loop {
        let batch = follower.next_batch().await?;
        if take(state, batch).await? || follower.cursor() - saved >= SAVE_EVERY {
            follower.save().await?;
            saved = follower.cursor();
        }
    }
}

/// Does `work`, which ends only by an error, until `stop`; after an error it is begun again when a pause is over, with
/// the `state` it left.
pub async fn keep_going<S>(
    stop: CancellationToken,
    name: &'static str,
    mut state: S,
    work: impl for<'a> Fn(&'a mut S) -> BoxFuture<'a, Result<Infallible>>,
) {
    while !stop.is_cancelled() {
        let error = tokio::select! {
            () = stop.cancelled() => return,
            Err(error) = work(&mut state) => error,
        };
        tracing::error!(%error, name, "fell behind; trying again");
        tokio::select! { () = stop.cancelled() => return, () = tokio::time::sleep(PAUSE) => () }
    }
}

/// Reads the log after a durable cursor. The follower's work must be idempotent: after a crash the events since
/// the last saved cursor come again.
pub struct Follower {
    name: &'static str,
    store: Store,
    head: watch::Receiver<Seq>,
    cursor: Seq,
    gathers: Duration,
    /// The last batch was the end of the log, as far as it was written then.
    caught_up: bool,
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
        Ok(Follower::from(store, name, cursor.unwrap_or(0)))
    }

    /// A follower whose cursor lives elsewhere (a search index's own commit) or nowhere (sockets).
    #[must_use]
    pub fn from(store: &Store, name: &'static str, cursor: Seq) -> Follower {
        let (store, head) = (store.clone(), store.head());
        Follower { name, store, head, cursor, gathers: GATHER, caught_up: true }
    }

    /// The same follower, which takes each commit's events at once: somebody waits for what it does.
    #[must_use]
    pub fn at_once(self) -> Follower {
        Follower { gathers: Duration::ZERO, ..self }
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

    /// Waits until there are events after the cursor, and hands over the oldest of them: 25 ms later, unless it takes
    /// them [at once](Follower::at_once).
    /// Cancel-safe: nothing is skipped when the future is dropped.
    ///
    /// # Errors
    /// When the log cannot be read.
    pub async fn next_batch(&mut self) -> Result<Vec<(Seq, Event)>> {
        self.store.figures().followed(self.name, self.cursor); // who asks again is done with what it had
        loop {
            let newest = *self.head.borrow_and_update();
            if newest > self.cursor {
                if self.caught_up && !self.gathers.is_zero() {
                    tokio::time::sleep(self.gathers).await;
                }
                let batch = self.store.events_after(self.cursor, BATCH).await?;
                if let Some((seq, _)) = batch.last() {
                    self.caught_up = batch.len() < BATCH;
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
