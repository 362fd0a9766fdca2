//! Honest numbers: what the assistant took part in, what it answered, and what became of that.
use super::store;
use super::types::{Outcome, Rung, Why};
use crate::app::App;
use crate::base::At;
use crate::base::ids::SiteId;
use crate::{Error, Result, sites};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan as _};
use serde::Serialize;

/// Days that are shown when none are named.
const DAYS: i64 = 30;
/// Longest span of days.
const MOST_DAYS: i32 = 366;
/// So long nothing is said before a question counts as solved.
pub const SILENCE: SignedDuration = SignedDuration::from_hours(24);

/// What became of what the assistant did within some days.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct Figures {
    /// The first moment.
    pub from: At,
    /// The moment after the last.
    pub to: At,
    /// Conversations it took part in.
    pub involved: i64,
    /// Answers to questions, by the step of the ladder.
    pub answers: Answers,
    /// Conversations whose visitor said that an answer helped, and that no person had to take.
    pub confirmed: i64,
    /// Conversations that ended with an answer and 24 hours of silence; nobody said whether it helped.
    pub assumed_solved: i64,
    /// Of both, those whose visitor came back with another conversation within a week.
    pub returned: i64,
    /// Answers of which the visitor said that they did not help.
    pub not_helpful: i64,
    /// Conversations that went to people.
    pub handed_over: i64,
    /// Why.
    pub handed_over_by: Vec<ByWhy>,
    /// What agents did with suggestions.
    pub suggestions: Vec<ByOutcome>,
}

/// Answers by the step of the ladder.
#[derive(Debug, Clone, Default, Serialize, utoipa::ToSchema)]
pub struct Answers {
    /// A model's words with their sources.
    pub by_model: i64,
    /// Sentences quoted with their source.
    pub quoted: i64,
    /// Articles listed in place of an answer.
    pub articles: i64,
    /// No answer.
    pub none: i64,
}

/// How many went to people for one reason.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct ByWhy {
    /// The reason.
    pub reason: Why,
    /// Conversations.
    pub count: i64,
}

/// How many suggestions met one fate.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct ByOutcome {
    /// The fate.
    pub outcome: Outcome,
    /// Suggestions.
    pub count: i64,
}

/// Counts within whole days of the site's time zone; the last 30 when none are named.
///
/// # Errors
/// 422 when the days are the wrong way round or more than a year apart.
pub async fn count(app: &App, site: SiteId, from: Option<Date>, to: Option<Date>) -> Result<Figures> {
    let now = app.clock.now();
    let zone = app.store.read(move |conn| sites::find(conn, site)).await?.map(|it| it.time_zone);
    let zone = zone.and_then(|it| TimeZone::get(&it).ok()).unwrap_or(TimeZone::UTC);
    let (from, to) = span(now, &zone, from, to)?;
    app.store
        .read(move |conn| {
            let range = (from.as_millisecond(), to.as_millisecond());
            let mut answers = Answers::default();
            for (rung, count) in store::answers_by_rung(conn, site, range)? {
                match rung {
                    Rung::Model => answers.by_model = count,
                    Rung::Extractive => answers.quoted = count,
                    Rung::Articles => answers.articles = count,
                    Rung::Nothing => answers.none = count,
                    Rung::Talk => (),
                }
            }
            let by_why = store::handovers_by_reason(conn, site, range)?;
            let silent = now.checked_sub(SILENCE).unwrap_or(Timestamp::UNIX_EPOCH).as_millisecond();
            let fate = store::fates(conn, site, range, silent)?;
            Ok(Figures {
                from: At(from),
                to: At(to),
                involved: store::involved(conn, site, range)?,
                answers,
                confirmed: fate.confirmed,
                assumed_solved: fate.assumed,
                returned: fate.returned,
                not_helpful: store::not_helpful(conn, site, range)?,
                handed_over: by_why.iter().map(|it| it.1).sum(),
                handed_over_by: by_why.into_iter().map(|(reason, count)| ByWhy { reason, count }).collect(),
                suggestions: store::outcomes(conn, site, range)?
                    .into_iter()
                    .map(|(outcome, count)| ByOutcome { outcome, count })
                    .collect(),
            })
        })
        .await
}

/// The moments that some days begin and end at.
fn span(
    now: Timestamp,
    zone: &TimeZone,
    from: Option<Date>,
    to: Option<Date>,
) -> Result<(Timestamp, Timestamp)> {
    let today = now.to_zoned(zone.clone()).date();
    let to = to.unwrap_or(today);
    let from = match from {
        Some(it) => it,
        None => to.checked_sub((DAYS - 1).days()).map_err(|_| Error::invalid("to", "value_invalid"))?,
    };
    let days = from.until(to).map_or(-1, |it| it.get_days());
    if !(0..MOST_DAYS).contains(&days) {
        return Err(Error::invalid("from", "value_invalid"));
    }
    let start = |date: Date, field: &str| {
        let zoned = date.to_zoned(zone.clone()).map_err(|_| Error::invalid(field, "value_invalid"))?;
        Ok::<Timestamp, Error>(zoned.timestamp())
    };
    let end = to.tomorrow().map_err(|_| Error::invalid("to", "value_invalid"))?;
    Ok((start(from, "from")?, start(end, "to")?))
}
