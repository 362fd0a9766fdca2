//! The parts of a DOCX file beside its text: which styles are headings, which lists are numbered, where links lead.
use super::package::Package;
use quick_xml::Reader;
use quick_xml::XmlVersion;
use quick_xml::events::{BytesStart, Event};
use std::collections::HashMap;

/// Largest part that is read.
pub(super) const PART_BYTES: usize = 50 * 1024 * 1024;

/// What the text refers to by name.
#[derive(Debug, Default)]
pub(super) struct Parts {
    /// Level of the heading of a style: 0 is the title.
    pub(super) levels: HashMap<String, usize>,
    /// Styles of tables of contents.
    pub(super) contents: Vec<String>,
    /// Whether a list is numbered, by its number and level.
    pub(super) numbered: HashMap<(String, String), bool>,
    /// Where links and images are, by their relation's name.
    pub(super) targets: HashMap<String, String>,
    /// What the file's facts call it.
    pub(super) title: String,
}

/// What is not there is empty: a text needs none of them.
pub(super) fn read(package: &mut Package<'_>) -> Parts {
    let mut parts = Parts::default();
    let mut part = |name: &str| {
        let bytes = package.read(name, PART_BYTES).unwrap_or_default();
        String::from_utf8(bytes).unwrap_or_default()
    };
    styles(&part("word/styles.xml"), &mut parts);
    parts.numbered = numbering(&part("word/numbering.xml"));
    parts.targets = relations(&part("word/_rels/document.xml.rels"));
    parts.title = facts(&part("docProps/core.xml"));
    parts
}

/// Calls `each` with every element's beginning, its local name first, until the part ends or cannot be read on.
fn each_start(xml: &str, mut each: impl FnMut(&str, &BytesStart<'_>)) {
    let mut reader = Reader::from_str(xml);
    loop {
        match reader.read_event() {
            Ok(Event::Start(it) | Event::Empty(it)) => each(it.local_name().into_inner(), &it),
            Ok(Event::Eof) | Err(_) => return,
            Ok(_) => (),
        }
    }
}

/// An attribute by its local name, whatever its prefix.
pub(super) fn attribute(element: &BytesStart<'_>, wanted: &str) -> Option<String> {
    let found =
        element.attributes().filter_map(Result::ok).find(|it| it.key.local_name().into_inner() == wanted)?;
    let value = found.normalized_value(XmlVersion::Implicit1_0).map(|it| it.into_owned());
    Some(value.unwrap_or_else(|_| found.value.into_owned()))
}

fn styles(xml: &str, parts: &mut Parts) {
    let mut style = String::new();
    each_start(xml, |name, it| match name {
        "style" => style = attribute(it, "styleId").unwrap_or_default(),
        // The name is the same in every language of the program; the id is not.
        "name" => {
            let named = attribute(it, "val").unwrap_or_default().to_lowercase();
            if named == "title" {
                parts.levels.insert(style.clone(), 0);
            } else if let Some(level) = named.strip_prefix("heading ").and_then(|it| it.parse().ok()) {
                parts.levels.insert(style.clone(), level);
            } else if named.starts_with("toc ") {
                parts.contents.push(style.clone());
            }
        }
        "outlineLvl" => {
            if let Some(level) =
                attribute(it, "val").and_then(|it| it.parse::<usize>().ok()).filter(|it| *it < 9)
            {
                parts.levels.entry(style.clone()).or_insert(level + 1);
            }
        }
        _ => (),
    });
}

fn numbering(xml: &str) -> HashMap<(String, String), bool> {
    let (mut formats, mut numbered) = (HashMap::new(), HashMap::new());
    let (mut definition, mut level, mut number) = (String::new(), String::new(), String::new());
    each_start(xml, |name, it| match name {
        "abstractNum" => definition = attribute(it, "abstractNumId").unwrap_or_default(),
        "lvl" => level = attribute(it, "ilvl").unwrap_or_default(),
        "numFmt" => {
            let bullets = matches!(attribute(it, "val").as_deref(), Some("bullet" | "none") | None);
            formats.insert((definition.clone(), level.clone()), !bullets);
        }
        "num" => number = attribute(it, "numId").unwrap_or_default(),
        "abstractNumId" => {
            let of = attribute(it, "val").unwrap_or_default();
            for ((definition, level), is_numbered) in &formats {
                if *definition == of {
                    numbered.insert((number.clone(), level.clone()), *is_numbered);
                }
            }
        }
        _ => (),
    });
    numbered
}

fn relations(xml: &str) -> HashMap<String, String> {
    let mut targets = HashMap::new();
    each_start(xml, |name, it| {
        if name == "Relationship"
            && let (Some(id), Some(target)) = (attribute(it, "Id"), attribute(it, "Target"))
        {
            targets.insert(id, target);
        }
    });
    targets
}

fn facts(xml: &str) -> String {
    let (mut reader, mut within, mut title) = (Reader::from_str(xml), false, String::new());
    loop {
        match reader.read_event() {
            Ok(Event::Start(it)) => within = it.local_name().into_inner() == "title",
            Ok(Event::End(_)) => within = false,
            Ok(Event::Text(it)) if within => title.push_str(&it.xml10_content()),
            Ok(Event::GeneralRef(it)) if within => title.extend(entity(&it)),
            Ok(Event::Eof) | Err(_) => return title,
            Ok(_) => (),
        }
    }
}

/// The character that a reference stands for: those of XML itself and those by number, no others.
pub(super) fn entity(reference: &quick_xml::events::BytesRef<'_>) -> Option<char> {
    if let Ok(Some(found)) = reference.resolve_char_ref() {
        return Some(found);
    }
    match &**reference {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => None,
    }
}
