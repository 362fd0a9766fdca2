//! A mail's HTML as it may be shown: words and their order, tables and lists. Everything that runs, loads, sends or hides
//! is left out: only what is named here comes through, and of attributes only where a link leads and how wide a cell is.
//! Pictures become their names, so that no server learns that a mail was read.
use htmd::HtmlToMarkdown;
use markup5ever_rcdom::{Handle, NodeData};

/// Deepest nesting that is gone into; what is below is left out.
const MOST_DEPTH: usize = 200;
/// Longest address of a link, in bytes.
const MOST_ADDRESS: usize = 2_000;
/// Elements that come through, without their attributes.
const KEPT: &[&str] = &[
    "a",
    "b",
    "blockquote",
    "br",
    "caption",
    "code",
    "dd",
    "del",
    "div",
    "dl",
    "dt",
    "em",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "i",
    "ins",
    "li",
    "ol",
    "p",
    "pre",
    "q",
    "s",
    "small",
    "span",
    "strike",
    "strong",
    "sub",
    "sup",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "tr",
    "u",
    "ul",
];
/// Elements without an end.
const EMPTY: &[&str] = &["br", "hr"];

/// The page with nothing in it but what may be shown; `most` bytes of it, at an element's border.
pub(super) fn page(html: &str, most: usize) -> String {
    let Ok(tree) = HtmlToMarkdown::new().html_to_tree(html) else { return String::new() };
    let mut writer = Writer { out: String::new(), most };
    writer.node(&tree, 0);
    writer.out
}

struct Writer {
    out: String,
    most: usize,
}

impl Writer {
    fn node(&mut self, node: &Handle, depth: usize) {
        if depth > MOST_DEPTH || self.out.len() > self.most {
            return;
        }
        match &node.data {
            NodeData::Text { contents } => self.words(&contents.borrow()),
            NodeData::Element { name, .. } => self.element(node, &name.local, depth),
            NodeData::Document => self.children(node, depth),
            _ => (),
        }
    }

    fn children(&mut self, node: &Handle, depth: usize) {
        for child in node.children.borrow().iter() {
            self.node(child, depth + 1);
        }
    }

    fn element(&mut self, node: &Handle, name: &str, depth: usize) {
        if super::html::is_nothing(node, name) {
            return;
        }
        if name == "img" {
            let alt = super::html::attribute(node, "alt").unwrap_or_default();
            if !alt.trim().is_empty() {
                self.words(&format!("[{}]", alt.trim()));
            }
            return;
        }
        // What is not known gives its words all the same.
        if !KEPT.contains(&name) {
            return self.children(node, depth);
        }
        self.out.push('<');
        self.out.push_str(name);
        self.attributes(node, name);
        self.out.push('>');
        if EMPTY.contains(&name) {
            return;
        }
        self.children(node, depth);
        self.out.push_str("</");
        self.out.push_str(name);
        self.out.push('>');
    }

    fn attributes(&mut self, node: &Handle, name: &str) {
        let of = |key| super::html::attribute(node, key).map(|it| it.trim().to_owned());
        match name {
            "a" => {
                let leads = |it: &String| {
                    let lower = it.to_ascii_lowercase();
                    let known = ["https://", "http://", "mailto:"].iter().any(|it| lower.starts_with(it));
                    known && it.len() <= MOST_ADDRESS && !it.chars().any(char::is_control)
                };
                if let Some(address) = of("href").filter(leads) {
                    self.out.push_str(" href=\"");
                    self.words(&address);
                    self.out.push_str("\" target=\"_blank\" rel=\"noopener noreferrer nofollow\"");
                }
            }
            "td" | "th" => {
                for key in ["colspan", "rowspan"] {
                    if let Some(count) = of(key).and_then(|it| it.parse::<u8>().ok()).filter(|it| *it > 1) {
                        self.out.push_str(&format!(" {key}=\"{count}\""));
                    }
                }
            }
            _ => (),
        }
    }

    fn words(&mut self, text: &str) {
        for letter in text.chars() {
            match letter {
                '&' => self.out.push_str("&amp;"),
                '<' => self.out.push_str("&lt;"),
                '>' => self.out.push_str("&gt;"),
                '"' => self.out.push_str("&quot;"),
                '\'' => self.out.push_str("&#39;"),
                it if it.is_control() && !matches!(it, '\n' | '\t') => (),
                it => self.out.push(it),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(html: &str) -> String {
        page(html, 10_000)
    }

    #[test]
    fn nothing_that_runs_loads_or_sends_comes_through() {
        let hostile = r#"<p onclick="x()" style="background:url(http://kotu.example/a)">Merhaba <b>Ayşe</b></p>
            <script>alert(1)</script><style>@import "http://kotu.example"</style><img src="http://kotu.example/p.gif" alt="Logo">
            <iframe src="http://kotu.example"></iframe><form action="http://kotu.example"><input name="a">Gönder</form>
            <a href="javascript:alert(1)">bir</a><a href=" JaVaScRiPt:alert(1)">iki</a><a href="data:text/html,x">üç</a>
            <svg onload="x()"><a href="http://x"></a></svg><math><mtext></mtext></math><base href="http://kotu.example">
            <link rel="stylesheet" href="http://kotu.example/x.css"><meta http-equiv="refresh" content="0;url=http://kotu.example">
            <object data="http://kotu.example"></object><div style="display:none">gizli</div>"#;
        let safe = shown(hostile);
        for gone in [
            "onclick",
            "style",
            "script",
            "img",
            "iframe",
            "form",
            "input",
            "svg",
            "kotu.example",
            "gizli",
            "data:",
        ] {
            assert!(!safe.contains(gone), "{gone}: {safe}");
        }
        assert!(
            safe.contains("<p>Merhaba <b>Ayşe</b></p>") && safe.contains("[Logo]") && safe.contains("Gönder"),
            "{safe}"
        );
        assert_eq!(safe.matches("<a>").count(), 3, "{safe}");
    }

    #[test]
    fn words_cannot_become_markup_and_links_lead_outside() {
        let safe = shown(
            r#"<p>&lt;script&gt; "a" &amp; b</p><a href="https://ornek.tr/?a=&quot;&gt;<b">yer</a><td colspan="2">x"#,
        );
        assert!(safe.contains("&lt;script&gt; &quot;a&quot; &amp; b"), "{safe}");
        assert!(safe.contains(r#"<a href="https://ornek.tr/?a=&quot;&gt;&lt;b" target="_blank""#), "{safe}");
    }

    #[test]
    fn what_is_too_long_or_too_deep_ends() {
        let deep = format!("{}tief{}", "<div>".repeat(5_000), "</div>".repeat(5_000));
        assert!(!shown(&deep).contains("tief"));
        assert!(page(&"<p>kelime</p>".repeat(5_000), 1_000).len() < 1_100);
    }
}
