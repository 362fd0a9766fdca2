//! SQL for second factors.
use crate::Result;
use crate::base::Error;
use crate::base::ids::UserId;
use crate::store::Write;
use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, params};

/// What is kept of an authenticator app.
#[derive(Debug, Clone)]
pub(crate) struct Factor {
    /// Sealed.
    pub(crate) secret: Vec<u8>,
    /// Whether a code was shown to work; before that it is not asked for.
    pub(crate) confirmed: bool,
    /// Of the last code used.
    pub(crate) last_step: i64,
}

/// The factor of a user, also one that is being set up.
pub(crate) fn find(conn: &Connection, user: UserId) -> Result<Option<Factor>> {
    let mut statement = conn.prepare_cached(
        "SELECT secret, confirmed_at IS NOT NULL, last_step FROM second_factors WHERE user_id = ?1",
    )?;
    let row = statement.query_row(params![user], |row| {
        Ok(Factor { secret: row.get(0)?, confirmed: row.get(1)?, last_step: row.get(2)? })
    });
    Ok(row.optional()?)
}

/// Begins to set one up, in place of one that was begun before.
pub(crate) fn begin(write: &mut Write, user: UserId, secret: &[u8], now: Timestamp) {
    write.one(
        "INSERT INTO second_factors (user_id, secret, created_at) VALUES (?1, ?2, ?3)
         ON CONFLICT (user_id) DO UPDATE
         SET secret = excluded.secret, last_step = 0, created_at = excluded.created_at
         WHERE confirmed_at IS NULL",
        &[&user, &secret, &now.as_millisecond()],
        Error::Conflict("second_factor_on"),
    );
}

/// From now on it is asked for.
pub(crate) fn confirm(write: &mut Write, user: UserId, now: Timestamp) {
    write.one(
        "UPDATE second_factors SET confirmed_at = ?2 WHERE user_id = ?1 AND confirmed_at IS NULL",
        &[&user, &now.as_millisecond()],
        Error::Conflict("second_factor_on"),
    );
}

/// Uses the code of a step up: it and those before it are worth nothing any more.
pub(crate) fn use_step(write: &mut Write, user: UserId, step: i64) {
    write.one(
        "UPDATE second_factors SET last_step = ?2 WHERE user_id = ?1 AND last_step < ?2",
        &[&user, &step],
        Error::Unauthorized("second_factor_wrong"),
    );
}

/// Takes it away with its recovery codes.
pub(crate) fn remove(write: &mut Write, user: UserId) {
    write
        .run("DELETE FROM second_factors WHERE user_id = ?1", &[&user])
        .run("DELETE FROM recovery_codes WHERE user_id = ?1", &[&user]);
}

/// Puts new recovery codes in the place of the present ones.
pub(crate) fn put_codes(write: &mut Write, user: UserId, hashes: &[Vec<u8>]) {
    write.run("DELETE FROM recovery_codes WHERE user_id = ?1", &[&user]);
    for hash in hashes {
        write.run("INSERT INTO recovery_codes (user_id, hash) VALUES (?1, ?2)", &[&user, hash]);
    }
}

/// Whether there is an unused recovery code with this hash.
pub(crate) fn has_code(conn: &Connection, user: UserId, hash: &[u8]) -> Result<bool> {
    let mut statement = conn.prepare_cached(
        "SELECT EXISTS (SELECT 1 FROM recovery_codes WHERE user_id = ?1 AND hash = ?2 AND used_at IS NULL)",
    )?;
    Ok(statement.query_row(params![user, hash], |row| row.get(0))?)
}

/// Uses a recovery code up.
pub(crate) fn use_code(write: &mut Write, user: UserId, hash: &[u8], now: Timestamp) {
    write.one(
        "UPDATE recovery_codes SET used_at = ?3 WHERE user_id = ?1 AND hash = ?2 AND used_at IS NULL",
        &[&user, &hash, &now.as_millisecond()],
        Error::Unauthorized("second_factor_wrong"),
    );
}

/// Unused recovery codes.
pub(crate) fn codes_left(conn: &Connection, user: UserId) -> Result<u32> {
    let mut statement =
        conn.prepare_cached("SELECT COUNT(*) FROM recovery_codes WHERE user_id = ?1 AND used_at IS NULL")?;
    Ok(statement.query_row(params![user], |row| row.get(0))?)
}
