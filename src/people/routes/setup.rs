//! HTTP surface of the set-up.
use super::cookie_of;
use crate::Result;
use crate::app::App;
use crate::people::service::setup::{self, SetUp};
use crate::people::types::Me;
use crate::sites::Site;
use crate::web::problem::Problem;
use crate::web::{Client, Input, QueryInput};
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use serde::{Deserialize, Serialize};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// `/api/setup`.
pub(super) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(show, set_up))
}

#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
struct Link {
    /// From the link that the server printed.
    #[serde(default)]
    token: String,
}

/// How the set-up stands.
#[derive(Serialize, utoipa::ToSchema)]
struct SetUpState {
    /// Whether nobody has an account yet.
    needed: bool,
    /// Whether the token is the one of the link.
    token_valid: bool,
}

/// What was made, and the first sign-in.
#[derive(Serialize, utoipa::ToSchema)]
struct SetUpDone {
    access_token: String,
    expires_in: i64,
    user: Me,
    event_seq: i64,
    site: Site,
}

/// Whether the set-up is still to be done.
#[utoipa::path(get, path = "/api/setup", tag = "setup", params(Link), responses(
    (status = 200, body = SetUpState),
    (status = 400, body = Problem),
))]
async fn show(State(app): State<App>, QueryInput(link): QueryInput<Link>) -> Result<Json<SetUpState>> {
    let needed = setup::needed(&app.store).await?;
    let token_valid = needed && setup::is_token(&app.store, &link.token).await?;
    Ok(Json(SetUpState { needed, token_valid }))
}

/// Makes the first site and its admin, and signs them in (the refresh token comes as a cookie).
#[utoipa::path(post, path = "/api/setup", tag = "setup", request_body = SetUp, responses(
    (status = 201, body = SetUpDone),
    (status = 400, body = Problem),
    (status = 403, body = Problem, description = "`setup_token_invalid`"),
    (status = 409, body = Problem, description = "`setup_done`"),
    (status = 422, body = Problem),
))]
async fn set_up(
    State(app): State<App>,
    client: Client,
    Input(asked): Input<SetUp>,
) -> Result<(StatusCode, HeaderMap, Json<SetUpDone>)> {
    let (signed_in, site) = setup::set_up(&app, &client, asked).await?;
    let headers = cookie_of(&signed_in, &client);
    let session = signed_in.session;
    let done = SetUpDone {
        access_token: session.access_token,
        expires_in: session.expires_in,
        user: session.user,
        event_seq: session.event_seq,
        site,
    };
    Ok((StatusCode::CREATED, headers, Json(done)))
}
