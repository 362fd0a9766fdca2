//! Pure decisions about forms.
use super::types::{Design, TicketPlan};
use crate::base::{FieldError, Lang, text};
use crate::fields::{self, Field, FieldKind};
use crate::settings::check_worded;
use crate::{Error, Result};
use serde_json::{Map, Value};

/// Longest subject of a ticket, in characters.
const SUBJECT_CHARS: usize = 200;
/// Longest message of a ticket, in characters.
const BODY_CHARS: usize = 20_000;

/// A design in its normal form.
///
/// # Errors
/// 422 naming every field that is missing or wrong.
pub fn checked(mut it: Design) -> Result<Design> {
    for words in [&mut it.title, &mut it.intro, &mut it.button, &mut it.thanks] {
        *words = words.trimmed();
    }
    fields::normalise(&mut it.fields);
    let mut wrong = check_worded("title", &it.title, 120);
    wrong.extend(it.title.is_empty().then(|| FieldError::new("title", "field_missing")));
    wrong.extend(check_worded("intro", &it.intro, 2_000));
    wrong.extend(check_worded("button", &it.button, 40));
    wrong.extend(check_worded("thanks", &it.thanks, 1_000));
    wrong.extend(fields::mistakes("fields", &it.fields));
    if it.fields.iter().all(|it| !it.visible) {
        wrong.push(FieldError::new("fields", "field_missing"));
    }
    let TicketPlan { subject_field, name_field, .. } = &it.ticket;
    for (name, key) in [("subject_field", subject_field), ("name_field", name_field)] {
        let is_words =
            |field: &Field| matches!(field.kind, FieldKind::Text | FieldKind::LongText | FieldKind::Choice);
        let known = key.as_ref().is_none_or(|key| it.fields.iter().any(|it| it.key == *key && is_words(it)));
        wrong.extend((!known).then(|| FieldError::new(format!("ticket.{name}"), "condition_unknown")));
    }
    if wrong.is_empty() { Ok(it) } else { Err(Error::Invalid(wrong)) }
}

/// An answer that is a text.
#[must_use]
pub fn words<'a>(answers: &'a Map<String, Value>, key: Option<&str>) -> Option<&'a str> {
    answers.get(key?).and_then(Value::as_str)
}

/// The first answer of a kind.
#[must_use]
pub fn first_of<'a>(asked: &[Field], answers: &'a Map<String, Value>, kind: FieldKind) -> Option<&'a str> {
    let mut found = asked.iter().filter(|it| it.kind == kind);
    found.find_map(|it| answers.get(&it.key)?.as_str())
}

/// What the ticket of a submission is about.
#[must_use]
pub fn subject(design: &Design, answers: &Map<String, Value>, lang: Lang) -> String {
    let asked = design.ticket.subject_field.as_deref();
    let field = design.fields.iter().find(|it| Some(it.key.as_str()) == asked);
    let answer = field.and_then(|it| fields::said(it, answers.get(&it.key)?, lang));
    let words = answer.filter(|it| !it.is_empty()).unwrap_or_else(|| design.title.pick(lang).to_owned());
    text::shorten(&words.split_whitespace().collect::<Vec<_>>().join(" "), SUBJECT_CHARS)
}

/// What the ticket of a submission says: the form's name, and a line for each answer.
#[must_use]
pub fn body(design: &Design, answers: &Map<String, Value>, lang: Lang) -> String {
    let name = lang.pick("Form Adı", "Form name");
    let head = format!("{name}: {}", design.title.pick(lang));
    let lines = said(&design.fields, answers, lang).into_iter().map(|(label, answer)| {
        // What has several lines stands below its question.
        let gap = if answer.contains('\n') { "\n" } else { " " };
        format!("{}{gap}{answer}", before_answer(&label))
    });
    text::shorten(&std::iter::once(head).chain(lines).collect::<Vec<_>>().join("\n"), BODY_CHARS)
}

/// A question before its answer: a colon after it, unless it ends by itself.
fn before_answer(label: &str) -> String {
    let label = label.trim_end_matches([':', ' ']);
    let ends = label.ends_with(['?', '.', '!', '…']);
    if ends { label.to_owned() } else { format!("{label}:") }
}

/// Questions with their answers, as they read.
#[must_use]
pub fn said(asked: &[Field], answers: &Map<String, Value>, lang: Lang) -> Vec<(String, String)> {
    let line = |it: &Field| {
        let answer = fields::said(it, answers.get(&it.key)?, lang)?;
        Some((it.label.pick(lang).to_owned(), answer))
    };
    asked.iter().filter_map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::Worded;
    use serde_json::json;

    fn design() -> Design {
        let field = |kind, label: &str| Field {
            key: String::new(),
            kind,
            label: Worded::new(label, ""),
            help: Worded::default(),
            required: true,
            visible: true,
            choices: Vec::new(),
            shown_when: None,
        };
        Design {
            title: Worded::new("Belge isteği", "Document request"),
            fields: vec![field(FieldKind::Text, "Ad Soyad"), field(FieldKind::LongText, "Açıklama")],
            ..Design::default()
        }
    }

    #[test]
    fn a_ticket_reads_as_the_form_was_filled_in() {
        let mut form = checked(design()).unwrap();
        let answers = json!({ "ad_soyad": "Ayşe Yılmaz", "aciklama": "Transkript\nve diploma" });
        let answers = answers.as_object().unwrap();
        assert_eq!(subject(&form, answers, Lang::Tr), "Belge isteği");
        form.ticket.subject_field = Some("aciklama".to_owned());
        assert_eq!(subject(&form, answers, Lang::Tr), "Transkript ve diploma");
        assert_eq!(
            body(&form, answers, Lang::Tr),
            "Form Adı: Belge isteği\nAd Soyad: Ayşe Yılmaz\nAçıklama:\nTranskript\nve diploma"
        );
        assert!(body(&form, answers, Lang::En).starts_with("Form name: Document request\n"));
        form.fields[0].label = Worded::new("Adınız nedir?", "");
        form.fields[1].label = Worded::new("Açıklama :", "");
        assert_eq!(
            body(&form, answers, Lang::Tr),
            "Form Adı: Belge isteği\nAdınız nedir? Ayşe Yılmaz\nAçıklama:\nTranskript\nve diploma"
        );
    }

    #[test]
    fn a_form_asks_something_and_names_only_its_own_fields() {
        let codes = |it: Design| match checked(it) {
            Err(Error::Invalid(wrong)) => wrong.into_iter().map(|it| (it.field, it.code)).collect::<Vec<_>>(),
            _ => Vec::new(),
        };
        let of = |field: &str, code| (field.to_owned(), code);
        assert_eq!(codes(Design::default()), [of("title", "field_missing"), of("fields", "field_missing")]);
        let mut wrong = design();
        wrong.ticket.subject_field = Some("konu".to_owned());
        assert_eq!(codes(wrong), [of("ticket.subject_field", "condition_unknown")]);
    }
}
