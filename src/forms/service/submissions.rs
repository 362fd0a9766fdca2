//! What is sent by forms, and how it becomes a ticket.
use crate::app::App;
use crate::base::ids::{FormId, GroupId, SiteId, SubmissionId};
use crate::base::{At, Lang, text};
use crate::fields::{self, Answers, By, FieldKind};
use crate::files::store::Part;
use crate::files::{self, Links};
use crate::forms::rules;
use crate::forms::store::{self, NewRow};
use crate::forms::types::{Form, NewSubmission, Sent, Submission};
use crate::organisation::{self, Kind};
use crate::outbox::{self, NewLetter};
use crate::store::{Event, Present, Write};
use crate::tickets::service::create_in;
use crate::tickets::types::Source;
use crate::tickets::{self, Actor, Context, NewTicket, Requester, Work};
use crate::web::allowance::Deed;
use crate::{Error, Result, bans, hours, sites};
use serde_json::{Map, Value, json};
use std::net::{IpAddr, Ipv4Addr};

/// Stores what somebody sends, and makes it a ticket where the form says so. The same `client_ref` sent again gets the
/// first answer.
///
/// # Errors
/// 404 for a form that is not open, 403 `visitor_banned`, 409 `requests_off` in an emergency that forbids it, 422 naming
/// every answer that is missing or wrong, 429.
pub async fn submit(app: &App, site: SiteId, form: FormId, new: NewSubmission) -> Result<Sent> {
    let now = app.clock.now();
    app.allowances.take(Deed::Form, site, (new.address, new.visitor))?;
    let context = Context::of(app, site);
    let id = SubmissionId::random();
    let decide = move |present: &Present<'_>| {
        let form = store::find(present, site, form)?.filter(|it| it.design.open);
        let form = form.ok_or(Error::NotFound("form"))?;
        if let Some(it) = &new.client_ref
            && let Some(known) = store::by_client_ref(present, site, (form.id, new.visitor), it)?
        {
            return Ok((Write::new(), again(present, &context.links, (site, known), &form)?));
        }
        if hours::chat_off(present, site)?.is_some_and(|it| !it.form) {
            return Err(Error::Conflict("requests_off"));
        }
        bans::check_address(present, site, &new.address.to_string(), now)?;
        if let Some(visitor) = new.visitor {
            bans::check_in(present, site, visitor, now)?;
        }
        let answers = fields::check(&form.design.fields, &new.answers, (By::Visitor, new.language))
            .map_err(Error::Invalid)?;
        let mut work = Work::begin(present, &context);
        let made = take(&mut work, (id, &form), &new, &answers)?;
        work.write.tell(Event::new(site, "form.submitted", form.id.uuid(), now));
        Ok((work.finish()?, made))
    };
    let (_, sent) = app.store.decide(decide).await?;
    Ok(sent)
}

fn take(
    work: &mut Work<'_>,
    (id, form): (SubmissionId, &Form),
    new: &NewSubmission,
    answers: &Answers,
) -> Result<Sent> {
    let (site, now) = (work.context.site, work.context.now);
    let uploader = new.visitor.map(|it| it.uuid()).unwrap_or_default();
    // Named before anything is written: what is not there to be taken is refused as an answer.
    if files::store::waiting(work.present, &work.context.links, site, uploader, &answers.files).is_err() {
        let field = form.design.fields.iter().find(|it| it.kind == FieldKind::File);
        let at = field.map_or_else(|| "answers".to_owned(), |it| format!("answers.{}", it.key));
        return Err(Error::invalid(at, "attachment_unknown"));
    }
    let mut sent = Sent { id, thanks: form.design.thanks.clone(), ticket_number: None, tracking_code: None };
    let mut ticket = None;
    if form.design.ticket.automatic {
        let by = Actor::Requester { visitor: new.visitor, name: name_of(form, &answers.values) };
        let wanted = NewTicket {
            attachments: answers.files.clone(),
            ..draft(work.present, site, form, (&answers.values, new))?
        };
        let made = create_in(work, wanted, &by)?;
        ticket = Some(made.id);
        (sent.ticket_number, sent.tracking_code) = (Some(made.number), Some(made.code));
    } else {
        files::store::attach(&mut work.write, site, &answers.files, uploader, Part::Submission(id));
        confirm(work, (id, form), new, &answers.values)?;
    }
    let row = NewRow {
        id,
        form: form.id,
        fields: &form.design.fields,
        answers: &answers.values,
        language: new.language,
        page: new.page.as_deref(),
        visitor: new.visitor,
        ticket,
        client_ref: new.client_ref.as_deref(),
    };
    store::insert_submission(&mut work.write, site, &row, now)?;
    Ok(sent)
}

/// The answer to something that was sent before.
fn again(
    present: &Present<'_>,
    links: &Links,
    (site, id): (SiteId, SubmissionId),
    form: &Form,
) -> Result<Sent> {
    let known = store::find_submission(present, links, site, id)?.ok_or(Error::NotFound("form"))?;
    let head = match &known.ticket {
        // Whose way to it was ended is told no new one.
        Some(it) if tickets::store::link_was_renewed(present, site, it.id)? => None,
        Some(it) => tickets::store::head(present, site, it.id)?,
        None => None,
    };
    Ok(Sent {
        id,
        thanks: form.design.thanks.clone(),
        ticket_number: head.as_ref().map(|it| it.number),
        tracking_code: head.map(|it| tickets::code::shown(&it.code)),
    })
}

fn name_of(form: &Form, answers: &Map<String, Value>) -> Option<String> {
    rules::words(answers, form.design.ticket.name_field.as_deref()).map(|it| text::shorten(it, 120))
}

/// The ticket that answers become. Answers to what tickets are asked too go into the ticket's own fields, as far as those
/// take them: a form may offer choices that tickets do not have, and its words tell of them anyway.
fn draft(
    present: &Present<'_>,
    site: SiteId,
    form: &Form,
    (answers, new): (&Map<String, Value>, &NewSubmission),
) -> Result<NewTicket> {
    let design = &form.design;
    let of = |kind| rules::first_of(&design.fields, answers, kind).map(str::to_owned);
    let requester = tickets::rules::usable(Requester {
        visitor: new.visitor,
        name: name_of(form, answers),
        email: of(FieldKind::Email),
        phone: of(FieldKind::Phone),
    });
    let site_language = sites::find(present, site)?.map_or(new.language, |it| it.language);
    let subject = rules::subject(design, answers, site_language);
    let body = rules::body(design, answers, site_language);
    let known = fields::of_tickets(present, site)?;
    let alike = |key: &str| {
        let asked = design.fields.iter().find(|it| it.key == key)?;
        known.iter().find(|it| it.key == key && it.kind == asked.kind && it.kind != FieldKind::File)
    };
    let takes = |key: &str, value: &Value| {
        alike(key).is_some_and(|field| fields::check_one(field, value, (key, new.language)).is_ok())
    };
    let fields: Map<String, Value> = answers
        .iter()
        .filter(|(key, value)| takes(key, value))
        .map(|(key, it)| (key.clone(), it.clone()))
        .collect();
    // What was taken away since the form was made is no reason to refuse what somebody sends by it.
    let department = match design.ticket.department_id {
        Some(it) if organisation::of_kind(present, site, Kind::Department, GroupId::of(it.uuid()))? => {
            Some(it)
        }
        _ => None,
    };
    let category = match design.ticket.category_id {
        Some(it) if tickets::store::category_defaults(present, site, it)?.is_some() => Some(it),
        _ => None,
    };
    Ok(NewTicket {
        department,
        category,
        priority: design.ticket.priority,
        language: new.language,
        page: new.page.clone(),
        fields,
        ..NewTicket::of(Source::Form, subject, body, requester)
    })
}

/// Tells who gave a mail address that it arrived.
fn confirm(
    work: &mut Work<'_>,
    (id, form): (SubmissionId, &Form),
    new: &NewSubmission,
    answers: &Map<String, Value>,
) -> Result<()> {
    let site = work.context.site;
    let address = rules::first_of(&form.design.fields, answers, FieldKind::Email);
    let Some(address) = address.filter(|_| form.design.confirm) else { return Ok(()) };
    let to = (address, outbox::Kind::FormReceived);
    let enough = outbox::has_enough(work.present, site, to, work.context.now)?;
    if !enough && outbox::can_send(work.present, site)? {
        let letter = NewLetter {
            site,
            kind: outbox::Kind::FormReceived,
            about: id.uuid(),
            recipient: address.to_owned(),
            language: new.language,
            details: json!({}),
            example: false,
        };
        let now = work.context.now;
        outbox::queue_in_turn(work.present, &mut work.write, &letter, (now, now))?;
    }
    Ok(())
}

/// What was sent by a form, newest first.
///
/// # Errors
/// 404.
pub async fn submissions(
    app: &App,
    site: SiteId,
    form: FormId,
    page: (Option<SubmissionId>, usize),
) -> Result<Vec<Submission>> {
    let links = Links::new(&app.keys, app.clock.now());
    app.store
        .read(move |conn| {
            store::find(conn, site, form)?.ok_or(Error::NotFound("form"))?;
            store::submissions(conn, &links, site, form, page)
        })
        .await
}

/// Makes a ticket of what was sent.
///
/// # Errors
/// 404; 409 `ticket_made_already`.
pub async fn to_ticket(
    app: &App,
    site: SiteId,
    by: Actor,
    (form, id): (FormId, SubmissionId),
) -> Result<Submission> {
    let (context, links) = (Context::of(app, site), Links::new(&app.keys, app.clock.now()));
    let decide = move |present: &Present<'_>| {
        let found = store::find_submission(present, &context.links, site, id)?;
        let it = found.filter(|it| it.form_id == form).ok_or(Error::NotFound("submission"))?;
        if it.ticket.is_some() {
            return Err(Error::Conflict("ticket_made_already"));
        }
        let mut form = store::find(present, site, form)?.ok_or(Error::NotFound("form"))?;
        form.design.fields = it.fields; // as it was filled in
        let new = NewSubmission {
            answers: Map::new(),
            language: it.language,
            page: it.page,
            visitor: it.visitor_id,
            address: IpAddr::V4(Ipv4Addr::UNSPECIFIED),
            client_ref: None,
        };
        let mut work = Work::begin(present, &context);
        let wanted = draft(present, site, &form, (&it.answers, &new))?;
        let made = create_in(&mut work, wanted, &by)?;
        files::store::move_to_ticket(&mut work.write, site, id, (made.id, made.message));
        tickets::store::count_files(&mut work.write, (made.id, made.message), it.files.len());
        store::set_ticket(&mut work.write, site, id, made.id);
        work.write.tell(Event::new(site, "form.submitted", it.form_id.uuid(), context.now));
        Ok((work.finish()?, ()))
    };
    app.store.decide(decide).await?;
    let found = app.store.read(move |conn| store::find_submission(conn, &links, site, id)).await?;
    found.ok_or(Error::NotFound("submission"))
}

/// What somebody sent, as a letter tells of it.
#[derive(Debug, Clone)]
pub struct Received {
    /// What the form is called.
    pub form: String,
    /// Who sent it, as far as the form asks.
    pub name: Option<String>,
    /// Questions with their answers.
    pub said: Vec<(String, String)>,
    /// When.
    pub at: At,
}

/// What somebody sent; `None` when it or its form is gone.
///
/// # Errors
/// When the database cannot be read.
pub async fn received(app: &App, site: SiteId, id: SubmissionId, lang: Lang) -> Result<Option<Received>> {
    let links = Links::new(&app.keys, app.clock.now());
    app.store
        .read(move |conn| {
            let Some(it) = store::find_submission(conn, &links, site, id)? else { return Ok(None) };
            let Some(form) = store::find(conn, site, it.form_id)? else { return Ok(None) };
            Ok(Some(Received {
                form: form.design.title.pick(lang).to_owned(),
                name: name_of(&form, &it.answers),
                said: rules::said(&it.fields, &it.answers, lang),
                at: it.created_at,
            }))
        })
        .await
}
