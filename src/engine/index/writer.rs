//! The one thread that changes the index.
use super::Fields;
use crate::Result;
use crate::engine::turkish;
use anyhow::Context as _;
use tantivy::{IndexReader, IndexWriter, TantivyDocument, Term};
use tokio::sync::{mpsc, oneshot};

/// Memory for what is being indexed; the least that tantivy takes.
pub(super) const MEMORY_BYTES: usize = 15_000_000;

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

pub(super) struct Job {
    pub(super) groups: Vec<Replacement>,
    pub(super) position: i64,
    pub(super) reply: oneshot::Sender<Result<()>>,
}

/// Starts the thread; it ends when the last sender is gone.
pub(super) fn start(
    mut writer: IndexWriter,
    reader: IndexReader,
    fields: Fields,
    queue: usize,
) -> Result<mpsc::Sender<Job>> {
    let (sender, mut jobs) = mpsc::channel::<Job>(queue);
    let run = move || {
        while let Some(job) = jobs.blocking_recv() {
            let done = apply(&mut writer, &reader, &fields, job.groups, job.position);
            let _ = job.reply.send(done); // nobody may be waiting any more
        }
    };
    std::thread::Builder::new().name("text-index".to_owned()).spawn(run).context("start the index writer")?;
    Ok(sender)
}

fn apply(
    writer: &mut IndexWriter,
    reader: &IndexReader,
    fields: &Fields,
    groups: Vec<Replacement>,
    position: i64,
) -> Result<()> {
    for group in groups {
        writer.delete_term(Term::from_field_text(fields.group, &group.group));
        for entry in group.entries {
            writer.add_document(document(fields, &group.group, &entry)).context("add to the index")?;
        }
    }
    let mut commit = writer.prepare_commit().context("prepare the index commit")?;
    commit.set_payload(&position.to_string());
    commit.commit().context("commit the index")?;
    Ok(reader.reload().context("reload the index")?)
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
