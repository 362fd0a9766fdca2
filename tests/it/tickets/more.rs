//! Lists of tickets, what is made of them, and what visitors and the bell are told.
use super::{id, own_id, ticket};
use crate::chat::{desk, visitor};
use crate::harness::{Caller, TestApp};
use serde_json::{Value, json};

#[tokio::test]
async fn lists_are_narrowed_down_sorted_and_counted() {
    let app = TestApp::start().await;
    let (elif, can) = (app.agent("elif").await, app.agent("can").await);
    let names = ["bir", "iki", "üç", "dört", "beş"];
    for (number, priority) in ["low", "urgent", "normal", "high", "normal"].into_iter().enumerate() {
        let made = ticket(&elif, &format!("Öğrenci işi {}", names[number])).await;
        app.clock.advance_ms(1_000);
        elif.put(&format!("/api/tickets/{}", id(&made)), &json!({ "priority": priority })).await.ok();
        if number == 0 {
            can.put(&format!("/api/tickets/{}/assign", id(&made)), &json!({ "assignee": "me" })).await.ok();
        }
    }
    let numbers = |page: &Value| -> Vec<i64> {
        page["items"].as_array().unwrap().iter().map(|it| it["number"].as_i64().unwrap()).collect()
    };
    assert_eq!(numbers(&elif.get("/api/tickets?sort=priority").await.ok()), [2, 4, 5, 3, 1]);
    assert_eq!(numbers(&elif.get("/api/tickets?sort=oldest").await.ok()), [1, 2, 3, 4, 5]);
    assert_eq!(numbers(&can.get("/api/tickets?assignee=me").await.ok()), [1]);
    assert_eq!(
        numbers(&elif.get("/api/tickets?status=new&priority=urgent,high&sort=newest").await.ok()),
        [4, 2]
    );
    super::search::finds(&elif, "OGRENCI", 5).await;
    assert_eq!(numbers(&elif.get("/api/tickets?q=OGRENCI%20dort").await.ok()), [4]);
    assert_eq!(numbers(&elif.get("/api/tickets?q=%233").await.ok()), [3]);
    elif.get("/api/tickets?status=gone").await.problem(422, "value_invalid");

    let mut found = Vec::new();
    let mut after = String::new();
    loop {
        let page = elif.get(&format!("/api/tickets?limit=2&sort=priority{after}")).await.ok();
        found.extend(numbers(&page));
        let Some(next) = page["next_cursor"].as_str() else { break };
        after = format!("&after={next}");
    }
    assert_eq!(found, [2, 4, 5, 3, 1], "pages are the list, cut");

    let board = elif.get("/api/tickets/board").await.ok();
    let columns: Vec<_> = board["columns"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| (it["status"].as_str().unwrap(), it["count"].as_i64().unwrap()))
        .collect();
    assert_eq!(columns[..2], [("new", 4), ("open", 1)]);
    let counts = can.get("/api/tickets/counts").await.ok();
    assert_eq!(
        (&counts["mine"], &counts["unassigned"], &counts["unsolved"]),
        (&json!(1), &json!(4), &json!(5))
    );
}

#[tokio::test]
async fn a_conversation_becomes_a_ticket_and_both_know_of_it() {
    let app = TestApp::start().await;
    let elif = app.agent("elif").await;
    let mut desk = desk(&app, &elif).await;
    let mut ayse = visitor(&app).await;
    ayse.http.put("/api/widget/visitor", &json!({ "name": "Ayşe", "email": "ayse@ornek.edu.tr" })).await.ok();
    let started = ayse.socket.say("chat:start", json!({ "message": "Belgem çıkmıyor" })).await;
    let chat = id(&started["conversation"]).to_owned();
    desk.say("chat:message", json!({ "conversationId": chat, "body": "Bakalım", "client_ref": "1" })).await;
    let made = elif.post(&format!("/api/chat/{chat}/tickets"), &json!({})).await.expect(201);
    assert_eq!((&made["subject"], &made["source"]), (&json!("Belgem çıkmıyor"), &json!("chat")));
    assert_eq!(
        (&made["requester"]["email"], &made["assignee"]["name"]),
        (&json!("ayse@ornek.edu.tr"), &json!("elif"))
    );
    assert_eq!(made["conversation_id"], json!(chat));
    let shown = elif.get(&format!("/api/tickets/{}", id(&made))).await.ok();
    let words = shown["messages"][0]["body"].as_str().unwrap();
    assert!(words.contains("**Ayşe:** Belgem çıkmıyor") && words.contains("**elif:** Bakalım"), "{words}");
    let notice =
        ayse.socket.hears_where("chat:message:new", |it| it["system"]["code"] == "ticket_created").await;
    assert_eq!(notice["system"]["params"]["number"], 1);
    assert_eq!(elif.get(&format!("/api/chat/{chat}/tickets")).await.ok()["items"][0]["id"], made["id"]);
}

#[tokio::test]
async fn tickets_are_merged_split_and_linked() {
    let app = TestApp::start().await;
    let elif = app.agent("elif").await;
    let (one, two, three) =
        (ticket(&elif, "Bir").await, ticket(&elif, "İki").await, ticket(&elif, "Üç").await);
    let path = |it: &Value| format!("/api/tickets/{}", id(it));
    elif.post(&format!("{}/links", path(&one)), &json!({ "number": 3 })).await.expect(204);
    elif.post(&format!("{}/links", path(&one)), &json!({ "number": 1 })).await.problem(409, "ticket_same");
    elif.post(&format!("{}/links", path(&one)), &json!({ "number": 99 }))
        .await
        .problem(422, "ticket_unknown");
    assert_eq!(elif.get(&path(&three)).await.ok()["links"][0]["number"], 1);
    let said =
        elif.post(&format!("{}/reply", path(&one)), &json!({ "body": "Ayrı bir konu" })).await.expect(201);

    let merged = elif.post(&format!("{}/merge", path(&one)), &json!({ "into": 2 })).await.ok();
    assert_eq!(merged["number"], 2);
    let old = elif.get(&path(&one)).await.ok();
    assert_eq!(
        (&old["status"], &old["merged_into"], &old["messages"]),
        (&json!("closed"), &two["id"], &json!([]))
    );
    let whole = elif.get(&path(&two)).await.ok();
    assert_eq!(whole["messages"].as_array().unwrap().len(), 3);
    let kinds: Vec<_> = whole["links"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| (it["number"].clone(), it["kind"].clone()))
        .collect();
    assert_eq!(kinds, [(json!(1), json!("merged")), (json!(3), json!("related"))]);
    elif.post(&format!("{}/merge", path(&one)), &json!({ "into": 3 })).await.problem(409, "ticket_merged");

    let cut = json!({ "message_id": said["message"]["id"], "subject": "Yeni konu" });
    let split = elif.post(&format!("{}/split", path(&two)), &cut).await.expect(201);
    assert_eq!((&split["number"], &split["subject"]), (&json!(4), &json!("Yeni konu")));
    let shown = elif.get(&path(&split)).await.ok();
    assert_eq!(shown["messages"].as_array().unwrap().len(), 1);
    assert_eq!(
        (&shown["messages"][0]["body"], &shown["messages"][0]["kind"]),
        (&json!("Ayrı bir konu"), &json!("reply"))
    );
    assert_eq!(shown["links"][0]["kind"], "split");
    let first = json!({ "message_id": shown["messages"][0]["id"] });
    elif.post(&format!("{}/split", path(&split)), &first).await.problem(409, "ticket_split_first");

    // Whoever has the link of the first one finds what became of it, however often that was merged.
    elif.post(&format!("{}/merge", path(&two)), &json!({ "into": 4 })).await.ok();
    let code = json!({ "code": one["code"] });
    let followed = app.page().post("/api/widget/tickets/find", &code).await.ok();
    assert_eq!(
        (&followed["number"], &followed["messages"][0]["body"]),
        (&json!(4), &json!("Harç ödemem görünmüyor."))
    );
    elif.delete(&path(&three)).await.problem(403, "role_forbids");
    app.admin().delete(&path(&three)).await.expect(204);
    elif.get(&path(&three)).await.problem(404, "not_found");
}

#[tokio::test]
async fn many_tickets_change_at_once_each_by_itself() {
    let app = TestApp::start().await;
    let (elif, can) = (app.agent("elif").await, app.agent("can").await);
    let (one, two, three) =
        (ticket(&elif, "Bir").await, ticket(&elif, "İki").await, ticket(&elif, "Üç").await);
    can.post(&format!("/api/tickets/{}/lock", id(&two)), &json!({})).await.ok();
    let wanted = json!({
        "ids": [one["id"], two["id"], three["id"]], "change": { "priority": "high", "status": "open" }, "add_tags": ["toplu"],
    });
    let done = elif.post("/api/tickets/bulk", &wanted).await.ok();
    let codes: Vec<_> = done["items"].as_array().unwrap().iter().map(|it| it["code"].clone()).collect();
    assert_eq!(codes, [Value::Null, json!("ticket_locked"), Value::Null]);
    let shown = elif.get("/api/tickets?tag=toplu&status=open&priority=high").await.ok();
    assert_eq!(shown["items"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn categories_have_two_levels_and_say_where_tickets_belong() {
    let app = TestApp::start().await;
    let (admin, elif) = (app.admin(), app.agent("elif").await);
    let department = admin.post("/api/departments", &json!({ "name": "Mali İşler" })).await.expect(201);
    let fees = json!({ "name": "Ücretler", "department_id": department["id"], "priority": "high" });
    let above = admin.post("/api/ticket-categories", &fees).await.expect(201);
    let below = json!({ "name": "Harç", "parent_id": above["id"] });
    let below = admin.post("/api/ticket-categories", &below).await.expect(201);
    let deep = json!({ "name": "Daha", "parent_id": below["id"] });
    admin.post("/api/ticket-categories", &deep).await.problem(422, "ticket_category_depth");
    admin.post("/api/ticket-categories", &json!({ "name": "ÜCRETLER" })).await.problem(422, "name_taken");
    elif.post("/api/ticket-categories", &fees).await.problem(403, "role_forbids");

    let new = json!({ "subject": "x", "body": "y", "category_id": below["id"] });
    let made = elif.post("/api/tickets", &new).await.expect(201);
    assert_eq!((&made["priority"], &made["department"]["name"]), (&json!("high"), &json!("Mali İşler")));
    assert_eq!(
        (&made["category"]["name"], &made["category"]["parent"]),
        (&json!("Harç"), &json!("Ücretler"))
    );
    let found = elif.get(&format!("/api/tickets?category={}", id(&above))).await.ok();
    assert_eq!(found["items"].as_array().unwrap().len(), 1, "with those below");
    admin
        .delete(&format!("/api/ticket-categories/{}", id(&above)))
        .await
        .problem(409, "ticket_category_has_children");
    admin.delete(&format!("/api/ticket-categories/{}", id(&below))).await.expect(204);
    let shown = elif.get(&format!("/api/tickets/{}", id(&made))).await.ok();
    assert_eq!(shown["category"]["name"], "Ücretler");
    admin.delete(&format!("/api/departments/{}", id(&department))).await.expect(204);
    let history = elif.get(&format!("/api/tickets/{}/history", id(&made))).await.ok();
    let told = |what: &str| {
        let all = history["items"].as_array().unwrap();
        let it = all.iter().find(|it| it["what"] == what).unwrap_or_else(|| panic!("no {what} in {history}"));
        (it["old"]["name"].clone(), it["new"]["name"].clone(), it["actor"]["name"].clone())
    };
    let boss = admin.get("/api/auth/me").await.ok()["name"].clone();
    assert_eq!(told("category"), (json!("Harç"), json!("Ücretler"), boss.clone()));
    assert_eq!(told("department"), (json!("Mali İşler"), Value::Null, boss));

    let template = json!({ "name": "Belge", "subject": "Belge isteği", "body": "{{x}}", "defaults": { "priority": "low" } });
    admin.post("/api/ticket-templates", &template).await.problem(422, "place_unknown");
    let template = json!({ "name": "Belge", "subject": "Belge isteği", "body": "Merhaba {{ziyaretci.ad}}" });
    let made = admin.post("/api/ticket-templates", &template).await.expect(201);
    assert_eq!(elif.get("/api/ticket-templates").await.ok()["items"][0]["id"], made["id"]);
}

#[tokio::test]
async fn the_form_tells_number_code_and_when_to_expect_somebody() {
    let app = TestApp::start().await;
    let week = json!({
        "monday": [{ "start": "09:00", "end": "18:00" }],
        "tuesday": [], "wednesday": [], "thursday": [], "friday": [], "saturday": [], "sunday": [],
    });
    let hours = json!({ "always_open": false, "days": week });
    app.admin().put("/api/settings/business-hours", &hours).await.ok();
    let page = app.page();
    let wrong = page.post("/api/widget/tickets", &json!({ "email": "x" })).await;
    let fields: Vec<_> =
        wrong.body["errors"].as_array().unwrap().iter().map(|it| it["field"].clone()).collect();
    assert_eq!(fields, ["name", "message", "email"]);
    let form =
        json!({ "name": "Ayşe", "email": "ayse@ornek.edu.tr", "subject": "Kayıt", "message": "Olmuyor" });
    let left = page.post("/api/widget/tickets", &form).await.expect(201);
    assert_eq!(left["expected"], "Pazartesi 09:00'da temsilci atanır.", "{left}");
    let english =
        page.clone().with("accept-language", "en").post("/api/widget/tickets", &form).await.expect(201);
    assert_eq!(english["expected"], "An agent will be assigned on Monday at 09:00.");

    let code = left["code"].as_str().unwrap();
    let found = page.post("/api/widget/tickets/find", &json!({ "code": code.to_lowercase() })).await.ok();
    assert_eq!((&found["subject"], &found["messages"][0]["own"]), (&json!("Kayıt"), &json!(true)));
    let slip = code.replacen(&code[..1], if code.starts_with('K') { "M" } else { "K" }, 1);
    page.post("/api/widget/tickets/find", &json!({ "code": slip })).await.problem(422, "ticket_code_invalid");
    // Sent again under its own name it is the same one; somebody else's name finds nothing.
    let mut named = form.clone();
    named["client_ref"] = json!("form-1");
    let session = |app: &TestApp| {
        let page = app.page();
        async move {
            let it = page.post("/api/widget/session", &json!({})).await.ok();
            page.with_token(it["token"].as_str().unwrap())
        }
    };
    let (ayse, other) = (session(&app).await, session(&app).await);
    let first = ayse.post("/api/widget/tickets", &named).await.expect(201);
    assert_eq!(ayse.post("/api/widget/tickets", &named).await.expect(201), first);
    assert_ne!(other.post("/api/widget/tickets", &named).await.expect(201)["code"], first["code"]);
    let own = ayse.get("/api/widget/tickets").await.ok();
    assert_eq!(own["items"].as_array().unwrap().len(), 1, "nobody sees others' tickets: {own}");
    let callback = json!({ "name": "Ayşe", "call_at": "öğleden sonra", "message": "Arayın" });
    page.post("/api/widget/tickets", &callback).await.problem(422, "field_missing");
}

#[tokio::test]
async fn what_comes_while_nobody_is_there_is_given_to_who_comes() {
    let app = TestApp::start().await;
    let elif = app.agent("elif").await;
    let form = json!({ "name": "Ayşe", "email": "ayse@ornek.edu.tr", "message": "Olmuyor" });
    let left = app.page().post("/api/widget/tickets", &form).await.expect(201);
    let path = format!("/api/tickets/{}", id(&left));
    assert_eq!(elif.get(&path).await.ok()["status"], "new");
    let mut desk = desk(&app, &elif).await;
    app.clock.advance_ms(15_000);
    let given = desk.hears_where("ticket:updated", |it| it["ticket"]["assignee"]["name"] == "elif").await;
    assert_eq!(given["ticket"]["status"], "open");
    let second = app.page().post("/api/widget/tickets", &form).await.expect(201);
    assert_eq!(elif.get(&format!("/api/tickets/{}", id(&second))).await.ok()["assignee"]["name"], "elif");
}

#[tokio::test]
async fn another_sites_tickets_are_not_there() {
    let app = TestApp::start().await;
    let made = ticket(&app.agent("elif").await, "Bir").await;
    let (_, other) = app.second_site("baska").await;
    other.get(&format!("/api/tickets/{}", id(&made))).await.problem(404, "not_found");
    assert_eq!(other.get("/api/tickets").await.ok()["items"], json!([]));
    let theirs = ticket(&other, "Onların").await;
    assert_eq!(theirs["number"], 1, "numbers are a site's own");
    other
        .post(&format!("/api/tickets/{}/links", id(&made)), &json!({ "number": 1 }))
        .await
        .problem(404, "not_found");
}

/// Waits until somebody's bell has this kind, and tells it.
async fn bell(who: &Caller, kind: &str) -> Value {
    for _ in 0..200 {
        let all = who.get("/api/notifications").await.ok();
        if let Some(it) = all["items"].as_array().unwrap().iter().find(|it| it["kind"] == kind) {
            return it.clone();
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    panic!("no {kind} in the bell");
}

#[tokio::test]
async fn whom_a_ticket_concerns_finds_it_in_the_bell() {
    let app = TestApp::start().await;
    let (elif, can, zeynep) = (app.agent("elif").await, app.agent("can").await, app.agent("zeynep").await);
    let form = json!({ "name": "Ayşe", "email": "ayse@ornek.edu.tr", "message": "Olmuyor" });
    let left = app.page().post("/api/widget/tickets", &form).await.expect(201);
    let path = format!("/api/tickets/{}", id(&left));
    elif.put(&format!("{path}/assign"), &json!({ "assignee": own_id(&can).await })).await.ok();
    let told = bell(&can, "ticket_assigned").await;
    assert_eq!((&told["ticket"]["id"], &told["actor"]["name"]), (&left["id"], &json!("elif")));
    elif.post(&format!("{path}/note"), &json!({ "body": "@zeynep bakar mısın?" })).await.expect(201);
    let told = bell(&zeynep, "ticket_mention").await;
    assert_eq!(told["excerpt"], "@zeynep bakar mısın?");
    let page = format!("/api/ticket-page/{}/reply", left["token"].as_str().unwrap());
    app.nobody().post(&page, &json!({ "body": "Hâlâ olmuyor" })).await.expect(201);
    assert_eq!(bell(&can, "ticket_replied").await["excerpt"], "Hâlâ olmuyor");
    let own = elif.get("/api/notifications").await.ok();
    assert!(own["items"].as_array().unwrap().is_empty(), "nothing of it concerns elif: {own}");
}

#[tokio::test]
async fn a_new_ticket_carries_no_more_fields_than_one_that_is_changed() {
    let app = TestApp::start().await;
    let elif = app.agent("elif").await;
    let new = |fields: Value| json!({ "subject": "Bir", "body": "x", "fields": fields });
    let many: serde_json::Map<String, Value> = (0..101).map(|it| (format!("alan{it}"), json!(it))).collect();
    elif.post("/api/tickets", &new(Value::Object(many))).await.problem(422, "too_many");
    let long = json!({ "alan": "x".repeat(33 * 1024) });
    elif.post("/api/tickets", &new(long)).await.problem(422, "value_invalid");
    elif.post("/api/tickets", &new(json!({ "alan": "x" }))).await.expect(201);
}

#[tokio::test]
async fn a_conversation_that_is_not_there_has_no_tickets() {
    let app = TestApp::start().await;
    let elif = app.agent("elif").await;
    let path = "/api/chat/00000000-0000-7000-8000-000000000000/tickets";
    elif.get(path).await.problem(404, "not_found");
}

#[tokio::test]
async fn short_lists_are_pages_too() {
    let app = TestApp::start().await;
    for path in [
        "/api/ticket-categories",
        "/api/ticket-templates",
        "/api/sla-policies",
        "/api/forms",
        "/api/settings/mail/inboxes",
        "/api/settings/mail/templates",
    ] {
        let list = app.admin().get(path).await.ok();
        assert!(list["items"].is_array() && list.as_object().unwrap().contains_key("next_cursor"), "{path}");
        assert_eq!(list["next_cursor"], Value::Null, "{path}");
    }
}
