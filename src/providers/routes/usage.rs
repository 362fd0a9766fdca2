//! HTTP surface of what words have taken.
use crate::app::App;
use crate::base::Lang;
use crate::base::ids::UsageId;
use crate::base::page::{Page, PageQuery};
use crate::providers::service::usage::{self, Usage};
use crate::providers::types::{By, Request, Slice};
use crate::web::problem::Problem;
use crate::web::{QueryInput, Staff, table};
use crate::{Error, Result};
use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use jiff::civil::Date;
use serde::Deserialize;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// Routes below `/api/ai/usage`.
pub(super) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(sums)).routes(routes!(requests))
}

#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
struct UsageParams {
    /// First day, such as `2026-01-01`; 30 days up to the last one when left out.
    from: Option<String>,
    /// Last day; today, in the site's time zone, when left out.
    to: Option<String>,
    /// `day` when left out.
    by: Option<By>,
    /// `csv` for a table to save.
    format: Option<String>,
}

/// What words have taken and cost: by day, by provider or by purpose, also as CSV
#[utoipa::path(get, path = "/api/ai/usage", tag = "ai", params(UsageParams),
    responses((status = 200, body = Usage), (status = 403, body = Problem), (status = 422, body = Problem)))]
async fn sums(
    State(app): State<App>,
    staff: Staff,
    lang: Lang,
    QueryInput(params): QueryInput<UsageParams>,
) -> Result<Response> {
    let day = |field: &str, text: Option<String>| {
        text.map(|it| it.parse::<Date>().map_err(|_| Error::invalid(field, "date_invalid"))).transpose()
    };
    let range = (day("from", params.from)?, day("to", params.to)?);
    let by = params.by.unwrap_or(By::Day);
    let found = usage::usage(&app, staff.site()?, by, range).await?;
    match params.format.as_deref() {
        None | Some("json") => Ok(Json(found).into_response()),
        Some("csv") => csv(&found, by, lang),
        Some(_) => Err(Error::invalid("format", "value_invalid")),
    }
}

fn csv(it: &Usage, by: By, lang: Lang) -> Result<Response> {
    let first = match by {
        By::Day => lang.pick("Gün", "Day"),
        By::Provider => lang.pick("Sağlayıcı", "Provider"),
        By::Purpose => lang.pick("Amaç", "Purpose"),
    };
    let cost = format!("{} ({})", lang.pick("Tutar", "Cost"), it.currency);
    let head = [
        first,
        lang.pick("Model", "Model"),
        lang.pick("İstek", "Requests"),
        lang.pick("Başarısız", "Failed"),
        lang.pick("Okunan jeton", "Tokens read"),
        lang.pick("Yazılan jeton", "Tokens written"),
        lang.pick("Tahmini sayılan istek", "Estimated requests"),
        cost.as_str(),
        lang.pick("Ortalama süre (ms)", "Mean time (ms)"),
    ];
    let name = format!("asisttr-ai-{}-{}-{}.csv", by.as_str(), it.from, it.to);
    table::file(&name, head, it.items.iter().map(row))
}

fn row(it: &Slice) -> [String; 9] {
    [
        it.name.as_ref().unwrap_or(&it.key).clone(),
        it.model.clone().unwrap_or_default(),
        it.sums.requests.to_string(),
        it.sums.failures.to_string(),
        it.sums.tokens_in.to_string(),
        it.sums.tokens_out.to_string(),
        it.sums.estimated.to_string(),
        format!("{:.6}", it.sums.cost),
        it.sums.mean_ms.map(|it| it.to_string()).unwrap_or_default(),
    ]
}

#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
struct RequestParams {
    /// Only those that failed.
    #[serde(default)]
    failed: bool,
    /// 1 to 200; 50 when left out.
    limit: Option<u32>,
    /// `next_cursor` of the page before.
    after: Option<String>,
}

/// The last requests to models, newest first: what they took, never what was said
#[utoipa::path(get, path = "/api/ai/usage/requests", tag = "ai", params(RequestParams),
    responses((status = 200, body = Page<Request>), (status = 403, body = Problem)))]
async fn requests(
    State(app): State<App>,
    staff: Staff,
    lang: Lang,
    QueryInput(params): QueryInput<RequestParams>,
) -> Result<Json<Page<Request>>> {
    let page = PageQuery { limit: params.limit, after: params.after };
    let (after, limit): (Option<UsageId>, usize) = (page.cursor()?, page.limit());
    usage::requests(&app, staff.site()?, (params.failed, after), limit, lang).await.map(Json)
}
