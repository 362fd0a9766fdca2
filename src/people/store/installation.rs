//! SQL for the facts about this installation that the set-up leaves.
use crate::Result;
use crate::base::Error;
use crate::store::Write;
use rusqlite::{Connection, OptionalExtension as _, params};

const TOKEN: &str = "setup_token_hash";

/// Hash of the one-time token, as hexadecimal digits; `None` when there is none.
pub(crate) fn setup_token_hash(conn: &Connection) -> Result<Option<String>> {
    let mut statement = conn.prepare_cached("SELECT value FROM installation WHERE key = ?1")?;
    Ok(statement.query_row(params![TOKEN], |row| row.get(0)).optional()?)
}

/// Keeps the hash of a new one-time token; the one before is worth nothing any more.
pub(crate) fn put_setup_token_hash(write: &mut Write, hash: &str) {
    put(write, TOKEN, hash);
}

/// Uses the one-time token up.
pub(crate) fn remove_setup_token(write: &mut Write) {
    write.one("DELETE FROM installation WHERE key = ?1", &[&TOKEN], Error::Forbidden("setup_token_invalid"));
}

/// The institution's name.
///
/// # Errors
/// When the database cannot be read.
pub fn institution(conn: &Connection) -> Result<Option<String>> {
    let mut statement = conn.prepare_cached("SELECT value FROM installation WHERE key = 'institution'")?;
    Ok(statement.query_row((), |row| row.get(0)).optional()?)
}

/// Keeps the institution's name.
pub(crate) fn put_institution(write: &mut Write, name: &str) {
    put(write, "institution", name);
}

fn put(write: &mut Write, key: &str, value: &str) {
    write.run(
        "INSERT INTO installation (key, value) VALUES (?1, ?2)
         ON CONFLICT (key) DO UPDATE SET value = excluded.value",
        &[&key, &value],
    );
}
