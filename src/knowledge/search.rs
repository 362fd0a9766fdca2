//! Hybrid search: words (BM25) and meaning (vectors), each brought to 0…1. A score is both, added with weights; the
//! order is that of the scores, or that of the places in both lists (reciprocal rank fusion), as the site chose.
use super::coverage;
use super::snippet::{self, Wanted};
use super::store::passages;
use super::types::{Audience, SearchHit};
use super::unanswered::without_identities;
use crate::app::App;
use crate::base::ids::SiteId;
use crate::engine::Indexes;
use crate::engine::index::{Search, Weighed};
use crate::engine::meaning::Vector;
use crate::settings::{self, Assistant, Fusion};
use crate::{Error, Result};
use rusqlite::Connection;
use std::collections::{HashMap, HashSet};

/// Longest query, in characters.
pub const MAX_QUERY_CHARS: usize = 500;
/// Passages taken from each of the two searches.
const CANDIDATES: usize = 60;
/// The text score at which half of the way to 1 is gone: s / (s + k). Saturation keeps right answers that min-max
/// loses (measured on the Turkish questions). k is larger the more a question says, so that one word of many is little.
const HALF_AT: f64 = 1.0;
/// What each unit of the question's rarity adds to it.
const HALF_AT_RARITY: f64 = 0.8;
/// How slowly a place in a list loses its worth (Cormack, Clarke and Büttcher, 2009).
const RANK_DAMPING: f64 = 60.0;

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

impl Query {
    fn cut(mut self) -> Query {
        self.text = self.text.chars().take(MAX_QUERY_CHARS).collect();
        self
    }
}

/// How the two searches become one list.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Blend {
    /// What the words count, 0 to 1; the meaning counts the rest.
    pub text_weight: f64,
    /// By scores or by places.
    pub fusion: Fusion,
}

impl Blend {
    /// As a site has it.
    #[must_use]
    pub fn of(settings: &Assistant) -> Blend {
        Blend { text_weight: settings.text_weight, fusion: settings.fusion }
    }
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
    let (indexes, asked) = (app.indexes.clone(), Asked::soon(app, query).await);
    app.store
        .read(move |conn| {
            let blend = Blend::of(&settings::assistant(conn, site)?);
            find(conn, &indexes, site, audience, &asked, blend)
        })
        .await
}

/// A query with its vector, which is made before a connection is lent: a model may take its time.
#[derive(Debug, Clone)]
pub struct Asked {
    query: Query,
    vector: Option<Vector>,
}

impl Asked {
    /// Of a query that nobody waits for: a model is waited for.
    pub async fn of(app: &App, query: Query) -> Asked {
        let query = query.cut();
        let vector = app.indexes.meaning.question(&meant(&query)).await;
        Asked { query, vector }
    }

    /// Of a query whose answer somebody waits for.
    async fn soon(app: &App, query: Query) -> Asked {
        let query = query.cut();
        let vector = app.indexes.meaning.question_soon(&meant(&query)).await;
        Asked { query, vector }
    }
}

/// What a model is given of a query: nothing that identifies a person, which says nothing of what is asked either.
fn meant(query: &Query) -> String {
    without_identities(&query.text)
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
    asked: &Asked,
    blend: Blend,
) -> Result<Vec<SearchHit>> {
    let query = &asked.query;
    let scopes = audience.scopes(site);
    let (scored, words) = candidates(conn, indexes, &scopes, asked)?;
    let ranked = rank(scored, blend);
    let wanted = Wanted::of(&query.text);
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
        let covered = coverage::covered(&words, &passage.title, &passage.body);
        hits.push(SearchHit {
            article_id: passage.article,
            title: passage.title,
            slug: passage.slug,
            snippet,
            highlights,
            score: parts.score(blend.text_weight),
            text_score: parts.text,
            vector_score: parts.vector,
            covered,
            passage: passage.body,
        });
    }
    Ok(hits)
}

/// Best first. Whatever orders them, a score stays what both parts weigh: the floor of the assistant means the same.
fn rank(scored: HashMap<i64, Parts>, blend: Blend) -> Vec<(i64, Parts)> {
    let mut ranked: Vec<(i64, Parts)> = scored.into_iter().collect();
    let by = |worth: &dyn Fn(&(i64, Parts)) -> f64, ranked: &mut Vec<(i64, Parts)>| {
        ranked.sort_by(|a, b| worth(b).total_cmp(&worth(a)).then(a.0.cmp(&b.0)));
    };
    if blend.fusion == Fusion::Rrf {
        let mut worth: HashMap<i64, f64> = HashMap::new();
        for (weight, part) in [
            (blend.text_weight, (|it| it.text) as fn(Parts) -> f64),
            (1.0 - blend.text_weight, |it| it.vector),
        ] {
            by(&|it| part(it.1), &mut ranked);
            let listed = ranked.iter().filter(|it| part(it.1) > 0.0);
            let mut place = RANK_DAMPING;
            for (number, _) in listed {
                place += 1.0;
                *worth.entry(*number).or_default() += weight / place;
            }
        }
        by(&|it| worth.get(&it.0).copied().unwrap_or_default(), &mut ranked);
    } else {
        by(&|it| it.1.score(blend.text_weight), &mut ranked);
    }
    ranked
}

/// Passages that match by words or by meaning, with both parts of their score.
fn candidates(
    conn: &Connection,
    indexes: &Indexes,
    scopes: &[String],
    asked: &Asked,
) -> Result<(HashMap<i64, Parts>, Vec<Weighed>)> {
    let mut scored: HashMap<i64, Parts> = HashMap::new();
    let (text, typing) = (asked.query.text.as_str(), asked.query.typing);
    let found = indexes.words.search(&Search { text, typing, scopes, limit: CANDIDATES })?;
    let half_at = HALF_AT + HALF_AT_RARITY * f64::from(found.rarity);
    for hit in found.hits {
        let score = f64::from(hit.score);
        scored.entry(hit.number).or_default().text = score / (score + half_at);
    }
    let Some((embedding, vector)) = &asked.vector else { return Ok((scored, found.words)) };
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
    Ok((scored, found.words))
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

#[cfg(test)]
mod tests {
    use super::*;

    fn order(fusion: Fusion) -> Vec<i64> {
        let parts = |text, vector| Parts { text, vector };
        let scored = HashMap::from([
            (1, parts(0.9, 0.0)), // far the best by words, unknown to the other
            (2, parts(0.4, 0.3)),
            (3, parts(0.3, 0.4)),
            (4, parts(0.0, 0.5)),
        ]);
        rank(scored, Blend { text_weight: 0.5, fusion }).into_iter().map(|it| it.0).collect()
    }

    #[test]
    fn a_model_gets_no_identity_number() {
        let text = "10000000146 numaralı kimliğimle burs alabilir miyim?".to_owned();
        let query = Query { text, typing: false, limit: 1 };
        assert_eq!(meant(&query), "••• numaralı kimliğimle burs alabilir miyim?");
    }

    #[test]
    fn scores_keep_how_far_apart_they_are_and_places_do_not() {
        assert_eq!(order(Fusion::Weighted), [1, 2, 3, 4]);
        assert_eq!(order(Fusion::Rrf), [2, 3, 1, 4], "good in both lists beats best in one");
    }
}
