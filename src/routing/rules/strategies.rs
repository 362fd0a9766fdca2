//! The strategies: each chooses among those who can take a conversation; of equals the one who has been idle longest.
use super::{matching, rounded};
use crate::base::ids::SkillId;
use crate::routing::types::{Candidate, Reason, Request, number};
use crate::settings::Strategy;
use std::cmp::Ordering;

/// Who was chosen, and the figures that the strategy looked at.
pub(super) struct Picked<'a> {
    pub(super) agent: &'a Candidate,
    pub(super) reason: Reason,
}

/// Applies `strategy`. `default` is what the site's last rule says, for languages that nobody speaks.
pub(super) fn pick<'a>(
    agents: &'a [Candidate],
    takers: &[&'a Candidate],
    request: &Request,
    strategy: Strategy,
    default: Strategy,
) -> Option<Picked<'a>> {
    let mut picked = match strategy {
        Strategy::RoundRobin => plain(round_robin(agents, takers)?),
        Strategy::LeastBusy => loaded(least_busy(takers)?),
        Strategy::SkillBased => skilled(takers, request)?,
        Strategy::Department => in_department(agents, takers, request)?,
        Strategy::VipPriority => for_vip(takers, request)?,
        Strategy::Language => in_language(agents, takers, request, default)?,
    };
    picked.reason.strategy = strategy.as_str().to_owned();
    Some(picked)
}

fn plain(agent: &Candidate) -> Picked<'_> {
    Picked { agent, reason: Reason::default() }
}

fn loaded(agent: &Candidate) -> Picked<'_> {
    Picked { agent, reason: Reason { load: Some(rounded(agent.load())), ..Reason::default() } }
}

/// The next after the last one chosen on the site, in the stable order of ids.
fn round_robin<'a>(agents: &'a [Candidate], takers: &[&'a Candidate]) -> Option<&'a Candidate> {
    let turns = agents.iter().filter(|it| it.last_turn > 0);
    let last = turns.max_by_key(|it| it.last_turn).map(|it| it.user);
    let after = takers.iter().filter(|it| last.is_none_or(|last| it.user > last)).min_by_key(|it| it.user);
    after.or_else(|| takers.iter().min_by_key(|it| it.user)).copied()
}

/// Longest idle first.
fn by_idle(one: &Candidate, other: &Candidate) -> Ordering {
    (one.last_turn, one.user).cmp(&(other.last_turn, other.user))
}

fn least_busy<'a>(takers: &[&'a Candidate]) -> Option<&'a Candidate> {
    let busier = |one: &Candidate, other: &Candidate| one.load().total_cmp(&other.load());
    takers.iter().copied().min_by(|one, other| busier(one, other).then_with(|| by_idle(one, other)))
}

/// How many of the skills asked for an agent has.
pub(super) fn matched(agent: &Candidate, skills: &[SkillId]) -> usize {
    skills.iter().filter(|it| agent.profile.skill_ids.contains(it)).count()
}

/// `0.7 × matched / required + 0.3 × (100 − load) / 100`. Who asks for nothing gets everything that is asked for.
pub(super) fn score(agent: &Candidate, skills: &[SkillId]) -> f64 {
    let count = |it: usize| number(i64::try_from(it).unwrap_or(i64::MAX));
    let share = if skills.is_empty() { 1.0 } else { count(matched(agent, skills)) / count(skills.len()) };
    0.7 * share + 0.3 * (100.0 - agent.load()) / 100.0
}

fn skilled<'a>(takers: &[&'a Candidate], request: &Request) -> Option<Picked<'a>> {
    let skills = request.skills.as_slice();
    let better = |one: &Candidate, other: &Candidate| score(other, skills).total_cmp(&score(one, skills));
    let agent =
        takers.iter().copied().min_by(|one, other| better(one, other).then_with(|| by_idle(one, other)))?;
    let reason = Reason {
        score: Some(rounded(score(agent, skills) * 100.0)),
        load: Some(rounded(agent.load())),
        skills_matched: Some(matched(agent, skills)),
        skills_required: Some(skills.len()),
        ..Reason::default()
    };
    Some(Picked { agent, reason })
}

/// Whether an agent works where the conversation belongs.
pub(super) fn works_there(agent: &Candidate, request: &Request) -> bool {
    request.department.is_some() && agent.profile.department_id == request.department
}

fn in_department<'a>(
    agents: &'a [Candidate],
    takers: &[&'a Candidate],
    request: &Request,
) -> Option<Picked<'a>> {
    let there: Vec<_> = takers.iter().copied().filter(|it| works_there(it, request)).collect();
    if let Some(agent) = least_busy(&there) {
        return Some(loaded(agent));
    }
    let reason = Reason { instead: Some("round_robin".to_owned()), ..Reason::default() };
    Some(Picked { agent: round_robin(agents, takers)?, reason })
}

fn for_vip<'a>(takers: &[&'a Candidate], request: &Request) -> Option<Picked<'a>> {
    if !request.vip {
        let picked = loaded(least_busy(takers)?);
        let reason = Reason { instead: Some("least_busy".to_owned()), ..picked.reason };
        return Some(Picked { reason, ..picked });
    }
    let rating = |it: &Candidate| it.rating.unwrap_or(0.0);
    let rank = |one: &Candidate, other: &Candidate| {
        let level = other.profile.priority_level.cmp(&one.profile.priority_level);
        level.then_with(|| rating(other).total_cmp(&rating(one))).then_with(|| by_idle(one, other))
    };
    let agent = takers.iter().copied().min_by(|one, other| rank(one, other))?;
    let reason = Reason {
        priority_level: Some(agent.profile.priority_level),
        rating: agent.rating.map(|it| rounded(it * 10.0)),
        ..Reason::default()
    };
    Some(Picked { agent, reason })
}

/// Whether an agent speaks a language.
pub(super) fn speaks(agent: &Candidate, language: &str) -> bool {
    agent.profile.languages.iter().any(|it| matching::same_language(it, language))
}

fn in_language<'a>(
    agents: &'a [Candidate],
    takers: &[&'a Candidate],
    request: &Request,
    default: Strategy,
) -> Option<Picked<'a>> {
    let fewest = |language: &str| {
        let speakers = takers.iter().copied().filter(|it| speaks(it, language));
        speakers.min_by(|one, other| one.current.cmp(&other.current).then_with(|| by_idle(one, other)))
    };
    let language = Some(request.language.clone());
    if let Some(agent) = fewest(&request.language) {
        return Some(Picked { agent, reason: Reason { language, ..Reason::default() } });
    }
    if let Some(agent) = fewest("en") {
        let reason = Reason { language, instead: Some("english".to_owned()), ..Reason::default() };
        return Some(Picked { agent, reason });
    }
    let picked = pick(agents, takers, request, default, default)?;
    let reason = Reason { language, instead: Some("default".to_owned()), ..picked.reason };
    Some(Picked { reason, ..picked })
}
