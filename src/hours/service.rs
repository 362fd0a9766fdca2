//! What can be asked about a site's hours.
use super::public_holidays::PublicHoliday;
use super::rules::{self, Outlook, Status};
use super::types::{BusinessHours, Emergency, Holidays, last};
use crate::app::App;
use crate::base::ids::SiteId;
use crate::base::{At, Lang};
use crate::settings::{self, Versioned, Worded};
use crate::{Error, Result, people, sites};
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan as _};
use rusqlite::Connection;
use serde::Serialize;
use serde_json::{Map, Value};
use std::ops::RangeInclusive;

/// Years whose holidays can be asked for: those that the lunar calendar's table covers.
const YEARS: RangeInclusive<i16> = 1938..=2076;

/// A site's hours as they are at a moment, with the settings behind them.
#[derive(Debug, Clone)]
pub struct Situation {
    /// The week, and what happens while the site is closed.
    pub hours: BusinessHours,
    /// The announcement, which comes before everything while it is on.
    pub emergency: Emergency,
    /// What the hours and the holidays say, whatever the emergency.
    pub outlook: Outlook,
    /// IANA name of the site's time zone.
    pub time_zone: String,
    /// The site's language.
    pub language: Lang,
}

/// Whom a visitor can reach.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reception {
    /// Why no person can be asked for; `None`: one can.
    pub refusal: Option<&'static str>,
    /// Whether the hours let the assistant answer; whether it does is its own setting.
    pub assistant: bool,
    /// Whether a request may be left.
    pub form: bool,
}

impl Reception {
    /// Lets through while a person can be asked for.
    ///
    /// # Errors
    /// 409 `chat_closed` outside the hours, `chat_off` in an emergency.
    pub fn ask_for_person(self) -> Result<()> {
        self.refusal.map_or(Ok(()), |code| Err(Error::Conflict(code)))
    }
}

impl Situation {
    /// `open`, `break`, `outside_business_hours`, `holiday` or `emergency`.
    #[must_use]
    pub fn reason(&self) -> &'static str {
        if self.emergency.active { "emergency" } else { self.outlook.status.reason() }
    }

    /// Whether people answer now.
    #[must_use]
    pub fn is_open(&self) -> bool {
        !self.emergency.active && self.outlook.status == Status::Open
    }

    /// When the site opens, within 14 days; not known in an emergency.
    #[must_use]
    pub fn next_open(&self) -> Option<Timestamp> {
        self.outlook.next_open.filter(|_| !self.emergency.active)
    }

    /// The name of the holiday that closes the site.
    #[must_use]
    pub fn holiday(&self) -> Option<Worded> {
        match &self.outlook.status {
            Status::Holiday(name) if !self.emergency.active => Some(name.clone()),
            _ => None,
        }
    }

    /// What the site says to its visitors: the announcement, or the words for a break.
    #[must_use]
    pub fn message(&self) -> Option<Worded> {
        let words = match (self.emergency.active, &self.outlook.status) {
            (true, _) => &self.emergency.message,
            (false, Status::Break) => &self.hours.break_message,
            _ => return None,
        };
        Some(words.clone()).filter(|it| !it.is_empty())
    }

    /// Whom a visitor can reach. A break is too short to send anybody away.
    #[must_use]
    pub fn reception(&self) -> Reception {
        if let Some(it) = off(&self.emergency) {
            return it;
        }
        match self.outlook.status {
            Status::Open | Status::Break => Reception { refusal: None, assistant: true, form: true },
            Status::Outside | Status::Holiday(_) => {
                Reception { refusal: Some("chat_closed"), assistant: self.hours.assistant, form: true }
            }
        }
    }
}

/// The hours of `site` at `now`.
///
/// # Errors
/// 404 when the site is gone.
pub fn situation(conn: &Connection, site: SiteId, now: Timestamp) -> Result<Situation> {
    let (hours, holidays) = (stored(conn, site)?, stored(conn, site)?);
    at(conn, site, (hours, &holidays), now)
}

/// Whom a visitor of `site` can reach at `now`.
///
/// # Errors
/// 404 when the site is gone.
pub fn reception(conn: &Connection, site: SiteId, now: Timestamp) -> Result<Reception> {
    Ok(situation(conn, site, now)?.reception())
}

/// Whom a visitor of `site` can reach while an emergency is on; `None` while there is none.
///
/// # Errors
/// When the database cannot be read.
pub fn chat_off(conn: &Connection, site: SiteId) -> Result<Option<Reception>> {
    stored(conn, site).map(|it| off(&it))
}

fn off(it: &Emergency) -> Option<Reception> {
    it.active.then_some(Reception { refusal: Some("chat_off"), assistant: it.assistant, form: it.tickets })
}

fn at(
    conn: &Connection,
    site: SiteId,
    (hours, holidays): (BusinessHours, &Holidays),
    now: Timestamp,
) -> Result<Situation> {
    let found = sites::find(conn, site)?.ok_or(Error::NotFound("site"))?;
    let outlook = rules::look(&hours, holidays, &zone(&found.time_zone), now);
    let emergency = stored(conn, site)?;
    Ok(Situation { hours, emergency, outlook, time_zone: found.time_zone, language: found.language })
}

fn stored<S: settings::Screen>(conn: &Connection, site: SiteId) -> Result<S> {
    Ok(settings::read::<S>(conn, site)?.settings)
}

/// The zone of a name that was checked when it was stored.
fn zone(name: &str) -> TimeZone {
    TimeZone::get(name).unwrap_or(TimeZone::UTC)
}

/// What an admin wants to see before visitors do; what is left out is as it is stored.
#[derive(Debug, Default)]
pub struct Trial {
    /// The wall clock of the site; now when left out.
    pub at: Option<DateTime>,
    /// Changes of the hours.
    pub hours: Map<String, Value>,
    /// Changes of the holidays.
    pub holidays: Map<String, Value>,
}

/// The hours of `site` as they would be.
///
/// # Errors
/// 404 when the site is gone, 422 with the unacceptable fields.
pub async fn try_out(app: &App, site: SiteId, trial: Trial) -> Result<(Situation, Timestamp)> {
    let now = app.clock.now();
    app.store
        .read(move |conn| {
            let hours = settings::tried(conn, site, trial.hours)?;
            let holidays = settings::tried(conn, site, trial.holidays)?;
            let found = sites::find(conn, site)?.ok_or(Error::NotFound("site"))?;
            let then = match trial.at {
                Some(wall) => zone(&found.time_zone)
                    .to_timestamp(wall)
                    .map_err(|_| Error::invalid("at", "value_invalid"))?,
                None => now,
            };
            Ok((at(conn, site, (hours, &holidays), then)?, then))
        })
        .await
}

/// The emergency with the name of who switched it on.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct EmergencyView {
    /// The settings.
    #[serde(flatten)]
    pub settings: Versioned<Emergency>,
    /// Who switched it on, by present name.
    pub by_name: Option<String>,
}

/// Adds the name of who switched the emergency on.
///
/// # Errors
/// When the database cannot be read.
pub async fn signed(app: &App, settings: Versioned<Emergency>) -> Result<EmergencyView> {
    let by = settings.settings.by;
    let by_name = app.store.read(move |conn| by.map_or(Ok(None), |it| people::name_of(conn, it))).await?;
    Ok(EmergencyView { settings, by_name })
}

/// A public holiday of a year.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct HolidayDate {
    /// Which one.
    pub holiday: PublicHoliday,
    /// Its name.
    pub name: Worded,
    /// Its first whole day, as computed.
    #[schema(value_type = String, format = Date)]
    pub date: Date,
    /// Its last day.
    #[schema(value_type = String, format = Date)]
    pub last: Date,
    /// The day before, when that is free from 13:00 on.
    #[schema(value_type = Option<String>, format = Date)]
    pub eve: Option<Date>,
}

/// The public holidays of a year, in order, before any correction.
///
/// # Errors
/// 422 for a year that the lunar calendar does not cover.
pub fn public_holidays(year: i16) -> Result<Vec<HolidayDate>> {
    if !YEARS.contains(&year) {
        return Err(Error::invalid("year", "value_invalid"));
    }
    let dates = |it: PublicHoliday| it.first_days(year).into_iter().map(move |date| (it, date));
    let mut all: Vec<HolidayDate> = PublicHoliday::ALL
        .into_iter()
        .flat_map(dates)
        .map(|(holiday, date)| HolidayDate {
            holiday,
            name: holiday.name(),
            date,
            last: last(date, holiday.days()),
            eve: holiday.has_eve().then(|| date.saturating_sub(1.day())),
        })
        .collect();
    all.sort_by_key(|it| it.date);
    Ok(all)
}

/// Hours until an instant, to two places.
#[must_use]
pub fn hours_until(then: At, now: Timestamp) -> f64 {
    (then.0.duration_since(now).as_secs_f64() / 36.0).round() / 100.0
}
