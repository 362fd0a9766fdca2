//! A document as several articles: where its author began something new, or where it is too long for one.
use super::{Draft, IMAGE_MARK, Image, Split};
use crate::base::text;
use pulldown_cmark::{Event, HeadingLevel, Parser, Tag};

/// A longer body becomes several articles; half of what one may have.
const MOST_CHARS: usize = 100_000;
/// Bytes of the address part made from a heading.
const KEY_BYTES: usize = 80;

pub(super) fn split(draft: Draft, how: Split) -> Vec<Draft> {
    let parts = match how {
        Split::Whole => vec![draft],
        Split::Headings => at_headings(draft),
    };
    let parts = parts.into_iter().flat_map(shorten);
    parts.map(own_images).collect()
}

/// One draft for each heading of the highest level that comes more than once; what stands before is one too.
fn at_headings(draft: Draft) -> Vec<Draft> {
    let headings = headings(&draft.body);
    let level = [HeadingLevel::H1, HeadingLevel::H2, HeadingLevel::H3]
        .into_iter()
        .find(|level| headings.iter().filter(|it| it.level == *level).count() > 1);
    let Some(level) = level else { return vec![draft] };
    let cuts: Vec<&Heading> = headings.iter().filter(|it| it.level == level).collect();
    let mut parts = Vec::new();
    let before = draft.body.get(..cuts.first().map_or(0, |it| it.start)).unwrap_or_default();
    if !before.trim().is_empty() {
        parts.push(Draft { body: before.trim().to_owned(), ..draft.clone() });
    }
    for (number, heading) in cuts.iter().enumerate() {
        let end = cuts.get(number + 1).map_or(draft.body.len(), |it| it.start);
        let body = draft.body.get(heading.end..end).unwrap_or_default().trim();
        if body.is_empty() {
            continue;
        }
        let title = super::title(&heading.text, &draft.title);
        let mut key = format!("{}#{}", draft.key, text::slug(&title, KEY_BYTES));
        if parts.iter().any(|it: &Draft| it.key == key) {
            key = format!("{key}-{number}");
        }
        parts.push(Draft { title, body: body.to_owned(), key, ..draft.clone() });
    }
    parts
}

struct Heading {
    level: HeadingLevel,
    text: String,
    start: usize,
    end: usize,
}

fn headings(body: &str) -> Vec<Heading> {
    let mut found: Vec<Heading> = Vec::new();
    for (event, range) in Parser::new(body).into_offset_iter() {
        match event {
            Event::Start(Tag::Heading { level, .. }) => {
                found.push(Heading { level, text: String::new(), start: range.start, end: range.end });
            }
            Event::Text(text) | Event::Code(text) => {
                if let Some(last) = found.last_mut().filter(|it| range.end <= it.end) {
                    last.text.push_str(&text);
                }
            }
            _ => (),
        }
    }
    found
}

/// Parts of at most [`MOST_CHARS`], cut between paragraphs where that is possible.
fn shorten(draft: Draft) -> Vec<Draft> {
    if draft.body.chars().count() <= MOST_CHARS {
        return vec![draft];
    }
    let mut parts: Vec<String> = vec![String::new()];
    let mut chars = 0;
    for paragraph in draft.body.split_inclusive("\n\n").flat_map(pieces) {
        let more = paragraph.chars().count();
        if chars + more > MOST_CHARS && chars > 0 {
            parts.push(String::new());
            chars = 0;
        }
        if let Some(last) = parts.last_mut() {
            last.push_str(&paragraph);
        }
        chars += more;
    }
    let part = |(number, body): (usize, String)| match number {
        0 => Draft { body: body.trim().to_owned(), ..draft.clone() },
        _ => Draft {
            title: super::title(&format!("{} ({})", draft.title, number + 1), &draft.title),
            body: body.trim().to_owned(),
            key: format!("{}#{}", draft.key, number + 1),
            ..draft.clone()
        },
    };
    parts.into_iter().enumerate().map(part).filter(|it| !it.body.is_empty()).collect()
}

/// A paragraph as it is, or in pieces where it alone is too long.
fn pieces(paragraph: &str) -> Vec<String> {
    let chars: Vec<char> = paragraph.chars().collect();
    chars.chunks(MOST_CHARS).map(|it| it.iter().collect()).collect()
}

/// Leaves a part only the images that it shows, numbered anew.
fn own_images(mut draft: Draft) -> Draft {
    let all = std::mem::take(&mut draft.images);
    let mut kept: Vec<Image> = Vec::new();
    let mut out = String::with_capacity(draft.body.len());
    let mut parts = draft.body.split(IMAGE_MARK);
    out.push_str(parts.next().unwrap_or_default());
    for part in parts {
        let digits = part.bytes().take_while(u8::is_ascii_digit).count();
        let number = part.get(..digits).and_then(|it| it.parse::<usize>().ok());
        out.push_str(IMAGE_MARK);
        match number.and_then(|it| all.get(it)) {
            Some(image) => {
                out.push_str(&kept.len().to_string());
                kept.push(image.clone());
                out.push_str(part.get(digits..).unwrap_or_default());
            }
            None => out.push_str(part),
        }
    }
    draft.body = out;
    draft.images = kept;
    draft
}
