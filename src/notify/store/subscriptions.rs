//! SQL for browsers that are told while no desk is open. A subscription lives with the sign-in that it was made in.
use super::preferences::read;
use crate::base::ids::{LoginId, PushSubscriptionId, SiteId, UserId};
use crate::base::{At, Lang};
use crate::engine::push::Recipient;
use crate::notify::types::preferences::Preferences;
use crate::notify::types::push::Browser;
use crate::routing::types::AgentState;
use crate::store::Write;
use crate::{Error, Result};
use jiff::Timestamp;
use rusqlite::{Connection, Row, params};

/// Most browsers of one user; the one that was told longest ago makes room.
const MOST: i64 = 20;

/// Where a push goes.
#[derive(Debug, Clone)]
pub struct Target {
    /// The subscription.
    pub id: PushSubscriptionId,
    /// The address at the push service.
    pub endpoint: String,
    /// The browser's keys.
    pub recipient: Recipient,
    /// In which language the person reads.
    pub lang: Lang,
}

/// A browser of somebody who may be told something on a site.
#[derive(Debug, Clone)]
pub struct Subscriber {
    /// Where it goes.
    pub target: Target,
    /// Whose it is.
    pub user: UserId,
    /// What the person chose to be told of.
    pub preferences: Preferences,
    /// What the person chose to be as an agent.
    pub state: AgentState,
    /// The site's name, for who works on several.
    pub site_name: Option<String>,
}

/// A browser about to be told from now on.
pub struct NewSubscription<'a> {
    /// Its identity.
    pub id: PushSubscriptionId,
    /// Whose.
    pub user: UserId,
    /// The sign-in it ends with.
    pub login: LoginId,
    /// The address at the push service.
    pub endpoint: &'a str,
    /// The browser's keys.
    pub recipient: &'a Recipient,
    /// The browser's own name of itself.
    pub agent: &'a str,
}

/// Keeps a subscription. An address that is known already is this user's from now on: one browser, another person.
pub fn subscribe(write: &mut Write, new: &NewSubscription<'_>, now: Timestamp) {
    let now = now.as_millisecond();
    write
        .run(
            "INSERT INTO push_subscriptions (id, user_id, login_id, endpoint, p256dh, auth, agent, created_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
             ON CONFLICT (endpoint) DO UPDATE SET user_id = excluded.user_id, login_id = excluded.login_id,
                 p256dh = excluded.p256dh, auth = excluded.auth, agent = excluded.agent, failures = 0",
            &[
                &new.id,
                &new.user,
                &new.login,
                &new.endpoint,
                &new.recipient.p256dh,
                &new.recipient.auth,
                &new.agent,
                &now,
            ],
        )
        .run(
            "DELETE FROM push_subscriptions WHERE user_id = ?1 AND id NOT IN (
                 SELECT id FROM push_subscriptions WHERE user_id = ?1
                 ORDER BY COALESCE(sent_at, created_at) DESC, id DESC LIMIT ?2)",
            &[&new.user, &MOST],
        );
}

/// A user's browsers, the newest first; `login` is the sign-in that asks.
///
/// # Errors
/// When the database cannot be read.
pub fn browsers(conn: &Connection, user: UserId, login: LoginId, now: Timestamp) -> Result<Vec<Browser>> {
    let mut statement = conn.prepare_cached(
        "SELECT s.id, s.agent, s.created_at, s.sent_at, s.status, s.login_id = ?3, s.endpoint
         FROM push_subscriptions s JOIN logins l ON l.id = s.login_id
         WHERE s.user_id = ?1 AND l.revoked_at IS NULL AND l.expires_at > ?2 ORDER BY s.id DESC",
    )?;
    let rows = statement.query_map(params![user, now.as_millisecond(), login], |row| {
        let sent_at: Option<At> = row.get(3)?;
        Ok(Browser {
            id: row.get(0)?,
            agent: row.get(1)?,
            created_at: row.get(2)?,
            sent_at,
            status: row.get(4)?,
            current: row.get(5)?,
            endpoint: row.get(6)?,
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// One of a user's browsers, to be told something now.
///
/// # Errors
/// When the database cannot be read.
pub fn target(
    conn: &Connection,
    user: UserId,
    id: PushSubscriptionId,
    now: Timestamp,
) -> Result<Option<Target>> {
    let mut statement = conn.prepare_cached(
        "SELECT s.id, s.endpoint, s.p256dh, s.auth, u.language
         FROM push_subscriptions s JOIN logins l ON l.id = s.login_id JOIN users u ON u.id = s.user_id
         WHERE s.user_id = ?1 AND s.id = ?2 AND l.revoked_at IS NULL AND l.expires_at > ?3",
    )?;
    let mut rows = statement.query_map(params![user, id, now.as_millisecond()], target_from_row)?;
    Ok(rows.next().transpose()?)
}

/// The browsers of everybody who works on the site and can sign in; only of `user`, where one is named.
///
/// # Errors
/// When the database cannot be read.
pub fn subscribers(
    conn: &Connection,
    site: SiteId,
    user: Option<UserId>,
    now: Timestamp,
) -> Result<Vec<Subscriber>> {
    let mut statement = conn.prepare_cached(
        "SELECT s.id, s.endpoint, s.p256dh, s.auth, u.language, s.user_id, p.value, a.state, a.until,
             CASE WHEN (SELECT COUNT(*) FROM memberships o WHERE o.user_id = m.user_id) > 1 THEN t.name END
         FROM push_subscriptions s
         JOIN memberships m ON m.user_id = s.user_id AND m.site_id = ?1
         JOIN users u ON u.id = s.user_id AND u.active = 1
         JOIN logins l ON l.id = s.login_id AND l.revoked_at IS NULL AND l.expires_at > ?3
         JOIN sites t ON t.id = m.site_id AND t.deleted_at IS NULL
         LEFT JOIN notification_preferences p ON p.user_id = s.user_id
         LEFT JOIN agent_states a ON a.site_id = m.site_id AND a.user_id = s.user_id
         WHERE ?2 IS NULL OR s.user_id = ?2",
    )?;
    let now = now.as_millisecond();
    let rows = statement.query_map(params![site, user, now], |row| {
        let (chosen, state): (Option<String>, Option<AgentState>) = (row.get(6)?, row.get(7)?);
        let over = row.get::<_, Option<i64>>(8)?.is_some_and(|until| until <= now);
        Ok(Subscriber {
            target: target_from_row(row)?,
            user: row.get(5)?,
            preferences: chosen.map(|it| read(&it)).unwrap_or_default(),
            state: state.filter(|_| !over).unwrap_or(AgentState::Available),
            site_name: row.get(9)?,
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Whether there is any subscription at all.
///
/// # Errors
/// When the database cannot be read.
pub fn any_subscription(conn: &Connection) -> Result<bool> {
    let mut statement = conn.prepare_cached("SELECT EXISTS (SELECT 1 FROM push_subscriptions)")?;
    Ok(statement.query_row((), |row| row.get(0))?)
}

/// Ends a subscription of a user.
pub fn unsubscribe(write: &mut Write, user: UserId, id: PushSubscriptionId) {
    write.one(
        "DELETE FROM push_subscriptions WHERE user_id = ?1 AND id = ?2",
        &[&user, &id],
        Error::NotFound("push_subscription"),
    );
}

/// Ends a subscription that the push service does not know any more.
pub fn forget_subscription(write: &mut Write, id: PushSubscriptionId) {
    write.run("DELETE FROM push_subscriptions WHERE id = ?1", &[&id]);
}

/// Ends the subscriptions of sign-ins that are over.
pub fn forget_ended(write: &mut Write, now: Timestamp) {
    write.run(
        "DELETE FROM push_subscriptions WHERE NOT EXISTS (
             SELECT 1 FROM logins l JOIN users u ON u.id = l.user_id
             WHERE l.id = push_subscriptions.login_id AND l.revoked_at IS NULL AND l.expires_at > ?1 AND u.active = 1)",
        &[&now.as_millisecond()],
    );
}

/// Notes what the push service answered; `None`: it was not reached. One that failed `most` times in a row goes.
pub fn note_answer(
    write: &mut Write,
    id: PushSubscriptionId,
    status: Option<u16>,
    most: i64,
    now: Timestamp,
) {
    let well = status.is_some_and(|it| (200..300).contains(&it));
    write
        .run(
            "UPDATE push_subscriptions SET sent_at = ?2, status = ?3,
                 failures = CASE WHEN ?4 THEN 0 ELSE failures + 1 END WHERE id = ?1",
            &[&id, &now.as_millisecond(), &status, &well],
        )
        .run("DELETE FROM push_subscriptions WHERE id = ?1 AND failures >= ?2", &[&id, &most]);
}

fn target_from_row(row: &Row<'_>) -> rusqlite::Result<Target> {
    let language: String = row.get(4)?;
    Ok(Target {
        id: row.get(0)?,
        endpoint: row.get(1)?,
        recipient: Recipient { p256dh: row.get(2)?, auth: row.get(3)? },
        lang: Lang::of_tag(&language),
    })
}
