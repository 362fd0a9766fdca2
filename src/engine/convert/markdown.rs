//! Markdown, with what stands before it between two lines of `---`.
use super::{Draft, IMAGE_MARK, Image, MOST_IMAGES};
use pulldown_cmark::{Event, Parser, Tag};

pub(super) fn read(name: &str, text: &str) -> Draft {
    let (facts, body) = front_matter(text);
    let fact = |wanted: &[&str]| {
        let found = facts.iter().find(|it| wanted.contains(&it.0.as_str()));
        found.map(|it| it.1.clone()).filter(|it| !it.is_empty())
    };
    let (heading, body) = first_heading(body);
    let title = fact(&["title", "başlık", "baslik"]).or(heading).unwrap_or_default();
    let tags = fact(&["tags", "etiketler"]).unwrap_or_default();
    let tags = tags.split(',').map(|it| unquoted(it.trim())).filter(|it| !it.is_empty()).collect();
    let category = fact(&["category", "kategori"]);
    let (body, images) = take_images(body);
    Draft { title, body, tags, category, key: name.to_owned(), images }
}

/// Names and values before the text (a part of YAML: texts and lists of texts), and the text.
fn front_matter(text: &str) -> (Vec<(String, String)>, &str) {
    let Some(rest) = text.strip_prefix("---\n") else { return (Vec::new(), text) };
    let Some((head, body)) = rest.split_once("\n---") else { return (Vec::new(), text) };
    let mut facts: Vec<(String, String)> = Vec::new();
    for line in head.lines() {
        if let (Some(item), Some(last)) = (line.trim().strip_prefix("- "), facts.last_mut()) {
            if !last.1.is_empty() {
                last.1.push(',');
            }
            last.1.push_str(&unquoted(item.trim()));
        } else if let Some((key, value)) = line.split_once(':') {
            let value = value.trim().trim_start_matches('[').trim_end_matches(']');
            facts.push((key.trim().to_lowercase(), unquoted(value.trim())));
        }
    }
    (facts, body.split_once('\n').map_or("", |it| it.1))
}

fn unquoted(text: &str) -> String {
    let inner = ['"', '\''].iter().find_map(|it| text.strip_prefix(*it)?.strip_suffix(*it));
    inner.unwrap_or(text).to_owned()
}

/// The heading a text begins with, in either way of writing it, and the text without it.
fn first_heading(text: &str) -> (Option<String>, &str) {
    let text = text.trim_start();
    let (first, rest) = text.split_once('\n').unwrap_or((text, ""));
    if let Some(heading) = first.strip_prefix("# ") {
        return (Some(heading.trim().trim_end_matches('#').trim().to_owned()), rest);
    }
    let (second, below) = rest.split_once('\n').unwrap_or((rest, ""));
    if !first.is_empty() && second.len() >= 3 && second.trim_end().chars().all(|it| it == '=') {
        return (Some(first.trim().to_owned()), below);
    }
    (None, text)
}

/// Images of other places become numbers: those that come along are kept, nothing is fetched from elsewhere.
pub(super) fn take_images(text: &str) -> (String, Vec<Image>) {
    let (mut out, mut images, mut done) = (String::with_capacity(text.len()), Vec::new(), 0);
    for (event, range) in Parser::new(text).into_offset_iter() {
        let Event::Start(Tag::Image { dest_url, .. }) = event else { continue };
        if range.start < done || images.len() >= MOST_IMAGES {
            continue;
        }
        let label = text.get(range.clone()).and_then(|it| it.strip_prefix("![")).unwrap_or_default();
        let label: String = label.split(']').next().unwrap_or_default().replace('\n', " ");
        out.push_str(text.get(done..range.start).unwrap_or_default());
        out.push_str(&format!("![{label}]({IMAGE_MARK}{})", images.len()));
        images.push(Image { source: dest_url.to_string(), bytes: Vec::new() });
        done = range.end;
    }
    out.push_str(text.get(done..).unwrap_or_default());
    (out, images)
}
