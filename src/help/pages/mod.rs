//! What the pages look like: plain functions from values to HTML. Everything that comes from people is escaped by the
//! template; only an article's rendered body is put in as it is.
mod article;
mod data;
mod lists;
mod machine;

pub(super) use article::{Said, article};
pub(super) use lists::{home, nowhere, results, shelf, without_centre};
pub(super) use machine::sitemap;
pub(crate) use machine::theme;

use super::types::{Card, Centre};
use super::words::{self, Words};
use crate::base::Lang;
use maud::{DOCTYPE, Markup, PreEscaped, html};

/// What every page knows.
pub(super) struct View<'a> {
    pub(super) centre: &'a Centre,
    /// The language of the page's own words.
    pub(super) lang: Lang,
    /// `/a/<hash>`.
    pub(super) assets: &'a str,
    /// `https://…` without a path: where people reach this server.
    pub(super) origin: &'a str,
}

/// What stands in the head of one page.
struct Head<'a> {
    title: String,
    description: Option<&'a str>,
    /// Path below the origin; `None`: not for search engines.
    path: Option<String>,
    /// `website` or `article`.
    kind: &'static str,
    /// JSON-LD.
    data: Option<String>,
}

impl View<'_> {
    fn words(&self) -> &'static Words {
        words::of(self.lang)
    }

    /// `/yardim/<site>`.
    fn home(&self) -> String {
        format!("/yardim/{}", self.centre.site.slug)
    }

    /// What the help centre is called.
    pub(super) fn name(&self) -> String {
        let given = self.centre.settings.title.pick(self.lang);
        if given.is_empty() {
            format!("{} {}", self.centre.site.name, self.words().help_centre)
        } else {
            given.to_owned()
        }
    }

    fn article_path(&self, slug: &str) -> String {
        format!("{}/makale/{slug}", self.home())
    }

    fn shelf_path(&self, name: &str) -> String {
        format!("{}/kategori/{}", self.home(), super::service::shelf_slug(name))
    }

    fn shelf_name<'n>(&self, name: &'n str) -> &'n str {
        if name.is_empty() { self.words().without_category } else { name }
    }

    /// A whole page around `main`.
    fn page(&self, head: &Head<'_>, main: Markup) -> String {
        let (words, home, name) = (self.words(), self.home(), self.name());
        let title = if head.title == name { name.clone() } else { format!("{} · {name}", head.title) };
        let listed = self.centre.settings.listed && head.path.is_some();
        let canonical = head.path.as_ref().map(|it| format!("{}{it}", self.origin));
        let other = self.lang.pick("en", "tr");
        html! {
            (DOCTYPE)
            html lang=(self.lang.as_str()) {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover";
                    meta name="color-scheme" content="light dark";
                    title { (title) }
                    @if let Some(text) = head.description { meta name="description" content=(text); }
                    @if !listed { meta name="robots" content="noindex"; }
                    @if let Some(address) = &canonical {
                        link rel="canonical" href=(address);
                        meta property="og:url" content=(address);
                    }
                    meta property="og:type" content=(head.kind);
                    meta property="og:title" content=(head.title);
                    meta property="og:site_name" content=(name);
                    meta property="og:locale" content=(self.lang.pick("tr_TR", "en_GB"));
                    @if let Some(text) = head.description { meta property="og:description" content=(text); }
                    link rel="icon" href={ (self.assets) "/img/icon.svg" } type="image/svg+xml";
                    link rel="stylesheet" href={ (self.assets) "/help/help.css" };
                    link rel="stylesheet" href={ (home) "/theme.css" };
                    @if let Some(data) = &head.data { script type="application/ld+json" { (PreEscaped(data)) } }
                }
                body {
                    a.skip href="#icerik" { (words.skip) }
                    header.top {
                        div.wrap {
                            a.brand href={ (home) "/" } { b { (self.centre.site.name) } span { (words.help_centre) } }
                            @if self.centre.bilingual {
                                a.tongue lang=(other) hreflang=(other) href={ (home) "/?lang=" (other) } { (words.other_language) }
                            }
                        }
                    }
                    (main)
                    footer.foot { div.wrap { p { (self.centre.site.name) " · " (words.help_centre) } } }
                    script src={ (self.assets) "/help/help.js" } defer
                        data-key=[self.centre.settings.widget.then_some(&self.centre.site.api_key)]
                        data-copied=(words.copied) {}
                }
            }
        }
        .into_string()
    }

    /// The field that searches, with what was searched for.
    fn search_form(&self, text: &str) -> Markup {
        let words = self.words();
        html! {
            form.find role="search" action={ (self.home()) "/ara" } method="get" {
                label.sr for="arama" { (words.search) }
                (icon(self.assets, "search"))
                input id="arama" name="q" type="search" value=(text) placeholder=(words.search_hint) maxlength="500" autocomplete="off" required;
                @if self.lang != self.centre.site.language { input type="hidden" name="lang" value=(self.lang.as_str()); }
                button { (words.search_button) }
            }
        }
    }

    /// Where the page stands.
    fn crumbs(&self, steps: &[(String, Option<String>)]) -> Markup {
        html! {
            nav.crumbs aria-label=(self.words().where_you_are) {
                ol {
                    li { a href={ (self.home()) "/" } { (self.words().help_centre) } }
                    @for (name, path) in steps {
                        li { @if let Some(path) = path { a href=(path) { (name) } } @else { span aria-current="page" { (name) } } }
                    }
                }
            }
        }
    }

    fn cards(&self, cards: &[Card]) -> Markup {
        html! {
            ul.cards {
                @for card in cards {
                    li { a href=(self.article_path(&card.slug)) { b { (card.title) } @if let Some(about) = &card.about { span { (about) } } } }
                }
            }
        }
    }

    /// A way to people, where the pages carry the widget; shown by the script that brings it.
    fn more_help(&self) -> Markup {
        let words = self.words();
        html! {
            @if self.centre.settings.widget {
                section.more hidden aria-labelledby="daha" {
                    div { h2 id="daha" { (words.more_help) } p { (words.more_help_text) } }
                    button.button type="button" data-open { (icon(self.assets, "message-circle-more")) (words.write_to_us) }
                }
            }
        }
    }
}

fn icon(assets: &str, name: &str) -> Markup {
    html! { svg.icon aria-hidden="true" { use href={ (assets) "/img/icons.svg#" (name) } {} } }
}
