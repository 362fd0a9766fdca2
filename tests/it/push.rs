//! Web Push, against a push service that runs in the test: it reads what a browser would, and answers as told.
use crate::chat::{Visiting, desk, visitor};
use crate::harness::{Caller, TestApp, email_of};
use asisttr::config::PrivateAddresses;
use aws_lc_rs::aead::{AES_128_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use aws_lc_rs::agreement::{self, ECDH_P256, PrivateKey, UnparsedPublicKey as PeerKey};
use aws_lc_rs::hkdf::{HKDF_SHA256, KeyType, Prk, Salt};
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED, UnparsedPublicKey};
use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::sync::mpsc;

/// What a browser holds of its subscription.
struct Browser {
    key: PrivateKey,
    auth: [u8; 16],
}

impl Browser {
    fn new() -> Browser {
        Browser { key: PrivateKey::generate(&ECDH_P256).unwrap(), auth: *b"sixteen bytes ok" }
    }

    fn public(&self) -> Vec<u8> {
        self.key.compute_public_key().unwrap().as_ref().to_vec()
    }

    /// As `PushSubscription.toJSON()` writes it.
    fn subscription(&self, endpoint: &str) -> Value {
        let text = |bytes: &[u8]| BASE64_URL_SAFE_NO_PAD.encode(bytes);
        let keys = json!({ "p256dh": text(&self.public()), "auth": text(&self.auth) });
        json!({ "endpoint": endpoint, "expirationTime": null, "keys": keys })
    }

    /// RFC 8291 and RFC 8188, written once more so that the two can differ.
    fn opens(&self, body: &[u8]) -> Value {
        let (salt, rest) = body.split_at(16);
        let (_record_size, rest) = rest.split_at(4);
        let (length, rest) = rest.split_first().unwrap();
        let (sender, sealed) = rest.split_at(usize::from(*length));
        let shared =
            agreement::agree(&self.key, PeerKey::new(&ECDH_P256, sender), (), |it| Ok(it.to_vec())).unwrap();
        let info = [b"WebPush: info\0".as_slice(), &self.public(), sender].concat();
        let first = Salt::new(HKDF_SHA256, &self.auth).extract(&shared);
        let prk = Salt::new(HKDF_SHA256, salt).extract(&expand::<32>(&first, &info));
        let key = expand::<16>(&prk, b"Content-Encoding: aes128gcm\0");
        let nonce = expand::<12>(&prk, b"Content-Encoding: nonce\0");
        let key = LessSafeKey::new(UnboundKey::new(&AES_128_GCM, &key).unwrap());
        let mut sealed = sealed.to_vec();
        let nonce = Nonce::assume_unique_for_key(nonce);
        let opened = key.open_in_place(nonce, Aad::empty(), &mut sealed).unwrap();
        let text = opened.strip_suffix(&[2]).unwrap();
        serde_json::from_slice(text).unwrap()
    }
}

struct Length(usize);

impl KeyType for Length {
    fn len(&self) -> usize {
        self.0
    }
}

fn expand<const N: usize>(prk: &Prk, info: &[u8]) -> [u8; N] {
    let mut out = [0; N];
    prk.expand(&[info], Length(N)).unwrap().fill(&mut out).unwrap();
    out
}

struct Pushed {
    to: String,
    headers: HeaderMap,
    body: Vec<u8>,
}

impl Pushed {
    fn header(&self, name: &str) -> &str {
        self.headers.get(name).unwrap().to_str().unwrap()
    }
}

/// A push service. Answers 201 unless told otherwise, and asks for patience where that is the browser's name.
struct Service {
    base: String,
    came: mpsc::UnboundedReceiver<Pushed>,
    answers: Answers,
}

type Answers = Arc<Mutex<Vec<(u16, Option<&'static str>)>>>;

impl Service {
    async fn start() -> Service {
        let (send, came) = mpsc::unbounded_channel();
        let answers: Answers = Arc::default();
        let state = (send, Arc::clone(&answers));
        let router = Router::new().route("/{to}", post(take)).with_state(state);
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, router).await });
        Service { base, came, answers }
    }

    fn endpoint(&self, name: &str) -> String {
        format!("{}/{name}", self.base)
    }

    /// The next answers, in this order.
    fn answers(&self, statuses: &[(u16, Option<&'static str>)]) {
        self.answers.lock().unwrap().extend(statuses.iter().rev());
    }

    async fn gets(&mut self) -> Pushed {
        tokio::time::timeout(Duration::from_secs(10), self.came.recv()).await.unwrap().unwrap()
    }

    /// The next letter with this title; those before it are dropped.
    async fn gets_titled(&mut self, browser: &Browser, title: &str) -> (Pushed, Value) {
        loop {
            let pushed = self.gets().await;
            let letter = browser.opens(&pushed.body);
            if letter["title"] == title {
                return (pushed, letter);
            }
        }
    }
}

async fn take(
    State((send, answers)): State<(mpsc::UnboundedSender<Pushed>, Answers)>,
    Path(to): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> (StatusCode, HeaderMap) {
    let patience = to.starts_with("patience");
    send.send(Pushed { to, headers, body: body.to_vec() }).unwrap();
    if patience {
        answers.lock().unwrap().push((429, Some("60")));
    }
    let (status, wait) = answers.lock().unwrap().pop().unwrap_or((201, None));
    let wait = wait.map(|it| ("retry-after".parse().unwrap(), it.parse().unwrap()));
    (StatusCode::from_u16(status).unwrap(), wait.into_iter().collect())
}

async fn start() -> TestApp {
    let app = TestApp::start_with(|it| it.private_addresses = PrivateAddresses::Any).await;
    app.admin().put("/api/settings/ai", &json!({ "mode": "off" })).await.ok();
    app
}

async fn subscribe(who: &Caller, browser: &Browser, endpoint: &str) -> String {
    let page = who.post("/api/push/subscribe", &browser.subscription(endpoint)).await.ok();
    let items = page["items"].as_array().unwrap();
    items.iter().find(|it| it["endpoint"] == endpoint).unwrap()["id"].as_str().unwrap().to_owned()
}

async fn browsers(who: &Caller) -> Vec<Value> {
    who.get("/api/push").await.ok()["items"].as_array().unwrap().clone()
}

/// Something that comes about by and by.
async fn until_gone(who: &Caller) {
    while !browsers(who).await.is_empty() {
        tokio::task::yield_now().await;
    }
}

async fn begins(ayse: &mut Visiting, text: &str) -> String {
    let started = ayse.socket.say("chat:start", json!({ "message": text, "client_ref": text })).await;
    started["conversation"]["id"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn who_looks_at_no_desk_is_told_on_the_browser_and_nothing_is_given_away() {
    let (app, mut service, browser) = (start().await, Service::start().await, Browser::new());
    let elif = app.agent("elif").await;
    let mut desk = desk(&app, &elif).await;
    subscribe(&elif, &browser, &service.endpoint("elif")).await;
    let mut ayse = visitor(&app).await;
    ayse.http.put("/api/widget/visitor", &json!({ "name": "Ayşe Yılmaz" })).await.ok();
    let chat = begins(&mut ayse, "Gizli bir soru").await;

    let (pushed, letter) = service.gets_titled(&browser, "Yeni mesaj").await;
    assert_eq!(
        (letter["to"].as_str(), &letter["lang"]),
        (Some(format!("/inbox/{chat}").as_str()), &json!("tr"))
    );
    assert_eq!(letter["site"], app.site()["id"]);
    let said = letter.to_string();
    assert!(!said.contains("Ayşe") && !said.contains("Gizli"), "{said}");
    assert_eq!((pushed.header("ttl"), pushed.header("urgency")), ("3600", "high"));
    assert_eq!(pushed.header("topic"), chat.replace('-', ""));
    assert_eq!(pushed.header("content-encoding"), "aes128gcm");
    proves_who_sends(&app, &pushed, &service.base);

    // Whoever looks at a desk of the site needs no word elsewhere.
    elif.put("/api/notifications/preferences", &json!({ "previews": true })).await.ok();
    desk.say("desk:look", json!({ "looking": true })).await;
    ayse.socket
        .say("chat:message", json!({ "conversationId": chat, "body": "Görülen", "client_ref": "2" }))
        .await;
    let seen = desk.hears_where("chat:message:new", |it| it["body"] == "Görülen").await;
    dealt_with(&app, seen["seq"].as_i64().unwrap()).await;
    elif.post(&format!("/api/chat/{chat}/message"), &json!({ "body": "Evet?", "client_ref": "e" }))
        .await
        .ok();
    desk.say("desk:look", json!({ "looking": false })).await;
    ayse.socket
        .say("chat:message", json!({ "conversationId": chat, "body": "Görülmeyen", "client_ref": "3" }))
        .await;
    loop {
        let letter = browser.opens(&service.gets().await.body);
        assert_ne!(letter["body"], "Görülen");
        if letter["body"] == "Görülmeyen" {
            assert_eq!(letter["title"], "Ayşe Yılmaz", "previews were asked for");
            break;
        }
    }
}

/// Waits until the pushes of an event are on their way: whether a desk is looked at counts when they are made.
async fn dealt_with(app: &TestApp, seq: i64) {
    let begun = std::time::Instant::now();
    while app.app.store.figures().cursors().get("push").is_none_or(|it| *it < seq) {
        assert!(begun.elapsed().as_secs() < 10, "the pushes of {seq} are not made");
        tokio::task::yield_now().await;
    }
}

/// RFC 8292: the token is signed with the key that browsers subscribed with, for this service, and soon ends.
fn proves_who_sends(app: &TestApp, pushed: &Pushed, service: &str) {
    let proof = pushed.header("authorization").strip_prefix("vapid t=").unwrap();
    let (token, key) = proof.split_once(", k=").unwrap();
    let (signed, signature) = token.rsplit_once('.').unwrap();
    let bytes = |text: &str| BASE64_URL_SAFE_NO_PAD.decode(text).unwrap();
    assert_eq!(key, app.app.vapid.public_key());
    let public = UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, bytes(key));
    public.verify(signed.as_bytes(), &bytes(signature)).unwrap();
    let claims: Value = serde_json::from_slice(&bytes(signed.split_once('.').unwrap().1)).unwrap();
    assert_eq!(claims["aud"], service);
    let left = claims["exp"].as_i64().unwrap() - app.clock.now().as_second();
    assert!((1..=86_400).contains(&left), "{left}");
    assert!(claims["sub"].as_str().unwrap().starts_with("mailto:"));
}

#[tokio::test]
async fn a_browser_that_the_service_does_not_know_any_more_is_forgotten() {
    let (app, mut service, browser) = (start().await, Service::start().await, Browser::new());
    let elif = app.agent("elif").await;
    let _desk = desk(&app, &elif).await;
    for status in [404, 410] {
        subscribe(&elif, &browser, &service.endpoint("elif")).await;
        service.answers(&[(status, None), (status, None), (status, None)]);
        begins(&mut visitor(&app).await, "Merhaba").await;
        assert_eq!(service.gets().await.to, "elif");
        until_gone(&elif).await;
        service.answers.lock().unwrap().clear();
    }
}

#[tokio::test]
async fn a_service_in_trouble_is_asked_once_more_when_it_says() {
    let (app, mut service, browser) = (start().await, Service::start().await, Browser::new());
    let elif = app.agent("elif").await;
    let id = subscribe(&elif, &browser, &service.endpoint("elif")).await;
    service.answers(&[(429, Some("7")), (201, None)]);
    let mut ayse = visitor(&app).await;
    let chat = begins(&mut ayse, "Merhaba").await; // nobody is there: it waits
    let first = service.gets().await;
    assert_eq!((first.header("ttl"), first.header("topic")), ("600", chat.replace('-', "").as_str()));
    assert_eq!(browser.opens(&first.body)["title"], "Bir ziyaretçi bekliyor");
    let again = tokio::time::timeout(Duration::from_millis(50), service.came.recv()).await;
    assert!(again.is_err(), "not before its time");
    app.clock.advance_ms(7_000);
    let second = service.gets().await;
    assert_ne!(first.body, second.body, "sealed anew");
    loop {
        let it = browsers(&elif).await.remove(0);
        assert_eq!(it["id"], json!(id));
        if it["status"] == 201 {
            break;
        }
    }
}

#[tokio::test]
async fn services_in_trouble_keep_nobody_elses_letters_back() {
    let (app, mut service, browser) = (start().await, Service::start().await, Browser::new());
    for name in ["elif", "can"] {
        let who = app.agent(name).await;
        for n in 0..20 {
            subscribe(&who, &browser, &service.endpoint(&format!("patience-{name}-{n}"))).await;
        }
    }
    let zeynep = app.agent("zeynep").await;
    subscribe(&zeynep, &browser, &service.endpoint("zeynep")).await;
    begins(&mut visitor(&app).await, "Merhaba").await;
    while service.gets().await.to != "zeynep" {}
}

#[tokio::test]
async fn it_ends_with_the_sign_in_and_with_the_account() {
    let (app, mut service, browser) = (start().await, Service::start().await, Browser::new());
    let (first, second) = (app.agent("elif").await, app.sign_in("elif").await);
    subscribe(&first, &browser, &service.endpoint("first")).await;
    subscribe(&second, &browser, &service.endpoint("second")).await;
    assert_eq!(browsers(&second).await.len(), 2);
    first.post("/api/auth/logout", &json!({})).await.expect(204);
    assert_eq!(browsers(&second).await.len(), 1, "the other one has gone with its sign-in");
    begins(&mut visitor(&app).await, "Merhaba").await;
    assert_eq!(service.gets().await.to, "second", "and hears nothing");

    let people = app.admin().get("/api/users").await.ok();
    let elif = people["items"].as_array().unwrap().iter().find(|it| it["email"] == email_of("elif")).unwrap();
    app.admin().delete(&format!("/api/users/{}", elif["id"].as_str().unwrap())).await.expect(204);
    let can = app.agent("can").await;
    subscribe(&can, &browser, &service.endpoint("can")).await;
    begins(&mut visitor(&app).await, "Merhaba").await;
    assert_eq!(service.gets().await.to, "can", "nothing for who left");
    asisttr::notify::service::forget_old(&app.app).await.unwrap();
    let (site, now) = (app_site(&app), app.clock.now());
    let left = app.app.store.read(move |conn| asisttr::notify::store::subscribers(conn, site, None, now));
    let mut left = left.await.unwrap();
    assert_eq!(left.pop().map(|it| it.target.endpoint), Some(service.endpoint("can")));
    assert!(left.is_empty());
}

#[tokio::test]
async fn wishes_and_states_hold_for_pushes() {
    let (app, mut service, browser) = (start().await, Service::start().await, Browser::new());
    for name in ["elif", "can", "deniz", "zeynep"] {
        let who = app.agent(name).await;
        subscribe(&who, &browser, &service.endpoint(name)).await;
        let (path, wish) = match name {
            "elif" => {
                ("/api/notifications/preferences", json!({ "classes": { "queue": { "push": false } } }))
            }
            // Noon in Istanbul.
            "can" => (
                "/api/notifications/preferences",
                json!({ "quiet": { "on": true, "from": "11:00", "to": "13:00" } }),
            ),
            "deniz" => ("/api/agents/me/state", json!({ "state": "do_not_disturb" })),
            _ => continue,
        };
        who.put(path, &wish).await.ok();
    }
    begins(&mut visitor(&app).await, "Merhaba").await;
    assert_eq!(service.gets().await.to, "zeynep");
    app.clock.advance_ms(61 * 60 * 1000);
    let zeynep = app.sign_in("zeynep").await;
    for it in browsers(&zeynep).await {
        zeynep.delete(&format!("/api/push/{}", it["id"].as_str().unwrap())).await.expect(204);
    }
    begins(&mut visitor(&app).await, "Merhaba").await;
    assert_eq!(
        service.gets().await.to,
        "can",
        "the quiet hours are over, and zeynep has removed the browser"
    );
}

#[tokio::test]
async fn what_is_no_browsers_subscription_is_refused() {
    let (app, browser) = (TestApp::start().await, Browser::new());
    let elif = app.agent("elif").await;
    for endpoint in [
        "http://push.example/x",
        "https://127.0.0.1/x",
        "https://169.254.169.254/latest",
        "https://[::1]:8443/x",
        "https://10.0.0.1",
        "https://user:pass@push.example/x",
        "ftp://push.example",
        "push.example",
        "",
    ] {
        let refused = elif.post("/api/push/subscribe", &browser.subscription(endpoint)).await;
        refused.problem(422, "push_endpoint_invalid");
    }
    let long = format!("https://push.example/{}", "x".repeat(2_000));
    elif.post("/api/push/subscribe", &browser.subscription(&long))
        .await
        .problem(422, "push_endpoint_invalid");
    let mut keys = browser.subscription("https://push.example/x");
    keys["keys"]["auth"] = json!("AAAA");
    elif.post("/api/push/subscribe", &keys).await.problem(422, "push_keys_invalid");
    assert!(browsers(&elif).await.is_empty());
}

#[tokio::test]
async fn a_browser_is_whose_it_was_last_and_nobody_elses() {
    let (app, mut service, browser) = (start().await, Service::start().await, Browser::new());
    let (elif, can) = (app.agent("elif").await, app.agent("can").await);
    let id = subscribe(&elif, &browser, &service.endpoint("shared")).await;
    can.delete(&format!("/api/push/{id}")).await.problem(404, "not_found");
    can.post(&format!("/api/push/{id}/test"), &json!({})).await.problem(404, "not_found");
    let trial = elif.post(&format!("/api/push/{id}/test"), &json!({})).await.ok();
    assert_eq!(trial, json!({ "taken": true, "status": 201 }));
    assert_eq!(browser.opens(&service.gets().await.body)["title"], "Deneme bildirimi");
    service.answers(&[(403, None)]);
    let trial = elif.post(&format!("/api/push/{id}/test"), &json!({})).await.ok();
    assert_eq!(trial, json!({ "taken": false, "status": 403 }));

    assert_eq!(subscribe(&can, &browser, &service.endpoint("shared")).await, id);
    assert!(browsers(&elif).await.is_empty(), "somebody else sits there now");
    for n in 0..25 {
        subscribe(&can, &browser, &service.endpoint(&format!("many-{n}"))).await;
    }
    assert_eq!(browsers(&can).await.len(), 20, "the oldest make room");
}

fn app_site(app: &TestApp) -> asisttr::base::ids::SiteId {
    app.site()["id"].as_str().unwrap().parse().unwrap()
}

#[tokio::test]
async fn the_time_of_a_ticket_is_told_on_the_browser() {
    let app = start().await;
    let mut service = Service::start().await;
    let elif = app.agent("elif").await;
    let browser = Browser::new();
    subscribe(&elif, &browser, &service.endpoint("elif")).await;
    let me = elif.get("/api/auth/me").await.ok();
    let body = json!({ "subject": "Gizli konu", "body": "x", "priority": "high", "assignee_id": me["id"] });
    let made = app.admin().post("/api/tickets", &body).await.expect(201);
    service.gets_titled(&browser, "Yeni talep").await;
    app.clock.advance_ms(45 * 60_000);
    let (pushed, letter) = service.gets_titled(&browser, "Bir talebin süresi dolmak üzere").await;
    assert_eq!(letter["to"], format!("/tickets/{}", made["id"].as_str().unwrap()));
    assert!(!letter.to_string().contains("Gizli"), "{letter}");
    assert_eq!((pushed.header("urgency"), pushed.header("ttl")), ("high", "900"));
    app.clock.advance_ms(15 * 60_000);
    service.gets_titled(&browser, "Bir talebin süresi doldu").await;
}
