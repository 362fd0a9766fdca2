//! SQL for sign-ins.
use crate::Result;
use crate::base::Error;
use crate::base::ids::{LoginId, UserId};
use crate::people::types::Login;
use crate::store::Write;
use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, Row, params};

/// Life of a sign-in that is not used.
const LIFE_MS: i64 = 30 * 24 * 60 * 60 * 1000;

/// A sign-in's state, for deciding on a refresh token.
#[derive(Debug, Clone)]
pub(crate) struct LoginState {
    pub(crate) user: UserId,
    pub(crate) refresh_hash: Vec<u8>,
    pub(crate) previous_hash: Option<Vec<u8>>,
    pub(crate) rotated_at_ms: i64,
}

/// Who signs in, from where, and the hash of the first refresh token.
pub(crate) struct NewLogin<'a> {
    pub(crate) id: LoginId,
    pub(crate) user: UserId,
    pub(crate) refresh_hash: &'a [u8],
    pub(crate) address: &'a str,
    pub(crate) agent: &'a str,
}

/// A sign-in that is alive at `now`; ended and expired ones are not there.
pub(crate) fn find_alive(conn: &Connection, id: LoginId, now: Timestamp) -> Result<Option<LoginState>> {
    let mut statement = conn.prepare_cached(
        "SELECT user_id, refresh_hash, previous_hash, rotated_at
         FROM logins WHERE id = ?1 AND revoked_at IS NULL AND expires_at > ?2",
    )?;
    let row = |row: &Row<'_>| {
        Ok(LoginState {
            user: row.get(0)?,
            refresh_hash: row.get(1)?,
            previous_hash: row.get(2)?,
            rotated_at_ms: row.get(3)?,
        })
    };
    Ok(statement.query_row(params![id, now.as_millisecond()], row).optional()?)
}

/// The live sign-ins of a user, the last used first. `current` is the one asking.
pub(crate) fn list(conn: &Connection, user: UserId, current: LoginId, now: Timestamp) -> Result<Vec<Login>> {
    let mut statement = conn.prepare_cached(
        "SELECT id, created_at, last_used_at, address, agent
         FROM logins WHERE user_id = ?1 AND revoked_at IS NULL AND expires_at > ?2
         ORDER BY last_used_at DESC, id DESC LIMIT 200",
    )?;
    let rows = statement.query_map(params![user, now.as_millisecond()], |row| {
        let id: LoginId = row.get(0)?;
        Ok(Login {
            id,
            created_at: row.get(1)?,
            last_used_at: row.get(2)?,
            address: row.get(3)?,
            agent: row.get(4)?,
            current: id == current,
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Adds a sign-in, notes it on the account, and clears away the account's long dead ones.
pub(crate) fn insert(write: &mut Write, login: &NewLogin<'_>, now: Timestamp) {
    let now = now.as_millisecond();
    write
        .run("DELETE FROM logins WHERE user_id = ?1 AND expires_at < ?2 - ?3", &[&login.user, &now, &LIFE_MS])
        .run(
            "INSERT INTO logins (id, user_id, refresh_hash, rotated_at, address, agent,
                                 created_at, last_used_at, expires_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?4, ?4, ?7)",
            &[
                &login.id,
                &login.user,
                &login.refresh_hash,
                &now,
                &login.address,
                &login.agent,
                &(now + LIFE_MS),
            ],
        )
        .run("UPDATE users SET last_login_at = ?2 WHERE id = ?1", &[&login.user, &now]);
}

/// Puts a new refresh token in the place of the present one, which becomes the previous.
pub(crate) fn rotate(write: &mut Write, id: LoginId, refresh_hash: &[u8], now: Timestamp) {
    let now = now.as_millisecond();
    write.one(
        "UPDATE logins SET previous_hash = refresh_hash, refresh_hash = ?2, rotated_at = ?3,
                           last_used_at = ?3, expires_at = ?4
         WHERE id = ?1 AND revoked_at IS NULL",
        &[&id, &refresh_hash, &now, &(now + LIFE_MS)],
        Error::Unauthorized("token_invalid"),
    );
}

/// Ends one sign-in of a user; fails with 404 when it is not alive or not theirs.
pub(crate) fn revoke(write: &mut Write, user: UserId, id: LoginId, now: Timestamp) {
    write.one(
        "UPDATE logins SET revoked_at = ?3 WHERE id = ?2 AND user_id = ?1 AND revoked_at IS NULL",
        &[&user, &id, &now.as_millisecond()],
        Error::NotFound("session"),
    );
}

/// Ends every sign-in of a user, but `kept`.
pub(crate) fn revoke_all(write: &mut Write, user: UserId, kept: Option<LoginId>, now: Timestamp) {
    write.run(
        "UPDATE logins SET revoked_at = ?3 WHERE user_id = ?1 AND revoked_at IS NULL AND id IS NOT ?2",
        &[&user, &kept, &now.as_millisecond()],
    );
}
