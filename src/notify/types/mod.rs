//! Values of notifications.
pub mod preferences;
pub mod push;

use crate::base::At;
use crate::base::ids::{ConversationId, NotificationId, TicketId, UserId};
use crate::text_enum;
use preferences::Class;
use serde::Serialize;

text_enum! {
    /// Why somebody is notified.
    Kind {
        /// Named in a note.
        Mention = "mention",
        /// Somebody whispered to who has the conversation.
        Whisper = "whisper",
        /// The conversation is theirs now.
        Assigned = "assigned",
        /// A conversation of theirs that was put off is back.
        SnoozeOver = "snooze_over",
        /// A visitor waits for an agent.
        Waiting = "waiting",
        /// The visitor rated the conversation.
        Rated = "rated",
        /// The budget for language models is nearly spent; told to admins, in the bell alone.
        BudgetNear = "budget_near",
        /// It is spent.
        BudgetSpent = "budget_spent",
        /// A ticket's time is nearly up; told to its agent.
        SlaNear = "sla_near",
        /// A ticket's time is up; told to its agent and to admins.
        SlaBreached = "sla_breached",
        /// A step of the policy was taken for a ticket whose time is up.
        SlaEscalated = "sla_escalated",
        /// A ticket is theirs now.
        TicketAssigned = "ticket_assigned",
        /// The requester wrote in a ticket of theirs, or anybody in one that they watch.
        TicketReplied = "ticket_replied",
        /// A mail to the requester of a ticket of theirs did not arrive.
        TicketBounced = "ticket_bounced",
        /// They answered a ticket by mail, and nothing proves that it was them: it went to nobody.
        TicketUnproven = "ticket_unproven",
        /// Named in a note of a ticket.
        TicketMention = "ticket_mention",
        /// The conversation is offered to them; never in the bell.
        Offered = "offered",
        /// The visitor wrote; never in the bell.
        Message = "message",
    }
}

impl Kind {
    /// What one may choose about it. Nobody chooses about budgets: they are in the bell, and nowhere else.
    #[must_use]
    pub fn class(self) -> Class {
        match self {
            Kind::Mention | Kind::Whisper | Kind::BudgetNear | Kind::BudgetSpent | Kind::TicketMention => {
                Class::Mention
            }
            Kind::TicketAssigned | Kind::TicketReplied | Kind::TicketBounced | Kind::TicketUnproven => {
                Class::Ticket
            }
            Kind::SlaNear | Kind::SlaBreached | Kind::SlaEscalated => Class::Sla,
            Kind::Assigned | Kind::Offered | Kind::SnoozeOver => Class::Assigned,
            Kind::Message => Class::Message,
            Kind::Waiting => Class::Queue,
            Kind::Rated => Class::Rating,
        }
    }
}

/// A notification as its user sees it.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct Notification {
    /// Its identity.
    pub id: NotificationId,
    /// Why.
    pub kind: Kind,
    /// Where it leads; `null` where it is about the site.
    pub conversation: Option<Place>,
    /// The ticket, where it is about one.
    pub ticket: Option<TicketPlace>,
    /// Who caused it.
    pub actor: Option<Cause>,
    /// The first 160 characters of the note, or of what was said with a rating; empty when there is nothing (any more).
    pub excerpt: String,
    /// The rating that the conversation has now, where it is about one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rating: Option<i64>,
    /// When.
    pub created_at: At,
    /// When it was read.
    pub read_at: Option<At>,
}

/// A conversation, in short.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct Place {
    /// Which.
    pub id: ConversationId,
    /// Its number on the site.
    pub number: i64,
    /// The visitor's name.
    pub visitor_name: Option<String>,
    /// The visitor's number.
    pub visitor_number: i64,
}

/// A ticket, in short.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct TicketPlace {
    /// Which.
    pub id: TicketId,
    /// Its number on the site.
    pub number: i64,
    /// What it is about.
    pub subject: String,
}

/// A user who caused something.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct Cause {
    /// Who.
    pub id: UserId,
    /// Name.
    pub name: String,
}
