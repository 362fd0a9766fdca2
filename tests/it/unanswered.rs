//! Questions that no article answered: what authors see of them.
use crate::chat::visitor;
use crate::harness::{Caller, TestApp};
use asisttr::base::ids::SiteId;
use asisttr::knowledge::unanswered;
use serde_json::{Value, json};

async fn asked(app: &TestApp, question: &str) {
    let site: SiteId = app.site()["id"].as_str().unwrap().parse().unwrap();
    unanswered::record(&app.app, site, question, None).await.unwrap();
}

async fn list(by: &Caller, state: &str) -> Vec<Value> {
    let found = by.get(&format!("/api/knowledge/unanswered?state={state}")).await.ok();
    found["items"].as_array().unwrap().clone()
}

async fn until_answered(by: &Caller) -> Value {
    for _ in 0..400 {
        if let Some(it) = list(by, "answered").await.pop() {
            return it;
        }
        tokio::time::sleep(std::time::Duration::from_millis(25)).await;
    }
    panic!("no article ever answered it");
}

#[tokio::test]
async fn alike_questions_are_counted_together_and_the_most_asked_come_first() {
    let app = TestApp::start().await;
    asked(&app, "Yurt başvurusu ne zaman?").await;
    for question in ["Otopark ücreti ne kadar?", "OTOPARK ÜCRETİ NE KADAR", "otopark ucreti ne kadardır"]
    {
        app.clock.advance_ms(1000);
        asked(&app, question).await;
    }
    asked(&app, "bu ne?").await;
    let elif = app.agent("elif").await;
    let items = list(&elif, "open").await;
    let shown: Vec<_> =
        items.iter().map(|it| (it["question"].as_str().unwrap(), it["count"].as_i64().unwrap())).collect();
    assert_eq!(shown, [("Otopark ücreti ne kadar?", 3), ("Yurt başvurusu ne zaman?", 1)]);
    let first = elif.get("/api/knowledge/unanswered?limit=1").await.ok();
    assert_eq!(first["counts"], json!({ "open": 2, "answered": 0, "dismissed": 0 }));
    let after = first["next_cursor"].as_str().unwrap();
    let second = elif.get(&format!("/api/knowledge/unanswered?limit=1&after={after}")).await.ok();
    assert_eq!(second["items"][0]["count"], 1);
    assert_eq!(second["next_cursor"], Value::Null);
}

#[tokio::test]
async fn an_article_written_since_marks_its_question_answered_and_asking_again_opens_it() {
    let app = TestApp::start().await;
    let admin = app.admin();
    asked(&app, "Otopark ücreti ne kadar?").await;
    let article = json!({ "title": "Otopark ücreti", "status": "published",
        "body": "Otopark ücreti günlük elli liradır. Öğrencilerden otopark ücreti alınmaz." });
    let article = admin.post("/api/knowledge", &article).await.expect(201);
    let answered = until_answered(&admin).await;
    assert_eq!(answered["article"]["id"], article["id"]);
    assert_eq!(list(&admin, "open").await.len(), 0);
    asked(&app, "otopark ücreti ne kadar").await;
    let open = list(&admin, "open").await;
    assert_eq!((open[0]["count"].as_i64(), &open[0]["article"]), (Some(2), &Value::Null));
}

#[tokio::test]
async fn a_dismissed_question_stays_dismissed_however_often_it_is_asked() {
    let app = TestApp::start().await;
    let admin = app.admin();
    asked(&app, "Rektör kaç yaşında?").await;
    let question = list(&admin, "open").await.remove(0);
    let path = format!("/api/knowledge/unanswered/{}", question["id"].as_str().unwrap());
    admin.put(&path, &json!({ "state": "dismissed" })).await.ok();
    asked(&app, "rektör kaç yaşında").await;
    assert_eq!(list(&admin, "dismissed").await[0]["count"], 2);
    admin.put(&path, &json!({ "state": "answered" })).await.problem(422, "field_missing");
    let unknown = json!({ "state": "answered", "article_id": question["id"] });
    admin.put(&path, &unknown).await.problem(422, "article_not_found");
    let (_, other) = app.second_site("diger").await;
    other.put(&path, &json!({ "state": "open" })).await.problem(404, "not_found");
    assert!(list(&other, "dismissed").await.is_empty());
}

#[tokio::test]
async fn what_identifies_a_person_is_not_kept() {
    let app = TestApp::start().await;
    asked(&app, "10000000146 numaralı kimliğimle burs alabilir miyim?").await;
    let question = list(&app.admin(), "open").await.remove(0);
    assert_eq!(question["question"], "••• numaralı kimliğimle burs alabilir miyim?");
    asked(&app, "2019123456 numaralı öğrenciyim, 2025-2026 bursu ne zaman?").await;
    let kept = app.app.store.read(|conn| {
        let mut statement = conn.prepare("SELECT question || ' ' || words FROM unanswered_questions")?;
        let rows = statement.query_map((), |row| row.get(0))?;
        Ok(rows.collect::<Result<Vec<String>, _>>()?.join("; "))
    });
    let kept = kept.await.unwrap();
    assert!(!kept.contains("10000000146") && !kept.contains("2019123456"), "{kept}");
    assert!(kept.contains("2025-2026 bursu"), "{kept}");
}

#[tokio::test]
async fn what_only_a_removed_conversation_asked_is_gone_with_it() {
    let app = TestApp::start().await;
    let mut ayse = visitor(&app).await;
    let started = ayse.socket.say("chat:start", json!({ "message": "Merhaba" })).await;
    let chat = started["conversation"]["id"].as_str().unwrap();
    let site: SiteId = app.site()["id"].as_str().unwrap().parse().unwrap();
    let (question, id) = ("Otopark ücreti ne kadar?", chat.parse().unwrap());
    unanswered::record(&app.app, site, question, Some(id)).await.unwrap();
    let admin = app.admin();
    assert_eq!(list(&admin, "open").await.len(), 1);
    admin.delete(&format!("/api/chat/{chat}")).await.expect(204);
    assert!(list(&admin, "open").await.is_empty(), "in the same write, not some time later");
}
