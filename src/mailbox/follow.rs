//! Sends the transcript that a visitor wants when the conversation ends.
use super::{store, transcripts};
use crate::Result;
use crate::app::App;
use crate::base::ids::ConversationId;
use crate::outbox;
use crate::store::{Event, Present, Seq, Write, follow_log};
use tokio_util::sync::CancellationToken;

/// Name of the cursor.
const NAME: &str = "transcripts";

/// Follows the log until `stop`. An end that comes again after a crash finds no wish any more.
pub async fn follow(app: App, stop: CancellationToken) {
    let store = app.store.clone();
    follow_log(&store, NAME, stop, app, |app, batch| Box::pin(take_all(app, batch))).await;
}

async fn take_all(app: &App, batch: Vec<(Seq, Event)>) -> Result<bool> {
    let mut mattered = false;
    for (_, event) in &batch {
        mattered |= take(app, event).await?;
    }
    Ok(mattered)
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
