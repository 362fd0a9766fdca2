//! An embedding model in memory: a thread that owns it, behind a bounded channel.
use super::model::wait_for;
use super::{Trouble, native, processor};
use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::{SyncSender, TrySendError, sync_channel};
use tokio::sync::oneshot;

/// Requests that may wait: searches, and the passages that are embedded beside them.
const WAITING: usize = 64;

/// An embedding model in memory; cloning copies a pointer. With the last handle the model goes.
#[derive(Clone)]
pub struct Embedder(Arc<Inner>);

struct Inner {
    texts: SyncSender<Texts>,
    dimensions: usize,
}

/// Texts on their way to the model's thread.
pub(super) struct Texts {
    pub(super) texts: Vec<String>,
    pub(super) answer: oneshot::Sender<Result<Vec<Vec<f32>>, Trouble>>,
}

impl Embedder {
    /// Loads a model; not for async threads.
    ///
    /// # Errors
    /// Why it cannot be loaded.
    pub fn load(path: &Path, threads: u32) -> Result<Embedder, Trouble> {
        processor::check()?;
        let (texts, inbox) = sync_channel(WAITING);
        let (ready, loaded) = sync_channel(1);
        let path = path.to_owned();
        let run = move || native::embed(&path, threads, &inbox, &ready);
        let thread = std::thread::Builder::new().name("embedding-model".to_owned()).spawn(run);
        thread.map_err(|error| Trouble::Failed(error.to_string()))?;
        Ok(Embedder(Arc::new(Inner { texts, dimensions: wait_for(&loaded)? })))
    }

    /// Numbers of a vector.
    #[must_use]
    pub fn dimensions(&self) -> usize {
        self.0.dimensions
    }

    /// The vectors of texts, of length 1, in their order. What is beyond the model's context is left aside.
    ///
    /// # Errors
    /// Why there are none.
    pub async fn embed(&self, texts: Vec<String>) -> Result<Vec<Vec<f32>>, Trouble> {
        let (answer, vectors) = oneshot::channel();
        match self.0.texts.try_send(Texts { texts, answer }) {
            Ok(()) => vectors.await.map_err(|_| ended())?,
            Err(TrySendError::Full(_)) => Err(Trouble::Busy),
            Err(TrySendError::Disconnected(_)) => Err(ended()),
        }
    }
}

fn ended() -> Trouble {
    Trouble::Failed("the model's thread ended".to_owned())
}
