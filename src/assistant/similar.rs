//! Solved conversations in which visitors asked what this one asks, and the tags that they carry.
use super::store;
use super::urgency::{self, Proposal};
use crate::app::App;
use crate::base::ids::{ConversationId, SiteId};
use crate::base::{Priority, text};
use crate::conversations::filter::{Filter, StatusFilter};
use crate::conversations::types::AuthorKind;
use crate::engine::threads::{Query, Sort};
use crate::engine::turkish;
use crate::knowledge::store::articles;
use crate::knowledge::types::ArticleHead;
use crate::search::types::{Wanted, Writer};
use crate::{Result, conversations, search};
use serde::Serialize;
use std::collections::{BTreeMap, HashMap, HashSet};

/// Words of the question that are looked for, the longest first.
const WORDS: usize = 6;
/// Shortest of them, in letters.
const LETTERS: usize = 4;
/// Conversations looked at for each word.
const PER_WORD: usize = 20;
/// Most cases that are shown.
const CASES: usize = 3;
/// Cases that tags are taken from.
const TAGGED: usize = 8;
/// Most tags that are proposed.
const TAGS: usize = 3;
/// Longest answer that is shown, in characters.
const ANSWER_CHARS: usize = 280;

/// A conversation that was solved.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct Case {
    /// Which.
    pub conversation_id: ConversationId,
    /// Its number on the site.
    pub number: i64,
    /// What the visitor asked.
    pub question: String,
    /// What the visitor was answered last.
    pub answer: String,
    /// 1 to 5, where the visitor rated it.
    pub rating: Option<i64>,
}

/// What past conversations offer for one that is going on.
#[derive(Debug, Clone, Default, Serialize, utoipa::ToSchema)]
pub struct Past {
    /// Solved ones that are alike, best first.
    pub cases: Vec<Case>,
    /// Tags that those carry and this one does not.
    pub tags: Vec<String>,
    /// How urgent this one may be, where that is something else than it is.
    pub priority: Option<Proposal>,
    /// The article that was drafted from this one, while it is there.
    pub article: Option<ArticleHead>,
}

/// A solved conversation in which a visitor asked something alike.
#[derive(Debug, Clone)]
pub struct Alike {
    /// Which.
    pub id: ConversationId,
    /// Its number on the site.
    pub number: i64,
    /// What the visitor asked there.
    pub question: String,
    tags: Vec<String>,
    priority: Priority,
    rating: Option<i64>,
}

/// Looks for conversations alike.
///
/// # Errors
/// 404; when the index or the database cannot be read.
pub async fn look(app: &App, site: SiteId, id: ConversationId) -> Result<Past> {
    let view = conversations::service::find(app, site, id).await?;
    let read = app.store.read(move |conn| {
        Ok((store::visitor_said(conn, site, id)?, articles::drafted_from(conn, site, id)?))
    });
    let (said, article) = read.await?;
    let alike = alike(app, site, &said, Some(id)).await?;
    let tags = proposed(alike.iter().take(TAGGED).map(|it| &it.tags), &view.tags);
    let priorities: Vec<Priority> = alike.iter().map(|it| it.priority).collect();
    let priority = urgency::worth(&view, urgency::said(&said).or_else(|| urgency::of_cases(&priorities)));
    let mut cases = Vec::new();
    for it in alike {
        if cases.len() >= CASES {
            break;
        }
        let answer = app.store.read(move |conn| store::last_reply(conn, site, it.id)).await?;
        let Some(answer) = answer else { continue };
        let answer = text::shorten(answer.trim(), ANSWER_CHARS);
        let Alike { id: conversation_id, number, question, rating, .. } = it;
        cases.push(Case { conversation_id, number, question, answer, rating });
    }
    Ok(Past { cases, tags, priority, article })
}

/// Solved conversations in which somebody asked what `said` asks and a person answered, best first.
///
/// # Errors
/// When the index or the database cannot be read.
pub async fn alike(
    app: &App,
    site: SiteId,
    said: &[String],
    but: Option<ConversationId>,
) -> Result<Vec<Alike>> {
    let mut found: HashMap<ConversationId, (usize, f64, Alike)> = HashMap::new();
    let words = words(said);
    for word in &words {
        let Some(query) = Query::parse(word, false) else { continue };
        let wanted = Wanted {
            words: query,
            filter: Filter { status: Some(StatusFilter::Closed), ..Filter::default() },
            kind: None,
            writer: Some(Writer::Any(AuthorKind::Visitor)),
            sort: Sort::Best,
            now: app.clock.now().as_millisecond(),
            after: None,
            limit: PER_WORD,
        };
        let hits = search::service::search(app, site, wanted).await?.hits;
        let mut seen = HashSet::new();
        for (place, hit) in (1_u32..).zip(hits) {
            let it = hit.conversation;
            if Some(it.id) == but || it.first_reply_at.is_none() || !seen.insert(it.id) {
                continue;
            }
            let (id, number, tags, priority, rating) = (it.id, it.number, it.tags, it.priority, it.rating);
            let new = || (0, 0.0, Alike { id, number, question: hit.snippet, tags, priority, rating });
            let score = found.entry(id).or_insert_with(new);
            (score.0, score.1) = (score.0 + 1, score.1 + 1.0 / f64::from(place));
        }
    }
    // One word in common is chance, unless the question has no more.
    let least = words.len().min(2);
    let mut found: Vec<_> = found.into_values().filter(|it| it.0 >= least.max(1)).collect();
    found.sort_by(|a, b| b.0.cmp(&a.0).then(b.1.total_cmp(&a.1)).then(b.2.id.cmp(&a.2.id)));
    Ok(found.into_iter().map(|it| it.2).collect())
}

/// The words of a question that say most, as far as length tells that.
fn words(said: &[String]) -> Vec<String> {
    let mut found: Vec<(usize, String)> = Vec::new();
    for it in said.iter().flat_map(|it| turkish::words(it)) {
        let letters = it.folded.chars().count();
        let head = |word: &str| word.chars().take(LETTERS).collect::<String>();
        let known = found.iter().any(|known| head(&text::fold(&known.1)) == head(&it.folded));
        if it.core.is_some() && letters >= LETTERS && !known {
            found.push((letters, it.exact));
        }
    }
    found.sort_by_key(|it| std::cmp::Reverse(it.0));
    found.into_iter().take(WORDS).map(|it| it.1).collect()
}

/// Tags that cases alike carry, the most frequent first, without those that are there already.
fn proposed<'a>(cases: impl Iterator<Item = &'a Vec<String>>, own: &[String]) -> Vec<String> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for tag in cases.flatten().filter(|it| !own.contains(it)) {
        *counts.entry(tag).or_default() += 1;
    }
    let mut sorted: Vec<_> = counts.into_iter().collect();
    sorted.sort_by_key(|it| std::cmp::Reverse(it.1));
    sorted.into_iter().take(TAGS).map(|it| it.0.to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_words_of_a_question_are_looked_for_once() {
        let said = ["Merhaba, harç ödemesi nasıl yapılıyor? Harcı ödeyemedim".to_owned()];
        let words = words(&said);
        assert!(
            words.contains(&"ödemesi".to_owned())
                && words.iter().filter(|it| it.starts_with("har")).count() == 1,
            "{words:?}"
        );
    }

    #[test]
    fn tags_of_cases_alike_are_proposed_by_how_many_carry_them() {
        let tag = |names: &[&str]| names.iter().map(|it| (*it).to_owned()).collect::<Vec<_>>();
        let cases = [tag(&["harç", "acil"]), tag(&["harç"]), tag(&["yurt", "harç"])];
        assert_eq!(proposed(cases.iter(), &tag(&["yurt"])), ["harç", "acil"]);
    }
}
