//! What service levels do when hours or policies change: every promise that is still to be kept is worked out anew.
use super::service;
use crate::Result;
use crate::app::App;
use crate::base::ids::SiteId;
use crate::realtime::{Audience, Delivery};
use crate::store::{Event, Seq, follow_log};
use jiff::Timestamp;
use serde_json::json;
use std::collections::BTreeMap;
use tokio_util::sync::CancellationToken;

/// Name of the cursor.
const NAME: &str = "service levels";

/// Follows the log until `stop`. Working out what did not change does nothing.
pub async fn follow(app: App, stop: CancellationToken) {
    let store = app.store.clone();
    follow_log(&store, NAME, stop, app, |app, batch| Box::pin(take_all(app, batch))).await;
}

/// What has to be looked at on a site.
#[derive(Default)]
struct Stale {
    hours: Option<Timestamp>,
    policies: bool,
}

async fn take_all(app: &App, batch: Vec<(Seq, Event)>) -> Result<bool> {
    let mut stale: BTreeMap<SiteId, Stale> = BTreeMap::new();
    for (_, event) in &batch {
        match event.kind.as_ref() {
            "settings.changed" | "site.updated" => {
                stale.entry(event.site).or_default().hours.get_or_insert(event.at);
            }
            // Policies are chosen by categories and those above them, and by departments.
            "sla_policy.changed" | "ticket_settings.changed" | "organisation.changed" => {
                stale.entry(event.site).or_default().policies = true;
            }
            _ => (),
        }
    }
    let mattered = !stale.is_empty();
    for (site, it) in stale {
        let hours = match it.hours {
            Some(at) => service::take_over_hours(app, site, at).await?,
            None => false,
        };
        if hours || it.policies {
            let changed = service::recompute(app, site).await?;
            tracing::info!(%site, changed, "due times were worked out anew");
            app.sla_notices.give(site);
        }
    }
    Ok(mattered)
}

/// Adds what `event` means to the site's staff: what they know may be stale.
pub fn render(seq: Seq, event: &Event, out: &mut Vec<Delivery>) {
    if event.kind == "sla_policy.changed" {
        let told = json!({ "seq": seq, "id": event.object });
        out.push(Delivery::new(Audience::Staff(event.site), "sla:changed", Some(seq), &told));
    }
}
