//! What becomes of conversations when somebody is gone: the agent who has them, or the visitor who waits.
use super::fate::change;
use super::handing::give;
use super::{append_notice, event, open_head_for, silent};
use crate::app::App;
use crate::base::ids::{ConversationId, SiteId, UserId};
use crate::conversations::types::{Actor, AssistantState, ConversationView, Head, Status};
use crate::conversations::{rules, store};
use crate::realtime::Audience;
use crate::settings;
use crate::store::{Event, Present, Write};
use crate::{Result, hours, routing};
use jiff::Timestamp;
use serde_json::json;

/// Tells the visitors of an agent's conversations that the agent's connection is lost, or there again; never stored.
///
/// # Errors
/// When the database cannot be read.
pub async fn tell_connection(app: &App, site: SiteId, agent: UserId) -> Result<()> {
    let now = app.clock.now();
    let active = app.store.read(move |conn| store::active_of(conn, site, agent, now)).await?;
    let reconnecting = app.absent_users.knows(site, agent);
    for (id, visitor) in active {
        let told = json!({ "conversationId": id, "reconnecting": reconnecting });
        app.hub.tell(Audience::Visitor(site, visitor), "chat:agent", &told);
    }
    Ok(())
}

/// An agent has not come back: each of their conversations goes to somebody else who can take it, else to the
/// assistant, else it waits; the visitor is told. What was put off stays with them until its time.
///
/// # Errors
/// When the store fails.
pub async fn hand_back(app: &App, site: SiteId, agent: UserId) -> Result<()> {
    let now = app.clock.now();
    for (id, _) in app.store.read(move |conn| store::active_of(conn, site, agent, now)).await? {
        if let Err(error) = hand_on(app, site, id, agent).await {
            tracing::error!(%error, conversation = %id, "an absent agent's conversation was not handed back");
        }
    }
    Ok(())
}

/// One conversation of an agent who is gone goes to somebody else, as [`hand_back`] says.
async fn hand_on(app: &App, site: SiteId, id: ConversationId, agent: UserId) -> Result<ConversationView> {
    let online = routing::service::online(app, site);
    change(app, site, id, move |present, write, now| {
        let Some(head) = store::head(present, site, id)?.filter(|it| it.assignee == Some(agent)) else {
            return Ok(()); // somebody took it meanwhile
        };
        if head.status != Status::Active {
            return Ok(());
        }
        let name = store::user_name(present, agent)?;
        append_notice(present, write, &head, ("agent_lost", json!({ "name": name })), now);
        let request = routing::store::request(present, site, id, now)?.unwrap_or_default();
        match routing::choose(present, write, site, &request, (&online, now))? {
            Some(it) => give(present, write, &head, &it, now),
            None => without_agent(present, write, &head, now)?,
        }
        Ok(())
    })
    .await
}

/// The visitor wrote in `head`: if whoever has it is gone, it goes to somebody else. What was put off stayed until now,
/// and so did what was given by hand to somebody who was not there.
pub(super) async fn wake(app: &App, head: &Head) {
    let Some(agent) = head.assignee.filter(|_| head.status == Status::Active) else { return };
    let handed_on = match routing::service::is_gone(app, head.site, agent).await {
        Ok(false) => return,
        Ok(true) => hand_on(app, head.site, head.id, agent).await.map(drop),
        Err(error) => Err(error),
    };
    if let Err(error) = handed_on {
        tracing::error!(%error, conversation = %head.id, "what an absent agent has was not handed back");
    }
}

/// Whoever speaks in a conversation or takes one is there, with a desk or with another program.
pub(super) async fn note_life(app: &App, site: SiteId, user: Option<UserId>) {
    if let Some(user) = user
        && let Err(error) = routing::service::hear_from(app, site, user).await
    {
        tracing::error!(%error, %user, "a sign of life was not noted");
    }
}

/// Hands back what agents have who work on the site no more; `agent`: only what this one has. Tells whether there was
/// any.
///
/// # Errors
/// When the store fails.
pub async fn take_back(app: &App, agent: Option<(SiteId, UserId)>) -> Result<bool> {
    let gone = app.store.read(move |conn| store::gone_agents(conn, agent)).await?;
    for (site, user) in &gone {
        hand_back(app, *site, *user).await?;
    }
    Ok(!gone.is_empty())
}

/// Nobody can take it: the assistant answers where the site uses it, also what was said last; else it waits.
fn without_agent(present: &Present<'_>, write: &mut Write, head: &Head, now: Timestamp) -> Result<()> {
    let mode = settings::assistant(present, head.site)?.mode;
    let reception = hours::reception(present, head.site, now)?;
    if !rules::assistant_speaks(reception, mode) {
        if reception.refusal.is_some() {
            close_for_today(present, write, head, now);
            return Ok(());
        }
        store::release(write, head.id, Status::Queued, silent(mode), now);
        append_notice(present, write, head, ("agent_left", json!({})), now);
        write.tell(event(head, "conversation.updated", now));
        return Ok(());
    }
    to_assistant(present, write, head, now)
}

/// The assistant goes on, also with what was said last.
fn to_assistant(present: &Present<'_>, write: &mut Write, head: &Head, now: Timestamp) -> Result<()> {
    store::release(write, head.id, Status::Bot, AssistantState::On, now);
    append_notice(present, write, head, ("assistant_resumed", json!({})), now);
    if let Some(question) = store::unanswered(present, head.id)? {
        let asked = Event::new(head.site, "question.asked", question.uuid(), now);
        write.tell(asked.within(head.id, None));
    }
    write.tell(event(head, "conversation.updated", now));
    Ok(())
}

/// The site has closed, or an emergency began, while somebody waited: the assistant goes on where it may, else the
/// conversation ends, and the widget shows what is left to the visitor.
///
/// # Errors
/// 404.
pub async fn end_waiting(app: &App, site: SiteId, id: ConversationId) -> Result<ConversationView> {
    change(app, site, id, move |present, write, now| {
        let Some(head) = store::head(present, site, id)?.filter(|it| it.status == Status::Queued) else {
            return Ok(()); // somebody took it meanwhile
        };
        let reception = hours::reception(present, site, now)?;
        if reception.refusal.is_none() {
            return Ok(());
        }
        if rules::assistant_alone(reception, settings::assistant(present, site)?.mode).is_ok() {
            append_notice(present, write, &head, ("queue_closed", json!({})), now);
            return to_assistant(present, write, &head, now);
        }
        close_for_today(present, write, &head, now);
        Ok(())
    })
    .await
}

/// Nobody is there any more, and nobody will come: it ends, and the form is left to the visitor.
fn close_for_today(present: &Present<'_>, write: &mut Write, head: &Head, now: Timestamp) {
    append_notice(present, write, head, ("queue_closed", json!({})), now);
    store::close(write, head.id, now);
    write.tell(event(head, "conversation.closed", now));
}

/// Why somebody waits no longer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Leaving {
    /// The visitor said so.
    Asked,
    /// The page was left, and not opened again in time.
    PageLeft,
    /// The form was left in place of more waiting.
    FormLeft,
}

impl Leaving {
    fn as_str(self) -> &'static str {
        match self {
            Leaving::Asked => "asked",
            Leaving::PageLeft => "page_left",
            Leaving::FormLeft => "form_left",
        }
    }
}

/// Takes a conversation out of the queue: back to the assistant where the site uses it, else it ends. One that does
/// not wait stays as it is.
///
/// # Errors
/// 404, 409 `conversation_closed`.
pub async fn leave_queue(
    app: &App,
    site: SiteId,
    id: ConversationId,
    by: Actor,
    why: Leaving,
) -> Result<ConversationView> {
    change(app, site, id, move |present, write, now| {
        let head = open_head_for(present, site, id, &by, now)?;
        if head.status != Status::Queued {
            return Ok(());
        }
        append_notice(present, write, &head, ("queue_left", json!({ "why": why.as_str() })), now);
        let reception = hours::reception(present, site, now)?;
        if !rules::assistant_speaks(reception, settings::assistant(present, site)?.mode) {
            store::close(write, id, now);
            write.tell(event(&head, "conversation.closed", now));
        } else {
            store::release(write, id, Status::Bot, AssistantState::On, now);
            write.tell(event(&head, "conversation.updated", now));
        }
        Ok(())
    })
    .await
}
