//! SQL for what users want to be told of.
use crate::Result;
use crate::base::ids::{SiteId, UserId};
use crate::notify::types::preferences::Preferences;
use crate::routing::types::AgentState;
use crate::settings::Versioned;
use crate::store::Write;
use anyhow::Context as _;
use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, Row, params};

/// What a user chose; the defaults, when nothing was chosen yet.
///
/// # Errors
/// When the database cannot be read.
pub fn of_user(conn: &Connection, user: UserId) -> Result<Versioned<Preferences>> {
    let mut statement =
        conn.prepare_cached("SELECT value, version FROM notification_preferences WHERE user_id = ?1")?;
    let row = |row: &Row<'_>| Ok((row.get::<_, String>(0)?, row.get(1)?));
    let found: Option<(String, i64)> = statement.query_row(params![user], row).optional()?;
    Ok(match found {
        Some((text, version)) => Versioned { version, settings: read(&text) },
        None => Versioned { version: 0, settings: Preferences::default() },
    })
}

/// Keeps what a user chose.
///
/// # Errors
/// When it is no JSON, which it always is.
pub fn put(write: &mut Write, user: UserId, new: &Versioned<Preferences>, at: Timestamp) -> Result<()> {
    let text = serde_json::to_string(&new.settings).context("preferences as JSON")?;
    write.run(
        "INSERT INTO notification_preferences (user_id, value, version, updated_at) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (user_id) DO UPDATE SET value = excluded.value, version = excluded.version,
             updated_at = excluded.updated_at",
        &[&user, &text, &new.version, &at.as_millisecond()],
    );
    Ok(())
}

/// Somebody who may be told of something.
#[derive(Debug, Clone)]
pub struct Addressee {
    /// Who.
    pub user: UserId,
    /// What the person chose to be told of.
    pub preferences: Preferences,
    /// What the person chose to be as an agent.
    pub state: AgentState,
}

/// Everybody who works on the site and can sign in; only `user`, where one is named.
///
/// # Errors
/// When the database cannot be read.
pub fn addressees(
    conn: &Connection,
    site: SiteId,
    user: Option<UserId>,
    now: Timestamp,
) -> Result<Vec<Addressee>> {
    let mut statement = conn.prepare_cached(
        "SELECT u.id, p.value, s.state, s.until
         FROM memberships m
         JOIN users u ON u.id = m.user_id
         LEFT JOIN notification_preferences p ON p.user_id = m.user_id
         LEFT JOIN agent_states s ON s.site_id = m.site_id AND s.user_id = m.user_id
         WHERE m.site_id = ?1 AND u.active = 1 AND (?2 IS NULL OR m.user_id = ?2)",
    )?;
    let now = now.as_millisecond();
    let rows = statement.query_map(params![site, user], |row| {
        let (chosen, state): (Option<String>, Option<AgentState>) = (row.get(1)?, row.get(2)?);
        let over = row.get::<_, Option<i64>>(3)?.is_some_and(|until| until <= now);
        Ok(Addressee {
            user: row.get(0)?,
            preferences: chosen.map(|it| read(&it)).unwrap_or_default(),
            state: state.filter(|_| !over).unwrap_or(AgentState::Available),
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Whatever an earlier version of the program did not know has its default.
pub(super) fn read(text: &str) -> Preferences {
    serde_json::from_str(text).unwrap_or_default()
}
