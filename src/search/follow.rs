//! Keeps the index of what was said true, off the event log. Its position in the log is kept in the index's own
//! commit, so that after a crash exactly what is missing is added.
use super::store;
use crate::Result;
use crate::app::App;
use crate::base::ids::{ConversationId, TicketId, VisitorId};
use crate::engine::threads::{Change, Line, ThreadIndex};
use crate::store::{Event, Follower, Seq, Store, keep_going};
use crate::tickets::store as tickets;
use std::collections::BTreeSet;
use std::convert::Infallible;
use std::time::Duration;
use tokio::time::MissedTickBehavior;
use tokio_util::sync::CancellationToken;

/// Name in the figures and the log.
const NAME: &str = "conversation search";
/// Between two commits. The first message after a silence is found at once; many are gathered, as a commit costs the
/// disk as much for one as for thousands.
const EVERY: Duration = Duration::from_millis(800);
/// What is gathered is committed at once when it is so much.
const MOST: usize = 5_000;
/// Conversations or tickets brought in with one commit, when the index is built anew.
const THREADS: usize = 1_000;
/// The index's place in the log is saved at least every so many events.
const SAVE_EVERY: Seq = 20_000;

/// Keeps the index true until `stop`.
pub async fn follow(app: App, stop: CancellationToken) {
    let cursor = app.said.found_at();
    keep_going(stop, NAME, (app, cursor), |(app, cursor)| Box::pin(index_from(app, cursor))).await;
}

/// What is to be brought into the index.
#[derive(Default)]
struct News {
    /// New messages, by their conversation and place.
    messages: Vec<(ConversationId, Seq)>,
    /// Conversations that are new, gone, or have other words than before.
    conversations: BTreeSet<ConversationId>,
    /// Visitors who may be called something else.
    visitors: BTreeSet<VisitorId>,
    /// Tickets of which something was said, or that are new, gone, or called something else.
    tickets: BTreeSet<TicketId>,
}

impl News {
    fn add(&mut self, seq: Seq, event: &Event) {
        match (event.kind.as_ref(), event.conversation) {
            ("message.created", Some(id)) => self.messages.push((id, seq)),
            (
                "message.updated"
                | "message.deleted"
                | "conversation.started"
                | "conversation.renamed"
                | "conversation.deleted",
                Some(id),
            ) => {
                self.conversations.insert(id);
            }
            (
                "ticket.created" | "ticket.updated" | "ticket.replied" | "ticket.noted" | "ticket.deleted",
                _,
            ) => {
                self.tickets.insert(TicketId::of(event.object));
            }
            ("visitor.updated", _) => {
                self.visitors.insert(VisitorId::of(event.object));
            }
            _ => (),
        }
    }

    fn len(&self) -> usize {
        self.messages.len() + self.conversations.len() + self.visitors.len() + self.tickets.len()
    }
}

/// Indexes from `cursor` on, everything first where there is none; ends only by an error.
async fn index_from(app: &App, cursor: &mut Option<Seq>) -> Result<Infallible> {
    let start = match *cursor {
        Some(it) if app.store.log_reaches(it).await? => it,
        _ => index_all(&app.store, &app.said).await?,
    };
    *cursor = Some(start);
    let mut follower = Follower::from(&app.store, NAME, start);
    let (mut news, mut saved) = (News::default(), start);
    let mut may_commit = tokio::time::interval(EVERY);
    may_commit.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            biased;
            _ = may_commit.tick(), if news.len() > 0 || follower.cursor() - saved >= SAVE_EVERY => {
                commit(app, std::mem::take(&mut news), follower.cursor()).await?;
                saved = follower.cursor();
                *cursor = Some(saved);
            }
            batch = follower.next_batch(), if news.len() < MOST => {
                batch?.iter().for_each(|(seq, event)| news.add(*seq, event));
            }
        }
        if news.len() >= MOST {
            may_commit.reset_immediately();
        }
    }
}

/// Brings everything there is into an empty index; tells up to where in the log that is.
async fn index_all(store: &Store, index: &ThreadIndex) -> Result<Seq> {
    let at = *store.head().borrow();
    let (mut after, mut from_scratch) = (None, true);
    loop {
        let (lines, last) = store
            .read(move |conn| {
                let ids = store::conversations_after(conn, after, THREADS)?;
                let mut lines = Vec::new();
                for id in &ids {
                    lines.extend(store::lines(conn, *id, at)?);
                }
                Ok((lines, (ids.len() == THREADS).then(|| ids.last().copied()).flatten()))
            })
            .await?;
        index.change(Change { from_scratch, gone: Vec::new(), lines, position: None }).await?;
        (after, from_scratch) = (last, false);
        if last.is_none() {
            break;
        }
    }
    index_tickets(store, index, at).await?;
    Ok(at)
}

/// The tickets' part of it, after which the index is whole.
async fn index_tickets(store: &Store, index: &ThreadIndex, at: Seq) -> Result<()> {
    let mut after = None;
    loop {
        let (lines, last) = store
            .read(move |conn| {
                let ids = tickets::tickets_after(conn, after, THREADS)?;
                let mut lines = Vec::new();
                for id in &ids {
                    lines.extend(tickets::lines(conn, *id)?);
                }
                Ok((lines, (ids.len() == THREADS).then(|| ids.last().copied()).flatten()))
            })
            .await?;
        let position = last.is_none().then_some(at);
        index.change(Change { from_scratch: false, gone: Vec::new(), lines, position }).await?;
        after = last;
        if last.is_none() {
            return Ok(());
        }
    }
}

/// Brings `news`, all of the log up to `at`, into the index. What was said later is left to the next time, so that no
/// message is added twice; a ticket is brought in whole each time.
async fn commit(app: &App, mut news: News, at: Seq) -> Result<()> {
    let (gone, lines) = app
        .store
        .read(move |conn| {
            for visitor in std::mem::take(&mut news.visitors) {
                news.conversations.extend(store::of_visitor(conn, visitor)?);
            }
            let mut lines: Vec<Line> = Vec::new();
            for id in &news.conversations {
                lines.extend(store::lines(conn, *id, at)?);
            }
            for (id, seq) in news.messages.iter().filter(|it| !news.conversations.contains(&it.0)) {
                lines.extend(store::line(conn, *id, *seq)?);
            }
            for id in &news.tickets {
                lines.extend(tickets::lines(conn, *id)?);
            }
            let gone = news.conversations.iter().map(|it| it.uuid());
            Ok((gone.chain(news.tickets.iter().map(|it| it.uuid())).collect(), lines))
        })
        .await?;
    app.said.change(Change { from_scratch: false, gone, lines, position: Some(at) }).await
}

/// Brings everything into the index, once; for programs that run without a server.
///
/// # Errors
/// When the index or the database cannot be read or written.
pub async fn catch_up(app: &App) -> Result<()> {
    index_all(&app.store, &app.said).await.map(|_| ())
}
