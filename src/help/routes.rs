//! HTTP surface of the help centre: its pages, and its screen of the settings.
use super::pages::{self, Said, View};
use super::service;
use super::types::{Centre, HelpCentre, Place, Reading};
use crate::app::App;
use crate::base::Lang;
use crate::base::ids::VisitorId;
use crate::knowledge;
use crate::settings::{self, Versioned};
use crate::web::assets::Assets;
use crate::web::input::IfMatch;
use crate::web::pages::tagged;
use crate::web::problem::{self, Problem};
use crate::web::{Client, Input, Staff, address, guard};
use crate::{Error, Result, sites};
use axum::extract::rejection::FormRejection;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Redirect, Response};
use axum::routing::{get, post};
use axum::{Form, Json, Router};
use axum_extra::extract::cookie::CookieJar;
use serde::Deserialize;
use serde_json::{Map, Value};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// Name of the cookie of somebody who said whether an article helped: it holds a random number and nothing else.
const COOKIE: &str = "asisttr_help";
/// How long an opinion can be changed.
const COOKIE_SECONDS: u32 = 365 * 24 * 60 * 60;
/// Opinions an hour from one address; a whole campus may be behind one.
const MOST_OPINIONS: u32 = 120;
/// Longest comment, in characters.
const COMMENT_CHARS: usize = 1000;
/// Always asked about, answered with 304 while nothing changed: what is taken back is gone at once.
const CACHING: &str = "no-cache";

/// Routes below `/api/settings/help`.
pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(show, change))
}

/// How the site shows its articles to everybody
#[utoipa::path(get, path = "/api/settings/help", tag = "settings", responses(
    (status = 200, body = Versioned<HelpCentre>), (status = 403, body = Problem)))]
async fn show(State(app): State<App>, staff: Staff) -> Result<Json<Versioned<HelpCentre>>> {
    settings::show(&app, staff.site()?).await.map(Json)
}

/// Change how the site shows its articles to everybody
///
/// What is left out stays.
#[utoipa::path(put, path = "/api/settings/help", tag = "settings", request_body = HelpCentre,
    params(("if-match" = Option<i64>, Header, description = "The version that was looked at")), responses(
    (status = 200, body = Versioned<HelpCentre>), (status = 403, body = Problem),
    (status = 412, body = Problem, description = "`current` is how it is now"), (status = 422, body = Problem)))]
async fn change(
    State(app): State<App>,
    staff: Staff,
    IfMatch(expected): IfMatch,
    Input(asked): Input<Map<String, Value>>,
) -> Result<Json<Versioned<HelpCentre>>> {
    settings::change(&app, &staff, expected, asked).await.map(Json)
}

#[derive(Clone)]
struct Server {
    app: App,
    assets: Assets,
}

/// The pages.
pub fn pages<S: Clone + Send + Sync + 'static>(app: App, assets: Assets) -> Router<S> {
    Router::new()
        .route("/yardim", get(any_home))
        .route("/yardim/{site}", get(home))
        .route("/yardim/{site}/", get(home))
        .route("/yardim/{site}/ara", get(search))
        .route("/yardim/{site}/kategori/{shelf}", get(shelf))
        .route("/yardim/{site}/makale/{slug}", get(article))
        .route("/yardim/{site}/makale/{slug}/gorus", post(give_opinion).get(back_to_article))
        .route("/yardim/{site}/theme.css", get(theme))
        .route("/yardim/{site}/sitemap.xml", get(sitemap))
        .route("/yardim/{site}/robots.txt", get(robots_of_site))
        .route("/yardim/{site}/{*rest}", get(nowhere))
        .route("/robots.txt", get(robots))
        .layer(guard::compress())
        .with_state(Server { app, assets })
}

#[derive(Debug, Default, Deserialize)]
struct Asked {
    lang: Option<String>,
    q: Option<String>,
    said: Option<String>,
}

/// The language of a page: the one in its address, else the one the browser prefers, else the site's.
fn language(asked: &Asked, headers: &HeaderMap, centre: &Centre) -> Lang {
    match (asked.lang.as_deref(), headers.contains_key(header::ACCEPT_LANGUAGE)) {
        (Some(tag), _) => Lang::of_tag(tag),
        (None, true) => problem::language(headers),
        (None, false) => centre.site.language,
    }
}

impl Server {
    async fn open(&self, slug: String) -> Result<Option<Centre>> {
        self.app.store.read(move |conn| service::open(conn, &slug)).await
    }

    /// `https://…`: as configured, else as the browser asked.
    fn origin(&self, headers: &HeaderMap, client: &Client) -> String {
        let host = headers.get(header::HOST).and_then(|it| it.to_str().ok()).unwrap_or("localhost");
        let seen = || format!("{}://{host}", if client.secure { "https" } else { "http" });
        self.app.config.public_url.clone().map_or_else(seen, |it| it.trim_end_matches('/').to_owned())
    }

    fn base(&self) -> String {
        format!("/a/{}", self.assets.hash())
    }

    /// A page of a help centre that is there.
    fn page(&self, shown: &Shown<'_>, draw: impl FnOnce(&View<'_>) -> String) -> Response {
        let (origin, base) = (self.origin(shown.headers, shown.client), self.base());
        let view = View { centre: shown.centre, lang: shown.lang, assets: &base, origin: &origin };
        let mut response = tagged(shown.headers, draw(&view), "text/html; charset=utf-8", CACHING);
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_SECURITY_POLICY, policy(&shown.centre.settings));
        headers.append(header::VARY, HeaderValue::from_static("accept-language, cookie"));
        response
    }

    /// An address below `/yardim` where no help centre is.
    fn without_centre(&self, headers: &HeaderMap) -> Response {
        let html = pages::without_centre(problem::language(headers), &self.base());
        let mut response = tagged(headers, html, "text/html; charset=utf-8", CACHING);
        *response.status_mut() = StatusCode::NOT_FOUND;
        response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy(&HelpCentre::default()));
        response
    }
}

/// A request for a page of a help centre.
struct Shown<'a> {
    centre: &'a Centre,
    lang: Lang,
    headers: &'a HeaderMap,
    client: &'a Client,
}

/// Nothing inline, nothing from elsewhere; in frames only of those that the site named. What the widget needs is in it.
fn policy(settings: &HelpCentre) -> HeaderValue {
    let framed =
        if settings.framed_by.is_empty() { "'none'".to_owned() } else { settings.framed_by.join(" ") };
    let policy = format!(
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; \
         media-src 'self' blob:; base-uri 'none'; form-action 'self'; frame-ancestors {framed}"
    );
    HeaderValue::from_str(&policy).unwrap_or(HeaderValue::from_static("default-src 'none'"))
}

/// The only help centre, where there is only one.
async fn any_home(State(server): State<Server>, headers: HeaderMap) -> Result<Response> {
    let only = server.app.store.read(|conn| {
        let site = sites::only(conn)?;
        site.map_or(Ok(None), |id| sites::find(conn, id))
    });
    Ok(match only.await? {
        Some(site) => Redirect::temporary(&format!("/yardim/{}/", site.slug)).into_response(),
        None => server.without_centre(&headers),
    })
}

async fn home(
    State(server): State<Server>,
    Path(slug): Path<String>,
    Query(asked): Query<Asked>,
    headers: HeaderMap,
    client: Client,
) -> Result<Response> {
    let Some(centre) = server.open(slug).await? else { return Ok(server.without_centre(&headers)) };
    let lang = language(&asked, &headers, &centre);
    let reading = centre.clone();
    let home = server.app.store.read(move |conn| service::home(conn, &reading, lang)).await?;
    let shown = Shown { centre: &centre, lang, headers: &headers, client: &client };
    Ok(server.page(&shown, |view| pages::home(view, &home)))
}

async fn shelf(
    State(server): State<Server>,
    Path((slug, shelf)): Path<(String, String)>,
    Query(asked): Query<Asked>,
    headers: HeaderMap,
    client: Client,
) -> Result<Response> {
    let Some(centre) = server.open(slug).await? else { return Ok(server.without_centre(&headers)) };
    let lang = language(&asked, &headers, &centre);
    let reading = centre.clone();
    let found = server.app.store.read(move |conn| service::shelf(conn, &reading, lang, &shelf)).await?;
    let shown = Shown { centre: &centre, lang, headers: &headers, client: &client };
    Ok(match found {
        Some((name, cards)) => server.page(&shown, |view| pages::shelf(view, &name, &cards)),
        None => lost(&server, &shown),
    })
}

async fn search(
    State(server): State<Server>,
    Path(slug): Path<String>,
    Query(asked): Query<Asked>,
    headers: HeaderMap,
    client: Client,
) -> Result<Response> {
    let Some(centre) = server.open(slug).await? else { return Ok(server.without_centre(&headers)) };
    let lang = language(&asked, &headers, &centre);
    let text: String =
        asked.q.unwrap_or_default().trim().chars().take(knowledge::search::MAX_QUERY_CHARS).collect();
    let hits =
        if text.is_empty() { Vec::new() } else { service::find(&server.app, centre.site.id, &text).await? };
    let shown = Shown { centre: &centre, lang, headers: &headers, client: &client };
    Ok(server.page(&shown, |view| pages::results(view, &text, &hits)))
}

async fn article(
    State(server): State<Server>,
    Path((slug, article)): Path<(String, String)>,
    Query(asked): Query<Asked>,
    jar: CookieJar,
    headers: HeaderMap,
    client: Client,
) -> Result<Response> {
    let Some(centre) = server.open(slug).await? else { return Ok(server.without_centre(&headers)) };
    let said = if asked.said.is_some() { Said::Comment } else { Said::Nothing };
    let place = placed(&server, &centre, article, reader(&jar)).await?;
    let lang = language(&asked, &headers, &centre);
    match place {
        Place::Here(reading) => {
            if !is_prefetch(&headers) {
                service::count_view(&server.app, &reading.article, centre.site.id);
            }
            Ok(read(&server, &centre, &reading, said, (&headers, &client)))
        }
        Place::Moved(slug) => {
            Ok(Redirect::permanent(&format!("/yardim/{}/makale/{slug}", centre.site.slug)).into_response())
        }
        Place::Nowhere => {
            Ok(lost(&server, &Shown { centre: &centre, lang, headers: &headers, client: &client }))
        }
    }
}

async fn placed(server: &Server, centre: &Centre, slug: String, reader: Option<VisitorId>) -> Result<Place> {
    let centre = centre.clone();
    server.app.store.read(move |conn| service::place(conn, &centre, &slug, reader)).await
}

/// The page of an article, in the article's own language.
fn read(
    server: &Server,
    centre: &Centre,
    reading: &Reading,
    said: Said<'_>,
    (headers, client): (&HeaderMap, &Client),
) -> Response {
    let head = &reading.article.head;
    let shown = Shown { centre, lang: head.language, headers, client };
    let mut response = server.page(&shown, |view| pages::article(view, reading, said));
    let at = head.updated_at.0.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string();
    if let Ok(at) = HeaderValue::from_str(&at) {
        response.headers_mut().insert(header::LAST_MODIFIED, at);
    }
    response
}

fn is_prefetch(headers: &HeaderMap) -> bool {
    headers.get("sec-purpose").is_some_and(|it| it.as_bytes().starts_with(b"prefetch"))
}

fn reader(jar: &CookieJar) -> Option<VisitorId> {
    jar.get(COOKIE).and_then(|it| it.value().parse().ok())
}

#[derive(Debug, Deserialize)]
struct Opinion {
    helpful: String,
    comment: Option<String>,
}

/// What the form below an article sends. Each browser counts once, by a cookie that is set only now.
async fn give_opinion(
    State(server): State<Server>,
    Path((slug, article)): Path<(String, String)>,
    jar: CookieJar,
    headers: HeaderMap,
    client: Client,
    form: Result<Form<Opinion>, FormRejection>,
) -> Result<Response> {
    if address::foreign_origin(&headers).is_some() {
        return Err(Error::Forbidden("origin_not_allowed"));
    }
    let Ok(Form(opinion)) = form else { return Err(Error::Unreadable("malformed")) };
    let Some(centre) = server.open(slug).await? else { return Ok(server.without_centre(&headers)) };
    let known = reader(&jar);
    let place = placed(&server, &centre, article, known).await?;
    let Place::Here(mut reading) = place else {
        let lang = problem::language(&headers);
        return Ok(lost(&server, &Shown { centre: &centre, lang, headers: &headers, client: &client }));
    };
    let comment = opinion.comment.as_deref().map(str::trim).filter(|it| !it.is_empty());
    let helpful = opinion.helpful == "yes";
    if let Some(text) = comment.filter(|it| it.chars().count() > COMMENT_CHARS) {
        reading.opinion = Some(helpful);
        let mut response = read(&server, &centre, &reading, Said::TooLong(text), (&headers, &client));
        *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
        return Ok(response);
    }
    count(&server, &client)?;
    let reader = known.unwrap_or_else(VisitorId::random);
    let given = knowledge::service::Opinion { helpful, comment: comment.map(str::to_owned) };
    let head = &reading.article.head;
    knowledge::service::give_feedback(&server.app, centre.site.id, head.id, Some(reader), given).await?;
    let home = format!("/yardim/{}", centre.site.slug);
    let said = if comment.is_some() { "?said=1" } else { "" };
    let back = Redirect::to(&format!("{home}/makale/{}{said}#gorus", head.slug));
    let secure = if client.secure { "; Secure" } else { "" };
    let cookie =
        format!("{COOKIE}={reader}; Path={home}; Max-Age={COOKIE_SECONDS}; HttpOnly{secure}; SameSite=Lax");
    Ok(([(header::SET_COOKIE, cookie)], back).into_response())
}

/// Refuses whoever sends more opinions than a crowd would.
fn count(server: &Server, client: &Client) -> Result<()> {
    let (now, name) = (server.app.clock.now(), format!("help:{}", client.address));
    if let Some(retry_after_seconds) = server.app.attempts.locked_seconds(&[&name], now) {
        return Err(Error::RateLimited { code: "rate_limited", retry_after_seconds });
    }
    server.app.attempts.wrong(&[&name], MOST_OPINIONS, now);
    Ok(())
}

/// Somebody who loads the address of the form anew.
async fn back_to_article(Path((site, slug)): Path<(String, String)>) -> Redirect {
    Redirect::to(&format!("/yardim/{site}/makale/{slug}"))
}

async fn theme(
    State(server): State<Server>,
    Path(slug): Path<String>,
    headers: HeaderMap,
) -> Result<Response> {
    let centre = server.open(slug).await?.ok_or(Error::NotFound("page"))?;
    Ok(tagged(&headers, pages::theme(&centre.widget), "text/css; charset=utf-8", CACHING))
}

async fn sitemap(
    State(server): State<Server>,
    Path(slug): Path<String>,
    headers: HeaderMap,
    client: Client,
) -> Result<Response> {
    let listed = server.open(slug).await?.filter(|it| it.settings.listed);
    let centre = listed.ok_or(Error::NotFound("page"))?;
    let site = centre.site.id;
    let found = server.app.store.read(move |conn| service::addresses(conn, site)).await?;
    let (origin, base) = (server.origin(&headers, &client), server.base());
    let view = View { centre: &centre, lang: centre.site.language, assets: &base, origin: &origin };
    Ok(tagged(
        &headers,
        pages::sitemap(&view, &found.articles, &found.shelves),
        "application/xml; charset=utf-8",
        CACHING,
    ))
}

/// The desk is no page for search engines; help centres are, where the site wants it.
async fn robots(State(server): State<Server>, headers: HeaderMap, client: Client) -> Result<String> {
    let origin = server.origin(&headers, &client);
    let listed = server.app.store.read(service::listed).await?;
    let mut lines = vec!["User-agent: *".to_owned(), "Allow: /a/".to_owned()];
    lines.extend(listed.iter().map(|slug| format!("Allow: /yardim/{slug}/")));
    lines.push("Disallow: /".to_owned());
    lines.extend(listed.iter().map(|slug| format!("Sitemap: {origin}/yardim/{slug}/sitemap.xml")));
    Ok(lines.join("\n") + "\n")
}

/// The same for one site, for a proxy that shows its help centre under a name of its own.
async fn robots_of_site(
    State(server): State<Server>,
    Path(slug): Path<String>,
    headers: HeaderMap,
    client: Client,
) -> Result<String> {
    let centre = server.open(slug).await?.ok_or(Error::NotFound("page"))?;
    let address = format!("{}/yardim/{}/sitemap.xml", server.origin(&headers, &client), centre.site.slug);
    Ok(match centre.settings.listed {
        true => format!("User-agent: *\nAllow: /\nSitemap: {address}\n"),
        false => "User-agent: *\nDisallow: /\n".to_owned(),
    })
}

async fn nowhere(
    State(server): State<Server>,
    Path((slug, _)): Path<(String, String)>,
    Query(asked): Query<Asked>,
    headers: HeaderMap,
    client: Client,
) -> Result<Response> {
    let Some(centre) = server.open(slug).await? else { return Ok(server.without_centre(&headers)) };
    let lang = language(&asked, &headers, &centre);
    Ok(lost(&server, &Shown { centre: &centre, lang, headers: &headers, client: &client }))
}

/// 404, with a way on.
fn lost(server: &Server, shown: &Shown<'_>) -> Response {
    let mut response = server.page(shown, pages::nowhere);
    if response.status() == StatusCode::OK {
        *response.status_mut() = StatusCode::NOT_FOUND;
    }
    response
}
