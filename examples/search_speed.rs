//! How long a hybrid search takes in a large knowledge base: `cargo run --release --example search_speed -- 100000`
//! makes so many passages in a folder of its own, asks the Turkish questions, and prints the times.
#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a tool for the terminal")]
use asisttr::app::App;
use asisttr::audit::Actor;
use asisttr::base::{Clock, Lang};
use asisttr::config::Config;
use asisttr::knowledge::evaluate::{self, QuestionSet, SetArticle};
use asisttr::sites::{NewSite, service};
use std::time::Instant;

/// Parts of one article, each a passage.
const PARTS: usize = 20;

#[tokio::main]
async fn main() {
    let passages: usize = std::env::args().nth(1).and_then(|it| it.parse().ok()).unwrap_or(100_000);
    let set = std::fs::read_to_string("tests/data/turkish_eval.json").unwrap();
    let set: QuestionSet = serde_json::from_str(&set).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let config = Config { data_dir: folder.path().to_owned(), ..Config::default() };
    let app = App::open(config, Clock::default()).unwrap();
    let new = NewSite {
        name: "speed".to_owned(),
        slug: "speed".to_owned(),
        origins: Vec::new(),
        language: Lang::Tr,
        time_zone: None,
    };
    let site = service::create(&app.store, &app.clock, &Actor::command_line(), &new).await.unwrap();
    let start = Instant::now();
    let articles: Vec<SetArticle> = (0..passages / PARTS).map(|number| article(&set, number)).collect();
    evaluate::fill(&app, site.id, &articles).await.unwrap();
    println!("{} articles written in {:.1} s", articles.len(), start.elapsed().as_secs_f64());
    let start = Instant::now();
    evaluate::index(&app).await.unwrap();
    println!("{} passages indexed in {:.1} s", app.indexes.words.len(), start.elapsed().as_secs_f64());
    // The second round asks a warm index.
    for _ in 0..2 {
        let questions = set.questions.clone();
        let report = evaluate::evaluate(&app, site.id, questions).await.unwrap();
        println!("{} questions, p50 {:.2} ms, p95 {:.2} ms", report.questions, report.p50_ms, report.p95_ms);
    }
}

/// Sentences of the set, shuffled by a fixed rule, under headings that are each a passage of their own.
fn article(set: &QuestionSet, number: usize) -> SetArticle {
    let sentences: Vec<&str> = set.articles.iter().flat_map(|it| it.body.split(". ")).collect();
    let part = |part: usize| {
        let pick = |nth: usize| sentences[(number * 7919 + part * 104_729 + nth * 31) % sentences.len()];
        let text: Vec<String> =
            (0..12).map(|nth| format!("{} {}.", pick(nth), number * PARTS + part)).collect();
        format!("## Bölüm {part}\n\n{}\n", text.join(" "))
    };
    SetArticle {
        id: format!("makale-{number}"),
        title: format!("{} {number}", set.articles[number % set.articles.len()].title),
        body: (0..PARTS).map(part).collect(),
        set: String::new(),
    }
}
