//! Brings passages into the text index and gives them vectors, off the event log and off the passages themselves.
use super::store::passages::{self, Indexed};
use crate::app::App;
use crate::base::ids::ArticleId;
use crate::engine::embed;
use crate::engine::index::{Entry, Replacement, TextIndex};
use crate::realtime::{Audience, Delivery};
use crate::store::{Event, Follower, Seq, Store, Write};
use crate::{Error, Result};
use serde_json::json;
use std::collections::BTreeSet;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// Articles brought into the index at once, when it is built anew.
const ARTICLES: usize = 500;
/// Passages given vectors in one write.
const VECTORS: usize = 64;
/// Before trying again what failed.
const PAUSE: Duration = Duration::from_secs(5);
/// The index's place in the log is saved at least every so many events.
const SAVE_EVERY: Seq = 20_000;

/// Keeps the text index true until `stop`.
pub async fn follow(app: App, stop: CancellationToken) {
    let mut cursor = app.indexes.words.found_at();
    while !stop.is_cancelled() {
        let error = tokio::select! {
            () = stop.cancelled() => return,
            Err(error) = index_from(&app, &mut cursor) => error,
        };
        tracing::error!(%error, "the text index fell behind; trying again");
        tokio::select! { () = stop.cancelled() => return, () = tokio::time::sleep(PAUSE) => () }
    }
}

/// Indexes from `cursor` on, the whole knowledge base first where there is none; ends only by an error.
async fn index_from(app: &App, cursor: &mut Option<Seq>) -> Result<()> {
    let start = match *cursor {
        Some(it) if app.store.log_reaches(it).await? => it,
        _ => index_all(&app.store, &app.indexes.words).await?,
    };
    *cursor = Some(start);
    let mut follower = Follower::from(&app.store, "search", start);
    let mut saved = start;
    loop {
        let batch = follower.next_batch().await?;
        let changed: BTreeSet<ArticleId> =
            batch.iter().filter(|it| is_article(&it.1)).map(|it| ArticleId::of(it.1.object)).collect();
        let at = follower.cursor();
        if !changed.is_empty() || at - saved >= SAVE_EVERY {
            index_articles(&app.store, &app.indexes.words, changed.into_iter().collect(), at).await?;
            saved = at;
            *cursor = Some(at);
        }
    }
}

fn is_article(event: &Event) -> bool {
    event.kind.starts_with("article.")
}

async fn index_all(store: &Store, index: &TextIndex) -> Result<Seq> {
    let at = *store.head().borrow();
    let mut after = None;
    loop {
        let articles = store.read(move |conn| passages::articles_after(conn, after, ARTICLES)).await?;
        after = articles.last().copied();
        let done = articles.len() < ARTICLES;
        index_articles(store, index, articles, at).await?;
        if done {
            return Ok(at);
        }
    }
}

/// Puts what the articles say now in place of what the index has of them.
async fn index_articles(store: &Store, index: &TextIndex, articles: Vec<ArticleId>, at: Seq) -> Result<()> {
    let groups = store
        .read(move |conn| {
            let replacement = |id: ArticleId| {
                let entries = passages::of_article(conn, id)?.into_iter().map(entry).collect();
                Ok(Replacement { group: id.to_string(), entries })
            };
            articles.into_iter().map(replacement).collect::<Result<Vec<_>>>()
        })
        .await?;
    index.replace(groups, at).await
}

fn entry(it: Indexed) -> Entry {
    Entry { number: it.number, scope: it.scope, title: it.title, body: it.body }
}

/// Gives every passage a vector of the present embedding, until `stop`.
pub async fn embed(app: App, stop: CancellationToken) {
    let newest = *app.store.head().borrow();
    let mut follower = Follower::from(&app.store, "embeddings", newest);
    while !stop.is_cancelled() {
        let error = tokio::select! {
            () = stop.cancelled() => return,
            Err(error) = embed_from(&app, &mut follower) => error,
        };
        tracing::error!(%error, "passages were not embedded; trying again");
        tokio::select! { () = stop.cancelled() => return, () = tokio::time::sleep(PAUSE) => () }
    }
}

/// What waits first, then whatever articles bring; ends only by an error.
async fn embed_from(app: &App, follower: &mut Follower) -> Result<()> {
    forget_others(&app.store).await?;
    let signs = app.indexes.signs.clone();
    app.store.read(move |conn| passages::load_all_signs(conn, &signs)).await?; // so that no search waits for it
    loop {
        embed_waiting(&app.store).await?;
        while !follower.next_batch().await?.iter().any(|it| is_article(&it.1)) {}
    }
}

/// Indexes and embeds everything there is, once; for commands that run without a server.
///
/// # Errors
/// When an index or the database cannot be written.
pub async fn catch_up(store: &Store, index: &TextIndex) -> Result<()> {
    index_all(store, index).await?;
    embed_waiting(store).await
}

async fn forget_others(store: &Store) -> Result<()> {
    let mut write = Write::new();
    passages::forget_other_vectors(&mut write);
    store.commit(write).await.map(|_| ())
}

async fn embed_waiting(store: &Store) -> Result<()> {
    loop {
        let waiting = store.read(|conn| passages::not_embedded(conn, VECTORS)).await?;
        if waiting.is_empty() {
            return Ok(());
        }
        let embedded = tokio::task::spawn_blocking(move || {
            let vector =
                |it: Indexed| (it.number, it.scope, embed::embed(&format!("{}\n{}", it.title, it.body)));
            waiting.into_iter().map(vector).collect::<Vec<_>>()
        });
        let embedded = embedded.await.map_err(|error| Error::Internal(error.into()))?;
        store
            .decide(move |present| {
                let mut write = Write::new();
                let mut added = passages::last_added(present)?;
                for (number, scope, vector) in &embedded {
                    // Meanwhile the article may have been saved again.
                    if passages::awaits_vector(present, *number)? {
                        added += 1;
                        passages::set_vector(&mut write, (*number, added), scope, vector);
                    }
                }
                Ok((write, ()))
            })
            .await?;
    }
}

/// Adds what `event` means to the site's staff.
pub fn render(seq: Seq, event: &Event, out: &mut Vec<Delivery>) {
    if is_article(event) {
        let told = json!({ "seq": seq, "article_id": event.object });
        out.push(Delivery::new(Audience::Staff(event.site), "knowledge:changed", Some(seq), &told));
    }
    let name = match event.kind.as_ref() {
        "unanswered.changed" => "knowledge:unanswered",
        "golden.run" | "golden.changed" => "knowledge:golden",
        _ => return,
    };
    let told = json!({ "seq": seq, "id": event.object });
    out.push(Delivery::new(Audience::Staff(event.site), name, Some(seq), &told));
}
