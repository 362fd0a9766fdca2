//! Looks again at questions when articles, settings or the model for meaning have changed: whether an article answers now what none did, and
//! whether questions whose answer is known still find it.
//!
//! Changes are gathered until nothing has come for a moment, and looked at when both search indexes have them. What was
//! gathered when the process stopped is gathered again: the place in the log passes a change only when it was looked at.
use super::store::passages;
use super::{golden, unanswered};
use crate::Result;
use crate::app::App;
use crate::base::ids::{ArticleId, ConversationId, SiteId};
use crate::store::{Event, Follower, Seq, Write, keep_going};
use std::collections::{BTreeMap, BTreeSet};
use std::convert::Infallible;
use std::time::Duration;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

/// Name of the cursor, also in the figures and the log.
const NAME: &str = "questions";
/// Silence on a site after which its gathered changes are looked at.
const SILENCE: Duration = Duration::from_millis(700);
/// Between two looks whether the indexes have caught up.
const LOOK_EVERY: Duration = Duration::from_millis(100);
/// After a longer wait for the indexes, what there is is looked at; and once more when they have caught up.
const LONG: Duration = Duration::from_secs(60);
/// The place in the log is saved at least every so many events, so that a restart need not look at all of them again.
const SAVE_EVERY: Seq = 5_000;

/// What changed on a site.
#[derive(Debug)]
struct Changes {
    articles: BTreeSet<ArticleId>,
    settings: bool,
    model: bool,
    /// The first of them in the log, and the last.
    from: Seq,
    until: Seq,
    since: Instant,
    /// When they are looked at.
    due: Instant,
    told: bool,
}

impl Changes {
    fn new(from: Seq, now: Instant) -> Changes {
        let (articles, due) = (BTreeSet::new(), now + SILENCE);
        Changes { articles, settings: false, model: false, from, until: from, since: now, due, told: false }
    }
}

/// What is still to be done; it outlives a failure, for the log does not bring it again.
#[derive(Debug, Default)]
struct Waiting {
    sites: BTreeMap<SiteId, Changes>,
    /// Conversations that are gone, of which no question is to stay: one may have been noted while they were removed.
    gone: Vec<(SiteId, ConversationId)>,
    /// The place in the log that is kept.
    saved: Seq,
    /// Whether something was done since.
    done: bool,
}

/// Looks until `stop`.
pub async fn follow(app: App, stop: CancellationToken) {
    keep_going(stop, NAME, (app, None, Waiting::default()), |(app, follower, waiting)| {
        Box::pin(check_from(app, follower, waiting))
    })
    .await;
}

/// Ends only by an error.
async fn check_from(app: &App, follower: &mut Option<Follower>, waiting: &mut Waiting) -> Result<Infallible> {
    let follower = match follower {
        Some(it) => it,
        None => {
            let resumed = Follower::resume(&app.store, NAME).await?;
            waiting.saved = resumed.cursor();
            follower.insert(resumed)
        }
    };
    loop {
        forget(app, waiting).await?;
        save(app, follower.cursor(), waiting).await?;
        let due = waiting.sites.values().map(|it| it.due).min();
        tokio::select! {
            batch = follower.next_batch() => {
                for (seq, event) in batch? {
                    waiting.gather(seq, &event, Instant::now());
                }
            }
            () = tokio::time::sleep_until(due.unwrap_or_else(Instant::now)), if due.is_some() => {
                let before = waiting.sites.len();
                let looked = look_where_due(app, &mut waiting.sites).await;
                waiting.done |= waiting.sites.len() < before;
                looked?;
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
        let changes = self.sites.entry(event.site).or_insert_with(|| Changes::new(seq, now));
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
        waiting.done = true;
    }
    Ok(())
}

/// Keeps the place in the log before which everything was looked at.
async fn save(app: &App, cursor: Seq, waiting: &mut Waiting) -> Result<()> {
    let settled = waiting.sites.values().map(|it| it.from - 1).min().unwrap_or(cursor);
    if settled > waiting.saved && (waiting.done || settled - waiting.saved >= SAVE_EVERY) {
        let mut write = Write::new();
        write.advance(NAME, settled);
        app.store.commit(write).await?;
        (waiting.saved, waiting.done) = (settled, false);
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
        tracing::warn!(%site, "questions are asked again though the search indexes have not caught up");
        look(app, site, changes).await?;
        changes.told = true;
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

    fn changed(site: SiteId, until: Seq) -> (SiteId, Changes) {
        let mut changes = Changes::new(until, Instant::now());
        (changes.due, changes.settings) = (Instant::now(), true);
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

    async fn run(app: &App, sql: &'static str) {
        let mut write = Write::new();
        write.run(sql, &[]);
        app.store.commit(write).await.unwrap();
    }

    #[tokio::test]
    async fn what_fails_is_looked_at_again() {
        let folder = tempfile::tempdir().unwrap();
        let config = Config { data_dir: folder.path().to_owned(), ..Config::default() };
        let app = App::open(config, Clock::default()).unwrap();
        let mut indexed = Follower::from(&app.store, "search", 5);
        let asked = tokio::time::timeout(Duration::from_millis(1), indexed.next_batch());
        assert!(asked.await.is_err(), "nothing comes: it is only known how far the text index is");
        let mut waiting =
            Waiting { sites: BTreeMap::from([changed(SiteId::random(), 5)]), ..Waiting::default() };
        run(&app, "ALTER TABLE golden_questions RENAME TO golden_questions_gone").await;
        look_where_due(&app, &mut waiting.sites).await.unwrap_err();
        save(&app, 9, &mut waiting).await.unwrap();
        assert_eq!((waiting.sites.len(), waiting.saved), (1, 0), "a restart would begin with it");
        run(&app, "ALTER TABLE golden_questions_gone RENAME TO golden_questions").await;
        look_where_due(&app, &mut waiting.sites).await.unwrap();
        waiting.done = true;
        save(&app, 9, &mut waiting).await.unwrap();
        assert_eq!((waiting.sites.len(), waiting.saved), (0, 9));
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
