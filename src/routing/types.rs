//! Values of routing.
use crate::base::ids::UserId;
use crate::base::{At, Role};
use crate::settings::Worded;
use crate::text_enum;
use serde::{Deserialize, Serialize};

text_enum! {
    /// What an agent chose to be.
    AgentState {
        /// Takes new conversations.
        Available = "available",
        /// Busy by hand; still takes new ones while there is room.
        Busy = "busy",
        /// Takes none.
        OnBreak = "on_break",
        /// Takes none.
        Away = "away",
        /// Takes none.
        DoNotDisturb = "do_not_disturb",
    }
}

impl AgentState {
    /// Whether new conversations may come in this state.
    #[must_use]
    pub fn takes_new(self) -> bool {
        matches!(self, AgentState::Available | AgentState::Busy)
    }
}

/// An agent of a site, as routing sees one.
#[derive(Debug, Clone, PartialEq)]
pub struct Candidate {
    /// Who.
    pub user: UserId,
    /// Shown to the visitor.
    pub name: String,
    /// What the agent is on the site.
    pub role: Role,
    /// Whether a desk is open.
    pub online: bool,
    /// What the agent chose to be.
    pub state: AgentState,
    /// A word to colleagues.
    pub message: Option<String>,
    /// When `state` ends by itself.
    pub until: Option<At>,
    /// Active conversations.
    pub current: i64,
    /// Most conversations at a time.
    pub max: i64,
    /// When routing last chose this agent, Unix milliseconds; 0: never.
    pub last_assigned_at: i64,
}

impl Candidate {
    /// Whether a new conversation may go to this agent.
    #[must_use]
    pub fn can_take(&self) -> bool {
        self.online && self.state.takes_new() && self.current < self.max
    }
}

/// Who gets a conversation, and why.
#[derive(Debug, Clone, PartialEq)]
pub struct Choice {
    /// Who.
    pub user: UserId,
    /// Shown to the visitor.
    pub name: String,
    /// Kept with the conversation and shown at the desk.
    pub reason: Reason,
}

/// The figures behind a choice.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Reason {
    /// Name of the strategy.
    pub strategy: String,
    /// Agents who could have taken it.
    pub candidates: usize,
    /// Conversations the chosen one had before.
    pub current: i64,
    /// Most the chosen one takes.
    pub max: i64,
}

/// An agent as colleagues see one.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct AgentView {
    /// Who.
    pub id: UserId,
    /// Name.
    pub name: String,
    /// Role on the site.
    pub role: Role,
    /// `online` or `offline`, from the sockets.
    pub status: &'static str,
    /// What the agent chose to be.
    pub state: AgentState,
    /// A word to colleagues.
    pub message: Option<String>,
    /// When the state ends by itself.
    pub until: Option<At>,
    /// Active conversations.
    pub current_chats: i64,
    /// Most conversations at a time.
    pub max_chats: i64,
}

impl From<Candidate> for AgentView {
    fn from(it: Candidate) -> AgentView {
        AgentView {
            id: it.user,
            name: it.name,
            role: it.role,
            status: if it.online { "online" } else { "offline" },
            state: it.state,
            message: it.message,
            until: it.until,
            current_chats: it.current,
            max_chats: it.max,
        }
    }
}

/// What the widget shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Mode {
    /// `online`, `busy`, `offline` or `emergency`.
    pub mode: &'static str,
    /// Why. Open: `agent_available`, `assistant_first`, `agents_busy`, `assistant_only`, `nobody`; in a break
    /// without anybody: `break`; closed: `outside_business_hours`, `holiday`; and `emergency`.
    pub reason: &'static str,
    /// When the site opens next, or when a break ends; within 14 days.
    pub next_open: Option<At>,
    /// A word of the site to its visitors, in the site's language.
    pub message: Option<String>,
    /// The same in both languages.
    pub words: Option<Worded>,
    /// The name of the holiday that closes the site.
    pub holiday: Option<Worded>,
    /// Whether the assistant answers visitors.
    pub assistant: bool,
    /// Whether a request may be left by form.
    pub form: bool,
    /// Agents with an open desk.
    pub agents_online: usize,
    /// Mean time to a person's first answer over the last week, in seconds.
    pub reply_seconds: Option<i64>,
}
