//! Which rule decides.
use crate::base::Priority;
use crate::routing::types::Request;
use crate::settings::{ANY_DEPARTMENT, Conditions, Rule, Strategy};

/// Place and strategy of the first rule that fits. The last one always does; a list without any takes turns.
pub(super) fn first(rules: &[Rule], request: &Request) -> (usize, Strategy) {
    let place = place(rules, request);
    (place, rules.get(place).map_or(Strategy::RoundRobin, |it| it.strategy))
}

/// How urgent a conversation is by the first rule that fits. What people have said of it stays.
pub(super) fn urgency(rules: &[Rule], request: &Request) -> Priority {
    match request.priority {
        Priority::Normal => rules.get(place(rules, request)).and_then(|it| it.priority).unwrap_or_default(),
        said => said,
    }
}

fn place(rules: &[Rule], request: &Request) -> usize {
    let found = rules.iter().position(|it| fits(&it.when, request));
    found.unwrap_or(rules.len().saturating_sub(1))
}

/// What the last rule says; it never asks for a language again, so that there is an end.
pub(super) fn default(rules: &[Rule]) -> Strategy {
    let last = rules.last().map(|it| it.strategy);
    last.filter(|it| *it != Strategy::Language).unwrap_or(Strategy::RoundRobin)
}

fn fits(when: &Conditions, request: &Request) -> bool {
    let department = when.department.as_ref().is_none_or(|wanted| {
        request.department.is_some_and(|it| wanted == ANY_DEPARTMENT || *wanted == it.to_string())
    });
    let skills = when.skills.is_none_or(|it| it != request.skills.is_empty());
    let language = when.language.as_ref().is_none_or(|it| same_language(it, &request.language));
    let vip = when.vip.is_none_or(|it| it == request.vip);
    let on_page = |part: &String| request.page.as_ref().is_some_and(|it| it.contains(part.as_str()));
    let page = when.page.as_ref().is_none_or(on_page);
    let tag = when.tag.as_ref().is_none_or(|it| request.tags.contains(it));
    let priority = when.priority.is_none_or(|it| it == request.priority);
    let hours = when.hours.as_ref().and_then(crate::settings::Hours::minutes);
    department
        && skills
        && language
        && vip
        && page
        && tag
        && priority
        && hours.is_none_or(|it| within(it, request.minute))
}

/// From the first minute up to the second, which may lie behind midnight.
fn within((from, to): (i64, i64), minute: i64) -> bool {
    if from < to { (from..to).contains(&minute) } else { minute >= from || minute < to }
}

/// `en-GB` is `en`.
pub(super) fn same_language(one: &str, other: &str) -> bool {
    let base = |it: &str| it.split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase();
    !one.is_empty() && base(one) == base(other)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::ids::{DepartmentId, SkillId};
    use crate::settings::Hours;

    fn when(change: impl FnOnce(&mut Conditions)) -> Conditions {
        let mut it = Conditions::default();
        change(&mut it);
        it
    }

    #[test]
    fn every_condition_must_hold() {
        let department = DepartmentId::random();
        let request = Request {
            department: Some(department),
            skills: vec![SkillId::random()],
            language: "en-GB".to_owned(),
            vip: true,
            page: Some("https://ornek.edu.tr/kayit/adim-2".to_owned()),
            tags: vec!["burs".to_owned()],
            priority: Priority::High,
            minute: 23 * 60,
            ..Request::default()
        };
        let night = Hours { from: "22:00".to_owned(), to: "06:00".to_owned() };
        let day = Hours { from: "09:00".to_owned(), to: "23:00".to_owned() };
        for (yes, condition) in [
            (true, when(|_| ())),
            (true, when(|it| it.department = Some("any".to_owned()))),
            (true, when(|it| it.department = Some(department.to_string()))),
            (false, when(|it| it.department = Some(DepartmentId::random().to_string()))),
            (true, when(|it| it.skills = Some(true))),
            (false, when(|it| it.skills = Some(false))),
            (true, when(|it| it.language = Some("en".to_owned()))),
            (false, when(|it| it.language = Some("tr".to_owned()))),
            (false, when(|it| it.vip = Some(false))),
            (true, when(|it| it.page = Some("/kayit/".to_owned()))),
            (false, when(|it| it.page = Some("/burs".to_owned()))),
            (true, when(|it| it.tag = Some("burs".to_owned()))),
            (true, when(|it| it.priority = Some(Priority::High))),
            (false, when(|it| it.priority = Some(Priority::Normal))),
            (true, when(|it| it.hours = Some(night.clone()))),
            (false, when(|it| it.hours = Some(day.clone()))),
            (false, when(|it| (it.vip, it.tag) = (Some(true), Some("x".to_owned())))),
        ] {
            assert_eq!(fits(&condition, &request), yes, "{condition:?}");
        }
        assert!(!fits(&when(|it| it.department = Some("any".to_owned())), &Request::default()));
    }

    #[test]
    fn the_first_that_fits_decides_and_the_last_is_the_default() {
        let rule = |condition, strategy| Rule { when: condition, strategy, priority: None };
        let rules = [
            rule(when(|it| it.vip = Some(true)), Strategy::VipPriority),
            rule(when(|it| it.language = Some("en".to_owned())), Strategy::Language),
            rule(Conditions::default(), Strategy::LeastBusy),
        ];
        let request =
            |vip, language: &str| Request { vip, language: language.to_owned(), ..Request::default() };
        assert_eq!(first(&rules, &request(true, "en")), (0, Strategy::VipPriority));
        assert_eq!(first(&rules, &request(false, "en")), (1, Strategy::Language));
        assert_eq!(first(&rules, &request(false, "tr")), (2, Strategy::LeastBusy));
        assert_eq!(first(&[], &request(false, "tr")), (0, Strategy::RoundRobin));
    }

    #[test]
    fn a_rule_says_how_urgent_it_is_where_nobody_has() {
        let vip = Rule {
            when: when(|it| it.vip = Some(true)),
            strategy: Strategy::VipPriority,
            priority: Some(Priority::Urgent),
        };
        let rules =
            [vip, Rule { when: Conditions::default(), strategy: Strategy::LeastBusy, priority: None }];
        let request = |vip, priority| Request { vip, priority, ..Request::default() };
        assert_eq!(urgency(&rules, &request(true, Priority::Normal)), Priority::Urgent);
        assert_eq!(urgency(&rules, &request(true, Priority::Low)), Priority::Low);
        assert_eq!(urgency(&rules, &request(false, Priority::Normal)), Priority::Normal);
        assert_eq!(urgency(&[], &request(true, Priority::Normal)), Priority::Normal);
    }
}
