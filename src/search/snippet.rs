//! The piece of a text to show for a search: around the words that were found, as plain text.
use std::ops::Range;

/// Longest piece, in characters.
const CHARS: usize = 180;
/// So much of what stands before the first word found is shown.
const BEFORE: usize = 40;

/// A piece of `text` and where its marked words stand in it, in UTF-16 code units.
pub(super) fn cut(text: &str, marks: &[Range<usize>]) -> (String, Vec<[usize; 2]>) {
    let starts: Vec<usize> = text.char_indices().map(|it| it.0).collect();
    let place = |byte: usize| starts.partition_point(|it| *it < byte);
    let marks: Vec<Range<usize>> = marks.iter().map(|it| place(it.start)..place(it.end)).collect();
    let all: Vec<char> = text.chars().map(|it| if it.is_whitespace() { ' ' } else { it }).collect();
    let from = begin(&all, &marks);
    let to = end(&all, from);
    let mut piece = String::new();
    let mut units = Vec::with_capacity(to - from + 1);
    if from > 0 {
        piece.push('…');
    }
    for letter in all.get(from..to).unwrap_or_default() {
        units.push(piece.encode_utf16().count());
        piece.push(*letter);
    }
    units.push(piece.encode_utf16().count());
    if to < all.len() {
        piece.push('…');
    }
    let inside = marks.iter().filter(|it| it.start >= from && it.end <= to);
    let unit = |at: usize| units.get(at - from).copied().unwrap_or_default();
    (piece, inside.map(|it| [unit(it.start), unit(it.end)]).collect())
}

/// Where the piece with most of the marks begins: at a word, a little before the first of them.
fn begin(all: &[char], marks: &[Range<usize>]) -> usize {
    if all.len() <= CHARS {
        return 0;
    }
    let count = |first: &Range<usize>| {
        marks.iter().filter(|it| it.start >= first.start && it.end <= first.start + CHARS - BEFORE).count()
    };
    // Of equally good ones the first: `max_by_key` would take the last.
    let Some(best) = marks.iter().rev().max_by_key(|it| count(it)) else { return 0 };
    let earliest = best.start.saturating_sub(BEFORE);
    if earliest == 0 {
        return 0;
    }
    let words = all.get(earliest..best.start).unwrap_or_default();
    words.iter().position(|it| *it == ' ').map_or(earliest, |it| earliest + it + 1)
}

/// Where it ends: at a word, if there is one.
fn end(all: &[char], from: usize) -> usize {
    let to = (from + CHARS).min(all.len());
    if to == all.len() {
        return to;
    }
    let piece = all.get(from..to).unwrap_or_default();
    match piece.iter().rposition(|it| *it == ' ') {
        Some(at) if at > CHARS / 2 => from + at,
        _ => to,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::threads::Query;

    fn found(query: &str, text: &str) -> (String, Vec<String>) {
        let marks = Query::parse(query, false).map(|it| it.marks(text)).unwrap_or_default();
        let (piece, highlights) = cut(text, &marks);
        let units: Vec<u16> = piece.encode_utf16().collect();
        let words = highlights.iter().map(|it| String::from_utf16(&units[it[0]..it[1]]).unwrap());
        (piece.clone(), words.collect())
    }

    #[test]
    fn a_short_text_is_shown_whole_on_one_line() {
        let (piece, words) = found("ücret", "Selam 😀\nücretler ne zaman?");
        assert_eq!((piece.as_str(), words), ("Selam 😀 ücretler ne zaman?", vec!["ücretler".to_owned()]));
    }

    #[test]
    fn of_a_long_text_the_piece_with_most_of_the_words() {
        let filling = "bir iki üç dört beş ".repeat(20);
        let text = format!("{filling}iade {filling}{filling}ücret iadesi {filling}");
        let (piece, words) = found("ücret iade", &text);
        assert!(
            piece.starts_with('…') && piece.ends_with('…') && piece.chars().count() <= CHARS + 2,
            "{piece}"
        );
        assert_eq!(words, ["ücret", "iadesi"]);
    }

    #[test]
    fn one_endless_word_is_cut_too() {
        let (piece, words) = found("x", &"a".repeat(500));
        assert_eq!((piece.chars().count(), words.len()), (CHARS + 1, 0));
    }
}
