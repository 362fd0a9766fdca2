//! What machines read of a help centre: its colours, its sitemap.
use super::View;
use crate::base::At;
use crate::help::colour::{self, Rgb};
use crate::settings::{DarkMode, WidgetSettings};
use maud::{PreEscaped, html};

/// The grounds that text stands on, as `assets/help/help.css` has them: the one that needs the strongest colour.
const LIGHT_GROUND: Rgb = [0xee, 0xf2, 0xf3];
const DARK_GROUND: Rgb = [0x1b, 0x26, 0x2b];
/// The product's own colour.
const DEFAULT: Rgb = [0x0b, 0x6e, 0x85];

/// The site's colours, as custom properties that the style sheet uses.
pub(crate) fn theme(widget: &WidgetSettings) -> String {
    let brand = colour::parse(&widget.primary_color).unwrap_or(DEFAULT);
    let second = widget.secondary_color.as_deref().and_then(colour::parse).unwrap_or(brand);
    let on = colour::text_on(brand);
    // Both ends of the band behind the title carry the same text.
    let band = if colour::contrast(second, on) >= colour::READABLE { second } else { brand };
    let scheme = match widget.dark_mode {
        DarkMode::Auto => "light dark",
        DarkMode::Light => "light",
        DarkMode::Dark => "dark",
    };
    let css = colour::css;
    let (light, dark) = (colour::readable(brand, LIGHT_GROUND), colour::readable(brand, DARK_GROUND));
    let (soft, soft_dark) = (colour::mix(brand, [255; 3], 18), colour::mix(brand, [0x11, 0x19, 0x1d], 16));
    format!(
        ":root {{\n  color-scheme: {scheme};\n  --brand: {};\n  --band: {};\n  --on-brand: {};\n  \
         --link: light-dark({}, {});\n  --soft: light-dark({}, {});\n}}\n",
        css(brand),
        css(band),
        css(on),
        css(light),
        css(dark),
        css(soft),
        css(soft_dark),
    )
}

/// Addresses for search engines (sitemaps.org).
pub(crate) fn sitemap(view: &View<'_>, articles: &[(String, At)], shelves: &[String]) -> String {
    let newest = articles.first().map(|it| it.1);
    let home = format!("{}/", view.home());
    let pages = std::iter::once((home, newest))
        .chain(shelves.iter().map(|it| (view.shelf_path(it), None)))
        .chain(articles.iter().map(|(slug, at)| (view.article_path(slug), Some(*at))));
    html! {
        (PreEscaped("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"))
        urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" {
            @for (path, at) in pages {
                url { loc { (view.origin) (path) } @if let Some(at) = at { lastmod { (at) } } }
            }
        }
    }
    .into_string()
}
