//! A mail's HTML as it may be shown: words and their order, tables and lists, cleaned by ammonia, of which only what is
//! named here comes through. Before that, what nobody was meant to read is taken out, and pictures become their names,
//! so that no server learns that a mail was read.
use ammonia::{Builder, UrlRelative};
use htmd::HtmlToMarkdown;
use html5ever::serialize::{SerializeOpts, TraversalScope, serialize};
use markup5ever_rcdom::{Handle, Node, NodeData, SerializableHandle};
use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

/// Deepest nesting that is gone into; what is below is left out.
const MOST_DEPTH: usize = 200;
/// Longest address of a link, in bytes.
const MOST_ADDRESS: usize = 2_000;
/// Elements that come through; of others only the words do.
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
/// What an element takes beside its words and where it leads, about, in bytes.
const ELEMENT_BYTES: usize = 16;

static CLEANER: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let cells = HashSet::from(["colspan", "rowspan"]);
    let mut builder = Builder::empty();
    builder
        .tags(KEPT.iter().copied().collect())
        .tag_attributes(HashMap::from([("a", HashSet::from(["href"])), ("td", cells.clone()), ("th", cells)]))
        .attribute_filter(|_, name, value| {
            let comes_through = match name {
                "href" => value.len() <= MOST_ADDRESS,
                "colspan" | "rowspan" => value.parse::<u8>().is_ok(),
                _ => true,
            };
            comes_through.then_some(Cow::Borrowed(value))
        })
        .url_schemes(HashSet::from(["https", "http", "mailto"]))
        .url_relative(UrlRelative::Deny)
        .set_tag_attribute_value("a", "target", "_blank")
        .link_rel(Some("noopener noreferrer nofollow"));
    builder
});

/// The page with nothing in it but what may be shown; about `most` bytes of it, to the end of an element.
pub(super) fn page(html: &str, most: usize) -> String {
    let Ok(tree) = HtmlToMarkdown::new().html_to_tree(html) else { return String::new() };
    let mut left = most;
    take_out(&tree, 0, &mut left);
    let mut readable = Vec::new();
    let options =
        SerializeOpts { traversal_scope: TraversalScope::ChildrenOnly(None), ..SerializeOpts::default() };
    if serialize(&mut readable, &SerializableHandle::from(tree), options).is_err() {
        return String::new();
    }
    CLEANER.clean(&String::from_utf8_lossy(&readable)).to_string()
}

/// Takes out what holds nothing to read and what there is no more room for, and puts names in the place of pictures.
fn take_out(node: &Handle, depth: usize, left: &mut usize) {
    let mut children = node.children.borrow_mut();
    *children = children.drain(..).filter_map(|it| readable(it, depth + 1, left)).collect();
}

fn readable(node: Handle, depth: usize, left: &mut usize) -> Option<Handle> {
    if depth > MOST_DEPTH || *left == 0 {
        return None;
    }
    match &node.data {
        NodeData::Text { contents } => *left = left.saturating_sub(contents.borrow().len()),
        NodeData::Element { name, .. } if super::html::is_nothing(&node, &name.local) => return None,
        NodeData::Element { name, .. } if &*name.local == "img" => {
            let alt = super::html::attribute(&node, "alt").filter(|it| !it.trim().is_empty())?;
            let contents = RefCell::new(format!("[{}]", alt.trim()).into());
            return readable(Node::new(NodeData::Text { contents }), depth, left);
        }
        NodeData::Element { .. } => {
            let address = super::html::attribute(&node, "href").map_or(0, |it| it.len().min(MOST_ADDRESS));
            *left = left.saturating_sub(ELEMENT_BYTES + address);
            take_out(&node, depth, left);
        }
        _ => return None,
    }
    Some(node)
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
        assert!(safe.contains("bir</a>") && !safe.contains("href"), "{safe}");
    }

    #[test]
    fn words_cannot_become_markup_and_links_lead_outside() {
        let safe = shown(
            r#"<p>&lt;script&gt; "a" &amp; b</p><a href="https://ornek.tr/?a=&quot;&gt;<b">yer</a><td colspan="2">x"#,
        );
        assert!(safe.contains("&lt;script&gt; \"a\" &amp; b"), "{safe}");
        assert!(safe.contains(r#"<a href="https://ornek.tr/?a=&quot;&gt;&lt;b" target="_blank""#), "{safe}");
    }

    #[test]
    fn what_is_too_long_or_too_deep_ends() {
        let deep = format!("{}tief{}", "<div>".repeat(5_000), "</div>".repeat(5_000));
        assert!(!shown(&deep).contains("tief"));
        assert!(page(&"<p>kelime</p>".repeat(5_000), 1_000).len() < 1_100);
        let link = format!("<a href=\"https://ornek.tr/{}\">x</a>", "a".repeat(1_900));
        assert!(page(&link.repeat(500), 10_000).len() < 15_000, "links take room, too");
    }
}
