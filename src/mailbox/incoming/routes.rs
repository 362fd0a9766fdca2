//! HTTP surface of mails that came.
use super::service;
use super::types::{IncomingMail, State};
use crate::Result;
use crate::app::App;
use crate::base::Lang;
use crate::base::ids::IncomingMailId;
use crate::base::page::{Page, PageQuery};
use crate::web::problem::Problem;
use crate::web::{PathId, QueryInput, Staff};
use axum::Json;
use axum::extract::State as Of;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use serde::Deserialize;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// Routes below `/api/mail/incoming`.
pub(in crate::mailbox) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list))
        .routes(routes!(raw))
        .routes(routes!(retry))
        .routes(routes!(discard))
}

#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
struct ListParams {
    /// Only those; all when left out.
    #[param(inline)]
    state: Option<State>,
    /// 1 to 200; 50 when left out.
    limit: Option<u32>,
    /// `next_cursor` of the page before.
    after: Option<String>,
}

/// Mails that came and what became of them, newest first
#[utoipa::path(get, path = "/api/mail/incoming", tag = "mail", params(ListParams),
    responses((status = 200, body = Page<IncomingMail>)))]
async fn list(
    Of(app): Of<App>,
    staff: Staff,
    lang: Lang,
    QueryInput(query): QueryInput<ListParams>,
) -> Result<Json<Page<IncomingMail>>> {
    let page = PageQuery { limit: query.limit, after: query.after };
    let (after, limit) = (page.cursor()?, page.limit());
    let found = service::list(&app, staff.site()?, lang, query.state, (after, limit)).await?;
    Ok(Json(Page::of(found, limit, |it| (it.at.0.as_millisecond(), it.id))))
}

/// A mail as it came, for 30 days
#[utoipa::path(get, path = "/api/mail/incoming/{id}/raw", tag = "mail", params(("id" = IncomingMailId, Path)),
    responses((status = 200, description = "the bytes"), (status = 404, body = Problem)))]
async fn raw(Of(app): Of<App>, staff: Staff, PathId(id): PathId<IncomingMailId>) -> Result<Response> {
    let bytes = service::raw(&app, &staff, id).await?;
    let mut response = bytes.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("message/rfc822"));
    headers
        .insert(header::CONTENT_DISPOSITION, HeaderValue::from_static("attachment; filename=\"mail.eml\""));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("default-src 'none'; sandbox"));
    Ok(response)
}

/// Try a mail again that could not be dealt with
#[utoipa::path(post, path = "/api/mail/incoming/{id}/retry", tag = "mail", params(("id" = IncomingMailId, Path)),
    responses(
    (status = 204),
    (status = 404, body = Problem),
    (status = 409, body = Problem, description = "`mail_not_quarantined`, or why it fails again"),
))]
async fn retry(Of(app): Of<App>, staff: Staff, PathId(id): PathId<IncomingMailId>) -> Result<StatusCode> {
    service::retry(&app, staff.site()?, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Throw a mail away that could not be dealt with
///
/// In its folder on the server it stays.
#[utoipa::path(delete, path = "/api/mail/incoming/{id}", tag = "mail", params(("id" = IncomingMailId, Path)),
    responses(
    (status = 204),
    (status = 404, body = Problem),
    (status = 409, body = Problem, description = "`mail_not_quarantined`"),
))]
async fn discard(Of(app): Of<App>, staff: Staff, PathId(id): PathId<IncomingMailId>) -> Result<StatusCode> {
    service::discard(&app, &staff, id).await?;
    Ok(StatusCode::NO_CONTENT)
}
