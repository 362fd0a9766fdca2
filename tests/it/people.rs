//! The people of a site.
use crate::harness::{PASSWORD, TestApp, email_of};
use serde_json::json;

#[tokio::test]
async fn an_address_is_kept_in_one_form_and_nothing_secret_is_shown_again() {
    let app = TestApp::start().await;
    let new = json!({ "email": " Elif@Ornek.EDU.tr", "name": "Elif", "role": "agent" });
    let created = app.admin().post("/api/users", &new).await.expect(201);
    assert_eq!(created["user"]["email"], "elif@ornek.edu.tr");
    let link = created["invitation"]["path"].as_str().unwrap();
    let path = format!("/api/users/{}", created["user"]["id"].as_str().unwrap());
    let shown = app.admin().get(&path).await.ok();
    assert!(shown.get("invitation").is_none() && shown.get("password_hash").is_none());
    app.admin().post("/api/users", &new).await.problem(409, "email_taken");
    let audit = app.admin().get("/api/audit").await.ok();
    assert!(!audit.to_string().contains(link.split_once('#').unwrap().1));
}

#[tokio::test]
async fn a_change_of_role_ends_the_sessions() {
    let app = TestApp::start().await;
    let elif = app.agent("elif").await;
    let id = elif.get("/api/auth/me").await.ok()["id"].as_str().unwrap().to_owned();
    let path = format!("/api/users/{id}");
    let changed = app.admin().put(&path, &json!({ "max_chats": 3 })).await.ok();
    assert_eq!(changed["max_chats"], 3);
    elif.get("/api/auth/me").await.ok();
    app.admin().put(&path, &json!({ "role": "admin" })).await.ok();
    elif.get("/api/auth/me").await.problem(401, "token_invalid");
    let elif = app.sign_in("elif").await;
    let me = elif.get("/api/auth/me").await.ok();
    assert_eq!((&me["role"], &me["max_chats"]), (&json!("admin"), &json!(3)));
    app.admin().put(&path, &json!({ "max_chats": 0 })).await.problem(422, "value_invalid");
}

#[tokio::test]
async fn a_deactivated_person_is_out_at_once_and_cannot_come_back() {
    let app = TestApp::start().await;
    let elif = app.agent("elif").await;
    let id = elif.get("/api/auth/me").await.ok()["id"].as_str().unwrap().to_owned();
    assert_eq!(app.admin().delete(&format!("/api/users/{id}")).await.status, 204);
    elif.get("/api/auth/me").await.problem(401, "token_invalid");
    let body = json!({ "email": email_of("elif"), "password": PASSWORD });
    app.nobody().post("/api/auth/login", &body).await.problem(401, "bad_credentials");
    let user = app.admin().get(&format!("/api/users/{id}")).await.ok();
    assert_eq!(user["active"], false);
}

#[tokio::test]
async fn the_last_admin_stays() {
    let app = TestApp::start().await;
    let (_, boss) = app.second_site("ikinci").await;
    let murat = app.person("murat", "admin", &boss).await;
    let id = murat.get("/api/auth/me").await.ok()["id"].as_str().unwrap().to_owned();
    let path = format!("/api/users/{id}");
    murat.put(&path, &json!({ "role": "agent" })).await.problem(409, "last_admin");
    murat.delete(&path).await.problem(409, "last_admin");
    boss.put(&path, &json!({ "active": false })).await.problem(409, "last_admin");
    app.person("selin", "admin", &boss).await;
    murat.put(&path, &json!({ "role": "agent" })).await.ok();

    let me = app.admin().get("/api/auth/me").await.ok();
    let path = format!("/api/users/{}", me["id"].as_str().unwrap());
    app.site_admin("deniz").await;
    app.admin().put(&path, &json!({ "role": "admin" })).await.problem(409, "last_admin");
    app.admin().delete(&path).await.problem(409, "last_admin");
}

#[tokio::test]
async fn an_admin_cannot_reach_beyond_the_own_site() {
    let app = TestApp::start().await;
    let (second, boss) = app.second_site("ikinci").await;
    let murat = app.person("murat", "admin", &boss).await;
    let elif = app.agent("elif").await;
    let elif = elif.get("/api/auth/me").await.ok()["id"].as_str().unwrap().to_owned();
    let path = format!("/api/users/{elif}");
    murat.get(&path).await.problem(404, "not_found");
    murat.put(&path, &json!({ "name": "x" })).await.problem(404, "not_found");
    murat.delete(&path).await.problem(404, "not_found");
    let first = app.site()["id"].as_str().unwrap();
    murat.clone().on_site(first).get("/api/users").await.problem(404, "not_found");
    let superadmin = json!({ "email": "x@ornek.edu.tr", "name": "x", "role": "superadmin" });
    murat.post("/api/users", &superadmin).await.problem(403, "role_forbids");
    let people = murat.get("/api/users").await.ok();
    assert_eq!(
        people["items"].as_array().unwrap().len(),
        1,
        "superadmins show themselves to each other only"
    );

    // Elif works on both now: her password is hers, her role on the second site is Murat's business.
    let join = json!({ "email": email_of("elif"), "name": "Elif", "role": "agent" });
    murat.post("/api/users", &join).await.problem(409, "email_taken");
    boss.post("/api/users", &join).await.expect(201);
    murat.put(&path, &json!({ "password": "kırmızı kuş 7" })).await.problem(403, "role_forbids");
    murat.put(&path, &json!({ "active": false })).await.problem(403, "role_forbids");
    let seen = murat.put(&path, &json!({ "role": "admin" })).await.ok();
    assert_eq!(seen["sites"].as_array().unwrap().len(), 1);
    assert_eq!(seen["sites"][0]["id"], second["id"]);
    assert_eq!(murat.delete(&path).await.status, 204);
    murat.get(&path).await.problem(404, "not_found");
    let elif = app.sign_in("elif").await;
    assert_eq!(elif.get("/api/auth/me").await.ok()["site_id"], app.site()["id"]);
}

#[tokio::test]
async fn people_come_in_pages() {
    let app = TestApp::start().await;
    for name in ["bir", "iki", "uc"] {
        app.agent(name).await;
    }
    let first = app.admin().get("/api/users?limit=3").await.ok();
    let cursor = first["next_cursor"].as_str().unwrap();
    let second = app.admin().get(&format!("/api/users?limit=3&after={cursor}")).await.ok();
    assert_eq!(second["items"][0]["name"], "uc");
    assert_eq!(second["next_cursor"], json!(null));
    app.admin().get("/api/users?after=%25").await.problem(400, "bad_cursor");
    app.admin().get("/api/users?limit=x").await.problem(400, "bad_query");
}
