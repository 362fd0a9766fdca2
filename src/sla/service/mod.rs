//! Use cases of service levels.
mod policies;
mod recompute;
mod report;
mod trial;

pub use policies::{create, delete, list, order, show, update};
pub use recompute::{recompute, take_over_hours};
pub use report::{Report, ReportRow, report};
pub use trial::{Trial, TrialClock, TrialResult, try_out};

use super::rules::{self, Change};
use super::store;
use super::types::{Case, Clock, ClockKind, Policy, Said};
use crate::Result;
use crate::base::ids::{SiteId, SlaPolicyId, TicketId};
use crate::store::Write;
use jiff::Timestamp;
use rusqlite::Connection;

/// Adds to the write of a change of a ticket what it means for the ticket's promises: once for a write, with the ticket as
/// it is afterwards, what was said publicly by it, and the clocks that the write has changed already.
///
/// # Errors
/// When the database cannot be read.
pub fn keep(
    present: &Connection,
    write: &mut Write,
    case: &Case,
    (said, changed): (Option<Said>, Vec<Clock>),
    now: Timestamp,
) -> Result<()> {
    let site = case.site;
    if !store::keeps_hours(present, site)? {
        store::keep_hours(write, site, Timestamp::UNIX_EPOCH, &store::present_hours(present, site)?)?;
    }
    let policy = picked(&store::policies(present, site)?, &store::parents(present, site)?, case);
    let mut before = store::clocks(present, site, case.ticket)?;
    for it in &mut before {
        let known = changed.iter().find(|other| (other.kind, other.cycle) == (it.kind, it.cycle));
        known.into_iter().for_each(|known| *it = known.clone());
    }
    let change = Change { case, said, policy: &policy, now };
    let after = store::with_timeline(present, site, |hours| rules::advance(before.clone(), &change, hours))?;
    put_changed(write, case, &before, &after);
    Ok(())
}

/// What was asked in a ticket is asked elsewhere from now on: no reply to it is owed there any more. What was missed stays
/// missed.
///
/// # Errors
/// When the database cannot be read.
pub fn withdraw_question(
    present: &Connection,
    write: &mut Write,
    (site, ticket): (SiteId, TicketId),
    now: Timestamp,
) -> Result<()> {
    let owed = |it: &Clock| it.kind == ClockKind::NextResponse && it.is_open();
    for it in store::clocks(present, site, ticket)?.into_iter().filter(owed) {
        if it.breached_at.is_none() {
            store::drop_clocks(write, (site, ticket), &[(it.kind, it.cycle)]);
        } else {
            let over = Clock { met_at: Some(now.as_millisecond()), since: None, next_at: None, ..it };
            store::put_clock(write, (site, ticket), &over);
        }
    }
    Ok(())
}

/// The policy that is for a ticket.
fn picked(policies: &[Policy], parents: &store::Parents, case: &Case) -> Policy {
    let parent = case.category.and_then(|it| parents.get(&it)).copied();
    rules::pick(policies, case, parent).cloned().unwrap_or_else(Policy::fallback)
}

fn put_changed(write: &mut Write, case: &Case, before: &[Clock], after: &[Clock]) {
    let place = (case.site, case.ticket);
    for it in after.iter().filter(|it| !before.contains(it)) {
        store::put_clock(write, place, it);
    }
    let gone = before.iter().map(|it| (it.kind, it.cycle));
    let gone: Vec<_> = gone.filter(|it| after.iter().all(|other| (other.kind, other.cycle) != *it)).collect();
    store::drop_clocks(write, place, &gone);
}

/// The policy of a clock; the one that always fits, when it is gone.
///
/// # Errors
/// When the database cannot be read.
pub fn policy_of(conn: &Connection, site: SiteId, id: SlaPolicyId) -> Result<Policy> {
    Ok(store::policy(conn, site, id)?.unwrap_or_else(Policy::fallback))
}
