//! Tickets as clients see them.
use super::{AuthorKind, LinkKind, MessageKind, Priority, Source, Status};
use crate::base::At;
use crate::base::ids::{
    ConversationId, MessageId, TicketCategoryId, TicketChangeId, TicketId, UserId, VisitorId,
};
use crate::files::FileView;
use crate::settings::{DarkMode, WidgetSettings};
use crate::sla::ClockView;
use serde::Serialize;
use serde_json::{Map, Value};
use uuid::Uuid;

/// A user named in an answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[schema(as = TicketPerson)]
pub struct Person {
    /// Who.
    pub id: UserId,
    /// Name.
    pub name: String,
}

/// A department or team named in an answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct GroupName {
    /// Which.
    pub id: Uuid,
    /// Name.
    pub name: String,
}

/// A category named in an answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct CategoryName {
    /// Which.
    pub id: TicketCategoryId,
    /// Name.
    pub name: String,
    /// Name of the one above it.
    pub parent: Option<String>,
}

/// Whose a ticket is.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct RequesterView {
    /// The visitor, when known.
    pub visitor_id: Option<VisitorId>,
    /// As told.
    pub name: Option<String>,
    /// Where answers go.
    pub email: Option<String>,
    /// Where to call.
    pub phone: Option<String>,
}

/// Who works on a ticket.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct LockView {
    /// Who.
    pub owner: Person,
    /// Since when.
    pub since: At,
    /// Until when, unless it is renewed; a time that is over means nothing.
    pub expires_at: At,
}

/// A ticket as agents see it.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct TicketView {
    /// Its identity.
    pub id: TicketId,
    /// Rises per site: #12345.
    pub number: i64,
    /// With which the requester asks for it.
    pub code: String,
    /// What it is about.
    pub subject: String,
    /// Where it stands.
    pub status: Status,
    /// How much it presses.
    pub priority: Priority,
    /// How it came.
    pub source: Source,
    /// Whose it is.
    pub requester: RequesterView,
    /// What was promised for it, and how that stands.
    pub sla: Vec<ClockView>,
    /// Who has it.
    pub assignee: Option<Person>,
    /// Which team has it.
    pub team: Option<GroupName>,
    /// Where it belongs.
    pub department: Option<GroupName>,
    /// Of the site's list.
    pub category: Option<CategoryName>,
    /// Names, sorted.
    pub tags: Vec<String>,
    /// The site's own fields by their keys.
    #[schema(value_type = Object)]
    pub fields: Map<String, Value>,
    /// What it was made of.
    pub conversation_id: Option<ConversationId>,
    /// The ticket that has its messages now.
    pub merged_into: Option<TicketId>,
    /// A call is wanted: when, in the requester's words; empty where that was not said.
    pub call_at: Option<String>,
    /// Where the form was filled in.
    pub page: Option<String>,
    /// Language of the requester.
    pub language: String,
    /// Public messages after the first.
    pub replies: i64,
    /// Who works on it.
    pub lock: Option<LockView>,
    /// For `If-Match`; a message does not raise it.
    pub version: i64,
    /// When it came.
    pub created_at: At,
    /// When anything happened to it last.
    pub updated_at: At,
    /// Of the newest message or note.
    pub last_message_at: At,
    /// When a person first answered.
    pub first_reply_at: Option<At>,
    /// Since when the requester waits for a person.
    pub waiting_since: Option<At>,
    /// When it was resolved.
    pub resolved_at: Option<At>,
    /// When it was closed.
    pub closed_at: Option<At>,
}

/// The author of a message.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
#[schema(as = TicketAuthor)]
pub struct Author {
    /// What it is.
    pub kind: AuthorKind,
    /// Who: a user or a visitor.
    pub id: Option<Uuid>,
    /// Name, where there is one.
    pub name: Option<String>,
}

/// What was said in a ticket, as agents see it.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct TicketMessage {
    /// Its identity.
    pub id: MessageId,
    /// Where it stands.
    pub ticket_id: TicketId,
    /// Its place in the event log; messages of a ticket are ordered by it.
    pub seq: i64,
    /// What it is.
    pub kind: MessageKind,
    /// Who wrote it.
    pub author: Author,
    /// How it came.
    pub source: Source,
    /// Markdown subset, or plain text from a mail.
    pub body: String,
    /// What a mail repeated of earlier ones.
    pub quoted: Option<String>,
    /// The HTML of a mail that has no other text, as it may be shown.
    pub html: Option<String>,
    /// Files.
    pub attachments: Vec<FileView>,
    /// The sender's own name for it.
    pub client_ref: Option<String>,
    /// When.
    pub created_at: At,
}

/// One change of a ticket.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct HistoryEntry {
    /// Its identity; later ones sort after earlier ones.
    pub id: TicketChangeId,
    /// When.
    pub at: At,
    /// Who.
    pub actor: Author,
    /// What: `created`, `status`, `assignee` …
    pub what: String,
    /// How it was.
    #[schema(value_type = Option<Object>)]
    pub old: Option<Value>,
    /// How it is since.
    #[schema(value_type = Option<Object>)]
    pub new: Option<Value>,
}

/// A ticket that belongs to another.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct LinkedTicket {
    /// Which.
    pub id: TicketId,
    /// Its number.
    pub number: i64,
    /// What it is about.
    pub subject: String,
    /// Where it stands.
    pub status: Status,
    /// What they are to each other.
    pub kind: LinkKind,
    /// Whether it came first: the closed one of a follow-up, the one that was cut from, the one merged into.
    pub earlier: bool,
}

/// A ticket as its requester sees it.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct VisitorTicket {
    /// Its identity.
    pub id: TicketId,
    /// Its number.
    pub number: i64,
    /// With which its requester asks for it; nobody else is told.
    pub code: Option<String>,
    /// What it is about.
    pub subject: String,
    /// Where it stands.
    pub status: Status,
    /// How much it presses.
    pub priority: Priority,
    /// Where it belongs.
    pub department: Option<String>,
    /// What the site is called.
    pub site: String,
    /// How its pages look.
    pub look: SiteLook,
    /// When it came.
    pub created_at: At,
    /// When anything was said last.
    pub last_message_at: At,
    /// Oldest first.
    pub messages: Vec<VisitorMessage>,
}

/// How a site's pages look, as its widget does.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct SiteLook {
    /// The site's colour, `#rrggbb`.
    pub color: String,
    /// Dark or light.
    pub dark_mode: DarkMode,
}

impl SiteLook {
    /// Of a site.
    #[must_use]
    pub fn of(widget: &WidgetSettings) -> SiteLook {
        SiteLook { color: widget.primary_color.clone(), dark_mode: widget.dark_mode }
    }
}

/// What was said in a ticket, as its requester sees it.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct VisitorMessage {
    /// Its identity.
    pub id: MessageId,
    /// Whether the requester wrote it.
    pub own: bool,
    /// Who, as they are shown to visitors.
    pub name: Option<String>,
    /// Markdown subset, or plain text from a mail.
    pub body: String,
    /// Files.
    pub attachments: Vec<FileView>,
    /// When.
    pub created_at: At,
}
