//! Old events: a client that was away for longer starts anew, and followers are long past them.
use super::{Seq, Store, Write};
use crate::Result;
use jiff::{SignedDuration, Timestamp};
use rusqlite::params;

/// How long the log is kept.
const KEPT: SignedDuration = SignedDuration::from_hours(30 * 24);
/// Events removed in one write, so that nobody waits long behind it.
const AT_ONCE: i64 = 5_000;

/// Removes events that are older than 30 days and that every follower has dealt with; says how many.
///
/// # Errors
/// When the log cannot be read or written.
pub async fn prune(store: &Store, now: Timestamp) -> Result<u64> {
    let before = now.checked_sub(KEPT).unwrap_or(Timestamp::UNIX_EPOCH).as_millisecond();
    let mut pruned = 0;
    loop {
        let last = store.read(move |conn| {
            let mut statement = conn.prepare_cached(
                "SELECT MAX(seq) FROM (SELECT seq, at FROM events ORDER BY seq LIMIT ?2)
                 WHERE at < ?1 AND seq <= COALESCE((SELECT MIN(cursor) FROM followers), 9223372036854775807)",
            )?;
            Ok(statement.query_row(params![before, AT_ONCE], |row| row.get::<_, Option<Seq>>(0))?)
        });
        let Some(last) = last.await? else { return Ok(pruned) };
        let (_, count) = store
            .decide(move |present| {
                let mut statement = present.prepare_cached("SELECT COUNT(*) FROM events WHERE seq <= ?1")?;
                let count: i64 = statement.query_row([last], |row| row.get(0))?;
                let mut write = Write::new();
                write.run("DELETE FROM events WHERE seq <= ?1", &[&last]);
                Ok((write, u64::try_from(count).unwrap_or_default()))
            })
            .await?;
        pruned += count;
    }
}
