//! What names and profiles may be. Pure.
use super::types::{Profile, ProfileChange};
use crate::base::FieldError;

/// Longest name of a group, in characters.
const NAME_CHARS: usize = 60;
/// Most languages of an agent.
const LANGUAGES: usize = 20;
/// Levels that can be chosen.
const LEVELS: std::ops::RangeInclusive<u32> = 1..=10;

/// A name as kept: trimmed, white space folded.
pub(super) fn name(raw: &str) -> Result<String, FieldError> {
    let words: Vec<&str> = raw.split(|c: char| c.is_whitespace() || c.is_control()).collect();
    let name = words.into_iter().filter(|it| !it.is_empty()).collect::<Vec<_>>().join(" ");
    if name.is_empty() {
        return Err(FieldError::new("name", "field_missing"));
    }
    if name.chars().count() > NAME_CHARS {
        return Err(FieldError::beyond("name", "field_too_long", 60));
    }
    Ok(name)
}

/// The profile after a change, and what is unacceptable about the change.
pub(super) fn changed(old: Profile, change: ProfileChange) -> (Profile, Vec<FieldError>) {
    let mut wrong = Vec::new();
    let languages = match change.languages {
        None => old.languages,
        Some(asked) => {
            let tags: Vec<String> = asked.iter().map(|it| it.trim().to_ascii_lowercase()).collect();
            if tags.len() > LANGUAGES {
                wrong.push(FieldError::beyond("languages", "too_many", 20));
            } else if !tags.iter().all(|it| is_language(it)) {
                wrong.push(FieldError::new("languages", "value_invalid"));
            }
            unique(tags)
        }
    };
    if change.priority_level.is_some_and(|it| !LEVELS.contains(&it)) {
        wrong.push(FieldError::new("priority_level", "value_invalid"));
    }
    let profile = Profile {
        department_id: change.department_id.unwrap_or(old.department_id),
        team_ids: change.team_ids.map_or(old.team_ids, unique),
        skill_ids: change.skill_ids.map_or(old.skill_ids, unique),
        languages,
        priority_level: change.priority_level.unwrap_or(old.priority_level),
        accept_calls: change.accept_calls.unwrap_or(old.accept_calls),
    };
    (profile, wrong)
}

/// ISO 639: two or three letters.
fn is_language(tag: &str) -> bool {
    (2..=3).contains(&tag.len()) && tag.bytes().all(|it| it.is_ascii_lowercase())
}

/// Each once, in order.
pub(super) fn unique<T: Ord>(mut items: Vec<T>) -> Vec<T> {
    items.sort();
    items.dedup();
    items
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_trimmed_and_have_an_end() {
        assert_eq!(name("  Öğrenci \n İşleri ").as_deref(), Ok("Öğrenci İşleri"));
        assert_eq!(name(" \t").unwrap_err().code, "field_missing");
        assert!(name(&"ş".repeat(60)).is_ok());
        assert_eq!(name(&"ş".repeat(61)).unwrap_err().code, "field_too_long");
    }

    #[test]
    fn what_is_left_out_of_a_profile_stays() {
        let old = Profile { languages: vec!["tr".to_owned()], priority_level: 4, ..Profile::default() };
        let change = ProfileChange {
            languages: Some(vec![" EN".to_owned(), "tr".to_owned(), "en".to_owned()]),
            ..ProfileChange::default()
        };
        let (new, wrong) = changed(old.clone(), change);
        assert_eq!((new.languages, new.priority_level, wrong), (vec!["en".into(), "tr".into()], 4, vec![]));
        let change = ProfileChange {
            languages: Some(vec!["türkçe".to_owned()]),
            priority_level: Some(11),
            ..ProfileChange::default()
        };
        let fields: Vec<String> = changed(old, change).1.into_iter().map(|it| it.field).collect();
        assert_eq!(fields, ["languages", "priority_level"]);
    }
}
