//! Finding conversations by what was said in them: words, as somebody typed them, in the index of what was said.
use crate::base::ids::{ConversationId, SiteId};
use crate::engine::threads::{Query, ThreadIndex, fact};
use crate::{Error, Result};

/// Longest search, in characters.
const MAX_QUERY_CHARS: usize = 300;

/// The words of a search; `typing`: the last one may be unfinished.
///
/// # Errors
/// 422 for a text that is too long, or says nothing.
pub fn words(text: &str, typing: bool) -> Result<Query> {
    match text.trim().chars().count() {
        0 => Err(Error::invalid("q", "field_missing")),
        1..=MAX_QUERY_CHARS => Query::parse(text, typing).ok_or(Error::invalid("q", "query_without_words")),
        _ => Err(Error::beyond("q", "query_too_long", MAX_QUERY_CHARS as u64)),
    }
}

/// What the index knows of every line of a site.
#[must_use]
pub fn site_fact(it: SiteId) -> String {
    fact("site", it.uuid())
}

/// Conversations in which a message, a note, or what is known of the conversation has the words. Takes milliseconds of
/// a core: not for async threads.
///
/// # Errors
/// When the index cannot be read.
pub fn having(index: &ThreadIndex, site: SiteId, words: &Query) -> Result<Vec<ConversationId>> {
    let found = index.threads(words, &[vec![site_fact(site)]])?;
    Ok(found.into_iter().map(ConversationId::of).collect())
}
