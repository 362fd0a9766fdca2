//! Use cases of routing: choosing here, agents and their states in [`states`].
mod queue;
mod states;

pub use queue::{Place, ordered, places};
pub use states::{
    NewState, agent, agents, announce, arrive, end_states, hear_from, is_gone, online, set_state, show_life,
    turn_away,
};

use super::types::{Candidate, Choice, Decision, Forecast, Request};
use super::{rules, store};
use crate::Result;
use crate::app::App;
use crate::base::Priority;
use crate::base::ids::{SiteId, UserId};
use crate::settings::{self, Routing, Strategy};
use crate::store::{Present, Write};
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
) -> Result<Option<Decision>> {
    let routing = settings::routing(present, site)?;
    let agents = candidates(present, site, &routing, (online, now))?;
    Ok(choose_among(present, write, site, request, (&agents, &routing), now))
}

/// The same among agents as they will be when `write` is made.
pub fn choose_among(
    present: &Present<'_>,
    write: &mut Write,
    site: SiteId,
    request: &Request,
    (agents, routing): (&[Candidate], &Routing),
    now: Timestamp,
) -> Option<Decision> {
    let choice = rules::decide(agents, request, routing)?;
    take_turn(present, write, site, choice.user, now);
    Some(decision(choice, routing))
}

/// How urgent a conversation is: as people say, else by the site's rules.
///
/// # Errors
/// When the database cannot be read.
pub fn urgency(conn: &Connection, site: SiteId, request: &Request) -> Result<Priority> {
    Ok(rules::urgency(request, &settings::routing(conn, site)?))
}

/// What the site wants to be done with a choice.
#[must_use]
pub fn decision(choice: Choice, routing: &Routing) -> Decision {
    Decision { choice, handing: routing.handing, accept_seconds: routing.accept_seconds }
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
