//! Which embedding the search by meaning goes by at present: the built-in one, or a model's. Questions are embedded
//! with it here; what has no vector of it yet is found by its words.
use super::embed;
use super::llm::{Embedder, Keeper, Purpose, Trouble};
use crate::base::Clock;
use std::path::PathBuf;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;
use tokio::sync::Notify;

/// How long a search waits for the vector of its question; after that it goes on by words alone.
const PATIENCE: Duration = Duration::from_millis(800);

/// Handle to it; cloning copies a pointer.
#[derive(Clone, Default)]
pub struct Meaning(Arc<Inner>);

#[derive(Default)]
struct Inner {
    serving: RwLock<Embedding>,
    keeper: Keeper<Embedder>,
    clock: Clock,
    changed: Notify,
    /// Why a model made no vectors when it was asked last, with its embedding's name.
    trouble: RwLock<Option<(String, Trouble)>>,
}

/// A question's vector, and the name of the embedding that made it.
pub type Vector = (String, Vec<f32>);

/// What makes vectors.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Embedding {
    /// The program itself.
    #[default]
    BuiltIn,
    /// A model.
    Model {
        /// Kept with its vectors: another name means that they must be made anew.
        name: String,
        /// Its file; `None` when that is gone: then nothing is found by meaning.
        path: Option<PathBuf>,
    },
}

impl Embedding {
    /// Its name, as it is kept with vectors.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Embedding::BuiltIn => embed::NAME,
            Embedding::Model { name, .. } => name,
        }
    }
}

impl Meaning {
    /// Goes by the built-in embedding until it is told otherwise; models are had from `keeper`.
    #[must_use]
    pub fn new(keeper: Keeper<Embedder>, clock: Clock) -> Meaning {
        Meaning(Arc::new(Inner { keeper, clock, ..Inner::default() }))
    }

    /// What is gone by.
    #[must_use]
    pub fn serving(&self) -> Embedding {
        self.0.serving.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Goes by another one from now on.
    pub fn serve(&self, embedding: Embedding) {
        *self.0.serving.write().unwrap_or_else(PoisonError::into_inner) = embedding;
    }

    /// Says that another one was chosen.
    pub fn choose_again(&self) {
        self.0.changed.notify_one();
    }

    /// Waits until another one was chosen.
    pub async fn chosen_again(&self) {
        self.0.changed.notified().await;
    }

    /// Why the model of `embedding` made no vectors when it was asked last; `None` when it did, or was not asked.
    #[must_use]
    pub fn trouble(&self, embedding: &Embedding) -> Option<Trouble> {
        let last = self.0.trouble.read().unwrap_or_else(PoisonError::into_inner);
        last.as_ref().filter(|it| it.0 == embedding.name()).map(|it| it.1.clone())
    }

    /// The vectors of passages by `embedding`.
    ///
    /// # Errors
    /// Why its model makes none.
    pub async fn passages(
        &self,
        embedding: &Embedding,
        texts: Vec<String>,
    ) -> Result<Vec<Vec<f32>>, Trouble> {
        match embedding {
            Embedding::BuiltIn => {
                let embedded =
                    tokio::task::spawn_blocking(move || texts.iter().map(|it| embed::embed(it)).collect());
                embedded.await.map_err(|error| Trouble::Failed(error.to_string()))
            }
            Embedding::Model { name, path } => self.by_model(name, path, texts, Purpose::Passage).await,
        }
    }

    /// The vector of a question somebody waits for: as [`Meaning::question`], but `None` too when its model takes long.
    pub async fn question_soon(&self, text: &str) -> Option<Vector> {
        if let Ok(vector) = tokio::time::timeout(PATIENCE, self.question(text)).await {
            return vector;
        }
        tracing::warn!("searched by words alone: the embedding model takes long");
        None
    }

    /// The vector of a question, and the name of the embedding it is by; `None` where nothing can be found by meaning
    /// now. May load a model, and takes the time for it.
    pub async fn question(&self, text: &str) -> Option<Vector> {
        let serving = self.serving();
        let vector = match &serving {
            Embedding::BuiltIn => embed::embed(text),
            Embedding::Model { name, path } => {
                match self.by_model(name, path, vec![text.to_owned()], Purpose::Question).await {
                    Ok(vectors) => vectors.into_iter().next()?,
                    Err(trouble) => {
                        tracing::warn!(%trouble, "searched by words alone");
                        return None;
                    }
                }
            }
        };
        let empty = vector.iter().all(|it| *it == 0.0); // nothing but stop words
        (!empty).then(|| (serving.name().to_owned(), vector))
    }

    /// The vectors of texts by the model of the embedding `name`; remembers how that went.
    async fn by_model(
        &self,
        name: &str,
        path: &Option<PathBuf>,
        texts: Vec<String>,
        purpose: Purpose,
    ) -> Result<Vec<Vec<f32>>, Trouble> {
        let asked = async { self.model(path.clone()).await?.embed(texts, purpose).await };
        let made = asked.await;
        // That many wait for it says nothing of the model.
        if !matches!(made, Err(Trouble::Busy)) {
            let trouble = made.as_ref().err().map(|it| (name.to_owned(), it.clone()));
            *self.0.trouble.write().unwrap_or_else(PoisonError::into_inner) = trouble;
        }
        made
    }

    async fn model(&self, path: Option<PathBuf>) -> Result<Embedder, Trouble> {
        let path = path.ok_or_else(|| Trouble::File("it is gone".to_owned()))?;
        let its = path.clone();
        self.0.keeper.of(&path, self.0.clock.steady(), move || Embedder::load(&its)).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn no_search_waits_for_a_model_that_takes_long() {
        let (keeper, path) = (Keeper::default(), PathBuf::from("slow.gguf"));
        let meaning = Meaning::new(keeper.clone(), Clock::default());
        let (go_on, gate) = std::sync::mpsc::channel::<()>();
        let slow = move || {
            let _ = gate.recv();
            Err(Trouble::NotBuilt)
        };
        // Somebody has it loaded already, which goes on without them.
        let loading = tokio::time::timeout(Duration::ZERO, keeper.of(&path, Duration::ZERO, slow)).await;
        assert!(loading.is_err());
        let model = Embedding::Model { name: "slow".to_owned(), path: Some(path) };
        meaning.serve(model.clone());
        assert_eq!(meaning.question_soon("Harç ne zaman?").await, None);
        assert_eq!(meaning.trouble(&model), None, "it may still come");
        let (waited, ()) = tokio::join!(meaning.question("Harç ne zaman?"), async { drop(go_on) });
        assert_eq!(waited, None, "who can wait is told that it did not");
        assert_eq!(meaning.trouble(&model), Some(Trouble::NotBuilt));
    }
}
