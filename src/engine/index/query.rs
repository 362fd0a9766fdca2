//! From a question to a query: each word may match strictly or loosely, the best of it counts most. A word that the
//! scopes do not know is taken for a slip of the fingers, and words of theirs like it are looked for instead.
use super::spelling;
use super::statistics::Statistics;
use super::within::Within;
use super::{Fields, Search, Terms, Weighed};
use crate::Result;
use crate::engine::turkish::{self, Core, Word};
use anyhow::Context as _;
use tantivy::query::{
    Bm25StatisticsProvider as _, BooleanQuery, BoostQuery, ConstScoreQuery, FuzzyTermQuery, Occur, Query,
    TermQuery, TermSetQuery,
};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{Searcher, Term};

/// Words of a question beyond this are left aside: a pasted page is not a question.
const MAX_WORDS: usize = 24;

/// How much a field counts.
const EXACT: f32 = 0.2;
const FOLDED: f32 = 0.2;
const STEM: f32 = 1.0;
const ROOT: f32 = 0.6;
/// A word that was probably meant.
const MEANT: f32 = 1.2;
/// A beginning of a word has no figure of its own: it counts this.
const BEGINNING: f32 = 1.5;
/// A word in the title beside one in the body.
const TITLE: f32 = 1.2;

/// A query, and how rare its words are together.
pub(super) struct Built {
    pub(super) query: BooleanQuery,
    pub(super) rarity: f32,
    pub(super) words: Vec<Weighed>,
}

/// `None` when the text has nothing to look for.
pub(super) fn build(searcher: &Searcher, fields: &Fields, search: &Search<'_>) -> Result<Option<Built>> {
    let words = turkish::words(search.text);
    let all_plain = words.iter().all(|it| it.core.is_none());
    let last = words.len().saturating_sub(1);
    let wanted = words
        .iter()
        .enumerate()
        .filter(|(at, it)| it.core.is_some() || all_plain || (search.typing && *at == last))
        .take(MAX_WORDS);
    let scopes = search.scopes.iter().map(|it| Term::from_field_text(fields.scope, it)).collect();
    let within = Within::new(searcher, scopes)?;
    let mut building = Building { searcher, within: &within, fields, clauses: Vec::new(), words: Vec::new() };
    for (at, word) in wanted {
        building.add(word, search.typing && at == last)?;
    }
    if building.clauses.is_empty() {
        return Ok(None);
    }
    let words = building.words;
    let rarity = words.iter().map(|it| it.rarity).sum();
    if within.everything {
        return Ok(Some(Built { query: BooleanQuery::new(building.clauses), rarity, words }));
    }
    let within = ConstScoreQuery::new(Box::new(TermSetQuery::new(within.scopes())), 0.0);
    let matches: Box<dyn Query> = Box::new(BooleanQuery::new(building.clauses));
    let query = BooleanQuery::new(vec![(Occur::Must, Box::new(within)), (Occur::Must, matches)]);
    Ok(Some(Built { query, rarity, words }))
}

struct Building<'a> {
    searcher: &'a Searcher,
    within: &'a Within<'a>,
    fields: &'a Fields,
    clauses: Vec<(Occur, Box<dyn Query>)>,
    words: Vec<Weighed>,
}

impl Building<'_> {
    fn add(&mut self, word: &Word, unfinished: bool) -> Result<()> {
        let both = [(self.fields.title, TITLE), (self.fields.body, 1.0)];
        for (terms, weight) in both {
            self.clause(terms.exact, &word.exact, EXACT * weight);
            self.clause(terms.folded, &word.folded, FOLDED * weight);
            if let Some(core) = &word.core {
                self.clause(terms.stem, &core.stem, STEM * weight);
                self.clause(terms.root, &core.root, ROOT * weight);
            }
            if unfinished {
                let beginning = Term::from_field_text(terms.folded, &word.folded);
                let any = Box::new(FuzzyTermQuery::new_prefix(beginning, 0, true));
                self.clauses.push((Occur::Should, Box::new(BoostQuery::new(any, BEGINNING * weight))));
            }
        }
        let Some(core) = &word.core else { return Ok(()) };
        let known = self.known(core)?;
        let (stem, root) = (core.stem.clone(), core.root.clone());
        let mut weighed = Weighed { stem, root, meant: Vec::new(), rarity: self.rarity_of(known)? };
        if known == 0 && !unfinished {
            let dictionaries = [self.fields.title.folded, self.fields.body.folded];
            let mut meant = spelling::meant(self.searcher, self.within, dictionaries, &word.folded)?;
            meant.iter_mut().for_each(|it| *it = turkish::stem(it));
            // Somebody may mistype a form that stands nowhere.
            meant.extend(spelling::meant(
                self.searcher,
                self.within,
                [self.fields.title.stem, self.fields.body.stem],
                &core.stem,
            )?);
            meant.sort();
            meant.dedup();
            for meant in &meant {
                for (terms, weight) in both {
                    self.clause(terms.stem, meant, MEANT * weight);
                }
            }
            weighed.meant = meant;
        }
        self.words.push(weighed);
        Ok(())
    }

    fn clause(&mut self, field: Field, text: &str, boost: f32) {
        let term = TermQuery::new(Term::from_field_text(field, text), IndexRecordOption::WithFreqs);
        self.clauses.push((Occur::Should, Box::new(BoostQuery::new(Box::new(term), boost))));
    }

    /// Entries that have the word in some form; none where only entries out of the scopes have it. How many they are is
    /// counted in the whole index, as BM25 does: to count within the scopes takes longer than the search.
    fn known(&self, core: &Core) -> Result<u64> {
        let mut most = 0;
        for Terms { stem, root, .. } in [self.fields.title, self.fields.body] {
            for (field, text) in [(stem, &core.stem), (root, &core.root)] {
                let term = Term::from_field_text(field, text);
                let entries = self.searcher.doc_freq(&term).context("read the index")?;
                if entries > most && self.within.has(&term)? {
                    most = entries;
                }
            }
        }
        Ok(most)
    }

    /// The inverse document frequency that BM25 has for a word in so many entries.
    #[expect(clippy::cast_precision_loss, reason = "counts of entries; a score needs no more digits")]
    fn rarity_of(&self, known: u64) -> Result<f32> {
        let all = Statistics(self.searcher).total_num_docs().context("read the index")? as f32;
        let known = known as f32;
        Ok((1.0 + (all - known + 0.5) / (known + 0.5)).ln())
    }
}
