//! A site's settings, one JSON object per screen, each with a version of its own.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum AssistantMode {
    Busy,
    Always,
    Off,
}
pub struct A {
    pub mode: AssistantMode,
    pub floor: f64,
}
pub fn assistant(_c: &rusqlite::Connection, _s: crate::base::ids::SiteId) -> crate::Result<A> {
    Ok(A { mode: AssistantMode::Busy, floor: 0.25 })
}
#[derive(Debug, serde::Serialize, utoipa::ToSchema)]
pub struct WidgetSettings {
    pub title: String,
}
pub fn widget(_c: &rusqlite::Connection, _s: crate::base::ids::SiteId) -> crate::Result<WidgetSettings> {
    Ok(WidgetSettings { title: String::new() })
}
