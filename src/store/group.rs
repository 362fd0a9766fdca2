//! One transaction of many writes, of which each stands or falls alone. A savepoint for each would copy every page that
//! it touches. Failing is rare, so that instead the writes are kept, and made once more without the one that failed.
use super::{Event, Seq, Write};
use crate::Result;
use rusqlite::Connection;

/// Events with the sequence numbers they got.
pub(super) type Told = Vec<(Seq, Event)>;

/// An open transaction; undone when dropped without [`Group::commit`].
pub(super) struct Group<'c> {
    conn: &'c Connection,
    /// The newest event before.
    before: Seq,
    /// The newest event so far.
    newest: Seq,
    /// What was written, in order.
    done: Vec<Write>,
    /// Why nothing of it can be committed any more.
    broken: Option<String>,
}

impl<'c> Group<'c> {
    /// Begins a transaction.
    ///
    /// # Errors
    /// When the file cannot be written, or is kept by another program for too long.
    pub(super) fn begin(conn: &'c Connection) -> Result<Group<'c>> {
        conn.prepare_cached("BEGIN IMMEDIATE")?.execute(())?;
        // The command line may have written meanwhile.
        let before = newest_seq(conn).inspect_err(|_| roll_back(conn))?;
        Ok(Group { conn, before, newest: before, done: Vec::new(), broken: None })
    }

    /// Where it is written, as the writes so far have left it.
    pub(super) fn conn(&self) -> &'c Connection {
        self.conn
    }

    /// The number of the next event.
    pub(super) fn next_seq(&self) -> Seq {
        self.newest + 1
    }

    /// Makes a write, or nothing of it; the number of its last event.
    ///
    /// # Errors
    /// The error that the write attached to the expectation that failed.
    pub(super) fn add(&mut self, mut write: Write) -> Result<Option<Seq>> {
        if let Err(failed) = write.apply(self.conn, self.next_seq()) {
            // On errors such as a full disk SQLite has undone everything by itself.
            if failed.partly || self.conn.is_autocommit() {
                self.redo();
            }
            return Err(failed.error);
        }
        self.newest += write.events_told();
        let told = (write.events_told() > 0).then_some(self.newest);
        self.done.push(write);
        Ok(told)
    }

    /// Undoes everything, and makes what stood once more.
    fn redo(&mut self) {
        roll_back(self.conn);
        if let Err(error) = self.once_more() {
            tracing::error!(%error, "writes cannot be made once more");
            self.broken = Some(error.to_string());
        }
    }

    fn once_more(&mut self) -> Result<()> {
        self.conn.execute_batch("BEGIN IMMEDIATE")?;
        let mut next = self.before + 1;
        for write in &mut self.done {
            write.apply(self.conn, next).map_err(|it| it.error)?;
            next += write.events_told();
        }
        Ok(())
    }

    /// Puts it on disk; all events that were told, or why it is not there.
    pub(super) fn commit(mut self) -> std::result::Result<Told, String> {
        if let Some(why) = self.broken.take() {
            return Err(why);
        }
        let synced = self.conn.prepare_cached("COMMIT").and_then(|mut it| it.execute(()));
        synced.map_err(|error| error.to_string())?;
        let events = self.done.drain(..).flat_map(Write::into_events);
        Ok((self.before + 1..).zip(events).collect())
    }
}

impl Drop for Group<'_> {
    fn drop(&mut self) {
        roll_back(self.conn);
    }
}

fn roll_back(conn: &Connection) {
    if !conn.is_autocommit()
        && let Err(error) = conn.execute_batch("ROLLBACK")
    {
        tracing::error!(%error, "cannot undo a transaction");
    }
}

/// The highest number ever given out, also when the newest events were pruned: numbers are never reused.
pub(super) fn newest_seq(conn: &Connection) -> Result<Seq> {
    let sql = "SELECT COALESCE((SELECT seq FROM sqlite_sequence WHERE name = 'events'), 0)";
    Ok(conn.prepare_cached(sql)?.query_row((), |row| row.get(0))?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Error;
    use crate::base::ids::SiteId;
    use jiff::Timestamp;
    use proptest::prelude::*;
    use uuid::Uuid;

    fn database() -> Connection {
        let conn = Connection::open_in_memory().unwrap();
        conn.execute_batch(include_str!("../../schema.sql")).unwrap();
        conn.execute_batch("CREATE TABLE kept (it INTEGER PRIMARY KEY)").unwrap();
        conn
    }

    /// Keeps numbers, each telling one event; asks at the end for a row that must be there.
    fn keep(numbers: &[i64], needs: Option<i64>) -> Write {
        let mut write = Write::new();
        for it in numbers {
            write.run("INSERT INTO kept VALUES (?1)", &[it]);
            write.tell(Event::new(SiteId::NIL, "it.happened", Uuid::nil(), Timestamp::UNIX_EPOCH));
        }
        if let Some(it) = needs {
            write.one("UPDATE kept SET it = it WHERE it = ?1", &[&it], Error::NotFound("number"));
        }
        write
    }

    fn kept(conn: &Connection, sql: &str) -> Vec<i64> {
        let mut statement = conn.prepare(sql).unwrap();
        statement.query_map((), |row| row.get(0)).unwrap().collect::<rusqlite::Result<_>>().unwrap()
    }

    #[test]
    fn a_write_that_fails_takes_no_other_with_it() {
        let conn = database();
        let mut group = Group::begin(&conn).unwrap();
        assert_eq!(group.add(keep(&[1, 2], None)).unwrap(), Some(2));
        assert!(matches!(group.add(keep(&[3, 4], Some(9))), Err(Error::NotFound("number"))));
        assert!(group.add(keep(&[5, 1], None)).is_err(), "1 is there");
        assert!(group.add(keep(&[], Some(9))).is_err());
        assert_eq!(group.next_seq(), 3);
        assert_eq!(group.add(keep(&[6], Some(2))).unwrap(), Some(3));
        let told = group.commit().unwrap();
        assert_eq!(told.iter().map(|it| it.0).collect::<Vec<_>>(), [1, 2, 3]);
        assert_eq!(kept(&conn, "SELECT it FROM kept ORDER BY it"), [1, 2, 6]);
        assert_eq!(kept(&conn, "SELECT seq FROM events ORDER BY seq"), [1, 2, 3]);
    }

    #[test]
    fn what_is_not_committed_was_not() {
        let conn = database();
        let mut group = Group::begin(&conn).unwrap();
        group.add(keep(&[1], None)).unwrap();
        drop(group);
        assert!(kept(&conn, "SELECT it FROM kept").is_empty() && conn.is_autocommit());
    }

    proptest! {
        /// As if each write had a transaction of its own.
        #[test]
        fn together_they_leave_what_they_leave_alone(
            writes in prop::collection::vec(
                (prop::collection::vec(0_i64..12, 0..4), prop::option::of(0_i64..12)), 0..12)
        ) {
            let (one, many) = (database(), database());
            let mut group = Group::begin(&one).unwrap();
            for (numbers, needs) in &writes {
                let together = group.add(keep(numbers, *needs));
                let mut alone = Group::begin(&many).unwrap();
                let its = alone.add(keep(numbers, *needs));
                alone.commit().unwrap();
                prop_assert_eq!(together.ok(), its.ok());
            }
            group.commit().unwrap();
            let all = "SELECT it FROM kept UNION ALL SELECT -seq FROM events ORDER BY 1";
            prop_assert_eq!(kept(&one, all), kept(&many, all));
        }
    }
}
