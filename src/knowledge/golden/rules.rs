//! How a question stands, and whether that is better than before. Pure.
use super::types::{Answered, Change, Standing};
use crate::base::ids::ArticleId;

/// What the search found: articles in order, with their scores.
pub(super) fn judge(found: &[(ArticleId, f64)], expected: Option<ArticleId>, floor: f64) -> Answered {
    let score = found.first().map_or(0.0, |it| it.1);
    let rank = found.iter().position(|it| Some(it.0) == expected).and_then(|it| i64::try_from(it + 1).ok());
    let standing = match (expected, rank) {
        (None, _) => Standing::ArticleGone,
        _ if score < floor => Standing::NoAnswer,
        (_, Some(1)) => Standing::Right,
        _ => Standing::WrongSource,
    };
    Answered { standing, rank, score }
}

/// What is better for a visitor: the right answer, then none, then a wrong one; and within these the nearer place.
pub(super) fn compare(before: &Answered, now: &Answered) -> Option<Change> {
    let worth = |it: &Answered| {
        let standing = match it.standing {
            Standing::Right => 3,
            Standing::NoAnswer => 2,
            Standing::WrongSource => 1,
            Standing::ArticleGone => 0,
        };
        (standing, -it.rank.unwrap_or(i64::MAX))
    };
    match worth(now).cmp(&worth(before)) {
        std::cmp::Ordering::Greater => Some(Change::Better),
        std::cmp::Ordering::Less => Some(Change::Worse),
        std::cmp::Ordering::Equal => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_is_right_only_when_its_article_comes_first_and_high_enough() {
        let (right, other) = (ArticleId::random(), ArticleId::random());
        let standing = |found: &[(ArticleId, f64)], expected| judge(found, expected, 0.3).standing;
        assert_eq!(standing(&[(right, 0.5), (other, 0.4)], Some(right)), Standing::Right);
        assert_eq!(standing(&[(other, 0.5), (right, 0.4)], Some(right)), Standing::WrongSource);
        assert_eq!(standing(&[(right, 0.2)], Some(right)), Standing::NoAnswer);
        assert_eq!(standing(&[(other, 0.9)], None), Standing::ArticleGone);
        assert_eq!(judge(&[(other, 0.5), (right, 0.4)], Some(right), 0.3).rank, Some(2));
    }

    #[test]
    fn a_wrong_answer_is_worse_than_none() {
        let it = |standing, rank| Answered { standing, rank, score: 0.5 };
        let (right, none, wrong) = (
            it(Standing::Right, Some(1)),
            it(Standing::NoAnswer, Some(1)),
            it(Standing::WrongSource, Some(2)),
        );
        assert_eq!(compare(&right, &none), Some(Change::Worse));
        assert_eq!(compare(&wrong, &none), Some(Change::Better));
        assert_eq!(compare(&it(Standing::WrongSource, None), &wrong), Some(Change::Better));
        assert_eq!(compare(&right, &right), None);
    }
}
