//! When somebody who left a ticket may expect an agent, in words: "Pazartesi 09:00'da temsilci atanır".
use crate::base::Lang;
use crate::hours::Situation;
use jiff::Timestamp;
use jiff::civil::Weekday;
use jiff::tz::TimeZone;

/// The sentence for a ticket that came now; `assigned`, where somebody has it already.
#[must_use]
pub fn sentence(situation: &Situation, has_agent: HasAgent, lang: Lang, now: Timestamp) -> String {
    if has_agent == HasAgent::Already {
        let words = ("Talebiniz bir temsilciye atandı.", "Your ticket was given to an agent.");
        return lang.pick(words.0, words.1).to_owned();
    }
    if situation.is_open() {
        let words = ("En kısa sürede bir temsilci atanır.", "An agent will be assigned as soon as possible.");
        return lang.pick(words.0, words.1).to_owned();
    }
    let zone = TimeZone::get(&situation.time_zone).unwrap_or(TimeZone::UTC);
    match situation.next_open() {
        Some(next) => at(next, now, &zone, lang),
        None => {
            let words = (
                "Yeniden açıldığımızda bir temsilci atanır.",
                "An agent will be assigned when we are open again.",
            );
            lang.pick(words.0, words.1).to_owned()
        }
    }
}

/// Whether somebody has a ticket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HasAgent {
    /// Somebody does.
    Already,
    /// Nobody does.
    NotYet,
}

fn at(next: Timestamp, now: Timestamp, zone: &TimeZone, lang: Lang) -> String {
    let (next, now) = (next.to_zoned(zone.clone()), now.to_zoned(zone.clone()));
    let days = next.date().since(now.date()).map_or(0, |it| it.get_days());
    let time = next.strftime("%H:%M").to_string();
    let (hour, minute) = (next.hour(), next.minute());
    match lang {
        Lang::Tr => {
            let day = match days {
                0 => "Bugün".to_owned(),
                1 => "Yarın".to_owned(),
                2..=6 => turkish_day(next.weekday()).to_owned(),
                _ => next.strftime("%d.%m.%Y").to_string(),
            };
            format!("{day} {time}'{} temsilci atanır.", locative(hour, minute))
        }
        Lang::En => {
            let day = match days {
                0 => "today".to_owned(),
                1 => "tomorrow".to_owned(),
                2..=6 => next.strftime("on %A").to_string(),
                _ => next.strftime("on %d %B %Y").to_string(),
            };
            format!("An agent will be assigned {day} at {time}.")
        }
    }
}

fn turkish_day(day: Weekday) -> &'static str {
    match day {
        Weekday::Monday => "Pazartesi",
        Weekday::Tuesday => "Salı",
        Weekday::Wednesday => "Çarşamba",
        Weekday::Thursday => "Perşembe",
        Weekday::Friday => "Cuma",
        Weekday::Saturday => "Cumartesi",
        Weekday::Sunday => "Pazar",
    }
}

/// The suffix of a time of day, by how its last word ends: 09:00'da, 10:15'te.
fn locative(hour: i8, minute: i8) -> &'static str {
    let number = if minute == 0 { hour } else { minute };
    match number % 10 {
        1 | 2 | 7 | 8 => "de",
        3..=5 => "te",
        6 | 9 => "da",
        _ => match number {
            40 => "ta",
            20 | 50 => "de",
            _ => "da", // sıfır, on, otuz
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_said_as_turkish_says_them() {
        let said = [
            ((9, 0), "da"),
            ((8, 30), "da"),
            ((10, 15), "te"),
            ((13, 45), "te"),
            ((20, 0), "de"),
            ((10, 0), "da"),
            ((8, 40), "ta"),
            ((14, 0), "te"),
            ((7, 50), "de"),
            ((11, 0), "de"),
        ];
        for ((hour, minute), suffix) in said {
            assert_eq!(locative(hour, minute), suffix, "{hour}:{minute}");
        }
    }

    #[test]
    fn the_day_is_named_as_people_name_it() {
        let zone = TimeZone::get("Europe/Istanbul").unwrap();
        let moment = |it: &str| it.parse::<Timestamp>().unwrap();
        let friday = moment("2026-01-16T17:00:00Z");
        let says = |next: &str, lang| at(moment(next), friday, &zone, lang);
        assert_eq!(says("2026-01-19T06:00:00Z", Lang::Tr), "Pazartesi 09:00'da temsilci atanır.");
        assert_eq!(says("2026-01-17T06:30:00Z", Lang::Tr), "Yarın 09:30'da temsilci atanır.");
        assert_eq!(says("2026-01-19T06:00:00Z", Lang::En), "An agent will be assigned on Monday at 09:00.");
        assert_eq!(says("2026-01-29T06:00:00Z", Lang::Tr), "29.01.2026 09:00'da temsilci atanır.");
    }
}
