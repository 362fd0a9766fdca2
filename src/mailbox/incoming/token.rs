//! What tells that a mail answers a ticket, whoever sends it: the ticket's number with a signature, short enough for an
//! address (`destek+t12345-k7f3m2p9qz@…`), the same in any case of letters.
use crate::base::ids::SiteId;
use crate::web::keys::Keys;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

/// Digits of base 32 (RFC 4648), in lower case.
const DIGITS: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";
/// Letters of a signature: 60 bits.
const LETTERS: usize = 12;

/// The token of a ticket.
pub(in crate::mailbox) fn of(keys: &Keys, site: SiteId, number: i64) -> String {
    format!("t{number}-{}", signature(keys, site, number))
}

fn signature(keys: &Keys, site: SiteId, number: i64) -> String {
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(&keys.derive("ticket in mails")) else {
        return String::new();
    };
    mac.update(site.uuid().as_bytes());
    mac.update(&number.to_be_bytes());
    let bytes = mac.finalize().into_bytes();
    bytes
        .iter()
        .take(LETTERS)
        .filter_map(|it| DIGITS.get(usize::from(it % 32)))
        .map(|it| char::from(*it))
        .collect()
}

/// The number of the first genuine token in a text: an address, a name, an id of a mail.
pub(in crate::mailbox) fn find(keys: &Keys, site: SiteId, text: &str) -> Option<i64> {
    let lower = text.to_ascii_lowercase();
    let words = lower.split(|it: char| !(it.is_ascii_alphanumeric() || it == '-'));
    words.filter_map(|it| it.strip_prefix('t')?.split_once('-')).find_map(|(number, given)| {
        let number: i64 = number.parse().ok().filter(|it| *it > 0)?;
        let right = signature(keys, site, number);
        let same = right.len() == given.len()
            && right.bytes().zip(given.bytes()).fold(0, |all, (a, b)| all | (a ^ b)) == 0;
        same.then_some(number)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_found_wherever_a_program_puts_it_and_not_where_it_is_made_up() {
        let folder = tempfile::tempdir().unwrap();
        let keys = Keys::open(folder.path()).unwrap();
        let site = SiteId::random();
        let token = of(&keys, site, 12_345);
        for text in [
            format!("destek+{token}@ornek.edu.tr"),
            format!("DESTEK+{}@ORNEK.EDU.TR", token.to_uppercase()),
            format!("Örnek Destek [{token}]"),
            format!("{token}.0191@ornek.edu.tr"),
        ] {
            assert_eq!(find(&keys, site, &text), Some(12_345), "{text}");
        }
        assert_eq!(find(&keys, SiteId::random(), &token), None, "another site's");
        assert_eq!(find(&keys, site, &token.replace("12345", "12346")), None);
        assert_eq!(find(&keys, site, "t1-"), None);
        assert_eq!(find(&keys, site, "destek+t12345-aaaaaaaaaaaa@ornek.edu.tr"), None);
    }
}
