//! The first page, categories, search results, and what stands where nothing is.
use super::data;
use super::{Head, View, icon};
use crate::base::Lang;
use crate::help::types::{Card, Home};
use crate::help::words;
use crate::knowledge::SearchHit;
use maud::{DOCTYPE, Markup, html};

/// The first page.
pub(crate) fn home(view: &View<'_>, it: &Home) -> String {
    let (words, name) = (view.words(), view.name());
    let intro = view.centre.settings.intro.pick(view.lang);
    let empty = it.newest.is_empty();
    let main = html! {
        section.hero { div.wrap { h1 { (name) } @if !intro.is_empty() { p { (intro) } } (view.search_form("")) } }
        main.wrap id="icerik" tabindex="-1" {
            @if empty { div.empty { h2 { (words.no_articles) } p { (words.no_articles_text) } } }
            @if !it.shelves.is_empty() {
                h2 { (words.categories) }
                ul.shelves {
                    @for shelf in &it.shelves { (shelf_card(view, &shelf.name, shelf.count)) }
                    @if it.loose > 0 { (shelf_card(view, "", it.loose)) }
                }
            }
            @if !empty {
                div.two[!it.popular.is_empty()] {
                    @if !it.popular.is_empty() {
                        section aria-labelledby="cok" { h2 id="cok" { (words.popular) } (view.cards(&it.popular)) }
                    }
                    section aria-labelledby="yeni" { h2 id="yeni" { (words.newest) } (view.cards(&it.newest)) }
                }
            }
            (view.more_help())
        }
    };
    let head = Head {
        title: name,
        description: Some(intro).filter(|it| !it.is_empty()),
        path: Some(format!("{}/", view.home())),
        kind: "website",
        data: Some(data::website(view)),
    };
    view.page(&head, main)
}

fn shelf_card(view: &View<'_>, name: &str, count: i64) -> Markup {
    html! {
        li { a href=(view.shelf_path(name)) { (icon(view.assets, "book-open")) b { (view.shelf_name(name)) } span { (words::articles(count, view.lang)) } } }
    }
}

/// A category.
pub(crate) fn shelf(view: &View<'_>, name: &str, cards: &[Card]) -> String {
    let shown = view.shelf_name(name);
    let main = html! {
        div.bar { div.wrap { (view.search_form("")) } }
        main.wrap.narrow id="icerik" tabindex="-1" {
            (view.crumbs(&[(shown.to_owned(), None)]))
            h1 { (shown) }
            p.lead { (words::articles(i64::try_from(cards.len()).unwrap_or(i64::MAX), view.lang)) }
            (view.cards(cards))
            (view.more_help())
        }
    };
    let path = view.shelf_path(name);
    let data = data::crumbs(view, &[(shown.to_owned(), path.clone())]);
    let head = Head {
        title: shown.to_owned(),
        description: None,
        path: Some(path),
        kind: "website",
        data: Some(data),
    };
    view.page(&head, main)
}

/// What a search found.
pub(crate) fn results(view: &View<'_>, text: &str, hits: &[SearchHit]) -> String {
    let words = view.words();
    let main = html! {
        div.bar { div.wrap { (view.search_form(text)) } }
        main.wrap.narrow id="icerik" tabindex="-1" {
            (view.crumbs(&[(words.results.to_owned(), None)]))
            @if hits.is_empty() {
                h1 { (if text.is_empty() { words.search } else { words.nothing_found }) }
                p.lead { (if text.is_empty() { words.search_hint } else { words.nothing_found_text }) }
            } @else {
                h1 { (words.results) }
                p.lead role="status" { (words::found(hits.len(), text, view.lang)) }
                ol.cards.found {
                    @for hit in hits { li { a href=(view.article_path(&hit.slug)) { b { (hit.title) } span { (marked(hit)) } } } }
                }
            }
            (view.more_help())
        }
    };
    let head =
        Head { title: words.results.to_owned(), description: None, path: None, kind: "website", data: None };
    view.page(&head, main)
}

/// The words of a hit, with what matched; the places are counted in UTF-16.
fn marked(hit: &SearchHit) -> Markup {
    let units: Vec<u16> = hit.snippet.encode_utf16().collect();
    let piece = |from: usize, to: usize| String::from_utf16_lossy(units.get(from..to).unwrap_or_default());
    let starts = std::iter::once(0).chain(hit.highlights.iter().map(|it| it[1]));
    let pieces =
        starts.zip(&hit.highlights).map(|(before, [from, to])| (piece(before, *from), piece(*from, *to)));
    let end = hit.highlights.last().map_or(0, |it| it[1]);
    html! { @for (plain, matching) in pieces { (plain) mark { (matching) } } (piece(end, units.len())) }
}

/// An address that leads nowhere, in a help centre that is there.
pub(crate) fn nowhere(view: &View<'_>) -> String {
    let words = view.words();
    let main = html! {
        section.hero { div.wrap { h1 { (words.not_here) } p { (words.not_here_text) } (view.search_form("")) } }
        main.wrap id="icerik" tabindex="-1" { (view.more_help()) }
    };
    let head =
        Head { title: words.not_here.to_owned(), description: None, path: None, kind: "website", data: None };
    view.page(&head, main)
}

/// An address below `/yardim` where no help centre is.
pub(crate) fn without_centre(lang: Lang, assets: &str) -> String {
    let words = words::of(lang);
    html! {
        (DOCTYPE)
        html lang=(lang.as_str()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                meta name="robots" content="noindex";
                title { (words.no_centre) }
                link rel="icon" href={ (assets) "/img/icon.svg" } type="image/svg+xml";
                link rel="stylesheet" href={ (assets) "/help/help.css" };
            }
            body { main.wrap.narrow id="icerik" { div.empty { h1 { (words.no_centre) } p { (words.no_centre_text) } } } }
        }
    }
    .into_string()
}
