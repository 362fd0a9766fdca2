//! Pages: what stands in their main part, without what leads around them, and where they lead.
use super::{Converted, Draft, IMAGE_MARK, Image, MOST_IMAGES, Reason};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use htmd::HtmlToMarkdown;
use htmd::options::{BulletListMarker, Options};
use markup5ever_rcdom::{Handle, Node, NodeData};
use std::rc::Rc;
use url::Url;

/// Deepest page that is read: what makes Markdown of it goes down by itself.
const MOST_DEPTH: usize = 256;
/// Links taken from one page.
const MOST_LINKS: usize = 2_000;
/// Elements that hold nothing to read.
const NOTHING: &[&str] = &[
    "script", "style", "noscript", "template", "iframe", "object", "embed", "svg", "canvas", "audio",
    "video", "form", "button", "input", "select", "textarea", "dialog", "head",
];
/// Elements that lead around the page.
const AROUND: &[&str] = &["nav", "footer", "aside"];
/// Roles of the same.
const ROLES: &[&str] =
    &["navigation", "banner", "contentinfo", "search", "complementary", "dialog", "alertdialog"];
/// Words in the class or the id of what leads around where no element says so.
const CLASSES: &[&str] = &[
    "breadcrumb",
    "cookie",
    "navbar",
    "sidebar",
    "social-share",
    "share-buttons",
    "skip-link",
    "pagination",
];

pub(super) fn read(name: &str, html: &str, address: Option<&str>) -> Result<Converted, Reason> {
    let converter = HtmlToMarkdown::builder()
        .options(Options {
            bullet_list_marker: BulletListMarker::Dash,
            ul_bullet_spacing: 1,
            ol_number_spacing: 1,
            ..Options::default()
        })
        .build();
    let tree = converter.html_to_tree(html).map_err(|_| "import_text_unreadable")?;
    let all = all_below(&tree)?;
    let page = address.and_then(|it| Url::parse(it).ok());
    let base = all.iter().find(|it| tag(it) == Some("base")).and_then(|it| attribute(it, "href"));
    let base = match (base, &page) {
        (Some(href), Some(page)) => page.join(&href).ok(),
        _ => page.clone(),
    };
    let mut converted = Converted {
        links: links(&all, base.as_ref()),
        canonical: canonical(&all, base.as_ref()),
        unwanted: all.iter().any(asks_not_to_be_kept),
        ..Converted::default()
    };
    let page_title = all.iter().find(|it| tag(it) == Some("title")).map(words).unwrap_or_default();
    let root = main_part(&all).unwrap_or_else(|| tree.clone());
    let whole_page = !matches!(tag(&root), Some("main" | "article")) && attribute(&root, "role").is_none();
    prune(&root, whole_page);
    let left = all_below(&root)?;
    let title = take_title(&root, &left).unwrap_or_else(|| own_part(&page_title));
    left.iter().filter(|it| tag(it) == Some("table")).for_each(give_headers);
    let images = settle_addresses(&left, base.as_ref());
    let body = converter.tree_to_markdown(&root);
    let key = converted.canonical.clone().or_else(|| page.map(|it| it.to_string()));
    converted.drafts.push(Draft {
        title,
        body,
        tags: Vec::new(),
        category: None,
        key: key.unwrap_or_else(|| name.to_owned()),
        images,
    });
    Ok(converted)
}

/// Every element below, in the page's order.
fn all_below(root: &Handle) -> Result<Vec<Handle>, Reason> {
    let (mut found, mut waiting) = (Vec::new(), vec![(root.clone(), 0)]);
    while let Some((node, depth)) = waiting.pop() {
        if depth > MOST_DEPTH {
            return Err("import_too_deep");
        }
        waiting.extend(node.children.borrow().iter().rev().map(|it| (it.clone(), depth + 1)));
        if matches!(node.data, NodeData::Element { .. }) {
            found.push(node);
        }
    }
    Ok(found)
}

fn tag(node: &Handle) -> Option<&str> {
    match &node.data {
        NodeData::Element { name, .. } => Some(name.local.as_ref()),
        _ => None,
    }
}

fn attribute(node: &Handle, wanted: &str) -> Option<String> {
    let NodeData::Element { attrs, .. } = &node.data else { return None };
    let attrs = attrs.borrow();
    attrs.iter().find(|it| it.name.local.as_ref() == wanted).map(|it| it.value.to_string())
}

/// The text below, on one line. Goes down no deeper than [`MOST_DEPTH`], which was checked.
fn words(node: &Handle) -> String {
    let (mut out, mut waiting) = (String::new(), vec![node.clone()]);
    while let Some(node) = waiting.pop() {
        if let NodeData::Text { contents } = &node.data {
            out.push_str(&contents.borrow());
            out.push(' ');
        }
        waiting.extend(node.children.borrow().iter().rev().cloned());
    }
    out.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What the page says is its text: the main element, else the only article, else the body.
fn main_part(all: &[Handle]) -> Option<Handle> {
    let is_main = |it: &&Handle| tag(it) == Some("main") || attribute(it, "role").as_deref() == Some("main");
    if let Some(main) = all.iter().find(is_main).filter(|it| !words(it).is_empty()) {
        return Some(main.clone());
    }
    let mut articles = all.iter().filter(|it| tag(it) == Some("article"));
    match (articles.next(), articles.next()) {
        (Some(only), None) => Some(only.clone()),
        _ => all.iter().find(|it| tag(it) == Some("body")).cloned(),
    }
}

/// Takes away what nobody reads. `whole_page`: the heads of the page are still in it.
fn prune(root: &Handle, whole_page: bool) {
    let mut waiting = vec![root.clone()];
    while let Some(node) = waiting.pop() {
        node.children.borrow_mut().retain(|it| !is_nothing(it, whole_page));
        waiting.extend(node.children.borrow().iter().cloned());
    }
}

fn is_nothing(node: &Handle, whole_page: bool) -> bool {
    let Some(tag) = tag(node) else { return matches!(node.data, NodeData::Comment { .. }) };
    if NOTHING.contains(&tag) || AROUND.contains(&tag) || (whole_page && tag == "header") {
        return true;
    }
    let has = |name: &str| attribute(node, name);
    let hidden = has("hidden").is_some() || has("aria-hidden").as_deref() == Some("true");
    let role = has("role").is_some_and(|it| ROLES.contains(&it.as_str()));
    let called =
        format!("{} {}", has("class").unwrap_or_default(), has("id").unwrap_or_default()).to_lowercase();
    hidden || role || CLASSES.iter().any(|it| called.contains(it))
}

/// The first main heading; it leaves the text, which stands below it anyway.
fn take_title(root: &Handle, all: &[Handle]) -> Option<String> {
    let heading = all.iter().find(|it| tag(it) == Some("h1") && !words(it).is_empty())?;
    for parent in all.iter().chain([root]) {
        parent.children.borrow_mut().retain(|it| !Rc::ptr_eq(it, heading));
    }
    Some(words(heading))
}

/// `Kayıt dondurma | Örnek Üniversitesi` without the site.
fn own_part(title: &str) -> String {
    let parts = [" | ", " – ", " — ", " :: ", " - "].iter().find_map(|it| title.split_once(it));
    parts.map_or(title, |it| it.0).to_owned()
}

/// A table without headings would lose its form: its first row becomes one.
fn give_headers(table: &Handle) {
    let Ok(inside) = all_below(table) else { return };
    if inside.iter().any(|it| matches!(tag(it), Some("th" | "thead"))) {
        return;
    }
    let Some(row) = inside.iter().find(|it| tag(it) == Some("tr")) else { return };
    let cells: Vec<Handle> = row.children.borrow().iter().map(as_header).collect();
    *row.children.borrow_mut() = cells;
}

fn as_header(cell: &Handle) -> Handle {
    let NodeData::Element { name, attrs, .. } = &cell.data else { return cell.clone() };
    if name.local.as_ref() != "td" {
        return cell.clone();
    }
    let mut name = name.clone();
    name.local = "th".into();
    let header = Node::new(NodeData::Element {
        name,
        attrs: attrs.clone(),
        template_contents: None.into(),
        mathml_annotation_xml_integration_point: false,
    });
    header.children.borrow_mut().append(&mut cell.children.borrow_mut());
    header
}

/// Links lead from anywhere; images are numbered.
fn settle_addresses(all: &[Handle], base: Option<&Url>) -> Vec<Image> {
    let mut images = Vec::new();
    for node in all {
        let NodeData::Element { name, attrs, .. } = &node.data else { continue };
        let mut attrs = attrs.borrow_mut();
        match name.local.as_ref() {
            "a" => attrs.retain_mut(|it| match it.name.local.as_ref() {
                "href" => match absolute(&it.value, base) {
                    Some(url) => {
                        it.value = url.as_str().into();
                        true
                    }
                    None => false,
                },
                name => name != "title",
            }),
            "img" => {
                let keep = images.len() < MOST_IMAGES;
                attrs.retain_mut(|it| match it.name.local.as_ref() {
                    "src" if keep => {
                        images.push(image(&it.value, base));
                        it.value = format!("{IMAGE_MARK}{}", images.len() - 1).as_str().into();
                        true
                    }
                    name => name == "alt",
                });
            }
            _ => (),
        }
    }
    images
}

/// An image that is within its own address, or its complete address.
fn image(source: &str, base: Option<&Url>) -> Image {
    let inside = source.strip_prefix("data:image/").and_then(|it| it.split_once(";base64,"));
    let bytes = inside.and_then(|it| STANDARD.decode(it.1.trim()).ok()).unwrap_or_default();
    let source = match (bytes.is_empty(), base.and_then(|it| it.join(source).ok())) {
        (false, _) => "data:".to_owned(),
        (true, Some(url)) => url.to_string(),
        (true, None) => source.to_owned(),
    };
    Image { source, bytes }
}

/// A complete address that may be followed; parts of the page itself and scripts are none.
fn absolute(href: &str, base: Option<&Url>) -> Option<Url> {
    let href = href.trim();
    if href.starts_with('#') {
        return None;
    }
    let url = match base {
        Some(base) => base.join(href).ok()?,
        None => Url::parse(href).ok()?,
    };
    matches!(url.scheme(), "http" | "https" | "mailto" | "tel").then_some(url)
}

fn links(all: &[Handle], base: Option<&Url>) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for node in all.iter().filter(|it| tag(it) == Some("a")) {
        let followed = !attribute(node, "rel").is_some_and(|it| it.contains("nofollow"));
        let url = attribute(node, "href").filter(|_| followed).and_then(|it| absolute(&it, base));
        let Some(mut url) = url.filter(|it| matches!(it.scheme(), "http" | "https")) else { continue };
        url.set_fragment(None);
        if found.len() < MOST_LINKS && !found.iter().any(|it| it == url.as_str()) {
            found.push(url.into());
        }
    }
    found
}

fn canonical(all: &[Handle], base: Option<&Url>) -> Option<String> {
    let is_it = |it: &&Handle| {
        tag(it) == Some("link")
            && attribute(it, "rel").is_some_and(|rel| rel.eq_ignore_ascii_case("canonical"))
    };
    let href = all.iter().find(is_it).and_then(|it| attribute(it, "href"))?;
    // Only within the same host: another one may not be named by a page.
    let url = absolute(&href, base)?;
    base.filter(|it| it.host_str() == url.host_str()).map(|_| url.to_string())
}

fn asks_not_to_be_kept(node: &Handle) -> bool {
    tag(node) == Some("meta")
        && attribute(node, "name").is_some_and(|it| it.eq_ignore_ascii_case("robots"))
        && attribute(node, "content").is_some_and(|it| {
            it.to_ascii_lowercase().split(',').any(|it| matches!(it.trim(), "noindex" | "none"))
        })
}
