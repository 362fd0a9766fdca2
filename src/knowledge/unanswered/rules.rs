//! Which questions are the same, and what of them is kept. Pure.
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

/// The text with long numbers and mail addresses masked.
#[must_use]
pub fn without_identities(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let number = number_length(rest);
        let word = rest.find(char::is_whitespace).unwrap_or(rest.len());
        let taken = if number > 0 {
            out.push_str(MASK);
            number
        } else if mail_begins(rest, word, &out) {
            out.push_str(MASK);
            word
        } else {
            out.push(first);
            first.len_utf8()
        };
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

/// Bytes of the long number that begins here, with the blanks and marks within it; 0 when there is none.
fn number_length(rest: &str) -> usize {
    let (mut digits, mut end) = (0, 0);
    for (at, c) in rest.char_indices() {
        if c.is_ascii_digit() {
            digits += 1;
            end = at + 1;
        } else if digits == 0 && c != '+' || !matches!(c, ' ' | '-' | '(' | ')' | '+' | '.') {
            break;
        }
    }
    if digits >= DIGITS { end } else { 0 }
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
        assert_eq!(without_identities("Oda 12-14 açık mı?"), "Oda 12-14 açık mı?");
    }

    #[test]
    fn long_questions_are_cut() {
        assert_eq!(tidy(&"uzun soru ".repeat(100)).chars().count(), CHARS);
        assert_eq!(tidy(" iki\nsatır "), "iki satır");
    }
}
