//! What the desk hears of the organisation.
use crate::realtime::{Audience, Delivery};
use crate::store::{Event, Seq};
use serde_json::json;

/// Adds what `event` means to the desks: lists of departments, teams, skills and agents may look different now.
pub fn render(seq: Seq, event: &Event, out: &mut Vec<Delivery>) {
    if event.kind == "organisation.changed" || event.kind == "user.updated" {
        let told = json!({ "seq": seq });
        out.push(Delivery::new(Audience::Staff(event.site), "organisation:changed", Some(seq), &told));
    }
}
