//! Puts models away that nobody uses.
use super::answer;
use crate::app::App;
use crate::engine::llm::{self, processor};
use crate::schedule::{self, Rhythm};
use jiff::SignedDuration;
use tokio_util::sync::CancellationToken;

/// Between two looks.
const EVERY: SignedDuration = SignedDuration::from_secs(30);

/// Looks after the models in memory until `stop`; they go with it. What is being answered then is not waited for: the
/// process ends.
pub async fn watch(app: App, stop: CancellationToken) {
    say_what_is_here();
    schedule::keep(app, "language models", Rhythm::every(EVERY), stop, |app| {
        Box::pin(async move {
            answer::put_away_unused(app).await;
            Ok(None)
        })
    })
    .await;
}

fn say_what_is_here() {
    let kernels = processor::kernels();
    let uses = if kernels.uses.is_empty() { "portable" } else { &kernels.uses };
    match (llm::BUILT, kernels.lacks.as_str()) {
        (false, _) => tracing::info!("this build has no language models in it"),
        (true, "") => {
            tracing::info!(kernels = uses, "language models: the processor has what the kernels use")
        }
        (true, lacks) => tracing::warn!(
            kernels = uses,
            lacks,
            "language models cannot be loaded on this processor; installer/build.sh --portable builds for it"
        ),
    }
}
