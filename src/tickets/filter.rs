//! What a list of tickets is narrowed down to and sorted by: as it is asked for, and checked.
use super::types::{Priority, Source, Status};
use crate::base::FieldError;
use crate::base::ids::{DepartmentId, TeamId, TicketCategoryId, UserId, VisitorId};
use crate::engine::threads::Query;
use crate::text_enum;
use crate::{Error, Result};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// As asked for: query parameters, and what a saved view keeps.
#[derive(
    Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema, utoipa::IntoParams,
)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub struct TicketFilterInput {
    /// One of several statuses, by commas; `unsolved` stands for all before `resolved`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
    /// One of several priorities, by commas.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub priority: Option<String>,
    /// One of several ways it came, by commas.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// Whose: a user's id, `me`, or `none`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub assignee: Option<String>,
    /// Of which team: an id, or `none`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub team: Option<String>,
    /// Of which department: an id, or `none`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub department: Option<String>,
    /// Of which category, with those below it: an id, or `none`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub category: Option<String>,
    /// With this tag, or with one of several, one a line.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tag: Option<String>,
    /// Of this visitor.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub visitor: Option<VisitorId>,
    /// That I want to hear of.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub watching: Option<bool>,
    /// With these words in one thing that was said, or in its subject, requester, number and tracking code together; the last
    /// word may be unfinished, quoted ones stand side by side. At most 300 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub q: Option<String>,
    /// Made not before.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    #[param(value_type = Option<String>, format = DateTime)]
    pub from: Option<Timestamp>,
    /// Made before.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    #[param(value_type = Option<String>, format = DateTime)]
    pub to: Option<Timestamp>,
    /// Made within so many days, 1 to 3,650; in place of `from`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub days: Option<u16>,
    /// With a promise that is overdue (`late`), or that is due within four hours and none that is overdue (`near`).
    #[serde(skip_serializing_if = "Option::is_none")]
    #[param(inline)]
    pub due: Option<Due>,
}

text_enum! {
    /// How near the next promise of a ticket is.
    Due {
        /// It was missed.
        Late = "late",
        /// It comes within [`NEAR`].
        Near = "near",
    }
}

/// So long before it is due a promise is near.
pub const NEAR: SignedDuration = SignedDuration::from_hours(4);

text_enum! {
    /// By what a list of tickets is sorted.
    Sort {
        /// What changed last comes first.
        Updated = "updated",
        /// The newest come first.
        Newest = "newest",
        /// The oldest come first.
        Oldest = "oldest",
        /// What presses most comes first.
        Priority = "priority",
        /// What is due soonest comes first, what has no due time last.
        Due = "due",
    }
}

/// A choice that may also be nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Of<T> {
    /// Of none.
    Nothing,
    /// Of this one.
    This(T),
}

/// A filter that was checked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TicketFilter {
    /// In one of these; none: whatever.
    pub statuses: Vec<Status>,
    /// With one of these; none: whatever.
    pub priorities: Vec<Priority>,
    /// Come by one of these; none: whatever.
    pub sources: Vec<Source>,
    /// Whose.
    pub assignee: Option<Of<UserId>>,
    /// Of which team.
    pub team: Option<Of<TeamId>>,
    /// Of which department.
    pub department: Option<Of<DepartmentId>>,
    /// Of which category.
    pub category: Option<Of<TicketCategoryId>>,
    /// With one of these tags; none: whatever.
    pub tags: Vec<String>,
    /// Whose it is.
    pub visitor: Option<VisitorId>,
    /// Watched by.
    pub watcher: Option<UserId>,
    /// What somebody looks for in what was said, in the subject and in whose it is.
    pub words: Option<Query>,
    /// How near the next promise is, at a moment in Unix milliseconds.
    pub due: Option<(Due, i64)>,
    /// This number.
    pub number: Option<i64>,
    /// What the words are taken for where there is a ticket of this number.
    pub perhaps: Option<i64>,
    /// Made not before, Unix milliseconds.
    pub from: Option<i64>,
    /// Made before, Unix milliseconds.
    pub to: Option<i64>,
}

const MOST_DAYS: u16 = 3_650;
const MOST_TAGS: usize = 20;
/// Most digits of what is taken for a ticket's number without a `#` before it.
const NUMBER_DIGITS: usize = 7;
/// Longest search, in characters.
const MOST_CHARS: usize = 300;

impl TicketFilterInput {
    /// What is meant, for `me` at `now`.
    ///
    /// # Errors
    /// 422 naming every part that cannot be.
    pub fn checked(&self, me: UserId, now: Timestamp) -> Result<TicketFilter> {
        let mut wrong = Vec::new();
        let filter = TicketFilter {
            statuses: self.statuses(&mut wrong),
            priorities: several("priority", self.priority.as_deref(), Priority::of, &mut wrong),
            sources: several("source", self.source.as_deref(), Source::of, &mut wrong),
            assignee: match self.assignee.as_deref() {
                Some("me") => Some(Of::This(me)),
                other => one("assignee", other, &mut wrong),
            },
            team: one("team", self.team.as_deref(), &mut wrong),
            department: one("department", self.department.as_deref(), &mut wrong),
            category: one("category", self.category.as_deref(), &mut wrong),
            tags: self.tag.iter().flat_map(|it| it.lines()).map(str::to_owned).collect(),
            visitor: self.visitor,
            watcher: (self.watching == Some(true)).then_some(me),
            from: self.since(now).or(self.from).map(Timestamp::as_millisecond),
            to: self.to.map(Timestamp::as_millisecond),
            due: self.due.map(|it| (it, now.as_millisecond())),
            ..TicketFilter::default()
        };
        if filter.tags.len() > MOST_TAGS {
            wrong.push(FieldError::beyond("tag", "too_many", 20));
        }
        if self.days.is_some_and(|it| it == 0 || it > MOST_DAYS) {
            wrong.push(FieldError::new("days", "value_invalid"));
        }
        if self.q.as_ref().is_some_and(|it| it.chars().count() > MOST_CHARS) {
            wrong.push(FieldError::beyond("q", "query_too_long", 300));
        }
        if wrong.is_empty() { Ok(self.with_words(filter)) } else { Err(Error::Invalid(wrong)) }
    }

    fn statuses(&self, wrong: &mut Vec<FieldError>) -> Vec<Status> {
        if self.status.as_deref() == Some("unsolved") {
            return Status::ALL.into_iter().filter(|it| it.is_unsolved()).collect();
        }
        several("status", self.status.as_deref(), Status::of, wrong)
    }

    fn since(&self, now: Timestamp) -> Option<Timestamp> {
        self.days.map(|it| now - SignedDuration::from_hours(24 * i64::from(it)))
    }

    fn with_words(&self, filter: TicketFilter) -> TicketFilter {
        let typed = self.q.as_deref().map(str::trim).unwrap_or_default();
        let positive = |it: &str| it.parse().ok().filter(|it| *it > 0);
        if let Some(number) = typed.strip_prefix('#').and_then(positive) {
            return TicketFilter { number: Some(number), ..filter };
        }
        // Telephones, numbers of students and of citizens are found by the words; so is what is typed and unfinished.
        let short = typed.len() <= NUMBER_DIGITS && typed.bytes().all(|it| it.is_ascii_digit());
        let perhaps = Some(typed).filter(|it| short && !it.starts_with('0')).and_then(positive);
        TicketFilter { perhaps, words: Query::parse(typed, true), ..filter }
    }
}

fn several<T>(
    field: &str,
    given: Option<&str>,
    of: impl Fn(&str) -> Option<T>,
    wrong: &mut Vec<FieldError>,
) -> Vec<T> {
    let mut found = Vec::new();
    for name in given.into_iter().flat_map(|it| it.split(',')).map(str::trim).filter(|it| !it.is_empty()) {
        match of(name) {
            Some(it) => found.push(it),
            None => wrong.push(FieldError::new(field, "value_invalid")),
        }
    }
    found
}

fn one<T: std::str::FromStr>(field: &str, given: Option<&str>, wrong: &mut Vec<FieldError>) -> Option<Of<T>> {
    match given {
        None | Some("") => None,
        Some("none") => Some(Of::Nothing),
        Some(text) => match text.parse() {
            Ok(it) => Some(Of::This(it)),
            Err(_) => {
                wrong.push(FieldError::new(field, "value_invalid"));
                None
            }
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn input(change: impl FnOnce(&mut TicketFilterInput)) -> TicketFilterInput {
        let mut it = TicketFilterInput::default();
        change(&mut it);
        it
    }

    #[test]
    fn everything_wrong_is_named() {
        let text = |it: &str| Some(it.to_owned());
        let input = input(|it| {
            it.status = text("new,gone");
            it.priority = text("x");
            it.assignee = text("y");
            it.days = Some(0);
        });
        let Err(Error::Invalid(wrong)) = input.checked(UserId::random(), Timestamp::UNIX_EPOCH) else {
            panic!()
        };
        let fields: Vec<_> = wrong.into_iter().map(|it| it.field).collect();
        assert_eq!(fields, ["status", "priority", "assignee", "days"]);
    }

    #[test]
    fn unsolved_me_and_numbers_are_understood() -> Result<()> {
        let me = UserId::random();
        let filter = input(|it| {
            it.status = Some("unsolved".to_owned());
            it.assignee = Some("me".to_owned());
            it.q = Some(" #1042 ".to_owned());
        })
        .checked(me, Timestamp::UNIX_EPOCH)?;
        assert_eq!(filter.statuses.len(), 4);
        assert_eq!((filter.assignee, filter.number), (Some(Of::This(me)), Some(1042)));
        let filter = input(|it| it.q = Some("Kayıt İADE".to_owned())).checked(me, Timestamp::UNIX_EPOCH)?;
        assert_eq!(filter.words, Query::parse("kayit iade", true));
        for (typed, perhaps) in
            [("1042", Some(1042)), ("05321234567", None), ("12345678901", None), ("0", None), ("12 34", None)]
        {
            let filter = input(|it| it.q = Some(typed.to_owned())).checked(me, Timestamp::UNIX_EPOCH)?;
            assert_eq!((filter.number, filter.perhaps), (None, perhaps), "{typed}");
            assert_eq!(filter.words, Query::parse(typed, true), "{typed}");
        }
        Ok(())
    }
}
