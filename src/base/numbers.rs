//! Numbers that people are known by or called at.

/// Whether eleven digits are a Turkish identity number: the tenth and the eleventh follow from those before.
#[must_use]
pub fn is_identity_number(digits: &[u32]) -> bool {
    let [a, b, c, d, e, f, g, h, i, tenth, last] = digits else { return false };
    let (odd, even) = (a + c + e + g + i, b + d + f + h);
    let sum: u32 = digits.iter().take(10).sum();
    *a != 0 && (odd * 7 + 100 - even) % 10 == *tenth && sum % 10 == *last
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
    fn telephones_are_written_in_many_ways() {
        for right in ["0212 555 11 22", "+90 (532) 111-22-33", "112 00"] {
            assert!(is_phone(right), "{right}");
        }
        for wrong in ["", "112", "ev: 0212 555 11 22", "+90 532 111 22 33 44 55 66"] {
            assert!(!is_phone(wrong), "{wrong}");
        }
    }
}
