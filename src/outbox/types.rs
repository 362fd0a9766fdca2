//! Values of mails to be sent.
use crate::base::ids::{MailId, MessageId, SiteId};
use crate::base::{At, Lang};
use crate::text_enum;
use serde::Serialize;
use serde_json::Value;
use uuid::Uuid;

/// Stands for the installation where there is no site: its account is everybody's who has none.
pub const INSTALLATION: SiteId = SiteId::NIL;

text_enum! {
    /// What a mail is about.
    Kind {
        /// What was said in a conversation, to its visitor.
        Transcript = "transcript",
        /// A new user is to choose a password.
        Invitation = "invitation",
        /// A user forgot the password.
        PasswordReset = "password_reset",
        /// A user's password was changed.
        PasswordChanged = "password_changed",
        /// Too many wrong sign-ins.
        AccountLocked = "account_locked",
        /// Answers that a visitor has not read.
        UnreadDigest = "unread_digest",
        /// What somebody sent by a form has arrived.
        FormReceived = "form_received",
        /// A ticket came.
        TicketReceived = "ticket_received",
        /// An agent answered in a ticket.
        TicketReply = "ticket_reply",
        /// A ticket was resolved or put off.
        TicketStatus = "ticket_status",
        /// The time of a ticket is nearly up, or is up; to agents.
        TicketSla = "ticket_sla",
    }
}

impl Kind {
    /// Every kind, in the order they are shown.
    pub const ALL: [Kind; 11] = [
        Kind::Transcript,
        Kind::UnreadDigest,
        Kind::TicketReceived,
        Kind::TicketReply,
        Kind::TicketStatus,
        Kind::TicketSla,
        Kind::FormReceived,
        Kind::Invitation,
        Kind::PasswordReset,
        Kind::PasswordChanged,
        Kind::AccountLocked,
    ];

    /// The kind of a name.
    #[must_use]
    pub fn of(name: &str) -> Option<Kind> {
        Kind::ALL.into_iter().find(|it| it.as_str() == name)
    }
}

text_enum! {
    /// What became of a mail.
    State {
        /// Waits for its turn, or for the next attempt.
        Queued = "queued",
        /// On its way; after a crash it is tried again.
        Sending = "sending",
        /// The server has it.
        Sent = "sent",
        /// Given up.
        Failed = "failed",
        /// Not needed any more.
        Dropped = "dropped",
    }
}

/// A mail to be sent.
#[derive(Debug, Clone)]
pub struct NewLetter {
    /// Whose account, template and colour; [`INSTALLATION`] where there is no site.
    pub site: SiteId,
    /// What it is.
    pub kind: Kind,
    /// The conversation, user or link it is about.
    pub about: Uuid,
    /// Where it goes.
    pub recipient: String,
    /// In which language.
    pub language: Lang,
    /// What is known only now, as an object.
    pub details: Value,
    /// Whether it is a trial with made-up values.
    pub example: bool,
}

/// A mail whose turn it is.
#[derive(Debug, Clone)]
pub struct Letter {
    /// Its identity.
    pub id: MailId,
    /// What it is.
    pub new: NewLetter,
    /// How often it was tried before.
    pub attempts: u32,
    /// Until when it is tried.
    pub give_up_at: At,
    /// What it was called at the first attempt.
    pub message_id: Option<String>,
}

/// A mail as admins see it.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct Entry {
    /// Its identity.
    pub id: MailId,
    /// What it is.
    pub kind: Kind,
    /// Whether it is a trial with made-up values.
    pub example: bool,
    /// Where it goes.
    pub recipient: String,
    /// What it is about, once it was written; before that, what its ticket is about.
    pub subject: Option<String>,
    /// The ticket that it is about.
    pub ticket_id: Option<Uuid>,
    /// Its number.
    pub ticket_number: Option<i64>,
    /// What became of it.
    pub state: State,
    /// How often it was tried.
    pub attempts: u32,
    /// When it is tried next.
    pub next_at: Option<At>,
    /// Why the last attempt failed, as a code.
    pub trouble: Option<String>,
    /// The same as a sentence, in the language of the request.
    pub reason: Option<String>,
    /// The mail server's own words.
    pub said: Option<String>,
    /// When it was asked for.
    pub created_at: At,
    /// When the server took it.
    pub sent_at: Option<At>,
}

/// What became of the mail of an answer in a ticket.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
#[schema(as = AnswerMail)]
pub struct Answer {
    /// What was said.
    pub message_id: MessageId,
    /// Where it goes.
    pub recipient: String,
    /// What became of it.
    pub state: State,
    /// When it is tried next.
    pub next_at: Option<At>,
    /// Why the last attempt failed, as a code.
    pub trouble: Option<String>,
    /// The same as a sentence, in the language of the request.
    pub reason: Option<String>,
    /// The mail server's own words.
    pub said: Option<String>,
}
