//! A change as data: statements with what they must achieve, and the events they tell.
use super::{Event, Seq, event};
use crate::{Error, Result};
use anyhow::anyhow;
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
    params: std::result::Result<Vec<Value>, String>,
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
        let params = params.iter().map(|it| owned(*it)).collect::<rusqlite::Result<_>>();
        let params = params.map_err(|error| error.to_string());
        self.steps.push(Step { sql, params, or });
        self
    }

    /// Runs the statements and appends the events from `next` on, inside the caller's transaction. A second time, it
    /// does the same.
    ///
    /// # Errors
    /// Why, and whether something was written before.
    pub(super) fn apply(&mut self, conn: &Connection, next: Seq) -> std::result::Result<(), Failed> {
        let mut partly = false;
        let Write { steps, events } = self;
        for step in steps {
            let changed = step.run(conn).map_err(|error| Failed { error, partly })?;
            partly |= changed > 0;
            if changed != 1
                && let Some(error) = step.or.take()
            {
                return Err(Failed { error, partly });
            }
        }
        for (seq, it) in (next..).zip(events) {
            event::append(conn, seq, it).map_err(|error| Failed { error, partly: true })?;
        }
        Ok(())
    }

    /// What it told, after it was applied.
    pub(super) fn into_events(self) -> Vec<Event> {
        self.events
    }
}

/// Why a write was not applied.
#[derive(Debug)]
pub(super) struct Failed {
    pub(super) error: Error,
    /// Something of it was written.
    pub(super) partly: bool,
}

impl Step {
    /// Number of rows it changed.
    fn run(&self, conn: &Connection) -> Result<usize> {
        let params = self.params.as_ref().map_err(|error| anyhow!("a parameter: {error}"))?;
        Ok(conn.prepare_cached(self.sql)?.execute(params_from_iter(params))?)
    }
}

fn owned(param: &dyn ToSql) -> rusqlite::Result<Value> {
    match param.to_sql()? {
        ToSqlOutput::Owned(value) => Ok(value),
        ToSqlOutput::Borrowed(value) => Ok(Value::try_from(value)?),
        _ => Err(rusqlite::Error::ToSqlConversionFailure("unsupported kind of parameter".into())),
    }
}
