//! HTTP surface of the knowledge base.
mod bulk;
mod feedback;

use crate::app::App;
use crate::base::ids::{ArticleId, VisitorId};
use crate::base::page::{Page, PageQuery};
use crate::base::{Lang, text};
use crate::knowledge::search::{self, Query};
use crate::knowledge::service::{self, Editor, Opinion};
use crate::knowledge::store::{articles, versions};
use crate::knowledge::types::{
    Article, ArticleHead, ArticleInput, ArticleStatus, Audience, Category, Comment, PublicArticle,
    PublicHead, SearchHit, Version, VersionHead, Visibility,
};
use crate::knowledge::{golden, unanswered};
use crate::web::allowance::Deed;
use crate::web::input::IfMatch;
use crate::web::problem::Problem;
use crate::web::{Caller, Client, Input, PathId, Public, QueryInput, Staff};
use crate::{Error, Result};
use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// Comments of readers that are shown.
const COMMENTS: i64 = 100;

/// Routes below `/api/knowledge`.
pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list, create))
        .routes(routes!(list_categories))
        .routes(routes!(find))
        .routes(routes!(list_public))
        .routes(routes!(read_public))
        .routes(routes!(show, update, delete))
        .routes(routes!(list_versions))
        .routes(routes!(show_version))
        .routes(routes!(restore))
        .routes(routes!(list_comments, give_feedback))
        .merge(bulk::router())
        .merge(unanswered::routes::router())
        .merge(golden::routes::router())
        .merge(feedback::router())
}

#[derive(Serialize, utoipa::ToSchema)]
struct Items<T> {
    items: Vec<T>,
}

#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
struct ListParams {
    /// Only of this status.
    status: Option<ArticleStatus>,
    /// Only for these readers.
    visibility: Option<Visibility>,
    /// Only on this shelf.
    category: Option<String>,
    /// Only with this tag.
    tag: Option<String>,
    /// Only in this language.
    language: Option<Lang>,
    /// Title or text contains this, whatever the case and the diacritics.
    q: Option<String>,
    /// 1 to 200; 50 when left out.
    limit: Option<u32>,
    /// `next_cursor` of the page before.
    after: Option<String>,
}

/// Articles, last saved first
#[utoipa::path(get, path = "/api/knowledge", tag = "knowledge", params(ListParams),
    responses((status = 200, body = Page<ArticleHead>), (status = 400, body = Problem)))]
async fn list(
    State(app): State<App>,
    staff: Staff,
    QueryInput(params): QueryInput<ListParams>,
) -> Result<Json<Page<ArticleHead>>> {
    let page = PageQuery { limit: params.limit, after: params.after };
    let filter = articles::Filter {
        status: params.status,
        visibility: params.visibility,
        category: params.category.filter(|it| !it.is_empty()),
        tag: params.tag.filter(|it| !it.is_empty()),
        language: params.language,
        contains: params.q.map(|it| text::fold(it.trim())).filter(|it| !it.is_empty()),
    };
    let (site, after, limit) = (staff.site()?, page.cursor()?, page.limit());
    let found = app.store.read(move |conn| articles::list(conn, site, &filter, after, limit)).await?;
    Ok(Json(Page::of(found, limit, |it| (it.updated_at.0.as_millisecond(), it.id))))
}

/// Make an article
#[utoipa::path(post, path = "/api/knowledge", tag = "knowledge", request_body = ArticleInput, responses(
    (status = 201, body = Article), (status = 409, body = Problem), (status = 422, body = Problem)))]
async fn create(
    State(app): State<App>,
    staff: Staff,
    Input(input): Input<ArticleInput>,
) -> Result<(StatusCode, Json<Article>)> {
    let language = input.language.unwrap_or_default();
    let article = service::create(&app, staff.site()?, Editor::staff(&staff), language, input).await?;
    Ok((StatusCode::CREATED, Json(article)))
}

/// Categories in use
#[utoipa::path(get, path = "/api/knowledge/categories", tag = "knowledge",
    responses((status = 200, body = Items<Category>)))]
async fn list_categories(State(app): State<App>, staff: Staff) -> Result<Json<Items<Category>>> {
    let site = staff.site()?;
    let items = app.store.read(move |conn| articles::categories(conn, site)).await?;
    Ok(Json(Items { items }))
}

#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
struct SearchParams {
    /// 1 to 500 characters.
    #[serde(default)]
    q: String,
    /// Whether the last word may be unfinished.
    #[serde(default)]
    prefix: bool,
    /// 1 to 50; 10 when left out.
    limit: Option<usize>,
}

#[derive(Serialize, utoipa::ToSchema)]
struct Found {
    /// Best first, each article once.
    items: Vec<SearchHit>,
    /// Milliseconds the search took.
    took_ms: f64,
}

/// Search by words and meaning; users of the desk find internal articles too
#[utoipa::path(get, path = "/api/knowledge/search", tag = "knowledge", params(SearchParams),
    responses((status = 200, body = Found), (status = 422, body = Problem)))]
async fn find(
    State(app): State<App>,
    caller: Caller,
    public: Public,
    QueryInput(params): QueryInput<SearchParams>,
) -> Result<Json<Found>> {
    search::check(&params.q)?;
    let audience = if matches!(caller, Caller::Staff(_)) { Audience::Staff } else { Audience::Public };
    let limit = params.limit.unwrap_or(10).clamp(1, 50);
    let start = std::time::Instant::now();
    let query = Query { text: params.q, typing: params.prefix, limit };
    let items = search::search(&app, public.site, audience, query).await?;
    Ok(Json(Found { items, took_ms: (start.elapsed().as_secs_f64() * 1e6).round() / 1e3 }))
}

#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
struct PublicParams {
    /// Only on this shelf.
    category: Option<String>,
    /// 1 to 200; 50 when left out.
    limit: Option<u32>,
    /// `next_cursor` of the page before.
    after: Option<String>,
}

/// Published public articles, last saved first
#[utoipa::path(get, path = "/api/knowledge/public", tag = "knowledge", params(PublicParams),
    responses((status = 200, body = Page<PublicHead>)))]
async fn list_public(
    State(app): State<App>,
    public: Public,
    QueryInput(params): QueryInput<PublicParams>,
) -> Result<Json<Page<PublicHead>>> {
    let page = PageQuery { limit: params.limit, after: params.after };
    let filter = articles::Filter {
        status: Some(ArticleStatus::Published),
        visibility: Some(Visibility::Public),
        category: params.category.filter(|it| !it.is_empty()),
        ..articles::Filter::default()
    };
    let (after, limit) = (page.cursor()?, page.limit());
    let found = app.store.read(move |conn| articles::list(conn, public.site, &filter, after, limit)).await?;
    let page = Page::of(found, limit, |it| (it.updated_at.0.as_millisecond(), it.id));
    let items = page.items.into_iter().map(PublicHead::from).collect();
    Ok(Json(Page { items, next_cursor: page.next_cursor }))
}

/// Read a public article by its address; counts a view
#[utoipa::path(get, path = "/api/knowledge/public/{slug}", tag = "knowledge", params(("slug" = String, Path)),
    responses((status = 200, body = PublicArticle), (status = 404, body = Problem)))]
async fn read_public(
    State(app): State<App>,
    public: Public,
    Path(slug): Path<String>,
) -> Result<Json<PublicArticle>> {
    Ok(Json(service::read_public(&app, public.site, slug).await?))
}

/// An article
#[utoipa::path(get, path = "/api/knowledge/{id}", tag = "knowledge", params(("id" = ArticleId, Path)),
    responses((status = 200, body = Article), (status = 404, body = Problem)))]
async fn show(State(app): State<App>, staff: Staff, PathId(id): PathId<ArticleId>) -> Result<Json<Article>> {
    let site = staff.site()?;
    let article = app.store.read(move |conn| articles::find(conn, site, id)).await?;
    article.map(Json).ok_or(Error::NotFound("article"))
}

/// Change an article
#[utoipa::path(put, path = "/api/knowledge/{id}", tag = "knowledge", params(("id" = ArticleId, Path)),
    request_body = ArticleInput, responses((status = 200, body = Article), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 409, body = Problem), (status = 412, body = Problem),
    (status = 422, body = Problem)))]
async fn update(
    State(app): State<App>,
    staff: Staff,
    PathId(id): PathId<ArticleId>,
    IfMatch(version): IfMatch,
    Input(input): Input<ArticleInput>,
) -> Result<Json<Article>> {
    let editor = Editor::staff(&staff);
    Ok(Json(service::update(&app, staff.site()?, editor, id, version, input).await?))
}

/// Delete an article for good
#[utoipa::path(delete, path = "/api/knowledge/{id}", tag = "knowledge", params(("id" = ArticleId, Path)),
    responses((status = 204), (status = 403, body = Problem), (status = 404, body = Problem)))]
async fn delete(State(app): State<App>, staff: Staff, PathId(id): PathId<ArticleId>) -> Result<StatusCode> {
    service::delete(&app, staff.site()?, Editor::staff(&staff), id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The states an article was saved in, newest first
#[utoipa::path(get, path = "/api/knowledge/{id}/versions", tag = "knowledge", params(("id" = ArticleId, Path)),
    responses((status = 200, body = Items<VersionHead>), (status = 404, body = Problem)))]
async fn list_versions(
    State(app): State<App>,
    staff: Staff,
    PathId(id): PathId<ArticleId>,
) -> Result<Json<Items<VersionHead>>> {
    let site = staff.site()?;
    let items = app.store.read(move |conn| versions::list(conn, site, id)).await?;
    if items.is_empty() { Err(Error::NotFound("article")) } else { Ok(Json(Items { items })) }
}

/// A state an article was saved in
#[utoipa::path(get, path = "/api/knowledge/{id}/versions/{version}", tag = "knowledge",
    params(("id" = ArticleId, Path), ("version" = i64, Path)),
    responses((status = 200, body = Version), (status = 404, body = Problem)))]
async fn show_version(
    State(app): State<App>,
    staff: Staff,
    Path((id, version)): Path<(String, String)>,
) -> Result<Json<Version>> {
    let (site, (id, version)) = (staff.site()?, version_of(&id, &version)?);
    let found = app.store.read(move |conn| versions::find(conn, site, id, version)).await?;
    found.map(Json).ok_or(Error::NotFound("version"))
}

/// Save an earlier state again
#[utoipa::path(post, path = "/api/knowledge/{id}/versions/{version}/restore", tag = "knowledge",
    params(("id" = ArticleId, Path), ("version" = i64, Path)),
    responses((status = 200, body = Article), (status = 403, body = Problem), (status = 404, body = Problem)))]
async fn restore(
    State(app): State<App>,
    staff: Staff,
    Path((id, version)): Path<(String, String)>,
) -> Result<Json<Article>> {
    let (id, version) = version_of(&id, &version)?;
    Ok(Json(service::restore(&app, staff.site()?, Editor::staff(&staff), id, version).await?))
}

fn version_of(id: &str, version: &str) -> Result<(ArticleId, i64)> {
    match (id.parse(), version.parse()) {
        (Ok(id), Ok(version)) => Ok((id, version)),
        _ => Err(Error::NotFound("version")),
    }
}

/// What readers added when they said whether it helped, newest first
#[utoipa::path(get, path = "/api/knowledge/{id}/feedback", tag = "knowledge", params(("id" = ArticleId, Path)),
    responses((status = 200, body = Items<Comment>), (status = 404, body = Problem)))]
async fn list_comments(
    State(app): State<App>,
    staff: Staff,
    PathId(id): PathId<ArticleId>,
) -> Result<Json<Items<Comment>>> {
    let site = staff.site()?;
    let items = app.store.read(move |conn| {
        articles::find(conn, site, id)?.ok_or(Error::NotFound("article"))?;
        articles::comments(conn, site, id, COMMENTS)
    });
    Ok(Json(Items { items: items.await? }))
}

#[derive(Deserialize, utoipa::ToSchema)]
struct Feedback {
    /// Whether the article helped.
    helpful: bool,
}

/// Say whether an article helped
#[utoipa::path(post, path = "/api/knowledge/{id}/feedback", tag = "knowledge", params(("id" = ArticleId, Path)),
    request_body = Feedback,
    responses((status = 204), (status = 404, body = Problem), (status = 429, body = Problem)))]
async fn give_feedback(
    State(app): State<App>,
    caller: Caller,
    public: Public,
    client: Client,
    PathId(id): PathId<ArticleId>,
    Input(feedback): Input<Feedback>,
) -> Result<StatusCode> {
    let visitor = match &caller {
        Caller::Visitor(it) => Some(it.visitor),
        _ => None,
    };
    app.allowances.take(Deed::Opinion, public.site, (client.address, visitor))?;
    let reader = match caller {
        Caller::Visitor(it) => it.visitor,
        Caller::Staff(it) => VisitorId::of(it.user.uuid()),
        // Nobody in particular is whoever asks from there by such a browser, under a name that leads to neither.
        Caller::Public(_) | Caller::Nobody => service::stranger(&app.keys, id, &client),
    };
    let opinion = Opinion { helpful: feedback.helpful, comment: None };
    service::give_feedback(&app, public.site, id, reader, opinion).await?;
    Ok(StatusCode::NO_CONTENT)
}
