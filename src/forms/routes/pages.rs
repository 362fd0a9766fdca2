//! The pages at public addresses of forms.
use crate::app::App;
use crate::base::Lang;
use crate::forms::page::{self, View};
use crate::forms::store;
use crate::web::assets::Assets;
use crate::web::pages::tagged;
use crate::web::{guard, problem};
use crate::{Error, Result, help, settings, sites};
use axum::Router;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use serde::Deserialize;

/// Always asked about: a form that is closed is closed at once.
const CACHING: &str = "no-cache";
/// As the help centre's; a form may stand in a frame of the institution's own pages.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; \
     connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

#[derive(Clone)]
struct Server {
    app: App,
    assets: Assets,
}

#[derive(Debug, Default, Deserialize)]
struct Asked {
    lang: Option<String>,
}

/// The pages.
pub fn pages<S: Clone + Send + Sync + 'static>(app: App, assets: Assets) -> Router<S> {
    Router::new()
        .route("/form/{site}/{form}", get(show))
        .route("/form/{site}/theme.css", get(theme))
        .layer(guard::compress())
        .with_state(Server { app, assets })
}

async fn show(
    State(server): State<Server>,
    Path((site, slug)): Path<(String, String)>,
    Query(asked): Query<Asked>,
    headers: HeaderMap,
) -> Result<Response> {
    let found = server.app.store.read(move |conn| {
        let Some(site) = sites::find_by_slug(conn, &site)? else { return Ok(None) };
        let form = store::by_slug(conn, site.id, &slug)?;
        Ok(Some((site, form)))
    });
    let Some((site, form)) = found.await? else { return Ok(Error::NotFound("page").into_response()) };
    let lang = match (asked.lang.as_deref(), headers.contains_key(header::ACCEPT_LANGUAGE)) {
        (Some(tag), _) => Lang::of_tag(tag),
        (None, true) => problem::language(&headers),
        (None, false) => site.language,
    };
    let base = format!("/a/{}", server.assets.hash());
    let view = View { site: &site, lang, assets: &base };
    let open = form.filter(|it| it.design.open);
    let html = open.as_ref().map_or_else(|| page::closed(&view), |it| page::open(&view, it));
    let mut response = tagged(&headers, html, "text/html; charset=utf-8", CACHING);
    if open.is_none() && response.status() == StatusCode::OK {
        *response.status_mut() = StatusCode::NOT_FOUND;
    }
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    headers.append(header::VARY, HeaderValue::from_static("accept-language"));
    Ok(response)
}

/// The site's colours.
async fn theme(
    State(server): State<Server>,
    Path(slug): Path<String>,
    headers: HeaderMap,
) -> Result<Response> {
    let widget = server.app.store.read(move |conn| match sites::find_by_slug(conn, &slug)? {
        Some(site) => Ok(Some(settings::widget(conn, site.id)?)),
        None => Ok(None),
    });
    let widget = widget.await?.ok_or(Error::NotFound("page"))?;
    Ok(tagged(&headers, help::theme(&widget), "text/css; charset=utf-8", CACHING))
}
