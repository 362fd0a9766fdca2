//! Who has a conversation: given, transferred, asked for, and given away when somebody gets room.
use super::absence::note_life;
use super::fate::{change, entry, quiet};
use super::{append_notice, event, handed, offers, open_head_for, post};
use crate::app::App;
use crate::base::ids::{ConversationId, DepartmentId, SiteId, TeamId, UserId};
use crate::conversations::types::{Actor, ConversationView, Draft, Head, Status};
use crate::conversations::{rules, store};
use crate::files::Links;
use crate::routing::service::Place;
use crate::routing::types::{Candidate, Decision, Reason, Request, Waiting};
use crate::routing::{self, Choice};
use crate::settings::{self, Handing, Routing, Strategy};
use crate::store::{Event, Present, Write};
use crate::{Error, Result, audit, hours};
use jiff::{SignedDuration, Timestamp};
use serde_json::json;
use std::collections::HashSet;

/// Gives it to `to`, or to nobody (`None`: back into the queue).
///
/// # Errors
/// 404, 409 `conversation_closed`, 422 `assignee_unknown`.
pub async fn assign(
    app: &App,
    site: SiteId,
    id: ConversationId,
    by: Actor,
    to: Option<UserId>,
) -> Result<ConversationView> {
    let online = routing::service::online(app, site);
    let taker = by.user().filter(|it| to == Some(*it));
    let view = change(app, site, id, move |present, write, now| {
        let head = open_head_for(present, site, id, &by, now)?;
        assign_to(present, write, &head, (to, by.user()), (&online, now))
    })
    .await?;
    note_life(app, site, taker).await;
    Ok(view)
}

/// What assigning does, within a write; nothing, when it is so already.
pub(super) fn assign_to(
    present: &Present<'_>,
    write: &mut Write,
    head: &Head,
    (to, by): (Option<UserId>, Option<UserId>),
    (online, now): (&HashSet<UserId>, Timestamp),
) -> Result<()> {
    if head.assignee == to && (to.is_some() || head.status == Status::Queued) {
        return Ok(());
    }
    match to {
        None => {
            store::release(write, head.id, Status::Queued, quiet(head.assistant), now);
            append_notice(present, write, head, ("agent_left", json!({})), now);
        }
        Some(user) => {
            let agents = routing::store::agents(present, head.site, online, now)?;
            let agent = agents.into_iter().find(|it| it.user == user);
            let agent = agent.ok_or_else(|| Error::invalid("assignee", "assignee_unknown"))?;
            store::assign(write, head.id, user, None, now);
            let code = if head.assignee.is_some() { "transferred" } else { "agent_joined" };
            append_notice(present, write, head, (code, json!({ "name": agent.name })), now);
        }
    }
    write.tell(handed(head, "conversation.assigned", by, now));
    Ok(())
}

/// Where a conversation is to go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    /// To an agent.
    Agent(UserId),
    /// To whoever has least to do in a team.
    Team(TeamId),
    /// To whoever has least to do in a department; it belongs there from now on.
    Department(DepartmentId),
}

/// A transfer.
#[derive(Debug, Clone)]
pub struct Transfer {
    /// Where to.
    pub to: Target,
    /// A word to the next agent, kept as a note.
    pub note: Option<String>,
}

/// Hands it on to an agent who can take it. Says why when nobody can, and changes nothing then.
///
/// # Errors
/// 404; 409 `conversation_closed`, `transfer_to_same`, `agent_offline`, `agent_not_taking`, `agent_full`,
/// `team_cannot_take`, `department_cannot_take`; 422 for somebody unknown or a note that is too long.
pub async fn transfer(
    app: &App,
    site: SiteId,
    id: ConversationId,
    by: Actor,
    transfer: Transfer,
) -> Result<ConversationView> {
    let note = transfer.note.filter(|it| !it.trim().is_empty());
    if let Some(it) = &note {
        rules::check_body(it)?;
    }
    let (online, links) = (routing::service::online(app, site), Links::new(&app.keys, app.clock.now()));
    let to = transfer.to;
    change(app, site, id, move |present, write, now| {
        let head = open_head_for(present, site, id, &by, now)?;
        let agents = routing::store::agents(present, site, &online, now)?;
        let agent = receiver(&agents, to, head.assignee)?;
        if let Some(body) = note {
            let draft = Draft { body, note: true, ..Draft::default() };
            post(present, write, &head, &by, draft, (&links, now))?;
        }
        let reason = Reason {
            strategy: "transfer".to_owned(),
            current: agent.current,
            max: agent.max,
            ..Reason::default()
        };
        routing::service::take_turn(present, write, site, agent.user, now);
        store::assign(write, id, agent.user, serde_json::to_string(&reason).ok().as_deref(), now);
        if let Target::Department(department) = to {
            store::set_department(write, id, department);
        }
        append_notice(present, write, &head, ("transferred", json!({ "name": agent.name })), now);
        write.tell(handed(&head, "conversation.transferred", by.user(), now));
        let entry = entry(&by, &head, "conversation.transferred", now);
        let entry =
            entry.old(json!({ "assignee": head.assignee })).new_value(json!({ "assignee": agent.user }));
        audit::record(present, write, entry)
    })
    .await
}

/// Who takes what is transferred to `to`.
fn receiver(agents: &[Candidate], to: Target, present: Option<UserId>) -> Result<&Candidate> {
    let within: fn(&Candidate, Target) -> bool = |it, to| match to {
        Target::Agent(user) => it.user == user,
        Target::Team(team) => it.profile.team_ids.contains(&team),
        Target::Department(department) => it.profile.department_id == Some(department),
    };
    let others: Vec<Candidate> =
        agents.iter().filter(|it| within(it, to) && Some(it.user) != present).cloned().collect();
    if let Target::Agent(user) = to {
        let agent = agents
            .iter()
            .find(|it| it.user == user)
            .ok_or_else(|| Error::invalid("agent_id", "assignee_unknown"))?;
        return match obstacle(agent, present) {
            Some(code) => Err(Error::Conflict(code)),
            None => Ok(agent),
        };
    }
    let least_busy = Routing {
        rules: vec![settings::Rule {
            when: settings::Conditions::default(),
            strategy: Strategy::LeastBusy,
            priority: None,
        }],
        ..Routing::default()
    };
    let choice = routing::rules::decide(&others, &Request::default(), &least_busy);
    let found = choice.and_then(|choice| agents.iter().find(|it| it.user == choice.user));
    found.ok_or(Error::Conflict(match to {
        Target::Team(_) => "team_cannot_take",
        _ => "department_cannot_take",
    }))
}

/// Why an agent cannot take what is transferred.
fn obstacle(agent: &Candidate, present: Option<UserId>) -> Option<&'static str> {
    if present == Some(agent.user) {
        Some("transfer_to_same")
    } else if !agent.online {
        Some("agent_offline")
    } else if !agent.has_room() {
        Some("agent_full")
    } else if !agent.can_take() {
        Some("agent_not_taking")
    } else {
        None
    }
}

/// The visitor asks for a person: an agent with room takes it at once, else it waits. Answers the place in the
/// queue; `None` when somebody has it.
///
/// # Errors
/// 404, 409 `conversation_closed`; `chat_closed` outside the opening hours, `chat_off` in an emergency.
pub async fn escalate(
    app: &App,
    site: SiteId,
    id: ConversationId,
    by: Actor,
) -> Result<(ConversationView, Option<Place>)> {
    let online = routing::service::online(app, site);
    let view = change(app, site, id, move |present, write, now| {
        let head = open_head_for(present, site, id, &by, now)?;
        if head.status != Status::Bot {
            return Ok(());
        }
        hours::reception(present, site, now)?.ask_for_person()?;
        let request = routing::store::request(present, site, id, now)?.unwrap_or_default();
        let priority = routing::service::urgency(present, site, &request)?;
        if priority != head.priority {
            store::set_priority(write, id, priority);
        }
        match choose_in_turn(present, write, site, &request, (&online, now))? {
            Some(it) => give(present, write, &head, &it, now),
            None => {
                store::release(write, id, Status::Queued, quiet(head.assistant), now);
                append_notice(present, write, &head, ("handed_over", json!({})), now);
                write.tell(event(&head, "conversation.updated", now));
            }
        }
        Ok(())
    })
    .await?;
    let place = place(app, site, id).await?;
    Ok((view, place))
}

/// Where a conversation stands in the queue; `None` when it does not wait.
///
/// # Errors
/// When the database cannot be read.
pub async fn place(app: &App, site: SiteId, id: ConversationId) -> Result<Option<Place>> {
    let (online, now) = (routing::service::online(app, site), app.clock.now());
    let places = app
        .store
        .read(move |conn| {
            let waiting = routing::service::ordered(conn, site, now)?;
            routing::service::places(conn, site, &waiting, (&online, now))
        })
        .await?;
    Ok(places.into_iter().find(|it| it.conversation == id))
}

/// Gives it to who was chosen, or asks them first where the site wants that.
pub(super) fn give(
    present: &Present<'_>,
    write: &mut Write,
    head: &Head,
    decision: &Decision,
    now: Timestamp,
) {
    match decision.handing {
        Handing::Assign => hand_to(present, write, head, &decision.choice, now),
        Handing::Offer => {
            if head.status != Status::Queued {
                store::release(write, head.id, Status::Queued, quiet(head.assistant), now);
                append_notice(present, write, head, ("handed_over", json!({})), now);
                write.tell(event(head, "conversation.updated", now));
            }
            offer(write, head, decision, &[], now);
        }
    }
}

/// Asks who was chosen to take a conversation that waits.
pub(super) fn offer(
    write: &mut Write,
    head: &Head,
    decision: &Decision,
    declined: &[UserId],
    now: Timestamp,
) {
    let reason = serde_json::to_string(&decision.choice.reason).ok();
    let length = SignedDuration::from_secs(i64::from(decision.accept_seconds));
    let to = (decision.choice.user, now.checked_add(length).unwrap_or(now));
    store::offer(write, head.id, to, reason.as_deref(), declined);
    let told = Event::new(head.site, "conversation.offered", decision.choice.user.uuid(), now);
    write.tell(told.within(head.id, None));
}

fn hand_to(present: &Present<'_>, write: &mut Write, head: &Head, choice: &Choice, now: Timestamp) {
    let reason = serde_json::to_string(&choice.reason).ok();
    store::assign(write, head.id, choice.user, reason.as_deref(), now);
    append_notice(present, write, head, ("agent_joined", json!({ "name": choice.name })), now);
    write.tell(handed(head, "conversation.assigned", None, now));
}

/// Somebody has room again: gives waiting conversations away, the highest priority first, until nobody can take one.
///
/// # Errors
/// When the store fails.
pub async fn fill(app: &App, site: SiteId) -> Result<()> {
    if app.store.read(move |conn| routing::store::waiting(conn, site)).await?.is_empty() {
        return Ok(());
    }
    let (online, now) = (routing::service::online(app, site), app.clock.now());
    app.store
        .decide(move |present| {
            let mut write = Write::new();
            let routing = settings::routing(present, site)?;
            let mut agents = routing::service::candidates(present, site, &routing, (&online, now))?;
            serve_all(present, &mut write, site, (&mut agents, &routing), now)?;
            Ok((write, ()))
        })
        .await?;
    Ok(())
}

/// Who takes a conversation that comes now. Whoever waits already goes first: room that was got a moment ago, and not
/// given away yet, is theirs.
pub(super) fn choose_in_turn(
    present: &Present<'_>,
    write: &mut Write,
    site: SiteId,
    request: &Request,
    (online, now): (&HashSet<UserId>, Timestamp),
) -> Result<Option<Decision>> {
    let routing = settings::routing(present, site)?;
    let mut agents = routing::service::candidates(present, site, &routing, (online, now))?;
    serve_all(present, write, site, (&mut agents, &routing), now)?;
    Ok(routing::service::choose_among(present, write, site, request, (&agents, &routing), now))
}

/// Gives waiting conversations away, the highest priority first, until nobody can take one.
fn serve_all(
    present: &Present<'_>,
    write: &mut Write,
    site: SiteId,
    (agents, routing): (&mut [Candidate], &Routing),
    now: Timestamp,
) -> Result<()> {
    if !agents.iter().any(Candidate::can_take) {
        return Ok(());
    }
    for it in routing::service::ordered(present, site, now)? {
        if it.offered_to.is_none() {
            serve(present, write, (site, &it), (agents, routing), now)?;
        }
        if !agents.iter().any(Candidate::can_take) {
            break;
        }
    }
    Ok(())
}

/// Finds an agent for one conversation that waits; takes the place in `agents`, too.
fn serve(
    present: &Present<'_>,
    write: &mut Write,
    (site, waiting): (SiteId, &Waiting),
    (agents, routing): (&mut [Candidate], &Routing),
    now: Timestamp,
) -> Result<()> {
    let Some(mut request) = routing::store::request(present, site, waiting.id, now)? else { return Ok(()) };
    if offers::begin_again(waiting, now) {
        request.declined.clear();
    }
    let Some(choice) = routing::rules::decide(agents, &request, routing) else { return Ok(()) };
    let Some(head) = store::head(present, site, waiting.id)? else { return Ok(()) };
    let turn = present.next_seq() + write.events_told();
    for it in agents.iter_mut().filter(|it| it.user == choice.user) {
        match routing.handing {
            Handing::Assign => it.current += 1,
            Handing::Offer => it.queued += 1,
        }
        (it.last_assigned_at, it.last_turn) = (now.as_millisecond(), turn);
    }
    routing::store::note_turn(write, site, choice.user, turn, now);
    match routing.handing {
        Handing::Assign => hand_to(present, write, &head, &choice, now),
        Handing::Offer => {
            let decision = routing::service::decision(choice, routing);
            offer(write, &head, &decision, &request.declined, now);
        }
    }
    Ok(())
}
