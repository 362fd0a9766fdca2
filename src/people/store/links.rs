//! SQL for links with which a user chooses a password.
use crate::Result;
use crate::base::Error;
use crate::base::ids::{PasswordLinkId, SiteId, UserId};
use crate::store::Write;
use crate::text_enum;
use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, params};

text_enum! {
    /// Why somebody gets a link.
    Purpose {
        /// The account is new.
        Invitation = "invitation",
        /// The password is forgotten.
        Reset = "reset",
    }
}

/// A link that can still be used.
#[derive(Debug, Clone)]
pub(crate) struct Link {
    pub(crate) user: UserId,
    pub(crate) purpose: Purpose,
    pub(crate) life_seconds: i64,
    pub(crate) invited_by: Option<UserId>,
}

/// A link to be.
#[derive(Debug, Clone, Copy)]
pub(crate) struct NewLink {
    pub(crate) id: PasswordLinkId,
    pub(crate) user: UserId,
    pub(crate) purpose: Purpose,
    pub(crate) invited_by: Option<UserId>,
    pub(crate) site: Option<SiteId>,
    pub(crate) life_seconds: i64,
}

/// One that was neither used nor has ended.
pub(crate) fn find_alive(conn: &Connection, id: PasswordLinkId, now: Timestamp) -> Result<Option<Link>> {
    let mut statement = conn.prepare_cached(
        "SELECT user_id, purpose, (expires_at - created_at) / 1000, invited_by
         FROM password_links WHERE id = ?1 AND used_at IS NULL AND expires_at > ?2",
    )?;
    let row = statement.query_row(params![id, now.as_millisecond()], |row| {
        Ok(Link {
            user: row.get(0)?,
            purpose: row.get(1)?,
            life_seconds: row.get(2)?,
            invited_by: row.get(3)?,
        })
    });
    Ok(row.optional()?)
}

/// How many of a user were made for a forgotten password since then.
pub(crate) fn count_resets(conn: &Connection, user: UserId, since: Timestamp) -> Result<u32> {
    let mut statement = conn.prepare_cached(
        "SELECT COUNT(*) FROM password_links
         WHERE user_id = ?1 AND created_at > ?2 AND purpose = 'reset' AND invited_by IS NULL",
    )?;
    Ok(statement.query_row(params![user, since.as_millisecond()], |row| row.get(0))?)
}

/// Adds one, and clears away the user's dead ones.
pub(crate) fn insert(write: &mut Write, new: &NewLink, now: Timestamp) {
    let now = now.as_millisecond();
    write
        .run(
            "DELETE FROM password_links WHERE user_id = ?1 AND expires_at < ?2 - 86400000",
            &[&new.user, &now],
        )
        .run(
            "INSERT INTO password_links (id, user_id, purpose, invited_by, site_id, created_at, expires_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?6 + ?7 * 1000)",
            &[&new.id, &new.user, &new.purpose, &new.invited_by, &new.site, &now, &new.life_seconds],
        );
}

/// Uses one up, and every other of the same user.
pub(crate) fn take(write: &mut Write, id: PasswordLinkId, user: UserId, now: Timestamp) {
    let now = now.as_millisecond();
    write
        .one(
            "UPDATE password_links SET used_at = ?2 WHERE id = ?1 AND used_at IS NULL",
            &[&id, &now],
            Error::Forbidden("password_link_invalid"),
        )
        .run("UPDATE password_links SET used_at = ?2 WHERE user_id = ?1 AND used_at IS NULL", &[&user, &now]);
}

/// Ends every link of a user: the password is another one now.
pub(crate) fn end_all(write: &mut Write, user: UserId, now: Timestamp) {
    write.run(
        "UPDATE password_links SET used_at = ?2 WHERE user_id = ?1 AND used_at IS NULL",
        &[&user, &now.as_millisecond()],
    );
}
