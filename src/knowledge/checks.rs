//! Looks again at questions when articles or settings have changed: whether an article answers now what none did, and
//! whether questions whose answer is known still find it.
//!
//! Changes are gathered until nothing has come for a moment, and looked at when both search indexes have them.
use super::store::passages;
use super::{golden, unanswered};
use crate::app::App;
use crate::base::ids::{ArticleId, SiteId};
use crate::store::{Event, Follower, Seq, keep_going};
use crate::{Error, Result};
use std::collections::{BTreeMap, BTreeSet};
use std::convert::Infallible;
use std::time::Duration;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

/// Name in the figures and the log.
const NAME: &str = "questions";
/// Silence after which gathered changes are looked at.
const SILENCE: Duration = Duration::from_millis(700);
/// Between two looks whether the indexes have caught up.
const LOOK_EVERY: Duration = Duration::from_millis(100);
/// Longest wait for the indexes.
const PATIENCE: Duration = Duration::from_secs(60);

/// What changed on a site.
#[derive(Debug, Default)]
struct Changes {
    articles: BTreeSet<ArticleId>,
    settings: bool,
    questions: bool,
}

/// Looks until `stop`.
pub async fn follow(app: App, stop: CancellationToken) {
    let newest = *app.store.head().borrow();
    let follower = Follower::from(&app.store, NAME, newest);
    keep_going(stop, NAME, (app, follower), |(app, follower)| Box::pin(check_from(app, follower))).await;
}

/// Ends only by an error.
async fn check_from(app: &App, follower: &mut Follower) -> Result<Infallible> {
    let mut changes: BTreeMap<SiteId, Changes> = BTreeMap::new();
    let mut quiet_at = Instant::now();
    loop {
        tokio::select! {
            batch = follower.next_batch() => {
                for (_, event) in batch? {
                    if gather(app, &event, &mut changes).await? {
                        quiet_at = Instant::now() + SILENCE;
                    }
                }
            }
            () = tokio::time::sleep_until(quiet_at), if !changes.is_empty() => {
                wait_for_indexes(app, follower.cursor()).await?;
                for (site, changed) in std::mem::take(&mut changes) {
                    look(app, site, changed).await?;
                }
            }
        }
    }
}

/// Takes in what an event changed; whether it was anything of interest.
async fn gather(app: &App, event: &Event, changes: &mut BTreeMap<SiteId, Changes>) -> Result<bool> {
    match (event.kind.as_ref(), event.conversation) {
        (kind, _) if kind.starts_with("article.") => {
            changes.entry(event.site).or_default().articles.insert(ArticleId::of(event.object));
        }
        ("settings.changed", _) => changes.entry(event.site).or_default().settings = true,
        ("golden.changed", _) => changes.entry(event.site).or_default().questions = true,
        ("conversation.deleted", Some(id)) => {
            unanswered::forget_conversation(app, event.site, id).await?;
            return Ok(false);
        }
        _ => return Ok(false),
    }
    Ok(true)
}

/// Waits until the text index has everything up to `seq` and every passage its vector; not for ever.
async fn wait_for_indexes(app: &App, seq: Seq) -> Result<()> {
    let end = Instant::now() + PATIENCE;
    while Instant::now() < end {
        let indexed = app.store.figures().cursors().get("search").is_some_and(|it| *it >= seq);
        if indexed && app.store.read(|conn| passages::not_embedded(conn, 1)).await?.is_empty() {
            return Ok(());
        }
        tokio::time::sleep(LOOK_EVERY).await;
    }
    Err(Error::Internal(anyhow::anyhow!("the search indexes did not catch up")))
}

async fn look(app: &App, site: SiteId, changed: Changes) -> Result<()> {
    let cause = match (changed.articles.is_empty(), changed.settings) {
        (false, _) => golden::Cause::Articles,
        (true, true) => golden::Cause::Settings,
        (true, false) => golden::Cause::Questions,
    };
    if !changed.articles.is_empty() {
        unanswered::recheck(app, site, changed.articles).await?;
    }
    golden::run(app, site, cause).await.map(|_| ())
}
