//! The one runner that sends what waits in the outbox. A mail goes from `queued` to `sending`, and from there to `sent`,
//! back to `queued` with a later time, or to `failed`. What a crash leaves in `sending` is tried again under the same
//! `Message-ID`: at least once, and a repeat is visible as one.
use super::letters;
use super::sender::{self, Sender};
use crate::Result;
use crate::app::App;
use crate::base::ids::{MailId, SiteId};
use crate::engine::mail::{self, Mail};
use crate::outbox::{self, Kind, Letter};
use crate::store::{Event, Follower, Present, Write};
use futures_util::stream::{FuturesUnordered, StreamExt as _};
use jiff::{SignedDuration, Timestamp};
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// Mails on their way at once.
const AT_ONCE: usize = 4;
/// Of one site at once: a slow server delays nobody else.
const AT_ONCE_PER_SITE: usize = 2;
/// Mails looked at for the next one to go.
const LOOK_AT: usize = 64;
/// Longest time between two looks.
const LOOK_AGAIN: SignedDuration = SignedDuration::from_mins(5);
/// Before trying again when the database could not be asked.
const PAUSE: Duration = Duration::from_secs(5);
/// How long a stop waits for mails on their way.
const LAST_CHANCE: Duration = Duration::from_secs(5);
/// Minutes between attempts; the last one again and again.
const BACKOFF_MINUTES: [i64; 8] = [1, 2, 5, 10, 30, 60, 120, 240];

/// A mail on its way: what one of its kind must not be sent beside.
struct Busy {
    id: MailId,
    site: SiteId,
    recipient: String,
}

/// Sends until `stop`.
pub async fn run(app: App, stop: CancellationToken) {
    let mut write = Write::new();
    outbox::recover(&mut write, app.clock.now());
    if let Err(error) = app.store.commit(write).await {
        tracing::error!(%error, "the outbox could not be opened");
    }
    let head = *app.store.head().borrow();
    let mut news = Follower::from(&app.store, "outbox", head);
    let (mut running, mut busy) = (FuturesUnordered::new(), Vec::<Busy>::new());
    while !stop.is_cancelled() {
        let next = match choose(&app, &busy).await {
            Ok((chosen, next)) => {
                for it in chosen {
                    let new = &it.new;
                    busy.push(Busy { id: it.id, site: new.site, recipient: new.recipient.clone() });
                    running.push(deal_with(app.clone(), it));
                }
                next
            }
            Err(error) => {
                tracing::error!(%error, "the outbox could not be read");
                tokio::select! { () = stop.cancelled() => (), () = tokio::time::sleep(PAUSE) => () }
                continue;
            }
        };
        tokio::select! {
            () = stop.cancelled() => (),
            Some(done) = running.next(), if !running.is_empty() => busy.retain(|it| it.id != done),
            () = queued(&mut news) => (),
            () = app.clock.until(next) => (),
        }
    }
    let rest = async { while running.next().await.is_some() {} };
    if tokio::time::timeout(LAST_CHANCE, rest).await.is_err() {
        tracing::info!("mails on their way will be sent again at the next start");
    }
}

/// Ends when a mail was asked for, or is to be tried sooner.
async fn queued(news: &mut Follower) {
    loop {
        match news.next_batch().await {
            Ok(batch) if batch.iter().any(|(_, it)| it.kind == "mail.queued") => return,
            Ok(_) => (),
            Err(error) => {
                tracing::error!(%error, "news of mails could not be read");
                tokio::time::sleep(PAUSE).await;
            }
        }
    }
}

/// The mails to be sent now beside those on their way, and when to look again.
async fn choose(app: &App, busy: &[Busy]) -> Result<(Vec<Letter>, Timestamp)> {
    let now = app.clock.now();
    let (due, next) = app
        .store
        .read(move |conn| Ok((outbox::due(conn, now, LOOK_AT)?, outbox::next_due(conn, now)?)))
        .await?;
    let (mut chosen, room) = (Vec::<Letter>::new(), AT_ONCE.saturating_sub(busy.len()));
    for it in due {
        if chosen.len() >= room {
            break;
        }
        let others = || chosen.iter().map(|it| (it.id, it.new.site, it.new.recipient.as_str()));
        let all = || busy.iter().map(|it| (it.id, it.site, it.recipient.as_str())).chain(others());
        let crowded = all().filter(|other| other.1 == it.new.site).count() >= AT_ONCE_PER_SITE;
        // What one person gets goes one after the other.
        if !crowded && !all().any(|other| other.0 == it.id || other.2 == it.new.recipient) {
            chosen.push(it);
        }
    }
    let latest = now.checked_add(LOOK_AGAIN).unwrap_or(Timestamp::MAX);
    Ok((chosen, next.map_or(latest, |it| it.min(latest))))
}

async fn deal_with(app: App, letter: Letter) -> MailId {
    let id = letter.id;
    if let Err(error) = attempt(&app, &letter).await {
        tracing::error!(%error, mail = %id, "a mail could not be dealt with");
        // Whatever it is that cannot be worded: it is tried as long as any other, and fails where somebody sees it.
        if let Err(error) = put_off(&app, &letter, ("internal", None)).await {
            tracing::error!(%error, mail = %id, "nor put off"); // what was on its way comes back at the next start
        }
    }
    id
}

async fn attempt(app: &App, letter: &Letter) -> Result<()> {
    let Some(paper) = letters::write(app, &letter.new).await? else {
        let id = letter.id;
        tracing::info!(mail = %id, "a mail is not needed any more");
        return change(app, letter, move |write, _| outbox::drop_it(write, id)).await;
    };
    let Sender { server, from, reply_to, thread } = match sender::of(app, letter).await? {
        None => return put_off(app, letter, ("mail_not_configured", None)).await,
        Some(Err(it)) => return put_off(app, letter, (it.trouble.as_str(), it.said)).await,
        Some(Ok(sender)) => sender,
    };
    let domain = from.1.rsplit_once('@').map_or("localhost", |it| it.1);
    let own = || format!("<{}{}@{domain}>", thread.stem, letter.id);
    let message_id = letter.message_id.clone().unwrap_or_else(own);
    let marked = thread.mark.is_empty() || paper.subject.contains(thread.mark.trim());
    let before = thread.references.into_iter().filter(|it| *it != message_id).collect::<Vec<_>>();
    let mail = Mail {
        from,
        reply_to,
        to: letter.new.recipient.clone(),
        subject: if marked { paper.subject } else { format!("{}{}", thread.mark, paper.subject) },
        text: paper.text,
        html: paper.html,
        message_id: message_id.clone(),
        in_reply_to: before.last().cloned(),
        references: before,
        author: sender::author(letter.new.kind),
        ticket: thread.token,
        at: app.clock.now(),
    };
    let id = letter.id;
    let subject = mail.subject.clone();
    change(app, letter, move |write, _| outbox::take(write, id, &message_id, &subject)).await?;
    match mail::send(&server, &mail).await {
        Ok(()) => {
            tracing::info!(mail = %id, kind = letter.new.kind.as_str(), "mail sent");
            change(app, letter, move |write, now| outbox::sent(write, id, now)).await
        }
        Err(refusal) => {
            let (code, said) = (refusal.trouble.as_str(), refusal.said);
            tracing::warn!(mail = %id, trouble = code, temporary = refusal.temporary, "a mail was not taken");
            match refusal.temporary {
                true => put_off(app, letter, (code, said)).await,
                false => {
                    change(app, letter, move |write, _| outbox::fail(write, id, (code, said.as_deref())))
                        .await
                }
            }
        }
    }
}

/// To a later time, or given up when that is too late.
async fn put_off(app: &App, letter: &Letter, (code, said): (&'static str, Option<String>)) -> Result<()> {
    let (id, attempts, give_up_at) = (letter.id, letter.attempts, letter.give_up_at.0);
    change(app, letter, move |write, now| {
        let minutes = usize::try_from(attempts).ok().and_then(|it| BACKOFF_MINUTES.get(it));
        let until = later(now, minutes.or(BACKOFF_MINUTES.last()).copied().unwrap_or(60));
        match until <= give_up_at {
            true => outbox::postpone(write, (id, attempts + 1), (code, said.as_deref()), until),
            false => outbox::fail(write, id, (code, said.as_deref())),
        }
    })
    .await
}

fn later(now: Timestamp, minutes: i64) -> Timestamp {
    now.checked_add(SignedDuration::from_mins(minutes)).unwrap_or(Timestamp::MAX)
}

async fn change(
    app: &App,
    letter: &Letter,
    fill: impl FnOnce(&mut Write, Timestamp) + Send + 'static,
) -> Result<()> {
    let (now, new) = (app.clock.now(), &letter.new);
    // Whoever looks at the ticket sees whether an answer has left.
    let is_answer = new.kind == Kind::TicketReply && !new.example;
    let told = is_answer.then(|| Event::new(new.site, "ticket.mailed", new.about, now));
    let decide = move |_: &Present<'_>| {
        let mut write = Write::new();
        fill(&mut write, now);
        if let Some(told) = told {
            write.tell(told);
        }
        Ok((write, ()))
    };
    app.store.decide(decide).await?;
    Ok(())
}
