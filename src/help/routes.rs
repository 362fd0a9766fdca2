//! HTTP surface of the help centre: its pages, and its screen of the settings.
use super::pages::{self, Said, View};
use super::service;
use super::types::{Centre, HelpCentre, Place, Reading};
use crate::app::App;
use crate::base::Lang;
use crate::base::ids::VisitorId;
use crate::knowledge;
use crate::settings::{self, Versioned};
use crate::web::allowance::Deed;
use crate::web::assets::Assets;
use crate::web::input::IfMatch;
use crate::web::pages::tagged;
use crate::web::problem::{self, Problem};
use crate::web::{Client, Input, Staff, address, guard};
use crate::{Error, Result, sites};
use axum::extract::rejection::FormRejection;
use axum::extract::{FromRequestParts, Path, Query, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use axum::{Form, Json, Router};
use axum_extra::extract::cookie::CookieJar;
use rusqlite::Connection;
use serde::Deserialize;
use serde_json::{Map, Value};
use std::collections::HashMap;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// Name of the cookie of somebody who said whether an article helped: it holds a random number and nothing else.
const COOKIE: &str = "asisttr_help";
/// How long an opinion can be changed.
const COOKIE_SECONDS: u32 = 365 * 24 * 60 * 60;
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

    /// An address below `/yardim` where no help centre is.
    fn without_centre(&self, headers: &HeaderMap) -> Response {
        let html = pages::without_centre(problem::language(headers), &self.base());
        let mut response = tagged(headers, html, "text/html; charset=utf-8", CACHING);
        *response.status_mut() = StatusCode::NOT_FOUND;
        response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy(&HelpCentre::default()));
        response
    }
}

/// A request for a page of a help centre that is there; where none is, the answer says so before any handler.
struct Visit {
    server: Server,
    centre: Centre,
    /// The parts of the address: the site, and what is named below it.
    parts: HashMap<String, String>,
    asked: Asked,
    lang: Lang,
    headers: HeaderMap,
    client: Client,
}

impl FromRequestParts<Server> for Visit {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, server: &Server) -> Result<Visit, Response> {
        let Ok(client) = Client::from_request_parts(parts, server).await;
        let Path(names): Path<HashMap<String, String>> =
            Path::from_request_parts(parts, server).await.map_err(IntoResponse::into_response)?;
        let Query(asked): Query<Asked> =
            Query::from_request_parts(parts, server).await.map_err(IntoResponse::into_response)?;
        let headers = parts.headers.clone();
        let slug = names.get("site").cloned().unwrap_or_default();
        let opened = server.open(slug).await.map_err(IntoResponse::into_response)?;
        let centre = opened.ok_or_else(|| server.without_centre(&headers))?;
        let lang = language(&asked, &headers, &centre);
        Ok(Visit { server: server.clone(), centre, parts: names, asked, lang, headers, client })
    }
}

impl Visit {
    /// A part of the address by its name in the route.
    fn part(&self, name: &str) -> String {
        self.parts.get(name).cloned().unwrap_or_default()
    }

    fn app(&self) -> &App {
        &self.server.app
    }

    /// Reads something of this help centre.
    async fn read<T: Send + 'static>(
        &self,
        look: impl FnOnce(&Connection, &Centre) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let centre = self.centre.clone();
        self.app().store.read(move |conn| look(conn, &centre)).await
    }

    fn origin(&self) -> String {
        self.server.origin(&self.headers, &self.client)
    }

    /// What is drawn in a language.
    fn drawn(&self, lang: Lang, draw: impl FnOnce(&View<'_>) -> String) -> String {
        let (origin, base) = (self.origin(), self.server.base());
        draw(&View { centre: &self.centre, lang, assets: &base, origin: &origin })
    }

    /// A page in a language.
    fn page_in(&self, lang: Lang, draw: impl FnOnce(&View<'_>) -> String) -> Response {
        let html = self.drawn(lang, draw);
        let mut response = tagged(&self.headers, html, "text/html; charset=utf-8", CACHING);
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_SECURITY_POLICY, policy(&self.centre.settings));
        headers.append(header::VARY, HeaderValue::from_static("accept-language, cookie"));
        response
    }

    /// A page in the reader's language.
    fn page(&self, draw: impl FnOnce(&View<'_>) -> String) -> Response {
        self.page_in(self.lang, draw)
    }

    /// 404, with a way on.
    fn lost(&self) -> Response {
        let mut response = self.page(pages::nowhere);
        if response.status() == StatusCode::OK {
            *response.status_mut() = StatusCode::NOT_FOUND;
        }
        response
    }

    /// Where the article's address leads.
    async fn place(&self, reader: Option<VisitorId>) -> Result<Place> {
        let slug = self.part("slug");
        self.read(move |conn, centre| service::place(conn, centre, &slug, reader)).await
    }

    fn article_path(&self, slug: &str) -> String {
        format!("/yardim/{}/makale/{slug}", self.centre.site.slug)
    }

    /// The page of an article, in the article's own language.
    fn article(&self, reading: &Reading, said: Said<'_>) -> Response {
        let head = &reading.article.head;
        let mut response = self.page_in(head.language, |view| pages::article(view, reading, said));
        let at = head.updated_at.0.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string();
        if let Ok(at) = HeaderValue::from_str(&at) {
            response.headers_mut().insert(header::LAST_MODIFIED, at);
        }
        response
    }
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

async fn home(visit: Visit) -> Result<Response> {
    let lang = visit.lang;
    let home = visit.read(move |conn, centre| service::home(conn, centre, lang)).await?;
    Ok(visit.page(|view| pages::home(view, &home)))
}

async fn shelf(visit: Visit) -> Result<Response> {
    let (lang, shelf) = (visit.lang, visit.part("shelf"));
    let found = visit.read(move |conn, centre| service::shelf(conn, centre, lang, &shelf)).await?;
    Ok(match found {
        Some((name, cards)) => visit.page(|view| pages::shelf(view, &name, &cards)),
        None => visit.lost(),
    })
}

async fn search(visit: Visit) -> Result<Response> {
    let asked = visit.asked.q.as_deref().unwrap_or_default();
    let text: String = asked.trim().chars().take(knowledge::search::MAX_QUERY_CHARS).collect();
    let hits = match text.is_empty() {
        true => Vec::new(),
        false => {
            let site = visit.centre.site.id;
            visit.app().allowances.take(Deed::Search, site, (visit.client.address, None))?;
            service::find(visit.app(), site, &text).await?
        }
    };
    Ok(visit.page(|view| pages::results(view, &text, &hits)))
}

async fn article(visit: Visit, jar: CookieJar) -> Result<Response> {
    let said = if visit.asked.said.is_some() { Said::Comment } else { Said::Nothing };
    Ok(match visit.place(reader(&jar)).await? {
        Place::Here(reading) => {
            if !is_prefetch(&visit.headers) {
                let from = visit.client.address;
                service::count_view(visit.app(), &reading.article, visit.centre.site.id, from);
            }
            visit.article(&reading, said)
        }
        Place::Moved(slug) => Redirect::permanent(&visit.article_path(&slug)).into_response(),
        Place::Nowhere => visit.lost(),
    })
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
    visit: Visit,
    jar: CookieJar,
    form: Result<Form<Opinion>, FormRejection>,
) -> Result<Response> {
    if address::foreign_origin(&visit.headers).is_some() {
        return Err(Error::Forbidden("origin_not_allowed"));
    }
    let Ok(Form(opinion)) = form else { return Err(Error::Unreadable("malformed")) };
    let known = reader(&jar);
    let Place::Here(mut reading) = visit.place(known).await? else { return Ok(visit.lost()) };
    let comment = opinion.comment.as_deref().map(str::trim).filter(|it| !it.is_empty());
    let helpful = opinion.helpful == "yes";
    if let Some(text) = comment.filter(|it| it.chars().count() > COMMENT_CHARS) {
        reading.opinion = Some(helpful);
        let mut response = visit.article(&reading, Said::TooLong(text));
        *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
        return Ok(response);
    }
    visit.app().allowances.take(Deed::Opinion, visit.centre.site.id, (visit.client.address, None))?;
    let reader = known.unwrap_or_else(VisitorId::random);
    let given = knowledge::service::Opinion { helpful, comment: comment.map(str::to_owned) };
    let (site, head) = (visit.centre.site.id, &reading.article.head);
    knowledge::service::give_feedback(visit.app(), site, head.id, reader, given).await?;
    let home = format!("/yardim/{}", visit.centre.site.slug);
    let said = if comment.is_some() { "?said=1" } else { "" };
    let back = Redirect::to(&format!("{}{said}#gorus", visit.article_path(&head.slug)));
    let secure = if visit.client.secure { "; Secure" } else { "" };
    let cookie =
        format!("{COOKIE}={reader}; Path={home}; Max-Age={COOKIE_SECONDS}; HttpOnly{secure}; SameSite=Lax");
    Ok(([(header::SET_COOKIE, cookie)], back).into_response())
}

/// Somebody who loads the address of the form anew.
async fn back_to_article(visit: Visit) -> Result<Response> {
    Ok(match visit.place(None).await? {
        Place::Here(it) => Redirect::to(&visit.article_path(&it.article.head.slug)).into_response(),
        Place::Moved(slug) => Redirect::to(&visit.article_path(&slug)).into_response(),
        Place::Nowhere => visit.lost(),
    })
}

async fn theme(visit: Visit) -> Response {
    tagged(&visit.headers, pages::theme(&visit.centre.widget), "text/css; charset=utf-8", CACHING)
}

async fn sitemap(visit: Visit) -> Result<Response> {
    if !visit.centre.settings.listed {
        return Err(Error::NotFound("page"));
    }
    let found = visit.read(|conn, centre| service::addresses(conn, centre.site.id)).await?;
    let lang = visit.centre.site.language;
    let xml = visit.drawn(lang, |view| pages::sitemap(view, &found.articles, &found.shelves));
    Ok(tagged(&visit.headers, xml, "application/xml; charset=utf-8", CACHING))
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
async fn robots_of_site(visit: Visit) -> String {
    let address = format!("{}/yardim/{}/sitemap.xml", visit.origin(), visit.centre.site.slug);
    match visit.centre.settings.listed {
        true => format!("User-agent: *\nAllow: /\nSitemap: {address}\n"),
        false => "User-agent: *\nDisallow: /\n".to_owned(),
    }
}

async fn nowhere(visit: Visit) -> Response {
    visit.lost()
}
