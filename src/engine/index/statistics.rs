//! What BM25 takes for the size of the collection. The rarity of a word says little in a handful of entries: with
//! one article every word would be common, and no score could tell an answer from none. So the collection counts as
//! at least of a certain size, with entries as long as the real ones.
use tantivy::query::Bm25StatisticsProvider;
use tantivy::schema::Field;
use tantivy::{Searcher, Term};

/// The least size, in entries.
const LEAST: u64 = 64;

/// A searcher's own figures, for a collection that is not small.
pub(super) struct Statistics<'s>(pub(super) &'s Searcher);

impl Bm25StatisticsProvider for Statistics<'_> {
    fn total_num_tokens(&self, field: Field) -> tantivy::Result<u64> {
        let (tokens, entries) = (self.0.total_num_tokens(field)?, self.0.num_docs().max(1));
        Ok(if entries < LEAST { tokens.saturating_mul(LEAST) / entries } else { tokens })
    }

    fn total_num_docs(&self) -> tantivy::Result<u64> {
        Ok(self.0.total_num_docs()?.max(LEAST))
    }

    fn doc_freq(&self, term: &Term) -> tantivy::Result<u64> {
        Bm25StatisticsProvider::doc_freq(self.0, term)
    }
}
