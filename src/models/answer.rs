//! Asking the model in this process.
use super::types::Refusal;
use crate::app::App;
use crate::engine::llm::{Ask, Piece, Pieces};

/// An answer being made. Dropping it stops the model within one token.
#[derive(Debug)]
pub struct Answer {
    model: String,
    pieces: Pieces,
}

impl Answer {
    /// Which model answers: its name.
    #[must_use]
    pub fn model(&self) -> &str {
        &self.model
    }

    /// The next piece; `None` after [`Piece::Done`].
    ///
    /// # Errors
    /// Why it cannot go on; what was said so far is void.
    pub async fn next(&mut self) -> Result<Option<Piece>, Refusal> {
        self.pieces.next().await.map_err(|_| Refusal::Failed)
    }
}

/// Has the chosen model answer, loading it when it is not in memory.
///
/// # Errors
/// Why it does not: none is chosen, it does not fit, too many wait.
pub async fn generate(_app: &App, _ask: Ask) -> Result<Answer, Refusal> {
    Err(Refusal::NoModel)
}
