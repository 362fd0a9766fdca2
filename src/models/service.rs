//! What can be done with models.
use super::curated;
use super::folder::{self, Entry, How};
use super::types::{Curated, Installed, ModelSettings, Offer, Overview, Standing, State, Use};
use super::{answer, download, rules, store};
use crate::app::App;
use crate::audit::{self, Actor, Entry as Row};
use crate::base::Lang;
use crate::engine::llm::{self, processor};
use crate::engine::machine;
use crate::store::{Present, Store, Write};
use crate::web::input;
use crate::{Error, Result};
use anyhow::Context as _;
use jiff::Timestamp;
use rusqlite::Connection;
use serde_json::{Map, Value, json};
use std::path::PathBuf;

/// Everything there is to know.
///
/// # Errors
/// When the folder or the database cannot be read.
pub async fn overview(app: &App, lang: Lang) -> Result<Overview> {
    let settings = app.store.read(store::settings).await?;
    let there = folder::of(&app.config);
    let its = there.clone();
    let entries = off_thread(move || folder::list(&its)).await?;
    let loaded = loaded(app);
    let memory = machine::memory();
    let free = memory.map_or(u64::MAX, |it| it.free_bytes);
    let kernels = processor::kernels();
    let installed: Vec<Installed> = entries.iter().map(|it| shown(it, &settings, &loaded, free)).collect();
    // What is in memory would go for another.
    let freed: u64 = installed.iter().filter(|it| it.loaded).map(|it| it.ram_bytes).sum();
    let free = free.saturating_add(freed);
    let offer = |it: &Curated| Offer {
        ram_bytes: rules::need_of(it),
        fits: rules::need_of(it) <= free,
        installed: entries.iter().any(|entry| entry.file == it.file),
        model: it.clone(),
    };
    Ok(Overview {
        built: llm::BUILT,
        kernels: kernels.uses,
        threads: llm::threads(),
        memory_total_bytes: memory.map(|it| it.total_bytes),
        memory_free_bytes: memory.map(|it| it.free_bytes),
        disk_free_bytes: machine::free_on_disk(&there),
        rung: if can_answer(&settings, &installed, &kernels.lacks) { "model" } else { "extractive" },
        embedding_refused: answer::embedding_refused(app).await,
        kernels_lacking: kernels.lacks,
        catalogue: curated::all().iter().map(offer).collect(),
        downloads: download::list(app, lang).await?,
        installed,
        settings,
    })
}

/// How the model that answers is, without looking at all the others.
///
/// # Errors
/// When the database cannot be read.
pub async fn state(app: &App) -> Result<State> {
    let file = app.store.read(store::settings).await?.answer_model;
    let Some(file) = file else { return Ok(State { rung: "extractive", model: Standing::None, file: None }) };
    let path = folder::of(&app.config).join(&file);
    let standing = if app.models.answering.present().is_some_and(|it| it.0 == path) {
        Standing::Loaded
    } else {
        let usable = off_thread(move || Ok(answer::usable(&path).is_ok())).await?;
        if usable { Standing::Ready } else { Standing::Unusable }
    };
    let rung = if standing == Standing::Unusable { "extractive" } else { "model" };
    Ok(State { rung, model: standing, file: Some(file) })
}

fn can_answer(settings: &ModelSettings, installed: &[Installed], lacking: &str) -> bool {
    let chosen = installed.iter().find(|it| Some(&it.file) == settings.answer_model.as_ref());
    llm::BUILT && lacking.is_empty() && chosen.is_some_and(|it| it.fault.is_none() && it.fits)
}

fn loaded(app: &App) -> Vec<PathBuf> {
    let answering = app.models.answering.present().map(|it| it.0);
    let embedding = app.models.embedding.present().map(|it| it.0);
    answering.into_iter().chain(embedding).collect()
}

fn shown(entry: &Entry, settings: &ModelSettings, loaded: &[PathBuf], free: u64) -> Installed {
    let header = entry.header.clone().unwrap_or_default();
    let known = curated::find(&entry.file);
    let purpose = if header.embeds { Use::Embeddings } else { Use::Answers };
    let chosen = match purpose {
        Use::Answers => &settings.answer_model,
        Use::Embeddings => &settings.embedding_model,
    };
    let ram_bytes = rules::least_need(entry.bytes, &header);
    let loaded = loaded.iter().any(|it| it.file_name().is_some_and(|it| it == entry.file.as_str()));
    let named = known.map(|it| it.name.clone()).or(header.name);
    Installed {
        name: named.unwrap_or_else(|| entry.file.trim_end_matches(".gguf").to_owned()),
        r#use: purpose,
        bytes: entry.bytes,
        architecture: header.architecture,
        parameters: header.parameters,
        quantisation: header.kind,
        context: header.context,
        fits: loaded || ram_bytes <= free,
        ram_bytes,
        linked: entry.linked,
        chosen: chosen.as_ref() == Some(&entry.file),
        loaded,
        catalogue_id: known.map(|it| it.id.clone()),
        licence: known.map(|it| it.licence.clone()),
        turkish: known.map(|it| it.turkish),
        fault: entry.header.as_ref().err().cloned(),
        file: entry.file.clone(),
    }
}

/// Names of the models of the curated list that fit into so much memory, largest first.
pub(super) fn fitting(free: u64) -> String {
    let fits = |it: &&Curated| it.r#use == Use::Answers && rules::need_of(it) <= free;
    let mut found: Vec<&Curated> = curated::all().iter().filter(fits).collect();
    found.sort_by_key(|it| std::cmp::Reverse(it.bytes));
    found.iter().map(|it| it.id.as_str()).collect::<Vec<_>>().join(", ")
}

/// Changes what the installation chooses; what `asked` leaves out stays.
///
/// # Errors
/// 422 with the unacceptable fields.
pub async fn change(app: &App, actor: Actor, asked: Map<String, Value>) -> Result<ModelSettings> {
    let there = folder::of(&app.config);
    let (before, after) = choose(&app.store, app.clock.now(), there, actor, asked).await?;
    if before.answer_model != after.answer_model || before.parallel != after.parallel {
        app.models.answering.put_away().await;
    }
    if before.embedding_model != after.embedding_model {
        app.indexes.meaning.choose_again();
    }
    Ok(after)
}

/// Chooses a file for what its model is for.
///
/// # Errors
/// 422 when it is not there, or no model.
pub async fn choose_file(app: &App, actor: Actor, file: &str) -> Result<ModelSettings> {
    let (there, name) = (folder::of(&app.config), file.to_owned());
    let entry = off_thread(move || Ok(folder::entry(&there, &name))).await?;
    let header = entry.and_then(|it| it.header.ok());
    let embeds = header.ok_or_else(|| Error::invalid("model", "not_a_model"))?.embeds;
    let field = if embeds { "embedding_model" } else { "answer_model" };
    change(app, actor, Map::from_iter([(field.to_owned(), json!(file))])).await
}

/// Whether a model is chosen to answer; it may be gone, or not fit.
///
/// # Errors
/// When the database cannot be read.
pub fn is_chosen(conn: &Connection) -> Result<bool> {
    Ok(store::settings(conn)?.answer_model.is_some())
}

/// What the installation has chosen.
///
/// # Errors
/// When the database cannot be read.
pub async fn settings(store: &Store) -> Result<ModelSettings> {
    store.read(store::settings).await
}

/// The change itself, also without a server: the choices before and after it.
///
/// # Errors
/// As [`change`].
pub async fn choose(
    store: &Store,
    now: Timestamp,
    there: PathBuf,
    actor: Actor,
    asked: Map<String, Value>,
) -> Result<(ModelSettings, ModelSettings)> {
    let old = settings(store).await?;
    let chosen = merged(&old, &asked)?;
    off_thread(move || check(&there, &chosen)).await?;
    let decide = move |present: &Present<'_>| {
        let before = store::settings(present)?;
        let after = merged(&before, &asked)?;
        let mut write = Write::new();
        if after != before {
            store::put_settings(&mut write, &after)?;
            let row =
                Row::new(&actor, None, "models.updated", now).old(json!(before)).new_value(json!(after));
            audit::record(present, &mut write, row)?;
        }
        Ok((write, (before, after)))
    };
    store.decide(decide).await.map(|it| it.1)
}

fn merged(old: &ModelSettings, asked: &Map<String, Value>) -> Result<ModelSettings> {
    let mut fields = serde_json::to_value(old).context("choice of models as JSON")?;
    if let Value::Object(fields) = &mut fields {
        fields.extend(asked.iter().map(|(name, value)| (name.clone(), value.clone())));
    }
    let mut settings: ModelSettings = input::parse(&fields)?;
    for text in [&mut settings.mirror, &mut settings.answer_model, &mut settings.embedding_model] {
        *text = text.take().map(|it| it.trim().to_owned()).filter(|it| !it.is_empty());
    }
    let mistakes = settings.mistakes();
    if mistakes.is_empty() { Ok(settings) } else { Err(Error::Invalid(mistakes)) }
}

/// Whether what is chosen is there, and of the right kind.
fn check(there: &std::path::Path, settings: &ModelSettings) -> Result<()> {
    let wanted = [
        ("answer_model", &settings.answer_model, Use::Answers),
        ("embedding_model", &settings.embedding_model, Use::Embeddings),
    ];
    for (field, file, purpose) in wanted {
        let Some(file) = file else { continue };
        let entry = folder::entry(there, file).ok_or_else(|| Error::invalid(field, "model_unknown"))?;
        match entry.header {
            Err(_) => return Err(Error::invalid(field, "not_a_model")),
            Ok(header) if header.embeds != (purpose == Use::Embeddings) => {
                return Err(Error::invalid(field, "model_wrong_use"));
            }
            Ok(_) => (),
        }
    }
    Ok(())
}

/// Brings a file of this machine into the folder of models.
///
/// # Errors
/// 422 `file_not_there`, `model_file_name`, `not_a_model`; 409 `model_installed`.
pub async fn add(app: &App, actor: &Actor, path: PathBuf, how: How) -> Result<Installed> {
    let there = folder::of(&app.config);
    let file = off_thread(move || folder::add(&there, &path, how)).await?;
    record(&app.store, app.clock.now(), actor, "model.added", &file).await?;
    let found = overview(app, Lang::default()).await?.installed.into_iter().find(|it| it.file == file);
    found.ok_or(Error::NotFound("model"))
}

/// Removes a model; it is not chosen any more, and goes out of memory.
///
/// # Errors
/// 404 when it is not there.
pub async fn remove(app: &App, actor: &Actor, file: String) -> Result<()> {
    let path = folder::of(&app.config).join(&file);
    if app.models.answering.present().is_some_and(|it| it.0 == path) {
        app.models.answering.put_away().await;
    }
    if app.models.embedding.present().is_some_and(|it| it.0 == path) {
        app.models.embedding.put_away().await;
    }
    remove_file(&app.store, app.clock.now(), folder::of(&app.config), actor, file).await?;
    app.indexes.meaning.choose_again();
    Ok(())
}

/// The removal itself, also without a server.
///
/// # Errors
/// 404 when it is not there.
pub async fn remove_file(
    store: &Store,
    now: Timestamp,
    there: PathBuf,
    actor: &Actor,
    file: String,
) -> Result<()> {
    let (its, name) = (there.clone(), file.clone());
    off_thread(move || folder::remove(&its, &name)).await?;
    let chosen = settings(store).await?;
    let of = |field: &str, it: Option<String>| {
        (it.as_ref() == Some(&file)).then(|| (field.to_owned(), Value::Null))
    };
    let unset = [of("answer_model", chosen.answer_model), of("embedding_model", chosen.embedding_model)];
    let unset: Map<String, Value> = unset.into_iter().flatten().collect();
    if !unset.is_empty() {
        choose(store, now, there, actor.clone(), unset).await?;
    }
    record(store, now, actor, "model.removed", &file).await
}

/// Puts a deed into the trail.
///
/// # Errors
/// When the database cannot be written.
pub async fn record(
    store: &Store,
    now: Timestamp,
    actor: &Actor,
    action: &'static str,
    file: &str,
) -> Result<()> {
    let row = Row::new(actor, None, action, now).new_value(json!({ "file": file }));
    store
        .decide(move |present| {
            let mut write = Write::new();
            audit::record(present, &mut write, row)?;
            Ok((write, ()))
        })
        .await?;
    tracing::info!(file, action, "models changed");
    Ok(())
}

/// Runs what reads or writes files where it may take its time.
pub(super) async fn off_thread<T: Send + 'static>(
    work: impl FnOnce() -> Result<T> + Send + 'static,
) -> Result<T> {
    tokio::task::spawn_blocking(work).await.context("work with files panicked")?
}
