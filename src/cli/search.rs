//! `asisttr search eval`: with the file's own articles in a folder of its own, or with a site's.
use super::args::EvalFlags;
use super::data;
use super::out::Out;
use crate::app::App;
use crate::audit::Actor;
use crate::base::ids::SiteId;
use crate::base::{Clock, Lang};
use crate::config::Config;
use crate::engine::Indexes;
use crate::engine::index::TextIndex;
use crate::engine::meaning::Meaning;
use crate::engine::signs::SignIndex;
use crate::knowledge::evaluate::{self, Figures, QuestionSet, Report};
use crate::sites::{NewSite, service};
use crate::{Error, Result};
use anyhow::Context as _;
use serde_json::json;
use std::path::PathBuf;
use std::process::ExitCode;

pub(super) fn evaluate(config: Config, flags: EvalFlags, out: &Out) -> Result<ExitCode> {
    let text = std::fs::read_to_string(&flags.file)
        .with_context(|| format!("cannot read {}", flags.file.display()))?;
    let set: QuestionSet =
        serde_json::from_str(&text).with_context(|| format!("cannot read {}", flags.file.display()))?;
    let folder = Scratch::make()?;
    let report = data::wait(report(config, set, flags.site, &folder))?;
    out.done(&json!(report), &lines(&report, out));
    Ok(ExitCode::SUCCESS)
}

async fn report(config: Config, set: QuestionSet, slug: Option<String>, folder: &Scratch) -> Result<Report> {
    if set.articles.is_empty() {
        let store = data::open(&config)?;
        let words = TextIndex::open(&folder.0)?; // the server may be writing the site's own
        let site = site(&store, slug).await?;
        let indexes = Indexes { words, signs: SignIndex::default(), meaning: Meaning::default() };
        return evaluate::evaluate(&store, &indexes, site, set.questions).await;
    }
    let app = App::open(Config { data_dir: folder.0.clone(), ..config }, Clock::default())?;
    let new = NewSite {
        name: "eval".to_owned(),
        slug: "eval".to_owned(),
        origins: Vec::new(),
        language: Lang::Tr,
        time_zone: None,
    };
    let site = service::create(&app.store, &app.clock, &Actor::command_line(), &new).await?;
    evaluate::fill(&app, site.id, &set.articles).await?;
    evaluate::evaluate(&app.store, &app.indexes, site.id, set.questions).await
}

/// The site named, or the only one.
async fn site(store: &crate::store::Store, slug: Option<String>) -> Result<SiteId> {
    let sites = service::list(store).await?;
    let found = match (&slug, sites.as_slice()) {
        (Some(slug), all) => all.iter().find(|it| it.slug == *slug),
        (None, [only]) => Some(only),
        (None, _) => None,
    };
    found.map(|it| it.id).ok_or(Error::NotFound("site"))
}

fn lines(report: &Report, out: &Out) -> String {
    let row = |name: &str, it: &Figures| {
        format!(
            "{name:10}  R@1 {:.3}  R@3 {:.3}  R@5 {:.3}  MRR {:.3}  nDCG@10 {:.3}",
            it.recall_at_1, it.recall_at_3, it.recall_at_5, it.mrr, it.ndcg_at_10
        )
    };
    let names = ["search hybrid", "search text", "search vector"].map(|it| out.text(it));
    let mut lines =
        vec![format!("{}: {}   p95 {:.2} ms", out.text("search questions"), report.questions, report.p95_ms)];
    lines.extend(names.iter().zip(&report.figures).map(|(name, it)| row(name, it)));
    if !report.missed.is_empty() {
        lines.push(format!("{}:", out.text("search missed")));
        lines.extend(report.missed.iter().map(|it| format!("  {it}")));
    }
    lines.join("\n")
}

/// A folder that is gone afterwards.
struct Scratch(PathBuf);

impl Scratch {
    fn make() -> Result<Scratch> {
        let path = std::env::temp_dir().join(format!("asisttr-eval-{}", uuid::Uuid::now_v7()));
        std::fs::create_dir_all(&path).with_context(|| format!("cannot make {}", path.display()))?;
        Ok(Scratch(path))
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0); // in the system's folder for such things anyway
    }
}
