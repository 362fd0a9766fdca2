//! Sites, and what of them pages of other origins reach.
use crate::harness::TestApp;
use reqwest::Method;
use serde_json::json;

#[tokio::test]
async fn a_superadmin_makes_changes_and_deletes_sites() {
    let app = TestApp::start().await;
    let new = json!({ "name": "Hastane", "slug": "hastane", "origins": ["HTTPS://Hastane.example:443/"], "language": "en" });
    let site = app.admin().post("/api/sites", &new).await.expect(201);
    assert_eq!(site["origins"], json!(["https://hastane.example"]));
    assert_eq!(site["time_zone"], "Europe/Istanbul");
    let path = format!("/api/sites/{}", site["id"].as_str().unwrap());
    app.admin().post("/api/sites", &new).await.problem(409, "slug_taken");
    let wrong = json!({ "name": "", "slug": "Büyük", "origins": ["ornek"], "time_zone": "Mars" });
    let problem = app.admin().post("/api/sites", &wrong).await.problem(422, "invalid_fields");
    assert_eq!(problem["errors"].as_array().unwrap().len(), 4);

    let changed =
        app.admin().with("if-match", "1").put(&path, &json!({ "name": "Şehir Hastanesi" })).await.ok();
    assert_eq!(
        (&changed["name"], &changed["slug"], &changed["version"]),
        (&json!("Şehir Hastanesi"), &json!("hastane"), &json!(2))
    );
    let stale = app.admin().with("if-match", "\"1\"").put(&path, &json!({ "name": "Başka" })).await;
    assert_eq!(stale.problem(412, "stale_version")["current"], changed);
    app.admin().put(&path, &json!({ "slug": "ornek" })).await.problem(409, "slug_taken");

    assert_eq!(app.admin().get("/api/sites").await.ok()["items"].as_array().unwrap().len(), 2);
    assert_eq!(app.admin().delete(&path).await.status, 204);
    app.admin().get(&path).await.problem(404, "not_found");
    app.admin().post("/api/sites", &new).await.expect(201);
}

#[tokio::test]
async fn an_admin_reads_and_changes_only_the_own_site() {
    let app = TestApp::start().await;
    let (second, boss) = app.second_site("ikinci").await;
    let murat = app.person("murat", "admin", &boss).await;
    let own = format!("/api/sites/{}", second["id"].as_str().unwrap());
    let foreign = format!("/api/sites/{}", app.site()["id"].as_str().unwrap());
    let list = murat.get("/api/sites").await.ok();
    assert_eq!(list["items"], json!([second]));
    murat.put(&own, &json!({ "language": "en" })).await.ok();
    for path in [foreign.as_str(), "/api/sites/00000000-0000-7000-8000-000000000000", "/api/sites/x"] {
        murat.get(path).await.problem(404, "not_found");
        murat.put(path, &json!({ "name": "x" })).await.problem(404, "not_found");
    }
    murat.delete(&own).await.problem(403, "role_forbids");
    murat.post("/api/sites", &json!({ "name": "x", "slug": "xx" })).await.problem(403, "role_forbids");
}

#[tokio::test]
async fn a_user_of_several_sites_says_which_one() {
    let app = TestApp::start().await;
    let (second, boss) = app.second_site("ikinci").await;
    let elif = app.agent("elif").await;
    let again = json!({ "email": "elif@ornek.edu.tr", "name": "Elif", "role": "admin" });
    boss.post("/api/users", &again).await.expect(201);
    assert_eq!(elif.get("/api/auth/me").await.ok()["site_id"], json!(null));
    elif.get("/api/users").await.problem(400, "site_required");
    let there = elif.clone().on_site(second["id"].as_str().unwrap());
    assert_eq!(there.get("/api/auth/me").await.ok()["role"], "admin");
    there.get("/api/users").await.ok();
    let here = elif.on_site(app.site()["id"].as_str().unwrap());
    here.get("/api/users").await.problem(403, "role_forbids");
}

#[tokio::test]
async fn preflights_are_answered_for_widgets_and_for_nothing_else() {
    let app = TestApp::start().await;
    let page = app.page().with("origin", "https://www.ornek.edu.tr");
    let desk = page.clone().with("access-control-request-method", "GET");
    let desk = desk.send(Method::OPTIONS, "/api/sites", None).await;
    assert!(desk.header("access-control-allow-origin").is_none());
    desk.problem(403, "origin_not_allowed");
}
