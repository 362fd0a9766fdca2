//! Brings passages into the text index and gives them vectors, off the event log and off the passages themselves.
use super::store::passages::{self, Indexed};
use crate::Result;
use crate::app::App;
use crate::base::ids::ArticleId;
use crate::engine::embed;
use crate::engine::index::{Change, Entry, Replacement, TextIndex};
use crate::engine::meaning::{Embedding, Meaning};
use crate::models::{self, Refusal};
use crate::realtime::{Audience, Delivery};
use crate::store::{Event, Follower, Present, Seq, Store, Write, keep_going};
use jiff::SignedDuration;
use serde_json::json;
use std::collections::BTreeSet;
use std::convert::Infallible;
use tokio_util::sync::CancellationToken;

/// Name of what keeps the text index, in the figures and the log.
const SEARCH: &str = "search";
/// Name of what makes vectors.
const EMBEDDINGS: &str = "embeddings";
/// Articles brought into the index at once, when it is built anew.
const ARTICLES: usize = 500;
/// Passages given vectors in one write.
const VECTORS: usize = 64;
/// Between two looks whether another embedding was chosen.
const LOOK: SignedDuration = SignedDuration::from_secs(60);
/// The index's place in the log is saved at least every so many events.
const SAVE_EVERY: Seq = 20_000;

/// Keeps the text index true until `stop`.
pub async fn follow(app: App, stop: CancellationToken) {
    let cursor = app.indexes.words.found_at();
    keep_going(stop, SEARCH, (app, cursor), |(app, cursor)| Box::pin(index_from(app, cursor))).await;
}

/// Indexes from `cursor` on, the whole knowledge base first where there is none; ends only by an error.
async fn index_from(app: &App, cursor: &mut Option<Seq>) -> Result<Infallible> {
    let start = match *cursor {
        Some(it) if app.store.log_reaches(it).await? => it,
        _ => index_all(&app.store, &app.indexes.words).await?,
    };
    *cursor = Some(start);
    let mut follower = Follower::from(&app.store, SEARCH, start);
    let mut saved = start;
    loop {
        let batch = follower.next_batch().await?;
        let changed: BTreeSet<ArticleId> =
            batch.iter().filter(|it| is_article(&it.1)).map(|it| ArticleId::of(it.1.object)).collect();
        let at = follower.cursor();
        if !changed.is_empty() || at - saved >= SAVE_EVERY {
            let groups = groups(&app.store, changed.into_iter().collect()).await?;
            app.indexes.words.change(Change { groups, position: Some(at), from_scratch: false }).await?;
            saved = at;
            *cursor = Some(at);
        }
    }
}

fn is_article(event: &Event) -> bool {
    event.kind.starts_with("article.")
}

/// Brings everything there is into an empty index; tells up to where in the log that is. Only with its last part the
/// index is whole: one that was stopped before is built anew.
async fn index_all(store: &Store, index: &TextIndex) -> Result<Seq> {
    let at = *store.head().borrow();
    let (mut after, mut from_scratch) = (None, true);
    loop {
        let articles = store.read(move |conn| passages::articles_after(conn, after, ARTICLES)).await?;
        after = articles.last().copied();
        let done = articles.len() < ARTICLES;
        let groups = groups(store, articles).await?;
        index.change(Change { from_scratch, groups, position: done.then_some(at) }).await?;
        from_scratch = false;
        if done {
            return Ok(at);
        }
    }
}

/// What the articles say now, in place of what the index has of them.
async fn groups(store: &Store, articles: Vec<ArticleId>) -> Result<Vec<Replacement>> {
    store
        .read(move |conn| {
            let replacement = |id: ArticleId| {
                let entries = passages::of_article(conn, id)?.into_iter().map(entry).collect();
                Ok(Replacement { group: id.to_string(), entries })
            };
            articles.into_iter().map(replacement).collect::<Result<Vec<_>>>()
        })
        .await
}

fn entry(it: Indexed) -> Entry {
    Entry { number: it.number, scope: it.scope, title: it.title, body: it.body }
}

/// Gives every passage a vector of the present embedding, until `stop`.
pub async fn embed(app: App, stop: CancellationToken) {
    let newest = *app.store.head().borrow();
    let follower = Follower::from(&app.store, EMBEDDINGS, newest);
    keep_going(stop, EMBEDDINGS, (app, follower), |(app, follower)| Box::pin(embed_from(app, follower)))
        .await;
}

/// What waits first, then whatever articles bring, and whatever is chosen; ends only by an error.
async fn embed_from(app: &App, follower: &mut Follower) -> Result<Infallible> {
    go_on_with(app).await?;
    loop {
        embed_as_chosen(app).await?;
        tokio::select! {
            changed = articles_change(follower) => changed?,
            () = app.indexes.meaning.chosen_again() => (),
            // The command line chooses too, and a model that did not fit may fit now.
            () = app.clock.until(app.clock.now() + LOOK) => (),
        }
    }
}

async fn articles_change(follower: &mut Follower) -> Result<()> {
    while !follower.next_batch().await?.iter().any(|it| is_article(&it.1)) {}
    Ok(())
}

/// Goes by the embedding that the search went by before the start.
async fn go_on_with(app: &App) -> Result<()> {
    let name = app.store.read(passages::serving).await?;
    let serving = name.map_or(Embedding::BuiltIn, |it| models::embedding_named(app, &it));
    let (signs, name) = (app.indexes.signs.clone(), serving.name().to_owned());
    app.indexes.meaning.serve(serving);
    // So that no search waits for it.
    app.store.read(move |conn| passages::load_all_signs(conn, &signs, &name)).await
}

/// Gives every passage a vector of the chosen embedding, and has the search go by it once all of them have one. Until
/// then it goes by the one before. Where the chosen model is gone or cannot run here, the built-in one stands in for it.
async fn embed_as_chosen(app: &App) -> Result<()> {
    let serving = app.indexes.meaning.serving();
    let chosen = match models::embedding(app).await {
        Ok(chosen) => chosen,
        Err(refusal) => {
            tracing::warn!(why = refusal.as_str(), "the chosen embedding model cannot be used");
            let for_good = matches!(refusal, Refusal::NoModel | Refusal::NotHere);
            if for_good { Embedding::BuiltIn } else { serving.clone() }
        }
    };
    if let Err(error) = embed_waiting(&app.store, &app.indexes.meaning, &chosen).await {
        tracing::warn!(%error, embedding = chosen.name(), "not every passage has its vector; trying again");
        return Ok(()); // the one before goes on serving
    }
    let (signs, name) = (app.indexes.signs.clone(), chosen.name().to_owned());
    if chosen.name() == serving.name() {
        let left = app.store.read(move |conn| passages::has_others(conn, &name)).await?;
        if !left {
            return Ok(());
        }
    } else {
        app.store.read(move |conn| passages::load_all_signs(conn, &signs, &name)).await?;
    }
    app.indexes.meaning.serve(chosen.clone());
    let mut write = Write::new();
    passages::serve(&mut write, chosen.name());
    if chosen.name() != serving.name() {
        for site in app.store.read(passages::sites).await? {
            write.tell(Event::new(site, "embedding.changed", site.uuid(), app.clock.now()));
        }
    }
    app.store.commit(write).await?;
    if chosen.name() != serving.name() {
        app.indexes.signs.forget(&passages::tables(serving.name()));
        tracing::info!(
            embedding = chosen.name(),
            before = serving.name(),
            "the search goes by another embedding"
        );
    }
    Ok(())
}

/// Indexes everything there is and embeds it by what the search goes by, once; for commands that run without a server.
/// The choice of another embedding is left to the server.
///
/// # Errors
/// When an index or the database cannot be written, or a model cannot embed.
pub async fn catch_up(app: &App) -> Result<()> {
    index_all(&app.store, &app.indexes.words).await?;
    go_on_with(app).await?;
    let serving = app.indexes.meaning.serving();
    embed_waiting(&app.store, &app.indexes.meaning, &serving).await
}

async fn embed_waiting(store: &Store, meaning: &Meaning, embedding: &Embedding) -> Result<()> {
    let by_model = *embedding != Embedding::BuiltIn;
    loop {
        if by_model && meaning.serving() == Embedding::BuiltIn {
            // What is new is found by meaning at once, also while another embedding is made ready.
            embed_new(store).await?;
        }
        let name = embedding.name().to_owned();
        let waiting = store.read(move |conn| passages::awaiting(conn, &name, VECTORS)).await?;
        if waiting.is_empty() {
            return Ok(());
        }
        let vectors = match meaning.passages(embedding, waiting.iter().map(text_of).collect()).await {
            Ok(vectors) => vectors,
            Err(trouble) => {
                // Nothing waits for a model that may never come: its vectors take the place of these later.
                embed_new(store).await?;
                return Err(anyhow::Error::new(trouble).into());
            }
        };
        keep(store, waiting, embedding.name().to_owned(), vectors).await?;
    }
}

/// Gives every passage that has no vector at all one of the built-in embedding.
async fn embed_new(store: &Store) -> Result<()> {
    loop {
        let new = store.read(|conn| passages::not_embedded(conn, VECTORS)).await?;
        if new.is_empty() {
            return Ok(());
        }
        let texts: Vec<String> = new.iter().map(text_of).collect();
        let made = tokio::task::spawn_blocking(move || texts.iter().map(|it| embed::embed(it)).collect());
        let vectors = made.await.map_err(anyhow::Error::new)?;
        keep(store, new, embed::NAME.to_owned(), vectors).await?;
    }
}

fn text_of(passage: &Indexed) -> String {
    format!("{}\n{}", passage.title, passage.body)
}

/// Stores the vectors that an embedding made of passages.
async fn keep(store: &Store, of: Vec<Indexed>, embedding: String, vectors: Vec<Vec<f32>>) -> Result<()> {
    let decide = move |present: &Present<'_>| {
        let mut write = Write::new();
        let mut added = passages::last_added(present)?;
        for (it, vector) in of.iter().zip(&vectors) {
            // Meanwhile the article may have been saved again.
            if passages::awaits_vector(present, it.number, &embedding)? {
                added += 1;
                passages::set_vector(&mut write, (it.number, added), &it.scope, &embedding, vector);
            }
        }
        Ok((write, ()))
    };
    store.decide(decide).await.map(|_| ())
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Clock;
    use crate::config::Config;

    #[tokio::test]
    async fn what_is_built_anew_has_nothing_of_before() {
        let folder = tempfile::tempdir().unwrap();
        let config = Config { data_dir: folder.path().to_owned(), ..Config::default() };
        let app = App::open(config, Clock::default()).unwrap();
        let index = &app.indexes.words;
        let entry =
            Entry { number: 1, scope: "s".to_owned(), title: "Harç".to_owned(), body: "Eski.".to_owned() };
        let gone = Replacement { group: ArticleId::random().to_string(), entries: vec![entry] };
        let change = Change { groups: vec![gone], position: Some(1_000), from_scratch: false };
        index.change(change).await.unwrap();
        assert!(!index.is_empty());
        index_all(&app.store, index).await.unwrap();
        assert!(index.is_empty(), "what the log does not reach any more may be of articles long gone");
    }
}
