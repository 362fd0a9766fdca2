//! What was kept and what was missed.
use crate::app::App;
use crate::base::ids::{SiteId, UserId};
use crate::sla::store::{self, Judged};
use crate::sla::types::ClockKind;
use crate::{Error, Result};
use jiff::{SignedDuration, Timestamp};
use serde::Serialize;
use uuid::Uuid;

/// Longest time that is added up.
const LONGEST: SignedDuration = SignedDuration::from_hours(24 * 732);

/// Promises added up.
#[derive(Debug, Default, Serialize, utoipa::ToSchema)]
#[schema(as = SlaReport)]
pub struct Report {
    /// Everything.
    pub total: Vec<ReportRow>,
    /// By policy.
    pub policies: Vec<ReportRow>,
    /// By who had the ticket when it was missed or done.
    pub agents: Vec<ReportRow>,
    /// By what the ticket is about now.
    pub categories: Vec<ReportRow>,
}

/// One sum.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[schema(as = SlaReportRow)]
pub struct ReportRow {
    /// The policy, user or category; `null` where there is none.
    pub id: Option<Uuid>,
    /// Its name; `null` where it is gone or there is none, empty for the policy that always fits.
    pub name: Option<String>,
    /// What was promised.
    pub kind: ClockKind,
    /// Kept.
    pub met: i64,
    /// Missed, done meanwhile or not.
    pub breached: i64,
}

/// Adds up what was kept or missed from `from` until `until`; 30 days back when left out. Only what was one agent's, where
/// one is named.
///
/// # Errors
/// 422 for a time that ends before it begins, or is longer than two years.
pub async fn report(
    app: &App,
    site: SiteId,
    (from, until): (Option<Timestamp>, Option<Timestamp>),
    agent: Option<UserId>,
) -> Result<Report> {
    let until = until.unwrap_or_else(|| app.clock.now());
    let month = SignedDuration::from_hours(24 * 30);
    let from = from.unwrap_or_else(|| until.checked_sub(month).unwrap_or(Timestamp::UNIX_EPOCH));
    if until <= from || until.duration_since(from) > LONGEST {
        return Err(Error::invalid("until", "value_invalid"));
    }
    let rows = app.store.read(move |conn| store::judged(conn, site, (from, until), agent)).await?;
    let none = |_: &Judged| (None, None);
    Ok(Report {
        total: sums(&rows, none),
        policies: sums(&rows, |it| (Some(it.policy.uuid()), it.policy_name.clone())),
        agents: sums(&rows, |it| (it.agent.map(UserId::uuid), it.agent_name.clone())),
        categories: sums(&rows, |it| (it.category.map(|it| it.uuid()), it.category_name.clone())),
    })
}

/// Most promises first.
fn sums(rows: &[Judged], key: impl Fn(&Judged) -> (Option<Uuid>, Option<String>)) -> Vec<ReportRow> {
    let mut found: Vec<ReportRow> = Vec::new();
    for it in rows {
        let (id, name) = key(it);
        match found.iter_mut().find(|row| row.id == id && row.kind == it.kind) {
            Some(row) => (row.met, row.breached) = (row.met + it.met, row.breached + it.breached),
            None => found.push(ReportRow { id, name, kind: it.kind, met: it.met, breached: it.breached }),
        }
    }
    found.sort_by(|one, other| {
        let all = |it: &ReportRow| it.met + it.breached;
        all(other).cmp(&all(one)).then_with(|| one.name.cmp(&other.name))
    });
    found
}
