//! The one thread that writes: gathers waiting writes into one transaction and one disk sync.
use super::recent::Recent;
use super::{Event, Figures, Seq, Write};
use crate::Result;
use anyhow::{Context, anyhow};
use rusqlite::Connection;
use std::ops::Deref;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Instant;
use tokio::sync::{mpsc, oneshot, watch};

/// Most writes in one transaction; bounds the latency of the first one in it.
const GROUP: usize = 256;

/// Proof that a write is on disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Committed {
    /// Sequence of the write's last event; `None` when it told none.
    pub seq: Option<Seq>,
}

/// What a decision sees: the database as every earlier write left it.
pub struct Present<'c> {
    conn: &'c Connection,
    next_seq: Seq,
}

impl Present<'_> {
    /// The sequence number that the decision's first event will get.
    #[must_use]
    pub fn next_seq(&self) -> Seq {
        self.next_seq
    }
}

impl Deref for Present<'_> {
    type Target = Connection;
    fn deref(&self) -> &Connection {
        self.conn
    }
}

/// Events with the sequence numbers they got.
type Told = Vec<(Seq, Event)>;

/// A waiting write. Running it stages its rows; the returned closure answers the caller.
pub(super) struct Job(Box<dyn FnOnce(&Present<'_>) -> Staged + Send>);

/// What a job left behind in the open transaction.
struct Staged {
    told: Told,
    answer: Answer,
}

/// Called with the outcome of the commit.
type Answer = Box<dyn FnOnce(std::result::Result<(), String>) + Send>;

impl Job {
    pub(super) fn new<T: Send + 'static>(
        decide: impl FnOnce(&Present<'_>) -> Result<(Write, T)> + Send + 'static,
        reply: oneshot::Sender<Result<(Committed, T)>>,
    ) -> Job {
        Job(Box::new(move |present| {
            let staged = catch_unwind(AssertUnwindSafe(|| in_savepoint(present, decide)))
                .unwrap_or_else(|_| Err(anyhow!("write panicked").into()));
            let (staged, told) = match staged {
                Ok((committed, value, told)) => (Ok((committed, value)), told),
                Err(error) => (Err(error), Vec::new()),
            };
            let answer: Answer = Box::new(move |synced: std::result::Result<(), String>| {
                let result = match synced {
                    Ok(()) => staged,
                    Err(cause) => staged.and_then(|_| Err(anyhow!(cause).context("commit").into())),
                };
                let _ = reply.send(result); // the caller may have gone; the write stands all the same
            });
            Staged { told, answer }
        }))
    }
}

/// Starts the writer thread; it ends when the last sender is dropped.
pub(super) fn start(
    conn: Connection,
    queue: usize,
    figures: Figures,
    recent: Recent,
) -> Result<(mpsc::Sender<Job>, watch::Receiver<Seq>)> {
    let newest = newest_seq(&conn)?;
    let (sender, jobs) = mpsc::channel(queue);
    let (head, watcher) = watch::channel(newest);
    std::thread::Builder::new()
        .name("store-writer".to_owned())
        .spawn(move || run(&conn, jobs, &head, &figures, &recent))
        .context("start store-writer")?;
    Ok((sender, watcher))
}

/// The highest number ever given out, also when the newest events were pruned: numbers are never reused.
fn newest_seq(conn: &Connection) -> Result<Seq> {
    let sql = "SELECT COALESCE((SELECT seq FROM sqlite_sequence WHERE name = 'events'), 0)";
    Ok(conn.prepare_cached(sql)?.query_row((), |row| row.get(0))?)
}

/// Begins a transaction and tells which event is the newest: the command line may have written some meanwhile.
fn begin(conn: &Connection) -> Result<Seq> {
    conn.execute_batch("BEGIN IMMEDIATE")?;
    newest_seq(conn).inspect_err(|_| {
        let _ = conn.execute_batch("ROLLBACK");
    })
}

fn run(
    conn: &Connection,
    mut jobs: mpsc::Receiver<Job>,
    head: &watch::Sender<Seq>,
    figures: &Figures,
    recent: &Recent,
) {
    let mut waiting = Vec::with_capacity(GROUP);
    while jobs.blocking_recv_many(&mut waiting, GROUP) > 0 {
        let start = Instant::now();
        let before = match begin(conn) {
            Ok(newest) => newest,
            Err(error) => {
                tracing::error!(%error, "cannot begin a transaction");
                figures.failed();
                waiting.clear(); // dropping a job's reply tells its caller
                continue;
            }
        };
        let (staged, told) = stage(conn, before, &mut waiting);
        let synced = conn.execute_batch("COMMIT").map_err(|error| {
            let _ = conn.execute_batch("ROLLBACK");
            error.to_string()
        });
        match &synced {
            Ok(()) => {
                figures.committed(staged.len(), start.elapsed());
                told.iter().for_each(|it| figures.told(&it.1.kind));
                let newest = told.last().map_or(before, |it| it.0);
                recent.add(told);
                head.send_if_modified(|head| std::mem::replace(head, newest.max(*head)) < newest);
            }
            Err(_) => figures.failed(),
        }
        staged.into_iter().for_each(|answer| answer(synced.clone()));
    }
}

/// Runs what waits; how each caller is answered, and all events that were told.
fn stage(conn: &Connection, before: Seq, waiting: &mut Vec<Job>) -> (Vec<Answer>, Told) {
    let mut answers = Vec::with_capacity(waiting.len());
    let mut told: Told = Vec::with_capacity(waiting.len());
    for job in waiting.drain(..) {
        let next_seq = told.last().map_or(before, |it| it.0) + 1;
        let mut staged = (job.0)(&Present { conn, next_seq });
        told.append(&mut staged.told);
        answers.push(staged.answer);
    }
    (answers, told)
}

fn in_savepoint<T>(
    present: &Present<'_>,
    decide: impl FnOnce(&Present<'_>) -> Result<(Write, T)>,
) -> Result<(Committed, T, Told)> {
    let savepoint = Savepoint::open(present)?;
    let (write, value) = decide(present)?;
    let told = write.apply(present, present.next_seq)?;
    savepoint.release()?;
    Ok((Committed { seq: told.last().map(|it| it.0) }, value, told))
}

/// Undone when dropped without [`Savepoint::release`], also by a panic.
struct Savepoint<'c>(Option<&'c Connection>);

impl<'c> Savepoint<'c> {
    fn open(conn: &'c Connection) -> Result<Savepoint<'c>> {
        conn.prepare_cached("SAVEPOINT one_write")?.execute(())?;
        Ok(Savepoint(Some(conn)))
    }

    fn release(mut self) -> Result<()> {
        if let Some(conn) = self.0.take() {
            conn.prepare_cached("RELEASE one_write")?.execute(())?;
        }
        Ok(())
    }
}

impl Drop for Savepoint<'_> {
    fn drop(&mut self) {
        if let Some(conn) = self.0
            && let Err(error) = conn.execute_batch("ROLLBACK TO one_write; RELEASE one_write")
        {
            tracing::error!(%error, "cannot undo a failed write");
        }
    }
}
