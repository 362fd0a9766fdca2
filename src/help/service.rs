//! Use cases of the help centre.
use super::store::{self, Tongue};
use super::types::{Centre, Home, Place, Reading};
use crate::app::App;
use crate::base::ids::{SiteId, VisitorId};
use crate::base::{At, Lang, text};
use crate::knowledge::search::{self, Query};
use crate::knowledge::store::addresses;
use crate::knowledge::{self, Article, Audience, SearchHit};
use crate::sites::{self, Site};
use crate::web::allowance::Deed;
use crate::{Result, settings};
use rusqlite::Connection;
use std::net::IpAddr;

/// Articles of a list on the first page.
const FEW: i64 = 6;
/// Articles beside another.
const RELATED: i64 = 5;
/// Articles on one page of a category.
const ON_SHELF: i64 = 500;
/// Articles that a search shows.
const FOUND: usize = 20;
/// A lower score than this is chance: the letters are alike, not the matter.
const LEAST_SCORE: f64 = 0.15;
/// Addresses that one sitemap may have (sitemaps.org).
const MOST_ADDRESSES: i64 = 50_000;

/// The help centre of a site, where it has one.
pub(super) fn open(conn: &Connection, slug: &str) -> Result<Option<Centre>> {
    let Some(site) = sites::find_by_slug(conn, slug)? else { return Ok(None) };
    let settings = settings::read::<super::HelpCentre>(conn, site.id)?.settings;
    if !settings.enabled {
        return Ok(None);
    }
    let widget = settings::widget(conn, site.id)?;
    let (turkish, english) = store::languages(conn, site.id)?;
    Ok(Some(Centre { site, settings, widget, bilingual: turkish && english }))
}

/// Where the help centre of a site is, `/yardim/ornek`; `None` where it has none.
///
/// # Errors
/// When the database cannot be read.
pub fn path(conn: &Connection, site: &Site) -> Result<Option<String>> {
    let settings = settings::read::<super::HelpCentre>(conn, site.id)?.settings;
    Ok(settings.enabled.then(|| format!("/yardim/{}", site.slug)))
}

/// Which articles a reader of `lang` is shown: those in that language where there are both kinds.
pub(super) fn tongue(centre: &Centre, lang: Lang) -> Tongue {
    centre.bilingual.then_some(lang)
}

/// What the first page shows.
pub(super) fn home(conn: &Connection, centre: &Centre, lang: Lang) -> Result<Home> {
    let (site, tongue) = (centre.site.id, tongue(centre, lang));
    let (loose, mut shelves): (Vec<_>, Vec<_>) =
        store::shelves(conn, site, tongue)?.into_iter().partition(|it| it.name.is_empty());
    shelves.sort_by_cached_key(|it| text::fold(&it.name)); // the database knows no Ö beside O
    let newest = store::newest(conn, site, tongue, FEW)?;
    // Of a handful of articles both lists would be the same.
    let all_shown = i64::try_from(newest.len()).is_ok_and(|it| it < FEW);
    Ok(Home {
        shelves,
        loose: loose.iter().map(|it| it.count).sum(),
        popular: if all_shown { Vec::new() } else { store::popular(conn, site, tongue, FEW)? },
        newest,
    })
}

/// The name of a category in addresses.
pub(super) fn shelf_slug(name: &str) -> String {
    if name.is_empty() { "diger".to_owned() } else { text::slug(name, 80) }
}

/// A category by its address, with its articles.
pub(super) fn shelf(
    conn: &Connection,
    centre: &Centre,
    lang: Lang,
    slug: &str,
) -> Result<Option<(String, Vec<super::types::Card>)>> {
    let (site, tongue) = (centre.site.id, tongue(centre, lang));
    // A reader who follows a link finds the category whatever language the browser asks for.
    for tongue in [tongue, None] {
        let found = store::shelves(conn, site, tongue)?.into_iter().find(|it| shelf_slug(&it.name) == slug);
        if let Some(shelf) = found {
            let mut cards = store::on_shelf(conn, site, tongue, &shelf.name, ON_SHELF)?;
            cards.sort_by_cached_key(|it| text::fold(&it.title));
            return Ok(Some((shelf.name, cards)));
        }
    }
    Ok(None)
}

/// Where an address of an article leads.
pub(super) fn place(
    conn: &Connection,
    centre: &Centre,
    slug: &str,
    reader: Option<VisitorId>,
) -> Result<Place> {
    let site = centre.site.id;
    let Some(article) = knowledge::service::find_public(conn, site, slug)? else {
        return Ok(addresses::moved_to(conn, site, slug)?.map_or(Place::Nowhere, Place::Moved));
    };
    let head = &article.head;
    let related = store::related(conn, site, head, RELATED)?;
    let opinion = match reader {
        Some(reader) => knowledge::store::articles::feedback(conn, head.id, reader)?,
        None => None,
    };
    Ok(Place::Here(Box::new(Reading { article, related, opinion })))
}

/// Articles that answer a query.
///
/// # Errors
/// When the search fails.
pub(super) async fn find(app: &App, site: SiteId, text: &str) -> Result<Vec<SearchHit>> {
    let query = Query { text: text.to_owned(), typing: false, limit: FOUND };
    let mut hits = search::search(app, site, Audience::Public, query).await?;
    hits.retain(|it| it.score >= LEAST_SCORE);
    Ok(hits)
}

/// Counts a reader, as far as readers of one network are believed.
pub(super) fn count_view(app: &App, article: &Article, site: SiteId, from: IpAddr) {
    if app.allowances.take(Deed::Reading, site, (from, None)).is_ok() {
        app.readings.add(site, article.head.id);
    }
}

/// What a sitemap names.
pub(super) struct Addresses {
    /// Slugs of articles, each with its last change.
    pub(super) articles: Vec<(String, At)>,
    /// Categories.
    pub(super) shelves: Vec<String>,
}

/// What the sitemap of a site names.
pub(super) fn addresses(conn: &Connection, site: SiteId) -> Result<Addresses> {
    let shelves = store::shelves(conn, site, None)?.into_iter().map(|it| it.name).collect();
    Ok(Addresses { articles: store::addresses(conn, site, MOST_ADDRESSES)?, shelves })
}

/// Slugs of the sites whose help centre search engines may list.
pub(super) fn listed(conn: &Connection) -> Result<Vec<String>> {
    let mut slugs = Vec::new();
    for (id, slug) in store::sites(conn)? {
        let settings = settings::read::<super::HelpCentre>(conn, id)?.settings;
        if settings.enabled && settings.listed {
            slugs.push(slug);
        }
    }
    Ok(slugs)
}
