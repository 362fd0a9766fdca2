//! Fifty thousand tickets, by a fixed rule: all of them are open, and each has two promises.
use crate::harness::{Caller, TestApp};
use asisttr::base::ids::{MessageId, SiteId, TicketId, UserId};
use asisttr::store::{Event, Write};
use std::time::Duration;

/// Tickets of one write.
const AT_ONCE: i64 = 1_000;
const WRITES: i64 = 50;
const WORDS: [&str; 8] = [
    "Kayıt yenileme ekranı açılmıyor",
    "Burs ödemem gelmedi, kaydım sürüyor",
    "Öğrenci belgesi istiyorum",
    "Yurt başvurusunun sonucu ne zaman",
    "Kütüphane kartım çalışmıyor",
    "Ders kaydımı yapamıyorum",
    "Mezuniyet için hangi belgeler gerekli",
    "Harç iadesi ne zaman yatar, kayıt sildirdim",
];

/// Makes them, and waits until the search knows the last one.
pub(crate) async fn fifty_thousand(app: &TestApp, site: SiteId, elif: &Caller) {
    let me: UserId = elif.get("/api/auth/me").await.ok()["id"].as_str().unwrap().parse().unwrap();
    let now = app.clock.now();
    for chunk in 0..WRITES {
        let mut write = Write::new();
        for n in 0..AT_ONCE {
            one(&mut write, (site, me), chunk * AT_ONCE + n, now);
        }
        app.app.store.commit(write).await.unwrap();
    }
    while elif.get("/api/tickets?q=sonuncu").await.ok()["items"].as_array().unwrap().is_empty() {
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

fn one(write: &mut Write, (site, me): (SiteId, UserId), n: i64, now: jiff::Timestamp) {
    // One every two minutes, for two months and a half.
    let at = now.as_millisecond() - (WRITES * AT_ONCE - n) * 120_000;
    let (id, message, number) = (TicketId::random(), MessageId::random(), 10 + n);
    // Most tickets of a real site are done; here the clocks of all are to be worked out.
    let status = if n % 4 == 0 { "new" } else { "open" };
    let words = WORDS[(n % 8) as usize];
    let rare = match n {
        49_999 => " sonuncu",
        _ if n % 5_000 == 77 => " yağmur",
        _ => "",
    };
    let (mine, priority) =
        ((n % 20 == 0).then_some(me), ["low", "normal", "high", "urgent"][(n % 4) as usize]);
    write.run(
        "INSERT INTO tickets (id, site_id, number, code, subject, status, priority, source, assignee_id, requester_name,
             requester_email, language, created_at, updated_at, last_message_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, 'desk', ?8, ?9, ?10, 'tr', ?11, ?11, ?11)",
        &[
            &id,
            &site,
            &number,
            &number.to_string(),
            &words,
            &status,
            &priority,
            &mine,
            &format!("Kişi {n}"),
            &format!("kisi{n}@ornek.edu.tr"),
            &at,
        ],
    );
    write.run(
        "INSERT INTO ticket_messages (ticket_id, seq, id, site_id, kind, author_kind, source, body, created_at)
         VALUES (?1, ?2, ?3, ?4, 'description', 'requester', 'desk', ?5, ?6)",
        &[&id, &(1_000_000 + n), &message, &site, &format!("Merhaba, {words}.{rare} İyi günler."), &at],
    );
    if n % 6 == 0 {
        write.run("INSERT INTO ticket_tags (ticket_id, tag, site_id) VALUES (?1, 'burs', ?2)", &[&id, &site]);
    }
    for kind in ["first_response", "resolution"] {
        write.run(
            "INSERT INTO sla_clocks (ticket_id, kind, cycle, site_id, policy_id, calendar, target_ms, elapsed_ms,
                 ran, since, due_at, next_at)
             VALUES (?1, ?2, 1, ?3, zeroblob(16), 'hours', 28800000, 0, '[]', ?4, ?4 + 100000000, ?4 + 99000000)",
            &[&id, &kind, &site, &at],
        );
    }
    write.tell(Event::new(site, "ticket.created", id.uuid(), now));
}
