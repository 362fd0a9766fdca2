//! Values of routing.
use crate::base::ids::{ConversationId, DepartmentId, SkillId, TeamId, UserId, VisitorId};
use crate::base::{At, Priority, Role};
use crate::organisation::Profile;
use crate::settings::{Handing, Strategy, Worded};
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
    /// When `state` ends by itself; while it runs, nothing new comes.
    pub until: Option<At>,
    /// Active conversations.
    pub current: i64,
    /// Conversations that are being offered; each holds a place.
    pub queued: i64,
    /// Most conversations at a time.
    pub max: i64,
    /// When routing last chose this agent, Unix milliseconds; 0: never.
    pub last_assigned_at: i64,
    /// Rises with every choice on the site: two choices in the same millisecond still have an order. 0: never.
    pub last_turn: i64,
    /// Department, teams, skills, languages, level.
    pub profile: Profile,
    /// Mean rating of the agent's conversations, where it was asked for and there is one.
    pub rating: Option<f64>,
}

impl Candidate {
    /// Somebody new, with nothing to do, who is not there.
    #[must_use]
    pub fn new(user: UserId) -> Candidate {
        Candidate {
            user,
            name: String::new(),
            role: Role::Agent,
            online: false,
            state: AgentState::Available,
            message: None,
            until: None,
            current: 0,
            queued: 0,
            max: 5,
            last_assigned_at: 0,
            last_turn: 0,
            profile: Profile::default(),
            rating: None,
        }
    }

    /// Whether a new conversation may go to this agent.
    #[must_use]
    pub fn can_take(&self) -> bool {
        self.online && self.state.takes_new() && self.until.is_none() && self.has_room()
    }

    /// Whether there is a place left.
    #[must_use]
    pub fn has_room(&self) -> bool {
        self.current + self.queued < self.max
    }

    /// `current / max × 100 + queued × 10`: the higher, the busier.
    #[must_use]
    pub fn load(&self) -> f64 {
        let share = if self.max > 0 { number(self.current) / number(self.max) } else { 1.0 };
        share * 100.0 + number(self.queued) * 10.0
    }
}

/// A small count as a number to calculate with.
pub(super) fn number(count: i64) -> f64 {
    f64::from(i32::try_from(count).unwrap_or(i32::MAX))
}

/// What a conversation asks of whoever takes it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Request {
    /// Where it belongs.
    pub department: Option<DepartmentId>,
    /// Only this team may take it, when it was transferred there.
    pub team: Option<TeamId>,
    /// What it needs.
    pub skills: Vec<SkillId>,
    /// The visitor's language, `tr`.
    pub language: String,
    /// Whether the visitor is a VIP.
    pub vip: bool,
    /// The page the visitor is on.
    pub page: Option<String>,
    /// Tags of the conversation.
    pub tags: Vec<String>,
    /// How urgent it is.
    pub priority: Priority,
    /// Minute of the day in the site's time zone.
    pub minute: i64,
    /// Who talked to the visitor last.
    pub last_agent: Option<UserId>,
    /// Agents who have let an offer of it pass.
    pub declined: Vec<UserId>,
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

/// A choice, and what the site wants to be done with it.
#[derive(Debug, Clone, PartialEq)]
pub struct Decision {
    /// Who, and why.
    pub choice: Choice,
    /// Given at once, or offered first.
    pub handing: Handing,
    /// How long an offer stands, in seconds.
    pub accept_seconds: u32,
}

/// The figures behind a choice. What a strategy does not look at is left out.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Reason {
    /// Name of the strategy; `sticky` for the visitor's last agent.
    pub strategy: String,
    /// Number of the rule, counted from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rule: Option<usize>,
    /// What was done because nobody fitted: `round_robin`, `english`, `default`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub instead: Option<String>,
    /// Agents who could have taken it.
    pub candidates: usize,
    /// Conversations the chosen one had before.
    pub current: i64,
    /// Most the chosen one takes.
    pub max: i64,
    /// The chosen one's load in per cent, rounded.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub load: Option<i64>,
    /// The chosen one's score in hundredths, rounded.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub score: Option<i64>,
    /// Skills asked for that the chosen one has.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub skills_matched: Option<usize>,
    /// Skills asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub skills_required: Option<usize>,
    /// The language that was looked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// The chosen one's level.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub priority_level: Option<u32>,
    /// The chosen one's mean rating in tenths.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rating: Option<i64>,
}

/// Why an agent would not get it, or would.
#[derive(Debug, Clone, PartialEq, Serialize, utoipa::ToSchema)]
pub struct Verdict {
    /// Who.
    pub id: UserId,
    /// Name.
    pub name: String,
    /// `chosen`; `offline`, `state`, `full`: cannot take it; `outside`: the strategy does not look there;
    /// `behind`: could, but another one comes first.
    pub verdict: &'static str,
    /// What the agent chose to be.
    pub state: AgentState,
    /// Active conversations.
    pub current: i64,
    /// Most conversations at a time.
    pub max: i64,
    /// Load in per cent, rounded.
    pub load: i64,
    /// Score in hundredths, where skills count.
    pub score: Option<i64>,
    /// Skills asked for that the agent has.
    pub skills_matched: usize,
    /// Level.
    pub priority_level: u32,
    /// Mean rating in tenths.
    pub rating: Option<i64>,
}

/// What would become of a conversation that began now.
#[derive(Debug, Clone, PartialEq, Serialize, utoipa::ToSchema)]
pub struct Forecast {
    /// Number of the rule that decides, counted from 1.
    pub rule: usize,
    /// How it chooses.
    pub strategy: Strategy,
    /// How urgent the conversation would be.
    pub priority: Priority,
    /// Who would get it; `null`: it would wait, or the assistant would answer.
    pub chosen: Option<UserId>,
    /// Why.
    pub reason: Option<Reason>,
    /// Every agent, the chosen one first.
    pub agents: Vec<Verdict>,
}

/// An agent as colleagues see one.
#[derive(Debug, Clone, PartialEq, Serialize, utoipa::ToSchema)]
pub struct AgentView {
    /// Who.
    pub id: UserId,
    /// Name.
    pub name: String,
    /// Role on the site.
    pub role: Role,
    /// `online` or `offline`, from the sockets.
    pub status: &'static str,
    /// Whether the connection is lost, but may come back within a minute.
    pub reconnecting: bool,
    /// What the agent chose to be.
    pub state: AgentState,
    /// As it is shown: `busy` also for who has no room.
    pub shown_state: AgentState,
    /// A word to colleagues.
    pub message: Option<String>,
    /// When the state ends by itself.
    pub until: Option<At>,
    /// Active conversations.
    pub current_chats: i64,
    /// Most conversations at a time.
    pub max_chats: i64,
    /// Department.
    pub department_id: Option<DepartmentId>,
    /// Teams.
    pub team_ids: Vec<TeamId>,
}

impl From<Candidate> for AgentView {
    fn from(it: Candidate) -> AgentView {
        let full = it.current >= it.max && it.state == AgentState::Available;
        AgentView {
            id: it.user,
            name: it.name,
            role: it.role,
            status: if it.online { "online" } else { "offline" },
            reconnecting: false,
            state: it.state,
            shown_state: if full { AgentState::Busy } else { it.state },
            message: it.message,
            until: it.until,
            current_chats: it.current,
            max_chats: it.max,
            department_id: it.profile.department_id,
            team_ids: it.profile.team_ids,
        }
    }
}

/// A conversation that waits for an agent.
#[derive(Debug, Clone, PartialEq)]
pub struct Waiting {
    /// Which.
    pub id: ConversationId,
    /// Since when, Unix milliseconds.
    pub since: i64,
    /// Whether the visitor is a VIP.
    pub vip: bool,
    /// Whether the visitor has talked to the site before.
    pub returning: bool,
    /// Whether it belongs to an urgent department.
    pub urgent: bool,
    /// How urgent people say it is.
    pub priority: Priority,
    /// Where it belongs.
    pub department: Option<DepartmentId>,
    /// Whose it is.
    pub visitor: VisitorId,
    /// When the form was last offered in place of more waiting, Unix milliseconds.
    pub form_offered_at: Option<i64>,
    /// The agent who is asked to take it.
    pub offered_to: Option<UserId>,
    /// When that offer ends, or the last one ended, Unix milliseconds.
    pub offer_ends_at: Option<i64>,
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
