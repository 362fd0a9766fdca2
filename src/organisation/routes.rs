//! HTTP surface of the organisation: the same five endpoints for departments, teams and skills.
use super::service;
use super::store;
use super::types::{Group, GroupChange, Kind, NewGroup};
use crate::Result;
use crate::app::App;
use crate::base::ids::GroupId;
use crate::base::page::{Page, PageQuery};
use crate::web::input::IfMatch;
use crate::web::problem::Problem;
use crate::web::{Input, PathId, QueryInput, Staff};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use utoipa_axum::router::OpenApiRouter;

/// Routes below `/api/departments`, `/api/teams` and `/api/skills`.
pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().merge(departments::router()).merge(teams::router()).merge(skills::router())
}

async fn list(app: &App, staff: &Staff, kind: Kind, query: PageQuery) -> Result<Json<Page<Group>>> {
    let limit = query.limit();
    let groups = service::list(app, staff.site()?, kind, query.cursor()?, limit).await?;
    Ok(Json(Page::of(groups, limit, |it| (store::key(&it.name), it.id))))
}

// The endpoints differ only in their address and kind, but each needs a description of its own.
macro_rules! endpoints {
    ($module:ident, $all:tt, $one:tt, $tag:tt, $kind:expr) => {
        mod $module {
            use super::{
                App, Group, GroupChange, GroupId, IfMatch, Input, Json, Kind, NewGroup, OpenApiRouter, Page,
                PageQuery, PathId, Problem, QueryInput, Result, Staff, State, StatusCode, service,
            };
            use utoipa_axum::routes;

            pub(super) fn router() -> OpenApiRouter<App> {
                OpenApiRouter::new().routes(routes!(list, create)).routes(routes!(show, update, delete))
            }

            /// All of the site, by name
            #[utoipa::path(get, path = $all, tag = $tag, params(PageQuery),
                responses((status = 200, body = Page<Group>), (status = 400, body = Problem)))]
            async fn list(
                State(app): State<App>,
                staff: Staff,
                QueryInput(query): QueryInput<PageQuery>,
            ) -> Result<Json<Page<Group>>> {
                super::list(&app, &staff, $kind, query).await
            }

            /// Add one
            #[utoipa::path(post, path = $all, tag = $tag, request_body = NewGroup,
                responses((status = 201, body = Group), (status = 422, body = Problem)))]
            async fn create(
                State(app): State<App>,
                staff: Staff,
                Input(new): Input<NewGroup>,
            ) -> Result<(StatusCode, Json<Group>)> {
                Ok((StatusCode::CREATED, Json(service::create(&app, &staff, $kind, new).await?)))
            }

            /// One, with its members
            #[utoipa::path(get, path = $one, tag = $tag,
                responses((status = 200, body = Group), (status = 404, body = Problem)))]
            async fn show(
                State(app): State<App>,
                staff: Staff,
                PathId(id): PathId<GroupId>,
            ) -> Result<Json<Group>> {
                service::show(&app, staff.site()?, $kind, id).await.map(Json)
            }

            /// Change one
            #[utoipa::path(put, path = $one, tag = $tag, request_body = GroupChange,
                params(("if-match" = Option<i64>, Header, description = "The version that was looked at")),
                responses((status = 200, body = Group), (status = 404, body = Problem),
                    (status = 412, body = Problem, description = "`current` is how it is now"),
                    (status = 422, body = Problem)))]
            async fn update(
                State(app): State<App>,
                staff: Staff,
                PathId(id): PathId<GroupId>,
                IfMatch(expected): IfMatch,
                Input(change): Input<GroupChange>,
            ) -> Result<Json<Group>> {
                service::update(&app, &staff, $kind, id, (expected, change)).await.map(Json)
            }

            /// Remove one; its agents and conversations stay
            #[utoipa::path(delete, path = $one, tag = $tag,
                responses((status = 204), (status = 404, body = Problem)))]
            async fn delete(
                State(app): State<App>,
                staff: Staff,
                PathId(id): PathId<GroupId>,
            ) -> Result<StatusCode> {
                service::delete(&app, &staff, $kind, id).await?;
                Ok(StatusCode::NO_CONTENT)
            }
        }
    };
}

endpoints!(departments, "/api/departments", "/api/departments/{id}", "organisation", Kind::Department);
endpoints!(teams, "/api/teams", "/api/teams/{id}", "organisation", Kind::Team);
endpoints!(skills, "/api/skills", "/api/skills/{id}", "organisation", Kind::Skill);
