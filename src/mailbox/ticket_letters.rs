//! What letters about tickets say, from how the ticket stands when they are written.
use super::blocks::{Line, Values};
use super::letters::moment;
use crate::Result;
use crate::app::App;
use crate::base::ids::{MessageId, TicketId, UserId};
use crate::base::{At, Error, Lang};
use crate::files::Links;
use crate::notify::types::Kind as Notice;
use crate::outbox::{Kind, NewLetter};
use crate::sla::types::ClockKind;
use crate::tickets::expectation::{self, HasAgent};
use crate::tickets::types::{AuthorKind, Head, Status, TicketMessage};
use crate::tickets::{code, service, store};
use crate::{hours, people, settings, sites};
use anyhow::Context as _;
use jiff::tz::TimeZone;
use serde::Deserialize;
use serde_json::Value;

/// The places of a letter about a ticket; `None` when the ticket, or what was said, is gone.
pub(super) async fn values(app: &App, new: &NewLetter) -> Result<Option<Values>> {
    let (site, id, now) = (new.site, TicketId::of(new.about), app.clock.now());
    let message: Option<MessageId> =
        new.details.get("message").and_then(Value::as_str).and_then(|it| it.parse().ok());
    let links = Links::new(&app.keys, now);
    let (kind, lang, keys, to) = (new.kind, new.language, app.keys.clone(), new.recipient.clone());
    let found = app
        .store
        .read(move |conn| {
            let Some(head) = store::head(conn, site, id)? else { return Ok(None) };
            // Who was taken off the ticket since it was asked for gets no link to it.
            let Some(token) = service::token_for(&keys, conn, &head, &to)? else { return Ok(None) };
            let is_answered = store::find(conn, site, id)?.is_some_and(|it| it.first_reply_at.is_some());
            let said = match message {
                Some(it) => store::find_message(conn, &links, site, it)?,
                None => None,
            };
            let alias = settings::widget(conn, site)?.agent_name;
            let situation = hours::situation(conn, site, now)?;
            let site = sites::find(conn, site)?.ok_or(Error::NotFound("site"))?;
            Ok(Some(((head, is_answered, token), said, alias, situation, site)))
        })
        .await?;
    let Some(((head, is_answered, token), said, alias, situation, site)) = found else { return Ok(None) };
    if kind == Kind::TicketReply && said.is_none() {
        return Ok(None);
    }
    if kind == Kind::TicketStatus && is_past(new, head.status) {
        return Ok(None);
    }
    if kind == Kind::TicketReceived && new.details.get("waits").is_some() && is_answered {
        return Ok(None); // an answer says by itself that the ticket came
    }
    let zone = TimeZone::get(&site.time_zone).unwrap_or(TimeZone::UTC);
    let has_agent = if head.assignee.is_some() { HasAgent::Already } else { HasAgent::NotYet };
    let is_copy = head.requester.email.as_ref() != Some(&new.recipient);
    let mut words = of_ticket(&head, is_copy, lang);
    words.push(("talep.beklenti", expectation::sentence(&situation, has_agent, lang, now)));
    words.push(("baglanti", format!("{}/talep#{token}", app.config.base_url())));
    let lines = said.map(|it| line(it, alias.as_deref(), &site.name, &zone)).into_iter().collect();
    Ok(Some(Values { words, lines }))
}

/// Whether a ticket has gone on since a letter about its status was asked for: it may have had to wait.
fn is_past(new: &NewLetter, status: Status) -> bool {
    let told = new.details.get("status").and_then(Value::as_str);
    told.is_some_and(|it| it != status.as_str()) && status != Status::Closed
}

/// The places of a letter to an agent about the time of a ticket; `None` when that does not matter any more.
pub(super) async fn sla(app: &App, new: &NewLetter) -> Result<Option<Values>> {
    let (site, id, lang) = (new.site, TicketId::of(new.about), new.language);
    let told: Told = serde_json::from_value(new.details.clone()).context("details of a letter")?;
    let user = told.user;
    let found = app
        .store
        .read(move |conn| {
            let Some(head) = store::head(conn, site, id)? else { return Ok(None) };
            let name = people::name_of(conn, user)?.unwrap_or_default();
            let site = sites::find(conn, site)?.ok_or(Error::NotFound("site"))?;
            Ok(Some((head, name, site)))
        })
        .await?;
    let Some((head, name, site)) = found else { return Ok(None) };
    if !head.status.is_unsolved() {
        return Ok(None); // solved before the letter was written
    }
    let zone = TimeZone::get(&site.time_zone).unwrap_or(TimeZone::UTC);
    let due = told.due_at.map(|it| moment(At::of_ms(it), &zone)).unwrap_or_default();
    let words = vec![
        ("kisi.ad", name),
        ("talep.no", format!("#{}", head.number)),
        ("talep.konu", head.subject),
        ("sla.durum", told.state(lang).to_owned()),
        ("sla.hedef", told.clock.word(lang).to_owned()),
        ("zaman", due),
        ("baglanti", format!("{}/tickets/{id}", app.config.base_url())),
    ];
    Ok(Some(Values { words, lines: Vec::new() }))
}

/// What is known only when a letter about the time of a ticket is asked for.
#[derive(Deserialize)]
struct Told {
    news: Notice,
    user: UserId,
    clock: ClockKind,
    due_at: Option<i64>,
}

impl Told {
    fn state(&self, lang: Lang) -> &'static str {
        match self.news {
            Notice::SlaNear => lang.pick("Süresi dolmak üzere", "Nearly due"),
            Notice::SlaEscalated => lang.pick("Süresi doldu, yükseltildi", "Overdue, escalated"),
            _ => lang.pick("Süresi doldu", "Overdue"),
        }
    }
}

/// With the tracking code one is the requester, so whoever gets copies is not told it.
fn of_ticket(head: &Head, is_copy: bool, lang: Lang) -> Vec<(&'static str, String)> {
    vec![
        ("ziyaretci.ad", head.requester.name.clone().unwrap_or_default()),
        ("talep.no", format!("#{}", head.number)),
        ("talep.konu", head.subject.clone()),
        (
            "talep.kod",
            match is_copy {
                false => code::shown(&head.code),
                true => lang.pick("yalnızca talebin sahibinde", "only the requester has it").to_owned(),
            },
        ),
        ("talep.durum", status(head.status, lang).to_owned()),
    ]
}

/// A status in words.
fn status(status: Status, lang: Lang) -> &'static str {
    match status {
        Status::New => lang.pick("Yeni", "New"),
        Status::Open => lang.pick("Açık", "Open"),
        Status::WaitingReply => lang.pick("Yanıt bekleniyor", "Waiting for a reply"),
        Status::Pending => lang.pick("Beklemede", "On hold"),
        Status::Resolved => lang.pick("Çözüldü", "Resolved"),
        Status::Closed => lang.pick("Kapatıldı", "Closed"),
    }
}

fn line(it: TicketMessage, alias: Option<&str>, site: &str, zone: &TimeZone) -> Line {
    let files = it.attachments.iter().map(|it| format!("[{}]", it.name));
    let body = Some(it.body).filter(|it| !it.is_empty());
    let who = alias.map(str::to_owned).or(it.author.name).unwrap_or_else(|| site.to_owned());
    let by = if it.author.kind == AuthorKind::Agent { "agent" } else { "visitor" };
    Line::new(
        who,
        by,
        moment(it.created_at, zone),
        body.into_iter().chain(files).collect::<Vec<_>>().join("\n"),
    )
}
