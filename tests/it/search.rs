//! Search over what was said.
use crate::chat::{Visiting, desk, visitor};
use crate::harness::{Caller, TestApp};
use serde_json::{Value, json};

fn id(value: &Value) -> &str {
    value["id"].as_str().unwrap()
}

/// A conversation of a new visitor that says one thing after the other.
async fn says(app: &TestApp, words: &[&str]) -> (Visiting, String) {
    let mut ayse = visitor(app).await;
    let started = ayse.socket.say("chat:start", json!({})).await;
    let chat = id(&started["conversation"]).to_owned();
    for word in words {
        also_says(&mut ayse, &chat, word).await;
    }
    (ayse, chat)
}

async fn also_says(ayse: &mut Visiting, chat: &str, body: &str) -> Value {
    let said = ayse
        .socket
        .say("chat:message", json!({ "conversationId": chat, "body": body, "client_ref": body }))
        .await;
    assert_eq!(said["ok"], true, "{said}");
    said["message"].clone()
}

async fn page(who: &Caller, query: &str) -> Value {
    let (words, rest) = query.split_once('&').unwrap_or((query, ""));
    let words: String = words.bytes().map(|it| format!("%{it:02X}")).collect();
    who.get(&format!("/api/chat/search?sort=newest&q={words}&{rest}")).await.ok()
}

/// The snippets found, newest first.
async fn found(who: &Caller, query: &str) -> Vec<String> {
    let page = page(who, query).await;
    let items: Vec<String> = page["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| it["snippet"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(page["total"].as_u64(), Some(items.len() as u64), "{page}");
    items
}

/// Waits until a search finds so many.
async fn finds(who: &Caller, query: &str, count: u64) -> Value {
    for _ in 0..400 {
        let page = page(who, query).await;
        if page["total"].as_u64() == Some(count) {
            return page;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    panic!("{query} does not find {count}: {}", page(who, query).await);
}

#[tokio::test]
async fn words_are_found_however_they_are_bent_typed_and_quoted() {
    let app = TestApp::start().await;
    let elif = app.agent("elif").await;
    let (_ayse, chat) = says(
        &app,
        &["İade süresi ne kadar?", "Kayıtlarımız IĞDIR’da mı yapılıyor?", "Ders kaydı bitti, kaydı silin"],
    )
    .await;
    finds(&elif, "silin", 1).await;
    for (query, only) in [
        ("IADE suresi", "İade süresi ne kadar?"),
        ("iadesi", "İade süresi ne kadar?"),
        ("ığdır", "Kayıtlarımız IĞDIR’da mı yapılıyor?"),
        ("igdir", "Kayıtlarımız IĞDIR’da mı yapılıyor?"),
        ("\"ders kaydı\"", "Ders kaydı bitti, kaydı silin"),
        ("kayıtl&prefix=true", "Kayıtlarımız IĞDIR’da mı yapılıyor?"),
        ("\"kaydı sil&prefix=true", "Ders kaydı bitti, kaydı silin"),
    ] {
        assert_eq!(found(&elif, query).await, [only], "{query}");
    }
    let both = ["Ders kaydı bitti, kaydı silin", "Kayıtlarımız IĞDIR’da mı yapılıyor?"];
    assert_eq!(found(&elif, "kayıt").await, both, "a word that loses a vowel before its suffix");
    for nothing in ["\"kaydı ders\"", "iade ığdır", "\"iadesi\"", "kayıtl", "zürafa"] {
        assert!(found(&elif, nothing).await.is_empty(), "{nothing}");
    }
    let hit = page(&elif, "süre iade").await["items"][0].clone();
    assert_eq!(hit["highlights"], json!([[0, 4], [5, 11]]));
    assert_eq!((hit["kind"].as_str(), id(&hit["conversation"])), (Some("message"), chat.as_str()));
    assert_eq!(hit["message"]["author"]["kind"], "visitor");

    let seq = hit["message"]["seq"].as_i64().unwrap();
    let around = elif.get(&format!("/api/chat/{chat}?around={seq}")).await.ok();
    assert!(around["messages"].as_array().unwrap().iter().any(|it| it["id"] == hit["message"]["id"]));
}

#[tokio::test]
async fn a_search_without_words_is_refused_in_words() {
    let app = TestApp::start().await;
    let elif = app.agent("elif").await;
    elif.get("/api/chat/search").await.problem(422, "field_missing");
    elif.get("/api/chat/search?q=%3F%21").await.problem(422, "query_without_words");
    elif.get(&format!("/api/chat/search?q={}", "a".repeat(301))).await.problem(422, "query_too_long");
    elif.get("/api/chat/search?q=a&author=x").await.problem(422, "value_invalid");
    elif.get("/api/chat/search?q=a&sort=x").await.problem(400, "bad_query");
    elif.get("/api/chat/search?q=a&after=x").await.problem(400, "bad_cursor");
}

#[tokio::test]
async fn a_search_is_narrowed_down_by_what_a_conversation_is_now() {
    let app = TestApp::start().await;
    app.agent("elif").await;
    let (_, first) = says(&app, &["Burs nerede?"]).await;
    app.clock.advance_ms(2 * 86_400_000);
    let elif = app.sign_in("elif").await;
    let (ayse, second) = says(&app, &["Burs ne zaman?"]).await;
    finds(&elif, "burs", 2).await;
    let path = format!("/api/chat/{second}");
    elif.post(&format!("{path}/note"), &json!({ "body": "Burs için aradım", "client_ref": "n" })).await.ok();
    finds(&elif, "burs", 3).await;
    elif.put(&format!("{path}/assign"), &json!({ "assignee": "me" })).await.ok();
    elif.post(&format!("{path}/tag"), &json!({ "tag": "gizli" })).await.ok();
    elif.put(&format!("{path}/close"), &json!({})).await.ok();
    ayse.http.post(&format!("{path}/rating"), &json!({ "rating": 2 })).await.expect(204);

    let (of_first, note, of_second) = ("Burs nerede?", "Burs için aradım", "Burs ne zaman?");
    for (filter, expected) in [
        ("", vec![note, of_second, of_first]),
        ("status=closed", vec![note, of_second]),
        ("status=open", vec![of_first]),
        ("status=queued&tag=gizli", vec![]),
        ("assignee=me", vec![note, of_second]),
        ("assignee=none", vec![of_first]),
        ("tag=gizli", vec![note, of_second]),
        ("tag=gizli&rating=2&status=closed&channel=widget", vec![note, of_second]),
        ("rating=1", vec![]),
        ("kind=note", vec![note]),
        ("kind=message", vec![of_second, of_first]),
        ("author=me", vec![note]),
        ("author=visitor", vec![of_second, of_first]),
        ("days=1", vec![note, of_second]),
        ("to=2026-01-16T00:00:00Z", vec![of_first]),
        ("from=2026-01-16T00:00:00Z", vec![note, of_second]),
        ("department=0197f000-0000-7000-8000-000000000000", vec![]),
    ] {
        assert_eq!(found(&elif, &format!("burs&{filter}")).await, expected, "{filter}");
    }
    elif.put(&format!("/api/chat/{first}/close"), &json!({})).await.ok();
    assert_eq!(found(&elif, "burs&status=closed").await.len(), 3, "at once");

    let one = page(&elif, "burs&limit=1").await;
    let next = page(&elif, &format!("burs&limit=2&after={}", one["next_cursor"].as_str().unwrap())).await;
    let ids = |page: &Value| {
        page["items"].as_array().unwrap().iter().map(|it| it["message"]["seq"].as_i64()).collect::<Vec<_>>()
    };
    assert_eq!((ids(&one).len(), ids(&next).len(), next["next_cursor"].is_null()), (1, 2, true));
    assert!(ids(&one)[0] > ids(&next)[0]);
    let best = elif.get("/api/chat/search?q=burs&limit=2").await.ok();
    let rest = best["next_cursor"].as_str().unwrap();
    let rest = elif.get(&format!("/api/chat/search?q=burs&limit=2&after={rest}")).await.ok();
    let mut all = ids(&best);
    all.extend(ids(&rest));
    all.sort();
    all.dedup();
    assert_eq!((best["total"].as_u64(), all.len()), (Some(3), 3));
}

#[tokio::test]
async fn conversations_are_found_by_who_they_are_with() {
    let app = TestApp::start().await;
    let elif = app.agent("elif").await;
    let (ayse, chat) = says(&app, &["Merhaba"]).await;
    let path = format!("/api/visitors/{}", ayse.id);
    elif.put(&path, &json!({ "name": "Çiğdem Şahin", "email": "cigdem@ornek.edu.tr" })).await.ok();
    let page = finds(&elif, "cigdem sahin", 1).await;
    assert_eq!(
        (page["items"][0]["kind"].as_str(), id(&page["items"][0]["conversation"])),
        (Some("conversation"), chat.as_str())
    );
    assert_eq!(page["items"][0]["message"], Value::Null);
    assert_eq!(found(&elif, "cigdem@ornek.edu.tr").await.len(), 1);
    assert_eq!(found(&elif, "#1&kind=conversation").await.len(), 1);
    elif.put(&path, &json!({ "name": "Yeliz Şahin", "email": "yeliz@ornek.edu.tr" })).await.ok();
    finds(&elif, "yeliz", 1).await;
    assert!(found(&elif, "çiğdem").await.is_empty());
}

#[tokio::test]
async fn what_is_changed_taken_back_or_removed_is_not_found_as_it_was() {
    let app = TestApp::start().await;
    let admin = app.admin();
    let (mut ayse, chat) = says(&app, &["Portakal"]).await;
    let wrong = also_says(&mut ayse, &chat, "Mandalina").await;
    let gone = also_says(&mut ayse, &chat, "Greyfurt").await;
    finds(&admin, "greyfurt", 1).await;
    ayse.http
        .put(&format!("/api/chat/{chat}/message/{}", id(&wrong)), &json!({ "body": "Limon" }))
        .await
        .ok();
    finds(&admin, "limon", 1).await;
    assert!(found(&admin, "mandalina").await.is_empty());
    ayse.http.delete(&format!("/api/chat/{chat}/message/{}", id(&gone))).await.expect(204);
    finds(&admin, "greyfurt", 0).await;
    assert_eq!(found(&admin, "portakal").await, ["Portakal"], "once");
    admin.delete(&format!("/api/chat/{chat}")).await.expect(204);
    finds(&admin, "portakal", 0).await;
}

#[tokio::test]
async fn another_sites_words_are_not_found() {
    let app = TestApp::start().await;
    let (_, other) = app.second_site("ikinci").await;
    let elif = app.agent("elif").await;
    let (_ayse, chat) = says(&app, &["Gizli söz"]).await;
    let hit = finds(&elif, "gizli", 1).await["items"][0].clone();
    assert!(found(&other, "gizli").await.is_empty());
    let around = format!("/api/chat/{chat}?around={}", hit["message"]["seq"]);
    other.get(&around).await.problem(404, "not_found");
    let page = app.page();
    assert!([401, 403].contains(&page.get("/api/chat/search?q=gizli").await.status));
}

#[tokio::test]
async fn after_a_crash_exactly_what_is_missing_is_added() {
    let app = TestApp::start().await;
    let (mut ayse, chat) = says(&app, &["Elma"]).await;
    finds(&app.admin(), "elma", 1).await;
    // The index as it was when the process was killed: the database went on without it.
    let index = app.copy_of_index();
    let armut = also_says(&mut ayse, &chat, "Armut").await;
    also_says(&mut ayse, &chat, "Kiraz").await;
    ayse.http.delete(&format!("/api/chat/{chat}/message/{}", id(&armut))).await.expect(204);
    let again = app.restarted_with(Some(index.path())).await;
    finds(&again.admin(), "kiraz", 1).await;
    assert_eq!(found(&again.admin(), "elma").await, ["Elma"]);
    assert!(found(&again.admin(), "armut").await.is_empty());

    let anew = app.restarted().await;
    finds(&anew.admin(), "kiraz", 1).await;
    assert_eq!(found(&anew.admin(), "elma").await, ["Elma"], "without an index everything is indexed anew");
}

#[tokio::test]
async fn a_thread_is_read_from_any_place_in_both_directions() {
    let app = TestApp::start().await;
    let elif = app.agent("elif").await;
    let _desk = desk(&app, &elif).await; // so that the assistant is silent
    let words: Vec<String> = (0..70).map(|it| format!("söz {it}")).collect();
    let (_ayse, chat) = says(&app, &words.iter().map(String::as_str).collect::<Vec<_>>()).await;
    let path = format!("/api/chat/{chat}");
    let bodies = |it: &Value| -> Vec<String> {
        let all = it["items"].as_array().or(it["messages"].as_array()).unwrap();
        all.iter().map(|it| it["body"].as_str().unwrap().to_owned()).filter(|it| !it.is_empty()).collect()
    };
    let last = elif.get(&path).await.ok();
    assert_eq!((last["earlier"].as_bool(), last["later"].as_bool()), (Some(true), Some(false)));
    let first = elif.get(&format!("{path}/messages?before={}", last["messages"][0]["seq"])).await.ok();
    let tenth = first["items"].as_array().unwrap().iter().find(|it| it["body"] == "söz 9").unwrap();
    let around = elif.get(&format!("{path}?around={}", tenth["seq"])).await.ok();
    assert_eq!((around["earlier"].as_bool(), around["later"].as_bool()), (Some(false), Some(true)));
    assert_eq!(bodies(&around), words[..35]);
    let end = around["messages"].as_array().unwrap().last().unwrap()["seq"].clone();
    let later = elif.get(&format!("{path}/messages?after={end}&limit=30")).await.ok();
    assert_eq!((bodies(&later), later["later"].as_bool()), (words[35..65].to_vec(), Some(true)));
    let end = later["items"].as_array().unwrap().last().unwrap()["seq"].clone();
    let later = elif.get(&format!("{path}/messages?after={end}")).await.ok();
    assert_eq!((bodies(&later), later["later"].as_bool()), (words[65..].to_vec(), Some(false)));
}
