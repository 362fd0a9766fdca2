//! Asking for words.
use super::types::{Report, Said, Task, Unavailable};
use crate::app::App;
use crate::base::ids::SiteId;

/// An answer being made. Dropping it stops the model.
#[derive(Debug)]
pub struct Generation {
    report: Report,
}

impl Generation {
    /// The next words; `None` at the end.
    ///
    /// # Errors
    /// When nobody can go on; what was said so far is void.
    pub async fn next(&mut self) -> Result<Option<Said>, Unavailable> {
        Ok(None)
    }

    /// What it took; whole after the end.
    #[must_use]
    pub fn report(&self) -> &Report {
        &self.report
    }
}

/// Asks the first provider that the site's settings name for this task.
///
/// # Errors
/// Why no model answers. Failures of one provider are no error: the next one is asked.
pub async fn generate(_app: &App, _site: SiteId, _task: Task) -> Result<Generation, Unavailable> {
    Err(Unavailable::NoModel)
}
