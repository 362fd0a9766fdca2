//! HTTP surface of the people of a site.
use crate::Result;
use crate::app::App;
use crate::base::ids::UserId;
use crate::base::page::{Page, PageQuery};
use crate::people::service::links::{self, Invitation};
use crate::people::service::members::{self, CreatedUser, NewUser, UserChange};
use crate::people::types::Person;
use crate::web::problem::Problem;
use crate::web::{Input, PathId, QueryInput, Staff};
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// `/api/users` and its other name, `/api/auth/register`.
pub(super) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list, create))
        .routes(routes!(register))
        .routes(routes!(show, update, delete))
        .routes(routes!(invite))
        .routes(routes!(remove_second_factor))
}

/// The people of the site, in the order they were added.
#[utoipa::path(get, path = "/api/users", tag = "users", params(PageQuery), responses(
    (status = 200, body = Page<Person>),
    (status = 400, body = Problem),
    (status = 401, body = Problem),
    (status = 403, body = Problem),
    (status = 404, body = Problem),
))]
async fn list(
    State(app): State<App>,
    staff: Staff,
    QueryInput(query): QueryInput<PageQuery>,
) -> Result<Json<Page<Person>>> {
    let limit = query.limit();
    let people = members::list(&app, &staff, query.cursor()?, limit).await?;
    Ok(Json(Page::of(people, limit, |it| it.user.id)))
}

/// Adds a person. Without a password they get a link to choose one: by mail, or where none can be sent in the answer.
#[utoipa::path(post, path = "/api/users", tag = "users", request_body = NewUser, responses(
    (status = 201, body = CreatedUser),
    (status = 400, body = Problem),
    (status = 401, body = Problem),
    (status = 403, body = Problem),
    (status = 404, body = Problem),
    (status = 409, body = Problem, description = "`email_taken`"),
    (status = 422, body = Problem),
))]
async fn create(
    State(app): State<App>,
    staff: Staff,
    Input(new): Input<NewUser>,
) -> Result<(StatusCode, HeaderMap, Json<CreatedUser>)> {
    let mut headers = HeaderMap::new();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok((StatusCode::CREATED, headers, Json(members::create(&app, &staff, new).await?)))
}

/// Adds a person: the same as `POST /api/users`.
#[utoipa::path(post, path = "/api/auth/register", tag = "users", request_body = NewUser, responses(
    (status = 201, body = CreatedUser),
    (status = 400, body = Problem),
    (status = 401, body = Problem),
    (status = 403, body = Problem),
    (status = 404, body = Problem),
    (status = 409, body = Problem, description = "`email_taken`"),
    (status = 422, body = Problem),
))]
async fn register(
    state: State<App>,
    staff: Staff,
    new: Input<NewUser>,
) -> Result<(StatusCode, HeaderMap, Json<CreatedUser>)> {
    create(state, staff, new).await
}

/// One person of the site.
#[utoipa::path(get, path = "/api/users/{id}", tag = "users", params(("id" = UserId, Path)), responses(
    (status = 200, body = Person),
    (status = 400, body = Problem),
    (status = 401, body = Problem),
    (status = 403, body = Problem),
    (status = 404, body = Problem),
))]
async fn show(State(app): State<App>, staff: Staff, PathId(id): PathId<UserId>) -> Result<Json<Person>> {
    members::show(&app, &staff, id).await.map(Json)
}

/// Changes a person.
#[utoipa::path(put, path = "/api/users/{id}", tag = "users", request_body = UserChange,
    params(("id" = UserId, Path)), responses(
    (status = 200, body = Person),
    (status = 400, body = Problem),
    (status = 401, body = Problem),
    (status = 403, body = Problem),
    (status = 404, body = Problem),
    (status = 409, body = Problem, description = "`last_admin`"),
    (status = 422, body = Problem),
))]
async fn update(
    State(app): State<App>,
    staff: Staff,
    PathId(id): PathId<UserId>,
    Input(change): Input<UserChange>,
) -> Result<Json<Person>> {
    members::update(&app, &staff, id, change).await.map(Json)
}

/// Deactivates a person and ends their sign-ins.
#[utoipa::path(delete, path = "/api/users/{id}", tag = "users", params(("id" = UserId, Path)), responses(
    (status = 204),
    (status = 400, body = Problem),
    (status = 401, body = Problem),
    (status = 403, body = Problem),
    (status = 404, body = Problem),
    (status = 409, body = Problem, description = "`last_admin`"),
))]
async fn delete(State(app): State<App>, staff: Staff, PathId(id): PathId<UserId>) -> Result<StatusCode> {
    members::delete(&app, &staff, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Makes another link for a person to choose a password: by mail, or where none can be sent in the answer.
#[utoipa::path(post, path = "/api/users/{id}/invitation", tag = "users", params(("id" = UserId, Path)), responses(
    (status = 200, body = Invitation),
    (status = 401, body = Problem),
    (status = 403, body = Problem),
    (status = 404, body = Problem),
))]
async fn invite(
    State(app): State<App>,
    staff: Staff,
    PathId(id): PathId<UserId>,
) -> Result<(HeaderMap, Json<Invitation>)> {
    Ok((super::no_store(), Json(links::help(&app, &staff, id).await?)))
}

/// Takes away the second factor of a person who lost it, and ends their sign-ins.
#[utoipa::path(delete, path = "/api/users/{id}/second-factor", tag = "users", params(("id" = UserId, Path)),
    responses(
    (status = 204),
    (status = 401, body = Problem),
    (status = 403, body = Problem),
    (status = 404, body = Problem),
))]
async fn remove_second_factor(
    State(app): State<App>,
    staff: Staff,
    PathId(id): PathId<UserId>,
) -> Result<StatusCode> {
    members::remove_second_factor(&app, &staff, id).await?;
    Ok(StatusCode::NO_CONTENT)
}
