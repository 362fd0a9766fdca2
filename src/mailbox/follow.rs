//! Sends the transcript that a visitor wants when the conversation ends.
use super::{store, transcripts};
use crate::Result;
use crate::app::App;
use crate::base::ids::ConversationId;
use crate::outbox;
use crate::store::{Event, Follower, Present, Seq, Write};
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// Name of the cursor.
const NAME: &str = "transcripts";
/// Before trying again what failed.
const PAUSE: Duration = Duration::from_secs(5);
/// The cursor is saved at least every so many events.
const SAVE_EVERY: Seq = 5_000;

/// Follows the log until `stop`. An end that comes again after a crash finds no wish any more.
pub async fn follow(app: App, stop: CancellationToken) {
    while !stop.is_cancelled() {
        let error = tokio::select! {
            () = stop.cancelled() => return,
            Err(error) = follow_log(&app) => error,
        };
        tracing::error!(%error, "transcripts fell behind; trying again");
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
        "conversation.closed" => send(app, event, conversation).await?,
        "conversation.deleted" => {
            let mut write = Write::new();
            store::forget(&mut write, conversation);
            outbox::cancel(&mut write, conversation.uuid());
            app.store.commit(write).await?;
        }
        _ => return Ok(false),
    }
    Ok(true)
}

async fn send(app: &App, event: &Event, conversation: ConversationId) -> Result<()> {
    let (site, now) = (event.site, app.clock.now());
    let decide = move |present: &Present<'_>| {
        let mut write = Write::new();
        if let Some((email, lang)) = store::wish(present, site, conversation)? {
            store::delete_wish(&mut write, conversation);
            if super::offer(present, site)?.at_close {
                outbox::queue(&mut write, &transcripts::letter(site, conversation, &email, lang), now);
            }
        }
        Ok((write, ()))
    };
    app.store.decide(decide).await?;
    Ok(())
}
