//! HTTP surface of forms.
mod pages;

pub use pages::pages;

use super::service;
use super::types::{Design, Form, NewSubmission, PublicForm, Sent, Submission};
use crate::app::App;
use crate::audit::Actor as Audited;
use crate::base::Lang;
use crate::base::ids::{FormId, SubmissionId};
use crate::base::page::{Page, PageQuery};
use crate::tickets::Actor;
use crate::web::input::IfMatch;
use crate::web::problem::Problem;
use crate::web::{Caller, Client, Input, PathId, Public, QueryInput, Staff};
use crate::{Error, Result};
use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// Routes below `/api/forms`, and of the widget's forms.
pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list, create))
        .routes(routes!(show, update, delete))
        .routes(routes!(submissions, submit))
        .routes(routes!(to_ticket))
        .routes(routes!(offered))
        .routes(routes!(open_form))
}

/// Forms of the site, oldest first
#[utoipa::path(get, path = "/api/forms", tag = "forms", responses((status = 200, body = Page<Form>)))]
async fn list(State(app): State<App>, staff: Staff) -> Result<Json<Page<Form>>> {
    Ok(Json(Page::whole(service::list(&app, staff.site()?).await?)))
}

/// Make a form
#[utoipa::path(post, path = "/api/forms", tag = "forms", request_body = Design, responses(
    (status = 201, body = Form), (status = 409, body = Problem), (status = 422, body = Problem)))]
async fn create(
    State(app): State<App>,
    staff: Staff,
    Input(design): Input<Design>,
) -> Result<(StatusCode, Json<Form>)> {
    let made = service::create(&app, staff.site()?, Audited::staff(&staff), design).await?;
    Ok((StatusCode::CREATED, Json(made)))
}

/// One form
#[utoipa::path(get, path = "/api/forms/{id}", tag = "forms",
    responses((status = 200, body = Form), (status = 404, body = Problem)))]
async fn show(State(app): State<App>, staff: Staff, PathId(id): PathId<FormId>) -> Result<Json<Form>> {
    Ok(Json(service::find(&app, staff.site()?, id).await?))
}

/// Change a form
///
/// The whole of it is replaced. `If-Match` carries the version the change is based on.
#[utoipa::path(put, path = "/api/forms/{id}", tag = "forms", request_body = Design, responses(
    (status = 200, body = Form), (status = 404, body = Problem), (status = 412, body = Problem),
    (status = 422, body = Problem)))]
async fn update(
    State(app): State<App>,
    staff: Staff,
    PathId(id): PathId<FormId>,
    IfMatch(version): IfMatch,
    Input(design): Input<Design>,
) -> Result<Json<Form>> {
    let (site, actor) = (staff.site()?, Audited::staff(&staff));
    Ok(Json(service::update(&app, site, actor, (id, version), design).await?))
}

/// Remove a form with what was sent by it; tickets made of that stay
#[utoipa::path(delete, path = "/api/forms/{id}", tag = "forms",
    responses((status = 204), (status = 404, body = Problem)))]
async fn delete(State(app): State<App>, staff: Staff, PathId(id): PathId<FormId>) -> Result<StatusCode> {
    service::delete(&app, staff.site()?, Audited::staff(&staff), id).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
struct ListParams {
    /// 1 to 200; 50 when left out.
    limit: Option<u32>,
    /// `next_cursor` of the page before.
    after: Option<String>,
}

/// What was sent by a form, newest first
#[utoipa::path(get, path = "/api/forms/{id}/submissions", tag = "forms", params(ListParams),
    responses((status = 200, body = Page<Submission>), (status = 404, body = Problem)))]
async fn submissions(
    State(app): State<App>,
    staff: Staff,
    PathId(id): PathId<FormId>,
    QueryInput(params): QueryInput<ListParams>,
) -> Result<Json<Page<Submission>>> {
    let page = PageQuery { limit: params.limit, after: params.after };
    let (after, limit) = (page.cursor()?, page.limit());
    let found = service::submissions(&app, staff.site()?, id, (after, limit)).await?;
    Ok(Json(Page::of(found, limit, |it| it.id)))
}

#[derive(Deserialize, utoipa::ToSchema)]
struct SubmissionInput {
    /// By the keys of the fields.
    #[serde(default)]
    #[schema(value_type = Object)]
    answers: Map<String, Value>,
    /// In which language it was filled in; as the request says when left out.
    language: Option<Lang>,
    /// The page it was filled in on.
    page: Option<String>,
    /// The sender's own name for it, at most 64 characters: sent again, the first one is the answer.
    client_ref: Option<String>,
}

/// Send a form
///
/// Files are uploaded before, with a visitor's token, and named in the answers.
#[utoipa::path(post, path = "/api/forms/{id}/submissions", tag = "forms", request_body = SubmissionInput, responses(
    (status = 201, body = Sent), (status = 404, body = Problem), (status = 409, body = Problem),
    (status = 422, body = Problem), (status = 429, body = Problem)))]
async fn submit(
    State(app): State<App>,
    public: Public,
    caller: Caller,
    client: Client,
    lang: Lang,
    PathId(id): PathId<FormId>,
    Input(input): Input<SubmissionInput>,
) -> Result<(StatusCode, Json<Sent>)> {
    let visitor = match caller {
        Caller::Visitor(it) => Some(it.visitor),
        _ => None,
    };
    let new = NewSubmission {
        answers: input.answers,
        language: input.language.unwrap_or(lang),
        page: input.page.map(|it| crate::base::text::shorten(&it, 500)),
        visitor,
        address: client.address,
        client_ref: input.client_ref.filter(|it| !it.is_empty() && it.len() <= 64),
    };
    Ok((StatusCode::CREATED, Json(service::submit(&app, public.site, id, new).await?)))
}

/// Make a ticket of what was sent
#[utoipa::path(post, path = "/api/forms/{id}/submissions/{submission}/ticket", tag = "forms",
    params(("id" = FormId, Path), ("submission" = SubmissionId, Path)), responses(
    (status = 200, body = Submission), (status = 404, body = Problem), (status = 409, body = Problem)))]
async fn to_ticket(
    State(app): State<App>,
    staff: Staff,
    Path((form, submission)): Path<(String, String)>,
) -> Result<Json<Submission>> {
    let unknown = |_| Error::NotFound("submission");
    let (form, id) = (form.parse().map_err(unknown)?, submission.parse().map_err(unknown)?);
    let by = Actor::Agent {
        id: staff.user,
        name: staff.name.clone(),
        audited: Audited::staff(&staff),
        admin: staff.is_admin(),
    };
    Ok(Json(service::to_ticket(&app, staff.site()?, by, (form, id)).await?))
}

#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = OfferedForms)]
struct Offered {
    /// Oldest first.
    items: Vec<PublicForm>,
}

/// Forms that the widget offers
#[utoipa::path(get, path = "/api/widget/forms", tag = "widget",
    responses((status = 200, body = Offered), (status = 401, body = Problem)))]
async fn offered(State(app): State<App>, public: Public) -> Result<Json<Offered>> {
    let all = service::list(&app, public.site).await?;
    let shown = all.into_iter().filter(|it| it.design.open && it.design.in_widget);
    Ok(Json(Offered { items: shown.map(PublicForm::from).collect() }))
}

/// A form as who fills it in sees it
#[utoipa::path(get, path = "/api/widget/forms/{id}", tag = "widget",
    responses((status = 200, body = PublicForm), (status = 404, body = Problem)))]
async fn open_form(
    State(app): State<App>,
    public: Public,
    PathId(id): PathId<FormId>,
) -> Result<Json<PublicForm>> {
    let found = service::find(&app, public.site, id).await?;
    if !found.design.open {
        return Err(Error::NotFound("form"));
    }
    Ok(Json(found.into()))
}
