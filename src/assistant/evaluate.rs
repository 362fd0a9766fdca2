//! How good the answers are on questions whose answers are known, and whether it says no where no article has one.
use super::service;
use crate::Result;
use crate::app::App;
use crate::base::ids::SiteId;
use crate::knowledge::coverage::Coverage;
use crate::knowledge::evaluate::Question;
use serde::Serialize;

/// What came of a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Answered from the article that says it.
    RightSource,
    /// Answered from another article.
    WrongSource,
    /// Answered although no article says it.
    AnsweredAnyway,
    /// Said no, and rightly.
    SaidNoRightly,
    /// Said no although an article says it.
    SaidNoWrongly,
}

/// One question and what came of it.
#[derive(Debug, Serialize)]
pub struct Asked {
    /// The question.
    pub q: String,
    /// Its kind.
    pub kind: String,
    /// The article that says it, if one does.
    pub expected: Option<String>,
    /// What came of it.
    pub outcome: Outcome,
    /// The articles named, by their addresses.
    pub sources: Vec<String>,
    /// The answer's words.
    pub answer: Option<String>,
    /// The figures of the passage that fits best.
    pub best: Option<Best>,
}

/// What a passage scores.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct Best {
    /// Both parts, weighted.
    pub score: f64,
    /// By words.
    pub text: f64,
    /// By meaning.
    pub vector: f64,
    /// How much of the question stands in it.
    pub covered: Coverage,
    /// How far the next article's is below it.
    pub margin: f64,
}

/// What an evaluation found. Rates are 0 to 1.
#[derive(Debug, Serialize)]
pub struct Report {
    /// Questions that have an answer.
    pub answerable: usize,
    /// Of these, answered from the right article.
    pub right_rate: f64,
    /// Of these, answered from a wrong one.
    pub wrong_rate: f64,
    /// Of these, not answered.
    pub said_no_wrongly_rate: f64,
    /// Questions that no article answers.
    pub unanswerable: usize,
    /// Of these, not answered.
    pub said_no_rightly_rate: f64,
    /// Of all answers that were given, those from the right article.
    pub trust: f64,
    /// Every question.
    pub asked: Vec<Asked>,
}

/// Asks every question as a visitor would. The indexes must have everything.
///
/// # Errors
/// When an answer cannot be looked for.
pub async fn evaluate(app: &App, site: SiteId, questions: Vec<Question>) -> Result<Report> {
    let mut asked = Vec::with_capacity(questions.len());
    for it in questions {
        let made = service::try_out(app, site, &it.q).await?;
        // Articles that come near are offered with a no.
        let answer = made.trace.rung.answers().then_some(made.answer);
        let sources: Vec<String> =
            answer.iter().flat_map(|it| it.sources.iter().map(|it| it.slug.clone())).collect();
        let outcome = judge(it.answer.as_deref(), answer.is_some(), &sources);
        let answer = answer.map(|it| it.text);
        let (found, next) = (made.trace.passages.first(), made.trace.passages.get(1));
        let best = found.map(|it| Best {
            score: it.score,
            text: it.text_score,
            vector: it.vector_score,
            covered: it.covered,
            margin: it.score - next.map_or(0.0, |it| it.score),
        });
        asked.push(Asked { q: it.q, kind: it.kind, expected: it.answer, outcome, sources, answer, best });
    }
    Ok(report(asked))
}

fn judge(expected: Option<&str>, answered: bool, sources: &[String]) -> Outcome {
    match (expected, answered) {
        (Some(slug), true) if sources.iter().any(|it| it == slug) => Outcome::RightSource,
        (Some(_), true) => Outcome::WrongSource,
        (Some(_), false) => Outcome::SaidNoWrongly,
        (None, true) => Outcome::AnsweredAnyway,
        (None, false) => Outcome::SaidNoRightly,
    }
}

fn report(asked: Vec<Asked>) -> Report {
    let count = |outcome: Outcome| asked.iter().filter(|it| it.outcome == outcome).count();
    let (right, wrong) = (count(Outcome::RightSource), count(Outcome::WrongSource));
    let (anyway, rightly) = (count(Outcome::AnsweredAnyway), count(Outcome::SaidNoRightly));
    let answerable = right + wrong + count(Outcome::SaidNoWrongly);
    Report {
        answerable,
        right_rate: share(right, answerable),
        wrong_rate: share(wrong, answerable),
        said_no_wrongly_rate: share(count(Outcome::SaidNoWrongly), answerable),
        unanswerable: anyway + rightly,
        said_no_rightly_rate: share(rightly, anyway + rightly),
        trust: share(right, right + wrong + anyway),
        asked,
    }
}

#[expect(clippy::cast_precision_loss, reason = "counts of questions")]
fn share(some: usize, all: usize) -> f64 {
    if all == 0 { 0.0 } else { some as f64 / all as f64 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_right_by_its_source_and_a_no_by_the_question() {
        let of = |sources: &[&str]| sources.iter().map(|it| (*it).to_owned()).collect::<Vec<_>>();
        assert_eq!(judge(Some("a"), true, &of(&["b", "a"])), Outcome::RightSource);
        assert_eq!(judge(Some("a"), true, &of(&["b"])), Outcome::WrongSource);
        assert_eq!(judge(Some("a"), false, &[]), Outcome::SaidNoWrongly);
        assert_eq!(judge(None, true, &of(&["b"])), Outcome::AnsweredAnyway);
        assert_eq!(judge(None, false, &[]), Outcome::SaidNoRightly);
    }

    #[test]
    fn rates_are_shares_of_what_they_are_about() {
        let one = |outcome| Asked {
            q: String::new(),
            kind: String::new(),
            expected: None,
            outcome,
            sources: Vec::new(),
            answer: None,
            best: None,
        };
        let report = report(vec![
            one(Outcome::RightSource),
            one(Outcome::RightSource),
            one(Outcome::WrongSource),
            one(Outcome::SaidNoWrongly),
            one(Outcome::SaidNoRightly),
        ]);
        assert_eq!((report.answerable, report.unanswerable), (4, 1));
        assert!((report.right_rate - 0.5).abs() < 1e-9 && (report.said_no_rightly_rate - 1.0).abs() < 1e-9);
        assert!((report.trust - 2.0 / 3.0).abs() < 1e-9);
    }
}
