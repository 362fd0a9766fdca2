//! A change as data: statements with what they must achieve, and the events they tell.
use super::{Event, Seq, event};
use crate::{Error, Result};
use rusqlite::types::{ToSqlOutput, Value};
use rusqlite::{Connection, ToSql, params_from_iter};

/// One atomic change. Build it anywhere, without a database; hand it to [`Store::commit`](super::Store::commit).
#[derive(Debug, Default)]
#[must_use = "a write does nothing until it is committed"]
pub struct Write {
    steps: Vec<Step>,
    events: Vec<Event>,
}

#[derive(Debug)]
struct Step {
    sql: &'static str,
    /// Copied, so that the write can travel; an unconvertible one surfaces when the write is applied.
    params: rusqlite::Result<Vec<Value>>,
    /// Raised, and everything undone, unless the statement changes exactly one row.
    or: Option<Error>,
}

impl Write {
    /// An empty change.
    pub fn new() -> Write {
        Write::default()
    }

    /// Adds a statement that may touch any number of rows.
    pub fn run(&mut self, sql: &'static str, params: &[&dyn ToSql]) -> &mut Write {
        self.step(sql, params, None)
    }

    /// Adds a statement that must change exactly one row; otherwise the whole write fails with `or`.
    pub fn one(&mut self, sql: &'static str, params: &[&dyn ToSql], or: Error) -> &mut Write {
        self.step(sql, params, Some(or))
    }

    /// Adds an event.
    pub fn tell(&mut self, event: Event) -> &mut Write {
        self.events.push(event);
        self
    }

    /// Remembers that the follower `name` has dealt with everything up to `seq`, together with its effect.
    pub fn advance(&mut self, name: &'static str, seq: Seq) -> &mut Write {
        self.run(
            "INSERT INTO followers (name, cursor) VALUES (?1, ?2)
             ON CONFLICT (name) DO UPDATE SET cursor = excluded.cursor WHERE cursor < excluded.cursor",
            &[&name, &seq],
        )
    }

    /// Number of events told so far: the next one gets the sequence `Present::next_seq() + events_told()`.
    #[must_use]
    pub fn events_told(&self) -> Seq {
        Seq::try_from(self.events.len()).unwrap_or(Seq::MAX)
    }

    /// Whether there is nothing to do.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.steps.is_empty() && self.events.is_empty()
    }

    fn step(&mut self, sql: &'static str, params: &[&dyn ToSql], or: Option<Error>) -> &mut Write {
        let params = params.iter().map(|it| owned(*it)).collect();
        self.steps.push(Step { sql, params, or });
        self
    }

    /// Runs the statements and appends the events from `next` on, inside the caller's transaction.
    /// Returns the events with their sequence numbers.
    pub(super) fn apply(self, conn: &Connection, next: Seq) -> Result<Vec<(Seq, Event)>> {
        for step in self.steps {
            let changed = conn.prepare_cached(step.sql)?.execute(params_from_iter(step.params?))?;
            match step.or {
                Some(error) if changed != 1 => return Err(error),
                _ => (),
            }
        }
        let told: Vec<_> = (next..).zip(self.events).collect();
        for (seq, it) in &told {
            event::append(conn, *seq, it)?;
        }
        Ok(told)
    }
}

fn owned(param: &dyn ToSql) -> rusqlite::Result<Value> {
    match param.to_sql()? {
        ToSqlOutput::Owned(value) => Ok(value),
        ToSqlOutput::Borrowed(value) => Ok(Value::try_from(value)?),
        _ => Err(rusqlite::Error::ToSqlConversionFailure("unsupported kind of parameter".into())),
    }
}
