//! What becomes of a conversation: when it ends, what is noted on it. Who has it is in `handing.rs`.
use super::absence::note_life;
use super::{append_notice, event, find, head_for, open_head_for, unclosed_head_for};
use crate::app::App;
use crate::base::ids::{ConversationId, SiteId};
use crate::conversations::types::{Actor, AssistantState, ConversationView, Head, Status};
use crate::conversations::{rules, store};
use crate::store::{Event, Present, Write};
use crate::{Error, Result, audit, bans, tags};
use jiff::Timestamp;
use serde_json::json;

/// Conversations brought back in one write.
const RETURNS: i64 = 100;

/// Runs a decision about one conversation and answers how it stands afterwards.
pub(super) async fn change(
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

pub(super) fn entry(by: &Actor, head: &Head, action: &'static str, now: Timestamp) -> audit::Entry {
    audit::Entry::new(&by.audited(), Some(head.site), action, now).to("conversation", head.id.uuid())
}

/// A person is asked for or speaks: the assistant is silent, unless the site does not use it at all.
pub(super) fn quiet(assistant: AssistantState) -> AssistantState {
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
    change(app, site, id, move |present, write, now| {
        let head = unclosed_head_for(present, site, id, &by, now)?;
        end(present, write, &head, &by, now)
    })
    .await
}

/// What closing does, within a write.
pub(super) fn end(
    present: &Present<'_>,
    write: &mut Write,
    head: &Head,
    by: &Actor,
    now: Timestamp,
) -> Result<()> {
    let entry = end_audited(present, write, head, by, now);
    audit::record(present, write, entry)
}

/// The same, with the row for the audit trail: a write has one call that adds to the trail.
pub(super) fn end_audited(
    present: &Present<'_>,
    write: &mut Write,
    head: &Head,
    by: &Actor,
    now: Timestamp,
) -> audit::Entry {
    append_notice(present, write, head, ("closed", json!({ "by": by.kind().as_str() })), now);
    store::close(write, head.id, now);
    write.tell(event(head, "conversation.closed", now));
    entry(by, head, "conversation.closed", now)
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
    let view = change(app, site, id, move |present, write, now| {
        let head = open_head_for(present, site, id, &by, now)?;
        store::snooze(write, head.id, until);
        tell_staff(write, &head, now);
        Ok(())
    })
    .await?;
    app.snooze_notices.give(site);
    Ok(view)
}

/// Tells of those whose time has come, also of what came back while the server was down; answers when the next one does.
///
/// # Errors
/// When the database cannot be read or written.
pub async fn end_snoozes(app: &App) -> Result<Option<Timestamp>> {
    loop {
        let now = app.clock.now();
        let decide = move |present: &Present<'_>| {
            let (mut write, due) = (Write::new(), store::returned(present, now, RETURNS)?);
            for (site, id) in &due {
                store::note_return(&mut write, *id);
                write.tell(Event::new(*site, "conversation.snooze_over", id.uuid(), now).within(*id, None));
            }
            Ok((write, due.is_empty()))
        };
        if app.store.decide(decide).await?.1 {
            return app.store.read(store::next_return).await;
        }
    }
}

/// Opens a closed one again, for the agent who asks.
///
/// # Errors
/// 404, 409 `conversation_open` or `reopen_window_over`.
pub async fn reopen(app: &App, site: SiteId, id: ConversationId, by: Actor) -> Result<ConversationView> {
    let Actor::Agent { id: agent, .. } = by else { return Err(Error::Forbidden("role_forbids")) };
    let view = change(app, site, id, move |present, write, now| {
        let head = store::head(present, site, id)?.ok_or(Error::NotFound("conversation"))?;
        let closed_at = head.closed_at.ok_or(Error::Conflict("conversation_open"))?;
        if !rules::may_reopen(closed_at, now) {
            return Err(Error::Conflict("reopen_window_over"));
        }
        store::reopen(write, id, head.visitor, agent, now);
        append_notice(present, write, &head, ("reopened", json!({})), now);
        write.tell(event(&head, "conversation.reopened", now));
        audit::record(present, write, entry(&by, &head, "conversation.reopened", now))
    })
    .await?;
    note_life(app, site, Some(agent)).await;
    Ok(view)
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
        put_on(write, &head, &tag, now);
        Ok(())
    })
    .await
}

/// What adding a tag does, within a write.
pub(super) fn put_on(write: &mut Write, head: &Head, tag: &str, now: Timestamp) {
    tags::store::put_on(write, head.site, head.id, tag);
    store::raise_version(write, head.id);
    tell_staff(write, head, now);
}

/// A change that is only of interest at the desk.
pub(super) fn tell_staff(write: &mut Write, head: &Head, now: Timestamp) {
    let told = Event::new(head.site, "conversation.updated", head.id.uuid(), now);
    write.tell(told.within(head.id, None));
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
        tell_staff(write, &head, now);
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
        tell_staff(write, &head, now);
        write.tell(Event::new(head.site, "conversation.rated", head.id.uuid(), now).within(head.id, None));
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
    crate::files::service::remove_bytes(app, files).await;
    Ok(())
}
