//! An embedding model in memory: a thread that owns it, behind a bounded channel.
use super::embed_line::{Texts, WAITING};
use super::gguf::Header;
use super::model::{threads, wait_for};
use super::{Trouble, native, processor};
use crate::engine::machine;
use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::{SyncSender, TrySendError, sync_channel};
use std::thread::JoinHandle;
use tokio::sync::oneshot;

/// An embedding model in memory; cloning copies a pointer. With the last handle the model goes.
#[derive(Clone)]
pub struct Embedder(Arc<Inner>);

struct Inner {
    texts: SyncSender<Texts>,
    thread: JoinHandle<()>,
    dimensions: usize,
    /// Whether it was taught with a word before each text that says what it is.
    prefixed: bool,
}

/// What a text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// To be found.
    Passage,
    /// Asks for what is to be found.
    Question,
}

/// Memory beyond the file: what it computes with, and what the rest of the program may come to need.
const HEADROOM_BYTES: u64 = 128 << 20;

impl Embedder {
    /// Loads a model that fits into the free memory; not for async threads.
    ///
    /// # Errors
    /// Why it cannot be loaded.
    pub fn load(path: &Path) -> Result<Embedder, Trouble> {
        processor::check()?;
        let header = Header::read(path).map_err(|fault| Trouble::File(fault.to_string()))?;
        let needed = std::fs::metadata(path).map_or(0, |it| it.len()).saturating_add(HEADROOM_BYTES);
        let free = machine::memory().map_or(u64::MAX, |it| it.free_bytes);
        if needed > free {
            return Err(Trouble::Memory { needed, free });
        }
        // <https://huggingface.co/nomic-ai/nomic-embed-text-v1.5#usage>
        let prefixed = header.architecture.starts_with("nomic-bert");
        let threads = threads();
        let (texts, inbox) = sync_channel(WAITING);
        let (ready, loaded) = sync_channel(1);
        let path = path.to_owned();
        let run = move || native::embed(&path, threads, &inbox, &ready);
        let thread = std::thread::Builder::new().name("embedding-model".to_owned()).spawn(run);
        let thread = thread.map_err(|error| Trouble::Failed(error.to_string()))?;
        Ok(Embedder(Arc::new(Inner { texts, thread, dimensions: wait_for(&loaded)?, prefixed })))
    }

    /// Whether its thread still takes texts.
    pub(super) fn is_running(&self) -> bool {
        !self.0.thread.is_finished()
    }

    /// Numbers of a vector.
    #[must_use]
    pub fn dimensions(&self) -> usize {
        self.0.dimensions
    }

    /// The vectors of texts, of length 1, in their order. What is beyond the model's context is left aside. Questions go
    /// before passages, also before the rest of those that were begun.
    ///
    /// # Errors
    /// Why there are none.
    pub async fn embed(&self, texts: Vec<String>, purpose: Purpose) -> Result<Vec<Vec<f32>>, Trouble> {
        let (answer, vectors) = oneshot::channel();
        let texts = match purpose {
            _ if !self.0.prefixed => texts,
            Purpose::Passage => texts.iter().map(|it| format!("search_document: {it}")).collect(),
            Purpose::Question => texts.iter().map(|it| format!("search_query: {it}")).collect(),
        };
        match self.0.texts.try_send(Texts { texts, purpose, answer }) {
            Ok(()) => vectors.await.map_err(|_| ended())?,
            Err(TrySendError::Full(_)) => Err(Trouble::Busy),
            Err(TrySendError::Disconnected(_)) => Err(ended()),
        }
    }
}

fn ended() -> Trouble {
    Trouble::Failed("the model's thread ended".to_owned())
}
