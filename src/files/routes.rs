//! HTTP surface of files.
use super::links::Links;
use super::service::Uploader;
use super::types::{FileView, ImageView};
use super::{images, rules, service, store};
use crate::app::App;
use crate::base::ids::FileId;
use crate::web::problem::Problem;
use crate::web::{Caller, Client, PathId, QueryInput, Staff};
use crate::{Error, Result, bans};
use anyhow::Context as _;
use axum::Json;
use axum::body::Body;
use axum::extract::multipart::Field;
use axum::extract::{DefaultBodyLimit, Multipart, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// Routes of files.
pub fn router() -> OpenApiRouter<App> {
    // Beyond the limit of a file, so that one a little too large gets its proper error.
    let limit = DefaultBodyLimit::max(rules::MAX_BYTES + 64 * 1024);
    OpenApiRouter::new()
        .routes(routes!(upload))
        .routes(routes!(upload_image))
        .layer(limit)
        .routes(routes!(download))
        .routes(routes!(download_image))
}

/// Upload a file, to be taken along by a message
#[utoipa::path(post, path = "/api/files", tag = "files", responses(
    (status = 201, body = FileView), (status = 409, body = Problem), (status = 413, body = Problem),
    (status = 415, body = Problem), (status = 429, body = Problem), (status = 503, body = Problem)))]
async fn upload(
    State(app): State<App>,
    caller: Caller,
    client: Client,
    form: Result<Multipart, axum::extract::multipart::MultipartRejection>,
) -> Result<(StatusCode, Json<FileView>)> {
    let (site, uploader) = match &caller {
        Caller::Staff(it) => (it.site()?, Uploader::Agent(it.user)),
        Caller::Visitor(it) => (it.site, Uploader::Public { id: it.visitor.uuid(), address: client.address }),
        _ => return Err(Error::Unauthorized("token_missing")),
    };
    if let Caller::Visitor(it) = &caller {
        bans::check(&app, it.site, it.visitor).await?;
    }
    let mut form = form.map_err(|_| Error::Unreadable("file_missing"))?;
    while let Some(field) = form.next_field().await.map_err(|_| Error::TooLarge("file_too_large"))? {
        if field.name() == Some("file") {
            let name = field.file_name().unwrap_or_default().to_owned();
            let bytes = read(field).await?;
            return Ok((StatusCode::CREATED, Json(service::keep(&app, site, uploader, &name, bytes).await?)));
        }
    }
    Err(Error::invalid("file", "file_missing"))
}

/// Upload an image for articles
#[utoipa::path(post, path = "/api/knowledge/images", tag = "knowledge", responses(
    (status = 201, body = ImageView), (status = 413, body = Problem), (status = 415, body = Problem)))]
async fn upload_image(
    State(app): State<App>,
    staff: Staff,
    form: Result<Multipart, axum::extract::multipart::MultipartRejection>,
) -> Result<(StatusCode, Json<ImageView>)> {
    let mut form = form.map_err(|_| Error::Unreadable("file_missing"))?;
    while let Some(field) = form.next_field().await.map_err(|_| Error::TooLarge("file_too_large"))? {
        if field.name() == Some("file") {
            let name = field.file_name().unwrap_or_default().to_owned();
            let bytes = read(field).await?;
            let place = images::Place { store: &app.store, data_dir: &app.config.data_dir };
            let user = Some(staff.user);
            let kept = images::keep(place, staff.site()?, user, &name, bytes, app.clock.now()).await?;
            return Ok((StatusCode::CREATED, Json(kept)));
        }
    }
    Err(Error::invalid("file", "file_missing"))
}

/// Fetch an image of an article
#[utoipa::path(get, path = "/api/knowledge/images/{id}", tag = "knowledge", params(("id" = FileId, Path)),
    responses((status = 200, description = "the bytes"), (status = 404, body = Problem)))]
async fn download_image(State(app): State<App>, PathId(id): PathId<FileId>) -> Result<Response> {
    let found = app.store.read(move |conn| store::image(conn, id)).await?;
    let (name, media_type) = found.ok_or(Error::NotFound("file"))?;
    respond(&app, id, &name, &media_type, "public, max-age=31536000, immutable").await
}

/// The bytes of an uploaded field, as long as they are not too many.
///
/// # Errors
/// 413 `file_too_large`.
pub async fn read(mut field: Field<'_>) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    while let Some(chunk) = field.chunk().await.map_err(|_| Error::TooLarge("file_too_large"))? {
        if bytes.len() + chunk.len() > rules::MAX_BYTES {
            return Err(Error::TooLarge("file_too_large"));
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes)
}

#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
struct Signed {
    /// Unix seconds.
    expires: i64,
    /// Made by the server.
    signature: String,
}

/// Fetch a file by its signed link
#[utoipa::path(get, path = "/api/files/{id}", tag = "files", params(Signed),
    responses((status = 200, description = "the bytes"), (status = 403, body = Problem), (status = 404, body = Problem)))]
async fn download(
    State(app): State<App>,
    PathId(id): PathId<FileId>,
    QueryInput(link): QueryInput<Signed>,
) -> Result<Response> {
    if !Links::new(&app.keys, app.clock.now()).is_valid(id, link.expires, &link.signature) {
        return Err(Error::Forbidden("signature_invalid"));
    }
    let found = app.store.read(move |conn| store::name_and_type(conn, id)).await?;
    let (name, media_type) = found.ok_or(Error::NotFound("file"))?;
    respond(&app, id, &name, &media_type, "private, max-age=3600, immutable").await
}

async fn respond(
    app: &App,
    id: FileId,
    name: &str,
    media_type: &str,
    caching: &'static str,
) -> Result<Response> {
    let file = tokio::fs::File::open(service::path(app, id)).await.context("cannot open the file")?;
    let mut response = Body::from_stream(tokio_util::io::ReaderStream::new(file)).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_str(media_type).context("media type")?);
    headers.insert(header::CONTENT_DISPOSITION, disposition(name, media_type)?);
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(caching));
    headers.insert("cross-origin-resource-policy", HeaderValue::from_static("cross-origin"));
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("default-src 'none'; sandbox"));
    Ok(response)
}

/// Images open in place, everything else is saved. The name is percent-encoded as RFC 8187 says.
fn disposition(name: &str, media_type: &str) -> Result<HeaderValue> {
    let how = if media_type.starts_with("image/") { "inline" } else { "attachment" };
    let encoded: String = name
        .bytes()
        .map(|it| {
            if it.is_ascii_alphanumeric() || b"-._~".contains(&it) {
                char::from(it).to_string()
            } else {
                format!("%{it:02X}")
            }
        })
        .collect();
    Ok(HeaderValue::from_str(&format!("{how}; filename*=UTF-8''{encoded}")).context("file name")?)
}
