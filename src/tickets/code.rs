//! Tracking codes: what a requester types to get back to a ticket. Ten signs that cannot be taken for each other, the
//! last of them a check character, so that a slip is told from a code that does not exist.
//!
//! The check is Luhn's with 32 signs (ISO/IEC 7812-1, annex B, generalised): it finds every single wrong sign and all
//! but one kind of neighbours changed over.
use crate::Result;

/// No 0 and O, no 1 and I.
const SIGNS: &[u8; 32] = b"23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
/// Signs before the check character.
const LENGTH: usize = 9;

/// A new code, as it is stored: `K7QM3XHP2A`.
///
/// # Errors
/// When the operating system has no randomness to give.
pub fn random() -> Result<String> {
    let mut bytes = [0_u8; LENGTH];
    getrandom::fill(&mut bytes).map_err(|error| anyhow::anyhow!("no randomness: {error}"))?;
    let values: Vec<usize> = bytes.iter().map(|it| usize::from(*it & 31)).collect();
    let check = check(&values);
    Ok(values.into_iter().chain([check]).map(sign).collect())
}

/// As people read it: `K7QM3-XHP2A`.
#[must_use]
pub fn shown(code: &str) -> String {
    match code.split_at_checked(5) {
        Some((first, rest)) if !rest.is_empty() => format!("{first}-{rest}"),
        _ => code.to_owned(),
    }
}

/// What somebody typed, as it is stored; `None` when it cannot be a code of ours.
#[must_use]
pub fn read(typed: &str) -> Option<String> {
    let code: String = typed
        .chars()
        .filter(|it| !it.is_whitespace() && *it != '-')
        .map(|it| match it {
            'ı' | 'i' | 'İ' => 'I',
            other => other.to_ascii_uppercase(),
        })
        .collect();
    let values: Option<Vec<usize>> = code.chars().map(value).collect();
    let values = values.filter(|it| it.len() == LENGTH + 1)?;
    let (last, rest) = values.split_last()?;
    (check(rest) == *last).then_some(code)
}

fn sign(value: usize) -> char {
    SIGNS.get(value).map_or('2', |it| char::from(*it))
}

fn value(sign: char) -> Option<usize> {
    SIGNS.iter().position(|it| char::from(*it) == sign)
}

fn check(values: &[usize]) -> usize {
    let sum: usize = values
        .iter()
        .rev()
        .enumerate()
        .map(|(place, value)| if place % 2 == 0 { value * 2 / 32 + value * 2 % 32 } else { *value })
        .sum();
    (32 - sum % 32) % 32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_as_people_type_it() {
        let code = random().unwrap();
        assert_eq!(code.len(), 10);
        assert_eq!(read(&shown(&code)).as_deref(), Some(code.as_str()));
        assert_eq!(read(&format!(" {} ", shown(&code).to_lowercase())), Some(code));
    }

    #[test]
    fn a_wrong_sign_is_found_wherever_it_is() {
        let code = random().unwrap();
        for place in 0..code.len() {
            let mut typed: Vec<char> = code.chars().collect();
            typed[place] = if typed[place] == 'K' { 'M' } else { 'K' };
            assert_eq!(read(&typed.into_iter().collect::<String>()), None, "{code} at {place}");
        }
        assert_eq!(read("KISA"), None);
        assert_eq!(read("O1O1O1O1O1"), None);
    }
}
