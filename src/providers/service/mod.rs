//! Use cases of the providers.
mod generation;
pub mod manage;
mod sources;
pub mod usage;

pub use generation::Generation;

use super::rules::{self, Candidate};
use super::store;
use super::types::{AiRouting, Provider, Purpose, Task, Unavailable, Which};
use crate::Result;
use crate::app::App;
use crate::base::ids::SiteId;
use crate::{models, settings};
use generation::Plan;
use jiff::Timestamp;
use rusqlite::Connection;
use std::collections::VecDeque;

/// Asks the first provider that the site's settings name for this task; answers once there is a first word.
///
/// # Errors
/// Why no model answers. Failures of one provider are no error: the next one is asked.
pub async fn generate(app: &App, site: SiteId, task: Task) -> Result<Generation, Unavailable> {
    let now = app.clock.now();
    let planned = app.store.read(move |conn| plan(conn, site, task, now)).await;
    let plan = planned.map_err(|error| {
        tracing::error!(%error, "who is to be asked for words cannot be read");
        Unavailable::Failed
    })?;
    Box::pin(Generation::begin(app, plan)).await
}

/// Whether somebody could be asked for this purpose; nobody is.
///
/// # Errors
/// When the settings cannot be read.
pub async fn ready(app: &App, site: SiteId, purpose: Purpose) -> Result<bool> {
    let local = models::service::state(app).await?.model;
    let local = matches!(local, models::Standing::Ready | models::Standing::Loaded);
    app.store
        .read(move |conn| {
            let routing: AiRouting = settings::read(conn, site)?.settings;
            let providers: Vec<Provider> =
                store::list(conn, site)?.into_iter().map(|it| it.provider).collect();
            let all = rules::order(&routing, purpose, "", &providers);
            Ok(all.iter().any(|it| it.which != Which::Local || local))
        })
        .await
}

/// Who is asked, in which order: once the budget is spent, only whoever costs nothing because they are the institution's.
fn plan(conn: &Connection, site: SiteId, task: Task, now: Timestamp) -> Result<Plan> {
    let known = store::list(conn, site)?;
    let routing: AiRouting = settings::read(conn, site)?.settings;
    let budget = usage::budget(conn, site, now)?;
    let providers: Vec<Provider> = known.iter().map(|it| it.provider.clone()).collect();
    let mut candidates: VecDeque<Candidate> =
        rules::order(&routing, task.purpose, &task.question, &providers).into();
    let all = candidates.len();
    if budget.spent {
        candidates.retain(|it| it.in_house);
    }
    let over_budget = candidates.len() < all;
    if over_budget && candidates.is_empty() {
        candidates = rules::at_home(&routing, &providers).into();
    }
    let settings = routing.of(task.purpose);
    let (purpose, conversation, mut ask) = (task.purpose.as_str(), task.conversation, task.ask);
    ask.sampling = settings.sampling();
    ask.sampling.max_tokens = ask.sampling.max_tokens.max(task.least_tokens);
    Ok(Plan {
        site,
        conversation,
        purpose,
        ask,
        patience: settings.patience(),
        within: task.within,
        has_local: models::service::is_chosen(conn)?,
        candidates,
        known,
        budget: budget.settings,
        over_budget,
    })
}
