//! HTTP surface of the opening hours.
use super::service::{self, EmergencyView, HolidayDate, Trial};
use super::types::{BusinessHours, Emergency, Holidays, Week};
use crate::Result;
use crate::app::App;
use crate::base::{At, Error, Lang};
use crate::settings::{self, Versioned, Worded};
use crate::web::input::IfMatch;
use crate::web::problem::Problem;
use crate::web::{Input, Public, QueryInput, Staff};
use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// Routes below `/api/settings`.
pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(check))
        .routes(routes!(preview))
        .routes(routes!(hours, change_hours))
        .routes(routes!(calendar))
        .routes(routes!(holidays, change_holidays))
        .routes(routes!(emergency, change_emergency))
}

/// Whether people answer now.
#[derive(Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
struct Check {
    /// Whether people answer.
    is_open: bool,
    /// `open` or `closed`.
    current_status: &'static str,
    /// `open`, `break`, `outside_business_hours`, `holiday` or `emergency`.
    reason: &'static str,
    /// Now.
    current_time: At,
    /// When the site opens, within 14 days; `null` also while it is open and in an emergency.
    next_open_time: Option<At>,
    /// Hours until then, to two places.
    hours_until_open: Option<f64>,
    /// The week.
    business_hours: CheckedHours,
    /// The holiday that closes the site, in the language of the request.
    holiday_name: Option<String>,
    /// What the site says to its visitors in a break or an emergency, in the language of the request.
    message: Option<String>,
}

/// The week.
#[derive(Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
struct CheckedHours {
    /// IANA name of the zone that the times are meant in.
    time_zone: String,
    /// Open at every hour of every day.
    always_open: bool,
    /// The spans of each weekday.
    #[serde(flatten)]
    days: Week,
}

/// Whether the site is open, why not, and when it opens
#[utoipa::path(get, path = "/api/settings/business-hours/check", tag = "hours",
    responses((status = 200, body = Check), (status = 401, body = Problem)))]
async fn check(State(app): State<App>, public: Public, lang: Lang) -> Result<Json<Check>> {
    let now = app.clock.now();
    let it = app.store.read(move |conn| service::situation(conn, public.site, now)).await?;
    let pick = |it: Worded| it.pick(lang).to_owned();
    let next_open = it.next_open().map(At);
    Ok(Json(Check {
        is_open: it.is_open(),
        current_status: if it.is_open() { "open" } else { "closed" },
        reason: it.reason(),
        current_time: At(now),
        next_open_time: next_open,
        hours_until_open: next_open.map(|it| service::hours_until(it, now)),
        holiday_name: it.holiday().map(pick),
        message: it.message().map(pick),
        business_hours: CheckedHours {
            always_open: it.hours.always_open,
            days: if it.hours.always_open { Week::whole() } else { it.hours.days },
            time_zone: it.time_zone,
        },
    }))
}

/// What to look at.
#[derive(Deserialize, utoipa::ToSchema)]
struct PreviewInput {
    /// The wall clock of the site, such as `2026-10-29T10:00`; now when left out.
    at: Option<String>,
    /// Changes of the business hours that are not stored yet.
    #[serde(default)]
    #[schema(value_type = Object)]
    business_hours: Map<String, Value>,
    /// Changes of the holidays that are not stored yet.
    #[serde(default)]
    #[schema(value_type = Object)]
    holidays: Map<String, Value>,
}

/// What visitors would be shown.
#[derive(Serialize, utoipa::ToSchema)]
struct Preview {
    /// The moment looked at.
    at: At,
    /// IANA name of the site's time zone.
    time_zone: String,
    /// Whether people answer.
    is_open: bool,
    /// `open`, `break`, `outside_business_hours`, `holiday` or `emergency`.
    reason: &'static str,
    /// The holiday that closes the site.
    holiday: Option<Worded>,
    /// What the site says in a break or an emergency.
    message: Option<Worded>,
    /// When something else holds, within 14 days.
    next_change: Option<At>,
    /// When the site opens, within 14 days.
    next_open: Option<At>,
    /// Whether the hours let the assistant answer.
    assistant: bool,
    /// Whether a request may be left.
    form: bool,
}

/// What visitors would be shown at a time, also with changes that are not stored yet
#[utoipa::path(post, path = "/api/settings/business-hours/preview", tag = "hours", request_body = PreviewInput,
    responses((status = 200, body = Preview), (status = 403, body = Problem), (status = 422, body = Problem)))]
async fn preview(
    State(app): State<App>,
    staff: Staff,
    Input(input): Input<PreviewInput>,
) -> Result<Json<Preview>> {
    let wall = |it: String| it.parse().map_err(|_| Error::invalid("at", "value_invalid"));
    let trial =
        Trial { at: input.at.map(wall).transpose()?, hours: input.business_hours, holidays: input.holidays };
    let (it, at) = service::try_out(&app, staff.site()?, trial).await?;
    let reception = it.reception();
    Ok(Json(Preview {
        at: At(at),
        is_open: it.is_open(),
        reason: it.reason(),
        holiday: it.holiday(),
        message: it.message(),
        next_change: it.outlook.next_change.map(At),
        next_open: it.next_open().map(At),
        assistant: reception.assistant,
        form: reception.form,
        time_zone: it.time_zone,
    }))
}

/// When people answer
#[utoipa::path(get, path = "/api/settings/business-hours", tag = "hours", responses(
    (status = 200, body = Versioned<BusinessHours>),
    (status = 401, body = Problem),
    (status = 403, body = Problem),
    (status = 404, body = Problem),
))]
async fn hours(State(app): State<App>, staff: Staff) -> Result<Json<Versioned<BusinessHours>>> {
    settings::show(&app, staff.site()?).await.map(Json)
}

/// Change when people answer
///
/// What is left out stays, also inside objects; the spans of a day are replaced as a whole.
#[utoipa::path(put, path = "/api/settings/business-hours", tag = "hours", request_body = BusinessHours,
    params(("if-match" = Option<i64>, Header, description = "The version that was looked at")), responses(
    (status = 200, body = Versioned<BusinessHours>),
    (status = 401, body = Problem),
    (status = 403, body = Problem),
    (status = 404, body = Problem),
    (status = 412, body = Problem, description = "`current` is how it is now"),
    (status = 422, body = Problem),
))]
async fn change_hours(
    State(app): State<App>,
    staff: Staff,
    IfMatch(expected): IfMatch,
    Input(asked): Input<Map<String, Value>>,
) -> Result<Json<Versioned<BusinessHours>>> {
    settings::change(&app, &staff, expected, asked).await.map(Json)
}

#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
struct CalendarParams {
    /// Such as 2027.
    year: i16,
}

#[derive(Serialize, utoipa::ToSchema)]
struct HolidayCalendar {
    items: Vec<HolidayDate>,
}

/// The public holidays of Türkiye in a year, as computed
#[utoipa::path(get, path = "/api/settings/holidays/calendar", tag = "hours", params(CalendarParams),
    responses((status = 200, body = HolidayCalendar), (status = 403, body = Problem), (status = 422, body = Problem)))]
async fn calendar(
    staff: Staff,
    QueryInput(params): QueryInput<CalendarParams>,
) -> Result<Json<HolidayCalendar>> {
    staff.site()?;
    Ok(Json(HolidayCalendar { items: service::public_holidays(params.year)? }))
}

/// Days on which the week does not count
#[utoipa::path(get, path = "/api/settings/holidays", tag = "hours", responses(
    (status = 200, body = Versioned<Holidays>),
    (status = 401, body = Problem),
    (status = 403, body = Problem),
    (status = 404, body = Problem),
))]
async fn holidays(State(app): State<App>, staff: Staff) -> Result<Json<Versioned<Holidays>>> {
    settings::show(&app, staff.site()?).await.map(Json)
}

/// Change the days on which the week does not count
///
/// What is left out stays; a list is replaced as a whole.
#[utoipa::path(put, path = "/api/settings/holidays", tag = "hours", request_body = Holidays,
    params(("if-match" = Option<i64>, Header, description = "The version that was looked at")), responses(
    (status = 200, body = Versioned<Holidays>),
    (status = 401, body = Problem),
    (status = 403, body = Problem),
    (status = 404, body = Problem),
    (status = 412, body = Problem, description = "`current` is how it is now"),
    (status = 422, body = Problem),
))]
async fn change_holidays(
    State(app): State<App>,
    staff: Staff,
    IfMatch(expected): IfMatch,
    Input(asked): Input<Map<String, Value>>,
) -> Result<Json<Versioned<Holidays>>> {
    settings::change(&app, &staff, expected, asked).await.map(Json)
}

/// The emergency: whether it is on, since when and by whom
#[utoipa::path(get, path = "/api/settings/emergency", tag = "hours", responses(
    (status = 200, body = EmergencyView),
    (status = 401, body = Problem),
    (status = 403, body = Problem),
    (status = 404, body = Problem),
))]
async fn emergency(State(app): State<App>, staff: Staff) -> Result<Json<EmergencyView>> {
    let settings = settings::show(&app, staff.site()?).await?;
    service::signed(&app, settings).await.map(Json)
}

/// Switch the emergency on or off, or change what it says and allows
///
/// Every open widget shows it at once. What is left out stays.
#[utoipa::path(put, path = "/api/settings/emergency", tag = "hours", request_body = Emergency,
    params(("if-match" = Option<i64>, Header, description = "The version that was looked at")), responses(
    (status = 200, body = EmergencyView),
    (status = 401, body = Problem),
    (status = 403, body = Problem),
    (status = 404, body = Problem),
    (status = 412, body = Problem, description = "`current` is how it is now"),
    (status = 422, body = Problem),
))]
async fn change_emergency(
    State(app): State<App>,
    staff: Staff,
    IfMatch(expected): IfMatch,
    Input(asked): Input<Map<String, Value>>,
) -> Result<Json<EmergencyView>> {
    let settings = settings::change(&app, &staff, expected, asked).await?;
    service::signed(&app, settings).await.map(Json)
}
