//! The public holidays of Türkiye (law 2429) and their dates. Pure.
//!
//! The religious ones follow the lunar calendar as Umm al-Qura computes it: Ramazan Bayramı begins on 1 Shawwal,
//! Kurban Bayramı on 10 Dhu al-Hijja. Türkiye announces its own dates, which may differ by a day; an admin corrects
//! them then.
use crate::settings::Worded;
use icu_calendar::Date as LunarDate;
use icu_calendar::cal::{Hijri, Iso};
use jiff::civil::Date;

crate::text_enum! {
    /// A public holiday of Türkiye.
    PublicHoliday {
        /// 1 January.
        NewYear = "new_year",
        /// 23 April.
        NationalSovereignty = "national_sovereignty",
        /// 1 May.
        Labour = "labour",
        /// 19 May.
        Youth = "youth",
        /// 15 July.
        Democracy = "democracy",
        /// 30 August.
        Victory = "victory",
        /// 29 October, from 28 October 13:00 on.
        Republic = "republic",
        /// Three days from 1 Shawwal on; its eve from 13:00.
        Ramazan = "ramazan",
        /// Four days from 10 Dhu al-Hijja on; its eve from 13:00.
        Kurban = "kurban",
    }
}

impl PublicHoliday {
    /// All of them, in the order of the law: by their place in the year, the moving ones last.
    pub const ALL: [PublicHoliday; 9] = [
        PublicHoliday::NewYear,
        PublicHoliday::NationalSovereignty,
        PublicHoliday::Labour,
        PublicHoliday::Youth,
        PublicHoliday::Democracy,
        PublicHoliday::Victory,
        PublicHoliday::Republic,
        PublicHoliday::Ramazan,
        PublicHoliday::Kurban,
    ];

    /// How many whole days it lasts.
    #[must_use]
    pub fn days(self) -> u8 {
        match self {
            PublicHoliday::Ramazan => 3,
            PublicHoliday::Kurban => 4,
            _ => 1,
        }
    }

    /// Whether the afternoon before it is free too, from 13:00 on.
    #[must_use]
    pub fn has_eve(self) -> bool {
        matches!(self, PublicHoliday::Republic | PublicHoliday::Ramazan | PublicHoliday::Kurban)
    }

    /// What people call it.
    #[must_use]
    pub fn name(self) -> Worded {
        let (tr, en) = self.words();
        Worded::new(tr, en)
    }

    /// What people call the afternoon before it.
    #[must_use]
    pub fn eve_name(self) -> Worded {
        let (tr, en) = self.words();
        Worded::new(&format!("{tr} arifesi"), &format!("Eve of {en}"))
    }

    fn words(self) -> (&'static str, &'static str) {
        match self {
            PublicHoliday::NewYear => ("Yılbaşı", "New Year’s Day"),
            PublicHoliday::NationalSovereignty => {
                ("Ulusal Egemenlik ve Çocuk Bayramı", "National Sovereignty and Children’s Day")
            }
            PublicHoliday::Labour => ("Emek ve Dayanışma Günü", "Labour and Solidarity Day"),
            PublicHoliday::Youth => {
                ("Atatürk’ü Anma, Gençlik ve Spor Bayramı", "Commemoration of Atatürk, Youth and Sports Day")
            }
            PublicHoliday::Democracy => {
                ("Demokrasi ve Millî Birlik Günü", "Democracy and National Unity Day")
            }
            PublicHoliday::Victory => ("Zafer Bayramı", "Victory Day"),
            PublicHoliday::Republic => ("Cumhuriyet Bayramı", "Republic Day"),
            PublicHoliday::Ramazan => ("Ramazan Bayramı", "Ramadan Feast"),
            PublicHoliday::Kurban => ("Kurban Bayramı", "Feast of the Sacrifice"),
        }
    }

    /// Its first days in a year of the usual calendar: one, or two when a lunar year lies within it.
    #[must_use]
    pub fn first_days(self, year: i16) -> Vec<Date> {
        let fixed = |month, day| Date::new(year, month, day).ok().into_iter().collect();
        match self {
            PublicHoliday::NewYear => fixed(1, 1),
            PublicHoliday::NationalSovereignty => fixed(4, 23),
            PublicHoliday::Labour => fixed(5, 1),
            PublicHoliday::Youth => fixed(5, 19),
            PublicHoliday::Democracy => fixed(7, 15),
            PublicHoliday::Victory => fixed(8, 30),
            PublicHoliday::Republic => fixed(10, 29),
            PublicHoliday::Ramazan => lunar(year, 10, 1),
            PublicHoliday::Kurban => lunar(year, 12, 10),
        }
    }
}

/// When the day of the lunar calendar falls into a year of the usual one.
fn lunar(year: i16, month: u8, day: u8) -> Vec<Date> {
    let Ok(first) = LunarDate::try_new_iso(i32::from(year), 1, 1) else { return Vec::new() };
    let begins_in = first.to_calendar(Hijri::new_umm_al_qura()).era_year().year;
    (begins_in..=begins_in + 1)
        .filter_map(|lunar_year| of_lunar(lunar_year, month, day))
        .filter(|it| it.year() == year)
        .collect()
}

fn of_lunar(year: i32, month: u8, day: u8) -> Option<Date> {
    let date = LunarDate::try_new_hijri_with_calendar(year, month, day, Hijri::new_umm_al_qura()).ok()?;
    let iso = date.to_calendar(Iso);
    let (month, day) = (i8::try_from(iso.month().ordinal).ok()?, i8::try_from(iso.day_of_month().0).ok()?);
    Date::new(i16::try_from(iso.era_year().year).ok()?, month, day).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_feasts_begin_on_their_known_days() {
        let known = [
            (PublicHoliday::Ramazan, ["2023-04-21", "2024-04-10", "2025-03-30", "2026-03-20"]),
            (PublicHoliday::Kurban, ["2023-06-28", "2024-06-16", "2025-06-06", "2026-05-27"]),
        ];
        for (holiday, days) in known {
            for (year, day) in (2023..).zip(days) {
                assert_eq!(holiday.first_days(year), [day.parse::<Date>().unwrap()], "{holiday:?} {year}");
            }
        }
    }

    #[test]
    fn a_year_may_hold_a_feast_twice_and_every_lunar_year_has_one() {
        assert_eq!(PublicHoliday::Ramazan.first_days(2030).len(), 1);
        assert_eq!(PublicHoliday::Ramazan.first_days(2033).len(), 2);
        let all: Vec<Date> = (2020..2060).flat_map(|it| PublicHoliday::Kurban.first_days(it)).collect();
        for pair in all.windows(2) {
            let apart = pair[0].until(pair[1]).unwrap().get_days();
            assert!((353..=356).contains(&apart), "{pair:?}");
        }
    }

    #[test]
    fn the_fixed_ones_stand_where_the_law_puts_them() {
        let days: Vec<String> = PublicHoliday::ALL
            .iter()
            .filter(|it| !matches!(it, PublicHoliday::Ramazan | PublicHoliday::Kurban))
            .flat_map(|it| it.first_days(2027))
            .map(|it| it.strftime("%m-%d").to_string())
            .collect();
        assert_eq!(days, ["01-01", "04-23", "05-01", "05-19", "07-15", "08-30", "10-29"]);
    }
}
