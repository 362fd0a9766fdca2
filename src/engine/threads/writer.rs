//! The one thread that changes the index.
use super::Fields;
use crate::Result;
use crate::engine::turkish;
use anyhow::Context as _;
use tantivy::indexer::IndexWriterOptions;
use tantivy::{Index, IndexReader, IndexWriter, TantivyDocument, Term};
use tokio::sync::{mpsc, oneshot};
use uuid::Uuid;

/// Memory for what is being indexed; the least that tantivy takes.
const MEMORY_BYTES: usize = 15_000_000;

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

pub(super) struct Job {
    pub(super) change: Change,
    pub(super) reply: oneshot::Sender<Result<()>>,
}

/// Starts the thread; it ends when the last sender is gone.
pub(super) fn start(
    index: Index,
    reader: IndexReader,
    fields: Fields,
    queue: usize,
) -> Result<mpsc::Sender<Job>> {
    let (sender, mut jobs) = mpsc::channel::<Job>(queue);
    let run = move || {
        let mut writer = None;
        while let Some(job) = jobs.blocking_recv() {
            let done = apply(&index, &mut writer, &fields, job.change);
            // What is committed is not to be added again, so that this is no failure of the change.
            if let Err(error) = reader.reload() {
                tracing::error!(%error, "the index of conversations shows what it had before");
            }
            let _ = job.reply.send(done); // nobody may be waiting any more
        }
    };
    std::thread::Builder::new()
        .name("thread-index".to_owned())
        .spawn(run)
        .context("start the index writer")?;
    Ok(sender)
}

fn apply(index: &Index, writer: &mut Option<IndexWriter>, fields: &Fields, change: Change) -> Result<()> {
    let mut open = match writer.take() {
        Some(it) => it,
        None => open(index)?,
    };
    if change.from_scratch {
        open.delete_all_documents().context("empty the index")?;
    }
    for thread in change.gone {
        open.delete_term(Term::from_field_text(fields.thread, &name(thread)));
    }
    for line in change.lines {
        open.add_document(document(fields, &line)).context("add to the index")?;
    }
    let mut commit = open.prepare_commit().context("prepare the index commit")?;
    if let Some(position) = change.position {
        commit.set_payload(&position.to_string());
    }
    commit.commit().context("commit the index")?;
    // After an error above the writer is not used again: what it had taken up would come twice.
    *writer = Some(open);
    Ok(())
}

fn open(index: &Index) -> Result<IndexWriter> {
    let options = IndexWriterOptions::builder()
        .num_worker_threads(1)
        .num_merge_threads(1)
        .memory_budget_per_thread(MEMORY_BYTES)
        .build();
    Ok(index.writer_with_options(options).context("take the right to write the index")?)
}

fn document(fields: &Fields, line: &Line) -> TantivyDocument {
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
    let words = turkish::words(&line.text);
    let stems = words.iter().filter_map(|it| it.core.as_ref()).map(|it| it.stem.as_str());
    document.add_text(fields.folded, join(words.iter().map(|it| it.folded.as_str())));
    document.add_text(fields.stem, join(stems));
    document
}

fn name(thread: Uuid) -> String {
    thread.simple().to_string()
}

fn join<'a>(terms: impl Iterator<Item = &'a str>) -> String {
    terms.collect::<Vec<_>>().join(" ")
}
