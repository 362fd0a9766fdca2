//! The whole HTTP and socket surface on one screen.
use crate::app::App;
use crate::demo::{self, Demo};
use crate::ops::openapi::Description;
use crate::people::{authorize, permissions};
use crate::web::assets::Assets;
use crate::web::cors::{self, Endpoints};
use crate::web::headers::{self, Https};
use crate::web::idempotency::{self, Idempotency};
use crate::web::limit::{self, BODY_BYTES, Limiter};
use crate::web::{address, guard, measure, pages, problem, request_id};
use crate::{
    assistant, audit, bans, canned, conversations, drafts, fields, files, forms, help, history, hours,
    imports, knowledge, macros, mailbox, models, notify, ops, organisation, people, providers, realtime,
    routing, saved_views, search, settings, sites, sla, sockets, tags, tickets, tracking, visitors, widget,
};
use axum::extract::DefaultBodyLimit;
use axum::routing::any;
use axum::{Extension, Router, middleware};
use utoipa_axum::router::OpenApiRouter;

/// Every route that is part of the documented API, with its description.
#[must_use]
pub fn api() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .merge(sites::routes::router())
        .merge(organisation::routes::router())
        .merge(people::routes::router())
        .merge(audit::routes::router())
        .merge(bans::routes::router())
        .merge(settings::routes::router())
        .merge(providers::routes::router())
        .merge(models::routes::router())
        .merge(files::routes::router())
        .merge(visitors::routes::router())
        .merge(tracking::routes::router())
        .merge(hours::routes::router())
        .merge(sla::routes::router())
        .merge(fields::routes::router())
        .merge(forms::routes::router())
        .merge(tags::routes::router())
        .merge(routing::routes::router())
        .merge(conversations::routes::router())
        .merge(tickets::routes::router())
        .merge(history::routes::router())
        .merge(drafts::routes::router())
        .merge(canned::routes::router())
        .merge(macros::routes::router())
        .merge(saved_views::routes::router())
        .merge(search::routes::router())
        .merge(notify::routes::router())
        .merge(knowledge::routes::router())
        .merge(imports::routes::router())
        .merge(assistant::routes::router())
        .merge(mailbox::routes::router())
        .merge(help::routes::router())
        .merge(widget::routes::router())
        .merge(ops::routes::router())
}

/// The server: the API, the sockets, the pages; with the demo's page where there is one.
pub fn server(app: App, demo: Option<Demo>) -> Router {
    let (routes, description) = api().split_for_parts();
    let assets = Assets::load();
    let (keys, clock) = (app.keys.clone(), app.clock.clone());
    let limiter = Limiter::new(app.config.limits.requests, &app.clock, move |headers| {
        authorize::holder(&keys, headers, clock.now())
    });
    let surface = sockets::surface(&app, &limiter);
    let sockets = realtime::routes(
        surface,
        app.store.clone(),
        app.hub.clone(),
        app.config.limits,
        app.lifecycle.clone(),
    );
    let sockets = sockets
        .layer(middleware::from_fn(cors::allow_polling))
        .layer(middleware::from_fn_with_state(app.config.clone(), address::note));
    let keyed =
        Idempotency::new(app.store.clone(), app.clock.clone(), app.keys.clone(), app.lifecycle.clone());
    routes
        .method_not_allowed_fallback(guard::method_not_allowed) // below the layers: a preflight is no known method
        .route_layer(middleware::from_fn_with_state(keyed, idempotency::once))
        .route_layer(middleware::from_fn_with_state(app.clone(), authorize::check))
        .route_layer(middleware::from_fn_with_state(Endpoints(permissions::for_pages), cors::allow))
        .layer(Extension(Description::of(&description)))
        .layer(DefaultBodyLimit::max(BODY_BYTES))
        .layer(middleware::from_fn_with_state(limiter, limit::count))
        .layer(middleware::from_fn(guard::in_time))
        .layer(guard::compress())
        .merge(pages::routes(assets.clone()))
        .merge(help::routes::pages(app.clone(), assets.clone()))
        .merge(forms::routes::pages(app.clone(), assets.clone()))
        .merge(demo.map_or_else(Router::new, |it| demo::routes::router(assets.clone(), it)))
        .method_not_allowed_fallback(guard::method_not_allowed)
        .fallback_service(any(pages::desk).with_state(assets))
        .layer(middleware::from_fn(guard::catch_panic))
        .layer(middleware::from_fn_with_state(Https::of(&app.config), headers::secure))
        .layer(middleware::from_fn_with_state(app.config.clone(), address::note))
        .layer(middleware::from_fn(problem::word))
        .layer(middleware::from_fn(request_id::mark))
        .layer(middleware::from_fn_with_state((app.requests.clone(), app.clock.clone()), measure::count))
        .with_state(app)
        .merge(sockets)
}
