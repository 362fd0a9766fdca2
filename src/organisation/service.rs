//! What can be done with departments, teams and skills, and with what an agent is on a site.
use super::store::Belonging;
use super::types::{Group, GroupChange, Kind, NewGroup, Profile, ProfileChange};
use super::{rules, store};
use crate::app::App;
use crate::audit::{self, Actor, Entry};
use crate::base::ids::{GroupId, SiteId, UserId};
use crate::base::{At, FieldError};
use crate::store::{Event, Present, Write};
use crate::web::Staff;
use crate::{Error, Result};
use anyhow::Context as _;
use jiff::Timestamp;
use rusqlite::Connection;
use serde_json::{Value, json};

/// Most groups of a kind.
const MOST: i64 = 200;
/// Most agents in a group.
const MOST_MEMBERS: usize = 1_000;

/// Groups of a kind by name; one more than `limit` when there are more.
pub(super) async fn list(
    app: &App,
    site: SiteId,
    kind: Kind,
    after: Option<(String, GroupId)>,
    limit: usize,
) -> Result<Vec<Group>> {
    app.store.read(move |conn| store::list(conn, site, kind, after, limit + 1)).await
}

/// One group.
pub(super) async fn show(app: &App, site: SiteId, kind: Kind, id: GroupId) -> Result<Group> {
    app.store.read(move |conn| store::find(conn, site, kind, id)).await?.ok_or(Error::NotFound("group"))
}

/// Adds a group.
///
/// # Errors
/// 422 with the unacceptable field.
pub async fn create(app: &App, staff: &Staff, kind: Kind, new: NewGroup) -> Result<Group> {
    let (site, now, actor) = (staff.site()?, app.clock.now(), Actor::staff(staff));
    let name = rules::name(&new.name).map_err(|error| Error::Invalid(vec![error]))?;
    let members = checked(new.members)?;
    let group = Group {
        id: GroupId::random(),
        name,
        urgent: new.urgent && kind == Kind::Department,
        members: Vec::new(),
        version: 1,
        created_at: At(now),
    };
    let id = group.id;
    let decide = move |present: &Present<'_>| {
        if store::count(present, site, kind)? >= MOST {
            return Err(Error::beyond("name", "too_many", 200));
        }
        check(present, site, kind, &group, &members)?;
        let mut write = Write::new();
        store::insert(&mut write, site, kind, &group, now);
        store::set_members(&mut write, site, kind, group.id, &members);
        let entry = entry(&actor, site, kind, (Deed::Created, group.id), now);
        audit::record(present, &mut write, entry.new_value(audited(&group, &members)))?;
        tell(&mut write, site, group.id, now);
        Ok((write, ()))
    };
    app.store.decide(decide).await?;
    show(app, site, kind, id).await
}

/// Changes a group that still has the version `expected`; any, when that is `None`.
pub(super) async fn update(
    app: &App,
    staff: &Staff,
    kind: Kind,
    id: GroupId,
    (expected, change): (Option<i64>, GroupChange),
) -> Result<Group> {
    let (site, now, actor) = (staff.site()?, app.clock.now(), Actor::staff(staff));
    let name = change.name.as_deref().map(rules::name).transpose();
    let name = name.map_err(|error| Error::Invalid(vec![error]))?;
    let members = change.members.map(checked).transpose()?;
    let decide = move |present: &Present<'_>| {
        let old = store::find(present, site, kind, id)?.ok_or(Error::NotFound("group"))?;
        if expected.is_some_and(|it| it != old.version) {
            return Err(Error::Stale(Box::new(serde_json::to_value(&old).context("a group as JSON")?)));
        }
        let before: Vec<UserId> = old.members.iter().map(|it| it.id).collect();
        let group = Group {
            name: name.unwrap_or_else(|| old.name.clone()),
            urgent: change.urgent.unwrap_or(old.urgent) && kind == Kind::Department,
            version: old.version + 1,
            ..old.clone()
        };
        let after = members.clone().unwrap_or_else(|| before.clone());
        check(present, site, kind, &group, &after)?;
        let mut write = Write::new();
        store::update(&mut write, site, &group);
        if members.is_some() {
            store::set_members(&mut write, site, kind, id, &after);
        }
        let entry = entry(&actor, site, kind, (Deed::Updated, id), now);
        let entry = entry.old(audited(&old, &before)).new_value(audited(&group, &after));
        audit::record(present, &mut write, entry)?;
        tell(&mut write, site, id, now);
        Ok((write, ()))
    };
    app.store.decide(decide).await?;
    show(app, site, kind, id).await
}

/// Removes a group; its agents and conversations stay.
///
/// # Errors
/// 404, 409 `policies_use_it`.
pub(super) async fn delete(app: &App, staff: &Staff, kind: Kind, id: GroupId) -> Result<()> {
    let (site, now, actor) = (staff.site()?, app.clock.now(), Actor::staff(staff));
    let decide = move |present: &Present<'_>| {
        let old = store::find(present, site, kind, id)?.ok_or(Error::NotFound("group"))?;
        let members: Vec<UserId> = old.members.iter().map(|it| it.id).collect();
        let mut write = Write::new();
        if let Some(what) = tickets_of(kind) {
            store::refuse_promised(present, site, (what, id.uuid()))?;
            let from = (id.uuid(), old.name.as_str());
            store::leave(&mut write, (site, what), (from, None), (&actor, now));
        }
        store::delete(&mut write, site, id);
        let entry = entry(&actor, site, kind, (Deed::Deleted, id), now);
        audit::record(present, &mut write, entry.old(audited(&old, &members)))?;
        tell(&mut write, site, id, now);
        Ok((write, ()))
    };
    app.store.decide(decide).await.map(|_| ())
}

/// As what tickets belong to a group of this kind, where they do.
fn tickets_of(kind: Kind) -> Option<Belonging> {
    match kind {
        Kind::Department => Some(Belonging::Department),
        Kind::Team => Some(Belonging::Team),
        Kind::Skill => None,
    }
}

/// Changes what an agent is on a site; adds to `write` and answers the profile as it will be.
///
/// # Errors
/// 422 with the unacceptable fields, also for a department, team or skill that the site does not have.
pub fn change_profile(
    conn: &Connection,
    write: &mut Write,
    site: SiteId,
    user: UserId,
    change: ProfileChange,
) -> Result<Profile> {
    let old = store::profile(conn, site, user)?;
    let (new, mut wrong) = rules::changed(old, change);
    if let Some(id) = &new.department_id {
        missing(conn, site, (Kind::Department, GroupId::of(id.uuid())), "department_id", &mut wrong)?;
    }
    for id in &new.team_ids {
        missing(conn, site, (Kind::Team, GroupId::of(id.uuid())), "team_ids", &mut wrong)?;
    }
    for id in &new.skill_ids {
        missing(conn, site, (Kind::Skill, GroupId::of(id.uuid())), "skill_ids", &mut wrong)?;
    }
    if !wrong.is_empty() {
        return Err(Error::Invalid(wrong));
    }
    store::put_profile(write, site, user, &new);
    Ok(new)
}

/// Whether the site has a group of the kind.
///
/// # Errors
/// When the database cannot be read.
pub fn of_kind(conn: &Connection, site: SiteId, kind: Kind, id: GroupId) -> Result<bool> {
    Ok(store::named(conn, site, id)?.is_some_and(|it| it.kind == kind))
}

fn missing(
    conn: &Connection,
    site: SiteId,
    (kind, id): (Kind, GroupId),
    field: &str,
    wrong: &mut Vec<FieldError>,
) -> Result<()> {
    if !of_kind(conn, site, kind, id)? && wrong.iter().all(|it| it.field != field) {
        wrong.push(FieldError::new(field, "group_unknown"));
    }
    Ok(())
}

fn checked(members: Vec<UserId>) -> Result<Vec<UserId>> {
    let members = rules::unique(members);
    match members.len() {
        0..=MOST_MEMBERS => Ok(members),
        _ => Err(Error::beyond("members", "too_many", 1_000)),
    }
}

/// Whether the name is free and all members work on the site.
fn check(conn: &Connection, site: SiteId, kind: Kind, group: &Group, members: &[UserId]) -> Result<()> {
    if store::is_taken(conn, site, kind, &group.name, Some(group.id))? {
        return Err(Error::invalid("name", "name_taken"));
    }
    for user in members {
        if !store::is_member(conn, site, *user)? {
            return Err(Error::invalid("members", "assignee_unknown"));
        }
    }
    Ok(())
}

fn tell(write: &mut Write, site: SiteId, id: GroupId, now: Timestamp) {
    write.tell(Event::new(site, "organisation.changed", id.uuid(), now));
}

/// What was done to a group.
#[derive(Clone, Copy)]
enum Deed {
    Created,
    Updated,
    Deleted,
}

fn entry(actor: &Actor, site: SiteId, kind: Kind, (deed, id): (Deed, GroupId), now: Timestamp) -> Entry {
    let action = match (kind, deed) {
        (Kind::Department, Deed::Created) => "department.created",
        (Kind::Department, Deed::Updated) => "department.updated",
        (Kind::Department, Deed::Deleted) => "department.deleted",
        (Kind::Team, Deed::Created) => "team.created",
        (Kind::Team, Deed::Updated) => "team.updated",
        (Kind::Team, Deed::Deleted) => "team.deleted",
        (Kind::Skill, Deed::Created) => "skill.created",
        (Kind::Skill, Deed::Updated) => "skill.updated",
        (Kind::Skill, Deed::Deleted) => "skill.deleted",
    };
    Entry::new(actor, Some(site), action, now).to(kind.as_str(), id.uuid())
}

fn audited(group: &Group, members: &[UserId]) -> Value {
    json!({ "name": group.name, "urgent": group.urgent, "members": members })
}
