//! The screen "holidays": the public ones with their corrections, the site's own, and days that differ just once.
use super::time::{self, Minute, Span};
use crate::base::FieldError;
use crate::hours::public_holidays::PublicHoliday;
use crate::settings::{Screen, Worded, check_worded};
use jiff::ToSpan as _;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// Longest name, in characters.
const NAME_CHARS: u64 = 100;
/// Most entries of one list.
const MOST: usize = 200;
/// Most days of one entry.
const MOST_DAYS: u8 = 60;
/// A correction moves a date by so many days at most.
const MOST_MOVED: i32 = 60;

/// Days on which the week does not count.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(default)]
pub struct Holidays {
    /// Whether the public holidays of Türkiye are kept at all.
    pub turkish: bool,
    /// Public holidays that this site does not keep.
    pub not_kept: Vec<PublicHoliday>,
    /// Public holidays that were announced for another date than the computed one.
    pub corrections: Vec<Correction>,
    /// Holidays of the site.
    pub own: Vec<OwnHoliday>,
    /// Days that differ just once: closed ("idari izin") or open at other hours. They come before every holiday.
    pub special: Vec<SpecialDays>,
}

/// Another date for a computed one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Correction {
    /// Which holiday.
    pub holiday: PublicHoliday,
    /// Its computed first day.
    #[schema(value_type = String, format = Date)]
    pub computed: Date,
    /// Its first day in truth; the eve and the days after it move along.
    #[schema(value_type = String, format = Date)]
    pub date: Date,
}

/// A holiday of the site.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct OwnHoliday {
    /// What visitors read. At most 100 characters.
    pub name: Worded,
    /// Its first day.
    #[schema(value_type = String, format = Date)]
    pub date: Date,
    /// How many days it lasts, 1 to 60.
    #[serde(default = "one")]
    pub days: u8,
    /// On its first day it begins at this time; with the day when `null`.
    #[serde(default)]
    pub from: Option<Minute>,
    /// Whether it comes again every year on the same date.
    #[serde(default)]
    pub yearly: bool,
}

/// Days that differ just once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct SpecialDays {
    /// What visitors read when the site is closed. At most 100 characters.
    #[serde(default)]
    pub name: Worded,
    /// The first day.
    #[schema(value_type = String, format = Date)]
    pub date: Date,
    /// How many days, 1 to 60.
    #[serde(default = "one")]
    pub days: u8,
    /// When the site is open on each of them; never when empty.
    #[serde(default)]
    pub spans: Vec<Span>,
}

fn one() -> u8 {
    1
}

impl SpecialDays {
    /// Whether `date` is one of them.
    #[must_use]
    pub fn covers(&self, date: Date) -> bool {
        self.date <= date && date <= last(self.date, self.days)
    }

    fn meets(&self, other: &SpecialDays) -> bool {
        self.covers(other.date) || other.covers(self.date)
    }
}

/// The last of `days` days from `first` on.
pub(in crate::hours) fn last(first: Date, days: u8) -> Date {
    first.saturating_add((i64::from(days) - 1).max(0).days())
}

impl Default for Holidays {
    /// The public holidays of Türkiye.
    fn default() -> Holidays {
        Holidays {
            turkish: true,
            not_kept: Vec::new(),
            corrections: Vec::new(),
            own: Vec::new(),
            special: Vec::new(),
        }
    }
}

impl Screen for Holidays {
    const KEY: &'static str = "holidays";

    fn normalise(&mut self, _old: &Holidays) {
        self.not_kept.sort_by_key(|it| it.as_str());
        self.not_kept.dedup();
        self.corrections.retain(|it| it.date != it.computed);
        self.corrections.sort_by_key(|it| (it.computed, it.holiday.as_str()));
        // Of two corrections of one date the later one was meant.
        self.corrections.reverse();
        self.corrections.dedup_by_key(|it| (it.computed, it.holiday));
        self.corrections.reverse();
        // The lists keep the order that the form had: mistakes name places in them.
        for it in &mut self.own {
            it.name = it.name.trimmed();
        }
        for it in &mut self.special {
            it.name = it.name.trimmed();
            time::in_order(&mut it.spans);
        }
    }

    fn mistakes(&self) -> Vec<FieldError> {
        let lengths = [
            ("corrections", self.corrections.len()),
            ("own", self.own.len()),
            ("special", self.special.len()),
        ];
        let too_many =
            lengths.into_iter().filter(|it| it.1 > MOST).map(|it| FieldError::beyond(it.0, "too_many", 200));
        let moved = self.corrections.iter().enumerate().filter_map(|(place, it)| {
            let far = it.computed.until(it.date).map_or(i32::MAX, |it| it.get_days().abs()) > MOST_MOVED;
            far.then(|| FieldError::new(format!("corrections.{place}.date"), "date_too_far"))
        });
        let own = self.own.iter().enumerate().flat_map(|(place, it)| own_mistakes(place, it));
        let special = self.special.iter().enumerate().flat_map(|(place, it)| special_mistakes(place, it));
        let twice = self.special.iter().enumerate().filter_map(|(place, it)| {
            let met = self.special.iter().take(place).any(|earlier| earlier.meets(it));
            met.then(|| FieldError::new(format!("special.{place}.date"), "dates_overlap"))
        });
        too_many.chain(moved).chain(own).chain(special).chain(twice).collect()
    }
}

fn own_mistakes(place: usize, it: &OwnHoliday) -> Vec<FieldError> {
    let field = |name: &str| format!("own.{place}.{name}");
    let mut found = check_worded(&field("name"), &it.name, NAME_CHARS);
    found.extend(it.name.is_empty().then(|| FieldError::new(field("name"), "field_missing")));
    found.extend(wrong_days(field("days"), it.days));
    found
}

fn special_mistakes(place: usize, it: &SpecialDays) -> Vec<FieldError> {
    let field = |name: &str| format!("special.{place}.{name}");
    let nameless = it.spans.is_empty() && it.name.is_empty();
    let mut found = check_worded(&field("name"), &it.name, NAME_CHARS);
    found.extend(nameless.then(|| FieldError::new(field("name"), "field_missing")));
    found.extend(wrong_days(field("days"), it.days));
    found.extend(time::mistakes(&field("spans"), &it.spans));
    found
}

fn wrong_days(field: String, days: u8) -> Option<FieldError> {
    (!(1..=MOST_DAYS).contains(&days)).then(|| FieldError::new(field, "value_invalid"))
}
