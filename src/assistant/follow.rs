//! Answers visitors' questions as they come, off the event log: a question asked before a crash is answered after it.
//! In one conversation one thing is done after the other.
use super::{attend, handover};
use crate::app::App;
use crate::base::ids::{ConversationId, MessageId, SiteId};
use crate::store::{Event, Follower, Seq, Write};
use std::collections::{BTreeSet, HashMap, VecDeque};
use std::time::Duration;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

/// Name of the cursor.
pub const NAME: &str = "assistant";
/// Most conversations worked on at a time.
const AT_ONCE: usize = 32;
/// The cursor is saved at least every so many events, so that a restart need not look at all of them again.
const SAVE_EVERY: Seq = 5_000;
/// Pause after a failure to read the log.
const TRY_AGAIN: Duration = Duration::from_secs(3);

/// What an event asks of the assistant.
#[derive(Clone, Copy)]
enum Work {
    /// An answer to this message.
    Answer(MessageId),
    /// A look whether people have it now.
    HandOver,
}

struct Job {
    seq: Seq,
    site: SiteId,
    work: Work,
}

/// What is worked on, and what waits for it, by conversation.
#[derive(Default)]
struct Desk {
    working: JoinSet<(ConversationId, Seq)>,
    waiting: HashMap<ConversationId, VecDeque<Job>>,
    open: BTreeSet<Seq>,
}

/// Answers until `stop`.
pub async fn follow(app: App, stop: CancellationToken) {
    let mut follower = match Follower::resume(&app.store, NAME).await {
        Ok(it) => it,
        Err(error) => return tracing::error!(%error, "the assistant cannot start"),
    };
    let mut desk = Desk::default();
    let (mut saved, mut done) = (follower.cursor(), false);
    loop {
        tokio::select! {
            () = stop.cancelled() => return,
            Some(ended) = desk.working.join_next() => {
                done = true;
                match ended {
                    Ok((id, seq)) => desk.settle(&app, id, seq),
                    Err(error) => tracing::error!(%error, "the assistant lost a question"),
                }
            }
            batch = follower.next_batch(), if desk.working.len() < AT_ONCE => match batch {
                Ok(batch) => batch.into_iter().for_each(|(seq, event)| desk.take_up(&app, seq, &event)),
                Err(error) => {
                    tracing::error!(%error, "the assistant cannot read the log");
                    tokio::time::sleep(TRY_AGAIN).await;
                }
            },
        }
        // Everything before the oldest thing still worked on is settled.
        let settled = desk.open.first().map_or(follower.cursor(), |it: &Seq| it - 1);
        if settled > saved && (done || settled - saved >= SAVE_EVERY) {
            (saved, done) = (settled, false);
            save(&app, settled).await;
        }
    }
}

async fn save(app: &App, cursor: Seq) {
    let mut write = Write::new();
    write.advance(NAME, cursor);
    if let Err(error) = app.store.commit(write).await {
        tracing::error!(%error, "the assistant's place in the log was not saved; it looks at some questions again");
    }
}

impl Desk {
    fn take_up(&mut self, app: &App, seq: Seq, event: &Event) {
        let Some(id) = event.conversation else { return };
        let work = match event.kind.as_ref() {
            "question.asked" => Work::Answer(MessageId::of(event.object)),
            "conversation.assigned" | "conversation.transferred" | "conversation.updated" => Work::HandOver,
            _ => return,
        };
        let job = Job { seq, site: event.site, work };
        self.open.insert(seq);
        match self.waiting.get_mut(&id) {
            Some(line) => line.push_back(job),
            None => {
                self.waiting.insert(id, VecDeque::new());
                self.begin(app, id, job);
            }
        }
    }

    fn begin(&mut self, app: &App, id: ConversationId, job: Job) {
        let app = app.clone();
        self.working.spawn(async move {
            let done = match job.work {
                Work::Answer(message) => attend::attend(&app, job.site, id, message).await,
                Work::HandOver => handover::note(&app, job.site, id, None).await,
            };
            if let Err(error) = done {
                tracing::error!(%error, conversation = %id, "the assistant could not do its part");
            }
            (id, job.seq)
        });
    }

    fn settle(&mut self, app: &App, id: ConversationId, seq: Seq) {
        self.open.remove(&seq);
        match self.waiting.get_mut(&id).and_then(VecDeque::pop_front) {
            Some(job) => self.begin(app, id, job),
            None => {
                self.waiting.remove(&id);
            }
        }
    }
}
