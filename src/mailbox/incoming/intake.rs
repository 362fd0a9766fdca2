//! Takes one mail. First it is kept as it came, and its files; then one write says what became of it and moves the mark
//! of its folder. All that lies on the disk is named by what the mail says, so that whoever is killed in between finds
//! its own files again and leaves none behind.
use super::super::inboxes::{Inbox, store as inboxes};
use super::case::{self, Plan};
use super::deed;
use super::rules;
use super::store;
use super::types::{Noted, Place, Side, State};
use crate::app::App;
use crate::base::ids::IncomingMailId;
use crate::base::text;
use crate::engine::mail::mime::{self, Received};
use crate::store::{Present, Write};
use crate::tickets::{Context, Work};
use crate::{Error, Result};
use anyhow::Context as _;
use jiff::SignedDuration;
use std::path::PathBuf;

/// A mail that is found again under a new number, and was written so long before the inbox was entered, is an old one.
const MARGIN: SignedDuration = SignedDuration::from_hours(24);

/// Where a mail is kept as it came.
pub(super) fn path(app: &App, id: IncomingMailId) -> PathBuf {
    app.config.data_dir.join("mails").join(format!("{id}.eml"))
}

/// Removes it.
pub(super) async fn remove_raw(app: &App, id: IncomingMailId) -> Result<()> {
    match tokio::fs::remove_file(path(app, id)).await {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(Error::from(anyhow::Error::new(error).context("a mail could not be removed")))
        }
        _ => Ok(()),
    }
}

/// Takes a mail out of a folder: whatever it is, afterwards the folder is dealt with up to there.
///
/// # Errors
/// Only when nothing could be noted, not even that it failed.
pub(super) async fn take(app: &App, inbox: &Inbox, place: &Place, raw: Vec<u8>) -> Result<()> {
    let (raw, mail) = read(raw).await?;
    let message_id = mail.as_ref().and_then(|it| it.message_id.as_deref());
    let id = rules::identity(inbox.site, &raw, message_id);
    let site = inbox.site;
    if app.store.read(move |conn| store::state(conn, site, id)).await?.is_some() {
        return pass(app, inbox, place).await;
    }
    let Some(mail) = mail else {
        return quarantine(app, inbox, place, (id, raw, None), "mail_unreadable").await;
    };
    let before = inbox.since.0.checked_sub(MARGIN).ok();
    if place.again && before.zip(mail.date).is_some_and(|(since, date)| date < since) {
        return pass(app, inbox, place).await;
    }
    match deal(app, inbox, place, (id, &raw, &mail)).await {
        Ok(()) => Ok(()),
        // It came into another inbox of the site at the same time, and was dealt with there.
        Err(Error::Conflict("mail_known")) => pass(app, inbox, place).await,
        Err(error) => {
            let reason = reason(&error);
            tracing::warn!(mail = %id, inbox = %inbox.id, reason, %error, "a mail could not be dealt with");
            quarantine(app, inbox, place, (id, raw, Some(mail)), reason).await
        }
    }
}

/// Notes a mail of which there are only the headers, or not even those, and why.
///
/// # Errors
/// When it cannot be noted.
pub(super) async fn take_headers(
    app: &App,
    inbox: &Inbox,
    place: &Place,
    (headers, bytes, reason): (Vec<u8>, u32, &'static str),
) -> Result<()> {
    // Without any words of its own it is known by where it lies.
    let known_by = match headers.is_empty() {
        true => format!("{}\0{}\0{}\0{}", inbox.id, place.folder, place.validity, place.uid).into_bytes(),
        false => headers.clone(),
    };
    let id = rules::identity(inbox.site, &known_by, None);
    let (site, now) = (inbox.site, app.clock.now());
    if app.store.read(move |conn| store::state(conn, site, id)).await?.is_some() {
        return pass(app, inbox, place).await;
    }
    let (_, mail) = read(headers).await?;
    let mut noted = noted(id, inbox, place, mail.as_ref());
    noted.reason = Some(reason.to_owned());
    noted.bytes = i64::from(bytes);
    let mut write = Write::new();
    store::note(&mut write, site, &noted, now);
    inboxes::pass(&mut write, inbox.id, &place.folder, (place.validity, place.up_to));
    app.store.commit(write).await?;
    Ok(())
}

/// Tries a mail again that waits in quarantine.
///
/// # Errors
/// Why it fails now.
pub(super) async fn again(app: &App, inbox: &Inbox, folder: String, id: IncomingMailId) -> Result<()> {
    let raw = tokio::fs::read(path(app, id)).await.map_err(|_| Error::Conflict("mail_raw_gone"))?;
    let side = if folder == inbox.sent_folder { Side::Sent } else { Side::Incoming };
    let place = Place { side, folder, validity: 0, uid: 0, up_to: 0, again: false };
    let (raw, mail) = read(raw).await?;
    let mail = mail.ok_or(Error::Conflict("mail_unreadable"))?;
    deal(app, inbox, &place, (id, &raw, &mail)).await
}

/// Reads it, off the threads that answer requests. One that the parser stumbles over is none.
async fn read(raw: Vec<u8>) -> Result<(Vec<u8>, Option<Received>)> {
    let raw = std::sync::Arc::new(raw);
    let bytes = std::sync::Arc::clone(&raw);
    let mail = tokio::task::spawn_blocking(move || mime::read(&bytes)).await.unwrap_or(None);
    let raw = std::sync::Arc::try_unwrap(raw).unwrap_or_else(|it| it.as_ref().clone());
    Ok((raw, mail))
}

async fn deal(
    app: &App,
    inbox: &Inbox,
    place: &Place,
    (id, raw, mail): (IncomingMailId, &[u8], &Received),
) -> Result<()> {
    let plan = case::plan(app, inbox, place.side, mail).await?;
    let mut noted = noted(id, inbox, place, Some(mail));
    noted.bytes = i64::try_from(raw.len()).unwrap_or(i64::MAX);
    let task = match plan {
        // What agents write to others is nobody's business here, not even that they did.
        Plan::Nothing(_) if place.side == Side::Sent => return pass(app, inbox, place).await,
        Plan::Nothing(reason) => {
            noted.state = State::Ignored;
            noted.reason = Some(reason.to_owned());
            None
        }
        Plan::Do(task) => Some(task),
    };
    keep(app, id, raw).await?;
    noted.raw = true;
    let paper = match &task {
        Some(task) => Some(case::paper(app, inbox, (id, mail), task).await?),
        None => None,
    };
    let (site, now) = (inbox.site, app.clock.now());
    let (inbox_id, folder, at) = (inbox.id, place.folder.clone(), (place.validity, place.up_to));
    let (context, inbox) = (Context::of(app, site), inbox.clone());
    let decide = move |present: &Present<'_>| {
        let mut work = Work::begin(present, &context);
        if let Some((task, paper)) = task.zip(paper) {
            let (outcome, ticket) = deed::carry_out(&mut work, &inbox, *task, paper)?;
            noted.state = State::Done;
            noted.outcome = Some(outcome);
            noted.ticket = Some(ticket.uuid());
        }
        let mut write = work.finish()?;
        store::note(&mut write, site, &noted, now);
        inboxes::pass(&mut write, inbox_id, &folder, at);
        inboxes::note_mail(&mut write, inbox_id, now);
        Ok((write, ()))
    };
    app.store.decide(decide).await?;
    Ok(())
}

/// Moves the mark, and nothing else.
async fn pass(app: &App, inbox: &Inbox, place: &Place) -> Result<()> {
    let mut write = Write::new();
    inboxes::pass(&mut write, inbox.id, &place.folder, (place.validity, place.up_to));
    app.store.commit(write).await?;
    Ok(())
}

async fn quarantine(
    app: &App,
    inbox: &Inbox,
    place: &Place,
    (id, raw, mail): (IncomingMailId, Vec<u8>, Option<Received>),
    reason: &'static str,
) -> Result<()> {
    keep(app, id, &raw).await?;
    let mut noted = noted(id, inbox, place, mail.as_ref());
    noted.bytes = i64::try_from(raw.len()).unwrap_or(i64::MAX);
    noted.reason = Some(reason.to_owned());
    noted.raw = true;
    let mut write = Write::new();
    store::note(&mut write, inbox.site, &noted, app.clock.now());
    inboxes::pass(&mut write, inbox.id, &place.folder, (place.validity, place.up_to));
    match app.store.commit(write).await {
        Err(Error::Conflict("mail_known")) => pass(app, inbox, place).await,
        noted => noted.map(drop),
    }
}

/// In quarantine, until something better is known.
fn noted(id: IncomingMailId, inbox: &Inbox, place: &Place, mail: Option<&Received>) -> Noted {
    let sender = mail.and_then(|it| it.from.as_ref()).map(|it| text::shorten(&it.address, 254));
    let subject = mail.map(|it| text::shorten(&it.subject, 200)).filter(|it| !it.is_empty());
    Noted {
        id,
        inbox: inbox.id,
        folder: place.folder.clone(),
        state: State::Quarantined,
        outcome: None,
        reason: None,
        ticket: None,
        sender,
        subject,
        bytes: 0,
        raw: false,
    }
}

fn reason(error: &Error) -> &'static str {
    match error {
        Error::Internal(_) => "mail_failed",
        other => other.code(),
    }
}

/// Keeps the mail as it came; the bytes reach the disk before the row that names them.
async fn keep(app: &App, id: IncomingMailId, raw: &[u8]) -> Result<()> {
    let (path, raw) = (path(app, id), raw.to_vec());
    let written = tokio::task::spawn_blocking(move || {
        use std::io::Write as _;
        let mut file = std::fs::File::create(&path)?;
        file.write_all(&raw)?;
        file.sync_all()
    });
    written.await.context("keeping a mail panicked")?.context("cannot keep a mail")?;
    Ok(())
}
