//! What makes answers acceptable, and how they read.
use super::types::{Field, FieldKind, ShownWhen};
use crate::base::ids::FileId;
use crate::base::{FieldError, Lang, numbers, text};
use jiff::civil::Date;
use serde_json::{Map, Value};

const TEXT_CHARS: usize = 300;
const LONG_TEXT_CHARS: usize = 5_000;
/// Most files of one field.
pub const MOST_FILES: usize = 5;

/// Who answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    /// A visitor: answers what is visible, and all that is required of it.
    Visitor,
    /// An agent: may answer anything and leave out what is not known yet.
    Agent,
}

/// Answers in their normal form: no question without one, nothing that was not asked.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Answers {
    /// By the keys of the fields: texts, numbers, days as `2027-03-01`, lists of choices, yes or no, ids of files.
    pub values: Map<String, Value>,
    /// Every file that is named in them.
    pub files: Vec<FileId>,
}

/// Reads the answers to `fields` out of what was sent in a language; what was not asked is dropped.
///
/// # Errors
/// What is missing or wrong, each as `answers.<key>`.
pub fn check(
    fields: &[Field],
    given: &Map<String, Value>,
    (by, lang): (By, Lang),
) -> Result<Answers, Vec<FieldError>> {
    let (mut answers, mut wrong) = (Answers::default(), Vec::new());
    let asked = fields.iter().filter(|it| by == By::Agent || it.visible);
    for field in asked {
        if !is_shown(field.shown_when.as_ref(), &answers.values) {
            continue;
        }
        let at = format!("answers.{}", field.key);
        match check_one(field, given.get(&field.key).unwrap_or(&Value::Null), (&at, lang)) {
            Ok(Some(value)) => {
                if field.kind == FieldKind::File {
                    answers.files.extend(ids(&value));
                }
                answers.values.insert(field.key.clone(), value);
            }
            Ok(None) if field.required && by == By::Visitor => {
                wrong.push(FieldError::new(at, "field_missing"));
            }
            Ok(None) => (),
            Err(it) => wrong.push(it),
        }
    }
    if wrong.is_empty() { Ok(answers) } else { Err(wrong) }
}

/// One answer in its normal form; `None` when there is none. Whether it is asked is for the caller to know. Texts that stand
/// for numbers are read as the language writes them.
///
/// # Errors
/// What is wrong with it, as `at`.
pub fn check_one(
    field: &Field,
    given: &Value,
    (at, lang): (&str, Lang),
) -> Result<Option<Value>, FieldError> {
    read(field, given, lang).map_err(|Wrong(code, most)| match most {
        None => FieldError::new(at, code),
        Some(most) => FieldError::beyond(at, code, most),
    })
}

/// Whether a field is asked, by what was answered before it.
fn is_shown(when: Option<&ShownWhen>, earlier: &Map<String, Value>) -> bool {
    let Some(when) = when else { return true };
    let is = |value: &Value| match value {
        Value::String(it) => when.is.contains(it),
        Value::Bool(it) => when.is.iter().any(|wanted| wanted == if *it { "true" } else { "false" }),
        Value::Number(it) => when.is.contains(&it.to_string()),
        _ => false,
    };
    match earlier.get(&when.field) {
        Some(Value::Array(several)) => several.iter().any(is),
        Some(one) => is(one),
        // Nobody ticked it.
        None => when.is.iter().any(|it| it == "false"),
    }
}

/// Why an answer is refused, and the limit where it passed one.
struct Wrong(&'static str, Option<u64>);

fn wrong<T>(code: &'static str) -> Result<T, Wrong> {
    Err(Wrong(code, None))
}

/// An answer in its normal form; `None` when there is none.
fn read(field: &Field, given: &Value, lang: Lang) -> Result<Option<Value>, Wrong> {
    match field.kind {
        FieldKind::Choices => return choices(field, given),
        FieldKind::File => return files(given),
        FieldKind::Checkbox => return checkbox(field, given),
        _ => (),
    }
    let words = match given {
        Value::Null => return Ok(None),
        Value::String(it) => it.trim().to_owned(),
        Value::Number(_) if field.kind == FieldKind::Number => return Ok(Some(given.clone())),
        _ => return wrong("value_invalid"),
    };
    if words.is_empty() {
        return Ok(None);
    }
    one(field, words, lang).map(Some)
}

fn one(field: &Field, words: String, lang: Lang) -> Result<Value, Wrong> {
    let most = if field.kind == FieldKind::LongText { LONG_TEXT_CHARS } else { TEXT_CHARS };
    if words.chars().count() > most {
        return Err(Wrong("field_too_long", u64::try_from(most).ok()));
    }
    match field.kind {
        FieldKind::Number => number(&words, lang),
        FieldKind::Date => match words.parse::<Date>() {
            Ok(it) => Ok(it.to_string().into()),
            Err(_) => wrong("date_invalid"),
        },
        FieldKind::Choice => choice(field, &words),
        FieldKind::Email if !text::is_email(&words) => wrong("email_invalid"),
        FieldKind::Phone if !numbers::is_phone(&words) => wrong("phone_invalid"),
        FieldKind::IdentityNumber => match numbers::digits(&words) {
            Some(it) if numbers::is_identity_number(&it) => {
                Ok(words.split_whitespace().collect::<String>().into())
            }
            _ => wrong("identity_number_invalid"),
        },
        FieldKind::Text if words.contains(['\n', '\r']) => Ok(words.replace(['\r', '\n'], " ").into()),
        _ => Ok(words.into()),
    }
}

/// A number as people write it: `1.500,75` in Turkish, `1,500.75` in English, or without the signs between thousands.
fn number(words: &str, lang: Lang) -> Result<Value, Wrong> {
    let Some(plain) = plain_number(words, lang) else { return wrong("number_invalid") };
    if let Ok(whole) = plain.parse::<i64>() {
        return Ok(whole.into());
    }
    let read = plain.parse::<f64>().ok().filter(|it| it.is_finite());
    read.and_then(serde_json::Number::from_f64).map(Value::Number).ok_or(Wrong("number_invalid", None))
}

/// A number with nothing but its digits and a decimal point; `None` for what is none, and for what may be one of two:
/// `1500.250` in Turkish. The other language's decimal sign is understood where it can mean nothing else (`3.5`).
/// `plainNumber` in `assets/shared/fields.js` reads by the same rule.
fn plain_number(words: &str, lang: Lang) -> Option<String> {
    let (thousands, decimal) = match lang {
        Lang::Tr => ('.', ','),
        Lang::En => (',', '.'),
    };
    let digits = |it: &str| !it.is_empty() && it.bytes().all(|it| it.is_ascii_digit());
    let body = words.strip_prefix(['+', '-']).unwrap_or(words);
    let sign = if words.starts_with('-') { "-" } else { "" };
    let (whole, part) = match body.split_once(decimal) {
        Some((whole, part)) => (whole, Some(part)),
        None => (body, None),
    };
    if part.is_some_and(|it| !digits(it)) {
        return None;
    }
    let mut groups = whole.split(thousands);
    let first = groups.next()?;
    let grouped = first.len() <= 3 && !first.starts_with('0') && groups.all(|it| it.len() == 3 && digits(it));
    let whole = match whole.split_once(thousands) {
        None => whole.to_owned(),
        Some(_) if digits(first) && grouped => whole.replace(thousands, ""),
        Some((one, other)) => {
            let can_only_be_decimal = part.is_none() && (other.len() != 3 || one == "0");
            return (digits(one) && digits(other) && can_only_be_decimal)
                .then(|| format!("{sign}{one}.{other}"));
        }
    };
    let part = part.map(|it| format!(".{it}")).unwrap_or_default();
    digits(&whole).then(|| format!("{sign}{whole}{part}"))
}

fn choice(field: &Field, value: &str) -> Result<Value, Wrong> {
    match field.choices.iter().any(|it| it.value == value) {
        true => Ok(value.into()),
        false => wrong("choice_unknown"),
    }
}

fn choices(field: &Field, given: &Value) -> Result<Option<Value>, Wrong> {
    let chosen: Vec<&str> = match given {
        Value::Null => return Ok(None),
        Value::String(it) if it.is_empty() => return Ok(None),
        Value::String(it) => vec![it],
        Value::Array(several) => {
            let texts: Option<Vec<&str>> = several.iter().map(Value::as_str).collect();
            texts.ok_or(Wrong("value_invalid", None))?
        }
        _ => return wrong("value_invalid"),
    };
    for it in &chosen {
        choice(field, it)?;
    }
    // In the order in which they are offered, each once.
    let offered = field.choices.iter().map(|it| it.value.as_str()).filter(|it| chosen.contains(it));
    let kept: Vec<Value> = offered.map(Value::from).collect();
    Ok((!kept.is_empty()).then_some(Value::Array(kept)))
}

/// A required box has to be ticked; another one that is not ticked says no.
fn checkbox(field: &Field, given: &Value) -> Result<Option<Value>, Wrong> {
    let ticked = match given {
        Value::Null => None,
        Value::Bool(it) => Some(*it),
        Value::String(it) if it == "true" || it == "on" => Some(true),
        Value::String(it) if it == "false" || it.is_empty() => Some(false),
        _ => return wrong("value_invalid"),
    };
    Ok(ticked.filter(|it| *it || !field.required).map(Value::Bool))
}

fn files(given: &Value) -> Result<Option<Value>, Wrong> {
    let several = match given {
        Value::Null => return Ok(None),
        Value::String(it) if it.is_empty() => return Ok(None),
        Value::String(_) => vec![given.clone()],
        Value::Array(several) => several.clone(),
        _ => return wrong("value_invalid"),
    };
    if several.len() > MOST_FILES {
        return Err(Wrong("too_many", u64::try_from(MOST_FILES).ok()));
    }
    let named = Value::Array(several);
    let count = named.as_array().map_or(0, Vec::len);
    if ids(&named).len() != count {
        return wrong("attachment_unknown");
    }
    Ok((count > 0).then_some(named))
}

/// The files that an answer to a question for files names.
#[must_use]
pub fn ids(value: &Value) -> Vec<FileId> {
    let several = value.as_array().map(Vec::as_slice).unwrap_or_default();
    several.iter().filter_map(|it| it.as_str()?.parse().ok()).collect()
}

/// How an answer reads; `None` for files, which are shown by themselves.
#[must_use]
pub fn said(field: &Field, value: &Value, lang: Lang) -> Option<String> {
    let chosen = |value: &str| {
        let found = field.choices.iter().find(|it| it.value == value);
        found.map_or_else(|| value.to_owned(), |it| it.label.pick(lang).to_owned())
    };
    Some(match (field.kind, value, lang) {
        (FieldKind::File, ..) => return None,
        (_, Value::Bool(true), Lang::Tr) => "Evet".to_owned(),
        (_, Value::Bool(false), Lang::Tr) => "Hayır".to_owned(),
        (_, Value::Bool(true), Lang::En) => "Yes".to_owned(),
        (_, Value::Bool(false), Lang::En) => "No".to_owned(),
        (FieldKind::Number, Value::Number(it), Lang::Tr) => it.to_string().replace('.', ","),
        (_, Value::Number(it), _) => it.to_string(),
        (FieldKind::Date, Value::String(it), Lang::Tr) => {
            it.parse::<Date>().map_or_else(|_| it.clone(), |it| it.strftime("%d.%m.%Y").to_string())
        }
        (FieldKind::Choice, Value::String(it), _) => chosen(it),
        (_, Value::String(it), _) => it.clone(),
        (_, Value::Array(several), _) => {
            let words: Vec<String> = several.iter().filter_map(Value::as_str).map(chosen).collect();
            words.join(", ")
        }
        _ => return None,
    })
}

#[cfg(test)]
#[path = "answers_tests.rs"]
mod tests;
