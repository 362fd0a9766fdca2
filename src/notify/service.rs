//! What users do about notifications.
use super::store::NewNotification;
use super::types::Kind;
use super::types::preferences::{Preferences, Sound};
use super::types::push::{Browser, Handling, Letter};
use super::{rules, send, store};
use crate::app::App;
use crate::base::ids::{MessageId, NotificationId, PushSubscriptionId, SiteId, TicketId, UserId};
use crate::engine::push::Recipient;
use crate::settings::{self, Versioned};
use crate::store::{Event, Present, Write};
use crate::web::{Staff, input};
use crate::{Error, Result};
use anyhow::Context as _;
use jiff::{SignedDuration, Timestamp};
use rusqlite::Connection;
use serde_json::{Map, Value};

/// Notifications are kept for so long, read or not.
const KEPT_HOURS: i64 = 60 * 24;

/// Longest address of a push service, in bytes.
const ENDPOINT_CHARS: usize = 2_000;
/// Somebody waits for it.
const TRIAL: Handling = Handling { ttl: 60, urgency: "high" };

/// Removes old notifications, and browsers whose sign-in is over.
///
/// # Errors
/// When the database cannot be written.
pub async fn forget_old(app: &App) -> Result<()> {
    let mut write = Write::new();
    store::forget_old(&mut write, app.clock.now() - SignedDuration::from_hours(KEPT_HOURS));
    store::forget_ended(&mut write, app.clock.now());
    app.store.commit(write).await?;
    Ok(())
}

/// What is to be told of a ticket.
#[derive(Debug, Clone, Copy)]
pub struct TicketNews {
    /// Why.
    pub kind: Kind,
    /// Which.
    pub ticket: TicketId,
    /// The message or change it is about, where it is about one: nobody is told twice of it.
    pub about: Option<MessageId>,
    /// Who caused it, and is told nothing.
    pub actor: Option<UserId>,
}

/// Adds to a write what users are to be told of a ticket, in the ways that each chose; answers who wants it by mail, too.
///
/// # Errors
/// When the database cannot be read.
pub fn tell_of_ticket(
    conn: &Connection,
    write: &mut Write,
    site: SiteId,
    (news, users): (TicketNews, impl IntoIterator<Item = UserId>),
    at: Timestamp,
) -> Result<Vec<UserId>> {
    let mut by_mail = Vec::new();
    for user in users.into_iter().filter(|it| Some(*it) != news.actor) {
        let told = news.about.map_or(Ok(false), |it| store::is_told(conn, user, it, news.kind))?;
        let Some(it) = store::addressees(conn, site, Some(user), at)?.pop().filter(|_| !told) else {
            continue;
        };
        let ways = rules::open(&it.preferences, news.kind.class(), it.state, at);
        if ways.mail {
            by_mail.push(user);
        }
        if !(ways.bell || ways.browser || ways.push || ways.sound != Sound::None) {
            continue;
        }
        let new = NewNotification {
            id: NotificationId::random(),
            user,
            kind: news.kind,
            conversation: None,
            ticket: Some(news.ticket),
            message: news.about,
            actor: news.actor,
            bell: ways.bell,
        };
        store::insert(write, site, &new, at);
        write.tell(Event::new(site, "notification.created", new.id.uuid(), at));
    }
    Ok(by_mail)
}

/// What a user wants to be told of.
///
/// # Errors
/// When the database cannot be read.
pub async fn preferences(app: &App, user: UserId) -> Result<Versioned<Preferences>> {
    app.store.read(move |conn| store::of_user(conn, user)).await
}

/// Changes preferences that still have the version `expected`; any, when that is `None`. What `asked` leaves out stays.
///
/// # Errors
/// 412 with the present ones, 422 with the unacceptable fields.
pub async fn change(
    app: &App,
    user: UserId,
    expected: Option<i64>,
    asked: Map<String, Value>,
) -> Result<Versioned<Preferences>> {
    let now = app.clock.now();
    let decide = move |present: &Present<'_>| {
        let old = store::of_user(present, user)?;
        if expected.is_some_and(|it| it != old.version) {
            return Err(Error::Stale(Box::new(serde_json::to_value(&old).context("preferences as JSON")?)));
        }
        let Value::Object(mut fields) = serde_json::to_value(&old.settings).context("preferences as JSON")?
        else {
            return Err(anyhow::anyhow!("preferences are an object").into());
        };
        settings::merge(&mut fields, asked);
        let chosen: Preferences = input::parse(&Value::Object(fields))?;
        let mistakes = chosen.mistakes();
        if !mistakes.is_empty() {
            return Err(Error::Invalid(mistakes));
        }
        let mut write = Write::new();
        if chosen == old.settings {
            return Ok((write, old));
        }
        let new = Versioned { version: old.version + 1, settings: chosen };
        store::put(&mut write, user, &new, now)?;
        Ok((write, new))
    };
    app.store.decide(decide).await.map(|(_, it)| it)
}

/// The user's browsers that are told while no desk is open.
///
/// # Errors
/// When the database cannot be read.
pub async fn browsers(app: &App, staff: &Staff) -> Result<Vec<Browser>> {
    let (user, login, now) = (staff.user, staff.login, app.clock.now());
    app.store.read(move |conn| store::browsers(conn, user, login, now)).await
}

/// Tells the user on another browser from now on, until the sign-in ends. `keys`: `p256dh` and `auth`.
///
/// # Errors
/// 422 `push_endpoint_invalid` for an address that is no public one by https, `push_keys_invalid`.
pub async fn subscribe(
    app: &App,
    staff: &Staff,
    (endpoint, p256dh, auth): (String, &str, &str),
) -> Result<()> {
    if endpoint.len() > ENDPOINT_CHARS || !send::is_service(app, &endpoint) {
        return Err(Error::invalid("endpoint", "push_endpoint_invalid"));
    }
    let recipient = Recipient::read(p256dh, auth);
    let recipient = recipient.ok_or_else(|| Error::invalid("keys", "push_keys_invalid"))?;
    let new = store::NewSubscription {
        id: PushSubscriptionId::random(),
        user: staff.user,
        login: staff.login,
        endpoint: &endpoint,
        recipient: &recipient,
        agent: &staff.agent,
    };
    let mut write = Write::new();
    store::subscribe(&mut write, &new, app.clock.now());
    app.store.commit(write).await?;
    Ok(())
}

/// Tells the user no more on one of their browsers.
///
/// # Errors
/// 404 when it is not theirs.
pub async fn unsubscribe(app: &App, staff: &Staff, id: PushSubscriptionId) -> Result<()> {
    let mut write = Write::new();
    store::unsubscribe(&mut write, staff.user, id);
    app.store.commit(write).await?;
    Ok(())
}

/// Sends a trial to one of the user's browsers now; answers the push service's status, `None` when it was not reached.
///
/// # Errors
/// 404 when it is not theirs.
pub async fn try_push(app: &App, staff: &Staff, id: PushSubscriptionId) -> Result<Option<u16>> {
    let (user, now) = (staff.user, app.clock.now());
    let found = app.store.read(move |conn| store::target(conn, user, id, now)).await?;
    let to = found.ok_or(Error::NotFound("push_subscription"))?;
    let (title, body) = rules::trial(to.lang);
    let letter =
        Letter { title, body, lang: to.lang.as_str(), to: "/settings/notifications".to_owned(), site: None };
    send::once(app, &to, &letter, None, TRIAL).await
}
