//! What is new, brought into the index.
use super::Fields;
use crate::Result;
use crate::engine::turkish;
use anyhow::Context as _;
use tantivy::{IndexWriter, TantivyDocument, Term};
use uuid::Uuid;

/// One thing that was said, or what a thread is called.
#[derive(Debug, Clone)]
pub struct Line {
    /// Where.
    pub thread: Uuid,
    /// Rises with every line; no two have the same.
    pub order: i64,
    /// When, Unix milliseconds.
    pub at: i64,
    /// What it can be chosen by beside its words; they never change.
    pub facts: Vec<String>,
    /// Its words.
    pub text: String,
}

/// What is new.
#[derive(Debug, Default)]
pub struct Change {
    /// Whether everything that was there goes first.
    pub from_scratch: bool,
    /// Threads of which everything that was there goes first.
    pub gone: Vec<Uuid>,
    /// Lines to add.
    pub lines: Vec<Line>,
    /// What the index reflects from now on; `None` while it is being built and does not have everything before.
    pub position: Option<i64>,
}

pub(super) fn apply(writer: &mut IndexWriter, fields: &Fields, change: Change) -> Result<()> {
    if change.from_scratch {
        writer.delete_all_documents().context("empty the index")?;
    }
    for thread in change.gone {
        writer.delete_term(Term::from_field_text(fields.thread, &name(thread)));
    }
    let mut memory = turkish::Memory::default();
    for line in change.lines {
        writer.add_document(document(fields, &line, &mut memory)).context("add to the index")?;
    }
    let mut commit = writer.prepare_commit().context("prepare the index commit")?;
    if let Some(position) = change.position {
        commit.set_payload(&position.to_string());
    }
    commit.commit().context("commit the index")?;
    Ok(())
}

fn document(fields: &Fields, line: &Line, memory: &mut turkish::Memory) -> TantivyDocument {
    let mut document = TantivyDocument::new();
    let (high, low) = line.thread.as_u64_pair();
    document.add_text(fields.thread, name(line.thread));
    document.add_u64(fields.high, high);
    document.add_u64(fields.low, low);
    document.add_i64(fields.order, line.order);
    document.add_i64(fields.at, line.at);
    for fact in &line.facts {
        document.add_text(fields.fact, fact);
    }
    let (folded, stems) = memory.terms(&line.text);
    document.add_text(fields.folded, folded);
    document.add_text(fields.stem, stems);
    document
}

fn name(thread: Uuid) -> String {
    thread.simple().to_string()
}
