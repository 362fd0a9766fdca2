//! The first start: a one-time link, and what is made with it, all in one change.
use super::sign_in::{self, SignedIn};
use crate::Result;
use crate::app::App;
use crate::audit::{self, Actor, Entry};
use crate::base::ids::{LoginId, UserId};
use crate::base::{At, Error, FieldError, Lang, Role, secret};
use crate::engine::password;
use crate::people::store::logins::{self, NewLogin};
use crate::people::store::{self, installation};
use crate::people::types::{Account, MAX_CHATS, Preferences, UserSite};
use crate::people::{rules, tokens};
use crate::sites::{self, NewSite, Site};
use crate::store::{Present, Store, Write};
use crate::web::Client;
use serde::Deserialize;

/// What the set-up asks.
#[derive(Debug, Clone, Deserialize, utoipa::ToSchema)]
pub struct SetUp {
    /// From the link.
    pub token: String,
    /// The institution's name.
    pub institution: String,
    /// The first site.
    pub site: NewSite,
    /// Who will run the installation.
    pub admin: FirstAdmin,
    /// Of the desk and the site.
    #[serde(default)]
    pub language: Lang,
}

/// Who will run the installation.
#[derive(Debug, Clone, Deserialize, utoipa::ToSchema)]
#[expect(missing_docs, reason = "they say what they are")]
pub struct FirstAdmin {
    pub name: String,
    pub email: String,
    pub password: String,
}

/// Whether nobody has an account yet.
///
/// # Errors
/// When the database cannot be read.
pub async fn needed(store: &Store) -> Result<bool> {
    store.read(|conn| Ok(!store::any(conn)?)).await
}

/// Makes a one-time token while the set-up has not been done, and returns the path of the link to print
/// (`/setup?token=…`). Only the token's hash is kept: the next start makes a new one, and the old link ends.
///
/// # Errors
/// When there is no randomness or the database cannot be written.
pub async fn link(store: &Store) -> Result<Option<String>> {
    let token = secret::token()?;
    let hash = hexadecimal(&secret::hash(&token));
    let decide = move |present: &Present<'_>| {
        let mut write = Write::new();
        let needed = !store::any(present)?;
        if needed {
            installation::put_setup_token_hash(&mut write, &hash);
        }
        Ok((write, needed))
    };
    let (_, needed) = store.decide(decide).await?;
    Ok(needed.then(|| format!("/setup?token={token}")))
}

/// Whether `token` is the one of the link.
///
/// # Errors
/// When the database cannot be read.
pub async fn is_token(store: &Store, token: &str) -> Result<bool> {
    let hash = hexadecimal(&secret::hash(token));
    store.read(move |conn| Ok(installation::setup_token_hash(conn)? == Some(hash))).await
}

/// Makes the first site and its admin, who runs the whole installation, and signs them in.
///
/// # Errors
/// 409 `setup_done`, 403 `setup_token_invalid`, 422 with every unacceptable field.
pub async fn set_up(app: &App, client: &Client, asked: SetUp) -> Result<(SignedIn, Site)> {
    if !needed(&app.store).await? {
        return Err(Error::Conflict("setup_done"));
    }
    if !is_token(&app.store, &asked.token).await? {
        return Err(Error::Forbidden("setup_token_invalid"));
    }
    let now = app.clock.now();
    let (institution, account, draft) = checked(app, &asked)?;
    let hash = password::hash(asked.admin.password).await?;
    let account = Account { password_hash: hash, ..account };
    let site = draft.site.clone();
    let account = Account { sites: vec![first_site(&site)], ..account };
    let login = LoginId::random();
    let refresh = tokens::issue_refresh(&app.keys, login)?;
    let (refresh_hash, from) = (secret::hash(&refresh), client.clone());
    let (user, shown) = (account.id, account.clone());
    let decide = move |present: &Present<'_>| {
        if store::any(present)? {
            return Err(Error::Conflict("setup_done"));
        }
        let mut write = Write::new();
        installation::remove_setup_token(&mut write);
        installation::put_institution(&mut write, &institution);
        sites::insert(&mut write, &draft, now);
        store::insert(&mut write, &account, now);
        store::put_member(&mut write, draft.site.id, account.id, Role::Admin, MAX_CHATS);
        let (address, agent) = (from.address.to_string(), from.agent.as_str());
        let new =
            NewLogin { id: login, user: account.id, refresh_hash: &refresh_hash, address: &address, agent };
        logins::insert(&mut write, &new, now);
        let actor = Actor::client(&from, Some(account.id));
        let id = draft.site.id;
        audit::record_all(
            present,
            &mut write,
            [
                Entry::new(&actor, Some(id), "site.created", now)
                    .to("site", id.uuid())
                    .new_value(draft.site.audited()),
                Entry::new(&actor, Some(id), "user.created", now)
                    .to("user", account.id.uuid())
                    .new_value(account.audited(id)),
                Entry::new(&actor, Some(id), "sign_in.succeeded", now).to("user", account.id.uuid()),
            ],
        )?;
        let me = sign_in::me(present, shown, Some(id))?;
        Ok((write, me))
    };
    let (_, me) = app.store.decide(decide).await?;
    tracing::info!(site = %site.id, %user, "set up");
    let session = sign_in::session(app, me, login, now)?;
    Ok((SignedIn { session, refresh: Some(refresh) }, site))
}

fn first_site(site: &Site) -> UserSite {
    UserSite {
        id: site.id,
        name: site.name.clone(),
        slug: site.slug.clone(),
        role: Role::Admin,
        max_chats: MAX_CHATS,
        second_factor_required: false,
    }
}

/// Every field looked at, so that the person corrects them all at once.
fn checked(app: &App, asked: &SetUp) -> Result<(String, Account, sites::Draft)> {
    let now = app.clock.now();
    let mut wrong: Vec<FieldError> = Vec::new();
    let mut keep = |result: Result<String, FieldError>| {
        result.unwrap_or_else(|error| {
            wrong.push(error);
            String::new()
        })
    };
    let institution = keep(rules::name("institution", &asked.institution));
    let name = keep(rules::name("admin.name", &asked.admin.name));
    let email = keep(rules::email("admin.email", &asked.admin.email));
    keep(rules::password("admin.password", &asked.admin.password).map(|()| String::new()));
    let new_site = NewSite { language: asked.language, ..asked.site.clone() };
    let draft = match new_site.draft("site.", now) {
        Ok(draft) if wrong.is_empty() => draft,
        Ok(_) => return Err(Error::Invalid(wrong)),
        Err(Error::Invalid(more)) => {
            wrong.extend(more);
            return Err(Error::Invalid(wrong));
        }
        Err(other) => return Err(other),
    };
    let account = Account {
        id: UserId::random(),
        email,
        name,
        password_hash: String::new(),
        language: asked.language,
        superadmin: true,
        active: true,
        preferences: Preferences { language: asked.language, ..Preferences::default() },
        last_login_at: Some(At(now)),
        created_at: At(now),
        second_factor: false,
        sites: Vec::new(),
    };
    Ok((institution, account, draft))
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|it| format!("{it:02x}")).collect()
}
