//! What the widget shows of the site: computed from its hours and who is there, pushed to open widgets when it
//! changes, and at the minute of opening and closing.
use super::service::online;
use super::store;
use super::types::{Candidate, Mode};
use crate::app::App;
use crate::base::At;
use crate::base::ids::{SiteId, UserId};
use crate::hours::{self, Situation, Status};
use crate::realtime::Audience;
use crate::settings::{self, AssistantMode};
use crate::{Error, Result, sites};
use jiff::{SignedDuration, Timestamp};
use std::collections::{BTreeSet, HashMap, HashSet};
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// How far back the mean time to a first answer looks.
const REPLY_WINDOW: SignedDuration = SignedDuration::from_hours(7 * 24);

/// Least time between two looks.
const PAUSE: Duration = Duration::from_millis(100);

/// When to look again at hours that do not change within the horizon.
const LOOK_AGAIN: SignedDuration = SignedDuration::from_hours(7 * 24);

/// The mode of a site as it is now.
///
/// # Errors
/// When the database cannot be read.
pub async fn now(app: &App, site: SiteId) -> Result<Mode> {
    look(app, site).await.map(|(mode, _)| mode)
}

/// The mode of a site, and when its hours are to be looked at again by themselves.
async fn look(app: &App, site: SiteId) -> Result<(Mode, Option<Timestamp>)> {
    let (online, expected, now) = (online(app, site), expected(app, site), app.clock.now());
    let since = now.checked_sub(REPLY_WINDOW).unwrap_or(Timestamp::UNIX_EPOCH);
    app.store
        .read(move |conn| {
            let situation = hours::situation(conn, site, now)?;
            // Who leaves in a break has one.
            let there = if situation.outlook.status == Status::Break { online } else { expected };
            let agents = store::agents(conn, site, &there, now)?;
            let assistant = settings::assistant(conn, site)?.mode;
            let reply_seconds = store::mean_reply_seconds(conn, site, since)?;
            Ok((of(&situation, &agents, assistant, reply_seconds), turn(&situation, now)))
        })
        .await
}

/// Everybody with an open desk, and whoever lost it less than a minute ago: a desk that is loaded anew closes no site.
fn expected(app: &App, site: SiteId) -> HashSet<UserId> {
    let absent = app.absent_users.all().into_iter().filter(|it| it.0 == site).map(|it| it.1);
    online(app, site).into_iter().chain(absent).collect()
}

/// When the hours turn by themselves; `None` for a site that is always open.
fn turn(situation: &Situation, now: Timestamp) -> Option<Timestamp> {
    if situation.hours.always_open {
        return None;
    }
    situation.outlook.next_change.or_else(|| now.checked_add(LOOK_AGAIN).ok())
}

/// `emergency`: an admin switched it on. `offline`: closed. `online`: somebody can take a conversation. `busy`: nobody
/// can, but the assistant answers or an agent is there or comes back from a break.
fn of(
    situation: &Situation,
    agents: &[Candidate],
    assistant: AssistantMode,
    reply_seconds: Option<i64>,
) -> Mode {
    let reception = situation.reception();
    let agents_online = agents.iter().filter(|it| it.online).count();
    let available = agents.iter().any(Candidate::can_take);
    let (mode, reason) = match (situation.emergency.active, &situation.outlook.status) {
        (true, _) => ("emergency", "emergency"),
        (false, Status::Outside | Status::Holiday(_)) => ("offline", situation.reason()),
        (false, Status::Break) if !available => ("busy", "break"),
        (false, Status::Break | Status::Open) => open(available, agents_online, assistant),
    };
    let speaks = if reception.refusal.is_some() { assistant.speaks() } else { assistant.speaks_open() };
    // Whoever is there in a break need not hear that there is one.
    let words = situation.message().filter(|_| reason == "break" || mode == "emergency");
    let next_open = situation.next_open().filter(|_| reason == "break" || mode == "offline");
    Mode {
        mode,
        reason,
        next_open: next_open.map(At),
        message: words.as_ref().map(|it| it.pick(situation.language).to_owned()),
        words,
        holiday: situation.holiday(),
        assistant: reception.assistant && speaks,
        form: reception.form,
        agents_online,
        reply_seconds,
    }
}

fn open(available: bool, agents_online: usize, assistant: AssistantMode) -> (&'static str, &'static str) {
    match (available, assistant) {
        (true, AssistantMode::Always) => ("online", "assistant_first"),
        (true, _) => ("online", "agent_available"),
        (false, AssistantMode::Busy | AssistantMode::Always) if agents_online == 0 => {
            ("busy", "assistant_only")
        }
        (false, _) if agents_online > 0 => ("busy", "agents_busy"),
        (false, _) => ("offline", "nobody"),
    }
}

/// When to look again after a failure.
const TRY_AGAIN: SignedDuration = SignedDuration::from_secs(60);

/// What was told of each site, and when each turns by itself.
#[derive(Default)]
struct Watched {
    told: HashMap<SiteId, Mode>,
    turns: HashMap<SiteId, Timestamp>,
}

/// Recomputes the mode of sites about which something changed or whose hours turn, and pushes it to their open
/// widgets and desks when it did.
pub async fn watch(app: App, stop: CancellationToken) {
    let mut watched = Watched::default();
    match sites::service::list(&app.store).await {
        Ok(all) => all.iter().for_each(|it| app.mode_notices.give(it.id)),
        Err(error) => tracing::error!(%error, "the hours of sites are not watched until something changes"),
    }
    loop {
        let next = watched.turns.values().min().copied().unwrap_or(Timestamp::MAX);
        let sites = tokio::select! {
            () = stop.cancelled() => return,
            sites = app.mode_notices.take() => sites,
            () = app.clock.until(next) => watched.due(app.clock.now()),
        };
        for site in sites {
            watched.renew(&app, site).await;
        }
        // A busy site changes all the time; widgets need not hear of each step.
        tokio::time::sleep(PAUSE).await;
    }
}

impl Watched {
    /// Sites whose hours have turned by `now`.
    fn due(&self, now: Timestamp) -> BTreeSet<SiteId> {
        self.turns.iter().filter(|it| *it.1 <= now).map(|it| *it.0).collect()
    }

    async fn renew(&mut self, app: &App, site: SiteId) {
        self.turns.remove(&site);
        match look(app, site).await {
            Ok((mode, turn)) => {
                self.turns.extend(turn.map(|it| (site, it)));
                if self.told.get(&site) != Some(&mode) {
                    // Also after a start: what happened before it is not known.
                    if ["outside_business_hours", "holiday", "emergency"].contains(&mode.reason) {
                        app.closing_notices.give(site);
                    }
                    app.hub.tell(Audience::Visitors(site), "widget:mode", &mode);
                    app.hub.tell(Audience::Staff(site), "widget:mode", &mode);
                    self.told.insert(site, mode);
                }
            }
            Err(Error::NotFound(_)) => drop(self.told.remove(&site)),
            Err(error) => {
                tracing::error!(%error, %site, "could not compute a site's mode");
                self.turns.extend(app.clock.now().checked_add(TRY_AGAIN).map(|it| (site, it)));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Lang;
    use crate::hours::{BusinessHours, Emergency, Outlook};
    use crate::settings::Worded;

    fn agent(online: bool, current: i64) -> Candidate {
        Candidate { online, current, ..Candidate::new(UserId::random()) }
    }

    fn situation(status: Status) -> Situation {
        let next_open = (status != Status::Open).then_some(Timestamp::UNIX_EPOCH);
        Situation {
            hours: BusinessHours { always_open: false, ..BusinessHours::default() },
            emergency: Emergency::default(),
            outlook: Outlook { status, next_change: next_open, next_open },
            time_zone: "Europe/Istanbul".to_owned(),
            language: Lang::Tr,
        }
    }

    #[test]
    fn the_mode_says_who_would_answer() {
        let open = situation(Status::Open);
        let of = |agents: &[Candidate], mode| of(&open, agents, mode, None).mode;
        assert_eq!(of(&[agent(true, 4)], AssistantMode::Busy), "online");
        assert_eq!(of(&[agent(true, 5)], AssistantMode::Busy), "busy");
        assert_eq!(of(&[agent(true, 5)], AssistantMode::Off), "busy");
        assert_eq!(of(&[agent(false, 0)], AssistantMode::Busy), "busy");
        assert_eq!(of(&[agent(false, 0)], AssistantMode::Off), "offline");
    }

    #[test]
    fn a_closed_site_is_offline_whoever_is_there() {
        let closed = of(&situation(Status::Outside), &[agent(true, 0)], AssistantMode::Busy, None);
        assert_eq!(
            (closed.mode, closed.reason, closed.assistant),
            ("offline", "outside_business_hours", true)
        );
        assert!(closed.next_open.is_some() && closed.words.is_none());
        let feast = situation(Status::Holiday(Worded::new("Bayram", "Feast")));
        let feast = of(&feast, &[], AssistantMode::Off, None);
        assert_eq!((feast.mode, feast.reason, feast.assistant), ("offline", "holiday", false));
        assert_eq!(feast.holiday.map(|it| it.en).as_deref(), Some("Feast"));
    }

    #[test]
    fn a_break_is_only_one_while_everybody_is_away() {
        let rest = situation(Status::Break);
        let here = of(&rest, &[agent(true, 0)], AssistantMode::Busy, None);
        assert_eq!((here.mode, here.words, here.next_open), ("online", None, None));
        let away = of(&rest, &[agent(false, 0)], AssistantMode::Off, None);
        assert_eq!((away.mode, away.reason), ("busy", "break"));
        assert!(away.message.is_some() && away.next_open.is_some());
    }

    #[test]
    fn an_emergency_comes_before_everything() {
        let mut it = situation(Status::Holiday(Worded::new("Bayram", "Feast")));
        it.emergency = Emergency {
            active: true,
            message: Worded::new("Deprem", "Earthquake"),
            tickets: false,
            ..it.emergency
        };
        let mode = of(&it, &[agent(true, 0)], AssistantMode::Always, None);
        assert_eq!((mode.mode, mode.message.as_deref()), ("emergency", Some("Deprem")));
        assert_eq!((mode.holiday, mode.next_open, mode.assistant, mode.form), (None, None, false, false));
        it.emergency.assistant = true;
        assert!(of(&it, &[], AssistantMode::Busy, None).assistant);
        assert!(!of(&it, &[], AssistantMode::Off, None).assistant);
    }
}
