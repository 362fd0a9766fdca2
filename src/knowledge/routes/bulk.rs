//! Many articles in one request.
use crate::app::App;
use crate::base::ids::ArticleId;
use crate::base::{FieldError, Lang, words};
use crate::knowledge::bulk::{self, Done, Outcome, Seen, Wanted};
use crate::knowledge::service::Editor;
use crate::knowledge::types::ArticleInput;
use crate::web::limit::BULK_BYTES;
use crate::web::problem::{Problem, ProblemField, language};
use crate::web::{Input, Staff, input};
use crate::{Error, Result};
use axum::Json;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::HeaderMap;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// Articles of one request.
const MOST: usize = 1_000;

pub(super) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(upsert)).layer(DefaultBodyLimit::max(BULK_BYTES))
}

#[derive(Deserialize, utoipa::ToSchema)]
struct BulkInput {
    /// At most 1,000. Each is an article as for a new one, and may have a `source_key` of at most 500 characters, the
    /// sender's own name of it: an article that came with it before is changed, as is one with the same `slug`.
    #[schema(value_type = Vec<ArticleInput>)]
    articles: Vec<Value>,
}

#[derive(Serialize, utoipa::ToSchema)]
struct BulkAnswer {
    /// One for each article, in order.
    items: Vec<BulkItem>,
    counts: BulkCounts,
}

#[derive(Serialize, utoipa::ToSchema)]
struct BulkItem {
    outcome: Outcome,
    /// The article; `null` when it was refused.
    id: Option<ArticleId>,
    /// Its address part.
    slug: Option<String>,
    /// Why it was refused.
    #[schema(value_type = Vec<ProblemField>)]
    errors: Vec<Value>,
}

#[derive(Default, Serialize, utoipa::ToSchema)]
struct BulkCounts {
    created: usize,
    updated: usize,
    unchanged: usize,
    refused: usize,
}

/// Make or change up to 1,000 articles; each has its own outcome
#[utoipa::path(post, path = "/api/knowledge/bulk", tag = "knowledge", request_body = BulkInput, responses(
    (status = 200, body = BulkAnswer), (status = 413, body = Problem), (status = 422, body = Problem)))]
async fn upsert(
    State(app): State<App>,
    staff: Staff,
    headers: HeaderMap,
    Input(input): Input<BulkInput>,
) -> Result<Json<BulkAnswer>> {
    if input.articles.len() > MOST {
        return Err(Error::beyond("articles", "too_many", MOST as u64));
    }
    let read: Vec<Result<Wanted, Vec<FieldError>>> = input.articles.iter().map(wanted).collect();
    let accepted = read.iter().filter_map(|it| it.as_ref().ok()).cloned().collect();
    let (site, editor) = (staff.site()?, Editor::staff(&staff));
    let (now, mut seen) = (app.clock.now(), Seen::default());
    let done = bulk::upsert(&app.store, now, site, &editor, Lang::default(), accepted, &mut seen).await?;
    let mut done = done.into_iter();
    let all = read.into_iter().filter_map(|it| match it {
        Ok(_) => done.next(),
        Err(errors) => Some(Done::refused(errors)),
    });
    let lang = language(&headers);
    let mut counts = BulkCounts::default();
    let items = all.map(|it| {
        *match it.outcome {
            Outcome::Created => &mut counts.created,
            Outcome::Updated => &mut counts.updated,
            Outcome::Unchanged => &mut counts.unchanged,
            Outcome::Refused => &mut counts.refused,
        } += 1;
        item(it, lang)
    });
    let items = items.collect();
    Ok(Json(BulkAnswer { items, counts }))
}

/// One article of the request; what cannot be read names its field.
fn wanted(value: &Value) -> Result<Wanted, Vec<FieldError>> {
    let key = match value.get("source_key") {
        None | Some(Value::Null) => None,
        Some(Value::String(key)) => Some(key.clone()),
        Some(_) => return Err(vec![FieldError::new("source_key", "value_invalid")]),
    };
    match input::parse::<ArticleInput>(value) {
        Ok(input) => Ok(Wanted { input, key, imported: None }),
        Err(Error::Invalid(errors)) => Err(errors),
        Err(_) => Err(vec![FieldError::new("articles", "value_invalid")]),
    }
}

fn item(done: Done, lang: Lang) -> BulkItem {
    let error = |it: &FieldError| serde_json::json!({ "field": it.field, "code": it.code, "detail": words::of_field(it, lang) });
    BulkItem {
        outcome: done.outcome,
        errors: done.errors.iter().map(error).collect(),
        id: done.article.as_ref().map(|it| it.0),
        slug: done.article.map(|it| it.1),
    }
}
