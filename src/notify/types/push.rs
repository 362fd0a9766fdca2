//! Values of what is sent to browsers while no desk is open.
use super::Kind;
use crate::base::At;
use crate::base::ids::{PushSubscriptionId, SiteId};
use crate::notify::news::Spot;
use serde::Serialize;

/// A browser that is told while no desk is open.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct Browser {
    /// Its identity.
    pub id: PushSubscriptionId,
    /// The browser's own name of itself.
    pub agent: String,
    /// Since when.
    pub created_at: At,
    /// When something was last sent to it.
    pub sent_at: Option<At>,
    /// What the push service answered then, an HTTP status; `null`: it was not reached.
    pub status: Option<u16>,
    /// Whether it belongs to the sign-in that asks.
    pub current: bool,
    /// The address at the push service, by which a browser knows itself.
    pub endpoint: String,
}

/// How urgent a push is (RFC 8030): a phone that saves power wakes for some only.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Handling {
    /// Seconds after which it is worth nothing any more.
    pub ttl: u32,
    /// `high`, `normal` or `low`.
    pub urgency: &'static str,
}

/// How a push of `kind` is handled.
#[must_use]
pub fn handling(kind: Kind) -> Handling {
    let (ttl, urgency) = match kind {
        Kind::Offered => (120, "high"),
        Kind::Waiting => (600, "high"),
        Kind::Assigned | Kind::Message => (60 * 60, "high"),
        // A warning is worth nothing any more when the time is up.
        Kind::SlaNear => (15 * 60, "high"),
        Kind::SlaBreached | Kind::SlaEscalated => (24 * 60 * 60, "high"),
        Kind::Mention
        | Kind::Whisper
        | Kind::SnoozeOver
        | Kind::TicketAssigned
        | Kind::TicketReplied
        | Kind::TicketBounced
        | Kind::TicketUnproven
        | Kind::TicketMention => (24 * 60 * 60, "normal"),
        Kind::Rated | Kind::BudgetNear | Kind::BudgetSpent => (24 * 60 * 60, "low"),
    };
    Handling { ttl, urgency }
}

/// What the service worker gets, as JSON.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Letter {
    /// First line.
    pub title: String,
    /// Second line.
    pub body: String,
    /// In which language they are.
    pub lang: &'static str,
    /// The page it leads to; a newer one of the same page replaces it.
    pub to: String,
    /// The site that the page is of.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub site: Option<SiteId>,
}

/// What a letter may be about.
#[derive(Debug, Clone, Default)]
pub struct Facts {
    /// The number of the conversation or the ticket.
    pub number: i64,
    /// What the ticket is about, where it is one.
    pub subject: String,
    /// The visitor's name.
    pub visitor_name: Option<String>,
    /// The visitor's number.
    pub visitor_number: i64,
    /// The colleague who caused it.
    pub actor: Option<String>,
    /// What was written.
    pub body: String,
    /// The rating, where there is one.
    pub rating: Option<i64>,
}

/// The page of a conversation or a ticket.
#[must_use]
pub fn page_of(spot: Spot) -> String {
    match spot {
        Spot::Conversation(id) => format!("/inbox/{id}"),
        Spot::Ticket(id) => format!("/tickets/{id}"),
    }
}
