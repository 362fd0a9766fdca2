//! Signed, short-lived links: who has one may fetch the file until it expires.
use crate::base::ids::FileId;
use crate::web::keys::Keys;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use jiff::Timestamp;
use sha2::Sha256;

/// How long a link works, in seconds.
const LIFE_SECONDS: i64 = 6 * 3600;
/// Links made within the same span are equal, so that browsers find the picture in their cache.
const SPAN_SECONDS: i64 = 3600;

/// Makes and checks links.
#[derive(Clone, Copy)]
pub struct Links {
    key: [u8; 32],
    now_seconds: i64,
}

impl Links {
    /// Links as of `now`.
    #[must_use]
    pub fn new(keys: &Keys, now: Timestamp) -> Links {
        Links { key: keys.derive("file link"), now_seconds: now.as_second() }
    }

    /// The address of a file.
    #[must_use]
    pub fn url(&self, file: FileId) -> String {
        let expires = (self.now_seconds / SPAN_SECONDS) * SPAN_SECONDS + LIFE_SECONDS;
        format!(
            "/api/files/{file}?expires={expires}&signature={}",
            URL_SAFE_NO_PAD.encode(self.mac(file, expires))
        )
    }

    /// Whether a link is ours and still works.
    #[must_use]
    pub fn is_valid(&self, file: FileId, expires: i64, signature: &str) -> bool {
        let Ok(given) = URL_SAFE_NO_PAD.decode(signature) else { return false };
        let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(&self.key) else { return false };
        mac.update(text(file, expires).as_bytes());
        self.now_seconds <= expires && mac.verify_slice(&given).is_ok()
    }

    fn mac(&self, file: FileId, expires: i64) -> Vec<u8> {
        let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(&self.key) else { return Vec::new() };
        mac.update(text(file, expires).as_bytes());
        mac.finalize().into_bytes().to_vec()
    }
}

fn text(file: FileId, expires: i64) -> String {
    format!("{file}.{expires}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_fits_its_file_until_it_expires() -> anyhow::Result<()> {
        let dir = tempfile::tempdir()?;
        let keys = Keys::open(dir.path())?;
        let at = |seconds| Links::new(&keys, Timestamp::from_second(seconds).unwrap_or_default());
        let file = FileId::random();
        let url = at(1_000_000).url(file);
        let (expires, signature) = url
            .split_once("expires=")
            .and_then(|it| it.1.split_once("&signature="))
            .ok_or_else(|| anyhow::anyhow!("no parameters in {url}"))?;
        let expires: i64 = expires.parse()?;
        assert!(at(1_000_100).is_valid(file, expires, signature));
        assert!(!at(1_000_100).is_valid(FileId::random(), expires, signature), "another file");
        assert!(!at(1_000_100).is_valid(file, expires + 1, signature), "a longer life");
        assert!(!at(expires + 1).is_valid(file, expires, signature), "expired");
        Ok(())
    }
}
