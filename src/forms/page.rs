//! The page at a form's public address, as HTML. The questions are drawn by a script off the same definition that the
//! server checks by; without scripts the page says so.
use super::types::{Form, PublicForm};
use crate::base::Lang;
use crate::sites::Site;
use maud::{DOCTYPE, Markup, PreEscaped, html};

/// What stands around the form.
pub(super) struct View<'a> {
    pub(super) site: &'a Site,
    pub(super) lang: Lang,
    /// `/a/<hash>`.
    pub(super) assets: &'a str,
}

/// A form that can be filled in.
pub(super) fn open(view: &View<'_>, form: &Form) -> String {
    let lang = view.lang;
    let title = form.design.title.pick(lang).to_owned();
    let shown = serde_json::to_string(&PublicForm::from(form.clone())).unwrap_or_default();
    // What would end the element cannot stand in it.
    let shown = shown.replace('<', "\\u003c");
    let main = html! {
        main.wrap.narrow #icerik tabindex="-1" {
            h1 { (title) }
            div #intro class="words" hidden {}
            form #form novalidate hidden {}
            div #sent role="status" class="sent" hidden {}
            noscript { p.lead { (lang.pick(
                "Bu formu doldurmak için tarayıcınızda JavaScript açık olmalı.",
                "Filling in this form needs JavaScript in your browser.",
            )) } }
            script #definition type="application/json" { (PreEscaped(shown)) }
        }
        script type="module" src={ (view.assets) "/form/form.js" } data-key=(view.site.api_key) {}
    };
    page(view, &title, main)
}

/// A form that is not there, or not open.
pub(super) fn closed(view: &View<'_>) -> String {
    let title = view.lang.pick("Bu form şu anda açık değil", "This form is not open at the moment");
    let main = html! {
        main.wrap.narrow #icerik tabindex="-1" {
            h1 { (title) }
            p.lead { (view.lang.pick(
                "Adresi denetleyin ya da bağlantıyı aldığınız kuruma sorun.",
                "Check the address, or ask the institution that gave you the link.",
            )) }
        }
    };
    page(view, title, main)
}

fn page(view: &View<'_>, title: &str, main: Markup) -> String {
    let (lang, home) = (view.lang, format!("/form/{}", view.site.slug));
    let other = lang.pick("en", "tr");
    html! {
        (DOCTYPE)
        html lang=(lang.as_str()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover";
                meta name="color-scheme" content="light dark";
                meta name="robots" content="noindex";
                title { (title) " · " (view.site.name) }
                link rel="icon" href={ (view.assets) "/img/icon.svg" } type="image/svg+xml";
                link rel="stylesheet" href={ (view.assets) "/help/help.css" };
                link rel="stylesheet" href={ (view.assets) "/form/form.css" };
                link rel="stylesheet" href={ (home) "/theme.css" };
            }
            body {
                a.skip href="#icerik" { (lang.pick("Forma geç", "Skip to the form")) }
                header.top {
                    div.wrap {
                        span.brand { b { (view.site.name) } }
                        a.tongue lang=(other) hreflang=(other) href={ "?lang=" (other) } {
                            (lang.pick("English", "Türkçe"))
                        }
                    }
                }
                (main)
                footer.foot { div.wrap { p { (view.site.name) } } }
            }
        }
    }
    .into_string()
}
