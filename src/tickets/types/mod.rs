//! Values of tickets.
mod catalogue;
mod new;
mod views;

pub use catalogue::{Category, CategoryInput, Template, TemplateDefaults, TemplateInput};
pub use new::{Actor, NewMessage, NewTicket, Requester, TicketChange};
pub use views::{
    Author, CategoryName, GroupName, HistoryEntry, LinkedTicket, LockView, Person, RequesterView, SiteLook,
    TicketMessage, TicketView, VisitorMessage, VisitorTicket,
};

pub use crate::base::Priority;
use crate::base::ids::{ConversationId, DepartmentId, SiteId, TeamId, TicketCategoryId, TicketId};
use crate::base::ids::{UserId, VisitorId};
use crate::text_enum;

text_enum! {
    /// Where a ticket stands.
    Status {
        /// Nobody has looked at it yet.
        New = "new",
        /// Somebody works on it.
        Open = "open",
        /// The requester is to answer.
        WaitingReply = "waiting_reply",
        /// Something else is waited for.
        Pending = "pending",
        /// Done, unless the requester says otherwise within 48 hours.
        Resolved = "resolved",
        /// Over for good.
        Closed = "closed",
    }
}

impl Status {
    /// Every status, in the order of a ticket's life.
    pub const ALL: [Status; 6] =
        [Status::New, Status::Open, Status::WaitingReply, Status::Pending, Status::Resolved, Status::Closed];

    /// Whether there is still something to do.
    #[must_use]
    pub fn is_unsolved(self) -> bool {
        !matches!(self, Status::Resolved | Status::Closed)
    }

    /// The status of a name.
    #[must_use]
    pub fn of(name: &str) -> Option<Status> {
        Status::ALL.into_iter().find(|it| it.as_str() == name)
    }
}

text_enum! {
    /// How a ticket or a message came.
    Source {
        /// By the widget's form, or its page.
        Widget = "widget",
        /// By mail.
        Email = "email",
        /// Made of a conversation.
        Chat = "chat",
        /// By a form of the site.
        Form = "form",
        /// By a program.
        Api = "api",
        /// Written by an agent.
        Desk = "desk",
    }
}

impl Source {
    /// Every way.
    pub const ALL: [Source; 6] =
        [Source::Widget, Source::Email, Source::Chat, Source::Form, Source::Api, Source::Desk];

    /// The way of a name.
    #[must_use]
    pub fn of(name: &str) -> Option<Source> {
        Source::ALL.into_iter().find(|it| it.as_str() == name)
    }
}

text_enum! {
    /// Who wrote or did something.
    AuthorKind {
        /// Whose ticket it is, or who writes for them.
        Requester = "requester",
        /// A user of the desk.
        Agent = "agent",
        /// The assistant.
        Assistant = "assistant",
        /// AsistTR itself.
        System = "system",
    }
}

text_enum! {
    /// What a message in a ticket is.
    MessageKind {
        /// What it is about: the first words, whoever wrote them down.
        Description = "description",
        /// Said to the other side.
        Reply = "reply",
        /// Only agents see it.
        Note = "note",
    }
}

text_enum! {
    /// What another ticket is to one.
    LinkKind {
        /// Has to do with it.
        Related = "related",
        /// The closed one that it goes on from.
        FollowUp = "follow_up",
        /// The one it was cut out of.
        Split = "split",
        /// Was merged into it.
        Merged = "merged",
    }
}

/// What the links of a ticket are signed with, beside the installation's own key.
pub type LinkKey = [u8; 16];

/// What decisions need to know of a ticket.
#[derive(Debug, Clone)]
pub struct Head {
    /// Its identity.
    pub id: TicketId,
    /// The tenant.
    pub site: SiteId,
    /// Its number on the site.
    pub number: i64,
    /// With which the requester asks for it.
    pub code: String,
    /// What its links are signed with.
    pub link_key: LinkKey,
    /// What it is about.
    pub subject: String,
    /// Where it stands.
    pub status: Status,
    /// How much it presses.
    pub priority: Priority,
    /// How it came.
    pub source: Source,
    /// What it is about, of the site's list.
    pub category: Option<TicketCategoryId>,
    /// Where it belongs.
    pub department: Option<DepartmentId>,
    /// Which team has it.
    pub team: Option<TeamId>,
    /// Who has it.
    pub assignee: Option<UserId>,
    /// Whose it is.
    pub requester: Requester,
    /// What it was made of.
    pub conversation: Option<ConversationId>,
    /// The ticket that has its messages now.
    pub merged_into: Option<TicketId>,
    /// The site's own fields.
    pub fields: serde_json::Map<String, serde_json::Value>,
    /// Language of the requester.
    pub language: crate::base::Lang,
    /// For `If-Match`.
    pub version: i64,
    /// When it was resolved, Unix milliseconds.
    pub resolved_at: Option<i64>,
}

impl Head {
    /// The visitor who may hear of it.
    #[must_use]
    pub fn visitor(&self) -> Option<VisitorId> {
        self.requester.visitor
    }

    /// What a link is made of.
    #[must_use]
    pub fn link(&self) -> (TicketId, LinkKey) {
        (self.id, self.link_key)
    }
}
