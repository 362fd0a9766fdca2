//! The index of what was said in threads (conversations, tickets): tantivy behind plain values.
//! Every word asked for must be there, bent or not; quoted words side by side. One thread writes.
mod collect;
mod query;
mod writer;

pub use query::Query;
pub use writer::{Change, Line};

use super::folder;
use super::indexer::Indexer;
use crate::Result;
use anyhow::Context as _;
use std::collections::HashSet;
use std::hash::{BuildHasherDefault, Hasher};
use std::path::Path;
use std::sync::Arc;
use tantivy::IndexReader;
use tantivy::schema::{
    FAST, Field, IndexRecordOption, NumericOptions, STRING, Schema, TextFieldIndexing, TextOptions,
};
use uuid::Uuid;

/// Part of the folder's name; raise it when the fields or the analyser change, and the index is built anew.
const FORMAT: &str = "threads-3";
/// Splits at spaces: the analyser has made the terms already.
const TOKENIZER: &str = "whitespace";

/// Handle to the index; cloning copies a few pointers.
#[derive(Clone)]
pub struct ThreadIndex {
    reader: IndexReader,
    fields: Fields,
    indexer: Indexer<Change>,
    found_at: Option<i64>,
}

/// What to look for.
#[derive(Debug)]
pub struct Search<'a> {
    /// The words.
    pub query: &'a Query,
    /// Of each group, a line must have one.
    pub facts: &'a [Vec<String>],
    /// Only in these threads.
    pub within: Within,
    /// Only lines said not before, Unix milliseconds.
    pub from: Option<i64>,
    /// Only lines said before, Unix milliseconds.
    pub to: Option<i64>,
    /// Which come first.
    pub sort: Sort,
    /// Where the page before ended.
    pub after: Option<(f32, i64)>,
    /// Most hits.
    pub limit: usize,
}

/// What a line is known by: that it belongs to something with an id.
#[must_use]
pub fn fact(of: &str, id: Uuid) -> String {
    format!("{of}:{}", id.simple())
}

/// Which lines come first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sort {
    /// Those that say most about the words (BM25).
    Best,
    /// Those said last.
    Newest,
}

/// What was found.
#[derive(Debug, Clone, Default)]
pub struct Found {
    /// All lines that match, on whichever page.
    pub total: u64,
    /// This page.
    pub hits: Vec<Hit>,
}

/// One line that matches.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Hit {
    /// Where it was said.
    pub thread: Uuid,
    /// Its order, as it was put in.
    pub order: i64,
    /// BM25; 0 where the newest come first.
    pub score: f32,
}

/// Which threads count.
#[derive(Debug, Clone, Default)]
pub enum Within {
    /// All of them.
    #[default]
    All,
    /// Only these.
    Only(Arc<Threads>),
    /// All but these: for what takes in nearly all, they are fewer.
    Not(Arc<Threads>),
}

impl Within {
    fn has(&self, low: u64) -> bool {
        match self {
            Within::All => true,
            Within::Only(them) => them.has(low),
            Within::Not(them) => !them.has(low),
        }
    }
}

/// A set of threads. Kept by the random half of their ids: a chance of one in 2^60 that one too many is in it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Threads(HashSet<u64, BuildHasherDefault<AsItIs>>);

impl Threads {
    /// Adds one.
    pub fn add(&mut self, thread: Uuid) {
        self.0.insert(thread.as_u64_pair().1);
    }

    /// Leaves only those that are in `other` too.
    pub fn keep(&mut self, other: &Threads) {
        self.0.retain(|it| other.0.contains(it));
    }

    /// Whether one is in it.
    #[must_use]
    pub fn contains(&self, thread: Uuid) -> bool {
        self.has(thread.as_u64_pair().1)
    }

    /// Takes one out; whether it was in it.
    pub fn take(&mut self, thread: Uuid) -> bool {
        self.0.remove(&thread.as_u64_pair().1)
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    fn has(&self, low: u64) -> bool {
        self.0.contains(&low)
    }
}

impl FromIterator<Uuid> for Threads {
    fn from_iter<I: IntoIterator<Item = Uuid>>(threads: I) -> Threads {
        Threads(threads.into_iter().map(|it| it.as_u64_pair().1).collect())
    }
}

/// The halves of random ids need no hashing.
#[derive(Debug, Clone, Default)]
struct AsItIs(u64);

impl Hasher for AsItIs {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        self.0 = bytes.iter().fold(self.0, |sum, it| sum.rotate_left(8) ^ u64::from(*it));
    }

    fn write_u64(&mut self, value: u64) {
        self.0 = value;
    }
}

#[derive(Debug, Clone, Copy)]
struct Fields {
    /// Names the thread, so that all of it can be taken out.
    thread: Field,
    /// The two halves of its id, to tell where a line was said.
    high: Field,
    low: Field,
    order: Field,
    at: Field,
    fact: Field,
    /// Every word without diacritics, in its place.
    folded: Field,
    /// The stems of those that say something.
    stem: Field,
}

impl ThreadIndex {
    /// Opens or makes the index below `folder`. An unreadable one is made anew, empty. The right to write is taken
    /// with the first change, so that a command may look while the server runs.
    ///
    /// # Errors
    /// When the folder cannot be written or the thread not started.
    pub fn open(folder: &Path) -> Result<ThreadIndex> {
        let folder = folder.join(FORMAT);
        let (schema, fields) = schema();
        let (index, found_at) = folder::open(&folder, "conversations", &schema, |index| {
            let found_at = folder::position(&index)?;
            Ok((index, found_at))
        })?;
        let reader = folder::reader(&index)?;
        let apply = move |open: &mut _, change| writer::apply(open, &fields, change);
        let indexer = Indexer::start("thread-index", (index, reader.clone()), apply)?;
        Ok(ThreadIndex { reader, fields, indexer, found_at })
    }

    /// The position last committed before this process opened the index; `None` for one that is not whole.
    #[must_use]
    pub fn found_at(&self) -> Option<i64> {
        self.found_at
    }

    /// Makes a change, with its position. Searchable on return.
    ///
    /// # Errors
    /// When the index cannot be written.
    pub async fn change(&self, change: Change) -> Result<()> {
        self.indexer.change(change).await
    }

    /// Lines that match. Takes milliseconds of a core: not for async threads.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn search(&self, search: &Search<'_>) -> Result<Found> {
        let query = search.query.build(&self.fields, search.facts);
        let page = collect::Page {
            within: search.within.clone(),
            from: search.from.unwrap_or(i64::MIN),
            to: search.to.unwrap_or(i64::MAX),
            sort: search.sort,
            after: search.after,
            limit: search.limit,
        };
        Ok(self.reader.searcher().search(&query, &page).context("search the index of conversations")?)
    }

    /// Every thread with a line that has the words and, of each group of `facts`, one, in no order. As costly as
    /// [`ThreadIndex::search`].
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn threads(&self, query: &Query, facts: &[Vec<String>]) -> Result<Vec<Uuid>> {
        let query = query.build(&self.fields, facts);
        let found = self.reader.searcher().search(&query, &collect::EveryThread);
        Ok(found.context("search the index of conversations")?)
    }

    /// Number of lines.
    #[must_use]
    pub fn len(&self) -> u64 {
        self.reader.searcher().num_docs()
    }

    /// Whether there is nothing in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

fn schema() -> (Schema, Fields) {
    let mut schema = Schema::builder();
    let whole = NumericOptions::default().set_fast();
    let words = |record| {
        let indexing = TextFieldIndexing::default().set_tokenizer(TOKENIZER).set_index_option(record);
        TextOptions::default().set_indexing_options(indexing.set_fieldnorms(true))
    };
    let fields = Fields {
        thread: schema.add_text_field("thread", STRING),
        high: schema.add_u64_field("high", whole.clone()),
        low: schema.add_u64_field("low", whole),
        order: schema.add_i64_field("order", FAST),
        at: schema.add_i64_field("at", FAST),
        fact: schema.add_text_field("fact", STRING),
        folded: schema.add_text_field("folded", words(IndexRecordOption::WithFreqsAndPositions)),
        stem: schema.add_text_field("stem", words(IndexRecordOption::WithFreqs)),
    };
    (schema.build(), fields)
}
