//! Visitors on pages: the live list, sessions and journeys, and an agent who speaks first.
use crate::chat::{Visiting, desk, visitor};
use crate::harness::{Caller, TestApp};
use crate::socket::Socket;
use serde_json::{Value, json};

const FIREFOX: &str = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0";
const MINUTE: i64 = 60_000;

fn items(body: &Value) -> &Vec<Value> {
    body["items"].as_array().unwrap()
}

async fn looks(it: &mut Visiting, url: &str) {
    let page = json!({ "url": format!("https://ornek.edu.tr{url}"), "title": url });
    assert_eq!(it.socket.say("tracking:pageview", page).await["ok"], true);
}

/// A visitor whom a page of the given browser brought.
async fn arrives(app: &TestApp, agent: &str, body: &Value) -> (Value, Caller) {
    let page = app.page().with("user-agent", agent);
    let session = page.post("/api/widget/session", body).await.ok();
    let http = page.with_token(session["token"].as_str().unwrap());
    (session["visitor"].clone(), http)
}

async fn opens_socket(app: &TestApp, http: &Caller) -> Socket {
    let key = app.site()["api_key"].as_str().unwrap();
    Socket::connect(&app.base, json!({ "apiKey": key, "visitorToken": http.token() })).await.unwrap()
}

async fn sessions(elif: &Caller, id: &str) -> Vec<Value> {
    items(&elif.get(&format!("/api/tracking/visitors/{id}/sessions")).await.ok()).clone()
}

/// Transactions so far.
async fn commits(app: &TestApp) -> i64 {
    let answer = app.nobody().request(reqwest::Method::GET, "/metrics").send().await.unwrap();
    let text = answer.text().await.unwrap();
    let line = text.lines().find(|it| it.contains("store_commits_total ")).unwrap();
    line.rsplit(' ').next().unwrap().parse().unwrap()
}

/// The desk hears of one visitor, in whatever batch.
async fn hears_of(
    desk: &mut Socket,
    event: &str,
    list: &str,
    id: &str,
    fits: impl Fn(&Value) -> bool,
) -> Value {
    let key = if event == "visitor:online" { "id" } else { "visitorId" };
    let mine = |it: &Value| it[key] == id && fits(it);
    let heard = desk.hears_where(event, |it| it[list].as_array().unwrap().iter().any(mine)).await;
    heard[list].as_array().unwrap().iter().find(|it| mine(it)).unwrap().clone()
}

#[tokio::test]
async fn the_desk_sees_who_comes_moves_rests_and_goes() {
    let app = TestApp::start().await;
    let elif = app.agent("elif").await;
    let mut desk = desk(&app, &elif).await;
    let body = json!({
        "page": "https://ornek.edu.tr/kayit?utm_source=fuar", "referrer": "https://google.com/", "language": "tr",
        "screen": "1440x900",
    });
    let (ayse, http) = arrives(&app, FIREFOX, &body).await;
    let id = ayse["id"].as_str().unwrap();
    let mut socket = opens_socket(&app, &http).await;

    let came = hears_of(&mut desk, "visitor:online", "visitors", id, |_| true).await;
    assert_eq!(
        (&came["browser"], &came["system"], &came["device"]),
        (&json!("Firefox"), &json!("Windows"), &json!("desktop"))
    );
    assert_eq!(
        (&came["campaign"]["source"], &came["referrer"]),
        (&json!("fuar"), &json!("https://google.com/"))
    );
    assert_eq!(
        (&came["state"], &came["conversation"], &came["visit_count"]),
        (&json!("active"), &Value::Null, &json!(1))
    );

    app.clock.advance_ms(5_000);
    socket.say("tracking:pageview", json!({ "url": "https://ornek.edu.tr/burs", "title": "Burs" })).await;
    let moved = hears_of(&mut desk, "visitor:activity", "visitors", id, |it| it["title"] == "Burs").await;
    assert_eq!((&moved["page_views"], &moved["page_since"]), (&json!(2), &json!("2026-01-15T09:00:05.000Z")));
    socket.say("tracking:activity", json!({ "state": "idle", "scroll_depth": 61.4 })).await;
    hears_of(&mut desk, "visitor:activity", "visitors", id, |it| it["state"] == "idle").await;

    let list = elif.get("/api/tracking/visitors").await.ok();
    assert_eq!((items(&list).len(), &items(&list)[0]["page"]), (1, &json!("https://ornek.edu.tr/burs")));
    socket.say("chat:start", json!({ "message": "Merhaba" })).await;
    let talks =
        hears_of(&mut desk, "visitor:online", "visitors", id, |it| it["conversation"].is_object()).await;
    assert_eq!(talks["conversation"]["assignee"]["name"], "elif");

    app.clock.advance_ms(7_000);
    drop(socket);
    desk.hears_where("visitor:offline", |it| it["visitorIds"] == json!([id])).await;
    assert!(items(&elif.get("/api/tracking/visitors").await.ok()).is_empty());
    let gone = elif.get(&format!("/api/tracking/visitors/{id}")).await.ok();
    assert_eq!((&gone["online"], &gone["conversation"]["status"]), (&json!(false), &json!("active")));

    let found = sessions(&elif, id).await;
    let pages: Vec<_> = items(&json!({ "items": found[0]["pages"] }))
        .iter()
        .map(|it| (it["title"].clone(), it["duration_ms"].clone(), it["scroll"].clone()))
        .collect();
    assert_eq!(pages, [(json!("Burs"), json!(7_000), json!(61)), (Value::Null, json!(5_000), Value::Null)]);
    assert_eq!((found.len(), &found[0]["duration_ms"]), (1, &json!(12_000)));
    assert_eq!(found[0]["states"], json!([{ "at": "2026-01-15T09:00:05.000Z", "state": "idle" }]));
}

#[tokio::test]
async fn half_an_hour_of_silence_begins_another_session_and_a_crash_does_not() {
    let app = TestApp::start().await;
    let elif = app.agent("elif").await;
    let mut ayse = visitor(&app).await;
    looks(&mut ayse, "/bir").await;
    assert_eq!(sessions(&elif, &ayse.id).await.len(), 1);
    app.clock.advance_ms(30 * MINUTE);

    let restarted = app.restarted().await;
    let admin = restarted.sign_in("ayse").await;
    let body = json!({ "visitor_token": ayse.token, "page": "https://ornek.edu.tr/iki" });
    let session = restarted.page().post("/api/widget/session", &body).await.ok();
    assert_eq!(session["visitor"]["id"], json!(ayse.id));
    let found = sessions(&admin, &ayse.id).await;
    assert_eq!(
        (found.len(), found[0]["pages"].as_array().unwrap().len()),
        (1, 3),
        "the same session goes on"
    );

    restarted.clock.advance_ms(30 * MINUTE + 1);
    restarted.page().post("/api/widget/session", &body).await.ok();
    let elif = restarted.sign_in("ayse").await;
    let found = sessions(&elif, &ayse.id).await;
    assert_eq!((found.len(), &found[0]["over"], &found[1]["over"]), (2, &json!(false), &json!(true)));
    let visitor = elif.get(&format!("/api/visitors/{}", ayse.id)).await.ok();
    assert_eq!(visitor["visit_count"], 2);
    let history = elif.get(&format!("/api/tracking/visitors/{}/history?limit=3", ayse.id)).await.ok();
    assert_eq!(items(&history).len(), 3);
    let rest = format!(
        "/api/tracking/visitors/{}/history?limit=3&after={}",
        ayse.id,
        history["next_cursor"].as_str().unwrap()
    );
    let rest = elif.get(&rest).await.ok();
    assert_eq!((items(&rest).len(), &rest["next_cursor"]), (1, &Value::Null));
}

#[tokio::test]
async fn many_page_views_share_a_sync() {
    let app = TestApp::start().await;
    let elif = app.agent("elif").await;
    let mut ayse = visitor(&app).await;
    sessions(&elif, &ayse.id).await;
    let before = commits(&app).await;
    for n in 0..200 {
        looks(&mut ayse, &format!("/sayfa/{n}")).await;
    }
    let pages = sessions(&elif, &ayse.id).await;
    let spent = commits(&app).await - before;
    assert_eq!(pages[0]["page_views"], 201);
    assert!(spent < 40, "{spent} transactions for 200 page views");
}

#[tokio::test]
async fn a_session_bears_the_name_that_the_page_has_for_it_and_nobody_takes_anothers() {
    let app = TestApp::start().await;
    let elif = app.agent("elif").await;
    let name = "0b6e85aa-1111-4222-8333-944455556666";
    let body = json!({ "page": "https://ornek.edu.tr/kayit", "session_id": name });
    let (ayse, _) = arrives(&app, FIREFOX, &body).await;
    let id = ayse["id"].as_str().unwrap();
    assert_eq!(sessions(&elif, id).await[0]["id"], name);
    let (other, http) = arrives(&app, FIREFOX, &body).await;
    let theirs = sessions(&elif, other["id"].as_str().unwrap()).await;
    assert_ne!(theirs[0]["id"], name, "it is taken");
    let unreadable = json!({ "session_id": "bir oturum", "visitor_token": http.token() });
    http.post("/api/widget/session", &unreadable).await.ok();
    assert_eq!(sessions(&elif, id).await[0]["page_views"], 1, "hers is as it was");
}

#[tokio::test]
async fn machines_and_those_who_refuse_leave_no_pages() {
    let app = TestApp::start().await;
    let elif = app.agent("elif").await;
    let body = json!({ "page": "https://ornek.edu.tr/kayit" });
    let bot = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)";
    let (google, _) = arrives(&app, bot, &body).await;
    assert!(sessions(&elif, google["id"].as_str().unwrap()).await.is_empty());

    let page = app.page().with("user-agent", FIREFOX).with("sec-gpc", "1");
    let shy = page.post("/api/widget/session", &body).await.ok();
    let id = shy["visitor"]["id"].as_str().unwrap();
    assert_eq!(shy["visitor"]["page"], Value::Null);
    assert!(sessions(&elif, id).await.is_empty());
    let one = elif.get(&format!("/api/tracking/visitors/{id}")).await.ok();
    assert_eq!((&one["tracked"], &one["browser"]), (&json!(false), &Value::Null));

    let consent =
        json!({ "consent": { "enabled": true, "text": { "tr": "Metin", "en": "Text" }, "version": 3 } });
    app.admin().put("/api/settings/widget", &consent).await.ok();
    let page = app.page().with("user-agent", FIREFOX);
    let asked = page.post("/api/widget/session", &body).await.ok();
    assert_eq!((&asked["visitor"], &asked["token"]), (&Value::Null, &Value::Null), "nobody before consent");
    let other = json!({ "url": "https://ornek.edu.tr/burs" });
    let version = app.admin().get("/api/settings/widget").await.ok()["consent"]["version"].clone();
    let mut agreed = body.clone();
    agreed["consent_version"] = json!(version.to_string());
    let (agreeing, http) = arrives(&app, FIREFOX, &agreed).await;
    assert_eq!(
        agreeing["number"],
        json!(shy["visitor"]["number"].as_i64().unwrap() + 1),
        "and none was made"
    );
    let id = agreeing["id"].as_str().unwrap();
    assert_eq!(sessions(&elif, id).await.len(), 1);
    http.post("/api/tracking/pageview", &other).await.expect(204);
    assert_eq!(sessions(&elif, id).await[0]["page_views"], 2);

    let rewritten =
        json!({ "consent": { "enabled": true, "text": { "tr": "Yeni metin", "en": "New text" } } });
    app.admin().put("/api/settings/widget", &rewritten).await.ok();
    let later = json!({ "page": "https://ornek.edu.tr/gizli", "visitor_token": http.token(), "consent_version": version.to_string() });
    http.post("/api/widget/session", &later).await.ok();
    http.post("/api/tracking/pageview", &json!({ "url": "https://ornek.edu.tr/gizli/2" })).await.expect(204);
    assert_eq!(sessions(&elif, id).await[0]["page_views"], 2, "nothing more once the notice has changed");
}

#[tokio::test]
async fn an_agent_speaks_first_and_the_visitor_sees_it() {
    let app = TestApp::start().await;
    let (elif, can) = (app.agent("elif").await, app.agent("can").await);
    let mut ayse = visitor(&app).await;
    let path = format!("/api/tracking/visitors/{}/chat", ayse.id);
    elif.post(&path, &json!({ "message": " " })).await.expect(422);
    let begun = elif.post(&path, &json!({ "message": "Yardımcı olabilir miyim?" })).await.expect(201);
    assert_eq!((&begun["status"], &begun["assignee"]["name"]), (&json!("active"), &json!("elif")));
    let new = ayse.socket.hears("chat:new").await;
    assert_eq!(new["conversation"]["id"], begun["id"]);
    let said = ayse.socket.hears("chat:message:new").await;
    assert_eq!(
        (&said["body"], &said["author"]["name"]),
        (&json!("Yardımcı olabilir miyim?"), &json!("elif"))
    );
    can.post(&path, &json!({ "message": "Ben de" })).await.problem(409, "visitor_has_chat");
    let answer = json!({ "conversationId": begun["id"], "body": "Evet", "client_ref": "1" });
    assert_eq!(ayse.socket.say("chat:message", answer).await["ok"], true);

    elif.put(&format!("/api/chat/{}/close", begun["id"].as_str().unwrap()), &json!({})).await.ok();
    let ban = json!({ "visitor_id": ayse.id, "by": "visitor", "reason": "Deneme", "until": null });
    elif.post("/api/bans", &ban).await.expect(201);
    elif.post(&path, &json!({ "message": "Yine" })).await.problem(409, "visitor_is_banned");
}

#[tokio::test]
async fn no_site_sees_the_visitors_of_another() {
    let app = TestApp::start().await;
    let ayse = visitor(&app).await;
    let (_, other) = app.second_site("baska").await;
    assert!(items(&other.get("/api/tracking/visitors").await.ok()).is_empty());
    for path in ["", "/sessions", "/history"] {
        other.get(&format!("/api/tracking/visitors/{}{path}", ayse.id)).await.problem(404, "not_found");
    }
    let chat = format!("/api/tracking/visitors/{}/chat", ayse.id);
    other.post(&chat, &json!({ "message": "x" })).await.problem(404, "not_found");
    let page = json!({ "url": "https://ornek.edu.tr/http" });
    ayse.http.post("/api/tracking/pageview", &page).await.expect(204);
    app.page().post("/api/tracking/pageview", &page).await.expect(401);
    assert_eq!(app.admin().get("/api/tracking/visitors?limit=1").await.ok()["items"][0]["page"], page["url"]);
}

#[tokio::test]
async fn old_sessions_are_forgotten() {
    let app = TestApp::start().await;
    let ayse = visitor(&app).await;
    assert_eq!(sessions(&app.admin(), &ayse.id).await.len(), 1);
    app.clock.advance_ms(401 * 24 * 60 * MINUTE);
    assert_eq!(asisttr::tracking::service::forget_old(&app.app).await.unwrap(), 1);
    assert!(sessions(&app.sign_in("ayse").await, &ayse.id).await.is_empty());
}

#[tokio::test]
async fn a_file_of_places_says_where_visitors_are() {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/places.mmdb");
    let app = TestApp::start_with(|it| {
        it.places_file = Some(file.into());
        it.trusted_proxies = vec!["127.0.0.1".parse().unwrap()];
    })
    .await;
    let elif = app.agent("elif").await;
    let page = app.page().with("user-agent", FIREFOX).with("x-forwarded-for", "203.0.113.7");
    let body = json!({ "page": "https://ornek.edu.tr/kayit" });
    let session = page.post("/api/widget/session", &body).await.ok();
    let id = session["visitor"]["id"].as_str().unwrap();
    let here = |it: &Value| (it["country"].clone(), it["city"].clone());
    let izmir = (json!("TR"), json!("İzmir"));
    assert_eq!(here(&elif.get(&format!("/api/tracking/visitors/{id}")).await.ok()), izmir);
    assert_eq!(here(&sessions(&elif, id).await[0]), izmir);
    assert_eq!(here(&elif.get(&format!("/api/visitors/{id}")).await.ok()), izmir);

    let shy = page.with("sec-gpc", "1").post("/api/widget/session", &body).await.ok();
    let path = format!("/api/tracking/visitors/{}", shy["visitor"]["id"].as_str().unwrap());
    assert_eq!(here(&elif.get(&path).await.ok()), (Value::Null, Value::Null), "who asks not to be tracked");
}

#[tokio::test]
async fn what_cannot_be_stored_waits_and_comes_in_order_and_once() {
    let app = TestApp::start().await;
    let elif = app.agent("elif").await;
    let body = json!({ "page": "https://ornek.edu.tr/bir" });
    let (ayse, http) = arrives(&app, FIREFOX, &body).await;
    let looks = async |url: &str| {
        let page = json!({ "url": format!("https://ornek.edu.tr/{url}") });
        http.post("/api/tracking/pageview", &page).await.expect(204);
    };
    asisttr::tracking::service::save(&app.app).await.unwrap();
    let file = app.app.config.data_dir.join("asisttr.db");
    let disk = rusqlite::Connection::open(file).unwrap();
    disk.execute_batch("ALTER TABLE page_views RENAME TO away").unwrap();
    looks("iki").await;
    assert!(asisttr::tracking::service::save(&app.app).await.is_err());
    looks("uc").await;
    assert!(asisttr::tracking::service::save(&app.app).await.is_err());
    disk.execute_batch("ALTER TABLE away RENAME TO page_views").unwrap();
    let seen = sessions(&elif, ayse["id"].as_str().unwrap()).await;
    let urls: Vec<&str> =
        seen[0]["pages"].as_array().unwrap().iter().map(|it| it["url"].as_str().unwrap()).collect();
    let all = ["https://ornek.edu.tr/uc", "https://ornek.edu.tr/iki", "https://ornek.edu.tr/bir"];
    assert_eq!((urls, &seen[0]["page_views"]), (all.to_vec(), &json!(3)));
}
