//! Entering inboxes, and trying whether they work.
use super::super::reach::Reach;
use super::types::{From, Inbox, InboxInput, InboxView, Secret, SenderCheck, SignIn, Smtp};
use super::{SEALED_FOR, rules, store, tokens};
use crate::Result;
use crate::app::App;
use crate::audit::{self, Actor, Entry};
use crate::base::ids::{DepartmentId, GroupId, InboxId, SiteId};
use crate::base::{At, Error, FieldError, Lang, words};
use crate::engine::mail::imap::{Mailbox, Source};
use crate::engine::mail::{self, Proof, Refusal, Server, Trust};
use crate::organisation::{self, Kind};
use crate::outbox;
use crate::store::{Present, Write};
use crate::web::Staff;
use crate::web::keys::Keys;
use anyhow::Context as _;
use jiff::Timestamp;
use rusqlite::Connection;
use serde::Serialize;
use serde_json::{Value, json};
use std::time::Duration;

/// Longest wait for one side of a check.
const CHECK: Duration = Duration::from_secs(25);

/// What came of a step: the server, or why not.
pub(in crate::mailbox) type Outcome<T> = std::result::Result<T, Refusal>;

/// The inboxes of a site, and how it goes with them.
pub(super) async fn list(app: &App, site: SiteId, lang: Lang) -> Result<Vec<InboxView>> {
    app.store
        .read(move |conn| {
            let all = store::of_site(conn, site)?;
            all.iter().map(|it| view(conn, it, lang)).collect()
        })
        .await
}

fn view(conn: &Connection, it: &Inbox, lang: Lang) -> Result<InboxView> {
    let mut state = store::state(conn, it.id)?;
    state.reason = state.trouble.as_deref().map(|code| words::of_code(code, lang));
    Ok(InboxView {
        id: it.id,
        address: it.address.clone(),
        sender_name: it.sender_name.clone(),
        active: it.active,
        host: it.host.clone(),
        port: it.port,
        security: it.security,
        trust: it.trust,
        authority: it.authority.clone(),
        user: it.user.clone(),
        sign_in: it.sign_in,
        client_id: it.client_id.clone(),
        token_url: it.token_url.clone(),
        folder: it.folder.clone(),
        sent_folder: it.sent_folder.clone(),
        mark_read: it.mark_read,
        move_to: it.move_to.clone(),
        department_id: it.department,
        category_id: it.category,
        smtp: it.smtp.clone(),
        plus: it.plus,
        sender_check: it.sender_check,
        state,
        version: it.version,
        created_at: it.created_at,
        updated_at: it.updated_at,
    })
}

/// Enters an inbox.
///
/// # Errors
/// 422 with the unacceptable fields.
pub(super) async fn create(app: &App, staff: &Staff, lang: Lang, asked: InboxInput) -> Result<InboxView> {
    save(app, staff, lang, None, asked).await
}

/// Changes one.
///
/// # Errors
/// 404, 412, 422.
pub(super) async fn update(
    app: &App,
    staff: &Staff,
    lang: Lang,
    (id, expected): (InboxId, Option<i64>),
    asked: InboxInput,
) -> Result<InboxView> {
    save(app, staff, lang, Some((id, expected)), asked).await
}

async fn save(
    app: &App,
    staff: &Staff,
    lang: Lang,
    which: Option<(InboxId, Option<i64>)>,
    asked: InboxInput,
) -> Result<InboxView> {
    let (site, now, actor) = (staff.site()?, app.clock.now(), Actor::staff(staff));
    let (keys, reach) = (app.keys.clone(), Reach::of(staff));
    let decide = move |present: &Present<'_>| {
        let old = match which {
            Some((id, _)) => Some(store::find(present, site, id)?.ok_or(Error::NotFound("inbox"))?),
            None => None,
        };
        if let (Some(old), Some((_, Some(expected)))) = (&old, which)
            && old.version != expected
        {
            let current = serde_json::to_value(view(present, old, lang)?).context("an inbox as JSON")?;
            return Err(Error::Stale(Box::new(current)));
        }
        let inbox = checked(present, &keys, (site, reach, now), old.as_ref(), asked)?;
        let mut write = Write::new();
        store::replace(&mut write, &inbox);
        outbox::wake_site(&mut write, site, now);
        if old
            .as_ref()
            .is_some_and(|it| (&it.host, it.port, &it.user) != (&inbox.host, inbox.port, &inbox.user))
        {
            store::read_anew(&mut write, inbox.id);
        }
        let action = if old.is_some() { "inbox.updated" } else { "inbox.created" };
        let entry = Entry::new(&actor, Some(site), action, now).to("inbox", inbox.id.uuid());
        let entry = match &old {
            Some(old) => entry.old(audited(old)),
            None => entry,
        };
        audit::record(present, &mut write, entry.new_value(audited(&inbox)))?;
        Ok((write, view(present, &inbox, lang)?))
    };
    app.store.decide(decide).await.map(|(_, view)| view)
}

/// Takes one away. Its tickets stay.
///
/// # Errors
/// 404.
pub(super) async fn delete(app: &App, staff: &Staff, id: InboxId) -> Result<()> {
    let (site, now, actor) = (staff.site()?, app.clock.now(), Actor::staff(staff));
    let decide = move |present: &Present<'_>| {
        let old = store::find(present, site, id)?.ok_or(Error::NotFound("inbox"))?;
        let mut write = Write::new();
        store::delete(&mut write, site, id, now);
        let entry = Entry::new(&actor, Some(site), "inbox.deleted", now).to("inbox", id.uuid());
        audit::record(present, &mut write, entry.old(audited(&old)))?;
        Ok((write, ()))
    };
    app.store.decide(decide).await?;
    Ok(())
}

fn audited(it: &Inbox) -> Value {
    json!({
        "address": it.address, "sender_name": it.sender_name, "active": it.active, "host": it.host, "port": it.port,
        "security": it.security, "trust": it.trust, "user": it.user, "sign_in": it.sign_in, "folder": it.folder,
        "sent_folder": it.sent_folder, "mark_read": it.mark_read, "move_to": it.move_to, "department_id": it.department,
        "category_id": it.category, "smtp": it.smtp, "plus": it.plus, "sender_check": it.sender_check,
    })
}

/// The inbox as it would be kept.
fn checked(
    conn: &Connection,
    keys: &Keys,
    (site, reach, now): (SiteId, Reach, Timestamp),
    old: Option<&Inbox>,
    asked: InboxInput,
) -> Result<Inbox> {
    let asked = rules::tidy(asked);
    let mut wrong = rules::mistakes(&asked);
    let taken = store::of_site(conn, site)?;
    if taken.iter().any(|it| it.address == asked.address && old.is_none_or(|old| old.id != it.id)) {
        wrong.push(FieldError::new("address", "inbox_taken"));
    }
    if let Some(id) = asked.department_id
        && !is_department(conn, site, id)?
    {
        wrong.push(FieldError::new("department_id", "group_unknown"));
    }
    let kept = match old.filter(|it| rules::same_places(it, &asked)) {
        Some(old) => Some(opened(keys, old)?),
        None => None,
    };
    let secret = rules::secret(&asked, kept).unwrap_or_else(|missing| {
        wrong.extend(missing);
        Secret::Password { password: String::new() }
    });
    if !wrong.is_empty() {
        return Err(Error::Invalid(wrong));
    }
    let id = old.map_or_else(InboxId::random, |it| it.id);
    let plain = serde_json::to_vec(&secret).context("a secret as JSON")?;
    let trust = asked.trust.unwrap_or(Trust::Public);
    let first = |from| if from == Some(From::All) { Timestamp::UNIX_EPOCH } else { now };
    let smtp_place = |it: &Option<Smtp>| it.as_ref().map(|it| (it.host.clone(), it.port));
    // What lies in another mailbox is as old to us as what lay in the first one when that was entered. A user or an address
    // alone is only put right: what came meanwhile is to be found.
    let same_mailbox = old.filter(|it| it.user == asked.user || it.address == asked.address);
    let since = same_mailbox.map_or(At(first(asked.from)), |it| it.since);
    let same = old.is_some_and(|it| {
        (&it.host, it.port) == (&asked.host, asked.port) && smtp_place(&it.smtp) == smtp_place(&asked.smtp)
    });
    Ok(Inbox {
        id,
        site,
        secret: keys.seal(SEALED_FOR, id.uuid().as_bytes(), &plain)?,
        address: asked.address,
        sender_name: asked.sender_name,
        active: asked.active.unwrap_or(true),
        host: asked.host,
        port: asked.port,
        security: asked.security,
        trust,
        authority: if trust == Trust::Own { asked.authority.trim().to_owned() } else { String::new() },
        user: asked.user,
        sign_in: asked.sign_in.unwrap_or(SignIn::Password),
        client_id: asked.client_id,
        token_url: asked.token_url,
        folder: asked.folder,
        sent_folder: asked.sent_folder,
        mark_read: asked.mark_read,
        move_to: asked.move_to,
        since,
        department: asked.department_id,
        category: asked.category_id,
        smtp: asked.smtp,
        plus: asked.plus.unwrap_or(true),
        sender_check: asked.sender_check.unwrap_or(SenderCheck::Off),
        vouched: reach == Reach::Everywhere || (same && old.is_some_and(|it| it.vouched)),
        version: old.map_or(0, |it| it.version) + 1,
        created_at: old.map_or(At(now), |it| it.created_at),
        updated_at: At(now),
    })
}

fn is_department(conn: &Connection, site: SiteId, id: DepartmentId) -> Result<bool> {
    organisation::of_kind(conn, site, Kind::Department, GroupId::of(id.uuid()))
}

fn opened(keys: &Keys, inbox: &Inbox) -> Result<Secret> {
    let plain = keys.open_sealed(SEALED_FOR, inbox.id.uuid().as_bytes(), &inbox.secret)?;
    Ok(serde_json::from_slice(&plain).context("an inbox's secret is JSON")?)
}

/// The inbox with the secret that is stored for it now: a refresh token gives way to another one whenever it is used, and
/// who looks into the inbox knows it as it was when the look began. One that is only tried is as somebody typed it.
async fn with_present_secret(app: &App, inbox: &Inbox) -> Result<Inbox> {
    let (site, id, version) = (inbox.site, inbox.id, inbox.version);
    let stored = app.store.read(move |conn| store::find(conn, site, id)).await?;
    Ok(stored.filter(|it| it.version == version).unwrap_or_else(|| inbox.clone()))
}

async fn proof(app: &App, inbox: &Inbox) -> Result<Outcome<Proof>> {
    let inbox = with_present_secret(app, inbox).await?;
    Ok(match opened(&app.keys, &inbox)? {
        Secret::Password { password } => Ok(Proof::Password(password)),
        Secret::Tokens { client_secret, refresh_token } => {
            let token = tokens::access_token(app, &inbox, (&client_secret, &refresh_token)).await?;
            token.map(Proof::Token)
        }
    })
}

fn reach(inbox: &Inbox) -> Reach {
    if inbox.vouched { Reach::Everywhere } else { Reach::Allowed }
}

/// Where the mails of an inbox come from.
pub(in crate::mailbox) async fn source(app: &App, inbox: &Inbox) -> Result<Outcome<Source>> {
    let addresses = match reach(inbox).addresses(app, &inbox.host, inbox.port).await {
        Ok(addresses) => addresses,
        Err(refusal) => return Ok(Err(refusal)),
    };
    Ok(proof(app, inbox).await?.map(|proof| Source {
        host: inbox.host.clone(),
        addresses,
        security: inbox.security,
        trust: inbox.trust,
        authority: inbox.authority.clone(),
        user: inbox.user.clone(),
        proof,
    }))
}

/// Opens it and its folder.
pub(in crate::mailbox) async fn open(app: &App, inbox: &Inbox) -> Result<Outcome<Mailbox>> {
    let source = match source(app, inbox).await? {
        Ok(source) => source,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let opened = Mailbox::open(&source).await;
    if opened.is_err() {
        tokens::forget(app, &with_present_secret(app, inbox).await?);
    }
    Ok(opened)
}

/// The server of its own that answers leave by, where it has one.
pub(in crate::mailbox) async fn outgoing(app: &App, inbox: &Inbox) -> Result<Option<Outcome<Server>>> {
    let Some(smtp) = &inbox.smtp else { return Ok(None) };
    let addresses = match reach(inbox).addresses(app, &smtp.host, smtp.port).await {
        Ok(addresses) => addresses,
        Err(refusal) => return Ok(Some(Err(refusal))),
    };
    let proof = proof(app, inbox).await?;
    Ok(Some(proof.map(|proof| Server {
        host: smtp.host.clone(),
        addresses,
        security: smtp.security,
        trust: inbox.trust,
        authority: inbox.authority.clone(),
        sign_in: Some((inbox.user.clone(), proof)),
        own_name: inbox.address.rsplit_once('@').map_or("localhost", |it| it.1).to_owned(),
    })))
}

/// What came of trying one side.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(super) struct Finding {
    /// `incoming`, `sent` (the folder of what agents sent), `move` (the folder of what was dealt with), `outgoing`, or `plus` (whether `name+anything@` is taken).
    pub what: &'static str,
    /// Whether it works.
    pub ok: bool,
    /// Mails in the folder, where that was looked into.
    pub mails: Option<u32>,
    /// What is wrong.
    pub trouble: Option<&'static str>,
    /// The same as a sentence.
    pub detail: Option<String>,
    /// The server's own words.
    pub said: Option<String>,
}

fn finding(what: &'static str, outcome: Outcome<Option<u32>>, lang: Lang) -> Finding {
    match outcome {
        Ok(mails) => Finding { what, ok: true, mails, trouble: None, detail: None, said: None },
        Err(it) => {
            let code = it.trouble.as_str();
            let detail = Some(words::of_code(code, lang));
            Finding { what, ok: false, mails: None, trouble: Some(code), detail, said: it.said }
        }
    }
}

/// Tries both ways, and keeps nothing of it.
///
/// # Errors
/// 404 and 422. What the servers say is no error.
pub(super) async fn check(app: &App, staff: &Staff, lang: Lang, asked: InboxInput) -> Result<Vec<Finding>> {
    let (site, now, keys, reach) = (staff.site()?, app.clock.now(), app.keys.clone(), Reach::of(staff));
    let read = move |conn: &Connection| {
        let old = match asked.id {
            Some(id) => Some(store::find(conn, site, id)?.ok_or(Error::NotFound("inbox"))?),
            None => None,
        };
        checked(conn, &keys, (site, reach, now), old.as_ref(), asked)
    };
    let inbox = app.store.read(read).await?;
    let mut findings = Vec::new();
    let incoming = tokio::time::timeout(CHECK, look(app, &inbox)).await;
    let late = || Refusal { trouble: mail::Trouble::Timeout, temporary: true, said: None };
    match incoming.unwrap_or(Ok(Err(late())))? {
        Ok(Looked { mails, sent, moved }) => {
            findings.push(finding("incoming", Ok(Some(mails)), lang));
            findings.extend(sent.map(|it| finding("sent", it.map(Some), lang)));
            findings.extend(moved.map(|it| finding("move", it.map(Some), lang)));
        }
        Err(refusal) => findings.push(finding("incoming", Err(refusal), lang)),
    }
    if let Some(server) = outgoing(app, &inbox).await? {
        let outcome = match &server {
            Ok(server) => mail::check(server, &inbox.address, &inbox.address).await,
            Err(refusal) => Err(refusal.clone()),
        };
        let works = outcome.is_ok();
        findings.push(finding("outgoing", outcome.map(|()| None), lang));
        if let (true, true, Ok(server), Some((name, domain))) =
            (works, inbox.plus, &server, inbox.address.split_once('@'))
        {
            let outcome = mail::check(server, &inbox.address, &format!("{name}+sinama@{domain}")).await;
            findings.push(finding("plus", outcome.map(|()| None), lang));
        }
    }
    Ok(findings)
}

/// Mails in its folders.
struct Looked {
    mails: u32,
    sent: Option<Outcome<u32>>,
    moved: Option<Outcome<u32>>,
}

async fn look(app: &App, inbox: &Inbox) -> Result<Outcome<Looked>> {
    let mut mailbox = match open(app, inbox).await? {
        Ok(mailbox) => mailbox,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let found = match mailbox.look_into(&inbox.folder).await {
        Ok(folder) => folder.mails,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let sent = match inbox.sent_folder.as_str() {
        "" => None,
        folder => Some(mailbox.look_into(folder).await.map(|it| it.mails)),
    };
    let moved = match inbox.move_to.as_str() {
        "" => None,
        _ if !mailbox.moves() => {
            Some(Err(Refusal { trouble: mail::Trouble::NoMove, temporary: false, said: None }))
        }
        folder => Some(mailbox.look_into(folder).await.map(|it| it.mails)),
    };
    mailbox.close().await;
    Ok(Ok(Looked { mails: found, sent, moved }))
}
