//! Which policy is for a ticket, and what makes one acceptable.
use crate::base::ids::TicketCategoryId;
use crate::base::{FieldError, text};
use crate::sla::types::{Case, ClockKind, Conditions, Policy, PolicyInput, TargetTable, Targets};
use crate::sla::{Calendar, calendar};
use crate::text_enum;
use crate::{Error, Result};

const MAX_NAME: usize = 80;
const MAX_STEPS: usize = 10;
const MAX_LIST: usize = 100;
/// Longest target, in minutes: a year of days.
const MOST_MINUTES: u32 = 366 * 24 * 60;
/// Minutes of a day where whole days are counted.
const DAY: u32 = 24 * 60;

/// The first policy that fits; `parent` is the category above the ticket's.
#[must_use]
pub fn pick<'a>(policies: &'a [Policy], case: &Case, parent: Option<TicketCategoryId>) -> Option<&'a Policy> {
    policies.iter().find(|it| fits(&it.conditions, case, parent))
}

fn fits(wanted: &Conditions, case: &Case, parent: Option<TicketCategoryId>) -> bool {
    let among = |list: &[TicketCategoryId]| {
        list.is_empty() || [case.category, parent].into_iter().flatten().any(|it| list.contains(&it))
    };
    let department =
        wanted.departments.is_empty() || case.department.is_some_and(|it| wanted.departments.contains(&it));
    let priority = wanted.priorities.is_empty() || wanted.priorities.contains(&case.priority);
    among(&wanted.categories)
        && department
        && priority
        && is_from(&wanted.requesters, case.requester.as_deref())
}

/// Whether an address is one of those wanted, or of a domain that is.
fn is_from(wanted: &[String], address: Option<&str>) -> bool {
    if wanted.is_empty() {
        return true;
    }
    let Some(address) = address.map(str::to_lowercase) else { return false };
    wanted.iter().any(|it| match it.strip_prefix('@') {
        Some(domain) => address
            .rsplit_once('@')
            .is_some_and(|(_, of)| of == domain || of.ends_with(&format!(".{domain}"))),
        None => *it == address,
    })
}

/// `input` over what was there before.
///
/// # Errors
/// 422 naming every field that is missing or wrong.
pub fn check(input: PolicyInput, before: Policy) -> Result<Policy> {
    let nameless = before.id == crate::base::ids::SlaPolicyId::NIL;
    let policy = Policy {
        name: input.name.map_or(before.name, |it| it.trim().to_owned()),
        calendar: input.calendar.unwrap_or(before.calendar),
        conditions: input.conditions.map_or(before.conditions, tidy),
        targets: input.targets.unwrap_or(before.targets),
        pauses: input.pauses.unwrap_or(before.pauses),
        steps: input.steps.unwrap_or(before.steps),
        ..before
    };
    let mut wrong = Vec::new();
    if !nameless {
        if policy.name.is_empty() {
            wrong.push(FieldError::new("name", "field_missing"));
        } else if policy.name.chars().count() > MAX_NAME {
            wrong.push(FieldError::beyond("name", "field_too_long", 80));
        }
    } else if policy.conditions != Conditions::default() {
        wrong.push(FieldError::new("conditions", "value_invalid"));
    }
    wrong.extend(conditions(&policy.conditions));
    wrong.extend(targets(&policy));
    if policy.steps.len() > MAX_STEPS {
        wrong.push(FieldError::beyond("steps", "too_many", 10));
    }
    for (place, step) in policy.steps.iter().enumerate() {
        let idle = step.assign_to.is_none() && !step.raise_priority && step.notify.is_empty();
        wrong.extend(idle.then(|| FieldError::new(format!("steps.{place}"), "step_empty")));
        if step.after_minutes > MOST_MINUTES || step.notify.len() > 20 {
            wrong.push(FieldError::new(format!("steps.{place}"), "value_invalid"));
        }
    }
    if wrong.is_empty() { Ok(policy) } else { Err(Error::Invalid(wrong)) }
}

fn tidy(mut wanted: Conditions) -> Conditions {
    for it in &mut wanted.requesters {
        *it = it.trim().to_lowercase();
    }
    wanted.requesters.retain(|it| !it.is_empty());
    wanted.requesters.sort();
    wanted.requesters.dedup();
    wanted
}

fn conditions(wanted: &Conditions) -> Vec<FieldError> {
    let lists = [
        ("categories", wanted.categories.len()),
        ("departments", wanted.departments.len()),
        ("requesters", wanted.requesters.len()),
    ];
    let long = lists.into_iter().filter(|it| it.1 > MAX_LIST);
    let too_many = long.map(|it| FieldError::beyond(format!("conditions.{}", it.0), "too_many", 100));
    let is_wrong = |it: &&String| match it.strip_prefix('@') {
        Some(domain) => !text::is_email(&format!("x@{domain}")),
        None => !text::is_email(it),
    };
    let address = wanted.requesters.iter().find(is_wrong);
    let address = address.map(|it| FieldError::named("conditions.requesters", "email_invalid", it));
    too_many.chain(address).collect()
}

/// Something has to be promised, each in a time that can be kept; whole days are promised in days.
fn targets(policy: &Policy) -> Vec<FieldError> {
    let table = &policy.targets;
    let rows =
        [("low", &table.low), ("normal", &table.normal), ("high", &table.high), ("urgent", &table.urgent)];
    let mut wrong = Vec::new();
    for (name, row) in rows {
        for kind in ClockKind::ALL {
            let Some(minutes) = row.of(kind) else { continue };
            let at = format!("targets.{name}.{}", kind.as_str());
            if minutes == 0 || minutes > MOST_MINUTES {
                wrong.push(FieldError::new(at, "value_invalid"));
            } else if policy.calendar.counts_days() && minutes % DAY != 0 {
                wrong.push(FieldError::new(at, "whole_days_needed"));
            }
        }
    }
    let nothing = rows.iter().all(|(_, row)| ClockKind::ALL.into_iter().all(|it| row.of(it).is_none()));
    wrong.extend(nothing.then(|| FieldError::new("targets", "field_missing")));
    wrong
}

text_enum! {
    /// Periods that the law sets.
    Preset {
        /// Law 4982 on the right to information: 15 working days.
        Information = "information",
        /// Law 6698 (KVKK), article 13: 30 days.
        DataProtection = "data_protection",
        /// Law 3071 on petitions: 30 days.
        Petition = "petition",
    }
}

impl Preset {
    /// All of them.
    pub const ALL: [Preset; 3] = [Preset::Information, Preset::DataProtection, Preset::Petition];
}

/// A policy that keeps a period of law; its conditions are for the admin to choose.
#[must_use]
pub fn preset(which: Preset, english: crate::base::Lang) -> Policy {
    use crate::base::Lang::{En, Tr};
    let (name, calendar, days) = match (which, english) {
        (Preset::Information, Tr) => ("Bilgi edinme başvurusu", Calendar::WorkingDays, 15),
        (Preset::Information, En) => ("Right to information request", Calendar::WorkingDays, 15),
        (Preset::DataProtection, Tr) => ("KVKK başvurusu", Calendar::Days, 30),
        (Preset::DataProtection, En) => ("KVKK data protection request", Calendar::Days, 30),
        (Preset::Petition, Tr) => ("Dilekçe", Calendar::Days, 30),
        (Preset::Petition, En) => ("Petition", Calendar::Days, 30),
    };
    let targets = Targets { resolution: Some(days * DAY), ..Targets::default() };
    Policy {
        name: name.to_owned(),
        calendar,
        targets: TargetTable::same(targets),
        pauses: false,
        position: 0,
        ..Policy::fallback()
    }
}

/// A target in milliseconds of working time.
pub(super) fn target_ms(minutes: u32) -> i64 {
    i64::from(minutes) * (calendar::DAY_MS / i64::from(DAY))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Priority;
    use crate::base::ids::{DepartmentId, SiteId, TicketId};
    use crate::sla::types::Phase;
    use jiff::Timestamp;

    fn case() -> Case {
        Case {
            ticket: TicketId::random(),
            site: SiteId::random(),
            phase: Phase::Ours,
            priority: Priority::Normal,
            category: None,
            department: None,
            requester: Some("Ayse@ogrenci.deniz.edu.tr".to_owned()),
            assignee: None,
            created_at: Timestamp::UNIX_EPOCH,
            answered: false,
            waiting_since: None,
        }
    }

    fn policy(conditions: Conditions) -> Policy {
        Policy { conditions, ..Policy::fallback() }
    }

    #[test]
    fn every_list_that_is_not_empty_has_to_fit() {
        let (child, parent, law) =
            (TicketCategoryId::random(), TicketCategoryId::random(), DepartmentId::random());
        let case = Case { category: Some(child), department: Some(law), ..case() };
        let fits = |wanted: Conditions| pick(&[policy(wanted)], &case, Some(parent)).is_some();
        let none = Conditions::default;
        assert!(fits(none()));
        assert!(fits(Conditions { categories: vec![parent], departments: vec![law], ..none() }));
        assert!(!fits(Conditions {
            categories: vec![parent],
            departments: vec![DepartmentId::random()],
            ..none()
        }));
        assert!(!fits(Conditions { priorities: vec![Priority::Urgent], ..none() }));
        let from = |it: &str| fits(Conditions { requesters: vec![it.to_owned()], ..none() });
        assert!(from("ayse@ogrenci.deniz.edu.tr") && from("@deniz.edu.tr") && from("@ogrenci.deniz.edu.tr"));
        assert!(!from("@niz.edu.tr") && !from("ali@deniz.edu.tr"));
    }

    #[test]
    fn what_makes_no_sense_is_refused_by_name() {
        let codes = |input: PolicyInput| match check(
            input,
            Policy { id: crate::base::ids::SlaPolicyId::random(), ..Policy::fallback() },
        ) {
            Err(Error::Invalid(wrong)) => wrong.into_iter().map(|it| (it.field, it.code)).collect::<Vec<_>>(),
            _ => Vec::new(),
        };
        let of = |field: &str, code| (field.to_owned(), code);
        let name = || Some("Dilekçe".to_owned());
        assert_eq!(codes(PolicyInput::default()), [of("name", "field_missing")]);
        let days =
            PolicyInput { name: name(), calendar: Some(Calendar::WorkingDays), ..PolicyInput::default() };
        assert_eq!(codes(days)[0], of("targets.low.first_response", "whole_days_needed"));
        let none = TargetTable::same(Targets::default());
        let nothing = PolicyInput { name: name(), targets: Some(none), ..PolicyInput::default() };
        assert_eq!(codes(nothing), [of("targets", "field_missing")]);
        let wanted = Conditions { requesters: vec!["@".to_owned()], ..Conditions::default() };
        let address = PolicyInput { name: name(), conditions: Some(wanted), ..PolicyInput::default() };
        assert_eq!(codes(address), [of("conditions.requesters", "email_invalid")]);
    }

    #[test]
    fn the_presets_are_acceptable() {
        for it in Preset::ALL {
            let made = preset(it, crate::base::Lang::Tr);
            let input = PolicyInput {
                name: Some(made.name.clone()),
                calendar: Some(made.calendar),
                targets: Some(made.targets.clone()),
                pauses: Some(false),
                ..PolicyInput::default()
            };
            assert!(check(input, Policy::fallback()).is_ok(), "{it:?}");
        }
    }
}
