//! What a list of conversations is narrowed down to. The same words stand in an address and in a saved view.
use super::types::Status;
use crate::base::ids::{DepartmentId, UserId};
use crate::base::{FieldError, Priority};
use crate::{Error, Result};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// Which states are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum StatusFilter {
    /// All but closed ones.
    Open,
    /// The assistant answers.
    Bot,
    /// Waiting for an agent.
    Queued,
    /// An agent has it.
    Active,
    /// Over.
    Closed,
    /// Put off for now.
    Snoozed,
}

/// What is wanted, as clients say it and as a saved view keeps it. What is left out does not matter.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FilterInput {
    /// Which states.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<StatusFilter>,
    /// A user's id, `me`, or `none`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assignee: Option<String>,
    /// A department's id, or `none`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub department: Option<String>,
    /// The name of a tag, or several, one a line: any of them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tag: Option<String>,
    /// Ratings, such as `1,2`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rating: Option<String>,
    /// `low`, `normal`, `high` or `urgent`, or several, such as `high,urgent`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub priority: Option<String>,
    /// `widget`, `email` or `api`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub channel: Option<String>,
    /// Newest message not before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub from: Option<Timestamp>,
    /// Newest message before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub to: Option<Timestamp>,
    /// Newest message within so many days, 1 to 3,650; in place of `from`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub days: Option<u16>,
}

/// Whose conversations are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Assigned {
    /// Nobody's.
    Nobody,
    /// One user's.
    To(UserId),
}

/// Where conversations that are wanted belong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Belongs {
    /// Nowhere.
    Nowhere,
    /// To a department.
    To(DepartmentId),
}

/// A filter that was checked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// Which states.
    pub status: Option<StatusFilter>,
    /// Whose.
    pub assigned: Option<Assigned>,
    /// Where they belong.
    pub belongs: Option<Belongs>,
    /// With one of these tags; none: whatever tags they have.
    pub tags: Vec<String>,
    /// Ratings as bits: bit 5 is set when a 5 is wanted.
    pub ratings: Option<i64>,
    /// So urgent; none: however urgent they are.
    pub priorities: Vec<Priority>,
    /// How they came.
    pub channel: Option<String>,
    /// Newest message not before, Unix milliseconds.
    pub from: Option<i64>,
    /// Newest message before, Unix milliseconds.
    pub to: Option<i64>,
}

const CHANNELS: [&str; 3] = ["widget", "email", "api"];
const MOST_DAYS: u16 = 3_650;
const MOST_TAGS: usize = 20;

impl StatusFilter {
    /// The one state that is meant; `None` for all but closed ones.
    #[must_use]
    pub fn only(self) -> Option<Status> {
        match self {
            StatusFilter::Open | StatusFilter::Snoozed => None,
            StatusFilter::Bot => Some(Status::Bot),
            StatusFilter::Queued => Some(Status::Queued),
            StatusFilter::Active => Some(Status::Active),
            StatusFilter::Closed => Some(Status::Closed),
        }
    }
}

impl FilterInput {
    /// What is meant, for `me` at `now`.
    ///
    /// # Errors
    /// 422 naming every part that cannot be.
    pub fn checked(&self, me: UserId, now: Timestamp) -> Result<Filter> {
        let mut wrong = Vec::new();
        let assigned = match self.assignee.as_deref() {
            None => None,
            Some("none") => Some(Assigned::Nobody),
            Some("me") => Some(Assigned::To(me)),
            Some(text) => match text.parse() {
                Ok(user) => Some(Assigned::To(user)),
                Err(_) => {
                    wrong.push(FieldError::new("assignee", "assignee_unknown"));
                    None
                }
            },
        };
        let belongs = match self.department.as_deref() {
            None => None,
            Some("none") => Some(Belongs::Nowhere),
            Some(text) => match text.parse() {
                Ok(department) => Some(Belongs::To(department)),
                Err(_) => {
                    wrong.push(FieldError::new("department", "value_invalid"));
                    None
                }
            },
        };
        let tags: Vec<String> = self.tag.iter().flat_map(|it| it.lines()).map(str::to_owned).collect();
        if tags.len() > MOST_TAGS {
            wrong.push(FieldError::beyond("tag", "too_many", 20));
        }
        let ratings = self.rating.as_deref().map(ratings);
        if ratings == Some(None) {
            wrong.push(FieldError::new("rating", "rating_invalid"));
        }
        let priorities = self.priority.as_deref().map(Priority::several);
        if priorities == Some(None) {
            wrong.push(FieldError::new("priority", "value_invalid"));
        }
        if self.channel.as_deref().is_some_and(|it| !CHANNELS.contains(&it)) {
            wrong.push(FieldError::new("channel", "value_invalid"));
        }
        if self.days.is_some_and(|it| it == 0 || it > MOST_DAYS) {
            wrong.push(FieldError::new("days", "value_invalid"));
        }
        if !wrong.is_empty() {
            return Err(Error::Invalid(wrong));
        }
        let since = self.days.map(|it| now - SignedDuration::from_hours(24 * i64::from(it)));
        Ok(Filter {
            status: self.status,
            assigned,
            belongs,
            tags,
            ratings: ratings.flatten(),
            priorities: priorities.flatten().unwrap_or_default(),
            channel: self.channel.clone(),
            from: since.or(self.from).map(Timestamp::as_millisecond),
            to: self.to.map(Timestamp::as_millisecond),
        })
    }
}

/// `1,2` as bits; `None` when something else stands there.
fn ratings(text: &str) -> Option<i64> {
    text.split(',').try_fold(0_i64, |bits, it| match it.trim().parse::<u8>() {
        Ok(rating @ 1..=5) => Some(bits | (1 << rating)),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wrong(input: &FilterInput) -> Vec<String> {
        match input.checked(UserId::random(), Timestamp::UNIX_EPOCH) {
            Err(Error::Invalid(fields)) => fields.into_iter().map(|it| it.field).collect(),
            _ => Vec::new(),
        }
    }

    #[test]
    fn ratings_are_bits() {
        assert_eq!(ratings("1, 5"), Some(0b10_0010));
        assert!(["", "0", "6", "1;2", "x"].iter().all(|it| ratings(it).is_none()));
    }

    #[test]
    fn me_and_days_are_meant_from_where_one_stands() -> Result<()> {
        let (me, now) = (UserId::random(), Timestamp::from_second(864_000).unwrap_or_default());
        let input = FilterInput { assignee: Some("me".to_owned()), days: Some(7), ..FilterInput::default() };
        let filter = input.checked(me, now)?;
        assert_eq!((filter.assigned, filter.from), (Some(Assigned::To(me)), Some(259_200_000)));
        Ok(())
    }

    #[test]
    fn everything_wrong_is_named() {
        let text = |it: &str| Some(it.to_owned());
        let input = FilterInput {
            assignee: text("x"),
            rating: text("9"),
            priority: text("acil"),
            channel: text("fax"),
            days: Some(0),
            ..FilterInput::default()
        };
        assert_eq!(wrong(&input), ["assignee", "rating", "priority", "channel", "days"]);
    }
}
