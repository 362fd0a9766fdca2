//! What is new, brought into the index.
use super::Fields;
use crate::Result;
use crate::engine::turkish;
use anyhow::Context as _;
use tantivy::{IndexWriter, TantivyDocument, Term};

/// One thing to be found.
#[derive(Debug, Clone)]
pub struct Entry {
    /// The caller's own number of it.
    pub number: i64,
    /// Who may find it.
    pub scope: String,
    /// Counts more than the body.
    pub title: String,
    /// Plain text.
    pub body: String,
}

/// What a group of entries is from now on; empty: nothing.
#[derive(Debug, Clone)]
pub struct Replacement {
    /// The caller's own name of the group.
    pub group: String,
    /// All of it.
    pub entries: Vec<Entry>,
}

/// What is new.
#[derive(Debug, Default)]
pub struct Change {
    /// Whether everything that was there goes first.
    pub from_scratch: bool,
    /// Groups in place of what was there of them.
    pub groups: Vec<Replacement>,
    /// What the index reflects from now on; `None` while it is being built and does not have everything before.
    pub position: Option<i64>,
}

pub(super) fn apply(writer: &mut IndexWriter, fields: &Fields, change: Change) -> Result<()> {
    if change.from_scratch {
        writer.delete_all_documents().context("empty the index")?;
    }
    for group in change.groups {
        writer.delete_term(Term::from_field_text(fields.group, &group.group));
        for entry in group.entries {
            writer.add_document(document(fields, &group.group, &entry)).context("add to the index")?;
        }
    }
    let mut commit = writer.prepare_commit().context("prepare the index commit")?;
    if let Some(position) = change.position {
        commit.set_payload(&position.to_string());
    }
    commit.commit().context("commit the index")?;
    Ok(())
}

fn document(fields: &Fields, group: &str, entry: &Entry) -> TantivyDocument {
    let mut document = TantivyDocument::new();
    document.add_i64(fields.number, entry.number);
    document.add_text(fields.group, group);
    document.add_text(fields.scope, &entry.scope);
    for (terms, text) in [(&fields.title, &entry.title), (&fields.body, &entry.body)] {
        let words = turkish::words(text);
        let core = || words.iter().filter_map(|it| it.core.as_ref());
        document.add_text(terms.exact, join(words.iter().map(|it| it.exact.as_str())));
        document.add_text(terms.folded, join(words.iter().map(|it| it.folded.as_str())));
        document.add_text(terms.stem, join(core().map(|it| it.stem.as_str())));
        document.add_text(terms.root, join(core().map(|it| it.root.as_str())));
    }
    document
}

fn join<'a>(terms: impl Iterator<Item = &'a str>) -> String {
    terms.collect::<Vec<_>>().join(" ")
}
