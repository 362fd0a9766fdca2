//! Looks into one inbox: fetches what is new, waits for more, and comes back after every failure.
use super::super::inboxes::Inbox;
use super::super::inboxes::service;
use super::super::inboxes::store::{self as inboxes, Mark};
use super::round::{AT_ONCE, Round, counts};
use super::tries::Tries;
use super::types::Side;
use crate::Error;
use crate::app::App;
use crate::engine::mail::imap::Mailbox;
use crate::engine::mail::{Refusal, Trouble};
use crate::store::Write;
use jiff::{SignedDuration, Timestamp};
use std::time::Duration;

/// Longest time between two looks, also where the server says by itself what is new.
const LOOK_AGAIN: Duration = Duration::from_secs(60);
/// Seconds until the next try after a failure; the last one again and again.
const BACKOFF_SECONDS: [u64; 7] = [1, 2, 5, 15, 60, 120, 300];
/// The same at most, where only some mails do not come: the others are not to wait.
const WAIT_FOR_SOME: u64 = 60;
/// Days begin at different times.
const MARGIN: SignedDuration = SignedDuration::from_hours(24);

/// Why a look ended.
pub(super) enum Failure {
    /// The server.
    Server(Refusal),
    /// The server, which gave all mails but some.
    Some(Refusal),
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
    let (mut failures, mut tries) = (0_usize, kept_tries(app, inbox).await);
    loop {
        let begun = app.clock.steady();
        let failure = look_and_wait(app, inbox, &mut tries).await;
        // A connection that held for a while was fine: servers end them now and then.
        failures = if app.clock.steady().saturating_sub(begun) > LOOK_AGAIN { 0 } else { failures + 1 };
        if failures > 0
            && let Err(error) = tell(app, inbox, &failure).await
        {
            tracing::error!(%error, inbox = %inbox.id, "the trouble of an inbox could not be noted");
        }
        let seconds = BACKOFF_SECONDS.get(failures.saturating_sub(1)).or(BACKOFF_SECONDS.last());
        let most = if matches!(failure, Failure::Some(_)) { WAIT_FOR_SOME } else { u64::MAX };
        tokio::time::sleep(Duration::from_secs(seconds.copied().unwrap_or(60).min(most))).await;
    }
}

/// What the last process knew of mails that did not come.
async fn kept_tries(app: &App, inbox: &Inbox) -> Tries {
    let (id, now) = (inbox.id, app.clock.now());
    let kept = app.store.read(move |conn| inboxes::tries(conn, id, now)).await.unwrap_or_else(|error| {
        tracing::error!(%error, inbox = %id, "what was tried before could not be read");
        Vec::new()
    });
    Tries::kept(kept, app.clock.steady())
}

async fn tell(app: &App, inbox: &Inbox, failure: &Failure) -> crate::Result<()> {
    let (code, said) = match failure {
        Failure::Server(it) | Failure::Some(it) => (it.trouble.as_str(), it.said.as_deref()),
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
async fn look_and_wait(app: &App, inbox: &Inbox, tries: &mut Tries) -> Failure {
    match stay(app, inbox, tries).await {
        Ok(never) => match never {},
        Err(failure) => failure,
    }
}

async fn stay(app: &App, inbox: &Inbox, tries: &mut Tries) -> Result<std::convert::Infallible, Failure> {
    let mut mailbox = service::open(app, inbox).await??;
    let (sent, own) = ((Side::Sent, inbox.sent_folder.as_str()), (Side::Incoming, inbox.folder.as_str()));
    loop {
        let mut held_up = None;
        // A mail over which the line breaks again and again keeps nothing of the other folder waiting.
        if tries.is_held_up(sent.1) {
            held_up = look(app, inbox, (&mut mailbox, tries), own).await?;
        }
        if !inbox.sent_folder.is_empty() {
            held_up = match look(app, inbox, (&mut mailbox, tries), sent).await {
                Err(Failure::Server(refusal)) if is_setting(&refusal) => Some(refusal),
                looked => looked?.or(held_up),
            };
        }
        // The last folder that is looked into is the one of which the server tells news.
        held_up = look(app, inbox, (&mut mailbox, tries), own).await?.or(held_up);
        match held_up {
            None => {
                let mut write = Write::new();
                inboxes::note_look(&mut write, inbox.id, app.clock.now());
                app.store.commit(write).await?;
            }
            // Until somebody puts that right, mails come as fast as ever.
            Some(refusal) if is_setting(&refusal) => tell(app, inbox, &Failure::Some(refusal)).await?,
            Some(refusal) => return Err(Failure::Some(refusal)),
        }
        mailbox = mailbox.wait(LOOK_AGAIN).await?;
    }
}

/// Whether a wrong setting is the reason, and the connection as good as before.
pub(super) fn is_setting(refusal: &Refusal) -> bool {
    matches!(refusal.trouble, Trouble::Folder | Trouble::NoMove | Trouble::NoMark)
}

/// Deals with everything that is new in a folder; says why, where the server did not give some of it, or does not let it
/// be put away.
async fn look(
    app: &App,
    inbox: &Inbox,
    (mailbox, tries): (&mut Mailbox, &mut Tries),
    (side, folder): (Side, &str),
) -> Result<Option<Refusal>, Failure> {
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
    let (moved, stays) = match moving {
        true => match move_the_rest(app, inbox, mailbox, (mark, since, day)).await {
            Err(Failure::Server(refusal)) if is_setting(&refusal) => (mark.moved, Some(refusal)),
            moved => (moved?, None),
        },
        false => (None, None),
    };
    if moved != mark.moved {
        note_moved(app, inbox, (mark.validity, moved)).await?;
    }
    let mut round = Round {
        app,
        inbox,
        mailbox,
        held: tries.of(folder, mark.validity),
        side,
        folder,
        validity: mark.validity,
        again: mark.again,
        since,
        marking,
        moving: moving && stays.is_none(),
        moved,
        why: None,
        stays,
    };
    let ran = round.run(&uids).await;
    if let Some(kept) = round.held.news(folder, app.clock.steady()) {
        let mut write = Write::new();
        inboxes::keep_tries(&mut write, id, (folder, &kept), app.clock.now());
        app.store.commit(write).await?;
    }
    ran?;
    if !round.held.is_free() {
        let unsaid = Refusal { trouble: Trouble::Server, temporary: true, said: None };
        return Ok(round.why.or(Some(unsaid)));
    }
    let stays = round.stays.take();
    let last = uids.last().copied().max(now.next.map(|it| it.saturating_sub(1)));
    if let Some(last) = last.filter(|it| *it > mark.uid) {
        let mut write = Write::new();
        inboxes::pass(&mut write, id, folder, (mark.validity, last));
        app.store.commit(write).await?;
    }
    Ok(stays)
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
        // One that the server says nothing of was dealt with all the same.
        let found = mailbox.sizes(some).await?.found;
        let dealt: Vec<u32> = found.iter().filter(|it| counts(it, since)).map(|it| it.uid).collect();
        if !dealt.is_empty() {
            mailbox.move_to(&dealt, &inbox.move_to).await?;
        }
    }
    tracing::info!(inbox = %inbox.id, "mails that were dealt with before a stop were moved");
    note_moved(app, inbox, (mark.validity, Some(mark.uid))).await?;
    Ok(Some(mark.uid))
}

/// Notes up to where mails were moved away.
pub(super) async fn note_moved(
    app: &App,
    inbox: &Inbox,
    (validity, moved): (u32, Option<u32>),
) -> Result<(), Failure> {
    let mut write = Write::new();
    inboxes::note_moved(&mut write, inbox.id, &inbox.folder, (validity, moved));
    app.store.commit(write).await?;
    Ok(())
}
