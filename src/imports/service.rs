//! Use cases of imports.
use super::crawl;
use super::store;
use super::types::{Import, ImportState, Options, Progress, Source, Upload};
use crate::app::App;
use crate::audit::{self, Actor, Entry};
use crate::base::At;
use crate::base::ids::ImportId;
use crate::knowledge::types::{ArticleStatus, Writer};
use crate::store::{Event, Present, Write};
use crate::web::Staff;
use crate::{Error, Result};
use anyhow::Context as _;
use serde_json::json;
use std::path::PathBuf;

/// Imports of a site that may wait or be under way.
const MOST_UNFINISHED: i64 = 10;
/// Pages of one import.
const MOST_PAGES: usize = 1_000;
/// Longest category, in characters.
const CATEGORY_CHARS: usize = 80;

/// Where an import's files wait.
pub(super) fn folder(app: &App, id: ImportId) -> PathBuf {
    app.config.data_dir.join("imports").join(id.to_string())
}

/// What is to be imported.
pub(super) enum Order {
    /// Files that lie in the import's folder, named by their place here.
    Files(Vec<Upload>),
    /// A web site.
    Web(String),
}

/// Has an import wait for its turn.
///
/// # Errors
/// 422 for an address that is none and for options that are not acceptable; 409 `imports_too_many`.
pub(super) async fn order(
    app: &App,
    staff: &Staff,
    id: ImportId,
    order: Order,
    mut options: Options,
) -> Result<Import> {
    let (site, now) = (staff.site()?, app.clock.now());
    check(&mut options)?;
    let (source, address, files) = match order {
        Order::Files(files) if files.is_empty() => return Err(Error::invalid("files", "file_missing")),
        Order::Files(files) => (Source::Files, None, files),
        Order::Web(address) => {
            // `ornek.edu.tr` is enough; a mail address is none.
            let complete = address.contains("://") || address.contains('@');
            let address = if complete { address } else { format!("https://{}", address.trim()) };
            let url =
                crawl::parse(&address).ok_or_else(|| Error::invalid("url", "import_address_invalid"))?;
            // What a name leads to is looked at when it is asked; a written private address is refused here.
            if app.outgoing.client(&url).is_err() {
                return Err(Error::invalid("url", "import_address_private"));
            }
            (Source::Web, Some(String::from(url)), Vec::new())
        }
    };
    let import = Import {
        id,
        source,
        address,
        files,
        options,
        state: ImportState::Waiting,
        problem: None,
        progress: Progress::default(),
        by: Some(Writer { id: staff.user, name: staff.name.clone() }),
        user: staff.user,
        may_change_all: staff.is_admin(),
        attempts: 0,
        created_at: At::of_ms(now.as_millisecond()),
        started_at: None,
        finished_at: None,
    };
    let (kept, actor) = (import.clone(), Actor::staff(staff));
    let decide = move |present: &Present<'_>| {
        if store::unfinished(present, site)? >= MOST_UNFINISHED {
            return Err(Error::Conflict("imports_too_many"));
        }
        let mut write = Write::new();
        store::insert(&mut write, site, &kept);
        let names: Vec<&str> = kept.files.iter().map(|it| it.name.as_str()).collect();
        let entry = Entry::new(&actor, Some(site), "import.created", now).to("import", id.uuid());
        let entry =
            entry.new_value(json!({ "source": kept.source, "address": kept.address, "files": names }));
        audit::record(present, &mut write, entry)?;
        write.tell(Event::new(site, "import.created", id.uuid(), now));
        Ok((write, ()))
    };
    app.store.decide(decide).await?;
    Ok(import)
}

fn check(options: &mut Options) -> Result<()> {
    options.category = options.category.take().map(|it| it.trim().to_owned()).filter(|it| !it.is_empty());
    if options.category.as_ref().is_some_and(|it| it.chars().count() > CATEGORY_CHARS) {
        return Err(Error::beyond("category", "field_too_long", CATEGORY_CHARS as u64));
    }
    if options.status == ArticleStatus::Archived {
        return Err(Error::invalid("status", "value_invalid"));
    }
    if options.pages == 0 || options.pages > MOST_PAGES {
        return Err(Error::beyond("pages", "import_pages", MOST_PAGES as u64));
    }
    Ok(())
}

/// Ends an import that has not ended; what it made stays.
///
/// # Errors
/// 404; 403 `import_not_yours`; 409 `import_over`.
pub(super) async fn cancel(app: &App, staff: &Staff, id: ImportId) -> Result<()> {
    let (site, now, actor) = (staff.site()?, app.clock.now(), Actor::staff(staff));
    let (user, all) = (staff.user, staff.is_admin());
    let decide = move |present: &Present<'_>| {
        let import = store::find(present, site, id)?.ok_or(Error::NotFound("import"))?;
        if !all && import.user != user {
            return Err(Error::Forbidden("import_not_yours"));
        }
        let mut write = Write::new();
        store::end(&mut write, site, id, ImportState::Cancelled, None, now);
        audit::record(
            present,
            &mut write,
            Entry::new(&actor, Some(site), "import.cancelled", now).to("import", id.uuid()),
        )?;
        write.tell(Event::new(site, "import.changed", id.uuid(), now));
        Ok((write, import.state))
    };
    let (_, state) = app.store.decide(decide).await?;
    if state == ImportState::Waiting {
        remove_files(app, id).await; // nobody else will
    }
    Ok(())
}

/// Removes what was uploaded for an import.
pub(super) async fn remove_files(app: &App, id: ImportId) {
    if let Err(error) = tokio::fs::remove_dir_all(folder(app, id)).await
        && error.kind() != std::io::ErrorKind::NotFound
    {
        tracing::warn!(%error, import = %id, "the files of an import could not be removed");
    }
}

/// The file at a place of an import.
pub(super) async fn file(app: &App, id: ImportId, place: usize) -> Result<Vec<u8>> {
    let path = folder(app, id).join(place.to_string());
    Ok(tokio::fs::read(path).await.context("read an uploaded file")?)
}
