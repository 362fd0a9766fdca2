//! What is asked of a language model, and what comes back. Plain values, the same for a model in this process and for
//! one behind a network.

/// A text to continue: who the model is, and what was said.
#[derive(Debug, Clone, PartialEq)]
pub struct Ask {
    /// What the model is to do, before anything is said. The part that is the same for many asks comes first, so that
    /// a model in this process reads it once.
    pub system: String,
    /// What was said, oldest first; the last one is to be answered.
    pub turns: Vec<Turn>,
    /// How the next words are chosen.
    pub sampling: Sampling,
}

/// Something said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Turn {
    /// By whom.
    pub speaker: Speaker,
    /// The words.
    pub text: String,
}

/// Who speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Speaker {
    /// Who asks.
    User,
    /// The model.
    Assistant,
}

/// How the next words are chosen.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sampling {
    /// 0 takes the likeliest word each time; up to 2.
    pub temperature: f32,
    /// Longest answer, in tokens.
    pub max_tokens: u32,
}

/// A piece of an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// The next words: whole characters, never half of one.
    Text(String),
    /// The end, with what it took.
    Done(Usage),
}

/// What an answer took, in tokens.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Usage {
    /// Read.
    pub prompt_tokens: u32,
    /// Of these, known from before.
    pub cached_tokens: u32,
    /// Written.
    pub output_tokens: u32,
}
