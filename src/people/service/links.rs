//! Links with which a user chooses a password: for a new account, and for a forgotten password. What a link carries is
//! signed and not stored; it is good once.
use super::sign_in::{account_name, on_every_site};
use crate::Result;
use crate::app::App;
use crate::audit::{self, Actor, Entry};
use crate::base::Error;
use crate::base::ids::{PasswordLinkId, SiteId, UserId};
use crate::engine::password;
use crate::outbox::{self, INSTALLATION, Kind, NewLetter};
use crate::people::store::links::{self, NewLink, Purpose};
use crate::people::store::{self, logins};
use crate::people::types::Account;
use crate::people::{rules, tokens};
use crate::store::{Present, Write};
use crate::web::{Client, Staff};
use jiff::{SignedDuration, Timestamp};
use rusqlite::Connection;
use serde::{Deserialize, Serialize};
use serde_json::json;

/// Life of a link for a forgotten password.
const RESET_SECONDS: i64 = 30 * 60;
/// Life of one that an admin makes for somebody who has signed in before.
const HELP_SECONDS: i64 = 24 * 60 * 60;
/// Life of an invitation.
const INVITATION_SECONDS: i64 = 7 * 24 * 60 * 60;
/// Links for a forgotten password that an account gets in an hour.
const RESETS_PER_HOUR: u32 = 3;

/// How a new user gets to choose a password.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct Invitation {
    /// Whether a mail with the link is on its way.
    pub sent: bool,
    /// The link's path on the desk, where no mail can be sent: shown here and never again.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
}

/// Makes a link for somebody within a write; it goes by mail where that can be sent.
pub(super) fn invite(
    app: &App,
    present: &Present<'_>,
    write: &mut Write,
    account: &Account,
    (by, site): (UserId, SiteId),
    now: Timestamp,
) -> Result<Invitation> {
    let new = account.last_login_at.is_none();
    let (purpose, kind, life_seconds) = match new {
        true => (Purpose::Invitation, Kind::Invitation, INVITATION_SECONDS),
        false => (Purpose::Reset, Kind::PasswordReset, HELP_SECONDS),
    };
    let id = PasswordLinkId::random();
    let invited_by = Some(by);
    let link = NewLink { id, user: account.id, purpose, invited_by, site: Some(site), life_seconds };
    links::insert(write, &link, now);
    let carrier = carrier(account, site);
    let sent = outbox::can_send(present, carrier)?;
    if sent {
        outbox::queue(write, &letter(account, carrier, kind, id), now);
        return Ok(Invitation { sent, path: None });
    }
    Ok(Invitation { sent, path: Some(tokens::link_path(&app.keys, id)?) })
}

/// Whose mail account carries a link for somebody of `site`. Whoever sets a site's account reads what goes through it: it
/// carries links only of those whose password the site's admins may set anyway.
fn carrier(account: &Account, site: SiteId) -> SiteId {
    let elsewhere = account.superadmin || account.sites.iter().any(|it| it.id != site);
    if elsewhere { INSTALLATION } else { site }
}

fn letter(account: &Account, site: SiteId, kind: Kind, id: PasswordLinkId) -> NewLetter {
    NewLetter {
        site,
        kind,
        about: id.uuid(),
        recipient: account.email.clone(),
        language: account.language,
        details: json!({}),
        example: false,
    }
}

/// A mail to the owner of an account about what happened to it; where no mail can be sent, none.
pub(super) fn tell_owner(
    present: &Present<'_>,
    write: &mut Write,
    account: &Account,
    kind: Kind,
    details: serde_json::Value,
    now: Timestamp,
) -> Result<()> {
    if let Some(site) = sending_site(present, account)? {
        let new = NewLetter {
            details,
            about: account.id.uuid(),
            ..letter(account, site, kind, PasswordLinkId::NIL)
        };
        outbox::queue(write, &new, now);
    }
    Ok(())
}

/// Whose mail account tells a person what happened: of the first of their sites that can send, else the installation's.
fn sending_site(conn: &Connection, account: &Account) -> Result<Option<SiteId>> {
    for site in account.sites.iter().map(|it| it.id).chain([INSTALLATION]) {
        if outbox::can_send(conn, site)? {
            return Ok(Some(site));
        }
    }
    Ok(None)
}

/// Somebody forgot the password of an address. The answer comes before anything is looked up: it can tell nothing.
///
/// # Errors
/// 429 after too many requests from one network address.
pub fn forgot(app: &App, client: &Client, email: &str) -> Result<()> {
    let (now, limit) = (app.clock.now(), app.config.limits.failed_logins);
    let counted = format!("forgotten from {}", client.address);
    if let Some(retry_after_seconds) = app.attempts.locked_seconds(&[&counted], now) {
        return Err(Error::RateLimited { code: "too_many_attempts", retry_after_seconds });
    }
    app.attempts.wrong(&[&counted], limit, now);
    let (work, client, email) = (app.clone(), client.clone(), rules::normal_email(email));
    app.lifecycle.finish(async move {
        if let Err(error) = make_reset(&work, client, email, now).await {
            tracing::error!(%error, "a link for a forgotten password could not be made");
        }
    });
    Ok(())
}

async fn make_reset(app: &App, client: Client, email: String, now: Timestamp) -> Result<()> {
    let decide = move |present: &Present<'_>| {
        let mut write = Write::new();
        let Some(account) = store::find_by_email(present, &email)?.filter(|it| it.active) else {
            return Ok((write, ()));
        };
        let since = now.checked_sub(SignedDuration::from_hours(1)).unwrap_or(now);
        let often = links::count_resets(present, account.id, since)? >= RESETS_PER_HOUR;
        let carrier = carrier(&account, account.sites.first().map_or(INSTALLATION, |it| it.id));
        let site = outbox::can_send(present, carrier)?.then_some(carrier);
        if let (Some(site), false) = (site, often) {
            let (id, purpose) = (PasswordLinkId::random(), Purpose::Reset);
            let (user, invited_by, life_seconds) = (account.id, None, RESET_SECONDS);
            links::insert(
                &mut write,
                &NewLink { id, user, purpose, invited_by, site: None, life_seconds },
                now,
            );
            outbox::queue(&mut write, &letter(&account, site, Kind::PasswordReset, id), now);
        }
        let actor = Actor::client(&client, None);
        let entries = on_every_site(&account, &actor, "user.password_forgotten", now);
        let entries = entries.into_iter().map(|it| it.new_value(json!({ "mail": site.is_some() && !often })));
        audit::record_all(present, &mut write, entries)?;
        Ok((write, ()))
    };
    app.store.decide(decide).await?;
    Ok(())
}

/// What a link says of itself.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct LinkView {
    /// `invitation` or `reset`.
    pub purpose: Purpose,
    /// Whose password it is.
    pub name: String,
    /// Their sign-in name.
    pub email: String,
}

/// Whose password a link is for.
///
/// # Errors
/// 403 `password_link_invalid` when it was used, has ended, or is none of ours.
pub async fn look(app: &App, token: &str) -> Result<LinkView> {
    let (id, now) = (tokens::read_link(&app.keys, token)?, app.clock.now());
    app.store
        .read(move |conn| {
            let (link, account) = alive(conn, id, now)?;
            Ok(LinkView { purpose: link.purpose, name: account.name, email: account.email })
        })
        .await
}

fn alive(conn: &Connection, id: PasswordLinkId, now: Timestamp) -> Result<(links::Link, Account)> {
    const INVALID: Error = Error::Forbidden("password_link_invalid");
    let link = links::find_alive(conn, id, now)?.ok_or(INVALID)?;
    let account = store::find(conn, link.user)?.filter(|it| it.active).ok_or(INVALID)?;
    Ok((link, account))
}

/// A link, and the password that is to hold from now on.
#[derive(Debug, Clone, Deserialize, utoipa::ToSchema)]
pub struct Reset {
    /// What the link carries behind `#`.
    pub token: String,
    /// At least 10 characters and not a common one.
    pub password: String,
}

/// Sets the password. Every sign-in of the user ends, and so does every other link.
///
/// # Errors
/// 403 `password_link_invalid`, 422 for an unacceptable password.
pub async fn reset(app: &App, client: &Client, asked: Reset) -> Result<()> {
    let (id, now) = (tokens::read_link(&app.keys, &asked.token)?, app.clock.now());
    app.store.read(move |conn| alive(conn, id, now).map(|_| ())).await?;
    rules::password("password", &asked.password).map_err(|error| Error::Invalid(vec![error]))?;
    let (password_hash, client) = (password::hash(asked.password).await?, client.clone());
    let decide = move |present: &Present<'_>| {
        let (link, account) = alive(present, id, now)?;
        let account = Account { password_hash, ..account };
        let mut write = Write::new();
        store::update(&mut write, &account);
        links::take(&mut write, id, account.id, now);
        logins::revoke_all(&mut write, account.id, None, now);
        let actor = Actor::client(&client, Some(account.id));
        let entries = on_every_site(&account, &actor, "user.password_reset", now);
        let entries = entries.into_iter().map(|it| it.new_value(json!({ "by": link.purpose })));
        audit::record_all(present, &mut write, entries)?;
        if link.purpose == Purpose::Reset {
            let details = json!({ "at": now.as_millisecond() });
            tell_owner(present, &mut write, &account, Kind::PasswordChanged, details, now)?;
        }
        Ok((write, (account.id, account.email)))
    };
    let (_, (user, email)) = app.store.decide(decide).await?;
    app.attempts.forgive(&format!("account {}", account_name(&email)));
    app.hub.disconnect_user(user);
    Ok(())
}

/// Another link for somebody of the site: an invitation that was lost, a password that is forgotten where no mail
/// can be sent.
///
/// # Errors
/// 404, 403 for somebody who is not the asker's to help.
pub async fn help(app: &App, staff: &Staff, id: UserId) -> Result<Invitation> {
    let (site, now, staff, it) = (staff.site()?, app.clock.now(), staff.clone(), app.clone());
    let decide = move |present: &Present<'_>| {
        let account = super::members::find_own(present, &staff, site, id)?;
        let mut write = Write::new();
        let invitation = invite(&it, present, &mut write, &account, (staff.user, site), now)?;
        let entry = Entry::new(&Actor::staff(&staff), Some(site), "user.invited", now).to("user", id.uuid());
        audit::record(present, &mut write, entry.new_value(json!({ "mail": invitation.sent })))?;
        Ok((write, invitation))
    };
    app.store.decide(decide).await.map(|(_, invitation)| invitation)
}

/// What a mail with a link tells.
#[derive(Debug, Clone)]
pub struct LinkLetter {
    /// Whose password it is.
    pub name: String,
    /// Who wanted them to have the link, if it was somebody else.
    pub invited_by: Option<String>,
    /// How long it is good.
    pub life_seconds: i64,
}

/// What a mail with this link tells; `None` when the link is worth nothing any more.
///
/// # Errors
/// When the database cannot be read.
pub fn letter_of(conn: &Connection, id: PasswordLinkId, now: Timestamp) -> Result<Option<LinkLetter>> {
    let Some(link) = links::find_alive(conn, id, now)? else { return Ok(None) };
    let Some(account) = store::find(conn, link.user)?.filter(|it| it.active) else { return Ok(None) };
    let invited_by = match link.invited_by {
        Some(it) => store::name_of(conn, it)?,
        None => None,
    };
    Ok(Some(LinkLetter { name: account.name, invited_by, life_seconds: link.life_seconds }))
}
