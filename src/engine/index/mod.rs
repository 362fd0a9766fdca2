//! The text index: tantivy behind plain values. Entries are found by the words of a title and a body, within scopes
//! that the caller names; one thread writes.
mod query;
mod spelling;
mod statistics;
mod within;
mod writer;

pub use writer::{Change, Entry, Replacement};

use super::folder;
use super::indexer::Indexer;
use crate::Result;
use anyhow::Context as _;
use std::path::Path;
use tantivy::IndexReader;
use tantivy::collector::TopDocs;
use tantivy::schema::{
    FAST, Field, IndexRecordOption, NumericOptions, STRING, Schema, TextFieldIndexing, TextOptions,
};

/// Part of the folder's name; raise it when the fields or the analyser change, and the index is built anew.
const FORMAT: &str = "text-2";
/// Splits at spaces: the analyser has made the terms already.
const TOKENIZER: &str = "whitespace";

/// Handle to the index; cloning copies a few pointers.
#[derive(Clone)]
pub struct TextIndex {
    reader: IndexReader,
    fields: Fields,
    indexer: Indexer<Change>,
    found_at: Option<i64>,
}

/// One entry that matches.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Hit {
    /// The number it was put in with.
    pub number: i64,
    /// BM25 over all fields, from 0 up.
    pub score: f32,
}

/// A word of a question, as the index knows it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Weighed {
    /// Its folded stem.
    pub stem: String,
    /// Its first letters.
    pub root: String,
    /// Stems of the words that were probably meant, where no entry within the scopes has such a word.
    pub meant: Vec<String>,
    /// Its inverse document frequency.
    pub rarity: f32,
}

/// What a search found.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Found {
    /// Entries, best first.
    pub hits: Vec<Hit>,
    /// How rare the words looked for are, together: the sum of their inverse document frequencies. What an entry with all
    /// of them scores grows with it, so it tells how much of a question a score stands for.
    pub rarity: f32,
    /// Those words, each by itself.
    pub words: Vec<Weighed>,
}

/// What to look for.
#[derive(Debug, Clone)]
pub struct Search<'a> {
    /// As typed.
    pub text: &'a str,
    /// Whether the last word may be unfinished.
    pub typing: bool,
    /// Only entries of one of these.
    pub scopes: &'a [String],
    /// Most hits.
    pub limit: usize,
}

#[derive(Debug, Clone, Copy)]
struct Fields {
    number: Field,
    group: Field,
    scope: Field,
    title: Terms,
    body: Terms,
}

/// The four fields of one text, from strict to loose.
#[derive(Debug, Clone, Copy)]
struct Terms {
    exact: Field,
    folded: Field,
    stem: Field,
    root: Field,
}

impl TextIndex {
    /// Opens or makes the index below `folder`. An unreadable one is made anew, empty. The right to write is taken with
    /// the first change.
    ///
    /// # Errors
    /// When the folder cannot be written or the thread not started.
    pub fn open(folder: &Path) -> Result<TextIndex> {
        let folder = folder.join(FORMAT);
        let (schema, fields) = schema();
        let (index, found_at) = folder::open(&folder, "articles", &schema, |index| {
            let found_at = folder::position(&index)?;
            Ok((index, found_at))
        })?;
        let reader = folder::reader(&index)?;
        let apply = move |open: &mut _, change| writer::apply(open, &fields, change);
        let indexer = Indexer::start("text-index", (index, reader.clone()), apply)?;
        Ok(TextIndex { reader, fields, indexer, found_at })
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

    /// Entries that match, best first. Takes milliseconds of a core: not for async threads.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn search(&self, search: &Search<'_>) -> Result<Found> {
        let searcher = self.reader.searcher();
        let Some(built) = query::build(&searcher, &self.fields, search)? else { return Ok(Found::default()) };
        let best = TopDocs::with_limit(search.limit.max(1)).order_by_score();
        let found = searcher
            .search_with_statistics_provider(&built.query, &best, &statistics::Statistics(&searcher))
            .context("search the index")?;
        let mut hits = Vec::with_capacity(found.len());
        for (score, address) in found {
            let segment = searcher.segment_reader(address.segment_ord);
            let numbers = segment.fast_fields().i64("number").context("read the index")?;
            hits.extend(numbers.first(address.doc_id).map(|number| Hit { number, score }));
        }
        Ok(Found { hits, rarity: built.rarity, words: built.words })
    }

    /// Number of entries.
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
    let number = schema.add_i64_field("number", NumericOptions::default().set_fast());
    let group = schema.add_text_field("group", STRING);
    let scope = schema.add_text_field("scope", STRING | FAST);
    let indexing = TextFieldIndexing::default()
        .set_tokenizer(TOKENIZER)
        .set_index_option(IndexRecordOption::WithFreqs)
        .set_fieldnorms(true);
    let options = TextOptions::default().set_indexing_options(indexing);
    let mut terms = |text: &str| Terms {
        exact: schema.add_text_field(&format!("{text}_exact"), options.clone()),
        folded: schema.add_text_field(&format!("{text}_folded"), options.clone()),
        stem: schema.add_text_field(&format!("{text}_stem"), options.clone()),
        root: schema.add_text_field(&format!("{text}_root"), options.clone()),
    };
    let (title, body) = (terms("title"), terms("body"));
    (schema.build(), Fields { number, group, scope, title, body })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(number: i64, scope: &str, title: &str, body: &str) -> Entry {
        Entry { number, scope: scope.to_owned(), title: title.to_owned(), body: body.to_owned() }
    }

    fn find(index: &TextIndex, text: &str, typing: bool) -> Vec<i64> {
        let scopes = ["a".to_owned()];
        let search = Search { text, typing, scopes: &scopes, limit: 10 };
        index.search(&search).unwrap().hits.into_iter().map(|it| it.number).collect()
    }

    #[tokio::test]
    async fn words_are_found_however_they_are_typed() {
        let folder = tempfile::tempdir().unwrap();
        let index = TextIndex::open(folder.path()).unwrap();
        let one = Replacement {
            group: "g1".to_owned(),
            entries: vec![entry(1, "a", "Ücret iadesi", "Yatırılan ücretin iade süresi on gündür.")],
        };
        let two = Replacement {
            group: "g2".to_owned(),
            entries: vec![
                entry(2, "b", "Ücret iadesi", "Başkasının."),
                entry(3, "a", "Kütüphane", "Kitap ödünç."),
            ],
        };
        let change = |groups, position| Change { groups, position, ..Change::default() };
        index.change(change(vec![one, two], Some(7))).await.unwrap();
        assert_eq!(find(&index, "iade suresi", false), [1]);
        assert_eq!(find(&index, "ÜCRETİNİ", false), [1]);
        assert_eq!(find(&index, "kutuphnae", false), [3], "letters in the wrong order");
        assert_eq!(find(&index, "kütüp", true), [3], "unfinished");
        assert!(find(&index, "zürafa", false).is_empty());

        let nothing = Replacement { group: "g1".to_owned(), entries: Vec::new() };
        index.change(change(vec![nothing], Some(9))).await.unwrap();
        assert!(find(&index, "iade", false).is_empty());
        drop(index);
        let again = TextIndex::open(folder.path()).unwrap();
        assert_eq!((again.found_at(), again.len()), (Some(9), 2));
    }

    #[tokio::test]
    async fn what_only_others_write_changes_no_spelling() {
        let folder = tempfile::tempdir().unwrap();
        let index = TextIndex::open(folder.path()).unwrap();
        let entries = vec![
            entry(1, "a", "Kütüphane", "Kitap ödünç."),
            entry(2, "b", "Kutuphnae", "Kutuphnae yazmışlar; zürafa da var."),
        ];
        let groups = vec![Replacement { group: "g".to_owned(), entries }];
        index.change(Change { groups, position: Some(1), ..Change::default() }).await.unwrap();
        let found = |text: &str, scope: &str| {
            let scopes = [scope.to_owned()];
            index.search(&Search { text, typing: false, scopes: &scopes, limit: 10 }).unwrap()
        };
        let of = |text: &str, scope: &str| -> Vec<i64> {
            found(text, scope).hits.into_iter().map(|it| it.number).collect()
        };
        assert_eq!(of("kutuphnae", "a"), [1], "a mistake that others make too is still one");
        assert_eq!(of("kutuphnae", "b"), [2]);
        assert_eq!((of("zurafaa", "a"), of("zurafaa", "b")), (vec![], vec![2]));
        assert!(found("zurafaa", "a").words[0].meant.is_empty(), "a word of others is not what was meant");
        let unknown = found("zebra", "a").words[0].rarity;
        assert_eq!(found("zürafa", "a").words[0].rarity.to_bits(), unknown.to_bits());
    }

    #[tokio::test]
    async fn an_index_that_is_being_built_is_not_whole_until_its_last_part_is_there() {
        let folder = tempfile::tempdir().unwrap();
        let group = |name: &str, number| Replacement {
            group: name.to_owned(),
            entries: vec![entry(number, "a", "Kütüphane", "Kitap ödünç.")],
        };
        let index = TextIndex::open(folder.path()).unwrap();
        index
            .change(Change { groups: vec![group("old", 1)], position: Some(5), from_scratch: false })
            .await
            .unwrap();
        let first = Change { groups: vec![group("new", 2)], position: None, from_scratch: true };
        index.change(first).await.unwrap();
        assert_eq!(find(&index, "kitap", false), [2], "what was there before is gone");
        drop(index);
        assert_eq!(TextIndex::open(folder.path()).unwrap().found_at(), None, "stopped in the middle");
    }

    #[test]
    fn an_unreadable_index_is_made_anew() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir_all(folder.path().join(FORMAT)).unwrap();
        std::fs::write(folder.path().join(FORMAT).join("meta.json"), "{").unwrap();
        let index = TextIndex::open(folder.path()).unwrap();
        assert!(index.is_empty() && index.found_at().is_none());
    }
}
