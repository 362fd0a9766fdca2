//! What becomes of conversations when two visitors turn out to be one person.
use super::event;
use super::fate::end_audited;
use crate::base::ids::{SiteId, VisitorId};
use crate::conversations::store;
use crate::conversations::types::{Actor, Head, Status};
use crate::store::{Present, Write};
use crate::{Result, audit};
use jiff::Timestamp;

/// Gives the conversations of `from` to `into`, within a write. Where both have one open, the one goes on in which a
/// person answers, else the one that waits, else the newer one; the other ends, which is for the caller to record.
///
/// # Errors
/// When the database cannot be read.
pub fn move_to(
    present: &Present<'_>,
    write: &mut Write,
    site: SiteId,
    (from, into): (VisitorId, VisitorId),
    now: Timestamp,
) -> Result<Option<audit::Entry>> {
    let open = |visitor| -> Result<Option<Head>> {
        match store::open_of_visitor(present, site, visitor)? {
            Some(id) => store::head(present, site, id),
            None => Ok(None),
        }
    };
    let (theirs, own) = (open(from)?, open(into)?);
    let mut goes_on = theirs.clone();
    let mut ended = None;
    if let (Some(theirs), Some(own)) = (theirs, own) {
        let rank = |it: &Head| (nearness(it.status), it.number);
        let (stays, ends) = if rank(&theirs) > rank(&own) { (theirs, own) } else { (own, theirs) };
        ended = Some(end_audited(present, write, &ends, &Actor::Assistant, now));
        goes_on = Some(stays);
    }
    store::move_to(write, site, from, into);
    if let Some(mut head) = goes_on {
        head.visitor = into;
        write.tell(event(&head, "conversation.updated", now));
    }
    Ok(ended)
}

/// How near a person is.
fn nearness(status: Status) -> u8 {
    match status {
        Status::Active => 2,
        Status::Queued => 1,
        Status::Bot | Status::Closed => 0,
    }
}
