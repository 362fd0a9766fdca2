//! Letters to whose ticket it is, put into the outbox with what they tell of.
use super::Work;
use crate::Result;
use crate::base::ids::MessageId;
use crate::outbox::{self, Kind, NewLetter};
use crate::tickets::types::{Actor, Head, Status};
use serde_json::{Value, json};

/// That it came, with the number and the tracking code. Not where the program itself makes it.
pub(super) fn received(work: &mut Work<'_>, head: &Head, by: &Actor) -> Result<()> {
    match (by, &head.requester.email) {
        (Actor::System, _) | (_, None) => Ok(()),
        (Actor::Requester { .. }, Some(email))
            if outbox::has_enough(
                work.present,
                head.site,
                (email, Kind::TicketReceived),
                work.context.now,
            )? =>
        {
            Ok(())
        }
        (_, Some(email)) => queue(work, head, Kind::TicketReceived, email.clone(), json!({})),
    }
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
        queue(work, head, Kind::TicketReply, email, json!({ "message": message }))?;
    }
    Ok(())
}

/// That an agent has resolved it or put it off: what else happens comes with an answer.
pub(super) fn status_changed(work: &mut Work<'_>, head: &Head) -> Result<()> {
    match (&head.requester.email, head.status) {
        (Some(email), Status::Resolved | Status::Pending) => {
            queue(work, head, Kind::TicketStatus, email.clone(), json!({ "status": head.status }))
        }
        _ => Ok(()),
    }
}

/// Nothing is queued where nobody could send it.
fn queue(work: &mut Work<'_>, head: &Head, kind: Kind, recipient: String, details: Value) -> Result<()> {
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
    outbox::queue(&mut work.write, &letter, work.context.now);
    Ok(())
}
