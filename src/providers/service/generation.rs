//! An answer being made: by the first provider that can, by the next one when it breaks off.
use super::sources::{self, Begun};
use super::usage;
use crate::app::App;
use crate::base::ids::{ConversationId, SiteId};
use crate::engine::llm::{Ask, Usage};
use crate::providers::rules::{Candidate, estimated_tokens};
use crate::providers::store::Sealed;
use crate::providers::types::{AiBudget, Report, Row, Said, Unavailable, Which};
use crate::providers::wire::http::Patience;
use crate::providers::wire::{Failure, Part, Words};
use futures_util::StreamExt as _;
use jiff::SignedDuration;
use std::collections::VecDeque;
use std::time::Duration;
use tokio::sync::oneshot;
use tokio::time::Instant;

/// Who is to be asked what.
pub(super) struct Plan {
    pub(super) site: SiteId,
    /// Where, if anywhere.
    pub(super) conversation: Option<ConversationId>,
    /// What for.
    pub(super) purpose: &'static str,
    pub(super) ask: Ask,
    pub(super) patience: Patience,
    /// How long all of them may take together until the first word.
    pub(super) within: Option<Duration>,
    /// Whether the model in this process could be one of them: one is chosen.
    pub(super) has_local: bool,
    /// In this order.
    pub(super) candidates: VecDeque<Candidate>,
    /// The site's providers with their keys.
    pub(super) known: Vec<Sealed>,
    /// What words cost.
    pub(super) budget: AiBudget,
    /// Whether some are not asked because the budget is spent.
    pub(super) over_budget: bool,
}

/// An answer being made. Dropping it stops the model.
pub struct Generation {
    app: App,
    plan: Plan,
    current: Option<Current>,
    /// Who is being asked, and has not said a word yet.
    asking: Option<(Candidate, Took)>,
    /// When a first word must be there; nobody knows any more once there was one.
    until: Option<Instant>,
    /// Failures so far, for the words of the last one.
    failures: Vec<Failure>,
    report: Report,
    began: Duration,
    over: bool,
}

/// An answer that has begun.
struct Current {
    candidate: Candidate,
    words: Words,
    /// The first words, which were waited for before anybody was told.
    first: Option<String>,
    said: String,
    took: Took,
}

/// How long one provider has been at it.
#[derive(Clone)]
struct Took {
    model: String,
    began: Duration,
    first_word_ms: Option<u64>,
    /// What it says itself that it took, though it said nothing else.
    usage: Option<Usage>,
}

impl std::fmt::Debug for Generation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Generation").field("report", &self.report).finish_non_exhaustive()
    }
}

impl Generation {
    /// Asks until somebody says a first word.
    pub(super) async fn begin(app: &App, plan: Plan) -> Result<Generation, Unavailable> {
        let began = app.clock.steady();
        let mut it = Generation {
            app: app.clone(),
            current: None,
            asking: None,
            until: plan.within.map(|it| Instant::now() + it),
            failures: Vec::new(),
            report: Report::default(),
            began,
            over: false,
            plan,
        };
        it.ask_next().await?;
        it.until = None;
        Ok(it)
    }

    /// The next words; `None` at the end.
    ///
    /// # Errors
    /// When nobody can go on; what was said so far is void.
    pub async fn next(&mut self) -> Result<Option<Said>, Unavailable> {
        if self.current.is_none() && !self.over {
            self.ask_next().await?;
        }
        let Some(current) = self.current.as_mut() else { return Ok(None) };
        if let Some(first) = current.first.take() {
            return Ok(Some(Said::Text(first)));
        }
        let part = current.words.next().await;
        match part.unwrap_or(Err(Failure::BrokenOff)) {
            Ok(Part::Text(text)) => {
                current.said.push_str(&text);
                Ok(Some(Said::Text(text)))
            }
            Ok(Part::Done(usage)) => {
                self.finish(usage).await;
                Ok(None)
            }
            Err(failure) => {
                if let Some(it) = self.current.take() {
                    self.failed(&it.candidate, failure);
                    self.record(&it, None, failure.code());
                }
                if self.plan.candidates.is_empty() { Err(self.give_up()) } else { Ok(Some(Said::Restart)) }
            }
        }
    }

    /// What it took; whole after the end.
    #[must_use]
    pub fn report(&self) -> &Report {
        &self.report
    }

    async fn ask_next(&mut self) -> Result<(), Unavailable> {
        while let Some(candidate) = self.plan.candidates.pop_front() {
            if self.rests(&candidate) {
                self.report.failed_before.push(format!("{}: resting", candidate.name));
                continue;
            }
            let share = self.share();
            let mut tried = self.attempt(&candidate, share).await;
            let again = tried.as_ref().err().and_then(|it| it.again_after());
            let in_time = |wait: &Duration| share.is_none_or(|it| Instant::now() + *wait < it);
            if let Some(wait) = again.filter(in_time) {
                tokio::time::sleep(wait).await;
                tried = self.attempt(&candidate, share).await;
            }
            match tried {
                Ok(current) => {
                    self.current = Some(current);
                    return Ok(());
                }
                Err(failure) => self.failed(&candidate, failure),
            }
        }
        Err(self.give_up())
    }

    /// Until when the next one may take for its first word: an equal part of what is left, so that one who is silent
    /// leaves time for those after it.
    fn share(&self) -> Option<Instant> {
        let (until, now) = (self.until?, Instant::now());
        let may_answer =
            |it: &&Candidate| !self.rests(it) && (it.which != Which::Local || self.plan.has_local);
        let after = self.plan.candidates.iter().filter(may_answer).count();
        let part = until.saturating_duration_since(now) / u32::try_from(after + 1).unwrap_or(u32::MAX);
        Some(now + part)
    }

    fn give_up(&mut self) -> Unavailable {
        self.over = true;
        self.why()
    }

    /// Asks once, up to the first word, which is waited for until `share` at most.
    async fn attempt(&mut self, candidate: &Candidate, share: Option<Instant>) -> Result<Current, Failure> {
        let (model, began) = (candidate.model.clone(), self.app.clock.steady());
        let took = Took { model, began, first_word_ms: None, usage: None };
        let mut patience = self.plan.patience;
        let left = share.map(|it| it.saturating_duration_since(Instant::now()));
        patience.first_word = left.into_iter().fold(patience.first_word, Duration::min);
        let (_, asking) = self.asking.insert((candidate.clone(), took.clone()));
        let said = first_word(&self.app, &self.plan, candidate, patience, asking).await;
        let mut took = self.asking.take().map_or(took, |it| it.1);
        match said {
            Ok((first, words)) => {
                took.first_word_ms = Some(self.ms_since(took.began));
                self.report.provider = candidate.kind.as_str().to_owned();
                self.report.name.clone_from(&candidate.name);
                self.report.model.clone_from(&took.model);
                self.report.first_word_ms = self.ms_since(self.began);
                let candidate = candidate.clone();
                Ok(Current { candidate, words, said: first.clone(), first: Some(first), took })
            }
            Err(failure) => {
                // Where no model is installed, nobody was asked.
                if failure != Failure::NoModel {
                    let estimated = took.usage.is_none() && failure.comes_after_reading();
                    let taken = if estimated { self.estimate("") } else { took.usage.unwrap_or_default() };
                    self.keep(candidate, &took, (taken, estimated), failure.code());
                }
                Err(failure)
            }
        }
    }

    async fn finish(&mut self, usage: Option<Usage>) {
        self.over = true;
        let Some(current) = self.current.take() else { return };
        if let Which::Set(id) = current.candidate.which {
            self.app.rests.worked(id.uuid());
        }
        let (took, estimated) = self.counted(&current, usage);
        self.report.estimated = estimated;
        self.report.tokens_in = took.prompt_tokens;
        self.report.tokens_out = took.output_tokens;
        self.report.cost_micros = self.plan.budget.cost_micros(
            &current.candidate.which.to_string(),
            &current.took.model,
            (took.prompt_tokens, took.output_tokens),
        );
        self.report.total_ms = self.ms_since(self.began);
        // The next question is to find it in the budget.
        let kept = self.record(&current, usage, "answered");
        drop(current);
        let _ = kept.await;
    }

    /// What an answer took, and whether that is an estimate.
    fn counted(&self, current: &Current, usage: Option<Usage>) -> (Usage, bool) {
        (usage.unwrap_or_else(|| self.estimate(&current.said)), usage.is_none())
    }

    fn record(
        &self,
        current: &Current,
        usage: Option<Usage>,
        outcome: &'static str,
    ) -> oneshot::Receiver<()> {
        self.keep(&current.candidate, &current.took, self.counted(current, usage), outcome)
    }

    fn keep(
        &self,
        candidate: &Candidate,
        took: &Took,
        (usage, estimated): (Usage, bool),
        outcome: &'static str,
    ) -> oneshot::Receiver<()> {
        let row = Row {
            provider: candidate.which.to_string(),
            name: candidate.name.clone(),
            model: took.model.clone(),
            purpose: self.plan.purpose,
            tokens: (usage.prompt_tokens, usage.output_tokens),
            estimated,
            first_word_ms: took.first_word_ms,
            total_ms: self.ms_since(took.began),
            conversation: self.plan.conversation,
            outcome,
        };
        usage::record(&self.app, self.plan.site, row)
    }

    fn failed(&mut self, candidate: &Candidate, failure: Failure) {
        self.failures.push(failure);
        self.report.failed_before.push(format!("{}: {}", candidate.name, failure.short()));
        let Which::Set(id) = candidate.which else { return };
        tracing::warn!(provider = %id, kind = candidate.kind.as_str(), reason = failure.short(), "a provider failed");
        if failure.is_the_providers() {
            let wait = match failure {
                Failure::TooMany(Some(wait)) => SignedDuration::try_from(wait).ok(),
                _ => None,
            };
            self.app.rests.failed(id.uuid(), failure.code(), self.app.clock.now(), wait);
        }
    }

    fn rests(&self, candidate: &Candidate) -> bool {
        match candidate.which {
            Which::Local => false,
            Which::Set(id) => self.app.rests.is_resting(id.uuid(), self.app.clock.now()),
        }
    }

    /// Why nobody answers, in one word for the assistant.
    fn why(&self) -> Unavailable {
        let only = |wanted: &[Failure]| {
            !self.failures.is_empty() && self.failures.iter().all(|it| wanted.contains(it))
        };
        let rested = self.report.failed_before.len() > self.failures.len();
        match self.failures.as_slice() {
            _ if self.plan.over_budget => Unavailable::OverBudget,
            _ if rested => Unavailable::Failed,
            _ if only(&[Failure::NoModel]) => Unavailable::NoModel,
            _ if only(&[Failure::NoModel, Failure::NoMemory]) => Unavailable::NoMemory,
            _ if only(&[Failure::NoModel, Failure::TimedOut]) => Unavailable::TimedOut,
            [] => Unavailable::NoModel,
            _ => Unavailable::Failed,
        }
    }

    fn estimate(&self, said: &str) -> Usage {
        let ask = &self.plan.ask;
        let turns: u32 = ask.turns.iter().map(|it| estimated_tokens(&it.text)).sum();
        Usage {
            prompt_tokens: estimated_tokens(&ask.system).saturating_add(turns),
            cached_tokens: 0,
            output_tokens: estimated_tokens(said),
        }
    }

    fn ms_since(&self, began: Duration) -> u64 {
        let elapsed = self.app.clock.steady().saturating_sub(began);
        u64::try_from(elapsed.as_millis()).unwrap_or(u64::MAX)
    }
}

impl Drop for Generation {
    /// What nobody waits for any more was written all the same.
    fn drop(&mut self) {
        // While the process ends there may be nobody left to write it down.
        let running = tokio::runtime::Handle::try_current().is_ok();
        if let Some(current) = self.current.take().filter(|_| running) {
            self.record(&current, None, "abandoned");
        }
        // Who was asked has read the question, and may want money for that.
        if let Some((candidate, took)) = self.asking.take().filter(|_| running) {
            self.keep(&candidate, &took, (self.estimate(""), true), "abandoned");
        }
    }
}

/// Asks one of the plan's candidates, and waits for what it says first.
async fn first_word(
    app: &App,
    plan: &Plan,
    candidate: &Candidate,
    patience: Patience,
    took: &mut Took,
) -> Result<(String, Words), Failure> {
    let begun = sources::ask(app, &plan.known, candidate, &plan.ask, patience);
    let Begun { model, mut words } = begun.await?;
    took.model = model;
    match words.next().await.unwrap_or(Err(Failure::Empty))? {
        Part::Text(first) => Ok((first, words)),
        Part::Done(usage) => {
            took.usage = usage;
            Err(Failure::Empty)
        }
    }
}
