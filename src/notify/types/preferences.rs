//! What a user wants to be told of, and how.
use crate::base::FieldError;
use crate::hours::types::Minute;
use crate::sites;
use crate::text_enum;
use jiff::civil::Weekday;
use serde::{Deserialize, Serialize};

text_enum! {
    /// What there is to be told of.
    Class {
        /// A conversation is one's own now, is offered, or is back after it was put off.
        Assigned = "assigned",
        /// A visitor wrote in one's own conversation.
        Message = "message",
        /// Somebody waits for an agent.
        Queue = "queue",
        /// One is named in a note, or whispered to.
        Mention = "mention",
        /// A visitor rated one's conversation.
        Rating = "rating",
        /// A ticket is one's own now, its requester wrote, or a mail of it did not arrive.
        Ticket = "ticket",
        /// The time promised for a ticket is nearly up, or is up.
        Sla = "sla",
    }
}

text_enum! {
    /// A sound of the desk.
    Sound {
        /// Silence.
        None = "none",
        /// One low tone.
        Soft = "soft",
        /// Two tones, the second one higher.
        Rise = "rise",
        /// Two tones, the second one lower.
        Fall = "fall",
        /// Three tones.
        Triple = "triple",
    }
}

text_enum! {
    /// A day of the week.
    Day {
        /// Pazartesi.
        Monday = "monday",
        /// Salı.
        Tuesday = "tuesday",
        /// Çarşamba.
        Wednesday = "wednesday",
        /// Perşembe.
        Thursday = "thursday",
        /// Cuma.
        Friday = "friday",
        /// Cumartesi.
        Saturday = "saturday",
        /// Pazar.
        Sunday = "sunday",
    }
}

impl From<Weekday> for Day {
    fn from(it: Weekday) -> Day {
        match it {
            Weekday::Monday => Day::Monday,
            Weekday::Tuesday => Day::Tuesday,
            Weekday::Wednesday => Day::Wednesday,
            Weekday::Thursday => Day::Thursday,
            Weekday::Friday => Day::Friday,
            Weekday::Saturday => Day::Saturday,
            Weekday::Sunday => Day::Sunday,
        }
    }
}

const EVERY_DAY: [Day; 7] =
    [Day::Monday, Day::Tuesday, Day::Wednesday, Day::Thursday, Day::Friday, Day::Saturday, Day::Sunday];

/// How one is told of a class.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(default)]
pub struct Ways {
    /// In the bell. Messages are in the inbox instead; for them it means nothing.
    pub bell: bool,
    /// As a notification of the browser, while the desk is open but not looked at.
    pub browser: bool,
    /// On the browsers that were subscribed, while no desk is looked at.
    pub push: bool,
    /// As a sound of the desk.
    pub sound: Sound,
    /// Also during the quiet hours.
    pub urgent: bool,
    /// By mail. Only of times of tickets; for the others it means nothing.
    pub mail: bool,
}

impl Default for Ways {
    fn default() -> Ways {
        Ways { bell: true, browser: true, push: true, sound: Sound::None, urgent: false, mail: false }
    }
}

/// The ways of every class.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(default)]
pub struct Classes {
    /// A conversation is one's own now, is offered, or is back after it was put off.
    pub assigned: Ways,
    /// A visitor wrote in one's own conversation.
    pub message: Ways,
    /// Somebody waits for an agent.
    pub queue: Ways,
    /// One is named in a note, or whispered to.
    pub mention: Ways,
    /// A visitor rated one's conversation.
    pub rating: Ways,
    /// A ticket is one's own now, its requester wrote, or a mail of it did not arrive.
    pub ticket: Ways,
    /// The time promised for a ticket is nearly up, or is up.
    pub sla: Ways,
}

impl Default for Classes {
    fn default() -> Classes {
        Classes {
            assigned: Ways { sound: Sound::Rise, ..Ways::default() },
            message: Ways { bell: false, sound: Sound::Soft, ..Ways::default() },
            queue: Ways { bell: false, sound: Sound::Rise, ..Ways::default() },
            mention: Ways { sound: Sound::Fall, ..Ways::default() },
            rating: Ways { browser: false, push: false, ..Ways::default() },
            ticket: Ways::default(),
            sla: Ways { sound: Sound::Fall, mail: true, ..Ways::default() },
        }
    }
}

impl Classes {
    /// The ways of `class`.
    #[must_use]
    pub fn of(&self, class: Class) -> Ways {
        match class {
            Class::Assigned => self.assigned,
            Class::Message => self.message,
            Class::Queue => self.queue,
            Class::Mention => self.mention,
            Class::Rating => self.rating,
            Class::Ticket => self.ticket,
            Class::Sla => self.sla,
        }
    }
}

/// When nothing rings or pops up, but for what is urgent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(default)]
pub struct Quiet {
    /// Whether there are quiet hours.
    pub on: bool,
    /// Their first minute.
    pub from: Minute,
    /// The minute after their last one; when it is not later than `from`, on the next day.
    pub to: Minute,
    /// On which days they begin.
    pub days: Vec<Day>,
    /// The person's time zone, an IANA name.
    pub time_zone: String,
}

impl Default for Quiet {
    fn default() -> Quiet {
        Quiet {
            on: false,
            from: Minute::of_hour(20),
            to: Minute::of_hour(8),
            days: EVERY_DAY.to_vec(),
            time_zone: "Europe/Istanbul".to_owned(),
        }
    }
}

/// All that a user may choose about notifications; the same on every site.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(default)]
pub struct Preferences {
    /// How one is told of what.
    pub classes: Classes,
    /// When one is left in peace.
    pub quiet: Quiet,
    /// Whether notifications outside the desk name people and quote words. A lock screen shows them to everybody.
    pub previews: bool,
    /// Whether the sound comes again while somebody waits whom nobody has looked at.
    pub repeat: bool,
}

impl Default for Preferences {
    fn default() -> Preferences {
        Preferences { classes: Classes::default(), quiet: Quiet::default(), previews: false, repeat: true }
    }
}

impl Preferences {
    /// Everything unacceptable.
    #[must_use]
    pub fn mistakes(&self) -> Vec<FieldError> {
        let quiet = &self.quiet;
        let zone = sites::rules::time_zone(&quiet.time_zone).is_err();
        let no_day = quiet.on && quiet.days.is_empty();
        let repeated = (1..quiet.days.len()).any(|at| {
            let (before, rest) = quiet.days.split_at(at);
            rest.first().is_some_and(|it| before.contains(it))
        });
        [
            zone.then(|| FieldError::new("quiet.time_zone", "time_zone_unknown")),
            no_day.then(|| FieldError::new("quiet.days", "quiet_days_missing")),
            repeated.then(|| FieldError::new("quiet.days", "value_invalid")),
        ]
        .into_iter()
        .flatten()
        .collect()
    }
}
