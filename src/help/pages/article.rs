//! An article.
use super::{Head, View, data, icon};
use crate::base::text;
use crate::help::types::Reading;
use crate::help::{markdown, words};
use crate::knowledge::passages;
use maud::{Markup, html};

/// From so many headings on there is a table of contents.
const CONTENTS_FROM: usize = 3;
/// Longest sentence about an article, in characters.
const ABOUT_CHARS: usize = 160;

/// What became of what the reader sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Said<'a> {
    /// Nothing was sent.
    #[default]
    Nothing,
    /// A comment was stored.
    Comment,
    /// A comment was too long; here it is again.
    TooLong(&'a str),
}

/// The page of an article.
pub(crate) fn article(view: &View<'_>, it: &Reading, said: Said<'_>) -> String {
    let (words, head) = (view.words(), &it.article.head);
    let body = markdown::render(&it.article.body, words.labels);
    let category = head.category.as_deref().unwrap_or_default();
    let path = view.article_path(&head.slug);
    let about = head.meta_description.clone().unwrap_or_else(|| about(&it.article.body));
    let long = body.headings.len() >= CONTENTS_FROM;
    let shelf = (view.shelf_name(category).to_owned(), view.shelf_path(category));
    let main = html! {
        div.bar { div.wrap { (view.search_form("")) } }
        div.wrap.reading {
            main id="icerik" tabindex="-1" {
                (view.crumbs(&[(shelf.0.clone(), Some(shelf.1.clone())), (head.title.clone(), None)]))
                article {
                    h1 { (head.title) }
                    p.when {
                        (words.updated) " "
                        time datetime=(head.updated_at) { (words::date(head.updated_at, &view.centre.site.time_zone, view.lang)) }
                        button.copy type="button" hidden data-copy={ (view.origin) (path) } { (icon(view.assets, "copy")) span { (words.copy_link) } }
                    }
                    @if long { (contents(view, &body.headings, "inline")) }
                    div.text { (body.html) }
                }
                (opinion(view, it, &path, said))
                (view.more_help())
            }
            aside {
                @if long { (contents(view, &body.headings, "beside")) }
                @if !it.related.is_empty() {
                    nav.related aria-labelledby="ilgili" {
                        h2 id="ilgili" { (words.related) }
                        ul { @for card in &it.related { li { a href=(view.article_path(&card.slug)) { (card.title) } } } }
                    }
                }
            }
        }
    };
    let head = Head {
        title: head.title.clone(),
        description: Some(&about),
        path: Some(path),
        kind: "article",
        data: Some(data::article(view, it, &about, &shelf)),
    };
    view.page(&head, main)
}

/// Its first sentences.
fn about(body: &str) -> String {
    let text =
        passages::cut(body).into_iter().map(|it| it.text).find(|it| !it.is_empty()).unwrap_or_default();
    text::shorten(&text.split_whitespace().collect::<Vec<_>>().join(" "), ABOUT_CHARS)
}

/// The table of contents: above the text on a narrow page, beside it on a wide one.
fn contents(view: &View<'_>, headings: &[markdown::Heading], place: &str) -> Markup {
    let list = html! {
        ul { @for it in headings { li.inner[it.inner] { a href={ "#" (it.id) } { (it.text) } } } }
    };
    html! {
        @if place == "inline" {
            details.contents.inline { summary { (view.words().contents) } (list) }
        } @else {
            nav.contents.beside aria-label=(view.words().contents) { h2 { (view.words().contents) } (list) }
        }
    }
}

/// Whether it helped; a plain form that needs no script.
fn opinion(view: &View<'_>, it: &Reading, path: &str, said: Said<'_>) -> Markup {
    let words = view.words();
    let button = |value: &str, name: &str, text: &str, chosen: bool| {
        html! {
            button.choice name="helpful" value=(value) aria-pressed=[chosen.then_some("true")] { (icon(view.assets, name)) (text) }
        }
    };
    let (comment, too_long) = match said {
        Said::TooLong(text) => (text, true),
        _ => ("", false),
    };
    html! {
        section.opinion id="gorus" aria-labelledby="gorus-baslik" {
            h2 id="gorus-baslik" { (words.helped) }
            @if it.opinion.is_some() { p role="status" { (words.thanks) " " (words.change_mind) } }
            form method="post" action={ (path) "/gorus" } {
                (button("yes", "thumbs-up", words.yes, it.opinion == Some(true)))
                (button("no", "thumbs-down", words.no, it.opinion == Some(false)))
            }
            @if said == Said::Comment {
                p.sent role="status" { (words.comment_sent) }
            } @else if let Some(helpful) = it.opinion {
                form.comment method="post" action={ (path) "/gorus" } {
                    label for="yorum" { (words.comment) }
                    textarea id="yorum" name="comment" rows="3" maxlength="1000" aria-describedby="yorum-not" aria-invalid=[too_long.then_some("true")] { (comment) }
                    p.hint id="yorum-not" { (if too_long { words.comment_too_long } else { words.comment_hint }) }
                    input type="hidden" name="helpful" value=(if helpful { "yes" } else { "no" });
                    button.button { (words.send) }
                }
            }
        }
    }
}
