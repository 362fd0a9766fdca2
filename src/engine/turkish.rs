//! The Turkish analyser: from a text to the terms it is found by.
//!
//! Each word becomes four terms, from strict to loose: the word itself, the word without diacritics, its stem
//! (Snowball's Turkish stemmer, folded) and its root, the first five folded letters, which catches what the stemmer
//! leaves whole (`değiştirebiliyor`). Stop words have neither stem nor root.
use crate::base::text;
use frostem::{Algorithm, Stemmer};
use std::ops::Range;

/// Letters of a root.
const ROOT_LETTERS: usize = 5;

/// Folded words that say nothing about the subject.
const STOP_WORDS: &[&str] = &[
    "acaba",
    "ama",
    "ancak",
    "and",
    "are",
    "artik",
    "asla",
    "aslinda",
    "ayni",
    "bana",
    "bazi",
    "belki",
    "ben",
    "beni",
    "benim",
    "bile",
    "bir",
    "biri",
    "birkac",
    "biz",
    "bize",
    "bizi",
    "bizim",
    "boyle",
    "bu",
    "buna",
    "bunda",
    "bundan",
    "bunlar",
    "bunu",
    "bunun",
    "can",
    "cok",
    "cunku",
    "da",
    "daha",
    "de",
    "defa",
    "degil",
    "diye",
    "do",
    "does",
    "en",
    "for",
    "gibi",
    "hangi",
    "hani",
    "hem",
    "hep",
    "hepsi",
    "her",
    "hic",
    "how",
    "icin",
    "ile",
    "ise",
    "is",
    "iste",
    "it",
    "kac",
    "kez",
    "ki",
    "kim",
    "kimi",
    "mi",
    "midir",
    "misin",
    "mu",
    "mudur",
    "nasil",
    "ne",
    "neden",
    "nedir",
    "nerde",
    "nerede",
    "nereden",
    "nereye",
    "neyi",
    "nicin",
    "niye",
    "o",
    "of",
    "olan",
    "olarak",
    "oldu",
    "olur",
    "on",
    "ona",
    "ondan",
    "onlar",
    "onlari",
    "onlarin",
    "onu",
    "onun",
    "or",
    "peki",
    "sana",
    "sen",
    "seni",
    "senin",
    "siz",
    "size",
    "sizi",
    "sizin",
    "su",
    "suna",
    "sunu",
    "sey",
    "the",
    "to",
    "tum",
    "var",
    "ve",
    "veya",
    "what",
    "when",
    "where",
    "which",
    "who",
    "why",
    "ya",
    "yani",
    "yok",
    "you",
    "zaten",
    "lutfen",
    "merhaba",
    "selam",
    "hello",
    "hi",
    "please",
    "rica",
    "ederim",
    "tesekkur",
    "tesekkurler",
];

/// Folded suffixes that follow a vowel.
const AFTER_VOWEL: &[&str] = &[
    "si", "su", "sini", "sunu", "sine", "suna", "sinde", "sunda", "sinden", "sundan", "sinin", "sunun", "yi",
    "yu", "ye", "ya", "yle", "yla", "de", "da", "den", "dan", "nin", "nun", "miz", "muz", "niz", "nuz", "li",
    "lu", "siz", "suz", "ler", "lar", "leri", "lari", "lerin", "larin", "lere", "lara", "lerde", "larda",
    "lerden", "lardan", "lerini", "larini", "lerine", "larina", "lerimiz", "larimiz",
];
/// Letters of the shortest word that is known by its forms.
const FORMED_FROM: usize = 3;

/// Other forms of a folded word that ends in a vowel, or whose suffix follows one; the word itself comes first. The
/// stemmer takes such an end for a suffix (`iade` loses its `-de`, `iadesi` only its `-i`), so that stems do not meet.
#[must_use]
pub fn forms(folded: &str) -> Vec<String> {
    let is_word = |it: &str| it.len() >= FORMED_FROM && it.ends_with(['a', 'e', 'i', 'o', 'u']);
    let bare = AFTER_VOWEL.iter().filter_map(|it| folded.strip_suffix(it)).filter(|it| is_word(it));
    let Some(bare) = bare.min_by_key(|it| it.len()).or(is_word(folded).then_some(folded)) else {
        return Vec::new();
    };
    std::iter::once(bare.to_owned()).chain(AFTER_VOWEL.iter().map(|it| format!("{bare}{it}"))).collect()
}

/// One word of a text with its terms.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// Where it stands in the text, in bytes, without what follows an apostrophe.
    pub at: Range<usize>,
    /// Lower case.
    pub exact: String,
    /// Without diacritics.
    pub folded: String,
    /// Stem and root; `None` for stop words.
    pub core: Option<Core>,
}

/// What a word is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Core {
    /// Folded stem.
    pub stem: String,
    /// First letters.
    pub root: String,
}

/// The words of a text, in order.
#[must_use]
pub fn words(text: &str) -> Vec<Word> {
    let stemmer = Stemmer::new(Algorithm::Turkish);
    spans(text).into_iter().filter_map(|at| word(&stemmer, text, at)).collect()
}

fn word(stemmer: &Stemmer, text: &str, at: Range<usize>) -> Option<Word> {
    let exact = text::lower(text.get(at.clone())?);
    let folded = text::fold(&exact);
    if folded.is_empty() {
        return None;
    }
    let core = STOP_WORDS.iter().all(|it| *it != folded).then(|| Core {
        stem: text::fold(&stemmer.stem(&exact)),
        root: folded.chars().take(ROOT_LETTERS).collect(),
    });
    Some(Word { at, exact, folded, core })
}

/// Byte ranges of words: letters and digits; what follows an apostrophe is a suffix (`Ankara'da`) and belongs to
/// the word before without being searched.
fn spans(text: &str) -> Vec<Range<usize>> {
    let mut out = Vec::new();
    let (mut start, mut in_suffix) = (None, false);
    for (at, c) in text.char_indices() {
        // A combining dot belongs to the letter before it.
        let part = c.is_alphanumeric() || c == '\u{307}';
        match (part, start) {
            (true, None) if !in_suffix => start = Some(at),
            (true, _) => (),
            (false, open) => {
                if let Some(from) = open {
                    out.push(from..at);
                }
                in_suffix = open.is_some() && matches!(c, '\'' | '’' | '‘' | '`');
                start = None;
            }
        }
    }
    if let Some(from) = start {
        out.push(from..text.len());
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn stems(text: &str) -> Vec<String> {
        words(text).into_iter().filter_map(|it| it.core).map(|it| it.stem).collect()
    }

    #[test]
    fn suffixes_fall_away() {
        assert_eq!(stems("kayıtlarımız"), stems("kayıt"));
        assert_eq!(words("Ankara'da")[0].exact, "ankara");
        assert_eq!(words("IĞDIR’ın")[0].exact, "ığdır");
    }

    #[test]
    fn text_without_diacritics_has_the_same_folded_words() {
        let folded = |text: &str| words(text).into_iter().map(|it| it.folded).collect::<Vec<_>>();
        assert_eq!(folded("iade suresi"), folded("İade Süresi"));
    }

    #[test]
    fn a_word_that_ends_in_a_vowel_is_known_by_its_forms() {
        for (one, other) in
            [("iade", "iadesi"), ("iadeler", "iade"), ("oda", "odalarda"), ("odeme", "odemesi")]
        {
            assert!(forms(one).contains(&other.to_owned()), "{one} {other}");
        }
        assert!(!forms("para").contains(&"parametre".to_owned()) && forms("kayit").is_empty());
    }

    #[test]
    fn stop_words_are_about_nothing() {
        assert!(stems("Bu nasıl olur?").is_empty());
        assert_eq!(words("değiştirebiliyor")[0].core.as_ref().map(|it| it.root.as_str()), Some("degis"));
    }

    proptest! {
        #[test]
        fn ranges_are_in_order_and_within(text in "\\PC{0,60}") {
            let mut end = 0;
            for word in words(&text) {
                prop_assert!(word.at.start >= end && text.get(word.at.clone()).is_some());
                prop_assert!(!word.folded.is_empty());
                end = word.at.end;
            }
        }
    }
}
