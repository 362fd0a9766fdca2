//! HTTP surface of what is asked beside a password: links for a forgotten one, and the second factor.
use super::no_store;
use crate::Result;
use crate::app::App;
use crate::people::service::links::{self, LinkView, Reset};
use crate::people::service::second_factor::{self, Enrolment, RecoveryCodes};
use crate::web::problem::Problem;
use crate::web::{Client, Input, Staff};
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use serde::Deserialize;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// `/api/auth/forgot-password`, `/api/auth/reset-password`, `/api/auth/totp`.
pub(super) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(forgot))
        .routes(routes!(reset))
        .routes(routes!(check_link))
        .routes(routes!(enroll))
        .routes(routes!(confirm))
        .routes(routes!(disable))
        .routes(routes!(renew_codes))
}

#[derive(Deserialize, utoipa::ToSchema)]
struct Forgotten {
    /// The sign-in name.
    email: String,
}

/// Sends a link for a forgotten password to the address, if it has an account. The answer is the same if not.
#[utoipa::path(post, path = "/api/auth/forgot-password", tag = "auth", request_body = Forgotten, responses(
    (status = 202),
    (status = 400, body = Problem),
    (status = 422, body = Problem),
    (status = 429, body = Problem, description = "`too_many_attempts`, with `Retry-After`"),
))]
async fn forgot(
    State(app): State<App>,
    client: Client,
    Input(given): Input<Forgotten>,
) -> Result<StatusCode> {
    links::forgot(&app, &client, &given.email)?;
    Ok(StatusCode::ACCEPTED)
}

/// Sets a password by a link, and ends every sign-in of the user.
#[utoipa::path(post, path = "/api/auth/reset-password", tag = "auth", request_body = Reset, responses(
    (status = 204),
    (status = 400, body = Problem),
    (status = 403, body = Problem, description = "`password_link_invalid`"),
    (status = 422, body = Problem, description = "`password_too_short`, `password_common`"),
))]
async fn reset(State(app): State<App>, client: Client, Input(asked): Input<Reset>) -> Result<StatusCode> {
    links::reset(&app, &client, asked).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Deserialize, utoipa::ToSchema)]
struct LinkToken {
    /// What the link carries behind `#`.
    token: String,
}

/// Whose password a link is for.
#[utoipa::path(post, path = "/api/auth/reset-password/check", tag = "auth", request_body = LinkToken, responses(
    (status = 200, body = LinkView),
    (status = 400, body = Problem),
    (status = 403, body = Problem, description = "`password_link_invalid`"),
))]
async fn check_link(
    State(app): State<App>,
    Input(given): Input<LinkToken>,
) -> Result<(HeaderMap, Json<LinkView>)> {
    Ok((no_store(), Json(links::look(&app, &given.token).await?)))
}

/// Begins to set up a second factor. Nothing is asked for until it is confirmed.
#[utoipa::path(post, path = "/api/auth/totp/enroll", tag = "auth", responses(
    (status = 200, body = Enrolment),
    (status = 401, body = Problem),
    (status = 409, body = Problem, description = "`second_factor_on`"),
))]
async fn enroll(State(app): State<App>, staff: Staff) -> Result<(HeaderMap, Json<Enrolment>)> {
    Ok((no_store(), Json(second_factor::enroll(&app, &staff).await?)))
}

#[derive(Deserialize, utoipa::ToSchema)]
struct Code {
    /// Six digits of the authenticator app.
    code: String,
}

/// Turns the second factor on; the recovery codes are shown here and never again.
#[utoipa::path(post, path = "/api/auth/totp/confirm", tag = "auth", request_body = Code, responses(
    (status = 200, body = RecoveryCodes),
    (status = 400, body = Problem),
    (status = 401, body = Problem),
    (status = 409, body = Problem, description = "`second_factor_on`, `second_factor_off`"),
    (status = 422, body = Problem, description = "`second_factor_wrong`"),
    (status = 429, body = Problem, description = "`too_many_attempts`, with `Retry-After`"),
))]
async fn confirm(
    State(app): State<App>,
    staff: Staff,
    Input(given): Input<Code>,
) -> Result<(HeaderMap, Json<RecoveryCodes>)> {
    Ok((no_store(), Json(second_factor::confirm(&app, &staff, given.code).await?)))
}

#[derive(Deserialize, utoipa::ToSchema)]
struct Proof {
    /// One's own.
    password: String,
}

/// Turns the second factor off.
#[utoipa::path(post, path = "/api/auth/totp/disable", tag = "auth", request_body = Proof, responses(
    (status = 204),
    (status = 400, body = Problem),
    (status = 401, body = Problem),
    (status = 422, body = Problem, description = "`password_wrong`"),
    (status = 429, body = Problem, description = "`too_many_attempts`, with `Retry-After`"),
))]
async fn disable(State(app): State<App>, staff: Staff, Input(proof): Input<Proof>) -> Result<StatusCode> {
    second_factor::disable(&app, &staff, proof.password).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Makes new recovery codes in place of the present ones.
#[utoipa::path(post, path = "/api/auth/totp/recovery-codes", tag = "auth", request_body = Proof, responses(
    (status = 200, body = RecoveryCodes),
    (status = 400, body = Problem),
    (status = 401, body = Problem),
    (status = 409, body = Problem, description = "`second_factor_off`"),
    (status = 422, body = Problem, description = "`password_wrong`"),
    (status = 429, body = Problem, description = "`too_many_attempts`, with `Retry-After`"),
))]
async fn renew_codes(
    State(app): State<App>,
    staff: Staff,
    Input(proof): Input<Proof>,
) -> Result<(HeaderMap, Json<RecoveryCodes>)> {
    Ok((no_store(), Json(second_factor::renew_codes(&app, &staff, proof.password).await?)))
}
