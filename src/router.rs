//! The whole HTTP and socket surface on one screen.
use crate::app::App;
use crate::web::problem;
use axum::{Router, middleware};
use utoipa_axum::router::OpenApiRouter;

/// Every route that is part of the documented API, with its description.
#[must_use]
pub fn api() -> OpenApiRouter<App> {
    OpenApiRouter::new()
}

/// The server: the API, the sockets, the pages.
pub fn server(app: App) -> Router {
    let (routes, _description) = api().split_for_parts();
    routes.layer(middleware::from_fn(problem::word)).with_state(app)
}
