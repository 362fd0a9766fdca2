//! Use cases of the assistant. Without a language model it quotes: the best sentences of the best passage.
use super::extract;
use super::store;
use super::types::{Answer, Outcome};
use crate::app::App;
use crate::base::ids::{ArticleId, ConversationId, SiteId, UserId};
use crate::conversations;
use crate::knowledge::search::{self, Query};
use crate::knowledge::{Audience, SearchHit};
use crate::store::Write;
use crate::{Error, Result, settings};
use serde::Serialize;

/// A question shorter than this (in words) leans on the one before it.
const FOLLOW_UP_WORDS: usize = 4;
/// Shortest text that articles are suggested for, in characters.
const MIN_SUGGEST_CHARS: usize = 8;

/// Answers a question from what `audience` may read; `None` when no passage is good enough.
///
/// # Errors
/// When the search fails.
pub async fn answer(app: &App, site: SiteId, audience: Audience, question: &str) -> Result<Option<Answer>> {
    let floor = app.store.read(move |conn| Ok(settings::assistant(conn, site)?.floor)).await?;
    let hits = search::search(app, site, audience, about(question)).await?;
    Ok(extract::answer(question, &hits, floor))
}

/// What is looked up for a question.
#[must_use]
pub fn about(question: &str) -> Query {
    Query { text: question.to_owned(), typing: false, limit: 5 }
}

/// What a conversation stands at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// The visitor's last words, with the ones before where they are too short to stand alone.
    pub text: String,
    /// Whether the ones before were needed.
    pub leans: bool,
}

/// The question a conversation stands at. `None` when the visitor has said nothing yet.
///
/// # Errors
/// When the database cannot be read.
pub async fn question(app: &App, site: SiteId, id: ConversationId) -> Result<Option<Asked>> {
    let mut last = app.store.read(move |conn| store::last_questions(conn, site, id, 2)).await?.into_iter();
    let Some(newest) = last.next() else { return Ok(None) };
    match last.next() {
        Some(before) if newest.split_whitespace().count() < FOLLOW_UP_WORDS => {
            Ok(Some(Asked { text: format!("{before} {newest}"), leans: true }))
        }
        _ => Ok(Some(Asked { text: newest, leans: false })),
    }
}

/// What an agent could answer in a conversation; internal articles count too.
///
/// # Errors
/// 404 for an unknown conversation.
pub async fn suggest(app: &App, site: SiteId, id: ConversationId) -> Result<Option<Answer>> {
    conversations::service::find(app, site, id).await?;
    match question(app, site, id).await? {
        Some(question) => answer(app, site, Audience::Staff, &question.text).await,
        None => Ok(None),
    }
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
