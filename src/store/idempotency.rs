//! Answers kept for requests that may come again.
use super::Write;
use crate::Result;
use crate::base::Error;
use jiff::{SignedDuration, Timestamp};
use rusqlite::{Connection, OptionalExtension as _, params};

/// How long an answer is kept.
const KEPT: SignedDuration = SignedDuration::from_hours(24);

/// A kept answer.
#[derive(Debug, Clone)]
pub struct Kept {
    /// Of the request that it answers.
    pub request_hash: Vec<u8>,
    /// Its status.
    pub status: u16,
    /// Its headers and body, as the caller packed them.
    pub answer: Vec<u8>,
    /// When it was given, in Unix milliseconds.
    pub created_at_ms: i64,
}

/// The answer kept for `key` within `scope`, unless it is too old.
///
/// # Errors
/// When the database cannot be read.
pub fn find(conn: &Connection, scope: &str, key: &str, now: Timestamp) -> Result<Option<Kept>> {
    let mut statement = conn.prepare_cached(
        "SELECT request_hash, status, answer, created_at FROM idempotency_keys
         WHERE scope = ?1 AND key = ?2 AND created_at > ?3",
    )?;
    let kept = statement.query_row(params![scope, key, oldest_ms(now)], |row| {
        Ok(Kept {
            request_hash: row.get(0)?,
            status: row.get(1)?,
            answer: row.get(2)?,
            created_at_ms: row.get(3)?,
        })
    });
    Ok(kept.optional()?)
}

/// Keeps an answer, and drops those that are too old.
pub fn keep(write: &mut Write, scope: &str, key: &str, kept: &Kept, now: Timestamp) {
    write.run("DELETE FROM idempotency_keys WHERE created_at <= ?1", &[&oldest_ms(now)]).one(
        "INSERT INTO idempotency_keys (scope, key, request_hash, status, answer, created_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)
         ON CONFLICT (scope, key) DO NOTHING",
        &[&scope, &key, &kept.request_hash, &kept.status, &kept.answer, &kept.created_at_ms],
        Error::Conflict("idempotency_key_reused"),
    );
}

fn oldest_ms(now: Timestamp) -> i64 {
    now.checked_sub(KEPT).unwrap_or(Timestamp::UNIX_EPOCH).as_millisecond()
}
