//! What mails say: the program's own words (`assets/mail`), or what an admin wrote in their place.
use super::blocks::{self, Block, Values};
use super::letters;
use super::paint;
use super::store;
use super::types::{TemplateView, Words};
use crate::app::App;
use crate::audit::{self, Actor, Entry};
use crate::base::ids::{MailId, SiteId};
use crate::base::{Error, FieldError, Lang, places};
use crate::outbox::{self, Kind, NewLetter};
use crate::store::{Present, Write};
use crate::web::Staff;
use crate::{Result, settings};
use rusqlite::Connection;
use serde::Serialize;
use serde_json::json;

/// Longest subject, in characters.
const SUBJECT_CHARS: usize = 200;
/// Longest body, in characters.
const BODY_CHARS: usize = 10_000;

/// The program's own words. The first line is the subject.
fn written(kind: Kind, lang: Lang) -> &'static str {
    macro_rules! of {
        ($name:literal) => {
            lang.pick(
                include_str!(concat!("../../assets/mail/tr/", $name, ".md")),
                include_str!(concat!("../../assets/mail/en/", $name, ".md")),
            )
        };
    }
    match kind {
        Kind::Transcript => of!("transcript"),
        Kind::Invitation => of!("invitation"),
        Kind::PasswordReset => of!("password_reset"),
        Kind::PasswordChanged => of!("password_changed"),
        Kind::AccountLocked => of!("account_locked"),
        Kind::UnreadDigest => of!("unread_digest"),
        Kind::FormReceived => of!("form_received"),
        Kind::TicketReceived => of!("ticket_received"),
        Kind::TicketReply => of!("ticket_reply"),
        Kind::TicketStatus => of!("ticket_status"),
        Kind::TicketSla => of!("ticket_sla"),
    }
}

/// What can stand between `{{` and `}}` in a mail of this kind.
pub(super) fn places_of(kind: Kind) -> &'static [&'static str] {
    match kind {
        Kind::Transcript => &["ziyaretci.ad", "site.ad", "sohbet.no", "sohbet.tarih", "dokum"],
        Kind::UnreadDigest => &["ziyaretci.ad", "site.ad", "sohbet.no", "cevaplar", "baglanti"],
        Kind::FormReceived => &["ziyaretci.ad", "site.ad", "form.ad", "cevaplar"],
        Kind::TicketReceived => &[
            "ziyaretci.ad",
            "site.ad",
            "talep.no",
            "talep.konu",
            "talep.kod",
            "talep.durum",
            "talep.beklenti",
            "baglanti",
        ],
        Kind::TicketReply => &[
            "ziyaretci.ad",
            "site.ad",
            "talep.no",
            "talep.konu",
            "talep.kod",
            "talep.durum",
            "cevaplar",
            "baglanti",
        ],
        Kind::TicketStatus => {
            &["ziyaretci.ad", "site.ad", "talep.no", "talep.konu", "talep.kod", "talep.durum", "baglanti"]
        }
        Kind::TicketSla => {
            &["kisi.ad", "site.ad", "talep.no", "talep.konu", "sla.durum", "sla.hedef", "zaman", "baglanti"]
        }
        Kind::Invitation => &["kisi.ad", "davet_eden.ad", "site.ad", "baglanti", "sure"],
        Kind::PasswordReset => &["kisi.ad", "site.ad", "baglanti", "sure"],
        Kind::PasswordChanged => &["kisi.ad", "site.ad", "zaman", "baglanti"],
        Kind::AccountLocked => &["kisi.ad", "site.ad", "zaman", "adres", "sure", "baglanti"],
    }
}

/// Without which place a mail of this kind is of no use.
fn needed(kind: Kind) -> Option<&'static str> {
    match kind {
        Kind::Transcript => Some("dokum"),
        Kind::TicketReply => Some("cevaplar"),
        Kind::Invitation | Kind::PasswordReset => Some("baglanti"),
        Kind::UnreadDigest | Kind::PasswordChanged | Kind::AccountLocked | Kind::FormReceived => None,
        Kind::TicketReceived | Kind::TicketStatus | Kind::TicketSla => None,
    }
}

fn default(kind: Kind, lang: Lang) -> Words {
    let (subject, body) = written(kind, lang).split_once('\n').unwrap_or_default();
    Words { subject: subject.trim().to_owned(), body: body.trim().to_owned() }
}

/// What a mail of `site` says.
pub(super) fn words(conn: &Connection, site: SiteId, kind: Kind, lang: Lang) -> Result<Words> {
    Ok(store::template(conn, site, kind, lang)?.unwrap_or_else(|| default(kind, lang)))
}

/// Every template of the site, in both languages.
pub(super) async fn list(app: &App, site: SiteId) -> Result<Vec<TemplateView>> {
    let all = move |conn: &Connection| {
        let pairs = Kind::ALL.into_iter().flat_map(|kind| [(kind, Lang::Tr), (kind, Lang::En)]);
        pairs.map(|(kind, lang)| view(conn, site, kind, lang)).collect()
    };
    app.store.read(all).await
}

fn view(conn: &Connection, site: SiteId, kind: Kind, lang: Lang) -> Result<TemplateView> {
    let own = store::template(conn, site, kind, lang)?;
    let default = default(kind, lang);
    Ok(TemplateView {
        kind,
        language: lang,
        changed: own.is_some(),
        words: own.unwrap_or_else(|| default.clone()),
        default,
        places: places_of(kind).to_vec(),
    })
}

/// The words, trimmed, when a mail can be made of them.
fn checked(kind: Kind, words: &Words) -> Result<Words> {
    let words = Words { subject: words.subject.trim().to_owned(), body: words.body.trim().to_owned() };
    let mut wrong = Vec::new();
    for (field, text, most) in [("subject", &words.subject, SUBJECT_CHARS), ("body", &words.body, BODY_CHARS)]
    {
        if text.is_empty() {
            wrong.push(FieldError::new(field, "field_missing"));
        } else if text.chars().count() > most {
            wrong.push(FieldError::beyond(field, "field_too_long", u64::try_from(most).unwrap_or(u64::MAX)));
        } else if let Some(place) = places::unknown(text, places_of(kind)) {
            wrong.push(FieldError::named(field, "mail_place_unknown", place));
        }
    }
    let lacking = needed(kind).filter(|it| !mentions(&words.body, it));
    if let Some(place) = lacking.filter(|_| wrong.is_empty()) {
        wrong.push(FieldError::named("body", "mail_place_missing", place));
    }
    if wrong.is_empty() { Ok(words) } else { Err(Error::Invalid(wrong)) }
}

fn mentions(text: &str, place: &str) -> bool {
    text.split("{{").skip(1).any(|it| it.split("}}").next().is_some_and(|it| it.trim() == place))
}

/// Writes a template.
pub(super) async fn save(
    app: &App,
    staff: &Staff,
    which: (Kind, Lang),
    words: Words,
) -> Result<TemplateView> {
    let (site, now, actor, (kind, lang)) = (staff.site()?, app.clock.now(), Actor::staff(staff), which);
    let words = checked(kind, &words)?;
    let decide = move |present: &Present<'_>| {
        let before = view(present, site, kind, lang)?;
        let mut write = Write::new();
        if words == before.default {
            store::delete_template(&mut write, site, kind, lang);
        } else {
            store::put_template(&mut write, site, which, &words, now);
        }
        audit::record(present, &mut write, entry(&actor, site, which, &before.words, &words, now))?;
        let changed = words != before.default;
        Ok((write, TemplateView { words, changed, ..before }))
    };
    app.store.decide(decide).await.map(|(_, view)| view)
}

/// Goes back to the program's own words.
pub(super) async fn restore(app: &App, staff: &Staff, (kind, lang): (Kind, Lang)) -> Result<TemplateView> {
    save(app, staff, (kind, lang), default(kind, lang)).await
}

fn entry(
    actor: &Actor,
    site: SiteId,
    (kind, lang): (Kind, Lang),
    before: &Words,
    after: &Words,
    now: jiff::Timestamp,
) -> Entry {
    let value =
        |it: &Words| json!({ "kind": kind, "language": lang, "subject": it.subject, "body": it.body });
    Entry::new(actor, Some(site), "mail_template.updated", now)
        .to("mail_template", site.uuid())
        .old(value(before))
        .new_value(value(after))
}

/// How a mail would look.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(super) struct Preview {
    /// With its places filled.
    pub subject: String,
    /// Who it comes from.
    pub name: String,
    /// The site's colour.
    pub color: String,
    /// The words, for a page to draw.
    pub blocks: Vec<Block>,
    /// For programs that show no HTML.
    pub text: String,
}

/// How a mail with these words would look, with made-up values.
pub(super) async fn preview(app: &App, site: SiteId, which: (Kind, Lang), words: Words) -> Result<Preview> {
    let (kind, lang) = which;
    let words = checked(kind, &words)?;
    let (name, color) = app.store.read(move |conn| look(conn, site)).await?;
    let values = letters::example(kind, lang, &name, &app.config.base_url());
    let (subject, blocks) = composed(&words, &values);
    let text = paint::text(&blocks);
    Ok(Preview { subject, name, color, blocks, text })
}

/// Subject and blocks with their places filled.
pub(super) fn composed(words: &Words, values: &Values) -> (String, Vec<Block>) {
    (values.filled(&words.subject), blocks::blocks(&words.body, values))
}

/// Name and colour of a site, or of the installation.
pub(super) fn look(conn: &Connection, site: SiteId) -> Result<(String, String)> {
    let name = match crate::sites::find(conn, site)? {
        Some(it) => it.name,
        None => crate::people::institution(conn)?.unwrap_or_else(|| "AsistTR".to_owned()),
    };
    Ok((name, settings::widget(conn, site)?.primary_color))
}

/// Sends a template as it is stored, with made-up values.
pub(super) async fn send_example(
    app: &App,
    staff: &Staff,
    (kind, language): (Kind, Lang),
    to: &str,
) -> Result<MailId> {
    let (site, now, recipient) = (staff.site()?, app.clock.now(), to.trim().to_owned());
    if !crate::base::text::is_email(&recipient) {
        return Err(Error::invalid("to", "email_invalid"));
    }
    let new = NewLetter {
        site,
        kind,
        about: staff.user.uuid(),
        recipient,
        language,
        details: json!({}),
        example: true,
    };
    let decide = move |present: &Present<'_>| {
        let mut write = Write::new();
        if !outbox::can_send(present, site)? {
            return Err(Error::Conflict("mail_not_configured"));
        }
        let id = outbox::queue(&mut write, &new, now);
        Ok((write, id))
    };
    app.store.decide(decide).await.map(|(_, id)| id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_programs_own_words_are_fine_and_fill_every_place() {
        for kind in Kind::ALL {
            for lang in [Lang::Tr, Lang::En] {
                let words = default(kind, lang);
                assert_eq!(checked(kind, &words).unwrap(), words);
                let values = letters::example(kind, lang, "Örnek", "https://destek.ornek.edu.tr");
                let (subject, blocks) = composed(&words, &values);
                let text = paint::text(&blocks);
                assert!(!subject.contains("{{") && !text.contains("{{"), "{kind:?}: {text}");
                for place in places_of(kind) {
                    let known = values.words.iter().any(|it| it.0 == *place && !it.1.is_empty());
                    assert!(known || !values.lines.is_empty(), "{kind:?}: nothing for {place}");
                }
            }
        }
    }

    #[test]
    fn an_unknown_place_is_refused_with_its_name_and_a_needed_one_is_asked_for() {
        let words = |subject: &str, body: &str| Words { subject: subject.to_owned(), body: body.to_owned() };
        let wrong = |words: Words| match checked(Kind::PasswordReset, &words) {
            Err(Error::Invalid(fields)) => fields
                .into_iter()
                .map(|it| (it.field, it.code, it.name.unwrap_or_default()))
                .collect::<Vec<_>>(),
            _ => Vec::new(),
        };
        assert_eq!(
            wrong(words("{{isim}}", "{{ baglanti }} {{dokum}}")),
            [
                ("subject".to_owned(), "mail_place_unknown", "isim".to_owned()),
                ("body".to_owned(), "mail_place_unknown", "dokum".to_owned())
            ]
        );
        assert_eq!(
            wrong(words("Konu", "Merhaba")),
            [("body".to_owned(), "mail_place_missing", "baglanti".to_owned())]
        );
        assert_eq!(wrong(words("Konu", "[Aç]({{ baglanti }})")), []);
    }
}
