//! Texts with places such as `{{site.ad}}`, written beforehand and filled when they are used. Everything that people
//! write with places (canned responses, macros, mails) goes through here. Pure.

/// The first place in `text` that is none of `known`: it would reach a reader as it stands.
#[must_use]
pub fn unknown<'t>(text: &'t str, known: &[&str]) -> Option<&'t str> {
    let inside = text.split("{{").skip(1).filter_map(|it| it.split_once("}}").map(|it| it.0.trim()));
    inside.into_iter().find(|it| !known.contains(it))
}

/// The text with its places filled, each once. A place that nothing is known for goes, with the space before it.
#[must_use]
pub fn fill<'v>(text: &str, value: impl Fn(&str) -> &'v str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("{{") {
        let Some((place, end)) = after.split_once("}}") else { break };
        out.push_str(before);
        let value = value(place.trim());
        if value.is_empty() && out.ends_with(' ') {
            out.pop();
        }
        out.push_str(value);
        rest = end;
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_that_nobody_fills_is_named() {
        assert_eq!(unknown("{{ a }} {{b}} {{", &["a", "b"]), None);
        assert_eq!(unknown("{{a}} {{ isim }}", &["a"]), Some("isim"));
    }

    #[test]
    fn places_are_filled_once_or_go_with_their_space() {
        let value = |place: &str| match place {
            "ad" => "{{soyad}}",
            "soyad" => "Yılmaz",
            _ => "",
        };
        assert_eq!(fill("Merhaba {{ ad }} {{yok}}, {{soyad}} {{", value), "Merhaba {{soyad}}, Yılmaz {{");
    }
}
