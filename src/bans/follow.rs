//! What the desks hear of bans.
use crate::realtime::{Audience, Delivery};
use crate::store::{Event, Seq};
use serde_json::json;

/// Adds what `event` means to the site's staff: what they know may be stale.
pub fn render(seq: Seq, event: &Event, out: &mut Vec<Delivery>) {
    if event.kind == "ban.changed" {
        let told = json!({ "seq": seq, "id": event.object });
        out.push(Delivery::new(Audience::Staff(event.site), "bans:changed", Some(seq), &told));
    }
}
