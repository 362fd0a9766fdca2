//! The help centre, as a browser without scripts and a search engine meet it.
use crate::harness::{Caller, TestApp};
use reqwest::{Method, header};
use serde_json::{Value, json};

const BODY: &str = "Ders seçimi pazartesi açılır.\n\n## Adımlar\n\n1. Girin\n2. Seçin\n\n## Süre\n\nBeş gün.\n\n## Onay\n\nDanışman.";

/// A page as it came.
pub(crate) struct Page {
    pub(crate) status: u16,
    headers: header::HeaderMap,
    html: String,
}

impl Page {
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|it| it.to_str().ok()).unwrap_or_default()
    }

    #[track_caller]
    fn has(&self, piece: &str) -> &Page {
        assert!(self.html.contains(piece), "no {piece} in\n{}", self.html);
        self
    }

    #[track_caller]
    fn lacks(&self, piece: &str) -> &Page {
        assert!(!self.html.contains(piece), "{piece} in\n{}", self.html);
        self
    }
}

/// Follows nothing, so that redirections are seen.
async fn send(
    app: &TestApp,
    method: Method,
    path: &str,
    headers: &[(&str, &str)],
    body: Option<&str>,
) -> Page {
    let http = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
    let mut request = http.request(method, format!("{}{path}", app.base));
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    if let Some(body) = body {
        request = request.header("content-type", "application/x-www-form-urlencoded").body(body.to_owned());
    }
    let response = request.send().await.unwrap();
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    Page { status, headers, html: response.text().await.unwrap() }
}

pub(crate) async fn page(app: &TestApp, path: &str) -> Page {
    send(app, Method::GET, path, &[], None).await
}

async fn write(by: &Caller, title: &str, body: &str, more: Value) -> Value {
    let mut article = json!({ "title": title, "body": body, "status": "published" });
    article.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    by.post("/api/knowledge", &article).await.expect(201)
}

async fn settings(app: &TestApp, change: Value) {
    app.admin().put("/api/settings/help", &change).await.ok();
}

#[tokio::test]
async fn readers_find_their_way_from_the_first_page_to_an_article() {
    let app = TestApp::start().await;
    let admin = app.admin();
    let about =
        json!({ "category": "Öğrenci işleri", "meta_description": "Nasıl seçilir?", "tags": ["ders"] });
    write(&admin, "Ders seçimi", BODY, about).await;
    write(&admin, "Ders saydırma", "Önceki dersler.", json!({ "category": "Öğrenci işleri" })).await;
    write(&admin, "Rafsız", "Hiçbir rafta değil.", json!({})).await;

    let home = page(&app, "/yardim/ornek/").await;
    assert_eq!((home.status, home.header("content-type")), (200, "text/html; charset=utf-8"));
    home.has("<html lang=\"tr\">").has("<h1>Örnek Üniversitesi Yardım Merkezi</h1>");
    home.has("href=\"/yardim/ornek/kategori/ogrenci-isleri\"")
        .has("<span>2 makale</span>")
        .has("Diğer konular");
    home.has("href=\"/yardim/ornek/makale/ders-secimi\"").has("\"@type\":\"WebSite\"");
    home.has(&format!("<link rel=\"canonical\" href=\"{}/yardim/ornek/\">", app.base));
    assert_eq!(page(&app, "/yardim").await.header("location"), "/yardim/ornek/", "the only one there is");

    let shelf = page(&app, "/yardim/ornek/kategori/ogrenci-isleri").await;
    shelf.has("<h1>Öğrenci işleri</h1>").has("Ders saydırma").has("Nasıl seçilir?").lacks("Rafsız");
    page(&app, "/yardim/ornek/kategori/diger").await.has("Rafsız").lacks("Ders saydırma");

    let article = page(&app, "/yardim/ornek/makale/ders-secimi").await;
    article
        .has("<h1>Ders seçimi</h1>")
        .has("<h2 id=\"adimlar\">Adımlar</h2>")
        .has("<a href=\"#adimlar\">Adımlar</a>");
    article.has("<li><span aria-current=\"page\">Ders seçimi</span></li>").has("15 Ocak 2026</time>");
    article
        .has("href=\"/yardim/ornek/makale/ders-saydirma\">Ders saydırma</a>")
        .has("\"@type\":\"BreadcrumbList\"");
    article
        .has("<meta name=\"description\" content=\"Nasıl seçilir?\">")
        .has("property=\"og:title\" content=\"Ders seçimi\"");
    assert_eq!(article.header("last-modified"), "Thu, 15 Jan 2026 09:00:00 GMT");
    assert!(article.header("etag").starts_with("W/\""));
    let known = [("if-none-match", article.header("etag"))];
    assert_eq!(send(&app, Method::GET, "/yardim/ornek/makale/ders-secimi", &known, None).await.status, 304);
}

#[tokio::test]
async fn nothing_that_people_write_becomes_markup() {
    let app = TestApp::start().await;
    let evil = "\"><script>alert(1)</script>&<b>";
    let body = "<script>alert(2)</script>\n\n[tıkla](javascript:alert(3)) ![x](https://x.example/a.png)\n\n## <img src=x onerror=alert(4)>";
    let about = json!({ "category": evil, "meta_description": evil, "tags": [evil] });
    let article = write(&app.admin(), evil, body, about).await;
    settings(&app, json!({ "title": { "tr": evil, "en": "" }, "intro": { "tr": evil, "en": "" } })).await;
    let query = "?q=%22%3E%3Cscript%3Ealert(1)%3C%2Fscript%3E";
    let slug = article["slug"].as_str().unwrap();
    for path in [
        "/",
        &format!("/makale/{slug}"),
        &format!("/ara{query}"),
        "/kategori/script-alert-1-script-b",
        "/yok",
    ] {
        let page = page(&app, &format!("/yardim/ornek{path}")).await;
        page.lacks("<script>").lacks("<img").lacks("javascript:").lacks("<b>alert").lacks("&<b>");
        // The only scripts are ours: one file, and data whose text cannot end its element.
        for piece in page.html.split("<script").skip(1) {
            let ours = piece.starts_with(" src=\"/a/") || piece.starts_with(" type=\"application/ld+json\">");
            assert!(ours, "{piece}");
            let data = piece.split("</script>").next().unwrap();
            assert!(!data.split_once('>').unwrap().1.contains('<'), "{data}");
        }
        let policy = page.header("content-security-policy");
        assert!(policy.contains("script-src 'self';") && policy.contains("style-src 'self';"), "{policy}");
        assert!(
            policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"),
            "{policy}"
        );
        page.lacks("style=\"").lacks("<style").lacks("onclick");
    }
}

#[tokio::test]
async fn what_is_not_for_everybody_is_nowhere() {
    let app = TestApp::start().await;
    let admin = app.admin();
    write(&admin, "Açık makale", "Herkese.", json!({ "category": "Genel" })).await;
    write(&admin, "Gizli kasa", "Kasanın yeri.", json!({ "visibility": "internal", "category": "İç işler" }))
        .await;
    write(&admin, "Taslak kasa", "Yarım.", json!({ "status": "draft", "category": "Genel" })).await;
    let old = write(&admin, "Eski kasa", "Eskiden.", json!({ "category": "Genel" })).await;
    let id = old["id"].as_str().unwrap();
    admin.put(&format!("/api/knowledge/{id}"), &json!({ "status": "archived" })).await.ok();
    for path in ["/", "/kategori/genel", "/makale/acik-makale", "/sitemap.xml", "/ara?q=kasa"] {
        let page = page(&app, &format!("/yardim/ornek{path}")).await;
        assert_eq!(page.status, 200, "{path}");
        page.lacks("Gizli")
            .lacks("gizli")
            .lacks("Taslak")
            .lacks("taslak")
            .lacks("Eski kasa")
            .lacks("eski-kasa")
            .lacks("İç işler");
    }
    for slug in ["gizli-kasa", "taslak-kasa", "eski-kasa", "hic-yok"] {
        let gone = page(&app, &format!("/yardim/ornek/makale/{slug}")).await;
        assert_eq!(gone.status, 404, "{slug}");
        gone.has("Bu sayfa burada değil").has("role=\"search\"").has("noindex").lacks("Kasanın yeri");
    }
    assert_eq!(page(&app, "/yardim/ornek/kategori/ic-isler").await.status, 404);
    assert_eq!(page(&app, "/yardim/baska/").await.status, 404);
    page(&app, "/yardim/baska/makale/acik-makale").await.has("Bu adreste bir yardım merkezi yok");
}

#[tokio::test]
async fn a_search_shows_what_fits_and_says_when_nothing_does() {
    let app = TestApp::start().await;
    write(
        &app.admin(),
        "Kayıt dondurma",
        "Kayıt dondurma başvurusu dördüncü haftaya kadar yapılır.",
        json!({}),
    )
    .await;
    for _ in 0..400 {
        if page(&app, "/yardim/ornek/ara?q=kaydimi+dondurmak").await.html.contains("kayit-dondurma") {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(25)).await;
    }
    let found = page(&app, "/yardim/ornek/ara?q=kaydimi+dondurmak").await;
    found.has("“kaydimi dondurmak” için 1 sonuç").has("<mark>Kayıt</mark> <mark>dondurma</mark>");
    found.has("value=\"kaydimi dondurmak\"").has("content=\"noindex\"");
    page(&app, "/yardim/ornek/ara?q=z%C3%BCrafa")
        .await
        .has("Buna uyan bir makale bulamadık")
        .has("data-open");
    assert_eq!(page(&app, "/yardim/ornek/ara").await.status, 200);
    settings(&app, json!({ "widget": false })).await;
    page(&app, "/yardim/ornek/ara?q=z%C3%BCrafa").await.lacks("data-open").lacks("data-key");
}

#[tokio::test]
async fn a_browser_says_once_whether_an_article_helped() {
    let app = TestApp::start_with(|it| it.limits.requests = 1_000_000).await;
    let article = write(&app.admin(), "Harç", "Metin.", json!({})).await;
    let form = "/yardim/ornek/makale/harc/gorus";
    let own = [("origin", app.base.as_str())];
    let first = send(&app, Method::POST, form, &own, Some("helpful=yes")).await;
    assert_eq!((first.status, first.header("location")), (303, "/yardim/ornek/makale/harc#gorus"));
    let cookie = first.header("set-cookie").to_owned();
    assert!(
        cookie.contains("HttpOnly")
            && cookie.contains("SameSite=Lax")
            && cookie.contains("Path=/yardim/ornek")
    );
    let cookie = cookie.split(';').next().unwrap();
    let known = [("cookie", cookie), ("origin", app.base.as_str())];
    let changed =
        send(&app, Method::POST, form, &known, Some("helpful=no&comment=Tarih+eksik+%3Cb%3E")).await;
    assert_eq!(changed.header("location"), "/yardim/ornek/makale/harc?said=1#gorus");
    let path = format!("/api/knowledge/{}", article["id"].as_str().unwrap());
    let seen = app.admin().get(&path).await.ok();
    assert_eq!((&seen["helpful"], &seen["not_helpful"]), (&json!(0), &json!(1)));
    let comments = app.admin().get(&format!("{path}/feedback")).await.ok();
    assert_eq!(comments["items"][0]["comment"], "Tarih eksik <b>");
    assert_eq!(comments["items"][0]["helpful"], false);
    let again = send(&app, Method::GET, "/yardim/ornek/makale/harc", &known, None).await;
    again.has("görüşünüz kaydedildi").has("value=\"no\" aria-pressed=\"true\"").lacks("Tarih eksik");
    let fresh = page(&app, "/yardim/ornek/makale/harc").await;
    fresh.lacks("görüşünüz kaydedildi");
    assert_eq!(fresh.header("set-cookie"), "", "who only reads is given no cookie");

    let long = format!("helpful=yes&comment={}", "uzun+".repeat(300));
    let refused = send(&app, Method::POST, form, &known, Some(&long)).await;
    assert_eq!(refused.status, 422);
    refused.has("uzun uzun").has("biraz kısaltın");
    let foreign = [("origin", "https://kotu.example")];
    assert_eq!(send(&app, Method::POST, form, &foreign, Some("helpful=yes")).await.status, 403);
    assert_eq!(send(&app, Method::POST, form, &own, Some("x=1")).await.status, 400);
    assert_eq!(
        send(&app, Method::POST, "/yardim/ornek/makale/yok/gorus", &own, Some("helpful=yes")).await.status,
        404
    );
    for _ in 0..130 {
        send(&app, Method::POST, form, &own, Some("helpful=yes")).await;
    }
    let flooded = send(&app, Method::POST, form, &own, Some("helpful=yes")).await;
    assert_eq!(flooded.status, 429);
}

#[tokio::test]
async fn readers_are_counted_and_old_addresses_lead_on() {
    let app = TestApp::start().await;
    let article = write(&app.admin(), "Harç", "Metin.", json!({})).await;
    let path = format!("/api/knowledge/{}", article["id"].as_str().unwrap());
    page(&app, "/yardim/ornek/makale/harc").await;
    send(&app, Method::GET, "/yardim/ornek/makale/harc", &[("sec-purpose", "prefetch")], None).await;
    for _ in 0..400 {
        if app.admin().get(&path).await.ok()["views"] == 1 {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    assert_eq!(app.admin().get(&path).await.ok()["views"], 1);
    app.admin().put(&path, &json!({ "slug": "harc-odeme" })).await.ok();
    let moved = page(&app, "/yardim/ornek/makale/harc").await;
    assert_eq!((moved.status, moved.header("location")), (308, "/yardim/ornek/makale/harc-odeme"));
    let read = app.page().get("/api/knowledge/public/harc").await.ok();
    assert_eq!(
        (&read["id"], &read["slug"]),
        (&article["id"], &json!("harc-odeme")),
        "the source of an older answer"
    );
    write(&app.admin(), "Harç", "Başka.", json!({ "slug": "harc" })).await;
    page(&app, "/yardim/ornek/makale/harc").await.has("Başka.");
    app.admin().put(&path, &json!({ "status": "archived" })).await.ok();
    app.admin().put(&path, &json!({ "slug": "harc-eski" })).await.ok();
    assert_eq!(page(&app, "/yardim/ornek/makale/harc-odeme").await.status, 404);
}

#[tokio::test]
async fn the_site_decides_what_it_looks_like_and_who_may_show_it() {
    let app = TestApp::start().await;
    app.admin()
        .put("/api/settings/widget", &json!({ "primary_color": "#ffcc00", "dark_mode": "light" }))
        .await
        .ok();
    let theme = page(&app, "/yardim/ornek/theme.css").await;
    theme.has("--brand: #ffcc00;").has("--on-brand: #000000;").has("color-scheme: light;");
    assert_eq!(theme.header("content-type"), "text/css; charset=utf-8");
    settings(
        &app,
        json!({ "framed_by": ["https://WWW.ornek.edu.tr/", ""], "title": { "tr": "Bilgi Evi", "en": "" } }),
    )
    .await;
    let home = page(&app, "/yardim/ornek/").await;
    home.has("<h1>Bilgi Evi</h1>");
    assert!(home.header("content-security-policy").ends_with("frame-ancestors https://www.ornek.edu.tr"));
    let wrong = json!({ "framed_by": ["*"], "title": { "tr": "a".repeat(101), "en": "" } });
    let problem = app.admin().put("/api/settings/help", &wrong).await.problem(422, "invalid_fields");
    let fields: Vec<_> = problem["errors"].as_array().unwrap().iter().map(|it| it["field"].clone()).collect();
    assert_eq!(fields, ["title.tr", "framed_by"]);
    assert!(page(&app, "/robots.txt").await.html.contains("Allow: /yardim/ornek/\nDisallow: /\nSitemap: "));
    settings(&app, json!({ "listed": false })).await;
    page(&app, "/yardim/ornek/").await.has("content=\"noindex\"");
    assert_eq!(page(&app, "/yardim/ornek/sitemap.xml").await.status, 404);
    assert_eq!(page(&app, "/robots.txt").await.html, "User-agent: *\nAllow: /a/\nDisallow: /\n");
    settings(&app, json!({ "enabled": false })).await;
    for path in ["/", "/ara?q=x", "/theme.css", "/robots.txt", "/makale/x"] {
        assert_eq!(page(&app, &format!("/yardim/ornek{path}")).await.status, 404, "{path}");
    }
}

#[tokio::test]
async fn pages_speak_the_readers_language_and_articles_their_own() {
    let app = TestApp::start().await;
    let admin = app.admin();
    write(&admin, "Harç ödeme", "Metin.", json!({ "category": "Para" })).await;
    let english = [("accept-language", "en-GB,en;q=0.9")];
    let home = send(&app, Method::GET, "/yardim/ornek/", &english, None).await;
    home.has("<html lang=\"en\">").has("Help Centre").has("Harç ödeme").lacks("?lang=");
    write(&admin, "Paying tuition", "Text.", json!({ "language": "en", "category": "Money" })).await;
    let home = send(&app, Method::GET, "/yardim/ornek/", &english, None).await;
    home.has("Paying tuition").lacks("Harç ödeme").has("href=\"/yardim/ornek/?lang=tr\"");
    page(&app, "/yardim/ornek/?lang=tr").await.has("Harç ödeme").lacks("Paying tuition");
    page(&app, "/yardim/ornek/makale/paying-tuition")
        .await
        .has("<html lang=\"en\">")
        .has("Did this article help?");
    assert!(home.header("vary").contains("accept-language"));
}

#[tokio::test]
async fn the_widget_knows_the_help_centre() {
    let app = TestApp::start().await;
    let session = app.page().post("/api/widget/session", &json!({})).await.ok();
    assert_eq!(session["site"]["help"], "/yardim/ornek");
    settings(&app, json!({ "enabled": false })).await;
    let session = app.page().post("/api/widget/session", &json!({})).await.ok();
    assert_eq!(session["site"]["help"], json!(null));
}

#[tokio::test]
async fn who_loads_the_forms_address_comes_back_to_the_article_and_odd_addresses_break_nothing() {
    let app = TestApp::start().await;
    let article = json!({ "title": "Harç", "body": "Ekimde ödenir.", "status": "published" });
    app.admin().post("/api/knowledge", &article).await.expect(201);
    let back = send(&app, Method::GET, "/yardim/ornek/makale/harc/gorus", &[], None).await;
    assert_eq!((back.status, back.header("location")), (303, "/yardim/ornek/makale/harc"));
    for odd in [
        "/yardim/ornek/makale/a%0Ab/gorus",
        "/yardim/%0D%0Ax/makale/harc/gorus",
        "/yardim/..%2f/makale/x/gorus",
    ] {
        assert_eq!(send(&app, Method::GET, odd, &[], None).await.status, 404, "{odd}");
    }
}
