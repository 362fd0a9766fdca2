//! HTTP surface of outgoing mail.
use super::transcripts::{self, Promised, Wanted};
use super::types::{AccountInput, AccountView, MailSettings, TemplateView, Words};
use super::{accounts, templates};
use crate::Result;
use crate::app::App;
use crate::base::ids::{ConversationId, MailId, SiteId};
use crate::base::page::{Page, PageQuery};
use crate::base::{Error, Lang, Role, words};
use crate::engine::mail::Trouble;
use crate::outbox::{self, Entry, INSTALLATION, Kind, State};
use crate::settings::{self, Versioned};
use crate::store::Write;
use crate::web::input::IfMatch;
use crate::web::problem::Problem;
use crate::web::{Client, Input, PathId, QueryInput, Staff, Visitor};
use axum::Json;
use axum::extract::{Path, State as Of};
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// `/api/settings/mail`, `/api/mail`, and transcripts by mail.
pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(screen, change_screen))
        .routes(routes!(account, change_account, delete_account))
        .routes(routes!(check_account))
        .routes(routes!(installation, change_installation, delete_installation))
        .routes(routes!(check_installation))
        .routes(routes!(templates_list))
        .routes(routes!(change_template, restore_template))
        .routes(routes!(preview))
        .routes(routes!(try_template))
        .routes(routes!(list))
        .routes(routes!(retry))
        .routes(routes!(send_transcript))
        .routes(routes!(ask_transcript))
        .merge(super::inboxes::routes::router())
        .merge(super::incoming::routes::router())
}

/// When mails are sent, and whether they can be.
#[derive(Serialize, utoipa::ToSchema)]
struct MailScreen {
    #[serde(flatten)]
    settings: Versioned<MailSettings>,
    /// Whether the site has an account of its own.
    own_account: bool,
    /// Whether the installation has one, which stands in.
    installation_account: bool,
    /// Where links in mails lead.
    links_to: String,
    /// Whether that address was chosen, or is only the one listened on.
    links_chosen: bool,
}

async fn shown(app: &App, site: SiteId) -> Result<Json<MailScreen>> {
    let settings = settings::show::<MailSettings>(app, site).await?;
    let own_account = accounts::show(app, site).await?.is_some();
    let installation_account = accounts::show(app, INSTALLATION).await?.is_some();
    let (links_to, links_chosen) = (app.config.base_url(), app.config.public_url.is_some());
    Ok(Json(MailScreen { settings, own_account, installation_account, links_to, links_chosen }))
}

/// When mails are sent, and whether they can be
#[utoipa::path(get, path = "/api/settings/mail", tag = "mail", responses((status = 200, body = MailScreen)))]
async fn screen(Of(app): Of<App>, staff: Staff) -> Result<Json<MailScreen>> {
    shown(&app, staff.site()?).await
}

/// Change when mails are sent
///
/// What is left out stays.
#[utoipa::path(put, path = "/api/settings/mail", tag = "mail", request_body = MailSettings,
    params(("if-match" = Option<i64>, Header, description = "The version that was looked at")), responses(
    (status = 200, body = MailScreen),
    (status = 412, body = Problem, description = "`current` is how it is now"),
    (status = 422, body = Problem),
))]
async fn change_screen(
    Of(app): Of<App>,
    staff: Staff,
    IfMatch(expected): IfMatch,
    Input(asked): Input<Map<String, Value>>,
) -> Result<Json<MailScreen>> {
    settings::change::<MailSettings>(&app, &staff, expected, asked).await?;
    shown(&app, staff.site()?).await
}

/// The site's own mail server
#[utoipa::path(get, path = "/api/settings/mail/account", tag = "mail",
    responses((status = 200, body = Option<AccountView>, description = "`null`: none")))]
async fn account(Of(app): Of<App>, staff: Staff) -> Result<Json<Option<AccountView>>> {
    accounts::show(&app, staff.site()?).await.map(Json)
}

/// Choose the site's own mail server
#[utoipa::path(put, path = "/api/settings/mail/account", tag = "mail", request_body = AccountInput,
    params(("if-match" = Option<i64>, Header, description = "The version that was looked at")), responses(
    (status = 200, body = AccountView),
    (status = 412, body = Problem, description = "`current` is how it is now"),
    (status = 422, body = Problem),
))]
async fn change_account(
    Of(app): Of<App>,
    staff: Staff,
    IfMatch(expected): IfMatch,
    Input(asked): Input<AccountInput>,
) -> Result<Json<AccountView>> {
    accounts::save(&app, &staff, staff.site()?, expected, asked).await.map(Json)
}

/// Send by the installation's mail server again
#[utoipa::path(delete, path = "/api/settings/mail/account", tag = "mail",
    responses((status = 204), (status = 404, body = Problem)))]
async fn delete_account(Of(app): Of<App>, staff: Staff) -> Result<StatusCode> {
    accounts::delete(&app, &staff, staff.site()?).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What came of speaking to a mail server.
#[derive(Serialize, utoipa::ToSchema)]
struct Checked {
    /// Whether mail would be taken.
    ok: bool,
    /// What is wrong.
    trouble: Option<Trouble>,
    /// The same as a sentence.
    detail: Option<String>,
    /// The server's own words.
    said: Option<String>,
}

async fn checked(
    app: &App,
    staff: &Staff,
    lang: Lang,
    owner: SiteId,
    asked: AccountInput,
) -> Result<Json<Checked>> {
    let outcome = accounts::check(app, staff, owner, asked).await?;
    Ok(Json(match outcome {
        Ok(()) => Checked { ok: true, trouble: None, detail: None, said: None },
        Err(it) => Checked {
            ok: false,
            trouble: Some(it.trouble),
            detail: Some(words::of_code(it.trouble.as_str(), lang)),
            said: it.said,
        },
    }))
}

/// Try whether a mail server would take mail
///
/// Goes as far as a mail to the asking user would, and sends none. A password that is left out is the one that is kept.
#[utoipa::path(post, path = "/api/settings/mail/account/check", tag = "mail", request_body = AccountInput,
    responses((status = 200, body = Checked), (status = 422, body = Problem)))]
async fn check_account(
    Of(app): Of<App>,
    staff: Staff,
    lang: Lang,
    Input(asked): Input<AccountInput>,
) -> Result<Json<Checked>> {
    checked(&app, &staff, lang, staff.site()?, asked).await
}

/// The installation's mail server
#[utoipa::path(get, path = "/api/mail/account", tag = "mail",
    responses((status = 200, body = Option<AccountView>, description = "`null`: none")))]
async fn installation(Of(app): Of<App>, _staff: Staff) -> Result<Json<Option<AccountView>>> {
    accounts::show(&app, INSTALLATION).await.map(Json)
}

/// Choose the installation's mail server
///
/// It sends for people without a site, and for sites without a server of their own.
#[utoipa::path(put, path = "/api/mail/account", tag = "mail", request_body = AccountInput,
    params(("if-match" = Option<i64>, Header, description = "The version that was looked at")), responses(
    (status = 200, body = AccountView),
    (status = 412, body = Problem, description = "`current` is how it is now"),
    (status = 422, body = Problem),
))]
async fn change_installation(
    Of(app): Of<App>,
    staff: Staff,
    IfMatch(expected): IfMatch,
    Input(asked): Input<AccountInput>,
) -> Result<Json<AccountView>> {
    accounts::save(&app, &staff, INSTALLATION, expected, asked).await.map(Json)
}

/// Send nothing for who has no mail server
#[utoipa::path(delete, path = "/api/mail/account", tag = "mail",
    responses((status = 204), (status = 404, body = Problem)))]
async fn delete_installation(Of(app): Of<App>, staff: Staff) -> Result<StatusCode> {
    accounts::delete(&app, &staff, INSTALLATION).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Try whether the installation's mail server would take mail
#[utoipa::path(post, path = "/api/mail/account/check", tag = "mail", request_body = AccountInput,
    responses((status = 200, body = Checked), (status = 422, body = Problem)))]
async fn check_installation(
    Of(app): Of<App>,
    staff: Staff,
    lang: Lang,
    Input(asked): Input<AccountInput>,
) -> Result<Json<Checked>> {
    checked(&app, &staff, lang, INSTALLATION, asked).await
}

/// What the site's mails say
#[utoipa::path(get, path = "/api/settings/mail/templates", tag = "mail",
    responses((status = 200, body = Page<TemplateView>)))]
async fn templates_list(Of(app): Of<App>, staff: Staff) -> Result<Json<Page<TemplateView>>> {
    Ok(Json(Page::whole(templates::list(&app, staff.site()?).await?)))
}

/// Which template.
type Which = Path<(String, String)>;

fn which(Path((kind, language)): Which) -> Result<(Kind, Lang)> {
    let kind = Kind::of(&kind).ok_or(Error::NotFound("mail_template"))?;
    match language.as_str() {
        "tr" => Ok((kind, Lang::Tr)),
        "en" => Ok((kind, Lang::En)),
        _ => Err(Error::NotFound("mail_template")),
    }
}

/// Change what a mail says
#[utoipa::path(put, path = "/api/settings/mail/templates/{kind}/{language}", tag = "mail", request_body = Words,
    params(("kind" = String, Path), ("language" = String, Path)), responses(
    (status = 200, body = TemplateView),
    (status = 404, body = Problem),
    (status = 422, body = Problem, description = "Also `mail_place_unknown`, with its name"),
))]
async fn change_template(
    Of(app): Of<App>,
    staff: Staff,
    path: Which,
    Input(words): Input<Words>,
) -> Result<Json<TemplateView>> {
    templates::save(&app, &staff, which(path)?, words).await.map(Json)
}

/// Let a mail say again what it says by itself
#[utoipa::path(delete, path = "/api/settings/mail/templates/{kind}/{language}", tag = "mail",
    params(("kind" = String, Path), ("language" = String, Path)),
    responses((status = 200, body = TemplateView), (status = 404, body = Problem)))]
async fn restore_template(Of(app): Of<App>, staff: Staff, path: Which) -> Result<Json<TemplateView>> {
    templates::restore(&app, &staff, which(path)?).await.map(Json)
}

/// Show how a mail would look, with made-up values
#[utoipa::path(post, path = "/api/settings/mail/templates/{kind}/{language}/preview", tag = "mail",
    request_body = Words, params(("kind" = String, Path), ("language" = String, Path)), responses(
    (status = 200, body = templates::Preview),
    (status = 404, body = Problem),
    (status = 422, body = Problem),
))]
async fn preview(
    Of(app): Of<App>,
    staff: Staff,
    path: Which,
    Input(words): Input<Words>,
) -> Result<Json<templates::Preview>> {
    templates::preview(&app, staff.site()?, which(path)?, words).await.map(Json)
}

#[derive(Deserialize, utoipa::ToSchema)]
struct Trial {
    /// Where it goes.
    to: String,
}

#[derive(Serialize, utoipa::ToSchema)]
struct Queued {
    id: MailId,
}

/// Send a mail as it is stored, with made-up values
#[utoipa::path(post, path = "/api/settings/mail/templates/{kind}/{language}/test", tag = "mail",
    request_body = Trial, params(("kind" = String, Path), ("language" = String, Path)), responses(
    (status = 202, body = Queued),
    (status = 404, body = Problem),
    (status = 409, body = Problem, description = "`mail_not_configured`"),
    (status = 422, body = Problem),
))]
async fn try_template(
    Of(app): Of<App>,
    staff: Staff,
    path: Which,
    Input(trial): Input<Trial>,
) -> Result<(StatusCode, Json<Queued>)> {
    let id = templates::send_example(&app, &staff, which(path)?, &trial.to).await?;
    Ok((StatusCode::ACCEPTED, Json(Queued { id })))
}

#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
struct ListParams {
    /// Only those; all when left out.
    #[param(inline)]
    state: Option<State>,
    /// 1 to 200; 50 when left out.
    limit: Option<u32>,
    /// `next_cursor` of the page before.
    after: Option<String>,
}

/// Mails and what became of them, newest first; for who runs the installation also those without a site
#[utoipa::path(get, path = "/api/mail", tag = "mail", params(ListParams),
    responses((status = 200, body = Page<Entry>)))]
async fn list(
    Of(app): Of<App>,
    staff: Staff,
    lang: Lang,
    QueryInput(query): QueryInput<ListParams>,
) -> Result<Json<Page<Entry>>> {
    let (site, page) = (staff.site()?, PageQuery { limit: query.limit, after: query.after });
    let (after, limit, whole) = (page.cursor()?, page.limit(), staff.role >= Role::Superadmin);
    let now = app.clock.now();
    let read = move |conn: &_| outbox::list(conn, site, whole, query.state, after, limit);
    let mut found = app.store.read(read).await?;
    for it in &mut found {
        // Nothing else is asked for before its time.
        let waits = it.state == State::Queued && it.attempts == 0 && it.next_at.is_some_and(|at| at.0 > now);
        let code = it.trouble.as_deref().or(waits.then_some("mail_waits"));
        it.reason = code.map(|code| words::of_code(code, lang));
    }
    Ok(Json(Page::of(found, limit, |it| (it.created_at.0.as_millisecond(), it.id))))
}

/// Try a mail again that was given up
#[utoipa::path(post, path = "/api/mail/{id}/retry", tag = "mail", params(("id" = MailId, Path)), responses(
    (status = 202),
    (status = 404, body = Problem),
    (status = 409, body = Problem, description = "`mail_not_failed`"),
))]
async fn retry(Of(app): Of<App>, staff: Staff, PathId(id): PathId<MailId>) -> Result<StatusCode> {
    let (site, whole) = (staff.site()?, staff.role >= Role::Superadmin);
    let found = app.store.read(move |conn| outbox::find(conn, id)).await?;
    let owner = found.map(|it| it.new.site).filter(|it| *it == site || (whole && *it == INSTALLATION));
    let owner = owner.ok_or(Error::NotFound("mail"))?;
    let mut write = Write::new();
    outbox::retry(&mut write, owner, id, app.clock.now());
    app.store.commit(write).await?;
    Ok(StatusCode::ACCEPTED)
}

#[derive(Deserialize, utoipa::ToSchema)]
struct SendTranscript {
    /// Where it goes; the visitor's address when left out.
    email: Option<String>,
}

/// Send the transcript to the visitor by mail, without internal notes
#[utoipa::path(post, path = "/api/chat/{id}/transcript/mail", tag = "chat", request_body = SendTranscript,
    params(("id" = ConversationId, Path)), responses(
    (status = 202, body = Promised),
    (status = 404, body = Problem),
    (status = 409, body = Problem, description = "`mail_not_configured`"),
    (status = 422, body = Problem),
    (status = 429, body = Problem),
))]
async fn send_transcript(
    Of(app): Of<App>,
    staff: Staff,
    PathId(id): PathId<ConversationId>,
    Input(input): Input<SendTranscript>,
) -> Result<(StatusCode, Json<Promised>)> {
    Ok((StatusCode::ACCEPTED, Json(transcripts::send(&app, &staff, id, input.email).await?)))
}

/// Have the transcript of an own conversation sent by mail, now or when it ends
#[utoipa::path(post, path = "/api/widget/transcript", tag = "widget", request_body = Wanted, responses(
    (status = 202, body = Promised),
    (status = 404, body = Problem),
    (status = 409, body = Problem, description = "`mail_not_configured`"),
    (status = 422, body = Problem),
    (status = 429, body = Problem),
))]
async fn ask_transcript(
    Of(app): Of<App>,
    visitor: Visitor,
    client: Client,
    lang: Lang,
    Input(wanted): Input<Wanted>,
) -> Result<(StatusCode, Json<Promised>)> {
    let promised = transcripts::ask(&app, &visitor, &client, lang, wanted).await?;
    Ok((StatusCode::ACCEPTED, Json(promised)))
}
