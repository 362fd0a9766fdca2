//! What the desks hear of forms.
use crate::realtime::{Audience, Delivery};
use crate::store::{Event, Seq};
use serde_json::json;

/// Adds what `event` means to the site's staff: what they know may be stale.
pub fn render(seq: Seq, event: &Event, out: &mut Vec<Delivery>) {
    let name = match event.kind.as_ref() {
        "form.changed" => "form:changed",
        "form.submitted" => "form:submitted",
        _ => return,
    };
    let told = json!({ "seq": seq, "id": event.object });
    out.push(Delivery::new(Audience::Staff(event.site), name, Some(seq), &told));
}
