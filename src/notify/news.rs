//! What an event means to whom, before anybody's wishes are asked.
use super::store;
use super::types::Kind;
use crate::Result;
use crate::base::ids::{ConversationId, MessageId, TicketId, UserId};
use crate::conversations::types::Status;
use crate::store::Event;
use rusqlite::Connection;
use uuid::Uuid;

/// Where something happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Spot {
    /// In a conversation.
    Conversation(ConversationId),
    /// In a ticket.
    Ticket(TicketId),
}

impl Spot {
    /// Its identity, whatever it is of.
    #[must_use]
    pub fn uuid(self) -> Uuid {
        match self {
            Spot::Conversation(it) => it.uuid(),
            Spot::Ticket(it) => it.uuid(),
        }
    }

    /// The conversation, where it is one.
    #[must_use]
    pub fn conversation(self) -> Option<ConversationId> {
        match self {
            Spot::Conversation(it) => Some(it),
            Spot::Ticket(_) => None,
        }
    }

    /// The ticket, where it is one.
    #[must_use]
    pub fn ticket(self) -> Option<TicketId> {
        match self {
            Spot::Conversation(_) => None,
            Spot::Ticket(it) => Some(it),
        }
    }
}

/// Something that somebody may want to be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct News {
    /// What.
    pub kind: Kind,
    /// Where.
    pub spot: Spot,
    /// The message it is about, where it is about one.
    pub message: Option<MessageId>,
    /// The user who caused it; nobody where routing or a visitor did.
    pub actor: Option<UserId>,
    /// Whom it concerns; `None`: everybody who works on the site, but the actor.
    pub user: Option<UserId>,
}

/// What became of a conversation by `event`, as it stands now.
///
/// # Errors
/// When the database cannot be read.
pub fn of_conversation(conn: &Connection, event: &Event) -> Result<Option<News>> {
    let Some(conversation) = event.conversation else { return Ok(None) };
    let kind = event.kind.as_ref();
    let hands = matches!(kind, "conversation.started" | "conversation.assigned" | "conversation.transferred");
    let others =
        ["conversation.updated", "conversation.rated", "conversation.offered", "conversation.snooze_over"];
    if !hands && !others.contains(&kind) {
        return Ok(None);
    }
    let spot = Spot::Conversation(conversation);
    let news = |kind, actor, user| News { kind, spot, message: None, actor, user };
    if kind == "conversation.offered" {
        return Ok(Some(news(Kind::Offered, None, Some(UserId::of(event.object)))));
    }
    let Some(it) = store::standing(conn, event.site, conversation)? else { return Ok(None) };
    let actor = (hands && event.object != conversation.uuid()).then(|| UserId::of(event.object));
    // Whether it was this event that brought it to where it is: both were written with the same time.
    let by_this = |since: Option<i64>| since == Some(event.at.as_millisecond());
    Ok(match (kind, it.status, it.assignee) {
        ("conversation.rated", _, Some(agent)) => Some(news(Kind::Rated, None, Some(agent))),
        ("conversation.snooze_over", _, Some(agent)) => Some(news(Kind::SnoozeOver, None, Some(agent))),
        (_, Status::Active, Some(agent)) if hands && actor != Some(agent) && by_this(it.assigned_at) => {
            Some(news(Kind::Assigned, actor, Some(agent)))
        }
        (_, Status::Queued, _) if by_this(it.queued_at) && !it.offered => {
            Some(news(Kind::Waiting, actor, None))
        }
        _ => None,
    })
}

/// What a visitor wrote, to whom the conversation is.
///
/// # Errors
/// When the database cannot be read.
pub fn of_message(conn: &Connection, event: &Event) -> Result<Option<News>> {
    let (Some(conversation), Some(_)) = (event.conversation, event.visitor) else { return Ok(None) };
    let message = MessageId::of(event.object);
    let answers = store::answers(conn, event.site, conversation, message)?;
    Ok(answers.map(|agent| News {
        kind: Kind::Message,
        spot: Spot::Conversation(conversation),
        message: Some(message),
        actor: None,
        user: Some(agent),
    }))
}
