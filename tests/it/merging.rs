//! Two visitors who turn out to be one person: the same verified identity in two browsers.
use crate::chat::{Visiting, desk, visitor};
use crate::harness::TestApp;
use crate::socket::Socket;
use jsonwebtoken::{EncodingKey, Header};
use serde_json::{Value, json};

/// What the institution's own server says of its person.
async fn vouched(app: &TestApp, person: &str) -> String {
    signed(app, json!({ "sub": person, "name": "Ayşe Yılmaz", "email": "ayse@ornek.edu.tr" })).await
}

/// The same in other words; it holds for ten minutes.
async fn signed(app: &TestApp, mut claims: Value) -> String {
    let path = format!("/api/sites/{}/identity-secret", app.site()["id"].as_str().unwrap());
    let secret = app.admin().get(&path).await.ok()["secret"].as_str().unwrap().to_owned();
    claims["exp"] = json!(app.clock.now().as_second() + 600);
    jsonwebtoken::encode(&Header::default(), &claims, &EncodingKey::from_secret(secret.as_bytes())).unwrap()
}

async fn tells(app: &TestApp, who: &Visiting, body: Value) -> Value {
    let mut body = body;
    body["identity_token"] = json!(vouched(app, "ogrenci-17").await);
    who.http.put("/api/widget/visitor", &body).await.ok()
}

/// Says something and has the conversation ended.
async fn has_a_past(who: &mut Visiting, text: &str) -> String {
    let started = who.socket.say("chat:start", json!({ "message": text })).await;
    let chat = started["conversation"]["id"].as_str().unwrap().to_owned();
    assert_eq!(who.socket.say("chat:close", json!({ "conversationId": chat })).await["ok"], true);
    chat
}

async fn session(app: &TestApp, token: &str) -> Value {
    app.page().post("/api/widget/session", &json!({ "visitor_token": token })).await.ok()
}

fn bodies(session: &Value) -> Vec<&str> {
    let all = session["messages"].as_array().unwrap().iter();
    all.filter(|it| it["author"]["kind"] == "visitor").map(|it| it["body"].as_str().unwrap()).collect()
}

async fn merges(app: &TestApp) -> usize {
    let audit = app.admin().get("/api/audit?limit=200").await.ok();
    audit["items"].as_array().unwrap().iter().filter(|it| it["action"] == "visitor.merged").count()
}

#[tokio::test]
async fn who_is_known_in_two_browsers_is_one_visitor_with_one_history() {
    let app = TestApp::start().await;
    let elif = app.agent("elif").await;
    let mut live = desk(&app, &elif).await;
    let mut home = visitor(&app).await;
    has_a_past(&mut home, "Evden soruyorum").await;
    tells(&app, &home, json!({ "custom_data": { "bolum": "Tıp", "sinif": 1 } })).await;

    app.clock.advance_ms(60_000);
    let mut phone = visitor(&app).await;
    let chat = has_a_past(&mut phone, "Telefondan soruyorum").await;
    let known = tells(&app, &phone, json!({ "custom_data": { "sinif": 2 } })).await;
    assert_eq!(known["id"], json!(home.id), "the older one stays");
    assert_eq!((&known["verified"], &known["visit_count"]), (&json!(true), &json!(2)));

    let told = live.hears_where("visitor:merged", |_| true).await;
    assert_eq!((&told["visitorId"], &told["visitor"]["id"]), (&json!(phone.id), &json!(home.id)));

    for token in [&home.token, &phone.token] {
        let session = session(&app, token).await;
        assert_eq!(session["visitor"]["id"], json!(home.id), "both tokens stay good");
        assert_eq!(bodies(&session), ["Evden soruyorum", "Telefondan soruyorum"]);
    }
    let moved = elif.get(&format!("/api/chat/{chat}")).await.ok();
    assert_eq!(moved["visitor"]["id"], json!(home.id));
    let beside = elif.get(&format!("/api/visitors/{}", home.id)).await.ok();
    assert_eq!(beside["custom_data"], json!({ "bolum": "Tıp", "sinif": 2 }), "the newer word counts");
    let sessions = elif.get(&format!("/api/tracking/visitors/{}/sessions", home.id)).await.ok();
    assert_eq!(sessions["items"].as_array().unwrap().len(), 2, "one journey over both");
    for path in ["/api/visitors", "/api/tracking/visitors"] {
        let found = elif.get(&format!("{path}/{}", phone.id)).await.ok();
        assert_eq!(found["id"], json!(home.id), "old links lead to the person");
    }

    tells(&app, &phone, json!({})).await;
    tells(&app, &home, json!({})).await;
    assert_eq!(merges(&app).await, 1, "told again it changes nothing");
}

#[tokio::test]
async fn the_conversation_with_a_person_goes_on_and_the_sockets_come_again_as_one() {
    let app = TestApp::start().await;
    let elif = app.agent("elif").await;
    let mut live = desk(&app, &elif).await;
    let mut home = visitor(&app).await;
    tells(&app, &home, json!({})).await;
    let held = home.socket.say("chat:start", json!({ "message": "Bir temsilci lütfen" })).await;
    assert_eq!(held["conversation"]["status"], "active");
    app.clock.advance_ms(60_000);

    elif.put("/api/agents/me/state", &json!({ "state": "on_break" })).await.ok();
    let mut phone = visitor(&app).await;
    let asked = phone.socket.say("chat:start", json!({ "message": "Harç ne kadar?" })).await;
    assert_ne!(asked["conversation"]["status"], "active");
    elif.post("/api/bans", &json!({ "visitor_id": phone.id, "reason": "deneme" })).await.expect(201);
    tells(&app, &phone, json!({})).await;

    live.hears_where("chat:closed", |it| it["conversation"]["id"] == asked["conversation"]["id"]).await;
    let key = app.site()["api_key"].as_str().unwrap();
    let again =
        Socket::connect(&app.base, json!({ "apiKey": key, "visitorToken": phone.token })).await.unwrap();
    assert_eq!(again.ready["visitor"]["id"], json!(home.id));
    let session = session(&app, &phone.token).await;
    assert_eq!(session["conversation"]["id"], held["conversation"]["id"]);
    let beside = elif.get(&format!("/api/visitors/{}", home.id)).await.ok();
    assert_eq!(beside["ban"]["reason"], "deneme", "a ban holds for the person");
}

#[tokio::test]
async fn another_persons_browser_is_left_as_it_is() {
    let app = TestApp::start().await;
    let home = visitor(&app).await;
    tells(&app, &home, json!({})).await;
    let other = visitor(&app).await;
    let body = json!({ "identity_token": vouched(&app, "ogrenci-99").await });
    other.http.put("/api/widget/visitor", &body).await.ok();
    let known = tells(&app, &other, json!({})).await;
    assert_eq!(known["id"], json!(home.id), "the page goes over to the person signed in now");
    assert_eq!(
        session(&app, &other.token).await["visitor"]["id"],
        json!(other.id),
        "who was there stays who they are"
    );
    assert_eq!(merges(&app).await, 0);

    let body = json!({ "identity_token": vouched(&app, "ogrenci-5").await });
    let third = other.http.put("/api/widget/visitor", &body).await.ok();
    assert!(
        third["id"] != json!(other.id) && third["id"] != json!(home.id),
        "a third person is somebody new"
    );
    assert_eq!(third["verified"], true);
}

#[tokio::test]
async fn what_is_known_already_costs_nothing() {
    let app = TestApp::start().await;
    let it = visitor(&app).await;
    let body = json!({ "name": "Ayşe", "custom_data": { "sinif": 2 } });
    it.http.put("/api/widget/visitor", &body).await.ok();
    let before = *app.app.store.head().borrow();
    it.http.put("/api/widget/visitor", &body).await.ok();
    assert_eq!(*app.app.store.head().borrow(), before);
    let more = json!({ "custom_data": { "sinif": 3 } });
    it.http.put("/api/widget/visitor", &more).await.ok();
    assert!(*app.app.store.head().borrow() > before);
}

#[tokio::test]
async fn a_new_secret_ends_what_the_old_one_signed() {
    let app = TestApp::start().await;
    let path = format!("/api/sites/{}/identity-secret", app.site()["id"].as_str().unwrap());
    let before = app.admin().get(&path).await.ok();
    let old = vouched(&app, "ogrenci-17").await;
    let after = app.admin().post(&path, &json!({})).await.ok();
    assert_ne!(after["secret"], before["secret"]);
    let it = visitor(&app).await;
    let body = json!({ "identity_token": old });
    it.http.put("/api/widget/visitor", &body).await.problem(401, "token_invalid");
    assert_eq!(tells(&app, &it, json!({})).await["verified"], true);
}

#[tokio::test]
async fn what_is_vouched_for_stays_whatever_the_page_says_without_proof() {
    let app = TestApp::start().await;
    let mut ayse = visitor(&app).await;
    tells(&app, &ayse, json!({})).await;
    let other = json!({ "name": "Rektör", "email": "rektor@ornek.edu.tr", "phone": "0312 000 00 00" });
    let told = ayse.http.put("/api/widget/visitor", &other).await.ok();
    let start =
        json!({ "message": "Merhaba", "preChat": { "name": "Rektör", "email": "rektor@ornek.edu.tr" } });
    assert_eq!(ayse.socket.say("chat:start", start).await["ok"], true);
    for known in [told, session(&app, &ayse.token).await["visitor"].clone()] {
        assert_eq!(
            (&known["verified"], &known["name"], &known["email"], &known["phone"]),
            (&json!(true), &json!("Ayşe Yılmaz"), &json!("ayse@ornek.edu.tr"), &other["phone"])
        );
    }
}

#[tokio::test]
async fn a_form_tells_nothing_of_somebody_who_is_vouched_for() {
    let app = TestApp::start().await;
    let ayse = visitor(&app).await;
    let proof = json!({ "identity_token": signed(&app, json!({ "sub": "ogrenci-21" })).await });
    assert_eq!(ayse.http.put("/api/widget/visitor", &proof).await.ok()["verified"], true);
    let form = json!({ "name": "Rektör", "email": "rektor@ornek.edu.tr", "message": "Beni arayın" });
    ayse.http.post("/api/widget/tickets", &form).await.expect(201);
    let known = session(&app, &ayse.token).await["visitor"].clone();
    assert_eq!((&known["name"], &known["email"]), (&Value::Null, &Value::Null));
}
