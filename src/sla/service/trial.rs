//! What would be promised for a ticket that came now.
use super::picked;
use crate::app::App;
use crate::base::ids::{DepartmentId, SiteId, SlaPolicyId, TicketCategoryId, TicketId};
use crate::base::{At, Priority};
use crate::sla::rules::{self, Change};
use crate::sla::store;
use crate::sla::types::{Case, ClockKind, Phase, Policy, PolicyInput, Said};
use crate::sla::{Calendar, Timeline};
use crate::{Result, sites};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// A ticket that might come, and a policy that is not stored yet.
#[derive(Debug, Clone, Default, Deserialize, utoipa::ToSchema)]
#[serde(default)]
#[schema(as = SlaTrial)]
pub struct Trial {
    /// When it comes; now when left out.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub at: Option<Timestamp>,
    /// How much it presses; `normal` when left out.
    pub priority: Option<Priority>,
    /// What it is about.
    pub category_id: Option<TicketCategoryId>,
    /// Where it belongs.
    pub department_id: Option<DepartmentId>,
    /// Mail address of whose it is.
    pub requester: Option<String>,
    /// The policy to try: changes of the stored one `policy_id`, or of a new one. The site's policies are asked when it is
    /// left out.
    pub policy: Option<PolicyInput>,
    /// Which policy the changes are of.
    pub policy_id: Option<SlaPolicyId>,
}

/// What would be promised.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[schema(as = SlaTrialResult)]
pub struct TrialResult {
    /// The policy that fits.
    pub policy_id: SlaPolicyId,
    /// Its name; empty for the one that always fits.
    pub policy_name: String,
    /// What counts as time.
    pub calendar: Calendar,
    /// When the ticket comes.
    pub at: At,
    /// In which zone the times are to be read.
    pub time_zone: String,
    /// What would be due.
    pub clocks: Vec<TrialClock>,
}

/// A promise.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[schema(as = SlaTrialClock)]
pub struct TrialClock {
    /// What is to be done.
    pub kind: ClockKind,
    /// How much time there is, in seconds of working time.
    pub target_seconds: i64,
    /// By when; `null` when that never comes. For the next response: when the requester wrote at that moment.
    pub due_at: Option<At>,
}

/// Reckons without storing anything.
///
/// # Errors
/// 404 for an unknown policy, 422 as [`rules::check`].
pub async fn try_out(app: &App, site: SiteId, trial: Trial) -> Result<TrialResult> {
    let now = app.clock.now();
    app.store
        .read(move |conn| {
            let at = trial.at.unwrap_or(now);
            let case = Case {
                ticket: TicketId::NIL,
                site,
                phase: Phase::Ours,
                priority: trial.priority.unwrap_or(Priority::Normal),
                category: trial.category_id,
                department: trial.department_id,
                requester: trial.requester,
                assignee: None,
                created_at: at,
                answered: false,
                waiting_since: None,
            };
            let policy = match trial.policy {
                Some(mut input) => {
                    let before = match trial.policy_id {
                        Some(id) => super::policy_of(conn, site, id)?,
                        // A name is not needed to try.
                        None => Policy { id: SlaPolicyId::random(), ..Policy::fallback() },
                    };
                    input.name = input.name.filter(|it| !it.trim().is_empty()).or(Some("…".to_owned()));
                    rules::check(input, before)?
                }
                None => picked(&store::policies(conn, site)?, &store::parents(conn, site)?, &case),
            };
            let mut hours = Timeline::new(vec![(Timestamp::UNIX_EPOCH, store::present_hours(conn, site)?)]);
            let time_zone = sites::find(conn, site)?.map(|it| it.time_zone).unwrap_or_default();
            let clocks = clocks(&case, &policy, at, &mut hours);
            let (policy_id, policy_name) = (policy.id, policy.name);
            let calendar = policy.calendar;
            Ok(TrialResult { policy_id, policy_name, calendar, at: At(at), time_zone, clocks })
        })
        .await
}

fn clocks(case: &Case, policy: &Policy, now: Timestamp, hours: &mut Timeline) -> Vec<TrialClock> {
    let change = Change { case, said: None, policy, now };
    let mut found = rules::advance(Vec::new(), &change, hours);
    let answered = Case { answered: true, ..case.clone() };
    let asked = Change { case: &answered, said: Some(Said::ByRequester), policy, now };
    let next = rules::advance(Vec::new(), &asked, hours);
    found.extend(next.into_iter().filter(|it| it.kind == ClockKind::NextResponse));
    let view = |kind: &ClockKind| {
        let it = found.iter().find(|it| it.kind == *kind)?;
        Some(TrialClock {
            kind: it.kind,
            target_seconds: it.target_ms / 1000,
            due_at: it.due_at.map(At::of_ms),
        })
    };
    ClockKind::ALL.iter().filter_map(view).collect()
}
