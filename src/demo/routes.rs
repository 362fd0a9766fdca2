//! The demo's page at `/demo`: the home of the made-up university, with the widget on it.
use super::{Demo, PASSWORD};
use crate::Error;
use crate::web::assets::Assets;
use crate::web::headers::WIDGET_POLICY;
use crate::web::pages;
use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::Response;
use axum::routing::get;
use std::sync::Arc;

/// The page.
pub fn router<S: Clone + Send + Sync + 'static>(assets: Assets, demo: Demo) -> Router<S> {
    Router::new().route("/demo", get(page)).with_state((assets, Arc::new(demo)))
}

async fn page(
    State((assets, demo)): State<(Assets, Arc<Demo>)>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let base = format!("/a/{}", assets.hash());
    let replace = [
        ("__BASE__", base.as_str()),
        ("__KEY__", &demo.site.api_key),
        ("__ADMIN_EMAIL__", &demo.admin_email),
        ("__AGENT_EMAIL__", &demo.agent_email),
        ("__PASSWORD__", PASSWORD),
    ];
    let html = assets.text("demo/index.html", &replace).ok_or(Error::NotFound("page"))?;
    let mut response = pages::document(&headers, html);
    response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, WIDGET_POLICY);
    Ok(response)
}
