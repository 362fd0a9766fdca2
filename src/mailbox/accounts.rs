//! The servers that mails go out through: a site's own, or the installation's for everybody who has none.
use super::reach::Reach;
use super::store;
use super::types::{Account, AccountInput, AccountView};
use crate::app::App;
use crate::audit::{self, Actor, Entry};
use crate::base::ids::SiteId;
use crate::base::{At, Error, FieldError, text};
use crate::engine::mail::{self, Proof, Refusal, Security, Server, Trust};
use crate::outbox::{self, INSTALLATION};
use crate::store::{Present, Write};
use crate::web::Staff;
use crate::web::keys::Keys;
use crate::{Result, people};
use anyhow::Context as _;
use jiff::Timestamp;
use serde_json::{Value, json};
use std::net::IpAddr;

/// What passwords are sealed for.
const SEALED_FOR: &str = "mail account";
/// Longest name of the sender, in characters.
const NAME_CHARS: usize = 100;
/// Longest user and password, in characters.
const SECRET_CHARS: usize = 500;
/// Longest certificates, in characters.
const AUTHORITY_CHARS: usize = 20_000;

/// The account of exactly this site, or of the installation.
pub(super) async fn show(app: &App, owner: SiteId) -> Result<Option<AccountView>> {
    let found = app.store.read(move |conn| store::account(conn, owner)).await?;
    Ok(found.map(|it| it.view()))
}

/// Keeps an account; mails that wait for a better time are tried at once.
pub(super) async fn save(
    app: &App,
    staff: &Staff,
    owner: SiteId,
    expected: Option<i64>,
    asked: AccountInput,
) -> Result<AccountView> {
    let (now, actor, keys) = (app.clock.now(), Actor::staff(staff), app.keys.clone());
    let reach = Reach::of(staff);
    let decide = move |present: &Present<'_>| {
        let old = store::account(present, owner)?;
        let version = old.as_ref().map_or(0, |it| it.version);
        if expected.is_some_and(|it| it != version) {
            let current = serde_json::to_value(old.map(|it| it.view())).context("an account as JSON")?;
            return Err(Error::Stale(Box::new(current)));
        }
        let account = checked(&keys, owner, old.as_ref(), &asked, (reach, now))?;
        let mut write = Write::new();
        store::put_account(&mut write, owner, &account, now);
        outbox::wake_site(&mut write, owner, now);
        let entry = entry(&actor, owner, "mail_account.updated", now).new_value(audited(&account));
        let entry = match &old {
            Some(old) => entry.old(audited(old)),
            None => entry,
        };
        audit::record(present, &mut write, entry)?;
        Ok((write, account.view()))
    };
    app.store.decide(decide).await.map(|(_, view)| view)
}

/// Takes an account away. The installation's stands in for a site's.
pub(super) async fn delete(app: &App, staff: &Staff, owner: SiteId) -> Result<()> {
    let (now, actor) = (app.clock.now(), Actor::staff(staff));
    let decide = move |present: &Present<'_>| {
        let old = store::account(present, owner)?.ok_or(Error::NotFound("mail_account"))?;
        let mut write = Write::new();
        store::delete_account(&mut write, owner);
        let entry = entry(&actor, owner, "mail_account.deleted", now).old(audited(&old));
        audit::record(present, &mut write, entry)?;
        Ok((write, ()))
    };
    app.store.decide(decide).await?;
    Ok(())
}

/// Speaks to the server as a mail to the asking user would, and sends none.
///
/// # Errors
/// 422 with the unacceptable fields. What the server says is no error.
pub(super) async fn check(
    app: &App,
    staff: &Staff,
    owner: SiteId,
    asked: AccountInput,
) -> Result<std::result::Result<(), Refusal>> {
    let (keys, user, now, reach) = (app.keys.clone(), staff.user, app.clock.now(), Reach::of(staff));
    let (account, recipient) = app
        .store
        .read(move |conn| {
            let old = store::account(conn, owner)?;
            let account = checked(&keys, owner, old.as_ref(), &asked, (reach, now))?;
            Ok((account, people::email_of(conn, user)?.ok_or(Error::NotFound("user"))?))
        })
        .await?;
    Ok(match server(app, owner, &account).await? {
        Ok(server) => mail::check(&server, &account.sender_address, &recipient).await,
        Err(refusal) => Err(refusal),
    })
}

/// The server of an account, found, and with its password opened.
pub(super) async fn server(
    app: &App,
    owner: SiteId,
    account: &Account,
) -> Result<std::result::Result<Server, Refusal>> {
    let password = password(&app.keys, owner, account)?;
    let reach = if account.vouched { Reach::Everywhere } else { Reach::Allowed };
    let found = reach.addresses(app, &account.host, account.port).await;
    Ok(found.map(|addresses| Server {
        host: account.host.clone(),
        addresses,
        security: account.security,
        trust: account.trust,
        authority: account.authority.clone(),
        sign_in: (!account.user.is_empty()).then(|| (account.user.clone(), Proof::Password(password))),
        own_name: account.domain().to_owned(),
    }))
}

fn password(keys: &Keys, owner: SiteId, account: &Account) -> Result<String> {
    match &account.password {
        Some(sealed) => {
            let opened = keys.open_sealed(SEALED_FOR, owner.uuid().as_bytes(), sealed)?;
            Ok(String::from_utf8(opened).context("a mail password is text")?)
        }
        None => Ok(String::new()),
    }
}

/// The account as it would be kept. A password goes only where it was meant to go: another server or user needs it
/// typed again.
fn checked(
    keys: &Keys,
    owner: SiteId,
    old: Option<&Account>,
    asked: &AccountInput,
    (reach, now): (Reach, Timestamp),
) -> Result<Account> {
    let (host, user) = (asked.host.trim().to_lowercase(), asked.user.trim().to_owned());
    let typed = asked.password.as_deref().filter(|it| !it.is_empty());
    let same_place = old.filter(|it| it.host == host && it.user == user && it.port == asked.port);
    let vouched = reach == Reach::Everywhere
        || old.is_some_and(|it| it.vouched && it.host == host && it.port == asked.port);
    let kept = same_place.and_then(|it| it.password.clone());
    let trust = asked.trust.unwrap_or(Trust::Public);
    let name = asked.sender_name.trim();
    let sender = asked.sender_address.trim();
    let reply_to = asked.reply_to.as_deref().map(str::trim).filter(|it| !it.is_empty());
    let password_missing = !user.is_empty() && typed.is_none() && kept.is_none();
    let bare = asked.security == Security::Plain && !user.is_empty() && !is_this_machine(&host);
    let wrong = [
        (!is_host(&host)).then(|| FieldError::new("host", "mail_host_invalid")),
        (asked.port == 0).then(|| FieldError::new("port", "value_invalid")),
        bare.then(|| FieldError::new("security", "mail_plain_password")),
        (trust == Trust::Own && !asked.authority.contains("BEGIN CERTIFICATE"))
            .then(|| FieldError::new("authority", "mail_own_certificate")),
        too_long("authority", &asked.authority, AUTHORITY_CHARS),
        too_long("user", &user, SECRET_CHARS),
        too_long("password", typed.unwrap_or_default(), SECRET_CHARS),
        password_missing.then(|| FieldError::new("password", "mail_password_missing")),
        name.is_empty().then(|| FieldError::new("sender_name", "field_missing")),
        too_long("sender_name", name, NAME_CHARS),
        (!is_sender(sender)).then(|| FieldError::new("sender_address", "email_invalid")),
        reply_to.filter(|it| !text::is_email(it)).map(|_| FieldError::new("reply_to", "email_invalid")),
    ];
    let wrong: Vec<FieldError> = wrong.into_iter().flatten().collect();
    if !wrong.is_empty() {
        return Err(Error::Invalid(wrong));
    }
    let password = match typed.filter(|_| !user.is_empty()) {
        Some(typed) => Some(keys.seal(SEALED_FOR, owner.uuid().as_bytes(), typed.as_bytes())?),
        None => kept.filter(|_| !user.is_empty()),
    };
    Ok(Account {
        host,
        port: asked.port,
        security: asked.security,
        trust,
        authority: if trust == Trust::Own { asked.authority.trim().to_owned() } else { String::new() },
        user,
        password,
        sender_name: name.to_owned(),
        sender_address: sender.to_owned(),
        reply_to: reply_to.map(str::to_owned),
        vouched,
        version: old.map_or(0, |it| it.version) + 1,
        updated_at: At(now),
    })
}

pub(super) fn too_long(field: &str, text: &str, most: usize) -> Option<FieldError> {
    let limit = u64::try_from(most).unwrap_or(u64::MAX);
    (text.chars().count() > most).then(|| FieldError::beyond(field, "field_too_long", limit))
}

pub(super) fn is_host(host: &str) -> bool {
    let label = |it: &str| {
        !it.is_empty() && it.chars().all(|it| it.is_ascii_alphanumeric() || it == '-' || it == '_')
    };
    host.parse::<IpAddr>().is_ok() || (host.len() <= 253 && host.split('.').all(label))
}

pub(super) fn is_this_machine(host: &str) -> bool {
    host == "localhost" || host.parse::<IpAddr>().is_ok_and(|it| it.is_loopback())
}

/// An address; on the same machine also one whose domain has no dot.
fn is_sender(address: &str) -> bool {
    text::is_email(address)
        || address.split_once('@').is_some_and(|(name, host)| !name.is_empty() && host == "localhost")
}

fn entry(actor: &Actor, owner: SiteId, action: &'static str, now: Timestamp) -> Entry {
    let site = Some(owner).filter(|it| *it != INSTALLATION);
    Entry::new(actor, site, action, now).to("mail_account", owner.uuid())
}

fn audited(it: &Account) -> Value {
    json!({
        "host": it.host, "port": it.port, "security": it.security, "trust": it.trust, "user": it.user,
        "password_set": it.password.is_some(), "sender_name": it.sender_name,
        "sender_address": it.sender_address, "reply_to": it.reply_to,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked() -> AccountInput {
        AccountInput {
            host: " Posta.Ornek.edu.tr ".to_owned(),
            port: 587,
            security: Security::StartTls,
            trust: None,
            authority: String::new(),
            user: "destek".to_owned(),
            password: Some("gizli söz".to_owned()),
            sender_name: "Örnek".to_owned(),
            sender_address: "destek@ornek.edu.tr".to_owned(),
            reply_to: None,
        }
    }

    fn codes(result: Result<Account>) -> Vec<(String, &'static str)> {
        match result {
            Err(Error::Invalid(fields)) => fields.into_iter().map(|it| (it.field, it.code)).collect(),
            _ => Vec::new(),
        }
    }

    #[test]
    fn a_password_stays_where_it_was_meant_for() {
        let folder = tempfile::tempdir().unwrap();
        let keys = Keys::open(folder.path()).unwrap();
        let (owner, now) = (SiteId::random(), (Reach::Allowed, Timestamp::UNIX_EPOCH));
        let kept = checked(&keys, owner, None, &asked(), now).unwrap();
        assert_eq!(kept.host, "posta.ornek.edu.tr");
        assert_eq!(password(&keys, owner, &kept).unwrap(), "gizli söz");
        let silent = AccountInput { password: None, ..asked() };
        let again = checked(&keys, owner, Some(&kept), &silent, now).unwrap();
        assert_eq!((again.password, again.version), (kept.password.clone(), 2));
        let elsewhere = AccountInput { host: "posta.kotu.tr".to_owned(), ..silent };
        let wrong = codes(checked(&keys, owner, Some(&kept), &elsewhere, now));
        assert_eq!(wrong, [("password".to_owned(), "mail_password_missing")]);
    }

    #[test]
    fn a_place_that_somebody_vouched_for_stays_so_only_as_long_as_it_is_the_same() {
        let folder = tempfile::tempdir().unwrap();
        let keys = Keys::open(folder.path()).unwrap();
        let by = |reach, old: Option<&Account>, port| {
            let asked = AccountInput { port, ..asked() };
            checked(&keys, SiteId::NIL, old, &asked, (reach, Timestamp::UNIX_EPOCH)).unwrap()
        };
        let vouched = by(Reach::Everywhere, None, 587);
        assert!(vouched.vouched && by(Reach::Allowed, Some(&vouched), 587).vouched);
        assert!(!by(Reach::Allowed, Some(&vouched), 25).vouched && !by(Reach::Allowed, None, 587).vouched);
    }

    #[test]
    fn a_password_does_not_travel_in_the_open() {
        let folder = tempfile::tempdir().unwrap();
        let keys = Keys::open(folder.path()).unwrap();
        let open = AccountInput { security: Security::Plain, ..asked() };
        let here = AccountInput { host: "127.0.0.1".to_owned(), ..open.clone() };
        let nobody = AccountInput { user: String::new(), ..open.clone() };
        let check = |it: &AccountInput| {
            codes(checked(&keys, SiteId::NIL, None, it, (Reach::Allowed, Timestamp::UNIX_EPOCH)))
        };
        assert_eq!(check(&open), [("security".to_owned(), "mail_plain_password")]);
        assert_eq!(check(&here), []);
        assert_eq!(check(&nobody), []);
        let wrong = AccountInput { host: "a b".to_owned(), trust: Some(Trust::Own), ..asked() };
        assert_eq!(
            check(&wrong),
            [("host".to_owned(), "mail_host_invalid"), ("authority".to_owned(), "mail_own_certificate")]
        );
    }
}
