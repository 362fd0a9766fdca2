//! Reading a request: bodies, queries and ids, with our errors instead of the framework's.
use crate::Error;
use axum::extract::rejection::{JsonRejection, QueryRejection};
use axum::extract::{FromRequest, FromRequestParts, Path, Query, Request};
use axum::http::request::Parts;
use axum::{Json, RequestPartsExt};
use serde::de::DeserializeOwned;
use std::str::FromStr;

/// A JSON body.
pub struct Input<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Input<T> {
    type Rejection = Error;

    async fn from_request(request: Request, state: &S) -> Result<Self, Error> {
        match Json::<T>::from_request(request, state).await {
            Ok(Json(body)) => Ok(Input(body)),
            Err(rejection) => Err(rejected(&rejection)),
        }
    }
}

/// Reads what a request's JSON was made into; mistakes name the field as for a body.
///
/// # Errors
/// 422 with the field, 400 `bad_json`.
pub fn parse<T: DeserializeOwned>(value: &serde_json::Value) -> Result<T, Error> {
    let read = Json::<T>::from_bytes(value.to_string().as_bytes());
    read.map(|Json(it)| it).map_err(|rejection| rejected(&rejection))
}

fn rejected(rejection: &JsonRejection) -> Error {
    match rejection {
        JsonRejection::MissingJsonContentType(_) => Error::WrongType("bad_json"),
        JsonRejection::JsonDataError(error) => data_error(&error.body_text()),
        JsonRejection::BytesRejection(error) if error.status() == 413 => Error::TooLarge("body_too_large"),
        _ => Error::Unreadable("bad_json"),
    }
}

/// Readable JSON of the wrong shape: names the field when the parser does ("admin.email: missing field …").
fn data_error(text: &str) -> Error {
    let after = text.split_once("target type: ").map_or(text, |it| it.1);
    if let Some(rest) = after.split_once("missing field `").map(|it| it.1) {
        return Error::invalid(rest.split('`').next().unwrap_or_default(), "field_missing");
    }
    match after.split_once(": ") {
        Some((field, _)) if !field.contains(' ') => Error::invalid(field, "value_invalid"),
        _ => Error::Unreadable("bad_json"),
    }
}

/// Query parameters.
pub struct QueryInput<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequestParts<S> for QueryInput<T> {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Error> {
        match Query::<T>::from_request_parts(parts, state).await {
            Ok(Query(query)) => Ok(QueryInput(query)),
            Err(QueryRejection::FailedToDeserializeQueryString(_)) => Err(Error::Unreadable("bad_query")),
            Err(_) => Err(Error::Unreadable("bad_query")),
        }
    }
}

/// The one id in the path. What is no id names nothing: 404.
pub struct PathId<T>(pub T);

impl<S: Send + Sync, T: FromStr> FromRequestParts<S> for PathId<T> {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Error> {
        let Path(text) = parts.extract::<Path<String>>().await.map_err(|_| Error::NotFound("page"))?;
        text.parse().map(PathId).map_err(|_| Error::NotFound("page"))
    }
}

/// `If-Match: <version>`, with or without quotes; `None` when the header is absent.
pub struct IfMatch(pub Option<i64>);

impl<S: Send + Sync> FromRequestParts<S> for IfMatch {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Error> {
        let Some(header) = parts.headers.get(axum::http::header::IF_MATCH) else { return Ok(IfMatch(None)) };
        let text = header.to_str().unwrap_or_default().trim().trim_matches('"');
        match text {
            "*" => Ok(IfMatch(None)),
            version => {
                version.parse().map(|it| IfMatch(Some(it))).map_err(|_| Error::Unreadable("bad_query"))
            }
        }
    }
}
