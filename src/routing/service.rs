//! Use cases of routing.
use super::types::{AgentState, AgentView, Candidate, Choice, Forecast, Request};
use super::{rules, store};
use crate::app::App;
use crate::base::ids::{SiteId, UserId};
use crate::realtime::Audience;
use crate::settings::{self, Routing, Strategy};
use crate::store::{Event, Present, Write};
use crate::{Error, Result};
use jiff::Timestamp;
use rusqlite::Connection;
use std::collections::HashSet;

/// Who takes a new conversation now; adds the turn to `write`. Called inside a decision, so that two
/// conversations can never take the same last place.
///
/// # Errors
/// When the database cannot be read.
pub fn choose(
    present: &Present<'_>,
    write: &mut Write,
    site: SiteId,
    request: &Request,
    (online, now): (&HashSet<UserId>, Timestamp),
) -> Result<Option<Choice>> {
    let routing = settings::routing(present, site)?;
    let agents = candidates(present, site, &routing, (online, now))?;
    let choice = rules::decide(&agents, request, &routing);
    if let Some(it) = &choice {
        take_turn(present, write, site, it.user, now);
    }
    Ok(choice)
}

/// Remembers that `user` was chosen.
pub fn take_turn(present: &Present<'_>, write: &mut Write, site: SiteId, user: UserId, now: Timestamp) {
    // The numbers of events rise without end, and every choice tells at least one.
    store::note_turn(write, site, user, present.next_seq() + write.events_told(), now);
}

/// Every agent with all that the site's rules look at.
///
/// # Errors
/// When the database cannot be read.
pub fn candidates(
    conn: &Connection,
    site: SiteId,
    routing: &Routing,
    (online, now): (&HashSet<UserId>, Timestamp),
) -> Result<Vec<Candidate>> {
    let mut agents = store::agents(conn, site, online, now)?;
    if routing.rules.iter().any(|it| it.strategy == Strategy::VipPriority) {
        let ratings = store::ratings(conn, site)?;
        agents.iter_mut().for_each(|it| it.rating = ratings.get(&it.user).copied());
    }
    Ok(agents)
}

/// Who would get a conversation that began now, and why not the others. Changes nothing.
///
/// # Errors
/// When the database cannot be read.
pub async fn forecast(app: &App, site: SiteId, request: Request) -> Result<Forecast> {
    let (online, now) = (online(app, site), app.clock.now());
    app.store
        .read(move |conn| {
            let routing = settings::routing(conn, site)?;
            let agents = candidates(conn, site, &routing, (&online, now))?;
            Ok(rules::forecast(&agents, &request, &routing))
        })
        .await
}

/// Everybody with an open desk on the site.
#[must_use]
pub fn online(app: &App, site: SiteId) -> HashSet<UserId> {
    app.hub.online_users(site).into_iter().collect()
}

/// Every agent of the site.
///
/// # Errors
/// When the database cannot be read.
pub async fn agents(app: &App, site: SiteId) -> Result<Vec<AgentView>> {
    let (online, now) = (online(app, site), app.clock.now());
    let agents = app.store.read(move |conn| store::agents(conn, site, &online, now)).await?;
    Ok(agents.into_iter().map(AgentView::from).collect())
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
    /// When it ends by itself.
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
    let mut write = Write::new();
    store::set_state(&mut write, site, user, (new.state, new.message.as_deref(), new.until), now);
    write.tell(Event::new(site, "agent.changed", user.uuid(), now));
    app.store.commit(write).await?;
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
