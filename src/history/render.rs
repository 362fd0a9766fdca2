//! A transcript as text and as a page. Pure: everything comes in, a document goes out.
use super::words::{self, Labels};
use crate::base::{At, Lang};
use crate::conversations::types::AuthorKind;
use crate::conversations::{ConversationView, MessageView};
use jiff::tz::TimeZone;
use std::fmt::Write as _;

/// What a transcript is made of.
pub struct Transcript {
    /// The site's name.
    pub site: String,
    /// The conversation.
    pub conversation: ConversationView,
    /// Oldest first.
    pub messages: Vec<MessageView>,
    /// The language of its own words.
    pub lang: Lang,
    /// The site's clock.
    pub zone: TimeZone,
    /// Whether it is for agents: with notes, and how urgent it is.
    pub internal: bool,
}

/// One entry of a transcript, in words.
#[derive(Debug, Clone)]
pub struct Said {
    /// Who; empty for what happened by itself.
    pub who: String,
    /// What kind of somebody.
    pub kind: AuthorKind,
    /// When, by the site's clock.
    pub time: String,
    /// What, with the names of its files.
    pub what: String,
}

impl Transcript {
    /// Everything in words, oldest first.
    #[must_use]
    pub fn said(&self) -> Vec<Said> {
        let labels = words::labels(self.lang);
        let said = |it: &MessageView| {
            let (who, what) = self.entry(it, &labels);
            Said { who, kind: it.author.kind, time: self.time(it.created_at), what }
        };
        self.messages.iter().map(said).collect()
    }

    /// When it began, by the site's clock.
    #[must_use]
    pub fn begun(&self) -> String {
        self.time(self.conversation.created_at)
    }

    fn time(&self, at: At) -> String {
        at.0.to_zoned(self.zone.clone()).strftime("%d.%m.%Y %H:%M").to_string()
    }

    fn visitor(&self) -> String {
        let it = &self.conversation.visitor;
        let name =
            it.name.clone().unwrap_or_else(|| format!("{} {}", words::labels(self.lang).visitor, it.number));
        it.email.as_ref().map_or(name.clone(), |mail| format!("{name} <{mail}>"))
    }

    fn title(&self, labels: &Labels) -> String {
        format!("{} – {} #{}", self.site, labels.title, self.conversation.number)
    }

    /// Name and value of what is known of the conversation.
    fn facts(&self, labels: &Labels) -> Vec<(&'static str, String)> {
        let it = &self.conversation;
        let mut facts = vec![(labels.visitor, self.visitor()), (labels.begun, self.time(it.created_at))];
        facts.extend(it.closed_at.map(|at| (labels.closed, self.time(at))));
        facts.extend(it.subject.as_ref().map(|subject| (labels.subject, subject.clone())));
        if self.internal {
            facts.push((labels.priority, words::priority(it.priority, self.lang).to_owned()));
        }
        facts.extend(it.assignee.as_ref().map(|agent| (labels.agent, agent.name.clone())));
        facts
    }

    /// Who said it, and what.
    fn entry(&self, message: &MessageView, labels: &Labels) -> (String, String) {
        if let Some(notice) = &message.system {
            return (String::new(), words::notice(notice, self.lang));
        }
        let mut who = words::author(message, self.lang);
        if message.note {
            let _ = write!(who, " ({})", labels.note);
        }
        if message.deleted_at.is_some() {
            return (who, labels.deleted.to_owned());
        }
        let files = message.attachments.iter().map(|it| format!("[{}: {}]", labels.file, it.name));
        let parts: Vec<String> =
            Some(message.body.clone()).filter(|it| !it.is_empty()).into_iter().chain(files).collect();
        (who, parts.join("\n"))
    }
}

/// As plain text.
pub(super) fn text(it: &Transcript) -> String {
    let labels = words::labels(it.lang);
    let mut out = format!("{}\n", it.title(&labels));
    for (name, value) in it.facts(&labels) {
        let _ = writeln!(out, "{name}: {value}");
    }
    for message in &it.messages {
        let (who, what) = it.entry(message, &labels);
        let time = it.time(message.created_at);
        let _ = match who.as_str() {
            "" => write!(out, "\n[{time}] * {what}\n"),
            who => write!(out, "\n[{time}] {who}\n{what}\n"),
        };
    }
    out
}

const STYLE: &str = "body{font:15px/1.5 system-ui,sans-serif;max-width:44rem;margin:2rem auto;padding:0 1rem;color:#132027}\
h1{font-size:1.25rem}dl{display:grid;grid-template-columns:max-content 1fr;gap:.2rem 1rem;color:#41525b}dd{margin:0}\
article{margin:1rem 0;padding:.6rem .9rem;border-radius:10px;background:#f0f3f4}article.agent{background:#dceff4}\
article.note{background:#fff8e3;border:1px dashed #e6cf8d}article.assistant{background:#f0eafd}\
article p{white-space:pre-wrap;overflow-wrap:anywhere;margin:.2rem 0 0}header{font-size:.85rem;color:#41525b}\
.system{text-align:center;color:#586972;font-size:.85rem;background:none}";

/// As a page of its own, without scripts.
pub(super) fn html(it: &Transcript) -> String {
    let labels = words::labels(it.lang);
    let title = escape(&it.title(&labels));
    let mut out = format!(
        "<!doctype html>\n<html lang=\"{}\"><head><meta charset=\"utf-8\"><title>{title}</title><style>{STYLE}</style></head>\n<body><h1>{title}</h1><dl>",
        it.lang.as_str()
    );
    for (name, value) in it.facts(&labels) {
        let _ = write!(out, "<dt>{name}</dt><dd>{}</dd>", escape(&value));
    }
    out.push_str("</dl>\n");
    for message in &it.messages {
        let (who, what) = it.entry(message, &labels);
        let (time, what) = (it.time(message.created_at), escape(&what));
        let _ = match who.as_str() {
            "" => writeln!(out, "<p class=\"system\">{what} · <time>{time}</time></p>"),
            who => {
                let kind = if message.note { "note" } else { message.author.kind.as_str() };
                let who = escape(who);
                writeln!(
                    out,
                    "<article class=\"{kind}\"><header><b>{who}</b> · <time>{time}</time></header><p>{what}</p></article>"
                )
            }
        };
    }
    out.push_str("</body></html>\n");
    out
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
