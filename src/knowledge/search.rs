//! Hybrid search: words (BM25) and meaning (vectors), each brought to 0…1 and added with weights.
use super::snippet::{self, Wanted};
use super::store::passages;
use super::types::{Audience, SearchHit};
use crate::app::App;
use crate::base::ids::SiteId;
use crate::engine::Indexes;
use crate::engine::index::Search;
use crate::{Error, Result, settings};
use rusqlite::Connection;
use std::collections::{HashMap, HashSet};

/// Longest query, in characters.
pub const MAX_QUERY_CHARS: usize = 500;
/// Passages taken from each of the two searches.
const CANDIDATES: usize = 60;
/// The text score at which half of the way to 1 is gone: s / (s + k). Saturation keeps right answers that min-max
/// loses (measured on the Turkish questions).
const HALF_AT: f64 = 6.0;

/// What to look for.
#[derive(Debug, Clone)]
pub struct Query {
    /// As typed; what is beyond 500 characters is left aside.
    pub text: String,
    /// Whether the last word may be unfinished.
    pub typing: bool,
    /// Most articles.
    pub limit: usize,
}

/// Both parts of a passage's score, 0 to 1.
#[derive(Debug, Clone, Copy, Default)]
struct Parts {
    text: f64,
    vector: f64,
}

impl Parts {
    fn score(self, text_weight: f64) -> f64 {
        text_weight * self.text + (1.0 - text_weight) * self.vector
    }
}

/// Articles that answer the query, best first, each once.
///
/// # Errors
/// When an index or the database cannot be read.
pub async fn search(app: &App, site: SiteId, audience: Audience, query: Query) -> Result<Vec<SearchHit>> {
    let indexes = app.indexes.clone();
    app.store
        .read(move |conn| {
            let weight = settings::assistant(conn, site)?.text_weight;
            find(conn, &indexes, site, audience, &query, weight)
        })
        .await
}

/// The search itself, on a connection.
///
/// # Errors
/// When an index or the database cannot be read.
pub fn find(
    conn: &Connection,
    indexes: &Indexes,
    site: SiteId,
    audience: Audience,
    query: &Query,
    text_weight: f64,
) -> Result<Vec<SearchHit>> {
    let text: String = query.text.chars().take(MAX_QUERY_CHARS).collect();
    let scopes = audience.scopes(site);
    let scored = candidates(conn, indexes, &scopes, &text, query.typing)?;
    let mut ranked: Vec<(i64, Parts)> = scored.into_iter().collect();
    ranked.sort_by(|a, b| b.1.score(text_weight).total_cmp(&a.1.score(text_weight)).then(a.0.cmp(&b.0)));
    let wanted = Wanted::of(&text);
    let (mut hits, mut seen) = (Vec::new(), HashSet::new());
    for (number, parts) in ranked {
        if hits.len() >= query.limit {
            break;
        }
        let Some(passage) = passages::show(conn, site, &scopes, number)? else { continue };
        if !seen.insert(passage.article) {
            continue;
        }
        let (snippet, highlights) = snippet::cut(&passage.body, &wanted);
        hits.push(SearchHit {
            article_id: passage.article,
            title: passage.title,
            slug: passage.slug,
            snippet,
            highlights,
            score: parts.score(text_weight),
            text_score: parts.text,
            vector_score: parts.vector,
            passage: passage.body,
        });
    }
    Ok(hits)
}

/// Passages that match by words or by meaning, with both parts of their score.
fn candidates(
    conn: &Connection,
    indexes: &Indexes,
    scopes: &[String],
    text: &str,
    typing: bool,
) -> Result<HashMap<i64, Parts>> {
    let mut scored: HashMap<i64, Parts> = HashMap::new();
    for hit in indexes.words.search(&Search { text, typing, scopes, limit: CANDIDATES })? {
        let score = f64::from(hit.score);
        scored.entry(hit.number).or_default().text = score / (score + HALF_AT);
    }
    let Some((embedding, vector)) = indexes.meaning.question(text) else { return Ok(scored) };
    let by = (embedding.as_str(), vector.as_slice());
    let mut nearest = HashMap::new();
    for scope in scopes {
        nearest.extend(passages::nearest(conn, &indexes.signs, scope, by, CANDIDATES)?);
    }
    for (number, parts) in &mut scored {
        let cosine = match nearest.remove(number) {
            Some(it) => it,
            None => passages::nearness(conn, *number, by)?,
        };
        parts.vector = f64::from(cosine.max(0.0));
    }
    scored.extend(
        nearest
            .into_iter()
            .map(|(number, cosine)| (number, Parts { text: 0.0, vector: f64::from(cosine.max(0.0)) })),
    );
    Ok(scored)
}

/// The query of a request.
///
/// # Errors
/// 422 `field_missing`, `query_too_long`.
pub fn check(text: &str) -> Result<()> {
    match text.trim().chars().count() {
        0 => Err(Error::invalid("q", "field_missing")),
        1..=MAX_QUERY_CHARS => Ok(()),
        _ => Err(Error::beyond("q", "query_too_long", MAX_QUERY_CHARS as u64)),
    }
}
