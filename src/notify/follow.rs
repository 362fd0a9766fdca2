//! Makes notifications of notes, off the event log, and tells them to their users.
use super::rules;
use super::store::{self, NewNotification};
use super::types::Kind;
use crate::Result;
use crate::app::App;
use crate::base::ids::{MessageId, NotificationId, UserId};
use crate::conversations::store::{find_message, head};
use crate::files::Links;
use crate::realtime::{Audience, Delivery};
use crate::routing;
use crate::store::{Event, Follower, Seq, Write};
use rusqlite::Connection;
use serde_json::json;
use std::collections::HashSet;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// Name of the cursor.
const NAME: &str = "notifications";
/// Before trying again what failed.
const PAUSE: Duration = Duration::from_secs(5);
/// The cursor is saved at least every so many events.
const SAVE_EVERY: Seq = 5_000;

/// Makes notifications until `stop`. Every note is looked at once more after a crash; nobody is told twice.
pub async fn follow(app: App, stop: CancellationToken) {
    while !stop.is_cancelled() {
        let error = tokio::select! {
            () = stop.cancelled() => return,
            Err(error) = follow_log(&app) => error,
        };
        tracing::error!(%error, "notifications fell behind; trying again");
        tokio::select! { () = stop.cancelled() => return, () = tokio::time::sleep(PAUSE) => () }
    }
}

async fn follow_log(app: &App) -> Result<()> {
    let mut follower = Follower::resume(&app.store, NAME).await?;
    let mut saved = follower.cursor();
    loop {
        let batch = follower.next_batch().await?;
        let mut worked = false;
        for (_, event) in &batch {
            worked |= take(app, event).await?;
        }
        if worked || follower.cursor() - saved >= SAVE_EVERY {
            follower.save().await?;
            saved = follower.cursor();
        }
    }
}

/// Deals with one event; answers whether it was one of those that matter.
async fn take(app: &App, event: &Event) -> Result<bool> {
    let Some(conversation) = event.conversation else { return Ok(false) };
    match event.kind.as_ref() {
        // What no visitor hears of is a note.
        "message.created" | "message.updated" if event.visitor.is_none() => mention(app, event).await?,
        "conversation.deleted" => {
            let mut write = Write::new();
            store::forget(&mut write, conversation);
            app.store.commit(write).await?;
        }
        _ => return Ok(false),
    }
    Ok(true)
}

/// Notifies whoever a note is whispered to or is named in it, was not told of it yet, and did not write it.
async fn mention(app: &App, event: &Event) -> Result<()> {
    let Some(conversation) = event.conversation else { return Ok(()) };
    let (site, message, now) = (event.site, MessageId::of(event.object), app.clock.now());
    let links = Links::new(&app.keys, now);
    app.store
        .decide(move |present| {
            let mut write = Write::new();
            let found = find_message(present, &links, site, conversation, message)?;
            let Some(note) = found.filter(|it| it.note) else { return Ok((write, ())) };
            let author = note.author.id.map(UserId::of);
            let holder =
                head(present, site, conversation)?.and_then(|it| it.assignee).filter(|_| note.whisper);
            let mut meant: Vec<(UserId, Kind)> = holder.into_iter().map(|it| (it, Kind::Whisper)).collect();
            if note.body.contains('@') {
                let people = routing::store::agents(present, site, &HashSet::new(), now)?;
                let people: Vec<(UserId, String)> = people.into_iter().map(|it| (it.user, it.name)).collect();
                let named = rules::mentioned(&note.body, &people);
                meant
                    .extend(named.into_iter().filter(|it| Some(*it) != holder).map(|it| (it, Kind::Mention)));
            }
            for (user, kind) in meant {
                if Some(user) == author || store::is_told(present, user, message, kind)? {
                    continue;
                }
                let id = NotificationId::random();
                let new = NewNotification { id, user, kind, conversation, message, actor: author };
                store::insert(&mut write, site, &new, now);
                write.tell(Event::new(site, "notification.created", id.uuid(), now));
            }
            Ok((write, ()))
        })
        .await?;
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
            let found = store::find(conn, event.site, NotificationId::of(event.object))?;
            if let Some((user, notification)) = found {
                let unread = store::unread(conn, event.site, user)?;
                let told = json!({ "seq": seq, "notification": notification, "unread": unread });
                let audience = Audience::User(event.site, user);
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
