//! A time of day to the minute, and a span between two of them.
use crate::base::FieldError;
use jiff::civil::DateTime;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;
use std::str::FromStr;

/// Most spans of one day.
const MOST_SPANS: usize = 12;

/// A time of day, `00:00` to `24:00`; the last one is the end of the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, utoipa::ToSchema)]
#[schema(value_type = String, example = "13:00")]
pub struct Minute(u16);

impl Minute {
    /// The beginning of a day.
    pub const START: Minute = Minute(0);
    /// The end of a day.
    pub const END: Minute = Minute(24 * 60);

    /// `hour:00` for a whole hour up to 24; later ones are the end of the day.
    #[must_use]
    pub const fn of_hour(hour: u16) -> Minute {
        if hour < 24 { Minute(hour * 60) } else { Minute::END }
    }

    /// The minute that a clock on the wall shows at `at`.
    #[must_use]
    pub fn of(at: DateTime) -> Minute {
        let part = |it: i8| u16::try_from(it).unwrap_or(0);
        Minute(part(at.hour()) * 60 + part(at.minute()))
    }

    /// Minutes since the beginning of the day.
    #[must_use]
    pub fn minutes(self) -> u16 {
        self.0
    }
}

impl fmt::Display for Minute {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}", self.0 / 60, self.0 % 60)
    }
}

impl FromStr for Minute {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Minute, &'static str> {
        let number = |it: &str| match it.len() == 2 && it.bytes().all(|digit| digit.is_ascii_digit()) {
            true => it.parse::<u16>().ok(),
            false => None,
        };
        let (hour, minute) = text.split_once(':').ok_or("a time of day looks like 09:30")?;
        match (number(hour), number(minute)) {
            (Some(24), Some(0)) => Ok(Minute::END),
            (Some(hour @ 0..24), Some(minute @ 0..60)) => Ok(Minute(hour * 60 + minute)),
            _ => Err("a time of day looks like 09:30"),
        }
    }
}

impl Serialize for Minute {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Minute {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Minute, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

/// From one time of a day to another; the end no longer belongs to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Span {
    /// Its first minute.
    pub start: Minute,
    /// The minute after its last one; `24:00` for the end of the day.
    pub end: Minute,
}

impl Span {
    /// A span.
    #[must_use]
    pub const fn new(start: Minute, end: Minute) -> Span {
        Span { start, end }
    }

    /// Whether the minute belongs to it.
    #[must_use]
    pub fn contains(self, minute: Minute) -> bool {
        self.start <= minute && minute < self.end
    }
}

/// Puts spans in order and joins those that touch: between them is no break.
pub(super) fn in_order(spans: &mut Vec<Span>) {
    spans.sort_by_key(|it| (it.start, it.end));
    let mut joined: Vec<Span> = Vec::with_capacity(spans.len());
    for it in spans.drain(..) {
        match joined.last_mut() {
            Some(last) if last.end == it.start && last.start < last.end => last.end = it.end,
            _ => joined.push(it),
        }
    }
    *spans = joined;
}

/// What is unacceptable about spans that are in order.
pub(super) fn mistakes(field: &str, spans: &[Span]) -> Option<FieldError> {
    if spans.iter().any(|it| it.start >= it.end) {
        return Some(FieldError::new(field, "span_invalid"));
    }
    if spans.iter().zip(spans.iter().skip(1)).any(|(one, next)| next.start < one.end) {
        return Some(FieldError::new(field, "spans_overlap"));
    }
    (spans.len() > MOST_SPANS).then(|| FieldError::beyond(field, "too_many", 12))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn span(text: &str) -> Span {
        let (start, end) = text.split_once('-').unwrap();
        Span::new(start.parse().unwrap(), end.parse().unwrap())
    }

    #[test]
    fn times_are_written_as_they_are_read() {
        for text in ["00:00", "09:05", "23:59", "24:00"] {
            assert_eq!(text.parse::<Minute>().unwrap().to_string(), text);
        }
        for wrong in ["", "9:00", "24:01", "12:60", "12", "-1:00", "+9:00", "12:00:00", "１２:00"] {
            assert!(wrong.parse::<Minute>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn spans_that_touch_are_one_and_those_that_overlap_are_refused() {
        let mut spans = vec![span("13:00-18:00"), span("09:00-12:00"), span("12:00-12:30")];
        in_order(&mut spans);
        assert_eq!(spans, [span("09:00-12:30"), span("13:00-18:00")]);
        assert_eq!(mistakes("x", &spans), None);
        let code = |spans: &[Span]| mistakes("x", spans).map(|it| it.code);
        assert_eq!(code(&[span("09:00-12:00"), span("11:00-13:00")]), Some("spans_overlap"));
        assert_eq!(code(&[span("18:00-09:00")]), Some("span_invalid"));
        assert_eq!(code(&[span("09:00-09:00")]), Some("span_invalid"));
    }
}
