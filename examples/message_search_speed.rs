//! How long a search in a million messages takes: `cargo run --release --example message_search_speed -- 1000000` fills
//! a folder of its own with made-up conversations, has them indexed as the program does, and prints the times.
#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a tool for the terminal")]
use asisttr::app::App;
use asisttr::audit::Actor;
use asisttr::base::ids::{ConversationId, MessageId, SiteId, UserId, VisitorId};
use asisttr::base::{Clock, Lang};
use asisttr::config::Config;
use asisttr::conversations::filter::{Assigned, Filter, StatusFilter};
use asisttr::engine::threads::{Query, Sort};
use asisttr::knowledge::evaluate::QuestionSet;
use asisttr::search::follow;
use asisttr::search::service;
use asisttr::search::types::Wanted;
use asisttr::sites::{NewSite, service as sites};
use asisttr::store::{Event, Write};
use std::path::Path;
use std::time::Instant;

/// Messages of a conversation.
const MESSAGES: usize = 12;
/// Conversations in one write.
const AT_ONCE: usize = 50;
/// Times each search is asked for.
const ROUNDS: usize = 60;
/// The first conversation's time, Unix milliseconds.
const BEGIN: i64 = 1_750_000_000_000;

#[tokio::main]
async fn main() {
    let messages: usize = std::env::args().nth(1).and_then(|it| it.parse().ok()).unwrap_or(1_000_000);
    let folder = tempfile::tempdir().unwrap();
    let app = App::open(Config { data_dir: folder.path().to_owned(), ..Config::default() }, Clock::default())
        .unwrap();
    let site = new_site(&app, "speed").await;
    let other = new_site(&app, "other").await;
    let agents: Vec<UserId> = (0..20).map(|_| UserId::random()).collect();
    let sentences = sentences();
    let start = Instant::now();
    for first in (0..messages / MESSAGES).step_by(AT_ONCE) {
        let mut write = Write::new();
        for number in first..first + AT_ONCE {
            // One in ten is another site's.
            let site = if number % 10 == 9 { other } else { site };
            converse(&mut write, site, number, &agents, &sentences);
        }
        app.store.commit(write).await.unwrap();
    }
    println!("{messages} messages written in {:.0} s", start.elapsed().as_secs_f64());
    let start = Instant::now();
    follow::catch_up(&app).await.unwrap();
    let size = size_of(&folder.path().join("index"));
    println!(
        "{} lines indexed in {:.0} s, {} MB on disk, {}",
        app.said.len(),
        start.elapsed().as_secs_f64(),
        size >> 20,
        memory()
    );
    for (name, text, typing, filter) in searches(&agents) {
        for (order, sort) in [("best", Sort::Best), ("newest", Sort::Newest)] {
            let mut times = Vec::new();
            let mut total = 0;
            for round in 0..ROUNDS {
                let words = Query::parse(text[round % text.len()], typing).unwrap();
                let wanted = Wanted {
                    words,
                    filter: filter.clone(),
                    kind: None,
                    writer: None,
                    sort,
                    now: BEGIN,
                    after: None,
                    limit: 50,
                };
                let start = Instant::now();
                total = service::search(&app, site, wanted).await.unwrap().total;
                times.push(start.elapsed().as_secs_f64() * 1000.0);
            }
            times.sort_by(f64::total_cmp);
            let at = |part: f64| times[((times.len() - 1) as f64 * part) as usize];
            println!("{name:<28} {order:<7} p50 {:6.2} ms  p95 {:6.2} ms  {total} hits", at(0.5), at(0.95));
        }
    }
    println!("{}", memory());
}

/// What is asked for: its name, the words in turn, whether the last is unfinished, what it is narrowed down to.
fn searches(agents: &[UserId]) -> Vec<(&'static str, &'static [&'static str], bool, Filter)> {
    let all = Filter::default();
    let with = |change: fn(&mut Filter)| {
        let mut filter = Filter::default();
        change(&mut filter);
        filter
    };
    const ONE: &[&str] =
        &["kayıt", "ücret", "sınav", "yurt", "burs", "ders", "öğrenci", "kütüphane", "merhaba"];
    const TWO: &[&str] = &["ders kaydı", "yurt ücreti", "sınav tarihi", "burs başvurusu", "öğrenci belgesi"];
    const PHRASE: &[&str] = &["\"ders kaydı\"", "\"öğrenci belgesi\"", "\"burs başvurusu\"", "\"ne zaman\""];
    const PREFIX: &[&str] = &["ka", "der", "öğren", "bu", "yu", "burs baş", "sınav ta"];
    vec![
        ("one word", ONE, false, all.clone()),
        ("two words", TWO, false, all.clone()),
        ("phrase", PHRASE, false, all.clone()),
        ("prefix", PREFIX, true, all),
        ("closed (nearly all)", ONE, false, with(|it| it.status = Some(StatusFilter::Closed))),
        ("open (few)", ONE, false, with(|it| it.status = Some(StatusFilter::Open))),
        ("tag (one in fifty)", ONE, false, with(|it| it.tags = vec!["burs".to_owned()])),
        ("tag (rare)", ONE, false, with(|it| it.tags = vec!["nadir".to_owned()])),
        ("one agent's", ONE, false, Filter { assigned: Some(Assigned::To(agents[3])), ..Filter::default() }),
        ("rated 1", ONE, false, with(|it| it.ratings = Some(2))),
        (
            "a day",
            ONE,
            false,
            with(|it| (it.from, it.to) = (Some(BEGIN + 86_400_000), Some(BEGIN + 2 * 86_400_000))),
        ),
        (
            "prefix, closed, rated 1",
            PREFIX,
            true,
            with(|it| {
                it.status = Some(StatusFilter::Closed);
                it.ratings = Some(2);
            }),
        ),
    ]
}

async fn new_site(app: &App, name: &str) -> SiteId {
    let new = NewSite {
        name: name.to_owned(),
        slug: name.to_owned(),
        origins: Vec::new(),
        language: Lang::Tr,
        time_zone: None,
    };
    sites::create(&app.store, &app.clock, &Actor::command_line(), &new).await.unwrap().id
}

/// What people say: sentences of the Turkish questions and their articles.
fn sentences() -> Vec<String> {
    let set: QuestionSet =
        serde_json::from_str(&std::fs::read_to_string("tests/data/turkish_eval.json").unwrap()).unwrap();
    let mut all: Vec<String> = set.questions.iter().map(|it| it.q.clone()).collect();
    all.extend(set.articles.iter().flat_map(|it| it.body.split(". ").map(str::to_owned).collect::<Vec<_>>()));
    all
}

/// A whole conversation, by a fixed rule.
fn converse(write: &mut Write, site: SiteId, number: usize, agents: &[UserId], sentences: &[String]) {
    const NAMES: [&str; 8] = ["Ayşe", "Mehmet", "Zeynep", "Çağrı", "İbrahim", "Işıl", "Ömer", "Şule"];
    let (id, visitor, at) = (ConversationId::random(), VisitorId::random(), BEGIN + number as i64 * 300_000);
    let name = format!("{} {number}", NAMES[number % NAMES.len()]);
    let status = if number.is_multiple_of(200) { "queued" } else { "closed" };
    let rating = number.is_multiple_of(3).then_some((number % 97 % 5) as i64 + 1);
    write.run(
        "INSERT INTO visitors (id, site_id, number, name, email, first_seen_at, last_seen_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?6)",
        &[&visitor, &site, &(number as i64), &name, &format!("ogrenci{number}@ornek.edu.tr"), &at],
    );
    write.run(
        "INSERT INTO conversations (id, site_id, number, visitor_id, status, assignee_id, language, assistant, rating, created_at, last_message_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, 'tr', 'off', ?7, ?8, ?8)",
        &[&id, &site, &(number as i64), &visitor, &status, &agents[number % agents.len()], &rating, &at],
    );
    let tag = if number.is_multiple_of(5_000) {
        Some("nadir")
    } else if number % 50 == 1 {
        Some("burs")
    } else {
        None
    };
    if let Some(tag) = tag {
        write.run(
            "INSERT INTO conversation_tags (conversation_id, tag, site_id) VALUES (?1, ?2, ?3)",
            &[&id, &tag, &site],
        );
    }
    for nth in 0..MESSAGES {
        let pick =
            |more: usize| sentences[(number * 7919 + nth * 104_729 + more * 31) % sentences.len()].as_str();
        let greeting = if nth == 0 { "Merhaba, " } else { "" };
        let body = format!("{greeting}{} {}", pick(0), if nth % 3 == 0 { pick(1) } else { "" });
        let (kind, author) = if nth % 2 == 0 {
            ("visitor", visitor.uuid())
        } else {
            ("agent", agents[number % agents.len()].uuid())
        };
        let (said, message) = (at + nth as i64 * 20_000, MessageId::random());
        // The event gets the number that the log gives it; the message takes one that rises as well.
        let seq = (number * MESSAGES + nth) as i64 + 1;
        let id_bytes: &[u8] = author.as_bytes();
        write.run(
            "INSERT INTO messages (conversation_id, seq, id, site_id, author_kind, author_id, note, body, created_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
            &[&id, &seq, &message, &site, &kind, &id_bytes, &(nth == 7), &body, &said],
        );
        write.tell(
            Event::new(
                site,
                "message.created",
                message.uuid(),
                jiff::Timestamp::from_millisecond(said).unwrap(),
            )
            .within(id, None),
        );
    }
}

fn size_of(folder: &Path) -> u64 {
    std::fs::read_dir(folder)
        .unwrap()
        .map(|it| it.unwrap())
        .map(|it| if it.path().is_dir() { size_of(&it.path()) } else { it.metadata().unwrap().len() })
        .sum()
}

/// Memory of this process: its own, and with the pages of files.
fn memory() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let of = |name: &str| {
        status
            .lines()
            .find(|it| it.starts_with(name))
            .and_then(|it| it.split_whitespace().nth(1)?.parse::<u64>().ok())
            .unwrap_or(0)
            >> 10
    };
    format!("memory: {} MB own, {} MB with files", of("RssAnon"), of("VmRSS"))
}
