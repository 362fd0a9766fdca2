//! How much of a question stands in a passage. Pure.
use crate::engine::index::Weighed;
use crate::engine::turkish::{self, Initials};
use serde::Serialize;
use std::collections::HashSet;

/// A root so long is found with any suffix.
const PREFIX_LETTERS: usize = 4;
/// From this share on, one word is enough of a question.
const CHANCE: f64 = 0.5;

/// What of a question stands in a passage.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, utoipa::ToSchema)]
pub struct Coverage {
    /// 0 to 1: each word counts what its rarity on the site says.
    pub share: f64,
    /// Words of the question that say something.
    pub asked: usize,
    /// Those of them that stand in the passage or its title.
    pub found: usize,
    /// Those that stand in the title.
    pub titled: usize,
}

impl Coverage {
    /// Everything: what a question without such words has.
    pub const WHOLE: Coverage = Coverage { share: 1.0, asked: 0, found: 0, titled: 0 };

    /// Whether the passage has so little of the question that it was found by chance: one word of several, and not what
    /// the article is about (measured on the Turkish questions).
    #[must_use]
    pub fn is_chance(self) -> bool {
        self.asked >= 2 && self.found <= 1 && self.titled == 0 && self.share < CHANCE
    }
}

/// What of the words of a question a passage has.
#[must_use]
pub fn covered(words: &[Weighed], title: &str, body: &str) -> Coverage {
    let all: f32 = words.iter().map(|it| it.rarity).sum();
    if all <= 0.0 {
        return Coverage::WHOLE;
    }
    let terms = words.iter().flat_map(|it| [&it.stem, &it.root].into_iter().chain(&it.meant));
    let initials = Initials::of(terms.map(String::as_str));
    let (title, body) = (Terms::of(title, &initials), Terms::of(body, &initials));
    let (mut there, mut found, mut titled) = (0.0, 0, 0);
    for it in words {
        let in_title = title.has(it);
        titled += usize::from(in_title);
        if in_title || body.has(it) {
            (there, found) = (there + it.rarity, found + 1);
        }
    }
    Coverage { share: f64::from(there / all), asked: words.len(), found, titled }
}

/// What those of a text's words come down to that may be meant.
#[derive(Default)]
struct Terms {
    stems: HashSet<String>,
    roots: HashSet<String>,
}

impl Terms {
    fn of(text: &str, initials: &Initials) -> Terms {
        let mut terms = Terms::default();
        for core in turkish::words_with(text, initials).into_iter().filter_map(|it| it.core) {
            terms.stems.insert(core.stem);
            terms.roots.insert(core.root);
        }
        terms
    }

    fn has(&self, it: &Weighed) -> bool {
        let suffixed = || self.roots.iter().any(|root| root.starts_with(&it.root));
        self.stems.contains(&it.stem)
            || self.roots.contains(&it.root)
            || it.root.len() >= PREFIX_LETTERS && suffixed()
            || it.meant.iter().any(|meant| self.stems.contains(meant))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn weighed(word: &str, rarity: f32) -> Weighed {
        let core = turkish::words(word).remove(0).core.unwrap();
        Weighed { stem: core.stem, root: core.root, meant: Vec::new(), rarity }
    }

    #[test]
    fn rare_words_count_more() {
        let words = [weighed("harç", 1.0), weighed("bitcoin", 3.0)];
        let covered = |title: &str, body: &str| covered(&words, title, body).share;
        assert!((covered("Harç ödeme", "Ekimde ödenir.") - 0.25).abs() < 1e-6);
        assert!((covered("", "Harçlar bitcoin ile ödenmez.") - 1.0).abs() < 1e-6);
        assert!(covered("Yurt", "Başvuru").abs() < 1e-6);
    }

    #[test]
    fn a_word_that_was_meant_is_there_and_who_says_nothing_lacks_nothing() {
        let meant = Weighed { meant: vec![turkish::stem("kutuphane")], ..weighed("kütüphnae", 3.0) };
        assert!((covered(&[meant], "Kütüphane", "").share - 1.0).abs() < 1e-6);
        assert_eq!(covered(&[], "", ""), Coverage::WHOLE);
    }

    #[test]
    fn one_word_of_several_is_chance_unless_the_article_is_about_it() {
        let words = [weighed("kampüs", 2.0), weighed("hayvan", 3.0), weighed("beslemek", 3.0)];
        assert!(covered(&words, "Ulaşım", "Kampüs otobüsü yedide kalkar.").is_chance());
        assert!(!covered(&words, "Kampüs", "Otobüs yedide kalkar.").is_chance());
        assert!(!covered(&words, "Kurallar", "Kampüste hayvan beslenmez.").is_chance());
        assert!(!covered(&words[..1], "Ulaşım", "Kampüs otobüsü yedide kalkar.").is_chance());
    }
}
