//! What a model must never see, taken out of people's words: identity numbers, accounts, cards, telephones, addresses.
//!
//! Pure. What is not surely such a number stays: an order or a student number is part of the question.
use crate::base::numbers::{is_day, is_identity_number};
use crate::base::text;
use std::ops::Range;

/// Digits of a Turkish identity number.
const IDENTITY_DIGITS: usize = 11;
/// Digits of a payment card (ISO/IEC 7812).
const CARD_DIGITS: std::ops::RangeInclusive<usize> = 13..=19;
/// Most groups that one number is written in: a card, digit by digit.
const MOST_GROUPS: usize = 19;
/// What stands between the groups of a number …
const SIGNS: &[char] =
    &[' ', '\t', '-', '.', '/', '(', ')', '\u{a0}', '\u{2009}', '\u{202f}', '‐', '‑', '‒', '–', '—', '−'];
/// … and how many of these at most: `(532) - 123`.
const MOST_SIGNS: usize = 4;

/// The text with a word in brackets in place of every such number and address.
#[must_use]
pub fn mask(text: &str) -> String {
    let (mut out, mut from) = (String::with_capacity(text.len()), 0);
    for (at, word) in found(text) {
        out.push_str(text.get(from..at.start).unwrap_or_default());
        out.push_str(word);
        from = at.end;
    }
    out.push_str(text.get(from..).unwrap_or_default());
    out
}

/// Where such numbers and addresses stand, in bytes, in order. Half of one could not be known again: who cuts a text cuts
/// none of them in two.
#[must_use]
pub fn places(text: &str) -> Vec<Range<usize>> {
    found(text).into_iter().map(|it| it.0).collect()
}

/// A text for a model to put another way, with what it must not see kept to be put back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hidden {
    /// The text, with a numbered word in brackets in place of each: `[telefon 1]`.
    pub text: String,
    kept: Vec<(String, String)>,
}

impl Hidden {
    /// Hides what a model must never see.
    #[must_use]
    pub fn of(text: &str) -> Hidden {
        let (mut out, mut from) = (String::with_capacity(text.len()), 0);
        let mut kept: Vec<(String, String)> = Vec::new();
        for (at, word) in found(text) {
            let own = text.get(at.clone()).unwrap_or_default();
            let mark = match kept.iter().find(|it| it.1 == own) {
                Some(known) => known.0.clone(),
                None => format!("{} {}]", word.trim_end_matches(']'), kept.len() + 1),
            };
            out.push_str(text.get(from..at.start).unwrap_or_default());
            out.push_str(&mark);
            if kept.iter().all(|it| it.0 != mark) {
                kept.push((mark, own.to_owned()));
            }
            from = at.end;
        }
        out.push_str(text.get(from..).unwrap_or_default());
        Hidden { text: out, kept }
    }

    /// What a model made of the text, with everything put back; `None` when it lost some of it.
    #[must_use]
    pub fn put_back(&self, words: &str) -> Option<String> {
        let whole = self.kept.iter().all(|it| words.contains(&it.0));
        whole.then(|| self.kept.iter().fold(words.to_owned(), |out, (mark, own)| out.replace(mark, own)))
    }
}

type Found = (Range<usize>, &'static str);

/// Everything that a model must not see, in order.
fn found(text: &str) -> Vec<Found> {
    let mut found = ibans(text);
    add(&mut found, emails(text));
    // What was found already takes no digits away from its neighbours.
    let mut rest = text.to_owned();
    for (at, _) in &found {
        rest.replace_range(at.clone(), &"x".repeat(at.len()));
    }
    add(&mut found, numbers(&rest));
    found.sort_by_key(|it| it.0.start);
    found
}

/// Adds what lies within nothing that was found before.
fn add(found: &mut Vec<Found>, more: Vec<Found>) {
    let clear = |found: &[Found], at: &Range<usize>| {
        found.iter().all(|it| it.0.end <= at.start || at.end <= it.0.start)
    };
    for it in more {
        if clear(found, &it.0) {
            found.push(it);
        }
    }
}

/// Whether digits are those of a card (Luhn, ISO/IEC 7812-1).
#[must_use]
pub fn is_card(digits: &[u32]) -> bool {
    let sum: u32 = digits
        .iter()
        .rev()
        .zip([false, true].iter().cycle())
        .map(|(digit, twice)| match digit * 2 {
            _ if !twice => *digit,
            it if it > 9 => it - 9,
            it => it,
        })
        .sum();
    CARD_DIGITS.contains(&digits.len()) && sum.is_multiple_of(10) && digits.iter().any(|it| *it != 0)
}

/// Whether letters and digits without spaces are an account number (ISO 13616, remainder 1 by 97).
#[must_use]
pub fn is_iban(compact: &str) -> bool {
    let chars: Vec<char> = compact.chars().collect();
    let (Some(head), Some(rest)) = (chars.get(..4), chars.get(4..)) else { return false };
    let fits =
        head.iter().take(2).all(char::is_ascii_uppercase) && head.iter().skip(2).all(char::is_ascii_digit);
    if !fits || !(11..=30).contains(&rest.len()) {
        return false;
    }
    let mut remainder = 0;
    for c in rest.iter().chain(head) {
        let Some(value) = c.to_digit(36).filter(|_| c.is_ascii()) else { return false };
        remainder = (remainder * if value > 9 { 100 } else { 10 } + value) % 97;
    }
    remainder == 1
}

/// Whether digits are a telephone number as people in Turkey write it, or one with `+`.
fn is_telephone(digits: &[u32], plus: bool) -> bool {
    match (digits, plus) {
        (_, true) => (8..=15).contains(&digits.len()),
        ([5, ..], _) => digits.len() == 10,
        ([0, 2..=5 | 8, ..], _) => digits.len() == 11,
        ([9, 0, 2..=5 | 8, ..], _) => digits.len() == 12,
        ([0, 0, ..], _) => (11..=16).contains(&digits.len()),
        _ => false,
    }
}

/// A run of digits, and where it stands.
struct Group {
    at: Range<usize>,
    digits: Vec<u32>,
}

fn groups(text: &str) -> Vec<Group> {
    let mut out: Vec<Group> = Vec::new();
    for (at, c) in text.char_indices() {
        let Some(digit) = c.to_digit(10) else { continue };
        match out.last_mut() {
            Some(it) if it.at.end == at => {
                it.digits.push(digit);
                it.at.end = at + 1;
            }
            _ => out.push(Group { at: at..at + 1, digits: vec![digit] }),
        }
    }
    out
}

/// Identity numbers, cards and telephones: the longest that fits, from the left.
fn numbers(text: &str) -> Vec<Found> {
    let groups = groups(text);
    let (mut out, mut next) = (Vec::new(), 0);
    while let Some(first) = groups.get(next) {
        let joined = joined(text, &groups, next);
        let hit = (1..=joined).rev().find_map(|count| {
            let parts = groups.get(next..next + count)?;
            let (word, from) = kind(text, first.at.start, parts)?;
            Some((from..parts.last()?.at.end, word, count))
        });
        match hit {
            Some((at, word, count)) => {
                out.push((at, word));
                next += count;
            }
            None => next += 1,
        }
    }
    out
}

/// What groups of digits that begin at `start` are, and where it begins with what stands before them.
fn kind(text: &str, start: usize, parts: &[Group]) -> Option<(&'static str, usize)> {
    let digits: Vec<u32> = parts.iter().flat_map(|it| it.digits.iter().copied()).collect();
    let digits = digits.as_slice();
    let before = text.get(..start).unwrap_or_default();
    let open = before.strip_suffix('(').unwrap_or(before);
    let plus = open.ends_with('+');
    let from = open.len() - usize::from(plus);
    if digits.len() == IDENTITY_DIGITS && is_identity_number(digits) {
        Some(("[kimlik no]", start))
    } else if is_telephone(digits, plus) && (plus || !has_date(parts)) {
        Some(("[telefon]", from))
    } else if is_card(digits) && grouped_as_card(parts) {
        Some(("[kart no]", start))
    } else {
        None
    }
}

/// Cards are written in one, in fours, or digit by digit; telephones one after the other are none.
fn grouped_as_card(parts: &[Group]) -> bool {
    let (one, most) = (parts.len() == 1, if parts.iter().all(|it| it.digits.len() == 1) { 1 } else { 4 });
    one || parts.first().is_some_and(|it| it.digits.len() == most)
}

/// Whether a day stands in it: `5.1.2026 14.30` has as many digits as a telephone.
fn has_date(parts: &[Group]) -> bool {
    parts.windows(3).any(|it| match it {
        [day, month, year] => is_day(&day.digits, &month.digits, &year.digits),
        _ => false,
    })
}

/// How many groups from `first` on are written as one number: only a few signs between them.
fn joined(text: &str, groups: &[Group], first: usize) -> usize {
    let mut count = 1;
    while count < MOST_GROUPS
        && let (Some(one), Some(next)) = (groups.get(first + count - 1), groups.get(first + count))
        && let Some(between) = text.get(one.at.end..next.at.start)
        && between.chars().count() <= MOST_SIGNS
        && between.chars().all(|it| SIGNS.contains(&it))
    {
        count += 1;
    }
    count
}

/// Account numbers: two letters, two digits, then groups.
fn ibans(text: &str) -> Vec<Found> {
    let mut out: Vec<Found> = Vec::new();
    let mut from = 0;
    while let Some((at, hit)) = text.get(from..).and_then(|rest| iban_in(rest)) {
        out.push((from + at.start..from + at.end, hit));
        from += at.end;
    }
    out
}

fn iban_in(rest: &str) -> Option<Found> {
    let mut boundary = true;
    for (at, c) in rest.char_indices() {
        if boundary
            && c.is_ascii_alphabetic()
            && let Some(end) = iban_at(rest.get(at..)?)
        {
            return Some((at..at + end, "[IBAN]"));
        }
        boundary = !c.is_alphanumeric();
    }
    None
}

/// The length of the account number that `text` begins with; the longest that fits.
fn iban_at(text: &str) -> Option<usize> {
    let (mut compact, mut best) = (String::new(), None);
    for (at, c) in text.char_indices() {
        if c.is_ascii_alphanumeric() {
            compact.push(c.to_ascii_uppercase());
            let ends =
                text.get(at + 1..).and_then(|it| it.chars().next()).is_none_or(|it| !it.is_alphanumeric());
            if ends && is_iban(&compact) {
                best = Some(at + 1);
            }
        } else if !matches!(c, ' ' | '\u{a0}' | '-') {
            break;
        }
        if compact.len() > 34 {
            break;
        }
    }
    best
}

/// Mail addresses: what stands around an `@`, as far as it can belong to one.
fn emails(text: &str) -> Vec<Found> {
    let local = |it: char| it.is_alphanumeric() || "._%+-".contains(it);
    let domain = |it: char| it.is_alphanumeric() || matches!(it, '.' | '-');
    let mut out = Vec::new();
    for (at, _) in text.match_indices('@') {
        let (before, after) = (text.get(..at).unwrap_or_default(), text.get(at + 1..).unwrap_or_default());
        let name = before.len() - before.trim_end_matches(local).len();
        let host = after.len() - after.trim_start_matches(domain).len();
        let host = after.get(..host).unwrap_or_default().trim_end_matches(['.', '-']).len();
        let range = at - name..at + 1 + host;
        if text.get(range.clone()).is_some_and(text::is_email) {
            out.push((range, "[e-posta]"));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_names_a_person_is_taken_out() {
        for (said, shown) in [
            ("T.C. no: 10000000146.", "T.C. no: [kimlik no]."),
            ("TR33 0006 1005 1978 6457 8413 26 hesabına", "[IBAN] hesabına"),
            ("tr330006100519786457841326", "[IBAN]"),
            ("kartım 4111 1111 1111 1111", "kartım [kart no]"),
            ("0532 123 45 67'yi arayın", "[telefon]'yi arayın"),
            ("+90 (532) 123-45-67", "[telefon]"),
            ("5321234567 ya da 0 212 555 12 34", "[telefon] ya da [telefon]"),
            ("Adresim ayse.y@ornek.edu.tr'dir, yazın.", "Adresim [e-posta]'dir, yazın."),
            ("(ayse@ornek.edu.tr)", "([e-posta])"),
            ("e-posta:ayse@ornek.edu.tr,veli@ornek.com/ali@x.org", "e-posta:[e-posta],[e-posta]/[e-posta]"),
            ("mailto:a@b.co?konu", "mailto:[e-posta]?konu"),
            ("0532  123  45  67", "[telefon]"),
            ("0532–123–45–67", "[telefon]"),
            ("(0532) - 123 45 67", "[telefon]"),
            ("0 (532) 123 45 67", "[telefon]"),
            ("0532 123 45 67 / 0212 555 12 34", "[telefon] / [telefon]"),
            ("532 123 45 67 - 533 765 43 21", "[telefon] - [telefon]"),
            ("T.C. 1 0 0 0 0 0 0 0 1 4 6", "T.C. [kimlik no]"),
            ("100 000 001 46 ve 0(532)1234567", "[kimlik no] ve [telefon]"),
            ("10000000146 0532 123 45 67", "[kimlik no] [telefon]"),
            ("+12345678 9@ornek.com", "[telefon] [e-posta]"),
        ] {
            assert_eq!(mask(said), shown);
        }
    }

    #[test]
    fn what_was_hidden_is_put_back_unless_it_was_lost() {
        let hidden = Hidden::of("0532 123 45 67 ya da ayse@ornek.edu.tr; yine 0532 123 45 67");
        assert_eq!(hidden.text, "[telefon 1] ya da [e-posta 2]; yine [telefon 1]");
        assert_eq!(
            hidden.put_back("Lütfen [e-posta 2] ya da [telefon 1]").as_deref(),
            Some("Lütfen ayse@ornek.edu.tr ya da 0532 123 45 67")
        );
        assert_eq!(hidden.put_back("Lütfen [telefon 1]"), None);
        assert_eq!(Hidden::of("Merhaba").put_back("Selam").as_deref(), Some("Selam"));
    }

    #[test]
    fn other_numbers_are_part_of_the_question() {
        for said in [
            "10000000147 numaralı başvuru",
            "2025-2026 bahar yarıyılı",
            "1.500 TL'yi 3 taksitte",
            "Öğrenci numaram 2019123456",
            "14.30'da mı, 15 Ocak 2026'da mı?",
            "4111 1111 1111 1112",
            "5.1.2026 14.30'da mı, 05.12.2026 9.00'da mı?",
            "2025/1234 sayılı karar, 12.345,67 TL",
        ] {
            assert_eq!(mask(said), said);
        }
    }

    /// The number that nine first digits make.
    fn identity_number(first: &[u32]) -> String {
        let odd: u32 = first.iter().step_by(2).sum();
        let even: u32 = first.iter().skip(1).step_by(2).sum();
        let tenth = (odd * 7 + 100 - even) % 10;
        let last = (first.iter().sum::<u32>() + tenth) % 10;
        first.iter().chain([&tenth, &last]).map(u32::to_string).collect()
    }

    /// A card number of which the last digit follows from the others.
    fn card(first: &[u32]) -> String {
        (0..10)
            .map(|last| first.iter().chain([&last]).copied().collect::<Vec<u32>>())
            .find(|it| is_card(it))
            .unwrap()
            .iter()
            .map(u32::to_string)
            .collect()
    }

    proptest! {
        #[test]
        fn no_identity_number_is_left(head in 1_u32..10, rest in proptest::collection::vec(0_u32..10, 8)) {
            let number = identity_number(&[&[head], rest.as_slice()].concat());
            let masked = mask(&format!("numaram {number}, teşekkürler"));
            prop_assert!(!masked.contains(&number), "{}", masked);
        }

        #[test]
        fn no_card_is_left(first in proptest::collection::vec(1_u32..10, 15), sign in "[ -]") {
            let number = card(&first);
            let parts: Vec<&str> = (0..4).map(|it| &number[it * 4..it * 4 + 4]).collect();
            let masked = mask(&format!("kart {} bu", parts.join(&sign)));
            prop_assert!(!masked.contains(parts[3]) || masked.contains('['), "{}", masked);
        }

        #[test]
        fn any_text_can_be_masked_and_masking_twice_changes_nothing(text in "\\PC{0,80}") {
            let once = mask(&text);
            prop_assert_eq!(mask(&once), once);
        }
    }
}
