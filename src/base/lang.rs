//! The two languages of everything a person reads.
use serde::{Deserialize, Serialize};

/// Turkish first, English second.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Lang {
    /// Türkçe.
    #[default]
    Tr,
    /// English.
    En,
}

impl Lang {
    /// ISO 639-1 code, as stored and as sent.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Lang::Tr => "tr",
            Lang::En => "en",
        }
    }

    /// The language of a tag such as `en-GB`; Turkish unless it is English.
    #[must_use]
    pub fn of_tag(tag: &str) -> Lang {
        if tag.trim_start().get(..2).is_some_and(|it| it.eq_ignore_ascii_case("en")) {
            Lang::En
        } else {
            Lang::Tr
        }
    }

    /// The language of a tag, where it is one of ours.
    #[must_use]
    pub fn known(tag: &str) -> Option<Lang> {
        let start = tag.trim_start().get(..2)?;
        [Lang::Tr, Lang::En].into_iter().find(|it| start.eq_ignore_ascii_case(it.as_str()))
    }

    /// The language preferred by an `Accept-Language` header (RFC 9110, 12.5.4): the one of ours with the
    /// highest weight, the first of equals, Turkish when none is ours.
    #[must_use]
    pub fn of_header(header: &str) -> Lang {
        let mut best = (Lang::Tr, 0.0_f32);
        for range in header.split(',') {
            let (tag, weight) = range.split_once(";q=").unwrap_or((range, "1"));
            let tag = tag.trim();
            let weight: f32 = weight.trim().parse().unwrap_or(0.0);
            let ours =
                tag.get(..2).is_some_and(|it| it.eq_ignore_ascii_case("en") || it.eq_ignore_ascii_case("tr"));
            if ours && weight > best.1 {
                best = (Lang::of_tag(tag), weight);
            }
        }
        best.0
    }

    /// The language of the process's locale (`LC_ALL`, `LC_MESSAGES`, `LANG`), for the command line.
    #[must_use]
    pub fn of_locale() -> Lang {
        let set = ["LC_ALL", "LC_MESSAGES", "LANG"]
            .iter()
            .find_map(|it| std::env::var(it).ok().filter(|it| !it.is_empty()));
        match set {
            Some(tag) if tag.starts_with("tr") => Lang::Tr,
            _ => Lang::En,
        }
    }

    /// The one of two texts that is in this language.
    #[must_use]
    pub fn pick<'t>(self, tr: &'t str, en: &'t str) -> &'t str {
        match self {
            Lang::Tr => tr,
            Lang::En => en,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_language_that_is_none_of_ours_is_not_known() {
        assert_eq!((Lang::known("en-GB"), Lang::known("TR")), (Some(Lang::En), Some(Lang::Tr)));
        assert_eq!((Lang::known("de"), Lang::known(""), Lang::known("t")), (None, None, None));
    }

    #[test]
    fn the_heaviest_of_our_languages_wins_and_turkish_is_the_default() {
        assert_eq!(Lang::of_header("en-GB,en;q=0.9"), Lang::En);
        assert_eq!(Lang::of_header("de,en;q=0.5,tr;q=0.8"), Lang::Tr);
        assert_eq!(Lang::of_header("de, fr"), Lang::Tr);
        assert_eq!(Lang::of_header(""), Lang::Tr);
    }
}
