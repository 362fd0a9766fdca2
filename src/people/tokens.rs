//! The proofs that clients carry.
//!
//! * A user's access token: a JWT of 15 minutes that names user and sign-in. The sign-in's row is looked at on
//!   every request, so ending it ends the token at once.
//! * A visitor's token: a JWT of a year that names visitor and site.
//! * A refresh token: not a JWT. It names its sign-in and is signed, so that one that is genuine but no longer the
//!   sign-in's present one can only be an old one, used again.
//!
//! Each kind has a key of its own; none passes for another.
use crate::Result;
use crate::base::ids::{LoginId, PasswordLinkId, SiteId, UserId, VisitorId};
use crate::base::{Error, secret};
use crate::web::keys::Keys;
use anyhow::Context as _;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use jiff::Timestamp;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use std::collections::HashSet;

/// Life of a user's access token.
pub const ACCESS_SECONDS: i64 = 15 * 60;
/// Life of a visitor's token.
pub const VISITOR_SECONDS: i64 = 365 * 24 * 60 * 60;

const USER_KEY: &str = "user token";
const VISITOR_KEY: &str = "visitor token";
const REFRESH_KEY: &str = "refresh token";
const LINK_KEY: &str = "password link";

/// What a user's access token says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct UserClaims {
    /// Who.
    #[serde(rename = "sub")]
    pub user: UserId,
    /// By which sign-in.
    #[serde(rename = "sid")]
    pub login: LoginId,
    /// Issued, in Unix seconds.
    pub iat: i64,
    /// Ends, in Unix seconds.
    pub exp: i64,
}

/// What a visitor's token says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct VisitorClaims {
    /// Who.
    #[serde(rename = "sub")]
    pub visitor: VisitorId,
    /// Whose widget.
    pub site: SiteId,
    /// Issued, in Unix seconds.
    pub iat: i64,
    /// Ends, in Unix seconds.
    pub exp: i64,
}

/// An access token for `user`, by the sign-in `login`.
///
/// # Errors
/// When it cannot be signed.
pub fn issue_user(keys: &Keys, user: UserId, login: LoginId, now: Timestamp) -> Result<String> {
    let iat = now.as_second();
    sign(keys, USER_KEY, &UserClaims { user, login, iat, exp: iat + ACCESS_SECONDS })
}

/// What a user's access token says, when it is genuine and has not ended.
///
/// # Errors
/// 401 `token_invalid` or `token_expired`.
pub fn read_user(keys: &Keys, token: &str, now: Timestamp) -> Result<UserClaims> {
    let claims: UserClaims = read(keys, USER_KEY, token)?;
    if claims.exp > now.as_second() { Ok(claims) } else { Err(Error::Unauthorized("token_expired")) }
}

/// A token for `visitor` of `site`.
///
/// # Errors
/// When it cannot be signed.
pub fn issue_visitor(keys: &Keys, visitor: VisitorId, site: SiteId, now: Timestamp) -> Result<String> {
    let iat = now.as_second();
    sign(keys, VISITOR_KEY, &VisitorClaims { visitor, site, iat, exp: iat + VISITOR_SECONDS })
}

/// What a visitor's token says, when it is genuine and has not ended.
///
/// # Errors
/// 401 `token_invalid` or `token_expired`.
pub fn read_visitor(keys: &Keys, token: &str, now: Timestamp) -> Result<VisitorClaims> {
    let claims: VisitorClaims = read(keys, VISITOR_KEY, token)?;
    if claims.exp > now.as_second() { Ok(claims) } else { Err(Error::Unauthorized("token_expired")) }
}

/// A new refresh token of the sign-in `login`: `<sign-in>.<random>.<signature>`.
///
/// # Errors
/// When there is no randomness.
pub fn issue_refresh(keys: &Keys, login: LoginId) -> Result<String> {
    let body = format!("{}.{}", login.uuid().simple(), secret::token()?);
    let signature = URL_SAFE_NO_PAD.encode(signing(keys, REFRESH_KEY, &body)?.finalize().into_bytes());
    Ok(format!("{body}.{signature}"))
}

/// The sign-in of a genuine refresh token. Whether it is still the present one, only its row knows.
///
/// # Errors
/// 401 `token_invalid`.
pub fn read_refresh(keys: &Keys, token: &str) -> Result<LoginId> {
    const INVALID: Error = Error::Unauthorized("token_invalid");
    let (body, signature) = token.rsplit_once('.').ok_or(INVALID)?;
    let signature = URL_SAFE_NO_PAD.decode(signature).map_err(|_| INVALID)?;
    signing(keys, REFRESH_KEY, body)?.verify_slice(&signature).map_err(|_| INVALID)?;
    let login = body.split('.').next().unwrap_or_default();
    login.parse().map_err(|_| INVALID)
}

/// The path of a link with which a user chooses a password. What proves it stands behind `#`, which browsers send to
/// nobody and servers write into no log.
///
/// # Errors
/// When it cannot be signed.
pub fn link_path(keys: &Keys, id: PasswordLinkId) -> Result<String> {
    let body = id.uuid().simple().to_string();
    let signature = URL_SAFE_NO_PAD.encode(signing(keys, LINK_KEY, &body)?.finalize().into_bytes());
    Ok(format!("/reset#{body}.{signature}"))
}

/// The link that a token proves. Whether it is still good, only its row knows.
///
/// # Errors
/// 403 `password_link_invalid`.
pub fn read_link(keys: &Keys, token: &str) -> Result<PasswordLinkId> {
    const INVALID: Error = Error::Forbidden("password_link_invalid");
    let (body, signature) = token.trim().rsplit_once('.').ok_or(INVALID)?;
    let signature = URL_SAFE_NO_PAD.decode(signature).map_err(|_| INVALID)?;
    signing(keys, LINK_KEY, body)?.verify_slice(&signature).map_err(|_| INVALID)?;
    body.parse().map_err(|_| INVALID)
}

fn signing(keys: &Keys, purpose: &str, body: &str) -> Result<Hmac<Sha256>> {
    let mut mac = Hmac::<Sha256>::new_from_slice(&keys.derive(purpose)).context("key length")?;
    mac.update(body.as_bytes());
    Ok(mac)
}

fn sign(keys: &Keys, purpose: &str, claims: &impl Serialize) -> Result<String> {
    let key = EncodingKey::from_secret(&keys.derive(purpose));
    Ok(jsonwebtoken::encode(&Header::new(Algorithm::HS256), claims, &key).context("sign a token")?)
}

fn read<C: DeserializeOwned>(keys: &Keys, purpose: &str, token: &str) -> Result<C> {
    let mut validation = Validation::new(Algorithm::HS256);
    validation.validate_exp = false; // by our own clock instead
    validation.required_spec_claims = HashSet::new();
    let key = DecodingKey::from_secret(&keys.derive(purpose));
    match jsonwebtoken::decode(token, &key, &validation) {
        Ok(data) => Ok(data.claims),
        Err(_) => Err(Error::Unauthorized("token_invalid")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys() -> (tempfile::TempDir, Keys) {
        let dir = tempfile::tempdir().unwrap();
        let keys = Keys::open(dir.path()).unwrap();
        (dir, keys)
    }

    #[test]
    fn a_token_says_what_it_was_made_for_until_it_ends() {
        let (_dir, keys) = keys();
        let (user, login, now) = (UserId::random(), LoginId::random(), Timestamp::UNIX_EPOCH);
        let token = issue_user(&keys, user, login, now).unwrap();
        let claims = read_user(&keys, &token, now).unwrap();
        assert_eq!((claims.user, claims.login), (user, login));
        let late = Timestamp::from_second(ACCESS_SECONDS).unwrap();
        assert!(matches!(read_user(&keys, &token, late), Err(Error::Unauthorized("token_expired"))));
    }

    #[test]
    fn no_kind_passes_for_another() {
        let (_dir, keys) = keys();
        let now = Timestamp::UNIX_EPOCH;
        let visitor = issue_visitor(&keys, VisitorId::random(), SiteId::random(), now).unwrap();
        let refresh = issue_refresh(&keys, LoginId::random()).unwrap();
        for token in [visitor.as_str(), refresh.as_str(), "", "a.b.c"] {
            assert!(matches!(read_user(&keys, token, now), Err(Error::Unauthorized("token_invalid"))));
        }
    }

    #[test]
    fn a_refresh_token_cannot_be_made_up() {
        let (_dir, keys) = keys();
        let login = LoginId::random();
        let token = issue_refresh(&keys, login).unwrap();
        assert_eq!(read_refresh(&keys, &token).unwrap(), login);
        let forged = token.replacen(
            &login.uuid().simple().to_string(),
            &LoginId::random().uuid().simple().to_string(),
            1,
        );
        assert!(read_refresh(&keys, &forged).is_err());
    }
}
