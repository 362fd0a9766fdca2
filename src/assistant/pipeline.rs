//! From a question to an answer, in named steps: search, passages, model, check; and down the ladder where one fails.
//!
//! Nothing is stored here: the caller gets the answer with the trace of how it came.
use super::check::{Checked, Guard};
use super::mask::mask;
use super::question::{self, Asked};
use super::stream::Outlet;
use super::types::{Answer, Asking, Passage, Rung, Step, Trace, TracedTurn, Verdict};
use super::{extract, prompt, rules};
use crate::Result;
use crate::app::App;
use crate::base::Lang;
use crate::base::ids::{ConversationId, SiteId};
use crate::conversations::types::AuthorKind;
use crate::engine::llm::{Ask, Speaker};
use crate::knowledge::search::{self, Query};
use crate::knowledge::{Audience, SearchHit};
use crate::providers::{self, Generation, Purpose, Said, Task, Unavailable};
use crate::settings::{self, Assistant};
use std::pin::pin;
use std::time::Duration;
use tokio::time::{Instant, timeout_at};

/// Most passages that are looked at.
const HITS: usize = 5;
/// Part of the floor from which an article comes near.
const NEAR: f64 = 0.6;
/// Most articles in place of an answer.
const ARTICLES: usize = 3;

/// Who asks, and for what.
#[derive(Debug, Clone, Copy)]
pub struct For {
    /// The tenant.
    pub site: SiteId,
    /// Whose articles.
    pub audience: Audience,
    /// What the model is asked for.
    pub purpose: Purpose,
    /// Where, if anywhere.
    pub conversation: Option<ConversationId>,
    /// Why no model is to be asked, when that is known.
    pub no_model: Option<&'static str>,
    /// What to say when there is nothing.
    pub no_answer: fn(Lang) -> &'static str,
}

/// An answer, and how it came to be.
#[derive(Debug, Clone)]
pub struct Made {
    /// What to say; without sources where nothing was found.
    pub answer: Answer,
    /// How it came.
    pub trace: Trace,
}

/// Why no model's answer can be shown.
enum Fell {
    /// No model answers.
    Unavailable(Unavailable),
    /// What it said does not pass.
    Verdict(Verdict),
}

impl Fell {
    fn code(&self) -> &'static str {
        match self {
            Fell::Unavailable(it) => it.as_str(),
            Fell::Verdict(it) => it.as_str(),
        }
    }
}

/// Counts what the steps take.
struct Stopwatch {
    begun: Instant,
    last: Instant,
    steps: Vec<Step>,
}

impl Stopwatch {
    fn start() -> Stopwatch {
        let now = Instant::now();
        Stopwatch { begun: now, last: now, steps: Vec::new() }
    }

    fn note(&mut self, name: &'static str) {
        let now = Instant::now();
        self.steps.push(Step { name, ms: millis(now - self.last) });
        self.last = now;
    }
}

fn millis(it: Duration) -> u64 {
    u64::try_from(it.as_millis()).unwrap_or(u64::MAX)
}

/// Answers a question, telling the words to `outlet` while they come. Dropping it stops the model.
///
/// # Errors
/// When the search fails.
pub async fn answer(app: &App, of: For, mut asked: Asked, outlet: &mut Outlet) -> Result<Made> {
    let mut watch = Stopwatch::start();
    let site = of.site;
    let settings = app.store.read(move |conn| settings::assistant(conn, site)).await?;
    question::by_model(app, site, of.conversation, &mut asked).await;
    watch.note("question");
    let hits = search::search(app, site, of.audience, about(&asked.text)).await?;
    watch.note("search");
    let passages = prompt::passages(&hits, &asked.text, settings.floor, chars(settings.context_chars));
    let mut trace = Trace {
        question: mask(&asked.said),
        standalone: mask(&asked.text),
        standalone_by: asked.by,
        passages,
        floor: settings.floor,
        rung: Rung::Nothing,
        reason: None,
        asking: None,
        steps: Vec::new(),
        total_ms: 0,
    };
    watch.note("passages");
    let answer = climb_down(app, of, &asked, (&hits, &settings), &mut trace, (outlet, &mut watch)).await;
    trace.total_ms = millis(watch.begun.elapsed());
    trace.steps = watch.steps;
    Ok(Made { answer, trace })
}

/// What is looked up for a question.
#[must_use]
pub fn about(question: &str) -> Query {
    Query { text: question.to_owned(), typing: false, limit: HITS }
}

/// The best answer that can be had now.
async fn climb_down(
    app: &App,
    of: For,
    asked: &Asked,
    (hits, settings): (&[SearchHit], &Assistant),
    trace: &mut Trace,
    (outlet, watch): (&mut Outlet, &mut Stopwatch),
) -> Answer {
    let mut fell = None;
    if let Some(reason) = of.no_model {
        trace.reason = Some(reason.to_owned());
    } else if trace.passages.iter().any(|it| it.number.is_some()) {
        match by_model(app, of, asked, settings, trace, (outlet, watch)).await {
            Ok(answer) => return answer,
            Err(it) => {
                if outlet.has_shown() {
                    outlet.restart();
                }
                trace.reason = Some(it.code().to_owned());
                fell = Some(it);
            }
        }
    } else {
        trace.reason = Some(if hits.is_empty() { "nothing_found" } else { "below_floor" }.to_owned());
    }
    let unknown = matches!(fell, Some(Fell::Verdict(Verdict::DoesNotKnow)));
    let answer = if unknown { None } else { quote(asked, hits, settings, trace) };
    let answer = answer.unwrap_or_else(|| near(of, asked, hits, settings, trace));
    outlet.play(&answer.text).await;
    watch.note("answer");
    answer
}

/// The best passage's sentences.
fn quote(asked: &Asked, hits: &[SearchHit], settings: &Assistant, trace: &mut Trace) -> Option<Answer> {
    let answer = extract::answer(&asked.text, hits, settings.floor)?;
    // A model says itself when passages hold no answer; whoever quotes has only the words in common to go by.
    if hits.first().is_some_and(|it| it.covered.is_chance()) {
        trace.reason = Some("by_chance".to_owned());
        return None;
    }
    // The words before were answered already: said again, that answer is none to the few new ones.
    let last = asked.before.iter().rfind(|it| it.by == AuthorKind::Assistant);
    if asked.by != question::By::Itself && last.is_some_and(|it| it.text == answer.text) {
        trace.reason = Some("said_before".to_owned());
        return None;
    }
    trace.rung = Rung::Extractive;
    cite(&mut trace.passages, &answer);
    Some(answer)
}

/// Articles that come near, or the word that there is nothing.
fn near(of: For, asked: &Asked, hits: &[SearchHit], settings: &Assistant, trace: &mut Trace) -> Answer {
    let said_before = trace.reason.as_deref() == Some("said_before");
    let comes_near =
        |it: &&SearchHit| it.score >= settings.floor * NEAR && it.text_score > 0.0 && !it.covered.is_chance();
    let close = hits.iter().filter(|it| comes_near(it) && !said_before);
    let sources: Vec<_> = close.take(ARTICLES).map(extract::source).collect();
    if sources.is_empty() {
        trace.rung = Rung::Nothing;
        return Answer { text: (of.no_answer)(asked.lang).to_owned(), sources };
    }
    trace.rung = Rung::Articles;
    Answer { text: rules::articles(asked.lang).to_owned(), sources }
}

fn cite(passages: &mut [Passage], answer: &Answer) {
    for it in passages {
        it.cited = answer.sources.iter().any(|source| source.article_id == it.article_id);
    }
}

async fn by_model(
    app: &App,
    of: For,
    asked: &Asked,
    settings: &Assistant,
    trace: &mut Trace,
    (outlet, watch): (&mut Outlet, &mut Stopwatch),
) -> Result<Answer, Fell> {
    let ask = prompt::ask(asked, &trace.passages, settings.tone);
    let mut asking = Asking { system: ask.system.clone(), turns: traced(&ask), ..Asking::default() };
    let guard = Guard::new(&trace.passages, &ask.system, asked.lang);
    let (purpose, conversation) = (of.purpose, of.conversation);
    let seconds = settings.first_word_seconds.min(settings.answer_seconds);
    let within = Some(Duration::from_secs(seconds.into()));
    let task = Task { purpose, question: asked.said.clone(), conversation, least_tokens: 0, within, ask };
    let spoken = speak(app, of.site, task, settings, guard, (outlet, watch), &mut asking).await;
    asking.said = mask(&asking.said);
    asking.verdict = match &spoken {
        Ok(_) => Some(Verdict::Passed),
        Err(Fell::Verdict(it)) => Some(*it),
        Err(Fell::Unavailable(_)) => None,
    };
    // Who has no model does not want to read what one would have been asked.
    let nobody = matches!(spoken, Err(Fell::Unavailable(Unavailable::NoModel)));
    trace.asking = (!nobody).then_some(asking);
    let checked = spoken?;
    let sources: Vec<_> = checked
        .cited
        .iter()
        .filter_map(|number| trace.passages.iter().find(|it| it.number == Some(*number)).map(Passage::source))
        .collect();
    let answer = Answer { text: checked.text, sources };
    trace.rung = Rung::Model;
    for it in &mut trace.passages {
        it.cited = it.number.is_some_and(|number| checked.cited.contains(&number));
    }
    Ok(answer)
}

/// Lets the model speak, checks its words as they come, and tells those that pass.
async fn speak(
    app: &App,
    site: SiteId,
    task: Task,
    settings: &Assistant,
    mut guard: Guard,
    (outlet, watch): (&mut Outlet, &mut Stopwatch),
    asking: &mut Asking,
) -> Result<Checked, Fell> {
    let end = Instant::now() + Duration::from_secs(u64::from(settings.answer_seconds));
    // A model that thinks gives signs of life for as long as it likes, and no word.
    let begun = timeout_at(end, providers::generate(app, site, task)).await;
    let mut generation = begun.unwrap_or(Err(Unavailable::TimedOut)).map_err(Fell::Unavailable)?;
    let mut spoke = false;
    let spoken = loop {
        match next(&mut generation, outlet, end).await {
            Ok(Some(Said::Text(words))) => {
                if !spoke {
                    watch.note("first_word");
                }
                spoke = true;
                asking.said.push_str(&words);
                match guard.hear(&words) {
                    Ok(sure) => outlet.push(&sure),
                    Err(verdict) => break Err(Fell::Verdict(verdict)),
                }
            }
            Ok(Some(Said::Restart)) => {
                asking.said.clear();
                guard.restart();
                outlet.restart();
            }
            Ok(None) => {
                break guard.finish().map_err(Fell::Verdict).map(|(tail, checked)| {
                    outlet.push(&tail);
                    outlet.flush();
                    checked
                });
            }
            Err(it) => break Err(Fell::Unavailable(it)),
        }
    };
    watch.note("words");
    asking.report = Some(generation.report().clone());
    spoken
}

/// The next words, while those before go out; `TimedOut` at `until`.
async fn next(
    generation: &mut Generation,
    outlet: &mut Outlet,
    until: Instant,
) -> Result<Option<Said>, Unavailable> {
    let mut words = pin!(generation.next());
    loop {
        tokio::select! {
            said = &mut words => return said,
            () = outlet.due() => outlet.flush(),
            () = tokio::time::sleep_until(until) => return Err(Unavailable::TimedOut),
        }
    }
}

fn traced(ask: &Ask) -> Vec<TracedTurn> {
    let speaker = |it: Speaker| if it == Speaker::User { "user" } else { "assistant" };
    ask.turns.iter().map(|it| TracedTurn { speaker: speaker(it.speaker), text: it.text.clone() }).collect()
}

fn chars(it: u32) -> usize {
    usize::try_from(it).unwrap_or(usize::MAX)
}
