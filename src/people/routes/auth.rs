//! HTTP surface of signing in and of one's own account.
use super::{COOKIE, cookie_of, set_cookie};
use crate::Result;
use crate::app::App;
use crate::base::Error;
use crate::base::ids::LoginId;
use crate::people::service::profile::{self, PasswordChange, ProfileChange};
use crate::people::service::sign_in::{self, Credentials, SignedIn};
use crate::people::types::{Login, Me, Session};
use crate::web::problem::Problem;
use crate::web::{Client, Input, PathId, Staff};
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use axum_extra::extract::CookieJar;
use serde::Serialize;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// `/api/auth`, but for registering.
pub(super) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(login))
        .routes(routes!(refresh))
        .routes(routes!(logout))
        .routes(routes!(show_me, update_me))
        .routes(routes!(change_password))
        .routes(routes!(sessions))
        .routes(routes!(end_session))
}

/// Signs in. The refresh token comes as a cookie.
///
/// Where there is a second factor, the answer to address and password alone is 401 `second_factor_needed`; they are
/// sent again together with a `code`.
#[utoipa::path(post, path = "/api/auth/login", tag = "auth", request_body = Credentials, responses(
    (status = 200, body = Session),
    (status = 400, body = Problem),
    (status = 401, body = Problem, description = "`bad_credentials`, `second_factor_needed`, `second_factor_wrong`"),
    (status = 422, body = Problem),
    (status = 429, body = Problem, description = "`too_many_attempts`, with `Retry-After`"),
))]
async fn login(
    State(app): State<App>,
    client: Client,
    Input(given): Input<Credentials>,
) -> Result<(HeaderMap, Json<Session>)> {
    let signed_in = sign_in::sign_in(&app, &client, given).await?;
    Ok(answer(signed_in, &client))
}

/// Exchanges the refresh cookie for an access token and a new cookie.
#[utoipa::path(post, path = "/api/auth/refresh", tag = "auth", responses(
    (status = 200, body = Session),
    (status = 401, body = Problem, description = "`token_missing`, `token_invalid` or `refresh_reused`"),
))]
async fn refresh(State(app): State<App>, client: Client, jar: CookieJar) -> Response {
    let result = match jar.get(COOKIE) {
        Some(cookie) => sign_in::refresh(&app, &client, cookie.value()).await,
        None => Err(Error::Unauthorized("token_missing")),
    };
    match result {
        Ok(signed_in) => answer(signed_in, &client).into_response(),
        // A cookie that is worth nothing is taken back, or the browser would bring it every time.
        Err(error @ Error::Unauthorized(_)) => {
            let mut response = error.into_response();
            response.headers_mut().extend(set_cookie("", 0, &client));
            response
        }
        Err(error) => error.into_response(),
    }
}

fn answer(signed_in: SignedIn, client: &Client) -> (HeaderMap, Json<Session>) {
    let mut headers = super::no_store();
    headers.extend(cookie_of(&signed_in, client));
    (headers, Json(signed_in.session))
}

/// Ends the sign-in of the cookie, or of the access token when there is no cookie.
#[utoipa::path(post, path = "/api/auth/logout", tag = "auth", responses((status = 204)))]
async fn logout(
    State(app): State<App>,
    client: Client,
    jar: CookieJar,
    headers: HeaderMap,
) -> Result<(StatusCode, HeaderMap)> {
    let bearer = headers.get(header::AUTHORIZATION).and_then(|it| it.to_str().ok());
    let access = bearer.and_then(|it| it.split_once(' ')).map(|it| it.1.trim());
    sign_in::sign_out(&app, &client, jar.get(COOKIE).map(|it| it.value()), access).await?;
    Ok((StatusCode::NO_CONTENT, set_cookie("", 0, &client)))
}

/// The signed-in user.
#[utoipa::path(get, path = "/api/auth/me", tag = "auth", responses(
    (status = 200, body = Me),
    (status = 401, body = Problem),
    (status = 404, body = Problem, description = "`X-Site-ID` names a site the user has no part in"),
))]
async fn show_me(State(app): State<App>, staff: Staff) -> Result<Json<Me>> {
    profile::show(&app, &staff).await.map(Json)
}

/// Changes one's own name, language or preferences.
#[utoipa::path(put, path = "/api/auth/me", tag = "auth", request_body = ProfileChange, responses(
    (status = 200, body = Me),
    (status = 400, body = Problem),
    (status = 401, body = Problem),
    (status = 404, body = Problem),
    (status = 422, body = Problem),
))]
async fn update_me(
    State(app): State<App>,
    staff: Staff,
    Input(change): Input<ProfileChange>,
) -> Result<Json<Me>> {
    profile::update(&app, &staff, change).await.map(Json)
}

/// Changes one's own password; all other sign-ins end.
#[utoipa::path(put, path = "/api/auth/password", tag = "auth", request_body = PasswordChange, responses(
    (status = 204),
    (status = 400, body = Problem),
    (status = 401, body = Problem),
    (status = 404, body = Problem),
    (status = 422, body = Problem, description = "`password_wrong`, `password_too_short`, `password_common`"),
    (status = 429, body = Problem, description = "`too_many_attempts`, with `Retry-After`"),
))]
async fn change_password(
    State(app): State<App>,
    staff: Staff,
    Input(change): Input<PasswordChange>,
) -> Result<StatusCode> {
    profile::change_password(&app, &staff, change).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// One's own live sign-ins; there are at most 200.
#[derive(Serialize, utoipa::ToSchema)]
struct Logins {
    items: Vec<Login>,
}

/// One's own live sign-ins, the last used first.
#[utoipa::path(get, path = "/api/auth/sessions", tag = "auth", responses(
    (status = 200, body = Logins),
    (status = 401, body = Problem),
    (status = 404, body = Problem),
))]
async fn sessions(State(app): State<App>, staff: Staff) -> Result<Json<Logins>> {
    Ok(Json(Logins { items: profile::sessions(&app, &staff).await? }))
}

/// Ends one of one's own sign-ins, at once.
#[utoipa::path(delete, path = "/api/auth/sessions/{id}", tag = "auth", params(("id" = LoginId, Path)), responses(
    (status = 204),
    (status = 401, body = Problem),
    (status = 404, body = Problem),
))]
async fn end_session(
    State(app): State<App>,
    staff: Staff,
    PathId(id): PathId<LoginId>,
) -> Result<StatusCode> {
    profile::end_session(&app, &staff, id).await?;
    Ok(StatusCode::NO_CONTENT)
}
