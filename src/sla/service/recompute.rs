//! Works promises out anew when what they are reckoned by has changed.
use super::picked;
use crate::Result;
use crate::app::App;
use crate::base::ids::SiteId;
use crate::sla::Timeline;
use crate::sla::rules::{self, Change};
use crate::sla::store;
use crate::sla::types::{Case, Clock, Policy};
use crate::store::{Present, Write};
use jiff::Timestamp;

/// Tickets of one decision: other writes wait for it.
const CHUNK: usize = 2_000;

/// Keeps the hours that hold now, when they are others than those kept last: what has passed is reckoned by the old ones.
/// Answers whether they are.
///
/// # Errors
/// When the database cannot be read or written.
pub async fn take_over_hours(app: &App, site: SiteId, at: Timestamp) -> Result<bool> {
    let decide = move |present: &Present<'_>| {
        let mut write = Write::new();
        // Nothing was promised yet: the first promise keeps them.
        let Some((from, kept)) = store::last_hours(present, site)? else { return Ok((write, false)) };
        let hours = store::present_hours(present, site)?;
        let changed = kept != hours;
        if changed {
            store::keep_hours(&mut write, site, at.max(from), &hours)?;
        }
        Ok((write, changed))
    };
    app.store.decide(decide).await.map(|(_, changed)| changed)
}

/// Works out every promise of a site that is still to be kept, and makes those that were not made yet; answers how many
/// clocks changed. A ticket that is opened meanwhile goes by what holds then.
///
/// # Errors
/// When the database cannot be read or written.
pub async fn recompute(app: &App, site: SiteId) -> Result<usize> {
    let all = app.store.read(move |conn| store::unsolved(conn, site)).await?;
    let mut changed = 0;
    for some in all.chunks(CHUNK) {
        let (some, now) = (some.to_vec(), app.clock.now());
        let decide = move |present: &Present<'_>| {
            let (found, mut write) = (store::cases(present, site, &some)?, Write::new());
            if !store::keeps_hours(present, site)? {
                let hours = store::present_hours(present, site)?;
                store::keep_hours(&mut write, site, Timestamp::UNIX_EPOCH, &hours)?;
            }
            let known = (store::policies(present, site)?, store::parents(present, site)?);
            let count = store::with_timeline(present, site, |hours| {
                recompute_all(&mut write, site, found, (&known.0, &known.1), (hours, now))
            })?;
            Ok((write, count))
        };
        let (_, count) = app.store.decide(decide).await?;
        changed += count;
    }
    Ok(changed)
}

fn recompute_all(
    write: &mut Write,
    site: SiteId,
    found: Vec<(Case, Vec<Clock>)>,
    (policies, parents): (&[Policy], &store::Parents),
    (hours, now): (&mut Timeline, Timestamp),
) -> usize {
    let mut count = 0;
    for (case, before) in found {
        let policy = picked(policies, parents, &case);
        let change = Change { case: &case, said: None, policy: &policy, now };
        let after = rules::advance(before.clone(), &change, hours);
        for it in after.iter().filter(|it| !before.contains(it)) {
            let known = before.iter().find(|old| (old.kind, old.cycle) == (it.kind, it.cycle));
            match known {
                Some(old) if stands_alike(old, it) => store::retime_clock(write, (site, case.ticket), it),
                _ => store::put_clock(write, (site, case.ticket), it),
            }
            count += 1;
        }
        let gone = before.iter().map(|it| (it.kind, it.cycle));
        let gone: Vec<_> =
            gone.filter(|it| after.iter().all(|kept| (kept.kind, kept.cycle) != *it)).collect();
        store::drop_clocks(write, (site, case.ticket), &gone);
    }
    count
}

/// Whether a clock only got other times: that is what happens to most, and is written with less work.
fn stands_alike(old: &Clock, new: &Clock) -> bool {
    (old.since, old.breached_at, old.met_at, old.agent) == (new.since, new.breached_at, new.met_at, new.agent)
        && old.ran == new.ran
}
