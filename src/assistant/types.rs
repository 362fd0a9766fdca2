//! Values of the assistant.
use super::mask::mask;
use super::question::{Asked, By};
use crate::base::At;
use crate::base::ids::{ArticleId, ConversationId, MessageId};
use crate::conversations::types::Source;
use crate::knowledge::coverage::Coverage;
use crate::providers::Report;
use crate::text_enum;
use serde::Serialize;

/// Words with the passages they stand on.
#[derive(Debug, Clone, PartialEq, Serialize, utoipa::ToSchema)]
pub struct Answer {
    /// Markdown subset.
    pub text: String,
    /// Never empty: no passage, no answer.
    pub sources: Vec<Source>,
}

text_enum! {
    /// What an agent did with a suggestion.
    Outcome {
        /// Sent as it was.
        Sent = "sent",
        /// Put into the composer and changed.
        Edited = "edited",
        /// Put aside.
        Ignored = "ignored",
    }
}

text_enum! {
    /// A step of the ladder, from the best answer to none.
    Rung {
        /// A model's words, from passages that it cites.
        Model = "model",
        /// The best passage's sentences, quoted.
        Extractive = "extractive",
        /// Articles that come near.
        Articles = "articles",
        /// Nothing: it says so, and offers a person or the form.
        Nothing = "none",
        /// Nothing was asked: a greeting, thanks.
        Talk = "talk",
    }
}

impl Rung {
    /// Whether the visitor got an answer.
    #[must_use]
    pub fn answers(self) -> bool {
        matches!(self, Rung::Model | Rung::Extractive)
    }

    /// Whether the visitor asked and got none.
    #[must_use]
    pub fn misses(self) -> bool {
        matches!(self, Rung::Articles | Rung::Nothing)
    }
}

text_enum! {
    /// What the check says of a model's answer.
    Verdict {
        /// It may be shown.
        Passed = "passed",
        /// The model says that the passages hold no answer.
        DoesNotKnow = "does_not_know",
        /// It cites no passage that was given.
        NoCitation = "no_citation",
        /// Sentences that stand in no passage.
        Ungrounded = "ungrounded",
        /// An address that stands in no passage.
        ForeignAddress = "foreign_address",
        /// A number that stands in no passage.
        ForeignNumber = "foreign_number",
        /// It denies what the passages say, or says what they deny.
        Contradiction = "contradiction",
        /// It tells the rules that the model was given.
        Leak = "leak",
        /// Another language than the visitor's.
        WrongLanguage = "wrong_language",
        /// Nothing was said.
        Empty = "empty",
    }
}

text_enum! {
    /// What became of a passage that was found.
    Put {
        /// The model read all of it.
        Whole = "whole",
        /// The model read the part that fits the question best.
        Piece = "piece",
        /// Its score is below the site's floor.
        BelowFloor = "below_floor",
        /// The budget was spent.
        NoRoom = "no_room",
        /// Nothing was left of it: all of it spoke to the model.
        Empty = "empty",
    }
}

/// A passage that was found for a question.
#[derive(Debug, Clone, PartialEq, Serialize, utoipa::ToSchema)]
pub struct Passage {
    /// The number it was given to the model under.
    pub number: Option<usize>,
    /// Its article.
    pub article_id: ArticleId,
    /// The article's title.
    pub title: String,
    /// The article's address part.
    pub slug: String,
    /// A few words of it.
    pub snippet: String,
    /// Its words, as the model read them.
    pub body: String,
    /// What became of it.
    pub put: Put,
    /// Sentences left out because they spoke to the model.
    pub sentences_left_out: usize,
    /// 0 to 1: both parts, weighted.
    pub score: f64,
    /// 0 to 1: by words.
    pub text_score: f64,
    /// 0 to 1: by meaning.
    pub vector_score: f64,
    /// How much of the question stands in it and its title.
    pub covered: Coverage,
    /// Whether the answer cites it.
    pub cited: bool,
}

impl Passage {
    /// As the source of an answer.
    #[must_use]
    pub fn source(&self) -> Source {
        Source {
            article_id: self.article_id,
            title: self.title.clone(),
            slug: self.slug.clone(),
            snippet: self.snippet.clone(),
        }
    }
}

/// A step of the pipeline, and what it took.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Step {
    /// `question`, `search`, `passages`, `first_word`, `words`, `answer`.
    pub name: &'static str,
    /// Milliseconds.
    pub ms: u64,
}

/// A turn of the talk as the model read it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct TracedTurn {
    /// `user` or `assistant`.
    pub speaker: &'static str,
    /// The words, masked.
    pub text: String,
}

/// What was asked of a model, and what it said.
#[derive(Debug, Clone, Default, PartialEq, Serialize, utoipa::ToSchema)]
pub struct Asking {
    /// Its rules.
    pub system: String,
    /// The talk, with passages and question in the last turn.
    pub turns: Vec<TracedTurn>,
    /// What it said, before the check; masked.
    pub said: String,
    /// Who answered, and what it took.
    pub report: Option<Report>,
    /// What the check says; `null` when the model did not come to an end.
    pub verdict: Option<Verdict>,
}

/// How an answer came to be.
#[derive(Debug, Clone, PartialEq, Serialize, utoipa::ToSchema)]
pub struct Trace {
    /// The visitor's words, masked.
    pub question: String,
    /// The same, standing on its own; masked.
    pub standalone: String,
    /// How that came.
    pub standalone_by: By,
    /// What was found, best first.
    pub passages: Vec<Passage>,
    /// The site's floor then.
    pub floor: f64,
    /// Which step of the ladder it became.
    pub rung: Rung,
    /// Why none above it: `no_model`, `timed_out`, `below_floor`, `ungrounded` …
    pub reason: Option<String>,
    /// What was asked of a model.
    pub asking: Option<Asking>,
    /// Times.
    pub steps: Vec<Step>,
    /// Milliseconds of all of it.
    pub total_ms: u64,
}

impl Trace {
    /// Of what asks for nothing.
    #[must_use]
    pub fn of_talk(asked: &Asked) -> Trace {
        Trace {
            question: mask(&asked.said),
            standalone: mask(&asked.said),
            standalone_by: By::Itself,
            passages: Vec::new(),
            floor: 0.0,
            rung: Rung::Talk,
            reason: None,
            asking: None,
            steps: Vec::new(),
            total_ms: 0,
        }
    }

    /// The score of the best passage.
    #[must_use]
    pub fn score(&self) -> Option<f64> {
        self.passages.first().map(|it| it.score)
    }
}

/// A stored trace.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct TraceView {
    /// The answer.
    pub message_id: MessageId,
    /// Where it stands.
    pub conversation_id: ConversationId,
    /// When.
    pub created_at: At,
    /// What the visitor thought of it.
    pub helpful: Option<bool>,
    /// How it came to be.
    #[schema(value_type = Trace)]
    pub trace: serde_json::Value,
}

text_enum! {
    /// Why a conversation went from the assistant to people.
    Why {
        /// The visitor asked for a person.
        Asked = "asked",
        /// Two questions in a row had no answer.
        Misses = "misses",
        /// The last one had none.
        NoAnswer = "no_answer",
        /// The visitor said that the answer did not help.
        NotHelpful = "not_helpful",
        /// The visitor took the offer, though the last answer had sources.
        Chosen = "chosen",
        /// An agent took it or stopped the assistant.
        Agent = "agent",
        /// The site lets the assistant answer no more.
        Silenced = "silenced",
    }
}
