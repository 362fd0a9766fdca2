//! Pure decisions about tags.
use super::types::TagColor;
use crate::{Error, Result};

/// Longest name, in characters.
pub const MAX_NAME: usize = 50;

/// A name as kept: trimmed, white space folded.
///
/// # Errors
/// 422 for `field` when nothing is left or it is too long.
pub fn name(raw: &str, field: &'static str) -> Result<String> {
    let name = raw.split_whitespace().collect::<Vec<_>>().join(" ");
    if name.is_empty() {
        return Err(Error::invalid(field, "field_missing"));
    }
    if name.chars().count() > MAX_NAME {
        return Err(Error::beyond(field, "field_too_long", 50));
    }
    Ok(name)
}

/// The colour of a tag that nobody chose one for: always the same for the same name.
#[must_use]
pub fn color_of(folded: &str) -> TagColor {
    use TagColor::{Blue, Brown, Green, Orange, Pink, Red, Teal, Violet, Yellow};
    const CHOICE: [TagColor; 9] = [Blue, Green, Orange, Violet, Teal, Pink, Yellow, Brown, Red];
    let sum = folded.bytes().fold(0_usize, |sum, it| (sum * 31 + usize::from(it)) % 9_973);
    CHOICE.get(sum % CHOICE.len()).copied().unwrap_or(TagColor::Gray)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_tidy_and_within_its_limit() {
        assert_eq!(name("  ders   kaydı ", "name").ok().as_deref(), Some("ders kaydı"));
        assert!(name(" \t", "name").is_err());
        assert!(name(&"ş".repeat(50), "name").is_ok() && name(&"ş".repeat(51), "name").is_err());
    }

    #[test]
    fn a_name_keeps_its_colour() {
        assert_eq!(color_of("burs"), color_of("burs"));
        let all: std::collections::HashSet<_> =
            ["burs", "kayit", "yurt", "iade", "sikayet"].map(color_of).into();
        assert!(all.len() > 1);
    }
}
