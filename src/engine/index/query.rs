//! From a question to a query: each word may match strictly or loosely, the best of it counts most.
use super::{Fields, Search, Terms};
use crate::engine::turkish::{self, Word};
use tantivy::Term;
use tantivy::query::{
    BooleanQuery, BoostQuery, ConstScoreQuery, FuzzyTermQuery, Occur, Query, TermQuery, TermSetQuery,
};
use tantivy::schema::{Field, IndexRecordOption};

/// Words of a question beyond this are left aside: a pasted page is not a question.
const MAX_WORDS: usize = 24;
/// Words shorter than this are not corrected.
const FUZZY_FROM: usize = 5;

/// How much a field counts.
const EXACT: f32 = 0.2;
const FOLDED: f32 = 0.2;
const STEM: f32 = 0.8;
const ROOT: f32 = 0.8;
/// A corrected word, and a beginning of one, have no figure of their own: they count this.
const FUZZY: f32 = 1.0;
const BEGINNING: f32 = 1.5;
/// A short word with a suffix, likewise.
const SUFFIXED: f32 = 1.0;
/// Letters of such a word; shorter ones begin too many others.
const SHORT_ROOT: usize = 4;
/// A word in the title beside one in the body.
const TITLE: f32 = 1.2;

/// `None` when the text has nothing to look for.
pub(super) fn build(fields: &Fields, search: &Search<'_>) -> Option<BooleanQuery> {
    let words = turkish::words(search.text);
    let all_plain = words.iter().all(|it| it.core.is_none());
    let last = words.len().saturating_sub(1);
    let wanted = words
        .iter()
        .enumerate()
        .filter(|(at, it)| it.core.is_some() || all_plain || (search.typing && *at == last))
        .take(MAX_WORDS);
    let mut clauses: Vec<(Occur, Box<dyn Query>)> = Vec::new();
    for (at, word) in wanted {
        let unfinished = search.typing && at == last;
        for (terms, weight) in [(&fields.title, TITLE), (&fields.body, 1.0)] {
            add_word(&mut clauses, terms, word, weight, unfinished);
        }
    }
    if clauses.is_empty() {
        return None;
    }
    let scopes = search.scopes.iter().map(|it| Term::from_field_text(fields.scope, it));
    let within = ConstScoreQuery::new(Box::new(TermSetQuery::new(scopes)), 0.0);
    let matches: Box<dyn Query> = Box::new(BooleanQuery::new(clauses));
    Some(BooleanQuery::new(vec![(Occur::Must, Box::new(within)), (Occur::Must, matches)]))
}

fn add_word(
    clauses: &mut Vec<(Occur, Box<dyn Query>)>,
    terms: &Terms,
    word: &Word,
    weight: f32,
    unfinished: bool,
) {
    let mut add = |query: Box<dyn Query>, boost: f32| {
        clauses.push((Occur::Should, Box::new(BoostQuery::new(query, boost * weight))));
    };
    add(term(terms.exact, &word.exact), EXACT);
    add(term(terms.folded, &word.folded), FOLDED);
    if let Some(core) = &word.core {
        add(term(terms.stem, &core.stem), STEM);
        add(term(terms.root, &core.root), ROOT);
        // A word shorter than a root is one with every suffix: the stemmer leaves some of them (`iade`, `iadeler`).
        if core.root.len() == SHORT_ROOT {
            let beginning = Term::from_field_text(terms.root, &core.root);
            add(Box::new(FuzzyTermQuery::new_prefix(beginning, 0, true)), SUFFIXED);
        }
    }
    let folded = Term::from_field_text(terms.folded, &word.folded);
    if unfinished {
        add(Box::new(FuzzyTermQuery::new_prefix(folded, 0, true)), BEGINNING);
    } else if word.core.is_some() && word.folded.chars().count() >= FUZZY_FROM {
        add(Box::new(FuzzyTermQuery::new(folded, 1, true)), FUZZY);
    }
}

fn term(field: Field, text: &str) -> Box<dyn Query> {
    Box::new(TermQuery::new(Term::from_field_text(field, text), IndexRecordOption::WithFreqs))
}
