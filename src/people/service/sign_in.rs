//! Signing in, staying signed in, signing out.
use crate::Result;
use crate::app::App;
use crate::audit::{self, Actor, Entry};
use crate::base::ids::{LoginId, SiteId, UserId};
use crate::base::{Error, secret};
use crate::engine::password;
use crate::outbox::{self, Kind};
use crate::people::service::second_factor::{self, Accepted};
use crate::people::service::{access, links};
use crate::people::store::logins::{self, NewLogin};
use crate::people::types::{Account, Me, Session};
use crate::people::{permissions, rules, store, tokens};
use crate::store::{Present, Write};
use crate::web::Client;
use jiff::Timestamp;
use rusqlite::Connection;
use serde::Deserialize;
use serde_json::json;

/// Two tabs may refresh at the same moment with the same token: the one that comes second within this time gets an
/// access token too, but no new refresh token (the first one's is in the shared cookie already). Later, the same
/// token can only have been copied.
const GRACE_MS: i64 = 10_000;

/// A session, and the refresh token for the cookie when there is a new one.
#[derive(Debug)]
pub struct SignedIn {
    /// For the body.
    pub session: Session,
    /// For the cookie.
    pub refresh: Option<String>,
}

/// What somebody brings along to sign in.
#[derive(Debug, Clone, Deserialize, utoipa::ToSchema)]
pub struct Credentials {
    /// The sign-in name.
    pub email: String,
    /// The password.
    pub password: String,
    /// Of the authenticator app, or a recovery code; once `second_factor_needed` was the answer.
    pub code: Option<String>,
}

/// Signs in with address and password, and a code where there is a second factor. A wrong password, an unknown address
/// and a deactivated account are answered alike and after the same work.
///
/// # Errors
/// 401 `bad_credentials`, `second_factor_needed` or `second_factor_wrong`; 429 `too_many_attempts` after too many wrong
/// ones from the address or for the account.
pub async fn sign_in(app: &App, client: &Client, given: Credentials) -> Result<SignedIn> {
    let Credentials { email, password, code } = given;
    let email = rules::normal_email(&email);
    let names = [format!("address {}", client.address), format!("account {}", account_name(&email))];
    refuse_when_locked(app, &names)?;
    let found = app.store.read({
        let email = email.clone();
        move |conn| store::find_by_email(conn, &email)
    });
    let account = found.await?;
    let hash = account.as_ref().filter(|it| it.active).map(|it| it.password_hash.clone());
    let right = password::verify(password, hash).await?;
    // Again: other tries may have failed while this one waited for its turn.
    refuse_when_locked(app, &names)?;
    match account {
        Some(account) if right => match begin(app, client, account.clone(), code).await {
            Err(error @ Error::Unauthorized("second_factor_wrong")) => {
                fail(app, client, Some(account), &names).await?;
                Err(error)
            }
            Err(error) => Err(error),
            Ok(signed_in) => {
                app.attempts.forgive(&names[1]);
                Ok(signed_in)
            }
        },
        account => {
            fail(app, client, account, &names).await?;
            Err(Error::Unauthorized("bad_credentials"))
        }
    }
}

/// Addresses are counted by their hash: it has a known length, and no person's address lies about in memory.
pub(super) fn account_name(email: &str) -> String {
    secret::hash(email).iter().take(16).map(|it| format!("{it:02x}")).collect()
}

fn refuse_when_locked(app: &App, names: &[String; 2]) -> Result<()> {
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    match app.attempts.locked_seconds(&names, app.clock.now()) {
        Some(retry_after_seconds) if app.config.limits.failed_logins > 0 => {
            Err(Error::RateLimited { code: "too_many_attempts", retry_after_seconds })
        }
        _ => Ok(()),
    }
}

/// A wrong password or code. When it locks the account, its owner gets a mail.
async fn fail(app: &App, client: &Client, account: Option<Account>, names: &[String; 2]) -> Result<()> {
    let (now, limit) = (app.clock.now(), app.config.limits.failed_logins);
    app.attempts.wrong(&[&names[0]], limit, now);
    let locked = app.attempts.wrong(&[&names[1]], limit, now);
    let seconds = locked.then(|| app.attempts.locked_seconds(&[&names[1]], now)).flatten();
    note_failure(app, client, account, seconds).await
}

async fn begin(app: &App, client: &Client, checked: Account, code: Option<String>) -> Result<SignedIn> {
    let (now, login) = (app.clock.now(), LoginId::random());
    let refresh = tokens::issue_refresh(&app.keys, login)?;
    let (client, hash, keys) = (client.clone(), secret::hash(&refresh), app.keys.clone());
    let decide = move |present: &Present<'_>| {
        let account = store::find(present, checked.id)?;
        let account = account.filter(|it| it.active && it.password_hash == checked.password_hash);
        let account = account.ok_or(Error::Unauthorized("bad_credentials"))?;
        let mut write = Write::new();
        let factor = match (account.second_factor, code) {
            (false, _) => None,
            (true, None) => return Err(Error::Unauthorized("second_factor_needed")),
            (true, Some(code)) => {
                let used = second_factor::use_code(present, &mut write, &keys, account.id, &code, now)?;
                Some(used.ok_or(Error::Unauthorized("second_factor_wrong"))?)
            }
        };
        let (address, agent) = (client.address.to_string(), client.agent.as_str());
        let new = NewLogin { id: login, user: account.id, refresh_hash: &hash, address: &address, agent };
        logins::insert(&mut write, &new, now);
        let actor = Actor::client(&client, Some(account.id));
        let entries = on_every_site(&account, &actor, "sign_in.succeeded", now).into_iter();
        let entries = entries.map(|it| match factor {
            Some(Accepted::App) => it.new_value(json!({ "second_factor": "app" })),
            Some(Accepted::Recovery) => it.new_value(json!({ "second_factor": "recovery_code" })),
            None => it,
        });
        audit::record_all(present, &mut write, entries)?;
        let site = access::site_acted_on(present, &account, None)?;
        let me = me(present, account, site)?;
        Ok((write, me))
    };
    let (_, me) = app.store.decide(decide).await?;
    tracing::info!(user = %me.user.id, login = %login, "signed in");
    let session = session(app, me, login, now)?;
    Ok(SignedIn { session, refresh: Some(refresh) })
}

async fn note_failure(
    app: &App,
    client: &Client,
    account: Option<Account>,
    locked_seconds: Option<u64>,
) -> Result<()> {
    let (now, client) = (app.clock.now(), client.clone());
    let decide = move |present: &Present<'_>| {
        let mut write = Write::new();
        let actor = Actor::client(&client, None);
        let entries = match &account {
            Some(account) => on_every_site(account, &actor, "sign_in.failed", now),
            None => vec![Entry::new(&actor, None, "sign_in.failed", now)],
        };
        audit::record_all(present, &mut write, entries)?;
        if let (Some(account), Some(seconds)) = (account.filter(|it| it.active), locked_seconds) {
            let address = client.address.to_string();
            let details = json!({ "at": now.as_millisecond(), "address": address, "seconds": seconds });
            links::tell_owner(present, &mut write, &account, Kind::AccountLocked, details, now)?;
        }
        Ok((write, ()))
    };
    app.store.decide(decide).await?;
    Ok(())
}

/// A sign-in concerns every site that the user works on; their admins are to see it. Without any, it concerns the
/// installation.
pub(super) fn on_every_site(
    account: &Account,
    actor: &Actor,
    action: &'static str,
    now: Timestamp,
) -> Vec<Entry> {
    let entry = |site: Option<SiteId>| Entry::new(actor, site, action, now).to("user", account.id.uuid());
    match account.sites.as_slice() {
        [] => vec![entry(None)],
        sites => sites.iter().map(|it| entry(Some(it.id))).collect(),
    }
}

/// The account as its owner sees it, acting on `site`.
pub(in crate::people) fn me(conn: &Connection, account: Account, site: Option<SiteId>) -> Result<Me> {
    let lowest = if account.superadmin { None } else { account.sites.iter().map(|it| it.role).min() };
    let role = site.and_then(|it| account.role_on(it)).or(lowest);
    let role = role.unwrap_or(if account.superadmin {
        crate::base::Role::Superadmin
    } else {
        crate::base::Role::Agent
    });
    let preferences = account.preferences;
    Ok(Me {
        second_factor_missing: account.lacks_factor(),
        recovery_codes_left: store::factors::codes_left(conn, account.id)?,
        mail: outbox::can_send(conn, site.unwrap_or(outbox::INSTALLATION))?,
        user: account.view(site),
        site_id: site,
        role,
        permissions: permissions::of_role(role),
        preferences,
    })
}

pub(super) fn session(app: &App, me: Me, login: LoginId, now: Timestamp) -> Result<Session> {
    let access_token = tokens::issue_user(&app.keys, me.user.id, login, now)?;
    let event_seq = *app.store.head().borrow();
    Ok(Session { access_token, expires_in: tokens::ACCESS_SECONDS, user: me, event_seq })
}

/// What a refresh token turned out to be.
enum Use {
    /// The present one: there is a new one now.
    Rotated(Me),
    /// The one before, a moment ago: two tabs at once.
    Twice(Me),
    /// An old one: somebody has a copy, so the sign-in has ended.
    Reused(UserId),
}

/// Exchanges a refresh token for an access token and a new refresh token.
///
/// # Errors
/// 401 `token_invalid`; 401 `refresh_reused` when the token was used before: the sign-in ends then, for everybody
/// who has a token of it.
pub async fn refresh(app: &App, client: &Client, token: &str) -> Result<SignedIn> {
    let now = app.clock.now();
    let login = tokens::read_refresh(&app.keys, token)?;
    let fresh = tokens::issue_refresh(&app.keys, login)?;
    let (given, new, from) = (secret::hash(token), secret::hash(&fresh), client.clone());
    let decide = move |present: &Present<'_>| decide_refresh(present, login, &given, &new, &from, now);
    match app.store.decide(decide).await?.1 {
        Use::Rotated(me) => {
            let session = session(app, me, login, now)?;
            Ok(SignedIn { session, refresh: Some(fresh) })
        }
        Use::Twice(me) => Ok(SignedIn { session: session(app, me, login, now)?, refresh: None }),
        Use::Reused(user) => {
            tracing::warn!(%user, %login, "a used refresh token came again; the sign-in has ended");
            app.hub.disconnect_user(user);
            Err(Error::Unauthorized("refresh_reused"))
        }
    }
}

fn decide_refresh(
    present: &Present<'_>,
    login: LoginId,
    given: &[u8],
    new: &[u8],
    client: &Client,
    now: Timestamp,
) -> Result<(Write, Use)> {
    const ENDED: Error = Error::Unauthorized("token_invalid");
    let state = logins::find_alive(present, login, now)?.ok_or(ENDED)?;
    let account = store::find(present, state.user)?.filter(|it| it.active).ok_or(ENDED)?;
    let site = access::site_acted_on(present, &account, None)?;
    let mut write = Write::new();
    if given == state.refresh_hash {
        logins::rotate(&mut write, login, new, now);
        let me = me(present, account, site)?;
        return Ok((write, Use::Rotated(me)));
    }
    let in_grace = now.as_millisecond() - state.rotated_at_ms <= GRACE_MS;
    if in_grace && state.previous_hash.as_deref() == Some(given) {
        let me = me(present, account, site)?;
        return Ok((write, Use::Twice(me)));
    }
    logins::revoke(&mut write, account.id, login, now);
    let actor = Actor::client(client, Some(account.id));
    let entries = on_every_site(&account, &actor, "sign_in.token_reused", now);
    let entries = entries.into_iter().map(|it| it.new_value(json!({ "login": login })));
    audit::record_all(present, &mut write, entries)?;
    Ok((write, Use::Reused(account.id)))
}

/// Ends the sign-in that a refresh or access token belongs to. A token that is worth nothing already is fine.
///
/// # Errors
/// When the database cannot be written.
pub async fn sign_out(app: &App, client: &Client, refresh: Option<&str>, access: Option<&str>) -> Result<()> {
    let now = app.clock.now();
    let by_refresh = refresh.and_then(|it| tokens::read_refresh(&app.keys, it).ok());
    let by_access = access.and_then(|it| tokens::read_user(&app.keys, it, now).ok()).map(|it| it.login);
    let Some(login) = by_refresh.or(by_access) else { return Ok(()) };
    let client = client.clone();
    let decide = move |present: &Present<'_>| {
        let mut write = Write::new();
        let Some(state) = logins::find_alive(present, login, now)? else { return Ok((write, None)) };
        logins::revoke(&mut write, state.user, login, now);
        let actor = Actor::client(&client, Some(state.user));
        if let Some(account) = store::find(present, state.user)? {
            audit::record_all(present, &mut write, on_every_site(&account, &actor, "sign_in.ended", now))?;
        }
        Ok((write, Some(state.user)))
    };
    if let (_, Some(user)) = app.store.decide(decide).await? {
        app.hub.disconnect_user(user);
    }
    Ok(())
}
