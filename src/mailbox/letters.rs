//! Writes a mail when its turn has come, from what is true then. What it is about may be gone or done by then, and
//! then there is nothing to send.
use super::blocks::{Line, Values};
use super::paint::{self, Frame};
use super::sender;
use super::templates;
use crate::Result;
use crate::app::App;
use crate::base::ids::{ConversationId, PasswordLinkId, SiteId, UserId};
use crate::base::{At, Error, Lang};
use crate::conversations::types::{Actor, AuthorKind};
use crate::conversations::{self, MessageView};
use crate::files::Links;
use crate::outbox::{Kind, NewLetter};
use crate::{history, people, settings, sites};
use jiff::tz::TimeZone;
use serde_json::Value;

/// Most answers that a mail tells of.
const ANSWERS: usize = 20;

/// What a mail says.
pub(super) struct Paper {
    pub(super) subject: String,
    pub(super) text: String,
    pub(super) html: String,
}

/// Writes it; `None` when nobody needs it any more.
pub(super) async fn write(app: &App, new: &NewLetter) -> Result<Option<Paper>> {
    let (site, kind, lang) = (new.site, new.kind, new.language);
    let (words, (name, color)) = app
        .store
        .read(move |conn| Ok((templates::words(conn, site, kind, lang)?, templates::look(conn, site)?)))
        .await?;
    let values = match new.example {
        true => Some(example(kind, lang, &name, &app.config.base_url())),
        false => values(app, new, &name).await?,
    };
    let Some(values) = values else { return Ok(None) };
    let (subject, blocks) = templates::composed(&words, &values);
    let frame = Frame { name: &name, color: &color, lang, author: sender::author(kind) };
    let html = paint::page(&frame, &subject, &blocks);
    Ok(Some(Paper { text: paint::text(&blocks), html, subject }))
}

async fn values(app: &App, new: &NewLetter, site_name: &str) -> Result<Option<Values>> {
    let mut values = match new.kind {
        Kind::Transcript => transcript(app, new).await?,
        Kind::UnreadDigest => digest(app, new).await?,
        Kind::Invitation | Kind::PasswordReset => link(app, new).await?,
        Kind::PasswordChanged | Kind::AccountLocked => notice(app, new).await?,
        Kind::FormReceived => super::form_letters::values(app, new).await?,
        Kind::TicketReceived | Kind::TicketReply | Kind::TicketStatus => {
            super::ticket_letters::values(app, new).await?
        }
        Kind::TicketSla => super::ticket_letters::sla(app, new).await?,
    };
    if let Some(values) = &mut values {
        values.words.push(("site.ad", site_name.to_owned()));
    }
    Ok(values)
}

async fn transcript(app: &App, new: &NewLetter) -> Result<Option<Values>> {
    let (site, id) = (new.site, ConversationId::of(new.about));
    let Some(visitor) = visitor_of(app, site, id).await? else { return Ok(None) };
    let it = history::transcript(app, (site, id), &visitor, new.language, false).await?;
    let said = it.messages.iter().zip(it.said()).filter(|(message, _)| concerns_visitor(message));
    let line = |it: history::Said| Line::new(it.who, it.kind.as_str(), it.time, it.what);
    let lines = said.map(|(_, it)| line(it)).collect();
    let words = vec![
        ("ziyaretci.ad", it.conversation.visitor.name.clone().unwrap_or_default()),
        ("sohbet.no", format!("#{}", it.conversation.number)),
        ("sohbet.tarih", it.begun()),
    ];
    Ok(Some(Values { words, lines }))
}

/// Of what happened by itself, who came and the end; how the desk works inside is not for visitors.
fn concerns_visitor(message: &MessageView) -> bool {
    message.system.as_ref().is_none_or(|it| matches!(it.code.as_str(), "closed" | "closed_idle" | "reopened"))
}

async fn visitor_of(app: &App, site: SiteId, id: ConversationId) -> Result<Option<Actor>> {
    let head = app.store.read(move |conn| conversations::store::head(conn, site, id)).await?;
    Ok(head.map(|it| Actor::Visitor(it.visitor)))
}

async fn digest(app: &App, new: &NewLetter) -> Result<Option<Values>> {
    let (site, id) = (new.site, ConversationId::of(new.about));
    let after = new.details.get("after").and_then(Value::as_i64).unwrap_or(0);
    let links = Links::new(&app.keys, app.clock.now());
    let found = app
        .store
        .read(move |conn| {
            let Some(it) = conversations::store::find(conn, site, id)? else { return Ok(None) };
            let after = after.max(it.visitor_read_up_to);
            let (news, _) = conversations::store::messages_after(conn, &links, site, id, after, 200, false)?;
            let alias = settings::widget(conn, site)?.agent_name;
            let site = sites::find(conn, site)?.ok_or(Error::NotFound("site"))?;
            Ok(Some((it, news, alias, site)))
        })
        .await?;
    let Some((conversation, news, alias, site)) = found else { return Ok(None) };
    let zone = TimeZone::get(&site.time_zone).unwrap_or(TimeZone::UTC);
    let unread = news.iter().filter(|it| it.author.kind == AuthorKind::Agent && it.deleted_at.is_none());
    let lines: Vec<Line> = unread
        .take(ANSWERS)
        .map(|it| {
            let who = alias.clone().or_else(|| it.author.name.clone()).unwrap_or_else(|| site.name.clone());
            Line::new(who, it.author.kind.as_str(), moment(it.created_at, &zone), said(it))
        })
        .collect();
    if lines.is_empty() {
        return Ok(None); // read, or taken back
    }
    let page =
        conversation.visitor.page.filter(|it| origin(it).is_some_and(|it| sites::is_own_origin(&site, it)));
    let words = vec![
        ("ziyaretci.ad", conversation.visitor.name.unwrap_or_default()),
        ("sohbet.no", format!("#{}", conversation.number)),
        ("baglanti", page.unwrap_or_default()),
    ];
    Ok(Some(Values { words, lines }))
}

fn said(message: &MessageView) -> String {
    let files = message.attachments.iter().map(|it| format!("[{}]", it.name));
    let body = Some(message.body.clone()).filter(|it| !it.is_empty());
    body.into_iter().chain(files).collect::<Vec<_>>().join("\n")
}

/// Scheme, host and port of an address.
fn origin(url: &str) -> Option<&str> {
    let start = url.find("://")? + 3;
    let end = url.get(start..)?.find(['/', '?', '#']).map_or(url.len(), |it| start + it);
    url.get(..end)
}

async fn link(app: &App, new: &NewLetter) -> Result<Option<Values>> {
    let (id, now) = (PasswordLinkId::of(new.about), app.clock.now());
    let found = app.store.read(move |conn| people::password_link(conn, id, now)).await?;
    let Some(found) = found else { return Ok(None) };
    let url = format!("{}{}", app.config.base_url(), people::tokens::link_path(&app.keys, id)?);
    let words = vec![
        ("kisi.ad", found.name),
        ("davet_eden.ad", found.invited_by.unwrap_or_else(|| "AsistTR".to_owned())),
        ("baglanti", url),
        ("sure", period(found.life_seconds, new.language)),
    ];
    Ok(Some(Values { words, lines: Vec::new() }))
}

async fn notice(app: &App, new: &NewLetter) -> Result<Option<Values>> {
    let (user, site) = (UserId::of(new.about), new.site);
    let found =
        app.store.read(move |conn| Ok((people::name_of(conn, user)?, sites::find(conn, site)?))).await?;
    let (Some(name), site) = found else { return Ok(None) };
    let zone = site.and_then(|it| TimeZone::get(&it.time_zone).ok());
    let zone = zone.or_else(|| TimeZone::get("Europe/Istanbul").ok()).unwrap_or(TimeZone::UTC);
    let at = new.details.get("at").and_then(Value::as_i64).unwrap_or(0);
    let seconds = new.details.get("seconds").and_then(Value::as_i64).unwrap_or(0);
    let address = new.details.get("address").and_then(Value::as_str).unwrap_or_default();
    let words = vec![
        ("kisi.ad", name),
        ("zaman", moment(At::of_ms(at), &zone)),
        ("adres", address.to_owned()),
        ("sure", period(seconds, new.language)),
        ("baglanti", format!("{}/login", app.config.base_url())),
    ];
    Ok(Some(Values { words, lines: Vec::new() }))
}

pub(super) fn moment(at: At, zone: &TimeZone) -> String {
    at.0.to_zoned(zone.clone()).strftime("%d.%m.%Y %H:%M").to_string()
}

/// A length of time in its largest whole unit.
fn period(seconds: i64, lang: Lang) -> String {
    let (number, tr, en) = match seconds {
        it if it >= 86_400 && it % 86_400 == 0 => (it / 86_400, "gün", "day"),
        it if it >= 3_600 && it % 3_600 == 0 => (it / 3_600, "saat", "hour"),
        it => ((it + 59) / 60, "dakika", "minute"),
    };
    let plural = if lang == Lang::En && number != 1 { "s" } else { "" };
    format!("{number} {}{plural}", lang.pick(tr, en))
}

/// Made-up values of every place, for previews and trials.
pub(super) fn example(kind: Kind, lang: Lang, site: &str, base: &str) -> Values {
    let link = match kind {
        Kind::UnreadDigest => "https://www.example.org/".to_owned(),
        Kind::TicketReceived | Kind::TicketReply | Kind::TicketStatus => format!("{base}/talep#…"),
        Kind::TicketSla => format!("{base}/tickets/…"),
        Kind::Invitation | Kind::PasswordReset => format!("{base}/reset#…"),
        _ => format!("{base}/login"),
    };
    let line = |who: &str, by, tr: &str, en: &str, minute: u8| {
        let time = format!("15.01.2026 12:{minute:02}");
        Line::new(who.to_owned(), by, time, lang.pick(tr, en).to_owned())
    };
    let visitor = line("Zeynep Kaya", "visitor", "Kayıt ne zaman bitiyor?", "When does registration end?", 0);
    let agent = line(
        "Elif Demir",
        "agent",
        "Kayıtlar **22 Ocak Perşembe** günü saat 17.00'de sona eriyor.",
        "Registration ends on **Thursday, 22 January** at 5 pm.",
        2,
    );
    let lines = match kind {
        Kind::Transcript => vec![visitor, agent],
        Kind::FormReceived => {
            let name = line(lang.pick("Ad soyad", "Name"), "visitor", "Zeynep Kaya", "Zeynep Kaya", 0);
            vec![
                name,
                line(lang.pick("Belge", "Document"), "visitor", "Öğrenci belgesi", "Student certificate", 0),
            ]
        }
        Kind::UnreadDigest | Kind::TicketReply => vec![agent],
        _ => Vec::new(),
    };
    let seconds = if kind == Kind::Invitation { 7 * 86_400 } else { 1_800 };
    let words = [
        ("ziyaretci.ad", "Zeynep Kaya".to_owned()),
        ("kisi.ad", "Elif Demir".to_owned()),
        ("davet_eden.ad", "Ayşe Yılmaz".to_owned()),
        ("site.ad", site.to_owned()),
        ("sohbet.no", "#4821".to_owned()),
        ("talep.no", "#1042".to_owned()),
        ("talep.konu", lang.pick("Kayıt yenileme", "Renewing a registration").to_owned()),
        ("talep.kod", "K7QM3-XHP2A".to_owned()),
        ("talep.durum", lang.pick("Çözüldü", "Resolved").to_owned()),
        (
            "talep.beklenti",
            lang.pick("Pazartesi 09:00'da temsilci atanır.", "An agent will be assigned on Monday at 09:00.")
                .to_owned(),
        ),
        ("sla.durum", lang.pick("Süresi dolmak üzere", "Nearly due").to_owned()),
        ("sla.hedef", lang.pick("İlk yanıt", "First response").to_owned()),
        ("form.ad", lang.pick("Belge isteği", "Document request").to_owned()),
        ("sohbet.tarih", "15.01.2026 12:00".to_owned()),
        ("zaman", "15.01.2026 12:00".to_owned()),
        ("adres", "192.0.2.17".to_owned()),
        ("sure", period(seconds, lang)),
        ("baglanti", link),
    ];
    Values { words: words.into(), lines }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_told_in_its_largest_whole_unit() {
        assert_eq!(period(1_800, Lang::Tr), "30 dakika");
        assert_eq!(period(3_600, Lang::En), "1 hour");
        assert_eq!(period(7 * 86_400, Lang::En), "7 days");
        assert_eq!(period(61, Lang::Tr), "2 dakika");
    }

    #[test]
    fn the_origin_of_an_address_ends_at_its_path() {
        assert_eq!(origin("https://www.ornek.edu.tr/a?b"), Some("https://www.ornek.edu.tr"));
        assert_eq!(origin("https://www.ornek.edu.tr"), Some("https://www.ornek.edu.tr"));
        assert_eq!(origin("ornek"), None);
    }
}
