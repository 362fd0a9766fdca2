//! How good the search is on questions whose answers are known: each question is asked in every way of searching, and
//! it is seen where its article comes.
use super::search::{self, Asked, Blend, Query};
use super::types::{ArticleInput, ArticleStatus, Audience};
use super::{follow, service};
use crate::Result;
use crate::app::App;
use crate::audit::Actor;
use crate::base::Lang;
use crate::base::ids::SiteId;
use crate::settings::{self, Fusion};
use rusqlite::Connection;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::time::{Duration, Instant};

/// Results looked at for each question.
const DEPTH: usize = 10;
/// An answer counts as found among the first so many: that is what the widget shows.
const SHOWN: usize = 3;

/// A file of questions, with the articles they are about or without (then the site's own count).
#[derive(Debug, Clone, Deserialize)]
pub struct QuestionSet {
    /// What is to be found.
    #[serde(default)]
    pub articles: Vec<SetArticle>,
    /// What is asked.
    pub questions: Vec<Question>,
}

/// An article of a set.
#[derive(Debug, Clone, Deserialize)]
pub struct SetArticle {
    /// Named by the questions' answers.
    pub id: String,
    /// What it is called.
    pub title: String,
    /// Markdown.
    pub body: String,
    /// The part of the file it belongs to.
    #[serde(default)]
    pub set: String,
}

/// A question whose answer is known.
#[derive(Debug, Clone, Deserialize)]
pub struct Question {
    /// As typed.
    pub q: String,
    /// Id of the set's article, or slug of the site's; `None` where no article says it.
    #[serde(default)]
    pub answer: Option<String>,
    /// What makes it hard: suffixes, missing diacritics, typing errors, other words …
    #[serde(default)]
    pub kind: String,
    /// The part of the file it belongs to.
    #[serde(default)]
    pub set: String,
}

impl QuestionSet {
    /// The questions of one part; its articles only, where articles are marked with it.
    #[must_use]
    pub fn part(mut self, name: &str) -> QuestionSet {
        self.questions.retain(|it| it.set == name);
        if self.articles.iter().any(|it| it.set == name) {
            self.articles.retain(|it| it.set == name);
        }
        self
    }
}

/// Figures of some questions, 0 to 1.
#[derive(Debug, Clone, Serialize)]
pub struct Figures {
    /// How many.
    pub questions: usize,
    /// Questions whose answer came first.
    pub recall_at_1: f64,
    /// … among the first three.
    pub recall_at_3: f64,
    /// … among the first five.
    pub recall_at_5: f64,
    /// Mean reciprocal rank (Voorhees, 1999).
    pub mrr: f64,
    /// Normalised discounted cumulative gain at ten (Järvelin and Kekäläinen, 2002); one right answer a question.
    pub ndcg_at_10: f64,
}

/// One way to search.
#[derive(Debug, Clone, Serialize)]
pub struct Way {
    /// `site` (as the site has it), `text`, `vector`, `weighted` (the default weights), `rrf` (by ranks).
    pub name: &'static str,
    /// Over all questions.
    pub figures: Figures,
    /// Over those of each kind.
    pub kinds: BTreeMap<String, Figures>,
}

/// A question whose answer did not come among the first three; ranks count from 1.
#[derive(Debug, Clone, Serialize)]
pub struct Missed {
    /// The question.
    pub q: String,
    /// Its kind.
    pub kind: String,
    /// Where it should have led.
    pub answer: String,
    /// Where that came.
    pub rank: Option<usize>,
    /// Where it came by words alone.
    pub text_rank: Option<usize>,
    /// Where it came by meaning alone.
    pub vector_rank: Option<usize>,
}

/// What an evaluation found.
#[derive(Debug, Serialize)]
pub struct Report {
    /// Questions that have an answer.
    pub questions: usize,
    /// Every way of searching, the site's own first.
    pub ways: Vec<Way>,
    /// Milliseconds within which half of the site's own searches ended.
    pub p50_ms: f64,
    /// Milliseconds of the slowest in twenty of them.
    pub p95_ms: f64,
    /// Questions whose answer was not among the first three.
    pub missed: Vec<Missed>,
    /// Those of them whose answer words alone would have brought among the first three.
    pub lost: Vec<String>,
}

/// Puts a set's articles on a site.
///
/// # Errors
/// 422 when an article of the set is not acceptable.
pub async fn fill(app: &App, site: SiteId, articles: &[SetArticle]) -> Result<()> {
    for it in articles {
        let editor = service::Editor { writer: None, actor: Actor::command_line(), all: true };
        let input = ArticleInput {
            title: Some(it.title.clone()),
            body: Some(it.body.clone()),
            slug: Some(it.id.clone()),
            status: Some(ArticleStatus::Published),
            ..ArticleInput::default()
        };
        service::create(app, site, editor, Lang::Tr, input).await?;
    }
    Ok(())
}

/// Brings every article into the indexes, for commands that run without a server.
///
/// # Errors
/// When an index or the database cannot be written.
pub async fn index(app: &App) -> Result<()> {
    follow::catch_up(app).await
}

/// Asks every question that has an answer, and sees where the answer comes. The indexes must have everything.
///
/// # Errors
/// When the search fails.
pub async fn evaluate(app: &App, site: SiteId, questions: Vec<Question>) -> Result<Report> {
    let indexes = app.indexes.clone();
    let questions: Vec<Question> = questions.into_iter().filter(|it| it.answer.is_some()).collect();
    let mut asked = Vec::with_capacity(questions.len());
    for it in &questions {
        let begun = Instant::now();
        let query = Query { text: it.q.clone(), typing: false, limit: DEPTH };
        let one = Asked::of(app, query).await;
        asked.push((one, begun.elapsed()));
    }
    app.store
        .read(move |conn| {
            let own = Blend::of(&settings::assistant(conn, site)?);
            let default = Blend::of(&settings::Assistant::default());
            let blends = [
                ("site", own),
                ("text", Blend { text_weight: 1.0, fusion: Fusion::Weighted }),
                ("vector", Blend { text_weight: 0.0, fusion: Fusion::Weighted }),
                ("weighted", Blend { fusion: Fusion::Weighted, ..default }),
                ("rrf", Blend { fusion: Fusion::Rrf, ..default }),
            ];
            let mut all = Vec::new();
            for (name, blend) in blends {
                let find = |(it, asked): (&Question, &(Asked, Duration))| {
                    rank(conn, &indexes, site, (it, asked), blend)
                };
                let found = questions.iter().zip(&asked).map(find).collect::<Result<Vec<Found>>>()?;
                all.push((name, found));
            }
            Ok(report(&questions, &all))
        })
        .await
}

/// Where an answer came, counted from 0, and how long the search took.
#[derive(Debug, Clone, Copy)]
struct Found {
    rank: Option<usize>,
    ms: f64,
}

fn rank(
    conn: &Connection,
    indexes: &crate::engine::Indexes,
    site: SiteId,
    (question, (asked, embedding)): (&Question, &(Asked, Duration)),
    blend: Blend,
) -> Result<Found> {
    let start = Instant::now();
    let hits = search::find(conn, indexes, site, Audience::Staff, asked, blend)?;
    let ms = (start.elapsed() + *embedding).as_secs_f64() * 1000.0;
    Ok(Found { rank: hits.iter().position(|it| Some(&it.slug) == question.answer.as_ref()), ms })
}

fn report(questions: &[Question], all: &[(&'static str, Vec<Found>)]) -> Report {
    let found_by =
        |name: &str| all.iter().find(|it| it.0 == name).map(|it| it.1.as_slice()).unwrap_or_default();
    let (own, text, vector) = (found_by("site"), found_by("text"), found_by("vector"));
    let mut missed = Vec::new();
    for (((question, own), text), vector) in questions.iter().zip(own).zip(text).zip(vector) {
        if own.rank.is_none_or(|it| it >= SHOWN) {
            let counted = |it: &Found| it.rank.map(|rank| rank + 1);
            missed.push(Missed {
                q: question.q.clone(),
                kind: question.kind.clone(),
                answer: question.answer.clone().unwrap_or_default(),
                rank: counted(own),
                text_rank: counted(text),
                vector_rank: counted(vector),
            });
        }
    }
    let had = |it: &&Missed| it.text_rank.is_some_and(|rank| rank <= SHOWN);
    let lost = missed.iter().filter(had).map(|it| it.q.clone()).collect();
    let mut times: Vec<f64> = own.iter().map(|it| it.ms).collect();
    times.sort_by(f64::total_cmp);
    let percentile = |of: usize| times.get(times.len() * of / 100).copied().unwrap_or_default();
    Report {
        questions: questions.len(),
        ways: all.iter().map(|(name, found)| way(name, questions, found)).collect(),
        p50_ms: percentile(50),
        p95_ms: percentile(95),
        missed,
        lost,
    }
}

fn way(name: &'static str, questions: &[Question], found: &[Found]) -> Way {
    let mut kinds: BTreeMap<String, Vec<Option<usize>>> = BTreeMap::new();
    for (question, found) in questions.iter().zip(found) {
        kinds.entry(question.kind.clone()).or_default().push(found.rank);
    }
    let ranks: Vec<Option<usize>> = found.iter().map(|it| it.rank).collect();
    let kinds = kinds.into_iter().map(|(kind, ranks)| (kind, measure(&ranks))).collect();
    Way { name, figures: measure(&ranks), kinds }
}

/// The figures of ranks, counted from 0; `None`: not found.
#[expect(clippy::cast_precision_loss, reason = "counts of questions")]
fn measure(ranks: &[Option<usize>]) -> Figures {
    let all = ranks.len().max(1) as f64;
    let within =
        |most: usize| ranks.iter().filter(|it| it.is_some_and(|rank| rank < most)).count() as f64 / all;
    let mean = |gain: fn(f64) -> f64| ranks.iter().flatten().map(|it| gain(*it as f64)).sum::<f64>() / all;
    Figures {
        questions: ranks.len(),
        recall_at_1: within(1),
        recall_at_3: within(3),
        recall_at_5: within(5),
        mrr: mean(|rank| 1.0 / (rank + 1.0)),
        ndcg_at_10: mean(|rank| 1.0 / (rank + 2.0).log2()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_figures_are_the_known_ones() {
        let figures = measure(&[Some(0), Some(2), None, Some(4)]);
        assert!((figures.recall_at_1 - 0.25).abs() < 1e-9 && (figures.recall_at_3 - 0.5).abs() < 1e-9);
        assert!((figures.mrr - (1.0 + 1.0 / 3.0 + 0.2) / 4.0).abs() < 1e-9);
        assert!((figures.ndcg_at_10 - (1.0 + 0.5 + 1.0 / 6.0_f64.log2()) / 4.0).abs() < 1e-9);
    }

    #[test]
    fn what_words_alone_would_have_found_is_named() {
        let question = Question {
            q: "iade".to_owned(),
            answer: Some("s1".to_owned()),
            kind: "morph".to_owned(),
            set: String::new(),
        };
        let at = |rank| vec![Found { rank, ms: 1.0 }];
        let all = [("site", at(Some(4))), ("text", at(Some(1))), ("vector", at(None))];
        let report = report(&[question], &all);
        assert_eq!(report.lost, ["iade"]);
        assert_eq!((report.missed[0].rank, report.missed[0].text_rank), (Some(5), Some(2)));
        assert!((report.ways[1].kinds["morph"].recall_at_3 - 1.0).abs() < 1e-9);
    }
}
