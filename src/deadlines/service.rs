//! Use cases of deadlines.
use crate::Result;
use crate::app::App;
use crate::base::ids::{SiteId, TicketId, UserId};
use crate::notify::service::TicketNews;
use crate::notify::store as notices;
use crate::notify::types::Kind;
use crate::outbox::{self, NewLetter};
use crate::sla::rules::{self, Step};
use crate::sla::service::policy_of;
use crate::sla::store::{self, Standing};
use crate::sla::types::{Clock, ClockKind, EscalationStep};
use crate::store::{Event, Present, Write};
use crate::tickets::service::change_in;
use crate::tickets::types::TicketChange;
use crate::tickets::{Actor, Context, Work};
use crate::{notify, people};
use jiff::Timestamp;
use serde_json::json;
use std::collections::{BTreeSet, HashSet};

/// Clocks that are looked at in one go.
const BATCH: i64 = 200;

/// Does what is due by now; tells when something is due next. A clock that cannot be dealt with keeps no other waiting:
/// it is left out for this round, and looked at again in the next one.
///
/// # Errors
/// When the database cannot be read or written.
pub(super) async fn strike_due(app: &App) -> Result<Option<Timestamp>> {
    let mut failed = HashSet::new();
    loop {
        let now = app.clock.now();
        let most = BATCH + i64::try_from(failed.len()).unwrap_or(i64::MAX - BATCH);
        let mut due = app.store.read(move |conn| store::due(conn, now, most)).await?;
        due.retain(|it| !failed.contains(it));
        if due.is_empty() {
            return app.store.read(move |conn| store::next_due(conn, now)).await;
        }
        for it in due {
            let (site, ticket, kind, cycle) = it;
            if let Err(error) = strike(app, (site, ticket), (kind, cycle)).await {
                tracing::error!(%error, %site, %ticket, "what is due for a ticket was not done");
                failed.insert(it);
            }
        }
    }
}

/// Does what is due of one clock, unless something else has become of it meanwhile.
async fn strike(app: &App, place: (SiteId, TicketId), which: (ClockKind, i64)) -> Result<()> {
    let context = Context::of(app, place.0);
    let decide = move |present: &Present<'_>| {
        let now = context.now;
        let Some(Standing { case, mut clock }) = store::standing(present, place, which)? else {
            // The ticket is gone: nothing happens to it any more.
            let mut write = Write::new();
            store::forget(&mut write, place.0, place.1);
            return Ok((write, ()));
        };
        let policy = policy_of(present, case.site, clock.policy)?;
        let taken = rules::strike(&mut clock, &policy, case.assignee, now);
        let steps: Vec<EscalationStep> = rules::steps_of(&policy, clock.kind).into_iter().cloned().collect();
        let mut work = Work::begin(present, &context);
        store::put_clock(&mut work.write, place, &clock);
        work.clocks.push((place.1, clock.clone()));
        let (mut heard, mut due) = (BTreeSet::new(), Vec::new());
        for it in taken {
            match it {
                Step::Warns => {
                    tell(&mut work, place, Kind::SlaNear, case.assignee.into_iter().collect(), &clock)?;
                    happened(&mut work, place, "ticket.sla_near", now);
                }
                Step::Breaches => {
                    let admins = notices::admins(present, case.site)?;
                    heard = case.assignee.into_iter().chain(admins).collect();
                    tell(&mut work, place, Kind::SlaBreached, heard.clone(), &clock)?;
                    happened(&mut work, place, "ticket.sla_breached", now);
                }
                Step::Escalates(at) => due.extend(steps.get(at)),
            }
        }
        if !due.is_empty() {
            escalate(&mut work, place, &due, (&heard, &clock))?;
        }
        Ok((work.finish()?, ()))
    };
    app.store.decide(decide).await.map(|_| ())
}

/// Takes the steps of a policy that are due, in order, as one change of the ticket: the last of those who are to have it
/// gets it, and its priority is raised by each step that says so. Somebody who cannot take the ticket any more does not
/// get it; the rest is done.
fn escalate(
    work: &mut Work<'_>,
    place: (SiteId, TicketId),
    due: &[&EscalationStep],
    (heard, clock): (&BTreeSet<UserId>, &Clock),
) -> Result<()> {
    let now = work.context.now;
    let head = work.head(place.1)?;
    let works_here = |it: &UserId| notices::works_on(work.present, place.0, *it);
    let (mut assignee, mut priority, mut told) = (head.assignee, head.priority, BTreeSet::new());
    for step in due {
        if step.raise_priority {
            priority = priority.raised();
        }
        for it in step.notify.iter().chain(step.assign_to.iter()) {
            if works_here(it)? {
                told.extend(Some(*it).filter(|it| !heard.contains(it)));
                assignee = step.assign_to.filter(|to| to == it).or(assignee);
            }
        }
    }
    let assignee = (assignee != head.assignee).then_some(assignee);
    let raised = (priority != head.priority).then_some(priority);
    if assignee.is_some() || raised.is_some() {
        let change = TicketChange { assignee_id: assignee, priority: raised, ..TicketChange::default() };
        change_in(work, place.1, None, change, &Actor::System)?;
    }
    tell(work, place, Kind::SlaEscalated, told, clock)?;
    happened(work, place, "ticket.sla_escalated", now);
    Ok(())
}

/// Tells users in the ways that they chose; by mail with the time that it is about.
fn tell(
    work: &mut Work<'_>,
    (site, ticket): (SiteId, TicketId),
    kind: Kind,
    users: BTreeSet<UserId>,
    clock: &Clock,
) -> Result<()> {
    let now = work.context.now;
    let news = TicketNews { kind, ticket, about: None, actor: None };
    let by_mail = notify::service::tell_of_ticket(work.present, &mut work.write, site, (news, users), now)?;
    if by_mail.is_empty() || !outbox::can_send(work.present, site)? {
        return Ok(());
    }
    for user in by_mail {
        let Some((recipient, language)) = people::reader(work.present, user)? else { continue };
        let details = json!({ "news": kind, "user": user, "clock": clock.kind, "due_at": clock.due_at });
        let letter = NewLetter {
            site,
            kind: outbox::Kind::TicketSla,
            about: ticket.uuid(),
            recipient,
            language,
            details,
            example: false,
        };
        outbox::queue(&mut work.write, &letter, now);
    }
    Ok(())
}

/// The site's desks look at the ticket anew.
fn happened(work: &mut Work<'_>, (site, ticket): (SiteId, TicketId), kind: &'static str, now: Timestamp) {
    work.write.tell(Event::new(site, kind, ticket.uuid(), now));
}
