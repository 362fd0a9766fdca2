//! Who would get it, and why not the others.
use super::strategies::{matched, score, speaks, works_there};
use super::{decide, matching, rounded};
use crate::routing::types::{Candidate, Choice, Forecast, Request, Verdict};
use crate::settings::{Routing, Strategy};

/// What would become of a conversation that began now.
#[must_use]
pub fn forecast(agents: &[Candidate], request: &Request, routing: &Routing) -> Forecast {
    let (place, strategy) = matching::first(&routing.rules, request);
    let choice = decide(agents, request, routing);
    let mut verdicts: Vec<Verdict> =
        agents.iter().map(|it| verdict(it, request, strategy, choice.as_ref())).collect();
    verdicts.sort_by_key(|it| rank(it.verdict));
    Forecast {
        rule: place + 1,
        strategy,
        priority: matching::urgency(&routing.rules, request),
        chosen: choice.as_ref().map(|it| it.user),
        reason: choice.map(|it| it.reason),
        agents: verdicts,
    }
}

/// The nearer somebody was to it, the earlier in the list.
fn rank(verdict: &str) -> usize {
    ["chosen", "behind", "outside", "full", "state"].iter().position(|it| *it == verdict).unwrap_or(5)
}

fn verdict(it: &Candidate, request: &Request, strategy: Strategy, choice: Option<&Choice>) -> Verdict {
    let chosen = choice.is_some_and(|choice| choice.user == it.user);
    let verdict = if chosen {
        "chosen"
    } else if !it.online {
        "offline"
    } else if !it.state.takes_new() || it.until.is_some() {
        "state"
    } else if !it.has_room() {
        "full"
    } else if outside(it, request, strategy) {
        "outside"
    } else {
        "behind"
    };
    Verdict {
        id: it.user,
        name: it.name.clone(),
        verdict,
        state: it.state,
        current: it.current,
        max: it.max,
        load: rounded(it.load()),
        score: (strategy == Strategy::SkillBased).then(|| rounded(score(it, &request.skills) * 100.0)),
        skills_matched: matched(it, &request.skills),
        priority_level: it.profile.priority_level,
        rating: it.rating.map(|it| rounded(it * 10.0)),
    }
}

/// Whether the strategy looks elsewhere first.
fn outside(it: &Candidate, request: &Request, strategy: Strategy) -> bool {
    match strategy {
        Strategy::Department => !works_there(it, request),
        Strategy::Language => !speaks(it, &request.language),
        _ => false,
    }
}
