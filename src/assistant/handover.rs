//! A conversation goes from the assistant to people: why, and what the agent should know, as a note.
use super::mask::mask;
use super::types::{Rung, Why};
use super::{person, store as own, words};
use crate::app::App;
use crate::base::ids::{ConversationId, SiteId};
use crate::base::{Lang, text};
use crate::conversations::types::{Actor, AuthorKind, ConversationView, Draft, MessageView, Source, Status};
use crate::conversations::{self, store};
use crate::files::Links;
use crate::store::Write;
use crate::{Error, Result, sites};
use std::time::Duration;

/// Messages that a summary is made of.
const MESSAGES: usize = 40;
/// Questions that the list names.
const QUESTIONS: usize = 6;
/// Longest question and answer of the list, in characters.
const QUESTION_CHARS: usize = 200;
const ANSWER_CHARS: usize = 240;
/// Most sources of a note.
const SOURCES: usize = 6;
/// The agent waits no longer for a model's summary.
const PATIENCE: Duration = Duration::from_secs(12);

/// What decides whether and why a conversation was handed over.
struct State {
    view: ConversationView,
    /// `seq` of what the assistant said last.
    since: i64,
    /// Kept already.
    why: Option<Why>,
    answers: Vec<own::Given>,
    messages: Vec<MessageView>,
    lang: Lang,
}

/// Keeps why the assistant gave a conversation to people, where that is known. The note follows from the events of it.
///
/// # Errors
/// When the store fails.
pub async fn record(app: &App, site: SiteId, id: ConversationId, why: Why) -> Result<()> {
    let since = app.store.read(move |conn| own::last_spoke(conn, site, id)).await?;
    let mut write = Write::new();
    own::hand_over(&mut write, site, id, since, why, app.clock.now());
    app.store.commit(write).await.map(|_| ())
}

/// Leaves the agent a summary of a conversation that went from the assistant to people, once; nothing, where the
/// assistant has it or never spoke in it.
///
/// # Errors
/// When the store fails.
pub async fn note(app: &App, site: SiteId, id: ConversationId) -> Result<()> {
    let Some(state) = look(app, site, id).await? else { return Ok(()) };
    let why = match state.why {
        Some(why) => why,
        None => {
            let (why, mut write) = (reason(&state), Write::new());
            own::hand_over(&mut write, site, id, state.since, why, app.clock.now());
            app.store.commit(write).await?;
            why
        }
    };
    let body = summary(app, site, &state, why).await;
    let draft = Draft {
        body,
        note: true,
        sources: sources(&state.messages),
        client_ref: Some(name(state.since)),
        ..Draft::default()
    };
    match conversations::service::send(app, site, id, Actor::Assistant, draft).await {
        Ok(_) | Err(Error::Conflict(_)) => Ok(()), // closed meanwhile: nobody takes it over
        Err(error) => Err(error),
    }
}

/// What a note is called: one for each time that the assistant had the conversation.
fn name(since: i64) -> String {
    format!("handover-{since}")
}

async fn look(app: &App, site: SiteId, id: ConversationId) -> Result<Option<State>> {
    let links = Links::new(&app.keys, app.clock.now());
    app.store
        .read(move |conn| {
            let Some(head) = store::head(conn, site, id)? else { return Ok(None) };
            let since = own::last_spoke(conn, site, id)?;
            let with_people = matches!(head.status, Status::Queued | Status::Active);
            if !with_people || since == 0 {
                return Ok(None); // nothing was said that an agent would have to know
            }
            let (by, name) = (AuthorKind::Assistant, name(since));
            if store::find_by_client_ref(conn, &links, site, id, by, &name)?.is_some() {
                return Ok(None);
            }
            let Some(view) = store::find(conn, site, id)? else { return Ok(None) };
            let (messages, _) = store::messages_before(conn, &links, site, id, None, MESSAGES, false)?;
            let answers = own::last_answers(conn, site, id, MESSAGES)?;
            let why = own::handed_over(conn, site, id, since)?;
            if answers.is_empty() && why.is_none() {
                return Ok(None); // what it said there is older than what is kept of its answers
            }
            let lang = sites::find(conn, site)?.map(|it| it.language).unwrap_or_default();
            // An agent spoke since: the assistant was not the last to speak, so this is an older hand-over.
            let agent_spoke = messages.iter().any(|it| it.author.kind == AuthorKind::Agent && it.seq > since);
            let told = agent_spoke && head.assignee.is_none();
            Ok((!told).then_some(State { view, since, why, answers, messages, lang }))
        })
        .await
}

/// Why, as far as what was said shows it.
fn reason(state: &State) -> Why {
    let after = |it: &&MessageView| it.seq > state.since;
    let asked = state
        .messages
        .iter()
        .filter(after)
        .any(|it| it.author.kind == AuthorKind::Visitor && person::asks(&it.body));
    let stopped = state.messages.iter().filter(after).rev().filter_map(|it| it.system.as_ref()).next();
    let by_agent = match state.view.status {
        Status::Queued => stopped.is_some_and(|it| it.code == "assistant_stopped"),
        _ => state.view.assigned_reason.is_none(),
    };
    let mut answers = state.answers.iter().filter(|it| it.rung != Rung::Talk);
    let (last, before) = (answers.next(), answers.next());
    let missed = |it: Option<&own::Given>| it.is_some_and(|it| it.rung.misses());
    match () {
        () if asked => Why::Asked,
        () if by_agent => Why::Agent,
        () if last.is_some_and(|it| it.helpful == Some(false)) => Why::NotHelpful,
        () if missed(last) && missed(before) => Why::Misses,
        () if missed(last) => Why::NoAnswer,
        () => Why::Chosen,
    }
}

/// A model's summary where there is one, else what was asked and what was answered.
async fn summary(app: &App, site: SiteId, state: &State, why: Why) -> String {
    let head = format!("**{}** · {}", title(state.lang), worded(why, state.lang));
    let told = tokio::time::timeout(
        PATIENCE,
        words::summary(app, (site, state.view.id), &state.messages, state.lang),
    );
    let body = match told.await {
        Ok(Ok(summary)) => summary,
        _ => list(&state.messages, state.lang),
    };
    format!("{head}\n\n{body}")
}

/// The visitor's questions and what was answered, the last ones.
#[must_use]
pub fn list(messages: &[MessageView], lang: Lang) -> String {
    let said = |it: &&MessageView| matches!(it.author.kind, AuthorKind::Visitor | AuthorKind::Assistant);
    let mut out: Vec<String> = Vec::new();
    for it in messages.iter().filter(said).filter(|it| !it.body.trim().is_empty()) {
        let line = it.body.split_whitespace().collect::<Vec<_>>().join(" ");
        match (it.author.kind, out.last_mut()) {
            (AuthorKind::Visitor, _) => {
                out.push(format!("- {}", text::shorten(&mask(&line), QUESTION_CHARS)));
            }
            (_, Some(last)) => {
                last.push_str(&format!("\n  {} {}", answered(lang), text::shorten(&line, ANSWER_CHARS)));
            }
            (_, None) => (),
        }
    }
    let from = out.len().saturating_sub(QUESTIONS);
    out.split_off(from).join("\n")
}

fn answered(lang: Lang) -> &'static str {
    lang.pick("*Yanıt:*", "*Answer:*")
}

/// Articles that were named in the conversation, each once.
fn sources(messages: &[MessageView]) -> Vec<Source> {
    let mut out: Vec<Source> = Vec::new();
    for it in messages.iter().rev().flat_map(|it| &it.sources) {
        if out.len() < SOURCES && out.iter().all(|known| known.article_id != it.article_id) {
            out.push(it.clone());
        }
    }
    out
}

fn title(lang: Lang) -> &'static str {
    lang.pick("Yapay zekâ asistanından özet", "Summary by the AI assistant")
}

fn worded(why: Why, lang: Lang) -> &'static str {
    match why {
        Why::Asked => lang.pick("ziyaretçi temsilci istedi", "the visitor asked for a person"),
        Why::Misses => {
            lang.pick("arka arkaya iki soru yanıtsız kaldı", "two questions in a row had no answer")
        }
        Why::NoAnswer => lang.pick("son soru yanıtsız kaldı", "the last question had no answer"),
        Why::NotHelpful => lang.pick("son yanıt yardımcı olmadı", "the last answer did not help"),
        Why::Chosen => lang.pick("ziyaretçi temsilci seçti", "the visitor chose a person"),
        Why::Agent => lang.pick("temsilci devraldı", "an agent took over"),
        Why::Silenced => lang.pick("asistan artık yanıtlamıyor", "the assistant answers no more"),
    }
}
