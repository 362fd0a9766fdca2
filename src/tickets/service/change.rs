//! What changes of a ticket beside what is said in it.
use super::{Hears, Work, letters, link, locks, own_fields, routing};
use crate::base::FieldError;
use crate::base::ids::{GroupId, TicketId, UserId};
use crate::organisation::{self, Kind};
use crate::tickets::rules;
use crate::tickets::store::{self, Happening};
use crate::tickets::types::{Actor, Head, Status, TicketChange};
use crate::{Error, Result, outbox, tags};
use serde_json::{Map, Value, json};

/// Most fields of the site's own that a ticket has.
const MOST_FIELDS: usize = 100;
/// Most bytes of them.
const FIELD_BYTES: usize = 32 * 1024;

/// Changes a ticket that still has the version `expected` (any, when that is `None`), inside a decision.
///
/// # Errors
/// 404, 409 `transition_not_allowed`, 412 with the present one, 422 naming every field that is wrong, 423 `ticket_locked`.
pub fn change_in(
    work: &mut Work<'_>,
    id: TicketId,
    expected: Option<i64>,
    change: TicketChange,
    by: &Actor,
) -> Result<Head> {
    let old = work.head(id)?;
    locks::check(work, id, by)?;
    if expected.is_some_and(|it| it != old.version) {
        let present = store::find(work.present, work.context.site, id)?;
        return Err(Error::Stale(Box::new(serde_json::to_value(&present).unwrap_or_default())));
    }
    let TicketChange { tags, copies, status, .. } = change.clone();
    let asked_for_nobody = change.assignee_id == Some(None);
    let mut new = changed(work, &old, change)?;
    let from = if old.status == Status::New && new.assignee.is_some() { Status::Open } else { old.status };
    new.status = from;
    if let Some(to) = status {
        rules::check_transition(from, to)?;
        new.status = to;
    }
    let mut around = Vec::new();
    if let Some(wanted) = tags {
        around.extend(retag(work, id, wanted)?);
    }
    if let Some(wanted) = copies {
        around.extend(recopy(work, id, wanted)?);
    }
    own_fields::take_files(work, Some(&old), &new, (by, &[]))?;
    apply(work, &old, &new, (by, around))?;
    if new.team.is_some() && new.team != old.team && new.assignee.is_none() && !asked_for_nobody {
        store::route_later(&mut work.write, id); // nobody of the team is there
    }
    if by.user().is_some() {
        letters::status_changed(work, old.status, &new)?;
    }
    Ok(new)
}

/// Gives a ticket to somebody, or to nobody, inside a decision; a new one becomes open.
///
/// # Errors
/// As [`change_in`].
pub fn assign_in(work: &mut Work<'_>, id: TicketId, to: Option<UserId>, by: &Actor) -> Result<Head> {
    change_in(work, id, None, TicketChange { assignee_id: Some(to), ..TicketChange::default() }, by)
}

/// Writes what differs, with its history and its event. `around` is what changed beside the ticket's own columns.
pub(super) fn apply(
    work: &mut Work<'_>,
    old: &Head,
    new: &Head,
    (by, around): (&Actor, Vec<Happening>),
) -> Result<()> {
    let mut happened = differences(work, old, new)?;
    if !happened.is_empty() {
        store::update(&mut work.write, old, new, work.context.now);
    } else if !around.is_empty() {
        store::change_around(&mut work.write, old.id, work.context.now);
    }
    happened.extend(around);
    if happened.is_empty() {
        return Ok(());
    }
    work.touch(new, None);
    work.tell(new, "ticket.updated", Hears::RequesterToo);
    if new.assignee.is_some() && old.assignee != new.assignee {
        work.tell(new, "ticket.assigned", Hears::Staff);
    }
    work.note(old.id, by, "ticket.updated", happened);
    Ok(())
}

/// The ticket as it is wanted, but for its status.
fn changed(work: &mut Work<'_>, old: &Head, change: TicketChange) -> Result<Head> {
    let mut new = old.clone();
    let mut wrong = Vec::new();
    if let Some(it) = change.subject {
        new.subject = rules::one_line(&it);
        wrong.extend(rules::subject(&new.subject));
    }
    if let Some(it) = change.requester {
        new.requester = rules::tidy(crate::tickets::Requester { visitor: old.requester.visitor, ..it });
        wrong.extend(rules::requester(&new.requester));
        let is_same = link::follow_requester(work, old, &mut new)?;
        if let (Some(before), Some(now)) = (&old.requester.email, &new.requester.email)
            && is_same
            && before != now
        {
            let ticket = (old.site, old.id.uuid());
            outbox::readdress(&mut work.write, ticket, (before, now), work.context.now);
        }
    }
    if let Some(fields) = change.fields {
        let asked = crate::fields::of_tickets(work.present, work.context.site)?;
        match own_fields::checked(&asked, fields, old.language) {
            Ok(fields) => new.fields = merged(&old.fields, fields),
            Err(mistakes) => wrong.extend(mistakes),
        }
        wrong.extend(fields_mistake(&new.fields));
    }
    new.priority = change.priority.unwrap_or(old.priority);
    new.category = change.category_id.unwrap_or(old.category);
    new.department = change.department_id.unwrap_or(old.department);
    new.team = change.team_id.unwrap_or(old.team);
    new.assignee = change.assignee_id.unwrap_or(old.assignee);
    wrong.extend(unknown(work, old, &new)?);
    if !wrong.is_empty() {
        return Err(Error::Invalid(wrong));
    }
    if change.team_id.is_some() && change.assignee_id.is_none() && new.team.is_some() && new.team != old.team
    {
        // Whoever's turn it is there; who had it may be of another team.
        new.assignee = routing::whose(work, &new, &[])?;
    }
    Ok(new)
}

fn merged(old: &Map<String, Value>, change: Map<String, Value>) -> Map<String, Value> {
    let mut fields = old.clone();
    fields.extend(change);
    fields.retain(|_, value| !value.is_null());
    fields
}

/// More than a ticket carries, whoever gave it.
pub(super) fn fields_mistake(fields: &Map<String, Value>) -> Option<FieldError> {
    if fields.len() > MOST_FIELDS {
        return Some(FieldError::beyond("fields", "too_many", 100));
    }
    let bytes = Value::Object(fields.clone()).to_string().len();
    (bytes > FIELD_BYTES).then(|| FieldError::new("fields", "value_invalid"))
}

fn unknown(work: &Work<'_>, old: &Head, new: &Head) -> Result<Vec<FieldError>> {
    let (conn, site) = (work.present, work.context.site);
    let mut wrong = Vec::new();
    if let Some(it) = new.category.filter(|_| new.category != old.category)
        && store::category_defaults(conn, site, it)?.is_none()
    {
        wrong.push(FieldError::new("category_id", "ticket_category_unknown"));
    }
    if let Some(it) = new.department.filter(|_| new.department != old.department)
        && !organisation::of_kind(conn, site, Kind::Department, GroupId::of(it.uuid()))?
    {
        wrong.push(FieldError::new("department_id", "group_unknown"));
    }
    if let Some(it) = new.team.filter(|_| new.team != old.team)
        && !organisation::of_kind(conn, site, Kind::Team, GroupId::of(it.uuid()))?
    {
        wrong.push(FieldError::new("team_id", "group_unknown"));
    }
    if let Some(it) = new.assignee.filter(|_| new.assignee != old.assignee)
        && routing::name_of(work, it)?.is_none()
    {
        wrong.push(FieldError::new("assignee_id", "assignee_unknown"));
    }
    Ok(wrong)
}

/// Everything that differs, with names beside ids, so that the history can be read when those are gone.
fn differences(work: &Work<'_>, old: &Head, new: &Head) -> Result<Vec<Happening>> {
    let mut all = Vec::new();
    let mut add = |what, old: Value, new: Value| {
        if old != new {
            let some = |it: Value| (!it.is_null()).then_some(it);
            all.push(Happening { what, old: some(old), new: some(new) });
        }
    };
    add("subject", json!(old.subject), json!(new.subject));
    if old.status == Status::New && old.assignee != new.assignee && new.status != Status::New {
        // A new ticket is opened before it goes anywhere else.
        add("status", json!(Status::New), json!(Status::Open));
        add("status", json!(Status::Open), json!(new.status));
    } else {
        add("status", json!(old.status), json!(new.status));
    }
    add("priority", json!(old.priority), json!(new.priority));
    if old.assignee != new.assignee {
        let named = |it: Option<UserId>| -> Result<Value> {
            let Some(id) = it else { return Ok(Value::Null) };
            Ok(json!({ "id": id, "name": routing::name_of(work, id)? }))
        };
        add("assignee", named(old.assignee)?, named(new.assignee)?);
    }
    let group = |it: Option<uuid::Uuid>| -> Result<Value> {
        let Some(id) = it else { return Ok(Value::Null) };
        let found = organisation::named(work.present, work.context.site, GroupId::of(id))?;
        Ok(json!({ "id": id, "name": found.map(|it| it.name) }))
    };
    if old.team != new.team {
        add("team", group(old.team.map(|it| it.uuid()))?, group(new.team.map(|it| it.uuid()))?);
    }
    if old.department != new.department {
        let (old, new) = (old.department.map(|it| it.uuid()), new.department.map(|it| it.uuid()));
        add("department", group(old)?, group(new)?);
    }
    if old.category != new.category {
        let named = |it: Option<crate::base::ids::TicketCategoryId>| -> Result<Value> {
            let Some(id) = it else { return Ok(Value::Null) };
            let found = store::category(work.present, work.context.site, id)?;
            Ok(json!({ "id": id, "name": found.map(|it| it.name) }))
        };
        add("category", named(old.category)?, named(new.category)?);
    }
    let person = |it: &Head| {
        let of = &it.requester;
        json!({ "name": of.name, "email": of.email, "phone": of.phone, "visitor_id": of.visitor })
    };
    add("requester", person(old), person(new));
    add("fields", json!(old.fields), json!(new.fields));
    add("merged_into", json!(old.merged_into), json!(new.merged_into));
    if old.link_key != new.link_key {
        all.push(link::renewed());
    }
    Ok(all)
}

fn retag(work: &mut Work<'_>, id: TicketId, wanted: Vec<String>) -> Result<Option<Happening>> {
    let (site, now) = (work.context.site, work.context.now);
    if wanted.len() > 30 {
        return Err(Error::beyond("tags", "too_many", 30));
    }
    let before = store::tags(work.present, site, id)?;
    let mut after = Vec::new();
    for name in wanted {
        let name = tags::rules::name(&name, "tags")?;
        let tag = tags::service::meant(work.present, &mut work.write, site, name, now)?;
        if !after.contains(&tag) {
            after.push(tag);
        }
    }
    after.sort();
    for tag in before.iter().filter(|it| !after.contains(it)) {
        store::take_tag(&mut work.write, site, id, tag);
    }
    for tag in after.iter().filter(|it| !before.contains(it)) {
        store::put_tag(&mut work.write, site, id, tag);
    }
    let changed = before != after;
    Ok(changed.then(|| Happening { what: "tags", old: Some(json!(before)), new: Some(json!(after)) }))
}

fn recopy(work: &mut Work<'_>, id: TicketId, wanted: Vec<String>) -> Result<Option<Happening>> {
    let site = work.context.site;
    let (before, after) = (store::copies(work.present, site, id)?, rules::addresses(wanted));
    if let Some(wrong) = rules::copies(&after) {
        return Err(Error::Invalid(vec![wrong]));
    }
    if before == after {
        return Ok(None);
    }
    store::put_copies(&mut work.write, site, id, &after);
    Ok(Some(Happening { what: "copies", old: Some(json!(before)), new: Some(json!(after)) }))
}
