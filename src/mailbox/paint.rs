//! A mail's blocks as a page and as plain text. Mail programs know few styles, so each element carries its own. Pure.
use super::blocks::{Block, Line, Span};
use crate::base::Lang;
use crate::engine::mail::Author;
use maud::{DOCTYPE, Markup, PreEscaped, html};
use std::fmt::Write as _;

/// What surrounds the words.
#[derive(Debug, Clone)]
pub(super) struct Frame<'a> {
    /// Stands at the top.
    pub(super) name: &'a str,
    /// Such as `#0b6e85`.
    pub(super) color: &'a str,
    /// Of the reader.
    pub(super) lang: Lang,
    /// Who speaks in it.
    pub(super) author: Author,
}

const FONT: &str = "font-family:-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif";

/// A page of its own.
pub(super) fn page(frame: &Frame<'_>, subject: &str, blocks: &[Block]) -> String {
    let band = format!(
        "background:{};color:{};padding:18px 28px;font-size:17px;font-weight:600;{FONT}",
        frame.color,
        on(frame.color)
    );
    let foot = match frame.author {
        Author::Machine => {
            Some(frame.lang.pick("Bu posta otomatik olarak gönderildi.", "This mail was sent automatically."))
        }
        Author::Person => None,
    };
    html! {
        (DOCTYPE)
        html lang=(frame.lang.as_str()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width,initial-scale=1";
                title { (subject) }
            }
            body style="margin:0;padding:0;background:#eef1f2" {
                table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="background:#eef1f2" {
                    tr { td align="center" style="padding:24px 12px" {
                        table role="presentation" width="100%" cellpadding="0" cellspacing="0"
                            style="max-width:600px;background:#ffffff;border-radius:12px;overflow:hidden" {
                            tr { td style=(band) { (frame.name) } }
                            tr { td style=(format!("padding:24px 28px;color:#132027;font-size:15px;line-height:1.55;{FONT}")) {
                                @for block in blocks { (drawn(block, frame.color)) }
                            } }
                            @if let Some(foot) = foot {
                                tr { td style=(format!("padding:14px 28px 22px;color:#586972;font-size:12px;{FONT}")) { (foot) } }
                            }
                        }
                    } }
                }
            }
        }
    }
    .into_string()
}

fn drawn(block: &Block, color: &str) -> Markup {
    match block {
        Block::Heading { spans } => html! {
            h2 style="margin:0 0 12px;font-size:18px;line-height:1.3" { (words(spans, color)) }
        },
        Block::Paragraph { spans } => html! { p style="margin:0 0 16px" { (words(spans, color)) } },
        Block::List { ordered, items } => {
            let items = html! { @for it in items { li style="margin:0 0 6px" { (words(it, color)) } } };
            html! {
                @if *ordered { ol style="margin:0 0 16px;padding-left:24px" { (items) } }
                @else { ul style="margin:0 0 16px;padding-left:24px" { (items) } }
            }
        }
        Block::Button { label, url } => {
            let look = format!(
                "display:inline-block;padding:11px 22px;border-radius:8px;background:{color};color:{};text-decoration:none;font-weight:600",
                on(color)
            );
            html! {
                p style="margin:4px 0 12px" { a href=(url) style=(look) { (label) } }
                p style="margin:0 0 16px;font-size:12px;line-height:1.4;color:#586972;word-break:break-all" { (url) }
            }
        }
        Block::Lines { lines } => html! { @for it in lines { (said(it, color)) } },
    }
}

fn said(line: &Line, color: &str) -> Markup {
    if line.who.is_empty() {
        return html! {
            p style="margin:0 0 12px;text-align:center;font-size:12px;color:#586972" { (line.text) " · " (line.time) }
        };
    }
    let back = match line.by {
        "agent" => "#dceff4",
        "assistant" => "#f0eafd",
        _ => "#f0f3f4",
    };
    html! {
        div style=(format!("margin:0 0 12px;padding:10px 14px;border-radius:10px;background:{back}")) {
            div style="font-size:12px;color:#41525b" { b { (line.who) } " · " (line.time) }
            div style="white-space:pre-wrap;word-break:break-word" { (words(&line.spans, color)) }
        }
    }
}

fn words(spans: &[Span], color: &str) -> Markup {
    html! {
        @for it in spans {
            @let text = broken(&it.text);
            @let text = if it.bold { html! { b { (text) } } } else { text };
            @let text = if it.italic { html! { i { (text) } } } else { text };
            @match &it.link {
                Some(url) => a href=(url) style=(format!("color:{color}")) { (text) },
                None => (text),
            }
        }
    }
}

/// Text with its line breaks.
fn broken(text: &str) -> Markup {
    let lines: Vec<String> = text.split('\n').map(|it| html! { (it) }.into_string()).collect();
    PreEscaped(lines.join("<br>"))
}

/// White or dark, whichever is easier to read on `color` (relative luminance, WCAG 2.2).
fn on(color: &str) -> &'static str {
    let part = |at: usize| {
        let digits = color.get(at..at + 2).unwrap_or("00");
        let value = f64::from(u8::from_str_radix(digits, 16).unwrap_or(0)) / 255.0;
        if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
    };
    let luminance = 0.2126 * part(1) + 0.7152 * part(3) + 0.0722 * part(5);
    if luminance > 0.35 { "#10202a" } else { "#ffffff" }
}

/// The same for programs that show no HTML.
pub(super) fn text(blocks: &[Block]) -> String {
    let parts: Vec<String> = blocks.iter().map(written).filter(|it| !it.is_empty()).collect();
    let mut out = parts.join("\n\n");
    out.push('\n');
    out
}

fn written(block: &Block) -> String {
    match block {
        Block::Heading { spans } | Block::Paragraph { spans } => plain(spans),
        Block::List { ordered, items } => {
            let mark = |number: usize| if *ordered { format!("{number}. ") } else { "- ".to_owned() };
            let lines = items.iter().enumerate().map(|(at, it)| format!("{}{}", mark(at + 1), plain(it)));
            lines.collect::<Vec<_>>().join("\n")
        }
        Block::Button { label, url } => format!("{label}:\n{url}"),
        Block::Lines { lines } => {
            let mut out = String::new();
            for it in lines {
                let _ = match it.who.as_str() {
                    "" => write!(out, "[{}] * {}\n\n", it.time, it.text),
                    who => write!(out, "[{}] {who}\n{}\n\n", it.time, it.text),
                };
            }
            out.trim_end().to_owned()
        }
    }
}

fn plain(spans: &[Span]) -> String {
    let mut out = String::new();
    for it in spans {
        out.push_str(&it.text);
        match &it.link {
            Some(url) if *url != it.text => {
                let _ = write!(out, " ({url})");
            }
            _ => (),
        }
    }
    out.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mailbox::blocks::{Values, blocks};

    const FRAME: Frame<'_> =
        Frame { name: "Örnek & Şahin", color: "#0b6e85", lang: Lang::Tr, author: Author::Machine };

    #[test]
    fn both_forms_say_the_same_and_nothing_becomes_markup() {
        let values = Values {
            words: vec![
                ("kisi.ad", "<img src=x>".to_owned()),
                ("baglanti", "https://a.tr/?b=1&c=2".to_owned()),
            ],
            lines: vec![Line::new(
                "Elif <b>".to_owned(),
                "agent",
                "12:00".to_owned(),
                "bir\n</div>iki".to_owned(),
            )],
        };
        let blocks = blocks("Merhaba {{kisi.ad}},\n\n{{dokum}}\n\n[Aç]({{baglanti}})", &values);
        let page = page(&FRAME, "Konu", &blocks);
        assert!(page.contains("&lt;img src=x&gt;") && page.contains("Elif &lt;b&gt;"), "{page}");
        assert!(!page.contains("</div>iki") && page.contains("Örnek &amp; Şahin"));
        assert!(page.contains("href=\"https://a.tr/?b=1&amp;c=2\"") && page.contains("otomatik olarak"));
        let persons = super::page(&Frame { author: Author::Person, ..FRAME }, "Konu", &blocks);
        assert!(!persons.contains("otomatik olarak"), "a person wrote it");
        let text = text(&blocks);
        assert_eq!(
            text,
            "Merhaba <img src=x>,\n\n[12:00] Elif <b>\nbir\n</div>iki\n\nAç:\nhttps://a.tr/?b=1&c=2\n"
        );
    }

    #[test]
    fn words_on_a_light_colour_are_dark() {
        assert_eq!((on("#ffdd00"), on("#0b6e85"), on("?")), ("#10202a", "#ffffff", "#ffffff"));
    }
}
