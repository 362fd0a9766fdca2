//! `asisttr search eval` and `asisttr ai eval`: with the file's own articles in a folder of its own, or with a site's.
use super::args::EvalFlags;
use super::data;
use super::out::Out;
use crate::app::App;
use crate::assistant::evaluate as answers;
use crate::audit::Actor;
use crate::base::ids::SiteId;
use crate::base::{Clock, Lang};
use crate::config::Config;
use crate::knowledge::evaluate::{self as finding, Figures, Question, QuestionSet};
use crate::sites::{NewSite, service};
use crate::{Error, Result};
use anyhow::Context as _;
use serde_json::json;
use std::path::PathBuf;
use std::process::ExitCode;

/// Measures the search.
pub(super) fn evaluate(config: Config, flags: EvalFlags, out: &Out) -> Result<ExitCode> {
    let folder = Scratch::make()?;
    let report = data::wait(async {
        let (app, site, questions) = prepare(config, flags, &folder).await?;
        finding::evaluate(&app, site, questions).await
    })?;
    out.done(&json!(report), &found_lines(&report, out));
    Ok(ExitCode::SUCCESS)
}

/// Measures the answers.
pub(super) fn evaluate_answers(config: Config, flags: EvalFlags, out: &Out) -> Result<ExitCode> {
    let folder = Scratch::make()?;
    let report = data::wait(async {
        let (app, site, questions) = prepare(config, flags, &folder).await?;
        answers::evaluate(&app, site, questions).await
    })?;
    out.done(&json!(report), &answer_lines(&report, out));
    Ok(ExitCode::SUCCESS)
}

/// A site whose articles are indexed, and what is to be asked of it. The server may be writing its own indexes, so
/// these are made in `folder`.
async fn prepare(config: Config, flags: EvalFlags, folder: &Scratch) -> Result<(App, SiteId, Vec<Question>)> {
    let file = flags.file.display();
    let text = std::fs::read_to_string(&flags.file).with_context(|| format!("cannot read {file}"))?;
    let set: QuestionSet = serde_json::from_str(&text).with_context(|| format!("cannot read {file}"))?;
    let set = flags.set.as_deref().map_or_else(|| set.clone(), |name| set.clone().part(name));
    let (app, site) = if set.articles.is_empty() {
        data::open(&config)?; // says so where there are no data
        let app = App::open_beside(config, Clock::default(), &folder.0)?;
        let site = site(&app, flags.site).await?;
        (app, site)
    } else {
        let app = App::open(Config { data_dir: folder.0.clone(), ..config }, Clock::default())?;
        let new = NewSite {
            name: "eval".to_owned(),
            slug: "eval".to_owned(),
            origins: Vec::new(),
            language: Lang::Tr,
            time_zone: None,
        };
        let site = service::create(&app.store, &app.clock, &Actor::command_line(), &new).await?;
        finding::fill(&app, site.id, &set.articles).await?;
        (app, site.id)
    };
    finding::index(&app).await?;
    Ok((app, site, set.questions))
}

/// The site named, or the only one.
async fn site(app: &App, slug: Option<String>) -> Result<SiteId> {
    let sites = service::list(&app.store).await?;
    let found = match (&slug, sites.as_slice()) {
        (Some(slug), all) => all.iter().find(|it| it.slug == *slug),
        (None, [only]) => Some(only),
        (None, _) => None,
    };
    found.map(|it| it.id).ok_or(Error::NotFound("site"))
}

fn found_lines(report: &finding::Report, out: &Out) -> String {
    let row = |name: &str, it: &Figures| {
        format!(
            "{name:12} {:4}  R@1 {:.3}  R@3 {:.3}  R@5 {:.3}  MRR {:.3}  nDCG@10 {:.3}",
            it.questions, it.recall_at_1, it.recall_at_3, it.recall_at_5, it.mrr, it.ndcg_at_10
        )
    };
    let mut lines = vec![format!(
        "{}: {}   p50 {:.2} ms   p95 {:.2} ms",
        out.text("search questions"),
        report.questions,
        report.p50_ms,
        report.p95_ms
    )];
    for way in &report.ways {
        lines.push(row(out.text(&format!("search {}", way.name)), &way.figures));
        if way.name == "site" {
            lines.extend(way.kinds.iter().map(|(kind, it)| row(&format!("  {kind}"), it)));
        }
    }
    if !report.missed.is_empty() {
        lines.push(format!("{}:", out.text("search missed")));
        let place = |rank: Option<usize>| rank.map_or("–".to_owned(), |it| it.to_string());
        lines.extend(report.missed.iter().map(|it| {
            format!(
                "  {}  [{} {}]  {}",
                it.q,
                it.kind,
                it.answer,
                [it.rank, it.text_rank, it.vector_rank].map(place).join("/")
            )
        }));
    }
    lines.push(format!("{}: {}", out.text("search lost"), report.lost.len()));
    lines.extend(report.lost.iter().map(|it| format!("  {it}")));
    lines.join("\n")
}

fn answer_lines(report: &answers::Report, out: &Out) -> String {
    let word = |it: answers::Outcome| {
        out.text(match it {
            answers::Outcome::RightSource => "ai right_source",
            answers::Outcome::WrongSource => "ai wrong_source",
            answers::Outcome::AnsweredAnyway => "ai answered_anyway",
            answers::Outcome::SaidNoRightly => "ai said_no_rightly",
            answers::Outcome::SaidNoWrongly => "ai said_no_wrongly",
        })
    };
    let mut lines: Vec<String> = report
        .asked
        .iter()
        .map(|it| format!("{:28} {}  → {}", word(it.outcome), it.q, it.sources.join(", ")))
        .collect();
    let rate = |name: &str, it: f64| format!("  {}: {:.1} %", out.text(name), it * 100.0);
    lines.push(format!("{}: {}", out.text("ai answerable"), report.answerable));
    lines.push(rate("ai right_source", report.right_rate));
    lines.push(rate("ai wrong_source", report.wrong_rate));
    lines.push(rate("ai said_no_wrongly", report.said_no_wrongly_rate));
    lines.push(format!("{}: {}", out.text("ai unanswerable"), report.unanswerable));
    lines.push(rate("ai said_no_rightly", report.said_no_rightly_rate));
    lines.push(rate(
        "ai answered_anyway",
        if report.unanswerable == 0 { 0.0 } else { 1.0 - report.said_no_rightly_rate },
    ));
    lines.push(format!("{}: {:.1} %", out.text("ai trust"), report.trust * 100.0));
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
