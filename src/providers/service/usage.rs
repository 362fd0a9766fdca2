//! What words have taken and cost: keeping it, adding it up, and telling admins when a budget comes to its end.
use crate::app::App;
use crate::base::ids::{BudgetNoticeId, SiteId, UsageId};
use crate::base::page::Page;
use crate::base::{Lang, words};
use crate::providers::rules;
use crate::providers::store::usage as store;
use crate::providers::types::{AiBudget, By, Period, Request, Row, Slice, Spent, Sums};
use crate::settings;
use crate::sites;
use crate::store::{Event, Present, Write};
use crate::{Error, Result};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan as _};
use rusqlite::Connection;
use serde::Serialize;
use tokio::sync::oneshot;

/// Longest range of a report, in days.
const LONGEST: i32 = 366;
const PERIODS: [Period; 2] = [Period::Day, Period::Month];

/// Single requests are kept for so long; their sums by day stay.
const KEPT: SignedDuration = SignedDuration::from_hours(400 * 24);

/// What is known of a budget when somebody is to be asked.
pub(super) struct Budget {
    pub(super) settings: AiBudget,
    /// Whether nothing more may be spent.
    pub(super) spent: bool,
}

/// The budget of `site` as it is at `now`.
///
/// # Errors
/// When the database cannot be read.
pub(super) fn budget(conn: &Connection, site: SiteId, now: Timestamp) -> Result<Budget> {
    let settings: AiBudget = settings::read(conn, site)?.settings;
    let day = day_of(conn, site, now)?;
    let mut spent = false;
    for period in PERIODS {
        let limit = settings.limit_micros(period);
        spent |=
            limit.is_some() && rules::is_spent(store::spent(conn, site, rules::since(period, day))?, limit);
    }
    Ok(Budget { settings, spent })
}

/// The day that it is for the site.
fn day_of(conn: &Connection, site: SiteId, now: Timestamp) -> Result<Date> {
    let found = sites::find(conn, site)?.ok_or(Error::NotFound("site"))?;
    Ok(now.to_zoned(TimeZone::get(&found.time_zone).unwrap_or(TimeZone::UTC)).date())
}

/// Keeps what a request took, whoever still listens. Tells when it is kept.
pub(super) fn record(app: &App, site: SiteId, row: Row) -> oneshot::Receiver<()> {
    let (kept, told) = oneshot::channel();
    let it = app.clone();
    app.lifecycle.finish(async move {
        let now = it.clock.now();
        let stored = it.store.decide(move |present| keep(present, site, &row, now)).await;
        if let Err(error) = stored {
            tracing::error!(%error, %site, "what a request to a model took could not be kept");
        }
        let _ = kept.send(()); // nobody may wait any more
    });
    told
}

fn keep(present: &Present<'_>, site: SiteId, row: &Row, now: Timestamp) -> Result<(Write, ())> {
    let budget: AiBudget = settings::read(present, site)?.settings;
    let cost = budget.cost_micros(&row.provider, &row.model, row.tokens);
    let day = day_of(present, site, now)?;
    let mut write = Write::new();
    store::insert(&mut write, site, (row, cost), (day, now));
    for period in PERIODS {
        let Some(limit) = budget.limit_micros(period).filter(|_| cost > 0) else { continue };
        let since = rules::since(period, day);
        let Some(percent) = rules::mark(store::spent(present, site, since)?.saturating_add(cost), limit)
        else {
            continue;
        };
        if !store::is_told(present, site, (period, since), (percent, limit))? {
            let id = BudgetNoticeId::random();
            store::note(&mut write, site, (period, since), (id, percent, limit), now);
            let kind = if percent < 100 { "ai.budget_near" } else { "ai.budget_spent" };
            write.tell(Event::new(site, kind, id.uuid(), now));
            tracing::info!(%site, period = period.as_str(), percent, "an AI budget is nearly spent, or is");
        }
    }
    Ok((write, ()))
}

/// Forgets single requests that are too old for anybody to ask about.
///
/// # Errors
/// When the store fails.
pub async fn forget_old(app: &App) -> Result<()> {
    let mut write = Write::new();
    store::forget_old(&mut write, app.clock.now() - KEPT);
    app.store.commit(write).await?;
    Ok(())
}

/// What a site's words have taken.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct Usage {
    /// First day.
    #[schema(value_type = String, format = Date)]
    pub from: Date,
    /// Last day.
    #[schema(value_type = String, format = Date)]
    pub to: Date,
    /// What amounts are in.
    pub currency: String,
    /// Over everything.
    pub totals: Sums,
    /// By day (days without a request are left out), by provider and model, or by purpose.
    pub items: Vec<Slice>,
    /// Today and this month.
    pub budget: Vec<Spent>,
}

/// What words took from one day to another; the last 30 days when left out.
///
/// # Errors
/// 422 for a range that is none, or longer than a year.
pub async fn usage(app: &App, site: SiteId, by: By, range: (Option<Date>, Option<Date>)) -> Result<Usage> {
    let now = app.clock.now();
    app.store
        .read(move |conn| {
            let today = day_of(conn, site, now)?;
            let to = range.1.unwrap_or(today);
            let from = range.0.unwrap_or_else(|| to.saturating_sub(29.days()));
            let days = from.until(to).map_or(-1, |it| it.get_days());
            if !(0..LONGEST).contains(&days) {
                return Err(Error::invalid("from", "ai_range"));
            }
            let settings: AiBudget = settings::read(conn, site)?.settings;
            let items = store::slices(conn, site, by, (from, to))?;
            let mut budget = Vec::with_capacity(PERIODS.len());
            for period in PERIODS {
                let limit = if period == Period::Day { settings.daily } else { settings.monthly };
                let spent = store::spent_amount(conn, site, rules::since(period, today))?;
                budget.push(Spent { period, spent, limit });
            }
            Ok(Usage { from, to, currency: settings.currency, totals: totals(&items), items, budget })
        })
        .await
}

fn totals(items: &[Slice]) -> Sums {
    let (mut all, mut answered, mut time) = (Sums::default(), 0, 0);
    for it in items.iter().map(|it| &it.sums) {
        all.requests += it.requests;
        all.failures += it.failures;
        all.estimated += it.estimated;
        all.tokens_in += it.tokens_in;
        all.tokens_out += it.tokens_out;
        all.cost += it.cost;
        answered += it.requests - it.failures;
        time += it.mean_ms.unwrap_or_default() * (it.requests - it.failures);
    }
    all.mean_ms = i64::checked_div(time, answered);
    all
}

/// The last requests, newest first.
///
/// # Errors
/// When the database cannot be read.
pub async fn requests(
    app: &App,
    site: SiteId,
    (failed_only, after): (bool, Option<UsageId>),
    limit: usize,
    lang: Lang,
) -> Result<Page<Request>> {
    let found = app.store.read(move |conn| store::requests(conn, site, (failed_only, after), limit)).await?;
    let mut page = Page::of(found, limit, |it| it.id);
    for it in &mut page.items {
        it.failure = it.outcome.starts_with("ai_").then(|| words::of_code(&it.outcome, lang));
    }
    Ok(page)
}
