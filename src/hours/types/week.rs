//! The screen "business hours".
use super::time::{self, Minute, Span};
use crate::base::FieldError;
use crate::settings::{Screen, Worded, check_worded};
use jiff::civil::Weekday;
use serde::{Deserialize, Serialize};

/// Longest words to visitors during a break, in characters.
const MESSAGE_CHARS: u64 = 500;

/// When people answer, and what happens while they do not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(default)]
pub struct BusinessHours {
    /// Open at every hour of every day. Neither the week nor holidays count then.
    pub always_open: bool,
    /// The spans of each weekday, in the site's time zone.
    pub days: Week,
    /// What visitors read in the gap between two spans of a day while nobody is there. At most 500 characters.
    pub break_message: Worded,
    /// Whether the assistant answers while the site is closed; without it visitors are shown the form.
    pub assistant: bool,
}

/// The spans of each weekday. A gap between two spans of one day is a break.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(default)]
pub struct Week {
    /// Pazartesi.
    pub monday: Vec<Span>,
    /// Salı.
    pub tuesday: Vec<Span>,
    /// Çarşamba.
    pub wednesday: Vec<Span>,
    /// Perşembe.
    pub thursday: Vec<Span>,
    /// Cuma.
    pub friday: Vec<Span>,
    /// Cumartesi.
    pub saturday: Vec<Span>,
    /// Pazar.
    pub sunday: Vec<Span>,
}

impl Week {
    /// The same spans from Monday to Friday, none at the weekend.
    #[must_use]
    pub fn of_working_days(spans: &[Span]) -> Week {
        let day = || spans.to_vec();
        Week {
            monday: day(),
            tuesday: day(),
            wednesday: day(),
            thursday: day(),
            friday: day(),
            saturday: Vec::new(),
            sunday: Vec::new(),
        }
    }

    /// Every minute of it.
    #[must_use]
    pub fn whole() -> Week {
        let day = vec![Span::new(Minute::START, Minute::END)];
        Week { saturday: day.clone(), sunday: day.clone(), ..Week::of_working_days(&day) }
    }

    /// The spans of a weekday.
    #[must_use]
    pub fn of(&self, day: Weekday) -> &[Span] {
        match day {
            Weekday::Monday => &self.monday,
            Weekday::Tuesday => &self.tuesday,
            Weekday::Wednesday => &self.wednesday,
            Weekday::Thursday => &self.thursday,
            Weekday::Friday => &self.friday,
            Weekday::Saturday => &self.saturday,
            Weekday::Sunday => &self.sunday,
        }
    }

    fn days_mut(&mut self) -> [&mut Vec<Span>; 7] {
        [
            &mut self.monday,
            &mut self.tuesday,
            &mut self.wednesday,
            &mut self.thursday,
            &mut self.friday,
            &mut self.saturday,
            &mut self.sunday,
        ]
    }

    fn named(&self) -> [(&'static str, &[Span]); 7] {
        [
            ("monday", &self.monday),
            ("tuesday", &self.tuesday),
            ("wednesday", &self.wednesday),
            ("thursday", &self.thursday),
            ("friday", &self.friday),
            ("saturday", &self.saturday),
            ("sunday", &self.sunday),
        ]
    }
}

impl Default for Week {
    /// Nine to six with a break at noon, from Monday to Friday.
    fn default() -> Week {
        let span = |start, end| Span::new(Minute::of_hour(start), Minute::of_hour(end));
        Week::of_working_days(&[span(9, 12), span(13, 18)])
    }
}

impl Default for BusinessHours {
    /// Always open, so that nothing closes before an admin has looked at the hours.
    fn default() -> BusinessHours {
        BusinessHours {
            always_open: true,
            days: Week::default(),
            break_message: Worded::new(
                "Kısa bir ara verdik. Döner dönmez size yanıt vereceğiz.",
                "We are on a short break and will answer as soon as we are back.",
            ),
            assistant: true,
        }
    }
}

impl Screen for BusinessHours {
    const KEY: &'static str = "business_hours";

    fn normalise(&mut self, _old: &BusinessHours) {
        self.break_message = self.break_message.trimmed();
        self.days.days_mut().into_iter().for_each(time::in_order);
    }

    fn mistakes(&self) -> Vec<FieldError> {
        let days = self.days.named();
        let spans = days.iter().filter_map(|(name, spans)| time::mistakes(&format!("days.{name}"), spans));
        let never = !self.always_open && days.iter().all(|(_, spans)| spans.is_empty());
        spans
            .chain(never.then(|| FieldError::new("days", "days_empty")))
            .chain(check_worded("break_message", &self.break_message, MESSAGE_CHARS))
            .collect()
    }
}
