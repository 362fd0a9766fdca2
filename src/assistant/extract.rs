//! An answer without a language model: sentences of the best passage, quoted as they stand.
use super::screen::screen;
use super::types::Answer;
use crate::conversations::types::Source;
use crate::knowledge::SearchHit;
use crate::knowledge::passages::{pieces, sentences};
use crate::knowledge::snippet::Wanted;

/// Longest quotation, in characters.
const CHARS: usize = 600;

/// What the best hits say to a question; `None` when the best one is below `floor`.
#[must_use]
pub fn answer(question: &str, hits: &[SearchHit], floor: f64) -> Option<Answer> {
    let best = hits.first().filter(|it| it.score >= floor && !it.passage.trim().is_empty())?;
    let (clean, _) = screen(&best.passage);
    if clean.is_empty() {
        return None;
    }
    // Named is what is quoted, nothing else.
    Some(Answer { text: best_run(&clean, &Wanted::of(question), CHARS), sources: vec![source(best)] })
}

/// A hit as the source of an answer.
#[must_use]
pub fn source(hit: &SearchHit) -> Source {
    Source {
        article_id: hit.article_id,
        title: hit.title.clone(),
        slug: hit.slug.clone(),
        snippet: hit.snippet.clone(),
    }
}

/// The run of sentences, as long as may be quoted, that has the most of the question; the whole passage where it is
/// short enough. Lines stay lines: a list is quoted as a list. A sentence that is too long by itself is quoted in part.
#[must_use]
pub fn best_run(passage: &str, wanted: &Wanted, most_chars: usize) -> String {
    let whole = |it| pieces(it, usize::MAX, most_chars);
    let sentences: Vec<&str> = sentences(passage).into_iter().flat_map(whole).collect();
    let found: Vec<usize> = sentences.iter().map(|it| wanted.found_in(it)).collect();
    let mut best = (0, 0..0);
    for start in 0..sentences.len() {
        let end = start + fitting(sentences.get(start..).unwrap_or_default(), most_chars);
        let sum: usize = found.get(start..end).unwrap_or_default().iter().sum();
        if sum > best.0 || best.1.is_empty() {
            best = (sum, start..end);
        }
    }
    sentences.get(best.1).unwrap_or_default().concat().trim().to_owned()
}

/// How many of the sentences fit, at least one.
fn fitting(sentences: &[&str], most_chars: usize) -> usize {
    let mut chars = 0;
    let fit = sentences.iter().take_while(|it| {
        let fits = chars + it.trim_end().chars().count() <= most_chars;
        chars += it.chars().count();
        fits
    });
    fit.count().max(1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::ids::ArticleId;

    fn hit(score: f64, passage: &str) -> SearchHit {
        SearchHit {
            article_id: ArticleId::random(),
            title: "Başlık".to_owned(),
            slug: "baslik".to_owned(),
            snippet: String::new(),
            highlights: Vec::new(),
            score,
            text_score: score,
            vector_score: score,
            covered: crate::knowledge::coverage::Coverage::WHOLE,
            passage: passage.to_owned(),
        }
    }

    #[test]
    fn below_the_floor_there_is_no_answer() {
        assert_eq!(answer("iade", &[hit(0.2, "İade on gün sürer.")], 0.25), None);
        assert_eq!(answer("iade", &[], 0.25), None);
    }

    #[test]
    fn every_word_of_the_answer_stands_in_the_passage() {
        let filler = "Bu cümle başka bir konudan söz eder ve uzundur. ".repeat(20);
        let passage = format!("{filler}İade süresi on iş günüdür. Para karta döner.");
        let answer =
            answer("iade süresi", &[hit(0.9, &passage), hit(0.85, "x"), hit(0.3, "y")], 0.25).unwrap();
        assert!(passage.contains(&answer.text) && answer.text.contains("İade süresi on iş günüdür."));
        assert!(answer.text.chars().count() <= CHARS);
        assert_eq!(answer.sources.len(), 1, "what is quoted, nothing else");
    }

    #[test]
    fn a_sentence_without_end_is_quoted_in_part() {
        let words = (0..400).map(|it| format!("sözcük{it}")).collect::<Vec<_>>().join(" ");
        let passage = format!("{words} iade süresi on gündür {words}");
        let answer = answer("iade süresi", &[hit(0.9, &passage)], 0.25).unwrap().text;
        assert!(answer.contains("iade süresi on gündür") && passage.contains(&answer), "{answer}");
        assert!(answer.chars().count() <= CHARS);
    }

    #[test]
    fn a_list_stays_a_list() {
        let passage = "Gerekenler:\nKimlik\nDilekçe";
        assert_eq!(answer("gerekenler", &[hit(0.9, passage)], 0.25).unwrap().text, passage);
    }
}
