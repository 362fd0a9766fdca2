//! The second factor: setting it up, using it, taking it away. The secret is sealed; recovery codes are kept as keyed
//! hashes, so that neither is worth anything without the installation's key.
use super::profile::verify_own_password;
use super::sign_in::on_every_site;
use crate::Result;
use crate::app::App;
use crate::audit::{self, Actor};
use crate::base::Error;
use crate::base::ids::UserId;
use crate::engine::second_factor as engine;
use crate::people::store::{self, factors};
use crate::store::{Present, Write};
use crate::web::Staff;
use crate::web::keys::Keys;
use anyhow::Context as _;
use hmac::{Hmac, KeyInit as _, Mac as _};
use jiff::Timestamp;
use serde::Serialize;
use sha2::Sha256;

/// What secrets are sealed for.
const SEALED_FOR: &str = "second factor";
/// What recovery codes are hashed under.
const HASHED_UNDER: &str = "recovery code";
/// Recovery codes made at once.
const CODES: usize = 10;

/// What an authenticator app needs to know; shown once.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct Enrolment {
    /// To be typed into the app.
    pub secret: String,
    /// To be opened in the app on the same device.
    pub url: String,
    /// A QR code to be photographed by the app, as SVG.
    pub picture: String,
}

/// Recovery codes; shown once.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct RecoveryCodes {
    /// Each is good for one sign-in.
    pub codes: Vec<String>,
}

/// Begins to set it up. It is not asked for until it is confirmed.
///
/// # Errors
/// 409 `second_factor_on` when there is one.
pub async fn enroll(app: &App, staff: &Staff) -> Result<Enrolment> {
    let (user, now) = (staff.user, app.clock.now());
    let secret = engine::new_secret()?;
    let sealed = app.keys.seal(SEALED_FOR, user.uuid().as_bytes(), &secret)?;
    let decide = move |present: &Present<'_>| {
        let account = store::find(present, user)?.ok_or(Error::Unauthorized("token_invalid"))?;
        let institution = store::installation::institution(present)?;
        let mut write = Write::new();
        factors::begin(&mut write, user, &sealed, now);
        Ok((write, (account.email, institution)))
    };
    let (_, (email, institution)) = app.store.decide(decide).await?;
    let service = institution.map_or_else(|| "AsistTR".to_owned(), |it| format!("AsistTR {it}"));
    let shown = engine::show(&secret, &service, &email)?;
    Ok(Enrolment { secret: shown.text, url: shown.url, picture: shown.picture })
}

/// From now on a code is asked for: this one shows that the app works.
///
/// # Errors
/// 409 when nothing was begun or it is on, 422 `second_factor_wrong`, 429 after too many wrong ones.
pub async fn confirm(app: &App, staff: &Staff, code: String) -> Result<RecoveryCodes> {
    let (now, keys, asker) = (app.clock.now(), app.keys.clone(), staff.clone());
    let counted = format!("second factor of {}", staff.user);
    if let Some(retry_after_seconds) = app.attempts.locked_seconds(&[&counted], now) {
        return Err(Error::RateLimited { code: "too_many_attempts", retry_after_seconds });
    }
    let (codes, hashes) = new_codes(&app.keys)?;
    let decide = move |present: &Present<'_>| {
        let user = asker.user;
        let factor = factors::find(present, user)?.ok_or(Error::Conflict("second_factor_off"))?;
        let mut write = Write::new();
        if factor.confirmed {
            return Err(Error::Conflict("second_factor_on"));
        }
        if !use_app_code(&mut write, &keys, user, &factor, &code, now)? {
            return Err(Error::invalid("code", "second_factor_wrong"));
        }
        factors::confirm(&mut write, user, now);
        factors::put_codes(&mut write, user, &hashes);
        let account = store::find(present, user)?.ok_or(Error::Unauthorized("token_invalid"))?;
        let entries = on_every_site(&account, &Actor::staff(&asker), "user.second_factor_on", now);
        audit::record_all(present, &mut write, entries)?;
        account.sites.iter().for_each(|it| store::tell(&mut write, it.id, "user.updated", user, now));
        Ok((write, ()))
    };
    match app.store.decide(decide).await {
        Ok(_) => {
            app.attempts.forgive(&counted);
            Ok(RecoveryCodes { codes })
        }
        Err(error) => {
            if matches!(error, Error::Invalid(_)) {
                app.attempts.wrong(&[&counted], app.config.limits.failed_logins, now);
            }
            Err(error)
        }
    }
}

/// Takes it away; the password shows that it is the owner who asks.
///
/// # Errors
/// 422 `password_wrong`, 429 after too many wrong ones.
pub async fn disable(app: &App, staff: &Staff, password: String) -> Result<()> {
    verify_own_password(app, staff, password, "password").await?;
    let (now, asker) = (app.clock.now(), staff.clone());
    let decide = move |present: &Present<'_>| {
        let account = store::find(present, asker.user)?.ok_or(Error::Unauthorized("token_invalid"))?;
        let mut write = Write::new();
        factors::remove(&mut write, account.id);
        if account.second_factor {
            let entries = on_every_site(&account, &Actor::staff(&asker), "user.second_factor_off", now);
            audit::record_all(present, &mut write, entries)?;
        }
        Ok((write, ()))
    };
    app.store.decide(decide).await?;
    Ok(())
}

/// New recovery codes in place of the present ones.
///
/// # Errors
/// 409 `second_factor_off`, 422 `password_wrong`, 429 after too many wrong ones.
pub async fn renew_codes(app: &App, staff: &Staff, password: String) -> Result<RecoveryCodes> {
    verify_own_password(app, staff, password, "password").await?;
    let (now, asker) = (app.clock.now(), staff.clone());
    let (codes, hashes) = new_codes(&app.keys)?;
    let decide = move |present: &Present<'_>| {
        let account = store::find(present, asker.user)?.filter(|it| it.second_factor);
        let account = account.ok_or(Error::Conflict("second_factor_off"))?;
        let mut write = Write::new();
        factors::put_codes(&mut write, account.id, &hashes);
        let entries = on_every_site(&account, &Actor::staff(&asker), "user.recovery_codes_renewed", now);
        audit::record_all(present, &mut write, entries)?;
        Ok((write, ()))
    };
    app.store.decide(decide).await?;
    Ok(RecoveryCodes { codes })
}

/// How a code was accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Accepted {
    /// It came from the app.
    App,
    /// It was a recovery code, which is used up now.
    Recovery,
}

/// Uses a code for a sign-in, within its write; `None` when it is wrong or was used before.
pub(super) fn use_code(
    present: &Present<'_>,
    write: &mut Write,
    keys: &Keys,
    user: UserId,
    code: &str,
    now: Timestamp,
) -> Result<Option<Accepted>> {
    let Some(factor) = factors::find(present, user)?.filter(|it| it.confirmed) else { return Ok(None) };
    if let Some(typed) = engine::recovery_typed(code) {
        let hash = hashed(keys, &typed)?;
        let known = factors::has_code(present, user, &hash)?;
        if known {
            factors::use_code(write, user, &hash, now);
        }
        return Ok(known.then_some(Accepted::Recovery));
    }
    Ok(use_app_code(write, keys, user, &factor, code, now)?.then_some(Accepted::App))
}

fn use_app_code(
    write: &mut Write,
    keys: &Keys,
    user: UserId,
    factor: &factors::Factor,
    code: &str,
    now: Timestamp,
) -> Result<bool> {
    let code: String = code.chars().filter(|it| !it.is_whitespace()).collect();
    let secret = keys.open_sealed(SEALED_FOR, user.uuid().as_bytes(), &factor.secret)?;
    let step = engine::step_of(&secret, &code, now)?.filter(|it| *it > factor.last_step);
    if let Some(step) = step {
        factors::use_step(write, user, step);
    }
    Ok(step.is_some())
}

fn new_codes(keys: &Keys) -> Result<(Vec<String>, Vec<Vec<u8>>)> {
    let codes: Vec<String> = (0..CODES).map(|_| engine::recovery_code()).collect::<Result<_>>()?;
    let plain = codes.iter().filter_map(|it| engine::recovery_typed(it));
    let hashes = plain.map(|it| hashed(keys, &it)).collect::<Result<_>>()?;
    Ok((codes, hashes))
}

fn hashed(keys: &Keys, code: &str) -> Result<Vec<u8>> {
    let mut mac = Hmac::<Sha256>::new_from_slice(&keys.derive(HASHED_UNDER)).context("key length")?;
    mac.update(code.as_bytes());
    Ok(mac.finalize().into_bytes().to_vec())
}
