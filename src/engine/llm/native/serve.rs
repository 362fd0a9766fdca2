//! The thread of a chat model: many answers in one context, a token of each in a step ("continuous batching").
//! New requests join between two steps; who does not want its answer any more leaves before the next one.
use super::answer::Answer;
use super::cores::Cores;
use super::pace::Pace;
use super::prompt::Layout;
use super::sampler::Sampler;
use super::sequences::{self, Place, View};
use super::{backend, failed, load, stand_back};
use crate::base::Clock;
use crate::engine::llm::gguf::Header;
use crate::engine::llm::model::{Figures, Job, Plan};
use crate::engine::llm::text::Text;
use crate::engine::llm::{Trouble, Usage};
use llama_cpp_2::DecodeError;
use llama_cpp_2::context::LlamaContext;
use llama_cpp_2::context::params::LlamaContextParams;
use llama_cpp_2::llama_batch::LlamaBatch;
use llama_cpp_2::model::LlamaModel;
use llama_cpp_2::token::LlamaToken;
use std::num::NonZeroU32;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, SyncSender};
use std::time::Duration;

/// Tokens read in one step: more would hold up the answers beside it, and keep an unwanted one alive longer.
const STEP: usize = 128;
/// The same while other answers are being written.
const STEP_BESIDE: usize = 32;
/// Sequences beyond those being answered: they keep what recent requests began with.
const KEPT: usize = 2;
/// An answer has at least so much room.
const LEAST_ROOM: usize = 16;

/// Runs a model until nobody holds it any more.
pub(in crate::engine::llm) fn serve(
    plan: &Plan,
    inbox: &Receiver<Job>,
    figures: &Figures,
    ready: &SyncSender<Result<(), Trouble>>,
) {
    stand_back();
    let loaded = backend().and_then(|backend| load(backend, &plan.path));
    let model = match loaded {
        Ok(model) => model,
        Err(trouble) => return drop(ready.send(Err(trouble))),
    };
    match Server::new(&model, plan, figures) {
        Ok(mut server) => {
            if ready.send(Ok(())).is_ok() {
                server.run(inbox);
            }
        }
        Err(trouble) => drop(ready.send(Err(trouble))),
    }
}

struct Server<'a> {
    model: &'a LlamaModel,
    context: LlamaContext<'a>,
    layout: Layout,
    batch: LlamaBatch<'static>,
    sequences: Vec<Sequence>,
    parallel: usize,
    /// Tokens that all answers have room for together.
    room: usize,
    /// Whether the beginning of a sequence can be taken over: not for models that keep a running state instead.
    shares: bool,
    /// A request that waits for room.
    next: Option<Asked>,
    pace: Pace,
    cores: Cores,
    /// The sequence that wrote last while answers are written in turn.
    turn: usize,
    /// Whether the last step of one token was for a prompt.
    reads: bool,
    uses: u64,
    clock: Clock,
    figures: &'a Figures,
}

#[derive(Default)]
struct Sequence {
    /// What the context holds of it.
    held: Vec<LlamaToken>,
    answer: Option<Answer>,
    used_at: u64,
}

/// A request in tokens.
struct Asked {
    prompt: Vec<LlamaToken>,
    job: Job,
    /// Tokens that may be written.
    most: usize,
}

impl<'a> Server<'a> {
    fn new(model: &'a LlamaModel, plan: &Plan, figures: &'a Figures) -> Result<Server<'a>, Trouble> {
        let header = Header::read(&plan.path).map_err(|fault| Trouble::File(fault.to_string()))?;
        if header.embeds {
            return Err(Trouble::File("an embedding model makes no words".to_owned()));
        }
        let parallel = plan.parallel.max(1);
        let count = parallel + KEPT;
        let step = u32::try_from(STEP.max(count)).map_err(failed)?;
        let parameters = LlamaContextParams::default()
            .with_n_ctx(NonZeroU32::new(plan.context.max(256)))
            .with_n_batch(step)
            .with_n_ubatch(step)
            .with_n_seq_max(u32::try_from(count).map_err(failed)?)
            .with_kv_unified(true)
            .with_swa_full(true)
            .with_no_perf(true)
            .with_n_threads(i32::try_from(plan.threads).map_err(failed)?)
            .with_n_threads_batch(i32::try_from(plan.batch_threads).map_err(failed)?);
        let context = model.new_context(backend()?, parameters).map_err(failed)?;
        let room = usize::try_from(context.n_ctx()).map_err(failed)?;
        Ok(Server {
            layout: Layout::of(model)?,
            batch: LlamaBatch::new(STEP.max(count), 1),
            sequences: (0..count).map(|_| Sequence::default()).collect(),
            shares: !model.is_recurrent() && !model.is_hybrid(),
            parallel,
            room,
            next: None,
            pace: Pace::default(),
            cores: Cores::new(plan.batch_threads > plan.threads),
            turn: 0,
            reads: false,
            uses: 0,
            clock: Clock::default(),
            model,
            context,
            figures,
        })
    }

    fn run(&mut self, inbox: &Receiver<Job>) {
        loop {
            let idle = self.next.is_none() && self.active() == 0;
            if idle {
                self.figures.active.store(0, Ordering::Relaxed);
                match inbox.recv() {
                    Ok(job) => {
                        self.cores.look();
                        self.prepare(job);
                    }
                    Err(_) => return, // nobody holds the model any more
                }
            }
            self.admit(inbox);
            self.leave_unwanted();
            self.figures.active.store(self.active() as u64, Ordering::Relaxed);
            if self.active() > 0 {
                self.step();
            }
        }
    }

    fn active(&self) -> usize {
        self.sequences.iter().filter(|it| it.answer.is_some()).count()
    }

    /// Cuts a request into tokens and looks whether it can ever fit.
    fn prepare(&mut self, job: Job) {
        match self.layout.tokens(self.model, &job.ask) {
            Ok(prompt) if prompt.is_empty() => drop(job.told.tell(Err(failed("an empty request")))),
            Ok(prompt) if prompt.len() + LEAST_ROOM > self.room => {
                let number = |it: usize| u32::try_from(it).unwrap_or(u32::MAX);
                let most = number(self.room.saturating_sub(LEAST_ROOM));
                job.told.tell(Err(Trouble::TooLong { tokens: number(prompt.len()), most }));
            }
            Ok(prompt) => {
                let wanted = usize::try_from(job.ask.sampling.max_tokens).unwrap_or(usize::MAX).max(1);
                let most = wanted.min(self.room - prompt.len());
                self.next = Some(Asked { prompt, job, most });
            }
            Err(trouble) => drop(job.told.tell(Err(trouble))),
        }
    }

    /// Begins answers while there is room, in the order in which they were asked for.
    fn admit(&mut self, inbox: &Receiver<Job>) {
        while self.active() < self.parallel {
            if self.next.is_none() {
                match inbox.try_recv() {
                    Ok(job) if job.told.is_unwanted() => (),
                    Ok(job) => self.prepare(job),
                    Err(_) => return,
                }
            }
            let Some(asked) = self.next.take() else { continue };
            let promised = |it: &Answer| it.prompt.len() + it.most;
            let taken: usize = self.sequences.iter().filter_map(|it| it.answer.as_ref()).map(promised).sum();
            if taken + asked.prompt.len() + asked.most > self.room {
                self.next = Some(asked);
                return;
            }
            self.begin(asked);
        }
    }

    fn begin(&mut self, asked: Asked) {
        let views: Vec<View<'_>> = self.sequences.iter().map(Sequence::view).collect();
        let Some(place) = sequences::place(&views, &asked.prompt) else {
            asked.job.told.tell(Err(Trouble::Busy));
            return;
        };
        let known = if self.shares && self.take_over(place).is_ok() {
            place.known
        } else {
            self.context.clear_kv_cache_seq(u32::try_from(place.target).ok(), None, None).ok();
            0
        };
        self.uses += 1;
        let used_at = self.uses;
        let Some(sequence) = self.sequences.get_mut(place.target) else { return };
        sequence.held = asked.prompt.get(..known).unwrap_or_default().to_vec();
        sequence.used_at = used_at;
        let number = |it: usize| u32::try_from(it).unwrap_or(u32::MAX);
        sequence.answer = Some(Answer {
            told: asked.job.told,
            last: None,
            sampler: Sampler::of(asked.job.ask.sampling),
            text: Text::new(self.layout.ends),
            most: asked.most,
            end: asked.job.end,
            usage: Usage {
                prompt_tokens: number(asked.prompt.len()),
                cached_tokens: number(known),
                output_tokens: 0,
            },
            prompt: asked.prompt,
            output: None,
            sent: 0,
        });
        add(&self.figures.answers, 1);
        add(&self.figures.cached_tokens, known as u64);
    }

    /// Makes the context hold in the target what it knows of the prompt, and nothing else.
    fn take_over(&mut self, place: Place) -> Result<(), Trouble> {
        let (target, source) = (id(place.target), id(place.source));
        let known = u32::try_from(place.known).map_err(failed)?;
        if place.known > 0 && target == source {
            return self.context.kv_cache_seq_rm(target, Some(known), None).map_err(failed);
        }
        self.context.kv_cache_seq_rm(target, None, None).map_err(failed)?;
        if place.known > 0 {
            self.context.kv_cache_seq_cp(source, target, None, Some(known)).map_err(failed)?;
        }
        Ok(())
    }

    /// What was read for them stays known; the sequence is free.
    fn leave_unwanted(&mut self) {
        for it in &mut self.sequences {
            if it.answer.as_ref().is_some_and(|it| it.told.is_unwanted()) {
                it.answer = None;
            }
        }
        if self.next.as_ref().is_some_and(|it| it.job.told.is_unwanted()) {
            self.next = None;
        }
    }

    /// One pass through the model: a token of each answer, or of the one whose turn it is, and a piece of each prompt.
    fn step(&mut self) {
        let before = self.clock.steady();
        let (read, written) = self.fill();
        let decoded = self.decode();
        let took = self.clock.steady().saturating_sub(before);
        // Before anybody is woken to hear of it.
        self.cores.look();
        match decoded {
            Ok(()) => self.hear(),
            Err(trouble) => self.give_up(&trouble),
        }
        if read == 0 {
            self.pace.note(written, took);
        }
        let share = |part: usize| micros(took) * part as u64 / (read + written).max(1) as u64;
        add(&self.figures.prompt_tokens, read as u64);
        add(&self.figures.output_tokens, written as u64);
        add(&self.figures.prompt_us, share(read));
        add(&self.figures.output_us, share(written));
    }

    /// Puts together what is computed next; answers how many tokens are read, and how many written.
    fn fill(&mut self) -> (usize, usize) {
        self.batch.clear();
        let only = self.whose_turn();
        let (mut read, mut written) = (0, 0);
        for (place, sequence) in self.sequences.iter_mut().enumerate() {
            let Some(answer) = &mut sequence.answer else { continue };
            (answer.output, answer.sent) = (None, 0);
            if let Some(last) = answer.last.filter(|_| only.is_none_or(|it| it == place)) {
                answer.output = Some(self.batch.n_tokens());
                answer.sent = 1;
                written += 1;
                put(&mut self.batch, last, sequence.held.len(), place, true);
            }
        }
        let mut left = match only {
            Some(_) => 1,
            None if written > 0 => STEP_BESIDE,
            None => STEP,
        };
        for (place, sequence) in self.sequences.iter_mut().enumerate() {
            let mine = only.is_none_or(|it| it == place);
            let Some(answer) = sequence.answer.as_mut().filter(|it| mine && it.last.is_none()) else {
                continue;
            };
            let begun = sequence.held.len();
            let unread = answer.prompt.get(begun..).unwrap_or_default();
            let now = unread.len().min(left);
            for (offset, token) in unread.iter().take(now).enumerate() {
                let is_last = offset + 1 == unread.len();
                if is_last {
                    answer.output = Some(self.batch.n_tokens());
                }
                put(&mut self.batch, *token, begun + offset, place, is_last);
            }
            answer.sent = now;
            read += now;
            left -= now;
        }
        (read, written)
    }

    /// The sequence that goes on alone, by one token: where answers are written in turn, and where the cores for a
    /// step of several tokens are wanted by others. Every other step is then for the prompt that came first: nobody
    /// waits long for a first word, and nobody who has one for the next.
    fn whose_turn(&mut self) -> Option<usize> {
        let answers = || {
            let with_place =
                |(place, it): (usize, &'_ Sequence)| Some((place, it.used_at, it.answer.as_ref()?.last));
            self.sequences.iter().enumerate().filter_map(with_place)
        };
        let reader = answers().filter(|it| it.2.is_none()).min_by_key(|it| it.1).map(|it| it.0);
        let writers: Vec<usize> = answers().filter(|it| it.2.is_some()).map(|it| it.0).collect();
        if reader.is_some() {
            if self.cores.are_free() {
                return None;
            }
            self.reads = !self.reads;
            if self.reads || writers.is_empty() {
                return reader;
            }
        } else if self.cores.are_long_free() && self.pace.together(writers.len()) {
            return None;
        }
        self.turn = writers.iter().find(|it| **it > self.turn).or(writers.first()).copied()?;
        Some(self.turn)
    }

    /// Computes the batch. Where the cache is full, sequences that are only kept make room.
    fn decode(&mut self) -> Result<(), Trouble> {
        loop {
            match self.context.decode(&mut self.batch) {
                Ok(()) => return Ok(()),
                Err(DecodeError::NoKvCacheSlot) => self.forget_one()?,
                Err(error) => return Err(failed(error)),
            }
        }
    }

    fn forget_one(&mut self) -> Result<(), Trouble> {
        let kept = self.sequences.iter_mut().enumerate();
        let idle = kept.filter(|it| it.1.answer.is_none() && !it.1.held.is_empty());
        let Some((place, sequence)) = idle.min_by_key(|it| it.1.used_at) else {
            return Err(failed("the context is full"));
        };
        sequence.held = Vec::new();
        self.context.kv_cache_seq_rm(id(place), None, None).map_err(failed)
    }

    /// Takes the computed tokens over, and says what follows.
    fn hear(&mut self) {
        for sequence in &mut self.sequences {
            let Some(answer) = sequence.answer.as_mut().filter(|it| it.sent > 0) else { continue };
            match answer.last {
                Some(last) => sequence.held.push(last),
                None => {
                    let begun = sequence.held.len();
                    let read = answer.prompt.get(begun..begun + answer.sent).unwrap_or_default();
                    sequence.held.extend_from_slice(read);
                }
            }
            let Some(place) = answer.output else { continue };
            let token = answer.sampler.choose(&self.context, place);
            if !answer.go_on(self.model, token, self.figures) {
                sequence.answer = None;
            }
        }
    }

    /// Everything that is being made ends here, and nothing of the context is believed any more.
    fn give_up(&mut self, trouble: &Trouble) {
        tracing::error!(%trouble, "the language model broke off");
        for sequence in &mut self.sequences {
            sequence.held = Vec::new();
            if let Some(answer) = sequence.answer.take() {
                answer.told.tell(Err(trouble.clone()));
            }
        }
        self.context.clear_kv_cache();
    }
}

impl Sequence {
    fn view(&self) -> View<'_> {
        View { held: &self.held, busy: self.answer.is_some(), used_at: self.used_at }
    }
}

/// A sequence as the library numbers it: there are only a few.
fn id(place: usize) -> i32 {
    i32::try_from(place).unwrap_or(0)
}

fn put(batch: &mut LlamaBatch<'_>, token: LlamaToken, position: usize, sequence: usize, output: bool) {
    let position = i32::try_from(position).unwrap_or(i32::MAX);
    let added = batch.add(token, position, &[id(sequence)], output);
    debug_assert!(added.is_ok(), "a step never has more tokens than the batch");
}

fn add(figure: &AtomicU64, more: u64) {
    figure.fetch_add(more, Ordering::Relaxed);
}

fn micros(time: Duration) -> u64 {
    u64::try_from(time.as_micros()).unwrap_or(u64::MAX)
}
