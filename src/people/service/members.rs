//! What admins do with the people of their site.
//!
//! A person may work on several sites. What belongs to a site (role, number of conversations) its admins change;
//! what belongs to the person (name, password, being active) only when the person works nowhere else, otherwise the
//! admin of one site could take over an account that runs another.
use super::checks::{Checked, Draft, apply, check_rights, join};
use super::links::{self, Invitation};
use crate::Result;
use crate::app::App;
use crate::audit::{self, Actor, Entry};
use crate::base::ids::{SiteId, UserId};
use crate::base::{Error, Lang, Role};
use crate::engine::password;
use crate::organisation::{self, Profile, ProfileChange};
use crate::people::store::{self, logins};
use crate::people::types::{Account, Person, User};
use crate::store::{Present, Write};
use crate::web::Staff;
use serde::{Deserialize, Serialize};
use serde_json::json;

/// A person to be added.
#[derive(Debug, Clone, Deserialize, utoipa::ToSchema)]
pub struct NewUser {
    /// Their sign-in name.
    pub email: String,
    /// Shown to visitors and colleagues.
    pub name: String,
    /// On the site acted on; only a superadmin makes another one.
    pub role: Role,
    /// When left out, the person chooses one by a link.
    pub password: Option<String>,
    /// Of the desk; Turkish when left out.
    pub language: Option<Lang>,
    /// Conversations at once, 1 to 100; 5 when left out.
    pub max_chats: Option<u32>,
    /// Department, teams, skills, languages …; speaks the desk's language when left out.
    #[serde(default)]
    pub profile: ProfileChange,
}

/// An added person.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct CreatedUser {
    /// The person.
    pub user: Person,
    /// How they get to choose a password; nothing where they have one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub invitation: Option<Invitation>,
}

/// What may be changed of a person; what is left out stays.
#[derive(Debug, Clone, Default, Deserialize, utoipa::ToSchema)]
pub struct UserChange {
    /// Shown to visitors and colleagues.
    pub name: Option<String>,
    /// On the site acted on; ends the person's sign-ins.
    pub role: Option<Role>,
    /// Whether they can sign in; `false` ends their sign-ins.
    pub active: Option<bool>,
    /// Conversations at once, 1 to 100.
    pub max_chats: Option<u32>,
    /// A new one; ends the person's sign-ins.
    pub password: Option<String>,
    /// Department, teams, skills, languages …
    #[serde(default)]
    pub profile: ProfileChange,
}

/// People of the site after `after`, in the order they were added.
///
/// # Errors
/// When the database cannot be read.
pub async fn list(app: &App, staff: &Staff, after: Option<UserId>, limit: usize) -> Result<Vec<Person>> {
    let (site, staff) = (staff.site()?, staff.clone());
    let superadmins = staff.role >= Role::Superadmin;
    app.store
        .read(move |conn| {
            let accounts = store::list(conn, site, superadmins, after, limit + 1)?;
            accounts.into_iter().map(|it| person(conn, &staff, site, it)).collect()
        })
        .await
}

/// One person of the site.
///
/// # Errors
/// 404 when they have no part in it.
pub async fn show(app: &App, staff: &Staff, id: UserId) -> Result<Person> {
    let (site, staff) = (staff.site()?, staff.clone());
    app.store.read(move |conn| person(conn, &staff, site, find(conn, &staff, site, id)?)).await
}

/// Adds a person to the site. A superadmin can add somebody who has an account already (on another site); they
/// keep their password.
///
/// # Errors
/// 403 when the role is beyond the asker's, 409 `email_taken`, 422 with the unacceptable fields.
pub async fn create(app: &App, staff: &Staff, new: NewUser) -> Result<CreatedUser> {
    let (site, now, staff) = (staff.site()?, app.clock.now(), staff.clone());
    if new.role > Role::Admin && staff.role < Role::Superadmin {
        return Err(Error::Forbidden("role_forbids"));
    }
    let draft = Draft::of(new, now)?;
    let hash = password::hash(draft.password.clone()).await?;
    let it = app.clone();
    let decide = move |present: &Present<'_>| {
        let mut write = Write::new();
        let known = store::find_by_email(present, &draft.account.email)?;
        let fresh = known.is_none();
        let account = match known {
            None => Account { password_hash: hash, ..draft.account },
            Some(known) => {
                let elsewhere = known.sites.iter().all(|it| it.id != site) && !known.superadmin;
                let may_join = staff.role >= Role::Superadmin && elsewhere && known.active;
                if !may_join || !draft.made || draft.role > Role::Admin {
                    return Err(Error::Conflict("email_taken"));
                }
                known
            }
        };
        if fresh {
            store::insert(&mut write, &account, now);
        }
        let account = join(present, &mut write, account, site, draft.role, draft.max_chats)?;
        let profile = organisation::change_profile(present, &mut write, site, account.id, draft.profile)?;
        let entry = Entry::new(&Actor::staff(&staff), Some(site), "user.created", now);
        let entry = entry.to("user", account.id.uuid()).new_value(account.audited(site));
        audit::record(present, &mut write, entry)?;
        store::tell(&mut write, site, "user.created", account.id, now);
        let invitation = match fresh && draft.made {
            true => Some(links::invite(&it, present, &mut write, &account, (staff.user, site), now)?),
            false => None,
        };
        let user = Person { user: seen_by(&staff, site, account), profile };
        Ok((write, CreatedUser { user, invitation }))
    };
    app.store.decide(decide).await.map(|(_, created)| created)
}

/// Changes a person. A change of role, password or being active ends their sign-ins at once.
///
/// # Errors
/// 404, 403 for what is beyond the asker, 409 `last_admin`, 422 with the unacceptable fields.
pub async fn update(app: &App, staff: &Staff, id: UserId, change: UserChange) -> Result<Person> {
    let (site, now, staff) = (staff.site()?, app.clock.now(), staff.clone());
    let checked = Checked::of(&change)?;
    let profile = change.profile;
    let hash = match change.password {
        Some(password) => Some(password::hash(password).await?),
        None => None,
    };
    let decide = move |present: &Present<'_>| {
        let old = find(present, &staff, site, id)?;
        check_rights(present, &staff, site, &old, &checked, hash.is_some())?;
        let mut write = Write::new();
        let ends = hash.is_some()
            || (old.active && checked.active == Some(false))
            || checked.role.is_some_and(|it| old.role_on(site) != Some(it));
        let account = apply(present, &mut write, &old, site, checked, hash.clone())?;
        let (before, profile) = reprofile(present, &mut write, (site, id), profile)?;
        if ends {
            logins::revoke_all(&mut write, id, None, now);
            store::links::end_all(&mut write, id, now);
        }
        let (mut former, mut new) = (old.audited(site), account.audited(site));
        if before != profile {
            (former["profile"], new["profile"]) = (json!(before), json!(profile));
        }
        if hash.is_some() {
            new["password"] = json!("changed");
        }
        let entry = Entry::new(&Actor::staff(&staff), Some(site), "user.updated", now).to("user", id.uuid());
        audit::record(present, &mut write, entry.old(former).new_value(new))?;
        account.sites.iter().for_each(|it| store::tell(&mut write, it.id, "user.updated", id, now));
        Ok((write, (Person { user: seen_by(&staff, site, account), profile }, ends)))
    };
    let (_, (user, ends)) = app.store.decide(decide).await?;
    if ends {
        app.hub.disconnect_user(id);
    }
    Ok(user)
}

/// Deactivates a person. One who also works elsewhere only leaves this site, unless a superadmin asks.
///
/// # Errors
/// 404, 403 for somebody beyond the asker, 409 `last_admin`.
pub async fn delete(app: &App, staff: &Staff, id: UserId) -> Result<()> {
    let user = show(app, staff, id).await?.user;
    let (site, now) = (staff.site()?, app.clock.now());
    let account = app.store.read(move |conn| store::find(conn, id)).await?;
    let works_elsewhere = account.is_some_and(|it| it.sites.len() > 1);
    if staff.role >= Role::Superadmin || !works_elsewhere || user.superadmin {
        let change = UserChange { active: Some(false), ..UserChange::default() };
        return update(app, staff, id, change).await.map(|_| ());
    }
    let staff = staff.clone();
    let decide = move |present: &Present<'_>| {
        let old = find(present, &staff, site, id)?;
        if store::is_last_admin(present, site, id)? {
            return Err(Error::Conflict("last_admin"));
        }
        let mut write = Write::new();
        store::remove_member(&mut write, site, id);
        organisation::remove_member(&mut write, site, id);
        logins::revoke_all(&mut write, id, None, now);
        let entry = Entry::new(&Actor::staff(&staff), Some(site), "user.removed", now).to("user", id.uuid());
        audit::record(present, &mut write, entry.old(old.audited(site)))?;
        store::tell(&mut write, site, "user.removed", id, now);
        Ok((write, ()))
    };
    app.store.decide(decide).await?;
    app.hub.disconnect_user(id);
    Ok(())
}

/// Changes what somebody is on the site; answers how it was and how it will be. A superadmin without a part in the
/// site has no profile there.
fn reprofile(
    present: &Present<'_>,
    write: &mut Write,
    (site, id): (SiteId, UserId),
    change: ProfileChange,
) -> Result<(Profile, Profile)> {
    let before = organisation::profile(present, site, id)?;
    if change.is_empty() {
        return Ok((before.clone(), before));
    }
    let after = organisation::change_profile(present, write, site, id, change)?;
    Ok((before, after))
}

/// A person of the site; superadmins are there for each other on every site.
fn find(conn: &rusqlite::Connection, staff: &Staff, site: SiteId, id: UserId) -> Result<Account> {
    let account = store::find(conn, id)?.ok_or(Error::NotFound("user"))?;
    let member = account.sites.iter().any(|it| it.id == site);
    let among_superadmins = account.superadmin && staff.role >= Role::Superadmin;
    if member || among_superadmins { Ok(account) } else { Err(Error::NotFound("user")) }
}

/// A person of the site whose own affairs (name, password, second factor) the asker may see to.
///
/// # Errors
/// 404; 403 for who runs the installation or works elsewhere too, unless a superadmin asks.
pub(super) fn find_own(
    conn: &rusqlite::Connection,
    staff: &Staff,
    site: SiteId,
    id: UserId,
) -> Result<Account> {
    let account = find(conn, staff, site, id)?;
    let elsewhere = account.sites.iter().any(|it| it.id != site);
    match staff.role < Role::Superadmin && (account.superadmin || elsewhere) {
        true => Err(Error::Forbidden("role_forbids")),
        false => Ok(account),
    }
}

/// Takes the second factor of somebody who lost it away, and ends their sign-ins.
///
/// # Errors
/// 404, 403 as for a password.
pub async fn remove_second_factor(app: &App, staff: &Staff, id: UserId) -> Result<()> {
    let (site, now, staff) = (staff.site()?, app.clock.now(), staff.clone());
    let decide = move |present: &Present<'_>| {
        let account = find_own(present, &staff, site, id)?;
        let mut write = Write::new();
        store::factors::remove(&mut write, id);
        logins::revoke_all(&mut write, id, None, now);
        let entry = Entry::new(&Actor::staff(&staff), Some(site), "user.second_factor_removed", now);
        audit::record(present, &mut write, entry.to("user", id.uuid()))?;
        account.sites.iter().for_each(|it| store::tell(&mut write, it.id, "user.updated", id, now));
        Ok((write, ()))
    };
    app.store.decide(decide).await?;
    app.hub.disconnect_user(id);
    Ok(())
}

fn person(conn: &rusqlite::Connection, staff: &Staff, site: SiteId, account: Account) -> Result<Person> {
    let profile = organisation::profile(conn, site, account.id)?;
    Ok(Person { user: seen_by(staff, site, account), profile })
}

/// An admin does not learn on which other sites a person works.
fn seen_by(staff: &Staff, site: SiteId, account: Account) -> User {
    let mut user = account.view(Some(site));
    if staff.role < Role::Superadmin {
        user.sites.retain(|it| it.id == site);
    }
    user
}
