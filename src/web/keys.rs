//! The installation's own keys: a random secret in a file beside the database, made on the first start, readable
//! only by the process. What each use signs with is derived from it, so no signature fits another use.
use crate::Result;
use anyhow::Context as _;
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
