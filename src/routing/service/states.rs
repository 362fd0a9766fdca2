//! Agents as they are: connected or not, what they chose to be, and what becomes of that by itself.
use crate::app::App;
use crate::base::At;
use crate::base::ids::{SiteId, UserId};
use crate::realtime::Audience;
use crate::routing::store;
use crate::routing::types::{AgentState, AgentView};
use crate::store::{Event, Write};
use crate::{Error, Result, settings};
use jiff::{SignedDuration, Timestamp};
use std::collections::HashSet;

/// Everybody with an open desk on the site.
#[must_use]
pub fn online(app: &App, site: SiteId) -> HashSet<UserId> {
    app.hub.online_users(site).into_iter().collect()
}

/// Whether a user has no desk open, is not expected back, and gives no sign of life by another program either.
///
/// # Errors
/// When the database cannot be read.
pub async fn is_gone(app: &App, site: SiteId, user: UserId) -> Result<bool> {
    let there = online(app, site).contains(&user)
        || app.absent_users.knows(site, user)
        || app.active_users.knows(site, user);
    // Between the last desk's end and the minute's beginning, and right after a start, only this knows it.
    Ok(!there && !app.store.read(move |conn| store::is_connected(conn, site, user)).await?)
}

/// Every agent of the site. Who lost the connection less than a minute ago counts as online, and is said to be
/// reconnecting.
///
/// # Errors
/// When the database cannot be read.
pub async fn agents(app: &App, site: SiteId) -> Result<Vec<AgentView>> {
    let (online, now) = (online(app, site), app.clock.now());
    let agents = app.store.read(move |conn| store::agents(conn, site, &online, now)).await?;
    let view = |mut it: AgentView| {
        it.reconnecting = it.status == "offline" && app.absent_users.knows(site, it.id);
        if it.reconnecting {
            it.status = "online";
        }
        it
    };
    Ok(agents.into_iter().map(AgentView::from).map(view).collect())
}

/// One agent of the site.
///
/// # Errors
/// 404 when the user is no agent of the site.
pub async fn agent(app: &App, site: SiteId, user: UserId) -> Result<AgentView> {
    agents(app, site).await?.into_iter().find(|it| it.id == user).ok_or(Error::NotFound("agent"))
}

/// What an agent chooses to be from now on.
#[derive(Debug, Clone)]
pub struct NewState {
    /// The state.
    pub state: AgentState,
    /// A word to colleagues, at most 120 characters.
    pub message: Option<String>,
    /// When it ends by itself; to be available has no end.
    pub until: Option<Timestamp>,
}

/// Sets what an agent is, and tells colleagues.
///
/// # Errors
/// 422 for a message that is too long or an end in the past; 404 when the user is no agent of the site.
pub async fn set_state(app: &App, site: SiteId, user: UserId, new: NewState) -> Result<AgentView> {
    let now = app.clock.now();
    if new.message.as_ref().is_some_and(|it| it.chars().count() > 120) {
        return Err(Error::beyond("message", "field_too_long", 120));
    }
    if new.until.is_some_and(|it| it <= now) {
        return Err(Error::invalid("until", "value_invalid"));
    }
    agent(app, site, user).await?;
    let until = new.until.filter(|_| new.state != AgentState::Available);
    let mut write = Write::new();
    store::set_state(&mut write, site, user, (new.state, new.message.as_deref(), until), now);
    write.tell(Event::new(site, "agent.changed", user.uuid(), now));
    app.store.commit(write).await?;
    app.state_notices.give(site);
    announce(app, site, user).await
}

/// Tells colleagues how an agent is now.
///
/// # Errors
/// As [`agent`].
pub async fn announce(app: &App, site: SiteId, user: UserId) -> Result<AgentView> {
    let agent = agent(app, site, user).await?;
    app.hub.tell(Audience::Staff(site), "agent:state", &agent);
    Ok(agent)
}

/// A desk was opened: remembered over a restart of the server, so that who does not come back afterwards is missed.
///
/// # Errors
/// When the store fails.
pub async fn arrive(app: &App, site: SiteId, user: UserId) -> Result<()> {
    let mut write = Write::new();
    store::set_connected(&mut write, site, user, app.clock.now());
    app.store.commit(write).await?;
    show_life(app, site, user).await
}

/// An agent said something, which is a sign of life too; costs next to nothing while the last one is not long ago.
///
/// # Errors
/// When the store fails.
pub async fn hear_from(app: &App, site: SiteId, user: UserId) -> Result<()> {
    if !app.active_users.knows(site, user) {
        return show_life(app, site, user).await;
    }
    app.active_users.note(site, user, app.clock.now());
    Ok(())
}

/// An agent did something. Who had become away by that alone is again what they were.
///
/// # Errors
/// When the store fails.
pub async fn show_life(app: &App, site: SiteId, user: UserId) -> Result<()> {
    let now = app.clock.now();
    app.active_users.note(site, user, now);
    let back = app.store.read(move |conn| store::idle_from(conn, site, user)).await?;
    let Some((state, message)) = back else { return Ok(()) };
    let mut write = Write::new();
    store::set_state(&mut write, site, user, (state, message.as_deref(), None), now);
    write.tell(Event::new(site, "agent.changed", user.uuid(), now));
    app.store.commit(write).await?;
    announce(app, site, user).await.map(|_| ())
}

/// Ends every state whose time is up: its agent is available again. Answers when the next one ends.
///
/// # Errors
/// When the store fails.
pub async fn end_states(app: &App) -> Result<Option<Timestamp>> {
    let now = app.clock.now();
    let (_, ended) = app
        .store
        .decide(move |present| {
            let mut write = Write::new();
            let ended = store::ended_states(present, now)?;
            for (site, user) in &ended {
                store::set_state(&mut write, *site, *user, (AgentState::Available, None, None), now);
                write.tell(Event::new(*site, "agent.changed", user.uuid(), now));
            }
            Ok((write, ended))
        })
        .await?;
    for (site, user) in ended {
        if let Err(error) = announce(app, site, user).await {
            tracing::debug!(%error, "a state of somebody who has left ended");
        }
    }
    let next: Option<At> = app.store.read(store::next_end).await?;
    Ok(next.map(|it| it.0))
}

/// Makes away whoever takes conversations but has given no sign of life for as long as the site allows. Answers when
/// the next one may be due.
///
/// # Errors
/// When the store fails.
pub async fn turn_away(app: &App) -> Result<Option<Timestamp>> {
    let now = app.clock.now();
    let mut next: Option<Timestamp> = None;
    for (site, user, seen) in app.active_users.all() {
        let minutes = app.store.read(move |conn| Ok(settings::routing(conn, site)?.away_minutes)).await?;
        if minutes == 0 {
            continue;
        }
        let due = seen.checked_add(SignedDuration::from_mins(i64::from(minutes))).unwrap_or(Timestamp::MAX);
        if due > now {
            next = Some(next.map_or(due, |it| it.min(due)));
        } else {
            // Not looked at again before the next sign of life, which notes the moment anew.
            let _ = app.active_users.forget(site, user);
            fall_away(app, site, user, now).await?;
        }
    }
    Ok(next)
}

async fn fall_away(app: &App, site: SiteId, user: UserId, now: Timestamp) -> Result<()> {
    let Ok(agent) = agent(app, site, user).await else { return Ok(()) };
    if agent.status != "online" || !agent.state.takes_new() || agent.until.is_some() {
        return Ok(());
    }
    let mut write = Write::new();
    store::set_state(&mut write, site, user, (AgentState::Away, agent.message.as_deref(), None), now);
    store::set_idle_from(&mut write, site, user, agent.state);
    write.tell(Event::new(site, "agent.changed", user.uuid(), now));
    app.store.commit(write).await?;
    announce(app, site, user).await.map(|_| ())
}
