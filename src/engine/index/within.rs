//! What of the index is within the scopes of a search. The dictionary and its figures are of everything in it: a word
//! that only others use must not change what is found.
use crate::Result;
use anyhow::Context as _;
use tantivy::postings::SegmentPostings;
use tantivy::schema::IndexRecordOption;
use tantivy::{DocSet as _, Searcher, SegmentReader, TERMINATED, Term};

/// The entries that a search may find.
pub(super) struct Within<'s> {
    searcher: &'s Searcher,
    scopes: Vec<Term>,
    /// Nothing is outside. Then the scopes need not be asked for, and the words alone can be looked up with leaps over
    /// what cannot be among the best any more, which takes a fraction of the time.
    pub(super) everything: bool,
}

impl<'s> Within<'s> {
    /// The entries of `scopes`.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub(super) fn new(searcher: &'s Searcher, scopes: Vec<Term>) -> Result<Within<'s>> {
        let all: u64 = searcher.segment_readers().iter().map(|it| u64::from(it.max_doc())).sum();
        let mut within = 0;
        for scope in &scopes {
            within += searcher.doc_freq(scope).context("read the index")?;
        }
        Ok(Within { searcher, scopes, everything: within >= all })
    }

    /// The terms of the scopes.
    pub(super) fn scopes(&self) -> Vec<Term> {
        self.scopes.clone()
    }

    /// Whether an entry within has a term that the index knows.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub(super) fn has(&self, term: &Term) -> Result<bool> {
        if self.everything {
            return Ok(true);
        }
        for segment in self.searcher.segment_readers() {
            for scope in &self.scopes {
                let both = (postings(segment, term)?, postings(segment, scope)?);
                if let (Some(term), Some(scope)) = both
                    && meet(segment, term, scope)
                {
                    return Ok(true);
                }
            }
        }
        Ok(false)
    }
}

fn postings(segment: &SegmentReader, term: &Term) -> Result<Option<SegmentPostings>> {
    let index = segment.inverted_index(term.field()).context("read the index")?;
    Ok(index.read_postings(term, IndexRecordOption::Basic).context("read the index")?)
}

/// Whether two terms share an entry; each leaps to where the other is.
fn meet(segment: &SegmentReader, mut one: SegmentPostings, mut other: SegmentPostings) -> bool {
    let mut at = one.doc();
    while at != TERMINATED {
        let found = if other.doc() < at { other.seek(at) } else { other.doc() };
        if found == at && !segment.is_deleted(at) {
            return true;
        }
        at = if found == at { one.advance() } else { one.seek(found) };
    }
    false
}
