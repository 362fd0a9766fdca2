//! Use cases of visitors.
use super::store;
use super::types::{Details, PageSeen, VisitorView};
use crate::app::App;
use crate::base::ids::{SiteId, VisitorId};
use crate::base::text;
use crate::store::{Event, Present, Write};
use crate::{Error, Result};
use jiff::Timestamp;
use rusqlite::Connection;

/// Longest kept address of a page, in characters.
const MAX_URL: usize = 500;

/// Recognises a visitor or makes a new one; tells which. An id of another site is as good as none. What is known of a
/// visitor changes on the disk only where bans go by it: a page view costs no sync.
///
/// # Errors
/// When the store fails.
pub async fn arrive(
    app: &App,
    site: SiteId,
    known: Option<VisitorId>,
    page: PageSeen,
) -> Result<(VisitorView, bool)> {
    let now = app.clock.now();
    let page = tidy(page);
    if let Some(id) = known {
        let found = app.store.read(move |conn| store::find_with_address(conn, site, id)).await?;
        if let Some((mut visitor, address)) = found {
            if page.address.is_some() && page.address != address {
                let mut write = Write::new();
                store::set_address(&mut write, site, id, page.address.as_deref());
                app.store.commit(write).await?;
            }
            visitor.online = app.hub.is_online(site, id);
            return Ok((visitor, false));
        }
    }
    let (_, id) = app
        .store
        .decide(move |present| {
            let mut write = Write::new();
            let id = make(present, &mut write, site, &page, now)?;
            Ok((write, id))
        })
        .await?;
    Ok((find(app, site, id).await?, true))
}

/// Makes a visitor, within a write.
///
/// # Errors
/// When the database cannot be read.
pub fn make(
    present: &Present<'_>,
    write: &mut Write,
    site: SiteId,
    page: &PageSeen,
    now: Timestamp,
) -> Result<VisitorId> {
    let id = VisitorId::random();
    let number = store::next_number(present, site, "visitor")?;
    store::take_number(write, site, "visitor", number);
    store::insert(write, site, id, number, page, now);
    Ok(id)
}

/// Who a visitor is by now: itself, the older one that it turned out to be, or nobody of the site.
///
/// # Errors
/// When the store fails.
pub async fn known_as(app: &App, site: SiteId, id: VisitorId) -> Result<Option<VisitorId>> {
    app.store.read(move |conn| store::known_as(conn, site, id)).await
}

/// One visitor; who turned out to be an older one is found under both names.
///
/// # Errors
/// 404 when the site has no such visitor.
pub async fn find(app: &App, site: SiteId, id: VisitorId) -> Result<VisitorView> {
    let found = app.store.read(move |conn| match store::known_as(conn, site, id)? {
        Some(id) => store::find(conn, site, id),
        None => Ok(None),
    });
    let mut visitor = found.await?.ok_or(Error::NotFound("visitor"))?;
    visitor.online = app.hub.is_online(site, visitor.id);
    Ok(visitor)
}

/// Corrects what is known of a person.
///
/// # Errors
/// 422 for a bad address or too long a field, 404 for an unknown visitor.
pub async fn update(app: &App, site: SiteId, id: VisitorId, details: Details) -> Result<VisitorView> {
    check(&details)?;
    let now = app.clock.now();
    let mut write = Write::new();
    store::update(&mut write, site, id, &details);
    write.tell(Event::new(site, "visitor.updated", id.uuid(), now));
    app.store.commit(write).await?;
    find(app, site, id).await
}

/// Notes what a visitor says of themself: what the institution vouched for stays.
///
/// # Errors
/// 422 for a bad address or too long a field, 404 for an unknown visitor.
pub async fn introduce(app: &App, site: SiteId, id: VisitorId, details: Details) -> Result<()> {
    check(&details)?;
    let now = app.clock.now();
    let decide = move |present: &Present<'_>| {
        let mut write = Write::new();
        store::update(&mut write, site, id, &unvouched(present, site, id, details)?);
        write.tell(Event::new(site, "visitor.updated", id.uuid(), now));
        Ok((write, ()))
    };
    app.store.decide(decide).await?;
    Ok(())
}

/// What a visitor may say of themself without proof: agents take the name and the mail address of a verified one for
/// what the institution's server said.
///
/// # Errors
/// When the database cannot be read.
pub fn unvouched(conn: &Connection, site: SiteId, id: VisitorId, said: Details) -> Result<Details> {
    if store::is_verified(conn, site, id)? {
        return Ok(Details { name: None, email: None, ..said });
    }
    Ok(said)
}

/// Checks what somebody says about a person.
///
/// # Errors
/// 422 naming the field.
pub fn check(details: &Details) -> Result<()> {
    let too_long =
        |text: &Option<String>, max: usize| text.as_ref().is_some_and(|it| it.chars().count() > max);
    if too_long(&details.name, 120) {
        return Err(Error::beyond("name", "field_too_long", 120));
    }
    if too_long(&details.phone, 40) {
        return Err(Error::beyond("phone", "field_too_long", 40));
    }
    match &details.email {
        Some(email) if !email.is_empty() && !text::is_email(email) => {
            Err(Error::invalid("email", "email_invalid"))
        }
        _ => Ok(()),
    }
}

fn tidy(page: PageSeen) -> PageSeen {
    let cut = |it: Option<String>, max| it.filter(|it| !it.is_empty()).map(|it| text::shorten(&it, max));
    PageSeen {
        url: cut(page.url, MAX_URL),
        title: cut(page.title, 200),
        language: cut(page.language, 20),
        ..page
    }
}
