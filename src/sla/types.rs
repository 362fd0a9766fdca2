//! Values of service levels.
use super::Calendar;
use crate::base::ids::{DepartmentId, SiteId, SlaPolicyId, TicketCategoryId, TicketId, UserId};
use crate::base::{At, Lang, Priority};
use crate::text_enum;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

text_enum! {
    /// What is to be done in time.
    ClockKind {
        /// The first public reply of a person.
        FirstResponse = "first_response",
        /// A reply to what the requester said since.
        NextResponse = "next_response",
        /// The solution.
        Resolution = "resolution",
    }
}

impl ClockKind {
    /// All of them.
    pub const ALL: [ClockKind; 3] =
        [ClockKind::FirstResponse, ClockKind::NextResponse, ClockKind::Resolution];

    /// What people call it.
    #[must_use]
    pub fn word(self, lang: Lang) -> &'static str {
        match self {
            ClockKind::FirstResponse => lang.pick("İlk yanıt", "First response"),
            ClockKind::NextResponse => lang.pick("Sonraki yanıt", "Next response"),
            ClockKind::Resolution => lang.pick("Çözüm", "Resolution"),
        }
    }
}

/// How many minutes there are for what; where whole days are counted a day is 1,440. Nothing is measured where `null`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(default)]
#[schema(as = SlaTargets)]
pub struct Targets {
    /// To the first public reply of a person.
    pub first_response: Option<u32>,
    /// To a reply to what the requester said since.
    pub next_response: Option<u32>,
    /// To the solution.
    pub resolution: Option<u32>,
}

impl Targets {
    /// The minutes for one of them.
    #[must_use]
    pub fn of(&self, kind: ClockKind) -> Option<u32> {
        match kind {
            ClockKind::FirstResponse => self.first_response,
            ClockKind::NextResponse => self.next_response,
            ClockKind::Resolution => self.resolution,
        }
    }
}

/// Targets by priority.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = SlaTargetTable)]
pub struct TargetTable {
    /// Düşük.
    pub low: Targets,
    /// Normal.
    pub normal: Targets,
    /// Yüksek.
    pub high: Targets,
    /// Acil.
    pub urgent: Targets,
}

impl TargetTable {
    /// The same for every priority.
    #[must_use]
    pub fn same(targets: Targets) -> TargetTable {
        TargetTable { low: targets, normal: targets, high: targets, urgent: targets }
    }

    /// Those of a priority.
    #[must_use]
    pub fn of(&self, priority: Priority) -> &Targets {
        match priority {
            Priority::Low => &self.low,
            Priority::Normal => &self.normal,
            Priority::High => &self.high,
            Priority::Urgent => &self.urgent,
        }
    }
}

impl Default for TargetTable {
    /// What holds where nobody has said anything else: 24, 8, 4 and 1 hours to the solution, 8, 4, 1 and a quarter to the
    /// first response.
    fn default() -> TargetTable {
        let of = |first, resolution| Targets {
            first_response: Some(first),
            next_response: None,
            resolution: Some(resolution),
        };
        TargetTable { low: of(480, 1440), normal: of(240, 480), high: of(60, 240), urgent: of(15, 60) }
    }
}

/// Which tickets a policy is for: those that fit every list that is not empty.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(default)]
#[schema(as = SlaConditions)]
pub struct Conditions {
    /// Categories; one of the first level takes in those below it.
    pub categories: Vec<TicketCategoryId>,
    /// Departments.
    pub departments: Vec<DepartmentId>,
    /// Priorities.
    pub priorities: Vec<Priority>,
    /// Mail addresses of requesters, or whole domains (`@ogrenci.example.edu.tr`).
    pub requesters: Vec<String>,
}

/// What happens when a target is missed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = SlaStep)]
pub struct EscalationStep {
    /// Which target.
    pub clock: ClockKind,
    /// So many minutes after it was missed, by the clock on the wall; at once when 0.
    #[serde(default)]
    pub after_minutes: u32,
    /// Who has the ticket from then on.
    #[serde(default)]
    pub assign_to: Option<UserId>,
    /// Whether its priority rises by a step.
    #[serde(default)]
    pub raise_priority: bool,
    /// Who is told, beside the agent and the admins.
    #[serde(default)]
    pub notify: Vec<UserId>,
}

/// What is promised for some tickets of a site.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[schema(as = SlaPolicy)]
pub struct Policy {
    /// Its identity; all zeros is the one that holds where no other fits.
    pub id: SlaPolicyId,
    /// What it is called; empty for the one that always fits.
    pub name: String,
    /// What counts as time.
    pub calendar: Calendar,
    /// Which tickets it is for.
    pub conditions: Conditions,
    /// How much time there is.
    pub targets: TargetTable,
    /// Whether its clocks stand still while the requester or something else is waited for. Periods of law do not.
    pub pauses: bool,
    /// What happens when a target is missed.
    pub steps: Vec<EscalationStep>,
    /// The first that fits counts.
    pub position: i64,
    /// For `If-Match`.
    pub version: i64,
}

impl Policy {
    /// What holds on a site where nobody has said anything.
    #[must_use]
    pub fn fallback() -> Policy {
        Policy {
            id: SlaPolicyId::NIL,
            name: String::new(),
            calendar: Calendar::Hours,
            conditions: Conditions::default(),
            targets: TargetTable::default(),
            pauses: true,
            steps: Vec::new(),
            position: i64::MAX,
            version: 0,
        }
    }
}

/// What is wanted of a policy; what is left out stays, or has its default in a new one.
#[derive(Debug, Clone, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = SlaPolicyInput)]
pub struct PolicyInput {
    /// 1 to 80 characters.
    pub name: Option<String>,
    /// What counts as time; `hours` when left out.
    pub calendar: Option<Calendar>,
    /// Which tickets it is for; all when left out.
    pub conditions: Option<Conditions>,
    /// How much time there is.
    pub targets: Option<TargetTable>,
    /// Whether its clocks stand still while somebody else is waited for; yes when left out.
    pub pauses: Option<bool>,
    /// At most 10.
    pub steps: Option<Vec<EscalationStep>>,
}

/// What service levels need to know of a ticket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Case {
    /// Which.
    pub ticket: TicketId,
    /// The tenant.
    pub site: SiteId,
    /// Where it stands.
    pub phase: Phase,
    /// How much it presses.
    pub priority: Priority,
    /// What it is about.
    pub category: Option<TicketCategoryId>,
    /// Where it belongs.
    pub department: Option<DepartmentId>,
    /// Mail address of whose it is.
    pub requester: Option<String>,
    /// Who has it.
    pub assignee: Option<UserId>,
    /// When it was made.
    pub created_at: Timestamp,
    /// Whether a person has replied already.
    pub answered: bool,
    /// Since when its requester waits for a person, as far as it was stored before.
    pub waiting_since: Option<Timestamp>,
}

/// What a ticket's status means for its clocks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// It is on us.
    Ours,
    /// Somebody or something else is waited for.
    Waits,
    /// It is solved.
    Solved,
    /// There is nothing left to measure: it became part of another one.
    Gone,
}

/// What was said publicly in a ticket by a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Said {
    /// By a person who answers.
    ByAgent,
    /// By whose ticket it is.
    ByRequester,
}

/// A time during which a clock ran.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ran(pub i64, pub i64);

/// A promise that was made for a ticket, and how it stands. Times are Unix milliseconds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clock {
    /// What is to be done.
    pub kind: ClockKind,
    /// Which time: each question of the requester is a promise of its own.
    pub cycle: i64,
    /// Which policy makes it.
    pub policy: SlaPolicyId,
    /// What counts as time.
    pub calendar: Calendar,
    /// How much there is.
    pub target_ms: i64,
    /// How much of it had passed when the clock last stood still.
    pub elapsed_ms: i64,
    /// When it ran before.
    pub ran: Vec<Ran>,
    /// Since when it runs; `None` while it stands still.
    pub since: Option<i64>,
    /// When it is due as things are; `None` while it stands still, and where that never comes.
    pub due_at: Option<i64>,
    /// When its agent was warned.
    pub warned_at: Option<i64>,
    /// When it was missed.
    pub breached_at: Option<i64>,
    /// When it was done.
    pub met_at: Option<i64>,
    /// Who had the ticket when it was missed or done.
    pub agent: Option<UserId>,
    /// How many of the policy's steps were taken.
    pub steps_taken: i64,
    /// When something is to happen.
    pub next_at: Option<i64>,
}

impl Clock {
    /// Whether it is still to be done.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.met_at.is_none()
    }
}

text_enum! {
    /// How a promise stands.
    ClockState {
        /// Time passes.
        Running = "running",
        /// It stands still.
        Paused = "paused",
        /// It was missed, and is still to be done.
        Breached = "breached",
        /// It was done in time.
        Met = "met",
        /// It was done too late.
        Late = "late",
    }
}

/// A promise as the desk shows it.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
#[schema(as = SlaClock)]
pub struct ClockView {
    /// What is to be done.
    pub kind: ClockKind,
    /// How it stands.
    pub state: ClockState,
    /// The policy behind it.
    pub policy_id: SlaPolicyId,
    /// What counts as time.
    pub calendar: Calendar,
    /// How much time there is, in seconds of working time; a day is 86,400 where whole days are counted.
    pub target_seconds: i64,
    /// How much of it had passed when the clock last stood still, in the same seconds.
    pub elapsed_seconds: i64,
    /// By when it is to be done, as things are; `null` while the clock stands still.
    pub due_at: Option<At>,
    /// When it was missed.
    pub breached_at: Option<At>,
    /// When it was done.
    pub met_at: Option<At>,
}

impl From<&Clock> for ClockView {
    fn from(it: &Clock) -> ClockView {
        let state = match (it.met_at, it.breached_at, it.since) {
            (Some(_), None, _) => ClockState::Met,
            (Some(_), Some(_), _) => ClockState::Late,
            (None, Some(_), _) => ClockState::Breached,
            (None, None, Some(_)) => ClockState::Running,
            (None, None, None) => ClockState::Paused,
        };
        ClockView {
            kind: it.kind,
            state,
            policy_id: it.policy,
            calendar: it.calendar,
            target_seconds: it.target_ms / 1000,
            elapsed_seconds: it.elapsed_ms / 1000,
            due_at: it.due_at.map(At::of_ms),
            breached_at: it.breached_at.map(At::of_ms),
            met_at: it.met_at.map(At::of_ms),
        }
    }
}
