//! Properties and worked examples of the decision.
use super::*;
use crate::base::ids::{DepartmentId, SkillId, UserId};
use crate::routing::types::{AgentState, Waiting};
use crate::settings::{Conditions, Rule, Strategy};
use jiff::Timestamp;
use proptest::prelude::{
    Just, Strategy as Generator, any, prop, prop_assert, prop_assert_eq, prop_oneof, proptest,
};
use std::collections::HashMap;

fn agent() -> Candidate {
    Candidate { online: true, ..Candidate::new(UserId::random()) }
}

fn by(strategy: Strategy) -> Routing {
    let rules = vec![Rule { when: Conditions::default(), strategy, priority: None }];
    Routing { rules, sticky: false, ..Routing::default() }
}

fn chosen(agents: &[Candidate], request: &Request, strategy: Strategy) -> Option<UserId> {
    decide(agents, request, &by(strategy)).map(|it| it.user)
}

const STRATEGIES: [Strategy; 6] = [
    Strategy::RoundRobin,
    Strategy::LeastBusy,
    Strategy::SkillBased,
    Strategy::Department,
    Strategy::VipPriority,
    Strategy::Language,
];

fn any_agent() -> impl Generator<Value = Candidate> {
    let state = prop_oneof![
        Just(AgentState::Available),
        Just(AgentState::Busy),
        Just(AgentState::OnBreak),
        Just(AgentState::Away),
        Just(AgentState::DoNotDisturb)
    ];
    let figures = (0..8_i64, 0..3_i64, 0..9_i64, 0..40_i64, 1..10_u32);
    (any::<bool>(), state, any::<bool>(), figures).prop_map(
        |(online, state, until, (current, queued, max, last_turn, level))| {
            let mut it = Candidate::new(UserId::random());
            (it.online, it.state, it.current, it.queued, it.max) = (online, state, current, queued, max);
            (it.last_turn, it.profile.priority_level) = (last_turn, level);
            it.until = until.then(|| crate::base::At::of_ms(1));
            it
        },
    )
}

proptest! {
    #[test]
    fn never_somebody_who_cannot_take_it(
        agents in prop::collection::vec(any_agent(), 0..12),
        vip in any::<bool>(),
        sticky in any::<bool>(),
        which in 0..6_usize,
    ) {
        let request = Request { vip, last_agent: agents.first().map(|it| it.user), ..Request::default() };
        let routing = Routing { sticky, ..by(STRATEGIES[which]) };
        match decide(&agents, &request, &routing) {
            Some(choice) => {
                let it = agents.iter().find(|it| it.user == choice.user).unwrap();
                prop_assert!(it.can_take());
                prop_assert!(matches!(it.state, AgentState::Available | AgentState::Busy));
                prop_assert!(it.online && it.current + it.queued < it.max && it.until.is_none());
                prop_assert_eq!(choice.reason.candidates, agents.iter().filter(|it| it.can_take()).count());
            }
            None => prop_assert!(!agents.iter().any(Candidate::can_take)),
        }
    }

    #[test]
    fn turns_are_fair_among_those_who_can(count in 1..9_usize, rounds in 1..9_usize) {
        let mut agents: Vec<_> = (0..count).map(|_| Candidate { max: 100, ..agent() }).collect();
        let mut turns: HashMap<UserId, usize> = HashMap::new();
        for turn in 1..=count * rounds {
            let user = chosen(&agents, &Request::default(), Strategy::RoundRobin).unwrap();
            *turns.entry(user).or_default() += 1;
            let it = agents.iter_mut().find(|it| it.user == user).unwrap();
            (it.current, it.last_turn) = (it.current + 1, i64::try_from(turn).unwrap());
        }
        prop_assert!(turns.len() == count && turns.values().all(|it| *it == rounds), "{turns:?}");
    }

    #[test]
    fn a_full_house_is_filled_and_not_more(places in prop::collection::vec(0..6_i64, 1..8), which in 0..6_usize) {
        let mut agents: Vec<_> = places.iter().map(|max| Candidate { max: *max, ..agent() }).collect();
        let mut given = 0;
        while let Some(user) = chosen(&agents, &Request::default(), STRATEGIES[which]) {
            let it = agents.iter_mut().find(|it| it.user == user).unwrap();
            (it.current, it.last_turn, given) = (it.current + 1, given + 1, given + 1);
        }
        prop_assert_eq!(given, places.iter().sum::<i64>());
        prop_assert!(agents.iter().all(|it| it.current == it.max));
    }
}

#[test]
fn least_busy_of_the_three_in_the_example() {
    let of = |current, queued| Candidate { current, queued, ..agent() };
    let agents = [of(2, 0), of(4, 1), of(1, 0)];
    assert_eq!(agents.each_ref().map(|it| super::rounded(it.load())), [40, 90, 20]);
    let choice = decide(&agents, &Request::default(), &by(Strategy::LeastBusy)).unwrap();
    assert_eq!((choice.user, choice.reason.load, choice.reason.rule), (agents[2].user, Some(20), Some(1)));
}

#[test]
fn of_equals_the_one_who_has_been_idle_longest() {
    let of = |last_turn| Candidate { last_turn, ..agent() };
    let agents = [of(7), of(3), of(9)];
    for strategy in [Strategy::LeastBusy, Strategy::SkillBased, Strategy::Department, Strategy::VipPriority] {
        let department = DepartmentId::random();
        let agents = agents.clone().map(|mut it| {
            it.profile.department_id = Some(department);
            it
        });
        let request = Request { vip: true, department: Some(department), ..Request::default() };
        assert_eq!(chosen(&agents, &request, strategy), Some(agents[1].user), "{strategy:?}");
    }
}

#[test]
fn skills_weigh_more_than_room() {
    let (french, accounts) = (SkillId::random(), SkillId::random());
    let of = |skills: &[SkillId], current| {
        let mut it = Candidate { current, ..agent() };
        it.profile.skill_ids = skills.to_vec();
        it
    };
    let agents = [of(&[], 0), of(&[french], 0), of(&[french, accounts], 4)];
    let request = Request { skills: vec![french, accounts], ..Request::default() };
    let choice = decide(&agents, &request, &by(Strategy::SkillBased)).unwrap();
    assert_eq!(choice.user, agents[2].user);
    // 0.7 × 2/2 + 0.3 × (100 − 80)/100
    assert_eq!((choice.reason.score, choice.reason.skills_matched), (Some(76), Some(2)));
}

#[test]
fn a_department_without_anybody_takes_turns_over_the_site() {
    let department = DepartmentId::random();
    let mut there = Candidate { current: 3, ..agent() };
    there.profile.department_id = Some(department);
    let mut agents = vec![agent(), there, agent()];
    let request = Request { department: Some(department), ..Request::default() };
    assert_eq!(chosen(&agents, &request, Strategy::Department), Some(agents[1].user));
    agents[1].online = false;
    let choice = decide(&agents, &request, &by(Strategy::Department)).unwrap();
    assert_eq!((choice.user, choice.reason.instead.as_deref()), (agents[0].user, Some("round_robin")));
}

#[test]
fn a_vip_gets_the_highest_level_and_then_the_best_rating() {
    let of = |level, rating, current| {
        let mut it = Candidate { rating, current, ..agent() };
        it.profile.priority_level = level;
        it
    };
    let agents = [of(3, Some(4.9), 0), of(5, Some(4.1), 2), of(5, Some(4.6), 3)];
    let request = |vip| Request { vip, ..Request::default() };
    assert_eq!(chosen(&agents, &request(true), Strategy::VipPriority), Some(agents[2].user));
    assert_eq!(chosen(&agents, &request(false), Strategy::VipPriority), Some(agents[0].user));
}

#[test]
fn a_language_falls_back_to_english_and_then_to_the_default() {
    let of = |languages: &[&str], current| {
        let mut it = Candidate { current, ..agent() };
        it.profile.languages = languages.iter().map(|it| (*it).to_owned()).collect();
        it
    };
    let agents = [of(&["tr"], 0), of(&["tr", "en"], 1), of(&["de"], 3)];
    let decided = |language: &str| {
        let request = Request { language: language.to_owned(), ..Request::default() };
        let choice = decide(&agents, &request, &by(Strategy::Language)).unwrap();
        (choice.user, choice.reason.instead)
    };
    assert_eq!(decided("de-AT"), (agents[2].user, None));
    assert_eq!(decided("tr"), (agents[0].user, None));
    assert_eq!(decided("fr"), (agents[1].user, Some("english".to_owned())));
    let only = [of(&["tr"], 0)];
    let request = Request { language: "fr".to_owned(), ..Request::default() };
    let choice = decide(&only, &request, &by(Strategy::Language)).unwrap();
    assert_eq!(choice.reason.instead.as_deref(), Some("default"));
}

#[test]
fn the_last_agent_comes_first_while_able() {
    let mut agents = [agent(), Candidate { current: 4, ..agent() }];
    let request = Request { last_agent: Some(agents[1].user), ..Request::default() };
    let sticky = Routing { sticky: true, ..by(Strategy::LeastBusy) };
    let choice = decide(&agents, &request, &sticky).unwrap();
    assert_eq!((choice.user, choice.reason.strategy.as_str()), (agents[1].user, "sticky"));
    assert_eq!(chosen(&agents, &request, Strategy::LeastBusy), Some(agents[0].user), "switched off");
    agents[1].current = 5;
    assert_eq!(decide(&agents, &request, &sticky).unwrap().user, agents[0].user);
}

#[test]
fn a_forecast_says_why_not_the_others() {
    let department = DepartmentId::random();
    let mut there = agent();
    there.profile.department_id = Some(department);
    let agents = [
        Candidate { online: false, ..agent() },
        Candidate { state: AgentState::OnBreak, ..agent() },
        Candidate { current: 5, ..agent() },
        agent(),
        there,
    ];
    let request = Request { department: Some(department), ..Request::default() };
    let forecast = forecast(&agents, &request, &Routing::default());
    let words: Vec<_> = forecast.agents.iter().map(|it| it.verdict).collect();
    assert_eq!(words, ["chosen", "outside", "full", "state", "offline"]);
    assert_eq!((forecast.rule, forecast.strategy), (1, Strategy::Department));
}

fn waiting(since: i64, vip: bool, returning: bool, urgent: bool) -> Waiting {
    let id = crate::base::ids::ConversationId::random();
    let visitor = crate::base::ids::VisitorId::random();
    Waiting {
        id,
        since,
        vip,
        returning,
        urgent,
        priority: Priority::Normal,
        department: None,
        visitor,
        form_offered_at: None,
        offered_to: None,
        offer_ends_at: None,
    }
}

#[test]
fn priorities_are_those_of_the_rule_and_rise_with_waiting() {
    let at = |minutes: i64| Timestamp::from_millisecond(minutes * 60_000).unwrap();
    assert_eq!(priority(&waiting(0, false, false, false), at(0)), 1);
    assert_eq!(priority(&waiting(0, true, false, false), at(0)), 5);
    assert_eq!(priority(&waiting(0, true, true, true), at(0)), 8);
    assert_eq!(priority(&waiting(0, false, false, false), at(5)), 3, "two full minutes count");
    assert_eq!(priority(&waiting(0, true, true, true), at(60)), 10);
    let mut all = [
        waiting(60_000, false, false, false),
        waiting(0, false, false, false),
        waiting(90_000, true, false, false),
    ];
    let ids = all.each_ref().map(|it| it.id);
    order(&mut all, at(2));
    assert_eq!(all.map(|it| it.id), [ids[2], ids[1], ids[0]]);
}

#[test]
fn what_people_say_of_a_conversation_counts_like_what_is_known_of_its_visitor() {
    let at = |minutes: i64| Timestamp::from_millisecond(minutes * 60_000).unwrap();
    let said = |priority, vip| Waiting { priority, ..waiting(0, vip, false, false) };
    assert_eq!(priority(&said(Priority::Urgent, false), at(0)), 5, "as a VIP");
    assert_eq!(priority(&said(Priority::High, false), at(0)), 3);
    assert_eq!(priority(&said(Priority::Low, false), at(0)), 1, "nobody is below the first step");
    assert_eq!(priority(&said(Priority::Low, true), at(0)), 3);
    assert_eq!(priority(&said(Priority::Low, false), at(18)), 10, "nor left behind for ever");
    assert_eq!(priority(&said(Priority::Urgent, true), at(0)), 9);
}

#[test]
fn estimates_come_in_half_minutes() {
    assert_eq!(estimate_seconds(1, 10.0, 4), 30);
    assert_eq!(estimate_seconds(3, 300.0, 2), 450);
    assert_eq!(estimate_seconds(3, 300.0, 0), 900, "nobody works: as if one did");
    assert_eq!(estimate_seconds(1, 301.0, 1), 330);
    let steady = handling_seconds(&[120; 50]);
    assert!((120.0..180.0).contains(&steady), "{steady}");
    assert!(handling_seconds(&[6_000]) < 2_000.0, "one odd conversation is one");
}

/// A small generator of numbers that are always the same ones (Knuth's MMIX).
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: i64) -> i64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        i64::try_from(self.0 >> 33).unwrap() % end
    }
}

/// A day of eight hours with a rush at noon.
fn a_day(visitors: usize) -> Vec<Waiting> {
    let mut dice = Dice(1453);
    let mut day: Vec<Waiting> = (0..visitors)
        .map(|_| {
            let rush = dice.below(20) < 3;
            let minute = if rush { 180 + dice.below(60) } else { dice.below(480) };
            let since = minute * 60_000 + dice.below(60_000);
            waiting(since, dice.below(20) == 0, dice.below(3) == 0, dice.below(10) == 0)
        })
        .collect();
    day.sort_by_key(|it| it.since);
    day
}

#[test]
fn a_day_of_two_thousand_visitors_and_twenty_agents_leaves_nobody_behind() {
    let mut coming = a_day(2_000);
    coming.reverse();
    let mut dice = Dice(1923);
    // When each place of each agent becomes free; two places an agent.
    let mut places = vec![0_i64; 40];
    let mut queue: Vec<Waiting> = Vec::new();
    let mut served: Vec<(Waiting, i64)> = Vec::new();
    let mut now = 0;
    while served.len() < 2_000 {
        while coming.last().is_some_and(|it| it.since <= now) {
            queue.extend(coming.pop());
        }
        order(&mut queue, Timestamp::from_millisecond(now).unwrap());
        for free in places.iter_mut().filter(|it| **it <= now) {
            if queue.is_empty() {
                break;
            }
            served.push((queue.remove(0), now));
            *free = now + (3 + dice.below(8)) * 60_000;
        }
        now += 5_000;
    }
    let wait = |it: &(Waiting, i64)| it.1 - it.0.since;
    let longest = served.iter().map(wait).max().unwrap();
    let mean = |vip: bool| {
        let of: Vec<i64> = served.iter().filter(|it| it.0.vip == vip).map(wait).collect();
        of.iter().sum::<i64>() / i64::try_from(of.len()).unwrap()
    };
    assert!(longest > 10 * 60_000, "there was a queue at all: {longest} ms");
    assert!(mean(true) * 5 < mean(false) * 4, "VIPs wait less: {} and {} ms", mean(true), mean(false));
    // Whoever has the highest priority is overtaken by nobody who came later.
    let full_age = 9 * 2 * 60_000;
    for (place, first) in served.iter().enumerate() {
        for later in &served[place + 1..] {
            let overtaken = first.0.since > later.0.since;
            let had_most = first.1 - later.0.since >= full_age;
            assert!(!(overtaken && had_most), "{first:?} went before {later:?}");
            let alike =
                |a: &Waiting, b: &Waiting| (a.vip, a.returning, a.urgent) == (b.vip, b.returning, b.urgent);
            assert!(!(overtaken && alike(&first.0, &later.0)), "{first:?} went before its equal {later:?}");
        }
    }
}
