//! Values of conversations.
use crate::audit;
use crate::base::ids::{
    ArticleId, ConversationId, DepartmentId, FileId, MessageId, SiteId, SkillId, UserId, VisitorId,
};
use crate::base::{At, Priority};
use crate::files::FileView;
use crate::text_enum;
use crate::visitors::VisitorView;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

text_enum! {
    /// Where a conversation stands.
    Status {
        /// The assistant answers.
        Bot = "bot",
        /// Waits for an agent.
        Queued = "queued",
        /// An agent has it.
        Active = "active",
        /// Over.
        Closed = "closed",
    }
}

text_enum! {
    /// What the assistant does in a conversation.
    AssistantState {
        /// Answers.
        On = "on",
        /// Silent: a person speaks, or an agent stopped it.
        Stopped = "stopped",
        /// The site does not use it.
        Off = "off",
    }
}

text_enum! {
    /// Who wrote a message.
    AuthorKind {
        /// The visitor.
        Visitor = "visitor",
        /// A user of the desk.
        Agent = "agent",
        /// The assistant.
        Assistant = "assistant",
        /// AsistTR itself: what happened to the conversation.
        System = "system",
    }
}

/// Who does something to a conversation.
#[derive(Debug, Clone)]
pub enum Actor {
    /// The visitor whose conversation it is.
    Visitor(VisitorId),
    /// A user acting on the site.
    Agent {
        /// Who.
        id: UserId,
        /// Shown to the visitor.
        name: String,
    },
    /// The assistant.
    Assistant,
}

impl Actor {
    /// The user, where it is one.
    #[must_use]
    pub fn user(&self) -> Option<UserId> {
        match self {
            Actor::Agent { id, .. } => Some(*id),
            Actor::Visitor(_) | Actor::Assistant => None,
        }
    }

    /// As the author of a message.
    #[must_use]
    pub fn kind(&self) -> AuthorKind {
        match self {
            Actor::Visitor(_) => AuthorKind::Visitor,
            Actor::Agent { .. } => AuthorKind::Agent,
            Actor::Assistant => AuthorKind::Assistant,
        }
    }

    /// As the actor of an audit row.
    #[must_use]
    pub fn audited(&self) -> audit::Actor {
        match self {
            Actor::Visitor(it) => audit::Actor::visitor(*it),
            Actor::Agent { id, .. } => {
                audit::Actor { kind: audit::ActorKind::User, id: Some(id.uuid()), address: None, agent: None }
            }
            Actor::Assistant => audit::Actor::system(),
        }
    }

    /// The bare id, as stored with a message.
    #[must_use]
    pub fn id(&self) -> Option<Uuid> {
        match self {
            Actor::Visitor(it) => Some(it.uuid()),
            Actor::Agent { id, .. } => Some(id.uuid()),
            Actor::Assistant => None,
        }
    }
}

/// A person named in an answer.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct Person {
    /// Who.
    pub id: UserId,
    /// Name.
    pub name: String,
}

/// A department named in an answer.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct Department {
    /// Which.
    pub id: DepartmentId,
    /// Name.
    pub name: String,
}

/// A skill that a conversation needs.
#[derive(Debug, Clone, Serialize, Deserialize, utoipa::ToSchema)]
pub struct NeededSkill {
    /// Which.
    pub id: SkillId,
    /// Name.
    pub name: String,
}

/// An agent is asked to take it.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct Offer {
    /// Who.
    pub agent_id: UserId,
    /// Until when.
    pub expires_at: At,
}

/// The author of a message.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct Author {
    /// What it is.
    pub kind: AuthorKind,
    /// Who, for visitors and agents.
    pub id: Option<Uuid>,
    /// Name, where there is one.
    pub name: Option<String>,
}

impl Author {
    /// An agent is called otherwise here; others keep their names.
    fn call(&mut self, alias: &str) {
        if self.kind == AuthorKind::Agent {
            self.name = Some(alias.to_owned());
        }
    }
}

/// A passage that the assistant quoted.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Source {
    /// The article it stands in.
    pub article_id: ArticleId,
    /// Its title.
    pub title: String,
    /// Its address part.
    pub slug: String,
    /// The quoted words.
    pub snippet: String,
}

/// An emoji of a person on a message.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct Reaction {
    /// One emoji.
    pub emoji: String,
    /// Whose.
    pub author: Author,
}

/// What happened, for messages of the system; the reader's program words it.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct SystemNotice {
    /// Such as `agent_joined`.
    pub code: String,
    /// Names to put into the sentence.
    pub params: Value,
}

/// A message as clients see it.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct MessageView {
    /// Its identity.
    pub id: MessageId,
    /// Where it stands.
    pub conversation_id: ConversationId,
    /// Its place in the event log; messages of a conversation are ordered by it.
    pub seq: i64,
    /// Who wrote it.
    pub author: Author,
    /// Whether only agents see it.
    pub note: bool,
    /// Whether the note is a word to who has the conversation.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub whisper: bool,
    /// Markdown subset; empty when deleted.
    pub body: String,
    /// Files.
    pub attachments: Vec<FileView>,
    /// The sender's own name for it.
    pub client_ref: Option<String>,
    /// The message it answers.
    pub reply_to: Option<MessageId>,
    /// What the assistant quoted.
    pub sources: Vec<Source>,
    /// For messages of the system.
    pub system: Option<SystemNotice>,
    /// What people think of it, at most one emoji of each.
    pub reactions: Vec<Reaction>,
    /// When.
    pub created_at: At,
    /// When it was last changed.
    pub edited_at: Option<At>,
    /// When it was taken back.
    pub deleted_at: Option<At>,
}

impl MessageView {
    /// As a visitor may see it: agents are called by `alias` where the site shows a name instead of theirs.
    #[must_use]
    pub fn for_visitor(mut self, alias: Option<&str>) -> MessageView {
        let Some(alias) = alias else { return self };
        self.author.call(alias);
        for it in &mut self.reactions {
            it.author.call(alias);
        }
        if let Some(name) = self.system.as_mut().and_then(|it| it.params.get_mut("name")) {
            *name = Value::from(alias);
        }
        self
    }

    /// Whether it says what an agent is called.
    #[must_use]
    pub fn names_agent(&self) -> bool {
        let agent = |it: &Author| it.kind == AuthorKind::Agent;
        agent(&self.author)
            || self.reactions.iter().any(|it| agent(&it.author))
            || self.system.as_ref().is_some_and(|it| it.params.get("name").is_some())
    }
}

/// How far agents have come in a conversation, for the visitor's ticks.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct AgentMarks {
    /// Which.
    pub conversation_id: ConversationId,
    /// Up to which `seq` an agent has received.
    pub agent_delivered_up_to: i64,
    /// Up to which `seq` an agent has read.
    pub agent_read_up_to: i64,
}

/// The newest message, in short.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct LastMessage {
    /// The first 160 characters.
    pub body: String,
    /// Who wrote it.
    pub author: Author,
    /// Whether only agents see it.
    pub note: bool,
    /// For messages of the system.
    pub system: Option<SystemNotice>,
    /// Number of files.
    pub files: i64,
    /// When.
    pub created_at: At,
}

/// A conversation as clients see it.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct ConversationView {
    /// Its identity.
    pub id: ConversationId,
    /// Rises per site.
    pub number: i64,
    /// Where it stands.
    pub status: Status,
    /// Whose it is.
    pub visitor: VisitorView,
    /// The agent who has it.
    pub assignee: Option<Person>,
    /// Why this agent.
    pub assigned_reason: Option<Value>,
    /// What it is about, when somebody wrote that down.
    pub subject: Option<String>,
    /// How urgent it is; visitors always read `normal`.
    pub priority: Priority,
    /// Language of the visitor.
    pub language: String,
    /// How it came.
    pub channel: String,
    /// Tags, sorted.
    pub tags: Vec<String>,
    /// What the assistant does here.
    pub assistant: AssistantState,
    /// Messages of the visitor that no agent has read.
    pub unread: i64,
    /// The newest message or note; what the system says only where nobody has said anything.
    pub last_message: Option<LastMessage>,
    /// Up to which `seq` the visitor has received.
    pub visitor_delivered_up_to: i64,
    /// Up to which `seq` the visitor has read.
    pub visitor_read_up_to: i64,
    /// Up to which `seq` an agent has received.
    pub agent_delivered_up_to: i64,
    /// Up to which `seq` an agent has read.
    pub agent_read_up_to: i64,
    /// 1 to 5, when the visitor rated it.
    pub rating: Option<i64>,
    /// The visitor's words to the rating.
    pub rating_comment: Option<String>,
    /// Rises with every change of these fields.
    pub version: i64,
    /// When it began.
    pub created_at: At,
    /// When a person first answered.
    pub first_reply_at: Option<At>,
    /// Time of the newest message.
    pub last_message_at: At,
    /// Since when the visitor waits for a person.
    pub waiting_since: Option<At>,
    /// When it was closed.
    pub closed_at: Option<At>,
    /// Whether the agent's connection is lost, but may come back within a minute.
    pub agent_reconnecting: bool,
    /// Where it belongs.
    pub department: Option<Department>,
    /// The skills that it needs.
    pub skills: Vec<NeededSkill>,
    /// Who is asked to take it.
    pub offer: Option<Offer>,
    /// Until when it is out of the lists; a time that is over means nothing.
    pub snoozed_until: Option<At>,
    /// How many conversations the visitor had before this one.
    pub past_conversations: i64,
}

impl ConversationView {
    /// What of it a visitor may see; its agent is called by `alias` where the site shows a name instead.
    #[must_use]
    pub fn for_visitor(mut self, alias: Option<&str>) -> ConversationView {
        if let (Some(agent), Some(alias)) = (&mut self.assignee, alias) {
            agent.name = alias.to_owned();
        }
        self.assigned_reason = None;
        self.subject = None;
        self.priority = Priority::Normal;
        self.tags.clear();
        self.skills.clear();
        self.offer = None;
        self.unread = 0;
        self.last_message = None;
        self.snoozed_until = None;
        self.past_conversations = 0;
        self
    }
}

/// What decisions need to know of a conversation.
#[derive(Debug, Clone)]
pub struct Head {
    /// Its identity.
    pub id: ConversationId,
    /// The tenant.
    pub site: SiteId,
    /// Its number on the site.
    pub number: i64,
    /// Whose it is.
    pub visitor: VisitorId,
    /// The visitor's name.
    pub visitor_name: Option<String>,
    /// Where it stands.
    pub status: Status,
    /// Who has it.
    pub assignee: Option<UserId>,
    /// What the assistant does here.
    pub assistant: AssistantState,
    /// How urgent it is.
    pub priority: Priority,
    /// Language of the visitor.
    pub language: String,
    /// When it was closed, Unix milliseconds.
    pub closed_at: Option<i64>,
    /// Until when it was put off, Unix milliseconds.
    pub snoozed_until: Option<i64>,
    /// Answers the assistant gave so far.
    pub assistant_answers: i64,
}

/// A message about to be written.
#[derive(Debug, Clone, Default)]
pub struct Draft {
    /// Markdown subset; may be empty only with files.
    pub body: String,
    /// Uploaded before, in order.
    pub attachments: Vec<FileId>,
    /// The sender's own name for it: sent again, the first one comes back.
    pub client_ref: Option<String>,
    /// The message it answers.
    pub reply_to: Option<MessageId>,
    /// Only agents see it.
    pub note: bool,
    /// The note is a word to who has the conversation.
    pub whisper: bool,
    /// What the assistant quoted.
    pub sources: Vec<Source>,
}

/// Which list of conversations.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum ListView {
    /// Open ones of the asking agent.
    Mine,
    /// Open ones that nobody has.
    Unassigned,
    /// Waiting for an agent.
    Queued,
    /// The assistant answers.
    Bot,
    /// All open ones.
    #[default]
    All,
    /// Closed ones.
    Closed,
    /// All, open and closed.
    Any,
}

/// How many open conversations each list has.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct Counts {
    /// The asking agent's.
    pub mine: i64,
    /// Nobody's.
    pub unassigned: i64,
    /// Waiting for an agent.
    pub queued: i64,
    /// With the assistant.
    pub bot: i64,
    /// All open ones.
    pub all: i64,
    /// Put off for now; they count in no other list.
    pub snoozed: i64,
}
