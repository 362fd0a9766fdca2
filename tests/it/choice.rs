//! What visitors choose before and while they wait: a department, a call-back, files; and the lists narrowed down to it.
use crate::chat::{desk, visitor};
use crate::harness::{Answer, Caller, TestApp};
use crate::organisation::{group, id, user_id};
use reqwest::Method;
use reqwest::multipart::{Form, Part};
use serde_json::{Value, json};

const WIDGET: &str = "/api/settings/widget";

#[tokio::test]
async fn a_visitor_chooses_a_department_and_sees_who_is_there() {
    let app = TestApp::start().await;
    let (admissions, sales) =
        (group(&app, "departments", "Öğrenci İşleri").await, group(&app, "departments", "Burs").await);
    group(&app, "departments", "Arşiv").await;
    let offered = async || app.page().get("/api/widget/departments").await.ok()["items"].clone();
    assert_eq!(offered().await, json!([]), "off by default");
    app.nobody().get("/api/widget/departments").await.problem(401, "site_unknown");
    let choice = json!({ "departments": { "enabled": true, "offered": [admissions, sales] } });
    app.admin().put(WIDGET, &choice).await.ok();
    let twice = json!({ "departments": { "offered": [sales, sales] } });
    app.admin().put(WIDGET, &twice).await.problem(422, "value_invalid");

    let elif = app.agent("elif").await;
    let profile = json!({ "profile": { "department_id": admissions } });
    app.admin().put(&format!("/api/users/{}", user_id(&elif).await), &profile).await.ok();
    let (can, _other) = (app.agent("can").await, desk(&app, &app.agent("can2").await).await);
    let _can = desk(&app, &can).await;
    let _elif = desk(&app, &elif).await;
    let seen = json!([
        { "id": sales, "name": "Burs", "online": false },
        { "id": admissions, "name": "Öğrenci İşleri", "online": true },
    ]);
    assert_eq!(offered().await, seen);
    for _ in 0..2 {
        let mut ayse = visitor(&app).await;
        let begun = ayse.socket.say("chat:start", json!({ "departmentId": admissions })).await;
        assert_eq!(begun["conversation"]["assignee"]["name"], "elif", "{begun}");
        assert_eq!(begun["conversation"]["department"]["name"], "Öğrenci İşleri");
    }
}

/// Numbers of the conversations in a list.
async fn numbers(who: &Caller, query: &str) -> Vec<i64> {
    let found = who.get(&format!("/api/chat?{query}")).await.ok();
    let mut all: Vec<i64> =
        found["items"].as_array().unwrap().iter().map(|it| it["number"].as_i64().unwrap()).collect();
    all.sort_unstable();
    all
}

#[tokio::test]
async fn lists_are_narrowed_down_to_a_department_and_to_any_of_several_tags() {
    let app = TestApp::start().await;
    let elif = app.agent("elif").await;
    let _desk = desk(&app, &elif).await;
    let sales = group(&app, "departments", "Burs").await;
    for (department, tag) in [(None, "kayıt, ek"), (Some(&sales), "burs"), (Some(&sales), "yurt")] {
        let mut it = visitor(&app).await;
        let begun = it.socket.say("chat:start", json!({ "departmentId": department })).await;
        let chat = id(&begun["conversation"]);
        elif.post(&format!("/api/chat/{chat}/tag"), &json!({ "tag": tag })).await.ok();
    }
    assert_eq!(numbers(&elif, &format!("department={sales}")).await, [2, 3]);
    assert_eq!(numbers(&elif, "department=none").await, [1]);
    assert_eq!(numbers(&elif, "tag=burs").await, [2]);
    assert_eq!(numbers(&elif, "tag=burs%0Akay%C4%B1t%2C%20ek").await, [1, 2], "any of them");
    assert_eq!(numbers(&elif, &format!("tag=burs%0Akay%C4%B1t%2C%20ek&department={sales}")).await, [2]);
    let views =
        [json!({ "department": sales }), json!({ "tag": "burs\nyok" }), json!({ "status": "closed" })];
    for filter in views {
        elif.post("/api/saved-views", &json!({ "name": "Görünüm", "filter": filter })).await.expect(201);
    }
    let counts = elif.get("/api/saved-views/counts").await.ok();
    let counts: Vec<i64> =
        counts["items"].as_array().unwrap().iter().map(|it| it["count"].as_i64().unwrap()).collect();
    assert_eq!(counts, [2, 1, 0]);
    elif.get("/api/chat?department=x").await.problem(422, "value_invalid");
    let many = vec!["a"; 21].join("%0A");
    elif.get(&format!("/api/chat?tag={many}")).await.problem(422, "too_many");
}

#[tokio::test]
async fn a_call_back_names_a_number_and_a_time() {
    let app = TestApp::start().await;
    let elif = app.agent("elif").await;
    let leave = async |change: Value| {
        let mut form = json!({
            "name": "Ayşe", "phone": " +90 (555) 010 20 30 ", "call_at": "yarın öğleden sonra",
            "message": "Burs sonucum",
        });
        form.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        app.page().post("/api/widget/tickets", &form).await
    };
    leave(json!({ "phone": "" })).await.problem(422, "field_missing");
    let wrong = leave(json!({ "phone": "beni arayın", "call_at": "a".repeat(201) })).await.expect(422);
    let fields: Vec<&str> =
        wrong["errors"].as_array().unwrap().iter().map(|it| it["field"].as_str().unwrap()).collect();
    assert_eq!(fields, ["phone", "call_at"]);
    leave(json!({})).await.expect(201);
    let kept = &elif.get("/api/tickets").await.ok()["items"][0];
    assert_eq!((&kept["subject"], &kept["requester"]["email"]), (&json!("Burs sonucum"), &json!(null)));
    assert_eq!(
        (&kept["requester"]["phone"], &kept["call_at"]),
        (&json!("+90 (555) 010 20 30"), &json!("yarın öğleden sonra"))
    );
    let letter = json!({ "name": "Ayşe", "email": "ayse@ornek.com", "message": "Soru" });
    app.page().post("/api/widget/tickets", &letter).await.expect(201);
    let items = elif.get("/api/tickets?sort=newest").await.ok()["items"].clone();
    let kept = items.as_array().unwrap().iter().find(|it| it["subject"] == "Soru").unwrap();
    assert_eq!(kept["call_at"], json!(null), "a letter is answered by mail");
}

pub(crate) async fn upload(who: &Caller, name: &str, bytes: &'static [u8]) -> Answer {
    let form = Form::new().part("file", Part::bytes(bytes).file_name(name.to_owned()));
    Answer::of(who.request(Method::POST, "/api/files").multipart(form).send().await.unwrap()).await
}

#[tokio::test]
async fn text_is_handed_out_for_saving_and_archives_only_where_they_are_allowed() {
    let app = TestApp::start().await;
    let ayse = visitor(&app).await.http;
    let kept = upload(&ayse, "notlar.csv", "ad;not\nÇağla;90\n".as_bytes()).await.expect(201);
    assert_eq!((&kept["type"], &kept["width"]), (&json!("text/csv"), &json!(null)));
    let got = app.nobody().request(Method::GET, kept["url"].as_str().unwrap()).send().await.unwrap();
    let header = |name: &str| got.headers().get(name).unwrap().to_str().unwrap().to_owned();
    assert!(header("content-disposition").starts_with("attachment"));
    assert_eq!(
        (header("content-type").as_str(), header("x-content-type-options").as_str()),
        ("text/csv", "nosniff")
    );
    upload(&ayse, "sayfa.txt", b"<!DOCTYPE html><script>1</script>")
        .await
        .problem(415, "file_type_not_allowed");
    let pack = b"\x1f\x8b\x08\0\0\0\0\0\0\x03\x03\0\0\0\0\0\0\0\0\0";
    upload(&ayse, "yedek.gz", pack).await.problem(415, "file_type_not_allowed");
    app.admin().put(WIDGET, &json!({ "features": { "archives": true } })).await.ok();
    upload(&ayse, "yedek.gz", pack).await.expect(201);
}
