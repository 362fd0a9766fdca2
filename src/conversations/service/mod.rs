//! Use cases of conversations: one function each, one write each.
mod absence;
mod fate;
mod handing;
mod idle;
mod merging;
mod messages;
mod offers;
mod reacting;
mod reading;
mod revising;
mod start;
mod steps;

pub use absence::{Leaving, end_waiting, hand_back, leave_queue, take_back, tell_connection};
pub use fate::{close, end_snoozes, rate, remove, reopen, set_assistant, snooze, tag, untag};
pub use handing::{Target, Transfer, assign, escalate, fill, place, transfer};
pub use idle::end_idle;
pub use merging::move_to;
pub use messages::{delete, edit, post, say, send};
pub use offers::{AGAIN_MS, accept, decline, end_offers};
pub use reacting::react;
pub use reading::{
    Mark, Messages, Thread, counts, earlier, later, list, mark, open, show, thread_of_visitor,
};
pub use revising::{Revision, revise};
pub use start::{Start, Started, reach_out, start};
pub use steps::{Before, Step, take_steps};

use super::types::{
    Actor, AssistantState, Author, AuthorKind, ConversationView, Head, MessageView, Status, SystemNotice,
};
use super::{rules, store};
use crate::app::App;
use crate::base::At;
use crate::base::ids::{ConversationId, MessageId, SiteId, UserId};
use crate::settings::AssistantMode;
use crate::store::{Event, Present, Write};
use crate::{Error, Result, bans, hours, settings};
use jiff::Timestamp;
use rusqlite::Connection;
use serde_json::Value;

/// One conversation in full, with whether its visitor is there.
///
/// # Errors
/// 404 when the site has no such conversation.
pub async fn find(app: &App, site: SiteId, id: ConversationId) -> Result<ConversationView> {
    let found = app.store.read(move |conn| store::find(conn, site, id)).await?;
    let mut view = found.ok_or(Error::NotFound("conversation"))?;
    view.visitor.online = app.hub.is_online(site, view.visitor.id);
    view.agent_reconnecting = view.assignee.as_ref().is_some_and(|it| app.absent_users.knows(site, it.id));
    Ok(view)
}

/// The conversation as a decision sees it, if the actor may touch it. A visitor's foreign one is not there at all.
fn head_for(conn: &Connection, site: SiteId, id: ConversationId, actor: &Actor) -> Result<Head> {
    let head = store::head(conn, site, id)?.ok_or(Error::NotFound("conversation"))?;
    match actor {
        Actor::Visitor(visitor) if *visitor != head.visitor => Err(Error::NotFound("conversation")),
        _ => Ok(head),
    }
}

/// The same for who wants to send: the conversation is open, and its visitor is not banned.
fn unclosed_head_for(
    conn: &Connection,
    site: SiteId,
    id: ConversationId,
    actor: &Actor,
    now: Timestamp,
) -> Result<Head> {
    let head = head_for(conn, site, id, actor)?;
    if let Actor::Visitor(visitor) = actor {
        bans::check_in(conn, site, *visitor, now)?;
    }
    if head.status == Status::Closed { Err(Error::Conflict("conversation_closed")) } else { Ok(head) }
}

/// As [`unclosed_head_for`], if the actor may say or ask something in it now.
fn open_head_for(
    conn: &Connection,
    site: SiteId,
    id: ConversationId,
    actor: &Actor,
    now: Timestamp,
) -> Result<Head> {
    let head = unclosed_head_for(conn, site, id, actor, now)?;
    if let Actor::Visitor(_) = actor
        && let Some(reception) = hours::chat_off(conn, site)?
    {
        rules::may_say(reception, head.status)?;
    }
    Ok(head)
}

/// What the assistant does in a conversation where it does not answer.
fn silent(mode: AssistantMode) -> AssistantState {
    if mode.speaks() { AssistantState::Stopped } else { AssistantState::Off }
}

/// An event about the conversation itself, which its visitor hears of too.
fn event(head: &Head, kind: &'static str, at: Timestamp) -> Event {
    Event::new(head.site, kind, head.id.uuid(), at).within(head.id, Some(head.visitor))
}

/// An event about who has the conversation: its object is who did it, or the conversation where routing did.
fn handed(head: &Head, kind: &'static str, by: Option<UserId>, at: Timestamp) -> Event {
    let object = by.map_or(head.id.uuid(), UserId::uuid);
    Event::new(head.site, kind, object, at).within(head.id, Some(head.visitor))
}

/// An event about a message; no visitor hears of a note.
fn message_event(head: &Head, kind: &'static str, message: &MessageView, now: Timestamp) -> Event {
    let hears = (!message.note).then_some(head.visitor);
    Event::new(head.site, kind, message.id.uuid(), now).within(head.id, hears)
}

/// Adds a message of the system: what happened, for both sides to word.
fn append_notice(
    present: &Present<'_>,
    write: &mut Write,
    head: &Head,
    notice: (&str, Value),
    at: Timestamp,
) {
    let message = notice_message(present, write, head, notice, at);
    append(present, write, head, &message, at);
}

/// The same for agents only.
fn append_quiet_notice(
    present: &Present<'_>,
    write: &mut Write,
    head: &Head,
    notice: (&str, Value),
    at: Timestamp,
) {
    let message = MessageView { note: true, ..notice_message(present, write, head, notice, at) };
    append(present, write, head, &message, at);
}

fn notice_message(
    present: &Present<'_>,
    write: &Write,
    head: &Head,
    notice: (&str, Value),
    at: Timestamp,
) -> MessageView {
    MessageView {
        id: MessageId::random(),
        conversation_id: head.id,
        seq: present.next_seq() + write.events_told(),
        author: Author { kind: AuthorKind::System, id: None, name: None },
        note: false,
        whisper: false,
        body: String::new(),
        attachments: Vec::new(),
        client_ref: None,
        reply_to: None,
        sources: Vec::new(),
        system: Some(SystemNotice { code: notice.0.to_owned(), params: notice.1 }),
        reactions: Vec::new(),
        created_at: At(at),
        edited_at: None,
        deleted_at: None,
    }
}

/// Adds what happened to a conversation outside it, for both sides to word.
pub fn tell_notice(
    present: &Present<'_>,
    write: &mut Write,
    head: &Head,
    notice: (&str, Value),
    at: Timestamp,
) {
    append_notice(present, write, head, notice, at);
}

/// Adds a message row, its effect on the conversation, and its event.
fn append(present: &Present<'_>, write: &mut Write, head: &Head, message: &MessageView, at: Timestamp) {
    store::append_row(write, head.site, message);
    if message.note {
        store::note_note(write, head.id, message.seq, at);
    } else {
        store::note_message(write, head.id, message.author.kind, message.seq, at);
    }
    let hears = (!message.note).then_some(head.visitor);
    let created = Event::new(head.site, "message.created", message.id.uuid(), at).within(head.id, hears);
    // Told as it is to both sides, unless the visitor is to read another name in it.
    write.tell(if named_otherwise(present, head, message) { created } else { created.telling(message) });
    let asks = message.author.kind == AuthorKind::Visitor && head.status == Status::Bot;
    if asks && head.assistant == AssistantState::On {
        write.tell(Event::new(head.site, "question.asked", message.id.uuid(), at).within(head.id, None));
    }
}

/// Whether a message says to agents what one of them is called, and something else to the visitor.
fn named_otherwise(present: &Present<'_>, head: &Head, message: &MessageView) -> bool {
    // In doubt it is read back and looked at again.
    !message.note
        && message.names_agent()
        && settings::widget(present, head.site).map_or(true, |it| it.agent_name.is_some())
}

/// A conversation as its visitor may see it.
///
/// # Errors
/// When the database cannot be read.
pub async fn shown_to_visitor(app: &App, site: SiteId, view: ConversationView) -> Result<ConversationView> {
    let alias = app.store.read(move |conn| Ok(settings::widget(conn, site)?.agent_name)).await?;
    Ok(view.for_visitor(alias.as_deref()))
}

/// What `by` reads instead of agents' names; nothing for those who know them.
fn alias_for(conn: &Connection, site: SiteId, by: &Actor) -> Result<Option<String>> {
    match by {
        Actor::Visitor(_) => Ok(settings::widget(conn, site)?.agent_name),
        Actor::Agent { .. } | Actor::Assistant => Ok(None),
    }
}

fn all_for_visitor(messages: Vec<MessageView>, alias: Option<&str>) -> Vec<MessageView> {
    messages.into_iter().map(|it| it.for_visitor(alias)).collect()
}
