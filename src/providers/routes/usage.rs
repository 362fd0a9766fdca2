//! HTTP surface of what words have taken.
use crate::app::App;
use crate::base::Lang;
use crate::base::ids::UsageId;
use crate::base::page::{Page, PageQuery};
use crate::providers::service::usage::{self, Usage};
use crate::providers::types::{By, Request, Slice};
use crate::web::problem::Problem;
use crate::web::{QueryInput, Staff};
use crate::{Error, Result};
use anyhow::Context as _;
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, header};
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

/// A table for spreadsheets: UTF-8 with its mark, so that they read Turkish letters.
fn csv(it: &Usage, by: By, lang: Lang) -> Result<Response> {
    let first = match by {
        By::Day => lang.pick("Gün", "Day"),
        By::Provider => lang.pick("Sağlayıcı", "Provider"),
        By::Purpose => lang.pick("Amaç", "Purpose"),
    };
    let cost = format!("{} ({})", lang.pick("Tutar", "Cost"), plain(&it.currency));
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
    let mut table = csv::Writer::from_writer("\u{feff}".as_bytes().to_vec());
    table.write_record(head).context("a row of a table")?;
    for item in &it.items {
        table.write_record(row(item)).context("a row of a table")?;
    }
    let body = table.into_inner().map_err(|error| anyhow::anyhow!("a table: {error}"))?;
    let name = format!("attachment; filename=\"asisttr-ai-{}-{}-{}.csv\"", by.as_str(), it.from, it.to);
    let mut headers = HeaderMap::new();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/csv; charset=utf-8"));
    headers.insert(header::CONTENT_DISPOSITION, HeaderValue::from_str(&name).context("file name")?);
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok((headers, body).into_response())
}

fn row(it: &Slice) -> [String; 9] {
    [
        plain(it.name.as_ref().unwrap_or(&it.key)),
        plain(it.model.as_deref().unwrap_or_default()),
        it.sums.requests.to_string(),
        it.sums.failures.to_string(),
        it.sums.tokens_in.to_string(),
        it.sums.tokens_out.to_string(),
        it.sums.estimated.to_string(),
        format!("{:.6}", it.sums.cost),
        it.sums.mean_ms.map(|it| it.to_string()).unwrap_or_default(),
    ]
}

/// A text that no spreadsheet takes for a formula.
fn plain(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{text}") } else { text.to_owned() }
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
