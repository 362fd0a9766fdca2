//! Puts models away that nobody uses.
use super::answer;
use crate::app::App;
use crate::engine::llm::{self, processor};
use jiff::SignedDuration;
use tokio_util::sync::CancellationToken;

/// Between two looks.
const EVERY: SignedDuration = SignedDuration::from_secs(30);

/// Looks after the models in memory until `stop`; they go with it.
pub async fn watch(app: App, stop: CancellationToken) {
    say_what_is_here();
    while !stop.is_cancelled() {
        answer::put_away_unused(&app).await;
        let next = app.clock.now().checked_add(EVERY).unwrap_or(app.clock.now());
        tokio::select! { () = stop.cancelled() => (), () = app.clock.until(next) => () }
    }
    // What is being answered is not waited for: the process ends.
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
