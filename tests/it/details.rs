//! What is known of a conversation beside what was said in it: how urgent it is, what it is about, what it needs.
use crate::chat::{desk, visitor};
use crate::harness::{Caller, TestApp};
use crate::organisation::{group, id, user_id};
use crate::routing::agent_with;
use serde_json::{Value, json};

const RULES: &str = "/api/settings/routing";

/// A new conversation of a new visitor, who stays.
async fn begun(app: &TestApp, data: Value) -> (crate::chat::Visiting, String) {
    let mut it = visitor(app).await;
    let started = it.socket.say("chat:start", data).await;
    assert_eq!(started["ok"], true, "{started}");
    (it, id(&started["conversation"]))
}

async fn found(who: &Caller, query: &str) -> Vec<String> {
    let page = who.get(&format!("/api/chat?{query}")).await.ok();
    page["items"].as_array().unwrap().iter().map(id).collect()
}

#[tokio::test]
async fn an_agent_says_how_urgent_it_is_and_colleagues_see_it_at_once_but_the_visitor_does_not() {
    let app = TestApp::start().await;
    let (elif, can) = (app.agent("elif").await, app.agent("can").await);
    let (mut ayse, chat) = begun(&app, json!({ "message": "Merhaba", "client_ref": "1" })).await;
    let mut colleague = desk(&app, &can).await;
    let path = format!("/api/chat/{chat}");
    assert_eq!(elif.get(&path).await.ok()["priority"], "normal");
    let changed = elif.put(&path, &json!({ "priority": "urgent" })).await.ok();
    assert_eq!(changed["priority"], "urgent");
    let heard = colleague.hears_where("chat:updated", |it| it["conversation"]["priority"] == "urgent").await;
    assert_eq!(heard["conversation"]["id"], chat.as_str());
    let noted =
        colleague.hears_where("chat:message:new", |it| it["system"]["code"] == "priority_changed").await;
    assert_eq!((&noted["note"], &noted["system"]["params"]["name"]), (&json!(true), &json!("elif")));

    let thread = ayse.http.get("/api/widget/messages").await.ok();
    assert!(!thread.to_string().contains("priority_changed"), "{thread}");
    let session = app.page().post("/api/widget/session", &json!({ "visitor_token": ayse.token })).await.ok();
    assert_eq!(session["conversation"]["priority"], "normal", "{session}");
    elif.put(&path, &json!({ "priority": "urgent" })).await.ok();
    let said = json!({ "conversationId": chat, "body": "Orada mısınız?", "client_ref": "2" });
    let last = ayse.socket.say("chat:message", said).await["message"]["seq"].clone();
    colleague.hears_where("chat:message:new", |it| it["seq"] == last).await;
    let notes = |thread: &Value| thread.to_string().matches("priority_changed").count();
    assert_eq!(notes(&elif.get(&path).await.ok()), 1, "saying the same again is no change");

    elif.put(&path, &json!({ "priority": "acil" })).await.expect(422);
    elif.put("/api/chat/00000000-0000-7000-8000-000000000000", &json!({ "priority": "low" }))
        .await
        .problem(404, "not_found");
    ayse.http.put(&path, &json!({ "priority": "urgent" })).await.expect(401);
}

#[tokio::test]
async fn subject_language_department_and_skills_are_put_in_order_together_or_not_at_all() {
    let app = TestApp::start().await;
    let elif = app.agent("elif").await;
    let (sales, refunds) = (group(&app, "departments", "Satış").await, group(&app, "skills", "İade").await);
    let (_ayse, chat) =
        begun(&app, json!({ "message": "Merhaba", "client_ref": "1", "language": "en-GB" })).await;
    let path = format!("/api/chat/{chat}");
    let before = elif.get(&path).await.ok();
    assert_eq!((&before["language"], &before["subject"]), (&json!("en"), &json!(null)));
    let new =
        json!({ "subject": "  Burs   iadesi ", "language": "de", "department": sales, "skills": [refunds] });
    let it = elif.put(&path, &new).await.ok();
    assert_eq!((&it["subject"], &it["language"]), (&json!("Burs iadesi"), &json!("de")));
    assert_eq!((&it["department"]["name"], &it["skills"][0]["name"]), (&json!("Satış"), &json!("İade")));
    assert_eq!(it["skills"][0]["id"], refunds.as_str());
    let version = it["version"].as_i64().unwrap();
    assert!(version > before["version"].as_i64().unwrap());

    let wrong = json!({ "priority": "high", "subject": "ş".repeat(201), "language": "türkçe", "department": refunds, "skills": [sales] });
    let problem = elif.put(&path, &wrong).await.expect(422);
    let fields: Vec<&str> =
        problem["errors"].as_array().unwrap().iter().filter_map(|it| it["field"].as_str()).collect();
    assert_eq!(fields, ["subject", "language", "department", "skills"]);
    let after = elif.get(&path).await.ok();
    assert_eq!((&after["priority"], &after["subject"]), (&json!("normal"), &json!("Burs iadesi")));

    let stale = elif.clone().with("if-match", &(version - 1).to_string());
    let present = stale.put(&path, &json!({ "subject": "x" })).await.expect(412);
    assert_eq!(present["current"]["subject"], "Burs iadesi", "{present}");
    let it = elif.put(&path, &json!({ "subject": "", "department": "none", "skills": [] })).await.ok();
    assert_eq!((&it["subject"], &it["department"], &it["skills"]), (&json!(null), &json!(null), &json!([])));
    assert_eq!(it["language"], "de", "what is left out stays");
}

#[tokio::test]
async fn the_urgent_go_first_and_what_waits_is_given_away_when_it_fits_somebody_now() {
    let app = TestApp::start().await;
    app.admin().put("/api/settings/ai", &json!({ "mode": "off" })).await.ok();
    let elif = app.agent("elif").await;
    let mine = format!("/api/users/{}", user_id(&elif).await);
    app.admin().put(&mine, &json!({ "max_chats": 1 })).await.ok();
    let (mut one, _first) = begun(&app, json!({})).await;
    app.clock.advance_ms(1_000);
    let (mut two, second) = begun(&app, json!({})).await;
    one.socket.hears_where("queue:position", |it| it["position"] == 1).await;
    two.socket.hears_where("queue:position", |it| it["position"] == 2).await;
    app.admin().put(&format!("/api/chat/{second}"), &json!({ "priority": "high" })).await.ok();
    two.socket.hears_where("queue:position", |it| it["position"] == 1).await;
    one.socket.hears_where("queue:position", |it| it["position"] == 2).await;
    let _desk = desk(&app, &elif).await;
    two.socket.hears("chat:assigned").await;
}

#[tokio::test]
async fn a_rule_begins_conversations_urgent_and_another_asks_for_that() {
    let app = TestApp::start().await;
    let rules = json!({ "rules": [
        { "when": { "priority": "urgent" }, "strategy": "vip_priority" },
        { "when": { "language": "en" }, "strategy": "least_busy", "priority": "high" },
        { "when": {}, "strategy": "least_busy" },
    ] });
    let kept = app.admin().put(RULES, &rules).await.ok();
    assert_eq!(kept["rules"][1]["priority"], "high");
    app.admin()
        .put(RULES, &json!({ "rules": [{ "when": {}, "strategy": "least_busy", "priority": "acil" }] }))
        .await
        .expect(422);
    // The assistant has it first, and it is urgent all the same.
    let (mut ayse, chat) =
        begun(&app, json!({ "language": "en", "message": "Hello", "client_ref": "1" })).await;
    let seen = app.admin().get(&format!("/api/chat/{chat}")).await.ok();
    assert_eq!((&seen["status"], &seen["priority"]), (&json!("bot"), &json!("high")));
    let (_murat, other) = begun(&app, json!({ "message": "Merhaba", "client_ref": "1" })).await;
    assert_eq!(app.admin().get(&format!("/api/chat/{other}")).await.ok()["priority"], "normal");

    let (_z, _zd) = agent_with(&app, "zeynep", json!({ "priority_level": 9 })).await;
    let (_e, _ed) = agent_with(&app, "elif", json!({})).await;
    app.admin().put(&format!("/api/chat/{chat}"), &json!({ "priority": "urgent" })).await.ok();
    let given = ayse.socket.say("chat:escalate", json!({ "conversationId": chat, "choice": "wait" })).await;
    assert_eq!(given["ok"], true, "{given}");
    let seen = app.admin().get(&format!("/api/chat/{chat}")).await.ok();
    assert_eq!((&seen["assigned_reason"]["rule"], &seen["priority"]), (&json!(1), &json!("urgent")));
    let test = json!({ "language": "en", "time": "10:30" });
    let forecast = app.admin().post("/api/settings/routing/test", &test).await.ok();
    assert_eq!((&forecast["rule"], &forecast["priority"]), (&json!(2), &json!("high")));
    let test = json!({ "language": "en", "time": "10:30", "priority": "urgent" });
    assert_eq!(app.admin().post("/api/settings/routing/test", &test).await.ok()["rule"], 1);
}

#[tokio::test]
async fn lists_views_searches_macros_and_transcripts_know_it() {
    let app = TestApp::start().await;
    let elif = app.agent("elif").await;
    let (_ayse, first) = begun(&app, json!({ "message": "Burs iadesi", "client_ref": "1" })).await;
    let (_can, second) = begun(&app, json!({ "message": "Burs başvurusu", "client_ref": "1" })).await;
    let made = json!({ "name": "Acele", "actions": [{ "type": "priority", "priority": "urgent" }] });
    let made = elif.post("/api/macros", &made).await.expect(201);
    let run = json!({ "conversation_id": first });
    let ran = elif.post(&format!("/api/macros/{}/run", id(&made)), &run).await.ok();
    assert_eq!(
        (&ran["conversation"]["priority"], &ran["before"]["priority"]),
        (&json!("urgent"), &json!("normal"))
    );
    elif.put(&format!("/api/chat/{first}"), &json!({ "subject": "Öğrenim bursu" })).await.ok();

    assert_eq!(found(&elif, "priority=urgent").await, std::slice::from_ref(&first));
    assert_eq!(found(&elif, "priority=normal,low").await, std::slice::from_ref(&second));
    assert_eq!(
        found(&elif, "priority=high,urgent&view=any&channel=widget").await,
        std::slice::from_ref(&first)
    );
    elif.get("/api/chat?priority=acil").await.expect(422);
    let view = json!({ "name": "Aceleler", "filter": { "priority": "urgent,high" } });
    let view = elif.post("/api/saved-views", &view).await.expect(201);
    assert_eq!(view["filter"]["priority"], "urgent,high");
    let counts = elif.get("/api/saved-views/counts").await.ok();
    assert!(counts.to_string().contains(&id(&view)), "{counts}");

    let search = |query: &str| {
        let path = format!("/api/chat/search?{query}");
        let elif = elif.clone();
        async move {
            let hits = elif.get(&path).await.ok();
            hits["items"].as_array().unwrap().iter().map(|it| id(&it["conversation"])).collect::<Vec<_>>()
        }
    };
    while search("q=burs&kind=message").await.len() < 2
        || search("q=bursu&kind=conversation").await.is_empty()
    {
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    assert_eq!(search("q=burs&kind=message&priority=urgent").await, std::slice::from_ref(&first));
    assert_eq!(search("q=burs&kind=message&priority=normal&status=open").await, [second]);

    let transcript = async |query: &str| {
        let path = format!("/api/chat/{first}/transcript?format=text{query}");
        elif.request(reqwest::Method::GET, &path).send().await.unwrap().text().await.unwrap()
    };
    let text = transcript("").await;
    assert!(text.contains("Konu: Öğrenim bursu") && !text.contains("Öncelik"), "{text}");
    let text = transcript("&notes=true").await;
    assert!(text.contains("Öncelik: Acil") && text.contains("elif önceliği değiştirdi: Acil"), "{text}");
}

#[tokio::test]
async fn a_message_answers_one_of_its_conversation_and_no_visitor_a_note() {
    let app = TestApp::start().await;
    let elif = app.agent("elif").await;
    let (mut ayse, chat) = begun(&app, json!({ "message": "Merhaba", "client_ref": "1" })).await;
    let (_can, other) = begun(&app, json!({ "message": "Selam", "client_ref": "1" })).await;
    let path = |chat: &str, kind: &str| format!("/api/chat/{chat}/{kind}");
    let first = elif.get(&format!("/api/chat/{chat}")).await.ok()["messages"][0].clone();
    let answer = json!({ "body": "Buyurun", "client_ref": "2", "reply_to": id(&first) });
    let answer = elif.post(&path(&chat, "message"), &answer).await.expect(201);
    assert_eq!(answer["reply_to"], first["id"]);
    let heard = ayse.socket.hears_where("chat:message:new", |it| it["id"] == answer["id"]).await;
    assert_eq!(heard["reply_to"], first["id"]);

    let foreign = json!({ "body": "Buyurun", "client_ref": "3", "reply_to": id(&first) });
    let refused = elif.post(&path(&other, "message"), &foreign).await.problem(422, "reply_unknown");
    assert_eq!(refused["errors"][0]["field"], "reply_to");
    let note = json!({ "body": "Gizli", "client_ref": "4", "reply_to": id(&answer) });
    let note = elif.post(&path(&chat, "note"), &note).await.expect(201);
    let said = |to: &str| json!({ "conversationId": chat, "body": "Peki", "client_ref": to, "reply_to": to });
    let refused = ayse.socket.say("chat:message", said(&id(&note))).await;
    assert_eq!((&refused["ok"], &refused["code"]), (&json!(false), &json!("reply_unknown")), "{refused}");
    elif.delete(&path(&chat, &format!("message/{}", id(&answer)))).await.expect(204);
    let taken = ayse.socket.say("chat:message", said(&id(&answer))).await;
    assert_eq!(taken["ok"], true, "what is answered may be taken back meanwhile: {taken}");
}
