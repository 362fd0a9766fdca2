//! Which ways of telling somebody are open at a moment. The desk decides by the same rules for what it shows itself
//! (`assets/desk/state/notify.js`); `tests/data/quiet_hours.json` holds for both.
use crate::hours::types::Minute;
use crate::notify::types::preferences::{Class, Day, Preferences, Quiet, Sound, Ways};
use crate::routing::types::AgentState;
use jiff::Timestamp;
use jiff::tz::TimeZone;

/// The ways that are open for `class` at `at` to who is in `state`: quiet hours leave the bell, unless the class is
/// urgent; who is not to be disturbed has the bell alone, and who has a break hears nothing of the queue.
#[must_use]
pub fn open(preferences: &Preferences, class: Class, state: AgentState, at: Timestamp) -> Ways {
    let wanted = preferences.classes.of(class);
    let wanted = Ways { bell: wanted.bell && class != Class::Message, ..wanted };
    let rests = class == Class::Queue && state == AgentState::OnBreak;
    let quiet = !wanted.urgent && is_quiet(&preferences.quiet, at);
    if quiet || rests || state == AgentState::DoNotDisturb {
        return Ways { browser: false, push: false, sound: Sound::None, ..wanted };
    }
    wanted
}

/// Whether `at` lies in the quiet hours. They begin on their days; those that reach over midnight end on the next one.
#[must_use]
pub fn is_quiet(quiet: &Quiet, at: Timestamp) -> bool {
    let Ok(zone) = TimeZone::get(&quiet.time_zone) else { return false };
    if !quiet.on {
        return false;
    }
    let here = zone.to_datetime(at);
    let (minute, today) = (Minute::of(here), here.date().weekday());
    let begins = |day: jiff::civil::Weekday| quiet.days.contains(&Day::from(day));
    if quiet.from < quiet.to {
        return begins(today) && quiet.from <= minute && minute < quiet.to;
    }
    (begins(today) && quiet.from <= minute) || (begins(today.previous()) && minute < quiet.to)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Deserialize;

    #[derive(Deserialize)]
    struct Case {
        what: String,
        preferences: serde_json::Value,
        class: Class,
        state: AgentState,
        at: Timestamp,
        open: Vec<String>,
    }

    fn names(ways: Ways) -> Vec<&'static str> {
        let all = [
            (ways.bell, "bell"),
            (ways.browser, "browser"),
            (ways.push, "push"),
            (ways.sound != Sound::None, "sound"),
        ];
        all.into_iter().filter(|it| it.0).map(|it| it.1).collect()
    }

    #[test]
    fn classes_quiet_hours_and_states_decide_together() {
        let cases: Vec<Case> =
            serde_json::from_str(include_str!("../../../tests/data/quiet_hours.json")).unwrap();
        assert!(cases.len() > 20);
        for it in cases {
            let preferences: Preferences = serde_json::from_value(it.preferences).unwrap();
            assert_eq!(names(open(&preferences, it.class, it.state, it.at)), it.open, "{}", it.what);
        }
    }
}
