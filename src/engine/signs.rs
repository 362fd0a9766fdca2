//! Signs of vectors, in memory: the quick first look of a search by meaning. Of two vectors, the number of places
//! where their signs differ tells roughly how far apart they are (Charikar, 2002); 64 bytes a vector are read in one
//! sweep, and only the nearest are compared exactly.
use std::collections::{HashMap, HashSet};
use std::sync::{Arc, PoisonError, RwLock};

/// One vector, as it is added.
#[derive(Debug, Clone)]
pub struct Entry {
    /// The caller's own number of it.
    pub number: i64,
    /// Rises with every vector added.
    pub added: i64,
    /// As [`embed::signs`](super::embed::signs) makes them.
    pub signs: Vec<u8>,
}

/// Handle to the signs of all scopes; cloning copies a pointer.
#[derive(Clone, Default)]
pub struct SignIndex(Arc<RwLock<HashMap<String, Table>>>);

/// The vectors of one scope.
#[derive(Default)]
struct Table {
    numbers: Vec<i64>,
    /// Those of all vectors one after the other, 64 to a word.
    signs: Vec<u64>,
    /// Words of one vector.
    width: usize,
    /// Everything added up to here is in.
    until: i64,
}

impl SignIndex {
    /// Up to which `added` the vectors of a scope are in.
    #[must_use]
    pub fn until(&self, scope: &str) -> i64 {
        self.0.read().unwrap_or_else(PoisonError::into_inner).get(scope).map_or(0, |it| it.until)
    }

    /// Adds vectors of a scope, in the order of `added`; those that are in already are left out.
    pub fn add(&self, scope: &str, entries: Vec<Entry>) {
        if entries.is_empty() {
            return;
        }
        let mut tables = self.0.write().unwrap_or_else(PoisonError::into_inner);
        let table = tables.entry(scope.to_owned()).or_default();
        for it in entries {
            if it.added > table.until {
                table.until = it.added;
                let signs = words(&it.signs);
                if table.numbers.is_empty() {
                    table.width = signs.len();
                }
                if table.width == signs.len() {
                    table.numbers.push(it.number);
                    table.signs.extend(signs);
                }
            }
        }
    }

    /// Takes vectors out that are no longer there.
    pub fn remove(&self, scope: &str, gone: &HashSet<i64>) {
        let mut tables = self.0.write().unwrap_or_else(PoisonError::into_inner);
        let Some(table) = tables.get_mut(scope) else { return };
        let vectors = table.signs.chunks(table.width.max(1));
        let kept = table.numbers.iter().zip(vectors).filter(|it| !gone.contains(it.0));
        let (numbers, signs): (Vec<i64>, Vec<&[u64]>) = kept.unzip();
        let signs = signs.concat();
        (table.numbers, table.signs) = (numbers, signs);
    }

    /// Forgets every scope whose name begins so.
    pub fn forget(&self, beginning: &str) {
        let mut tables = self.0.write().unwrap_or_else(PoisonError::into_inner);
        tables.retain(|scope, _| !scope.starts_with(beginning));
    }

    /// The numbers of the vectors whose signs are nearest, at most `limit`, in no order. Takes about a millisecond for
    /// 100,000 vectors: not for async threads.
    #[must_use]
    pub fn nearest(&self, scope: &str, signs: &[u8], limit: usize) -> Vec<i64> {
        let tables = self.0.read().unwrap_or_else(PoisonError::into_inner);
        let Some(table) = tables.get(scope) else { return Vec::new() };
        let wanted = words(signs);
        if wanted.len() != table.width {
            return Vec::new();
        }
        let distances = distances(&wanted, &table.signs);
        let (within, at) = farthest_of_nearest(&distances, limit, wanted.len() * 64);
        let mut left = at;
        let wanted = |distance: u16| match usize::from(distance).cmp(&within) {
            std::cmp::Ordering::Less => true,
            std::cmp::Ordering::Equal => {
                let taken = left > 0;
                left = left.saturating_sub(1);
                taken
            }
            std::cmp::Ordering::Greater => false,
        };
        let near = distances.iter().copied().map(wanted).zip(&table.numbers);
        near.filter(|it| it.0).map(|it| *it.1).collect()
    }
}

/// The distance of the last of the `limit` nearest, and how many at exactly that distance belong to them.
fn farthest_of_nearest(distances: &[u16], limit: usize, farthest: usize) -> (usize, usize) {
    let mut counts = vec![0_usize; farthest + 1];
    for distance in distances {
        if let Some(count) = counts.get_mut(usize::from(*distance)) {
            *count += 1;
        }
    }
    let mut left = limit;
    for (distance, count) in counts.into_iter().enumerate() {
        if count >= left {
            return (distance, left);
        }
        left -= count;
    }
    (farthest, left)
}

/// What is missing of the last word is 0, in all of them alike.
fn words(bytes: &[u8]) -> Vec<u64> {
    let word = |it: &[u8]| it.iter().rev().fold(0, |word, byte| word << 8 | u64::from(*byte));
    bytes.chunks(8).map(word).collect()
}

/// In how many places each of `all` differs from `wanted`.
fn distances(wanted: &[u64], all: &[u64]) -> Vec<u16> {
    #[cfg(target_arch = "x86_64")]
    if std::is_x86_feature_detected!("popcnt") {
        // SAFETY: the processor has just said that it counts bits in one instruction.
        #[expect(unsafe_code, reason = "the instruction is not in the least that x86-64 has")]
        return unsafe { distances_by_popcnt(wanted, all) };
    }
    each(wanted, all)
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "popcnt")]
fn distances_by_popcnt(wanted: &[u64], all: &[u64]) -> Vec<u16> {
    each(wanted, all)
}

/// The widths of the built-in embedding and of the usual models are known to the compiler, which makes them quick.
#[inline(always)]
#[expect(clippy::inline_always, reason = "so that it is compiled for the caller's instructions")]
fn each(wanted: &[u64], all: &[u64]) -> Vec<u16> {
    match wanted.len() {
        8 => of_width::<8>(wanted, all),
        12 => of_width::<12>(wanted, all),
        16 => of_width::<16>(wanted, all),
        width => all.chunks_exact(width.max(1)).map(|it| distance(wanted, it)).collect(),
    }
}

#[inline(always)]
#[expect(clippy::inline_always, reason = "so that it is compiled for the caller's instructions")]
fn of_width<const WIDTH: usize>(wanted: &[u64], all: &[u64]) -> Vec<u16> {
    let Some(wanted) = wanted.first_chunk::<WIDTH>() else { return Vec::new() };
    all.as_chunks::<WIDTH>().0.iter().map(|it| distance(wanted, it)).collect()
}

#[inline(always)]
#[expect(clippy::inline_always, reason = "so that it is compiled for the caller's instructions")]
fn distance(one: &[u64], other: &[u64]) -> u16 {
    let differing: u32 = one.iter().zip(other).map(|(a, b)| (a ^ b).count_ones()).sum();
    u16::try_from(differing).unwrap_or(u16::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn entry(number: i64, byte: u8) -> Entry {
        Entry { number, added: number, signs: vec![byte; 64] }
    }

    fn sorted(mut numbers: Vec<i64>) -> Vec<i64> {
        numbers.sort_unstable();
        numbers
    }

    #[test]
    fn vectors_come_once_and_go() {
        let index = SignIndex::default();
        index.add("a", vec![entry(1, 0), entry(2, 1), entry(3, 255)]);
        index.add("a", vec![entry(3, 0), entry(4, 3)]);
        index.add("b", vec![entry(9, 0)]);
        assert_eq!((index.until("a"), index.until("b"), index.until("c")), (4, 9, 0));
        assert_eq!(sorted(index.nearest("a", &[0; 64], 2)), [1, 2]);
        assert_eq!(sorted(index.nearest("a", &[0; 64], 10)), [1, 2, 3, 4]);
        assert!(index.nearest("c", &[0; 64], 10).is_empty());
        index.remove("a", &HashSet::from([1, 3]));
        assert_eq!(sorted(index.nearest("a", &[0; 64], 10)), [2, 4]);
        assert_eq!(index.until("a"), 4, "what is gone does not come again");
        index.forget("a");
        assert_eq!((index.until("a"), index.until("b")), (0, 9));
    }

    #[test]
    fn vectors_of_any_width_are_compared_with_their_like() {
        let index = SignIndex::default();
        for (scope, bytes) in [("a", 96), ("b", 11)] {
            let entry = |number, byte| Entry { number, added: number, signs: vec![byte; bytes] };
            index.add(scope, vec![entry(1, 0), entry(2, 1), entry(3, 255)]);
            assert_eq!(sorted(index.nearest(scope, &vec![0; bytes], 2)), [1, 2]);
            assert!(index.nearest(scope, &[0; 64], 2).is_empty());
            index.remove(scope, &HashSet::from([1]));
            assert_eq!(sorted(index.nearest(scope, &vec![255; bytes], 1)), [3]);
        }
    }

    proptest! {
        #[test]
        fn the_nearest_are_those_of_a_full_sort(
            all in prop::collection::vec(prop::collection::vec(any::<u8>(), 64), 0..40),
            wanted in prop::collection::vec(any::<u8>(), 64),
            limit in 0..50_usize,
        ) {
            let index = SignIndex::default();
            index.add("a", (1..).zip(&all).map(|(n, it)| Entry { number: n, added: n, signs: it.clone() }).collect());
            let far = |it: &[u8]| it.iter().zip(&wanted).map(|(a, b)| (a ^ b).count_ones()).sum::<u32>();
            let mut expected: Vec<u32> = all.iter().map(|it| far(it)).collect();
            expected.sort_unstable();
            expected.truncate(limit);
            let mut found: Vec<u32> =
                index.nearest("a", &wanted, limit).iter().map(|n| far(&all[*n as usize - 1])).collect();
            found.sort_unstable();
            prop_assert_eq!(found, expected);
        }
    }
}
