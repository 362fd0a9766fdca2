//! Operating the server: health, figures, and the API's description.
use crate::harness::TestApp;
use asisttr::people::permissions;
use asisttr::store::Write;
use serde_json::{Value, json};

async fn text(app: &TestApp, path: &str) -> String {
    app.nobody().request(reqwest::Method::GET, path).send().await.unwrap().text().await.unwrap()
}

#[tokio::test]
async fn health_tells_each_part_and_readiness_ends_with_the_stop() {
    let app = TestApp::start().await;
    app.clock.advance_ms(61_500);
    let health = app.nobody().get("/health").await.ok();
    assert_eq!((&health["status"], &health["uptime"]), (&json!("ok"), &json!(61)));
    assert_eq!(health["timestamp"], "2026-01-15T09:01:01.500Z");
    assert_eq!(health["version"], env!("CARGO_PKG_VERSION"));
    let services = json!({ "database": "ok", "search": "ok", "ai": "off", "mail": "off", "sfu": "off" });
    assert_eq!(health["services"], services);
    assert_eq!(app.nobody().get("/ready").await.ok(), json!({ "ready": true }));
    assert_eq!(app.nobody().get("/api/version").await.ok()["name"], "AsistTR");
    app.app.lifecycle.request_stop();
    app.nobody().get("/ready").await.problem(503, "shutting_down");
}

#[tokio::test]
async fn the_figures_count_what_happened() {
    let app = TestApp::start().await;
    app.nobody().get("/api/nowhere").await.problem(404, "not_found");
    app.app.store.commit(Write::new()).await.unwrap();
    let text = text(&app, "/metrics").await;
    let value = |name: &str| -> f64 {
        let line = text.lines().find(|it| it.split(' ').next() == Some(name));
        line.unwrap_or_else(|| panic!("{name} is not in:\n{text}"))
            .rsplit(' ')
            .next()
            .unwrap()
            .parse()
            .unwrap()
    };
    assert_eq!(value(&format!("asisttr_build_info{{version=\"{}\"}}", env!("CARGO_PKG_VERSION"))), 1.0);
    assert_eq!(value("asisttr_http_requests_total{class=\"2xx\"}"), 1.0);
    assert_eq!(value("asisttr_http_requests_total{class=\"4xx\"}"), 1.0);
    assert_eq!(value("asisttr_http_request_seconds_count"), 2.0);
    assert_eq!(value("asisttr_events_total{kind=\"site.created\"}"), 1.0);
    assert_eq!(value("asisttr_event_seq"), *app.app.store.head().borrow() as f64);
    assert_eq!(value("asisttr_sockets{kind=\"user\"}"), 0.0);
    assert_eq!(value("asisttr_store_waiting_writes"), 0.0);
    assert!(value("asisttr_store_commits_total") >= 2.0);
    assert!(value("asisttr_store_commit_seconds_count") >= 2.0);
    assert!(value("asisttr_follower_lag_events{follower=\"realtime\"}") >= 0.0);
    assert!(value("asisttr_resident_memory_bytes") > 1_000_000.0);
    assert!(text.ends_with("# EOF\n"));
}

#[tokio::test]
async fn the_figures_are_for_this_machine_or_the_token() {
    let config = |it: &mut asisttr::config::Config| it.metrics_token = Some("gizli".to_owned());
    let app = TestApp::start_with(config).await;
    let outside = app.nobody().with("x-forwarded-for", "203.0.113.9");
    outside.get("/metrics").await.problem(401, "token_missing");
    outside.clone().with_token("wrong").get("/metrics").await.problem(401, "token_invalid");
    assert_eq!(outside.with_token("gizli").get("/metrics").await.status, 200);
    let without = TestApp::bare().await;
    let outside = without.nobody().with("forwarded", "for=203.0.113.9").with_token("gizli");
    outside.get("/metrics").await.problem(401, "token_invalid");
}

/// `(METHOD, path)` of everything described, and the operation.
fn operations(document: &Value) -> Vec<(String, String, Value)> {
    let mut all = Vec::new();
    for (path, methods) in document["paths"].as_object().unwrap() {
        for (method, operation) in methods.as_object().unwrap() {
            all.push((method.to_ascii_uppercase(), path.clone(), operation.clone()));
        }
    }
    all
}

#[tokio::test]
async fn what_is_described_has_rights_and_the_reverse() {
    let app = TestApp::bare().await;
    let document = app.nobody().get("/api/openapi.json").await.ok();
    assert_eq!(document["openapi"], "3.1.0");
    let described = operations(&document);
    for (method, path, _) in &described {
        assert!(permissions::find(method, path).is_some(), "{method} {path} is not in people/permissions.rs");
    }
    for (method, path, _) in permissions::ENDPOINTS {
        let same = |it: &&(String, String, Value)| {
            it.0 == *method
                && permissions::find(method, &it.1) == permissions::find(method, path)
                && bare(&it.1) == bare(path)
        };
        assert!(described.iter().any(|it| same(&it)), "{method} {path} is not described");
    }
}

/// The path with nothing in its braces.
fn bare(path: &str) -> String {
    path.split('/').map(|it| if it.starts_with('{') { "{}" } else { it }).collect::<Vec<_>>().join("/")
}

#[tokio::test]
async fn the_description_is_complete() {
    let app = TestApp::bare().await;
    let document = app.nobody().get("/api/openapi.json").await.ok();
    for (method, path, operation) in operations(&document) {
        let place = format!("{method} {path}");
        assert!(operation["summary"].as_str().is_some_and(|it| !it.is_empty()), "{place} has no summary");
        assert!(operation["tags"][0].is_string(), "{place} has no tag");
        let parameters: Vec<&str> = operation["parameters"]
            .as_array()
            .unwrap()
            .iter()
            .map(|it| it["name"].as_str().unwrap())
            .collect();
        for name in path.split('/').filter_map(|it| it.strip_prefix('{')?.strip_suffix('}')) {
            assert!(parameters.contains(&name), "{place} does not describe {{{name}}}");
        }
        for (status, answer) in operation["responses"].as_object().unwrap() {
            let problem = answer["content"]["application/problem+json"].is_object();
            assert!(!status.starts_with('4') || problem, "{place}: {status} is no problem document");
        }
    }
    let text = document.to_string();
    let schemas = document["components"]["schemas"].as_object().unwrap();
    assert_eq!(schemas["AssistantMode"]["enum"], json!(["busy", "offline", "always", "suggest", "off"]));
    for name in text.split("#/components/schemas/").skip(1).map(|it| it.split('"').next().unwrap()) {
        assert!(schemas.contains_key(name), "{name} is referred to but not described");
    }
}

#[tokio::test]
async fn the_page_of_the_description_needs_nothing_from_elsewhere() {
    let app = TestApp::bare().await;
    let page = app.nobody().get("/api/docs").await;
    let policy = page.header("content-security-policy").unwrap();
    assert!(policy.contains("script-src 'self'") && !policy.contains("unsafe"), "{policy}");
    let html = text(&app, "/api/docs").await;
    let addresses = html.split(['"', '\'']).filter(|it| it.starts_with("/a/"));
    let mut count = 0;
    for address in addresses {
        assert_eq!(app.nobody().get(address).await.status, 200, "{address}");
        count += 1;
    }
    assert!(count == 3 && !html.contains("http"), "{html}");
}

#[tokio::test]
async fn events_of_more_than_thirty_days_ago_are_removed_and_the_rest_stays() {
    let app = TestApp::start().await;
    let article = |title: &str| json!({ "title": title, "body": "Metin.", "status": "published" });
    app.admin().post("/api/knowledge", &article("Eski")).await.expect(201);
    app.clock.advance_ms(31 * 24 * 60 * 60 * 1000);
    let admin = app.sign_in("ayse").await;
    admin.post("/api/knowledge", &article("Yeni")).await.expect(201);
    let kept = || app.app.store.read(|conn| asisttr::store::event::after(conn, 0, 100));
    let before = kept().await.unwrap();
    // The assistant has not saved its place yet, and what it has not seen stays.
    assert_eq!(
        asisttr::store::prune(&app.app.store, app.clock.now()).await.unwrap() as usize + 1,
        before.len()
    );
    let left = kept().await.unwrap();
    assert_eq!(left.len(), 1, "only the new article's");
    assert_eq!(asisttr::store::prune(&app.app.store, app.clock.now()).await.unwrap(), 0);
}

#[tokio::test]
async fn the_event_log_is_read_in_order_by_the_sites_own_people() {
    let app = TestApp::start().await;
    let elif = app.agent("elif").await;
    let (_, other) = app.second_site("ikinci").await;
    let mut ayse = crate::chat::visitor(&app).await;
    let started = ayse.socket.say("chat:start", json!({ "message": "Merhaba", "client_ref": "1" })).await;
    let (chat, seq) = (&started["conversation"]["id"], started["message"]["seq"].as_i64().unwrap());
    let all = elif.get("/api/events?limit=200").await.ok();
    let items = all["items"].as_array().unwrap();
    assert!(items.is_sorted_by_key(|it| it["seq"].as_i64()), "{all}");
    let said = items.iter().find(|it| it["seq"] == seq).unwrap();
    assert_eq!(
        (&said["kind"], &said["data"]["conversation_id"], &said["data"]["id"]),
        (&json!("message.created"), chat, &started["message"]["id"])
    );
    assert!(!all.to_string().contains("Merhaba"), "ids, and never texts");

    let page = elif.get("/api/events?limit=1").await.ok();
    let next = page["next_cursor"].as_str().unwrap().to_owned();
    assert_eq!(page["items"][0]["seq"].to_string(), next);
    let after = elif.get(&format!("/api/events?after={next}&limit=1")).await.ok();
    assert_eq!(after["items"][0], items[1]);
    let last = items.last().unwrap()["seq"].as_i64();
    let later = elif.get(&format!("/api/events?after={}", last.unwrap())).await.ok();
    // The assistant may be at it.
    assert!(later["items"].as_array().unwrap().iter().all(|it| it["seq"].as_i64() > last), "{later}");
    elif.get("/api/events?after=999999").await.problem(409, "events_gone");
    let theirs = other.get("/api/events").await.ok();
    assert!(!theirs.to_string().contains(chat.as_str().unwrap()), "{theirs}");
}
