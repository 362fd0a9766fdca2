//! Many articles in one request.
use crate::harness::{Caller, TestApp};
use crate::help::page;
use serde_json::{Value, json};

async fn send(by: &Caller, articles: Vec<Value>) -> Value {
    by.post("/api/knowledge/bulk", &json!({ "articles": articles })).await.ok()
}

fn outcomes(answer: &Value) -> Vec<&str> {
    answer["items"].as_array().unwrap().iter().map(|it| it["outcome"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn each_article_has_its_own_outcome() {
    let app = TestApp::start().await;
    let admin = app.admin();
    let first = send(
        &admin,
        vec![
            json!({ "source_key": "kb-1", "title": "Harç", "body": "Yüz lira.", "status": "published" }),
            json!({ "slug": "yurt", "title": "Yurt", "body": "Eylülde." }),
            json!({ "title": "Harç", "body": "Aynı adlı." }),
            json!({ "title": "", "slug": "Kötü Adres" }),
            json!({ "title": 7 }),
            json!({ "source_key": "kb-1", "title": "İki kez" }),
        ],
    )
    .await;
    assert_eq!(outcomes(&first), ["created", "created", "created", "refused", "refused", "refused"]);
    assert_eq!(first["counts"], json!({ "created": 3, "updated": 0, "unchanged": 0, "refused": 3 }));
    assert_eq!((&first["items"][0]["slug"], &first["items"][2]["slug"]), (&json!("harc"), &json!("harc-2")));
    let fields: Vec<_> =
        first["items"][3]["errors"].as_array().unwrap().iter().map(|it| it["field"].clone()).collect();
    assert_eq!(fields, ["title", "slug"]);
    assert_eq!(first["items"][4]["errors"][0]["field"], "title");
    assert_eq!(first["items"][5]["errors"][0]["code"], "twice_in_request");
    let second = send(
        &admin,
        vec![
            json!({ "source_key": "kb-1", "title": "Harç", "body": "Yüz lira.", "status": "published" }),
            json!({ "slug": "yurt", "title": "Yurt", "body": "Ekimde." }),
            json!({ "source_key": "kb-2", "slug": "harc", "title": "Başkası" }),
        ],
    )
    .await;
    assert_eq!(outcomes(&second), ["unchanged", "updated", "refused"]);
    assert_eq!(second["items"][2]["errors"][0]["code"], "slug_taken");
    let yurt = format!("/api/knowledge/{}", second["items"][1]["id"].as_str().unwrap());
    assert_eq!(admin.get(&yurt).await.ok()["version"], 2);
    assert_eq!(admin.get(&format!("{yurt}/versions/1")).await.ok()["body"], "Eylülde.");
}

#[tokio::test]
async fn an_article_named_by_its_key_and_by_its_address_is_changed_once() {
    let app = TestApp::start().await;
    let admin = app.admin();
    let first = json!({ "source_key": "kb-1", "slug": "harc", "title": "Harç", "body": "Yüz lira." });
    send(&admin, vec![first]).await;
    let by_key = json!({ "source_key": "kb-1", "title": "Harç", "body": "İki yüz lira." });
    let by_slug = json!({ "slug": "harc", "title": "Harç", "body": "Üç yüz lira." });
    let second = send(&admin, vec![by_key, by_slug]).await;
    assert_eq!(outcomes(&second), ["updated", "refused"]);
    assert_eq!(second["items"][1]["errors"][0]["code"], "twice_in_request");
    let article = format!("/api/knowledge/{}", second["items"][0]["id"].as_str().unwrap());
    assert_eq!(admin.get(&article).await.ok()["body"], "İki yüz lira.");
}

#[tokio::test]
async fn an_address_that_was_changed_in_bulk_still_leads_to_its_article() {
    let app = TestApp::start().await;
    let admin = app.admin();
    let of = |slug: &str| json!({ "source_key": "kb-1", "slug": slug, "title": "Harç", "body": "Yüz lira.", "status": "published" });
    send(&admin, vec![of("harc")]).await;
    assert_eq!(outcomes(&send(&admin, vec![of("harc-ucreti")]).await), ["updated"]);
    let before = page(&app, "/yardim/ornek/makale/harc").await;
    assert_eq!((before.status, before.header("location")), (308, "/yardim/ornek/makale/harc-ucreti"));
}

#[tokio::test]
async fn a_thousand_articles_fit_and_are_found() {
    let app = TestApp::start().await;
    let admin = app.admin();
    let body = "Bu makale sınamak için yazıldı. ".repeat(60);
    let article = |it: i64| json!({ "source_key": format!("n{it}"), "title": format!("Makale {it}"), "body": format!("{body} Numarası {it}."), "status": "published" });
    let answer = send(&admin, (0..1000).map(article).collect()).await;
    assert_eq!(answer["counts"]["created"], 1000);
    for _ in 0..800 {
        let found = app.page().get("/api/knowledge/search?q=makale+997").await.ok();
        if found["items"][0]["title"] == "Makale 997" {
            let too_many = json!({ "articles": vec![json!({}); 1001] });
            admin.post("/api/knowledge/bulk", &too_many).await.problem(422, "too_many");
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(25)).await;
    }
    panic!("what was sent was never found");
}

#[tokio::test]
async fn agents_change_only_their_own_and_sites_do_not_meet() {
    let app = TestApp::start().await;
    let elif = app.agent("elif").await;
    send(&app.admin(), vec![json!({ "source_key": "k", "title": "Yönetici" })]).await;
    let answer =
        send(&elif, vec![json!({ "source_key": "k", "title": "Elif" }), json!({ "title": "Kendi" })]).await;
    assert_eq!(outcomes(&answer), ["refused", "created"]);
    assert_eq!(answer["items"][0]["errors"][0]["code"], "article_not_yours");
    let (_, other) = app.second_site("diger").await;
    assert_eq!(
        outcomes(&send(&other, vec![json!({ "source_key": "k", "title": "Başka site" })]).await),
        ["created"]
    );
}
