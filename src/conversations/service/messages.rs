//! Sending, changing and taking back messages.
use super::{absence, alias_for, append, append_notice, handed, head_for, message_event, open_head_for};
use crate::app::App;
use crate::base::At;
use crate::base::ids::{ConversationId, MessageId, SiteId};
use crate::conversations::types::{Actor, AssistantState, Author, Draft, Head, MessageView, Status};
use crate::conversations::{rules, store};
use crate::files::store::Part;
use crate::files::{self, Links};
use crate::store::{Present, Write};
use crate::{Error, Result, audit, bans};
use jiff::Timestamp;
use serde_json::json;

/// Sends a message. The same `client_ref` sent again gets the first message back. An agent who answers a
/// conversation that nobody has owns it.
///
/// # Errors
/// 404 unknown or foreign, 409 `conversation_closed`, `whisper_to_nobody`, 422 as [`rules::check`].
pub async fn send(
    app: &App,
    site: SiteId,
    id: ConversationId,
    actor: Actor,
    draft: Draft,
) -> Result<MessageView> {
    say(app, site, id, actor, draft).await.map(|it| it.0)
}

/// The same, with where the conversation stood; `None` when the message had been sent before.
///
/// # Errors
/// As [`send`].
pub async fn say(
    app: &App,
    site: SiteId,
    id: ConversationId,
    actor: Actor,
    draft: Draft,
) -> Result<(MessageView, Option<Status>)> {
    rules::check(&draft)?;
    let now = app.clock.now();
    let (links, speaker, visits) =
        (Links::new(&app.keys, now), actor.user(), matches!(actor, Actor::Visitor(_)));
    let (_, (message, head)) = app
        .store
        .decide(move |present| {
            let mut write = Write::new();
            if let Some(first) = sent_before(present, &links, (site, id), &actor, &draft)? {
                return Ok((write, (first, None)));
            }
            let head = open_head_for(present, site, id, &actor, now)?;
            if draft.whisper && head.assignee.is_none() {
                return Err(Error::Conflict("whisper_to_nobody"));
            }
            let message = post(present, &mut write, &head, &actor, draft, (&links, now))?;
            Ok((write, (message, Some(head))))
        })
        .await?;
    if let Some(head) = head.as_ref().filter(|_| visits) {
        absence::wake(app, head).await;
    }
    absence::note_life(app, site, speaker).await;
    Ok((message, head.map(|it| it.status)))
}

fn sent_before(
    present: &Present<'_>,
    links: &Links,
    (site, id): (SiteId, ConversationId),
    actor: &Actor,
    draft: &Draft,
) -> Result<Option<MessageView>> {
    let Some(name) = &draft.client_ref else { return Ok(None) };
    let first = store::find_by_client_ref(present, links, site, id, actor.kind(), name)?;
    Ok(first.filter(|it| it.author.id == actor.id()))
}

/// Adds a checked message to an open conversation, inside a decision.
///
/// # Errors
/// 422 when an attachment is not there, or what is answered.
pub fn post(
    present: &Present<'_>,
    write: &mut Write,
    head: &Head,
    actor: &Actor,
    draft: Draft,
    (links, now): (&Links, Timestamp),
) -> Result<MessageView> {
    if let Some(answered) = draft.reply_to {
        let found = store::find_message(present, links, head.site, head.id, answered)?;
        // What only agents see is answered among them.
        let fits = found.is_some_and(|it| it.system.is_none() && (draft.note || !it.note));
        if !fits {
            return Err(Error::invalid("reply_to", "reply_unknown"));
        }
    }
    if let Actor::Agent { id, name } = actor
        && !draft.note
    {
        take_over(present, write, head, (*id, name), now);
    }
    let name = match actor {
        Actor::Visitor(_) => head.visitor_name.clone(),
        Actor::Agent { name, .. } => Some(name.clone()),
        Actor::Assistant => None,
    };
    let uploader = actor.id().unwrap_or_default();
    let attachments = files::store::waiting(present, links, head.site, uploader, &draft.attachments)?;
    let message = MessageView {
        id: MessageId::random(),
        conversation_id: head.id,
        seq: present.next_seq() + write.events_told(),
        author: Author { kind: actor.kind(), id: actor.id(), name },
        note: draft.note,
        whisper: draft.whisper,
        body: draft.body,
        attachments,
        client_ref: draft.client_ref,
        reply_to: draft.reply_to,
        sources: draft.sources,
        system: None,
        reactions: Vec::new(),
        created_at: At(now),
        edited_at: None,
        deleted_at: None,
    };
    append(present, write, head, &message, now);
    let part = Part::Conversation(head.id, message.id);
    files::store::attach(write, head.site, &draft.attachments, uploader, part);
    Ok(message)
}

/// A person speaks: the assistant falls silent, and a conversation that nobody has is theirs.
fn take_over(
    present: &Present<'_>,
    write: &mut Write,
    head: &Head,
    (agent, name): (crate::base::ids::UserId, &str),
    now: Timestamp,
) {
    if head.status == Status::Active && head.assignee.is_some() {
        if head.assistant == AssistantState::On {
            store::set_assistant(write, head.id, AssistantState::Stopped);
        }
        return;
    }
    store::assign(write, head.id, agent, None, now);
    write.tell(handed(head, "conversation.assigned", Some(agent), now));
    append_notice(present, write, head, ("agent_joined", json!({ "name": name })), now);
}

/// Changes one's own message within five minutes; the earlier words go to the audit trail.
///
/// # Errors
/// 403 `not_author`, 404, 409 `edit_window_over`, 422 as [`rules::check_body`].
pub async fn edit(
    app: &App,
    site: SiteId,
    id: ConversationId,
    message: MessageId,
    actor: Actor,
    body: String,
) -> Result<MessageView> {
    rules::check_body(&body)?;
    let now = app.clock.now();
    let links = Links::new(&app.keys, now);
    let (_, view) = app
        .store
        .decide(move |present| {
            let (head, mut old) = own_recent(present, &links, (site, id, message), &actor, now)?;
            let mut write = Write::new();
            store::edit_row(&mut write, site, message, &body, now);
            record(present, &mut write, site, &actor, &old, Some(&body), now)?;
            write.tell(message_event(&head, "message.updated", &old, now));
            old.body = body;
            old.edited_at = Some(At(now));
            let alias = alias_for(present, site, &actor)?;
            Ok((write, old.for_visitor(alias.as_deref())))
        })
        .await?;
    Ok(view)
}

/// Takes one's own message back within five minutes; the words go to the audit trail.
///
/// # Errors
/// As [`edit`].
pub async fn delete(
    app: &App,
    site: SiteId,
    id: ConversationId,
    message: MessageId,
    actor: Actor,
) -> Result<()> {
    let now = app.clock.now();
    let links = Links::new(&app.keys, now);
    app.store
        .decide(move |present| {
            let (head, old) = own_recent(present, &links, (site, id, message), &actor, now)?;
            let mut write = Write::new();
            store::delete_row(&mut write, site, message, now);
            record(present, &mut write, site, &actor, &old, None, now)?;
            write.tell(message_event(&head, "message.deleted", &old, now));
            Ok((write, ()))
        })
        .await?;
    Ok(())
}

fn own_recent(
    present: &Present<'_>,
    links: &Links,
    (site, id, message): (SiteId, ConversationId, MessageId),
    actor: &Actor,
    now: Timestamp,
) -> Result<(Head, MessageView)> {
    let head = head_for(present, site, id, actor)?;
    if let Actor::Visitor(visitor) = actor {
        bans::check_in(present, site, *visitor, now)?;
    }
    let old = store::find_message(present, links, site, id, message)?.ok_or(Error::NotFound("message"))?;
    if old.note && matches!(actor, Actor::Visitor(_)) {
        return Err(Error::NotFound("message"));
    }
    if old.author.kind != actor.kind() || old.author.id != actor.id() {
        return Err(Error::Forbidden("not_author"));
    }
    if old.deleted_at.is_some() {
        return Err(Error::NotFound("message"));
    }
    if !rules::may_edit(old.created_at.0.as_millisecond(), now) {
        return Err(Error::Conflict("edit_window_over"));
    }
    Ok((head, old))
}

fn record(
    present: &Present<'_>,
    write: &mut Write,
    site: SiteId,
    actor: &Actor,
    old: &MessageView,
    new: Option<&str>,
    now: Timestamp,
) -> Result<()> {
    let action = if new.is_some() { "message.edited" } else { "message.deleted" };
    let mut entry = audit::Entry::new(&actor.audited(), Some(site), action, now)
        .to("message", old.id.uuid())
        .old(json!({ "body": old.body }));
    if let Some(body) = new {
        entry = entry.new_value(json!({ "body": body }));
    }
    audit::record(present, write, entry)
}
