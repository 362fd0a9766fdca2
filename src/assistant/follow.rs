//! Answers visitors' questions as they come, off the event log: a question asked before a crash is answered after it.
use super::types::Answer;
use super::{rules, service, store as assistant_store};
use crate::Result;
use crate::app::App;
use crate::base::Lang;
use crate::base::ids::{ConversationId, SiteId};
use crate::conversations::types::{Actor, AssistantState, Draft, Head, MessageView, Status};
use crate::conversations::{self, store};
use crate::hours::{self, Reception};
use crate::knowledge::Audience;
use crate::realtime::Audience as Hears;
use crate::routing::service::Place;
use crate::store::{Event, Follower, Seq, Write};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::time::Duration;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

/// Name of the cursor.
pub const NAME: &str = "assistant";
/// Most questions worked on at a time.
const AT_ONCE: usize = 32;
/// Between two pieces of an answer on the screen.
const PIECE_PAUSE: Duration = Duration::from_millis(14);
/// Longest an answer may take to be shown.
const MOST_PAUSES: usize = 90;
/// Silence after an answer before a person is offered.
const OFFER_AFTER: Duration = Duration::from_secs(3);
/// From this answer on a person is offered.
const OFFER_FROM: i64 = 2;
/// The cursor is saved at least every so many events, so that a restart need not look at all of them again.
const SAVE_EVERY: Seq = 5_000;

/// Answers until `stop`.
pub async fn follow(app: App, stop: CancellationToken) {
    let mut follower = match Follower::resume(&app.store, NAME).await {
        Ok(it) => it,
        Err(error) => return tracing::error!(%error, "the assistant cannot start"),
    };
    let (mut working, mut open, mut saved, mut answered) =
        (JoinSet::new(), BTreeSet::new(), follower.cursor(), false);
    loop {
        tokio::select! {
            () = stop.cancelled() => return,
            Some(done) = working.join_next() => {
                answered = true;
                if let Ok(seq) = done {
                    open.remove(&seq);
                }
            }
            batch = follower.next_batch(), if working.len() < AT_ONCE => match batch {
                Ok(batch) => take_up(&app, batch, &mut working, &mut open),
                Err(error) => {
                    tracing::error!(%error, "the assistant cannot read the log");
                    tokio::time::sleep(OFFER_AFTER).await;
                }
            },
        }
        // Everything before the oldest question still worked on is settled.
        let settled = open.first().map_or(follower.cursor(), |it: &Seq| it - 1);
        if settled > saved && (answered || settled - saved >= SAVE_EVERY) {
            (saved, answered) = (settled, false);
            save(&app, settled).await;
        }
    }
}

async fn save(app: &App, cursor: Seq) {
    let mut write = Write::new();
    write.advance(NAME, cursor);
    if let Err(error) = app.store.commit(write).await {
        tracing::error!(%error, "the assistant's place in the log was not saved; it looks at some questions again");
    }
}

fn take_up(app: &App, batch: Vec<(Seq, Event)>, working: &mut JoinSet<Seq>, open: &mut BTreeSet<Seq>) {
    for (seq, event) in batch {
        let (Some(id), "question.asked") = (event.conversation, event.kind.as_ref()) else { continue };
        open.insert(seq);
        let app = app.clone();
        working.spawn(async move {
            if let Err(error) = attend(&app, event.site, id, event.object.to_string()).await {
                tracing::error!(%error, conversation = %id, "a question was not answered");
            }
            seq
        });
    }
}

/// Deals with one question, if the conversation is still the assistant's.
async fn attend(app: &App, site: SiteId, id: ConversationId, asked: String) -> Result<()> {
    let Some(head) = waiting_head(app, site, id).await? else { return Ok(()) };
    let Some(question) = service::question(app, site, id).await? else { return Ok(()) };
    let alone = reception(app, site).await?.refusal.is_some();
    let asks_for_person = rules::asks_for_person(&question.text);
    if asks_for_person && !alone {
        return hand_over(app, &head).await;
    }
    let found = if asks_for_person { None } else { find(app, &head, &question).await? };
    let known = found.is_some();
    let answer = found.unwrap_or_else(|| {
        let words = match (asks_for_person, alone) {
            (true, _) => rules::nobody_to_ask,
            (false, true) => rules::no_answer_alone,
            (false, false) => rules::no_answer,
        };
        Answer { text: words(Lang::of_tag(&head.language)).to_owned(), sources: Vec::new() }
    });
    let message_ref = format!("answer-{asked}");
    show(app, &head, &message_ref, &answer.text).await;
    let draft = Draft {
        body: answer.text,
        sources: answer.sources,
        client_ref: Some(message_ref),
        ..Draft::default()
    };
    let Some(message) = store_answer(app, &head, draft).await? else { return Ok(()) };
    if !known || head.assistant_answers + 1 >= OFFER_FROM {
        offer_later(app, head, message);
    }
    Ok(())
}

/// What the articles say to a question.
async fn find(app: &App, head: &Head, question: &service::Asked) -> Result<Option<Answer>> {
    let (site, id) = (head.site, head.id);
    let answer = service::answer(app, site, Audience::Public, &question.text).await?;
    if !question.leans {
        return Ok(answer);
    }
    // The words before were answered already: said again, that answer is none to the few new ones.
    let last = app.store.read(move |conn| assistant_store::last_answer(conn, site, id)).await?;
    Ok(answer.filter(|it| Some(&it.text) != last.as_ref()))
}

async fn reception(app: &App, site: SiteId) -> Result<Reception> {
    let now = app.clock.now();
    app.store.read(move |conn| hours::reception(conn, site, now)).await
}

/// The conversation, while it is the assistant's to answer.
async fn waiting_head(app: &App, site: SiteId, id: ConversationId) -> Result<Option<Head>> {
    let head = app.store.read(move |conn| store::head(conn, site, id)).await?;
    Ok(head.filter(is_ours))
}

fn is_ours(head: &Head) -> bool {
    head.status == Status::Bot && head.assistant == AssistantState::On
}

/// A person is asked for: an agent gets it at once, or it waits and the visitor may choose the form instead.
async fn hand_over(app: &App, head: &Head) -> Result<()> {
    let (_, place) =
        conversations::service::escalate(app, head.site, head.id, Actor::Visitor(head.visitor)).await?;
    if place.is_some() {
        offer(app, head, place).await?;
    }
    Ok(())
}

/// Shows the answer growing word by word. What is shown is not stored; the message that follows is.
async fn show(app: &App, head: &Head, message_ref: &str, text: &str) {
    let pieces: Vec<&str> = rules::pieces(text).collect();
    let each = pieces.len().div_ceil(MOST_PAUSES).max(1);
    for piece in pieces.chunks(each) {
        let chunk = json!({ "conversationId": head.id, "messageRef": message_ref, "delta": piece.concat() });
        tell_both(app, head, "ai:chunk", &chunk);
        tokio::time::sleep(PIECE_PAUSE).await;
    }
    tell_both(app, head, "ai:done", &json!({ "conversationId": head.id, "messageRef": message_ref }));
}

fn tell_both(app: &App, head: &Head, name: &'static str, payload: &Value) {
    app.hub.tell(Hears::Visitor(head.site, head.visitor), name, payload);
    app.hub.tell(Hears::Staff(head.site), name, payload);
}

/// Stores the answer, unless a person spoke or stopped the assistant meanwhile. Answering a question again, after a
/// crash, finds the first answer.
async fn store_answer(app: &App, head: &Head, draft: Draft) -> Result<Option<MessageView>> {
    if waiting_head(app, head.site, head.id).await?.is_none() {
        return Ok(None);
    }
    conversations::service::send(app, head.site, head.id, Actor::Assistant, draft).await.map(Some)
}

/// Offers a person when nothing is said for a moment.
fn offer_later(app: &App, head: Head, answer: MessageView) {
    let app = app.clone();
    app.lifecycle.clone().run("offer a person", async move {
        tokio::time::sleep(OFFER_AFTER).await;
        let (site, id) = (head.site, head.id);
        let silent = app.store.read(move |conn| store::is_last_message(conn, site, id, answer.seq)).await;
        if !matches!(silent, Ok(true)) || !matches!(waiting_head(&app, site, id).await, Ok(Some(_))) {
            return;
        }
        if let Err(error) = offer(&app, &head, None).await {
            tracing::error!(%error, conversation = %id, "no person could be offered");
        }
    });
}

/// Tells the visitor what there is to choose from, if anything.
async fn offer(app: &App, head: &Head, place: Option<Place>) -> Result<()> {
    let options: &[&str] = match reception(app, head.site).await? {
        Reception { refusal: None, .. } => &["wait", "ticket"],
        Reception { form: true, .. } => &["ticket"],
        Reception { .. } => return Ok(()),
    };
    let told = json!({
        "conversationId": head.id, "options": options, "position": place.map(|it| it.position),
        "estimated_wait_seconds": place.map(|it| it.estimated_wait_seconds),
    });
    app.hub.tell(Hears::Visitor(head.site, head.visitor), "ai:escalation", &told);
    Ok(())
}
