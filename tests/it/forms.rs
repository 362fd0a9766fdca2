//! Forms and the site's own fields of tickets.
use crate::harness::{Caller, TestApp};
use serde_json::{Value, json};

fn id(it: &Value) -> &str {
    it["id"].as_str().unwrap()
}

fn field(key: &str, kind: &str, required: bool) -> Value {
    json!({ "key": key, "kind": kind, "label": { "tr": key }, "required": required })
}

/// Name, address, number, kind of request and, for complaints, about whom.
fn design() -> Value {
    let choice = |value: &str, label: &str| json!({ "value": value, "label": { "tr": label } });
    let mut kind = field("tur", "choice", true);
    kind["choices"] = json!([choice("istek", "İstek"), choice("sikayet", "Şikâyet")]);
    let mut whom = field("kim", "text", true);
    whom["shown_when"] = json!({ "field": "tur", "is": ["sikayet"] });
    json!({
        "title": { "tr": "Başvuru", "en": "Application" }, "open": true, "in_widget": true, "confirm": true,
        "fields": [field("ad", "text", true), field("eposta", "email", true), field("tckn", "tckn", false), kind, whom],
        "ticket": { "automatic": true, "name_field": "ad" },
    })
}

async fn form(app: &TestApp, change: impl FnOnce(&mut Value)) -> Value {
    let mut wanted = design();
    change(&mut wanted);
    app.admin().post("/api/forms", &wanted).await.expect(201)
}

async fn send(who: &Caller, form: &Value, answers: Value) -> crate::harness::Answer {
    who.post(
        &format!("/api/forms/{}/submissions", id(form)),
        &json!({ "answers": answers, "client_ref": "basvuru-0f3a9c71d2" }),
    )
    .await
}

fn right() -> Value {
    json!({ "ad": "Ayşe Yılmaz", "eposta": "ayse@ornek.edu.tr", "tckn": "100 000 001 46", "tur": "istek" })
}

#[tokio::test]
async fn what_is_sent_is_checked_by_the_forms_own_definition_and_becomes_a_ticket() {
    let app = TestApp::start().await;
    let made = form(&app, |_| ()).await;
    assert_eq!((&made["slug"], &made["path"]), (&json!("basvuru"), &json!("/form/ornek/basvuru")));
    let wrong = json!({ "eposta": "ayse", "tckn": "10000000147", "tur": "sikayet" });
    let refused = send(&app.page(), &made, wrong).await;
    let fields: Vec<(String, String)> = refused.body["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| (it["field"].as_str().unwrap().to_owned(), it["code"].as_str().unwrap().to_owned()))
        .collect();
    let of = |field: &str, code: &str| (field.to_owned(), code.to_owned());
    assert_eq!(
        fields,
        [
            of("answers.ad", "field_missing"),
            of("answers.eposta", "email_invalid"),
            of("answers.tckn", "identity_number_invalid"),
            of("answers.kim", "field_missing"),
        ]
    );
    let sent = send(&app.page(), &made, right()).await.expect(201);
    assert_eq!(sent["ticket_number"], 1);
    assert!(sent["tracking_code"].is_string());
    let again = send(&app.page(), &made, right()).await.expect(201);
    assert_eq!(
        (&again["id"], &again["tracking_code"]),
        (&sent["id"], &sent["tracking_code"]),
        "sent twice, stored once"
    );
    // Whoever guesses what it was called, or has a token, does not get at it.
    let session = app.page().post("/api/widget/session", &json!({})).await.ok();
    let other = app.page().with_token(session["token"].as_str().unwrap());
    let theirs = send(&other, &made, right()).await.expect(201);
    assert_ne!(theirs["tracking_code"], sent["tracking_code"]);
    let path = format!("/api/forms/{}/submissions", id(&made));
    let guessed = json!({ "answers": right(), "client_ref": "bir" });
    let one = app.page().post(&path, &guessed).await.expect(201);
    assert_ne!(app.page().post(&path, &guessed).await.expect(201)["tracking_code"], one["tracking_code"]);

    let elif = app.agent("elif").await;
    let list = elif.get("/api/tickets?sort=oldest").await.ok();
    let ticket = elif.get(&format!("/api/tickets/{}", id(&list["items"][0]))).await.ok();
    assert_eq!((&ticket["subject"], &ticket["source"]), (&json!("Başvuru"), &json!("form")));
    assert_eq!(ticket["requester"]["email"], "ayse@ornek.edu.tr");
    assert_eq!(ticket["requester"]["name"], "Ayşe Yılmaz");
    let body = ticket["messages"][0]["body"].as_str().unwrap();
    assert_eq!(
        body,
        "Form Adı: Başvuru\nad: Ayşe Yılmaz\neposta: ayse@ornek.edu.tr\ntckn: 10000000146\ntur: İstek"
    );
    let kept = elif.get(&format!("/api/forms/{}/submissions", id(&made))).await.ok();
    assert_eq!(kept["items"].as_array().unwrap().len(), 4);
    assert_eq!(
        (&kept["items"][3]["answers"]["tur"], &kept["items"][3]["ticket"]["number"]),
        (&json!("istek"), &json!(1))
    );
}

#[tokio::test]
async fn what_a_form_names_may_be_taken_away() {
    let app = TestApp::start().await;
    let admin = app.admin();
    let department = admin.post("/api/departments", &json!({ "name": "Mali İşler" })).await.expect(201);
    let category = admin.post("/api/ticket-categories", &json!({ "name": "Harç" })).await.expect(201);
    let made = form(&app, |it| {
        it["ticket"]["department_id"] = department["id"].clone();
        it["ticket"]["category_id"] = category["id"].clone();
    })
    .await;
    admin.delete(&format!("/api/departments/{}", id(&department))).await.expect(204);
    admin.delete(&format!("/api/ticket-categories/{}", id(&category))).await.expect(204);
    assert_eq!(send(&app.page(), &made, right()).await.expect(201)["ticket_number"], 1);
}

#[tokio::test]
async fn a_choice_that_tickets_do_not_have_is_told_in_words_only() {
    let app = TestApp::start().await;
    let mut kind = field("tur", "choice", false);
    kind["choices"] = json!([{ "value": "sikayet", "label": { "tr": "Şikâyet" } }]);
    app.admin().put("/api/settings/ticket-fields", &json!({ "fields": [kind] })).await.ok();
    let made = form(&app, |_| ()).await;
    send(&app.page(), &made, right()).await.expect(201);
    let elif = app.agent("elif").await;
    let newest = elif.get("/api/tickets?sort=newest").await.ok()["items"][0].clone();
    assert_eq!(newest["fields"], json!({}), "tickets know nothing of a wish");
    let shown = elif.get(&format!("/api/tickets/{}", id(&newest))).await.ok();
    assert!(shown["messages"][0]["body"].as_str().unwrap().contains("tur: İstek"), "{shown}");
    let complaint = json!({ "ad": "Ayşe", "eposta": "ayse@ornek.edu.tr", "tur": "sikayet", "kim": "x" });
    let path = format!("/api/forms/{}/submissions", id(&made));
    app.page().post(&path, &json!({ "answers": complaint })).await.expect(201);
    let list = elif.get("/api/tickets").await.ok();
    let taken = list["items"].as_array().unwrap().iter().filter(|it| it["fields"]["tur"] == "sikayet");
    assert_eq!(taken.count(), 1, "what they know they take over");
}

/// A file that somebody uploads, and that nothing has taken yet.
async fn upload(who: &Caller) -> Value {
    let part = reqwest::multipart::Part::bytes(b"merhaba".to_vec()).file_name("belge.txt");
    let request = who.request(reqwest::Method::POST, "/api/files");
    let sent = request.multipart(reqwest::multipart::Form::new().part("file", part)).send().await.unwrap();
    crate::harness::Answer::of(sent).await.expect(201)
}

#[tokio::test]
async fn files_of_forms_that_are_never_sent_are_removed() {
    const DAY: i64 = 24 * 60 * 60_000;
    let app = TestApp::start().await;
    let made = form(&app, |it| it["fields"].as_array_mut().unwrap().push(field("belge", "file", true))).await;
    let session = app.page().post("/api/widget/session", &json!({})).await.ok();
    let visitor = app.page().with_token(session["token"].as_str().unwrap());
    let (taken, left) = (upload(&visitor).await, upload(&visitor).await);
    let mut answers = right();
    answers["belge"] = json!([taken["id"]]);
    send(&visitor, &made, answers).await.expect(201);
    let place = |file: &Value| app.app.config.data_dir.join("files").join(id(file));
    app.clock.advance_ms(6 * DAY);
    assert_eq!(asisttr::files::service::forget_left_behind(&app.app).await.unwrap(), 0);
    app.clock.advance_ms(2 * DAY);
    asisttr::files::service::forget_left_behind(&app.app).await.unwrap();
    while place(&left).exists() {
        tokio::task::yield_now().await; // the server may be at it, too
    }
    assert!(place(&taken).exists());
}

#[tokio::test]
async fn a_form_that_is_deleted_takes_the_files_along_that_no_ticket_has() {
    let app = TestApp::start().await;
    let made = form(&app, |it| {
        it["ticket"]["automatic"] = json!(false);
        it["fields"].as_array_mut().unwrap().push(field("belge", "file", true));
    })
    .await;
    let session = app.page().post("/api/widget/session", &json!({})).await.ok();
    let visitor = app.page().with_token(session["token"].as_str().unwrap());
    let (kept, taken) = (upload(&visitor).await, upload(&visitor).await);
    let path = format!("/api/forms/{}", id(&made));
    let mut sent = Vec::new();
    for file in [&kept, &taken] {
        let mut answers = right();
        answers["belge"] = json!([file["id"]]);
        let body = json!({ "answers": answers });
        sent.push(visitor.post(&format!("{path}/submissions"), &body).await.expect(201));
    }
    let to_ticket = format!("{path}/submissions/{}/ticket", id(&sent[1]));
    let ticket = app.admin().post(&to_ticket, &json!({})).await.ok()["ticket"]["id"].clone();
    app.admin().delete(&path).await.expect(204);
    let place = |file: &Value| app.app.config.data_dir.join("files").join(id(file));
    assert!(!place(&kept).exists(), "nobody could ever see it again");
    assert!(place(&taken).exists());
    let ticket = app.admin().get(&format!("/api/tickets/{}", ticket.as_str().unwrap())).await.ok();
    assert_eq!(ticket["messages"][0]["attachments"][0]["id"], taken["id"]);
}

#[tokio::test]
async fn bytes_that_nothing_names_are_swept_away_after_a_day() {
    use std::time::{Duration, SystemTime};
    let app = TestApp::start().await;
    let elif = app.agent("elif").await;
    let folder = app.app.config.data_dir.join("files");
    // Nothing remembers it: the program was ended between its row and its bytes.
    let (lost, fresh) = ("01946b5a-0000-7000-8000-000000000001", "01946b5a-0000-7000-8000-000000000002");
    let known = upload(&elif).await;
    for name in [lost, fresh, "notlar.txt"] {
        std::fs::write(folder.join(name), b"x").unwrap();
    }
    let old = SystemTime::UNIX_EPOCH + Duration::from_secs(1_600_000_000);
    for name in [lost, "notlar.txt", id(&known)] {
        let file = std::fs::File::options().write(true).open(folder.join(name)).unwrap();
        file.set_modified(old).unwrap();
    }
    assert_eq!(asisttr::files::service::sweep(&app.app).await.unwrap(), 1);
    let left = |name: &str| folder.join(name).exists();
    assert!(!left(lost));
    assert!(left(fresh) && left("notlar.txt") && left(id(&known)));
}

#[tokio::test]
async fn a_form_with_several_questions_for_files_takes_what_each_of_them_takes() {
    let app = TestApp::start().await;
    let keys = ["diploma", "kimlik", "dekont"];
    let made = form(&app, |it| {
        it["fields"].as_array_mut().unwrap().extend(keys.map(|key| field(key, "file", true)));
    })
    .await;
    let session = app.page().post("/api/widget/session", &json!({})).await.ok();
    let visitor = app.page().with_token(session["token"].as_str().unwrap());
    let mut answers = right();
    for key in keys {
        let mut files = Vec::new();
        for _ in 0..4 {
            files.push(upload(&visitor).await["id"].clone());
        }
        answers[key] = json!(files);
    }
    let sent = send(&visitor, &made, answers).await.expect(201);
    let list = app.admin().get("/api/tickets").await.ok();
    let path = format!("/api/tickets/{}", id(&list["items"][0]));
    let ticket = app.admin().get(&path).await.ok();
    assert_eq!(ticket["number"], sent["ticket_number"]);
    assert_eq!(ticket["messages"][0]["attachments"].as_array().unwrap().len(), 12);
}

#[tokio::test]
async fn files_of_a_tickets_own_fields_are_its_own() {
    let app = TestApp::start().await;
    let (elif, can) = (app.agent("elif").await, app.agent("can").await);
    let fields = json!({ "fields": [field("dekont", "file", false)] });
    app.admin().put("/api/settings/ticket-fields", &fields).await.ok();
    let made = elif.post("/api/tickets", &json!({ "subject": "Harç", "body": "x" })).await.expect(201);
    let path = format!("/api/tickets/{}", id(&made));
    let (own, others) = (upload(&elif).await, upload(&can).await);
    let stolen = elif.put(&path, &json!({ "fields": { "dekont": [others["id"]] } })).await;
    assert_eq!(stolen.problem(422, "attachment_unknown")["errors"][0]["field"], "fields.dekont");
    elif.put(&path, &json!({ "fields": { "dekont": "belge.pdf" } })).await.problem(422, "attachment_unknown");
    elif.put(&path, &json!({ "fields": { "dekont": [own["id"]] } })).await.ok();
    let shown = can.get(&path).await.ok();
    assert_eq!(shown["field_files"][0]["name"], "belge.txt");
    let bytes = app.nobody().request(reqwest::Method::GET, shown["field_files"][0]["url"].as_str().unwrap());
    assert_eq!(bytes.send().await.unwrap().text().await.unwrap(), "merhaba");
    // It stays when somebody else adds one, and is no other ticket's.
    can.put(&path, &json!({ "fields": { "dekont": [own["id"], others["id"]] } })).await.ok();
    assert_eq!(can.get(&path).await.ok()["field_files"].as_array().unwrap().len(), 2);
    let body = json!({ "subject": "Başka", "body": "x", "fields": { "dekont": [own["id"]] } });
    elif.post("/api/tickets", &body).await.problem(422, "attachment_unknown");
    app.clock.advance_ms(8 * 24 * 60 * 60_000);
    asisttr::files::service::forget_left_behind(&app.app).await.unwrap();
    assert!(app.app.config.data_dir.join("files").join(id(&own)).exists());
}

#[tokio::test]
async fn files_of_a_tickets_own_fields_stay_with_them_when_it_is_merged() {
    let app = TestApp::start().await;
    let elif = app.agent("elif").await;
    let fields = json!({ "fields": [field("dekont", "file", false)] });
    app.admin().put("/api/settings/ticket-fields", &fields).await.ok();
    let made = |subject: &str| json!({ "subject": subject, "body": "x" });
    let from = elif.post("/api/tickets", &made("Harç")).await.expect(201);
    let into = elif.post("/api/tickets", &made("Harcım")).await.expect(201);
    let path = format!("/api/tickets/{}", id(&from));
    let (own, said) = (upload(&elif).await, upload(&elif).await);
    elif.put(&path, &json!({ "fields": { "dekont": [own["id"]] } })).await.ok();
    let words = json!({ "body": "Dekont ekte", "attachments": [said["id"]] });
    elif.post(&format!("{path}/reply"), &words).await.expect(201);
    elif.post(&format!("{path}/merge"), &json!({ "into": into["number"] })).await.ok();
    let shown = elif.get(&path).await.ok();
    assert_eq!(shown["field_files"][0]["id"], own["id"], "{shown}");
    let into = elif.get(&format!("/api/tickets/{}", id(&into))).await.ok();
    let last = into["messages"].as_array().unwrap().last().unwrap();
    assert_eq!(last["attachments"][0]["id"], said["id"], "what was said has moved with its file: {into}");
}

#[tokio::test]
async fn nobody_is_flooded_with_letters_by_forms_that_anybody_fills_in() {
    let app = TestApp::start().await;
    app.admin()
        .put(
            "/api/settings/mail/account",
            &json!({ "host": "127.0.0.1", "port": 9, "security": "plain", "sender_name": "Destek", "sender_address": "destek@ornek.edu.tr" }),
        )
        .await
        .ok();
    let left = json!({ "name": "Biri", "email": "kurban@posta.example", "message": "x" });
    for _ in 0..8 {
        app.page().post("/api/widget/tickets", &left).await.expect(201);
    }
    let mails = app.admin().get("/api/mail?limit=200").await.ok();
    let to = mails["items"].as_array().unwrap().iter().filter(|it| it["recipient"] == "kurban@posta.example");
    assert_eq!(to.count(), 5, "an hour");
}

#[tokio::test]
async fn what_is_only_kept_can_be_made_a_ticket_with_its_files() {
    let app = TestApp::start().await;
    let made = form(&app, |it| {
        it["ticket"]["automatic"] = json!(false);
        it["fields"].as_array_mut().unwrap().push(field("belge", "file", true));
    })
    .await;
    let session = app.page().post("/api/widget/session", &json!({})).await.ok();
    let visitor = app.page().with_token(session["token"].as_str().unwrap());
    let file = upload(&visitor).await;
    let mut answers = right();
    answers["belge"] = json!([file["id"]]);
    let stolen = send(&app.page(), &made, answers.clone()).await.problem(422, "attachment_unknown");
    assert_eq!(stolen["errors"][0]["field"], "answers.belge", "somebody else's file");
    let sent = send(&visitor, &made, answers).await.expect(201);
    assert_eq!(sent["ticket_number"], Value::Null);
    let elif = app.agent("elif").await;
    let path = format!("/api/forms/{}/submissions", id(&made));
    let kept = elif.get(&path).await.ok();
    assert_eq!(kept["items"][0]["files"][0]["name"], "belge.txt");
    let to_ticket = format!("{path}/{}/ticket", sent["id"].as_str().unwrap());
    let done = elif.post(&to_ticket, &json!({})).await.ok();
    assert_eq!(done["ticket"]["number"], 1);
    let ticket = elif.get(&format!("/api/tickets/{}", done["ticket"]["id"].as_str().unwrap())).await.ok();
    assert_eq!(ticket["messages"][0]["attachments"][0]["name"], "belge.txt");
    elif.post(&to_ticket, &json!({})).await.problem(409, "ticket_made_already");
    app.admin().delete(&format!("/api/tickets/{}", done["ticket"]["id"].as_str().unwrap())).await.expect(204);
    let again = elif.post(&to_ticket, &json!({})).await.ok();
    assert_eq!(again["ticket"]["number"], 2, "what is deleted stands in nobody's way");
}

#[tokio::test]
async fn a_form_has_a_page_and_a_place_in_the_widget_while_it_is_open() {
    let app = TestApp::start().await;
    let made = form(&app, |it| it["fields"][2]["visible"] = json!(false)).await;
    let page = app.nobody().request(reqwest::Method::GET, "/form/ornek/basvuru").send().await.unwrap();
    assert_eq!(page.status(), 200);
    assert!(page.headers()["content-security-policy"].to_str().unwrap().contains("script-src 'self'"));
    let html = page.text().await.unwrap();
    assert!(
        html.contains("<h1>Başvuru</h1>") && !html.contains("tckn"),
        "what visitors do not see is not sent"
    );
    let offered = app.page().get("/api/widget/forms").await.ok();
    assert_eq!(offered["items"][0]["fields"].as_array().unwrap().len(), 4);
    let mut closed = design();
    closed["open"] = json!(false);
    let path = format!("/api/forms/{}", id(&made));
    app.admin().put(&path, &closed).await.ok();
    assert_eq!(app.page().get("/api/widget/forms").await.ok()["items"], json!([]));
    send(&app.page(), &made, right()).await.problem(404, "not_found");
    let page = app.nobody().request(reqwest::Method::GET, "/form/ornek/basvuru").send().await.unwrap();
    assert_eq!(page.status(), 404);
    let elif = app.agent("elif").await;
    elif.put(&path, &design()).await.problem(403, "role_forbids");
    app.admin().delete(&path).await.expect(204);
    elif.get(&path).await.problem(404, "not_found");
}

#[tokio::test]
async fn a_form_that_makes_no_sense_is_refused_by_field() {
    let app = TestApp::start().await;
    let mut wrong = design();
    wrong["title"] = json!({});
    wrong["fields"][4]["shown_when"]["field"] = json!("yok");
    wrong["ticket"]["subject_field"] = json!("eposta");
    let refused = app.admin().post("/api/forms", &wrong).await;
    let fields: Vec<&Value> =
        refused.body["errors"].as_array().unwrap().iter().map(|it| &it["field"]).collect();
    assert_eq!(fields, ["title", "fields.4.shown_when", "ticket.subject_field"]);
}

#[tokio::test]
async fn a_condition_on_a_choice_that_is_gone_is_refused() {
    let app = TestApp::start().await;
    let made = form(&app, |_| ()).await;
    let mut changed = design();
    changed["fields"][3]["choices"][1]["value"] = json!("yakinma");
    let path = format!("/api/forms/{}", id(&made));
    let refused = app.admin().put(&path, &changed).await.problem(422, "condition_unknown");
    assert_eq!(refused["errors"][0]["field"], "fields.4.shown_when");
    changed["fields"][4]["shown_when"]["is"] = json!(["yakinma"]);
    app.admin().put(&path, &changed).await.ok();
}

#[tokio::test]
async fn numbers_are_read_as_the_language_of_the_form_writes_them() {
    let app = TestApp::start().await;
    let made = form(&app, |it| {
        it["fields"] = json!([field("tutar", "number", true)]);
        it["ticket"] = json!({ "automatic": false });
    })
    .await;
    let path = format!("/api/forms/{}/submissions", id(&made));
    let body =
        |amount: Value, language: &str| json!({ "answers": { "tutar": amount }, "language": language });
    for (amount, language, kept) in [
        (json!("1.500"), "tr", json!(1500)),
        (json!("1.500,75"), "tr", json!(1500.75)),
        (json!("1,500"), "en", json!(1500)),
        (json!("3,5"), "tr", json!(3.5)),
        (json!(1.125), "tr", json!(1.125)),
    ] {
        app.page().post(&path, &body(amount.clone(), language)).await.expect(201);
        let newest = app.admin().get(&path).await.ok()["items"][0]["answers"]["tutar"].clone();
        assert_eq!(newest, kept, "{amount} {language}");
    }
    let unclear = app.page().post(&path, &body(json!("1500.250"), "tr")).await.problem(422, "number_invalid");
    assert!(unclear["errors"][0]["detail"].as_str().unwrap().contains("1.500,75"), "{unclear}");
}

#[tokio::test]
async fn the_sites_own_fields_are_checked_on_tickets_too() {
    let app = TestApp::start().await;
    let elif = app.agent("elif").await;
    let mut inner = field("ic_not", "text", false);
    inner["visible"] = json!(false);
    let fields =
        json!({ "fields": [field("ogrenci_no", "number", true), field("tckn", "tckn", false), inner] });
    app.admin().put("/api/settings/ticket-fields", &fields).await.ok();
    let asked = app.page().get("/api/widget/ticket-fields").await.ok();
    assert_eq!(asked["fields"].as_array().unwrap().len(), 2);
    let ticket = |fields: Value| json!({ "subject": "Kayıt", "body": "Yardım", "requester": { "email": "a@b.tr" }, "fields": fields });
    let made =
        elif.post("/api/tickets", &ticket(json!({ "ogrenci_no": "42", "ic_not": "VIP" }))).await.expect(201);
    assert_eq!(made["fields"], json!({ "ogrenci_no": 42, "ic_not": "VIP" }));
    let wrong = elif
        .post("/api/tickets", &ticket(json!({ "tckn": "1" })))
        .await
        .problem(422, "identity_number_invalid");
    assert_eq!(wrong["errors"][0]["field"], "fields.tckn");
    let path = format!("/api/tickets/{}", id(&made));
    let refused = elif
        .put(&path, &json!({ "fields": { "ogrenci_no": "kırk iki" } }))
        .await
        .problem(422, "number_invalid");
    assert_eq!(refused["errors"][0]["field"], "fields.ogrenci_no");
    let changed = elif.put(&path, &json!({ "fields": { "tckn": "10000000146", "ic_not": null } })).await.ok();
    assert_eq!(changed["fields"], json!({ "ogrenci_no": 42, "tckn": "10000000146" }));
    let left = json!({ "name": "Ayşe", "email": "a@b.tr", "message": "Yardım", "fields": {} });
    let missing = app.page().post("/api/widget/tickets", &left).await.problem(422, "field_missing");
    assert_eq!(missing["errors"][0]["field"], "fields.ogrenci_no");
    let left = json!({ "name": "Ayşe", "email": "a@b.tr", "message": "Yardım", "fields": { "ogrenci_no": "7", "ic_not": "x" } });
    app.page().post("/api/widget/tickets", &left).await.expect(201);
    let newest = elif.get("/api/tickets?sort=newest").await.ok()["items"][0].clone();
    assert_eq!(newest["fields"], json!({ "ogrenci_no": 7 }), "what visitors do not see they do not set");
}
