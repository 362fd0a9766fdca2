//! Who takes it: pure functions from a snapshot to a choice, and the order of those who wait.
mod explain;
mod matching;
mod strategies;
mod waiting;

pub use explain::forecast;
pub use waiting::{estimate_seconds, handling_seconds, order, priority};

use super::types::{Candidate, Choice, Reason, Request};
use crate::base::Priority;
use crate::settings::Routing;
use strategies::{Picked, pick};

/// Who takes a conversation: the visitor's last agent where the site wants that, else by the first rule that fits.
/// Only agents who can take one are looked at; `None` when there are none.
#[must_use]
pub fn decide(agents: &[Candidate], request: &Request, routing: &Routing) -> Option<Choice> {
    let takers = takers(agents, request);
    let candidates = takers.len();
    if let Some(last) = sticky(&takers, request, routing) {
        let reason = Reason { strategy: "sticky".to_owned(), ..Reason::default() };
        return Some(choice(last, candidates, reason));
    }
    let (place, strategy) = matching::first(&routing.rules, request);
    let Picked { agent, reason } =
        pick(agents, &takers, request, strategy, matching::default(&routing.rules))?;
    Some(choice(agent, candidates, Reason { rule: Some(place + 1), ..reason }))
}

/// How urgent a conversation is: as people say, else by the first rule that fits.
#[must_use]
pub fn urgency(request: &Request, routing: &Routing) -> Priority {
    matching::urgency(&routing.rules, request)
}

/// Who could take it at all.
fn takers<'a>(agents: &'a [Candidate], request: &Request) -> Vec<&'a Candidate> {
    let within = |it: &Candidate| request.team.is_none_or(|team| it.profile.team_ids.contains(&team));
    agents.iter().filter(|it| it.can_take() && within(it) && !request.declined.contains(&it.user)).collect()
}

fn sticky<'a>(takers: &[&'a Candidate], request: &Request, routing: &Routing) -> Option<&'a Candidate> {
    let last = request.last_agent.filter(|_| routing.sticky)?;
    takers.iter().find(|it| it.user == last).copied()
}

fn choice(agent: &Candidate, candidates: usize, reason: Reason) -> Choice {
    let reason = Reason { candidates, current: agent.current, max: agent.max, ..reason };
    Choice { user: agent.user, name: agent.name.clone(), reason }
}

/// A number without its fraction, for figures that people read.
fn rounded(value: f64) -> i64 {
    value.round() as i64
}

#[cfg(test)]
mod tests;
