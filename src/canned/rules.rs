//! Pure decisions about canned responses.
use super::types::CannedInput;
use crate::base::{FieldError, places, text};
use crate::{Error, Result};

/// The places that the desk fills.
pub const PLACES: [&str; 3] = ["ziyaretci.ad", "temsilci.ad", "site.ad"];

const MAX_SHORTCUT: usize = 40;
const MAX_TITLE: usize = 120;
const MAX_BODY: usize = 8_000;

/// The words of a canned response, checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words {
    /// Lower case, without the slash.
    pub shortcut: String,
    /// Trimmed.
    pub title: String,
    /// As written, without white space around it.
    pub body: String,
}

/// `input` over what was there before (nothing, for a new one).
///
/// # Errors
/// 422 naming every field that is missing or wrong.
pub fn words(input: &CannedInput, before: Option<&Words>) -> Result<Words> {
    let take = |new: &Option<String>, old: fn(&Words) -> &String| {
        let old = before.map(|it| old(it).clone()).unwrap_or_default();
        new.as_ref().map_or(old, |it| it.trim().to_owned())
    };
    let words = Words {
        shortcut: text::lower(take(&input.shortcut, |it| &it.shortcut).trim_start_matches('/')),
        title: take(&input.title, |it| &it.title),
        body: take(&input.body, |it| &it.body),
    };
    let mut wrong = Vec::new();
    check("shortcut", &words.shortcut, MAX_SHORTCUT, &mut wrong);
    check("title", &words.title, MAX_TITLE, &mut wrong);
    check("body", &words.body, MAX_BODY, &mut wrong);
    let is_sign = |it: char| it.is_alphanumeric() || "-_.".contains(it);
    if !words.shortcut.is_empty() && !words.shortcut.chars().all(is_sign) {
        wrong.push(FieldError::new("shortcut", "shortcut_invalid"));
    }
    if unknown_place(&words.body).is_some() {
        wrong.push(FieldError::new("body", "place_unknown"));
    }
    if wrong.is_empty() { Ok(words) } else { Err(Error::Invalid(wrong)) }
}

fn check(field: &str, value: &str, max: usize, wrong: &mut Vec<FieldError>) {
    if value.is_empty() {
        wrong.push(FieldError::new(field, "field_missing"));
    } else if value.chars().count() > max {
        wrong.push(FieldError::beyond(field, "field_too_long", u64::try_from(max).unwrap_or(u64::MAX)));
    }
}

/// The first place in `body` that nobody would fill: it would reach a visitor as it stands.
#[must_use]
pub fn unknown_place(body: &str) -> Option<&str> {
    places::unknown(body, &PLACES)
}

/// The words with their places filled. A place that nothing is known for goes, with the space before it. The desk
/// fills the same way.
#[must_use]
pub fn filled(body: &str, visitor: Option<&str>, agent: &str, site: &str) -> String {
    places::fill(body, |place| match place {
        "ziyaretci.ad" => visitor.unwrap_or_default().trim(),
        "temsilci.ad" => agent,
        "site.ad" => site,
        _ => "",
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn input(shortcut: &str, title: &str, body: &str) -> CannedInput {
        let some = |it: &str| Some(it.to_owned());
        CannedInput {
            scope: None,
            team_id: None,
            shortcut: some(shortcut),
            title: some(title),
            body: some(body),
        }
    }

    fn codes(result: Result<Words>) -> Vec<(String, &'static str)> {
        match result {
            Err(Error::Invalid(fields)) => fields.into_iter().map(|it| (it.field, it.code)).collect(),
            _ => Vec::new(),
        }
    }

    #[test]
    fn a_shortcut_is_kept_in_turkish_lower_case_without_its_slash() -> Result<()> {
        let words = words(&input(" /KAYIT-İptal ", " Kayıt iptali ", "Merhaba {{ ziyaretci.ad }}"), None)?;
        assert_eq!((words.shortcut.as_str(), words.title.as_str()), ("kayıt-iptal", "Kayıt iptali"));
        Ok(())
    }

    #[test]
    fn every_mistake_is_named_at_once() {
        let found = codes(words(&input("iki kelime", "", "Merhaba {{isim}}"), None));
        let of = |field: &str, code| (field.to_owned(), code);
        let expected =
            [of("title", "field_missing"), of("shortcut", "shortcut_invalid"), of("body", "place_unknown")];
        assert_eq!(found, expected);
        assert_eq!(codes(words(&input("a", &"ş".repeat(121), "b"), None)), [of("title", "field_too_long")]);
    }

    #[test]
    fn places_are_filled_or_go() {
        let body = "Merhaba {{ ziyaretci.ad }}, ben {{temsilci.ad}} ({{site.ad}}). {{";
        assert_eq!(filled(body, Some("Ayşe"), "Elif", "Örnek"), "Merhaba Ayşe, ben Elif (Örnek). {{");
        assert_eq!(filled("Merhaba {{ziyaretci.ad}},", None, "Elif", "Örnek"), "Merhaba,");
        assert_eq!(filled("{{ziyaretci.ad}}", Some("{{site.ad}}"), "", "Örnek"), "{{site.ad}}", "once only");
    }

    #[test]
    fn what_is_left_out_stays() -> Result<()> {
        let before = words(&input("selam", "Selam", "Merhaba"), None)?;
        let change = CannedInput { title: Some("Karşılama".to_owned()), ..CannedInput::default() };
        assert_eq!(words(&change, Some(&before))?, Words { title: "Karşılama".to_owned(), ..before });
        Ok(())
    }
}
