//! A chat model in memory: a thread that owns it, behind a bounded channel.
use super::{Ask, Pieces, Told, Trouble, native, pieces, processor};
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;

/// What a model is loaded with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// The GGUF file.
    pub path: PathBuf,
    /// Tokens that all answers being made have room for together.
    pub context: u32,
    /// Answers made at once.
    pub parallel: usize,
    /// Requests that may wait for their turn.
    pub waiting: usize,
    /// Threads that compute a step of one token.
    pub threads: u32,
    /// Threads that compute a step of several; where they are more than the others, only while nobody else wants
    /// a core.
    pub batch_threads: u32,
}

/// Threads to compute with: one core stays free for everything else. The library's threads spin while they wait for
/// each other, so that one too many slows all of them down.
#[must_use]
pub fn threads() -> u32 {
    u32::try_from(cores().saturating_sub(1).max(1)).unwrap_or(1)
}

/// Threads to compute steps of several tokens with. On a machine of two cores both, which is nearly twice as fast; where
/// there are more, another one adds too little to be worth looking who else wants it. Two cores of a larger machine
/// are left as they are: who else runs is only known of all of it.
#[must_use]
pub fn batch_threads() -> u32 {
    if cores() == 2 && cores_of_machine() == Some(2) { 2 } else { threads() }
}

/// As proc(5) lists them: `cpu0`, `cpu1`, …
fn cores_of_machine() -> Option<usize> {
    let stat = std::fs::read_to_string("/proc/stat").ok()?;
    let is_core =
        |it: &&str| it.strip_prefix("cpu").is_some_and(|it| it.starts_with(|it: char| it.is_ascii_digit()));
    Some(stat.lines().filter(is_core).count())
}

fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, std::num::NonZero::get)
}

/// A model in memory; cloning copies a pointer. With the last handle the model goes.
#[derive(Clone)]
pub struct Model(Arc<Inner>);

struct Inner {
    jobs: Mutex<Option<SyncSender<Job>>>,
    thread: Mutex<Option<JoinHandle<()>>>,
    figures: Arc<Figures>,
}

/// A request on its way to the model's thread.
pub(super) struct Job {
    pub(super) ask: Ask,
    pub(super) told: Told,
    pub(super) end: End,
}

/// When an answer ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// When the model is done.
    Natural,
    /// Only at the most tokens: for measuring.
    AtLimit,
}

/// What the model has done, and does.
#[derive(Debug, Default)]
pub(super) struct Figures {
    pub(super) active: AtomicU64,
    pub(super) answers: AtomicU64,
    pub(super) prompt_tokens: AtomicU64,
    pub(super) cached_tokens: AtomicU64,
    pub(super) output_tokens: AtomicU64,
    pub(super) prompt_us: AtomicU64,
    pub(super) output_us: AtomicU64,
}

/// The same at a moment. Tokens and times only rise.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Count {
    /// Answers being made.
    pub active: u64,
    /// Answers begun.
    pub answers: u64,
    /// Tokens read, without those known from before.
    pub prompt_tokens: u64,
    /// Tokens known from before.
    pub cached_tokens: u64,
    /// Tokens written.
    pub output_tokens: u64,
    /// Time spent reading.
    pub prompt_us: u64,
    /// Time spent writing.
    pub output_us: u64,
}

impl Model {
    /// Loads a model; takes from a moment to a minute, so not for async threads.
    ///
    /// # Errors
    /// Why it cannot be loaded.
    pub fn load(plan: &Plan) -> Result<Model, Trouble> {
        processor::check()?;
        let figures = Arc::new(Figures::default());
        let (jobs, inbox) = sync_channel(plan.waiting.max(1));
        let (ready, loaded) = sync_channel(1);
        let (its_plan, its_figures) = (plan.clone(), Arc::clone(&figures));
        let run = move || native::serve(&its_plan, &inbox, &its_figures, &ready);
        let thread = std::thread::Builder::new().name("language-model".to_owned()).spawn(run);
        let thread = thread.map_err(|error| Trouble::Failed(error.to_string()))?;
        wait_for(&loaded)?;
        let (jobs, thread) = (Mutex::new(Some(jobs)), Mutex::new(Some(thread)));
        Ok(Model(Arc::new(Inner { jobs, thread, figures })))
    }

    /// Has it answer.
    ///
    /// # Errors
    /// [`Trouble::Busy`] when too many wait. What is wrong with the request itself comes with the first piece.
    pub fn ask(&self, ask: Ask) -> Result<Pieces, Trouble> {
        self.ask_until(ask, End::Natural)
    }

    /// Has it answer up to some end.
    ///
    /// # Errors
    /// As [`Model::ask`].
    pub fn ask_until(&self, ask: Ask, end: End) -> Result<Pieces, Trouble> {
        // A piece for each token, what was held back, and the end.
        let (told, pieces) = pieces(usize::try_from(ask.sampling.max_tokens).unwrap_or(0) + 4);
        let jobs = self.0.jobs.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(jobs) = jobs.as_ref() else { return Err(Trouble::Failed("unloaded".to_owned())) };
        match jobs.try_send(Job { ask, told, end }) {
            Ok(()) => Ok(pieces),
            Err(TrySendError::Full(_)) => Err(Trouble::Busy),
            Err(TrySendError::Disconnected(_)) => Err(Trouble::Failed("the model's thread ended".to_owned())),
        }
    }

    /// Whether its thread still takes requests.
    pub(super) fn is_running(&self) -> bool {
        let thread = self.0.thread.lock().unwrap_or_else(PoisonError::into_inner);
        thread.as_ref().is_some_and(|it| !it.is_finished())
    }

    /// What it has done so far.
    #[must_use]
    pub fn count(&self) -> Count {
        let it = &self.0.figures;
        let read = |value: &AtomicU64| value.load(Ordering::Relaxed);
        Count {
            active: read(&it.active),
            answers: read(&it.answers),
            prompt_tokens: read(&it.prompt_tokens),
            cached_tokens: read(&it.cached_tokens),
            output_tokens: read(&it.output_tokens),
            prompt_us: read(&it.prompt_us),
            output_us: read(&it.output_us),
        }
    }

    /// Lets what was asked be answered, takes the model out of memory, and returns when it is gone. Not for async threads.
    pub fn unload(&self) {
        drop(self.0.jobs.lock().unwrap_or_else(PoisonError::into_inner).take());
        let thread = self.0.thread.lock().unwrap_or_else(PoisonError::into_inner).take();
        if thread.is_some_and(|it| it.join().is_err()) {
            tracing::error!("the model's thread panicked");
        }
    }
}

/// What the thread says of loading.
pub(super) fn wait_for<T>(loaded: &Receiver<Result<T, Trouble>>) -> Result<T, Trouble> {
    let ended = || Trouble::Failed("the model's thread ended while loading".to_owned());
    loaded.recv().map_err(|_| ended())?
}
