//! What letters about tickets say, from how the ticket stands when they are written.
use super::blocks::{Line, Values};
use super::letters::moment;
use crate::Result;
use crate::app::App;
use crate::base::ids::{MessageId, TicketId};
use crate::base::{Error, Lang};
use crate::files::Links;
use crate::outbox::{Kind, NewLetter};
use crate::tickets::expectation::{self, HasAgent};
use crate::tickets::types::{Head, Status, TicketMessage};
use crate::tickets::{code, service, store};
use crate::{hours, settings, sites};
use jiff::tz::TimeZone;
use serde_json::Value;

/// The places of a letter about a ticket; `None` when the ticket, or what was said, is gone.
pub(super) async fn values(app: &App, new: &NewLetter) -> Result<Option<Values>> {
    let (site, id, now) = (new.site, TicketId::of(new.about), app.clock.now());
    let message: Option<MessageId> =
        new.details.get("message").and_then(Value::as_str).and_then(|it| it.parse().ok());
    let links = Links::new(&app.keys, now);
    let (kind, lang) = (new.kind, new.language);
    let found = app
        .store
        .read(move |conn| {
            let Some(head) = store::head(conn, site, id)? else { return Ok(None) };
            let said = match message {
                Some(it) => store::find_message(conn, &links, site, it)?,
                None => None,
            };
            let alias = settings::widget(conn, site)?.agent_name;
            let situation = hours::situation(conn, site, now)?;
            let site = sites::find(conn, site)?.ok_or(Error::NotFound("site"))?;
            Ok(Some((head, said, alias, situation, site)))
        })
        .await?;
    let Some((head, said, alias, situation, site)) = found else { return Ok(None) };
    if kind == Kind::TicketReply && said.is_none() {
        return Ok(None);
    }
    let zone = TimeZone::get(&site.time_zone).unwrap_or(TimeZone::UTC);
    let has_agent = if head.assignee.is_some() { HasAgent::Already } else { HasAgent::NotYet };
    let mut words = of_ticket(&head, lang);
    words.push(("talep.beklenti", expectation::sentence(&situation, has_agent, lang, now)));
    words.push(("baglanti", page(app, head.id)));
    let lines = said.map(|it| line(it, alias.as_deref(), &site.name, &zone)).into_iter().collect();
    Ok(Some(Values { words, lines }))
}

/// The page on which whoever has the letter sees the ticket and answers.
fn page(app: &App, id: TicketId) -> String {
    format!("{}/talep#{}", app.config.base_url(), service::token_of(&app.keys, id))
}

fn of_ticket(head: &Head, lang: Lang) -> Vec<(&'static str, String)> {
    vec![
        ("ziyaretci.ad", head.requester.name.clone().unwrap_or_default()),
        ("talep.no", format!("#{}", head.number)),
        ("talep.konu", head.subject.clone()),
        ("talep.kod", code::shown(&head.code)),
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
    Line {
        who: alias.map(str::to_owned).or(it.author.name).unwrap_or_else(|| site.to_owned()),
        by: "agent",
        time: moment(it.created_at, zone),
        text: body.into_iter().chain(files).collect::<Vec<_>>().join("\n"),
    }
}
