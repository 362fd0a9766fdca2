//! Who takes a ticket: by the rules for conversations, or whoever's turn it is in a team.
use super::Work;
use crate::base::ids::{SiteId, UserId};
use crate::routing::types::{Candidate, Request};
use crate::routing::{self, rules};
use crate::settings::{self, Strategy};
use crate::store::Present;
use crate::tickets::store::{self, Routed};
use crate::tickets::types::{Head, Source};
use crate::{Result, hours};
use jiff::Timestamp;
use rusqlite::Connection;
use std::collections::HashSet;

/// So many tickets are as much as an agent can have, where loads are compared.
const MOST_TICKETS: i64 = 1_000;

/// Gives a new ticket to somebody where nobody was named: in a team to whoever's turn it is; else by the site's rules,
/// while it is open and somebody is there. What an agent writes down stays where the agent puts it.
pub(super) fn place(work: &mut Work<'_>, head: &mut Head, tags: &[String]) -> Result<Routed> {
    if head.assignee.is_some() {
        return Ok(Routed::Already);
    }
    if !is_routed(head) {
        return Ok(Routed::Already);
    }
    head.assignee = whose(work, head, tags)?;
    Ok(if head.assignee.is_some() { Routed::Already } else { Routed::Later })
}

/// Whether somebody is looked for where nobody was named.
pub(super) fn is_routed(head: &Head) -> bool {
    head.team.is_some() || !matches!(head.source, Source::Desk | Source::Chat)
}

/// Whose turn it is; adds the turn to the work.
pub(super) fn whose(work: &mut Work<'_>, head: &Head, tags: &[String]) -> Result<Option<UserId>> {
    let (site, now) = (work.context.site, work.context.now);
    if !hours::situation(work.present, site, now)?.is_open() {
        return Ok(None);
    }
    let agents = candidates(work.present, site, (&work.context.online, now))?;
    let chosen = match head.team {
        Some(team) => {
            let mut takers: Vec<&Candidate> =
                agents.iter().filter(|it| it.profile.team_ids.contains(&team) && it.can_take()).collect();
            takers.sort_by_key(|it| (it.last_turn, it.last_assigned_at, it.user));
            takers.first().map(|it| it.user)
        }
        None => {
            let routing = settings::routing(work.present, site)?;
            let request = request(work, head, tags)?;
            rules::decide(&agents, &request, &routing).map(|it| it.user)
        }
    };
    if let Some(user) = chosen {
        routing::service::take_turn(work.present, &mut work.write, site, user, now);
    }
    Ok(chosen)
}

/// Every agent with the number of tickets in place of the number of conversations: who may take no further chat may
/// still take a ticket.
fn candidates(
    present: &Present<'_>,
    site: SiteId,
    (online, now): (&HashSet<UserId>, Timestamp),
) -> Result<Vec<Candidate>> {
    let routing = settings::routing(present, site)?;
    let mut agents = routing::service::candidates(present, site, &routing, (online, now))?;
    if routing.rules.iter().any(|it| it.strategy != Strategy::RoundRobin) {
        for agent in &mut agents {
            agent.current = store::load_of(present, site, agent.user)?;
        }
    } else {
        agents.iter_mut().for_each(|it| it.current = 0);
    }
    agents.iter_mut().for_each(|it| (it.queued, it.max) = (0, MOST_TICKETS));
    Ok(agents)
}

fn request(work: &Work<'_>, head: &Head, tags: &[String]) -> Result<Request> {
    let asked = routing::store::Asked {
        department: head.department,
        skills: Vec::new(),
        language: head.language.as_str().to_owned(),
    };
    let (site, now) = (work.context.site, work.context.now);
    let visitor = head.requester.visitor.unwrap_or(crate::base::ids::VisitorId::NIL);
    let mut request = routing::store::asked(work.present, site, visitor, asked, now)?;
    request.tags.extend(tags.iter().cloned());
    Ok(request)
}

/// Whether any ticket could be given to somebody now: the site is open, and somebody takes what comes.
///
/// # Errors
/// When the database cannot be read.
pub(super) fn somebody_takes(
    conn: &Connection,
    site: SiteId,
    (online, now): (&HashSet<UserId>, Timestamp),
) -> Result<bool> {
    if online.is_empty() || !hours::situation(conn, site, now)?.is_open() {
        return Ok(false);
    }
    let mut agents = routing::store::agents(conn, site, online, now)?;
    agents.iter_mut().for_each(|it| (it.current, it.queued, it.max) = (0, 0, MOST_TICKETS));
    Ok(agents.iter().any(Candidate::can_take))
}

/// The first of them who works on the site: who had something may be gone.
pub(super) fn first_here<const N: usize>(
    work: &Work<'_>,
    users: [Option<UserId>; N],
) -> Result<Option<UserId>> {
    for it in users.into_iter().flatten() {
        if name_of(work, it)?.is_some() {
            return Ok(Some(it));
        }
    }
    Ok(None)
}

/// What an agent of the site is called; `None` for nobody of it.
pub(super) fn name_of(work: &Work<'_>, user: UserId) -> Result<Option<String>> {
    let agents =
        routing::store::agents(work.present, work.context.site, &work.context.online, work.context.now)?;
    Ok(agents.into_iter().find(|it| it.user == user).map(|it| it.name))
}
