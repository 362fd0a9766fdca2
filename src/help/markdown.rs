//! An article's Markdown as HTML that cannot do anything: raw HTML is shown as text, links go only where links may go,
//! and pictures come only from this server.
use crate::base::text;
use maud::{PreEscaped, Render as _};
use pulldown_cmark::{CodeBlockKind, CowStr, Event, HeadingLevel, Options, Parser, Tag, TagEnd, html};
use std::collections::HashSet;
use std::vec::IntoIter;

/// An article's text, ready to be put into a page.
#[derive(Debug)]
pub(super) struct Rendered {
    pub(super) html: PreEscaped<String>,
    /// What the table of contents lists.
    pub(super) headings: Vec<Heading>,
}

/// A heading of the first two levels.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Heading {
    pub(super) text: String,
    /// Its anchor.
    pub(super) id: String,
    /// Whether it stands below another one.
    pub(super) inner: bool,
}

/// Longest anchor, in bytes.
const ANCHOR_BYTES: usize = 60;
/// Anchors that the page itself has.
const TAKEN: &[&str] = &["icerik", "arama", "gorus", "yorum"];

/// Renders an article.
pub(super) fn render(markdown: &str, labels: Labels) -> Rendered {
    let events: Vec<Event<'_>> =
        Parser::new_ext(markdown, Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH).collect();
    let top = events.iter().filter_map(level).min().unwrap_or(HeadingLevel::H2);
    let mut page = Page {
        out: Vec::with_capacity(events.len()),
        headings: Vec::new(),
        anchors: HashSet::new(),
        top,
        labels,
    };
    page.anchors.extend(TAKEN.iter().map(|it| (*it).to_owned()));
    let mut events = events.into_iter();
    while let Some(event) = events.next() {
        page.add(event, &mut events);
    }
    let mut out = String::with_capacity(markdown.len() * 2);
    html::push_html(&mut out, page.out.into_iter());
    Rendered { html: PreEscaped(out), headings: page.headings }
}

/// Words that the text itself does not have, in its language.
#[derive(Debug, Clone, Copy)]
pub(super) struct Labels {
    pub(super) table: &'static str,
    pub(super) code: &'static str,
}

fn level(event: &Event<'_>) -> Option<HeadingLevel> {
    match event {
        Event::Start(Tag::Heading { level, .. }) => Some(*level),
        _ => None,
    }
}

struct Page<'t> {
    out: Vec<Event<'t>>,
    headings: Vec<Heading>,
    anchors: HashSet<String>,
    /// The highest heading of the article: it comes right below the page's own.
    top: HeadingLevel,
    labels: Labels,
}

impl<'t> Page<'t> {
    fn add(&mut self, event: Event<'t>, rest: &mut IntoIter<Event<'t>>) {
        match event {
            Event::Html(text) | Event::InlineHtml(text) => self.out.push(Event::Text(text)),
            Event::Start(Tag::HtmlBlock) | Event::End(TagEnd::HtmlBlock) => (),
            Event::Start(Tag::Heading { level, .. }) => self.heading(level, rest),
            Event::Start(Tag::Link { dest_url, title, .. }) => self.link(&dest_url, &title),
            Event::End(TagEnd::Link) => self.raw("</a>".to_owned()),
            Event::Start(Tag::Image { dest_url, .. }) => self.image(&dest_url, rest),
            Event::Start(Tag::Table(_)) => {
                let label = escaped(self.labels.table);
                self.raw(format!(
                    "<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"{label}\">"
                ));
                self.out.push(event);
            }
            Event::End(TagEnd::Table) => {
                self.out.push(event);
                self.raw("</div>".to_owned());
            }
            Event::Start(Tag::CodeBlock(kind)) => self.code(&kind),
            Event::End(TagEnd::CodeBlock) => self.raw("</code></pre>\n".to_owned()),
            other => self.out.push(other),
        }
    }

    fn raw(&mut self, html: String) {
        self.out.push(Event::Html(CowStr::from(html)));
    }

    fn heading(&mut self, level: HeadingLevel, rest: &mut IntoIter<Event<'t>>) {
        let (mut inside, mut text) = (Vec::new(), String::new());
        for event in rest.by_ref().take_while(|it| !matches!(it, Event::End(TagEnd::Heading(_)))) {
            if let Event::Text(it) | Event::Code(it) | Event::InlineHtml(it) = &event {
                text.push_str(it);
            }
            inside.push(event);
        }
        let text = text.trim().to_owned();
        let id = self.anchor(&text);
        let below = number(level).saturating_sub(number(self.top));
        let shown = (below + 2).min(6);
        self.raw(format!("<h{shown} id=\"{id}\">"));
        let mut inside = inside.into_iter();
        while let Some(event) = inside.next() {
            self.add(event, &mut inside);
        }
        self.raw(format!("</h{shown}>\n"));
        if below < 2 && !text.is_empty() {
            self.headings.push(Heading { text, id, inner: below > 0 });
        }
    }

    /// An anchor that nothing else on the page has: letters, digits and hyphens.
    fn anchor(&mut self, title: &str) -> String {
        let made = text::slug(title, ANCHOR_BYTES);
        let mut id = made.clone();
        let mut number = 1;
        while !self.anchors.insert(id.clone()) {
            number += 1;
            id = format!("{made}-{number}");
        }
        id
    }

    fn link(&mut self, address: &str, title: &str) {
        let title = if title.is_empty() { String::new() } else { format!(" title=\"{}\"", escaped(title)) };
        self.raw(match target(address) {
            Some(Target::Own) => format!("<a href=\"{}\"{title}>", escaped(address)),
            Some(Target::Other) => {
                format!("<a href=\"{}\"{title} rel=\"noopener nofollow\">", escaped(address))
            }
            None => "<a>".to_owned(), // the words stay
        });
    }

    fn image(&mut self, address: &str, rest: &mut IntoIter<Event<'t>>) {
        let mut alternative = String::new();
        for event in rest.by_ref().take_while(|it| !matches!(it, Event::End(TagEnd::Image))) {
            if let Event::Text(it) | Event::Code(it) = &event {
                alternative.push_str(it);
            }
        }
        let (address, alternative) = (address.trim(), escaped(&alternative));
        let html = match target(address) {
            Some(Target::Own) if address.starts_with('/') => {
                format!("<img src=\"{}\" alt=\"{alternative}\" loading=\"lazy\">", escaped(address))
            }
            // Nothing is loaded from another server behind the reader's back.
            Some(_) => {
                format!("<a href=\"{}\" rel=\"noopener nofollow\">{alternative}</a>", escaped(address))
            }
            None => alternative,
        };
        self.raw(html);
    }

    fn code(&mut self, kind: &CodeBlockKind<'_>) {
        let language = match kind {
            CodeBlockKind::Fenced(name) => name.split_whitespace().next().unwrap_or_default(),
            CodeBlockKind::Indented => "",
        };
        let class = if language.is_empty() {
            String::new()
        } else {
            format!(" class=\"language-{}\"", escaped(language))
        };
        let label = escaped(self.labels.code);
        self.raw(format!("<pre role=\"region\" tabindex=\"0\" aria-label=\"{label}\"><code{class}>"));
    }
}

#[derive(Debug, PartialEq, Eq)]
enum Target {
    /// This server.
    Own,
    /// Elsewhere.
    Other,
}

/// Where an address may lead; `None` when it may not be followed (`javascript:` and its like).
fn target(address: &str) -> Option<Target> {
    let address = address.trim();
    if address.chars().any(|it| it.is_control() || it == '\\') || address.starts_with("//") {
        return None;
    }
    let scheme = address
        .split(['/', '?', '#'])
        .next()
        .and_then(|it| it.split_once(':'))
        .map(|it| it.0.to_ascii_lowercase());
    match scheme.as_deref() {
        None => Some(Target::Own),
        Some("http" | "https" | "mailto" | "tel") => Some(Target::Other),
        Some(_) => None,
    }
}

fn number(level: HeadingLevel) -> usize {
    match level {
        HeadingLevel::H1 => 1,
        HeadingLevel::H2 => 2,
        HeadingLevel::H3 => 3,
        HeadingLevel::H4 => 4,
        HeadingLevel::H5 => 5,
        HeadingLevel::H6 => 6,
    }
}

fn escaped(text: &str) -> String {
    text.render().into_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn html(markdown: &str) -> String {
        render(markdown, Labels { table: "Tablo", code: "Kod" }).html.into_string()
    }

    #[test]
    fn raw_html_is_text() {
        let shown = html("<script>alert(1)</script>\n\nBir <img src=x onerror=alert(1)> söz");
        assert!(!shown.contains("<script") && !shown.contains("<img"), "{shown}");
        assert!(shown.contains("&lt;script&gt;") && shown.contains("&lt;img src=x"), "{shown}");
    }

    #[test]
    fn links_go_only_where_links_may_go() {
        assert!(html("[a](javascript:alert(1))").contains("<a>a</a>"));
        assert!(html("[a](  JaVaScRiPt:alert(1))").contains("<a>a</a>"));
        assert!(
            html("[a](data:text/html,x)").contains("<a>a</a>")
                && html("[a](//kotu.example)").contains("<a>a</a>")
        );
        assert!(
            html("[a](https://x.example/?a=1&b=2)")
                .contains("href=\"https://x.example/?a=1&amp;b=2\" rel=\"noopener nofollow\"")
        );
        assert!(html("[a](diger-makale)").contains("<a href=\"diger-makale\">"));
        assert!(html("[a](/x \"T\\\"><b>\")").contains("title=\"T&quot;&gt;&lt;b&gt;\""));
    }

    #[test]
    fn pictures_come_from_here_only() {
        assert!(
            html("![Harita](/api/files/1)")
                .contains("<img src=\"/api/files/1\" alt=\"Harita\" loading=\"lazy\">")
        );
        let elsewhere = html("![Harita \"x\"](https://x.example/a.png)");
        assert!(
            !elsewhere.contains("<img") && elsewhere.contains(">Harita &quot;x&quot;</a>"),
            "{elsewhere}"
        );
    }

    #[test]
    fn headings_stand_below_the_title_and_have_anchors_of_their_own() {
        let shown = render(
            "# Süre\n\n## Ek `süre`\n\n# Süre\n\n# Görüş\n\n### Derin",
            Labels { table: "", code: "" },
        );
        let listed: Vec<_> =
            shown.headings.iter().map(|it| (it.text.as_str(), it.id.as_str(), it.inner)).collect();
        assert_eq!(
            listed,
            [
                ("Süre", "sure", false),
                ("Ek süre", "ek-sure", true),
                ("Süre", "sure-2", false),
                ("Görüş", "gorus-2", false)
            ]
        );
        let html = shown.html.into_string();
        assert!(html.contains("<h2 id=\"sure\">Süre</h2>") && html.contains("<h4 id=\"derin\">"), "{html}");
    }

    #[test]
    fn wide_things_scroll_by_themselves() {
        let shown = html("| a | b |\n|---|---|\n| 1 | <i> |\n\n```rust\nlet a = \"<b>\";\n```");
        assert!(
            shown.contains(
                "<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"Tablo\"><table>"
            ),
            "{shown}"
        );
        assert!(shown.contains("<code class=\"language-rust\">let a = \"&lt;b&gt;\";"), "{shown}");
    }

    proptest! {
        #[test]
        fn no_text_becomes_a_tag_of_its_own(text in "[<>a-z/\"'=:!\\[\\]()#`*|\n -]{0,80}") {
            let shown = html(&text);
            for odd in ["<script", "<iframe", "<svg", "<style", "href=\"javascript:", "onerror=\"", "<form"] {
                prop_assert!(!shown.contains(odd), "{shown}");
            }
        }
    }
}
