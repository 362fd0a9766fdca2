//! The knowledge base, over HTTP: authors on one side, readers on the other.
use crate::harness::{Answer, Caller, TestApp};
use reqwest::Method;
use serde_json::{Value, json};

const KAYIT: &str = "Kayıt dondurma başvurusu dönemin dördüncü haftasına kadar yapılır.\n\n## Gerekenler\n\n- Dilekçe\n- Belge";

async fn write(by: &Caller, title: &str, body: &str, more: Value) -> Value {
    let mut article = json!({ "title": title, "body": body, "status": "published" });
    article.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    by.post("/api/knowledge", &article).await.expect(201)
}

/// Searches until something is found or nothing is, as `wanted` says: the indexes follow a moment later.
async fn search_until(by: &Caller, query: &str, wanted: impl Fn(&[Value]) -> bool) -> Vec<Value> {
    for _ in 0..400 {
        let found = by.get(&format!("/api/knowledge/search?q={query}")).await.ok();
        let items = found["items"].as_array().unwrap().clone();
        if wanted(&items) {
            return items;
        }
        tokio::time::sleep(std::time::Duration::from_millis(25)).await;
    }
    panic!("the search never came to say what it should about {query}");
}

fn titles(items: &[Value]) -> Vec<&str> {
    items.iter().map(|it| it["title"].as_str().unwrap()).collect()
}

fn path(article: &Value) -> String {
    format!("/api/knowledge/{}", article["id"].as_str().unwrap())
}

#[tokio::test]
async fn a_published_article_is_found_by_words_typed_carelessly_and_read_by_its_address() {
    let app = TestApp::start().await;
    let article = write(&app.admin(), "Kayıt dondurma", KAYIT, json!({ "category": "Öğrenci işleri" })).await;
    assert_eq!(article["slug"], "kayit-dondurma");
    let by_words = |it: &[Value]| it.first().is_some_and(|it| it["text_score"].as_f64() > Some(0.0));
    let found = search_until(&app.page(), "kaydimi+dondurmak+istiyorum", by_words).await;
    assert_eq!(titles(&found), ["Kayıt dondurma"]);
    assert!(found[0]["score"].as_f64().unwrap() > 0.3, "{}", found[0]);
    assert!(found[0]["snippet"].as_str().unwrap().contains("dördüncü haftasına"));
    assert!(!found[0]["highlights"].as_array().unwrap().is_empty());

    let read = app.page().get("/api/knowledge/public/kayit-dondurma").await.ok();
    assert_eq!(read["body"], KAYIT);
    let views = async || app.admin().get(&path(&article)).await.ok()["views"].clone();
    while views().await != 1 {
        tokio::task::yield_now().await; // stored with others' soon
    }
}

#[tokio::test]
async fn vectors_follow_and_add_to_the_score() {
    let app = TestApp::start().await;
    write(&app.admin(), "Yemekhane", "Yemekhane on birde açılır.", json!({})).await;
    let with_vector = |it: &[Value]| it.first().is_some_and(|it| it["vector_score"].as_f64() > Some(0.1));
    search_until(&app.page(), "yemekhanenin+saatleri", with_vector).await;
}

#[tokio::test]
async fn what_is_not_public_is_not_shown_to_visitors() {
    let app = TestApp::start().await;
    let elif = app.agent("elif").await;
    let inner =
        write(&elif, "Kasa anahtarı", "Anahtar dolaptadır.", json!({ "visibility": "internal" })).await;
    write(&elif, "Taslak anahtar", "Anahtar taslağı.", json!({ "status": "draft" })).await;
    let mine = search_until(&elif, "anahtar", |it| !it.is_empty()).await;
    assert_eq!(titles(&mine), ["Kasa anahtarı"]);
    let visible = app.page().get("/api/knowledge/search?q=anahtar").await.ok();
    assert_eq!(visible["items"], json!([]));
    app.page().get("/api/knowledge/public/kasa-anahtari").await.problem(404, "not_found");
    app.page().get("/api/knowledge/public/taslak-anahtar").await.problem(404, "not_found");
    let feedback = format!("{}/feedback", path(&inner));
    app.page().post(&feedback, &json!({ "helpful": true })).await.problem(404, "not_found");
}

#[tokio::test]
async fn an_archived_article_is_no_longer_found() {
    let app = TestApp::start().await;
    let article = write(&app.admin(), "Kayıt dondurma", KAYIT, json!({})).await;
    search_until(&app.page(), "dondurma", |it| !it.is_empty()).await;
    app.admin().put(&path(&article), &json!({ "status": "archived" })).await.ok();
    let gone = app.page().get("/api/knowledge/search?q=dondurma").await.ok();
    assert_eq!(gone["items"], json!([]), "at once, whatever the indexes still hold");
    app.admin().put(&path(&article), &json!({ "status": "published" })).await.ok();
    search_until(&app.page(), "dondurma", |it| !it.is_empty()).await;
}

#[tokio::test]
async fn every_save_is_a_version_that_can_come_back() {
    let app = TestApp::start().await;
    let article = write(&app.admin(), "Harç", "Birinci metin.", json!({})).await;
    let path = path(&article);
    app.admin().put(&path, &json!({ "body": "İkinci metin." })).await.ok();
    let versions = app.admin().get(&format!("{path}/versions")).await.ok();
    let numbers: Vec<_> =
        versions["items"].as_array().unwrap().iter().map(|it| it["version"].clone()).collect();
    assert_eq!(numbers, [2, 1]);
    assert_eq!(app.admin().get(&format!("{path}/versions/1")).await.ok()["body"], "Birinci metin.");
    let back = app.admin().post(&format!("{path}/versions/1/restore"), &json!({})).await.ok();
    assert_eq!((&back["body"], &back["version"]), (&json!("Birinci metin."), &json!(3)));
    app.admin().get(&format!("{path}/versions/9")).await.problem(404, "not_found");
    app.admin().get(&format!("{path}/versions/x")).await.problem(404, "not_found");
}

#[tokio::test]
async fn two_authors_do_not_overwrite_each_other() {
    let app = TestApp::start().await;
    let article = write(&app.admin(), "Harç", "Metin.", json!({})).await;
    let save = async |version: i64, body: &str| -> Answer {
        let request = app.admin().with("if-match", &version.to_string());
        request.send(Method::PUT, &path(&article), Some(&json!({ "body": body }))).await
    };
    save(1, "Benimki.").await.ok();
    let stale = save(1, "Seninki.").await;
    assert_eq!((stale.status, &stale.body["code"]), (412, &json!("stale_version")));
    assert_eq!(app.admin().get(&path(&article)).await.ok()["body"], "Benimki.");
}

#[tokio::test]
async fn agents_change_their_own_articles_and_admins_all() {
    let app = TestApp::start().await;
    let (elif, kerem) = (app.agent("elif").await, app.agent("kerem").await);
    let article = write(&elif, "Elif yazdı", "Metin.", json!({})).await;
    elif.put(&path(&article), &json!({ "title": "Elif düzeltti" })).await.ok();
    kerem.put(&path(&article), &json!({ "title": "Kerem" })).await.problem(403, "article_not_yours");
    kerem.delete(&path(&article)).await.problem(403, "article_not_yours");
    app.admin().put(&path(&article), &json!({ "title": "Yönetici" })).await.ok();
    app.admin().delete(&path(&article)).await.expect(204);
    elif.get(&path(&article)).await.problem(404, "not_found");
}

#[tokio::test]
async fn another_site_sees_nothing_of_it() {
    let app = TestApp::start().await;
    let article = write(&app.admin(), "Kayıt dondurma", KAYIT, json!({})).await;
    search_until(&app.page(), "dondurma", |it| !it.is_empty()).await;
    let (other, admin) = app.second_site("diger").await;
    admin.get(&path(&article)).await.problem(404, "not_found");
    admin.put(&path(&article), &json!({ "title": "X" })).await.problem(404, "not_found");
    let page = app.nobody().with("x-api-key", other["api_key"].as_str().unwrap());
    assert_eq!(page.get("/api/knowledge/search?q=dondurma").await.ok()["items"], json!([]));
    page.get("/api/knowledge/public/kayit-dondurma").await.problem(404, "not_found");
    write(&admin, "Kayıt dondurma", KAYIT, json!({})).await; // the same address on another site
}

#[tokio::test]
async fn a_number_behind_a_long_address_leaves_it_one_that_can_be_saved_again() {
    let app = TestApp::start().await;
    let admin = app.admin();
    let title = "uzun ".repeat(40);
    write(&admin, &title, "Metin.", json!({})).await;
    let second = write(&admin, &title, "Metin.", json!({})).await;
    let slug = second["slug"].as_str().unwrap();
    assert!(slug.ends_with("-2") && slug.len() <= 80, "{slug}");
    admin.put(&path(&second), &json!({ "body": "Başka." })).await.ok();
}

#[tokio::test]
async fn addresses_are_unique_and_wrong_fields_are_named() {
    let app = TestApp::start().await;
    let admin = app.admin();
    write(&admin, "Harç", "Metin.", json!({})).await;
    assert_eq!(write(&admin, "Harç", "Metin.", json!({})).await["slug"], "harc-2");
    let clash = json!({ "title": "Başka", "slug": "harc" });
    admin.post("/api/knowledge", &clash).await.problem(409, "slug_taken");
    let wrong = json!({ "title": " ", "status": "published", "review_by": "yarın" });
    let problem = admin.post("/api/knowledge", &wrong).await.problem(422, "invalid_fields");
    let fields: Vec<_> = problem["errors"].as_array().unwrap().iter().map(|it| it["field"].clone()).collect();
    assert_eq!(fields, ["title", "body", "review_by"]);
    app.page().get("/api/knowledge/search?q=").await.problem(422, "field_missing");
}

#[tokio::test]
async fn a_visitor_has_one_opinion_of_an_article() {
    let app = TestApp::start().await;
    let article = write(&app.admin(), "Harç", "Metin.", json!({})).await;
    let session = app.page().post("/api/widget/session", &json!({})).await.ok();
    let visitor = app.page().with_token(session["token"].as_str().unwrap());
    let feedback = format!("{}/feedback", path(&article));
    for helpful in [true, true, false] {
        visitor.post(&feedback, &json!({ "helpful": helpful })).await.expect(204);
    }
    let seen = app.admin().get(&path(&article)).await.ok();
    assert_eq!((&seen["helpful"], &seen["not_helpful"]), (&json!(0), &json!(1)));
}

#[tokio::test]
async fn lists_filter_and_page() {
    let app = TestApp::start().await;
    let admin = app.admin();
    for number in 0..5 {
        app.clock.advance_ms(1000);
        write(&admin, &format!("Kayıt {number}"), "Metin.", json!({ "category": "Kayıt", "tags": ["Güz"] }))
            .await;
    }
    write(&admin, "Taslak", "İçinde gizli söz.", json!({ "status": "draft" })).await;
    let first = admin.get("/api/knowledge?category=Kay%C4%B1t&limit=3").await.ok();
    assert_eq!(titles(first["items"].as_array().unwrap()), ["Kayıt 4", "Kayıt 3", "Kayıt 2"]);
    let next = format!(
        "/api/knowledge?category=Kay%C4%B1t&limit=3&after={}",
        first["next_cursor"].as_str().unwrap()
    );
    assert_eq!(titles(admin.get(&next).await.ok()["items"].as_array().unwrap()), ["Kayıt 1", "Kayıt 0"]);
    let drafts = admin.get("/api/knowledge?status=draft&q=gizli+soz").await.ok();
    assert_eq!(titles(drafts["items"].as_array().unwrap()), ["Taslak"]);
    let tagged = admin.get("/api/knowledge?tag=g%C3%BCz").await.ok();
    assert_eq!(tagged["items"].as_array().unwrap().len(), 5);
    let categories = admin.get("/api/knowledge/categories").await.ok();
    assert_eq!(categories["items"], json!([{ "name": "Kayıt", "count": 5 }]));
    let public = app.page().get("/api/knowledge/public?limit=2").await.ok();
    assert_eq!(titles(public["items"].as_array().unwrap()), ["Kayıt 4", "Kayıt 3"]);
    assert!(public["items"][0].get("views").is_none());
}
