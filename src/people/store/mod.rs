//! SQL for people: accounts and memberships here, sign-ins in [`logins`], the set-up's facts in [`installation`].
pub(super) mod factors;
pub(super) mod installation;
pub(super) mod links;
pub(super) mod logins;

use super::types::{Account, Preferences, UserSite};
use crate::Result;
use crate::base::ids::{SiteId, UserId, VisitorId};
use crate::base::{At, Error, Lang, Role};
use crate::store::{Event, Write};
use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, Row, params};

/// One account with the sites it works on.
pub(super) fn find(conn: &Connection, id: UserId) -> Result<Option<Account>> {
    let mut statement = conn.prepare_cached(
        "SELECT id, email, name, password_hash, language, superadmin, active, preferences, last_login_at, created_at,
                EXISTS (SELECT 1 FROM second_factors WHERE user_id = users.id AND confirmed_at IS NOT NULL)
         FROM users WHERE id = ?1",
    )?;
    let account = statement.query_row(params![id], account_of_row).optional()?;
    account.map(|it| with_sites(conn, it)).transpose()
}

/// The present name of a user.
///
/// # Errors
/// When the database cannot be read.
pub fn name_of(conn: &Connection, id: UserId) -> Result<Option<String>> {
    let mut statement = conn.prepare_cached("SELECT name FROM users WHERE id = ?1")?;
    Ok(statement.query_row(params![id], |row| row.get(0)).optional()?)
}

/// The present address of a user.
///
/// # Errors
/// When the database cannot be read.
pub fn email_of(conn: &Connection, id: UserId) -> Result<Option<String>> {
    let mut statement = conn.prepare_cached("SELECT email FROM users WHERE id = ?1")?;
    Ok(statement.query_row(params![id], |row| row.get(0)).optional()?)
}

/// The present address of a user who can sign in, and the language the person reads.
///
/// # Errors
/// When the database cannot be read.
pub fn reader(conn: &Connection, id: UserId) -> Result<Option<(String, Lang)>> {
    let mut statement =
        conn.prepare_cached("SELECT email, language FROM users WHERE id = ?1 AND active = 1")?;
    let found = statement.query_row(params![id], |row| {
        Ok((row.get(0)?, row.get::<_, String>(1).map(|it| Lang::of_tag(&it))?))
    });
    Ok(found.optional()?)
}

/// Who of a site has this address (in its normal form): id, name, and whether it is an admin.
///
/// # Errors
/// When the database cannot be read.
pub fn member_with(conn: &Connection, site: SiteId, email: &str) -> Result<Option<(UserId, String, bool)>> {
    let mut statement = conn.prepare_cached(
        "SELECT u.id, u.name, u.superadmin = 1 OR m.role = 'admin'
         FROM users AS u LEFT JOIN memberships AS m ON m.user_id = u.id AND m.site_id = ?1
         WHERE u.email = ?2 AND u.active = 1 AND (m.user_id IS NOT NULL OR u.superadmin = 1)",
    )?;
    let found = statement.query_row(params![site, email], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)));
    Ok(found.optional()?)
}

/// The account of an address in its normal form.
pub(super) fn find_by_email(conn: &Connection, email: &str) -> Result<Option<Account>> {
    let mut statement = conn.prepare_cached(
        "SELECT id, email, name, password_hash, language, superadmin, active, preferences, last_login_at, created_at,
                EXISTS (SELECT 1 FROM second_factors WHERE user_id = users.id AND confirmed_at IS NOT NULL)
         FROM users WHERE email = ?1",
    )?;
    let account = statement.query_row(params![email], account_of_row).optional()?;
    account.map(|it| with_sites(conn, it)).transpose()
}

/// Whether there is any account at all.
pub(super) fn any(conn: &Connection) -> Result<bool> {
    Ok(conn.prepare_cached("SELECT EXISTS (SELECT 1 FROM users)")?.query_row((), |row| row.get(0))?)
}

/// Up to `limit` people of `site` after `after`, in the order they were added; with `superadmins` also those who
/// run the installation and are no members.
pub(super) fn list(
    conn: &Connection,
    site: SiteId,
    superadmins: bool,
    after: Option<UserId>,
    limit: usize,
) -> Result<Vec<Account>> {
    let mut statement = conn.prepare_cached(
        "SELECT id, email, name, password_hash, language, superadmin, active, preferences, last_login_at, created_at,
                EXISTS (SELECT 1 FROM second_factors WHERE user_id = users.id AND confirmed_at IS NOT NULL)
         FROM users
         WHERE id > ?2
           AND (id IN (SELECT user_id FROM memberships WHERE site_id = ?1) OR (?3 AND superadmin = 1))
         ORDER BY id LIMIT ?4",
    )?;
    let after = after.unwrap_or(UserId::of(uuid::Uuid::nil()));
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let rows = statement.query_map(params![site, after, superadmins, limit], account_of_row)?;
    let accounts: Vec<Account> = rows.collect::<rusqlite::Result<_>>()?;
    accounts.into_iter().map(|it| with_sites(conn, it)).collect()
}

fn with_sites(conn: &Connection, mut account: Account) -> Result<Account> {
    let mut statement = conn.prepare_cached(
        "SELECT s.id, s.name, s.slug, m.role, m.max_chats, s.second_factor
         FROM memberships AS m JOIN sites AS s ON s.id = m.site_id AND s.deleted_at IS NULL
         WHERE m.user_id = ?1 ORDER BY s.id",
    )?;
    let rows = statement.query_map(params![account.id], |row| {
        Ok(UserSite {
            id: row.get(0)?,
            name: row.get(1)?,
            slug: row.get(2)?,
            role: row.get(3)?,
            max_chats: row.get(4)?,
            second_factor_required: row.get(5)?,
        })
    })?;
    account.sites = rows.collect::<rusqlite::Result<_>>()?;
    Ok(account)
}

/// Whether `site` would be left without an admin who can sign in if `user` were none; `false` when `user` is no
/// admin there.
pub(super) fn is_last_admin(conn: &Connection, site: SiteId, user: UserId) -> Result<bool> {
    let mut statement = conn.prepare_cached(
        "SELECT COALESCE(SUM(m.user_id = ?2), 0) = 1 AND COUNT(*) = 1
         FROM memberships AS m JOIN users AS u ON u.id = m.user_id AND u.active = 1
         WHERE m.site_id = ?1 AND m.role = 'admin'",
    )?;
    Ok(statement.query_row(params![site, user], |row| row.get(0))?)
}

/// Whether `user` is the only superadmin who can sign in.
pub(super) fn is_last_superadmin(conn: &Connection, user: UserId) -> Result<bool> {
    let mut statement = conn.prepare_cached(
        "SELECT COALESCE(SUM(id = ?1), 0) = 1 AND COUNT(*) = 1 FROM users WHERE superadmin = 1 AND active = 1",
    )?;
    Ok(statement.query_row(params![user], |row| row.get(0))?)
}

/// Who a visitor is by now: itself, the older one that it turned out to be, or, when it was erased, nobody.
pub(super) fn visitor_now(conn: &Connection, site: SiteId, visitor: VisitorId) -> Result<Option<VisitorId>> {
    let mut statement = conn.prepare_cached(
        "SELECT id FROM visitors WHERE id = ?2 AND site_id = ?1
         UNION ALL SELECT into_id FROM merged_visitors WHERE id = ?2 AND site_id = ?1",
    )?;
    Ok(statement.query_row(params![site, visitor], |row| row.get(0)).optional()?)
}

/// Adds an account without sites; fails with `email_taken` when the address has one.
pub(super) fn insert(write: &mut Write, account: &Account, now: Timestamp) {
    write.one(
        "INSERT INTO users (id, email, name, password_hash, language, superadmin, active, preferences, created_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
         ON CONFLICT (email) DO NOTHING",
        &[
            &account.id,
            &account.email,
            &account.name,
            &account.password_hash,
            &account.language.as_str(),
            &account.superadmin,
            &account.active,
            &preferences_as_json(&account.preferences),
            &now.as_millisecond(),
        ],
        Error::Conflict("email_taken"),
    );
}

/// Writes everything of an account but its address and its sites.
pub(super) fn update(write: &mut Write, account: &Account) {
    write.one(
        "UPDATE users SET name = ?2, password_hash = ?3, language = ?4, superadmin = ?5, active = ?6,
                          preferences = ?7, version = version + 1
         WHERE id = ?1",
        &[
            &account.id,
            &account.name,
            &account.password_hash,
            &account.language.as_str(),
            &account.superadmin,
            &account.active,
            &preferences_as_json(&account.preferences),
        ],
        Error::NotFound("user"),
    );
}

/// Makes `user` a member of `site`, or changes what they are there.
pub(super) fn put_member(write: &mut Write, site: SiteId, user: UserId, role: Role, max_chats: u32) {
    write.run(
        "INSERT INTO memberships (site_id, user_id, role, max_chats) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (site_id, user_id) DO UPDATE SET role = excluded.role, max_chats = excluded.max_chats",
        &[&site, &user, &role.min(Role::Admin), &max_chats],
    );
}

/// Ends a membership.
pub(super) fn remove_member(write: &mut Write, site: SiteId, user: UserId) {
    write.one(
        "DELETE FROM memberships WHERE site_id = ?1 AND user_id = ?2",
        &[&site, &user],
        Error::NotFound("user"),
    );
}

/// Tells the site that something about `user` changed.
pub(super) fn tell(write: &mut Write, site: SiteId, kind: &'static str, user: UserId, now: Timestamp) {
    write.tell(Event::new(site, kind, user.uuid(), now));
}

fn preferences_as_json(preferences: &Preferences) -> String {
    serde_json::to_string(preferences).unwrap_or_else(|_| "{}".to_owned())
}

fn account_of_row(row: &Row<'_>) -> rusqlite::Result<Account> {
    let language: String = row.get(4)?;
    let preferences: String = row.get(7)?;
    let last_login_at: Option<At> = row.get(8)?;
    let language = Lang::of_tag(&language);
    let preferences: Preferences = serde_json::from_str(&preferences).unwrap_or_default();
    Ok(Account {
        id: row.get(0)?,
        email: row.get(1)?,
        name: row.get(2)?,
        password_hash: row.get(3)?,
        language,
        superadmin: row.get(5)?,
        active: row.get(6)?,
        preferences: Preferences { language, ..preferences },
        last_login_at,
        created_at: row.get(9)?,
        second_factor: row.get(10)?,
        sites: Vec::new(),
    })
}
