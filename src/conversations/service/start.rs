//! Beginning a conversation.
use super::{append_notice, find, handed, post};
use crate::app::App;
use crate::base::Priority;
use crate::base::ids::{ConversationId, DepartmentId, GroupId, SiteId, SkillId, UserId, VisitorId};
use crate::conversations::store::NewConversation;
use crate::conversations::types::{
    Actor, AssistantState, ConversationView, Draft, Head, MessageView, Status,
};
use crate::conversations::{rules, store};
use crate::files::Links;
use crate::organisation::{self, Kind};
use crate::routing::{self, Choice, store::Asked};
use crate::settings::{self, AssistantMode, Handing};
use crate::store::{Present, Write};
use crate::{Error, Result, bans, hours, tracking, visitors};
use jiff::Timestamp;
use rusqlite::Connection;
use serde_json::json;
use std::collections::HashSet;

/// What a visitor begins with.
#[derive(Debug, Clone, Default)]
pub struct Start {
    /// The first message, if any.
    pub message: Option<Draft>,
    /// Language of the widget.
    pub language: Option<String>,
    /// Where it belongs.
    pub department: Option<DepartmentId>,
    /// What it needs.
    pub skills: Vec<SkillId>,
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
/// Outside the opening hours the assistant alone. A visitor who has an open one gets that; the message goes there. What
/// was said before under the same `client_ref` is not said again: its conversation is answered, closed or not.
///
/// # Errors
/// 403 `visitor_banned`, 422 as [`rules::check`] when there is a message; 409 `chat_closed` or `chat_off` when nobody may take it.
pub async fn start(app: &App, site: SiteId, visitor: VisitorId, mut start: Start) -> Result<Started> {
    if let Some(draft) = &start.message {
        rules::check(draft)?;
    }
    tracking::service::save(app).await?; // rules may go by the page
    let now = app.clock.now();
    let links = Links::new(&app.keys, now);
    let online = routing::service::online(app, site);
    let (_, (id, head, message)) = app
        .store
        .decide(move |present| {
            let mut write = Write::new();
            let actor = Actor::Visitor(visitor);
            bans::check_in(present, site, visitor, now)?;
            if let Some(first) = said_before(present, &links, (site, visitor), &start)? {
                return Ok((write, (first.conversation_id, None, Some(first))));
            }
            let (head, joined) = match store::open_of_visitor(present, site, visitor)? {
                Some(id) => (super::open_head_for(present, site, id, &actor, now)?, None),
                None => begin(present, &mut write, (site, visitor), &mut start, &online, now)?,
            };
            let message = match start.message {
                None => None,
                Some(draft) => Some(post(present, &mut write, &head, &actor, draft, (&links, now))?),
            };
            // After what the visitor said: whoever joins comes for that.
            if let Some(name) = joined {
                append_notice(present, &mut write, &head, ("agent_joined", json!({ "name": name })), now);
            }
            Ok((write, (head.id, Some(head), message)))
        })
        .await?;
    if let Some(head) = &head {
        super::absence::wake(app, head).await;
    }
    Ok(Started { conversation: find(app, site, id).await?, message })
}

/// An agent speaks to a visitor first: the conversation begins with that agent, whatever the opening hours.
///
/// # Errors
/// 404 when the site has no such visitor; 409 `visitor_has_chat` when there is an open conversation, `visitor_is_banned`;
/// 422 as [`rules::check`].
pub async fn reach_out(
    app: &App,
    site: SiteId,
    visitor: VisitorId,
    by: Actor,
    draft: Draft,
) -> Result<ConversationView> {
    rules::check(&draft)?;
    let now = app.clock.now();
    let (links, speaker) = (Links::new(&app.keys, now), by.user());
    let (_, id) = app
        .store
        .decide(move |present| {
            let known = visitors::store::find(present, site, visitor)?.ok_or(Error::NotFound("visitor"))?;
            if bans::store::of_visitor(present, site, visitor, now)?.is_some() {
                return Err(Error::Conflict("visitor_is_banned"));
            }
            if store::open_of_visitor(present, site, visitor)?.is_some() {
                return Err(Error::Conflict("visitor_has_chat"));
            }
            let (assistant, assignee) = match (settings::assistant(present, site)?.mode, &by) {
                (mode, Actor::Agent { id, .. }) => (super::silent(mode), *id),
                _ => return Err(Error::Forbidden("role_forbids")),
            };
            let head = Head {
                id: ConversationId::random(),
                site,
                number: visitors::store::next_number(present, site, "conversation")?,
                visitor,
                visitor_name: known.name,
                status: Status::Active,
                assignee: Some(assignee),
                assistant,
                priority: Priority::Normal,
                language: known.language.unwrap_or_else(|| "tr".to_owned()),
                closed_at: None,
                snoozed_until: None,
                assistant_answers: 0,
            };
            let mut write = Write::new();
            visitors::store::take_number(&mut write, site, "conversation", head.number);
            store::insert(&mut write, &new_row(&head, &Start::default(), None), now);
            write.tell(handed(&head, "conversation.started", by.user(), now));
            post(present, &mut write, &head, &by, draft, (&links, now))?;
            Ok((write, head.id))
        })
        .await?;
    super::absence::note_life(app, site, speaker).await;
    find(app, site, id).await
}

/// The first message, where its answer was lost and it is sent again; the conversation may have ended meanwhile.
fn said_before(
    present: &Present<'_>,
    links: &Links,
    (site, visitor): (SiteId, VisitorId),
    start: &Start,
) -> Result<Option<MessageView>> {
    match start.message.as_ref().and_then(|it| it.client_ref.as_deref()) {
        Some(name) => store::find_of_visitor_by_client_ref(present, links, site, visitor, name),
        None => Ok(None),
    }
}

/// Begins it; tells the name of who has it from the start.
fn begin(
    present: &Present<'_>,
    write: &mut Write,
    (site, visitor): (SiteId, VisitorId),
    start: &mut Start,
    online: &HashSet<UserId>,
    now: Timestamp,
) -> Result<(Head, Option<String>)> {
    let mode = settings::assistant(present, site)?.mode;
    let reception = hours::reception(present, site, now)?;
    let language = start.language.as_deref().and_then(rules::language).unwrap_or_else(|| "tr".to_owned());
    let asked = asked(present, site, start, &language)?;
    let request = routing::store::asked(present, site, visitor, asked, now)?;
    let priority = routing::service::urgency(present, site, &request)?;
    let decision = match mode {
        _ if reception.refusal.is_some() => rules::assistant_alone(reception, mode).map(|()| None)?,
        AssistantMode::Always => None,
        AssistantMode::Busy | AssistantMode::Offline | AssistantMode::Suggest | AssistantMode::Off => {
            super::handing::choose_in_turn(present, write, site, &request, (online, now))?
        }
    };
    let offered = decision.as_ref().filter(|it| it.handing == Handing::Offer);
    let choice = decision.as_ref().filter(|it| it.handing == Handing::Assign).map(|it| &it.choice);
    let alone = reception.refusal.is_some();
    let (status, assistant) =
        if offered.is_some() { while_asked(mode) } else { first_state(mode, choice, alone) };
    let visitor_name = visitors::store::find(present, site, visitor)?.and_then(|it| it.name);
    let head = Head {
        id: ConversationId::random(),
        site,
        number: visitors::store::next_number(present, site, "conversation")?,
        visitor,
        visitor_name,
        status,
        assignee: choice.map(|it| it.user),
        assistant,
        priority,
        language,
        closed_at: None,
        snoozed_until: None,
        assistant_answers: 0,
    };
    visitors::store::take_number(write, site, "conversation", head.number);
    let reason = choice.and_then(|it| serde_json::to_string(&it.reason).ok());
    store::insert(write, &new_row(&head, start, reason), now);
    write.tell(handed(&head, "conversation.started", None, now));
    if let Some(decision) = offered {
        super::handing::offer(write, &head, decision, &[], now);
    }
    let joined = choice.map(|it| it.name.clone());
    Ok((head, joined))
}

/// An agent is asked to take it: the visitor waits meanwhile, and the assistant is silent.
fn while_asked(mode: AssistantMode) -> (Status, AssistantState) {
    (Status::Queued, super::silent(mode))
}

/// Who speaks first; `alone`: no person can be asked for now.
fn first_state(mode: AssistantMode, choice: Option<&Choice>, alone: bool) -> (Status, AssistantState) {
    match choice {
        Some(_) => (Status::Active, super::silent(mode)),
        None if alone || mode.speaks_open() => (Status::Bot, AssistantState::On),
        None => (Status::Queued, super::silent(mode)),
    }
}

/// What is asked for, as far as the site has it: a page may still name a department that was removed since, and that
/// is no reason to lose what its visitor says.
fn asked(conn: &Connection, site: SiteId, start: &mut Start, language: &str) -> Result<Asked> {
    let known = |kind, id: uuid::Uuid| organisation::of_kind(conn, site, kind, GroupId::of(id));
    if let Some(it) = start.department
        && !known(Kind::Department, it.uuid())?
    {
        start.department = None;
    }
    let mut skills = Vec::new();
    for it in &start.skills {
        if known(Kind::Skill, it.uuid())? {
            skills.push(*it);
        }
    }
    start.skills = skills;
    Ok(Asked { department: start.department, skills: start.skills.clone(), language: language.to_owned() })
}

fn new_row<'a>(head: &'a Head, start: &'a Start, assigned_reason: Option<String>) -> NewConversation<'a> {
    NewConversation {
        department: start.department,
        skills: &start.skills,
        id: head.id,
        site: head.site,
        number: head.number,
        visitor: head.visitor,
        status: head.status,
        assignee: head.assignee,
        assigned_reason,
        assistant: head.assistant,
        language: &head.language,
        priority: head.priority,
    }
}
