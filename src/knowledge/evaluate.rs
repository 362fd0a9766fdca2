//! How good the search is on questions whose answers are known.
use super::search::{self, Query};
use super::types::{ArticleInput, ArticleStatus, Audience};
use super::{follow, service};
use crate::app::App;
use crate::audit::Actor;
use crate::base::Lang;
use crate::base::ids::SiteId;
use crate::engine::Indexes;
use crate::store::Store;
use crate::{Result, settings};
use serde::{Deserialize, Serialize};
use std::time::Instant;

/// Results looked at for each question.
const DEPTH: usize = 10;

/// A file of questions, with the articles they are about or without (then the site's own count).
#[derive(Debug, Deserialize)]
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
}

/// A question whose answer is known.
#[derive(Debug, Clone, Deserialize)]
pub struct Question {
    /// As typed.
    pub q: String,
    /// Id of the set's article, or slug of the site's.
    pub answer: String,
}

/// Figures of one way to search, 0 to 1.
#[derive(Debug, Clone, Serialize)]
pub struct Figures {
    /// Text weight of the fusion: 1 is words alone, 0 meaning alone.
    pub text_weight: f64,
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

/// What an evaluation found.
#[derive(Debug, Serialize)]
pub struct Report {
    /// Questions asked.
    pub questions: usize,
    /// Hybrid, words alone, meaning alone.
    pub figures: Vec<Figures>,
    /// Milliseconds within which half of the hybrid searches ended.
    pub p50_ms: f64,
    /// Milliseconds of the slowest in twenty hybrid searches.
    pub p95_ms: f64,
    /// Questions whose answer was not among the first three.
    pub missed: Vec<String>,
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

/// Brings the articles into the indexes, asks every question and sees where its answer comes.
///
/// # Errors
/// When the search fails.
pub async fn evaluate(
    store: &Store,
    indexes: &Indexes,
    site: SiteId,
    questions: Vec<Question>,
) -> Result<Report> {
    follow::catch_up(store, &indexes.words).await?;
    evaluate_ready(store, indexes, site, questions).await
}

/// The same with indexes that have everything already.
///
/// # Errors
/// When the search fails.
pub async fn evaluate_ready(
    store: &Store,
    indexes: &Indexes,
    site: SiteId,
    questions: Vec<Question>,
) -> Result<Report> {
    let indexes = indexes.clone();
    store
        .read(move |conn| {
            let own = settings::assistant(conn, site)?.text_weight;
            let (mut figures, mut missed, mut times) = (Vec::new(), Vec::new(), Vec::new());
            for weight in [own, 1.0, 0.0] {
                let mut ranks = Vec::with_capacity(questions.len());
                for question in &questions {
                    let query = Query { text: question.q.clone(), typing: false, limit: DEPTH };
                    let start = Instant::now();
                    let hits = search::find(conn, &indexes, site, Audience::Staff, &query, weight)?;
                    let rank = hits.iter().position(|it| it.slug == question.answer);
                    if figures.is_empty() {
                        times.push(start.elapsed().as_secs_f64() * 1000.0);
                        if rank.is_none_or(|it| it >= 3) {
                            missed.push(question.q.clone());
                        }
                    }
                    ranks.push(rank);
                }
                figures.push(measure(weight, &ranks));
            }
            times.sort_by(f64::total_cmp);
            let percentile = |of: usize| times.get(times.len() * of / 100).copied().unwrap_or_default();
            let (p50_ms, p95_ms) = (percentile(50), percentile(95));
            Ok(Report { questions: questions.len(), figures, p50_ms, p95_ms, missed })
        })
        .await
}

/// The figures of ranks, counted from 0; `None`: not found.
#[expect(clippy::cast_precision_loss, reason = "counts of questions")]
fn measure(text_weight: f64, ranks: &[Option<usize>]) -> Figures {
    let all = ranks.len().max(1) as f64;
    let within =
        |most: usize| ranks.iter().filter(|it| it.is_some_and(|rank| rank < most)).count() as f64 / all;
    let mean = |gain: fn(f64) -> f64| ranks.iter().flatten().map(|it| gain(*it as f64)).sum::<f64>() / all;
    Figures {
        text_weight,
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
        let figures = measure(0.7, &[Some(0), Some(2), None, Some(4)]);
        assert!((figures.recall_at_1 - 0.25).abs() < 1e-9 && (figures.recall_at_3 - 0.5).abs() < 1e-9);
        assert!((figures.mrr - (1.0 + 1.0 / 3.0 + 0.2) / 4.0).abs() < 1e-9);
        assert!((figures.ndcg_at_10 - (1.0 + 0.5 + 1.0 / 6.0_f64.log2()) / 4.0).abs() < 1e-9);
    }
}
