//! What becomes of a conversation: who has it, when it ends, what is noted on it.
use super::{append_notice, event, find, head_for, open_head_for};
use crate::app::App;
use crate::base::ids::{ConversationId, SiteId, UserId};
use crate::conversations::types::{Actor, AssistantState, ConversationView, Head, Status};
use crate::conversations::{rules, store};
use crate::store::{Event, Present, Write};
use crate::{Error, Result, audit, bans, routing, tags};
use jiff::Timestamp;
use serde_json::json;

/// Runs a decision about one conversation and answers how it stands afterwards.
async fn change(
    app: &App,
    site: SiteId,
    id: ConversationId,
    decide: impl FnOnce(&Present<'_>, &mut Write, Timestamp) -> Result<()> + Send + 'static,
) -> Result<ConversationView> {
    let now = app.clock.now();
    app.store
        .decide(move |present| {
            let mut write = Write::new();
            decide(present, &mut write, now)?;
            Ok((write, ()))
        })
        .await?;
    find(app, site, id).await
}

fn entry(by: &Actor, head: &Head, action: &'static str, now: Timestamp) -> audit::Entry {
    audit::Entry::new(&by.audited(), Some(head.site), action, now).to("conversation", head.id.uuid())
}

/// Gives it to `to`, or to nobody (`None`: back into the queue). Says why when that cannot be.
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
    change(app, site, id, move |present, write, now| {
        let head = open_head_for(present, site, id, &by, now)?;
        match to {
            None => {
                store::release(write, id, Status::Queued, quiet(head.assistant), now);
                append_notice(present, write, &head, ("agent_left", json!({})), now);
            }
            Some(user) if head.assignee == Some(user) => return Ok(()),
            Some(user) => {
                let agents = routing::store::agents(present, site, &online, now)?;
                let agent = agents
                    .into_iter()
                    .find(|it| it.user == user)
                    .ok_or_else(|| Error::invalid("assignee", "assignee_unknown"))?;
                store::assign(write, id, user, None, now);
                let code = if head.assignee.is_some() { "transferred" } else { "agent_joined" };
                append_notice(present, write, &head, (code, json!({ "name": agent.name })), now);
            }
        }
        write.tell(event(&head, "conversation.assigned", now));
        Ok(())
    })
    .await
}

/// A person is asked for or speaks: the assistant is silent, unless the site does not use it at all.
fn quiet(assistant: AssistantState) -> AssistantState {
    match assistant {
        AssistantState::Off => AssistantState::Off,
        _ => AssistantState::Stopped,
    }
}

/// Ends it.
///
/// # Errors
/// 404, 409 `conversation_closed`.
pub async fn close(app: &App, site: SiteId, id: ConversationId, by: Actor) -> Result<ConversationView> {
    let closed = change(app, site, id, move |present, write, now| {
        let head = open_head_for(present, site, id, &by, now)?;
        let who = by.kind().as_str();
        append_notice(present, write, &head, ("closed", json!({ "by": who })), now);
        store::close(write, id, now);
        write.tell(event(&head, "conversation.closed", now));
        audit::record(present, write, entry(&by, &head, "conversation.closed", now))
    })
    .await?;
    fill(app, site).await?;
    Ok(closed)
}

/// Puts it off: it leaves the lists until `until` or until the visitor writes. `None` brings it back at once.
///
/// # Errors
/// 404, 409 `conversation_closed`, 422 for a time that is over or more than a year away.
pub async fn snooze(
    app: &App,
    site: SiteId,
    id: ConversationId,
    by: Actor,
    until: Option<Timestamp>,
) -> Result<ConversationView> {
    if !until.is_none_or(|it| rules::may_snooze(it, app.clock.now())) {
        return Err(Error::invalid("until", "snooze_invalid"));
    }
    change(app, site, id, move |present, write, now| {
        let head = open_head_for(present, site, id, &by, now)?;
        store::snooze(write, head.id, until);
        write.tell(Event::new(site, "conversation.updated", id.uuid(), now).within(head.id, None));
        Ok(())
    })
    .await
}

/// Opens a closed one again, for the agent who asks.
///
/// # Errors
/// 404, 409 `conversation_open` or `reopen_window_over`.
pub async fn reopen(app: &App, site: SiteId, id: ConversationId, by: Actor) -> Result<ConversationView> {
    let Actor::Agent { id: agent, .. } = by else { return Err(Error::Forbidden("role_forbids")) };
    change(app, site, id, move |present, write, now| {
        let head = store::head(present, site, id)?.ok_or(Error::NotFound("conversation"))?;
        let closed_at = head.closed_at.ok_or(Error::Conflict("conversation_open"))?;
        if !rules::may_reopen(closed_at, now) {
            return Err(Error::Conflict("reopen_window_over"));
        }
        store::reopen(write, id, head.visitor, agent);
        append_notice(present, write, &head, ("reopened", json!({})), now);
        write.tell(event(&head, "conversation.reopened", now));
        audit::record(present, write, entry(&by, &head, "conversation.reopened", now))
    })
    .await
}

/// Stops the assistant, or lets it answer again (the conversation goes back to it).
///
/// # Errors
/// 404, 409 `conversation_closed`.
pub async fn set_assistant(
    app: &App,
    site: SiteId,
    id: ConversationId,
    by: Actor,
    speaks: AssistantState,
) -> Result<ConversationView> {
    change(app, site, id, move |present, write, now| {
        let head = open_head_for(present, site, id, &by, now)?;
        if head.assistant == speaks {
            return Ok(());
        }
        match (speaks, head.status) {
            (AssistantState::On, _) => {
                store::release(write, id, Status::Bot, AssistantState::On, now);
                append_notice(present, write, &head, ("assistant_resumed", json!({})), now);
            }
            (_, Status::Bot) => {
                store::release(write, id, Status::Queued, AssistantState::Stopped, now);
                append_notice(present, write, &head, ("assistant_stopped", json!({})), now);
            }
            _ => store::set_assistant(write, id, speaks),
        }
        write.tell(event(&head, "conversation.updated", now));
        Ok(())
    })
    .await
}

/// The visitor asks for a person: an agent with room takes it at once, else it waits. Answers the place in the
/// queue, counted from 1; `None` when somebody has it.
///
/// # Errors
/// 404, 409 `conversation_closed`.
pub async fn escalate(
    app: &App,
    site: SiteId,
    id: ConversationId,
    by: Actor,
) -> Result<(ConversationView, Option<usize>)> {
    let online = routing::service::online(app, site);
    let view = change(app, site, id, move |present, write, now| {
        let head = open_head_for(present, site, id, &by, now)?;
        if head.status != Status::Bot {
            return Ok(());
        }
        match routing::choose(present, write, site, &online, now)? {
            Some(choice) => hand_to(present, write, &head, &choice, now),
            None => {
                store::release(write, id, Status::Queued, quiet(head.assistant), now);
                append_notice(present, write, &head, ("handed_over", json!({})), now);
                write.tell(event(&head, "conversation.updated", now));
            }
        }
        Ok(())
    })
    .await?;
    let queue = app.store.read(move |conn| routing::store::queue(conn, site)).await?;
    Ok((view, queue.iter().position(|it| *it == id).map(|it| it + 1)))
}

fn hand_to(present: &Present<'_>, write: &mut Write, head: &Head, choice: &routing::Choice, now: Timestamp) {
    let reason = serde_json::to_string(&choice.reason).ok();
    store::assign(write, head.id, choice.user, reason.as_deref(), now);
    append_notice(present, write, head, ("agent_joined", json!({ "name": choice.name })), now);
    write.tell(event(head, "conversation.assigned", now));
}

/// Somebody has room again: gives waiting conversations away, the longest waiting first, until nobody can take one.
///
/// # Errors
/// When the store fails.
pub async fn fill(app: &App, site: SiteId) -> Result<()> {
    let (online, now) = (routing::service::online(app, site), app.clock.now());
    app.store
        .decide(move |present| {
            // One a decision is enough: each that is given away tells an event, and the next close or sign-in
            // comes here again; but several may wait and several may have room, so go on while both hold.
            let mut write = Write::new();
            let mut agents = routing::store::agents(present, site, &online, now)?;
            for id in routing::store::queue(present, site)? {
                let Some(choice) = routing::rules::round_robin(&agents) else { break };
                let Some(head) = store::head(present, site, id)? else { continue };
                for it in agents.iter_mut().filter(|it| it.user == choice.user) {
                    it.current += 1;
                    it.last_assigned_at = now.as_millisecond();
                }
                routing::store::note_turn(&mut write, site, choice.user, now);
                hand_to(present, &mut write, &head, &choice, now);
            }
            Ok((write, ()))
        })
        .await?;
    Ok(())
}

/// Adds a tag.
///
/// # Errors
/// 404; 422 for an empty or too long name.
pub async fn tag(
    app: &App,
    site: SiteId,
    id: ConversationId,
    by: Actor,
    raw: String,
) -> Result<ConversationView> {
    let name = tags::rules::name(&raw, "tag")?;
    change(app, site, id, move |present, write, now| {
        let head = head_for(present, site, id, &by)?;
        let tag = tags::service::meant(present, write, site, name, now)?;
        tags::store::put_on(write, site, head.id, &tag);
        store::raise_version(write, id);
        write.tell(Event::new(site, "conversation.updated", id.uuid(), now).within(head.id, None));
        Ok(())
    })
    .await
}

/// Takes a tag away.
///
/// # Errors
/// 404.
pub async fn untag(
    app: &App,
    site: SiteId,
    id: ConversationId,
    by: Actor,
    tag: String,
) -> Result<ConversationView> {
    change(app, site, id, move |present, write, now| {
        let head = head_for(present, site, id, &by)?;
        tags::store::take_off(write, id, &tag);
        store::raise_version(write, id);
        write.tell(Event::new(site, "conversation.updated", id.uuid(), now).within(head.id, None));
        Ok(())
    })
    .await
}

/// Keeps the visitor's rating, 1 to 5, with a few words.
///
/// # Errors
/// 404; 422 for another rating or too long a comment.
pub async fn rate(
    app: &App,
    site: SiteId,
    id: ConversationId,
    by: Actor,
    (rating, comment): (i64, Option<String>),
) -> Result<()> {
    if !(1..=5).contains(&rating) {
        return Err(Error::invalid("rating", "rating_invalid"));
    }
    if comment.as_ref().is_some_and(|it| it.chars().count() > 1_000) {
        return Err(Error::beyond("comment", "field_too_long", 1_000));
    }
    change(app, site, id, move |present, write, now| {
        let head = head_for(present, site, id, &by)?;
        bans::check_in(present, site, head.visitor, now)?;
        store::rate(write, id, rating, comment.as_deref());
        write.tell(Event::new(site, "conversation.updated", id.uuid(), now).within(head.id, None));
        Ok(())
    })
    .await?;
    Ok(())
}

/// Removes it with all messages and files.
///
/// # Errors
/// 404.
pub async fn remove(app: &App, site: SiteId, id: ConversationId, by: Actor) -> Result<()> {
    let now = app.clock.now();
    let (_, files) = app
        .store
        .decide(move |present| {
            let head = head_for(present, site, id, &by)?;
            let files = crate::files::store::of_conversation(present, site, id)?;
            let mut write = Write::new();
            store::remove(&mut write, site, id);
            write.tell(event(&head, "conversation.deleted", now));
            audit::record(present, &mut write, entry(&by, &head, "conversation.deleted", now))?;
            Ok((write, files))
        })
        .await?;
    for file in files {
        // The row is gone, so nobody can fetch it; bytes that cannot be removed are only lost space.
        if let Err(error) = tokio::fs::remove_file(crate::files::service::path(app, file)).await {
            tracing::warn!(%file, %error, "could not remove a file's bytes");
        }
    }
    Ok(())
}
