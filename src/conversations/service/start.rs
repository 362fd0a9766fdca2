//! Beginning a conversation.
use super::{append_notice, event, find, post};
use crate::app::App;
use crate::base::ids::{ConversationId, SiteId, VisitorId};
use crate::conversations::store::NewConversation;
use crate::conversations::types::{
    Actor, AssistantState, ConversationView, Draft, Head, MessageView, Status,
};
use crate::conversations::{rules, store};
use crate::files::Links;
use crate::routing::{self, Choice};
use crate::settings::{self, AssistantMode};
use crate::store::{Present, Write};
use crate::{Result, bans, visitors};
use jiff::Timestamp;
use serde_json::json;
use std::collections::HashSet;

/// What a visitor begins with.
#[derive(Debug, Clone, Default)]
pub struct Start {
    /// The first message, if any.
    pub message: Option<Draft>,
    /// Language of the widget.
    pub language: Option<String>,
}

/// A conversation that began, or the open one there was.
#[derive(Debug, Clone)]
pub struct Started {
    /// In full.
    pub conversation: ConversationView,
    /// The first message, if one was given.
    pub message: Option<MessageView>,
}

/// Begins a conversation and finds out at once who takes it: an agent with room, else the assistant, else the queue.
/// A visitor who has an open one gets that; the message goes there.
///
/// # Errors
/// 403 `visitor_banned`, 422 as [`rules::check`] when there is a message.
pub async fn start(app: &App, site: SiteId, visitor: VisitorId, start: Start) -> Result<Started> {
    if let Some(draft) = &start.message {
        rules::check(draft)?;
    }
    let now = app.clock.now();
    let links = Links::new(&app.keys, now);
    let online = routing::service::online(app, site);
    let (_, (id, message)) = app
        .store
        .decide(move |present| {
            let mut write = Write::new();
            let actor = Actor::Visitor(visitor);
            bans::check_in(present, site, visitor, now)?;
            let head = match store::open_of_visitor(present, site, visitor)? {
                Some(id) => super::head_for(present, site, id, &actor)?,
                None => begin(present, &mut write, (site, visitor), &start, &online, now)?,
            };
            let message = match start.message {
                None => None,
                Some(draft) => Some(first_message(present, &mut write, &head, &actor, draft, (&links, now))?),
            };
            Ok((write, (head.id, message)))
        })
        .await?;
    Ok(Started { conversation: find(app, site, id).await?, message })
}

fn first_message(
    present: &Present<'_>,
    write: &mut Write,
    head: &Head,
    actor: &Actor,
    draft: Draft,
    context: (&Links, Timestamp),
) -> Result<MessageView> {
    if let Some(name) = &draft.client_ref
        && let Some(first) =
            store::find_by_client_ref(present, context.0, head.site, head.id, actor.kind(), name)?
    {
        return Ok(first);
    }
    post(present, write, head, actor, draft, context)
}

fn begin(
    present: &Present<'_>,
    write: &mut Write,
    (site, visitor): (SiteId, VisitorId),
    start: &Start,
    online: &HashSet<crate::base::ids::UserId>,
    now: Timestamp,
) -> Result<Head> {
    let mode = settings::assistant(present, site)?.mode;
    let choice = match mode {
        AssistantMode::Always => None,
        AssistantMode::Busy | AssistantMode::Off => routing::choose(present, write, site, online, now)?,
    };
    let (status, assistant) = first_state(mode, choice.as_ref());
    let visitor_name = visitors::store::find(present, site, visitor)?.and_then(|it| it.name);
    let head = Head {
        id: ConversationId::random(),
        site,
        number: visitors::store::next_number(present, site, "conversation")?,
        visitor,
        visitor_name,
        status,
        assignee: choice.as_ref().map(|it| it.user),
        assistant,
        language: start.language.clone().unwrap_or_else(|| "tr".to_owned()),
        closed_at: None,
        assistant_answers: 0,
    };
    visitors::store::take_number(write, site, "conversation", head.number);
    let reason = choice.as_ref().and_then(|it| serde_json::to_string(&it.reason).ok());
    store::insert(write, &new_row(&head, reason), now);
    write.tell(event(&head, "conversation.started", now));
    if let Some(choice) = &choice {
        append_notice(present, write, &head, ("agent_joined", json!({ "name": choice.name })), now);
    }
    Ok(head)
}

/// Who speaks first.
fn first_state(mode: AssistantMode, choice: Option<&Choice>) -> (Status, AssistantState) {
    match (choice, mode) {
        (Some(_), AssistantMode::Off) => (Status::Active, AssistantState::Off),
        (Some(_), _) => (Status::Active, AssistantState::Stopped),
        (None, AssistantMode::Off) => (Status::Queued, AssistantState::Off),
        (None, _) => (Status::Bot, AssistantState::On),
    }
}

fn new_row(head: &Head, assigned_reason: Option<String>) -> NewConversation<'_> {
    NewConversation {
        id: head.id,
        site: head.site,
        number: head.number,
        visitor: head.visitor,
        status: head.status,
        assignee: head.assignee,
        assigned_reason,
        assistant: head.assistant,
        language: &head.language,
    }
}
