//! PDF: a page is signs at places, nothing more. What are lines, paragraphs and headings is guessed from places and sizes.
use super::pdf_lines::{Line, Lines};
use super::{Converted, Draft, Failure, Reason, stem};
use crate::base::text;
use pdf_extract::{Document, Object, output_doc_page};
use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Longer documents are books.
const MOST_PAGES: usize = 1_000;
/// A heading is so much larger than the text.
const HEADING: f64 = 1.14;
/// Longest heading, in characters.
const HEADING_CHARS: usize = 160;
/// What stands at the edge of so many pages is their head or foot.
const REPEATED_FROM: usize = 3;
/// Lines at each edge of a page that may be its head or foot.
const EDGE_LINES: usize = 2;
/// Signs of one font: two bytes name them.
const MOST_SIGNS: usize = 0xffff;
/// A line that ends so far before the others ends a paragraph, when the next one begins anew.
const SHORT: f64 = 0.82;
/// Items of a list whose marks are drawn begin so many points further to the right.
const INDENT: f64 = 9.0;
/// Larger gaps than so many usual ones part paragraphs.
const GAP: f64 = 1.35;
const BULLETS: [char; 9] = ['•', '·', '▪', '●', '◦', '○', '■', '\u{f0b7}', '➢'];

pub(super) fn read(name: &str, bytes: &[u8]) -> Result<Converted, Reason> {
    // The library panics on some of what is not as the standard says.
    let opened = catch_unwind(|| open(bytes)).unwrap_or(Err("import_pdf_unreadable"))?;
    let pages = catch_unwind(AssertUnwindSafe(|| opened.get_pages().len())).unwrap_or(0);
    if pages == 0 {
        return Err("import_pdf_unreadable");
    }
    if pages > MOST_PAGES {
        return Err("import_pdf_too_long");
    }
    let (mut read, mut failures) = (Vec::new(), Vec::new());
    for number in 1..=u32::try_from(pages).unwrap_or(0) {
        let mut lines = Lines::default();
        let done = catch_unwind(AssertUnwindSafe(|| output_doc_page(&opened, &mut lines, number).is_ok()));
        if !done.unwrap_or(false) {
            failures.push(Failure { source: format!("{name}:{number}"), code: "import_pdf_page".to_owned() });
        }
        read.push(lines.take());
    }
    if failures.len() == pages {
        return Err("import_pdf_unreadable");
    }
    drop_edges(&mut read);
    let (title, body) = write(read, &named(&opened));
    let title = if title.is_empty() { stem(name) } else { title };
    let (tags, images) = (Vec::new(), Vec::new());
    let draft = Draft { title, body, tags, category: None, key: name.to_owned(), images };
    Ok(Converted { failures, ..Converted::one(draft) })
}

fn open(bytes: &[u8]) -> Result<Document, Reason> {
    let mut document = Document::load_mem(bytes).map_err(|_| "import_pdf_unreadable")?;
    if document.is_encrypted() {
        document.decrypt("").map_err(|_| "import_pdf_encrypted")?;
    }
    spell_out_widths(&mut document);
    Ok(document)
}

/// Widths of signs may be given for one sign after the other or for a span of them (ISO 32000-1, 9.7.4.3). The library
/// misreads spans, and would put blanks between figures, so they are spelt out for it.
fn spell_out_widths(document: &mut Document) {
    let mut arrays = Vec::new();
    for (id, object) in &document.objects {
        match object.as_dict().ok().and_then(|it| it.get(b"W").ok()) {
            Some(Object::Reference(array)) => arrays.push((*array, false)),
            Some(Object::Array(_)) => arrays.push((*id, true)),
            _ => (),
        }
    }
    for (id, within) in arrays {
        let Some(object) = document.objects.get_mut(&id) else { continue };
        let widths = match object {
            Object::Dictionary(it) if within => it.get_mut(b"W").ok(),
            it if !within => Some(it),
            _ => None,
        };
        if let Some(Object::Array(widths)) = widths {
            *widths = spelt_out(widths);
        }
    }
}

fn spelt_out(widths: &[Object]) -> Vec<Object> {
    let (mut out, mut rest) = (Vec::new(), widths);
    loop {
        match rest {
            [first, Object::Array(each), more @ ..] => {
                out.extend([first.clone(), Object::Array(each.clone())]);
                rest = more;
            }
            [first, last, width, more @ ..] => {
                let (Ok(from), Ok(to)) = (first.as_i64(), last.as_i64()) else { return out };
                let length = usize::try_from(to.saturating_sub(from)).unwrap_or(0).min(MOST_SIGNS) + 1;
                out.extend([first.clone(), Object::Array(vec![width.clone(); length])]);
                rest = more;
            }
            _ => return out,
        }
    }
}

/// The title among the document's facts, unless a program made it of a file's name.
fn named(document: &Document) -> String {
    let title = document
        .trailer
        .get(b"Info")
        .and_then(Object::as_reference)
        .and_then(|id| document.get_dictionary(id))
        .and_then(|it| it.get(b"Title"));
    let text = match title {
        Ok(Object::String(bytes, _)) => match bytes.strip_prefix(&[0xfe, 0xff]) {
            Some(wide) => encoding_rs::UTF_16BE.decode(wide).0.into_owned(),
            None => super::text::decode(bytes).unwrap_or_default(),
        },
        _ => String::new(),
    };
    let made = ["Microsoft Word", "untitled", "Untitled", "Adsız"].iter().any(|it| text.starts_with(it));
    let file =
        [".doc", ".docx", ".indd", ".pdf", ".odt", ".qxd"].iter().any(|it| text.to_lowercase().ends_with(it));
    if made || file { String::new() } else { text.trim().to_owned() }
}

/// Takes heads and feet away: what stands at the edges of most pages, but for their numbers.
fn drop_edges(pages: &mut [Vec<Line>]) {
    let mut seen: HashMap<String, usize> = HashMap::new();
    for page in pages.iter() {
        for place in edges(page.len()) {
            if let Some(line) = page.get(place) {
                *seen.entry(without_numbers(&line.text)).or_default() += 1;
            }
        }
    }
    let count = pages.len();
    for page in pages {
        let places = edges(page.len());
        let mut place = 0;
        page.retain(|line| {
            let key = without_numbers(&line.text);
            let often = count >= REPEATED_FROM && seen.get(&key).is_some_and(|it| it * 2 > count);
            let only_number =
                key.is_empty() || matches!(key.as_str(), "sayfa" | "page" | "s" | "p" | "of" | "pageof");
            let goes = places.contains(&place) && (often || only_number);
            place += 1;
            !goes
        });
    }
}

/// Places of the lines at both edges of a page of `length` lines.
fn edges(length: usize) -> Vec<usize> {
    (0..length).filter(|it| *it < EDGE_LINES || it + EDGE_LINES >= length).collect()
}

fn without_numbers(text: &str) -> String {
    text::fold(text).chars().filter(|it| it.is_alphabetic()).collect()
}

/// Title and Markdown.
fn write(pages: Vec<Vec<Line>>, named: &str) -> (String, String) {
    let lines: Vec<(usize, Line)> = pages
        .into_iter()
        .enumerate()
        .flat_map(|(page, all)| all.into_iter().map(move |it| (page, it)))
        .collect();
    let body_size = usual(lines.iter().map(|it| (it.1.size, it.1.text.chars().count())));
    let gaps = lines.windows(2).filter_map(|pair| match pair {
        [(a, above), (b, below)] if a == b && below.y > above.y => Some((below.y - above.y, 1)),
        _ => None,
    });
    let usual_gap = usual(gaps).max(body_size);
    let is_heading = |it: &Line| {
        it.size >= body_size * HEADING
            && it.text.chars().count() <= HEADING_CHARS
            && it.text.chars().any(char::is_alphabetic)
    };
    let mut sizes: Vec<f64> =
        lines.iter().map(|it| &it.1).filter(|it| is_heading(it)).map(|it| it.size).collect();
    sizes.sort_by(|a, b| b.total_cmp(a));
    sizes.dedup_by(|a, b| (*a - *b).abs() < 0.5);
    let left = usual(lines.iter().map(|it| (it.1.x, it.1.text.chars().count())));
    let right = lines.iter().map(|it| it.1.end).fold(left, f64::max);
    let ended = |it: &Line, next: &Line| {
        it.end < left + (right - left) * SHORT
            && next.text.starts_with(|c: char| c.is_uppercase() || c.is_numeric())
    };
    let mut blocks: Vec<Block> = Vec::new();
    let mut above: Option<(usize, &Line)> = None;
    for (page, line) in &lines {
        let level =
            is_heading(line).then(|| sizes.iter().position(|it| (it - line.size).abs() < 0.5)).flatten();
        let near = above.is_some_and(|(before, it)| {
            before == *page && line.y >= it.y && line.y - it.y <= usual_gap * GAP
                || before + 1 == *page && goes_on(&it.text, &line.text)
        });
        let near = near && !(level.is_none() && above.is_some_and(|it| ended(it.1, line)));
        let item = item_of(&line.text);
        match blocks.last_mut() {
            Some(last) if level.is_some() && last.level == level && near => last.add(&line.text),
            Some(last) if level.is_none() && last.level.is_none() && near && item.is_none() => {
                last.add(&line.text)
            }
            _ => {
                let (item, text) = item.map_or((false, line.text.as_str()), |it| (true, it));
                let indented = line.x > left + INDENT;
                blocks.push(Block { level, item, indented, lines: 1, text: text.to_owned() });
            }
        }
        above = Some((*page, line));
    }
    mark_items(&mut blocks);
    let title = take_title(&mut blocks, named);
    (title, markdown(&blocks))
}

/// A heading, an item of a list or a paragraph.
struct Block {
    level: Option<usize>,
    item: bool,
    indented: bool,
    lines: usize,
    text: String,
}

/// Lists whose marks are drawn and not written: single lines further to the right, one below the other.
fn mark_items(blocks: &mut [Block]) {
    let looks: Vec<bool> =
        blocks.iter().map(|it| it.level.is_none() && it.indented && it.lines == 1).collect();
    let looks_so = |place: Option<usize>| place.and_then(|it| looks.get(it)).copied().unwrap_or(false);
    for (place, block) in blocks.iter_mut().enumerate() {
        let beside = looks_so(place.checked_sub(1)) || looks_so(Some(place + 1));
        block.item |= beside && looks_so(Some(place));
    }
}

impl Block {
    /// Adds a line; a word that was parted at its end is whole again.
    fn add(&mut self, line: &str) {
        self.lines += 1;
        let parted = self.text.strip_suffix(['-', '\u{ad}']).filter(|it| it.ends_with(char::is_lowercase));
        match parted.map(str::to_owned) {
            Some(begun) if line.starts_with(char::is_lowercase) => self.text = begun + line,
            _ => {
                self.text.push(' ');
                self.text.push_str(line);
            }
        }
    }
}

/// The value with the most weight, to a tenth; 0 when there is none.
fn usual(values: impl Iterator<Item = (f64, usize)>) -> f64 {
    let mut weights: Vec<(f64, usize)> = Vec::new();
    for (value, weight) in values {
        let value = (value * 10.0).round() / 10.0;
        let full = weights.len() >= 1_000;
        match weights.iter_mut().find(|it| (it.0 - value).abs() < 0.05) {
            Some(it) => it.1 += weight,
            None if full => (),
            None => weights.push((value, weight)),
        }
    }
    weights.into_iter().max_by_key(|it| it.1).map_or(0.0, |it| it.0)
}

/// Whether a sentence goes on over the end of a page.
fn goes_on(above: &str, below: &str) -> bool {
    !above.ends_with(['.', '!', '?', ':', ';']) && below.starts_with(char::is_lowercase)
}

/// The text of an item of a list.
fn item_of(line: &str) -> Option<&str> {
    let rest =
        line.strip_prefix(BULLETS).or_else(|| line.strip_prefix("- ")).or_else(|| line.strip_prefix("– "))?;
    Some(rest.trim_start()).filter(|it| !it.is_empty())
}

/// The largest heading, when it stands at the beginning; else what the document's facts say.
fn take_title(blocks: &mut Vec<Block>, named: &str) -> String {
    let at = blocks.iter().take(4).position(|it| it.level == Some(0));
    match at {
        Some(at) => blocks.remove(at).text,
        None => named.to_owned(),
    }
}

fn markdown(blocks: &[Block]) -> String {
    let top = blocks.iter().filter_map(|it| it.level).min().unwrap_or(0);
    let mut out = String::new();
    let mut was_item = false;
    for block in blocks {
        if !out.is_empty() {
            out.push_str(if was_item && block.item { "\n" } else { "\n\n" });
        }
        match block.level {
            Some(level) => out.push_str(&format!("{} ", "#".repeat((level - top + 2).min(4)))),
            None if block.item => out.push_str("- "),
            None if block.text.starts_with('#') => out.push('\\'),
            None => (),
        }
        out.push_str(&block.text);
        was_item = block.item;
    }
    out
}
