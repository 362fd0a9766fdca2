//! What a site's fields may be. Pure.
use crate::base::{FieldError, text};

/// Longest name, in characters.
const NAME_CHARS: usize = 100;
/// Shortest and longest slug.
const SLUG_CHARS: std::ops::RangeInclusive<usize> = 2..=50;
/// Most origins of one site.
const MOST_ORIGINS: usize = 50;

/// A trimmed name of 1 to 100 characters without control characters.
///
/// # Errors
/// What is wrong with it; the field's name is the caller's to give.
pub fn name(raw: &str) -> Result<String, FieldError> {
    let name: String = raw.trim().chars().filter(|it| !it.is_control()).collect();
    if name.is_empty() {
        return Err(FieldError::new("", "field_missing"));
    }
    if name.chars().count() > NAME_CHARS {
        return Err(FieldError::beyond("", "field_too_long", 100));
    }
    Ok(name)
}

/// Lower-case ASCII letters, digits and single hyphens between them.
///
/// # Errors
/// `slug_invalid`.
pub fn slug(slug: &str) -> Result<(), FieldError> {
    let fits = SLUG_CHARS.contains(&slug.len()) && text::is_slug(slug);
    if fits { Ok(()) } else { Err(FieldError::new("", "slug_invalid")) }
}

/// Origins in their normal form, without doubles.
///
/// # Errors
/// `origin_invalid` when one cannot be read, `value_invalid` when there are too many.
pub fn origins(raw: &[String]) -> Result<Vec<String>, FieldError> {
    if raw.len() > MOST_ORIGINS {
        return Err(FieldError::new("", "value_invalid"));
    }
    let mut origins: Vec<String> = Vec::with_capacity(raw.len());
    for it in raw {
        let origin = origin(it).ok_or_else(|| FieldError::new("", "origin_invalid"))?;
        if !origins.contains(&origin) {
            origins.push(origin);
        }
    }
    Ok(origins)
}

/// An origin as browsers send it (RFC 6454): scheme, host, and the port unless it is the scheme's own.
/// `None` when `raw` is none: a path, a user, another scheme.
#[must_use]
pub fn origin(raw: &str) -> Option<String> {
    let lower = raw.trim().to_ascii_lowercase();
    let (scheme, rest) = lower.split_once("://")?;
    let own_port = match scheme {
        "https" => ":443",
        "http" => ":80",
        _ => return None,
    };
    let authority = rest.strip_suffix('/').unwrap_or(rest);
    let authority = authority.strip_suffix(own_port).unwrap_or(authority);
    is_host_and_port(authority).then(|| format!("{scheme}://{authority}"))
}

fn is_host_and_port(authority: &str) -> bool {
    if let Some((address, port)) = authority.strip_prefix('[').and_then(|it| it.split_once(']')) {
        return address.parse::<std::net::Ipv6Addr>().is_ok() && (port.is_empty() || is_port(port));
    }
    let (host, port) = match authority.split_once(':') {
        Some((host, port)) => (host, port.parse::<u16>().is_ok()),
        None => (authority, true),
    };
    let label = |it: &str| {
        !it.is_empty()
            && !it.starts_with('-')
            && !it.ends_with('-')
            && it.bytes().all(|c| c.is_ascii_alphanumeric() || matches!(c, b'-' | b'_'))
    };
    port && host.len() <= 253 && host.split('.').all(label)
}

fn is_port(text: &str) -> bool {
    text.strip_prefix(':').is_some_and(|it| it.parse::<u16>().is_ok())
}

/// A name that the time zone database knows.
///
/// # Errors
/// `value_invalid`.
pub fn time_zone(name: &str) -> Result<(), FieldError> {
    match jiff::tz::TimeZone::get(name) {
        Ok(_) => Ok(()),
        Err(_) => Err(FieldError::new("", "value_invalid")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn origins_are_written_as_browsers_send_them() {
        assert_eq!(origin("HTTPS://WWW.Ornek.edu.tr:443/").as_deref(), Some("https://www.ornek.edu.tr"));
        assert_eq!(origin("http://localhost:3000").as_deref(), Some("http://localhost:3000"));
        assert_eq!(origin("http://[::1]:3000").as_deref(), Some("http://[::1]:3000"));
        for wrong in [
            "ornek.edu.tr",
            "https://",
            "https://a.tr/yol",
            "ftp://a.tr",
            "https://u@a.tr",
            "https://*.a.tr",
            "https://a.tr:x",
            "null",
        ] {
            assert_eq!(origin(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn slugs_are_plain() {
        assert!(slug("ornek-universite-2").is_ok());
        for wrong in ["", "a", "-a", "a-", "a--b", "Örnek", "ORNEK", "a b", &"a".repeat(51)] {
            assert!(slug(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn time_zones_are_known_ones() {
        assert!(time_zone("Europe/Istanbul").is_ok());
        assert!(time_zone("Avrupa/İstanbul").is_err());
    }
}
