//! stub
use crate::base::ids::*;
#[derive(Clone, Copy)]
pub enum Audience {
    Public,
    Staff,
}
#[derive(Debug, Clone, serde::Serialize, utoipa::ToSchema)]
pub struct SearchHit {
    pub article_id: ArticleId,
    pub title: String,
    pub slug: String,
    pub snippet: String,
    pub score: f64,
}
pub mod service {
    use super::*;
    pub async fn search(
        _a: &crate::app::App,
        _s: SiteId,
        _w: Audience,
        _q: &str,
        _n: usize,
    ) -> crate::Result<Vec<SearchHit>> {
        Ok(vec![])
    }
}
pub mod follow {
    pub async fn follow(_a: crate::app::App, stop: tokio_util::sync::CancellationToken) {
        stop.cancelled().await
    }
    pub fn render(_s: i64, _e: &crate::store::Event, _o: &mut Vec<crate::realtime::Delivery>) {}
}
