//! What users do to their own account.
use super::sign_in::{self, on_every_site};
use super::{access, links};
use crate::Result;
use crate::app::App;
use crate::audit::{self, Actor};
use crate::base::ids::LoginId;
use crate::base::{Error, Lang};
use crate::engine::password;
use crate::outbox::Kind;
use crate::people::store::logins;
use crate::people::types::{Account, Login, Me, PreferencesChange};
use crate::people::{rules, store};
use crate::store::{Present, Write};
use crate::web::Staff;
use serde::Deserialize;
use serde_json::json;

/// What users may change of themselves; what is left out stays.
#[derive(Debug, Clone, Default, Deserialize, utoipa::ToSchema)]
pub struct ProfileChange {
    /// Shown to visitors and colleagues.
    pub name: Option<String>,
    /// Of the desk.
    pub language: Option<Lang>,
    /// How the desk looks and behaves.
    pub preferences: Option<PreferencesChange>,
}

/// A new password, and proof that it is the owner who asks.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
pub struct PasswordChange {
    /// The present one.
    pub current: String,
    /// At least 10 characters and not a common one.
    pub new: String,
}

/// The signed-in user.
///
/// # Errors
/// 401 when the account has gone.
pub async fn show(app: &App, staff: &Staff) -> Result<Me> {
    let (id, site) = (staff.user, staff.site);
    app.store
        .read(move |conn| {
            let account = store::find(conn, id)?.ok_or(Error::Unauthorized("token_invalid"))?;
            sign_in::me(conn, account, site)
        })
        .await
}

/// Changes name, language or preferences.
///
/// # Errors
/// 422 with the unacceptable fields.
pub async fn update(app: &App, staff: &Staff, change: ProfileChange) -> Result<Me> {
    let (now, staff) = (app.clock.now(), staff.clone());
    let name = change.name.as_deref().map(|it| rules::name("name", it)).transpose();
    let name = name.map_err(|error| Error::Invalid(vec![error]))?;
    let decide = move |present: &Present<'_>| {
        let old = find(present, &staff)?;
        let mut account = old.clone();
        account.name = name.unwrap_or(account.name);
        let preferences = change.preferences.unwrap_or_default();
        account.language = change.language.or(preferences.language).unwrap_or(account.language);
        account.preferences = account.preferences.with(preferences);
        account.preferences.language = account.language;
        let mut write = Write::new();
        store::update(&mut write, &account);
        if old.name != account.name {
            let entries = on_every_site(&account, &Actor::staff(&staff), "user.updated", now).into_iter();
            let entries = entries
                .map(|it| it.old(json!({ "name": old.name })).new_value(json!({ "name": account.name })));
            audit::record_all(present, &mut write, entries)?;
        }
        account.sites.iter().for_each(|it| store::tell(&mut write, it.id, "user.updated", account.id, now));
        let site = access::site_acted_on(present, &account, staff.site)?;
        let me = sign_in::me(present, account, site)?;
        Ok((write, me))
    };
    app.store.decide(decide).await.map(|(_, me)| me)
}

/// Changes the password; every other sign-in of the user ends.
///
/// # Errors
/// 422 `password_wrong` or what is wrong with the new one; 429 after too many wrong ones.
pub async fn change_password(app: &App, staff: &Staff, change: PasswordChange) -> Result<()> {
    rules::password("new", &change.new).map_err(|error| Error::Invalid(vec![error]))?;
    verify_own_password(app, staff, change.current, "current").await?;
    let (id, now) = (staff.user, app.clock.now());
    let password_hash = password::hash(change.new).await?;
    let staff = staff.clone();
    let decide = move |present: &Present<'_>| {
        let account = Account { password_hash, ..find(present, &staff)? };
        let mut write = Write::new();
        store::update(&mut write, &account);
        logins::revoke_all(&mut write, account.id, Some(staff.login), now);
        store::links::end_all(&mut write, account.id, now);
        let entries = on_every_site(&account, &Actor::staff(&staff), "user.password_changed", now);
        audit::record_all(present, &mut write, entries)?;
        let details = json!({ "at": now.as_millisecond() });
        links::tell_owner(present, &mut write, &account, Kind::PasswordChanged, details, now)?;
        Ok((write, ()))
    };
    app.store.decide(decide).await?;
    app.hub.disconnect_user(id); // whoever is still signed in connects again
    Ok(())
}

/// Whether `password` is the user's own; `field` is its name in the request.
///
/// # Errors
/// 422 `password_wrong`; 429 after too many wrong ones.
pub(super) async fn verify_own_password(
    app: &App,
    staff: &Staff,
    password: String,
    field: &str,
) -> Result<()> {
    let (id, now) = (staff.user, app.clock.now());
    let counted = format!("password of {id}");
    if let Some(retry_after_seconds) = app.attempts.locked_seconds(&[&counted], now) {
        return Err(Error::RateLimited { code: "too_many_attempts", retry_after_seconds });
    }
    let account = app.store.read(move |conn| store::find(conn, id)).await?;
    let account = account.ok_or(Error::Unauthorized("token_invalid"))?;
    if !password::verify(password, Some(account.password_hash)).await? {
        app.attempts.wrong(&[&counted], app.config.limits.failed_logins, now);
        return Err(Error::invalid(field, "password_wrong"));
    }
    app.attempts.forgive(&counted);
    Ok(())
}

/// The user's live sign-ins.
///
/// # Errors
/// When the database cannot be read.
pub async fn sessions(app: &App, staff: &Staff) -> Result<Vec<Login>> {
    let (user, login, now) = (staff.user, staff.login, app.clock.now());
    app.store.read(move |conn| logins::list(conn, user, login, now)).await
}

/// Ends one of the user's sign-ins, at once.
///
/// # Errors
/// 404 when it is not theirs or not alive.
pub async fn end_session(app: &App, staff: &Staff, login: LoginId) -> Result<()> {
    let (now, staff) = (app.clock.now(), staff.clone());
    let user = staff.user;
    let decide = move |present: &Present<'_>| {
        let account = find(present, &staff)?;
        let mut write = Write::new();
        logins::revoke(&mut write, account.id, login, now);
        let entries = on_every_site(&account, &Actor::staff(&staff), "sign_in.revoked", now).into_iter();
        audit::record_all(present, &mut write, entries.map(|it| it.new_value(json!({ "login": login }))))?;
        Ok((write, ()))
    };
    app.store.decide(decide).await?;
    app.hub.disconnect_user(user);
    Ok(())
}

fn find(present: &Present<'_>, staff: &Staff) -> Result<Account> {
    store::find(present, staff.user)?.ok_or(Error::Unauthorized("token_invalid"))
}
