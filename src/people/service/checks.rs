//! People and changes of people whose fields are fine, and what making them does within a write.
use super::members::{NewUser, UserChange};
use crate::Result;
use crate::base::ids::{SiteId, UserId};
use crate::base::{At, Error, FieldError, Role, secret};
use crate::organisation::ProfileChange;
use crate::people::rules;
use crate::people::store;
use crate::people::types::{Account, MAX_CHATS, Preferences, UserSite};
use crate::sites;
use crate::store::{Present, Write};
use crate::web::Staff;
use jiff::Timestamp;

/// Characters of a password made by the program.
const MADE_PASSWORD_CHARS: usize = 16;

/// A new account whose fields are fine, and the password it will have.
pub(super) struct Draft {
    pub(super) account: Account,
    pub(super) role: Role,
    pub(super) max_chats: u32,
    pub(super) profile: ProfileChange,
    pub(super) password: String,
    /// Whether the program made the password.
    pub(super) made: bool,
}

impl Draft {
    pub(super) fn of(new: NewUser, now: Timestamp) -> Result<Draft> {
        let mut wrong = Vec::new();
        let name = rules::name("name", &new.name).unwrap_or_else(|error| failed(&mut wrong, error));
        let email = rules::email("email", &new.email).unwrap_or_else(|error| failed(&mut wrong, error));
        let max_chats = rules::max_chats("max_chats", new.max_chats.unwrap_or(MAX_CHATS))
            .unwrap_or_else(|error| failed(&mut wrong, error));
        if let Some(Err(error)) = new.password.as_deref().map(|it| rules::password("password", it)) {
            wrong.push(error);
        }
        if !wrong.is_empty() {
            return Err(Error::Invalid(wrong));
        }
        let made = new.password.is_none();
        let password = new.password.map_or_else(made_password, Ok)?;
        let language = new.language.unwrap_or_default();
        let account = Account {
            id: UserId::random(),
            email,
            name,
            password_hash: String::new(),
            language,
            superadmin: new.role >= Role::Superadmin,
            active: true,
            preferences: Preferences { language, ..Preferences::default() },
            last_login_at: None,
            created_at: At::of_ms(now.as_millisecond()),
            second_factor: false,
            sites: Vec::new(),
        };
        let mut profile = new.profile;
        profile.languages.get_or_insert_with(|| vec![language.as_str().to_owned()]);
        Ok(Draft { account, role: new.role, max_chats, profile, password, made })
    }
}

fn failed<T: Default>(wrong: &mut Vec<FieldError>, error: FieldError) -> T {
    wrong.push(error);
    T::default()
}

fn made_password() -> Result<String> {
    Ok(secret::token()?.chars().filter(char::is_ascii_alphanumeric).take(MADE_PASSWORD_CHARS).collect())
}

/// A change whose fields are fine.
pub(super) struct Checked {
    pub(super) name: Option<String>,
    pub(super) role: Option<Role>,
    pub(super) active: Option<bool>,
    pub(super) max_chats: Option<u32>,
}

impl Checked {
    pub(super) fn of(change: &UserChange) -> Result<Checked> {
        let mut wrong = Vec::new();
        let name = change.name.as_deref().map(|it| rules::name("name", it));
        let name = name.map(|it| it.unwrap_or_else(|error| failed(&mut wrong, error)));
        let max_chats = change.max_chats.map(|it| rules::max_chats("max_chats", it));
        let max_chats = max_chats.map(|it| it.unwrap_or_else(|error| failed(&mut wrong, error)));
        if let Some(Err(error)) = change.password.as_deref().map(|it| rules::password("password", it)) {
            wrong.push(error);
        }
        match wrong.is_empty() {
            true => Ok(Checked { name, role: change.role, active: change.active, max_chats }),
            false => Err(Error::Invalid(wrong)),
        }
    }
}

/// Whether the asker may make the change, and whether somebody is left to run things after it.
pub(super) fn check_rights(
    present: &Present<'_>,
    staff: &Staff,
    site: SiteId,
    old: &Account,
    change: &Checked,
    new_password: bool,
) -> Result<()> {
    let above = old.superadmin || change.role.is_some_and(|it| it > Role::Admin);
    let personal = change.name.is_some() || change.active.is_some() || new_password;
    let elsewhere = old.sites.iter().any(|it| it.id != site);
    if staff.role < Role::Superadmin && (above || (personal && elsewhere)) {
        return Err(Error::Forbidden("role_forbids"));
    }
    let deactivated = old.active && change.active == Some(false);
    let demoted = change.role.is_some_and(|it| it < Role::Admin);
    let no_superadmin = deactivated || change.role.is_some_and(|it| it < Role::Superadmin);
    let mut last = no_superadmin && store::is_last_superadmin(present, old.id)?;
    for it in &old.sites {
        let left = deactivated || (demoted && it.id == site);
        last |= left && store::is_last_admin(present, it.id, old.id)?;
    }
    if last { Err(Error::Conflict("last_admin")) } else { Ok(()) }
}

pub(super) fn apply(
    present: &Present<'_>,
    write: &mut Write,
    old: &Account,
    site: SiteId,
    change: Checked,
    hash: Option<String>,
) -> Result<Account> {
    let account = Account {
        name: change.name.unwrap_or_else(|| old.name.clone()),
        active: change.active.unwrap_or(old.active),
        superadmin: change.role.map_or(old.superadmin, |it| it >= Role::Superadmin),
        password_hash: hash.unwrap_or_else(|| old.password_hash.clone()),
        ..old.clone()
    };
    store::update(write, &account);
    if change.role.is_none() && change.max_chats.is_none() {
        return Ok(account);
    }
    let here = old.sites.iter().find(|it| it.id == site);
    let role = change.role.or(here.map(|it| it.role)).unwrap_or(Role::Admin);
    let max_chats = change.max_chats.or(here.map(|it| it.max_chats)).unwrap_or(MAX_CHATS);
    join(present, write, account, site, role, max_chats)
}

/// Makes the account a member of `site`, or changes what it is there.
pub(super) fn join(
    present: &Present<'_>,
    write: &mut Write,
    mut account: Account,
    site: SiteId,
    role: Role,
    max_chats: u32,
) -> Result<Account> {
    let found = sites::find(present, site)?.ok_or(Error::NotFound("site"))?;
    store::put_member(write, site, account.id, role, max_chats);
    account.sites.retain(|it| it.id != site);
    let role = role.min(Role::Admin);
    let second_factor_required = found.second_factor_required;
    let (name, slug) = (found.name, found.slug);
    account.sites.push(UserSite { id: site, name, slug, role, max_chats, second_factor_required });
    account.sites.sort_by_key(|it| it.id);
    Ok(account)
}
