//! Values of questions whose answer is known.
use crate::base::At;
use crate::base::ids::{ArticleId, GoldenQuestionId};
use crate::text_enum;
use serde::{Deserialize, Serialize};

text_enum! {
    /// What a question gives.
    Standing {
        /// The expected article comes first, and it is answered from it.
        Right = "right",
        /// It is answered from another article.
        WrongSource = "wrong_source",
        /// Nothing is above the floor: it is not answered.
        NoAnswer = "no_answer",
        /// The expected article is not there any more, or not for visitors.
        ArticleGone = "article_gone",
    }
}

text_enum! {
    /// What became of a question.
    Change {
        /// It stands better than before.
        Better = "better",
        /// It stands worse than before.
        Worse = "worse",
    }
}

text_enum! {
    /// Why the questions were asked.
    Cause {
        /// Articles changed.
        Articles = "articles",
        /// Settings changed.
        Settings = "settings",
        /// The search goes by another embedding.
        Model = "model",
        /// Questions were added or changed.
        Questions = "questions",
        /// Somebody wanted to see.
        ByHand = "by_hand",
    }
}

/// What a question gave.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, utoipa::ToSchema)]
pub struct Answered {
    /// Whether it is answered, and from where.
    pub standing: Standing,
    /// Place of the expected article, from 1; `null` when it is not among the first ten.
    pub rank: Option<i64>,
    /// Score of what comes first, 0 to 1.
    pub score: f64,
}

/// An article in short.
#[derive(Debug, Clone, PartialEq, Serialize, utoipa::ToSchema)]
pub struct ArticleName {
    /// Its identity.
    pub id: ArticleId,
    /// Its title.
    pub title: String,
}

/// A question whose answer is known.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct Golden {
    /// Its identity.
    pub id: GoldenQuestionId,
    /// As visitors ask.
    pub question: String,
    /// What should answer it; `null` when it is gone.
    pub expected: Option<ArticleName>,
    /// What it gave last; `null` while it was never asked.
    pub now: Option<Answered>,
    /// What came first then.
    pub found: Option<ArticleName>,
    /// What it gave before it changed last.
    pub before: Option<Answered>,
    /// How it changed last.
    pub change: Option<Change>,
    /// When it changed last.
    pub changed_at: Option<At>,
    /// When it was asked last.
    pub checked_at: Option<At>,
    /// When it was added.
    pub created_at: At,
}

/// One run over all questions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Run {
    /// When.
    pub at: At,
    /// Why.
    pub cause: Cause,
    /// Questions asked.
    pub questions: i64,
    /// Of these, answered from the right article.
    pub right: i64,
    /// Those that stand better than in the run before.
    pub better: i64,
    /// Those that stand worse.
    pub worse: i64,
}

/// A question to be.
#[derive(Debug, Clone, Deserialize, utoipa::ToSchema)]
pub(super) struct GoldenInput {
    /// 1 to 500 characters.
    pub question: String,
    /// What should answer it.
    pub article_id: ArticleId,
}
