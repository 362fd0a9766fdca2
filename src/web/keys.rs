//! The installation's own keys: a random secret in a file beside the database, made on the first start, readable
//! only by the process. What each use signs with is derived from it, so no signature fits another use.
use crate::Result;
use anyhow::{Context as _, anyhow};
use aws_lc_rs::aead::{AES_256_GCM, Aad, NONCE_LEN, Nonce, RandomizedNonceKey};
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;
use std::fs::OpenOptions;
use std::io::{Read as _, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;
use std::sync::Arc;

/// Derived keys, one per use.
#[derive(Clone)]
pub struct Keys(Arc<[u8; 32]>);

impl Keys {
    /// Reads `master.key` in `dir`, or makes it (mode 0600).
    ///
    /// # Errors
    /// When it can be neither read nor made, or has the wrong length.
    pub fn open(dir: &Path) -> Result<Keys> {
        let path = dir.join("master.key");
        let mut secret = [0_u8; 32];
        match std::fs::File::open(&path) {
            Ok(mut file) => file.read_exact(&mut secret).context("keys/master.key is too short")?,
            Err(_) => {
                getrandom::fill(&mut secret).map_err(|error| anyhow::anyhow!("no randomness: {error}"))?;
                let mut file = OpenOptions::new()
                    .write(true)
                    .create_new(true)
                    .mode(0o600)
                    .open(&path)
                    .with_context(|| format!("cannot make {}", path.display()))?;
                file.write_all(&secret).and_then(|()| file.sync_all()).context("cannot write the key")?;
            }
        }
        Ok(Keys(Arc::new(secret)))
    }

    /// Masks `bytes`, or unmasks them: HMAC-SHA256 in counter mode. `nonce` must never come again for one `purpose`.
    /// Keeps them unread, not unchanged.
    pub fn mask(&self, purpose: &str, nonce: &[u8], bytes: &mut [u8]) {
        let key = self.derive(purpose);
        for (number, block) in bytes.chunks_mut(32).enumerate() {
            let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(&key) else { return };
            mac.update(&number.to_be_bytes());
            mac.update(nonce);
            let stream = mac.finalize().into_bytes();
            block.iter_mut().zip(stream).for_each(|(byte, other)| *byte ^= other);
        }
    }

    /// Encrypts a secret for storage: AES-256-GCM under the key of `purpose`, its random nonce in front. `context`
    /// (such as the id of the row it is kept in) has to be the same when it is opened.
    ///
    /// # Errors
    /// When there is no randomness.
    pub fn seal(&self, purpose: &str, context: &[u8], secret: &[u8]) -> Result<Vec<u8>> {
        let mut sealed = secret.to_vec();
        let nonce = self
            .sealing(purpose)?
            .seal_in_place_append_tag(Aad::from(context), &mut sealed)
            .map_err(|_| anyhow!("a secret could not be encrypted"))?;
        Ok([nonce.as_ref().as_slice(), &sealed].concat())
    }

    /// The secret that [`Keys::seal`] encrypted.
    ///
    /// # Errors
    /// When it was sealed under another master key, for another purpose or context, or has been changed since.
    pub fn open_sealed(&self, purpose: &str, context: &[u8], sealed: &[u8]) -> Result<Vec<u8>> {
        let unreadable = || anyhow!("a stored secret cannot be decrypted with keys/master.key");
        let (nonce, rest) = sealed.split_at_checked(NONCE_LEN).ok_or_else(unreadable)?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).map_err(|_| unreadable())?;
        let mut opened = rest.to_vec();
        let secret = self.sealing(purpose)?.open_in_place(nonce, Aad::from(context), &mut opened);
        Ok(secret.map_err(|_| unreadable())?.to_vec())
    }

    fn sealing(&self, purpose: &str) -> Result<RandomizedNonceKey> {
        let key = self.derive(&format!("seal {purpose}"));
        RandomizedNonceKey::new(&AES_256_GCM, &key).map_err(|_| anyhow!("no encryption key").into())
    }

    /// The key for one use, such as `user token` (HMAC-SHA256 of the use under the master key).
    #[must_use]
    pub fn derive(&self, purpose: &str) -> [u8; 32] {
        let mut key = [0_u8; 32];
        if let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(self.0.as_slice()) {
            mac.update(purpose.as_bytes());
            key.copy_from_slice(&mac.finalize().into_bytes());
        }
        key
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sealed_secret_opens_only_where_it_belongs() {
        let folder = tempfile::tempdir().unwrap();
        let keys = Keys::open(folder.path()).unwrap();
        let sealed = keys.seal("provider", b"row 1", b"sk-123").unwrap();
        assert!(!sealed.windows(6).any(|it| it == b"sk-123"));
        assert_ne!(sealed, keys.seal("provider", b"row 1", b"sk-123").unwrap());
        assert_eq!(keys.open_sealed("provider", b"row 1", &sealed).unwrap(), b"sk-123");
        assert!(keys.open_sealed("provider", b"row 2", &sealed).is_err());
        assert!(keys.open_sealed("mail", b"row 1", &sealed).is_err());
        let other = tempfile::tempdir().unwrap();
        assert!(Keys::open(other.path()).unwrap().open_sealed("provider", b"row 1", &sealed).is_err());
        assert!(keys.open_sealed("provider", b"row 1", &sealed[..5]).is_err());
    }
}
