//! What makes a definition acceptable.
use super::types::{Choice, Field, FieldKind};
use crate::base::{FieldError, text};
use crate::settings::{Worded, check_worded};
use std::collections::BTreeSet;

/// Most fields of one form.
pub const MOST_FIELDS: usize = 60;
const MOST_CHOICES: usize = 100;
const MOST_ANSWERS: usize = 20;
const KEY_BYTES: usize = 40;
const LABEL_CHARS: u64 = 120;
const HELP_CHARS: u64 = 500;

/// Brings fields into their normal form: trims what people wrote, makes missing keys of the labels, and drops choices
/// where none are chosen.
pub fn normalise(fields: &mut [Field]) {
    let mut taken: BTreeSet<String> = fields.iter().map(|it| it.key.trim().to_owned()).collect();
    for it in fields {
        (it.label, it.help) = (it.label.trimmed(), it.help.trimmed());
        it.key = it.key.trim().to_owned();
        if it.key.is_empty() {
            it.key = fresh(&it.label, &mut taken);
        }
        if !it.kind.has_choices() {
            it.choices.clear();
        }
        let mut values: BTreeSet<String> = it.choices.iter().map(|it| it.value.trim().to_owned()).collect();
        for choice in &mut it.choices {
            (choice.value, choice.label) = (choice.value.trim().to_owned(), choice.label.trimmed());
            if choice.value.is_empty() {
                choice.value = fresh(&choice.label, &mut values);
            }
        }
    }
}

/// A name for a label that no other has.
fn fresh(label: &Worded, taken: &mut BTreeSet<String>) -> String {
    let words = if label.tr.is_empty() { &label.en } else { &label.tr };
    let name = text::slug(words, KEY_BYTES - 4).replace('-', "_");
    let numbered = (2..1000).map(|it| format!("{name}_{it}"));
    let free = std::iter::once(name.clone()).chain(numbered).find(|it| !taken.contains(it)).unwrap_or(name);
    taken.insert(free.clone());
    free
}

/// What is unacceptable about fields in their normal form; `list` names them in the request.
#[must_use]
pub fn mistakes(list: &str, fields: &[Field]) -> Vec<FieldError> {
    let too_many =
        (fields.len() > MOST_FIELDS).then(|| FieldError::beyond(list, "too_many", limit(MOST_FIELDS)));
    let each = fields.iter().enumerate().flat_map(|(place, it)| {
        let earlier = fields.get(..place).unwrap_or_default();
        of_field(&format!("{list}.{place}"), it, earlier)
    });
    too_many.into_iter().chain(each).collect()
}

fn of_field(at: &str, it: &Field, earlier: &[Field]) -> Vec<FieldError> {
    let name = |part: &str| format!("{at}.{part}");
    let mut wrong = check_worded(&name("label"), &it.label, LABEL_CHARS);
    wrong.extend(check_worded(&name("help"), &it.help, HELP_CHARS));
    wrong.extend(it.label.is_empty().then(|| FieldError::new(name("label"), "field_missing")));
    if !is_key(&it.key) {
        wrong.push(FieldError::new(name("key"), "key_invalid"));
    } else if earlier.iter().any(|other| other.key == it.key) {
        wrong.push(FieldError::new(name("key"), "key_taken"));
    }
    if it.kind.has_choices() {
        wrong.extend(of_choices(&name("choices"), &it.choices));
    }
    if let Some(when) = &it.shown_when {
        let known = earlier.iter().find(|other| other.key == when.field);
        match known.map(|it| it.kind) {
            _ if known.is_some_and(|it| !when.is.iter().all(|is| can_be(it, is))) => {
                wrong.push(FieldError::new(name("shown_when"), "condition_unknown"));
            }
            Some(kind) if kind != FieldKind::File && !when.is.is_empty() && when.is.len() <= MOST_ANSWERS => {
            }
            Some(FieldKind::File) | None => {
                wrong.push(FieldError::new(name("shown_when"), "condition_unknown"));
            }
            Some(_) if when.is.is_empty() => {
                wrong.push(FieldError::new(name("shown_when"), "field_missing"));
            }
            Some(_) => {
                wrong.push(FieldError::beyond(name("shown_when"), "too_many", limit(MOST_ANSWERS)));
            }
        }
    }
    wrong
}

/// Whether a field can be answered so, as far as that is known beforehand.
fn can_be(field: &Field, answer: &str) -> bool {
    match field.kind {
        FieldKind::Choice | FieldKind::Choices => field.choices.iter().any(|it| it.value == answer),
        FieldKind::Checkbox => matches!(answer, "true" | "false"),
        _ => true,
    }
}

fn of_choices(at: &str, choices: &[Choice]) -> Vec<FieldError> {
    let mut wrong = Vec::new();
    if choices.is_empty() {
        wrong.push(FieldError::new(at, "choices_empty"));
    }
    if choices.len() > MOST_CHOICES {
        wrong.push(FieldError::beyond(at, "too_many", limit(MOST_CHOICES)));
    }
    for (place, it) in choices.iter().enumerate() {
        let label = format!("{at}.{place}.label");
        wrong.extend(check_worded(&label, &it.label, LABEL_CHARS));
        wrong.extend(it.label.is_empty().then(|| FieldError::new(label, "field_missing")));
        let value = format!("{at}.{place}.value");
        if it.value.chars().count() > usize::try_from(LABEL_CHARS).unwrap_or(usize::MAX) {
            wrong.push(FieldError::beyond(value, "field_too_long", LABEL_CHARS));
        } else if choices.iter().take(place).any(|other| other.value == it.value) {
            wrong.push(FieldError::new(value, "key_taken"));
        }
    }
    wrong
}

fn is_key(key: &str) -> bool {
    let signs = key.bytes().all(|it| it.is_ascii_lowercase() || it.is_ascii_digit() || it == b'_');
    signs && (1..=KEY_BYTES).contains(&key.len())
}

fn limit(most: usize) -> u64 {
    u64::try_from(most).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fields::ShownWhen;

    fn field(kind: FieldKind, label: &str) -> Field {
        let (label, help) = (Worded::new(label, ""), Worded::default());
        let key = String::new();
        Field {
            key,
            kind,
            label,
            help,
            required: false,
            visible: true,
            choices: Vec::new(),
            shown_when: None,
        }
    }

    fn codes(fields: &[Field]) -> Vec<(String, &'static str)> {
        mistakes("fields", fields).into_iter().map(|it| (it.field, it.code)).collect()
    }

    #[test]
    fn keys_are_made_of_labels_and_are_never_twice_the_same() {
        let mut fields = [
            field(FieldKind::Text, " Öğrenci No "),
            field(FieldKind::Text, "öğrenci no"),
            field(FieldKind::Choice, "Tür"),
        ];
        fields[2].choices = vec![
            Choice { value: String::new(), label: Worded::new("Şikâyet", "") },
            Choice { value: String::new(), label: Worded::new("Şikayet", "") },
        ];
        normalise(&mut fields);
        assert_eq!(
            fields.iter().map(|it| it.key.as_str()).collect::<Vec<_>>(),
            ["ogrenci_no", "ogrenci_no_2", "tur"]
        );
        let values: Vec<&str> = fields[2].choices.iter().map(|it| it.value.as_str()).collect();
        assert_eq!(values, ["sikayet", "sikayet_2"]);
        assert_eq!(codes(&fields), []);
    }

    #[test]
    fn a_condition_names_an_earlier_field() {
        let mut fields = [field(FieldKind::Checkbox, "Adres farklı"), field(FieldKind::Text, "Adres")];
        normalise(&mut fields);
        let when = |field: &str, is: &[&str]| {
            Some(ShownWhen { field: field.to_owned(), is: is.iter().map(|it| (*it).to_owned()).collect() })
        };
        fields[1].shown_when = when("adres_farkli", &["true"]);
        assert_eq!(codes(&fields), []);
        fields[1].shown_when = when("adres_farkli", &[]);
        assert_eq!(codes(&fields), [("fields.1.shown_when".to_owned(), "field_missing")]);
        fields[1].shown_when = when("adres_farkli", &["true", "belki"]);
        assert_eq!(codes(&fields), [("fields.1.shown_when".to_owned(), "condition_unknown")]);
        fields[1].shown_when = when("adres_farkli", &["true"]);
        fields[0].shown_when = when("adres", &["x"]);
        assert_eq!(codes(&fields)[0], ("fields.0.shown_when".to_owned(), "condition_unknown"), "a later one");
    }

    #[test]
    fn a_condition_names_choices_that_there_are() {
        let mut fields = [field(FieldKind::Choice, "Tür"), field(FieldKind::Text, "Kim")];
        fields[0].choices = vec![Choice { value: String::new(), label: Worded::new("Şikâyet", "") }];
        fields[1].shown_when = Some(ShownWhen { field: "tur".to_owned(), is: vec!["sikayet".to_owned()] });
        normalise(&mut fields);
        assert_eq!(codes(&fields), []);
        fields[0].choices[0].value = "yakinma".to_owned();
        assert_eq!(codes(&fields), [("fields.1.shown_when".to_owned(), "condition_unknown")]);
    }

    #[test]
    fn every_mistake_is_named_at_its_place() {
        let mut fields =
            [field(FieldKind::Choice, ""), field(FieldKind::Text, "Ad"), field(FieldKind::Text, "Ad")];
        normalise(&mut fields);
        fields[1].key = "Büyük Harf".to_owned();
        fields[2].key = fields[0].key.clone();
        let of = |field: &str, code| (field.to_owned(), code);
        assert_eq!(
            codes(&fields),
            [
                of("fields.0.label", "field_missing"),
                of("fields.0.choices", "choices_empty"),
                of("fields.1.key", "key_invalid"),
                of("fields.2.key", "key_taken"),
            ]
        );
    }
}
