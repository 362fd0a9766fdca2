//! Web Push without its network part: the installation's proof of who sends (VAPID, RFC 8292), and messages that one
//! browser alone can read (RFC 8291).
use crate::Result;
use anyhow::{Context as _, anyhow};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _};
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use jiff::Timestamp;
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use serde::Serialize;
use std::fs::OpenOptions;
use std::io::Write as _;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;
use std::sync::Arc;
use web_push_native::p256::PublicKey;
use web_push_native::{Auth, encrypt};

/// A proof holds for so long; services refuse more than a day.
const PROOF_SECONDS: i64 = 12 * 60 * 60;

/// The key pair by which push services know this installation. A browser's subscription is bound to it: without the
/// file nobody can be reached any more until they subscribe anew.
#[derive(Clone)]
pub struct Vapid(Arc<Pair>);

struct Pair {
    signing: EncodingKey,
    public: String,
}

#[derive(Serialize)]
struct Claims<'a> {
    aud: &'a str,
    exp: i64,
    sub: &'a str,
}

impl Vapid {
    /// Reads `vapid.key` in `dir` (PKCS#8), or makes it (mode 0600).
    ///
    /// # Errors
    /// When it can be neither read nor made, or is no such key.
    pub fn open(dir: &Path) -> Result<Vapid> {
        let path = dir.join("vapid.key");
        let document = match std::fs::read(&path) {
            Ok(document) => document,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => make(&path)?,
            Err(error) => return Err(anyhow!(error).context("cannot read keys/vapid.key").into()),
        };
        let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &document)
            .map_err(|_| anyhow!("keys/vapid.key is no P-256 key"))?;
        let public = BASE64_URL_SAFE_NO_PAD.encode(pair.public_key().as_ref());
        Ok(Vapid(Arc::new(Pair { signing: EncodingKey::from_ec_der(&document), public })))
    }

    /// What browsers subscribe with: the uncompressed point in base64url.
    #[must_use]
    pub fn public_key(&self) -> &str {
        &self.0.public
    }

    /// The header `Authorization` for the push service at `origin`. `contact` (an address `https:` or `mailto:`) is whom
    /// the service may ask.
    ///
    /// # Errors
    /// When it cannot be signed.
    pub fn authorization(&self, origin: &str, contact: &str, now: Timestamp) -> Result<String> {
        let claims = Claims { aud: origin, exp: now.as_second() + PROOF_SECONDS, sub: contact };
        let token = jsonwebtoken::encode(&Header::new(Algorithm::ES256), &claims, &self.0.signing);
        Ok(format!("vapid t={}, k={}", token.context("sign a push")?, self.0.public))
    }
}

fn make(path: &Path) -> Result<Vec<u8>> {
    let document = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &SystemRandom::new())
        .map_err(|_| anyhow!("no randomness"))?;
    let mut file = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path)
        .with_context(|| format!("cannot make {}", path.display()))?;
    file.write_all(document.as_ref()).and_then(|()| file.sync_all()).context("cannot write the key")?;
    Ok(document.as_ref().to_vec())
}

/// The keys of a browser's subscription: what only that browser can read is written with them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recipient {
    /// Its public key, an uncompressed point of P-256.
    pub p256dh: Vec<u8>,
    /// The secret it shares with whom it subscribed at.
    pub auth: Vec<u8>,
}

impl Recipient {
    /// Reads both as browsers give them, in base64url; `None` when they are no such keys.
    #[must_use]
    pub fn read(p256dh: &str, auth: &str) -> Option<Recipient> {
        let bytes = |text: &str| BASE64_URL_SAFE_NO_PAD.decode(text.trim_end_matches('=')).ok();
        let it = Recipient { p256dh: bytes(p256dh)?, auth: bytes(auth)? };
        it.keys().map(|_| it)
    }

    fn keys(&self) -> Option<(PublicKey, Auth)> {
        let auth: [u8; 16] = self.auth.as_slice().try_into().ok()?;
        Some((PublicKey::from_sec1_bytes(&self.p256dh).ok()?, Auth::from(auth)))
    }

    /// The body of a push, in the coding `aes128gcm`.
    ///
    /// # Errors
    /// When these are no keys.
    pub fn seal(&self, message: &[u8]) -> Result<Vec<u8>> {
        let (key, auth) = self.keys().ok_or_else(|| anyhow!("no keys of a subscription"))?;
        let sealed = encrypt(message.to_vec(), &key, &auth);
        Ok(sealed.map_err(|error| anyhow!("a push was not encrypted: {error}"))?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED, UnparsedPublicKey};

    #[test]
    fn the_key_is_made_once_and_signs_for_one_service() {
        let folder = tempfile::tempdir().unwrap();
        let vapid = Vapid::open(folder.path()).unwrap();
        assert_eq!(Vapid::open(folder.path()).unwrap().public_key(), vapid.public_key());
        let now: Timestamp = "2026-01-15T09:00:00Z".parse().unwrap();
        let header = vapid.authorization("https://push.example", "mailto:bt@ornek.edu.tr", now).unwrap();
        let (token, key) = header.strip_prefix("vapid t=").unwrap().split_once(", k=").unwrap();
        let (signed, signature) = token.rsplit_once('.').unwrap();
        let bytes = |text: &str| BASE64_URL_SAFE_NO_PAD.decode(text).unwrap();
        let public = UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, bytes(key));
        public.verify(signed.as_bytes(), &bytes(signature)).unwrap();
        let claims: serde_json::Value =
            serde_json::from_slice(&bytes(signed.split_once('.').unwrap().1)).unwrap();
        assert_eq!(claims["aud"], "https://push.example");
        assert_eq!(claims["exp"], now.as_second() + PROOF_SECONDS);
    }

    #[test]
    fn what_is_no_key_is_refused() {
        let point = BASE64_URL_SAFE_NO_PAD.encode([4_u8; 65]); // not on the curve
        let auth = BASE64_URL_SAFE_NO_PAD.encode([1_u8; 16]);
        let real = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4";
        assert!(Recipient::read(real, &auth).is_some());
        assert!(Recipient::read(real, &format!("{auth}==")).is_some(), "some browsers pad");
        assert!(Recipient::read(&point, &auth).is_none());
        assert!(Recipient::read(real, "AAAA").is_none());
        assert!(Recipient::read("", "").is_none() && Recipient::read("ğ", &auth).is_none());
    }
}
