//! What holds for the source as a whole: who may know whom, where SQL and the web framework may be, how long a file
//! may get, and that both languages and the map agree with the code.
#![expect(clippy::unwrap_used, reason = "tests")]
use serde_json::Value;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Past this a file becomes a folder.
const MOST_LINES: usize = 500;

/// From the ground up: a module may use those of the rows above it, and those of its own row.
const LAYERS: &[&[&str]] = &[
    &["base"],
    &["config", "lifecycle", "store", "web", "realtime", "live", "engine"],
    &["app"],
    // Features, each only with those before it.
    &["audit"],
    &["sites"],
    &["schedule"],
    &["outbox"],
    &["organisation"],
    &["people"],
    &["bans"],
    &["settings"],
    &["fields"],
    &["models"],
    &["providers"],
    &["files"],
    &["visitors"],
    &["tracking"],
    &["hours"],
    &["sla"],
    &["tags"],
    &["routing"],
    &["conversations"],
    &["history"],
    &["drafts"],
    &["canned"],
    &["tickets"],
    &["macros"],
    &["saved_views"],
    &["search"],
    &["notify"],
    &["knowledge"],
    &["imports"],
    &["help"],
    &["assistant"],
    &["forms"],
    &["deadlines"],
    &["mailbox"],
    &["widget"],
    &["ops"],
    &["demo"],
    // Where everything meets.
    &["sockets", "background", "router"],
    &["cli"],
];

/// Files outside `web/` and `routes` that speak to the web framework, and why.
const AXUM: &[&str] = &[
    "src/router.rs",             // the surface
    "src/people/authorize.rs",   // the layer that decides who gets through
    "src/cli/serve.rs",          // starts the server
    "src/realtime/packet.rs",    // the text of a WebSocket, shared by all that hear it
    "src/realtime/websocket.rs", // the transport
];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Every file below `folder` whose name ends with one of `endings`, relative to the root.
fn files(folder: &str, endings: &[&str]) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut waiting = vec![root().join(folder)];
    while let Some(folder) = waiting.pop() {
        let Ok(entries) = fs::read_dir(&folder) else { continue };
        for path in entries.map(|it| it.unwrap().path()) {
            if path.is_dir() {
                waiting.push(path);
            } else if endings.iter().any(|it| path.to_string_lossy().ends_with(it)) {
                found.push(path.strip_prefix(root()).unwrap().to_owned());
            }
        }
    }
    found.sort();
    found
}

fn read(path: impl AsRef<Path>) -> String {
    fs::read_to_string(root().join(path)).unwrap()
}

/// A Rust file without comments and without its tests.
fn code(path: &Path) -> String {
    let text = read(path);
    let text = text.split("#[cfg(test)]").next().unwrap_or_default();
    text.lines().map(|it| it.split("//").next().unwrap_or_default()).collect::<Vec<_>>().join("\n")
}

/// The first part of every `crate::…` in `code`, also within `use crate::{…}`.
fn uses(code: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for after in code.split("crate::").skip(1) {
        let word = |it: &str| it.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>();
        let Some(group) = after.strip_prefix('{') else {
            found.insert(word(after));
            continue;
        };
        let (mut depth, mut expected) = (1, true);
        for (place, c) in group.char_indices() {
            match c {
                '{' => depth += 1,
                '}' => depth -= 1,
                ',' if depth == 1 => expected = true,
                c if depth == 1 && expected && c.is_alphabetic() => {
                    found.insert(word(&group[place..]));
                    expected = false;
                }
                _ => (),
            }
            if depth == 0 {
                break;
            }
        }
    }
    found
}

/// `src/people/rules.rs` and `src/people.rs` belong to `people`.
fn module(path: &Path) -> String {
    let first = path.iter().nth(1).unwrap().to_string_lossy().into_owned();
    first.trim_end_matches(".rs").to_owned()
}

fn layer(module: &str) -> Option<usize> {
    LAYERS.iter().position(|it| it.contains(&module))
}

#[test]
fn modules_know_only_what_is_below_them() {
    let mut wrong = Vec::new();
    for path in files("src", &[".rs"]) {
        let own = module(&path);
        if ["lib", "main"].contains(&own.as_str()) {
            continue;
        }
        let Some(rank) = layer(&own) else {
            wrong.push(format!("{own} has no place in LAYERS of tests/tidy.rs"));
            continue;
        };
        for used in uses(&code(&path)) {
            if layer(&used).is_some_and(|it| it > rank) {
                wrong.push(format!("{} uses {used}, which is above {own}", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_finder_of_uses_finds_them() {
    let code =
        "use crate::app::App;\nuse crate::{Error, base::{Lang, ids}, web};\nlet x = crate::store::head();";
    assert_eq!(uses(code).into_iter().collect::<Vec<_>>(), ["Error", "app", "base", "store", "web"]);
}

#[test]
fn sql_stays_in_the_stores() {
    let marks =
        ["prepare_cached(", "\"SELECT ", "\"INSERT ", "\"UPDATE ", "\"DELETE ", "\"PRAGMA ", "\"CREATE "];
    for path in files("src", &[".rs"]) {
        let name = path.to_string_lossy().into_owned();
        let is_store = name.ends_with("/store.rs") || name.contains("/store/");
        let code = code(&path);
        let found = marks.iter().find(|it| !is_store && code.contains(**it));
        assert!(found.is_none(), "{name} speaks SQL: {found:?}");
    }
}

#[test]
fn the_web_framework_stays_at_the_edge() {
    for path in files("src", &[".rs"]) {
        let name = path.to_string_lossy().into_owned();
        let edge = name.starts_with("src/web/") || name.ends_with("/routes.rs") || name.contains("/routes/");
        let may = edge || AXUM.contains(&name.as_str());
        assert!(may || !code(&path).contains("axum::"), "{name} uses axum");
    }
}

#[test]
fn no_file_is_too_long() {
    let own = ["src", "tests", "examples", "assets"]
        .iter()
        .flat_map(|it| files(it, &[".rs", ".js", ".mjs", ".css"]));
    for path in own.filter(|it| !it.starts_with("assets/vendor")) {
        let lines = read(&path).lines().count();
        assert!(lines <= MOST_LINES, "{} has {lines} lines; make it a folder", path.display());
    }
}

#[test]
fn no_page_makes_markup_of_text() {
    let marks = ["innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function"];
    for path in
        files("assets", &[".js", ".mjs", ".html"]).iter().filter(|it| !it.starts_with("assets/vendor"))
    {
        let text: String = read(path).lines().map(|it| it.split("//").next().unwrap_or_default()).collect();
        let found = marks.iter().find(|it| text.contains(**it));
        assert!(found.is_none(), "{}: {found:?}", path.display());
    }
}

#[test]
fn both_languages_have_the_same_words() {
    for turkish in files("assets", &["tr.json"]) {
        let english = turkish.with_file_name("en.json");
        let keys = |path: &Path| {
            let words: Value = serde_json::from_str(&read(path)).unwrap();
            let mut found = BTreeSet::new();
            collect("", &words, &mut found);
            found
        };
        let (tr, en) = (keys(&turkish), keys(&english));
        let apart: Vec<&String> = tr.symmetric_difference(&en).collect();
        assert!(apart.is_empty(), "{}: only in one language: {apart:?}", turkish.display());
    }
}

/// Dotted names of every text; an empty one is none.
fn collect(prefix: &str, value: &Value, found: &mut BTreeSet<String>) {
    match value {
        // The forms of a plural are one text; Turkish has one form where English has two.
        Value::Object(fields) if !fields.contains_key("other") => {
            fields.iter().for_each(|(name, it)| collect(&format!("{prefix}.{name}"), it, found));
        }
        Value::String(text) if text.is_empty() => (),
        _ => {
            found.insert(prefix.to_owned());
        }
    }
}

#[test]
fn the_map_names_what_is_there() {
    let Ok(map) = fs::read_to_string(root().join("ARCHITECTURE.md")) else { return };
    let mut gone = Vec::new();
    for quoted in map.split('`').skip(1).step_by(2) {
        let is_path =
            quoted.contains('/') || [".rs", ".js", ".sql", ".toml"].iter().any(|it| quoted.ends_with(it));
        let plain = quoted.chars().all(|it| it.is_ascii_alphanumeric() || "/._-".contains(it));
        if !is_path || !plain || quoted.starts_with('/') {
            continue;
        }
        let places = ["", "src", "assets", "tests"].map(|it| root().join(it).join(quoted));
        if !places.iter().any(|it| it.exists()) {
            gone.push(quoted.to_owned());
        }
    }
    assert!(gone.is_empty(), "ARCHITECTURE.md names what is not there: {gone:?}");
}
