//! What is kept of what matches: one page of the best or newest lines with how many there are, or the threads of all.
use super::{AsItIs, Found, Hit, Sort, Within};
use std::cmp::{Ordering, Reverse};
use std::collections::{BinaryHeap, HashMap};
use std::hash::BuildHasherDefault;
use std::sync::Arc;
use tantivy::collector::{Collector, SegmentCollector};
use tantivy::columnar::ColumnValues;
use tantivy::{DocId, Score, SegmentOrdinal, SegmentReader};
use uuid::Uuid;

/// What is wanted of the lines that have the words.
pub(super) struct Page {
    pub(super) within: Within,
    pub(super) from: i64,
    pub(super) to: i64,
    pub(super) sort: Sort,
    pub(super) after: Option<(f32, i64)>,
    pub(super) limit: usize,
}

/// Where a line stands in the order: higher comes first.
#[derive(Clone, Copy, PartialEq)]
struct Key {
    score: f32,
    order: i64,
}

impl Eq for Key {}

impl Ord for Key {
    fn cmp(&self, other: &Key) -> Ordering {
        self.score.total_cmp(&other.score).then(self.order.cmp(&other.order))
    }
}

impl PartialOrd for Key {
    fn partial_cmp(&self, other: &Key) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// The same in one segment.
pub(super) struct Segment {
    within: Within,
    /// The times that are wanted, and each line's; none when every time is.
    times: Option<(i64, i64, Arc<dyn ColumnValues<i64>>)>,
    after: Option<Key>,
    limit: usize,
    order: Arc<dyn ColumnValues<i64>>,
    high: Arc<dyn ColumnValues<u64>>,
    low: Arc<dyn ColumnValues<u64>>,
    total: u64,
    /// The lowest of the page on top.
    best: BinaryHeap<Reverse<(Key, DocId)>>,
}

impl Collector for Page {
    type Fruit = Found;
    type Child = Segment;

    fn for_segment(&self, _: SegmentOrdinal, reader: &SegmentReader) -> tantivy::Result<Segment> {
        let columns = reader.fast_fields();
        let any_time = self.from == i64::MIN && self.to == i64::MAX;
        let times = if any_time {
            None
        } else {
            Some((self.from, self.to, columns.i64("at")?.first_or_default_col(0)))
        };
        Ok(Segment {
            within: self.within.clone(),
            times,
            after: self.after.map(|(score, order)| Key { score, order }),
            limit: self.limit.max(1),
            order: columns.i64("order")?.first_or_default_col(0),
            high: columns.u64("high")?.first_or_default_col(0),
            low: columns.u64("low")?.first_or_default_col(0),
            total: 0,
            best: BinaryHeap::new(),
        })
    }

    fn requires_scoring(&self) -> bool {
        self.sort == Sort::Best
    }

    fn merge_fruits(&self, segments: Vec<Found>) -> tantivy::Result<Found> {
        let total = segments.iter().map(|it| it.total).sum();
        let mut hits: Vec<Hit> = segments.into_iter().flat_map(|it| it.hits).collect();
        let key = |it: &Hit| Key { score: it.score, order: it.order };
        hits.sort_by_key(|it| Reverse(key(it)));
        hits.truncate(self.limit);
        Ok(Found { total, hits })
    }
}

impl SegmentCollector for Segment {
    type Fruit = Found;

    fn collect(&mut self, doc: DocId, score: Score) {
        if let Some((from, to, at)) = &self.times {
            let at = at.get_val(doc);
            if at < *from || at >= *to {
                return;
            }
        }
        if !matches!(self.within, Within::All) && !self.within.has(self.low.get_val(doc)) {
            return;
        }
        self.total += 1;
        let key = Key { score, order: self.order.get_val(doc) };
        if self.after.is_some_and(|it| key >= it) {
            return;
        }
        if self.best.len() < self.limit {
            self.best.push(Reverse((key, doc)));
        } else if let Some(mut lowest) = self.best.peek_mut()
            && lowest.0.0 < key
        {
            *lowest = Reverse((key, doc));
        }
    }

    fn harvest(self) -> Found {
        let hit = |Reverse((key, doc)): Reverse<(Key, DocId)>| Hit {
            thread: Uuid::from_u64_pair(self.high.get_val(doc), self.low.get_val(doc)),
            order: key.order,
            score: key.score,
        };
        Found { total: self.total, hits: self.best.into_iter().map(hit).collect() }
    }
}

/// Every thread with a line that matches.
pub(super) struct EveryThread;

/// Threads by the random half of their ids.
type Halves = HashMap<u64, u64, BuildHasherDefault<AsItIs>>;

/// The same in one segment.
pub(super) struct ThreadsOfSegment {
    high: Arc<dyn ColumnValues<u64>>,
    low: Arc<dyn ColumnValues<u64>>,
    found: Halves,
}

impl Collector for EveryThread {
    type Fruit = Vec<Uuid>;
    type Child = ThreadsOfSegment;

    fn for_segment(&self, _: SegmentOrdinal, reader: &SegmentReader) -> tantivy::Result<ThreadsOfSegment> {
        let columns = reader.fast_fields();
        Ok(ThreadsOfSegment {
            high: columns.u64("high")?.first_or_default_col(0),
            low: columns.u64("low")?.first_or_default_col(0),
            found: Halves::default(),
        })
    }

    fn requires_scoring(&self) -> bool {
        false
    }

    fn merge_fruits(&self, segments: Vec<Halves>) -> tantivy::Result<Vec<Uuid>> {
        let all: Halves = segments.into_iter().flatten().collect();
        Ok(all.into_iter().map(|(low, high)| Uuid::from_u64_pair(high, low)).collect())
    }
}

impl SegmentCollector for ThreadsOfSegment {
    type Fruit = Halves;

    fn collect(&mut self, doc: DocId, _: Score) {
        self.found.entry(self.low.get_val(doc)).or_insert_with(|| self.high.get_val(doc));
    }

    fn harvest(self) -> Halves {
        self.found
    }
}
