//! `asisttr model …`: everything about models that can be done without the desk, also while the server runs.
use super::args::{AddFlags, BenchFlags, PullFlags};
use super::data;
use super::out::{self, Out};
use crate::audit::Actor;
use crate::base::Clock;
use crate::config::Config;
use crate::engine::fetch::Progress;
use crate::engine::llm::{self, Ask, Count, End, Model, Piece, Sampling, Speaker, Trouble, Turn, processor};
use crate::engine::machine;
use crate::models::folder::{self, Entry, How};
use crate::models::{Curated, Use, curated, download, rules, service};
use crate::{Error, Result};
use anyhow::Context as _;
use serde_json::{Map, Value, json};
use std::convert::Infallible;
use std::io::IsTerminal as _;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

/// Answers made at once when parallel speed is measured.
const AT_ONCE: usize = 4;
/// Words of the text whose reading is measured.
const WORDS_READ: usize = 200;

pub(super) fn list(config: &Config, out: &Out) -> Result<ExitCode> {
    let store = data::open_or_make(config)?;
    let settings = data::wait(service::settings(&store))?;
    let installed = folder::list(&folder::of(config))?;
    let free = machine::memory().map_or(u64::MAX, |it| it.free_bytes);
    let chosen = [settings.answer_model, settings.embedding_model];
    let is_chosen = |it: &Entry| chosen.iter().flatten().any(|chosen| *chosen == it.file);
    let document = json!({
        "installed": installed.iter().map(|it| described(it, is_chosen(it), free)).collect::<Vec<_>>(),
        "catalogue": curated::all().iter().map(|it| offered(it, free)).collect::<Vec<_>>(),
    });
    let mut lines = vec![format!("{}:", out.text("model installed"))];
    lines.extend(installed.iter().map(|it| installed_line(it, is_chosen(it), free, out)));
    if installed.is_empty() {
        lines.push(format!("  {}", out.text("model none")));
    }
    lines.push(format!("{}:", out.text("model offered")));
    let not_here = |it: &&Curated| !installed.iter().any(|entry| entry.file == it.file);
    lines.extend(curated::all().iter().filter(not_here).map(|it| offer_line(it, free, out)));
    out.done(&document, &lines.join("\n"));
    Ok(ExitCode::SUCCESS)
}

fn described(it: &Entry, chosen: bool, free: u64) -> Value {
    let header = it.header.clone().unwrap_or_default();
    let need = rules::least_need(it.bytes, &header);
    json!({
        "file": it.file, "bytes": it.bytes, "linked": it.linked, "chosen": chosen,
        "use": if header.embeds { Use::Embeddings } else { Use::Answers },
        "architecture": header.architecture, "parameters": header.parameters, "quantisation": header.kind,
        "context": header.context, "ram_bytes": need, "fits": need <= free, "fault": it.header.as_ref().err(),
    })
}

fn offered(it: &Curated, free: u64) -> Value {
    let need = rules::need_of(it);
    json!({
        "id": it.id, "name": it.name, "file": it.file, "address": it.address, "use": it.r#use, "bytes": it.bytes,
        "parameters": it.parameters, "licence": it.licence, "turkish": it.turkish, "ram_bytes": need,
        "fits": need <= free,
    })
}

fn installed_line(it: &Entry, chosen: bool, free: u64, out: &Out) -> String {
    let mut notes = vec![size(it.bytes)];
    match &it.header {
        Ok(header) => {
            let purpose = if header.embeds { "model embeddings" } else { "model answers" };
            let need = rules::least_need(it.bytes, header);
            notes.push(out.text(purpose).to_owned());
            notes.push(format!("{} {}", size(need), out.text("model memory")));
            notes.extend((need > free).then(|| out.text("model too_large").to_owned()));
        }
        Err(fault) => notes.push(format!("{}: {fault}", out.text("model broken"))),
    }
    notes.extend(chosen.then(|| out.text("model chosen").to_owned()));
    format!("  {:44} {}", it.file, notes.join(", "))
}

fn offer_line(it: &Curated, free: u64, out: &Out) -> String {
    let need = rules::need_of(it);
    let turkish = out.text(&format!("model turkish {}", it.turkish.as_str()));
    let purpose = match it.r#use {
        Use::Answers => "model answers",
        Use::Embeddings => "model embeddings",
    };
    let mut notes = vec![
        size(it.bytes),
        out.text(purpose).to_owned(),
        format!("{} {}", size(need), out.text("model memory")),
        format!("{}: {turkish}", out.text("model turkish")),
        it.licence.clone(),
    ];
    notes.extend((need > free).then(|| out.text("model too_large").to_owned()));
    format!("  {:18} {:28} {}", it.id, it.name, notes.join(", "))
}

/// Such as `491 MB`.
fn size(bytes: u64) -> String {
    match bytes / 1_000_000 {
        megabytes @ 0..1000 => format!("{megabytes} MB"),
        megabytes => format!("{}.{} GB", megabytes / 1000, megabytes % 1000 / 100),
    }
}

pub(super) fn pull(config: &Config, PullFlags { model, sha256 }: &PullFlags, out: &Out) -> Result<ExitCode> {
    let there = folder::of(config);
    std::fs::create_dir_all(&there).with_context(|| format!("cannot make {}", there.display()))?;
    let store = data::open_or_make(config)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    let runtime = runtime.context("start the runtime")?;
    runtime.block_on(async {
        let mirror = service::settings(&store).await?.mirror;
        let (file, source) = download::source(model, sha256.as_deref(), mirror.as_deref(), &there)?;
        let (progress, seen) = watch::channel(Progress::default());
        let stop = CancellationToken::new();
        let came = tokio::select! {
            came = download::bring(&source, &progress, &stop) => came,
            never = show(seen, file.clone()) => match never {},
        };
        if let Err(fault) = came {
            let words = download::worded(&fault, out.lang);
            out.problem(download::problem(&fault), &format!("{words} {}", source.address));
            return Ok(ExitCode::FAILURE);
        }
        service::record(&store, Clock::default().now(), &Actor::command_line(), "model.pulled", &file)
            .await?;
        let bytes = std::fs::metadata(&source.target).map_or(0, |it| it.len());
        let mut lines = format!("{}: {file} ({})", out.text("model here"), size(bytes));
        if source.sha256.is_none() {
            lines.push_str(&format!("\n{}", out.text("model unchecked")));
        }
        out.done(&json!({ "file": file, "bytes": bytes, "checksum": source.sha256 }), &lines);
        Ok(ExitCode::SUCCESS)
    })
}

/// Tells on a terminal how far a download is; never ends.
async fn show(seen: watch::Receiver<Progress>, file: String) -> Infallible {
    let terminal = std::io::stderr().is_terminal();
    loop {
        tokio::time::sleep(Duration::from_secs(1)).await;
        let it = *seen.borrow();
        let total = it.total_bytes.map_or_else(String::new, |it| format!(" / {}", size(it)));
        if terminal {
            let _ = out::progress(&format!("{file}: {}{total}", size(it.done_bytes))); // nobody looks any more
        }
    }
}

pub(super) fn add(config: &Config, flags: &AddFlags, out: &Out) -> Result<ExitCode> {
    let how = if flags.copy { How::Copy } else { How::Link };
    let store = data::open_or_make(config)?;
    let file = folder::add(&folder::of(config), &flags.file, how)?;
    let (now, actor) = (Clock::default().now(), Actor::command_line());
    data::wait(service::record(&store, now, &actor, "model.added", &file))?;
    out.done(&json!({ "file": file }), &format!("{}: {file}", out.text("model added")));
    Ok(ExitCode::SUCCESS)
}

pub(super) fn choose(config: &Config, model: String, out: &Out) -> Result<ExitCode> {
    let store = data::open_or_make(config)?;
    let entry = folder::entry(&folder::of(config), &model).ok_or(Error::NotFound("model"))?;
    let embeds = entry.header.is_ok_and(|it| it.embeds);
    let field = if embeds { "embedding_model" } else { "answer_model" };
    let asked = Map::from_iter([(field.to_owned(), json!(model))]);
    let (now, actor) = (Clock::default().now(), Actor::command_line());
    let (_, settings) = data::wait(service::choose(&store, now, folder::of(config), actor, asked))?;
    out.done(&json!(settings), &format!("{}: {model}", out.text("model used")));
    Ok(ExitCode::SUCCESS)
}

pub(super) fn remove(config: &Config, model: String, out: &Out) -> Result<ExitCode> {
    let store = data::open_or_make(config)?;
    let (now, actor) = (Clock::default().now(), Actor::command_line());
    let lines = format!("{}: {model}", out.text("model removed"));
    let document = json!({ "file": model });
    data::wait(service::remove_file(&store, now, folder::of(config), &actor, model))?;
    out.done(&document, &lines);
    Ok(ExitCode::SUCCESS)
}

/// How fast a model is, in tokens a second.
struct Speed {
    read: f64,
    write: f64,
    write_four: f64,
}

pub(super) fn bench(config: &Config, flags: &BenchFlags, out: &Out) -> Result<ExitCode> {
    let path = file_of(config, flags.model.as_deref())?;
    let model = crate::models::load(&path, AT_ONCE).map_err(said)?;
    let Speed { read, write, write_four } = measure(&model, flags.tokens.clamp(8, 1024))?;
    model.unload();
    let (kernels, threads) = (processor::kernels().uses, llm::threads());
    let name = path.file_name().unwrap_or_default().display().to_string();
    let document = json!({
        "file": name, "threads": threads, "kernels": kernels, "read_tokens_per_second": read,
        "write_tokens_per_second": write, "write_four_tokens_per_second": write_four,
    });
    let unit = out.text("model per_second");
    let row = |name: &str, speed: f64| format!("  {:24} {speed:8.1} {unit}", out.text(name));
    let lines = [
        format!("{name} ({threads} × {kernels})"),
        row("model read", read),
        row("model write", write),
        format!(
            "{} (× {:.2})",
            row("model write four", write_four),
            write_four / write.max(f64::MIN_POSITIVE)
        ),
    ];
    out.done(&document, &lines.join("\n"));
    Ok(ExitCode::SUCCESS)
}

/// An installed model, any file, or the chosen model.
fn file_of(config: &Config, model: Option<&str>) -> Result<PathBuf> {
    let there = folder::of(config);
    let path = match model {
        Some(name) if rules::is_file_name(name) && there.join(name).exists() => there.join(name),
        Some(path) => PathBuf::from(path),
        None => {
            let store = data::open_or_make(config)?;
            let chosen = data::wait(service::settings(&store))?.answer_model;
            there.join(chosen.ok_or(Error::Unavailable("model_none"))?)
        }
    };
    if path.exists() { Ok(path) } else { Err(Error::NotFound("model")) }
}

fn measure(model: &Model, tokens: u32) -> Result<Speed> {
    let text =
        |seed: usize| (0..WORDS_READ).map(|it| format!("{} ", (it + 7) * (seed + 3))).collect::<String>();
    heard(model, &[text(0)], 1)?; // so that nothing is computed for the first time
    let read = between(model, &[text(1)], 1)?;
    let write = between(model, &["Anlat.".to_owned()], tokens)?;
    let four: Vec<String> = (0..AT_ONCE).map(|it| format!("Anlat {it}.")).collect();
    let write_four = between(model, &four, tokens)?;
    let rate = |tokens: u64, micros: u64| tokens as f64 * 1e6 / (micros.max(1) as f64);
    Ok(Speed {
        read: rate(read.prompt_tokens, read.prompt_us),
        write: rate(write.output_tokens, write.output_us),
        write_four: rate(write_four.output_tokens, write_four.output_us),
    })
}

/// What the model did while it answered.
fn between(model: &Model, questions: &[String], tokens: u32) -> Result<Count> {
    let before = model.count();
    heard(model, questions, tokens)?;
    let after = model.count();
    Ok(Count {
        prompt_tokens: after.prompt_tokens - before.prompt_tokens,
        prompt_us: after.prompt_us - before.prompt_us,
        output_tokens: after.output_tokens - before.output_tokens,
        output_us: after.output_us - before.output_us,
        ..after
    })
}

fn heard(model: &Model, questions: &[String], max_tokens: u32) -> Result<()> {
    let ask = |text: &String| Ask {
        system: String::new(),
        turns: vec![Turn { speaker: Speaker::User, text: text.clone() }],
        sampling: Sampling { temperature: 0.0, max_tokens },
    };
    let asked = questions.iter().map(|it| model.ask_until(ask(it), End::AtLimit));
    let asked = asked.collect::<std::result::Result<Vec<_>, Trouble>>().map_err(said)?;
    for mut pieces in asked {
        while !matches!(pieces.wait().map_err(said)?, Some(Piece::Done(_)) | None) {}
    }
    Ok(())
}

fn said(trouble: Trouble) -> Error {
    Error::Internal(trouble.into())
}
