//! HTTP surface of visitors, for the desk. The widget's side is in `widget/routes.rs`.
use super::service;
use super::store;
use super::types::{Details, PageView, VisitorView};
use crate::app::App;
use crate::bans::types::Ban;
use crate::base::ids::VisitorId;
use crate::web::problem::Problem;
use crate::web::{Input, PathId, Staff};
use crate::{Result, bans};
use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// Routes below `/api/visitors`.
pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(show, update))
}

#[derive(Serialize, utoipa::ToSchema)]
struct WithPages {
    #[serde(flatten)]
    visitor: VisitorView,
    /// Last pages, newest first.
    pages: Vec<PageView>,
    /// What the visitor is called by, in every conversation; visitors do not hear of it.
    tags: Vec<String>,
    /// What the institution's page told beside the contact.
    #[schema(value_type = Object)]
    custom_data: Map<String, Value>,
    /// Where the last session came from: two letters of ISO 3166; known only where a file of places is installed.
    country: Option<String>,
    /// The city there.
    city: Option<String>,
    /// What keeps the visitor from sending, if anything does.
    ban: Option<Ban>,
}

/// A visitor with the last pages looked at
#[utoipa::path(get, path = "/api/visitors/{id}", tag = "visitors",
    responses((status = 200, body = WithPages), (status = 404, body = Problem)))]
async fn show(
    State(app): State<App>,
    staff: Staff,
    PathId(id): PathId<VisitorId>,
) -> Result<Json<WithPages>> {
    let site = staff.site()?;
    let visitor = service::find(&app, site, id).await?;
    let id = visitor.id;
    let now = app.clock.now();
    let found = app.store.read(move |conn| {
        let (country, city) = store::last_place(conn, site, id)?;
        let (pages, custom_data) = (store::pages(conn, site, id)?, store::custom_data(conn, site, id)?);
        let (tags, ban) = (store::tags(conn, site, id)?, bans::store::of_visitor(conn, site, id, now)?);
        Ok(WithPages { visitor, pages, tags, custom_data, country, city, ban })
    });
    Ok(Json(found.await?))
}

#[derive(Deserialize, utoipa::ToSchema)]
struct Correction {
    /// At most 120 characters; empty takes it away.
    name: Option<String>,
    /// A mail address; empty takes it away.
    email: Option<String>,
    /// At most 40 characters; empty takes it away.
    phone: Option<String>,
    /// A VIP waits less.
    vip: Option<bool>,
}

/// Correct what is known of a visitor
#[utoipa::path(put, path = "/api/visitors/{id}", tag = "visitors", request_body = Correction,
    responses((status = 200, body = VisitorView), (status = 404, body = Problem), (status = 422, body = Problem)))]
async fn update(
    State(app): State<App>,
    staff: Staff,
    PathId(id): PathId<VisitorId>,
    Input(new): Input<Correction>,
) -> Result<Json<VisitorView>> {
    let details = Details { name: new.name, email: new.email, phone: new.phone, vip: new.vip };
    Ok(Json(service::update(&app, staff.site()?, id, details).await?))
}
