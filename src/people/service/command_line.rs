//! Adding people at the command line, also while the server runs.
use super::checks::{Draft, join};
use super::members::NewUser;
use crate::Result;
use crate::audit::{self, Actor, Entry};
use crate::base::{Clock, Error, Role};
use crate::engine::password;
use crate::organisation::{self, ProfileChange};
use crate::people::store;
use crate::people::types::{Account, User};
use crate::sites;
use crate::store::{Present, Store, Write};
use serde_json::json;

/// A person added at the command line.
#[derive(Debug, Clone)]
pub struct NewAdmin {
    /// Their sign-in name.
    pub email: String,
    /// Shown to visitors and colleagues.
    pub name: String,
    /// What they are; on the site, unless it is superadmin.
    pub role: Role,
    /// Slug of the site; the only one when left out. A superadmin needs none.
    pub site: Option<String>,
    /// Made by the program and returned when left out.
    pub password: Option<String>,
}

/// Adds a person from the command line, also while the server runs.
///
/// # Errors
/// 404 for an unknown site, 400 `site_required`, 409 `email_taken`, 422 with the unacceptable fields.
pub async fn create_admin(store: &Store, clock: &Clock, new: NewAdmin) -> Result<(User, Option<String>)> {
    let now = clock.now();
    let NewAdmin { email, name, role, site, password } = new;
    let asked = NewUser {
        email,
        name,
        role,
        password,
        language: None,
        max_chats: None,
        profile: ProfileChange::default(),
    };
    let draft = Draft::of(asked, now)?;
    let hash = password::hash(draft.password.clone()).await?;
    let decide = move |present: &Present<'_>| {
        let site = match site {
            Some(slug) => Some(sites::find_by_slug(present, &slug)?.ok_or(Error::NotFound("site"))?.id),
            None => sites::only(present)?,
        };
        if site.is_none() && role < Role::Superadmin {
            return Err(Error::Unreadable("site_required"));
        }
        let mut write = Write::new();
        let mut account = Account { password_hash: hash, ..draft.account };
        store::insert(&mut write, &account, now);
        if let Some(site) = site {
            account = join(present, &mut write, account, site, role, draft.max_chats)?;
            organisation::change_profile(present, &mut write, site, account.id, draft.profile)?;
            store::tell(&mut write, site, "user.created", account.id, now);
        }
        let entry = Entry::new(&Actor::command_line(), site, "user.created", now);
        let new = json!({ "email": account.email, "name": account.name, "role": role });
        audit::record(present, &mut write, entry.to("user", account.id.uuid()).new_value(new))?;
        Ok((write, (account.view(site), draft.made.then_some(draft.password))))
    };
    store.decide(decide).await.map(|(_, created)| created)
}
