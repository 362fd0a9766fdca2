//! `asisttr serve --demo`: a made-up university to try everything with. What it shows is played through the same use
//! cases that real people go through, with the clock turned back; only the texts are made up (`assets/demo/`).
mod content;
mod play;
pub mod routes;
mod tickets;

use crate::app::App;
use crate::base::ids::{SiteId, UserId};
use crate::base::{Lang, Role};
use crate::hours::BusinessHours;
use crate::organisation::{self, Kind, NewGroup, ProfileChange};
use crate::people::service::{members, setup};
use crate::settings::WidgetSettings;
use crate::sites::{NewSite, Site};
use crate::store::Write;
use crate::web::{Client, Staff};
use crate::{Error, Result, settings, sites};
use content::Content;
use serde_json::json;
use std::collections::{BTreeMap, HashMap};

/// Everybody's password. A demo is not for the open: it listens on this machine only, unless told otherwise.
pub const PASSWORD: &str = "gul-veren-dener-1453";
/// The made-up institution.
const INSTITUTION: &str = "Gülveren Üniversitesi";
/// Its site; a data folder without it is somebody's real one.
const SLUG: &str = "gulveren";

/// Who can sign in to try, and where.
#[derive(Debug, Clone)]
pub struct Demo {
    /// Site of the made-up institution.
    pub site: Site,
    /// An admin.
    pub admin_email: String,
    /// An agent.
    pub agent_email: String,
}

/// The demo of this data folder, filled in when the folder is new.
///
/// # Errors
/// 503 `demo_needs_new_folder` when the folder holds something else; when the content cannot be stored.
pub async fn open(app: &App) -> Result<Demo> {
    let content = content::read()?;
    let site = match setup::link(&app.store).await? {
        Some(link) => fill(app, &link, &content).await?,
        None => find(app).await?.ok_or(Error::Unavailable("demo_needs_new_folder"))?,
    };
    Ok(demo(site, &content))
}

fn demo(site: Site, content: &Content) -> Demo {
    let email_of = |role: Role| content.people.iter().find(|it| it.role == role).map(|it| it.email.clone());
    Demo {
        site,
        admin_email: email_of(Role::Admin).unwrap_or_default(),
        agent_email: email_of(Role::Agent).unwrap_or_default(),
    }
}

async fn find(app: &App) -> Result<Option<Site>> {
    Ok(sites::service::list(&app.store).await?.into_iter().find(|it| it.slug == SLUG))
}

async fn fill(app: &App, link: &str, content: &Content) -> Result<Site> {
    let first = content.people.iter().find(|it| it.role == Role::Admin).ok_or(Error::NotFound("admin"))?;
    let asked = setup::SetUp {
        token: link.split_once('=').map(|it| it.1.to_owned()).unwrap_or_default(),
        institution: INSTITUTION.to_owned(),
        site: NewSite {
            name: INSTITUTION.to_owned(),
            slug: SLUG.to_owned(),
            origins: Vec::new(),
            language: Lang::Tr,
            time_zone: None,
        },
        admin: setup::FirstAdmin {
            name: first.name.clone(),
            email: first.email.clone(),
            password: PASSWORD.to_owned(),
        },
        language: Lang::Tr,
    };
    let client = Client::unknown();
    let (signed_in, site) = setup::set_up(app, &client, asked).await?;
    let admin = Staff {
        user: signed_in.session.user.user.id,
        login: crate::base::ids::LoginId::random(),
        site: Some(site.id),
        role: Role::Superadmin,
        name: first.name.clone(),
        address: client.address.to_string(),
        agent: client.agent,
    };
    hire(app, &admin, content).await?;
    set_hours(app, &admin).await?;
    set_colour(app, &admin).await?;
    play::articles(app, &admin, content).await?;
    play::helps(app, &admin, content).await?;
    play::conversations(app, &admin, content).await?;
    tickets::play(app, &admin, content).await?;
    skip_assistant(app, site.id).await?;
    Ok(site)
}

async fn hire(app: &App, admin: &Staff, content: &Content) -> Result<()> {
    for person in content.people.iter().filter(|it| it.role == Role::Agent) {
        let new = members::NewUser {
            email: person.email.clone(),
            name: person.name.clone(),
            role: Role::Agent,
            password: Some(PASSWORD.to_owned()),
            language: None,
            max_chats: Some(person.max_chats),
            profile: ProfileChange { languages: person.languages.clone(), ..ProfileChange::default() },
        };
        members::create(app, admin, new).await?;
    }
    organise(app, admin, content).await
}

/// Puts people into their departments and teams, with their skills.
async fn organise(app: &App, admin: &Staff, content: &Content) -> Result<()> {
    let ids: HashMap<String, UserId> = members::list(app, admin, None, 100)
        .await?
        .into_iter()
        .map(|it| (it.user.email, it.user.id))
        .collect();
    let mut groups: BTreeMap<(usize, &str), Vec<UserId>> = BTreeMap::new();
    for person in &content.people {
        let Some(user) = ids.get(&person.email) else { continue };
        let of = [&person.departments, &person.teams, &person.skills];
        for (kind, name) in
            of.iter().enumerate().flat_map(|(kind, names)| names.iter().map(move |it| (kind, it)))
        {
            groups.entry((kind, name)).or_default().push(*user);
        }
    }
    for ((kind, name), members) in groups {
        let kind = [Kind::Department, Kind::Team, Kind::Skill].get(kind).copied().unwrap_or(Kind::Skill);
        let new = NewGroup { name: name.to_owned(), urgent: false, members };
        organisation::create(app, admin, kind, new).await?;
    }
    Ok(())
}

/// The hours of a university, ready to be switched on. The demo itself is open at every hour: whoever tries it at night
/// or on a holiday wants to see a conversation.
async fn set_hours(app: &App, admin: &Staff) -> Result<()> {
    let span = |start: &str, end: &str| json!({ "start": start, "end": end });
    let day = json!([span("08:30", "12:00"), span("13:00", "17:30")]);
    let week = json!({ "monday": day, "tuesday": day, "wednesday": day, "thursday": day, "friday": day });
    let asked = [("always_open".to_owned(), json!(true)), ("days".to_owned(), week)].into_iter().collect();
    settings::change::<BusinessHours>(app, admin, None, asked).await.map(|_| ())
}

/// The colour of the university, on the widget and in the help centre.
async fn set_colour(app: &App, admin: &Staff) -> Result<()> {
    let asked = [("primary_color".to_owned(), json!("#8e1f45"))].into_iter().collect();
    settings::change::<WidgetSettings>(app, admin, None, asked).await.map(|_| ())
}

/// The questions of the past have been answered: the assistant begins after them.
async fn skip_assistant(app: &App, site: SiteId) -> Result<()> {
    let newest = *app.store.head().borrow();
    let mut write = Write::new();
    write.advance(crate::assistant::follow::NAME, newest);
    tracing::info!(%site, "the demo is filled in");
    app.store.commit(write).await.map(|_| ())
}
