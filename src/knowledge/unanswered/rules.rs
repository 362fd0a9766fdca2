//! Which questions are the same, and what of them is kept. Pure.
use crate::base::numbers::{is_day, is_year};
use crate::base::text;
use crate::engine::turkish;

/// Longest question that is kept, in characters.
const CHARS: usize = 300;
/// A number of so many digits may belong to a person: an identity, a card, a telephone.
const DIGITS: usize = 7;
/// What stands in place of what identifies a person.
const MASK: &str = "•••";

/// The stems of a question, folded and sorted; empty when nothing in it says what it is about.
pub(super) fn words(question: &str) -> String {
    let mut stems: Vec<String> =
        turkish::words(question).into_iter().filter_map(|it| it.core).map(|it| it.stem).collect();
    stems.sort();
    stems.dedup();
    stems.join(" ")
}

/// The question on one line, short, and without what identifies a person.
pub(super) fn tidy(question: &str) -> String {
    let line = question.split_whitespace().collect::<Vec<_>>().join(" ");
    text::shorten(&without_identities(&line), CHARS)
}

/// The text with long numbers and mail addresses masked. Years and days are part of the question and stay.
#[must_use]
pub fn without_identities(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    // Bytes left of a number that stays: what follows in it is no number of its own.
    let mut staying = 0_usize;
    while let Some(first) = rest.chars().next() {
        let (number, personal) = if staying == 0 { number(rest) } else { (staying, false) };
        let word = rest.find(char::is_whitespace).unwrap_or(rest.len());
        let taken = if personal {
            out.push_str(MASK);
            number
        } else if mail_begins(rest, word, &out) {
            out.push_str(MASK);
            word
        } else {
            out.push(first);
            first.len_utf8()
        };
        staying = if personal { 0 } else { number.saturating_sub(taken) };
        rest = rest.get(taken..).unwrap_or_default();
    }
    out
}

/// Whether the word of `length` bytes that begins here looks like a mail address.
fn mail_begins(rest: &str, length: usize, before: &str) -> bool {
    let begins = before.is_empty() || before.ends_with(char::is_whitespace);
    let word = rest.get(..length).unwrap_or_default();
    begins && text::is_email(word.trim_matches(|it: char| !it.is_alphanumeric()))
}

/// Bytes of the number that begins here, with the blanks and marks within it, and whether it may be a person's.
fn number(rest: &str) -> (usize, bool) {
    let (mut digits, mut end) = (0, 0);
    for (at, c) in rest.char_indices() {
        if c.is_ascii_digit() {
            digits += 1;
            end = at + 1;
        } else if digits == 0 && c != '+' || !matches!(c, ' ' | '-' | '(' | ')' | '+' | '.') {
            break;
        }
    }
    (end, digits >= DIGITS && !is_of_calendar(rest.get(..end).unwrap_or_default()))
}

/// Whether a number is years and days, with a time of the day behind a day and at most one small number beside them:
/// `2025-2026 1`, `15.09.2026 14.30`.
fn is_of_calendar(number: &str) -> bool {
    let groups: Vec<Vec<u32>> = number
        .split(|it: char| !it.is_ascii_digit())
        .filter(|it| !it.is_empty())
        .map(|it| it.chars().filter_map(|it| it.to_digit(10)).collect())
        .collect();
    let (mut rest, mut beside) = (groups.as_slice(), 0);
    let is_date = |a: &[u32], b: &[u32], c: &[u32]| is_day(a, b, c) || is_day(c, b, a);
    loop {
        rest = match rest {
            [] => return beside <= 1,
            [a, b, c, hour, minute, after @ ..]
                if is_date(a, b, c) && hour.len() <= 2 && minute.len() == 2 =>
            {
                after
            }
            [a, b, c, after @ ..] if is_date(a, b, c) => after,
            [year, after @ ..] if is_year(year) => after,
            [small, after @ ..] if small.len() <= 2 => {
                beside += 1;
                after
            }
            _ => return false,
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn no_long_number_is_left_however_it_is_written(text in "[0-9 +().@aığ\\-\u{0}-\u{7f}]{0,60}") {
            let masked = without_identities(&text);
            let longest = masked.split(|it: char| !it.is_ascii_digit()).map(str::len).max().unwrap_or(0);
            prop_assert!(longest < DIGITS, "{masked}");
            prop_assert_eq!(without_identities(&masked), masked.clone(), "masked once more nothing changes");
        }
    }

    #[test]
    fn the_same_question_has_the_same_words() {
        assert_eq!(words("Kaydımı nasıl dondururum?"), words("KAYDIMI  NASIL dondururum"));
        assert_ne!(words("Kaydımı dondurmak"), words("Yemekhane saatleri"));
        assert_eq!(words("bu ne?"), "");
    }

    #[test]
    fn what_identifies_a_person_is_not_kept() {
        let text = "T.C. 10000000146, ayse@ornek.edu.tr ya da 0 (532) 123 45 67: 2026 harcım?";
        assert_eq!(without_identities(text), "T.C. •••, ••• ya da •••: 2026 harcım?");
        assert_eq!(without_identities("20 19 12 34 56 numaram"), "••• numaram");
        assert_eq!(without_identities("2019123456 numaram"), "••• numaram");
        assert_eq!(without_identities("2019 1234 56"), "•••");
    }

    #[test]
    fn years_and_days_are_part_of_the_question() {
        for text in [
            "Oda 12-14 açık mı?",
            "2025-2026 güz dönemi ne zaman?",
            "2025-2026 1. dönem harcı",
            "15.09.2026'da mı, 2026-09-15 mi?",
            "15.09.2026 14.30 - 16.09.2026 arası",
        ] {
            assert_eq!(without_identities(text), text);
        }
        assert_eq!(without_identities("15.09.2026 34a@b.co"), "15.09.2026 •••");
    }

    #[test]
    fn long_questions_are_cut() {
        assert_eq!(tidy(&"uzun soru ".repeat(100)).chars().count(), CHARS);
        assert_eq!(tidy(" iki\nsatır "), "iki satır");
    }
}
