//! The one thread that changes an index. What tantivy writes with holds some megabytes and threads of its own, so it is
//! there only while there is work.
use crate::Result;
use anyhow::Context as _;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::time::Duration;
use tantivy::indexer::IndexWriterOptions;
use tantivy::{Index, IndexReader, IndexWriter};
use tokio::sync::oneshot;

/// Memory for what is being indexed; the least that tantivy takes.
const MEMORY_BYTES: usize = 15_000_000;
/// Without work for so long, the writer goes.
const RESTS_AFTER: Duration = Duration::from_secs(10);

/// Hands changes to the thread of one index; it ends when the last handle is gone.
pub(super) struct Indexer<C>(Sender<Job<C>>);

impl<C> Clone for Indexer<C> {
    fn clone(&self) -> Indexer<C> {
        Indexer(self.0.clone())
    }
}

struct Job<C> {
    change: C,
    reply: oneshot::Sender<Result<()>>,
}

impl<C: Send + 'static> Indexer<C> {
    /// Starts the thread `name`, which brings changes into `index` with `apply`, and then has `reader` show them. `apply`
    /// commits as its last act.
    ///
    /// # Errors
    /// When the thread cannot be started.
    pub(super) fn start(
        name: &'static str,
        of: (Index, IndexReader),
        apply: impl Fn(&mut IndexWriter, C) -> Result<()> + Send + 'static,
    ) -> Result<Indexer<C>> {
        Indexer::start_resting(name, of, RESTS_AFTER, apply)
    }

    fn start_resting(
        name: &'static str,
        (index, reader): (Index, IndexReader),
        rests_after: Duration,
        apply: impl Fn(&mut IndexWriter, C) -> Result<()> + Send + 'static,
    ) -> Result<Indexer<C>> {
        let (sender, jobs) = mpsc::channel();
        std::thread::Builder::new()
            .name(name.to_owned())
            .spawn(move || run(&jobs, (&index, &reader), rests_after, apply))
            .context("start the index writer")?;
        Ok(Indexer(sender))
    }

    /// Makes a change; searchable on return.
    ///
    /// # Errors
    /// When the index cannot be written.
    pub(super) async fn change(&self, change: C) -> Result<()> {
        let (reply, done) = oneshot::channel();
        self.0.send(Job { change, reply }).ok().context("the index writer has stopped")?;
        done.await.context("the index writer stopped")?
    }
}

fn run<C>(
    jobs: &Receiver<Job<C>>,
    (index, reader): (&Index, &IndexReader),
    rests_after: Duration,
    apply: impl Fn(&mut IndexWriter, C) -> Result<()>,
) {
    let mut writer = None;
    while let Some(next) = wait(jobs, writer.is_some().then_some(rests_after)) {
        let Some(job) = next else {
            rest(writer.take());
            continue;
        };
        let done = carry_out(index, &mut writer, |open| apply(open, job.change));
        // What is committed is not to be added again, so that this is no failure of the change.
        if let Err(error) = reader.reload() {
            tracing::error!(%error, "an index shows what it had before");
        }
        let _ = job.reply.send(done); // nobody may be waiting any more
    }
}

/// The next job; `Some(None)` when there was none for so long, `None` when there will be none.
fn wait<C>(jobs: &Receiver<Job<C>>, at_most: Option<Duration>) -> Option<Option<Job<C>>> {
    let Some(at_most) = at_most else { return jobs.recv().ok().map(Some) };
    match jobs.recv_timeout(at_most) {
        Ok(job) => Some(Some(job)),
        Err(RecvTimeoutError::Timeout) => Some(None),
        Err(RecvTimeoutError::Disconnected) => None,
    }
}

/// After an error the writer is not used again: what it had taken up would come twice.
fn carry_out(
    index: &Index,
    writer: &mut Option<IndexWriter>,
    change: impl FnOnce(&mut IndexWriter) -> Result<()>,
) -> Result<()> {
    let mut open = match writer.take() {
        Some(it) => it,
        None => open(index)?,
    };
    change(&mut open)?;
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

/// Lets it finish what it does by the side.
fn rest(writer: Option<IndexWriter>) {
    if let Some(Err(error)) = writer.map(IndexWriter::wait_merging_threads) {
        tracing::warn!(%error, "parts of an index were not merged");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tantivy::TantivyDocument;
    use tantivy::schema::{STRING, Schema};

    #[tokio::test]
    async fn the_right_to_write_is_given_up_without_work_and_taken_again() {
        let mut schema = Schema::builder();
        let word = schema.add_text_field("word", STRING);
        let index = Index::create_in_ram(schema.build());
        let reader = index.reader().unwrap();
        let of = (index.clone(), reader.clone());
        let indexer = Indexer::start_resting("test", of, Duration::from_millis(1), move |open, it: &str| {
            let mut document = TantivyDocument::new();
            document.add_text(word, it);
            open.add_document(document).context("add")?;
            open.commit().context("commit")?;
            if it == "wrong" { Err(anyhow::anyhow!("no").into()) } else { Ok(()) }
        });
        let indexer = indexer.unwrap();
        for (it, there) in [("one", 1), ("two", 2)] {
            indexer.change(it).await.unwrap();
            assert_eq!(reader.searcher().num_docs(), there, "to be found on return");
            // Whoever else wants to write can, in a moment.
            let begun = std::time::Instant::now();
            while open(&index).is_err() {
                assert!(begun.elapsed().as_secs() < 5, "the writer stays");
                tokio::task::yield_now().await;
            }
        }
        assert!(indexer.change("wrong").await.is_err());
        indexer.change("after").await.unwrap();
    }
}
