//! Departments, teams and skills, and what an agent is on a site.
use crate::harness::{Caller, TestApp};
use serde_json::{Value, json};

/// The id of a thing in an answer.
pub(crate) fn id(value: &Value) -> String {
    value["id"].as_str().unwrap().to_owned()
}

/// The id of somebody who is signed in.
pub(crate) async fn user_id(who: &Caller) -> String {
    id(&who.get("/api/auth/me").await.ok())
}

/// A new department, team or skill.
pub(crate) async fn group(app: &TestApp, kind: &str, name: &str) -> String {
    id(&app.admin().post(&format!("/api/{kind}"), &json!({ "name": name })).await.expect(201))
}

#[tokio::test]
async fn groups_are_added_changed_and_removed() {
    let app = TestApp::start().await;
    let elif = app.agent("elif").await;
    let elif_id = user_id(&elif).await;
    for kind in ["departments", "teams", "skills"] {
        let path = format!("/api/{kind}");
        assert_eq!(elif.get(&path).await.ok()["items"], json!([]), "{kind}");
        let new = json!({ "name": "  Öğrenci   İşleri ", "urgent": true, "members": [elif_id] });
        let made = app.admin().post(&path, &new).await.expect(201);
        assert_eq!(made["name"], "Öğrenci İşleri");
        assert_eq!(made["urgent"], kind == "departments", "only departments are urgent");
        assert_eq!(made["members"][0]["name"], "elif");
        let one = format!("{path}/{}", id(&made));
        assert_eq!(elif.get(&one).await.ok(), made);

        let twin = json!({ "name": "ogrenci isleri" });
        app.admin().post(&path, &twin).await.problem(422, "name_taken");
        app.admin().post(&path, &json!({ "name": " " })).await.problem(422, "field_missing");
        app.admin().post(&path, &json!({ "name": "a".repeat(61) })).await.problem(422, "field_too_long");
        let stranger = json!({ "members": ["00000000-0000-7000-8000-000000000000"] });
        app.admin().put(&one, &stranger).await.problem(422, "assignee_unknown");

        let changed = app.admin().with("if-match", "1").put(&one, &json!({ "name": "Burslar" })).await.ok();
        assert_eq!((&changed["version"], &changed["members"][0]["name"]), (&json!(2), &json!("elif")));
        let late = app.admin().with("if-match", "1").put(&one, &json!({ "name": "X" })).await;
        assert_eq!(late.problem(412, "stale_version")["current"], changed);

        elif.post(&path, &twin).await.problem(403, "role_forbids");
        elif.put(&one, &twin).await.problem(403, "role_forbids");
        elif.delete(&one).await.problem(403, "role_forbids");
        app.admin().delete(&one).await.expect(204);
        app.admin().get(&one).await.problem(404, "not_found");
    }
    let trail = app.admin().get("/api/audit").await.ok().to_string();
    for action in ["department.created", "team.updated", "skill.deleted"] {
        assert!(trail.contains(action), "{action}");
    }
}

#[tokio::test]
async fn another_sites_groups_are_not_there() {
    let app = TestApp::start().await;
    let sales = group(&app, "departments", "Satış").await;
    let (_, there) = app.second_site("ikinci").await;
    assert_eq!(there.get("/api/departments").await.ok()["items"], json!([]));
    let path = format!("/api/departments/{sales}");
    there.get(&path).await.problem(404, "not_found");
    there.put(&path, &json!({ "name": "Bizim" })).await.problem(404, "not_found");
    there.delete(&path).await.problem(404, "not_found");
    let murat = app.person("murat", "agent", &there).await;
    let person = format!("/api/users/{}", user_id(&murat).await);
    let foreign = json!({ "profile": { "department_id": sales } });
    there.put(&person, &foreign).await.problem(422, "group_unknown");
    let here = app.admin().on_site(app.site()["id"].as_str().unwrap());
    let stranger = json!({ "members": [user_id(&murat).await] });
    here.put(&path, &stranger).await.problem(422, "assignee_unknown");
}

#[tokio::test]
async fn an_agent_has_a_profile_on_the_site() {
    let app = TestApp::start().await;
    let elif = app.agent("elif").await;
    let path = format!("/api/users/{}", user_id(&elif).await);
    let fresh = app.admin().get(&path).await.ok();
    let plain = json!({
        "department_id": null, "team_ids": [], "skill_ids": [], "languages": ["tr"], "priority_level": 1,
        "accept_calls": true,
    });
    assert_eq!(fresh["profile"], plain);

    let (sales, night, refunds) = (
        group(&app, "departments", "Satış").await,
        group(&app, "teams", "Gece").await,
        group(&app, "skills", "İade").await,
    );
    let profile = json!({
        "department_id": sales, "team_ids": [night], "skill_ids": [refunds], "languages": ["EN", "tr"],
        "priority_level": 7, "accept_calls": false,
    });
    let changed = app.admin().put(&path, &json!({ "profile": profile })).await.ok();
    assert_eq!(changed["profile"]["languages"], json!(["en", "tr"]));
    assert_eq!((&changed["profile"]["priority_level"], &changed["max_chats"]), (&json!(7), &json!(5)));
    let department = app.admin().get(&format!("/api/departments/{sales}")).await.ok();
    assert_eq!(department["members"][0]["name"], "elif");

    // One department at a time; what is left out stays.
    let help = id(&app
        .admin()
        .post("/api/departments", &json!({ "name": "Destek", "members": [user_id(&elif).await] }))
        .await
        .expect(201));
    let moved = app.admin().get(&path).await.ok();
    assert_eq!(moved["profile"]["department_id"], help.as_str());
    let left = app.admin().put(&path, &json!({ "profile": { "department_id": null } })).await.ok();
    assert_eq!(
        (&left["profile"]["department_id"], &left["profile"]["team_ids"]),
        (&json!(null), &json!([night]))
    );

    let wrong = json!({ "profile": { "priority_level": 11, "languages": ["türkçe"] } });
    let problem = app.admin().put(&path, &wrong).await.problem(422, "invalid_fields");
    assert_eq!(problem["errors"][0]["field"], "languages");
    let agents = elif.get("/api/agents").await.ok();
    let seen = agents["items"].as_array().unwrap().iter().find(|it| it["name"] == "elif").unwrap();
    assert_eq!(seen["team_ids"], json!([night]));
    let trail = app.admin().get("/api/audit").await.ok();
    assert_eq!(trail["items"][0]["old"]["profile"]["department_id"], help.as_str());
    elif.put(&path, &json!({ "profile": { "priority_level": 10 } })).await.problem(403, "role_forbids");
}
