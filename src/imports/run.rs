//! Carries out one import.
use super::crawl::{Crawler, Page, Step};
use super::intake::{self, Intake};
use super::types::{Import, ImportState, Item, ItemOutcome, Progress, Source};
use super::{service, store};
use crate::app::App;
use crate::audit::{Actor, ActorKind};
use crate::base::ids::SiteId;
use crate::engine::convert::apart::read_apart;
use crate::engine::convert::{Converted, Draft, How};
use crate::files::images::Place;
use crate::knowledge::bulk::Seen;
use crate::knowledge::service::Editor;
use crate::store::{Event, Write};
use crate::{Error, Result};
use std::time::Duration;
use tokio::time::Instant;

/// Longest time for the images of one page.
const IMAGES_TIME: Duration = Duration::from_secs(60);
/// Articles made in one go, after which the desk hears of them.
const AT_ONCE: usize = 50;

/// Runs an import to its end, whatever that is.
///
/// # Errors
/// When the database cannot be written; the import then begins anew later.
pub(super) async fn run(app: &App, site: SiteId, import: Import) -> Result<()> {
    let id = import.id;
    let begun = change(app, site, &import, |write, at| store::begin(write, site, id, at)).await;
    if matches!(begun, Err(Error::Conflict(_))) {
        return Ok(()); // cancelled before its turn came
    }
    begun?;
    let mut work =
        Work { app, site, import: &import, progress: Progress::default(), items: 0, seen: Seen::default() };
    let done = match import.source {
        Source::Files => work.files().await,
        Source::Web => work.web().await,
    };
    let (state, problem) = match done {
        Ok(None) => (ImportState::Done, None),
        Ok(Some(code)) => (ImportState::Failed, Some(code)),
        Err(Error::Conflict("import_over")) => {
            service::remove_files(app, id).await;
            return Ok(()); // cancelled
        }
        Err(error) => {
            tracing::error!(%error, import = %id, "an import failed");
            (ImportState::Failed, Some("import_broken"))
        }
    };
    let ended = change(app, site, &import, |write, at| store::end(write, site, id, state, problem, at)).await;
    service::remove_files(app, id).await;
    match ended {
        Err(Error::Conflict(_)) => Ok(()),
        other => other,
    }
}

async fn change(
    app: &App,
    site: SiteId,
    import: &Import,
    step: impl FnOnce(&mut Write, jiff::Timestamp),
) -> Result<()> {
    let now = app.clock.now();
    let mut write = Write::new();
    step(&mut write, now);
    write.tell(Event::new(site, "import.changed", import.id.uuid(), now));
    app.store.commit(write).await.map(|_| ())
}

struct Work<'a> {
    app: &'a App,
    site: SiteId,
    import: &'a Import,
    progress: Progress,
    items: i64,
    seen: Seen,
}

/// Why the whole import could not be carried out; `None` when it was.
type Ended = Option<&'static str>;

impl Work<'_> {
    async fn files(&mut self) -> Result<Ended> {
        self.progress.total = count(self.import.files.len());
        self.report(Vec::new()).await?;
        for (place, upload) in self.import.files.iter().enumerate() {
            let bytes = service::file(self.app, self.import.id, place).await?;
            let how = How { split: self.import.options.split, address: None };
            let program = self.app.config.program.as_deref();
            let converted = read_apart(program, &upload.name, bytes, how).await;
            self.take(converted).await?;
            self.progress.done += 1;
            self.report(Vec::new()).await?;
        }
        Ok(None)
    }

    async fn web(&mut self) -> Result<Ended> {
        let options = &self.import.options;
        let address = self.import.address.as_deref().unwrap_or_default();
        let outgoing = self.app.outgoing.clone();
        let mut crawler = match Crawler::begin(outgoing, address, options.reach, options.pages).await {
            Ok(it) => it,
            Err(code) => return Ok(Some(code)),
        };
        loop {
            self.progress.total = count(crawler.known());
            self.report(Vec::new()).await?;
            match crawler.next().await {
                Step::End => return Ok(None),
                Step::Failed(source, code) => self.failed(source, code).await?,
                Step::Page(page) => self.page(&mut crawler, page).await?,
            }
            self.progress.done += 1;
        }
    }

    async fn page(&mut self, crawler: &mut Crawler, mut page: Page) -> Result<()> {
        let how = How { split: self.import.options.split, address: Some(page.url.to_string()) };
        let bytes = std::mem::take(&mut page.bytes);
        let mut converted = read_apart(self.app.config.program.as_deref(), page.name, bytes, how).await;
        crawler.follow(&page, &converted.links);
        if converted.unwanted {
            return self.failed(page.url.into(), "import_page_unwanted").await;
        }
        // Two addresses of one page give one article.
        let own = converted.canonical.clone().unwrap_or_else(|| page.url.to_string());
        if !crawler.is_new(&own) {
            // A page reached twice is one; a page that is taken for another one is missing, and somebody may look for it.
            let is_another = own != page.url.as_str();
            return if is_another { self.failed(page.url.into(), "import_page_same").await } else { Ok(()) };
        }
        let named = |it: &str| it.replacen(page.name, page.url.as_str(), 1);
        converted.failures.iter_mut().for_each(|it| it.source = named(&it.source));
        converted.drafts.iter_mut().for_each(|it| it.key = named(&it.key));
        bring_images(crawler, &mut converted.drafts).await;
        self.take(converted).await
    }

    async fn failed(&mut self, source: String, code: &str) -> Result<()> {
        let (title, article) = (None, None);
        let item = Item { source, title, article, outcome: ItemOutcome::Failed, code: Some(code.to_owned()) };
        self.report(vec![item]).await
    }

    /// Makes articles of what was read.
    async fn take(&mut self, converted: Converted) -> Result<()> {
        if !converted.failures.is_empty() {
            self.report(intake::failures(converted.failures)).await?;
        }
        let mut drafts = converted.drafts.into_iter().peekable();
        while drafts.peek().is_some() {
            let some: Vec<Draft> = drafts.by_ref().take(AT_ONCE).collect();
            let mut seen = std::mem::take(&mut self.seen);
            let (items, left_out) = self.intake().take(some, &mut seen).await?;
            self.seen = seen;
            self.progress.images_left_out += left_out;
            self.report(items).await?;
        }
        Ok(())
    }

    fn intake(&self) -> Intake<'_> {
        let actor =
            Actor { kind: ActorKind::User, id: Some(self.import.user.uuid()), address: None, agent: None };
        let editor = Editor { writer: self.import.by.clone(), actor, all: self.import.may_change_all };
        Intake {
            place: Place { store: &self.app.store, data_dir: &self.app.config.data_dir },
            site: self.site,
            editor,
            options: &self.import.options,
            now: self.app.clock.now(),
        }
    }

    /// Stores how far it is and what became of things; fails when the import was ended meanwhile.
    async fn report(&mut self, items: Vec<Item>) -> Result<()> {
        for item in &items {
            match item.outcome {
                ItemOutcome::Created => self.progress.created += 1,
                ItemOutcome::Updated => self.progress.updated += 1,
                ItemOutcome::Unchanged => self.progress.unchanged += 1,
                ItemOutcome::Failed => self.progress.failed += 1,
            }
        }
        let (site, id, progress, first) = (self.site, self.import.id, self.progress, self.items + 1);
        self.items += count(items.len());
        change(self.app, site, self.import, |write, _| {
            store::proceed(write, site, id, &progress, first, &items);
        })
        .await
    }
}

/// Fetches the images that lie beside the page; what does not come in time is left out.
async fn bring_images(crawler: &mut Crawler, drafts: &mut [Draft]) {
    let end = Instant::now() + IMAGES_TIME;
    for image in drafts.iter_mut().flat_map(|it| &mut it.images).filter(|it| it.bytes.is_empty()) {
        if Instant::now() < end {
            image.bytes = crawler.image(&image.source).await.unwrap_or_default();
        }
    }
}

fn count(length: usize) -> i64 {
    i64::try_from(length).unwrap_or(i64::MAX)
}
