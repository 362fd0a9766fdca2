//! Whether the server can do its work.
use crate::app::App;
use crate::assistant::service::{Lately, lately};
use crate::base::At;
use crate::models::{Standing, State, service};
use serde::Serialize;

/// Events that the search may be behind before it counts as not well.
const SEARCH_LAG: i64 = 10_000;

/// How the server is.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(super) struct Health {
    /// `ok`, or `degraded` when something that is switched on does not work.
    pub status: &'static str,
    /// Now.
    pub timestamp: At,
    /// Seconds since the start.
    pub uptime: u64,
    /// Of the program.
    pub version: &'static str,
    /// Its parts.
    pub services: Services,
    /// The language model in this process, and what the assistant answers with; missing while it cannot be read.
    pub assistant: Option<State>,
    /// What its answers of the last hour stood on; `null` when nobody asked it.
    pub answers: Option<Lately>,
}

/// Each part: `ok`, `down`, `behind`, or `off` when this installation does not use it.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(super) struct Services {
    /// Everything that lasts.
    pub database: &'static str,
    /// The index of the knowledge base.
    pub search: &'static str,
    /// The language model in this process.
    pub ai: &'static str,
    /// Sending and fetching mail.
    pub mail: &'static str,
    /// Relay of calls.
    pub sfu: &'static str,
}

/// Looks at every part.
pub(super) async fn look(app: &App) -> Health {
    let assistant = service::state(app).await.ok();
    let services = Services {
        database: if database_answers(app).await { "ok" } else { "down" },
        search: search(app),
        ai: match assistant.as_ref().map(|it| it.model) {
            None | Some(Standing::None) => "off",
            Some(Standing::Ready | Standing::Loaded) => "ok",
            Some(Standing::Unusable) => "down",
        },
        mail: "off",
        sfu: "off",
    };
    let well = services.database == "ok" && services.search == "ok" && services.ai != "down";
    let answers = lately(app).await.unwrap_or_else(|error| {
        tracing::error!(%error, "what the assistant's answers stood on is not known");
        None
    });
    Health {
        status: if well { "ok" } else { "degraded" },
        timestamp: At(app.clock.now()),
        uptime: app.clock.steady().saturating_sub(app.started).as_secs(),
        version: env!("CARGO_PKG_VERSION"),
        services,
        assistant,
        answers,
    }
}

/// Whether the database can be read.
pub(super) async fn database_answers(app: &App) -> bool {
    let answer = app.store.check().await;
    if let Err(error) = &answer {
        tracing::error!(%error, "the store does not answer");
    }
    answer.is_ok()
}

fn search(app: &App) -> &'static str {
    let head = *app.store.head().borrow();
    let cursor = app.store.figures().cursors().get("search").copied();
    match cursor {
        Some(cursor) if head - cursor > SEARCH_LAG => "behind",
        _ => "ok",
    }
}
