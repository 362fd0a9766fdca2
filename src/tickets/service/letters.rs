//! Letters to whose ticket it is, put into the outbox with what they tell of.
use super::Work;
use crate::Result;
use crate::base::ids::MessageId;
use crate::outbox::{self, Kind, NewLetter};
use crate::tickets::store;
use crate::tickets::types::{Actor, Head, Source, Status};
use jiff::Timestamp;
use serde_json::{Value, json};

/// Letters that somebody who writes mails gets within a day where they have to wait for their hour: two programs that
/// answer each other come to an end.
const MOST_LATE_A_DAY: u32 = 4;

/// That it came, with the number and the tracking code. Not where the program itself makes it. Who asks by mail gets one
/// automatic mail an hour: the next one waits.
pub(super) fn received(work: &mut Work<'_>, head: &Head, by: &Actor) -> Result<()> {
    let (conn, now) = (work.present, work.context.now);
    let Some(email) = &head.requester.email else { return Ok(()) };
    let to = (email.as_str(), Kind::TicketReceived);
    let at = match (by, head.source) {
        (Actor::System, _) => None,
        (_, Source::Email) => {
            let at = outbox::free_at(conn, head.site, email, now)?;
            let fits = at == now || outbox::count_of_day(conn, head.site, to, now)? < MOST_LATE_A_DAY;
            fits.then_some(at)
        }
        (Actor::Requester { .. }, _) => (!outbox::has_enough(conn, head.site, to, now)?).then_some(now),
        (Actor::Agent { .. } | Actor::Desk { .. }, _) => Some(now),
    };
    let Some(at) = at else { return Ok(()) };
    let details = if at > now { json!({ "waits": true }) } else { json!({}) };
    queue(work, head, Kind::TicketReceived, (email.clone(), at), details)
}

/// What an agent answered, to the requester and to whoever gets copies, but not to those who have it already.
pub(super) fn replied(
    work: &mut Work<'_>,
    head: &Head,
    message: MessageId,
    (copies, has_it): (Vec<String>, &[String]),
) -> Result<()> {
    let to = head.requester.email.iter().cloned().chain(copies).collect::<std::collections::BTreeSet<_>>();
    for email in to.into_iter().filter(|it| !has_it.contains(it)) {
        queue(work, head, Kind::TicketReply, (email, work.context.now), json!({ "message": message }))?;
    }
    Ok(())
}

/// That an agent has resolved it, put it off, or closed it unresolved: what else happens comes with an answer. Who asked
/// by mail gets one such letter an hour, so it may have to wait; a machine gets none.
pub(super) fn status_changed(work: &mut Work<'_>, before: Status, head: &Head) -> Result<()> {
    let (conn, now) = (work.present, work.context.now);
    let tells = match head.status {
        Status::Resolved | Status::Pending => before != head.status,
        Status::Closed => before.is_unsolved(),
        Status::New | Status::Open | Status::WaitingReply => false,
    };
    let Some(email) = head.requester.email.as_ref().filter(|_| tells) else { return Ok(()) };
    if store::is_of_machine(conn, head.site, head.id)? {
        return Ok(());
    }
    let at = match head.source {
        Source::Email => outbox::free_at(conn, head.site, email, now)?,
        _ => now,
    };
    queue(work, head, Kind::TicketStatus, (email.clone(), at), json!({ "status": head.status }))
}

/// Nothing is queued where nobody could send it.
fn queue(
    work: &mut Work<'_>,
    head: &Head,
    kind: Kind,
    (recipient, at): (String, Timestamp),
    details: Value,
) -> Result<()> {
    if !outbox::can_send(work.present, head.site)? {
        return Ok(());
    }
    let letter = NewLetter {
        site: head.site,
        kind,
        about: head.id.uuid(),
        recipient,
        language: head.language,
        details,
        example: false,
    };
    let times = (work.context.now, at);
    if kind == Kind::TicketReceived && head.source != Source::Desk {
        return outbox::queue_in_turn(work.present, &mut work.write, &letter, times);
    }
    outbox::queue_at(&mut work.write, &letter, times);
    Ok(())
}
