//! Tells visitors who are gone of answers that they have not read.
use super::store::{self, Unread};
use super::types::MailSettings;
use crate::app::App;
use crate::base::ids::SiteId;
use crate::outbox::{self, Kind, NewLetter};
use crate::schedule::{self, Rhythm};
use crate::store::{Present, Write};
use crate::{Result, settings};
use jiff::{SignedDuration, Timestamp};
use serde_json::json;
use tokio_util::sync::CancellationToken;

/// What the work is called.
const NAME: &str = "unread answers";
/// Between two looks.
const LOOK_AGAIN: SignedDuration = SignedDuration::from_secs(60);
/// So long somebody is gone, and an answer unread, before a mail tells of it.
const AWAY: SignedDuration = SignedDuration::from_mins(10);
/// Least time between two mails about a conversation.
const BETWEEN: SignedDuration = SignedDuration::from_mins(15);
/// Older conversations are over: what was unread then is not told of.
const OLDEST: SignedDuration = SignedDuration::from_hours(24);

/// Looks every minute until `stop`.
pub async fn watch(app: App, stop: CancellationToken) {
    schedule::keep(app, NAME, Rhythm::every(LOOK_AGAIN), stop, |app| {
        Box::pin(schedule::on_every_site(app, NAME, |app, site| {
            Box::pin(async move { tell(app, site).await.map(|()| None) })
        }))
    })
    .await;
}

async fn tell(app: &App, site: SiteId) -> Result<()> {
    let now = app.clock.now();
    let ago = |it: SignedDuration| now.checked_sub(it).unwrap_or(Timestamp::UNIX_EPOCH);
    let (away, between, oldest) = (ago(AWAY), ago(BETWEEN), ago(OLDEST));
    let found = app
        .store
        .read(move |conn| {
            let wanted = settings::read::<MailSettings>(conn, site)?.settings.digests;
            match wanted && outbox::can_send(conn, site)? {
                true => store::unread(conn, site, away, between, oldest),
                false => Ok(Vec::new()),
            }
        })
        .await?;
    for it in found.into_iter().filter(|it| !app.hub.is_online(site, it.visitor)) {
        queue(app, site, it, now).await?;
    }
    Ok(())
}

/// The mail, and the note that it was asked for, in one.
async fn queue(app: &App, site: SiteId, it: Unread, now: Timestamp) -> Result<()> {
    let decide = move |_: &Present<'_>| {
        let mut write = Write::new();
        store::note_digest(&mut write, site, &it, now);
        let new = NewLetter {
            site,
            kind: Kind::UnreadDigest,
            about: it.conversation.uuid(),
            recipient: it.email,
            language: it.language,
            details: json!({ "after": it.after }),
            example: false,
        };
        outbox::queue(&mut write, &new, now);
        Ok((write, ()))
    };
    app.store.decide(decide).await?;
    Ok(())
}
