//! Tokens that others gave out for a while.
use jiff::Timestamp;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// What a token was asked for with, the token, and until when it is good.
type Lent = HashMap<Vec<u8>, (String, Timestamp)>;

/// Tokens until they are too old, by whatever they were asked for with; cloning copies a pointer.
#[derive(Clone, Default)]
pub struct Tokens(Arc<Mutex<Lent>>);

impl Tokens {
    /// The token of `key`, as long as it is good.
    #[must_use]
    pub fn get(&self, key: &[u8], now: Timestamp) -> Option<String> {
        let all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.get(key).filter(|it| it.1 > now).map(|it| it.0.clone())
    }

    /// Keeps one until then; what is too old by now goes.
    pub fn put(&self, key: Vec<u8>, (token, until): (String, Timestamp), now: Timestamp) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.retain(|_, it| it.1 > now);
        all.insert(key, (token, until));
    }

    /// Forgets one that was refused.
    pub fn forget(&self, key: &[u8]) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(key);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::SignedDuration;

    #[test]
    fn a_token_is_good_until_its_time_is_over_or_it_is_refused() {
        let (tokens, now) = (Tokens::default(), Timestamp::UNIX_EPOCH);
        let later = now + SignedDuration::from_secs(60);
        tokens.put(b"a".to_vec(), ("x".to_owned(), later), now);
        assert_eq!(tokens.get(b"a", now).as_deref(), Some("x"));
        assert_eq!(tokens.get(b"a", later), None);
        tokens.forget(b"a");
        assert_eq!(tokens.get(b"a", now), None);
    }
}
