//! HTTP surface of tickets for those whose they are: the widget's form, and the page that a tracking code or a signed
//! link opens.
use crate::app::App;
use crate::base::Lang;
use crate::base::ids::{ConversationId, DepartmentId, FileId};
use crate::files::{self, FileView};
use crate::tickets::service::{self, Follow, Form, Left};
use crate::tickets::types::Priority;
use crate::web::problem::Problem;
use crate::web::{Caller, Client, Input, Public, Visitor};
use crate::{Error, Result};
use axum::Json;
use axum::extract::{DefaultBodyLimit, Multipart, Path, State};
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// Routes below `/api/widget/tickets` and `/api/ticket-page`.
pub(super) fn router() -> OpenApiRouter<App> {
    let limit = DefaultBodyLimit::max(files::rules::MAX_BYTES + 64 * 1024);
    OpenApiRouter::new()
        .routes(routes!(upload))
        .layer(limit)
        .routes(routes!(leave, own))
        .routes(routes!(find))
        .routes(routes!(show))
        .routes(routes!(reply))
}

#[derive(Deserialize, utoipa::ToSchema)]
struct FormInput {
    /// 1 to 120 characters.
    #[serde(default)]
    name: String,
    /// Where answers go; needed, but where a call is wanted.
    #[serde(default)]
    email: String,
    /// 5 to 15 digits; needed where a call is wanted.
    phone: Option<String>,
    /// A call is wanted: when, in one's own words, at most 200 characters; may be empty.
    call_at: Option<String>,
    /// At most 200 characters; made of the message when left out.
    subject: Option<String>,
    /// 1 to 20,000 characters.
    #[serde(default)]
    message: String,
    /// Where it belongs.
    department_id: Option<DepartmentId>,
    /// How much it presses; normal when left out.
    priority: Option<Priority>,
    /// Uploaded before, by the visitor.
    #[serde(default)]
    attachments: Vec<FileId>,
    /// Answers to the site's own fields, by their keys; `GET /api/widget/ticket-fields` says which.
    #[serde(default)]
    #[schema(value_type = Object)]
    fields: Map<String, Value>,
    /// The page it was written on.
    page: Option<String>,
    /// The conversation it follows.
    conversation_id: Option<ConversationId>,
    /// The sender's own name for it.
    client_ref: Option<String>,
    /// Language of the form; that of the request when left out.
    language: Option<String>,
}

/// Leave a ticket by form
///
/// Answers its number, its tracking code, and when to expect an agent.
#[utoipa::path(post, path = "/api/widget/tickets", tag = "widget", request_body = FormInput, responses(
    (status = 201, body = Left), (status = 403, body = Problem), (status = 409, body = Problem),
    (status = 422, body = Problem), (status = 429, body = Problem)))]
async fn leave(
    State(app): State<App>,
    public: Public,
    caller: Caller,
    client: Client,
    asked: Lang,
    Input(input): Input<FormInput>,
) -> Result<(StatusCode, Json<Left>)> {
    let visitor = match caller {
        Caller::Visitor(it) => Some(it.visitor),
        _ => None,
    };
    let form = Form {
        name: input.name,
        email: input.email,
        phone: input.phone,
        call_at: input.call_at,
        subject: input.subject,
        message: input.message,
        department: input.department_id,
        priority: input.priority,
        attachments: input.attachments,
        fields: input.fields,
        page: input.page,
        conversation: input.conversation_id,
        visitor,
        language: input.language.as_deref().map_or(asked, Lang::of_tag),
        client_ref: input.client_ref,
        address: client.address,
    };
    Ok((StatusCode::CREATED, Json(service::leave(&app, public.site, form).await?)))
}

#[derive(Serialize, utoipa::ToSchema)]
struct OwnTickets {
    /// Newest first, at most 50, without what was said in them.
    items: Vec<Follow>,
}

/// A visitor's own tickets
#[utoipa::path(get, path = "/api/widget/tickets", tag = "widget",
    responses((status = 200, body = OwnTickets), (status = 401, body = Problem)))]
async fn own(State(app): State<App>, visitor: Visitor) -> Result<Json<OwnTickets>> {
    Ok(Json(OwnTickets { items: service::of_visitor(&app, visitor.site, visitor.visitor).await? }))
}

#[derive(Deserialize, utoipa::ToSchema)]
struct Typed {
    /// A tracking code, as it was given.
    #[serde(default)]
    code: String,
}

/// A ticket by its tracking code
#[utoipa::path(post, path = "/api/widget/tickets/find", tag = "widget", request_body = Typed, responses(
    (status = 200, body = Follow), (status = 404, body = Problem), (status = 422, body = Problem),
    (status = 429, body = Problem)))]
async fn find(
    State(app): State<App>,
    public: Public,
    client: Client,
    Input(typed): Input<Typed>,
) -> Result<Json<Follow>> {
    let address = client.address.to_string();
    Ok(Json(service::follow_code(&app, public.site, &typed.code, &address).await?))
}

/// A ticket by its signed link
#[utoipa::path(get, path = "/api/ticket-page/{token}", tag = "widget",
    responses((status = 200, body = Follow), (status = 404, body = Problem)))]
async fn show(State(app): State<App>, Path(token): Path<String>) -> Result<Json<Follow>> {
    Ok(Json(service::follow(&app, &token).await?))
}

#[derive(Deserialize, utoipa::ToSchema)]
struct Answer {
    /// 1 to 20,000 characters; may be empty only with files.
    #[serde(default)]
    body: String,
    /// Uploaded before.
    #[serde(default)]
    attachments: Vec<FileId>,
    /// The sender's own name for it: sent again, it is not stored again.
    client_ref: Option<String>,
}

/// Answer in one's own ticket, by its signed link
///
/// What waited is opened again; from one that is closed another goes on, which the answer shows.
#[utoipa::path(post, path = "/api/ticket-page/{token}/reply", tag = "widget", request_body = Answer, responses(
    (status = 201, body = Follow), (status = 403, body = Problem), (status = 404, body = Problem),
    (status = 422, body = Problem)))]
async fn reply(
    State(app): State<App>,
    client: Client,
    Path(token): Path<String>,
    Input(answer): Input<Answer>,
) -> Result<(StatusCode, Json<Follow>)> {
    let words = (answer.body, answer.attachments, answer.client_ref);
    let shown = service::reply_as_requester(&app, &token, words, client.address.to_string()).await?;
    Ok((StatusCode::CREATED, Json(shown)))
}

/// Upload a file to one's own ticket, to be taken along by an answer
#[utoipa::path(post, path = "/api/ticket-page/{token}/files", tag = "widget", responses(
    (status = 201, body = FileView), (status = 403, body = Problem), (status = 404, body = Problem),
    (status = 409, body = Problem), (status = 413, body = Problem), (status = 415, body = Problem),
    (status = 429, body = Problem), (status = 503, body = Problem)))]
async fn upload(
    State(app): State<App>,
    client: Client,
    Path(token): Path<String>,
    form: Result<Multipart, axum::extract::multipart::MultipartRejection>,
) -> Result<(StatusCode, Json<FileView>)> {
    let (site, id) = service::uploader_of(&app, &token, client.address.to_string()).await?;
    let uploader = files::service::Uploader::Public { id, address: client.address };
    let mut form = form.map_err(|_| Error::Unreadable("file_missing"))?;
    while let Some(field) = form.next_field().await.map_err(|_| Error::TooLarge("file_too_large"))? {
        if field.name() == Some("file") {
            let name = field.file_name().unwrap_or_default().to_owned();
            let bytes = files::routes::read(field).await?;
            let kept = files::service::keep(&app, site, uploader, &name, bytes).await?;
            return Ok((StatusCode::CREATED, Json(kept)));
        }
    }
    Err(Error::invalid("file", "file_missing"))
}
