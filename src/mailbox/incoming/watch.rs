//! Looks into one inbox: fetches what is new, waits for more, and comes back after every failure.
use super::super::inboxes::Inbox;
use super::super::inboxes::service;
use super::super::inboxes::store::{self as inboxes, Mark};
use super::intake;
use super::types::{Place, Side};
use crate::Error;
use crate::app::App;
use crate::engine::mail::Refusal;
use crate::engine::mail::imap::{Found, Mailbox};
use crate::store::Write;
use jiff::{SignedDuration, Timestamp};
use std::time::Duration;

/// Longest mail that is fetched.
const MOST_BYTES: u32 = 25 * 1024 * 1024;
/// Longest time between two looks, also where the server says by itself what is new.
const LOOK_AGAIN: Duration = Duration::from_secs(60);
/// Seconds until the next try after a failure; the last one again and again.
const BACKOFF_SECONDS: [u64; 7] = [1, 2, 5, 15, 60, 120, 300];
/// Mails whose length is asked for at once.
const AT_ONCE: usize = 100;
/// Most bytes that are fetched at once, unless one mail has more.
const BYTES_AT_ONCE: u32 = 4 * 1024 * 1024;
/// The server's clock and ours may differ by so much.
const SKEW: SignedDuration = SignedDuration::from_mins(2);
/// Days begin at different times.
const MARGIN: SignedDuration = SignedDuration::from_hours(24);

/// Why a look ended.
enum Failure {
    /// The server.
    Server(Refusal),
    /// This side.
    Own(Error),
}

impl From<Refusal> for Failure {
    fn from(it: Refusal) -> Failure {
        Failure::Server(it)
    }
}

impl From<Error> for Failure {
    fn from(it: Error) -> Failure {
        Failure::Own(it)
    }
}

/// Looks for ever.
pub(super) async fn watch(app: &App, inbox: &Inbox) {
    let mut failures: usize = 0;
    loop {
        let begun = app.clock.steady();
        let failure = look_and_wait(app, inbox).await;
        // A connection that held for a while was fine: servers end them now and then.
        failures = if app.clock.steady().saturating_sub(begun) > LOOK_AGAIN { 0 } else { failures + 1 };
        if failures > 0
            && let Err(error) = tell(app, inbox, &failure).await
        {
            tracing::error!(%error, inbox = %inbox.id, "the trouble of an inbox could not be noted");
        }
        let seconds = BACKOFF_SECONDS.get(failures.saturating_sub(1)).or(BACKOFF_SECONDS.last());
        tokio::time::sleep(Duration::from_secs(seconds.copied().unwrap_or(60))).await;
    }
}

async fn tell(app: &App, inbox: &Inbox, failure: &Failure) -> crate::Result<()> {
    let (code, said) = match failure {
        Failure::Server(it) => (it.trouble.as_str(), it.said.as_deref()),
        Failure::Own(error) => {
            tracing::error!(%error, inbox = %inbox.id, "an inbox could not be dealt with");
            ("mail_failed", None)
        }
    };
    tracing::warn!(inbox = %inbox.id, trouble = code, "an inbox does not work");
    let mut write = Write::new();
    inboxes::note_trouble(&mut write, inbox.id, (code, said), app.clock.now());
    app.store.commit(write).await?;
    Ok(())
}

/// Ends when something fails.
async fn look_and_wait(app: &App, inbox: &Inbox) -> Failure {
    match stay(app, inbox).await {
        Ok(never) => match never {},
        Err(failure) => failure,
    }
}

async fn stay(app: &App, inbox: &Inbox) -> Result<std::convert::Infallible, Failure> {
    let mut mailbox = service::open(app, inbox).await??;
    loop {
        if !inbox.sent_folder.is_empty() {
            look(app, inbox, &mut mailbox, (Side::Sent, &inbox.sent_folder)).await?;
        }
        // The last folder that is looked into is the one of which the server tells news.
        look(app, inbox, &mut mailbox, (Side::Incoming, &inbox.folder)).await?;
        let mut write = Write::new();
        inboxes::note_look(&mut write, inbox.id, app.clock.now());
        app.store.commit(write).await?;
        mailbox = mailbox.wait(LOOK_AGAIN).await?;
    }
}

/// Deals with everything that is new in a folder.
async fn look(
    app: &App,
    inbox: &Inbox,
    mailbox: &mut Mailbox,
    (side, folder): (Side, &str),
) -> Result<(), Failure> {
    let marking = inbox.mark_read && side == Side::Incoming;
    let moving = !inbox.move_to.is_empty() && side == Side::Incoming;
    let now = if marking || moving {
        mailbox.open_to_mark(folder).await?
    } else {
        mailbox.look_into(folder).await?
    };
    let (id, name) = (inbox.id, folder.to_owned());
    let old = app.store.read(move |conn| inboxes::mark(conn, id, &name)).await?;
    let mark = match old {
        Some(mark) if mark.validity == now.validity => mark,
        old => {
            let again = if old.is_some() { now.next.map_or(u32::MAX, |it| it.saturating_sub(1)) } else { 0 };
            let mark = Mark { validity: now.validity, uid: 0, again, moved: None };
            let mut write = Write::new();
            inboxes::begin(&mut write, id, folder, mark);
            app.store.commit(write).await?;
            mark
        }
    };
    let since = Some(inbox.since.0).filter(|it| *it > Timestamp::UNIX_EPOCH);
    let day = since.and_then(|it| it.checked_sub(MARGIN).ok());
    let uids = mailbox.uids(mark.uid.saturating_add(1), day).await?;
    let moved = if moving { move_the_rest(app, inbox, mailbox, (mark, since, day)).await? } else { None };
    if moved != mark.moved {
        note_moved(app, inbox, (mark.validity, moved)).await?;
    }
    for some in uids.chunks(AT_ONCE) {
        let found = mailbox.sizes(some).await?;
        let wanted: Vec<Found> = found.into_iter().filter(|it| counts(it, since)).collect();
        for batch in batches(&wanted) {
            let uids: Vec<u32> = batch.iter().map(|it| it.uid).collect();
            take(app, inbox, mailbox, (side, folder, mark), batch).await?;
            if marking {
                mailbox.mark_read(&uids).await?;
            }
            if moving {
                mailbox.move_to(&uids, &inbox.move_to).await?;
                note_moved(app, inbox, (mark.validity, uids.last().copied())).await?;
            }
        }
    }
    let last = uids.last().copied().max(now.next.map(|it| it.saturating_sub(1)));
    if let Some(last) = last.filter(|it| *it > mark.uid) {
        let mut write = Write::new();
        inboxes::pass(&mut write, id, folder, (mark.validity, last));
        app.store.commit(write).await?;
    }
    Ok(())
}

/// Moves away what was dealt with before a stop and not moved any more. What was there before mails were to be moved stays.
async fn move_the_rest(
    app: &App,
    inbox: &Inbox,
    mailbox: &mut Mailbox,
    (mark, since, day): (Mark, Option<Timestamp>, Option<Timestamp>),
) -> Result<Option<u32>, Failure> {
    let Some(moved) = mark.moved else { return Ok(Some(mark.uid)) };
    if moved >= mark.uid {
        return Ok(Some(moved));
    }
    let left = mailbox.uids(moved.saturating_add(1), day).await?;
    let left: Vec<u32> = left.into_iter().filter(|it| *it <= mark.uid).collect();
    for some in left.chunks(AT_ONCE) {
        let found = mailbox.sizes(some).await?;
        let dealt: Vec<u32> = found.iter().filter(|it| counts(it, since)).map(|it| it.uid).collect();
        if !dealt.is_empty() {
            mailbox.move_to(&dealt, &inbox.move_to).await?;
        }
    }
    tracing::info!(inbox = %inbox.id, "mails that were dealt with before a stop were moved");
    note_moved(app, inbox, (mark.validity, Some(mark.uid))).await?;
    Ok(Some(mark.uid))
}

async fn note_moved(app: &App, inbox: &Inbox, (validity, moved): (u32, Option<u32>)) -> Result<(), Failure> {
    let mut write = Write::new();
    inboxes::note_moved(&mut write, inbox.id, &inbox.folder, (validity, moved));
    app.store.commit(write).await?;
    Ok(())
}

/// Whether a mail came after the inbox was entered. Servers tell whole seconds, and their clocks go a little wrong: rather
/// one too many than one lost.
fn counts(mail: &Found, since: Option<Timestamp>) -> bool {
    let first = since.and_then(|it| it.checked_sub(SKEW).ok());
    first.is_none_or(|first| mail.at.is_none_or(|at| at >= first))
}

/// Fetches and takes neighbours.
async fn take(
    app: &App,
    inbox: &Inbox,
    mailbox: &mut Mailbox,
    (side, folder, mark): (Side, &str, Mark),
    batch: &[Found],
) -> Result<(), Failure> {
    let place = |uid| Place {
        side,
        folder: folder.to_owned(),
        validity: mark.validity,
        uid,
        again: uid <= mark.again,
    };
    if let [Found { uid, bytes, .. }] = batch
        && *bytes > MOST_BYTES
    {
        if let Some(headers) = mailbox.headers(*uid).await? {
            intake::take_too_large(app, inbox, &place(*uid), (headers, *bytes)).await?;
        }
        return Ok(());
    }
    let uids: Vec<u32> = batch.iter().map(|it| it.uid).collect();
    for (uid, raw) in mailbox.mails(&uids).await? {
        intake::take(app, inbox, &place(uid), raw).await?;
    }
    Ok(())
}

/// Neighbours that are fetched together; what is too long stands alone.
fn batches(found: &[Found]) -> Vec<&[Found]> {
    let mut rest = found;
    let mut all = Vec::new();
    while !rest.is_empty() {
        let mut bytes: u32 = 0;
        let fits = |it: &&Found| {
            bytes = bytes.saturating_add(it.bytes);
            bytes <= BYTES_AT_ONCE
        };
        let count = rest.iter().take_while(fits).count().max(1);
        let (some, others) = rest.split_at(count);
        all.push(some);
        rest = others;
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mail_of_the_same_second_is_a_new_one() {
        let entered: Timestamp = "2026-01-15T09:00:00.900Z".parse().unwrap();
        let at = |text: &str| Found { uid: 1, bytes: 1, at: Some(text.parse().unwrap()) };
        assert!(counts(&at("2026-01-15T09:00:00Z"), Some(entered)));
        assert!(!counts(&at("2026-01-15T08:50:00Z"), Some(entered)));
        assert!(counts(&at("2020-01-01T00:00:00Z"), None));
    }

    #[test]
    fn short_mails_come_together_and_long_ones_alone() {
        let found = |uid, bytes| Found { uid, bytes, at: None };
        let all = [found(1, 10), found(2, BYTES_AT_ONCE), found(3, 30 << 20), found(4, 5), found(5, 5)];
        let uids: Vec<Vec<u32>> =
            batches(&all).iter().map(|it| it.iter().map(|it| it.uid).collect()).collect();
        assert_eq!(uids, [vec![1], vec![2], vec![3], vec![4, 5]]);
    }
}
