//! HTTP surface of imports.
use super::service::{self, Order};
use super::store;
use super::types::{Import, ImportView, ItemView, Options, ProblemView, Upload};
use crate::app::App;
use crate::base::ids::ImportId;
use crate::base::page::{Page, PageQuery};
use crate::base::{Lang, words};
use crate::engine::convert::MOST_BYTES;
use crate::web::limit::IMPORT_BYTES;
use crate::web::problem::{Problem, language};
use crate::web::{Input, PathId, QueryInput, Staff};
use crate::{Error, Result};
use anyhow::Context as _;
use axum::Json;
use axum::extract::multipart::Field;
use axum::extract::{DefaultBodyLimit, FromRequest as _, Multipart, Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use serde::Deserialize;
use tokio::io::AsyncWriteExt as _;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// Files of one import.
const MOST_FILES: usize = 200;

/// Routes below `/api/knowledge/import` and `/api/knowledge/imports`.
pub fn router() -> OpenApiRouter<App> {
    let limit = DefaultBodyLimit::max(IMPORT_BYTES);
    OpenApiRouter::new()
        .routes(routes!(begin))
        .layer(limit)
        .routes(routes!(list))
        .routes(routes!(show, cancel))
        .routes(routes!(list_items))
}

/// A web site to import. Files come as `multipart/form-data` instead: any number of `files`, and `options` as JSON.
#[derive(Deserialize, utoipa::ToSchema)]
struct ImportInput {
    /// A page to begin with, or a sitemap.
    url: String,
    /// What becomes of what is read.
    #[serde(default)]
    options: Options,
}

/// Import files or a web site, in the background
#[utoipa::path(post, path = "/api/knowledge/import", tag = "knowledge", request_body = ImportInput, responses(
    (status = 202, body = ImportView), (status = 409, body = Problem), (status = 413, body = Problem),
    (status = 422, body = Problem)))]
async fn begin(
    State(app): State<App>,
    staff: Staff,
    request: Request,
) -> Result<(StatusCode, Json<ImportView>)> {
    let lang = language(request.headers());
    let kind = request.headers().get(header::CONTENT_TYPE).map(HeaderValue::as_bytes).unwrap_or_default();
    let id = ImportId::random();
    let import = if kind.starts_with(b"multipart/") {
        let form =
            Multipart::from_request(request, &app).await.map_err(|_| Error::Unreadable("file_missing"))?;
        let ordered = match take_files(&app, id, form).await {
            Ok((files, options)) => service::order(&app, &staff, id, Order::Files(files), options).await,
            Err(error) => Err(error),
        };
        if ordered.is_err() {
            service::remove_files(&app, id).await;
        }
        ordered?
    } else {
        let Input(input) = Input::<ImportInput>::from_request(request, &app).await?;
        service::order(&app, &staff, id, Order::Web(input.url), input.options).await?
    };
    Ok((StatusCode::ACCEPTED, Json(view(import, lang))))
}

/// Keeps the files of a form in the import's folder.
async fn take_files(app: &App, id: ImportId, mut form: Multipart) -> Result<(Vec<Upload>, Options)> {
    let folder = service::folder(app, id);
    tokio::fs::create_dir_all(&folder).await.context("make a folder for uploads")?;
    let (mut files, mut options) = (Vec::new(), Options::default());
    while let Some(field) = form.next_field().await.map_err(|_| Error::TooLarge("body_too_large"))? {
        match field.name() {
            Some("options") => {
                let text = field.text().await.map_err(|_| Error::Unreadable("bad_json"))?;
                let value = serde_json::from_str(&text).map_err(|_| Error::Unreadable("bad_json"))?;
                options = crate::web::input::parse(&value)?;
            }
            Some("files" | "file") if files.len() >= MOST_FILES => {
                return Err(Error::beyond("files", "too_many", MOST_FILES as u64));
            }
            Some("files" | "file") => {
                let name = field.file_name().unwrap_or_default().replace(['/', '\\'], "-");
                let path = folder.join(files.len().to_string());
                files.push(Upload { size: save(field, &path).await?, name });
            }
            _ => (),
        }
    }
    Ok((files, options))
}

async fn save(mut field: Field<'_>, path: &std::path::Path) -> Result<i64> {
    let mut file = tokio::fs::File::create(path).await.context("keep an upload")?;
    let mut length = 0;
    while let Some(chunk) = field.chunk().await.map_err(|_| Error::TooLarge("body_too_large"))? {
        length += chunk.len();
        if length > MOST_BYTES {
            return Err(Error::TooLarge("import_too_large"));
        }
        file.write_all(&chunk).await.context("keep an upload")?;
    }
    file.sync_all().await.context("keep an upload")?;
    Ok(i64::try_from(length).unwrap_or(i64::MAX))
}

/// Imports, newest first
#[utoipa::path(get, path = "/api/knowledge/imports", tag = "knowledge", params(PageQuery),
    responses((status = 200, body = Page<ImportView>), (status = 400, body = Problem)))]
async fn list(
    State(app): State<App>,
    staff: Staff,
    headers: HeaderMap,
    QueryInput(page): QueryInput<PageQuery>,
) -> Result<Json<Page<ImportView>>> {
    let (site, after, limit, lang) = (staff.site()?, page.cursor()?, page.limit(), language(&headers));
    let found = app.store.read(move |conn| store::list(conn, site, after, limit)).await?;
    let page = Page::of(found, limit, |it| it.id);
    let items = page.items.into_iter().map(|it| view(it, lang)).collect();
    Ok(Json(Page { items, next_cursor: page.next_cursor }))
}

/// An import, with how far it is
#[utoipa::path(get, path = "/api/knowledge/imports/{id}", tag = "knowledge", params(("id" = ImportId, Path)),
    responses((status = 200, body = ImportView), (status = 404, body = Problem)))]
async fn show(
    State(app): State<App>,
    staff: Staff,
    headers: HeaderMap,
    PathId(id): PathId<ImportId>,
) -> Result<Json<ImportView>> {
    let site = staff.site()?;
    let found = app.store.read(move |conn| store::find(conn, site, id)).await?;
    Ok(Json(view(found.ok_or(Error::NotFound("import"))?, language(&headers))))
}

/// End an import; what it made stays
#[utoipa::path(delete, path = "/api/knowledge/imports/{id}", tag = "knowledge", params(("id" = ImportId, Path)),
    responses((status = 204), (status = 403, body = Problem), (status = 404, body = Problem),
    (status = 409, body = Problem)))]
async fn cancel(State(app): State<App>, staff: Staff, PathId(id): PathId<ImportId>) -> Result<StatusCode> {
    service::cancel(&app, &staff, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
struct ItemParams {
    /// Only what failed, or only what did not; all when left out.
    failed: Option<bool>,
    /// 1 to 200; 50 when left out.
    limit: Option<u32>,
    /// `next_cursor` of the page before.
    after: Option<String>,
}

/// What became of each thing of an import
#[utoipa::path(get, path = "/api/knowledge/imports/{id}/items", tag = "knowledge",
    params(("id" = ImportId, Path), ItemParams),
    responses((status = 200, body = Page<ItemView>), (status = 404, body = Problem)))]
async fn list_items(
    State(app): State<App>,
    staff: Staff,
    headers: HeaderMap,
    PathId(id): PathId<ImportId>,
    QueryInput(params): QueryInput<ItemParams>,
) -> Result<Json<Page<ItemView>>> {
    let page = PageQuery { limit: params.limit, after: params.after };
    let (site, after, limit, lang) = (staff.site()?, page.cursor()?, page.limit(), language(&headers));
    let mut found = app
        .store
        .read(move |conn| {
            store::find(conn, site, id)?.ok_or(Error::NotFound("import"))?;
            store::items(conn, site, id, params.failed, after, limit)
        })
        .await?;
    for problem in found.iter_mut().filter_map(|it| it.problem.as_mut()) {
        problem.detail = words::of_code(&problem.code, lang);
    }
    Ok(Json(Page::of(found, limit, |it| it.number)))
}

fn view(it: Import, lang: Lang) -> ImportView {
    let problem = it.problem.map(|code| ProblemView { detail: words::of_code(&code, lang), code });
    ImportView {
        id: it.id,
        source: it.source,
        address: it.address,
        files: it.files.into_iter().map(|it| it.name).collect(),
        options: it.options,
        state: it.state,
        problem,
        progress: it.progress,
        by: it.by,
        created_at: it.created_at,
        started_at: it.started_at,
        finished_at: it.finished_at,
    }
}
