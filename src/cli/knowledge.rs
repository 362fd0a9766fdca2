//! `asisttr knowledge import`: files become articles of a site, also while its server runs, which then finds them.
use super::args::ImportFlags;
use super::data;
use super::out::Out;
use crate::audit::Actor;
use crate::base::{Clock, words};
use crate::config::Config;
use crate::engine::convert::apart::read_apart;
use crate::engine::convert::{Converted, How, Split};
use crate::files::images::Place;
use crate::imports::intake::{self, Intake};
use crate::imports::types::{Item, ItemOutcome, Options};
use crate::knowledge::bulk::Seen;
use crate::knowledge::service::Editor;
use crate::knowledge::types::{ArticleStatus, Visibility};
use crate::{Error, Result, sites};
use anyhow::Context as _;
use serde_json::{Value, json};
use std::path::Path;
use std::process::ExitCode;

const OUTCOMES: [ItemOutcome; 4] =
    [ItemOutcome::Created, ItemOutcome::Updated, ItemOutcome::Unchanged, ItemOutcome::Failed];

pub(super) fn import(config: &Config, flags: ImportFlags, out: &Out) -> Result<ExitCode> {
    let items = data::wait(run(config, flags))?;
    let count = |of: ItemOutcome| items.iter().filter(|it| it.outcome == of).count();
    let counts: Value = OUTCOMES.iter().map(|it| (it.as_str().to_owned(), json!(count(*it)))).collect();
    let shown: Vec<Value> = items.iter().map(|it| shown(it, out)).collect();
    let lines: Vec<String> = items.iter().map(|it| line(it, out)).collect();
    let sum = OUTCOMES.map(|it| format!("{} {}", count(it), out.text(&format!("knowledge {}", it.as_str()))));
    out.done(
        &json!({ "counts": counts, "items": shown }),
        &format!("{}\n{}", lines.join("\n"), sum.join(", ")),
    );
    // Nothing at all was taken: a script should notice.
    Ok(if count(ItemOutcome::Failed) == items.len() { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

async fn run(config: &Config, flags: ImportFlags) -> Result<Vec<Item>> {
    let store = data::open(config)?;
    let all = sites::service::list(&store).await?;
    let site = match (&flags.site, all.as_slice()) {
        (Some(slug), all) => all.iter().find(|it| it.slug == *slug),
        (None, [only]) => Some(only),
        (None, _) => None,
    };
    let site = site.ok_or(Error::NotFound("site"))?;
    let options = Options {
        status: if flags.publish { ArticleStatus::Published } else { ArticleStatus::Draft },
        visibility: if flags.internal { Visibility::Internal } else { Visibility::Public },
        split: if flags.split { Split::Headings } else { Split::Whole },
        category: flags.category,
        language: site.language,
        ..Options::default()
    };
    std::fs::create_dir_all(config.data_dir.join("files")).context("make the folder of files")?;
    let intake = Intake {
        place: Place { store: &store, data_dir: &config.data_dir },
        site: site.id,
        editor: Editor { writer: None, actor: Actor::command_line(), all: true },
        options: &options,
        now: Clock::default().now(),
    };
    let (mut items, mut seen) = (Vec::new(), Seen::default());
    for path in &flags.files {
        let converted = read(config, path, options.split).await;
        items.extend(intake::failures(converted.failures));
        items.extend(intake.take(converted.drafts, &mut seen).await?.0);
    }
    Ok(items)
}

async fn read(config: &Config, path: &Path, split: Split) -> Converted {
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    match std::fs::read(path) {
        Ok(bytes) => read_apart(config.program.as_deref(), &name, bytes, How { split, address: None }).await,
        Err(_) => Converted::failed(&path.display().to_string(), "import_unopened"),
    }
}

fn shown(it: &Item, out: &Out) -> Value {
    let detail = it.code.as_ref().map(|code| words::of_code(code, out.lang));
    json!({
        "source": it.source, "title": it.title, "article_id": it.article, "outcome": it.outcome,
        "code": it.code, "detail": detail,
    })
}

fn line(it: &Item, out: &Out) -> String {
    let outcome = out.text(&format!("knowledge {}", it.outcome.as_str()));
    let reason = it.code.as_ref().map(|code| format!(": {}", words::of_code(code, out.lang)));
    let name = it.title.as_deref().unwrap_or(&it.source);
    format!("{outcome:12}  {name}{}", reason.unwrap_or_default())
}
