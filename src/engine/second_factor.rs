//! Codes of authenticator apps (TOTP, RFC 6238: SHA-1, six digits, thirty seconds), and codes for the day on which the
//! app is lost.
use crate::Result;
use anyhow::Context as _;
use jiff::Timestamp;
use qrcode::QrCode;
use qrcode::render::svg;
use totp_rs::{Algorithm, Builder, Secret, Totp};

/// Bytes of a secret (RFC 4226, 4: 160 bits).
const SECRET_BYTES: usize = 20;
/// Signs of a recovery code: without those that look alike.
const SIGNS: &[u8; 32] = b"ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
/// Signs in a recovery code: 60 bits.
const RECOVERY_SIGNS: usize = 12;

/// What the app and the server share.
///
/// # Errors
/// When the operating system has no randomness to give.
pub fn new_secret() -> Result<[u8; SECRET_BYTES]> {
    let mut secret = [0; SECRET_BYTES];
    getrandom::fill(&mut secret).map_err(|error| anyhow::anyhow!("no randomness: {error}"))?;
    Ok(secret)
}

/// A secret as an app takes it.
#[derive(Debug, Clone)]
pub struct Shown {
    /// To be typed.
    pub text: String,
    /// To be opened (`otpauth://…`).
    pub url: String,
    /// To be photographed, as SVG.
    pub picture: String,
}

/// A secret as an app takes it, under the names of the service and of the account.
///
/// # Errors
/// When the names do not fit into an address.
pub fn show(secret: &[u8], service: &str, account: &str) -> Result<Shown> {
    let service = service.replace(':', " ");
    let totp = totp(secret, Some((&service, account)))?;
    let url = totp.to_url().context("an address for authenticator apps")?;
    let code = QrCode::new(&url).context("a QR code")?;
    let picture = code.render::<svg::Color<'_>>().min_dimensions(220, 220).build();
    Ok(Shown { text: Secret::from(secret).to_base32(), url, picture })
}

/// The step of time that `code` belongs to, when it is right now, half a minute ago or in half a minute.
///
/// # Errors
/// When the secret is unusable.
pub fn step_of(secret: &[u8], code: &str, now: Timestamp) -> Result<Option<i64>> {
    let seconds = u64::try_from(now.as_second()).unwrap_or(0);
    let step = totp(secret, None)?.check(code, seconds);
    Ok(step.and_then(|it| i64::try_from(it).ok()))
}

fn totp(secret: &[u8], names: Option<(&str, &str)>) -> Result<Totp> {
    let (service, account) = names.map_or((None, ""), |it| (Some(it.0), it.1));
    let builder = Builder::new()
        .with_algorithm(Algorithm::SHA1)
        .with_digits(6)
        .with_skew(1)
        .with_step_duration(30)
        .with_secret(secret)
        .with_issuer(service)
        .with_account_name(account);
    Ok(builder.build().map_err(|error| anyhow::anyhow!("no codes from this secret: {error:?}"))?)
}

/// A code such as `ABCD-EFGH-JKLM`.
///
/// # Errors
/// When the operating system has no randomness to give.
pub fn recovery_code() -> Result<String> {
    let mut bytes = [0_u8; RECOVERY_SIGNS];
    getrandom::fill(&mut bytes).map_err(|error| anyhow::anyhow!("no randomness: {error}"))?;
    let mut code = String::with_capacity(RECOVERY_SIGNS + 2);
    for (at, byte) in bytes.iter().enumerate() {
        if at % 4 == 0 && at > 0 {
            code.push('-');
        }
        let sign = SIGNS.get(usize::from(byte % 32)).copied().unwrap_or(b'A');
        code.push(char::from(sign));
    }
    Ok(code)
}

/// A recovery code however it was typed; `None` when it cannot be one.
#[must_use]
pub fn recovery_typed(text: &str) -> Option<String> {
    let signs: String = text.chars().filter(|it| !it.is_whitespace() && *it != '-').collect();
    let signs = signs.to_ascii_uppercase();
    let fits = signs.len() == RECOVERY_SIGNS && signs.bytes().all(|it| SIGNS.contains(&it));
    fits.then_some(signs)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_those_of_the_standard() {
        // RFC 6238, appendix B, the last six digits.
        let secret = b"12345678901234567890";
        let at = |second| Timestamp::from_second(second).unwrap();
        assert_eq!(step_of(secret, "287082", at(59)).unwrap(), Some(1));
        assert_eq!(step_of(secret, "005924", at(1_234_567_890)).unwrap(), Some(41_152_263));
        assert_eq!(
            step_of(secret, "005924", at(1_234_567_890 + 30)).unwrap(),
            Some(41_152_263),
            "a slow clock"
        );
        assert_eq!(step_of(secret, "005924", at(1_234_567_890 + 90)).unwrap(), None);
        assert_eq!(step_of(secret, "287 082", at(59)).unwrap(), None);
    }

    #[test]
    fn a_secret_can_be_typed_opened_and_photographed() {
        let shown = show(&new_secret().unwrap(), "Örnek: Üniversite", "elif@ornek.edu.tr").unwrap();
        assert_eq!(shown.text.len(), 32);
        assert!(shown.url.starts_with("otpauth://totp/") && shown.url.contains(&shown.text), "{}", shown.url);
        assert!(shown.picture.contains("<svg"));
    }

    #[test]
    fn a_recovery_code_is_known_however_it_is_typed() {
        let code = recovery_code().unwrap();
        assert_eq!(code.len(), 14);
        let plain = recovery_typed(&code).unwrap();
        assert_eq!(recovery_typed(&format!(" {} ", code.to_lowercase().replace('-', " "))), Some(plain));
        assert_eq!(recovery_typed("123456"), None);
    }
}
