//! Filters of the inbox's list, and saved views.
use crate::chat::{desk, visitor};
use crate::harness::{Caller, TestApp};
use serde_json::{Value, json};

fn id(value: &Value) -> &str {
    value["id"].as_str().unwrap()
}

/// A conversation of a new visitor, who then leaves.
async fn conversation(app: &TestApp) -> String {
    let mut ayse = visitor(app).await;
    let started = ayse.socket.say("chat:start", json!({ "message": "Merhaba", "client_ref": "1" })).await;
    id(&started["conversation"]).to_owned()
}

async fn found(who: &Caller, query: &str) -> Vec<String> {
    let page = who.get(&format!("/api/chat?{query}")).await.ok();
    page["items"].as_array().unwrap().iter().map(|it| id(it).to_owned()).collect()
}

#[tokio::test]
async fn a_list_is_narrowed_down_by_each_field_and_by_all() {
    let app = TestApp::start().await;
    app.agent("elif").await;
    app.admin().put("/api/settings/routing", &json!({ "idle_minutes": 0 })).await.ok(); // nobody is asked later on
    let (first, mut ayse) = (conversation(&app).await, visitor(&app).await);
    // The assistant greets, too; the clock moves afterwards.
    let greeted = format!("/api/chat/{first}");
    while app.admin().get(&greeted).await.ok()["messages"].as_array().unwrap().len() < 2 {
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    }
    app.clock.advance_ms(2 * 86_400_000);
    let elif = app.sign_in("elif").await;
    let started = ayse.socket.say("chat:start", json!({ "message": "Selam", "client_ref": "1" })).await;
    let second = id(&started["conversation"]).to_owned();
    let me = elif.get("/api/auth/me").await.ok();
    elif.put(&format!("/api/chat/{second}/assign"), &json!({ "assignee": "me" })).await.ok();
    elif.post(&format!("/api/chat/{second}/tag"), &json!({ "tag": "burs" })).await.ok();
    elif.put(&format!("/api/chat/{second}/close"), &json!({})).await.ok();
    ayse.http.post(&format!("/api/chat/{second}/rating"), &json!({ "rating": 2 })).await.expect(204);

    let only = |it: &String| vec![it.clone()];
    let both = [second.clone(), first.clone()];
    assert_eq!(found(&elif, "view=any").await, both);
    assert_eq!(found(&elif, "status=closed").await, only(&second));
    assert_eq!(found(&elif, "status=open").await, only(&first));
    assert_eq!(found(&elif, "").await, only(&first), "all open ones, as before");
    assert_eq!(found(&elif, "view=any&assignee=me").await, only(&second));
    assert_eq!(found(&elif, &format!("view=any&assignee={}", id(&me))).await, only(&second));
    assert_eq!(found(&elif, "view=any&assignee=none").await, only(&first));
    assert_eq!(found(&elif, "view=any&tag=burs").await, only(&second));
    assert_eq!(found(&elif, "view=any&rating=1,2").await, only(&second));
    assert!(found(&elif, "view=any&rating=5").await.is_empty());
    assert_eq!(found(&elif, "view=any&channel=widget").await, both);
    assert!(found(&elif, "view=any&channel=email").await.is_empty());
    assert_eq!(found(&elif, "view=any&days=1").await, only(&second));
    assert_eq!(found(&elif, "view=any&to=2026-01-16T00:00:00Z").await, only(&first));
    assert_eq!(found(&elif, "view=any&from=2026-01-16T00:00:00Z").await, only(&second));
    assert_eq!(found(&elif, "status=closed&tag=burs&rating=2&assignee=me&days=1").await, [second]);
    assert!(found(&elif, "status=open&tag=burs").await.is_empty());

    for wrong in ["assignee=x", "rating=0", "channel=fax", "days=0"] {
        elif.get(&format!("/api/chat?{wrong}")).await.expect(422);
    }
    elif.get("/api/chat?status=x").await.problem(400, "bad_query");
}

#[tokio::test]
async fn a_list_is_narrowed_down_to_words_and_to_everything_else_with_them() {
    let app = TestApp::start().await;
    let elif = app.agent("elif").await;
    let _desk = desk(&app, &elif).await;
    let about = async |words: &str| {
        let mut it = visitor(&app).await;
        let started = it.socket.say("chat:start", json!({ "message": words })).await;
        app.clock.advance_ms(1_000);
        started["conversation"]["id"].as_str().unwrap().to_owned()
    };
    let first = about("Yurt ücretleri ne zaman ödenir?").await;
    let second = about("Yurtlara kayıt için ne gerekir?").await;
    let noted = about("Merhaba").await;
    elif.post(&format!("/api/chat/{noted}/note"), &json!({ "body": "Yurt sordu." })).await.expect(201);
    let (site, stranger) = app.second_site("ikinci").await;
    let there = app.nobody().with("x-api-key", site["api_key"].as_str().unwrap());
    let foreign = there.post("/api/widget/session", &json!({})).await.ok();
    let auth = json!({ "apiKey": site["api_key"], "visitorToken": foreign["token"] });
    let mut foreign = crate::socket::Socket::connect(&app.base, auth).await.unwrap();
    foreign.say("chat:start", json!({ "message": "Yurt var mı?" })).await;
    let expected = [noted.clone(), second, first.clone()];
    for _ in 0..400 {
        if found(&elif, "q=yurt").await == expected && found(&stranger, "q=yurt").await.len() == 1 {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    assert_eq!(found(&elif, "q=yurt").await, expected, "the newest activity first, each once");
    assert_eq!(found(&stranger, "q=yurt").await.len(), 1);
    elif.put(&format!("/api/chat/{first}/close"), &json!({})).await.ok();
    assert_eq!(found(&elif, "q=yurt&view=closed").await, [first.as_str()]);
    assert_eq!(found(&elif, "q=yurt&assignee=none&view=any").await, [""; 0]);
    assert_eq!(
        found(&elif, "q=yurt%20%C3%BCcreti&view=any").await,
        [first],
        "all words, whatever their endings"
    );
    let page = elif.get("/api/chat?q=yurt&view=any&limit=1").await.ok();
    let next = format!("q=yurt&view=any&limit=2&after={}", page["next_cursor"].as_str().unwrap());
    assert_eq!(found(&elif, &next).await.len(), 2);
    elif.get("/api/chat?q=%20").await.problem(422, "field_missing");
    elif.get(&format!("/api/chat?q={}", "a".repeat(301))).await.problem(422, "query_too_long");
}

#[tokio::test]
async fn grouped_by_visitor_each_stands_once_with_the_newest() {
    let app = TestApp::start().await;
    let elif = app.agent("elif").await;
    let mut ayse = visitor(&app).await;
    let mut chats = Vec::new();
    for number in 1..=3 {
        let said = json!({ "message": "Merhaba", "client_ref": number.to_string() });
        let chat = id(&ayse.socket.say("chat:start", said).await["conversation"]).to_owned();
        elif.put(&format!("/api/chat/{chat}/close"), &json!({})).await.ok();
        chats.push(chat);
        app.clock.advance_ms(60_000);
    }
    let other = conversation(&app).await;
    elif.put(&format!("/api/chat/{other}/close"), &json!({})).await.ok();

    assert_eq!(found(&elif, "view=closed").await.len(), 4);
    assert_eq!(found(&elif, "view=closed&by_visitor=true").await, [other.clone(), chats[2].clone()]);
    let page = elif.get("/api/chat?view=closed&by_visitor=true").await.ok();
    let past = |at: usize| page["items"][at]["past_conversations"].as_i64();
    assert_eq!((past(0), past(1)), (Some(0), Some(2)));
}

#[tokio::test]
async fn pages_of_a_narrowed_list_follow_each_other() {
    let app = TestApp::start().await;
    let elif = app.agent("elif").await;
    let _desk = desk(&app, &elif).await; // so that the assistant says nothing between
    let mut all = Vec::new();
    for _ in 0..5 {
        let chat = conversation(&app).await;
        elif.post(&format!("/api/chat/{chat}/tag"), &json!({ "tag": "burs" })).await.ok();
        all.push(chat);
        app.clock.advance_ms(1_000);
    }
    conversation(&app).await;
    let (mut seen, mut after) = (Vec::new(), String::new());
    loop {
        let page = elif.get(&format!("/api/chat?view=any&tag=burs&limit=2{after}")).await.ok();
        seen.extend(page["items"].as_array().unwrap().iter().map(|it| id(it).to_owned()));
        let Some(cursor) = page["next_cursor"].as_str() else { break };
        after = format!("&after={cursor}");
    }
    all.reverse();
    assert_eq!(seen, all);
}

#[tokio::test]
async fn a_saved_view_is_ones_own_or_the_sites() {
    let app = TestApp::start().await;
    let (elif, can) = (app.agent("elif").await, app.agent("can").await);
    let own = json!({ "name": " Düşük  puanlar ", "filter": { "status": "closed", "rating": "1,2" } });
    let made = elif.post("/api/saved-views", &own).await.expect(201);
    assert_eq!((made["name"].as_str(), made["scope"].as_str()), (Some("Düşük puanlar"), Some("personal")));
    assert_eq!(made["filter"], json!({ "status": "closed", "rating": "1,2" }));
    let shared = json!({ "name": "Burs", "scope": "site", "filter": { "tag": "burs" } });
    elif.post("/api/saved-views", &shared).await.problem(403, "role_forbids");
    let shared = app.admin().post("/api/saved-views", &shared).await.expect(201);

    let names = |page: Value| -> Vec<String> {
        page["items"].as_array().unwrap().iter().map(|it| it["name"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(names(elif.get("/api/saved-views").await.ok()), ["Düşük puanlar", "Burs"]);
    assert_eq!(names(can.get("/api/saved-views").await.ok()), ["Burs"]);
    let path = format!("/api/saved-views/{}", id(&shared));
    can.put(&path, &json!({ "name": "x" })).await.problem(403, "role_forbids");
    can.delete(&path).await.problem(403, "role_forbids");
    can.get(&format!("/api/saved-views/{}", id(&made))).await.problem(404, "not_found");

    let changed = app.admin().put(&path, &json!({ "name": "Burslar" })).await.ok();
    assert_eq!((changed["version"].as_i64(), &changed["filter"]), (Some(2), &json!({ "tag": "burs" })));
    app.admin().with("if-match", "1").put(&path, &json!({ "name": "x" })).await.problem(412, "stale_version");
    app.admin().delete(&path).await.expect(204);
    let wrong = json!({ "name": "x", "filter": { "rating": "9" } });
    elif.post("/api/saved-views", &wrong).await.problem(422, "rating_invalid");
    elif.post("/api/saved-views", &json!({ "name": "x", "filter": { "renk": 1 } })).await.expect(422);
    elif.post("/api/saved-views", &json!({ "name": "" })).await.problem(422, "field_missing");
}
