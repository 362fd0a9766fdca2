//! What a proven identity may act on, read afresh on every request.
use crate::Result;
use crate::base::ids::SiteId;
use crate::base::{Error, Role};
use crate::people::store;
use crate::people::store::logins;
use crate::people::tokens::UserClaims;
use crate::people::types::Account;
use crate::sites;
use jiff::Timestamp;
use rusqlite::Connection;

/// What a signed-in user may act on.
pub(crate) struct Access {
    pub(crate) name: String,
    pub(crate) site: Option<SiteId>,
    /// On that site; without one, what the user is everywhere at least.
    pub(crate) role: Role,
    /// The most that the user is anywhere.
    pub(crate) highest: Role,
    /// Whether a second factor must be set up before anything else.
    pub(crate) factor_missing: bool,
}

/// The access of a sign-in that is alive, of an active user, to the site `named` or the user's only one.
pub(crate) fn of_login(
    conn: &Connection,
    claims: UserClaims,
    named: Option<SiteId>,
    now: Timestamp,
) -> Result<Access> {
    const ENDED: Error = Error::Unauthorized("token_invalid");
    let login = logins::find_alive(conn, claims.login, now)?.ok_or(ENDED)?;
    let account =
        store::find(conn, claims.user)?.filter(|it| it.active && it.id == login.user).ok_or(ENDED)?;
    let site = site_acted_on(conn, &account, named)?;
    let roles = || account.sites.iter().map(|it| it.role);
    let (lowest, highest) = match account.superadmin {
        true => (Role::Superadmin, Role::Superadmin),
        false => (roles().min().unwrap_or(Role::Agent), roles().max().unwrap_or(Role::Agent)),
    };
    let role = site.and_then(|it| account.role_on(it)).unwrap_or(lowest);
    let factor_missing = account.lacks_factor();
    Ok(Access { name: account.name, site, role, highest, factor_missing })
}

/// The named site when the user has a part in it, or their only one. What is foreign is not there at all.
pub(crate) fn site_acted_on(
    conn: &Connection,
    account: &Account,
    named: Option<SiteId>,
) -> Result<Option<SiteId>> {
    match (named, account.sites.as_slice()) {
        (Some(site), _) => {
            let there = account.role_on(site).is_some() && sites::find(conn, site)?.is_some();
            if there { Ok(Some(site)) } else { Err(Error::NotFound("site")) }
        }
        (None, [only]) => Ok(Some(only.id)),
        (None, _) if account.superadmin => sites::only(conn),
        (None, _) => Ok(None),
    }
}
