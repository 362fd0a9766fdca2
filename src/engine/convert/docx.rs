//! DOCX: headings, paragraphs, lists, tables, bold, italics, links and images. Macros are not even looked at.
use super::docx_parts::{self, PART_BYTES, Parts, attribute};
use super::package::Package;
use super::{Draft, IMAGE_MARK, Image, MOST_IMAGES, Reason};
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

/// Largest image that is taken along.
const IMAGE_BYTES: usize = 5 * 1024 * 1024;
/// Elements whose text was taken away, or stands there a second time for older programs.
const SKIPPED: &[&str] = &["del", "moveFrom", "Fallback", "instrText", "delText"];

pub(super) fn read(name: &str, bytes: &[u8]) -> Result<Draft, Reason> {
    let mut package = Package::open(bytes)?;
    let parts = docx_parts::read(&mut package);
    let xml = package.read("word/document.xml", PART_BYTES)?;
    let xml = String::from_utf8(xml).map_err(|_| "import_docx_unreadable")?;
    let mut document = Document::new(&parts);
    document.read(&xml)?;
    let Document { out, images, title, .. } = document;
    let image = |source: String| {
        let path = format!("word/{}", source.trim_start_matches("./"));
        let bytes = package.read(&path, IMAGE_BYTES).unwrap_or_default();
        Image { source, bytes }
    };
    let images = images.into_iter().map(image).collect();
    let title = title.unwrap_or(parts.title);
    Ok(Draft { title, body: out, tags: Vec::new(), category: None, key: name.to_owned(), images })
}

/// How a piece of text looks.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Look {
    bold: bool,
    italic: bool,
    link: Option<String>,
}

#[derive(Debug, Default)]
struct Paragraph {
    pieces: Vec<(Look, String)>,
    level: Option<usize>,
    list: Option<(String, String)>,
    of_contents: bool,
}

struct Document<'a> {
    parts: &'a Parts,
    out: String,
    images: Vec<String>,
    title: Option<String>,
    paragraph: Paragraph,
    around: Vec<Paragraph>,
    look: Look,
    /// Rows of the table being read; tables within its cells are read as text.
    table: Option<Vec<Vec<String>>>,
    tables: usize,
    /// Depth of what is being skipped.
    skipping: usize,
    in_text: bool,
    last_was_list: bool,
}

impl Document<'_> {
    fn new(parts: &Parts) -> Document<'_> {
        Document {
            parts,
            out: String::new(),
            images: Vec::new(),
            title: None,
            paragraph: Paragraph::default(),
            around: Vec::new(),
            look: Look::default(),
            table: None,
            tables: 0,
            skipping: 0,
            in_text: false,
            last_was_list: false,
        }
    }

    fn read(&mut self, xml: &str) -> Result<(), Reason> {
        let mut reader = Reader::from_str(xml);
        loop {
            match reader.read_event().map_err(|_| "import_docx_unreadable")? {
                Event::Start(it) => self.begin(&it, true),
                Event::Empty(it) => self.begin(&it, false),
                Event::End(it) => self.end(it.local_name().into_inner()),
                Event::Text(it) if self.in_text => self.say(&it.xml10_content()),
                Event::CData(it) if self.in_text => self.say(&it.xml10_content()),
                Event::GeneralRef(it) if self.in_text => {
                    self.say(&docx_parts::entity(&it).map(String::from).unwrap_or_default());
                }
                Event::DocType(_) => return Err("import_docx_unreadable"), // no program writes one
                Event::Eof => return Ok(()),
                _ => (),
            }
        }
    }

    /// `open`: an end follows.
    fn begin(&mut self, it: &BytesStart<'_>, open: bool) {
        let name = it.local_name();
        let name = name.into_inner();
        if self.skipping > 0 || SKIPPED.contains(&name) {
            self.skipping += usize::from(open);
            return;
        }
        let value = || attribute(it, "val");
        let on = || !matches!(value().as_deref(), Some("0" | "false" | "off" | "none"));
        match name {
            // One within another stands in a frame of its own.
            "p" => self.around.push(std::mem::take(&mut self.paragraph)),
            "pStyle" => {
                let style = value().unwrap_or_default();
                self.paragraph.level = self.parts.levels.get(&style).copied();
                self.paragraph.of_contents = self.parts.contents.contains(&style);
            }
            "outlineLvl" => {
                let level = value().and_then(|it| it.parse::<usize>().ok()).filter(|it| *it < 9);
                self.paragraph.level = self.paragraph.level.or(level.map(|it| it + 1));
            }
            "ilvl" => self.paragraph.list.get_or_insert_default().1 = value().unwrap_or_default(),
            "numId" => self.paragraph.list.get_or_insert_default().0 = value().unwrap_or_default(),
            "r" => self.look = Look { link: self.look.link.take(), ..Look::default() },
            "b" => self.look.bold = on(),
            "i" => self.look.italic = on(),
            "hyperlink" => {
                let target = attribute(it, "id").and_then(|it| self.parts.targets.get(&it).cloned());
                let wanted = |it: &String| {
                    ["http://", "https://", "mailto:", "tel:"].iter().any(|start| it.starts_with(start))
                };
                self.look.link = target.filter(wanted);
            }
            "t" => self.in_text = open,
            "tab" => self.say(" "),
            "br" | "cr" => self.say("\n"),
            "noBreakHyphen" => self.say("-"),
            "blip" => self.image(attribute(it, "embed")),
            "tbl" if open => {
                self.tables += 1;
                if self.tables == 1 {
                    self.table = Some(Vec::new());
                }
            }
            "tr" if self.tables == 1 => self.table.get_or_insert_default().push(Vec::new()),
            "tc" if self.tables == 1 => self.cell(|row| row.push(String::new())),
            _ => (),
        }
        if !open && name == "p" {
            self.end("p");
        }
    }

    fn end(&mut self, name: &str) {
        if self.skipping > 0 {
            self.skipping -= 1;
            return;
        }
        match name {
            "t" => self.in_text = false,
            "hyperlink" => self.look.link = None,
            "p" => self.end_paragraph(),
            "tbl" => {
                self.tables = self.tables.saturating_sub(1);
                if self.tables == 0 {
                    self.end_table();
                }
            }
            _ => (),
        }
    }

    fn cell(&mut self, change: impl FnOnce(&mut Vec<String>)) {
        if let Some(row) = self.table.as_mut().and_then(|it| it.last_mut()) {
            change(row);
        }
    }

    fn say(&mut self, text: &str) {
        match self.paragraph.pieces.last_mut() {
            Some((look, so_far)) if *look == self.look => so_far.push_str(text),
            _ => self.paragraph.pieces.push((self.look.clone(), text.to_owned())),
        }
    }

    fn image(&mut self, relation: Option<String>) {
        let target = relation.and_then(|it| self.parts.targets.get(&it).cloned());
        let Some(target) = target.filter(|_| self.images.len() < MOST_IMAGES) else { return };
        let mark = format!("![]({IMAGE_MARK}{})", self.images.len());
        self.images.push(target);
        self.paragraph.pieces.push((Look::default(), mark));
    }

    fn end_paragraph(&mut self) {
        let outer = self.around.pop().unwrap_or_default();
        let paragraph = std::mem::replace(&mut self.paragraph, outer);
        self.look = Look::default();
        let text: String = paragraph.pieces.iter().map(|it| marked(&it.0, &it.1)).collect();
        let text = text.trim();
        if text.is_empty() || paragraph.of_contents {
            return;
        }
        if self.tables > 0 {
            let text = text.replace('\n', " ").replace('|', "\\|");
            return self.cell(|row| {
                if let Some(cell) = row.last_mut() {
                    if !cell.is_empty() {
                        cell.push(' ');
                    }
                    cell.push_str(&text);
                }
            });
        }
        let plain = || paragraph.pieces.iter().map(|it| it.1.as_str()).collect::<String>();
        let is_list = paragraph.level.is_none() && paragraph.list.as_ref().is_some_and(|it| it.0 != "0");
        match paragraph.level {
            // The first of them names the article.
            Some(level) if level <= 1 && self.title.is_none() && self.out.is_empty() => {
                self.title = Some(plain());
                return;
            }
            Some(level) => {
                let marks = "#".repeat(level.clamp(1, 6));
                self.block(&format!("{marks} {}", plain().trim().replace('\n', " ")));
            }
            None if is_list => self.item(paragraph.list.as_ref(), text),
            None => self.block(text),
        }
        self.last_was_list = is_list;
    }

    fn item(&mut self, list: Option<&(String, String)>, text: &str) {
        let Some(list) = list else { return };
        let depth = list.1.parse::<usize>().unwrap_or(0).min(6);
        let numbered =
            self.parts.numbered.get(&(list.0.clone(), depth.to_string())).copied().unwrap_or(false);
        let mark = if numbered { "1." } else { "-" };
        let indent = "   ".repeat(depth);
        let line = format!("{indent}{mark} {}", text.replace('\n', " "));
        if self.last_was_list {
            self.out.push('\n');
            self.out.push_str(&line);
        } else {
            self.block(&line);
        }
    }

    fn block(&mut self, text: &str) {
        if !self.out.is_empty() {
            self.out.push_str("\n\n");
        }
        self.out.push_str(text);
    }

    fn end_table(&mut self) {
        let rows = self.table.take().unwrap_or_default();
        let rows: Vec<Vec<String>> =
            rows.into_iter().filter(|it| it.iter().any(|cell| !cell.is_empty())).collect();
        let width = rows.iter().map(Vec::len).max().unwrap_or(0);
        let mut lines = Vec::new();
        for (number, row) in rows.iter().enumerate() {
            let cells: Vec<&str> = (0..width).map(|it| row.get(it).map_or("", String::as_str)).collect();
            lines.push(format!("| {} |", cells.join(" | ")));
            if number == 0 {
                lines.push(format!("|{}", " --- |".repeat(width)));
            }
        }
        self.last_was_list = false;
        match rows.len() {
            0 => (),
            _ if width == 1 => {
                let all = rows.concat().join("\n\n"); // a frame around a text
                self.block(&all.replace("\\|", "|"));
            }
            _ => self.block(&lines.join("\n")),
        }
    }
}

/// A piece with its marks, which never stand beside a blank.
fn marked(look: &Look, text: &str) -> String {
    let core = text.trim();
    if core.is_empty() || core.starts_with("![") {
        return text.to_owned();
    }
    let (before, after) = text.split_once(core).unwrap_or_default();
    let core = match (look.bold, look.italic) {
        (true, true) => format!("***{core}***"),
        (true, false) => format!("**{core}**"),
        (false, true) => format!("*{core}*"),
        (false, false) => core.to_owned(),
    };
    match &look.link {
        Some(link) => format!("{before}[{core}]({}){after}", link.replace(' ', "%20").replace(')', "%29")),
        None => format!("{before}{core}{after}"),
    }
}
