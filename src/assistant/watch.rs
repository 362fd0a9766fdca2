//! Notices when an answer that is being made is no longer wanted.
use super::store as own;
use crate::app::App;
use crate::base::ids::MessageId;
use crate::conversations::store;
use crate::conversations::types::{AssistantState, Head, Status};
use crate::store::Seq;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tokio::sync::watch;

/// However busy the log is, the conversation is looked at no oftener.
const PAUSE: Duration = Duration::from_millis(100);
/// And no rarer, because leaving a page is no event.
const LOOK: Duration = Duration::from_secs(2);
/// A page that is loaded anew is back before.
const AWAY: Duration = Duration::from_secs(10);

/// Why nobody waits for an answer any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ended {
    /// A person has it, or the assistant was stopped, or it is over.
    Taken,
    /// The visitor said more before a word was shown: the next question holds both.
    Superseded,
    /// The visitor has left the page.
    Left,
}

/// Whether a conversation is the assistant's to answer.
#[must_use]
pub fn is_ours(head: &Head) -> bool {
    head.status == Status::Bot && head.assistant == AssistantState::On
}

/// Looks at one conversation while a question of it is answered.
pub struct Watch {
    app: App,
    head: Head,
    question: MessageId,
    log: watch::Receiver<Seq>,
    shown: Arc<AtomicBool>,
    was_there: bool,
    /// By the process's clock.
    gone_since: Option<Duration>,
}

impl Watch {
    /// For an answer to `question`. `shown`: words of it are on the screen, so that what the visitor says more comes
    /// after it.
    #[must_use]
    pub fn new(app: &App, head: &Head, question: MessageId, shown: Arc<AtomicBool>) -> Watch {
        let was_there = app.hub.is_online(head.site, head.visitor);
        let log = app.store.head();
        Watch { app: app.clone(), head: head.clone(), question, log, shown, was_there, gone_since: None }
    }

    /// Ends when the answer is no longer wanted.
    pub async fn ended(&mut self) -> Ended {
        loop {
            if let Some(why) = self.look().await {
                return why;
            }
            tokio::select! {
                // The log ends with the process, which drops this.
                _ = self.log.changed() => (),
                () = tokio::time::sleep(LOOK) => (),
            }
            tokio::time::sleep(PAUSE).await;
        }
    }

    /// Whether it is wanted no longer at this moment.
    async fn look(&mut self) -> Option<Ended> {
        let shown = self.shown.load(Ordering::Relaxed);
        let there = self.app.hub.is_online(self.head.site, self.head.visitor);
        let now = self.app.clock.steady();
        self.gone_since = if there || !self.was_there { None } else { self.gone_since.or(Some(now)) };
        if self.gone_since.is_some_and(|it| now.saturating_sub(it) >= AWAY) {
            return Some(Ended::Left);
        }
        let (site, id) = (self.head.site, self.head.id);
        let read = self
            .app
            .store
            .read(move |conn| Ok((store::head(conn, site, id)?, own::newest_question(conn, site, id)?)));
        match read.await {
            Ok((Some(head), _)) if !is_ours(&head) => Some(Ended::Taken),
            Ok((Some(_), newest)) => (!shown && newest != Some(self.question)).then_some(Ended::Superseded),
            Ok((None, _)) => Some(Ended::Taken),
            Err(error) => {
                tracing::error!(%error, "a conversation was not looked at while it was answered");
                None
            }
        }
    }
}
