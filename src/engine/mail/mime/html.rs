//! Words out of a mail's HTML. Nothing of the markup is kept: no script, style, image or form can come through, and no
//! picture tells its sender that the mail was read.
use htmd::HtmlToMarkdown;
use markup5ever_rcdom::{Handle, NodeData};

/// Deepest nesting that is gone into; what is below is left out.
const MOST_DEPTH: usize = 200;
/// Elements that hold nothing to read.
const NOTHING: &[&str] = &[
    "head", "title", "script", "style", "noscript", "template", "iframe", "object", "embed", "svg", "canvas",
    "audio", "video", "select", "textarea",
];
/// Elements that stand on lines of their own.
const BLOCKS: &[&str] = &[
    "address",
    "article",
    "aside",
    "blockquote",
    "center",
    "dd",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "li",
    "main",
    "nav",
    "ol",
    "p",
    "pre",
    "section",
    "table",
    "tbody",
    "tfoot",
    "thead",
    "tr",
    "ul",
];
/// Elements with an empty line around them.
const APART: &[&str] = &["p", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "ul", "ol", "pre", "table"];

/// The words of a page, in lines; quotations begin with `>`.
pub(super) fn text(html: &str) -> String {
    let Ok(tree) = HtmlToMarkdown::new().html_to_tree(html) else { return String::new() };
    let mut writer = Writer::default();
    writer.node(&tree, 0);
    writer.out.trim().to_owned()
}

#[derive(Default)]
struct Writer {
    out: String,
    /// Levels of quotation.
    quoted: usize,
    /// Whether spaces and line breaks are kept.
    kept: bool,
    /// Whether a space is due before the next word.
    space: bool,
}

impl Writer {
    fn node(&mut self, node: &Handle, depth: usize) {
        if depth > MOST_DEPTH {
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
        if is_nothing(node, name) {
            return;
        }
        match name {
            "br" => return self.new_line(),
            "img" => return self.image(node),
            "a" => return self.link(node, depth),
            "td" | "th" => self.space = true,
            _ => (),
        }
        let block = BLOCKS.contains(&name);
        if block {
            self.line();
        }
        if APART.contains(&name) {
            self.empty_line();
        }
        let (quoted, kept) = (self.quoted, self.kept);
        self.quoted += usize::from(name == "blockquote" && self.quoted < 20);
        self.kept |= name == "pre";
        match name {
            "li" => self.words("- "),
            "hr" => self.words("________________"),
            _ => (),
        }
        self.children(node, depth);
        if block {
            self.line();
        }
        if APART.contains(&name) {
            self.empty_line();
        }
        (self.quoted, self.kept) = (quoted, kept);
    }

    fn words(&mut self, text: &str) {
        if self.kept {
            for (place, line) in text.split('\n').enumerate() {
                if place > 0 {
                    self.new_line();
                }
                self.put(line);
            }
            return;
        }
        if text.starts_with([' ', '\t', '\n', '\r']) {
            self.space = true;
        }
        for word in text.split_ascii_whitespace() {
            self.put(word);
            self.space = true;
        }
        self.space = text.ends_with([' ', '\t', '\n', '\r']) || (self.space && text.trim_ascii().is_empty());
    }

    fn put(&mut self, word: &str) {
        if word.is_empty() {
            return;
        }
        if self.out.is_empty() || self.out.ends_with('\n') {
            self.out.push_str(&"> ".repeat(self.quoted));
        } else if self.space {
            self.out.push(' ');
        }
        self.space = false;
        self.out.push_str(word);
    }

    /// Ends the line, when there is one.
    fn line(&mut self) {
        if !self.out.is_empty() && !self.out.ends_with('\n') {
            self.out.push('\n');
        }
        self.space = false;
    }

    fn new_line(&mut self) {
        self.out.push('\n');
        self.space = false;
    }

    fn empty_line(&mut self) {
        self.line();
        if !self.out.is_empty() && !self.out.ends_with("\n\n") {
            self.out.push('\n');
        }
    }

    /// What a picture is called; a logo without a name is nothing to read.
    fn image(&mut self, node: &Handle) {
        if let Some(name) =
            attribute(node, "alt").filter(|it| !it.trim().is_empty() && it.chars().count() <= 200)
        {
            self.space = true;
            self.words(&format!("[{}]", name.trim()));
            self.space = true;
        }
    }

    /// The words of a link, and where it leads when they do not say it.
    fn link(&mut self, node: &Handle, depth: usize) {
        let before = self.out.len();
        self.children(node, depth);
        let shown = self.out.get(before..).unwrap_or_default().trim().to_owned();
        let Some(address) = attribute(node, "href").map(|it| it.trim().to_owned()) else { return };
        let web = address.starts_with("https://") || address.starts_with("http://");
        let bare = |it: &str| {
            it.trim_start_matches("https://").trim_start_matches("http://").trim_end_matches('/').to_owned()
        };
        if web && !shown.is_empty() && address.len() <= 500 && bare(&shown) != bare(&address) {
            self.space = true;
            self.put(&format!("({address})"));
        }
    }
}

/// Whether an element holds nothing to read.
pub(super) fn is_nothing(node: &Handle, name: &str) -> bool {
    NOTHING.contains(&name) || is_hidden(node)
}

/// Texts that only programs see: previews of the inbox, trackers.
fn is_hidden(node: &Handle) -> bool {
    let style = attribute(node, "style").unwrap_or_default().to_ascii_lowercase().replace(' ', "");
    style.contains("display:none") || attribute(node, "hidden").is_some()
}

pub(super) fn attribute(node: &Handle, name: &str) -> Option<String> {
    let NodeData::Element { attrs, .. } = &node.data else { return None };
    attrs.borrow().iter().find(|it| &*it.name.local == name).map(|it| it.value.to_string())
}
