//! The words of a passage to show for a query: the best sentences, with what matched.
use super::passages;
use crate::base::text;
use crate::engine::turkish::{self, Initials};
use std::collections::HashSet;

/// Longest snippet, in characters.
const CHARS: usize = 240;
/// A word of the query that is so long is found with any suffix.
const PREFIX_LETTERS: usize = 4;

/// What a query's words come down to: stems and roots, without diacritics.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    stems: HashSet<String>,
    roots: HashSet<String>,
    initials: Initials,
}

impl Wanted {
    /// Of a query.
    #[must_use]
    pub fn of(query: &str) -> Wanted {
        let mut wanted = Wanted::default();
        for core in turkish::words(query).into_iter().filter_map(|it| it.core) {
            wanted.stems.insert(core.stem);
            wanted.roots.insert(core.root);
        }
        wanted.initials = Initials::of(wanted.stems.iter().chain(&wanted.roots).map(String::as_str));
        wanted
    }

    /// Words of the query.
    #[must_use]
    pub fn len(&self) -> usize {
        self.roots.len()
    }

    /// Whether the query says nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.roots.is_empty()
    }

    /// Whether a word of a text is one of the query's.
    #[must_use]
    pub fn has(&self, word: &turkish::Word) -> bool {
        let Some(core) = &word.core else { return false };
        let suffixed = |root: &String| root.len() >= PREFIX_LETTERS && core.root.starts_with(root);
        self.stems.contains(&core.stem) || self.roots.iter().any(|it| *it == core.root || suffixed(it))
    }

    /// How many different words of the query a text has.
    #[must_use]
    pub fn found_in(&self, text: &str) -> usize {
        let found: HashSet<_> = turkish::words_with(text, &self.initials)
            .into_iter()
            .filter(|it| self.has(it))
            .filter_map(|it| it.core.map(|core| core.root))
            .collect();
        found.len()
    }
}

/// A piece of a passage and where the query's words stand in it, in UTF-16 code units.
#[must_use]
pub fn cut(passage: &str, wanted: &Wanted) -> (String, Vec<[usize; 2]>) {
    let sentences = passages::sentences(passage);
    let found: Vec<usize> = sentences.iter().map(|it| wanted.found_in(it)).collect();
    let most = found.iter().copied().max().unwrap_or(0);
    let best = found.iter().position(|it| *it == most).unwrap_or(0);
    let mut piece = String::new();
    for sentence in sentences.iter().skip(best) {
        if !piece.is_empty() && piece.chars().count() + sentence.chars().count() > CHARS {
            break;
        }
        piece.push_str(&sentence.replace('\n', " "));
    }
    let piece = text::shorten(piece.trim(), CHARS);
    let highlights = highlight(&piece, wanted);
    (piece, highlights)
}

fn highlight(piece: &str, wanted: &Wanted) -> Vec<[usize; 2]> {
    let units = |to: usize| piece.get(..to).map_or(0, |it| it.encode_utf16().count());
    let matching = turkish::words_with(piece, &wanted.initials).into_iter().filter(|it| wanted.has(it));
    matching.map(|it| [units(it.at.start), units(it.at.end)]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_best_sentence_is_shown_with_what_matched() {
        let passage = "Giriş cümlesi burada. 😀 İadeler on gün sürer. Son.";
        let (piece, marks) = cut(passage, &Wanted::of("iade kaç gün"));
        assert!(piece.starts_with("😀 İadeler on gün sürer."), "{piece}");
        let utf16: Vec<u16> = piece.encode_utf16().collect();
        let words: Vec<String> =
            marks.iter().map(|it| String::from_utf16_lossy(&utf16[it[0]..it[1]])).collect();
        assert_eq!(words, ["İadeler", "gün"]);
    }

    #[test]
    fn a_query_without_words_marks_nothing() {
        assert_eq!(cut("Bir cümle.", &Wanted::of("ve")), ("Bir cümle.".to_owned(), Vec::new()));
    }
}
