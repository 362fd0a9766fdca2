//! The screen of routing: who gets a conversation, how it is handed over, and how long anybody waits.
use super::Screen;
use crate::base::ids::DepartmentId;
use crate::base::{FieldError, Priority};
use serde::{Deserialize, Serialize};

/// Most rules.
const RULES: usize = 50;
/// Longest part of a page's address that a rule looks for, in characters.
const PAGE_CHARS: usize = 200;
/// Longest tag, in characters.
const TAG_CHARS: usize = 50;
/// Stands for whatever department, as long as there is one.
pub const ANY_DEPARTMENT: &str = "any";

crate::text_enum! {
    /// How an agent is chosen.
    Strategy {
        /// The next one after the last.
        RoundRobin = "round_robin",
        /// Whoever has least to do.
        LeastBusy = "least_busy",
        /// Whoever knows most of what is asked for.
        SkillBased = "skill_based",
        /// Whoever has least to do in the department.
        Department = "department",
        /// VIPs to the highest level.
        VipPriority = "vip_priority",
        /// Whoever speaks the visitor's language.
        Language = "language",
    }
}

crate::text_enum! {
    /// How a conversation reaches the agent who was chosen.
    Handing {
        /// At once.
        Assign = "assign",
        /// The agent is asked first.
        Offer = "offer",
    }
}

/// Who gets a conversation, and how.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(default)]
pub struct Routing {
    /// The first whose conditions hold decides; the last one has none and is the default. At most 50.
    pub rules: Vec<Rule>,
    /// Whether the visitor's last agent comes first.
    pub sticky: bool,
    /// Whether agents are asked first.
    pub handing: Handing,
    /// How long an agent may think about an offer: 5 to 120 seconds.
    pub accept_seconds: u32,
    /// How long somebody waits before the form is offered: 30 to 3600 seconds.
    pub queue_seconds: u32,
    /// After so many minutes without a sign of life an agent is away: 1 to 480; 0: never.
    pub away_minutes: u32,
    /// After so many minutes without a word the visitor is asked, and the conversation ends five minutes later: 5 to
    /// 1440; 0: never.
    pub idle_minutes: u32,
    /// Whether a call-back is offered beside the form.
    pub callback: bool,
}

/// One rule.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Rule {
    /// All of them must hold; none: always.
    #[serde(default)]
    pub when: Conditions,
    /// How an agent is chosen then.
    pub strategy: Strategy,
    /// How urgent a conversation is that begins under it; `null`: as usual.
    #[serde(default)]
    pub priority: Option<Priority>,
}

/// What a rule asks for; what is `null` does not matter.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(default)]
pub struct Conditions {
    /// A department's id, or `any`.
    pub department: Option<String>,
    /// Whether skills are asked for.
    pub skills: Option<bool>,
    /// The visitor's, such as `en`.
    pub language: Option<String>,
    /// Whether the visitor is a VIP.
    pub vip: Option<bool>,
    /// A part of the page's address.
    pub page: Option<String>,
    /// A tag of the conversation or of its visitor.
    pub tag: Option<String>,
    /// How urgent the conversation is.
    pub priority: Option<Priority>,
    /// A time of day, in the site's time zone.
    pub hours: Option<Hours>,
}

/// From a time of day up to another; past midnight when the second is the earlier one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Hours {
    /// `HH:MM`.
    pub from: String,
    /// `HH:MM`, exclusive.
    pub to: String,
}

impl Hours {
    /// Minutes since midnight of both ends; `None` when one of them is no time of day.
    #[must_use]
    pub fn minutes(&self) -> Option<(i64, i64)> {
        Some((minute_of_day(&self.from)?, minute_of_day(&self.to)?))
    }
}

/// Minutes since midnight of `HH:MM`.
#[must_use]
pub fn minute_of_day(text: &str) -> Option<i64> {
    let (hour, minute) = text.split_once(':')?;
    let part = |it: &str, most: i64| {
        let plain = it.len() == 2 && it.bytes().all(|it| it.is_ascii_digit());
        it.parse::<i64>().ok().filter(|it| plain && *it < most)
    };
    Some(part(hour, 24)? * 60 + part(minute, 60)?)
}

impl Conditions {
    /// Whether everything fits.
    #[must_use]
    pub fn are_none(&self) -> bool {
        *self == Conditions::default()
    }
}

impl Default for Routing {
    fn default() -> Routing {
        let of_department =
            Conditions { department: Some(ANY_DEPARTMENT.to_owned()), ..Conditions::default() };
        let of_skills = Conditions { skills: Some(true), ..Conditions::default() };
        Routing {
            rules: vec![
                Rule { when: of_department, strategy: Strategy::Department, priority: None },
                Rule { when: of_skills, strategy: Strategy::SkillBased, priority: None },
                Rule { when: Conditions::default(), strategy: Strategy::RoundRobin, priority: None },
            ],
            sticky: true,
            handing: Handing::Assign,
            accept_seconds: 20,
            queue_seconds: 300,
            away_minutes: 30,
            idle_minutes: 30,
            callback: true,
        }
    }
}

impl Screen for Routing {
    const KEY: &'static str = "routing";

    fn normalise(&mut self, _old: &Routing) {
        let tidy = |text: &mut Option<String>| {
            *text = text.as_deref().map(str::trim).filter(|it| !it.is_empty()).map(str::to_owned);
        };
        for rule in &mut self.rules {
            let when = &mut rule.when;
            [&mut when.department, &mut when.language, &mut when.page, &mut when.tag]
                .into_iter()
                .for_each(tidy);
            when.language = when.language.as_ref().map(|it| it.to_ascii_lowercase());
        }
    }

    fn mistakes(&self) -> Vec<FieldError> {
        let outside = |field: &str, value: u32, range: std::ops::RangeInclusive<u32>| {
            (!range.contains(&value)).then(|| FieldError::new(field, "value_invalid"))
        };
        let mut wrong: Vec<FieldError> = [
            outside("accept_seconds", self.accept_seconds, 5..=120),
            outside("queue_seconds", self.queue_seconds, 30..=3600),
            outside("away_minutes", self.away_minutes, 0..=480),
            outside("idle_minutes", self.idle_minutes, 5..=1440).filter(|_| self.idle_minutes != 0),
        ]
        .into_iter()
        .flatten()
        .collect();
        if self.rules.len() > RULES {
            wrong.push(FieldError::beyond("rules", "too_many", 50));
        }
        // Somebody must be chosen by something, and what comes after a rule without conditions is never looked at.
        let defaults = self.rules.iter().filter(|it| it.when.are_none()).count();
        if defaults != 1 || !self.rules.last().is_some_and(|it| it.when.are_none()) {
            wrong.push(FieldError::new("rules", "default_rule_last"));
        }
        let unfit = self.rules.iter().enumerate();
        wrong.extend(unfit.flat_map(|(place, it)| mistakes_of(place, &it.when)));
        wrong
    }
}

fn mistakes_of(place: usize, when: &Conditions) -> Vec<FieldError> {
    let field = |name: &str| format!("rules.{place}.{name}");
    let long = |name: &str, text: &Option<String>, most: usize| {
        let over = text.as_ref().is_some_and(|it| it.chars().count() > most);
        over.then(|| FieldError::beyond(field(name), "field_too_long", u64::try_from(most).unwrap_or(0)))
    };
    let department = when.department.as_ref();
    let odd_department =
        department.is_some_and(|it| it != ANY_DEPARTMENT && it.parse::<DepartmentId>().is_err());
    let odd_language = when
        .language
        .as_ref()
        .is_some_and(|it| !(2..=3).contains(&it.len()) || !it.bytes().all(|it| it.is_ascii_lowercase()));
    let odd_hours = when.hours.as_ref().is_some_and(|it| it.minutes().is_none_or(|(from, to)| from == to));
    [
        odd_department.then(|| FieldError::new(field("department"), "value_invalid")),
        odd_language.then(|| FieldError::new(field("language"), "value_invalid")),
        odd_hours.then(|| FieldError::new(field("hours"), "value_invalid")),
        long("page", &when.page, PAGE_CHARS),
        long("tag", &when.tag, TAG_CHARS),
    ]
    .into_iter()
    .flatten()
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(it: &Routing) -> Vec<(String, &'static str)> {
        it.mistakes().into_iter().map(|it| (it.field, it.code)).collect()
    }

    #[test]
    fn the_last_rule_and_only_it_has_no_conditions() {
        assert_eq!(codes(&Routing::default()), []);
        let mut none = Routing::default();
        none.rules.pop();
        assert_eq!(codes(&none), [("rules".to_owned(), "default_rule_last")]);
        let mut early = Routing::default();
        early.rules.rotate_right(1);
        assert_eq!(codes(&early), [("rules".to_owned(), "default_rule_last")]);
    }

    #[test]
    fn unfit_conditions_are_named_with_their_rule() {
        let mut it = Routing { accept_seconds: 4, ..Routing::default() };
        it.rules[0].when = Conditions {
            department: Some("x".to_owned()),
            language: Some("türkçe".to_owned()),
            hours: Some(Hours { from: "09:00".to_owned(), to: "24:00".to_owned() }),
            ..Conditions::default()
        };
        let found: Vec<String> = it.mistakes().into_iter().map(|it| it.field).collect();
        assert_eq!(found, ["accept_seconds", "rules.0.department", "rules.0.language", "rules.0.hours"]);
    }

    #[test]
    fn times_of_day_have_four_digits() {
        assert_eq!(minute_of_day("09:30"), Some(570));
        for wrong in ["9:30", "09:60", "24:00", "0930", "-1:00", "09:3x"] {
            assert_eq!(minute_of_day(wrong), None, "{wrong}");
        }
    }
}
