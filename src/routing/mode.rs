//! What the widget shows of the site: computed from who is there, pushed to open widgets when it changes.
use super::service::online;
use super::store;
use super::types::{Candidate, Mode};
use crate::Result;
use crate::app::App;
use crate::base::ids::SiteId;
use crate::realtime::Audience;
use crate::settings::{self, AssistantMode};
use jiff::{SignedDuration, Timestamp};
use std::collections::HashMap;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// How far back the mean time to a first answer looks.
const REPLY_WINDOW: SignedDuration = SignedDuration::from_hours(7 * 24);

/// Least time between two looks.
const PAUSE: Duration = Duration::from_millis(100);

/// The mode of a site as it is now.
///
/// # Errors
/// When the database cannot be read.
pub async fn now(app: &App, site: SiteId) -> Result<Mode> {
    let (online, now) = (online(app, site), app.clock.now());
    let since = now.checked_sub(REPLY_WINDOW).unwrap_or(Timestamp::UNIX_EPOCH);
    app.store
        .read(move |conn| {
            let agents = store::agents(conn, site, &online, now)?;
            let assistant = settings::assistant(conn, site)?.mode;
            let reply_seconds = store::mean_reply_seconds(conn, site, since)?;
            Ok(of(&agents, assistant, reply_seconds))
        })
        .await
}

/// `online`: somebody can take a conversation. `busy`: nobody can, but the assistant answers or an agent is there.
/// `offline`: nobody.
fn of(agents: &[Candidate], assistant: AssistantMode, reply_seconds: Option<i64>) -> Mode {
    let agents_online = agents.iter().filter(|it| it.online).count();
    let (mode, reason) = match (agents.iter().any(Candidate::can_take), assistant) {
        (true, AssistantMode::Always) => ("online", "assistant_first"),
        (true, _) => ("online", "agent_available"),
        (false, AssistantMode::Busy | AssistantMode::Always) if agents_online == 0 => {
            ("busy", "assistant_only")
        }
        (false, _) if agents_online > 0 => ("busy", "agents_busy"),
        (false, _) => ("offline", "nobody"),
    };
    Mode { mode, reason, next_open: None, message: None, agents_online, reply_seconds }
}

/// Recomputes the mode of sites about which something changed, and pushes it to their open widgets when it did.
pub async fn watch(app: App, stop: CancellationToken) {
    let mut last: HashMap<SiteId, Mode> = HashMap::new();
    loop {
        let sites = tokio::select! {
            () = stop.cancelled() => return,
            sites = app.mode_notices.take() => sites,
        };
        for site in sites {
            match now(&app, site).await {
                Ok(mode) if last.get(&site) == Some(&mode) => (),
                Ok(mode) => {
                    app.hub.tell(Audience::Visitors(site), "widget:mode", &mode);
                    last.insert(site, mode);
                }
                Err(error) => tracing::error!(%error, %site, "could not compute a site's mode"),
            }
        }
        // A busy site changes all the time; widgets need not hear of each step.
        tokio::time::sleep(PAUSE).await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::ids::UserId;

    fn agent(online: bool, current: i64) -> Candidate {
        Candidate { online, current, ..Candidate::new(UserId::random()) }
    }

    #[test]
    fn the_mode_says_who_would_answer() {
        let of = |agents: &[Candidate], mode| of(agents, mode, None).mode;
        assert_eq!(of(&[agent(true, 4)], AssistantMode::Busy), "online");
        assert_eq!(of(&[agent(true, 5)], AssistantMode::Busy), "busy");
        assert_eq!(of(&[agent(true, 5)], AssistantMode::Off), "busy");
        assert_eq!(of(&[agent(false, 0)], AssistantMode::Busy), "busy");
        assert_eq!(of(&[agent(false, 0)], AssistantMode::Off), "offline");
    }
}
