//! Answers visitors' questions as they come, off the event log: a question asked before a crash is answered after it.
//! In one conversation one answer is made after the other; notes for agents have a line of their own, so that a slow
//! summary keeps nobody's answer back. Of what waits, the site goes first that has the fewest at work.
use super::{attend, handover, urgency};
use crate::Result;
use crate::app::App;
use crate::base::ids::{ConversationId, MessageId, SiteId};
use crate::store::{Event, Follower, Seq, Write};
use futures_util::future::BoxFuture;
use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};
use std::time::Duration;
use tokio::task::{self, JoinError, JoinSet};
use tokio_util::sync::CancellationToken;

/// Name of the cursor.
pub const NAME: &str = "assistant";
/// Most conversations answered at a time.
const AT_ONCE: usize = 32;
/// Most notes written at a time.
const NOTES_AT_ONCE: usize = 64;
/// While so much is taken up and not done, no more is read from the log.
const TAKEN_UP: usize = 4_096;
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
    /// A look how urgent it is.
    Urgency,
}

/// One piece of work.
#[derive(Clone, Copy)]
struct Job {
    seq: Seq,
    site: SiteId,
    conversation: ConversationId,
    work: Work,
}

impl Job {
    /// What an event asks for, if anything.
    fn of(seq: Seq, event: &Event) -> Option<Job> {
        let work = match event.kind.as_ref() {
            "question.asked" => Work::Answer(MessageId::of(event.object)),
            "conversation.started" => Work::Urgency,
            "conversation.assigned" | "conversation.transferred" | "conversation.updated" => Work::HandOver,
            _ => return None,
        };
        Some(Job { seq, site: event.site, conversation: event.conversation?, work })
    }
}

/// How a job is done.
type Doing = fn(App, Job) -> BoxFuture<'static, Result<()>>;

fn carry_out(app: App, job: Job) -> BoxFuture<'static, Result<()>> {
    Box::pin(async move {
        match job.work {
            Work::Answer(message) => attend::attend(&app, job.site, job.conversation, message).await,
            Work::HandOver => handover::note(&app, job.site, job.conversation).await,
            Work::Urgency => urgency::set(&app, job.site, job.conversation).await,
        }
    })
}

/// Answers until `stop`.
pub async fn follow(app: App, stop: CancellationToken) {
    let mut follower = match Follower::resume(&app.store, NAME).await {
        Ok(it) => it.at_once(),
        Err(error) => return tracing::error!(%error, "the assistant cannot start"),
    };
    let mut answers = Line::new(&app, carry_out, AT_ONCE);
    let mut notes = Line::new(&app, carry_out, NOTES_AT_ONCE);
    let (mut saved, mut done) = (follower.cursor(), false);
    loop {
        let room = answers.open.len() + notes.open.len() < TAKEN_UP;
        tokio::select! {
            () = stop.cancelled() => return,
            () = answers.settle_next() => done = true,
            () = notes.settle_next() => done = true,
            batch = follower.next_batch(), if room => match batch {
                Ok(batch) => {
                    for job in batch.iter().filter_map(|(seq, event)| Job::of(*seq, event)) {
                        match job.work {
                            Work::Answer(_) => answers.take_up(job),
                            Work::HandOver | Work::Urgency => notes.take_up(job),
                        }
                    }
                }
                Err(error) => {
                    tracing::error!(%error, "the assistant cannot read the log");
                    tokio::time::sleep(TRY_AGAIN).await;
                }
            },
        }
        // Everything before the oldest thing still worked on is settled.
        let oldest = [&answers, &notes].into_iter().filter_map(|it| it.open.first().copied()).min();
        let settled = oldest.map_or(follower.cursor(), |it| it - 1);
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

/// What is worked on, and what waits for it, by conversation.
struct Line {
    app: App,
    doing: Doing,
    /// Most tasks at a time; one site has half of them at most, so that there is always room for another.
    at_once: usize,
    working: JoinSet<()>,
    /// What each task does.
    jobs: HashMap<task::Id, Job>,
    /// What could begin, by site, as soon as there is room.
    ready: BTreeMap<SiteId, VecDeque<Job>>,
    /// What comes after something of the same conversation.
    waiting: HashMap<ConversationId, VecDeque<Job>>,
    open: BTreeSet<Seq>,
}

impl Line {
    fn new(app: &App, doing: Doing, at_once: usize) -> Line {
        Line {
            app: app.clone(),
            doing,
            at_once,
            working: JoinSet::new(),
            jobs: HashMap::new(),
            ready: BTreeMap::new(),
            waiting: HashMap::new(),
            open: BTreeSet::new(),
        }
    }

    fn take_up(&mut self, job: Job) {
        self.open.insert(job.seq);
        match self.waiting.get_mut(&job.conversation) {
            Some(line) => line.push_back(job),
            None => {
                self.waiting.insert(job.conversation, VecDeque::new());
                self.ready.entry(job.site).or_default().push_back(job);
                self.begin_what_can();
            }
        }
    }

    fn begin_what_can(&mut self) {
        while self.working.len() < self.at_once
            && let Some(job) = self.take_next()
        {
            self.begin(job);
        }
    }

    /// The oldest of the site that has the fewest at work.
    fn take_next(&mut self) -> Option<Job> {
        let mut at_work: HashMap<SiteId, usize> = HashMap::new();
        for job in self.jobs.values() {
            *at_work.entry(job.site).or_default() += 1;
        }
        let most = self.at_once.div_ceil(2);
        let sites = self.ready.iter().filter_map(|(site, line)| {
            let count = at_work.get(site).copied().unwrap_or_default();
            Some((count, line.front()?.seq, *site)).filter(|_| count < most)
        });
        let (_, _, site) = sites.min_by_key(|it| (it.0, it.1))?;
        let line = self.ready.get_mut(&site)?;
        let next = line.pop_front();
        if line.is_empty() {
            self.ready.remove(&site);
        }
        next
    }

    fn begin(&mut self, job: Job) {
        let doing = (self.doing)(self.app.clone(), job);
        let task = self.working.spawn(async move {
            if let Err(error) = doing.await {
                tracing::error!(%error, conversation = %job.conversation, "the assistant could not do its part");
            }
        });
        self.jobs.insert(task.id(), job);
    }

    /// Waits until something is done, or broke down, and begins what waited for it; for ever, while nothing is worked on.
    async fn settle_next(&mut self) {
        match self.working.join_next_with_id().await {
            Some(ended) => self.settle(ended),
            None => std::future::pending().await,
        }
    }

    fn settle(&mut self, ended: Result<(task::Id, ()), JoinError>) {
        let task = ended.as_ref().map_or_else(JoinError::id, |it| it.0);
        let Some(job) = self.jobs.remove(&task) else { return };
        if let Err(error) = ended {
            tracing::error!(%error, conversation = %job.conversation, "the assistant broke down over a question");
        }
        self.open.remove(&job.seq);
        match self.waiting.get_mut(&job.conversation).and_then(VecDeque::pop_front) {
            Some(next) => self.ready.entry(next.site).or_default().push_back(next),
            None => {
                self.waiting.remove(&job.conversation);
            }
        }
        self.begin_what_can();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Clock;
    use crate::config::Config;

    fn job(seq: Seq, conversation: ConversationId) -> Job {
        let work = Work::Answer(MessageId::random());
        Job { seq, site: SiteId::random(), conversation, work }
    }

    #[tokio::test]
    async fn one_site_leaves_room_for_the_others() {
        let folder = tempfile::tempdir().unwrap();
        let config = Config { data_dir: folder.path().to_owned(), ..Config::default() };
        let app = App::open(config, Clock::default()).unwrap();
        let only_the_first_ends: Doing = |_, job| {
            Box::pin(async move {
                if job.seq > 1 {
                    std::future::pending::<()>().await;
                }
                Ok(())
            })
        };
        let mut line = Line::new(&app, only_the_first_ends, 4);
        let [busy, other, third, fourth] = std::array::from_fn(|_| SiteId::random());
        let of = |seq, site| Job { site, ..job(seq, ConversationId::random()) };
        for seq in 1..=9 {
            line.take_up(of(seq, busy));
        }
        assert_eq!((line.working.len(), line.open.len()), (2, 9), "half of the room");
        line.take_up(of(10, other));
        line.take_up(of(11, third));
        line.take_up(of(12, fourth));
        let at_work = |line: &Line| line.jobs.values().map(|it| it.seq).collect::<BTreeSet<Seq>>();
        assert_eq!(at_work(&line), BTreeSet::from([1, 2, 10, 11]), "others are begun at once");
        line.settle_next().await;
        assert_eq!(at_work(&line), BTreeSet::from([2, 10, 11, 12]), "who has nothing at work goes first");
    }

    #[tokio::test]
    async fn what_breaks_down_keeps_nothing_back_that_comes_after_it() {
        let folder = tempfile::tempdir().unwrap();
        let config = Config { data_dir: folder.path().to_owned(), ..Config::default() };
        let app = App::open(config, Clock::default()).unwrap();
        let breaks_down: Doing = |_, job| {
            Box::pin(async move {
                assert!(job.seq > 1, "the first one breaks down");
                Ok(())
            })
        };
        let mut line = Line::new(&app, breaks_down, AT_ONCE);
        let conversation = ConversationId::random();
        line.take_up(job(1, conversation));
        line.take_up(job(2, conversation));
        assert_eq!((line.working.len(), line.open.len()), (1, 2), "one after the other");
        line.settle_next().await;
        assert_eq!((line.working.len(), line.open.first()), (1, Some(&2)), "the next one is begun");
        line.settle_next().await;
        assert!(line.open.is_empty() && line.waiting.is_empty() && line.jobs.is_empty());
    }
}
