//! What the desk hears of imports.
use crate::realtime::{Audience, Delivery};
use crate::store::{Event, Seq};
use serde_json::json;

/// Adds what `event` means to the site's staff.
pub fn render(seq: Seq, event: &Event, out: &mut Vec<Delivery>) {
    if event.kind.starts_with("import.") {
        let told = json!({ "seq": seq, "id": event.object });
        out.push(Delivery::new(Audience::Staff(event.site), "knowledge:import", Some(seq), &told));
    }
}
