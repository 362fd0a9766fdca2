//! Looks again at questions when articles, settings or the model for meaning have changed: whether an article answers now what none did, and
//! whether questions whose answer is known still find it.
//!
//! Changes are gathered until nothing has come for a moment, and looked at when both search indexes have them.
use super::store::passages;
use super::{golden, unanswered};
use crate::Result;
use crate::app::App;
use crate::base::ids::{ArticleId, ConversationId, SiteId};
use crate::store::{Event, Follower, Seq, keep_going};
use std::collections::{BTreeMap, BTreeSet};
use std::convert::Infallible;
use std::time::Duration;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

/// Name in the figures and the log.
const NAME: &str = "questions";
/// Silence on a site after which its gathered changes are looked at.
const SILENCE: Duration = Duration::from_millis(700);
/// Between two looks whether the indexes have caught up.
const LOOK_EVERY: Duration = Duration::from_millis(100);
/// After a longer wait for the indexes, what there is is looked at; and once more when they have caught up.
const LONG: Duration = Duration::from_secs(60);

/// What changed on a site.
#[derive(Debug)]
struct Changes {
    articles: BTreeSet<ArticleId>,
    settings: bool,
    model: bool,
    /// The last of them in the log.
    until: Seq,
    since: Instant,
    /// When they are looked at.
    due: Instant,
    told: bool,
}

impl Changes {
    fn new(now: Instant) -> Changes {
        let (articles, due) = (BTreeSet::new(), now + SILENCE);
        Changes { articles, settings: false, model: false, until: 0, since: now, due, told: false }
    }
}

/// What is still to be done; it outlives a failure, for the log does not bring it again.
#[derive(Debug, Default)]
struct Waiting {
    sites: BTreeMap<SiteId, Changes>,
    /// Conversations that are gone, of which no question is to stay: one may have been noted while they were removed.
    gone: Vec<(SiteId, ConversationId)>,
}

/// Looks until `stop`.
pub async fn follow(app: App, stop: CancellationToken) {
    let newest = *app.store.head().borrow();
    let follower = Follower::from(&app.store, NAME, newest);
    keep_going(stop, NAME, (app, follower, Waiting::default()), |(app, follower, waiting)| {
        Box::pin(check_from(app, follower, waiting))
    })
    .await;
}

/// Ends only by an error.
async fn check_from(app: &App, follower: &mut Follower, waiting: &mut Waiting) -> Result<Infallible> {
    loop {
        forget(app, waiting).await?;
        let due = waiting.sites.values().map(|it| it.due).min();
        tokio::select! {
            batch = follower.next_batch() => {
                for (seq, event) in batch? {
                    waiting.gather(seq, &event, Instant::now());
                }
            }
            () = tokio::time::sleep_until(due.unwrap_or_else(Instant::now)), if due.is_some() => {
                look_where_due(app, &mut waiting.sites).await?;
            }
        }
    }
}

impl Waiting {
    /// Takes in what an event changed.
    fn gather(&mut self, seq: Seq, event: &Event, now: Instant) {
        let (articles, settings, model) = match (event.kind.as_ref(), event.conversation) {
            (kind, _) if kind.starts_with("article.") => (Some(ArticleId::of(event.object)), false, false),
            ("settings.changed", _) => (None, true, false),
            ("embedding.changed", _) => (None, false, true),
            ("golden.changed", _) => (None, false, false),
            ("conversation.deleted", Some(id)) => return self.gone.push((event.site, id)),
            _ => return,
        };
        let changes = self.sites.entry(event.site).or_insert_with(|| Changes::new(now));
        changes.articles.extend(articles);
        changes.settings |= settings;
        changes.model |= model;
        (changes.until, changes.due) = (seq, now + SILENCE);
    }
}

async fn forget(app: &App, waiting: &mut Waiting) -> Result<()> {
    while let Some((site, id)) = waiting.gone.last().copied() {
        unanswered::forget_conversation(app, site, id).await?;
        waiting.gone.pop();
    }
    Ok(())
}

/// Looks at the sites that are due and that both indexes have everything of. No site waits for another, and what fails
/// is looked at again.
async fn look_where_due(app: &App, sites: &mut BTreeMap<SiteId, Changes>) -> Result<()> {
    let now = Instant::now();
    let due: Vec<SiteId> = sites.iter().filter(|it| it.1.due <= now).map(|it| *it.0).collect();
    let mut failed = None;
    for site in due {
        let Some(changes) = sites.get_mut(&site) else { continue };
        match look_if_ready(app, site, changes).await {
            Ok(true) => {
                sites.remove(&site);
            }
            Ok(false) => changes.due = Instant::now() + LOOK_EVERY,
            Err(error) => failed = Some(error),
        }
    }
    failed.map_or(Ok(()), Err)
}

async fn look_if_ready(app: &App, site: SiteId, changes: &mut Changes) -> Result<bool> {
    let until = changes.until;
    let indexed = app.store.figures().cursors().get("search").is_some_and(|it| *it >= until);
    let ready = indexed && app.store.read(move |conn| passages::all_embedded(conn, site)).await?;
    if ready {
        look(app, site, changes).await?;
    } else if !changes.told && changes.since.elapsed() >= LONG {
        changes.told = true;
        tracing::warn!(%site, "questions are asked again though the search indexes have not caught up");
        look(app, site, changes).await?;
    }
    Ok(ready)
}

async fn look(app: &App, site: SiteId, changed: &Changes) -> Result<()> {
    let cause = match changed {
        it if !it.articles.is_empty() => golden::Cause::Articles,
        it if it.settings => golden::Cause::Settings,
        it if it.model => golden::Cause::Model,
        _ => golden::Cause::Questions,
    };
    if !changed.articles.is_empty() {
        unanswered::recheck(app, site, changed.articles.clone()).await?;
    }
    golden::run(app, site, cause).await.map(|_| ())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Clock;
    use crate::config::Config;
    use crate::store::Write;

    fn changed(site: SiteId, until: Seq) -> (SiteId, Changes) {
        let mut changes = Changes::new(Instant::now());
        (changes.until, changes.due, changes.settings) = (until, Instant::now(), true);
        (site, changes)
    }

    #[tokio::test]
    async fn after_a_long_wait_what_there_is_is_looked_at_and_the_rest_later() {
        let folder = tempfile::tempdir().unwrap();
        let config = Config { data_dir: folder.path().to_owned(), ..Config::default() };
        let app = App::open(config, Clock::default()).unwrap();
        let (site, mut changes) = changed(SiteId::random(), 6);
        let Some(long_ago) = Instant::now().checked_sub(LONG) else { return };
        changes.since = long_ago;
        assert!(!look_if_ready(&app, site, &mut changes).await.unwrap() && changes.told);
    }

    #[tokio::test]
    async fn what_one_site_waits_for_keeps_no_other_waiting_and_is_not_lost() {
        let folder = tempfile::tempdir().unwrap();
        let config = Config { data_dir: folder.path().to_owned(), ..Config::default() };
        let app = App::open(config, Clock::default()).unwrap();
        let mut indexed = Follower::from(&app.store, "search", 5);
        let asked = tokio::time::timeout(Duration::from_millis(1), indexed.next_batch());
        assert!(asked.await.is_err(), "nothing comes: it is only known how far the text index is");
        let (one, other, late) = (SiteId::random(), SiteId::random(), SiteId::random());
        let mut write = Write::new();
        write.run(
            "INSERT INTO passages (number, site_id, article_id, position, scope, title, body)
             VALUES (1, ?1, ?2, 0, 's', 't', 'b')",
            &[&one, &ArticleId::random()],
        );
        app.store.commit(write).await.unwrap();
        let mut sites = BTreeMap::from([changed(one, 5), changed(other, 5), changed(late, 6)]);
        look_where_due(&app, &mut sites).await.unwrap();
        assert!(sites.contains_key(&one), "its passage has no vector yet");
        assert!(sites.contains_key(&late), "its change is not in the text index yet");
        assert!(!sites.contains_key(&other), "it waits for neither");
    }
}
