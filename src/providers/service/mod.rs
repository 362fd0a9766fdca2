//! Use cases of the providers.
mod generation;
pub mod manage;
mod sources;

pub use generation::Generation;

use super::rules;
use super::store;
use super::types::{AiRouting, Purpose, Task, Unavailable, Which};
use crate::Result;
use crate::app::App;
use crate::base::ids::SiteId;
use crate::providers::types::Provider;
use crate::{models, settings};
use generation::Plan;
use rusqlite::Connection;

/// Asks the first provider that the site's settings name for this task; answers once there is a first word.
///
/// # Errors
/// Why no model answers. Failures of one provider are no error: the next one is asked.
pub async fn generate(app: &App, site: SiteId, task: Task) -> Result<Generation, Unavailable> {
    let planned = app.store.read(move |conn| plan(conn, site, task)).await;
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

fn plan(conn: &Connection, site: SiteId, task: Task) -> Result<Plan> {
    let known = store::list(conn, site)?;
    let routing: AiRouting = settings::read(conn, site)?.settings;
    let providers: Vec<Provider> = known.iter().map(|it| it.provider.clone()).collect();
    let candidates = rules::order(&routing, task.purpose, &task.question, &providers).into();
    let purpose = routing.of(task.purpose);
    let mut ask = task.ask;
    ask.sampling = purpose.sampling();
    Ok(Plan { site, ask, patience: purpose.patience(), candidates, known, over_budget: false })
}
