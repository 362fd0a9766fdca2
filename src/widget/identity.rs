//! Identity tokens: a JWT (RFC 7519, HS256) that the institution's own server signs with the site's secret, so that
//! a visitor who signed in there is the same person here, on every device.
use crate::{Error, Result};
use jiff::Timestamp;
use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use serde::Deserialize;

/// Longest accepted life, in seconds.
const MAX_LIFE_SECONDS: i64 = 3600;

/// Who the institution says the visitor is.
#[derive(Debug, Deserialize)]
pub struct Identity {
    /// The person's id at the institution.
    pub sub: String,
    /// Name.
    pub name: Option<String>,
    /// Mail address.
    pub email: Option<String>,
    exp: i64,
}

/// Reads a token that must be signed with `secret`, and end after `now` but within an hour.
///
/// # Errors
/// 401 `token_invalid` or `token_expired`.
pub fn read(token: &str, secret: &str, now: Timestamp) -> Result<Identity> {
    let mut validation = Validation::new(Algorithm::HS256);
    validation.validate_exp = false; // against our own clock, below
    validation.validate_aud = false;
    validation.required_spec_claims.clear();
    let key = DecodingKey::from_secret(secret.as_bytes());
    let identity = jsonwebtoken::decode::<Identity>(token, &key, &validation)
        .map_err(|_| Error::Unauthorized("token_invalid"))?
        .claims;
    let left = identity.exp - now.as_second();
    if left <= 0 {
        return Err(Error::Unauthorized("token_expired"));
    }
    if left > MAX_LIFE_SECONDS || identity.sub.is_empty() || identity.sub.len() > 200 {
        return Err(Error::Unauthorized("token_invalid"));
    }
    Ok(identity)
}
