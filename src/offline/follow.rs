//! What the desk hears of requests.
use crate::realtime::{Audience, Delivery};
use crate::store::{Event, Seq};
use serde_json::json;

/// Adds what `event` means to the site's staff.
pub fn render(seq: Seq, event: &Event, out: &mut Vec<Delivery>) {
    let name = match event.kind.as_ref() {
        "offline_message.created" => "offline:new",
        "offline_message.updated" => "offline:updated",
        _ => return,
    };
    let told = json!({ "seq": seq, "id": event.object });
    out.push(Delivery::new(Audience::Staff(event.site), name, Some(seq), &told));
}
