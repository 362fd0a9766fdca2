//! HTTP surface of service levels.
use super::rules::{self, Preset};
use super::service::{self, Report, ReportRow, Trial, TrialResult};
use super::types::{Policy, PolicyInput};
use crate::app::App;
use crate::audit::Actor;
use crate::base::Lang;
use crate::base::ids::SlaPolicyId;
use crate::base::page::Page;
use crate::web::input::IfMatch;
use crate::web::problem::Problem;
use crate::web::{Input, PathId, QueryInput, Staff, table};
use crate::{Error, Result};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// Routes of policies and of the report.
pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list, create))
        .routes(routes!(presets))
        .routes(routes!(order))
        .routes(routes!(try_out))
        .routes(routes!(show, update, delete))
        .routes(routes!(report))
}

/// Policies in the order in which they are tried; the last one, all zeros, always fits
#[utoipa::path(get, path = "/api/sla-policies", tag = "service levels", responses((status = 200, body = Page<Policy>)))]
async fn list(State(app): State<App>, staff: Staff) -> Result<Json<Page<Policy>>> {
    Ok(Json(Page::whole(service::list(&app, staff.site()?).await?)))
}

/// Make a policy
#[utoipa::path(post, path = "/api/sla-policies", tag = "service levels", request_body = PolicyInput, responses(
    (status = 201, body = Policy), (status = 409, body = Problem), (status = 422, body = Problem)))]
async fn create(
    State(app): State<App>,
    staff: Staff,
    Input(input): Input<PolicyInput>,
) -> Result<(StatusCode, Json<Policy>)> {
    let made = service::create(&app, staff.site()?, Actor::staff(&staff), input).await?;
    Ok((StatusCode::CREATED, Json(made)))
}

#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = SlaPresets)]
struct Presets {
    items: Vec<PresetView>,
}

#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = SlaPreset)]
struct PresetView {
    /// Which period of law.
    preset: Preset,
    /// What to make a policy of; its conditions are for the admin to choose.
    policy: Policy,
}

/// Periods that the law sets, ready to be made policies
#[utoipa::path(get, path = "/api/sla-policies/presets", tag = "service levels",
    responses((status = 200, body = Presets)))]
async fn presets(staff: Staff, lang: Lang) -> Result<Json<Presets>> {
    staff.site()?;
    let view = |preset| PresetView { preset, policy: rules::preset(preset, lang) };
    Ok(Json(Presets { items: Preset::ALL.into_iter().map(view).collect() }))
}

#[derive(Deserialize, utoipa::ToSchema)]
#[schema(as = SlaOrder)]
struct Order {
    /// Every policy but the last one, in the new order.
    ids: Vec<SlaPolicyId>,
}

/// Put policies into another order
#[utoipa::path(put, path = "/api/sla-policies/order", tag = "service levels", request_body = Order, responses(
    (status = 200, body = Page<Policy>), (status = 422, body = Problem)))]
async fn order(State(app): State<App>, staff: Staff, Input(new): Input<Order>) -> Result<Json<Page<Policy>>> {
    let items = service::order(&app, staff.site()?, Actor::staff(&staff), new.ids).await?;
    Ok(Json(Page::whole(items)))
}

/// What would be promised for a ticket that came now; nothing is stored
#[utoipa::path(post, path = "/api/sla-policies/try", tag = "service levels", request_body = Trial, responses(
    (status = 200, body = TrialResult), (status = 422, body = Problem)))]
async fn try_out(
    State(app): State<App>,
    staff: Staff,
    Input(trial): Input<Trial>,
) -> Result<Json<TrialResult>> {
    Ok(Json(service::try_out(&app, staff.site()?, trial).await?))
}

/// One policy
#[utoipa::path(get, path = "/api/sla-policies/{id}", tag = "service levels",
    responses((status = 200, body = Policy), (status = 404, body = Problem)))]
async fn show(State(app): State<App>, staff: Staff, PathId(id): PathId<SlaPolicyId>) -> Result<Json<Policy>> {
    Ok(Json(service::show(&app, staff.site()?, id).await?))
}

/// Change a policy
///
/// What is left out stays. `If-Match` carries the version the change is based on. Promises that are still to be kept are
/// worked out anew; what has passed of them stays.
#[utoipa::path(put, path = "/api/sla-policies/{id}", tag = "service levels", request_body = PolicyInput, responses(
    (status = 200, body = Policy), (status = 404, body = Problem), (status = 412, body = Problem),
    (status = 422, body = Problem)))]
async fn update(
    State(app): State<App>,
    staff: Staff,
    PathId(id): PathId<SlaPolicyId>,
    IfMatch(version): IfMatch,
    Input(input): Input<PolicyInput>,
) -> Result<Json<Policy>> {
    let site = staff.site()?;
    Ok(Json(service::update(&app, site, Actor::staff(&staff), (id, version), input).await?))
}

/// Remove a policy; the one that always fits becomes what it was at first
#[utoipa::path(delete, path = "/api/sla-policies/{id}", tag = "service levels",
    responses((status = 204), (status = 404, body = Problem)))]
async fn delete(State(app): State<App>, staff: Staff, PathId(id): PathId<SlaPolicyId>) -> Result<StatusCode> {
    service::delete(&app, staff.site()?, Actor::staff(&staff), id).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
struct ReportParams {
    /// From when on; 30 days before the end when left out.
    #[param(value_type = Option<String>)]
    from: Option<Timestamp>,
    /// Until when; now when left out.
    #[param(value_type = Option<String>)]
    until: Option<Timestamp>,
    /// `csv` for a table.
    format: Option<String>,
}

/// Promises kept and missed, by policy, agent and category; agents see their own
#[utoipa::path(get, path = "/api/analytics/sla", tag = "service levels", params(ReportParams),
    responses((status = 200, body = Report), (status = 422, body = Problem)))]
async fn report(
    State(app): State<App>,
    staff: Staff,
    lang: Lang,
    QueryInput(params): QueryInput<ReportParams>,
) -> Result<Response> {
    let own = (!staff.is_admin()).then_some(staff.user);
    let found = service::report(&app, staff.site()?, (params.from, params.until), own).await?;
    match params.format.as_deref() {
        None | Some("json") => Ok(Json(found).into_response()),
        Some("csv") => spreadsheet(&found, lang),
        Some(_) => Err(Error::invalid("format", "value_invalid")),
    }
}

fn spreadsheet(report: &Report, lang: Lang) -> Result<Response> {
    let head = [
        lang.pick("Kime göre", "By"),
        lang.pick("Ad", "Name"),
        lang.pick("Süre", "Time"),
        lang.pick("Tutulan", "Met"),
        lang.pick("Kaçırılan", "Missed"),
    ];
    let parts = [
        (lang.pick("Toplam", "Total"), &report.total),
        (lang.pick("Politika", "Policy"), &report.policies),
        (lang.pick("Temsilci", "Agent"), &report.agents),
        (lang.pick("Kategori", "Category"), &report.categories),
    ];
    let row = |by: &str, it: &ReportRow| {
        let name = it.name.clone().unwrap_or_default();
        [by.to_owned(), name, it.kind.word(lang).to_owned(), it.met.to_string(), it.breached.to_string()]
    };
    let rows = parts.iter().flat_map(|(by, rows)| rows.iter().map(|it| row(by, it)));
    table::file("asisttr-sla.csv", head, rows)
}
