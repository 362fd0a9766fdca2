//! The one thread that writes: gathers waiting writes into one transaction and one disk sync.
use super::group::{Group, Told, newest_seq};
use super::recent::Recent;
use super::{Figures, Seq, Write};
use crate::{Error, Result};
use anyhow::{Context, anyhow};
use rusqlite::Connection;
use std::ops::Deref;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant};
use tokio::sync::{mpsc, oneshot, watch};

/// Most writes in one transaction; bounds the latency of the first one in it.
const GROUP: usize = 256;

/// So many writes in one transaction are a crowd: more are on their way.
const BUSY: usize = 8;
/// How long a crowd is waited for: whatever comes together shares the pages that are written, and the sync. A sixth less
/// work for each message, at the same rate and latency (`examples/load`).
const GATHER: Duration = Duration::from_millis(1);

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

/// A waiting write: looks at the present state, and says what it wants and how its caller is answered.
pub(super) struct Job(Box<dyn FnOnce(&Present<'_>) -> Decided + Send>);

/// What a job wants; nothing when it failed.
struct Decided {
    write: Option<Write>,
    answer: Answer,
}

/// Called with the outcome of the write.
type Answer = Box<dyn FnOnce(Result<Committed>) + Send>;

impl Job {
    pub(super) fn new<T: Send + 'static>(
        decide: impl FnOnce(&Present<'_>) -> Result<(Write, T)> + Send + 'static,
        reply: oneshot::Sender<Result<(Committed, T)>>,
    ) -> Job {
        // Whether the reply arrives or not (the caller may have gone): the write stands all the same.
        Job(Box::new(move |present| match catch_unwind(AssertUnwindSafe(|| decide(present))) {
            Ok(Ok((write, value))) => {
                let answer = move |outcome: Result<Committed>| {
                    let _ = reply.send(outcome.map(|it| (it, value)));
                };
                Decided { write: Some(write), answer: Box::new(answer) }
            }
            Ok(Err(error)) => Decided::failed(error, reply),
            Err(_) => Decided::failed(anyhow!("write panicked").into(), reply),
        }))
    }
}

impl Decided {
    fn failed<T: Send + 'static>(error: Error, reply: oneshot::Sender<Result<(Committed, T)>>) -> Decided {
        let answer = move |_: Result<Committed>| {
            let _ = reply.send(Err(error));
        };
        Decided { write: None, answer: Box::new(answer) }
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
        let group = match Group::begin(conn) {
            Ok(it) => it,
            Err(error) => {
                tracing::error!(%error, "cannot begin a transaction");
                figures.failed();
                waiting.clear(); // dropping a job's reply tells its caller
                continue;
            }
        };
        let (staged, committed) = stage(group, &mut waiting);
        let busy = staged.len() >= BUSY;
        let synced = committed.map(|told| {
            figures.committed(staged.len(), start.elapsed());
            told.iter().for_each(|it| figures.told(&it.1.kind));
            let newest = told.last().map(|it| it.0);
            recent.add(told);
            if let Some(newest) = newest {
                head.send_if_modified(|head| std::mem::replace(head, newest.max(*head)) < newest);
            }
        });
        if synced.is_err() {
            figures.failed();
        }
        for (answer, outcome) in staged {
            answer(match &synced {
                Ok(()) => outcome,
                Err(cause) => outcome.and_then(|_| Err(anyhow!("{cause}").context("commit").into())),
            });
        }
        if busy {
            std::thread::sleep(GATHER);
        }
    }
}

/// A caller, and what it hears if the group is committed.
type Staged = Vec<(Answer, Result<Committed>)>;

/// Carries out what waits: who is to be answered what, and, once it is on disk, all events that were told.
fn stage(mut group: Group<'_>, waiting: &mut Vec<Job>) -> (Staged, std::result::Result<Told, String>) {
    let mut staged = Vec::with_capacity(waiting.len());
    for job in waiting.drain(..) {
        let Decided { write, answer } = (job.0)(&Present { conn: group.conn(), next_seq: group.next_seq() });
        let outcome =
            write.map_or(Ok(Committed { seq: None }), |it| group.add(it).map(|seq| Committed { seq }));
        staged.push((answer, outcome));
    }
    (staged, group.commit())
}
