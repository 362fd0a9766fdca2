//! Imports: files and web sites become articles, in the background.
use crate::harness::{Caller, TestApp};
use crate::site::Site;
use asisttr::config::PrivateAddresses;
use reqwest::Method;
use reqwest::multipart::{Form, Part};
use serde_json::{Value, json};
use std::path::PathBuf;

const PDF: &[u8] = include_bytes!("../data/yonerge.pdf");

/// A server whose process allows private addresses, and that reads files in a process of its own.
async fn start() -> TestApp {
    TestApp::start_with(|it| {
        it.private_addresses = PrivateAddresses::Any;
        it.program = Some(PathBuf::from(env!("CARGO_BIN_EXE_asisttr")));
    })
    .await
}

async fn send(by: &Caller, files: &[(&str, &[u8])], options: Value) -> crate::harness::Answer {
    let mut form = Form::new().text("options", options.to_string());
    for (name, bytes) in files {
        form = form.part("files", Part::bytes(bytes.to_vec()).file_name((*name).to_owned()));
    }
    let request = by.request(Method::POST, "/api/knowledge/import").multipart(form);
    crate::harness::Answer::of(request.send().await.unwrap()).await
}

/// Waits until an import has ended.
async fn ended(by: &Caller, import: &Value) -> Value {
    let path = format!("/api/knowledge/imports/{}", import["id"].as_str().unwrap());
    for _ in 0..1200 {
        let now = by.get(&path).await.ok();
        if !["waiting", "running"].contains(&now["state"].as_str().unwrap()) {
            return now;
        }
        tokio::time::sleep(std::time::Duration::from_millis(25)).await;
    }
    panic!("the import never ended");
}

async fn import(by: &Caller, files: &[(&str, &[u8])], options: Value) -> Value {
    ended(by, &send(by, files, options).await.expect(202)).await
}

async fn visit(by: &Caller, url: &str, options: Value) -> Value {
    let begun =
        by.post("/api/knowledge/import", &json!({ "url": url, "options": options })).await.expect(202);
    ended(by, &begun).await
}

async fn items(by: &Caller, import: &Value, query: &str) -> Vec<Value> {
    let path = format!("/api/knowledge/imports/{}/items?{query}", import["id"].as_str().unwrap());
    by.get(&path).await.ok()["items"].as_array().unwrap().clone()
}

fn counts(import: &Value) -> [i64; 4] {
    ["created", "updated", "unchanged", "failed"].map(|it| import["progress"][it].as_i64().unwrap())
}

async fn articles(by: &Caller) -> Vec<Value> {
    by.get("/api/knowledge?limit=200").await.ok()["items"].as_array().unwrap().clone()
}

#[tokio::test]
async fn a_pdf_is_found_a_moment_after_it_was_imported_and_a_second_time_changes_nothing() {
    let app = start().await;
    let admin = app.admin();
    let options = json!({ "status": "published", "category": "Yönergeler" });
    let done = import(&admin, &[("yonerge.pdf", PDF), ("bos.txt", b"")], options.clone()).await;
    assert_eq!((&done["state"], counts(&done)), (&json!("done"), [1, 0, 0, 1]));
    let failed = items(&admin, &done, "failed=true").await;
    assert_eq!(
        (failed[0]["source"].as_str(), failed[0]["problem"]["code"].as_str()),
        (Some("bos.txt"), Some("import_empty"))
    );
    assert_eq!(failed[0]["problem"]["detail"], "Dosya boş.");
    let made = items(&admin, &done, "failed=false").await.remove(0);
    let path = format!("/api/knowledge/{}", made["article_id"].as_str().unwrap());
    let article = admin.get(&path).await.ok();
    assert_eq!(
        (article["title"].as_str(), article["category"].as_str()),
        (Some("Öğrenci İşleri Yönergesi"), Some("Yönergeler"))
    );
    let mut found = Value::Null;
    for _ in 0..400 {
        found =
            app.page().get("/api/knowledge/search?q=yaz+okulu+ucreti+kac+tl").await.ok()["items"][0].clone();
        if found["text_score"].as_f64() > Some(0.0) {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(25)).await;
    }
    assert!(found["passage"].as_str().unwrap().contains("450 TL"), "{found}");

    let again = import(&admin, &[("yonerge.pdf", PDF)], options).await;
    assert_eq!(counts(&again), [0, 0, 1, 0]);
    assert_eq!(admin.get(&path).await.ok()["version"], 1);
    assert_eq!(articles(&admin).await.len(), 1);
}

#[tokio::test]
async fn a_new_version_of_a_file_updates_its_article_and_corrections_stay_while_the_source_is_the_same() {
    let app = start().await;
    let admin = app.admin();
    let first = "# Harç\n\nHarç 100 lira.".as_bytes();
    import(&admin, &[("harc.md", first)], json!({})).await;
    let article = articles(&admin).await.remove(0);
    let path = format!("/api/knowledge/{}", article["id"].as_str().unwrap());
    assert_eq!(
        (article["status"].as_str(), article["source_key"].as_str()),
        (Some("draft"), Some("harc.md"))
    );
    admin.put(&path, &json!({ "body": "Harç yüz liradır.", "status": "published" })).await.ok();
    assert_eq!(counts(&import(&admin, &[("harc.md", first)], json!({})).await), [0, 0, 1, 0]);
    assert_eq!(admin.get(&path).await.ok()["body"], "Harç yüz liradır.");
    let second = "# Harç\n\nHarç 200 lira.".as_bytes();
    assert_eq!(counts(&import(&admin, &[("harc.md", second)], json!({})).await), [0, 1, 0, 0]);
    let now = admin.get(&path).await.ok();
    assert_eq!(
        (now["body"].as_str(), now["status"].as_str(), now["version"].as_i64()),
        (Some("Harç 200 lira."), Some("published"), Some(3))
    );
    let before = admin.get(&format!("{path}/versions/2")).await.ok();
    assert_eq!(before["body"], "Harç yüz liradır.", "what was overwritten can come back");
}

#[tokio::test]
async fn a_document_is_split_at_its_headings_and_images_come_along() {
    let app = start().await;
    let admin = app.admin();
    let png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x02\0\0\0\x03\x08\x02\0\0\0\x36\x88\x49\xd6";
    let text =
        "# Kitap\n\n## Kayıt\n\nKayıt ![plan](plan.png) burada.\n\n## Harç\n\nHarç ![yok](yok.png) orada.";
    let archive = zip_of(&[("el/kitap.md", text.as_bytes()), ("el/plan.png", png)]);
    let done = import(&admin, &[("kitap.zip", &archive)], json!({ "split": "headings" })).await;
    assert_eq!((counts(&done), &done["progress"]["images_left_out"]), ([2, 0, 0, 0], &json!(1)));
    let found = articles(&admin).await;
    let of = |title: &str| {
        found.iter().find(|it| it["title"] == title).unwrap()["id"].as_str().unwrap().to_owned()
    };
    let kayit = admin.get(&format!("/api/knowledge/{}", of("Kayıt"))).await.ok();
    let body = kayit["body"].as_str().unwrap();
    let url = body.split_once("](").unwrap().1.split(')').next().unwrap();
    assert!(url.starts_with("/api/knowledge/images/"), "{body}");
    let image = app.nobody().request(Method::GET, url).send().await.unwrap();
    assert_eq!(
        (image.status().as_u16(), image.headers()["content-type"].to_str().unwrap()),
        (200, "image/png")
    );
    let harc = admin.get(&format!("/api/knowledge/{}", of("Harç"))).await.ok();
    assert_eq!(harc["body"], "Harç  orada.");
}

#[tokio::test]
async fn a_site_is_visited_as_its_robots_allow() {
    let site = Site::start().await;
    let app = start().await;
    let admin = app.admin();
    let done = visit(&admin, &site.url("/"), json!({ "status": "published" })).await;
    assert_eq!((&done["state"], &done["problem"]), (&json!("done"), &Value::Null));
    let titles: Vec<String> =
        articles(&admin).await.iter().map(|it| it["title"].as_str().unwrap().to_owned()).collect();
    for wanted in ["Ana sayfa", "Kütüphane", "Öğrenci İşleri Yönergesi"] {
        assert!(titles.contains(&wanted.to_owned()), "{wanted} in {titles:?}");
    }
    assert_eq!(titles.len(), 3, "{titles:?}");
    let failed = items(&admin, &done, "failed=true").await;
    let why = |path: &str| {
        let found = failed.iter().find(|it| it["source"] == json!(site.url(path)));
        found.map(|it| it["problem"]["code"].as_str().unwrap().to_owned()).unwrap_or_default()
    };
    assert_eq!(why("/gizli"), "import_robots");
    assert_eq!(why("/dongu"), "import_redirect_loop");
    assert_eq!(why("/disari"), "import_redirect_elsewhere");
    assert_eq!(why("/yok"), "import_page_missing");
    assert_eq!(why("/istemem"), "import_page_unwanted");
    assert!(!site.was_asked("/gizli"), "what is not allowed is not even asked");
    assert!(site.was_called_by("AsistTR"));
    let library = articles(&admin).await.into_iter().find(|it| it["title"] == "Kütüphane").unwrap();
    let library = admin.get(&format!("/api/knowledge/{}", library["id"].as_str().unwrap())).await.ok();
    let body = library["body"].as_str().unwrap();
    assert!(body.contains("![Plan](/api/knowledge/images/"), "{body}");
    assert_eq!(done["progress"]["images_left_out"], 2, "what is not allowed, and what lies elsewhere");
    assert!(!site.was_asked("/gizli.png") && !body.contains("baska.example"), "{body}");
    let again = visit(&admin, &site.url("/"), json!({ "status": "published" })).await;
    assert_eq!(counts(&again)[..3], [0, 0, 3]);
}

#[tokio::test]
async fn a_sitemap_names_the_pages_and_a_limit_holds() {
    let site = Site::start().await;
    let app = start().await;
    let admin = app.admin();
    let done = visit(&admin, &site.url("/sitemap.xml"), json!({})).await;
    assert_eq!((&done["state"], counts(&done)), (&json!("done"), [2, 0, 0, 0]));
    let one = visit(&admin, &site.url("/"), json!({ "pages": 1 })).await;
    assert_eq!(one["progress"]["done"], 1);
    admin
        .post("/api/knowledge/import", &json!({ "url": site.url("/"), "options": { "pages": 5000 } }))
        .await
        .problem(422, "import_pages");
    admin
        .post("/api/knowledge/import", &json!({ "url": "mailto:a@b.c" }))
        .await
        .problem(422, "import_address_invalid");
    let none = visit(&admin, &site.url("/yok.xml"), json!({})).await;
    assert_eq!((&none["state"], &none["problem"]["code"]), (&json!("failed"), &json!("import_page_missing")));
}

#[tokio::test]
async fn what_is_missing_from_a_list_of_sitemaps_is_told_of_and_the_rest_is_read() {
    let site = Site::start().await;
    let app = start().await;
    let admin = app.admin();
    let done = visit(&admin, &site.url("/dizin.xml"), json!({})).await;
    assert_eq!((&done["state"], counts(&done)), (&json!("done"), [2, 0, 0, 2]), "{done}");
    assert_eq!((&done["progress"]["done"], &done["progress"]["total"]), (&json!(4), &json!(4)), "{done}");
    let failed = items(&admin, &done, "failed=true").await;
    let why: Vec<_> = failed.iter().map(|it| (&it["source"], &it["problem"]["code"])).collect();
    let missing = (json!(site.url("/yok.xml")), json!("import_page_missing"));
    let same = (json!(site.url("/ayni")), json!("import_page_same"));
    assert_eq!(why, [(&missing.0, &missing.1), (&same.0, &same.1)]);
}

#[tokio::test]
async fn a_table_that_asks_one_thing_twice_far_apart_overwrites_nothing_of_its_own() {
    let app = start().await;
    let admin = app.admin();
    let others: String = (1..=60).map(|it| format!("Soru {it}?;Yanıt {it}.\n")).collect();
    let table = format!("Soru;Yanıt\nNe zaman?;Eylülde.\n{others}Ne zaman?;Ekimde.\n");
    let done = import(&admin, &[("sss.csv", table.as_bytes())], json!({})).await;
    assert_eq!(counts(&done), [61, 0, 0, 1], "{done}");
    let failed = items(&admin, &done, "failed=true").await;
    assert_eq!(failed[0]["problem"]["code"], "twice_in_request");
}

#[tokio::test]
async fn private_addresses_are_refused_however_they_are_reached() {
    let site = Site::start().await;
    let app = TestApp::start().await;
    let admin = app.admin();
    let refused = admin.post("/api/knowledge/import", &json!({ "url": site.url("/") })).await;
    refused.problem(422, "import_address_private");
    let named = site.url("/").replace("127.0.0.1", "localhost");
    let done = visit(&admin, &named, json!({})).await;
    assert_eq!(
        (&done["state"], &done["problem"]["code"]),
        (&json!("failed"), &json!("import_address_private"))
    );
    assert!(!site.was_asked("/"), "nothing of it was asked");

    // Reached by a redirection: the site itself is allowed, the place that it names is not.
    let inner = Site::start().await;
    let allowed = format!("127.0.0.1:{}", site.port()).parse().unwrap();
    let app = TestApp::start_with(move |it| it.private_addresses = allowed).await;
    site.redirect("/icerisi", &inner.url("/"));
    let done = visit(&app.admin(), &site.url("/icerisi"), json!({})).await;
    let failed = items(&app.admin(), &done, "failed=true").await;
    assert_eq!(failed[0]["problem"]["code"], "import_address_private");
    assert!(!inner.was_asked("/"));
}

#[tokio::test]
async fn an_import_can_be_ended_and_what_it_made_stays() {
    let site = Site::start().await;
    let app = start().await;
    let elif = app.agent("elif").await;
    let kerem = app.agent("kerem").await;
    let begun = elif
        .post("/api/knowledge/import", &json!({ "url": site.url("/sonsuz/1"), "options": { "pages": 1000 } }))
        .await
        .expect(202);
    let path = format!("/api/knowledge/imports/{}", begun["id"].as_str().unwrap());
    for _ in 0..400 {
        if elif.get(&path).await.ok()["progress"]["created"].as_i64() > Some(0) {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(25)).await;
    }
    kerem.delete(&path).await.problem(403, "import_not_yours");
    elif.delete(&path).await.expect(204);
    assert_eq!(elif.get(&path).await.ok()["state"], "cancelled");
    elif.delete(&path).await.problem(409, "import_over");
    assert!(!articles(&elif).await.is_empty());
    let (_, other) = app.second_site("diger").await;
    other.get(&path).await.problem(404, "not_found");
    other.get(&format!("{path}/items")).await.problem(404, "not_found");
    assert_eq!(other.get("/api/knowledge/imports").await.ok()["items"], json!([]));
}

#[tokio::test]
async fn an_import_that_was_under_way_at_a_crash_goes_on_after_it() {
    let site = Site::start().await;
    let app = start().await;
    let admin = app.admin();
    let url = site.url("/sonsuz/1");
    let begun = admin
        .post("/api/knowledge/import", &json!({ "url": url, "options": { "pages": 4 } }))
        .await
        .expect(202);
    let again = app.restarted_allowing_private().await;
    let done = ended(&again.admin(), &begun).await;
    assert_eq!((&done["state"], &done["progress"]["done"]), (&json!("done"), &json!(4)));
    assert_eq!(articles(&again.admin()).await.len(), 4, "none of them twice");
}

#[tokio::test]
async fn what_a_hostile_file_does_to_its_reader_stays_there() {
    let app = start().await;
    let admin = app.admin();
    let bomb = zip_of(&[("a.txt", &vec![b'a'; 30 * 1024 * 1024])]);
    // Pages that are each other's parents: a reader without limits goes round for ever.
    let circle = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Parent 2 0 R/Kids[3 0 R]/Count 1>>endobj\n\
        3 0 obj<</Type/Page/Parent 2 0 R/Contents 4 0 R>>endobj\n4 0 obj<</Length 0>>stream\n\nendstream endobj\n\
        xref\n0 5\n0000000000 65535 f \n0000000009 00000 n \n0000000053 00000 n \n0000000111 00000 n \n0000000167 00000 n \n\
        trailer<</Size 5/Root 1 0 R>>\nstartxref\n213\n%%EOF";
    let laughs = "<!DOCTYPE lolz [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;\">]><w:document><w:p><w:r><w:t>&b;</w:t></w:r></w:p></w:document>";
    let word = zip_of(&[("word/document.xml", laughs.as_bytes())]);
    let files: [(&str, &[u8]); 6] = [
        ("bomba.zip", &bomb),
        ("dongu.pdf", circle),
        ("yarim.pdf", &PDF[..PDF.len() / 2]),
        ("gulen.docx", &word),
        ("yanlis.pdf", b"bu bir pdf degil"),
        ("iyi.txt", "İyi dosya\n\nMetni var.".as_bytes()),
    ];
    let done = import(&admin, &files, json!({})).await;
    assert_eq!((&done["state"], counts(&done)), (&json!("done"), [1, 0, 0, 5]), "{done}");
    let failed = items(&admin, &done, "failed=true").await;
    let codes: Vec<&str> = failed.iter().map(|it| it["problem"]["code"].as_str().unwrap()).collect();
    assert_eq!(codes[0], "import_archive_too_large");
    assert!(["import_reader_failed", "import_pdf_unreadable"].contains(&codes[1]), "{codes:?}");
    assert_eq!(codes[2..], ["import_pdf_unreadable", "import_docx_unreadable", "import_type_mismatch"]);
    app.nobody().get("/health").await.ok();
    let uploads = app.app.config.data_dir.join("imports");
    assert_eq!(std::fs::read_dir(uploads).unwrap().count(), 0, "uploads are gone");
}

#[tokio::test]
async fn an_import_needs_files_or_an_address() {
    let app = start().await;
    send(&app.admin(), &[], json!({})).await.problem(422, "file_missing");
    send(&app.admin(), &[("a.txt", b"a")], json!({ "status": "archived" }))
        .await
        .problem(422, "value_invalid");
    app.admin().post("/api/knowledge/import", &json!({})).await.problem(422, "field_missing");
}

fn zip_of(files: &[(&str, &[u8])]) -> Vec<u8> {
    use std::io::Write as _;
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in files {
        zip.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}
