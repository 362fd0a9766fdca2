//! Makes notifications off the event log, and tells them to their users; [`push`] tells those who have no desk open.
pub mod push;
mod tickets;

use super::news::{self, News, Spot};
use super::rules;
use super::store::{self, NewNotification};
use super::types::Kind;
use super::types::preferences::Sound;
use crate::Result;
use crate::app::App;
use crate::base::ids::{ConversationId, MessageId, NotificationId, UserId};
use crate::conversations::store::{find_message, head};
use crate::files::Links;
use crate::realtime::{Audience, Delivery};
use crate::routing;
use crate::store::{Event, Seq, Write, follow_log};
use jiff::Timestamp;
use rusqlite::Connection;
use serde_json::json;
use std::collections::HashSet;
use tokio_util::sync::CancellationToken;

/// Name of the cursor.
const NAME: &str = "notifications";

/// Makes notifications until `stop`. Every note is looked at once more after a crash; nobody is told twice.
pub async fn follow(app: App, stop: CancellationToken) {
    let store = app.store.clone();
    follow_log(&store, NAME, stop, app, |app, batch| Box::pin(take_all(app, batch))).await;
}

async fn take_all(app: &App, batch: Vec<(Seq, Event)>) -> Result<bool> {
    let mut mattered = false;
    for (seq, event) in &batch {
        mattered |= take(app, *seq, event).await?;
    }
    Ok(mattered)
}

/// Deals with one event; answers whether anything was written.
async fn take(app: &App, seq: Seq, event: &Event) -> Result<bool> {
    let write = match event.kind.as_ref() {
        "ai.budget_near" | "ai.budget_spent" => {
            let event = event.clone();
            app.store.read(move |conn| budget_news(conn, &event)).await?
        }
        "ticket.created" | "ticket.updated" | "ticket.replied" | "ticket.noted" | "ticket.deleted" => {
            let (links, event) = (Links::new(&app.keys, app.clock.now()), event.clone());
            app.store.read(move |conn| tickets::news(conn, &links, seq, &event)).await?
        }
        _ => of_conversation(app, event).await?,
    };
    if write.is_empty() {
        return Ok(false);
    }
    app.store.commit(write).await?;
    Ok(true)
}

/// What an event within a conversation has to be told of.
async fn of_conversation(app: &App, event: &Event) -> Result<Write> {
    let Some(conversation) = event.conversation else { return Ok(Write::new()) };
    Ok(match event.kind.as_ref() {
        // What no visitor hears of is a note.
        "message.created" | "message.updated" if event.visitor.is_none() => {
            let (links, now) = (Links::new(&app.keys, app.clock.now()), app.clock.now());
            let event = event.clone();
            app.store.read(move |conn| mentions(conn, &links, (&event, conversation), now)).await?
        }
        "conversation.deleted" => {
            let mut write = Write::new();
            store::forget(&mut write, conversation);
            write
        }
        "conversation.started"
        | "conversation.assigned"
        | "conversation.transferred"
        | "conversation.updated"
        | "conversation.snooze_over"
        | "conversation.rated" => {
            let event = event.clone();
            app.store.read(move |conn| conversation_news(conn, &event)).await?
        }
        _ => Write::new(),
    })
}

/// Notifies the site's admins that a budget is spent, or nearly: in the bell, whatever they chose, once.
fn budget_news(conn: &Connection, event: &Event) -> Result<Write> {
    let kind = if event.kind == "ai.budget_near" { Kind::BudgetNear } else { Kind::BudgetSpent };
    let notice = MessageId::of(event.object);
    let mut write = Write::new();
    for user in store::admins(conn, event.site)? {
        if store::is_told(conn, user, notice, kind)? {
            continue;
        }
        let id = NotificationId::random();
        let new = NewNotification {
            id,
            user,
            kind,
            conversation: None,
            ticket: None,
            message: Some(notice),
            actor: None,
            bell: true,
        };
        store::insert(&mut write, event.site, &new, event.at);
        write.tell(Event::new(event.site, "notification.created", id.uuid(), event.at));
    }
    Ok(write)
}

/// Notifies whoever a note is whispered to or is named in it, was not told of it yet, and did not write it.
fn mentions(
    conn: &Connection,
    links: &Links,
    (event, conversation): (&Event, ConversationId),
    now: Timestamp,
) -> Result<Write> {
    let (site, message) = (event.site, MessageId::of(event.object));
    let mut write = Write::new();
    let found = find_message(conn, links, site, conversation, message)?;
    let Some(note) = found.filter(|it| it.note) else { return Ok(write) };
    let author = note.author.id.map(UserId::of);
    let holder = head(conn, site, conversation)?.and_then(|it| it.assignee).filter(|_| note.whisper);
    let mut meant: Vec<(UserId, Kind)> = holder.into_iter().map(|it| (it, Kind::Whisper)).collect();
    if note.body.contains('@') {
        let people = routing::store::agents(conn, site, &HashSet::new(), now)?;
        let people: Vec<(UserId, String)> = people.into_iter().map(|it| (it.user, it.name)).collect();
        let named = rules::mentioned(&note.body, &people);
        meant.extend(named.into_iter().filter(|it| Some(*it) != holder).map(|it| (it, Kind::Mention)));
    }
    for (user, kind) in meant {
        if Some(user) != author && !store::is_told(conn, user, message, kind)? {
            let spot = Spot::Conversation(conversation);
            let news = News { kind, spot, message: Some(message), actor: author, user: Some(user) };
            tell(conn, &mut write, event, news, now)?;
        }
    }
    Ok(write)
}

/// Notifies of what became of a conversation; what routing did is in the inbox already.
fn conversation_news(conn: &Connection, event: &Event) -> Result<Write> {
    let mut write = Write::new();
    let news = news::of_conversation(conn, event)?;
    if let Some(news) = news.filter(|it| it.kind != Kind::Assigned || it.actor.is_some()) {
        tell(conn, &mut write, event, news, event.at)?;
    }
    Ok(write)
}

/// Adds the notifications of those who want them. What the desk hears of in other ways is kept for the bell alone.
fn tell(conn: &Connection, write: &mut Write, event: &Event, news: News, at: Timestamp) -> Result<()> {
    let by_itself = news.kind == Kind::SnoozeOver || news.kind.class() == Kind::Mention.class();
    for it in store::addressees(conn, event.site, news.user, at)? {
        let ways = rules::open(&it.preferences, news.kind.class(), it.state, at);
        let outside = by_itself && (ways.browser || ways.push || ways.sound != Sound::None);
        if Some(it.user) == news.actor || !(ways.bell || outside) {
            continue;
        }
        let id = NotificationId::random();
        let new = NewNotification {
            id,
            user: it.user,
            kind: news.kind,
            conversation: news.spot.conversation(),
            ticket: news.spot.ticket(),
            message: news.message,
            actor: news.actor,
            bell: ways.bell,
        };
        store::insert(write, event.site, &new, at);
        write.tell(Event::new(event.site, "notification.created", id.uuid(), at));
    }
    Ok(())
}

/// Whether [`render`] has something to tell of `event`, for which it reads the database.
#[must_use]
pub fn tells(event: &Event) -> bool {
    event.kind.starts_with("notification.")
}

/// Adds what `event` means to the user whom it concerns.
///
/// # Errors
/// When the database cannot be read.
pub fn render(conn: &Connection, seq: Seq, event: &Event, out: &mut Vec<Delivery>) -> Result<()> {
    match event.kind.as_ref() {
        "notification.created" => {
            if let Some(it) = store::find(conn, event.site, NotificationId::of(event.object))? {
                let unread = store::unread(conn, event.site, it.user)?;
                let told = json!({
                    "seq": seq, "notification": it.notification, "bell": it.bell, "unread": unread,
                });
                let audience = Audience::User(event.site, it.user);
                out.push(Delivery::new(audience, "notification:new", Some(seq), &told));
            }
        }
        "notification.read" => {
            let user = UserId::of(event.object);
            let told = json!({ "seq": seq, "unread": store::unread(conn, event.site, user)? });
            out.push(Delivery::new(Audience::User(event.site, user), "notification:read", Some(seq), &told));
        }
        _ => (),
    }
    Ok(())
}
