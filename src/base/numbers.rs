//! Numbers that people are known by or called at.

/// Whether eleven digits are a Turkish identity number: the tenth and the eleventh follow from those before.
#[must_use]
pub fn is_identity_number(digits: &[u32]) -> bool {
    let [a, b, c, d, e, f, g, h, i, tenth, last] = digits else { return false };
    let (odd, even) = (a + c + e + g + i, b + d + f + h);
    let sum: u32 = digits.iter().take(10).sum();
    *a != 0 && (odd * 7 + 100 - even) % 10 == *tenth && sum % 10 == *last
}

/// Whether digits are a year of this century or the last.
#[must_use]
pub fn is_year(digits: &[u32]) -> bool {
    matches!(digits, [1, 9, _, _] | [2, 0, _, _])
}

/// Whether three groups of digits are a day: `15`, `09`, `2026`.
#[must_use]
pub fn is_day(day: &[u32], month: &[u32], year: &[u32]) -> bool {
    let within = |digits: &[u32], most: u32| {
        let value = digits.iter().fold(0, |value, digit| value * 10 + digit);
        digits.len() <= 2 && (1..=most).contains(&value)
    };
    within(day, 31) && within(month, 12) && is_year(year)
}

/// The digits of a text that has nothing else in it but space.
#[must_use]
pub fn digits(text: &str) -> Option<Vec<u32>> {
    text.chars().filter(|it| !it.is_whitespace()).map(|it| it.to_digit(10)).collect()
}

/// Whether a text can be called: 5 to 15 digits, written with spaces, brackets, slashes and a plus as people do.
#[must_use]
pub fn is_phone(text: &str) -> bool {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let only_signs = text.chars().all(|it| it.is_ascii_digit() || " +-()./".contains(it));
    only_signs && (5..=15).contains(&digits) && text.len() <= 40
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identity_numbers_prove_themselves() {
        let is = |text: &str| digits(text).is_some_and(|it| is_identity_number(&it));
        assert!(is("10000000146") && is("100 000 001 46"));
        for wrong in ["", "10000000147", "1000000014", "00000000000", "1000000014a", "100000001460"] {
            assert!(!is(wrong), "{wrong}");
        }
    }

    #[test]
    fn days_have_a_month_and_a_year_that_people_live_in() {
        assert!(is_day(&[1, 5], &[0, 9], &[2, 0, 2, 6]) && is_day(&[5], &[1], &[1, 9, 9, 9]));
        assert!(!is_day(&[3, 2], &[0, 9], &[2, 0, 2, 6]) && !is_day(&[1], &[1, 3], &[2, 0, 2, 6]));
        assert!(!is_day(&[1], &[1], &[1, 2, 3, 4]) && !is_day(&[0, 5, 3], &[1], &[2, 0, 2, 6]));
    }

    #[test]
    fn telephones_are_written_in_many_ways() {
        for right in ["0212 555 11 22", "+90 (532) 111-22-33", "112 00"] {
            assert!(is_phone(right), "{right}");
        }
        for wrong in ["", "112", "ev: 0212 555 11 22", "+90 532 111 22 33 44 55 66"] {
            assert!(!is_phone(wrong), "{wrong}");
        }
    }
}
