//! Pure decisions about providers.
mod budget;
mod check;
mod order;

pub use budget::{is_spent, mark, since};
pub use check::{Checked, check};
pub use order::{Candidate, Complexity, at_home, complexity, in_order, order};

/// About how many tokens a text is, for providers that do not tell. Turkish takes more of them than English: a token
/// has about three characters.
#[must_use]
pub fn estimated_tokens(text: &str) -> u32 {
    u32::try_from(text.chars().count().div_ceil(3)).unwrap_or(u32::MAX)
}

/// The end of a key that may be shown; nothing of a short one.
#[must_use]
pub fn key_end(key: &str) -> String {
    let chars: Vec<char> = key.chars().collect();
    if chars.len() < 12 { String::new() } else { chars.iter().skip(chars.len() - 4).collect() }
}

/// Millionths of the currency that so many tokens cost; prices are for a million tokens, so that a token costs as many
/// millionths as a million of them cost units.
#[must_use]
pub fn cost_micros(tokens: (u32, u32), price: (f64, f64)) -> i64 {
    let cost = f64::from(tokens.0) * price.0 + f64::from(tokens.1) * price.1;
    rounded(cost)
}

/// The nearest whole number within bounds that no amount of money reaches.
#[expect(clippy::cast_possible_truncation, reason = "clamped to what an i64 holds exactly")]
fn rounded(it: f64) -> i64 {
    const MOST: f64 = 9.0e15;
    it.round().clamp(-MOST, MOST) as i64
}

/// An amount of the currency in millionths.
#[must_use]
pub fn micros(amount: f64) -> i64 {
    rounded(amount * 1_000_000.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_cost_what_the_table_says() {
        assert_eq!(cost_micros((1_000_000, 500_000), (0.15, 0.60)), 450_000);
        assert_eq!(cost_micros((100, 7), (0.0, 0.0)), 0);
        assert_eq!(cost_micros((1, 0), (0.15, 0.0)), 0);
        assert_eq!(micros(12.5), 12_500_000);
    }

    #[test]
    fn of_a_short_key_nothing_is_shown() {
        assert_eq!(key_end("sk-1234567890abcd"), "abcd");
        assert_eq!(key_end("geheim"), "");
    }

    #[test]
    fn tokens_are_estimated_by_characters() {
        assert_eq!((estimated_tokens(""), estimated_tokens("ğüş"), estimated_tokens("dört")), (0, 1, 2));
    }
}
