//! The Turkish analyser: from a text to the terms it is found by.
//!
//! Each word becomes four terms, from strict to loose: the word itself, the word without diacritics, its stem
//! (`stem.rs`) and its root, the first five folded letters, which catches what a stemmer leaves apart (`değişiklik`,
//! `değiştirme`). Stop words have neither stem nor root.
mod stem;
mod stop_words;

pub use stem::stem;

use crate::base::text;
use std::collections::HashMap;
use std::ops::Range;

/// Letters of a root.
const ROOT_LETTERS: usize = 5;

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
    spans(text).into_iter().filter_map(|at| word(text, at)).collect()
}

/// First letters, without diacritics. A stem and a root begin as their word does.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Initials(Vec<char>);

impl Initials {
    /// Of stems and roots.
    pub fn of<'a>(terms: impl Iterator<Item = &'a str>) -> Initials {
        let mut letters: Vec<char> = terms.filter_map(|it| it.chars().next()).collect();
        letters.sort_unstable();
        letters.dedup();
        Initials(letters)
    }

    fn begin(&self, word: &str) -> bool {
        let Some(first) = word.chars().next() else { return false };
        if first.is_ascii_alphanumeric() {
            return self.0.contains(&first.to_ascii_lowercase());
        }
        // A letter may be made of several characters: only the analyser knows what it comes down to.
        text::unmarked(&text::lower(word)).chars().next().is_some_and(|it| self.0.contains(&it))
    }
}

/// The words of a text that begin with one of `initials`, in order; the others, most of them, are not taken apart.
#[must_use]
pub fn words_with(text: &str, initials: &Initials) -> Vec<Word> {
    let begins = |at: &Range<usize>| text.get(at.clone()).is_some_and(|it| initials.begin(it));
    spans(text).into_iter().filter(begins).filter_map(|at| word(text, at)).collect()
}

fn word(text: &str, at: Range<usize>) -> Option<Word> {
    let exact = text::lower(text.get(at.clone())?);
    let folded = text::unmarked(&exact);
    if folded.is_empty() {
        return None;
    }
    let stem = stem::stem(&folded);
    let says_something = !stop_words::is_stop_word(&folded) && !stop_words::is_light_verb(&stem);
    let core = says_something.then(|| Core { stem, root: folded.chars().take(ROOT_LETTERS).collect() });
    Some(Word { at, exact, folded, core })
}

/// Terms of the words of many texts. Few words are most of what is said: they are taken apart once.
#[derive(Debug, Default)]
pub struct Memory(HashMap<String, Option<(String, Option<String>)>>);

impl Memory {
    /// The folded words of a text, and the stems of those that say something, each in order and split by spaces.
    pub fn terms(&mut self, text: &str) -> (String, String) {
        let (mut folded, mut stems) = (String::with_capacity(text.len()), String::with_capacity(text.len()));
        for at in spans(text) {
            let Some(said) = text.get(at) else { continue };
            if !self.0.contains_key(said) {
                let taken_apart = word(said, 0..said.len()).map(|it| (it.folded, it.core.map(|it| it.stem)));
                self.0.insert(said.to_owned(), taken_apart);
            }
            if let Some(Some((form, stem))) = self.0.get(said) {
                add(&mut folded, form);
                stem.iter().for_each(|it| add(&mut stems, it));
            }
        }
        (folded, stems)
    }
}

fn add(terms: &mut String, term: &str) {
    if !terms.is_empty() {
        terms.push(' ');
    }
    terms.push_str(term);
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
    fn a_person_is_not_taken_apart() {
        for it in ["danışmanlar", "danışmanımdan", "danışmanının", "DANIŞMANLARIMIZLA", "danismani"]
        {
            assert_eq!(stems(it), stems("danışmanım"), "{it}");
        }
        assert_eq!(stems("iadeler iadesi iade"), ["iade", "iade", "iade"]);
    }

    #[test]
    fn stop_words_are_about_nothing() {
        assert!(stems("Bu nasıl olur?").is_empty());
        assert_eq!(words("değiştirebiliyor")[0].core.as_ref().map(|it| it.root.as_str()), Some("degis"));
    }

    proptest! {
        #[test]
        fn what_is_remembered_is_what_words_are_taken_apart_into(texts in prop::collection::vec("[aeıİi'çşkl ]{0,30}", 0..6)) {
            let mut memory = Memory::default();
            for text in texts.iter().chain(&texts) {
                let words = words(text);
                let folded: Vec<_> = words.iter().map(|it| it.folded.as_str()).collect();
                let stems: Vec<_> = words.iter().filter_map(|it| Some(it.core.as_ref()?.stem.as_str())).collect();
                prop_assert_eq!(memory.terms(text), (folded.join(" "), stems.join(" ")));
            }
        }

        #[test]
        fn words_with_initials_are_those_of_all_that_begin_so(text in "[aeıIİi'çÇşsoO\u{307} 1]{0,40}", wanted in "[acis1o]{1,3}") {
            let initials = Initials::of(wanted.split("").filter(|it| !it.is_empty()));
            let begins = |it: &Word| it.folded.chars().next().is_some_and(|it| wanted.contains(it));
            let expected: Vec<Word> = words(&text).into_iter().filter(begins).collect();
            prop_assert_eq!(words_with(&text, &initials), expected);
        }

        #[test]
        fn stems_and_roots_begin_as_their_word(text in "[a-zçğıöşü]{1,14}") {
            for it in words(&text) {
                let first = it.folded.chars().next();
                prop_assert!(it.core.is_none_or(|it| it.stem.chars().next() == first && it.root.chars().next() == first));
            }
        }

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
