//! Questions whose answer is known: asked again after every change.
use crate::harness::{Caller, TestApp};
use serde_json::{Value, json};

async fn article(by: &Caller, title: &str, body: &str) -> Value {
    by.post("/api/knowledge", &json!({ "title": title, "body": body, "status": "published" }))
        .await
        .expect(201)
}

async fn until(by: &Caller, what: &str, wanted: impl Fn(&Value) -> bool) -> Value {
    let mut last = Value::Null;
    for _ in 0..400 {
        last = by.get("/api/knowledge/golden").await.ok();
        if wanted(&last) {
            return last;
        }
        tokio::time::sleep(std::time::Duration::from_millis(25)).await;
    }
    panic!("{what} never came: {last}");
}

#[tokio::test]
async fn a_change_that_makes_a_question_worse_is_shown_and_so_is_its_mending() {
    let app = TestApp::start().await;
    let admin = app.admin();
    let right = article(&admin, "Otopark ücreti", "Otopark ücreti günlük elli liradır.").await;
    let question = json!({ "question": "Otopark ücreti ne kadar?", "article_id": right["id"] });
    admin.post("/api/knowledge/golden", &question).await.expect(201);
    admin
        .post(
            "/api/knowledge/golden",
            &json!({ "question": "otopark ücreti ne kadar", "article_id": right["id"] }),
        )
        .await
        .problem(409, "question_taken");
    let stands = |standing: &'static str| move |it: &Value| it["items"][0]["now"]["standing"] == standing;
    let first = until(&admin, "the first answer", stands("right")).await;
    assert_eq!((&first["items"][0]["now"]["rank"], &first["items"][0]["change"]), (&json!(1), &Value::Null));
    assert_eq!((&first["runs"][0]["right"], &first["runs"][0]["questions"]), (&json!(1), &json!(1)));

    let path = format!("/api/knowledge/{}", right["id"].as_str().unwrap());
    admin.put(&path, &json!({ "title": "Araçlar", "body": "Araç kartı güvenlikten alınır." })).await.ok();
    let worse = until(&admin, "the loss", |it| it["items"][0]["change"] == "worse").await;
    assert_ne!(worse["items"][0]["now"]["standing"], "right");
    assert_eq!(worse["items"][0]["before"]["standing"], "right");
    assert_eq!((&worse["runs"][0]["worse"], &worse["runs"][0]["cause"]), (&json!(1), &json!("articles")));
    admin.post(&format!("{path}/versions/1/restore"), &json!({})).await.ok();
    until(&admin, "the mending", |it| it["items"][0]["change"] == "better" && stands("right")(it)).await;
    admin.put(&path, &json!({ "status": "archived" })).await.ok();
    until(&admin, "the archived article", stands("article_gone")).await;
}

#[tokio::test]
async fn settings_are_a_cause_too_and_a_set_is_taken_over() {
    let app = TestApp::start().await;
    let admin = app.admin();
    article(&admin, "Yurt başvurusu", "Yurt başvurusu eylülde yapılır.").await;
    let set = json!({ "questions": [
        { "q": "Yurt başvurusu ne zaman?", "answer": "yurt-basvurusu" },
        { "q": "Bilinmeyen?", "answer": "olmayan" },
    ] });
    let taken = admin.post("/api/knowledge/golden/import", &set).await.ok();
    assert_eq!(taken, json!({ "created": 1, "left_out": ["Bilinmeyen?"] }));
    assert_eq!(admin.post("/api/knowledge/golden/import", &set).await.ok()["created"], 0, "none twice");
    until(&admin, "the first answer", |it| it["items"][0]["now"]["standing"] == "right").await;
    let settings = admin.get("/api/settings/ai").await.ok();
    let mut higher = settings["settings"].clone();
    if higher.is_null() {
        higher = settings.clone();
    }
    higher["floor"] = json!(0.99);
    admin.put("/api/settings/ai", &higher).await.ok();
    let after =
        until(&admin, "the higher floor", |it| it["items"][0]["now"]["standing"] == "no_answer").await;
    assert_eq!(after["runs"][0]["cause"], "settings");
    let by_hand = admin.post("/api/knowledge/golden/run", &json!({})).await.ok();
    assert_eq!(by_hand["runs"][0]["cause"], "by_hand");
}

#[tokio::test]
async fn what_changed_right_before_a_crash_is_looked_at_after_it() {
    let app = TestApp::start().await;
    let admin = app.admin();
    let right = article(&admin, "Otopark ücreti", "Otopark ücreti günlük elli liradır.").await;
    let question = json!({ "question": "Otopark ücreti ne kadar?", "article_id": right["id"] });
    admin.post("/api/knowledge/golden", &question).await.expect(201);
    until(&admin, "the first answer", |it| it["items"][0]["now"]["standing"] == "right").await;
    let path = format!("/api/knowledge/{}", right["id"].as_str().unwrap());
    admin.put(&path, &json!({ "status": "archived" })).await.ok();
    let after = app.restarted().await;
    let gone = |it: &Value| it["items"][0]["now"]["standing"] == "article_gone";
    until(&after.admin(), "the look after the crash", gone).await;
}

#[tokio::test]
async fn questions_belong_to_their_site() {
    let app = TestApp::start().await;
    let admin = app.admin();
    let own = article(&admin, "Harç", "Yüz lira.").await;
    let made = admin
        .post("/api/knowledge/golden", &json!({ "question": "Harç?", "article_id": own["id"] }))
        .await
        .expect(201);
    let (_, other) = app.second_site("diger").await;
    let path = format!("/api/knowledge/golden/{}", made["id"].as_str().unwrap());
    assert_eq!(other.get("/api/knowledge/golden").await.ok()["items"], json!([]));
    other.delete(&path).await.problem(404, "not_found");
    other
        .post("/api/knowledge/golden", &json!({ "question": "Harç?", "article_id": own["id"] }))
        .await
        .problem(422, "article_not_found");
    admin
        .post("/api/knowledge/golden", &json!({ "question": " ", "article_id": own["id"] }))
        .await
        .problem(422, "field_missing");
    admin.delete(&path).await.expect(204);
}

#[tokio::test]
async fn opinions_and_review_days_are_listed() {
    let app = TestApp::start().await;
    let admin = app.admin();
    let good = article(&admin, "İyi", "Metin.").await;
    let bad = article(&admin, "Kötü", "Metin.").await;
    for (article, helpful) in [(&good, true), (&bad, false), (&bad, false)] {
        let path = format!("/api/knowledge/{}/feedback", article["id"].as_str().unwrap());
        app.page().post(&path, &json!({ "helpful": helpful })).await.expect(204);
    }
    let path = |it: &Value| format!("/api/knowledge/{}", it["id"].as_str().unwrap());
    admin.put(&path(&good), &json!({ "review_by": "2026-01-15" })).await.ok();
    admin.put(&path(&bad), &json!({ "review_by": "2026-01-16" })).await.ok();
    let lists = admin.get("/api/knowledge/feedback").await.ok();
    let titles = |of: &str| {
        lists[of]
            .as_array()
            .unwrap()
            .iter()
            .map(|it| it["title"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(titles("voted"), ["Kötü", "İyi"]);
    assert_eq!(titles("due"), ["İyi"]);
}
