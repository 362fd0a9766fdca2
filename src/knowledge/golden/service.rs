//! Use cases of questions whose answer is known.
use super::rules;
use super::store::{self, New};
use super::types::{Answered, Cause, Change, Golden, GoldenInput, Run, Standing};
use crate::app::App;
use crate::base::ids::{ArticleId, GoldenQuestionId, GoldenRunId, SiteId, UserId};
use crate::base::{At, text};
use crate::knowledge::evaluate::Question;
use crate::knowledge::search::{self, Blend, Query};
use crate::knowledge::store::articles;
use crate::knowledge::types::{ArticleStatus, Audience, Visibility};
use crate::store::{Event, Present, Write};
use crate::{Error, Result, settings};
use std::collections::HashSet;

/// Questions of one site: they are asked again after every change.
pub(super) const MOST: usize = 500;
/// Longest question, in characters.
const CHARS: usize = 500;
/// Articles looked at for each question.
const DEPTH: usize = 10;

/// Adds a question.
///
/// # Errors
/// 422 for a wrong field; 409 `question_taken`, `questions_too_many`.
pub(super) async fn create(
    app: &App,
    site: SiteId,
    user: UserId,
    input: GoldenInput,
) -> Result<GoldenQuestionId> {
    let (now, id) = (app.clock.now(), GoldenQuestionId::random());
    let (question, folded) = tidy(&input.question)?;
    let decide = move |present: &Present<'_>| {
        if articles::find(present, site, input.article_id)?.is_none() {
            return Err(Error::invalid("article_id", "article_not_found"));
        }
        if store::with_words(present, site, &folded)?.is_some() {
            return Err(Error::Conflict("question_taken"));
        }
        if store::count(present, site)? >= MOST {
            return Err(Error::Conflict("questions_too_many"));
        }
        let mut write = Write::new();
        let new = New { id, question: &question, folded: &folded, article: input.article_id, user };
        store::insert(&mut write, site, &new, now);
        write.tell(Event::new(site, "golden.changed", id.uuid(), now));
        Ok((write, ()))
    };
    app.store.decide(decide).await?;
    Ok(id)
}

/// Changes a question.
///
/// # Errors
/// As [`create`]; 404.
pub(super) async fn update(
    app: &App,
    site: SiteId,
    user: UserId,
    id: GoldenQuestionId,
    input: GoldenInput,
) -> Result<()> {
    let now = app.clock.now();
    let (question, folded) = tidy(&input.question)?;
    let decide = move |present: &Present<'_>| {
        if articles::find(present, site, input.article_id)?.is_none() {
            return Err(Error::invalid("article_id", "article_not_found"));
        }
        if store::with_words(present, site, &folded)?.is_some_and(|it| it != id) {
            return Err(Error::Conflict("question_taken"));
        }
        let mut write = Write::new();
        let new = New { id, question: &question, folded: &folded, article: input.article_id, user };
        store::update(&mut write, site, &new);
        write.tell(Event::new(site, "golden.changed", id.uuid(), now));
        Ok((write, ()))
    };
    app.store.decide(decide).await.map(|_| ())
}

/// Removes a question.
///
/// # Errors
/// 404.
pub(super) async fn delete(app: &App, site: SiteId, id: GoldenQuestionId) -> Result<()> {
    let now = app.clock.now();
    let mut write = Write::new();
    store::delete(&mut write, site, id);
    write.tell(Event::new(site, "golden.changed", id.uuid(), now));
    app.store.commit(write).await.map(|_| ())
}

/// Takes over the questions of a set whose answers are addresses of the site's articles; tells how many were new, and
/// which were left aside because there is no such article.
///
/// # Errors
/// 409 `questions_too_many`.
pub(super) async fn take_set(
    app: &App,
    site: SiteId,
    user: UserId,
    questions: Vec<Question>,
) -> Result<(usize, Vec<String>)> {
    let now = app.clock.now();
    let decide = move |present: &Present<'_>| {
        let (mut write, mut left_out, mut seen) = (Write::new(), Vec::new(), HashSet::new());
        let mut count = store::count(present, site)?;
        for it in questions {
            let Ok((question, folded)) = tidy(&it.q) else { continue };
            let Some(slug) = &it.answer else { continue }; // no article says it: nothing to expect
            let Some(article) = articles::find_by_slug(present, site, slug)? else {
                left_out.push(question);
                continue;
            };
            if store::with_words(present, site, &folded)?.is_some() || !seen.insert(folded.clone()) {
                continue;
            }
            count += 1;
            if count > MOST {
                return Err(Error::Conflict("questions_too_many"));
            }
            let id = GoldenQuestionId::random();
            let new = New { id, question: &question, folded: &folded, article: article.head.id, user };
            store::insert(&mut write, site, &new, now);
        }
        if !seen.is_empty() {
            write.tell(Event::new(site, "golden.changed", site.uuid(), now));
        }
        Ok((write, (seen.len(), left_out)))
    };
    Ok(app.store.decide(decide).await?.1)
}

/// The question on one line, and what makes it the same as another.
fn tidy(question: &str) -> Result<(String, String)> {
    let question = question.split_whitespace().collect::<Vec<_>>().join(" ");
    match question.chars().count() {
        0 => Err(Error::invalid("question", "field_missing")),
        1..=CHARS => {
            let folded = text::fold(&question).trim_end_matches(['?', '.', '!', ' ']).to_owned();
            Ok((question, folded))
        }
        _ => Err(Error::beyond("question", "field_too_long", CHARS as u64)),
    }
}

/// What a question gives now, with what came first.
struct Asked {
    id: GoldenQuestionId,
    now: Answered,
    found: Option<ArticleId>,
    changed: Option<(Change, Answered)>,
}

/// Asks every question of a site as a visitor would, and remembers what changed; `None` when there is none.
///
/// # Errors
/// When the search fails.
pub async fn run(app: &App, site: SiteId, cause: Cause) -> Result<Option<Run>> {
    let (now, indexes) = (app.clock.now(), app.indexes.clone());
    let mut questions = Vec::new();
    for golden in app.store.read(move |conn| store::list(conn, site)).await? {
        let query = Query { text: golden.question.clone(), typing: false, limit: DEPTH };
        questions.push((golden, search::Asked::of(app, query).await));
    }
    let asked = app
        .store
        .read(move |conn| {
            let settings = settings::assistant(conn, site)?;
            let mut asked = Vec::new();
            for (golden, question) in questions {
                let hits =
                    search::find(conn, &indexes, site, Audience::Public, &question, Blend::of(&settings))?;
                let found: Vec<(ArticleId, f64)> = hits.iter().map(|it| (it.article_id, it.score)).collect();
                let expected = match &golden.expected {
                    Some(it) => articles::find(conn, site, it.id)?,
                    None => None,
                };
                let readable = expected.filter(|it| {
                    it.head.status == ArticleStatus::Published && it.head.visibility == Visibility::Public
                });
                asked.push(ask(&golden, &found, readable.map(|it| it.head.id), settings.floor));
            }
            Ok(asked)
        })
        .await?;
    if asked.is_empty() {
        return Ok(None);
    }
    let count = |wanted: &dyn Fn(&Asked) -> bool| {
        i64::try_from(asked.iter().filter(|it| wanted(it)).count()).unwrap_or(i64::MAX)
    };
    let became = |change: Change| count(&move |it| it.changed.is_some_and(|it| it.0 == change));
    let run = Run {
        at: At::of_ms(now.as_millisecond()),
        cause,
        questions: count(&|_| true),
        right: count(&|it| it.now.standing == Standing::Right),
        better: became(Change::Better),
        worse: became(Change::Worse),
    };
    let mut write = Write::new();
    for it in &asked {
        store::set_answered(&mut write, site, it.id, &it.now, it.found, it.changed, now);
    }
    let id = GoldenRunId::random();
    store::insert_run(&mut write, site, id, &run);
    write.tell(Event::new(site, "golden.run", id.uuid(), now));
    app.store.commit(write).await?;
    Ok(Some(run))
}

fn ask(golden: &Golden, found: &[(ArticleId, f64)], expected: Option<ArticleId>, floor: f64) -> Asked {
    let now = rules::judge(found, expected, floor);
    let changed = golden.now.and_then(|before| rules::compare(&before, &now).map(|change| (change, before)));
    Asked { id: golden.id, now, found: found.first().map(|it| it.0), changed }
}
