//! Times of tickets: `cargo run --release --example ticket_speed` makes 50,000 of them on a server of its own and prints how
//! long lists, boards, counts, one promise and working out all promises anew take. With `mails` it has a thousand mails
//! fetched from a Dovecot of its own instead, which `installer/test.sh` installs.
#![expect(clippy::unwrap_used, clippy::panic, clippy::print_stdout, reason = "a tool for the terminal")]
mod fill;
mod mails;

#[expect(dead_code, reason = "what the tests need beside it")]
#[path = "../../tests/it/harness.rs"]
mod harness;
#[expect(dead_code, reason = "what the tests need beside it")]
#[path = "../../tests/it/imap_server.rs"]
mod imap_server;
#[expect(dead_code, reason = "what the tests need beside it")]
#[path = "../../tests/it/mail_server.rs"]
mod mail_server;

use asisttr::base::ids::SiteId;
use asisttr::store::Write;
use harness::{Caller, TestApp};
use serde_json::{Value, json};
use std::time::{Duration, Instant};

/// How often each list is asked for.
const ROUNDS: usize = 20;
/// The policy that always fits.
const ALWAYS: &str = "/api/sla-policies/00000000-0000-0000-0000-000000000000";

/// What is asked for.
const LISTS: &[(&str, &str)] = &[
    ("the list as it opens", "/api/tickets?status=unsolved"),
    ("one's own", "/api/tickets?status=unsolved&assignee=me"),
    ("everything, by priority", "/api/tickets?sort=priority"),
    ("by due time", "/api/tickets?status=unsolved&sort=due"),
    ("overdue", "/api/tickets?due=late&sort=due"),
    ("a word that many have", "/api/tickets?q=kay%C4%B1t"),
    ("a word that few have", "/api/tickets?q=ya%C4%9Fmur"),
    ("a tag that many have", "/api/tickets?tag=burs"),
    ("board", "/api/tickets/board"),
    ("board, a word that many have", "/api/tickets/board?q=kay%C4%B1t"),
    ("board, a word that few have", "/api/tickets/board?q=ya%C4%9Fmur"),
    ("board, a tag that many have", "/api/tickets/board?tag=burs"),
    ("board, both", "/api/tickets/board?tag=burs&q=kay%C4%B1t"),
    ("counts", "/api/tickets/counts"),
];

#[tokio::main]
async fn main() {
    if std::env::args().nth(1).as_deref() == Some("mails") {
        return mails::measure().await;
    }
    let app = TestApp::start().await;
    office(&app, json!([span("09:00", "18:00")])).await;
    let elif = app.agent("elif").await;
    let site: SiteId = app.site()["id"].as_str().unwrap().parse().unwrap();
    let begun = Instant::now();
    fill::fifty_thousand(&app, site, &elif).await;
    println!("50,000 tickets, all of them to be found, after {:.1} s", begun.elapsed().as_secs_f64());
    let made = elif.post("/api/tickets", &json!({ "subject": "Harç", "body": "Ödemem görünmüyor." })).await;
    let made = format!("/api/tickets/{}", made.expect(201)["id"].as_str().unwrap());
    for (name, path) in LISTS {
        lists(&elif, name, path).await;
    }
    promise(&app, site).await;
    recompute(&app, site, &elif, &made).await;
}

async fn lists(elif: &Caller, name: &str, path: &str) {
    let mut times = Vec::with_capacity(ROUNDS);
    for _ in 0..ROUNDS {
        let begun = Instant::now();
        elif.get(path).await.ok();
        times.push(begun.elapsed().as_secs_f64() * 1000.0);
    }
    times.sort_by(f64::total_cmp);
    let at = |part: f64| times.get(((times.len() - 1) as f64 * part) as usize).copied().unwrap_or_default();
    println!("{name:<32} p50 {:6.1} ms  p95 {:6.1} ms", at(0.5), at(0.95));
}

/// One due time, as a change of a ticket works it out, with what it needs of the database.
async fn promise(app: &TestApp, site: SiteId) {
    const TIMES: u32 = 2_000;
    let now = app.clock.now();
    let decide = move |present: &asisttr::store::Present<'_>| {
        let begun = Instant::now();
        for n in 0..TIMES {
            let start = now - jiff::SignedDuration::from_mins(i64::from(n) % 600);
            asisttr::sla::store::with_timeline(present, site, |hours| {
                hours.due(asisttr::sla::Calendar::Hours, start, 8 * 60 * 60 * 1000)
            })?;
        }
        Ok((Write::new(), begun.elapsed()))
    };
    let (_, took) = app.app.store.decide(decide).await.unwrap();
    println!("{:<32} {:.1} µs", "one due time", took.as_secs_f64() * 1e6 / f64::from(TIMES));
}

/// Every promise anew, until that of the newest ticket is seen, which is the last: by other hours, and by another calendar.
/// Between them one look that changes nothing.
async fn recompute(app: &TestApp, site: SiteId, elif: &Caller, made: &str) {
    let begun = Instant::now();
    office(app, json!([span("09:00", "12:00"), span("13:00", "18:00")])).await;
    until(elif, made, "2026-01-16T09:00:00.000Z").await;
    println!("{:<32} {:.2} s until the last is seen", "hours change", begun.elapsed().as_secs_f64());
    let begun = Instant::now();
    let changed = asisttr::sla::service::recompute(&app.app, site).await.unwrap();
    println!("{:<32} {:.2} s, {changed} clocks", "nothing changes", begun.elapsed().as_secs_f64());
    let begun = Instant::now();
    app.admin().put(ALWAYS, &json!({ "calendar": "always" })).await.ok();
    until(elif, made, "2026-01-15T17:00:00.000Z").await;
    println!("{:<32} {:.2} s until the last is seen", "another calendar", begun.elapsed().as_secs_f64());
}

/// Looks at a ticket until its solution is due then.
async fn until(elif: &Caller, path: &str, wanted: &str) {
    loop {
        let ticket = elif.get(path).await.ok();
        let due = |it: &&Value| it["kind"] == "resolution" && it["due_at"] == wanted;
        if ticket["sla"].as_array().unwrap().iter().find(due).is_some() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

fn span(from: &str, until: &str) -> Value {
    json!({ "start": from, "end": until })
}

async fn office(app: &TestApp, spans: Value) {
    let days =
        json!({ "monday": spans, "tuesday": spans, "wednesday": spans, "thursday": spans, "friday": spans });
    let hours = json!({ "always_open": false, "days": days });
    app.admin().put("/api/settings/business-hours", &hours).await.ok();
}
