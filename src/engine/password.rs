//! Password hashing: Argon2id with 19 MiB, 2 passes and 1 lane (OWASP's first choice), at most two at once, so
//! that a crowd at the door takes neither the processor nor the memory away from those inside.
use anyhow::{Context as _, anyhow};
use argon2::password_hash::phc::PasswordHash;
use argon2::{Algorithm, Argon2, Params, PasswordHasher as _, PasswordVerifier as _, Version};
use tokio::sync::Semaphore;

const MEMORY_KIB: u32 = 19 * 1024;
const PASSES: u32 = 2;
const LANES: u32 = 1;

/// Hashes going on at once in this process.
static TURNS: Semaphore = Semaphore::const_new(2);

/// Checked when there is no account, so that the answer takes as long as with one. No password fits it.
const NOBODYS: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// The PHC string to store for `password`.
///
/// # Errors
/// When there is no randomness or no memory.
pub async fn hash(password: String) -> anyhow::Result<String> {
    let turn = TURNS.acquire().await.context("no turn")?;
    let hashing = move || -> anyhow::Result<String> {
        let _turn = turn; // until the work is done, also when the client has gone
        let hashed = engine()?.hash_password(password.as_bytes());
        Ok(hashed.map_err(|error| anyhow!("cannot hash: {error}"))?.to_string())
    };
    tokio::task::spawn_blocking(hashing).await.context("hashing panicked")?
}

/// Whether `password` belongs to the stored `hash`; without one it never does, but takes as long.
///
/// # Errors
/// When the stored hash is unreadable or there is no memory.
pub async fn verify(password: String, hash: Option<String>) -> anyhow::Result<bool> {
    let turn = TURNS.acquire().await.context("no turn")?;
    let checking = move || -> anyhow::Result<bool> {
        let _turn = turn;
        let known = hash.is_some();
        let hash = PasswordHash::new(hash.as_deref().unwrap_or(NOBODYS))
            .map_err(|error| anyhow!("unreadable hash: {error}"))?;
        Ok(engine()?.verify_password(password.as_bytes(), &hash).is_ok() && known)
    };
    tokio::task::spawn_blocking(checking).await.context("checking panicked")?
}

fn engine() -> anyhow::Result<Argon2<'static>> {
    let params = Params::new(MEMORY_KIB, PASSES, LANES, None).map_err(|error| anyhow!("{error}"))?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn only_the_right_password_fits() {
        let stored = hash("uzun bir parola".to_owned()).await.unwrap();
        assert!(stored.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
        assert!(verify("uzun bir parola".to_owned(), Some(stored.clone())).await.unwrap());
        assert!(!verify("başka bir parola".to_owned(), Some(stored)).await.unwrap());
        assert!(!verify("uzun bir parola".to_owned(), None).await.unwrap());
    }
}
