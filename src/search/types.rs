//! What is searched for, and what is found.
use crate::base::At;
use crate::base::ids::{MessageId, UserId};
use crate::conversations::filter::Filter;
use crate::conversations::types::{Author, AuthorKind, ConversationView};
use crate::engine::threads::{self, Sort};
use serde::{Deserialize, Serialize};

/// Kinds of what was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// Words that both sides see.
    Message,
    /// Words of agents among themselves.
    Note,
    /// The conversation itself: its visitor's name and addresses, its number, its subject.
    Conversation,
}

/// Whose words are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Writer {
    /// Any of a kind.
    Any(AuthorKind),
    /// One user.
    User(UserId),
}

/// A search that was checked.
#[derive(Debug)]
pub struct Wanted {
    /// The words.
    pub words: threads::Query,
    /// Which conversations; its dates are those of the lines.
    pub filter: Filter,
    /// What kind of line.
    pub kind: Option<Kind>,
    /// Who said it.
    pub writer: Option<Writer>,
    /// Which come first.
    pub sort: Sort,
    /// Unix milliseconds, for what was put off.
    pub now: i64,
    /// Where the page before ended.
    pub after: Option<(f32, i64)>,
    /// Most hits.
    pub limit: usize,
}

/// The message that was found.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct Said {
    /// Its identity.
    pub id: MessageId,
    /// Its place in the conversation: give it as `around` to see it there.
    pub seq: i64,
    /// Who wrote it.
    pub author: Author,
    /// When.
    pub created_at: At,
}

/// One thing that was found.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct Hit {
    /// What it is.
    pub kind: Kind,
    /// Where it stands.
    pub conversation: ConversationView,
    /// The message; none where the conversation itself was found.
    pub message: Option<Said>,
    /// A piece of its words, plain.
    pub snippet: String,
    /// Where the words searched for stand in the snippet: start and end, in UTF-16 code units.
    #[schema(value_type = Vec<Vec<usize>>)]
    pub highlights: Vec<[usize; 2]>,
}

/// A page of what was found: hits of conversations or of tickets.
#[derive(Debug)]
pub struct Results<H> {
    /// All that was found, on whichever page.
    pub total: u64,
    /// This page.
    pub hits: Vec<H>,
    /// Where it ended, when there is more.
    pub next: Option<(f32, i64)>,
}

/// What the index knows of a line beside its words: terms that never change.
pub(super) mod facts {
    use super::{AuthorKind, Kind, UserId};
    use crate::engine::threads::fact;

    pub(in crate::search) use crate::conversations::said::site_fact as site;

    pub(in crate::search) fn kind(it: Kind) -> String {
        let name = match it {
            Kind::Message => "message",
            Kind::Note => "note",
            Kind::Conversation => "conversation",
        };
        format!("kind:{name}")
    }

    pub(in crate::search) fn author(it: AuthorKind) -> String {
        format!("by:{}", it.as_str())
    }

    pub(in crate::search) fn user(it: UserId) -> String {
        fact("by", it.uuid())
    }
}
