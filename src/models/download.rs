//! Bringing models here.
use super::service::{self, off_thread, record};
use super::types::{Download, DownloadState};
use super::{curated, folder, rules, store};
use crate::app::App;
use crate::audit::Actor;
use crate::base::{Lang, words};
use crate::engine::downloads;
use crate::engine::fetch::{self, Fault, Progress, Source};
use crate::{Error, Result};
use std::path::Path;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

/// What is to come: a model of the curated list by its name, or any by its address. `sha256`: what whoever asks for it
/// knows of the file; it is then kept only if it is that one.
///
/// # Errors
/// 422 `model_unknown`, `model_file_name`, `checksum_invalid`.
pub fn source(
    model: &str,
    sha256: Option<&str>,
    mirror: Option<&str>,
    there: &Path,
) -> Result<(String, Source)> {
    let unknown = || Error::invalid("model", "model_unknown");
    let given = match sha256.map(str::trim).filter(|it| !it.is_empty()) {
        Some(it) if !rules::is_checksum(it) => return Err(Error::invalid("sha256", "checksum_invalid")),
        other => other.map(str::to_ascii_lowercase),
    };
    let (file, address, sha256) = match curated::find(model) {
        Some(it) => (it.file.clone(), rules::source(it, mirror), given.or_else(|| it.sha256.clone())),
        None if rules::is_address(model) => {
            let file = rules::file_of(model).ok_or_else(|| Error::invalid("model", "model_file_name"))?;
            (file.to_owned(), model.to_owned(), given)
        }
        None => return Err(unknown()),
    };
    let target = there.join(&file);
    if target.exists() {
        return Err(Error::Conflict("model_installed"));
    }
    Ok((file, Source { address, target, sha256, to_be_used: false }))
}

/// What is done with a model that has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Then {
    /// It lies there.
    Keep,
    /// It is chosen for what it is for.
    Choose,
}

/// Begins to fetch a model, or goes on where it was broken off; what was to be chosen then, is chosen now.
///
/// # Errors
/// 422 `model_unknown`, `checksum_invalid`, 409 `model_installed`, `download_running`.
pub async fn pull(
    app: &App,
    actor: &Actor,
    (model, sha256): (&str, Option<&str>),
    then: Then,
    lang: Lang,
) -> Result<Download> {
    let settings = app.store.read(store::settings).await?;
    let there = folder::of(&app.config);
    // What was begun under an address goes on from there.
    let known = list(app, lang).await?.into_iter().find(|it| it.file == model);
    let begun = known.filter(|_| curated::find(model).is_none()).map(|it| it.address);
    let noted = fetch::note(&there.join(model)).and_then(|it| it.sha256).filter(|_| begun.is_some());
    let sha256 = sha256.or(noted.as_deref());
    let (file, mut source) =
        source(begun.as_deref().unwrap_or(model), sha256, settings.mirror.as_deref(), &there)?;
    // Who goes on with it later need not know what it was begun for.
    source.to_be_used = then == Then::Choose || fetch::note(&source.target).is_some_and(|it| it.to_be_used);
    let stop = CancellationToken::new();
    let begun = app.downloads.begin(&file, &source.address, stop);
    let begun = begun.ok_or(Error::Conflict("download_running"))?;
    record(&app.store, app.clock.now(), actor, "model.pulled", &file).await?;
    let (its_app, its_file, its_actor) = (app.clone(), file.clone(), actor.clone());
    app.lifecycle.run("model download", async move {
        let came = bring(&source, &begun.progress, &begun.stop).await;
        let stopped = came == Err(Fault::Stopped);
        match &came {
            Ok(()) => tracing::info!(file = its_file, "model is here"),
            Err(fault) => tracing::warn!(file = its_file, %fault, "model did not come"),
        }
        if stopped && let Err(error) = fetch::discard(&source.target) {
            tracing::warn!(file = its_file, %error, "what had come of it stays");
        }
        if came.is_ok()
            && source.to_be_used
            && let Err(error) = service::choose_file(&its_app, its_actor, &its_file).await
        {
            tracing::warn!(file = its_file, %error, "model is here, but could not be chosen");
        }
        its_app.downloads.end(&its_file, came.err());
    });
    list(app, lang).await?.into_iter().find(|it| it.file == file).ok_or(Error::NotFound("model"))
}

/// Fetches a file, looks whether it is a model, and puts it into its place.
///
/// # Errors
/// Why it is not there.
pub async fn bring(
    source: &Source,
    progress: &watch::Sender<Progress>,
    stop: &CancellationToken,
) -> std::result::Result<(), Fault> {
    fetch::fetch(source, progress, stop).await?;
    let target = source.target.clone();
    let settled = tokio::task::spawn_blocking(move || folder::settle(&target)).await;
    settled.map_err(|error| Fault::Storage(error.to_string()))?.map_err(Fault::Content)
}

/// Stops a download and removes what has come of it.
///
/// # Errors
/// 404 when there is none.
pub async fn cancel(app: &App, file: &str) -> Result<()> {
    if !rules::is_file_name(file) || !list(app, Lang::default()).await?.iter().any(|it| it.file == file) {
        return Err(Error::NotFound("model"));
    }
    if !app.downloads.stop(file) {
        let target = folder::of(&app.config).join(file);
        off_thread(move || Ok(fetch::discard(&target).map_err(anyhow::Error::new)?)).await?;
    }
    Ok(())
}

/// What is on its way, and what was begun and can be gone on with; what went wrong in words of `lang`.
///
/// # Errors
/// When the folder cannot be read.
pub async fn list(app: &App, lang: Lang) -> Result<Vec<Download>> {
    let there = folder::of(&app.config);
    let unfinished = off_thread(move || folder::unfinished(&there)).await?;
    let running = app.downloads.list();
    let paused = unfinished.into_iter().filter(|it| !running.iter().any(|(file, _)| *file == it.0));
    let mut all: Vec<Download> = running.iter().map(|(file, it)| under_way(file, it, lang)).collect();
    all.extend(paused.map(|(file, done_bytes, note)| Download {
        file,
        address: note.address,
        state: DownloadState::Paused,
        done_bytes,
        total_bytes: note.total_bytes,
        problem: None,
        detail: None,
    }));
    all.sort_by(|a, b| a.file.cmp(&b.file));
    Ok(all)
}

fn under_way(file: &str, it: &downloads::Download, lang: Lang) -> Download {
    let Progress { done_bytes, total_bytes, checking } = it.progress();
    let state = match (&it.fault, checking) {
        (Some(_), _) => DownloadState::Failed,
        (None, true) => DownloadState::Checking,
        (None, false) => DownloadState::Running,
    };
    Download {
        file: file.to_owned(),
        address: it.address.clone(),
        state,
        done_bytes,
        total_bytes,
        problem: it.fault.as_ref().map(|it| problem(it).to_owned()),
        detail: it.fault.as_ref().map(|it| worded(it, lang)),
    }
}

/// What went wrong and what to do, and in brackets what the machine said where that helps to find the cause.
#[must_use]
pub fn worded(fault: &Fault, lang: Lang) -> String {
    let words = words::of_code(problem(fault), lang);
    match fault {
        Fault::Connection(_) | Fault::Content(_) | Fault::Storage(_) => {
            format!("{words} ({fault})")
        }
        Fault::Answer(status) => format!("{words} ({status})"),
        Fault::Stopped | Fault::NoRoom { .. } | Fault::TooLong(_) | Fault::Checksum => words,
    }
}

/// A stable name of a fault.
#[must_use]
pub fn problem(fault: &Fault) -> &'static str {
    match fault {
        Fault::Stopped => "download_stopped",
        Fault::Connection(_) => "download_connection",
        Fault::Answer(401 | 403) => "download_forbidden",
        Fault::Answer(404 | 410) => "download_gone",
        Fault::Answer(_) => "download_refused",
        Fault::NoRoom { .. } => "download_no_room",
        Fault::TooLong(_) => "download_too_long",
        Fault::Checksum => "download_checksum",
        Fault::Content(_) => "not_a_model",
        Fault::Storage(_) => "download_storage",
    }
}
