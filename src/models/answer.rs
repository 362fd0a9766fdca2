//! Asking the models in this process: loading the chosen one where it fits, and putting it away again.
use super::types::{ModelSettings, Refusal};
use super::{folder, rules, store};
use crate::app::App;
use crate::engine::llm::gguf::Header;
use crate::engine::llm::{self, Ask, Model, Piece, Pieces, Plan, Trouble, processor};
use crate::engine::machine;
use crate::engine::meaning::Embedding;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// How the names of models' embeddings begin.
const EMBEDDING: &str = "gguf:";
/// Requests that may wait for their turn.
const WAITING: usize = 16;

/// An answer being made. Dropping it stops the model within one token.
#[derive(Debug)]
pub struct Answer {
    model: String,
    pieces: Pieces,
}

impl Answer {
    /// Which model answers: its file, without the ending.
    #[must_use]
    pub fn model(&self) -> &str {
        &self.model
    }

    /// The next piece; `None` after [`Piece::Done`].
    ///
    /// # Errors
    /// Why it cannot go on; what was said so far is void.
    pub async fn next(&mut self) -> Result<Option<Piece>, Refusal> {
        self.pieces.next().await.map_err(|trouble| refused(&self.model, &trouble))
    }
}

/// Has the chosen model answer, loading it when it is not in memory.
///
/// # Errors
/// Why it does not: none is chosen, it does not fit, too many wait.
pub async fn generate(app: &App, ask: Ask) -> Result<Answer, Refusal> {
    let settings = settings(app).await?;
    let file = settings.answer_model.clone().ok_or(Refusal::NoModel)?;
    let path = there(app, &file)?;
    let parallel = usize::try_from(settings.parallel).unwrap_or(1);
    let its_path = path.clone();
    let load = move || load(&its_path, parallel);
    let model = app.models.answering.of(&path, app.clock.steady(), load).await;
    let name = file.trim_end_matches(".gguf").to_owned();
    let asked = model.and_then(|it| it.ask(ask));
    match asked {
        Ok(pieces) => Ok(Answer { model: name, pieces }),
        Err(trouble) => Err(refused(&name, &trouble)),
    }
}

/// The embedding that is chosen; its model is loaded when it is used.
///
/// # Errors
/// [`Refusal::NoModel`] when its file is gone, [`Refusal::NotHere`] when models cannot run here.
pub async fn embedding(app: &App) -> Result<Embedding, Refusal> {
    let Some(file) = settings(app).await?.embedding_model else { return Ok(Embedding::BuiltIn) };
    if !llm::BUILT || processor::check().is_err() {
        return Err(Refusal::NotHere);
    }
    let path = there(app, &file)?;
    let bytes = std::fs::metadata(&path).map_or(0, |it| it.len());
    Ok(Embedding::Model { name: format!("{EMBEDDING}{bytes}:{file}"), path: Some(path) })
}

/// The embedding of a name, as it was chosen before.
#[must_use]
pub fn embedding_named(app: &App, name: &str) -> Embedding {
    let Some((_, file)) = name.strip_prefix(EMBEDDING).and_then(|it| it.split_once(':')) else {
        return Embedding::BuiltIn;
    };
    let path = folder::of(&app.config).join(file);
    Embedding::Model { name: name.to_owned(), path: Some(path).filter(|it| it.exists()) }
}

/// Takes models out of memory that nobody has used for as long as the installation says. Returns at once.
pub(super) async fn put_away_unused(app: &App) {
    let Ok(settings) = settings(app).await else { return };
    let now = app.clock.steady();
    let Some(idle) = Some(u64::from(settings.idle_minutes) * 60).filter(|it| *it > 0) else { return };
    let Some(since) = now.checked_sub(Duration::from_secs(idle)) else { return };
    if app.models.answering.put_away_unused(since, now).await {
        tracing::info!("language model out of memory: nobody asked it");
    }
    if app.models.embedding.put_away_unused(since, now).await {
        tracing::info!("embedding model out of memory: nobody asked it");
    }
}

async fn settings(app: &App) -> Result<ModelSettings, Refusal> {
    app.store.read(store::settings).await.map_err(|error| {
        tracing::error!(%error, "the choice of models cannot be read");
        Refusal::Failed
    })
}

fn there(app: &App, file: &str) -> Result<PathBuf, Refusal> {
    let path = folder::of(&app.config).join(file);
    if path.exists() { Ok(path) } else { Err(Refusal::NoModel) }
}

/// Loads a chat model with as much context as the memory allows.
///
/// # Errors
/// Why it cannot be loaded.
pub fn load(path: &Path, parallel: usize) -> Result<Model, Trouble> {
    let header = read(path)?;
    let context = fits(path, &header)?;
    let (threads, batch_threads) = (llm::threads(), llm::batch_threads());
    let plan = Plan { path: path.to_owned(), context, parallel, waiting: WAITING, threads, batch_threads };
    let model = Model::load(&plan)?;
    tracing::info!(
        file = %path.file_name().unwrap_or_default().display(),
        context,
        parallel,
        threads,
        batch_threads,
        "language model in memory"
    );
    Ok(model)
}

/// Whether a chat model could be loaded now.
///
/// # Errors
/// Why it could not.
pub(super) fn usable(path: &Path) -> Result<(), Trouble> {
    if !llm::BUILT {
        return Err(Trouble::NotBuilt);
    }
    processor::check()?;
    fits(path, &read(path)?).map(|_| ())
}

fn read(path: &Path) -> Result<Header, Trouble> {
    Header::read(path).map_err(|fault| Trouble::File(fault.to_string()))
}

/// The context that fits into the free memory beside the weights.
fn fits(path: &Path, header: &Header) -> Result<u32, Trouble> {
    let bytes = std::fs::metadata(path).map_or(0, |it| it.len());
    let free = machine::memory().map_or(u64::MAX, |it| it.free_bytes);
    let needed = rules::least_need(bytes, header);
    rules::context(bytes, header, free).ok_or(Trouble::Memory { needed, free })
}

/// Why the chosen embedding is not gone by: it cannot be had, or its model made no vectors when it was asked last.
pub(super) async fn embedding_refused(app: &App) -> Option<Refusal> {
    match embedding(app).await {
        Ok(chosen) => app.indexes.meaning.trouble(&chosen).map(|it| Refusal::of(&it)),
        Err(refusal) => Some(refusal),
    }
}

fn refused(model: &str, trouble: &Trouble) -> Refusal {
    let refusal = Refusal::of(trouble);
    if let Trouble::Memory { free, .. } = trouble {
        let fitting = super::service::fitting(*free);
        tracing::warn!(model, %trouble, would_fit = fitting, "the model is not loaded");
    } else {
        tracing::warn!(model, %trouble, "the model does not answer");
    }
    refusal
}
