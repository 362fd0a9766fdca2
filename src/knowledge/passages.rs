//! Cuts an article into passages: plain text, by heading and sentence, about 200 words, the last sentence of one
//! repeated at the head of the next where a part had to be cut.
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

/// Words of a passage, about.
const WORDS: usize = 200;
/// Characters of a passage, at most: where there are hardly any blanks, words are no measure.
const CHARS: usize = 2_400;

/// A part of an article that can be found by itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passage {
    /// The heading it stands under; empty at the head of the article.
    pub heading: String,
    /// Plain text, a line for each paragraph or item.
    pub text: String,
}

/// The passages of a Markdown text, in order.
#[must_use]
pub fn cut(markdown: &str) -> Vec<Passage> {
    sections(markdown).into_iter().flat_map(|it| cut_section(&it)).collect()
}

/// Headings with the plain text below them.
fn sections(markdown: &str) -> Vec<Passage> {
    let mut sections = vec![Passage { heading: String::new(), text: String::new() }];
    let mut in_heading = false;
    for event in Parser::new_ext(markdown, Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH) {
        if let Event::Start(Tag::Heading { .. }) = event {
            in_heading = true;
            sections.push(Passage { heading: String::new(), text: String::new() });
            continue;
        }
        let Some(section) = sections.last_mut() else { continue };
        let target = if in_heading { &mut section.heading } else { &mut section.text };
        match event {
            Event::End(TagEnd::Heading(_)) => in_heading = false,
            Event::Text(text) | Event::Code(text) => target.push_str(&text),
            Event::SoftBreak => target.push(' '),
            Event::End(TagEnd::TableCell) => target.push_str(" · "),
            Event::HardBreak
            | Event::End(
                TagEnd::Paragraph | TagEnd::Item | TagEnd::CodeBlock | TagEnd::TableRow | TagEnd::TableHead,
            ) => end_line(target),
            _ => (),
        }
    }
    sections.retain(|it| !it.text.trim().is_empty() || !it.heading.trim().is_empty());
    sections
}

fn end_line(text: &mut String) {
    let kept = text.trim_end_matches([' ', '·', '\n']).len();
    text.truncate(kept);
    if !text.is_empty() {
        text.push('\n');
    }
}

fn cut_section(section: &Passage) -> Vec<Passage> {
    let heading = section.heading.trim();
    let (mut passages, mut open, mut words) = (Vec::new(), String::new(), 0);
    let mut last = "";
    for sentence in sentences(&section.text).into_iter().flat_map(|it| pieces(it, WORDS, CHARS)) {
        let more = sentence.split_whitespace().count();
        let full = words + more > WORDS || open.chars().count() + sentence.chars().count() > CHARS;
        if words > 0 && full {
            passages.push(Passage { heading: heading.to_owned(), text: open.trim().to_owned() });
            // Overlap: what the next sentence refers to often stands in the one before it.
            let short = last.split_whitespace().count() < WORDS / 4
                && last.chars().count() + sentence.chars().count() < CHARS;
            open = if short { last.to_owned() } else { String::new() };
            words = open.split_whitespace().count();
        }
        open.push_str(sentence);
        words += more;
        last = sentence;
    }
    if words > 0 || passages.is_empty() {
        passages.push(Passage { heading: heading.to_owned(), text: open.trim().to_owned() });
    }
    passages
}

/// The sentences of a plain text with the blanks behind them; together they are the text. A line is a sentence too.
#[must_use]
pub fn sentences(text: &str) -> Vec<&str> {
    let (mut out, mut start) = (Vec::new(), 0);
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let blank_next = chars.peek().is_none_or(|it| it.1.is_whitespace());
        let ends = c == '\n' || (matches!(c, '.' | '!' | '?' | '…') && blank_next && !abbreviates(text, at));
        if !ends {
            continue;
        }
        while chars.next_if(|it| it.1.is_whitespace()).is_some() {}
        let end = chars.peek().map_or(text.len(), |it| it.0);
        out.extend(text.get(start..end));
        start = end;
    }
    out.extend(text.get(start..).filter(|it| !it.trim().is_empty()));
    out
}

/// A sentence in pieces of at most so many words and characters, cut between words; together they are the sentence.
/// Mostly it is one piece. Only a word that is longer than a piece is cut itself.
#[must_use]
pub fn pieces(sentence: &str, most_words: usize, most_chars: usize) -> Vec<&str> {
    let (mut out, mut start) = (Vec::new(), 0);
    let (mut words, mut chars, mut word_at, mut in_word) = (0, 0, 0, false);
    for (at, c) in sentence.char_indices() {
        if !c.is_whitespace() && !in_word {
            (words, word_at) = (words + 1, at);
        }
        in_word = !c.is_whitespace();
        chars += 1;
        // Blanks behind the last word of a piece stay with it.
        if (words <= most_words && chars <= most_chars) || !in_word {
            continue;
        }
        let cut = if word_at > start { word_at } else { at };
        out.extend(sentence.get(start..cut).filter(|it| !it.is_empty()));
        start = cut;
        (words, chars) = (1, sentence.get(cut..at).unwrap_or_default().chars().count() + 1);
    }
    out.extend(sentence.get(start..).filter(|it| !it.is_empty()));
    out
}

/// Whether the full stop at `at` belongs to a short form or an ordinal number (`Prof.`, `3.`).
fn abbreviates(text: &str, at: usize) -> bool {
    const SHORT: &[&str] =
        &["dr", "prof", "doç", "öğr", "gör", "vb", "vs", "bkz", "no", "tel", "mah", "cad", "sok", "örn"];
    let before = text.get(..at).unwrap_or_default();
    let word = before.rsplit(|it: char| !it.is_alphanumeric()).next().unwrap_or_default();
    let ordinal = !word.is_empty() && word.len() <= 2 && word.chars().all(|it| it.is_ascii_digit());
    let next_is_small =
        text.get(at + 1..).and_then(|it| it.trim_start().chars().next()).is_some_and(char::is_lowercase);
    (ordinal && next_is_small) || SHORT.contains(&crate::base::text::lower(word).as_str())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn headings_part_and_marks_vanish() {
        let passages = cut("Giriş **cümlesi**.\n\n## Süre\n\n- Bir [bağ](https://x.y)\n- İki\n\n## Boş\n");
        assert_eq!(passages.len(), 3);
        assert_eq!(passages[0], Passage { heading: String::new(), text: "Giriş cümlesi.".to_owned() });
        assert_eq!(passages[1], Passage { heading: "Süre".to_owned(), text: "Bir bağ\nİki".to_owned() });
        assert_eq!(passages[2].heading, "Boş");
    }

    #[test]
    fn sentences_end_where_readers_end_them() {
        let text = "Prof. Dr. Ak anlatır. Başvuru 3. haftada biter! Sonra?\nYeni satır";
        let found: Vec<_> = sentences(text).into_iter().map(str::trim).collect();
        assert_eq!(found, ["Prof. Dr. Ak anlatır.", "Başvuru 3. haftada biter!", "Sonra?", "Yeni satır"]);
    }

    #[test]
    fn a_long_part_is_cut_with_overlap() {
        let text = (0..90).map(|it| format!("Bu cümle numara {it} taşır.")).collect::<Vec<_>>().join(" ");
        let passages = cut(&text);
        assert!(passages.len() >= 2);
        let last = sentences(&passages[0].text).last().map(|it| it.trim().to_owned()).unwrap();
        assert!(passages[1].text.starts_with(&last));
        assert!(passages.iter().all(|it| it.text.split_whitespace().count() <= WORDS));
    }

    #[test]
    fn a_text_without_full_stops_is_cut_between_words() {
        let text = (0..900).map(|it| format!("sözcük{it}")).collect::<Vec<_>>().join(" ");
        let passages = cut(&text);
        assert!(passages.len() >= 5);
        assert!(passages.iter().all(|it| it.text.split_whitespace().count() <= WORDS));
        assert_eq!(passages.iter().map(|it| it.text.as_str()).collect::<Vec<_>>().join(" "), text);
        let passages = cut(&"x".repeat(10_000));
        assert!(passages.len() >= 5 && passages.iter().all(|it| it.text.len() <= CHARS));
    }

    proptest! {
        #[test]
        fn pieces_are_the_sentence_and_short(text in "[a-zç ]{0,80}", words in 1_usize..5, chars in 3_usize..20) {
            let all = pieces(&text, words, chars);
            prop_assert_eq!(&all.concat(), &text);
            for it in all {
                prop_assert!(it.split_whitespace().count() <= words && it.trim_end().chars().count() <= chars, "{it:?}");
            }
        }

        #[test]
        fn nothing_is_lost_between_sentences(text in "[a-zçş .!?\n0-9]{0,80}") {
            let joined = sentences(&text).concat();
            prop_assert_eq!(joined.trim(), text.trim());
        }
    }
}
