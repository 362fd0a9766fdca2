//! HTTP surface of the widget.
use super::service::{self, About, Coming, OfferedDepartment, WidgetSession};
use crate::Result;
use crate::app::App;
use crate::base::ids::SessionId;
use crate::base::page::PageQuery;
use crate::conversations::types::AgentMarks;
use crate::conversations::{self, MessageView};
use crate::live::Seen;
use crate::people;
use crate::tracking::service::Arrival;
use crate::visitors::VisitorView;
use crate::visitors::types::Details;
use crate::web::problem::Problem;
use crate::web::{Caller, Client, Input, Public, QueryInput, Visitor};
use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// Routes below `/api/widget`.
pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(session))
        .routes(routes!(update))
        .routes(routes!(messages))
        .routes(routes!(departments))
}

#[derive(Deserialize, utoipa::ToSchema)]
struct SessionInput {
    /// From an earlier session of the same browser.
    visitor_token: Option<String>,
    /// The page's own name for this visit, a UUID: the session that begins is called so.
    #[serde(default, deserialize_with = "crate::tracking::types::named")]
    #[schema(value_type = Option<String>)]
    session_id: Option<SessionId>,
    /// Address of the page.
    page: Option<String>,
    /// Its title.
    title: Option<String>,
    /// Language of the browser.
    language: Option<String>,
    /// Where the page was linked from.
    referrer: Option<String>,
    /// Width and height of the screen, such as `1440x900`.
    screen: Option<String>,
    /// Which consent the visitor gave; without the present one, where the site asks for it, nothing of the page is kept.
    #[schema(value_type = Option<String>)]
    consent_version: Option<serde_json::Value>,
}

/// Start or resume a visitor's session
#[utoipa::path(post, path = "/api/widget/session", tag = "widget", request_body = SessionInput, responses(
    (status = 200, body = WidgetSession), (status = 401, body = Problem), (status = 403, body = Problem)))]
async fn session(
    State(app): State<App>,
    public: Public,
    caller: Caller,
    client: Client,
    Input(input): Input<SessionInput>,
) -> Result<Json<WidgetSession>> {
    // A token that is no longer good is not an error here: the browser gets a new one.
    let by_body = input
        .visitor_token
        .and_then(|it| people::tokens::read_visitor(&app.keys, &it, app.clock.now()).ok())
        .filter(|it| it.site == public.site)
        .map(|it| it.visitor);
    let known = match caller {
        Caller::Visitor(it) => Some(it.visitor),
        _ => by_body,
    };
    let address = (!client.address.is_unspecified()).then(|| client.address.to_string());
    let arrival = Arrival {
        agent: client.agent,
        address: Some(client.address),
        do_not_track: client.do_not_track,
        agrees: None,
        session: input.session_id,
        is_new: false,
        seen: Seen { url: input.page, title: input.title },
        referrer: input.referrer,
        screen: input.screen,
        language: input.language,
    };
    let consent = input.consent_version.map(|it| it.as_str().map_or_else(|| it.to_string(), str::to_owned));
    let coming = Coming { consent, address, arrival };
    Ok(Json(service::session(&app, public.site, known, coming).await?))
}

#[derive(Deserialize, utoipa::ToSchema)]
struct AboutInput {
    /// At most 120 characters.
    name: Option<String>,
    /// A mail address.
    email: Option<String>,
    /// At most 40 characters.
    phone: Option<String>,
    /// Anything else the page knows, at most 8 KB.
    #[schema(value_type = Option<Object>)]
    custom_data: Option<serde_json::Value>,
    /// A JWT signed by the institution's server with the site's secret.
    identity_token: Option<String>,
}

#[derive(Serialize, utoipa::ToSchema)]
struct KnownVisitor {
    #[serde(flatten)]
    visitor: VisitorView,
    /// The visitor's token; another one when a verified identity was known already.
    token: String,
}

/// Tell what the page knows of its visitor
#[utoipa::path(put, path = "/api/widget/visitor", tag = "widget", request_body = AboutInput, responses(
    (status = 200, body = KnownVisitor), (status = 401, body = Problem), (status = 422, body = Problem)))]
async fn update(
    State(app): State<App>,
    visitor: Visitor,
    Input(input): Input<AboutInput>,
) -> Result<Json<KnownVisitor>> {
    let about = About {
        details: Details { name: input.name, email: input.email, phone: input.phone, vip: None },
        custom_data: input.custom_data,
        identity_token: input.identity_token,
    };
    let known = service::tell(&app, visitor.site, visitor.visitor, about).await?;
    Ok(Json(KnownVisitor { visitor: known.visitor, token: known.token }))
}

#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
struct Earlier {
    /// Only messages whose `seq` is lower.
    before: Option<i64>,
    /// 1 to 200; 50 when left out.
    limit: Option<u32>,
}

#[derive(Serialize, utoipa::ToSchema)]
struct Thread {
    /// Oldest first.
    items: Vec<MessageView>,
    /// Whether there are still earlier ones.
    earlier: bool,
    /// How far agents have come in the conversations they stand in.
    marks: Vec<AgentMarks>,
}

/// All conversations of the visitor as one thread
#[utoipa::path(get, path = "/api/widget/messages", tag = "widget", params(Earlier),
    responses((status = 200, body = Thread), (status = 401, body = Problem)))]
async fn messages(
    State(app): State<App>,
    visitor: Visitor,
    QueryInput(query): QueryInput<Earlier>,
) -> Result<Json<Thread>> {
    let limit = PageQuery { limit: query.limit, after: None }.limit();
    let found =
        conversations::service::thread_of_visitor(&app, visitor.site, visitor.visitor, query.before, limit)
            .await?;
    Ok(Json(Thread { items: found.messages, earlier: found.earlier, marks: found.marks }))
}

#[derive(Serialize, utoipa::ToSchema)]
struct Departments {
    /// In the order of their names; empty where the site offers no choice.
    items: Vec<OfferedDepartment>,
}

/// Departments that a visitor may choose from
#[utoipa::path(get, path = "/api/widget/departments", tag = "widget",
    responses((status = 200, body = Departments), (status = 401, body = Problem)))]
async fn departments(State(app): State<App>, public: Public) -> Result<Json<Departments>> {
    Ok(Json(Departments { items: service::departments(&app, public.site).await? }))
}
