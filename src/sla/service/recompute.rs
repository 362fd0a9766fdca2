//! Works promises out anew when what they are reckoned by has changed.
use super::picked;
use crate::Result;
use crate::app::App;
use crate::base::ids::SiteId;
use crate::sla::rules::{self, Change};
use crate::sla::store::{self, Standing};
use crate::sla::types::Clock;
use crate::store::{Present, Write};
use jiff::Timestamp;

/// Clocks of one decision: other writes wait for it.
const CHUNK: usize = 2_000;

/// Keeps the hours that hold now, when they are others than those kept last: what has passed is reckoned by the old ones.
/// Answers whether they are.
///
/// # Errors
/// When the database cannot be read or written.
pub async fn take_over_hours(app: &App, site: SiteId, at: Timestamp) -> Result<bool> {
    let decide = move |present: &Present<'_>| {
        let mut write = Write::new();
        let kept = store::kept_hours(present, site)?;
        let hours = store::present_hours(present, site)?;
        // Nothing was promised yet: the first promise keeps them.
        let changed = kept.last().is_some_and(|(_, it)| *it != hours);
        if changed {
            let after_all = kept.last().map_or(at, |(from, _)| at.max(*from));
            store::keep_hours(&mut write, site, after_all, &hours)?;
        }
        Ok((write, changed))
    };
    app.store.decide(decide).await.map(|(_, changed)| changed)
}

/// Works out every promise of a site that is still to be kept; answers how many clocks changed.
///
/// # Errors
/// When the database cannot be read or written.
pub async fn recompute(app: &App, site: SiteId) -> Result<usize> {
    let (mut after, mut changed) = (None, 0);
    loop {
        let now = app.clock.now();
        let decide = move |present: &Present<'_>| {
            let mut found = store::chunk(present, site, after, CHUNK)?;
            let more = found.len() == CHUNK;
            if more && let Some(last) = found.last().map(|it| it.case.ticket) {
                found.retain(|it| it.case.ticket != last); // whole tickets only
            }
            let (last, mut write) = (found.last().map(|it| it.case.ticket), Write::new());
            let count = recompute_all(present, &mut write, site, found, now)?;
            Ok((write, (last.filter(|_| more), count)))
        };
        let (_, (last, count)) = app.store.decide(decide).await?;
        changed += count;
        match last {
            Some(it) => after = Some(it),
            None => return Ok(changed),
        }
    }
}

fn recompute_all(
    present: &Present<'_>,
    write: &mut Write,
    site: SiteId,
    found: Vec<Standing>,
    now: Timestamp,
) -> Result<usize> {
    let (mut hours, policies) = (store::timeline(present, site)?, store::policies(present, site)?);
    let (mut found, mut count) = (found.into_iter().peekable(), 0);
    while let Some(Standing { case, clock }) = found.next() {
        let mut before: Vec<Clock> = vec![clock];
        while let Some(next) = found.next_if(|it| it.case.ticket == case.ticket) {
            before.push(next.clock);
        }
        let policy = picked(present, &policies, &case)?;
        let change = Change { case: &case, said: None, policy: &policy, now };
        let after = rules::advance(before.clone(), &change, &mut hours);
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
    Ok(count)
}

/// Whether a clock only got other times: that is what happens to most, and is written with less work.
fn stands_alike(old: &Clock, new: &Clock) -> bool {
    (old.since, old.breached_at, old.met_at, old.agent) == (new.since, new.breached_at, new.met_at, new.agent)
        && old.ran == new.ran
}
