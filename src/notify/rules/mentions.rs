//! Who is named in a note.
use crate::base::ids::UserId;
use crate::base::text;

/// The people whose names stand after an `@`, each once, in the order of `people`. A whole name counts, the longest
/// that fits; a first name alone counts when only one person has it. Case and marks do not matter.
#[must_use]
pub fn mentioned(body: &str, people: &[(UserId, String)]) -> Vec<UserId> {
    let known: Vec<(UserId, String)> = people.iter().map(|it| (it.0, text::fold(&it.1))).collect();
    let folded = text::fold(body);
    let mut named: Vec<UserId> = Vec::new();
    for (place, _) in folded.match_indices('@') {
        let begins = folded.get(..place).and_then(|it| it.chars().next_back());
        if begins.is_some_and(char::is_alphanumeric) {
            continue; // a mail address
        }
        named.extend(meant(folded.get(place + 1..).unwrap_or_default(), &known));
    }
    known.iter().map(|it| it.0).filter(|it| named.contains(it)).collect()
}

/// Whose name `rest` begins with.
fn meant(rest: &str, known: &[(UserId, String)]) -> Vec<UserId> {
    let whole = known.iter().filter(|it| begins_with(rest, &it.1)).map(|it| it.1.len()).max();
    if let Some(longest) = whole {
        return known
            .iter()
            .filter(|it| it.1.len() == longest && begins_with(rest, &it.1))
            .map(|it| it.0)
            .collect();
    }
    let first = |name: &str| name.split_whitespace().next().unwrap_or_default().to_owned();
    let called: Vec<UserId> =
        known.iter().filter(|it| begins_with(rest, &first(&it.1))).map(|it| it.0).collect();
    if called.len() == 1 { called } else { Vec::new() }
}

/// As a whole word.
fn begins_with(rest: &str, name: &str) -> bool {
    let after = rest.strip_prefix(name).filter(|_| !name.is_empty());
    after.is_some_and(|it| !it.chars().next().is_some_and(char::is_alphanumeric))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn whoever_is_named_is_one_of_the_people(
            body in "[@a-zğıİŞß .,]{0,60}|\\PC{0,40}",
            names in prop::collection::vec("[A-ZİŞa-zğı ]{0,12}", 0..5),
        ) {
            let people: Vec<(UserId, String)> = names.into_iter().map(|it| (UserId::random(), it)).collect();
            let named = mentioned(&body, &people);
            prop_assert!(named.iter().all(|it| people.iter().any(|one| one.0 == *it)));
            prop_assert!(named.is_empty() || body.contains('@') || text::fold(&body).contains('@'));
            let once: std::collections::BTreeSet<_> = named.iter().collect();
            prop_assert_eq!(once.len(), named.len());
        }
    }

    fn named(body: &str) -> Vec<&'static str> {
        let names = ["Elif Kaya", "Elif Kayahan", "Işıl Öz", "Can"];
        let people: Vec<(UserId, String)> =
            names.iter().map(|it| (UserId::random(), (*it).to_owned())).collect();
        let found = mentioned(body, &people);
        people.iter().zip(names).filter(|(it, _)| found.contains(&it.0)).map(|it| it.1).collect()
    }

    #[test]
    fn a_whole_name_counts_whatever_its_case_and_marks() {
        assert_eq!(named("@ELİF KAYA bakar mısın?"), ["Elif Kaya"]);
        assert_eq!(named("(@elif kayahan)"), ["Elif Kayahan"], "not the shorter one");
        assert_eq!(named("@isil oz, @Can: lütfen"), ["Işıl Öz", "Can"]);
    }

    #[test]
    fn a_first_name_counts_when_one_person_has_it() {
        assert_eq!(named("@Işıl bak"), ["Işıl Öz"]);
        assert!(named("@Elif bak").is_empty());
    }

    #[test]
    fn what_is_no_name_is_nobody() {
        assert!(named("can@ornek.edu.tr, @, @Canan, Can").is_empty());
    }
}
