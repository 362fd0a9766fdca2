//! SQL for the organisation.
mod removal;

pub use removal::{Belonging, leave, refuse_promised};

use super::types::{Group, Kind, Member, Profile};
use crate::base::ids::{DepartmentId, GroupId, SiteId, SkillId, TeamId, UserId};
use crate::base::text;
use crate::store::Write;
use crate::{Error, Result};
use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, Row, params};

/// Up to `limit` groups of a kind after the name and id `after`, by name.
pub(super) fn list(
    conn: &Connection,
    site: SiteId,
    kind: Kind,
    after: Option<(String, GroupId)>,
    limit: usize,
) -> Result<Vec<Group>> {
    let mut statement = conn.prepare_cached(
        "SELECT id, name, urgent, version, created_at FROM groups
         WHERE site_id = ?1 AND kind = ?2 AND (?3 IS NULL OR (name_key, id) > (?3, ?4))
         ORDER BY name_key, id LIMIT ?5",
    )?;
    let (key, id) = after.map_or((None, None), |(key, id)| (Some(key), Some(id)));
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let rows = statement.query_map(params![site, kind, key, id, limit], group)?;
    let groups: Vec<Group> = rows.collect::<rusqlite::Result<_>>()?;
    groups.into_iter().map(|it| with_members(conn, site, it)).collect()
}

/// What lists are ordered by, and what may be there once.
pub(super) fn key(name: &str) -> String {
    text::fold(name)
}

/// One group of a kind.
pub(super) fn find(conn: &Connection, site: SiteId, kind: Kind, id: GroupId) -> Result<Option<Group>> {
    let mut statement = conn.prepare_cached(
        "SELECT id, name, urgent, version, created_at FROM groups WHERE id = ?3 AND site_id = ?1 AND kind = ?2",
    )?;
    let found = statement.query_row(params![site, kind, id], group).optional()?;
    found.map(|it| with_members(conn, site, it)).transpose()
}

fn group(row: &Row<'_>) -> rusqlite::Result<Group> {
    Ok(Group {
        id: row.get(0)?,
        name: row.get(1)?,
        urgent: row.get(2)?,
        members: Vec::new(),
        version: row.get(3)?,
        created_at: row.get(4)?,
    })
}

fn with_members(conn: &Connection, site: SiteId, mut group: Group) -> Result<Group> {
    let mut statement = conn.prepare_cached(
        "SELECT u.id, u.name FROM group_members AS g JOIN users AS u ON u.id = g.user_id AND u.active = 1
         WHERE g.group_id = ?2 AND g.site_id = ?1 ORDER BY u.name, u.id",
    )?;
    let rows = statement
        .query_map(params![site, group.id], |row| Ok(Member { id: row.get(0)?, name: row.get(1)? }))?;
    group.members = rows.collect::<rusqlite::Result<_>>()?;
    Ok(group)
}

/// Every department of the site, by name.
///
/// # Errors
/// When the database cannot be read.
pub fn departments(conn: &Connection, site: SiteId) -> Result<Vec<(DepartmentId, String)>> {
    let mut statement = conn.prepare_cached(
        "SELECT id, name FROM groups WHERE site_id = ?1 AND kind = 'department' ORDER BY name_key, id",
    )?;
    let rows = statement.query_map(params![site], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// How many groups of a kind there are.
pub(super) fn count(conn: &Connection, site: SiteId, kind: Kind) -> Result<i64> {
    let mut statement =
        conn.prepare_cached("SELECT COUNT(*) FROM groups WHERE site_id = ?1 AND kind = ?2")?;
    Ok(statement.query_row(params![site, kind], |row| row.get(0))?)
}

/// Whether another group of the kind reads alike.
pub(super) fn is_taken(
    conn: &Connection,
    site: SiteId,
    kind: Kind,
    name: &str,
    but: Option<GroupId>,
) -> Result<bool> {
    let mut statement = conn.prepare_cached(
        "SELECT EXISTS (SELECT 1 FROM groups WHERE site_id = ?1 AND kind = ?2 AND name_key = ?3 AND id IS NOT ?4)",
    )?;
    Ok(statement.query_row(params![site, kind, key(name), but], |row| row.get(0))?)
}

/// Whether the user works on the site.
pub(super) fn is_member(conn: &Connection, site: SiteId, user: UserId) -> Result<bool> {
    let mut statement =
        conn.prepare_cached("SELECT EXISTS (SELECT 1 FROM memberships WHERE site_id = ?1 AND user_id = ?2)")?;
    Ok(statement.query_row(params![site, user], |row| row.get(0))?)
}

/// A group by what it is called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// Which.
    pub id: GroupId,
    /// What it is.
    pub kind: Kind,
    /// Its name.
    pub name: String,
    /// For departments: who waits for it waits less.
    pub urgent: bool,
}

/// One group, whatever it is.
///
/// # Errors
/// When the database cannot be read.
pub fn named(conn: &Connection, site: SiteId, id: GroupId) -> Result<Option<Named>> {
    let mut statement =
        conn.prepare_cached("SELECT id, kind, name, urgent FROM groups WHERE id = ?2 AND site_id = ?1")?;
    let found = statement.query_row(params![site, id], |row| {
        Ok(Named { id: row.get(0)?, kind: row.get(1)?, name: row.get(2)?, urgent: row.get(3)? })
    });
    Ok(found.optional()?)
}

/// Adds a group.
pub(super) fn insert(write: &mut Write, site: SiteId, kind: Kind, it: &Group, at: Timestamp) {
    write.run(
        "INSERT INTO groups (id, site_id, kind, name, name_key, urgent, created_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        &[&it.id, &site, &kind, &it.name, &key(&it.name), &it.urgent, &at.as_millisecond()],
    );
}

/// Writes name and urgency, and raises the version.
pub(super) fn update(write: &mut Write, site: SiteId, it: &Group) {
    write.one(
        "UPDATE groups SET name = ?3, name_key = ?4, urgent = ?5, version = ?6 WHERE id = ?2 AND site_id = ?1",
        &[&site, &it.id, &it.name, &key(&it.name), &it.urgent, &it.version],
        Error::NotFound("group"),
    );
}

/// Removes a group from the site, its members and the conversations that wait for it.
pub(super) fn delete(write: &mut Write, site: SiteId, id: GroupId) {
    write.run("DELETE FROM group_members WHERE group_id = ?2 AND site_id = ?1", &[&site, &id]);
    write.run(
        "UPDATE conversations SET department_id = NULL, version = version + 1
         WHERE site_id = ?1 AND department_id = ?2 AND status <> 'closed'",
        &[&site, &id],
    );
    write.run(
        "UPDATE ticket_categories SET department_id = NULL, version = version + 1
         WHERE site_id = ?1 AND department_id = ?2",
        &[&site, &id],
    );
    write.one("DELETE FROM groups WHERE id = ?2 AND site_id = ?1", &[&site, &id], Error::NotFound("group"));
}

/// Puts `members` in place of those that are in the group.
pub(super) fn set_members(write: &mut Write, site: SiteId, kind: Kind, id: GroupId, members: &[UserId]) {
    write.run("DELETE FROM group_members WHERE group_id = ?2 AND site_id = ?1", &[&site, &id]);
    for user in members {
        if kind == Kind::Department {
            leave_department(write, site, *user);
        }
        join(write, site, *user, id, kind);
    }
}

fn leave_department(write: &mut Write, site: SiteId, user: UserId) {
    write.run(
        "DELETE FROM group_members WHERE site_id = ?1 AND user_id = ?2 AND kind = 'department'",
        &[&site, &user],
    );
}

fn join(write: &mut Write, site: SiteId, user: UserId, group: GroupId, kind: Kind) {
    write.run(
        "INSERT INTO group_members (site_id, user_id, group_id, kind) VALUES (?1, ?2, ?3, ?4)",
        &[&site, &user, &group, &kind],
    );
}

/// What an agent is on a site; the defaults for somebody who does not work there.
///
/// # Errors
/// When the database cannot be read.
pub fn profile(conn: &Connection, site: SiteId, user: UserId) -> Result<Profile> {
    let mut statement = conn.prepare_cached(
        "SELECT languages, priority_level, accept_calls FROM memberships WHERE site_id = ?1 AND user_id = ?2",
    )?;
    let found = statement.query_row(params![site, user], |row| {
        let languages: String = row.get(0)?;
        Ok(Profile {
            languages: serde_json::from_str(&languages).unwrap_or_default(),
            priority_level: row.get(1)?,
            accept_calls: row.get(2)?,
            ..Profile::default()
        })
    });
    let Some(mut profile) = found.optional()? else { return Ok(Profile::default()) };
    let mut statement = conn.prepare_cached(
        "SELECT kind, group_id FROM group_members WHERE site_id = ?1 AND user_id = ?2 ORDER BY group_id",
    )?;
    let rows = statement
        .query_map(params![site, user], |row| Ok((row.get::<_, Kind>(0)?, row.get::<_, GroupId>(1)?)))?;
    for row in rows {
        let (kind, id) = row?;
        match kind {
            Kind::Department => profile.department_id = Some(DepartmentId::of(id.uuid())),
            Kind::Team => profile.team_ids.push(TeamId::of(id.uuid())),
            Kind::Skill => profile.skill_ids.push(SkillId::of(id.uuid())),
        }
    }
    Ok(profile)
}

/// Writes what an agent is on a site, who is a member of it already.
pub(super) fn put_profile(write: &mut Write, site: SiteId, user: UserId, it: &Profile) {
    let languages = serde_json::json!(it.languages).to_string();
    write.one(
        "UPDATE memberships SET languages = ?3, priority_level = ?4, accept_calls = ?5
         WHERE site_id = ?1 AND user_id = ?2",
        &[&site, &user, &languages, &it.priority_level, &it.accept_calls],
        Error::NotFound("user"),
    );
    remove_member(write, site, user);
    if let Some(id) = &it.department_id {
        join(write, site, user, GroupId::of(id.uuid()), Kind::Department);
    }
    for id in &it.team_ids {
        join(write, site, user, GroupId::of(id.uuid()), Kind::Team);
    }
    for id in &it.skill_ids {
        join(write, site, user, GroupId::of(id.uuid()), Kind::Skill);
    }
}

/// Takes somebody out of every group of a site.
pub fn remove_member(write: &mut Write, site: SiteId, user: UserId) {
    write.run("DELETE FROM group_members WHERE site_id = ?1 AND user_id = ?2", &[&site, &user]);
}
