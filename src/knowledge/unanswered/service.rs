//! Use cases of unanswered questions.
use super::store;
use super::types::{Unanswered, UnansweredInput, UnansweredState};
use super::{rules, store::New};
use crate::app::App;
use crate::base::ids::{ArticleId, ConversationId, SiteId, UnansweredId};
use crate::engine::embed;
use crate::knowledge::search::{self, Asked, Blend, Query};
use crate::knowledge::store::articles;
use crate::knowledge::types::Audience;
use crate::store::{Event, Present, Write};
use crate::{Error, Result, settings};
use std::collections::BTreeSet;

/// Questions kept per site; beyond it the one not asked for longest goes.
const MOST: i64 = 2_000;
/// Questions that a new one is compared with.
const COMPARED: usize = 1_000;
/// Cosine from which two questions are the same one in other words.
const ALIKE: f32 = 0.82;
/// Open questions looked at again after a change of articles.
const CHECKED: usize = 500;

/// Remembers that nothing answered `question`. One that says nothing (`bu ne?`) is not kept.
///
/// # Errors
/// When the database cannot be read or written.
pub async fn record(
    app: &App,
    site: SiteId,
    question: &str,
    conversation: Option<ConversationId>,
) -> Result<()> {
    // Nothing that is kept is made of more than what is shown.
    let question = rules::tidy(question);
    let words = rules::words(&question);
    if words.is_empty() {
        return Ok(());
    }
    let now = app.clock.now();
    let vector = embed::embed(&question);
    let meaning = embed::quantise(&vector);
    let alike = app.store.read(move |conn| nearest(conn, site, &vector)).await?;
    let decide = move |present: &Present<'_>| {
        let mut write = Write::new();
        let known = match store::with_words(present, site, &words)? {
            Some(id) => Some(id),
            None => match alike {
                Some(id) => store::find(present, site, id)?.map(|it| it.id),
                None => None,
            },
        };
        let id = known.unwrap_or_else(UnansweredId::random);
        match known {
            Some(id) => store::count_again(&mut write, site, id, conversation, now),
            None => {
                let new = New { id, question, words, meaning, conversation };
                store::insert(&mut write, site, &new, now, MOST);
            }
        }
        write.tell(Event::new(site, "unanswered.changed", id.uuid(), now));
        Ok((write, ()))
    };
    app.store.decide(decide).await.map(|_| ())
}

/// The question that says the same in other words.
fn nearest(conn: &rusqlite::Connection, site: SiteId, vector: &[f32]) -> Result<Option<UnansweredId>> {
    let scored = store::meanings(conn, site, COMPARED)?
        .into_iter()
        .map(|(id, meaning)| (embed::cosine(vector, &meaning), id))
        .filter(|it| it.0 >= ALIKE);
    Ok(scored.max_by(|a, b| a.0.total_cmp(&b.0)).map(|it| it.1))
}

/// Decides about a question.
///
/// # Errors
/// 404; 422 when it is to be answered by no article, or by one that is not there.
pub(super) async fn decide(
    app: &App,
    site: SiteId,
    id: UnansweredId,
    input: UnansweredInput,
) -> Result<Unanswered> {
    let now = app.clock.now();
    let article = input.article_id.filter(|_| input.state == UnansweredState::Answered);
    if input.state == UnansweredState::Answered && article.is_none() {
        return Err(Error::invalid("article_id", "field_missing"));
    }
    let decide = move |present: &Present<'_>| {
        if let Some(article) = article
            && articles::find(present, site, article)?.is_none()
        {
            return Err(Error::invalid("article_id", "article_not_found"));
        }
        let mut write = Write::new();
        store::set_state(&mut write, site, id, input.state, article);
        write.tell(Event::new(site, "unanswered.changed", id.uuid(), now));
        Ok((write, ()))
    };
    app.store.decide(decide).await?;
    let found = app.store.read(move |conn| store::find(conn, site, id)).await?;
    found.ok_or(Error::NotFound("unanswered_question"))
}

/// Marks the open questions that one of the `changed` articles answers now.
///
/// # Errors
/// When the search fails.
pub async fn recheck(app: &App, site: SiteId, changed: BTreeSet<ArticleId>) -> Result<()> {
    let (now, indexes) = (app.clock.now(), app.indexes.clone());
    let mut asked = Vec::new();
    for (id, text) in app.store.read(move |conn| store::open(conn, site, CHECKED)).await? {
        asked.push((id, Asked::of(app, Query { text, typing: false, limit: 1 }).await));
    }
    let answered = app
        .store
        .read(move |conn| {
            let settings = settings::assistant(conn, site)?;
            let mut answered = Vec::new();
            for (id, asked) in asked {
                let found =
                    search::find(conn, &indexes, site, Audience::Public, &asked, Blend::of(&settings))?;
                let best = found.first().filter(|it| it.score >= settings.floor);
                answered
                    .extend(best.filter(|it| changed.contains(&it.article_id)).map(|it| (id, it.article_id)));
            }
            Ok(answered)
        })
        .await?;
    if answered.is_empty() {
        return Ok(());
    }
    let decide = move |present: &Present<'_>| {
        let mut write = Write::new();
        for (id, article) in answered {
            // Somebody may have dismissed it meanwhile.
            if store::find(present, site, id)?.is_some_and(|it| it.state == UnansweredState::Open) {
                store::set_state(&mut write, site, id, UnansweredState::Answered, Some(article));
                write.tell(Event::new(site, "unanswered.changed", id.uuid(), now));
            }
        }
        Ok((write, ()))
    };
    app.store.decide(decide).await.map(|_| ())
}

/// One question, or `None`.
///
/// # Errors
/// When the database cannot be read.
pub async fn find(app: &App, site: SiteId, id: UnansweredId) -> Result<Option<Unanswered>> {
    app.store.read(move |conn| store::find(conn, site, id)).await
}

/// Forgets what only a removed conversation asked, and that articles were drafted from it.
///
/// # Errors
/// When the database cannot be written.
pub async fn forget_conversation(app: &App, site: SiteId, conversation: ConversationId) -> Result<()> {
    let mut write = Write::new();
    store::forget_conversation(&mut write, site, conversation);
    articles::forget_conversation(&mut write, site, conversation);
    app.store.commit(write).await.map(|_| ())
}
