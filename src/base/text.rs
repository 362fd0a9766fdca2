//! Turkish text: lower-casing, folding to ASCII, slugs.

/// Lower-cases as Turkish does (`I` → `ı`, `İ` → `i`), also when the dot of `İ` is a combining mark.
#[must_use]
pub fn lower(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            'I' => out.push('ı'),
            'İ' => out.push('i'),
            '\u{307}' if out.ends_with('ı') => {
                out.pop(); // I followed by a combining dot is İ taken apart
                out.push('i');
            }
            '\u{307}' if out.ends_with('i') => (),
            _ if c.is_ascii() => out.push(c.to_ascii_lowercase()),
            _ => out.extend(c.to_lowercase()),
        }
    }
    out
}

/// Lower-cases and takes the marks off, so that text typed without diacritics is equal to text with them.
#[must_use]
pub fn fold(text: &str) -> String {
    unmarked(&lower(text))
}

/// Takes the marks off what [`lower`] has dealt with.
#[must_use]
pub fn unmarked(lower: &str) -> String {
    let mut out = String::with_capacity(lower.len());
    out.extend(lower.chars().filter_map(plain));
    out
}

fn plain(c: char) -> Option<char> {
    Some(match c {
        _ if c.is_ascii() => c,
        'ı' => 'i',
        'ş' => 's',
        'ç' => 'c',
        'ğ' => 'g',
        'ö' | 'ô' | 'ó' | 'ò' => 'o',
        'ü' | 'û' | 'ú' | 'ù' => 'u',
        'â' | 'á' | 'à' | 'ä' | 'ã' | 'å' => 'a',
        'î' | 'í' | 'ì' | 'ï' => 'i',
        'ê' | 'é' | 'è' | 'ë' => 'e',
        'ñ' => 'n',
        '\u{300}'..='\u{36f}' => return None,
        other => other,
    })
}

/// An address part made of a title: folded, words joined by `-`, at most `max` bytes, never empty.
#[must_use]
pub fn slug(title: &str, max: usize) -> String {
    let mut out = String::new();
    for c in fold(title).chars() {
        if c.is_ascii_alphanumeric() {
            out.push(c);
        } else if !out.is_empty() && !out.ends_with('-') {
            out.push('-');
        }
        if out.len() >= max {
            break;
        }
    }
    let out = out.trim_end_matches('-');
    if out.is_empty() { "sayfa".to_owned() } else { out.to_owned() }
}

/// Whether a text is fit for an address as [`slug`] makes them: lower-case ASCII letters and digits, single hyphens
/// between them.
#[must_use]
pub fn is_slug(text: &str) -> bool {
    text.split('-')
        .all(|word| !word.is_empty() && word.bytes().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit()))
}

/// Whether a text looks like a mail address: something, `@`, a domain with a dot, no spaces, at most 254 bytes
/// (RFC 5321, 4.5.3.1). Only a mail that arrives proves more.
#[must_use]
pub fn is_email(text: &str) -> bool {
    let Some((local, domain)) = text.rsplit_once('@') else { return false };
    let labels_are_fine = domain.contains('.') && domain.split('.').all(|it| !it.is_empty());
    let no_odd_signs =
        !text.chars().any(|it| it.is_whitespace() || it.is_control() || "<>\"(),:;".contains(it));
    !local.is_empty() && text.len() <= 254 && labels_are_fine && no_odd_signs
}

/// The first `max` characters, with `…` where something was cut.
#[must_use]
pub fn shorten(text: &str, max: usize) -> String {
    if text.chars().count() <= max {
        return text.to_owned();
    }
    let cut: String = text.chars().take(max.saturating_sub(1)).collect();
    format!("{}…", cut.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn turkish_letters_fall_as_turkish_readers_expect() {
        assert_eq!(lower("İSTANBUL IĞDIR"), "istanbul ığdır");
        assert_eq!(lower("I\u{307}ade"), "iade");
        assert_eq!(fold("Şifre DEĞİŞTİRME"), "sifre degistirme");
    }

    #[test]
    fn mail_addresses_are_told_from_other_texts() {
        assert!(is_email("ayse.yilmaz+ders@ogrenci.deniz.edu.tr"));
        for wrong in
            ["", "ayse", "ayse@", "@deniz.edu.tr", "a b@deniz.edu.tr", "a@deniz", "a@deniz..tr", "<a@b.c>"]
        {
            assert!(!is_email(wrong), "{wrong}");
        }
    }

    #[test]
    fn a_slug_is_plain_and_never_empty() {
        assert_eq!(slug("  Ders kaydı nasıl yapılır?", 80), "ders-kaydi-nasil-yapilir");
        assert_eq!(slug("???", 80), "sayfa");
        assert_eq!(slug("aaaa bbbb", 5), "aaaa");
    }
}
