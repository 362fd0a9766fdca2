//! The way of an answer from the model's thread to who asked.
use super::{Piece, Trouble};
use tokio::sync::mpsc;

/// An answer being made. Dropping it stops the model within one token.
#[derive(Debug)]
pub struct Pieces(mpsc::Receiver<Result<Piece, Trouble>>);

/// The model's end of it.
#[derive(Debug, Clone)]
pub struct Told(mpsc::Sender<Result<Piece, Trouble>>);

/// Both ends, with room for so many pieces: the model's thread never waits for a slow reader.
#[must_use]
pub fn pieces(room: usize) -> (Told, Pieces) {
    let (sender, receiver) = mpsc::channel(room.max(1));
    (Told(sender), Pieces(receiver))
}

impl Pieces {
    /// The next piece; `None` after the end.
    ///
    /// # Errors
    /// Why the model cannot go on.
    pub async fn next(&mut self) -> Result<Option<Piece>, Trouble> {
        self.0.recv().await.transpose()
    }

    /// The next piece, for threads that may wait.
    ///
    /// # Errors
    /// Why the model cannot go on.
    pub fn wait(&mut self) -> Result<Option<Piece>, Trouble> {
        self.0.blocking_recv().transpose()
    }
}

impl Told {
    /// Hands a piece over; `false` when nobody wants it any more.
    pub fn tell(&self, piece: Result<Piece, Trouble>) -> bool {
        self.0.try_send(piece).is_ok()
    }

    /// Whether nobody waits for the answer any more.
    #[must_use]
    pub fn is_unwanted(&self) -> bool {
        self.0.is_closed()
    }
}
