//! Use cases of the widget.
use super::{identity, merging};
use crate::app::App;
use crate::base::Lang;
use crate::base::ids::{DepartmentId, SiteId, VisitorId};
use crate::conversations::types::{AgentMarks, Status};
use crate::conversations::{self, ConversationView, MessageView};
use crate::mailbox::MailOffer;
use crate::routing::service::Place;
use crate::routing::{self, Mode};
use crate::settings::WidgetSettings;
use crate::store::{Event, Present, Write};
use crate::tracking::service::Arrival;
use crate::visitors::types::{Details, PageSeen};
use crate::visitors::{self, VisitorView};
use crate::{Error, Result, help, mailbox, organisation, people, settings, sites, tracking};
use jiff::Timestamp;
use serde::Serialize;
use serde_json::Value;

/// Everything a widget needs to show itself.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct WidgetSession {
    /// The visitor's token, for later requests and the socket; `null` where there is no visitor yet.
    pub token: Option<String>,
    /// The visitor; nobody is made before somebody new has given the consent that the site asks for.
    pub visitor: Option<VisitorView>,
    /// The site.
    pub site: WidgetSite,
    /// How the widget looks and behaves.
    pub settings: WidgetSettings,
    /// Whether somebody is there.
    pub mode: Mode,
    /// The visitor's open conversation.
    pub conversation: Option<ConversationView>,
    /// Where that stands, while it waits for an agent.
    pub queue: Option<Place>,
    /// The visitor's last 50 messages over all conversations, oldest first.
    pub messages: Vec<MessageView>,
    /// Whether there are earlier ones.
    pub earlier: bool,
    /// How far agents have come in the conversations they stand in.
    pub marks: Vec<AgentMarks>,
    /// What can be had by mail.
    pub mail: MailOffer,
    /// Position in the event log that all of this stands for: connect with `after` = this.
    pub seq: i64,
}

/// The site, as a widget may know it.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct WidgetSite {
    /// Its identity.
    pub id: SiteId,
    /// Its name.
    pub name: String,
    /// Its language.
    pub language: Lang,
    /// Path of its help centre, `/yardim/ornek`, where it has one.
    pub help: Option<String>,
}

/// What a page says when it asks for a session.
#[derive(Debug, Clone, Default)]
pub struct Coming {
    /// Which version of the consent the visitor gave.
    pub consent: Option<String>,
    /// Where the request came from, when known.
    pub address: Option<String>,
    /// The page and its browser.
    pub arrival: Arrival,
}

/// Starts or resumes the session of a visitor on a page. Where consent is asked for and not given, nothing of the page
/// is kept.
///
/// # Errors
/// When the store fails.
pub async fn session(
    app: &App,
    site: SiteId,
    known: Option<VisitorId>,
    coming: Coming,
) -> Result<WidgetSession> {
    let consent = app.store.read(move |conn| Ok(settings::widget(conn, site)?.consent)).await?;
    let agrees = !consent.enabled || coming.consent == Some(consent.version.to_string());
    let mut arrival = coming.arrival;
    arrival.agrees = Some(agrees);
    let tracked = agrees && !arrival.do_not_track;
    let page = PageSeen {
        url: arrival.seen.url.clone().filter(|_| tracked),
        title: arrival.seen.title.clone().filter(|_| tracked),
        language: arrival.language.clone().filter(|_| agrees),
        address: coming.address.filter(|_| agrees),
    };
    let known = match known {
        Some(id) => visitors::service::known_as(app, site, id).await?,
        None => None,
    };
    let visitor = if known.is_some() || agrees {
        let (visitor, is_new) = visitors::service::arrive(app, site, known, page).await?;
        arrival.is_new = is_new;
        tracking::service::arrive(app, site, visitor.id, arrival).await?;
        Some(visitor)
    } else {
        None
    };
    // Before anything else is read, so that what happens meanwhile comes again rather than not at all.
    let seq = *app.store.head().borrow();
    let (found, settings, mail, help) = app
        .store
        .read(move |conn| {
            let found = sites::find(conn, site)?.ok_or(Error::NotFound("site"))?;
            let help = help::path(conn, &found)?;
            Ok((found, settings::widget(conn, site)?, mailbox::offer(conn, site)?, help))
        })
        .await?;
    let mut session = WidgetSession {
        token: None,
        visitor: None,
        site: WidgetSite { id: found.id, name: found.name, language: found.language, help },
        settings,
        mode: routing::mode::now(app, site).await?,
        conversation: None,
        queue: None,
        messages: Vec::new(),
        earlier: false,
        marks: Vec::new(),
        mail,
        seq,
    };
    if let Some(visitor) = visitor {
        take_up(app, site, visitor, &mut session).await?;
    }
    Ok(session)
}

/// Adds what there is of a visitor who is known.
async fn take_up(app: &App, site: SiteId, visitor: VisitorView, session: &mut WidgetSession) -> Result<()> {
    let thread = conversations::service::thread_of_visitor(app, site, visitor.id, None, 50).await?;
    (session.messages, session.earlier, session.marks) = (thread.messages, thread.earlier, thread.marks);
    session.conversation = conversations::service::open(app, site, visitor.id).await?;
    if let Some(it) = session.conversation.as_ref().filter(|it| it.status == Status::Queued) {
        session.queue = conversations::service::place(app, site, it.id).await?;
    }
    session.token = Some(people::tokens::issue_visitor(&app.keys, visitor.id, site, app.clock.now())?);
    session.visitor = Some(visitor);
    Ok(())
}

/// A department that a visitor may choose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct OfferedDepartment {
    /// For `departmentId` of `chat:start`.
    pub id: DepartmentId,
    /// Its name.
    pub name: String,
    /// Whether somebody of it is there.
    pub online: bool,
}

/// What a visitor may choose from, by name; nothing where the site offers no choice.
///
/// # Errors
/// When the database cannot be read.
pub async fn departments(app: &App, site: SiteId) -> Result<Vec<OfferedDepartment>> {
    let (online, now) = (routing::service::online(app, site), app.clock.now());
    app.store
        .read(move |conn| {
            let choice = settings::widget(conn, site)?.departments;
            if !choice.enabled {
                return Ok(Vec::new());
            }
            let agents = routing::store::agents(conn, site, &online, now)?;
            let there = |id| agents.iter().any(|it| it.online && it.profile.department_id == Some(id));
            let all = organisation::departments(conn, site)?.into_iter();
            let offered = all.filter(|it| choice.offered.is_empty() || choice.offered.contains(&it.0));
            Ok(offered.map(|(id, name)| OfferedDepartment { online: there(id), id, name }).collect())
        })
        .await
}

/// What a page tells of its visitor.
#[derive(Debug, Clone, Default)]
pub struct About {
    /// Name, mail address, phone.
    pub details: Details,
    /// Anything else, at most 8 KB.
    pub custom_data: Option<Value>,
    /// Proof by the institution's server.
    pub identity_token: Option<String>,
}

/// A visitor after the page told about it; another one when a verified identity was known already.
pub struct Known {
    /// The visitor.
    pub visitor: VisitorView,
    /// Its token.
    pub token: String,
}

/// Notes what the page knows of its visitor; what is known already costs nothing. With a verified identity this visitor
/// and the one whom the identity was known to be before become one. A visitor who is somebody else already stays so: the
/// page goes over to the other. Without one, a verified visitor keeps the name and the mail address.
///
/// # Errors
/// 401 for a bad identity token, 422 for a bad field.
pub async fn tell(app: &App, site: SiteId, visitor: VisitorId, about: About) -> Result<Known> {
    visitors::service::check(&about.details)?;
    if about.custom_data.as_ref().is_some_and(|it| it.to_string().len() > 8 * 1024) {
        return Err(Error::beyond("custom_data", "field_too_long", 8 * 1024));
    }
    let now = app.clock.now();
    let stored = match about.identity_token {
        Some(_) => Some(tracking::service::while_stored(app).await?),
        None => None,
    };
    let (_, (id, merged)) = app
        .store
        .decide(move |present| {
            let mut write = Write::new();
            let mut details = about.details;
            let (id, merged) = match &about.identity_token {
                None => {
                    details = visitors::service::unvouched(present, site, visitor, details)?;
                    (visitor, None)
                }
                Some(token) => {
                    let secret = sites::secret(present, site)?.ok_or(Error::NotFound("site"))?;
                    let identity = identity::read(token, &secret, now)?;
                    details.name = identity.name.or(details.name);
                    details.email = identity.email.or(details.email);
                    person(present, &mut write, site, (visitor, &identity.sub), now)?
                }
            };
            let custom_data = about.custom_data.map(|told| with_both(merged.as_ref(), told));
            note(present, &mut write, site, id, (&details, custom_data.as_ref()))?;
            if !write.is_empty() {
                write.tell(Event::new(site, "visitor.updated", id.uuid(), now));
            }
            Ok((write, (id, merged)))
        })
        .await?;
    if let Some(it) = merged {
        app.visits.rename(site, it.from, it.into);
        // Their next handshake finds who they are now.
        app.hub.disconnect_visitor(site, it.from);
        tracing::info!(%site, from = %it.from, into = %it.into, "two visitors are one");
    }
    drop(stored);
    Ok(Known {
        visitor: visitors::service::find(app, site, id).await?,
        token: people::tokens::issue_visitor(&app.keys, id, site, now)?,
    })
}

/// Who the person `subject` is, with `visitor` on the page, within a write.
fn person(
    present: &Present<'_>,
    write: &mut Write,
    site: SiteId,
    (visitor, subject): (VisitorId, &str),
    now: Timestamp,
) -> Result<(VisitorId, Option<merging::Merged>)> {
    let known = visitors::store::by_identity(present, site, subject)?;
    if known == Some(visitor) {
        return Ok((visitor, None));
    }
    let somebody_else = visitors::store::is_verified(present, site, visitor)?;
    let (id, merged) = match known {
        Some(known) if somebody_else => return Ok((known, None)),
        Some(known) => {
            let merged = merging::merge(present, write, site, (known, visitor), now)?;
            (merged.into, Some(merged))
        }
        None if somebody_else => {
            (visitors::service::make(present, write, site, &PageSeen::default(), now)?, None)
        }
        None => (visitor, None),
    };
    visitors::store::verify(write, site, id, subject);
    Ok((id, merged))
}

/// Writes down what is new of it.
fn note(
    present: &Present<'_>,
    write: &mut Write,
    site: SiteId,
    id: VisitorId,
    (details, custom_data): (&Details, Option<&Value>),
) -> Result<()> {
    let is_known = |told: &Option<String>, known: &Option<String>| {
        told.as_ref().is_none_or(|it| *it == known.clone().unwrap_or_default())
    };
    // Who is being made or merged in this write is written down in any case.
    let found = if write.is_empty() { visitors::store::find(present, site, id)? } else { None };
    let nothing_new = found.is_some_and(|it| {
        is_known(&details.name, &it.name)
            && is_known(&details.email, &it.email)
            && is_known(&details.phone, &it.phone)
    });
    if !nothing_new {
        visitors::store::update(write, site, id, details);
    }
    if let Some(told) = custom_data
        && (!write.is_empty() || Value::Object(visitors::store::custom_data(present, site, id)?) != *told)
    {
        visitors::store::set_custom_data(write, site, id, told);
    }
    Ok(())
}

/// What the page tells takes the place of what it told before; where two visitors were made one, it is added to what was
/// known of both.
fn with_both(merged: Option<&merging::Merged>, told: Value) -> Value {
    match (merged, told) {
        (Some(it), Value::Object(told)) => {
            let mut all = it.custom_data.clone();
            all.extend(told);
            Value::Object(all)
        }
        (_, told) => told,
    }
}
