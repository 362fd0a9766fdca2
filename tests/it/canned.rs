//! Canned responses: whose they are, what they must look like, how their use is counted.
use crate::chat::desk;
use crate::harness::TestApp;
use serde_json::{Value, json};

const PATH: &str = "/api/canned-responses";

fn response(shortcut: &str, scope: &str) -> Value {
    json!({ "shortcut": shortcut, "title": "Kayıt", "body": "Merhaba {{ziyaretci.ad}}", "scope": scope })
}

fn shortcuts(page: &Value) -> Vec<&str> {
    page["items"].as_array().unwrap().iter().map(|it| it["shortcut"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn the_sites_are_everybodys_and_ones_own_nobody_elses() {
    let app = TestApp::start().await;
    let (elif, can) = (app.agent("elif").await, app.agent("can").await);
    let site = elif.post(PATH, &response("/Kayıt", "site")).await.expect(201);
    assert_eq!((site["shortcut"].as_str(), site["scope"].as_str()), (Some("kayıt"), Some("site")));
    let own = elif.post(PATH, &response("kayıt", "personal")).await.expect(201);
    assert_eq!(shortcuts(&elif.get(PATH).await.ok()).len(), 2);
    assert_eq!(shortcuts(&can.get(PATH).await.ok()).len(), 1);

    let path = format!("{PATH}/{}", own["id"].as_str().unwrap());
    can.get(&path).await.problem(404, "not_found");
    can.put(&path, &json!({ "title": "x" })).await.problem(404, "not_found");
    can.delete(&path).await.problem(404, "not_found");
    can.post(&format!("{path}/use"), &json!({})).await.problem(404, "not_found");
    let (_, other) = app.second_site("ikinci").await;
    assert!(shortcuts(&other.get(PATH).await.ok()).is_empty());
    let path = format!("{PATH}/{}", site["id"].as_str().unwrap());
    other.get(&path).await.problem(404, "not_found");
    can.delete(&path).await.expect(204);
    assert_eq!(shortcuts(&elif.get(PATH).await.ok()), ["kayıt"], "one's own stays");
}

#[tokio::test]
async fn a_teams_are_its_members_and_the_admins() {
    let app = TestApp::start().await;
    let (elif, can) = (app.agent("elif").await, app.agent("can").await);
    let me = elif.get("/api/auth/me").await.ok();
    let team = json!({ "name": "Burslar", "members": [me["id"]] });
    let team = app.admin().post("/api/teams", &team).await.expect(201);
    let asked = |shortcut: &str| {
        let mut it = response(shortcut, "team");
        it["team_id"] = team["id"].clone();
        it
    };
    can.post(PATH, &asked("burs")).await.problem(422, "group_unknown");
    elif.post(PATH, &response("burs", "team")).await.problem(422, "field_missing");
    let made = elif.post(PATH, &asked("burs")).await.expect(201);
    assert_eq!(made["team"]["name"], "Burslar");
    elif.post(PATH, &asked("burs")).await.problem(409, "shortcut_taken");
    elif.post(PATH, &response("burs", "site")).await.expect(201);
    assert_eq!(shortcuts(&elif.get(PATH).await.ok()).len(), 2);
    assert_eq!(shortcuts(&app.admin().get(PATH).await.ok()).len(), 2);
    assert_eq!(shortcuts(&can.get(PATH).await.ok()).len(), 1);
    let path = format!("{PATH}/{}", made["id"].as_str().unwrap());
    can.get(&path).await.problem(404, "not_found");
    can.post(&format!("{path}/use"), &json!({})).await.problem(404, "not_found");
    can.put(&path, &json!({ "title": "x" })).await.problem(404, "not_found");
    elif.put(&path, &json!({ "title": "Burs" })).await.ok();

    app.admin().delete(&format!("/api/teams/{}", team["id"].as_str().unwrap())).await.expect(204);
    elif.get(&path).await.problem(404, "not_found");
    let left = app.admin().get(&path).await.ok();
    assert_eq!((left["scope"].as_str(), left["team"]["name"].is_null()), (Some("team"), true));
    app.admin().put(&path, &json!({ "title": "Burs" })).await.problem(422, "group_unknown");
    app.admin().put(&path, &json!({ "scope": "personal" })).await.ok();
}

#[tokio::test]
async fn the_most_used_come_first_over_all_pages() {
    let app = TestApp::start().await;
    let elif = app.agent("elif").await;
    for shortcut in ["bir", "iki", "uc"] {
        elif.post(PATH, &response(shortcut, "site")).await.expect(201);
    }
    let all = elif.get(PATH).await.ok();
    for (name, times) in [("bir", 2), ("iki", 3)] {
        let it = all["items"].as_array().unwrap().iter().find(|it| it["shortcut"] == name).unwrap();
        for _ in 0..times {
            elif.post(&format!("{PATH}/{}/use", it["id"].as_str().unwrap()), &json!({})).await.expect(204);
        }
    }
    let first = elif.get(&format!("{PATH}?limit=2")).await.ok();
    assert_eq!(shortcuts(&first), ["iki", "bir"]);
    assert_eq!(first["items"][0]["uses"], 3);
    assert!(first["items"][0]["last_used_at"].is_string());
    let after = first["next_cursor"].as_str().unwrap();
    assert_eq!(shortcuts(&elif.get(&format!("{PATH}?limit=2&after={after}")).await.ok()), ["uc"]);
    assert_eq!(shortcuts(&elif.get(&format!("{PATH}?q=IKI")).await.ok()), ["iki"], "whatever the case");
}

#[tokio::test]
async fn mistakes_are_named_and_a_stale_change_is_refused() {
    let app = TestApp::start().await;
    let elif = app.agent("elif").await;
    let wrong = json!({ "shortcut": "iki kelime", "title": "", "body": "Merhaba {{isim}}" });
    let problem = elif.post(PATH, &wrong).await.problem(422, "invalid_fields");
    let codes: Vec<_> =
        problem["errors"].as_array().unwrap().iter().map(|it| it["code"].as_str().unwrap()).collect();
    assert_eq!(codes, ["field_missing", "shortcut_invalid", "place_unknown"]);

    let made = elif.post(PATH, &response("kayıt", "site")).await.expect(201);
    elif.post(PATH, &response("KAYIT", "site")).await.problem(409, "shortcut_taken");
    let path = format!("{PATH}/{}", made["id"].as_str().unwrap());
    let changed = elif.clone().with("if-match", "1").put(&path, &json!({ "title": "Ders kaydı" })).await.ok();
    assert_eq!((changed["title"].as_str(), changed["version"].as_i64()), (Some("Ders kaydı"), Some(2)));
    let stale = elif.clone().with("if-match", "1").put(&path, &json!({ "title": "x" })).await;
    assert_eq!(stale.problem(412, "stale_version")["current"]["title"], "Ders kaydı");
}

#[tokio::test]
async fn desks_hear_of_changes_and_the_trail_keeps_them() {
    let app = TestApp::start().await;
    let elif = app.agent("elif").await;
    let mut desk = desk(&app, &elif).await;
    let made = elif.post(PATH, &response("kayıt", "site")).await.expect(201);
    desk.hears_where("canned:changed", |it| it["id"] == made["id"]).await;
    elif.post(PATH, &response("benim", "personal")).await.expect(201);
    let trail = app.admin().get("/api/audit").await.ok();
    let written: Vec<&Value> = trail["items"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|it| it["action"] == "canned_response.created")
        .collect();
    assert_eq!(written.len(), 2);
    assert_eq!(written[1]["new"]["shortcut"], "kayıt");
    assert_eq!(written[0]["new"], json!({ "scope": "personal" }), "words of one's own are not in the trail");
}
