//! Use cases of the assistant beside answering visitors: what agents and visitors ask of it.
use super::pipeline::{self, For, Made};
use super::question::{self, Asked, By};
use super::stream::Outlet;
use super::types::{Answer, Outcome, Rung, TraceView};
use super::words::Refused;
use super::{attend, person, rules, store, words};
use crate::app::App;
use crate::base::ids::{ArticleId, ConversationId, MessageId, SiteId, UserId, VisitorId};
use crate::base::{At, Lang};
use crate::conversations;
use crate::conversations::types::AuthorKind;
use crate::knowledge::search::{self, Query};
use crate::knowledge::store::articles;
use crate::knowledge::types::Visibility;
use crate::knowledge::{Audience, SearchHit};
use crate::providers::{self, Purpose, Unavailable};
use crate::settings::AssistantMode;
use crate::store::Write;
use crate::{Error, Result, knowledge, settings, sites};
use jiff::{SignedDuration, Timestamp};
use serde::Serialize;

/// Shortest text that articles are suggested for, in characters.
const MIN_SUGGEST_CHARS: usize = 8;
/// Messages that a question is taken from.
const MESSAGES: usize = 14;
/// Messages that are summarised.
const SUMMARISED: usize = 60;
/// How long traces are kept.
const TRACES_KEPT: SignedDuration = SignedDuration::from_hours(30 * 24);

/// Answers a question as a visitor would be answered; nothing is stored, and a missing answer has no words.
///
/// # Errors
/// When the search fails.
pub async fn try_out(app: &App, site: SiteId, text: &str) -> Result<Made> {
    let asked = Asked {
        said: text.to_owned(),
        text: text.to_owned(),
        by: By::Itself,
        before: Vec::new(),
        lang: super::language::of(text).unwrap_or_default(),
        wants_person: false,
    };
    let of = asking(site, Audience::Public, Purpose::Answer, None);
    pipeline::answer(app, of, asked, &mut Outlet::to_nobody(app)).await
}

fn asking(site: SiteId, audience: Audience, purpose: Purpose, conversation: Option<ConversationId>) -> For {
    For { site, audience, purpose, conversation, no_model: None, no_answer: rules::no_answer }
}

/// What an agent could answer.
#[derive(Debug, Default, Serialize, utoipa::ToSchema)]
pub struct Suggestion {
    /// `null` when nothing is asked, a person is wanted, no passage is good enough, or the site wants no suggestions.
    pub suggestion: Option<Answer>,
    /// Whether it stands on an article that visitors do not see: to be read before it is sent.
    pub internal: bool,
}

/// What an agent could answer in a conversation; internal articles count too. Words of a model go to `outlet` as they
/// come.
///
/// # Errors
/// 404 for an unknown conversation.
pub async fn suggest(app: &App, site: SiteId, id: ConversationId, outlet: &mut Outlet) -> Result<Suggestion> {
    let (said, mode) = app
        .store
        .read(move |conn| {
            let head = conversations::store::head(conn, site, id)?.ok_or(Error::NotFound("conversation"))?;
            let lang = Lang::of_tag(&head.language);
            let said = store::last_said(conn, site, id, MESSAGES)?;
            Ok(((said, lang), settings::assistant(conn, site)?.mode))
        })
        .await?;
    let (said, lang) = said;
    let open = said.last().is_some_and(|it| {
        it.by == AuthorKind::Visitor && !rules::is_small_talk(&it.text) && !person::asks(&it.text)
    });
    let Some(asked) = question::of(&said, lang).filter(|_| open && mode != AssistantMode::Off) else {
        return Ok(Suggestion::default());
    };
    let of = asking(site, Audience::Staff, Purpose::Suggestion, Some(id));
    let made = pipeline::answer(app, of, asked, outlet).await?;
    let suggestion = made.trace.rung.answers().then_some(made.answer);
    let sources: Vec<ArticleId> =
        suggestion.iter().flat_map(|it| it.sources.iter().map(|it| it.article_id)).collect();
    let internal = app.store.read(move |conn| {
        let mut found = sources.into_iter().map(|it| articles::find(conn, site, it));
        found.try_fold(false, |internal, it| {
            Ok(internal || it?.is_some_and(|it| it.head.visibility == Visibility::Internal))
        })
    });
    Ok(Suggestion { suggestion, internal: internal.await? })
}

/// Counts what an agent did with a suggestion.
///
/// # Errors
/// 404 for an unknown conversation.
pub async fn count_outcome(
    app: &App,
    site: SiteId,
    id: ConversationId,
    user: UserId,
    outcome: Outcome,
) -> Result<()> {
    let now = app.clock.now();
    app.store
        .decide(move |present| {
            conversations::store::head(present, site, id)?.ok_or(Error::NotFound("conversation"))?;
            let mut write = Write::new();
            store::count_outcome(&mut write, site, id, user, outcome, now);
            Ok((write, ()))
        })
        .await?;
    Ok(())
}

/// An article that may help.
#[derive(Debug, Clone, Serialize)]
pub struct ArticleHint {
    /// Its identity.
    pub id: ArticleId,
    /// Its title.
    pub title: String,
    /// Its address part.
    pub slug: String,
    /// A few words of it.
    pub snippet: String,
}

/// At most three articles that may help with a text being typed; none for a few letters.
///
/// # Errors
/// When the search fails.
pub async fn articles(app: &App, site: SiteId, text: &str) -> Result<Vec<ArticleHint>> {
    if text.trim().chars().count() < MIN_SUGGEST_CHARS {
        return Ok(Vec::new());
    }
    let floor = app.store.read(move |conn| Ok(settings::assistant(conn, site)?.floor)).await?;
    let query = Query { text: text.to_owned(), typing: true, limit: 3 };
    let hits = search::search(app, site, Audience::Public, query).await?;
    Ok(hits.into_iter().filter(|it| it.score >= floor).map(hint).collect())
}

fn hint(hit: SearchHit) -> ArticleHint {
    ArticleHint { id: hit.article_id, title: hit.title, slug: hit.slug, snippet: hit.snippet }
}

/// How an answer came to be.
///
/// # Errors
/// 404 when the site has no such answer, or it is older than 30 days.
pub async fn trace(app: &App, site: SiteId, message: MessageId) -> Result<TraceView> {
    let found = app.store.read(move |conn| store::trace(conn, site, message)).await?;
    found.ok_or(Error::NotFound("trace"))
}

/// Removes traces that are older than 30 days.
///
/// # Errors
/// When the store fails.
pub async fn forget_old(app: &App) -> Result<()> {
    let mut write = Write::new();
    store::forget_traces(
        &mut write,
        app.clock.now().checked_sub(TRACES_KEPT).unwrap_or(Timestamp::UNIX_EPOCH),
    );
    app.store.commit(write).await.map(|_| ())
}

/// Keeps what a visitor thinks of an answer, and of the articles it names. A visitor may change its mind. Whoever was
/// not helped is offered a person.
///
/// # Errors
/// 404 when the visitor was given no such answer.
pub async fn judge(
    app: &App,
    site: SiteId,
    visitor: VisitorId,
    message: MessageId,
    helpful: bool,
) -> Result<()> {
    let (now, links) = (app.clock.now(), crate::files::Links::new(&app.keys, app.clock.now()));
    let (_, (head, sources)) = app
        .store
        .decide(move |present| {
            let (id, _) =
                store::answer_to(present, site, visitor, message)?.ok_or(Error::NotFound("message"))?;
            let head = conversations::store::head(present, site, id)?.ok_or(Error::NotFound("message"))?;
            let found = conversations::store::find_message(present, &links, site, id, message)?;
            let mut write = Write::new();
            store::judge(&mut write, site, message, helpful, now);
            Ok((write, (head, found.map(|it| it.sources).unwrap_or_default())))
        })
        .await?;
    let opinion = knowledge::service::Opinion { helpful, comment: None };
    for it in sources {
        // An article may be gone since.
        if let Err(error) =
            knowledge::service::give_feedback(app, site, it.article_id, visitor, opinion.clone()).await
        {
            tracing::debug!(%error, article = %it.article_id, "an opinion was not counted");
        }
    }
    if !helpful && super::watch::is_ours(&head) {
        attend::offer(app, &head, None).await?;
    }
    Ok(())
}

/// How the assistant does, for who asks after the server's health.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct Lately {
    /// The step of the ladder that the last answer came from.
    pub rung: Rung,
    /// Why no better one: `no_model`, `timed_out` …
    pub reason: Option<String>,
    /// When that was.
    pub at: At,
    /// Answers of the last hour.
    pub answers: i64,
    /// Of these, words of a model.
    pub by_model: i64,
}

/// What the assistant's answers of the last hour stood on, over all sites; `None` when it was not asked.
///
/// # Errors
/// When the database cannot be read.
pub async fn lately(app: &App) -> Result<Option<Lately>> {
    let since = app.clock.now().checked_sub(SignedDuration::from_hours(1)).unwrap_or(Timestamp::UNIX_EPOCH);
    let lately = app.store.read(move |conn| store::lately(conn, since)).await?;
    let count = |of: Option<Rung>| -> i64 {
        lately.iter().filter(|it| of.is_none_or(|of| of == it.rung)).map(|it| it.count).sum()
    };
    let (answers, by_model) = (count(None), count(Some(Rung::Model)));
    Ok(lately.first().map(|last| Lately {
        rung: last.rung,
        reason: last.reason.clone(),
        at: last.at,
        answers,
        by_model,
    }))
}

/// Whether a model can put drafts another way, and summarise.
///
/// # Errors
/// When the settings cannot be read.
pub async fn able(app: &App, site: SiteId) -> Result<(bool, bool)> {
    let rewrite = providers::ready(app, site, Purpose::Suggestion).await?;
    Ok((rewrite, providers::ready(app, site, Purpose::Summary).await?))
}

/// A conversation in a few sentences.
///
/// # Errors
/// 404; 409 with the reason when no model answers.
pub async fn summary(app: &App, site: SiteId, id: ConversationId) -> Result<String> {
    let links = crate::files::Links::new(&app.keys, app.clock.now());
    let (messages, lang) = app
        .store
        .read(move |conn| {
            conversations::store::head(conn, site, id)?.ok_or(Error::NotFound("conversation"))?;
            let (messages, _) =
                conversations::store::messages_before(conn, &links, site, id, None, SUMMARISED, false)?;
            Ok((messages, sites::find(conn, site)?.map(|it| it.language).unwrap_or_default()))
        })
        .await?;
    words::summary(app, (site, id), &messages, lang).await.map_err(refused)
}

/// Why there are no words of a model, as an error.
#[must_use]
pub fn refused(why: Refused) -> Error {
    Error::Conflict(match why {
        Refused::Unavailable(Unavailable::NoModel) => "words_no_model",
        Refused::Unavailable(Unavailable::NoMemory) => "words_no_memory",
        Refused::Unavailable(Unavailable::OverBudget) => "words_over_budget",
        Refused::Unavailable(Unavailable::TimedOut) => "words_timed_out",
        Refused::Unavailable(Unavailable::Failed) => "words_failed",
        Refused::Unfaithful => "words_unfaithful",
    })
}
