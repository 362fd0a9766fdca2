//! Shortens what people wrote, between words, so that what was asked is still there and nothing that is to be masked is
//! cut in two. Pure.
use super::mask;
use crate::knowledge::passages::sentences;
use std::ops::Range;

/// Part of the room that what is asked gets at most, where both ends of a text are kept.
const ASKED: (usize, usize) = (3, 5);
/// Stands for what was left out.
const GAP: &str = " … ";

/// A message of at most `most` characters: the whole, or its beginning with the last thing it asks; where it asks
/// nothing, with its end.
#[must_use]
pub(super) fn message(text: &str, most: usize) -> String {
    let text = text.trim();
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let room = most.saturating_sub(GAP.chars().count());
    let asked_room = room * ASKED.0 / ASKED.1;
    let asked = end(last_question(text, room - asked_room).unwrap_or(text), asked_room);
    let begun = beginning(text, room.saturating_sub(asked.chars().count()));
    format!("{begun}{GAP}{asked}")
}

/// The last sentence with a question mark, unless it stands where the beginning is kept anyway.
fn last_question(text: &str, begun: usize) -> Option<&str> {
    let (mut before, mut found) = (0, None);
    for it in sentences(text) {
        before += it.chars().count();
        if it.contains('?') && before > begun {
            found = Some(it.trim());
        }
    }
    found
}

/// At most so many characters from the beginning of a text.
#[must_use]
pub(super) fn beginning(text: &str, most: usize) -> &str {
    let Some((at, next)) = text.char_indices().nth(most) else { return text };
    let kept = text.get(..at).unwrap_or_default();
    let at = if next.is_whitespace() { at } else { kept.rfind(char::is_whitespace).unwrap_or(at) };
    let at = across(text, at).map_or(at, |it| it.start);
    text.get(..at).unwrap_or_default().trim_end()
}

/// At most so many characters up to the end of a text.
#[must_use]
pub(super) fn end(text: &str, most: usize) -> &str {
    let left_out = text.chars().count().saturating_sub(most);
    if left_out == 0 {
        return text;
    }
    let at = text.char_indices().nth(left_out).map_or(text.len(), |it| it.0);
    let kept = text.get(at..).unwrap_or_default();
    let within_word = text.get(..at).is_some_and(|it| !it.ends_with(char::is_whitespace));
    let at = if within_word { kept.find(char::is_whitespace).map_or(at, |it| at + it) } else { at };
    let at = across(text, at).map_or(at, |it| it.end);
    text.get(at..).unwrap_or_default().trim_start()
}

/// What is to be masked and would be cut in two there.
fn across(text: &str, at: usize) -> Option<Range<usize>> {
    mask::places(text).into_iter().find(|it| it.start < at && at < it.end)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_last_question_stays_with_the_beginning() {
        let filler = "Bu konuda çok uğraştım ve bekledim. ".repeat(20);
        let text = format!("Harç ödemem var. {filler}Taksit ne zaman biter? {filler}Teşekkürler.");
        let short = message(&text, 200);
        assert!(short.chars().count() <= 200 && short.starts_with("Harç ödemem var."), "{short}");
        assert!(short.ends_with("… Taksit ne zaman biter?"), "{short}");
        let short = message(&format!("Harç ne zaman? {filler}Acele lazım"), 100);
        assert!(short.starts_with("Harç ne zaman?") && short.ends_with("Acele lazım"), "{short}");
        assert_eq!(message("Harç ne zaman?", 100), "Harç ne zaman?");
    }

    proptest! {
        #[test]
        fn no_number_that_is_to_be_masked_is_cut_in_two(
            before in "[a-zç ]{0,60}", after in "[a-zç ?.]{0,60}", most in 8_usize..90,
        ) {
            for number in ["10000000146", "0532 123 45 67", "TR33 0006 1005 1978 6457 8413 26"] {
                let short = message(&format!("{before} {number} {after}"), most);
                prop_assert!(short.chars().count() <= most, "{}", short);
                let masked = mask::mask(&short);
                prop_assert!(!masked.contains(|it: char| it.is_ascii_digit()), "{}", masked);
            }
        }
    }
}
