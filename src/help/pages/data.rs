//! What search engines read: JSON-LD after schema.org. A block of data, not a script: browsers run nothing of it.
use super::View;
use crate::help::types::Reading;
use serde_json::{Value, json};

/// The first page, and how it is searched.
pub(super) fn website(view: &View<'_>) -> String {
    let home = format!("{}{}/", view.origin, view.home());
    let search = format!("{home}ara?q={{search_term_string}}");
    written(&json!({
        "@context": "https://schema.org",
        "@type": "WebSite",
        "name": view.name(),
        "url": home,
        "inLanguage": view.lang.as_str(),
        "potentialAction": {
            "@type": "SearchAction",
            "target": { "@type": "EntryPoint", "urlTemplate": search },
            "query-input": "required name=search_term_string",
        },
    }))
}

/// Where a page stands: names and paths below the first page.
pub(super) fn crumbs(view: &View<'_>, steps: &[(String, String)]) -> String {
    let mut list = crumb_list(view, steps);
    if let Some(fields) = list.as_object_mut() {
        fields.insert("@context".to_owned(), json!("https://schema.org"));
    }
    written(&list)
}

fn crumb_list(view: &View<'_>, steps: &[(String, String)]) -> Value {
    let first = (view.words().help_centre.to_owned(), format!("{}/", view.home()));
    let items: Vec<Value> = std::iter::once(&first)
        .chain(steps)
        .enumerate()
        .map(|(at, (name, path))| {
            json!({ "@type": "ListItem", "position": at + 1, "name": name, "item": format!("{}{path}", view.origin) })
        })
        .collect();
    json!({ "@type": "BreadcrumbList", "itemListElement": items })
}

/// An article and where it stands.
pub(super) fn article(view: &View<'_>, it: &Reading, about: &str, shelf: &(String, String)) -> String {
    let head = &it.article.head;
    let path = view.article_path(&head.slug);
    let crumbs = crumb_list(view, &[shelf.clone(), (head.title.clone(), path.clone())]);
    written(&json!({
        "@context": "https://schema.org",
        "@graph": [
            {
                "@type": "Article",
                "headline": head.title,
                "description": about,
                "inLanguage": head.language.as_str(),
                "datePublished": head.published_at,
                "dateModified": head.updated_at,
                "mainEntityOfPage": format!("{}{path}", view.origin),
                "publisher": { "@type": "Organization", "name": view.centre.site.name },
            },
            crumbs,
        ],
    }))
}

/// JSON that cannot end the element it stands in.
fn written(value: &Value) -> String {
    value.to_string().replace('<', "\\u003c")
}
