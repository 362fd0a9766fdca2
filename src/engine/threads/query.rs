//! What somebody looks for: words and quoted phrases, as a query of the index, and where they stand in a text.
use super::Fields;
use crate::engine::turkish::{self, Word};
use std::ops::Range;
use tantivy::Term;
use tantivy::query::{
    BooleanQuery, BoostQuery, ConstScoreQuery, FuzzyTermQuery, Occur, PhrasePrefixQuery, PhraseQuery,
    Query as Any, TermQuery, TermSetQuery,
};
use tantivy::schema::{Field, IndexRecordOption};

/// Words and phrases beyond this are left aside: a pasted page is not a search.
const MAX_PARTS: usize = 16;
/// A shorter beginning would be that of half of all words.
const BEGINNING_LETTERS: usize = 2;
/// A bent word counts less than the word itself.
const BENT: f32 = 0.7;

/// A search that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Query {
    parts: Vec<Part>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    /// One word; with its stem where it may be bent.
    Word { folded: String, stem: Option<String>, unfinished: bool },
    /// At least two words side by side, as they are.
    Phrase { folded: Vec<String>, unfinished: bool },
}

impl Query {
    /// Reads what was typed; `None` when there is no word in it. A quote that is not closed yet reaches to the end.
    /// With `typing` the last word may be unfinished.
    #[must_use]
    pub fn parse(text: &str, typing: bool) -> Option<Query> {
        let pieces: Vec<(bool, Vec<Word>)> = text
            .split(['"', '“', '”', '„', '«', '»'])
            .enumerate()
            .map(|(at, piece)| (at % 2 == 1, turkish::words(piece)))
            .collect();
        let ends_in_word = typing && text.chars().next_back().is_some_and(char::is_alphanumeric);
        let last = pieces.iter().rposition(|it| !it.1.is_empty())?;
        let says_something =
            pieces.iter().any(|(quoted, words)| *quoted || words.iter().any(|it| it.core.is_some()));
        let mut parts = Vec::new();
        for (at, (quoted, words)) in pieces.into_iter().enumerate() {
            let unfinished = ends_in_word && at == last;
            if quoted {
                parts.extend(phrase(words, unfinished));
            } else {
                let end = words.len().saturating_sub(1);
                let parsed = words.into_iter().enumerate().map(|(nth, it)| (it, unfinished && nth == end));
                // What says nothing is not asked for, where something else is.
                let wanted = parsed.filter(|(it, open)| it.core.is_some() || *open || !says_something);
                parts.extend(wanted.map(|(it, open)| word(it, open)));
            }
        }
        parts.truncate(MAX_PARTS);
        (!parts.is_empty()).then_some(Query { parts })
    }

    /// Where a text has what is looked for, in bytes and in order.
    #[must_use]
    pub fn marks(&self, text: &str) -> Vec<Range<usize>> {
        let words = turkish::words(text);
        let mut marked = vec![false; words.len()];
        for part in &self.parts {
            let length = part.len();
            for (at, run) in words.windows(length).enumerate().filter(|(_, run)| part.is(run)) {
                marked.iter_mut().skip(at).take(run.len()).for_each(|it| *it = true);
            }
        }
        words.into_iter().zip(marked).filter(|it| it.1).map(|it| it.0.at).collect()
    }

    /// Lines that have all of it, and of each group of facts one.
    pub(super) fn build(&self, fields: &Fields, facts: &[Vec<String>]) -> BooleanQuery {
        let mut all: Vec<(Occur, Box<dyn Any>)> = Vec::new();
        for part in &self.parts {
            all.push((Occur::Must, part.build(fields)));
        }
        for group in facts {
            let any: Box<dyn Any> = match group.as_slice() {
                [one] => term(fields.fact, one, IndexRecordOption::Basic),
                some => {
                    Box::new(TermSetQuery::new(some.iter().map(|it| Term::from_field_text(fields.fact, it))))
                }
            };
            all.push((Occur::Must, Box::new(ConstScoreQuery::new(any, 0.0))));
        }
        BooleanQuery::new(all)
    }
}

fn word(it: Word, unfinished: bool) -> Part {
    let unfinished = unfinished && it.folded.chars().count() >= BEGINNING_LETTERS;
    Part::Word { folded: it.folded, stem: it.core.map(|it| it.stem), unfinished }
}

fn phrase(words: Vec<Word>, unfinished: bool) -> Option<Part> {
    let mut folded: Vec<String> = words.into_iter().map(|it| it.folded).collect();
    match folded.len() {
        0 => None,
        1 => folded.pop().map(|it| {
            let unfinished = unfinished && it.chars().count() >= BEGINNING_LETTERS;
            Part::Word { folded: it, stem: None, unfinished }
        }),
        _ => Some(Part::Phrase { folded, unfinished }),
    }
}

impl Part {
    fn len(&self) -> usize {
        match self {
            Part::Word { .. } => 1,
            Part::Phrase { folded, .. } => folded.len(),
        }
    }

    /// Whether words of a text, as many as this has, are it.
    fn is(&self, run: &[Word]) -> bool {
        match (self, run) {
            (Part::Word { folded, stem, unfinished }, [it]) => {
                let bent = stem.is_some() && it.core.as_ref().map(|it| &it.stem) == stem.as_ref();
                same(folded, it, *unfinished) || bent
            }
            (Part::Phrase { folded, unfinished }, _) => {
                let end = folded.len().saturating_sub(1);
                folded
                    .iter()
                    .zip(run)
                    .enumerate()
                    .all(|(at, (it, word))| same(it, word, *unfinished && at == end))
            }
            _ => false,
        }
    }

    fn build(&self, fields: &Fields) -> Box<dyn Any> {
        match self {
            Part::Word { folded, stem, unfinished } => {
                let itself: Box<dyn Any> = if *unfinished {
                    let beginning = Term::from_field_text(fields.folded, folded);
                    Box::new(FuzzyTermQuery::new_prefix(beginning, 0, true))
                } else {
                    term(fields.folded, folded, IndexRecordOption::WithFreqs)
                };
                let Some(stem) = stem else { return itself };
                let bent = term(fields.stem, stem, IndexRecordOption::WithFreqs);
                let bent: Box<dyn Any> = Box::new(BoostQuery::new(bent, BENT));
                Box::new(BooleanQuery::new(vec![(Occur::Should, itself), (Occur::Should, bent)]))
            }
            Part::Phrase { folded, unfinished } => {
                let terms = folded.iter().map(|it| Term::from_field_text(fields.folded, it)).collect();
                if *unfinished {
                    Box::new(PhrasePrefixQuery::new(terms))
                } else {
                    Box::new(PhraseQuery::new(terms))
                }
            }
        }
    }
}

fn same(folded: &str, word: &Word, unfinished: bool) -> bool {
    if unfinished { word.folded.starts_with(folded) } else { word.folded == folded }
}

fn term(field: Field, text: &str, record: IndexRecordOption) -> Box<dyn Any> {
    Box::new(TermQuery::new(Term::from_field_text(field, text), record))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marked(query: &str, typing: bool, text: &str) -> Vec<String> {
        let query = Query::parse(query, typing).unwrap();
        query.marks(text).into_iter().map(|it| text.get(it).unwrap().to_owned()).collect()
    }

    #[test]
    fn words_are_marked_however_they_are_bent_or_typed() {
        assert_eq!(marked("kayıt", false, "Kayıtlarımız KAYIT, kayık"), ["Kayıtlarımız", "KAYIT"]);
        assert_eq!(marked("iade", false, "iadesi iade"), ["iadesi", "iade"]);
        assert_eq!(marked("iadesi", false, "iade"), ["iade"]);
        assert_eq!(marked("istanbul", false, "İSTANBUL’un havası"), ["İSTANBUL"]);
        assert_eq!(marked("kütüp", true, "Kutuphane açık"), ["Kutuphane"]);
        assert!(marked("kütüp", false, "Kutuphane açık").is_empty());
    }

    #[test]
    fn quoted_words_stand_side_by_side() {
        assert_eq!(marked("\"ders kaydı\"", false, "Ders kaydı. Kaydı ders."), ["Ders", "kaydı"]);
        assert_eq!(
            marked("“ders kay", true, "ders kaydı ve ders, kayıt"),
            ["ders", "kaydı", "ders", "kayıt"]
        );
        assert_eq!(marked("\"kayıt\"", false, "kayıtlar kayıt"), ["kayıt"], "as it is");
    }

    #[test]
    fn words_that_say_nothing_are_left_aside_where_another_one_says_something() {
        assert!(marked("bu nasıl iade", false, "nasıl").is_empty());
        assert_eq!(marked("nasıl", false, "nasıl olur"), ["nasıl"]);
        assert_eq!(Query::parse(" ?! \"\" ", true), None);
    }
}
