//! What can be done with sites.
use super::store;
use super::types::{NewSite, Site, SiteChange};
use crate::Result;
use crate::audit::{self, Actor, Entry};
use crate::base::ids::SiteId;
use crate::base::{Clock, Error, secret};
use crate::store::{Store, Write};

/// Makes a site. Its slug is free afterwards for nobody else.
///
/// # Errors
/// 422 with the unacceptable fields, 409 `slug_taken`.
pub async fn create(store: &Store, clock: &Clock, actor: &Actor, new: &NewSite) -> Result<Site> {
    let now = clock.now();
    let draft = new.draft("", now)?;
    let entry = Entry::new(actor, Some(draft.site.id), "site.created", now)
        .to("site", draft.site.id.uuid())
        .new_value(draft.site.audited());
    let decide = move |present: &crate::store::Present<'_>| {
        let mut write = Write::new();
        store::insert(&mut write, &draft, now);
        audit::record(present, &mut write, entry)?;
        Ok((write, draft.site))
    };
    store.decide(decide).await.map(|(_, site)| site)
}

/// Every site, oldest first.
///
/// # Errors
/// When the database cannot be read.
pub async fn list(store: &Store) -> Result<Vec<Site>> {
    store.read(|conn| store::list(conn, None, usize::MAX)).await
}

/// Changes a site that still has the version `expected`; any, when that is `None`.
///
/// # Errors
/// 404, 412 with the present site, 409 `slug_taken`, 422 with the unacceptable fields.
pub async fn update(
    store: &Store,
    clock: &Clock,
    actor: &Actor,
    id: SiteId,
    expected: Option<i64>,
    change: SiteChange,
) -> Result<Site> {
    let (now, actor) = (clock.now(), actor.clone());
    let decide = move |present: &crate::store::Present<'_>| {
        let old = store::find(present, id)?.ok_or(Error::NotFound("site"))?;
        if expected.is_some_and(|it| it != old.version) {
            return Err(Error::Stale(Box::new(serde_json::to_value(&old).unwrap_or_default())));
        }
        let site = change.apply(&old)?;
        let mut write = Write::new();
        store::update(&mut write, &site, now);
        let entry = Entry::new(&actor, Some(id), "site.updated", now).to("site", id.uuid());
        audit::record(present, &mut write, entry.old(old.audited()).new_value(site.audited()))?;
        Ok((write, site))
    };
    store.decide(decide).await.map(|(_, site)| site)
}

/// Deletes a site: nobody reaches it any more; its data stays until it is purged.
///
/// # Errors
/// 404 when it is not there.
pub async fn delete(store: &Store, clock: &Clock, actor: &Actor, id: SiteId) -> Result<()> {
    let (now, actor) = (clock.now(), actor.clone());
    let decide = move |present: &crate::store::Present<'_>| {
        let old = store::find(present, id)?.ok_or(Error::NotFound("site"))?;
        let mut write = Write::new();
        store::delete(&mut write, id, now);
        let entry = Entry::new(&actor, Some(id), "site.deleted", now).to("site", id.uuid());
        audit::record(present, &mut write, entry.old(old.audited()))?;
        Ok((write, ()))
    };
    store.decide(decide).await.map(|_| ())
}

/// What the site's own server signs identity tokens with; who saw it is noted.
///
/// # Errors
/// 404 when there is no such site.
pub async fn show_secret(store: &Store, clock: &Clock, actor: &Actor, id: SiteId) -> Result<String> {
    let (now, actor) = (clock.now(), actor.clone());
    let decide = move |present: &crate::store::Present<'_>| {
        let secret = store::secret(present, id)?.ok_or(Error::NotFound("site"))?;
        let mut write = Write::new();
        let entry = Entry::new(&actor, Some(id), "site.secret_shown", now).to("site", id.uuid());
        audit::record(present, &mut write, entry)?;
        Ok((write, secret))
    };
    store.decide(decide).await.map(|(_, secret)| secret)
}

/// Puts another secret in its place.
///
/// # Errors
/// 404 when there is no such site.
pub async fn renew_secret(store: &Store, clock: &Clock, actor: &Actor, id: SiteId) -> Result<String> {
    let (now, actor, secret) = (clock.now(), actor.clone(), secret::token()?);
    let decide = move |present: &crate::store::Present<'_>| {
        let mut write = Write::new();
        store::set_secret(&mut write, id, &secret);
        let entry = Entry::new(&actor, Some(id), "site.secret_renewed", now).to("site", id.uuid());
        audit::record(present, &mut write, entry)?;
        Ok((write, secret))
    };
    store.decide(decide).await.map(|(_, secret)| secret)
}
