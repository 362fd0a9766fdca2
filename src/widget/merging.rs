//! Two visitors who are known to be one person become the older one of them. The newer one's token stays good: whoever
//! brings it is the older one from then on.
use crate::base::ids::{SiteId, VisitorId};
use crate::store::{Event, Present, Write};
use crate::{Error, Result, audit, bans, conversations, forms, knowledge, tags, tickets, tracking, visitors};
use jiff::Timestamp;
use serde_json::{Map, Value, json};

/// Who became whom.
#[derive(Debug, Clone)]
pub(super) struct Merged {
    /// Is no more.
    pub(super) from: VisitorId,
    /// Has everything.
    pub(super) into: VisitorId,
    /// What pages told of both; the newer word counts.
    pub(super) custom_data: Map<String, Value>,
}

/// Makes one of two visitors, within a write: conversations, sessions, bans, requests and what is known go to the older.
///
/// # Errors
/// 404 when the site lacks one of them.
pub(super) fn merge(
    present: &Present<'_>,
    write: &mut Write,
    site: SiteId,
    (one, other): (VisitorId, VisitorId),
    now: Timestamp,
) -> Result<Merged> {
    let find = |id| visitors::store::find(present, site, id)?.ok_or(Error::NotFound("visitor"));
    let (one, other) = (find(one)?, find(other)?);
    let age = |it: &visitors::VisitorView| (it.first_seen_at.0, it.number);
    let (into, from) = if age(&one) <= age(&other) { (one, other) } else { (other, one) };
    let ended = conversations::service::move_to(present, write, site, (from.id, into.id), now)?;
    tracking::store::move_to(write, site, from.id, into.id);
    tags::store::move_to(write, site, from.id, into.id);
    bans::store::move_to(write, site, from.id, into.id);
    tickets::store::move_to(write, site, from.id, into.id);
    forms::store::move_to(write, site, from.id, into.id);
    knowledge::store::articles::move_opinions(write, site, from.id, into.id);
    let data = |id| visitors::store::custom_data(present, site, id);
    let custom_data = if from.last_seen_at.0 > into.last_seen_at.0 {
        both(data(into.id)?, data(from.id)?)
    } else {
        both(data(from.id)?, data(into.id)?)
    };
    visitors::store::merge(write, site, (&from, into.id), &Value::Object(custom_data.clone()), now);
    write.tell(Event::new(site, "visitor.merged", from.id.uuid(), now));
    let entry = audit::Entry::new(&audit::Actor::visitor(into.id), Some(site), "visitor.merged", now)
        .to("visitor", into.id.uuid())
        .old(json!({ "visitor_id": from.id, "number": from.number }))
        .new_value(json!({ "visitor_id": into.id, "number": into.number }));
    audit::record_all(present, write, ended.into_iter().chain([entry]))?;
    Ok(Merged { from: from.id, into: into.id, custom_data })
}

/// What pages told, with the newer word where both told something.
fn both(mut older: Map<String, Value>, newer: Map<String, Value>) -> Map<String, Value> {
    older.extend(newer);
    older
}
