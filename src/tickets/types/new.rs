//! What is wanted of tickets.
use super::{AuthorKind, Priority, Source, Status};
use crate::audit;
use crate::base::Lang;
use crate::base::ids::{ConversationId, DepartmentId, FileId, TeamId, TicketCategoryId, UserId, VisitorId};
use crate::sla::Said;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Map, Value};
use uuid::Uuid;

/// Whose a ticket is, as far as that is known.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(default)]
pub struct Requester {
    /// The visitor, when known.
    #[serde(rename = "visitor_id")]
    pub visitor: Option<VisitorId>,
    /// At most 120 characters.
    pub name: Option<String>,
    /// Where answers go.
    pub email: Option<String>,
    /// Where to call.
    pub phone: Option<String>,
}

/// Who does something to a ticket.
#[derive(Debug, Clone)]
pub enum Actor {
    /// Whose it is, or who writes for them; the name as they give it.
    Requester {
        /// The visitor, when known.
        visitor: Option<VisitorId>,
        /// As they call themselves.
        name: Option<String>,
    },
    /// A user of the desk.
    Agent {
        /// Who.
        id: UserId,
        /// Name.
        name: String,
        /// As the audit trail knows them.
        audited: audit::Actor,
        /// Whether it is an admin.
        admin: bool,
    },
    /// Somebody of the desk; nobody knows who, as they wrote under its own name.
    Desk {
        /// The name.
        name: String,
    },
    /// AsistTR itself.
    System,
}

impl Actor {
    /// As the author of a message.
    #[must_use]
    pub fn kind(&self) -> AuthorKind {
        match self {
            Actor::Requester { .. } => AuthorKind::Requester,
            Actor::Agent { .. } | Actor::Desk { .. } => AuthorKind::Agent,
            Actor::System => AuthorKind::System,
        }
    }

    /// Whose words those of this one are, for the promises of the ticket; nobody's, where the program itself speaks.
    #[must_use]
    pub fn says(&self) -> Option<Said> {
        match self {
            Actor::Requester { .. } => Some(Said::ByRequester),
            Actor::Agent { .. } | Actor::Desk { .. } => Some(Said::ByAgent),
            Actor::System => None,
        }
    }

    /// The bare id, where there is one.
    #[must_use]
    pub fn id(&self) -> Option<Uuid> {
        match self {
            Actor::Requester { visitor, .. } => visitor.map(VisitorId::uuid),
            Actor::Agent { id, .. } => Some(id.uuid()),
            Actor::Desk { .. } | Actor::System => None,
        }
    }

    /// The user, where it is one.
    #[must_use]
    pub fn user(&self) -> Option<UserId> {
        match self {
            Actor::Agent { id, .. } => Some(*id),
            Actor::Requester { .. } | Actor::Desk { .. } | Actor::System => None,
        }
    }

    /// Name, where there is one.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        match self {
            Actor::Requester { name, .. } => name.as_deref(),
            Actor::Agent { name, .. } | Actor::Desk { name } => Some(name),
            Actor::System => None,
        }
    }

    /// As the actor of an audit row.
    #[must_use]
    pub fn audited(&self) -> audit::Actor {
        match self {
            Actor::Agent { audited, .. } => audited.clone(),
            Actor::Requester { visitor: Some(it), .. } => audit::Actor::visitor(*it),
            Actor::Requester { visitor: None, .. } | Actor::Desk { .. } | Actor::System => {
                audit::Actor::system()
            }
        }
    }
}

/// A ticket about to be made.
#[derive(Debug, Clone)]
pub struct NewTicket {
    /// 1 to 200 characters.
    pub subject: String,
    /// What it is about; at most 20,000 characters, may be empty only with files.
    pub body: String,
    /// Whose it is.
    pub requester: Requester,
    /// How it comes.
    pub source: Source,
    /// Normal, or what its category says, when left out.
    pub priority: Option<Priority>,
    /// Of the site's list.
    pub category: Option<TicketCategoryId>,
    /// What its category says, when left out.
    pub department: Option<DepartmentId>,
    /// Which team has it: whoever's turn it is there takes it.
    pub team: Option<TeamId>,
    /// Who has it.
    pub assignee: Option<UserId>,
    /// Names of tags.
    pub tags: Vec<String>,
    /// The site's own fields.
    pub fields: Map<String, Value>,
    /// What it is made of.
    pub conversation: Option<ConversationId>,
    /// Uploaded before.
    pub attachments: Vec<FileId>,
    /// By whom, where that is not whoever makes it.
    pub uploader: Option<Uuid>,
    /// What a mail repeated of earlier ones.
    pub quoted: Option<String>,
    /// The HTML of a mail that has no other text, as it may be shown.
    pub html: Option<String>,
    /// `Message-ID` of the mail that brings it.
    pub mail_id: Option<String>,
    /// The sender's own name for it.
    pub client_ref: Option<String>,
    /// Who gets a copy of answers by mail.
    pub copies: Vec<String>,
    /// Language of the requester.
    pub language: Lang,
    /// A call is wanted: when, in the requester's words.
    pub call_at: Option<String>,
    /// Where a form was filled in.
    pub page: Option<String>,
    /// Whether its requester gets no letter that it came.
    pub quiet: bool,
    /// Whether its first words are an agent's to the requester, as where they go on from a closed ticket: a reply then.
    pub answers: bool,
    /// Whether a machine or a list asks: it gets nothing but what people write.
    pub machine: bool,
    /// Whether whoever makes it was asked the site's own fields, and has to answer what visitors have to.
    pub asked: bool,
}

impl NewTicket {
    /// With nothing but what it cannot do without.
    #[must_use]
    pub fn of(source: Source, subject: String, body: String, requester: Requester) -> NewTicket {
        NewTicket {
            subject,
            body,
            requester,
            source,
            priority: None,
            category: None,
            department: None,
            team: None,
            assignee: None,
            tags: Vec::new(),
            fields: Map::new(),
            conversation: None,
            attachments: Vec::new(),
            uploader: None,
            quoted: None,
            html: None,
            mail_id: None,
            client_ref: None,
            copies: Vec::new(),
            language: Lang::Tr,
            call_at: None,
            page: None,
            quiet: false,
            answers: false,
            machine: false,
            asked: false,
        }
    }
}

/// Something about to be said in a ticket.
#[derive(Debug, Clone)]
pub struct NewMessage {
    /// Markdown subset, or plain text from a mail; may be empty only with files.
    pub body: String,
    /// Only agents see it.
    pub note: bool,
    /// Uploaded before.
    pub attachments: Vec<FileId>,
    /// By whom, where that is not whoever says it.
    pub uploader: Option<Uuid>,
    /// How it comes.
    pub source: Source,
    /// What a mail repeated of earlier ones.
    pub quoted: Option<String>,
    /// The HTML of a mail that has no other text, as it may be shown.
    pub html: Option<String>,
    /// `Message-ID` of the mail that brings it.
    pub mail_id: Option<String>,
    /// The sender's own name for it: sent again, the first one comes back.
    pub client_ref: Option<String>,
    /// Where the ticket stands afterwards, for agents.
    pub status: Option<Status>,
    /// Addresses that have it already, by mail.
    pub has_it: Vec<String>,
}

impl NewMessage {
    /// Words to the other side.
    #[must_use]
    pub fn reply(source: Source, body: String) -> NewMessage {
        NewMessage {
            body,
            note: false,
            attachments: Vec::new(),
            uploader: None,
            source,
            quoted: None,
            html: None,
            mail_id: None,
            client_ref: None,
            status: None,
            has_it: Vec::new(),
        }
    }
}

/// A change of a ticket; what is left out stays, `null` takes away.
#[derive(Debug, Clone, Default, Deserialize, utoipa::ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct TicketChange {
    /// 1 to 200 characters.
    pub subject: Option<String>,
    /// Where it is to stand.
    pub status: Option<Status>,
    /// How much it presses.
    pub priority: Option<Priority>,
    /// Of the site's list.
    #[serde(deserialize_with = "given")]
    #[schema(value_type = Option<TicketCategoryId>)]
    pub category_id: Option<Option<TicketCategoryId>>,
    /// Where it belongs.
    #[serde(deserialize_with = "given")]
    #[schema(value_type = Option<DepartmentId>)]
    pub department_id: Option<Option<DepartmentId>>,
    /// Which team has it; whoever's turn it is there takes it, unless an assignee is named.
    #[serde(deserialize_with = "given")]
    #[schema(value_type = Option<TeamId>)]
    pub team_id: Option<Option<TeamId>>,
    /// Who has it.
    #[serde(deserialize_with = "given")]
    #[schema(value_type = Option<UserId>)]
    pub assignee_id: Option<Option<UserId>>,
    /// All tags from now on.
    pub tags: Option<Vec<String>>,
    /// The site's own fields that change; `null` empties one.
    #[schema(value_type = Option<Object>)]
    pub fields: Option<Map<String, Value>>,
    /// Whose it is.
    pub requester: Option<Requester>,
    /// All who get a copy of answers by mail from now on.
    pub copies: Option<Vec<String>>,
}

/// Tells `null` from left out.
fn given<'de, T: Deserialize<'de>, D: Deserializer<'de>>(from: D) -> Result<Option<Option<T>>, D::Error> {
    Option::<T>::deserialize(from).map(Some)
}
