//! Search in tickets, and lists by what is said and due.
use super::{id, status, ticket};
use crate::harness::{Caller, TestApp};
use serde_json::{Value, json};

fn coded(words: &str) -> String {
    words.bytes().map(|it| format!("%{it:02X}")).collect()
}

async fn search(who: &Caller, words: &str, more: &str) -> Value {
    who.get(&format!("/api/tickets/search?sort=newest&q={}{more}", coded(words))).await.ok()
}

/// Waits until a search finds so many.
pub(super) async fn finds(who: &Caller, words: &str, count: u64) -> Value {
    for _ in 0..400 {
        let page = search(who, words, "").await;
        if page["total"].as_u64() == Some(count) {
            return page;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    panic!("{words} does not find {count}: {}", search(who, words, "").await);
}

async fn says(who: &Caller, ticket: &Value, how: &str, body: &str) -> Value {
    who.post(&format!("/api/tickets/{}/{how}", id(ticket)), &json!({ "body": body })).await.expect(201)
}

fn marked(hit: &Value) -> Vec<String> {
    let snippet: Vec<u16> = hit["snippet"].as_str().unwrap().encode_utf16().collect();
    let at = |it: &Value| usize::try_from(it.as_u64().unwrap()).unwrap();
    let words = hit["highlights"].as_array().unwrap().iter();
    words.map(|it| String::from_utf16(&snippet[at(&it[0])..at(&it[1])]).unwrap()).collect()
}

#[tokio::test]
async fn what_is_said_in_tickets_is_found_and_leads_to_its_message() {
    let app = TestApp::start().await;
    let elif = app.agent("elif").await;
    let made = ticket(&elif, "İade isteği").await;
    let said = says(&elif, &made, "reply", "Dekontunuzu muhasebeye ilettik.").await;
    says(&elif, &made, "note", "İade onayı müdürde bekliyor.").await;
    let hit = finds(&elif, "dekont", 1).await["items"][0].clone();
    assert_eq!((&hit["kind"], &hit["ticket"]["id"]), (&json!("message"), &made["id"]));
    assert_eq!(hit["message"]["seq"], said["message"]["seq"], "where the desk opens it");
    assert_eq!(marked(&hit), ["Dekontunuzu"]);
    let note = finds(&elif, "\"iade onayi\"", 1).await["items"][0].clone();
    assert_eq!((&note["kind"], marked(&note)), (&json!("note"), vec!["İade".to_owned(), "onayı".to_owned()]));
    let own = finds(&elif, "ayse@ornek.edu.tr", 1).await["items"][0].clone();
    assert_eq!((&own["kind"], &own["message"]), (&json!("ticket"), &Value::Null));
    finds(&elif, made["code"].as_str().unwrap(), 1).await;
    finds(&elif, &made["code"].as_str().unwrap().replace('-', ""), 1).await;

    // Narrowed down, by kind, by who wrote, and by what lists are narrowed down by.
    let total = |page: Value| page["total"].as_u64().unwrap();
    assert_eq!(total(search(&elif, "iade", "").await), 2, "the subject and the note");
    assert_eq!(total(search(&elif, "iade", "&kind=note").await), 1);
    assert_eq!(total(search(&elif, "iade", "&author=me").await), 1);
    assert_eq!(total(search(&elif, "iade", "&status=closed").await), 0);
    assert_eq!(total(search(&elif, "iade", "&status=unsolved").await), 2);
    elif.get("/api/tickets/search?q=%3F").await.problem(422, "query_without_words");

    // Conversations are searched by themselves, and other sites see nothing.
    let chats = elif.get("/api/chat/search?q=iade").await.ok();
    assert_eq!(chats["total"], 0, "{chats}");
    let (_, stranger) = app.second_site("baska").await;
    assert_eq!(total(search(&stranger, "dekont", "").await), 0);

    // What changes is found as it is now.
    let path = format!("/api/tickets/{}", id(&made));
    elif.put(&path, &json!({ "subject": "Burs isteği" })).await.ok();
    finds(&elif, "burs", 1).await;
    let other = ticket(&elif, "Aynı konu").await;
    elif.post(&format!("{path}/merge"), &json!({ "into": other["number"] })).await.ok();
    for _ in 0..400 {
        let hit = finds(&elif, "dekont", 1).await["items"][0].clone();
        if hit["ticket"]["id"] == other["id"] {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    assert_eq!(search(&elif, "dekont", "").await["items"][0]["ticket"]["id"], other["id"]);
    app.admin().delete(&format!("/api/tickets/{}", id(&other))).await.expect(204);
    finds(&elif, "dekont", 0).await;
}

#[tokio::test]
async fn lists_and_boards_ask_the_same_search_for_words() {
    let app = TestApp::start().await;
    let elif = app.agent("elif").await;
    let made = ticket(&elif, "Kayıt").await;
    ticket(&elif, "Yurt").await;
    says(&elif, &made, "reply", "Transkriptiniz hazır.").await;
    elif.put(&format!("/api/tickets/{}", id(&made)), &json!({ "tags": ["acil"] })).await.ok();
    finds(&elif, "transkript", 1).await;
    let list = elif.get("/api/tickets?q=transkript").await.ok();
    assert_eq!(list["items"].as_array().unwrap().len(), 1, "{list}");
    assert_eq!(list["items"][0]["id"], made["id"]);
    let both = elif.get("/api/tickets?q=transkript&tag=acil&sort=due").await.ok();
    assert_eq!(both["items"][0]["id"], made["id"]);
    let none = elif.get("/api/tickets?q=transkript&tag=baska").await.ok();
    assert_eq!(none["items"], json!([]));
    let board = elif.get("/api/tickets/board?q=transkript").await.ok();
    let counts: Vec<&Value> = board["columns"].as_array().unwrap().iter().map(|it| &it["count"]).collect();
    assert_eq!(counts, [0, 1, 0, 0, 0, 0], "it was opened by the reply");
    assert_eq!(board["columns"][1]["tickets"][0]["id"], made["id"]);
    let long = "a".repeat(301);
    elif.get(&format!("/api/tickets?q={long}")).await.problem(422, "query_too_long");
    // A saved view counts by the same search.
    let view = json!({ "name": "Transkript", "of": "tickets", "filter": { "q": "transkript" } });
    let view = elif.post("/api/saved-views", &view).await.expect(201);
    let counts = elif.get("/api/saved-views/counts").await.ok();
    let counted = counts["items"].as_array().unwrap().iter().find(|it| it["id"] == view["id"]).unwrap();
    assert_eq!(counted["count"], 1);
}

#[tokio::test]
async fn tickets_are_sorted_and_chosen_by_what_is_due() {
    const MINUTE: i64 = 60_000;
    let app = TestApp::start().await;
    let elif = app.agent("elif").await;
    // Always open: an answer within 15 minutes, 4 and 8 hours.
    let mut made = Vec::new();
    for priority in ["low", "urgent", "normal"] {
        let body = json!({ "subject": priority, "body": "x", "priority": priority });
        made.push(elif.post("/api/tickets", &body).await.expect(201));
    }
    let paused = elif.post("/api/tickets", &json!({ "subject": "none", "body": "x" })).await.expect(201);
    status(&elif, &paused, "pending").await.ok();
    let names = |list: Value| {
        let items = list["items"].as_array().unwrap().clone();
        items.iter().map(|it| it["subject"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let by_due = names(elif.get("/api/tickets?sort=due").await.ok());
    assert_eq!(by_due, ["urgent", "normal", "low", "none"], "what stands still comes last");
    // In pages of one the same.
    let (mut paged, mut after) = (Vec::new(), String::new());
    loop {
        let page = elif.get(&format!("/api/tickets?sort=due&limit=1{after}")).await.ok();
        let next = page["next_cursor"].as_str().map(str::to_owned);
        paged.extend(names(page));
        match next {
            Some(it) => after = format!("&after={it}"),
            None => break,
        }
    }
    assert_eq!(paged, by_due);
    assert_eq!(names(elif.get("/api/tickets?due=late").await.ok()), Vec::<String>::new());
    assert_eq!(names(elif.get("/api/tickets?due=near&sort=due").await.ok()), ["urgent", "normal"]);
    app.clock.advance_ms(16 * MINUTE);
    let elif = app.sign_in("elif").await;
    assert_eq!(names(elif.get("/api/tickets?due=late").await.ok()), ["urgent"]);
    assert_eq!(names(elif.get("/api/tickets?due=near").await.ok()), ["normal"]);
    let counts = elif.get("/api/tickets/counts").await.ok();
    assert_eq!((&counts["late"], &counts["near"]), (&json!(1), &json!(1)));
    let board = elif.get("/api/tickets/board?due=late").await.ok();
    assert_eq!(board["columns"][0]["tickets"][0]["subject"], "urgent");
    // What was missed stays missed while the ticket waits.
    let missed = |it: &Value| it["sla"].as_array().unwrap().iter().any(|it| it["state"] == "breached");
    while !missed(&elif.get(&format!("/api/tickets/{}", id(&made[1]))).await.ok()) {
        tokio::task::yield_now().await; // it is noted in the background
    }
    status(&elif, &made[1], "pending").await.ok();
    assert_eq!(names(elif.get("/api/tickets?due=late").await.ok()), ["urgent"]);
    assert_eq!(names(elif.get("/api/tickets?due=late&sort=due").await.ok()), ["urgent"]);
    assert_eq!(names(elif.get("/api/tickets?due=near").await.ok()), ["normal"]);
    assert_eq!(elif.get("/api/tickets/counts").await.ok()["late"], 1);
    status(&elif, &made[1], "open").await.ok();
    assert_eq!(names(elif.get("/api/tickets?due=late").await.ok()), ["urgent"], "once");
    status(&elif, &made[1], "resolved").await.ok();
    assert_eq!(names(elif.get("/api/tickets?due=late").await.ok()), Vec::<String>::new());
}

#[tokio::test]
async fn digits_are_a_number_where_there_is_such_a_ticket_and_words_otherwise() {
    let app = TestApp::start().await;
    let elif = app.agent("elif").await;
    let field = json!({ "key": "ogrenci_no", "kind": "number", "label": { "tr": "Öğrenci no" } });
    app.admin().put("/api/settings/ticket-fields", &json!({ "fields": [field] })).await.ok();
    let called = json!({
        "subject": "Kayıt", "body": "TCKN 10000000146 ile kaydım yok.",
        "requester": { "name": "Ayşe", "phone": "05321234567" }, "fields": { "ogrenci_no": "2021042" },
    });
    let called = elif.post("/api/tickets", &called).await.expect(201);
    let other = ticket(&elif, "Yurt").await;
    let found = |list: Value| {
        let items = list["items"].as_array().unwrap().clone();
        items.iter().map(|it| it["number"].clone()).collect::<Vec<_>>()
    };
    for digits in ["05321234567", "10000000146", "2021042"] {
        finds(&elif, digits, 1).await;
        let list = elif.get(&format!("/api/tickets?q={digits}")).await.ok();
        assert_eq!(found(list), [called["number"].clone()], "{digits}");
    }
    let second = other["number"].as_i64().unwrap();
    for typed in [format!("{second}"), format!("%23{second}")] {
        let list = elif.get(&format!("/api/tickets?q={typed}")).await.ok();
        assert_eq!(found(list), [json!(second)], "{typed}");
    }
    assert_eq!(found(elif.get("/api/tickets?q=%239").await.ok()), Vec::<Value>::new(), "no such number");
}
