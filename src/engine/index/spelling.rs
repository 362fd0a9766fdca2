//! Words of the index that somebody may have meant who mistyped one.
use super::within::Within;
use crate::Result;
use anyhow::Context as _;
use std::collections::HashMap;
use strsim::osa_distance;
use tantivy::schema::Field;
use tantivy::{Searcher, Term};

/// A shorter word is like too many others.
const LEAST_LETTERS: usize = 4;
/// From so many letters on, two of them may be wrong.
const TWO_WRONG_FROM: usize = 8;
/// Words that one may stand for.
const MOST: usize = 3;

/// The words of `fields` that differ from `word` by one letter left out, added, changed, or two in the wrong order
/// (by two such slips in a long word): the nearest first, of equals the most frequent. The first letter is right: people
/// rarely miss it, and only words that begin with it have to be read. Only words that stand within the scopes.
///
/// # Errors
/// When the index cannot be read.
pub(super) fn meant(
    searcher: &Searcher,
    within: &Within<'_>,
    fields: [Field; 2],
    word: &str,
) -> Result<Vec<String>> {
    let letters = word.chars().count();
    let Some(first) = word.chars().next().filter(|_| letters >= LEAST_LETTERS) else { return Ok(Vec::new()) };
    let slips = if letters >= TWO_WRONG_FROM { 2 } else { 1 };
    let mut found: HashMap<String, (usize, u64)> = HashMap::new();
    let (mut start, mut end) = ([0; 4], [0; 4]);
    let start = first.encode_utf8(&mut start).as_bytes();
    let end = char::from_u32(u32::from(first) + 1).map(|it| it.encode_utf8(&mut end).as_bytes().to_vec());
    for segment in searcher.segment_readers() {
        for field in fields {
            let index = segment.inverted_index(field).context("read the index")?;
            let mut range = index.terms().range().ge(start);
            if let Some(end) = &end {
                range = range.lt(end);
            }
            let mut terms = range.into_stream().context("read the index")?;
            while let Some((term, information)) = terms.next() {
                let Ok(term) = std::str::from_utf8(term) else { continue };
                let apart = letters.abs_diff(term.chars().count());
                if apart > slips {
                    continue;
                }
                let distance = osa_distance(word, term);
                if distance <= slips {
                    let entry = found.entry(term.to_owned()).or_insert((distance, 0));
                    entry.1 += u64::from(information.doc_freq);
                }
            }
        }
    }
    let mut found: Vec<(String, (usize, u64))> = found.into_iter().collect();
    found.sort_by(|a, b| a.1.0.cmp(&b.1.0).then(b.1.1.cmp(&a.1.1)).then(a.0.cmp(&b.0)));
    let mut meant = Vec::with_capacity(MOST);
    for (text, _) in found {
        if meant.len() == MOST {
            break;
        }
        let [title, body] = fields.map(|it| Term::from_field_text(it, &text));
        if within.has(&title)? || within.has(&body)? {
            meant.push(text);
        }
    }
    Ok(meant)
}
