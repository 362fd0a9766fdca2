//! What is spent of a budget.
use crate::providers::types::Period;
use jiff::civil::Date;

/// How much of a limit is spent when admins are told, in percent.
const TELL_AT: [i64; 2] = [100, 80];

/// The highest mark that `spent` has reached of `limit`. Of a limit of nothing everything is spent at once.
#[must_use]
pub fn mark(spent: i64, limit: i64) -> Option<i64> {
    let reached = |percent: &i64| i128::from(spent) * 100 >= i128::from(limit) * i128::from(*percent);
    TELL_AT.into_iter().find(reached)
}

/// Whether nothing more may be spent.
#[must_use]
pub fn is_spent(spent: i64, limit: Option<i64>) -> bool {
    limit.is_some_and(|limit| spent >= limit)
}

/// The first day of the period that `day` is in.
#[must_use]
pub fn since(period: Period, day: Date) -> Date {
    match period {
        Period::Day => day,
        Period::Month => day.first_of_month(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn admins_are_told_at_eighty_and_at_a_hundred_percent() {
        assert_eq!(
            [0, 79, 80, 99, 100, 250].map(|it| mark(it, 100)),
            [None, None, Some(80), Some(80), Some(100), Some(100)]
        );
        assert_eq!(mark(0, 0), Some(100));
        assert_eq!(mark(i64::MAX, i64::MAX), Some(100));
    }

    #[test]
    fn at_the_limit_it_is_spent() {
        assert!(is_spent(100, Some(100)) && is_spent(0, Some(0)));
        assert!(!is_spent(99, Some(100)) && !is_spent(i64::MAX, None));
    }

    #[test]
    fn a_month_begins_on_its_first() {
        let day: Date = "2026-02-17".parse().unwrap();
        assert_eq!(
            (since(Period::Day, day).to_string(), since(Period::Month, day).to_string()),
            ("2026-02-17".into(), "2026-02-01".into())
        );
    }
}
