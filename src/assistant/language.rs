//! Turkish or English, by the small words that every text has. Pure.
use crate::base::{Lang, text};

/// Folded words that only Turkish has.
const TURKISH: &[&str] = &[
    "ve", "bir", "bu", "icin", "ile", "ne", "nasil", "mi", "mu", "var", "yok", "olan", "olarak", "daha",
    "hangi", "kac", "nerede", "zaman", "degil", "gibi", "kadar", "her", "da", "de", "ise", "veya", "ya",
    "sizin", "benim", "olur",
];
/// Folded words that only English has.
const ENGLISH: &[&str] = &[
    "the", "and", "is", "are", "of", "to", "for", "in", "on", "how", "what", "when", "where", "which", "can",
    "do", "does", "i", "my", "you", "your", "with", "it", "at", "be", "have", "not", "please", "there", "an",
    "a",
];
/// Letters that English does not have.
const TURKISH_LETTERS: &[char] = &['ç', 'ğ', 'ı', 'ö', 'ş', 'ü', 'İ', 'Ç', 'Ğ', 'Ö', 'Ş', 'Ü'];

/// The language that a text is surely written in; `None` where it may be either.
#[must_use]
pub fn of(written: &str) -> Option<Lang> {
    let folded = text::fold(written);
    let count =
        |list: &[&str]| folded.split(|it: char| !it.is_alphanumeric()).filter(|it| list.contains(it)).count();
    let letters = written.chars().filter(|it| TURKISH_LETTERS.contains(it)).count();
    let (turkish, english) = (count(TURKISH) + letters.min(3), count(ENGLISH));
    match (turkish, english) {
        (0, 2..) => Some(Lang::En),
        (1.., 0) => Some(Lang::Tr),
        (tr, en) if tr > en * 2 => Some(Lang::Tr),
        (tr, en) if en > tr * 2 => Some(Lang::En),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_shows_its_language() {
        assert_eq!(of("How can I pay the tuition fee?"), Some(Lang::En));
        assert_eq!(of("Harç ücreti ne zaman ödenir?"), Some(Lang::Tr));
        assert_eq!(of("harc ucreti ne zaman odenir"), Some(Lang::Tr));
        assert_eq!(of("Wi-Fi"), None);
        assert_eq!(of("ok"), None);
    }
}
