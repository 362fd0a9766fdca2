//! Starts the real router on a free port, with a data folder and a frozen clock of its own, and speaks to it as
//! the people of the product do.
//!
//! ```ignore
//! let app = TestApp::start().await;            // set up: one site, one superadmin
//! let elif = app.agent("elif").await;          // an agent, signed in
//! elif.get("/api/auth/me").await.ok();         // 2xx, and its body
//! elif.get("/api/audit").await.problem(403, "role_forbids");
//! ```
use asisttr::app::App;
use asisttr::background;
use asisttr::base::Clock;
use asisttr::config::{Config, Limits};
use asisttr::people::service::setup;
use asisttr::router;
use reqwest::{Method, RequestBuilder, header};
use serde_json::{Value, json};
use std::net::SocketAddr;
use std::path::Path;

/// The frozen clock's first moment: a Thursday, noon in Istanbul.
pub(crate) const START: &str = "2026-01-15T09:00:00Z";
/// Everybody's password.
pub(crate) const PASSWORD: &str = "mavi kedi uçtu";

/// A running server.
pub(crate) struct TestApp {
    /// Its handles, for looking behind the scenes.
    pub(crate) app: App,
    /// Such as `http://127.0.0.1:40123`.
    pub(crate) base: String,
    /// Moves by hand.
    pub(crate) clock: Clock,
    http: reqwest::Client,
    admin: Option<Caller>,
    site: Value,
    _folder: tempfile::TempDir,
}

impl TestApp {
    /// Set up, with no limits.
    pub(crate) async fn start() -> TestApp {
        TestApp::start_with(|_| ()).await
    }

    /// Set up, with another configuration.
    pub(crate) async fn start_with(change: impl FnOnce(&mut Config)) -> TestApp {
        let mut test = TestApp::bare_with(change).await;
        let link = setup::link(&test.app.store).await.unwrap().unwrap();
        let token = link.split_once('=').unwrap().1;
        let body = set_up("ornek", token);
        let done = test.nobody().post("/api/setup", &body).await.expect(201);
        test.site = done["site"].clone();
        test.admin = Some(test.nobody().with_token(done["access_token"].as_str().unwrap()));
        test
    }

    /// As it is before the set-up.
    pub(crate) async fn bare() -> TestApp {
        TestApp::bare_with(|_| ()).await
    }

    async fn bare_with(change: impl FnOnce(&mut Config)) -> TestApp {
        let clock = Clock::fixed(START.parse().unwrap());
        TestApp::serve(tempfile::tempdir().unwrap(), clock, change).await
    }

    /// Another server that finds what this one has stored, as after a crash; it is as late as it is here.
    pub(crate) async fn restarted(&self) -> TestApp {
        self.restarted_with(None).await
    }

    /// The same, where the process allows private addresses.
    pub(crate) async fn restarted_allowing_private(&self) -> TestApp {
        self.restarted_as(None, |it| it.private_addresses = asisttr::config::PrivateAddresses::Any).await
    }

    /// The same with an index of conversations as it was at some time.
    pub(crate) async fn restarted_with(&self, index: Option<&Path>) -> TestApp {
        self.restarted_as(index, |_| ()).await
    }

    async fn restarted_as(&self, index: Option<&Path>, change: impl FnOnce(&mut Config)) -> TestApp {
        let folder = tempfile::tempdir().unwrap();
        if let Some(index) = index {
            copy_folder(index, &folder.path().join("index/threads-3"));
        }
        for part in ["", "keys"] {
            std::fs::create_dir_all(folder.path().join(part)).unwrap();
            for file in std::fs::read_dir(self.app.config.data_dir.join(part)).unwrap() {
                let file = file.unwrap();
                if file.file_type().unwrap().is_file() {
                    std::fs::copy(file.path(), folder.path().join(part).join(file.file_name())).unwrap();
                }
            }
        }
        let mut test = TestApp::serve(folder, Clock::fixed(self.clock.now()), change).await;
        let admin = self.admin();
        test.admin = Some(test.nobody().with_token(admin.token()));
        test.site = self.site.clone();
        test
    }

    /// The index of conversations as it is now.
    pub(crate) fn copy_of_index(&self) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        copy_folder(&self.app.config.data_dir.join("index/threads-3"), folder.path());
        folder
    }

    async fn serve(folder: tempfile::TempDir, clock: Clock, change: impl FnOnce(&mut Config)) -> TestApp {
        let no_limits = Limits { requests: 0, failed_logins: 5, messages: 0, typing: 0, page_views: 0 };
        let mut config =
            Config { data_dir: folder.path().to_owned(), limits: no_limits, ..Config::default() };
        change(&mut config);
        let app = App::open(config, clock.clone()).unwrap();
        background::start(&app);
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let service = router::server(app.clone(), None).into_make_service_with_connect_info::<SocketAddr>();
        tokio::spawn(async move { axum::serve(listener, service).await });
        let http = reqwest::Client::builder().no_gzip().build().unwrap(); // sizes are looked at as they are sent
        TestApp { app, base, clock, http, admin: None, site: Value::Null, _folder: folder }
    }

    /// The superadmin of the set-up, who is also the site's admin.
    pub(crate) fn admin(&self) -> Caller {
        self.admin.clone().unwrap()
    }

    /// Somebody without any credentials.
    pub(crate) fn nobody(&self) -> Caller {
        Caller { http: self.http.clone(), base: self.base.clone(), headers: Vec::new() }
    }

    /// The first site.
    pub(crate) fn site(&self) -> &Value {
        &self.site
    }

    /// A page that carries the first site's widget.
    pub(crate) fn page(&self) -> Caller {
        self.nobody().with("x-api-key", self.site["api_key"].as_str().unwrap())
    }

    /// A new agent of the first site, signed in.
    pub(crate) async fn agent(&self, name: &str) -> Caller {
        self.person(name, "agent", &self.admin()).await
    }

    /// A new admin of the first site, signed in.
    pub(crate) async fn site_admin(&self, name: &str) -> Caller {
        self.person(name, "admin", &self.admin()).await
    }

    /// A new user on the site that `by` acts on, signed in.
    pub(crate) async fn person(&self, name: &str, role: &str, by: &Caller) -> Caller {
        let email = email_of(name);
        let body = json!({ "email": email, "name": name, "role": role, "password": PASSWORD });
        by.post("/api/users", &body).await.expect(201);
        self.sign_in(name).await
    }

    /// Another sign-in of somebody who has an account.
    pub(crate) async fn sign_in(&self, name: &str) -> Caller {
        let body = json!({ "email": email_of(name), "password": PASSWORD });
        let session = self.nobody().post("/api/auth/login", &body).await.ok();
        self.nobody().with_token(session["access_token"].as_str().unwrap())
    }

    /// A second site, as its superadmin sees it, and that superadmin acting on it.
    pub(crate) async fn second_site(&self, slug: &str) -> (Value, Caller) {
        let site = self.admin().post("/api/sites", &json!({ "name": slug, "slug": slug })).await.expect(201);
        let admin = self.admin().on_site(site["id"].as_str().unwrap());
        (site, admin)
    }
}

/// Copies the files of a folder; what vanishes meanwhile was not needed any more.
fn copy_folder(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for file in std::fs::read_dir(from).unwrap().flatten() {
        let _ = std::fs::copy(file.path(), to.join(file.file_name()));
    }
}

/// What the set-up screen sends.
pub(crate) fn set_up(slug: &str, token: &str) -> Value {
    json!({
        "token": token,
        "institution": "Örnek Üniversitesi",
        "site": { "name": "Örnek Üniversitesi", "slug": slug, "origins": [] },
        "admin": { "name": "Ayşe Yönetici", "email": email_of("ayse"), "password": PASSWORD },
        "language": "tr",
    })
}

/// The address of somebody in these tests.
pub(crate) fn email_of(name: &str) -> String {
    format!("{name}@ornek.edu.tr")
}

/// Somebody who sends requests.
#[derive(Clone)]
pub(crate) struct Caller {
    http: reqwest::Client,
    base: String,
    headers: Vec<(String, String)>,
}

impl Caller {
    /// The same, with a header more (in place of one of the same name).
    pub(crate) fn with(mut self, name: &str, value: &str) -> Caller {
        self.headers.retain(|it| it.0 != name);
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// The same, with an access token.
    pub(crate) fn with_token(self, token: &str) -> Caller {
        self.with("authorization", &format!("Bearer {token}"))
    }

    /// The access token, for a socket's handshake.
    pub(crate) fn token(&self) -> &str {
        let bearer = self.headers.iter().find(|it| it.0 == "authorization").unwrap();
        bearer.1.strip_prefix("Bearer ").unwrap()
    }

    /// The same, acting on a site.
    pub(crate) fn on_site(self, id: &str) -> Caller {
        self.with("x-site-id", id)
    }

    /// The same, with the refresh cookie of an answer.
    pub(crate) fn with_cookie_of(self, answer: &Answer) -> Caller {
        let cookie = answer.header("set-cookie").unwrap();
        self.with("cookie", cookie.split(';').next().unwrap())
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.send(Method::GET, path, None).await
    }

    pub(crate) async fn post(&self, path: &str, body: &Value) -> Answer {
        self.send(Method::POST, path, Some(body)).await
    }

    pub(crate) async fn put(&self, path: &str, body: &Value) -> Answer {
        self.send(Method::PUT, path, Some(body)).await
    }

    pub(crate) async fn delete(&self, path: &str) -> Answer {
        self.send(Method::DELETE, path, None).await
    }

    /// Any method, with or without a JSON body.
    pub(crate) async fn send(&self, method: Method, path: &str, body: Option<&Value>) -> Answer {
        let mut request = self.request(method, path);
        if let Some(body) = body {
            request = request.json(body);
        }
        Answer::of(request.send().await.unwrap()).await
    }

    /// A request to be finished by hand (multipart, raw bodies).
    pub(crate) fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let request = self.http.request(method, format!("{}{path}", self.base));
        self.headers.iter().fold(request, |request, (name, value)| request.header(name, value))
    }
}

/// An answer, whole.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: header::HeaderMap,
    /// `null` when it is no JSON.
    pub(crate) body: Value,
}

impl Answer {
    pub(crate) async fn of(response: reqwest::Response) -> Answer {
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let bytes = response.bytes().await.unwrap();
        Answer { status, headers, body: serde_json::from_slice(&bytes).unwrap_or(Value::Null) }
    }

    /// The body of a 2xx answer.
    #[track_caller]
    pub(crate) fn ok(self) -> Value {
        assert!((200..300).contains(&self.status), "{} {}", self.status, self.body);
        self.body
    }

    /// The body of an answer with exactly this status.
    #[track_caller]
    pub(crate) fn expect(self, status: u16) -> Value {
        assert_eq!(self.status, status, "{}", self.body);
        self.body
    }

    /// The problem document, whose status and code are as expected and whose shape is complete.
    #[track_caller]
    pub(crate) fn problem(self, status: u16, code: &str) -> Value {
        assert_eq!((self.status, self.body["code"].as_str()), (status, Some(code)), "{}", self.body);
        assert_eq!(self.header("content-type"), Some("application/problem+json"));
        assert_eq!(self.body["request_id"].as_str(), self.header("x-request-id"));
        let detail = self.body["detail"].as_str().unwrap();
        assert!(detail.ends_with('.') && !detail.contains("::"), "a sentence for a person: {detail}");
        self.body
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|it| it.to_str().ok())
    }
}
