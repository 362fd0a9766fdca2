//! The API's description: what the handlers say of themselves, completed with what holds for all of them, who may
//! call each (from the one table of rights) and the errors that follow from it.
use crate::people::permissions::{self, Who};
use serde_json::{Map, Value, json};
use std::sync::Arc;

/// The finished document, as text.
#[derive(Clone)]
pub struct Description(pub(super) Arc<str>);

const ABOUT: &str = "Sign in with `POST /api/auth/login` and send the access token as `Authorization: Bearer`. \
A user acts on one site at a time, named by `X-Site-ID` (left out: the user's only site). Widgets send the site's \
public key as `X-Api-Key`. Errors are RFC 9457 problem documents; their `code` is stable, their `detail` is worded \
for a person in the language of `Accept-Language`. Lists take `limit` and `after` and answer `items` and \
`next_cursor`. Updates take `If-Match: <version>` where the resource has a version.";

impl Description {
    /// The document of `handlers`, completed.
    #[must_use]
    pub fn of(handlers: &utoipa::openapi::OpenApi) -> Description {
        let mut document = serde_json::to_value(handlers).unwrap_or_default();
        complete(&mut document);
        Description(document.to_string().into())
    }
}

fn complete(document: &mut Value) {
    document["info"] = json!({
        "title": "AsistTR",
        "version": env!("CARGO_PKG_VERSION"),
        "description": ABOUT,
        "license": { "name": "MIT", "identifier": "MIT" },
    });
    document["servers"] = json!([{ "url": "/" }]);
    document["components"]["securitySchemes"] = json!({
        "bearer": { "type": "http", "scheme": "bearer", "description": "A user's access token or a visitor's token" },
        "site_key": { "type": "apiKey", "in": "header", "name": "X-Api-Key", "description": "The site's public key" },
    });
    let Some(paths) = document["paths"].as_object_mut() else { return };
    for (path, methods) in paths.iter_mut() {
        for (method, operation) in methods.as_object_mut().into_iter().flatten() {
            if let Value::Object(operation) = operation {
                complete_operation(operation, &method.to_ascii_uppercase(), path);
            }
        }
    }
}

fn complete_operation(operation: &mut Map<String, Value>, method: &str, path: &str) {
    let who = permissions::find(method, path).unwrap_or(Who::Superadmin);
    operation.insert("security".to_owned(), security(who));
    operation.insert("x-who".to_owned(), json!(format!("{who:?}")));
    let parameters = operation.entry("parameters").or_insert_with(|| json!([]));
    if let Value::Array(parameters) = parameters {
        let missing = path_parameters(path).filter(|it| !is_described(parameters, it)).collect::<Vec<_>>();
        parameters.extend(missing.into_iter().map(path_parameter));
        parameters.extend(common_parameters(who, method));
    }
    let responses = operation.entry("responses").or_insert_with(|| json!({}));
    if let Value::Object(responses) = responses {
        for (status, why) in errors(who, method, path) {
            responses.entry(status).or_insert_with(|| json!({ "description": why }));
        }
        responses.iter_mut().for_each(|(status, response)| shape(status, response, path));
    }
}

fn security(who: Who) -> Value {
    match who {
        Who::Open => json!([]),
        Who::Public | Who::Page => json!([{ "site_key": [] }, { "bearer": [] }]),
        Who::Visitor | Who::VisitorOrStaff => json!([{ "bearer": [] }, { "bearer": [], "site_key": [] }]),
        _ => json!([{ "bearer": [] }]),
    }
}

fn common_parameters(who: Who, method: &str) -> Vec<Value> {
    let header = |name: &str, description: &str| {
        json!({ "name": name, "in": "header", "required": false, "description": description,
                "schema": { "type": "string" } })
    };
    let mut all = Vec::new();
    if !matches!(who, Who::Open | Who::Visitor) {
        all.push(header("X-Site-ID", "The site acted on; left out, the user's only one"));
    }
    if method == "POST" {
        all.push(header("Idempotency-Key", "The same key and body within 24 h get the first answer again"));
    }
    all
}

fn path_parameters(path: &str) -> impl Iterator<Item = &str> {
    path.split('/').filter_map(|it| it.strip_prefix('{')?.strip_suffix('}'))
}

fn is_described(parameters: &[Value], name: &str) -> bool {
    parameters.iter().any(|it| it["in"] == "path" && it["name"] == name)
}

/// Handlers read ids with an extractor that says nothing of itself; what is no id is a word.
fn path_parameter(name: &str) -> Value {
    let schema = match name {
        "slug" | "tag" | "file" => json!({ "type": "string" }),
        "version" => json!({ "type": "integer" }),
        _ => json!({ "type": "string", "format": "uuid" }),
    };
    json!({ "name": name, "in": "path", "required": true, "schema": schema })
}

/// The errors that follow from the rights and from what holds for every request.
fn errors(who: Who, method: &str, path: &str) -> Vec<(&'static str, &'static str)> {
    let mut all = vec![("500", "Something went wrong on our side")];
    if path.starts_with("/api/") {
        all.push(("429", "Too often; see `Retry-After`"));
    }
    if who != Who::Open {
        all.push(("400", "The request cannot be read, or the site is not named"));
        all.push(("401", "No credentials, or ones that are not valid"));
        all.push(("403", "The role or the page's origin does not allow it"));
        all.push(("404", "Not there, or of another site"));
    }
    if method == "POST" {
        all.push(("409", "The state forbids it, or the idempotency key was used with another request"));
    }
    all
}

/// Every error is a problem document, except where the handler says otherwise.
fn shape(status: &str, response: &mut Value, path: &str) {
    let error = status.starts_with(['4', '5']);
    if !error || path == "/health" {
        return;
    }
    let schema = json!({ "$ref": "#/components/schemas/Problem" });
    response["content"] = json!({ "application/problem+json": { "schema": schema } });
}
