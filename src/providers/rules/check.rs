//! What a provider may be.
use super::key_end;
use crate::base::FieldError;
use crate::providers::types::{Kind, Provider, ProviderInput};
use crate::{Error, Result};
use reqwest::Url;
use serde_json::{Value, json};

const NAME_CHARS: usize = 60;
const ADDRESS_CHARS: usize = 300;
const MODEL_CHARS: usize = 200;
const MODELS: usize = 50;
const KEY_CHARS: usize = 500;
/// What Azure is spoken to in when the admin names nothing.
const AZURE_VERSION: &str = "2024-10-21";

/// A provider's fields, checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checked {
    /// What it speaks.
    pub kind: Kind,
    /// What the site calls it.
    pub name: String,
    /// Where it is.
    pub address: String,
    /// Its models, at least one.
    pub models: Vec<String>,
    /// Azure's version; empty for others.
    pub api_version: String,
    /// Whether it belongs to the institution.
    pub in_house: bool,
    /// Whether it is asked.
    pub enabled: bool,
    /// A new key; `None`: it stays; empty: it goes.
    pub key: Option<String>,
    /// The end of the key that may be shown.
    pub key_end: Option<String>,
}

impl Checked {
    /// What the audit trail keeps.
    #[must_use]
    pub fn audited(&self) -> Value {
        json!({
            "kind": self.kind, "name": self.name, "address": self.address, "models": self.models,
            "in_house": self.in_house, "enabled": self.enabled, "key": self.key_end.is_some(),
        })
    }
}

/// `input` over what was there before (nothing, for a new one).
///
/// # Errors
/// 422 naming every field that is missing or wrong.
pub fn check(input: &ProviderInput, before: Option<&Provider>) -> Result<Checked> {
    let mut wrong = Vec::new();
    let kind = before.map(|it| it.kind).or(input.kind).filter(|it| *it != Kind::Local);
    let Some(kind) = kind else { return Err(Error::invalid("kind", "value_invalid")) };
    let take = |new: &Option<String>, old: Option<&String>| {
        new.as_ref().or(old).map(|it| it.trim().to_owned()).filter(|it| !it.is_empty())
    };
    let name = take(&input.name, before.map(|it| &it.name)).unwrap_or_default();
    length("name", &name, NAME_CHARS, &mut wrong);
    let in_house = input.in_house.or(before.map(|it| it.in_house)).unwrap_or(kind == Kind::Ollama);
    let typed = take(&input.address, before.map(|it| &it.address));
    let typed = typed.unwrap_or_else(|| kind.usual_address().to_owned());
    length("address", &typed, ADDRESS_CHARS, &mut wrong);
    let address = address(&typed, in_house).unwrap_or_else(|code| {
        if !typed.is_empty() {
            wrong.push(FieldError::new("address", code));
        }
        String::new()
    });
    let models = models(input.models.as_ref().or(before.map(|it| &it.models)), &mut wrong);
    let api_version = match kind {
        Kind::Azure => take(&input.api_version, before.map(|it| &it.api_version))
            .unwrap_or_else(|| AZURE_VERSION.to_owned()),
        _ => String::new(),
    };
    if !api_version.chars().all(|it| it.is_ascii_alphanumeric() || it == '-') || api_version.len() > 40 {
        wrong.push(FieldError::new("api_version", "value_invalid"));
    }
    let key = input.key.as_ref().map(|it| it.trim().to_owned());
    if let Some(code) = key.as_deref().and_then(key_mistake) {
        wrong.push(FieldError::new("key", code));
    }
    // A key goes only where it was meant to go.
    let moved = before.is_some_and(|it| it.key_end.is_some() && !same_place(&it.address, &address));
    if moved && key.is_none() && wrong.is_empty() {
        wrong.push(FieldError::new("key", "ai_key_needed"));
    }
    let key_end = match key.as_deref() {
        None => before.and_then(|it| it.key_end.clone()),
        Some("") => None,
        Some(key) => Some(key_end(key)),
    };
    let enabled = input.enabled.or(before.map(|it| it.enabled)).unwrap_or(true);
    match wrong.is_empty() {
        true => Ok(Checked { kind, name, address, models, api_version, in_house, enabled, key, key_end }),
        false => Err(Error::Invalid(wrong)),
    }
}

fn length(field: &str, value: &str, most: usize, wrong: &mut Vec<FieldError>) {
    if value.is_empty() {
        wrong.push(FieldError::new(field, "field_missing"));
    } else if value.chars().count() > most {
        wrong.push(FieldError::beyond(field, "field_too_long", u64::try_from(most).unwrap_or(u64::MAX)));
    }
}

/// A bare host is meant with `https`; without encryption only a server of the institution is asked.
fn address(typed: &str, in_house: bool) -> Result<String, &'static str> {
    let whole = if typed.contains("://") { typed.to_owned() } else { format!("https://{typed}") };
    let url: Url = whole.parse().map_err(|_| "ai_address_invalid")?;
    let plain = url.username().is_empty() && url.password().is_none() && url.fragment().is_none();
    match url.scheme() {
        "https" | "http" if !plain || url.query().is_some() || url.host_str().is_none() => {
            Err("ai_address_invalid")
        }
        "https" => Ok(tidied(&url)),
        "http" if in_house => Ok(tidied(&url)),
        "http" => Err("ai_https_needed"),
        _ => Err("ai_address_invalid"),
    }
}

fn tidied(url: &Url) -> String {
    url.as_str().trim_end_matches('/').to_owned()
}

fn same_place(one: &str, other: &str) -> bool {
    match (one.parse::<Url>(), other.parse::<Url>()) {
        (Ok(one), Ok(other)) => one.origin() == other.origin(),
        _ => false,
    }
}

fn models(asked: Option<&Vec<String>>, wrong: &mut Vec<FieldError>) -> Vec<String> {
    let mut models: Vec<String> = Vec::new();
    for model in asked.into_iter().flatten().map(|it| it.trim()).filter(|it| !it.is_empty()) {
        if !models.iter().any(|it| it == model) {
            models.push(model.to_owned());
        }
    }
    let lengthy = models.iter().any(|it| it.chars().count() > MODEL_CHARS);
    if models.is_empty() {
        wrong.push(FieldError::new("models", "field_missing"));
    } else if models.len() > MODELS {
        wrong.push(FieldError::beyond("models", "too_many", 50));
    } else if lengthy || models.iter().any(|it| it.chars().any(char::is_control)) {
        wrong.push(FieldError::new("models", "value_invalid"));
    }
    models
}

fn key_mistake(key: &str) -> Option<&'static str> {
    let readable = key.chars().all(|it| it.is_ascii_graphic());
    (!readable || key.len() > KEY_CHARS).then_some("ai_key_unreadable")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::At;
    use crate::base::ids::ProviderId;

    fn input(kind: Kind, address: &str) -> ProviderInput {
        ProviderInput {
            kind: Some(kind),
            name: Some(" Bulut ".to_owned()),
            address: Some(address.to_owned()),
            models: Some(vec![" a ".to_owned(), "a".to_owned(), "b".to_owned()]),
            key: Some("sk-1234567890abcd".to_owned()),
            ..ProviderInput::default()
        }
    }

    fn codes(result: Result<Checked>) -> Vec<(String, &'static str)> {
        match result {
            Err(Error::Invalid(fields)) => fields.into_iter().map(|it| (it.field, it.code)).collect(),
            _ => Vec::new(),
        }
    }

    fn stored(it: Checked) -> Provider {
        Provider {
            id: ProviderId::random(),
            kind: it.kind,
            name: it.name,
            address: it.address,
            models: it.models,
            api_version: it.api_version,
            in_house: it.in_house,
            enabled: it.enabled,
            key_end: it.key_end,
            version: 1,
            created_at: At::of_ms(0),
            updated_at: At::of_ms(0),
        }
    }

    #[test]
    fn what_is_left_out_has_its_default() -> Result<()> {
        let it = check(&input(Kind::Openai, "openrouter.ai/api/v1/"), None)?;
        assert_eq!((it.name.as_str(), it.address.as_str()), ("Bulut", "https://openrouter.ai/api/v1"));
        assert_eq!((it.models.len(), it.in_house, it.enabled), (2, false, true));
        assert_eq!(it.key_end.as_deref(), Some("abcd"));
        let it = check(&ProviderInput { address: None, key: None, ..input(Kind::Ollama, "") }, None)?;
        assert_eq!((it.address.as_str(), it.in_house), ("http://127.0.0.1:11434", true));
        assert_eq!(check(&input(Kind::Azure, "x.openai.azure.com"), None)?.api_version, AZURE_VERSION);
        Ok(())
    }

    #[test]
    fn every_mistake_is_named_at_once() {
        let nothing =
            ProviderInput { kind: Some(Kind::Azure), key: Some("ş".to_owned()), ..Default::default() };
        let expected = [
            ("name", "field_missing"),
            ("address", "field_missing"),
            ("models", "field_missing"),
            ("key", "ai_key_unreadable"),
        ];
        assert_eq!(codes(check(&nothing, None)), expected.map(|(field, code)| (field.to_owned(), code)));
        let of = |address: &str| codes(check(&input(Kind::Openai, address), None)).first().map(|it| it.1);
        assert_eq!(of("http://ornek.edu.tr"), Some("ai_https_needed"));
        assert_eq!(of("https://a:b@ornek.edu.tr"), Some("ai_address_invalid"));
        assert_eq!(of("file:///etc/passwd"), Some("ai_address_invalid"));
        assert_eq!(codes(check(&input(Kind::Local, "x"), None)), [("kind".to_owned(), "value_invalid")]);
    }

    #[test]
    fn a_key_does_not_move_to_another_place() -> Result<()> {
        let before = stored(check(&input(Kind::Openai, "https://bir.example"), None)?);
        let moved =
            ProviderInput { address: Some("https://iki.example".to_owned()), ..ProviderInput::default() };
        assert_eq!(codes(check(&moved, Some(&before))), [("key".to_owned(), "ai_key_needed")]);
        let path =
            ProviderInput { address: Some("https://bir.example/v2".to_owned()), ..ProviderInput::default() };
        assert_eq!(check(&path, Some(&before))?.key, None);
        let gone = ProviderInput { key: Some(String::new()), ..moved };
        assert_eq!(check(&gone, Some(&before))?.key_end, None);
        Ok(())
    }
}
