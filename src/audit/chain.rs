//! The hash chain: what makes a changed, missing or slipped-in row show.
use super::store;
use crate::Result;
use crate::store::Store;
use serde::Serialize;
use sha2::{Digest as _, Sha256};

/// Rows read at once while verifying.
const BATCH: usize = 1000;

/// The stored columns of a row, as they go into its hash.
#[derive(Debug, Clone)]
pub(super) struct Link {
    pub(super) number: i64,
    pub(super) id: Vec<u8>,
    pub(super) site: Option<Vec<u8>>,
    pub(super) at_ms: i64,
    pub(super) actor_kind: String,
    pub(super) actor_id: Option<Vec<u8>>,
    pub(super) action: String,
    pub(super) target_kind: String,
    pub(super) target_id: Option<Vec<u8>>,
    pub(super) address: Option<String>,
    pub(super) agent: Option<String>,
    pub(super) old: Option<String>,
    pub(super) new: Option<String>,
}

impl Link {
    /// SHA-256 over the hash before and every column, each with its length, so that no two rows read alike.
    pub(super) fn hash(&self, before: &[u8]) -> Vec<u8> {
        let number = self.number.to_be_bytes();
        let at = self.at_ms.to_be_bytes();
        let columns: [Option<&[u8]>; 14] = [
            Some(before),
            Some(&number),
            Some(&self.id),
            self.site.as_deref(),
            Some(&at),
            Some(self.actor_kind.as_bytes()),
            self.actor_id.as_deref(),
            Some(self.action.as_bytes()),
            Some(self.target_kind.as_bytes()),
            self.target_id.as_deref(),
            self.address.as_deref().map(str::as_bytes),
            self.agent.as_deref().map(str::as_bytes),
            self.old.as_deref().map(str::as_bytes),
            self.new.as_deref().map(str::as_bytes),
        ];
        let mut hash = Sha256::new();
        for column in columns {
            match column {
                None => hash.update([0]),
                Some(bytes) => {
                    hash.update([1]);
                    hash.update(bytes.len().to_be_bytes());
                    hash.update(bytes);
                }
            }
        }
        hash.finalize().to_vec()
    }
}

/// Outcome of a verification.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Verdict {
    /// Rows that were looked at.
    pub rows: u64,
    /// The first thing that is wrong; `None` when the trail is whole.
    pub broken: Option<Broken>,
}

/// Where the trail is broken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Broken {
    /// The row does not fit its hash: it, or one before it, was changed.
    Changed {
        /// Its number.
        number: i64,
    },
    /// Rows are gone from this number on.
    Missing {
        /// The first missing number.
        number: i64,
    },
}

/// Walks the whole trail.
///
/// # Errors
/// When the database cannot be read.
pub async fn verify(store: &Store) -> Result<Verdict> {
    let mut walk = Walk { rows: 0, number: 0, hash: Vec::new() };
    loop {
        let after = walk.number;
        let links = store.read(move |conn| store::links_after(conn, after, BATCH)).await?;
        let last = links.len() < BATCH;
        if let Some(broken) = links.iter().find_map(|(link, hash)| walk.step(link, hash)) {
            return Ok(Verdict { rows: walk.rows, broken: Some(broken) });
        }
        if last {
            break;
        }
    }
    let newest = store.read(store::newest_number).await?;
    let missing = Broken::Missing { number: walk.number + 1 };
    Ok(Verdict { rows: walk.rows, broken: (newest > walk.number).then_some(missing) })
}

struct Walk {
    rows: u64,
    number: i64,
    hash: Vec<u8>,
}

impl Walk {
    fn step(&mut self, link: &Link, hash: &[u8]) -> Option<Broken> {
        let expected = self.number + 1;
        if link.number != expected {
            return Some(Broken::Missing { number: expected });
        }
        if link.hash(&self.hash) != hash {
            return Some(Broken::Changed { number: link.number });
        }
        self.rows += 1;
        self.number = link.number;
        self.hash = hash.to_vec();
        None
    }
}
