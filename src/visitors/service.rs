//! Use cases of visitors.
use super::store;
use super::types::{Details, PageSeen, VisitorView};
use crate::app::App;
use crate::base::ids::{SiteId, VisitorId};
use crate::base::text;
use crate::realtime::Audience;
use crate::store::{Event, Write};
use crate::{Error, Result};
use serde_json::json;

/// A pause after which the next sign of life is a new visit, in milliseconds.
const VISIT_PAUSE_MS: i64 = 30 * 60 * 1000;
/// Longest kept address of a page, in characters.
const MAX_URL: usize = 500;

/// Recognises a visitor or makes a new one, and notes the page. An id of another site is as good as none.
///
/// # Errors
/// When the store fails.
pub async fn arrive(
    app: &App,
    site: SiteId,
    known: Option<VisitorId>,
    page: PageSeen,
) -> Result<VisitorView> {
    let now = app.clock.now();
    let page = tidy(page);
    let (_, id) = app
        .store
        .decide(move |present| {
            let mut write = Write::new();
            let found = known.map(|id| store::find(present, site, id)).transpose()?.flatten();
            let id = match found {
                Some(it) => {
                    let pause = now.as_millisecond() - it.last_seen_at.0.as_millisecond();
                    store::touch(&mut write, site, it.id, &page, i64::from(pause > VISIT_PAUSE_MS), now);
                    it.id
                }
                None => {
                    let id = VisitorId::random();
                    let number = store::next_number(present, site, "visitor")?;
                    store::take_number(&mut write, site, "visitor", number);
                    store::insert(&mut write, site, id, number, &page, now);
                    id
                }
            };
            Ok((write, id))
        })
        .await?;
    find(app, site, id).await
}

/// One visitor.
///
/// # Errors
/// 404 when the site has no such visitor.
pub async fn find(app: &App, site: SiteId, id: VisitorId) -> Result<VisitorView> {
    let found = app.store.read(move |conn| store::find(conn, site, id)).await?;
    let mut visitor = found.ok_or(Error::NotFound("visitor"))?;
    visitor.online = app.hub.is_online(site, id);
    Ok(visitor)
}

/// Notes a page of the journey and tells the desk.
///
/// # Errors
/// When the store fails.
pub async fn see_page(app: &App, site: SiteId, id: VisitorId, url: &str, title: Option<&str>) -> Result<()> {
    let now = app.clock.now();
    let page =
        tidy(PageSeen { url: Some(url.to_owned()), title: title.map(str::to_owned), ..PageSeen::default() });
    let mut write = Write::new();
    store::touch(&mut write, site, id, &page, 0, now);
    store::add_page(
        &mut write,
        site,
        id,
        page.url.as_deref().unwrap_or_default(),
        page.title.as_deref(),
        now,
    );
    app.store.commit(write).await?;
    let told = json!({ "visitorId": id, "page": page.url, "title": page.title });
    app.hub.tell(Audience::Staff(site), "visitor:activity", &told);
    Ok(())
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
