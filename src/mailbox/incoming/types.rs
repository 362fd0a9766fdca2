//! Values of mails that came.
use crate::base::At;
use crate::base::ids::{InboxId, IncomingMailId};
use serde::Serialize;
use uuid::Uuid;

crate::text_enum! {
    /// What became of a mail.
    State {
        /// A ticket, or a part of one.
        Done = "done",
        /// Nobody's case: our own, or an answer of a machine to nothing.
        Ignored = "ignored",
        /// It could not be dealt with, and waits for an admin.
        Quarantined = "quarantined",
        /// An admin did not want it.
        Discarded = "discarded",
    }
}

crate::text_enum! {
    /// What a mail became.
    Outcome {
        /// A ticket.
        Ticket = "ticket",
        /// An answer of the requester, or of somebody who got a copy.
        Reply = "reply",
        /// An answer of an agent, written in another program.
        AgentReply = "agent_reply",
        /// A note: a machine said something in a ticket.
        Automatic = "automatic",
        /// A note: one of our mails did not arrive.
        Bounce = "bounce",
        /// A note: what somebody of the desk wrote to others than the requester.
        Note = "note",
        /// A note: it says to be from an agent, and nothing proves it.
        Unproven = "unproven",
    }
}

/// In which kind of folder a mail was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    /// Where mails come in.
    Incoming,
    /// Where agents' own programs keep what they sent.
    Sent,
}

/// Where a mail was found.
#[derive(Debug, Clone)]
pub(super) struct Place {
    pub(super) side: Side,
    pub(super) folder: String,
    pub(super) validity: u32,
    pub(super) uid: u32,
    /// Up to where the folder is dealt with once this mail is.
    pub(super) up_to: u32,
    /// Whether it may be an old one under a new number.
    pub(super) again: bool,
}

/// A mail as it is noted.
#[derive(Debug, Clone)]
pub(super) struct Noted {
    pub(super) id: IncomingMailId,
    pub(super) inbox: InboxId,
    pub(super) folder: String,
    pub(super) state: State,
    pub(super) outcome: Option<Outcome>,
    pub(super) reason: Option<String>,
    pub(super) ticket: Option<Uuid>,
    pub(super) sender: Option<String>,
    pub(super) subject: Option<String>,
    pub(super) bytes: i64,
    pub(super) raw: bool,
}

/// A mail as admins see it.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub(super) struct IncomingMail {
    /// Its identity.
    pub id: IncomingMailId,
    /// Where it came.
    pub inbox: Option<String>,
    /// What became of it.
    pub state: State,
    /// What it is now.
    pub outcome: Option<Outcome>,
    /// Why it is in quarantine, or nobody's case, as a code.
    pub reason: Option<String>,
    /// The same as a sentence, in the language of the request.
    pub detail: Option<String>,
    /// The ticket it belongs to.
    pub ticket_id: Option<Uuid>,
    /// Its number.
    pub ticket_number: Option<i64>,
    /// Who sent it; forgotten after 30 days.
    pub sender: Option<String>,
    /// What it is about; forgotten after 30 days.
    pub subject: Option<String>,
    /// Its length.
    pub bytes: i64,
    /// Whether it is still kept as it came.
    pub raw: bool,
    /// When it was fetched.
    pub at: At,
}
