//! The screens of a site's settings.
use crate::harness::TestApp;
use serde_json::json;

const WIDGET: &str = "/api/settings/widget";
const AI: &str = "/api/settings/ai";

#[tokio::test]
async fn settings_start_with_defaults_and_keep_what_a_change_leaves_out() {
    let app = TestApp::start().await;
    let before = app.admin().get(WIDGET).await.ok();
    assert_eq!((&before["version"], &before["title"]), (&json!(0), &json!(null)));
    assert_eq!(before["primary_color"], "#0b6e85");
    assert_eq!(
        before["features"],
        json!({ "file_upload": true, "archives": false, "emoticons": true, "typing": true, "typing_preview": false })
    );
    assert_eq!(
        app.admin().get(AI).await.ok(),
        json!({
            "version": 0, "mode": "busy", "floor": 0.3, "text_weight": 0.7, "fusion": "weighted", "context_chars": 1500,
            "first_word_seconds": 8, "answer_seconds": 60, "tone": "formal", "sets_priority": false,
        })
    );

    let change =
        json!({ "title": " Öğrenci İşleri ", "features": { "typing": false }, "version": 7, "unknown": 1 });
    let after = app.admin().with("if-match", "0").put(WIDGET, &change).await.ok();
    assert_eq!((&after["version"], &after["title"]), (&json!(1), &json!("Öğrenci İşleri")));
    assert_eq!(
        after["features"],
        json!({ "file_upload": true, "archives": false, "emoticons": true, "typing": false, "typing_preview": false })
    );
    assert_eq!(after["welcome_message"], before["welcome_message"]);
    assert_eq!(app.admin().get(WIDGET).await.ok(), after);
    assert_eq!(app.admin().put(WIDGET, &json!({ "title": "Öğrenci İşleri" })).await.ok()["version"], 1);
    assert_eq!(app.admin().put(WIDGET, &json!({ "title": null })).await.ok()["title"], json!(null));

    let session = app.page().post("/api/widget/session", &json!({})).await.ok();
    assert_eq!(session["settings"]["features"]["typing"], false);
}

#[tokio::test]
async fn a_stale_change_gets_the_present_settings() {
    let app = TestApp::start().await;
    let now =
        app.admin().with("if-match", "0").put(AI, &json!({ "mode": "always", "floor": 0.4 })).await.ok();
    let late = app.admin().with("if-match", "\"0\"").put(AI, &json!({ "mode": "off" })).await;
    assert_eq!(late.problem(412, "stale_version")["current"], now);
    assert_eq!(app.admin().get(AI).await.ok(), now);
}

#[tokio::test]
async fn unacceptable_fields_are_named_and_change_nothing() {
    let app = TestApp::start().await;
    let wrong = json!({ "primary_color": "teal", "proactive": { "scroll_percentage": 140 }, "consent": { "enabled": true } });
    let problem = app.admin().put(WIDGET, &wrong).await.problem(422, "invalid_fields");
    let fields: Vec<&str> =
        problem["errors"].as_array().unwrap().iter().map(|it| it["field"].as_str().unwrap()).collect();
    assert_eq!(fields, ["primary_color", "consent.text", "proactive.scroll_percentage"]);
    let problem = app.admin().put(WIDGET, &json!({ "position": "top" })).await.problem(422, "value_invalid");
    assert_eq!(problem["errors"][0]["field"], "position");
    let problem = app.admin().put(WIDGET, &json!({ "proactive": { "idle": "x" } })).await;
    assert_eq!(problem.problem(422, "value_invalid")["errors"][0]["field"], "proactive.idle");
    app.admin().put(AI, &json!({ "floor": 1.5 })).await.problem(422, "value_invalid");
    app.admin().put(AI, &json!([1])).await.problem(400, "bad_json");
    assert_eq!(app.admin().get(WIDGET).await.ok()["version"], 0);
}

#[tokio::test]
async fn another_consent_text_gets_another_version() {
    let app = TestApp::start().await;
    let text = |it: &str| json!({ "consent": { "enabled": true, "text": { "tr": it }, "version": 1 } });
    assert_eq!(app.admin().put(WIDGET, &text("İlk")).await.ok()["consent"]["version"], 1);
    assert_eq!(app.admin().put(WIDGET, &text("İkinci")).await.ok()["consent"]["version"], 2);
    assert_eq!(app.admin().put(WIDGET, &json!({ "title": "x" })).await.ok()["consent"]["version"], 2);
}

#[tokio::test]
async fn changes_are_in_the_audit_trail_and_stay_on_their_site() {
    let app = TestApp::start().await;
    let (_, there) = app.second_site("ikinci").await;
    let here = app.admin().on_site(app.site()["id"].as_str().unwrap());
    here.put(WIDGET, &json!({ "position": "left", "proactive": { "enabled": true } })).await.ok();
    assert_eq!(there.get(WIDGET).await.ok()["position"], "right");
    let row = here.get("/api/audit?limit=1").await.ok()["items"][0].clone();
    assert_eq!(row["action"], "settings.updated");
    assert_eq!(row["old"], json!({ "widget": { "position": "right", "proactive": { "enabled": false } } }));
    assert_eq!(row["new"], json!({ "widget": { "position": "left", "proactive": { "enabled": true } } }));
    let elif = app.person("elif", "agent", &here).await;
    elif.get(WIDGET).await.problem(403, "role_forbids");
    elif.put(AI, &json!({ "mode": "off" })).await.problem(403, "role_forbids");
}

#[tokio::test]
async fn the_assistants_mode_changes_what_the_widget_shows() {
    let app = TestApp::start().await;
    let mode = async || app.page().post("/api/widget/session", &json!({})).await.ok()["mode"]["mode"].clone();
    assert_eq!(mode().await, "busy");
    app.admin().put(AI, &json!({ "mode": "off" })).await.ok();
    assert_eq!(mode().await, "offline");
}
