//! What settings may be. Pure.
use super::types::Worded;
use super::types::widget::{Proactive, WidgetSettings};
use crate::base::FieldError;
use serde_json::{Map, Value};
use std::ops::RangeInclusive;

/// Longest title and agents' name, in characters.
const NAME_CHARS: u64 = 60;
/// Longest first message, in characters.
const WELCOME_CHARS: u64 = 500;
/// Longest text of the empty input, in characters.
const PLACEHOLDER_CHARS: u64 = 100;
/// Longest words of a widget that speaks first, in characters.
const PROACTIVE_CHARS: u64 = 300;
/// Longest consent text, in characters.
const CONSENT_CHARS: u64 = 5000;
/// Longest own style, in characters.
const CSS_CHARS: u64 = 20_000;
/// Longest address of a picture, in characters.
const ADDRESS_CHARS: u64 = 500;
/// Most departments that are offered.
const DEPARTMENTS: usize = 50;
/// A condition of time, in seconds: up to a day.
const SECONDS: RangeInclusive<u32> = 1..=86_400;

/// A share of one: 0 to 1.
pub(super) fn share(field: &str, value: f64) -> Option<FieldError> {
    (!(0.0..=1.0).contains(&value)).then(|| FieldError::new(field, "value_invalid"))
}

/// A number within its bounds.
pub(super) fn within(field: &str, value: u32, bounds: RangeInclusive<u32>) -> Option<FieldError> {
    (!bounds.contains(&value)).then(|| FieldError::new(field, "value_invalid"))
}

/// Everything unacceptable about the widget's settings.
pub(super) fn widget(it: &WidgetSettings) -> Vec<FieldError> {
    let empty = |text: &Worded, field: &str| text.is_empty().then(|| FieldError::new(field, "field_missing"));
    let consent = it.consent.enabled.then(|| empty(&it.consent.text, "consent.text")).flatten();
    let untold = it.features.typing_preview && !it.consent.enabled;
    let asked_for = it.pre_chat.required.iter().all(|field| it.pre_chat.fields.contains(field));
    let single = [
        it.title.as_ref().and_then(|text| length("title", text, NAME_CHARS)),
        color("primary_color", &it.primary_color),
        it.secondary_color.as_ref().and_then(|text| color("secondary_color", text)),
        it.agent_name.as_ref().and_then(|text| length("agent_name", text, NAME_CHARS)),
        it.agent_avatar.as_ref().and_then(|text| picture("agent_avatar", text)),
        consent,
        untold.then(|| FieldError::new("features.typing_preview", "preview_needs_consent")),
        (!asked_for || repeated(&it.pre_chat.fields)).then(|| FieldError::new("pre_chat", "value_invalid")),
        css("custom_css", &it.custom_css),
        (it.departments.offered.len() > DEPARTMENTS || repeated(&it.departments.offered))
            .then(|| FieldError::new("departments", "value_invalid")),
    ];
    let placeholder = it.placeholder.iter().flat_map(|text| worded("placeholder", text, PLACEHOLDER_CHARS));
    single
        .into_iter()
        .flatten()
        .chain(worded("welcome_message", &it.welcome_message, WELCOME_CHARS))
        .chain(placeholder)
        .chain(worded("consent.text", &it.consent.text, CONSENT_CHARS))
        .chain(proactive(&it.proactive))
        .collect()
}

fn proactive(it: &Proactive) -> Vec<FieldError> {
    let outside = |field: &str, value: Option<u32>, range: RangeInclusive<u32>| {
        value.filter(|it| !range.contains(it)).map(|_| FieldError::new(field, "value_invalid"))
    };
    let silent = it.enabled && it.message.is_empty();
    let mut found = worded("proactive.message", &it.message, PROACTIVE_CHARS);
    found.extend(silent.then(|| FieldError::new("proactive.message", "field_missing")));
    found.extend(outside("proactive.time_on_page", it.time_on_page, SECONDS));
    found.extend(outside("proactive.scroll_percentage", it.scroll_percentage, 1..=100));
    found.extend(outside("proactive.idle", it.idle, SECONDS));
    found
}

/// A text that is too long in one of its languages.
#[must_use]
pub fn worded(field: &str, text: &Worded, limit: u64) -> Vec<FieldError> {
    let one = |language: &str, text: &str| length(&format!("{field}.{language}"), text, limit);
    [one("tr", &text.tr), one("en", &text.en)].into_iter().flatten().collect()
}

fn length(field: &str, text: &str, limit: u64) -> Option<FieldError> {
    let chars = u64::try_from(text.chars().count()).unwrap_or(u64::MAX);
    (chars > limit).then(|| FieldError::beyond(field, "field_too_long", limit))
}

/// `#` and six hexadecimal digits.
fn color(field: &str, text: &str) -> Option<FieldError> {
    let digits = text.strip_prefix('#').unwrap_or_default();
    let fits = digits.len() == 6 && digits.bytes().all(|it| it.is_ascii_hexdigit());
    (!fits).then(|| FieldError::new(field, "color_invalid"))
}

/// An address with `https://` and a host, without what would end an attribute.
fn picture(field: &str, text: &str) -> Option<FieldError> {
    let host = text.strip_prefix("https://").and_then(|it| it.split('/').next()).unwrap_or_default();
    let odd = |it: char| it.is_whitespace() || it.is_control() || "\"'<>()\\".contains(it);
    if host.is_empty() || text.contains(odd) {
        return Some(FieldError::new(field, "url_invalid"));
    }
    length(field, text, ADDRESS_CHARS)
}

/// Rules of style that load nothing from elsewhere behind the admins' back and cannot end a style element.
fn css(field: &str, text: &str) -> Option<FieldError> {
    let lower = text.to_ascii_lowercase();
    if lower.contains("@import") || lower.contains("</") {
        return Some(FieldError::new(field, "value_invalid"));
    }
    length(field, text, CSS_CHARS)
}

fn repeated<T: PartialEq>(items: &[T]) -> bool {
    items.iter().enumerate().any(|(place, it)| items.iter().take(place).any(|earlier| earlier == it))
}

/// Puts `change` on top of `current`: what is left out stays, also inside objects.
pub fn merge(current: &mut Map<String, Value>, change: Map<String, Value>) {
    for (name, value) in change {
        match (current.get_mut(&name), value) {
            (Some(Value::Object(inner)), Value::Object(value)) => merge(inner, value),
            (_, value) => {
                current.insert(name, value);
            }
        }
    }
}

/// The fields whose values differ, as they are in `one`; inside objects too.
pub(super) fn difference(one: &Map<String, Value>, other: &Map<String, Value>) -> Map<String, Value> {
    let differing = one.iter().filter(|(name, value)| other.get(*name) != Some(value));
    differing
        .map(|(name, value)| match (value, other.get(name)) {
            (Value::Object(inner), Some(Value::Object(others))) => {
                (name.clone(), Value::Object(difference(inner, others)))
            }
            _ => (name.clone(), value.clone()),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn map(value: Value) -> Map<String, Value> {
        value.as_object().cloned().unwrap()
    }

    #[test]
    fn the_defaults_are_acceptable() {
        assert_eq!(widget(&WidgetSettings::default()), []);
    }

    #[test]
    fn every_unacceptable_field_is_named() {
        let mut it = WidgetSettings {
            primary_color: "teal".to_owned(),
            agent_avatar: Some("http://ornek.edu.tr/a.png".to_owned()),
            custom_css: "@IMPORT url(x)".to_owned(),
            ..WidgetSettings::default()
        };
        it.consent.enabled = true;
        it.proactive.idle = Some(0);
        it.pre_chat.fields.clear();
        it.welcome_message.tr = "a".repeat(501);
        let found: Vec<(String, &str)> = widget(&it).into_iter().map(|it| (it.field, it.code)).collect();
        let expected = [
            ("primary_color", "color_invalid"),
            ("agent_avatar", "url_invalid"),
            ("consent.text", "field_missing"),
            ("pre_chat", "value_invalid"),
            ("custom_css", "value_invalid"),
            ("welcome_message.tr", "field_too_long"),
            ("proactive.idle", "value_invalid"),
        ];
        assert_eq!(found, expected.map(|(field, code)| (field.to_owned(), code)));
    }

    #[test]
    fn what_is_left_out_stays_and_null_counts() {
        let mut current = map(json!({ "a": 1, "b": { "c": 2, "d": 3 }, "e": { "f": 4 } }));
        let before = current.clone();
        merge(&mut current, map(json!({ "b": { "d": 5 }, "e": null })));
        assert_eq!(Value::Object(current.clone()), json!({ "a": 1, "b": { "c": 2, "d": 5 }, "e": null }));
        assert_eq!(Value::Object(difference(&before, &current)), json!({ "b": { "d": 3 }, "e": { "f": 4 } }));
    }
}
