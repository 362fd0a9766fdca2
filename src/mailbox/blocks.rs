//! The words of a mail as blocks: Markdown with its places filled. HTML, plain text and the preview are made of the
//! same blocks. What is filled in is text and nothing else: no name can become a link or markup. Pure.
use crate::base::places;
use pulldown_cmark::{Event, Parser, Tag, TagEnd, TextMergeStream};
use serde::Serialize;

/// A part of a mail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub(super) enum Block {
    /// A heading.
    Heading { spans: Vec<Span> },
    /// A paragraph.
    Paragraph { spans: Vec<Span> },
    /// A list, with numbers or without.
    List { ordered: bool, items: Vec<Vec<Span>> },
    /// A link that stands alone.
    Button { label: String, url: String },
    /// What was said.
    Lines { lines: Vec<Line> },
}

/// Words that look alike.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub(super) struct Span {
    /// The words; line breaks count.
    pub text: String,
    /// Heavy.
    pub bold: bool,
    /// Slanted.
    pub italic: bool,
    /// Where they lead.
    pub link: Option<String>,
}

/// One thing that was said in a conversation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub(super) struct Line {
    /// Who; empty for what happened by itself.
    pub who: String,
    /// `visitor`, `agent`, `assistant` or `system`.
    pub by: &'static str,
    /// When, by the site's clock.
    pub time: String,
    /// What, as it was typed.
    pub text: String,
    /// The same as it is shown.
    pub spans: Vec<Span>,
}

impl Line {
    /// Only the desk's own words have a look: in a mail of ours, a stranger's link would lead wherever they like under
    /// words of their choice.
    pub(super) fn new(who: String, by: &'static str, time: String, text: String) -> Line {
        let spans = match by {
            "agent" | "assistant" => said(&text),
            _ => vec![Span { text: text.clone(), ..Span::default() }],
        };
        Line { who, by, time, text, spans }
    }
}

/// What the places of a mail are filled with.
#[derive(Debug, Clone, Default)]
pub(super) struct Values {
    /// Place and words.
    pub(super) words: Vec<(&'static str, String)>,
    /// What stands for [`LINES`].
    pub(super) lines: Vec<Line>,
}

/// Places that stand for what was said.
pub(super) const LINES: [&str; 2] = ["dokum", "cevaplar"];

impl Values {
    fn of(&self, place: &str) -> &str {
        self.words.iter().find(|it| it.0 == place).map_or("", |it| it.1.as_str())
    }

    /// One line with its places filled.
    pub(super) fn filled(&self, text: &str) -> String {
        places::fill(text, |place| self.of(place))
    }
}

/// The blocks of `markdown`. A line break stays one; a paragraph that only has places of which nothing is known goes.
pub(super) fn blocks(markdown: &str, values: &Values) -> Vec<Block> {
    let mut reader = Reader::new(values);
    for event in TextMergeStream::new(Parser::new(markdown)) {
        reader.take(event);
    }
    reader.blocks
}

/// Stands before a line while it is read, so that no number or mark at its beginning makes a list or a heading of it.
const BEFORE: &str = "\u{2027}";

/// The heavy, slanted and linked words of something that was said; all else stays as it was typed.
fn said(text: &str) -> Vec<Span> {
    let mut spans = Vec::new();
    for (nth, line) in text.split('\n').enumerate() {
        if nth > 0 {
            spans.push(Span { text: "\n".to_owned(), ..Span::default() });
        }
        let (marked, mut look) = (format!("{BEFORE}{line}"), Span::default());
        for event in TextMergeStream::new(Parser::new(&marked)) {
            match event {
                Event::Text(it) | Event::Code(it) | Event::Html(it) | Event::InlineHtml(it) => {
                    let text = it.strip_prefix(BEFORE).unwrap_or(&it).to_owned();
                    spans.push(Span { text, ..look.clone() });
                }
                Event::Start(Tag::Strong) => look.bold = true,
                Event::End(TagEnd::Strong) => look.bold = false,
                Event::Start(Tag::Emphasis) => look.italic = true,
                Event::End(TagEnd::Emphasis) => look.italic = false,
                Event::Start(Tag::Link { dest_url, .. }) => {
                    look.link = Some(address(&dest_url)).filter(|it| !it.is_empty());
                }
                Event::End(TagEnd::Link) => look.link = None,
                _ => (),
            }
        }
    }
    spans
}

struct Reader<'v> {
    values: &'v Values,
    blocks: Vec<Block>,
    spans: Vec<Span>,
    /// The paragraph as it was written.
    raw: String,
    bold: usize,
    italic: usize,
    link: Option<String>,
    list: Option<(bool, Vec<Vec<Span>>)>,
}

impl<'v> Reader<'v> {
    fn new(values: &'v Values) -> Reader<'v> {
        let (blocks, spans, raw) = (Vec::new(), Vec::new(), String::new());
        Reader { values, blocks, spans, raw, bold: 0, italic: 0, link: None, list: None }
    }

    fn take(&mut self, event: Event<'_>) {
        match event {
            Event::Text(it) | Event::Code(it) | Event::Html(it) | Event::InlineHtml(it) => self.text(&it),
            Event::SoftBreak | Event::HardBreak => self.text("\n"),
            Event::Start(Tag::Strong) => self.bold += 1,
            Event::End(TagEnd::Strong) => self.bold = self.bold.saturating_sub(1),
            Event::Start(Tag::Emphasis) => self.italic += 1,
            Event::End(TagEnd::Emphasis) => self.italic = self.italic.saturating_sub(1),
            Event::Start(Tag::Link { dest_url, .. }) => {
                self.link = Some(address(&self.values.filled(&dest_url)))
            }
            Event::End(TagEnd::Link) => self.link = None,
            Event::Start(Tag::List(first)) => {
                self.list.get_or_insert((first.is_some(), Vec::new()));
            }
            Event::End(TagEnd::Item) => self.end_item(),
            Event::End(TagEnd::List(_)) => {
                if let Some((ordered, items)) = self.list.take() {
                    self.blocks.push(Block::List { ordered, items });
                }
            }
            Event::End(TagEnd::Heading(_)) => {
                let spans = self.taken();
                self.put(spans, |spans| Block::Heading { spans });
            }
            Event::End(TagEnd::Paragraph | TagEnd::CodeBlock | TagEnd::HtmlBlock) => self.end_paragraph(),
            _ => (),
        }
    }

    fn text(&mut self, written: &str) {
        self.raw.push_str(written);
        let text = match written {
            "\n" => written.to_owned(),
            _ => self.values.filled(written),
        };
        let text = if self.spans.is_empty() { text.trim_start().to_owned() } else { text };
        // A link to nowhere is no link, and its words would promise one.
        if text.is_empty() || self.link.as_deref() == Some("") {
            return;
        }
        let (bold, italic, link) = (self.bold > 0, self.italic > 0, self.link.clone());
        self.spans.push(Span { text, bold, italic, link });
    }

    /// The words so far, without what is empty at their end.
    fn taken(&mut self) -> Vec<Span> {
        self.raw.clear();
        let mut spans = std::mem::take(&mut self.spans);
        while spans.last().is_some_and(|it| it.text.trim().is_empty()) {
            spans.pop();
        }
        spans
    }

    fn put(&mut self, spans: Vec<Span>, block: impl FnOnce(Vec<Span>) -> Block) {
        if !spans.is_empty() {
            self.blocks.push(block(spans));
        }
    }

    fn end_item(&mut self) {
        let spans = self.taken();
        if let Some((_, items)) = self.list.as_mut().filter(|_| !spans.is_empty()) {
            items.push(spans);
        }
    }

    fn end_paragraph(&mut self) {
        if self.list.is_some() {
            return; // the item takes it
        }
        let place = self.raw.trim().strip_prefix("{{").and_then(|it| it.strip_suffix("}}"));
        let is_lines = place.is_some_and(|it| LINES.contains(&it.trim()));
        let spans = self.taken();
        if is_lines {
            self.blocks.push(Block::Lines { lines: self.values.lines.clone() });
            return;
        }
        match spans.as_slice() {
            [Span { text, link: Some(url), .. }] => {
                self.blocks.push(Block::Button { label: text.clone(), url: url.clone() });
            }
            _ => self.put(spans, |spans| Block::Paragraph { spans }),
        }
    }
}

/// Where a link may lead; nowhere for everything else.
fn address(url: &str) -> String {
    let fits = ["https://", "http://", "mailto:"].iter().any(|it| url.starts_with(it));
    if fits && !url.contains(char::is_whitespace) { url.to_owned() } else { String::new() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values() -> Values {
        let line = Line::new("Elif".to_owned(), "agent", String::new(), "Buyurun".to_owned());
        Values {
            words: vec![
                ("kisi.ad", "**Ali** <b>[x](https://kotu.tr)</b>".to_owned()),
                ("baglanti", "https://destek.tr/reset#a".to_owned()),
            ],
            lines: vec![line],
        }
    }

    #[test]
    fn what_was_said_keeps_its_look_and_everything_else_as_typed() {
        let spans = said("**Belge** hazır\n15. madde: _bugün_ [sayfa](https://a.tr)\n# 2 {{x}} <b>");
        let look = |it: &Span| (it.bold, it.italic, it.link.is_some());
        let all: String = spans.iter().map(|it| it.text.as_str()).collect();
        assert_eq!(all, "Belge hazır\n15. madde: bugün sayfa\n# 2 {{x}} <b>");
        let found = |text: &str| spans.iter().find(|it| it.text == text).map(look);
        assert_eq!(found("Belge"), Some((true, false, false)));
        assert_eq!(found("bugün"), Some((false, true, false)));
        assert_eq!(found("sayfa"), Some((false, false, true)));
        assert!(said("[x](javascript:alert(1))").iter().all(|it| it.link.is_none()));
    }

    #[test]
    fn a_strangers_words_have_no_look_and_no_links() {
        let text = "**Acil** [okul sayfası](https://kotu.tr)\nx";
        for by in ["visitor", "system", "requester"] {
            let line = Line::new("Ali".to_owned(), by, String::new(), text.to_owned());
            assert_eq!(line.spans, [Span { text: text.to_owned(), ..Span::default() }], "{by}");
        }
        let line = Line::new("Elif".to_owned(), "agent", String::new(), text.to_owned());
        assert!(line.spans.iter().any(|it| it.bold) && line.spans.iter().any(|it| it.link.is_some()));
    }

    #[test]
    fn what_is_filled_in_stays_text() {
        let found = blocks("Merhaba {{kisi.ad}},", &values());
        let text = "Merhaba **Ali** <b>[x](https://kotu.tr)</b>,".to_owned();
        assert_eq!(found, [Block::Paragraph { spans: vec![Span { text, ..Span::default() }] }]);
    }

    #[test]
    fn a_link_that_stands_alone_is_a_button_and_goes_without_its_address() {
        let button =
            Block::Button { label: "Belirle".to_owned(), url: "https://destek.tr/reset#a".to_owned() };
        assert_eq!(blocks("[Belirle]({{baglanti}})", &values()), [button]);
        assert_eq!(blocks("[Belirle]({{yok}})\n\n[Belirle](javascript:alert(1))", &values()), []);
    }

    #[test]
    fn lines_breaks_and_lists_are_kept() {
        let found = blocks("{{ cevaplar }}\n\nbir\niki\n\n- **üç**\n- dört", &values());
        let plain = |text: &str| Span { text: text.to_owned(), ..Span::default() };
        assert_eq!(
            found,
            [
                Block::Lines { lines: values().lines },
                Block::Paragraph { spans: vec![plain("bir"), plain("\n"), plain("iki")] },
                Block::List {
                    ordered: false,
                    items: vec![vec![Span { bold: true, ..plain("üç") }], vec![plain("dört")]]
                },
            ]
        );
    }

    #[test]
    fn markup_in_a_template_is_shown_as_it_is_written() {
        let found = blocks("<script>alert(1)</script>", &values());
        assert!(matches!(&found[..], [Block::Paragraph { spans }] if spans[0].text.contains("<script>")));
    }
}
