//! How long it takes to decide who gets a conversation: `cargo run --release --example routing_speed -- 200` decides ten
//! thousand times among so many agents with each strategy, and prints the mean. The aim is below one millisecond.
#![expect(clippy::print_stdout, reason = "a tool for the terminal")]
use asisttr::base::ids::{DepartmentId, SkillId, UserId};
use asisttr::routing::rules;
use asisttr::routing::types::{Candidate, Request};
use asisttr::settings::{Conditions, Routing, Rule, Strategy};
use std::hint::black_box;
use std::time::Instant;

/// Decisions per strategy.
const TIMES: u32 = 10_000;

fn main() {
    let agents: usize = std::env::args().nth(1).and_then(|it| it.parse().ok()).unwrap_or(200);
    let departments: Vec<_> = (0..8).map(|_| DepartmentId::random()).collect();
    let skills: Vec<_> = (0..30).map(|_| SkillId::random()).collect();
    let agents: Vec<Candidate> = (0_i64..)
        .take(agents)
        .map(|n| {
            let mut it = Candidate::new(UserId::random());
            (it.online, it.current, it.max, it.last_turn) = (n % 7 != 0, n % 5, 5, n * 31 % 997);
            let at = usize::try_from(n).unwrap_or(0);
            it.profile.department_id = departments.get(at % departments.len()).copied();
            it.profile.skill_ids = skills.iter().skip(at % 20).take(6).copied().collect();
            it.profile.languages = vec!["tr".to_owned(), if n % 3 == 0 { "en" } else { "de" }.to_owned()];
            it
        })
        .collect();
    let request = Request {
        department: departments.first().copied(),
        skills: skills.iter().take(4).copied().collect(),
        language: "en".to_owned(),
        vip: true,
        ..Request::default()
    };
    for strategy in [
        Strategy::RoundRobin,
        Strategy::LeastBusy,
        Strategy::SkillBased,
        Strategy::Department,
        Strategy::VipPriority,
        Strategy::Language,
    ] {
        let rules = vec![Rule { when: Conditions::default(), strategy, priority: None }];
        let routing = Routing { rules, ..Routing::default() };
        let start = Instant::now();
        for _ in 0..TIMES {
            black_box(rules::decide(black_box(&agents), black_box(&request), &routing));
        }
        let each = start.elapsed() / TIMES;
        println!("{:<14} {} agents: {} µs", strategy.as_str(), agents.len(), each.as_micros());
    }
}
