//! Reactions: one emoji of a person on a message, toggled; both sides see them.
use crate::chat::{desk, visitor};
use crate::harness::TestApp;
use serde_json::{Value, json};

fn id(value: &Value) -> &str {
    value["id"].as_str().unwrap()
}

fn emoji(message: &Value) -> Vec<(&str, &str)> {
    let all = message["reactions"].as_array().unwrap().iter();
    all.map(|it| (it["emoji"].as_str().unwrap(), it["author"]["kind"].as_str().unwrap())).collect()
}

#[tokio::test]
async fn an_emoji_is_put_changed_and_taken_away_and_both_sides_hear_of_it() {
    let app = TestApp::start().await;
    let elif = app.agent("elif").await;
    let mut desk = desk(&app, &elif).await;
    let mut ayse = visitor(&app).await;
    let started = ayse.socket.say("chat:start", json!({ "message": "Teşekkürler", "client_ref": "1" })).await;
    let (chat, message) = (id(&started["conversation"]).to_owned(), id(&started["message"]).to_owned());
    let react = |it: &str| json!({ "conversationId": chat, "messageId": message, "emoji": it });

    let put = desk.say("chat:react", react("👍")).await;
    assert_eq!((put["ok"].as_bool(), emoji(&put["message"])), (Some(true), vec![("👍", "agent")]), "{put}");
    let heard = ayse.socket.hears("chat:message:updated").await;
    assert_eq!(emoji(&heard), [("👍", "agent")]);
    ayse.socket.say("chat:react", react("❤️")).await;
    let heard = desk.hears_where("chat:message:updated", |it| emoji(it).len() == 2).await;
    assert_eq!(emoji(&heard), [("👍", "agent"), ("❤️", "visitor")]);
    let path = format!("/api/chat/{chat}/message/{message}/reaction");
    assert_eq!(
        emoji(&elif.put(&path, &json!({ "emoji": "🎉" })).await.ok()).len(),
        2,
        "in place of the first"
    );
    assert_eq!(emoji(&elif.put(&path, &json!({ "emoji": "🎉" })).await.ok()), [("❤️", "visitor")]);

    let thread = elif.get(&format!("/api/chat/{chat}")).await.ok();
    let kept = thread["messages"].as_array().unwrap().iter().find(|it| it["id"] == json!(message)).unwrap();
    assert_eq!(emoji(kept), [("❤️", "visitor")]);
    let seen = ayse.http.get("/api/widget/messages").await.ok();
    let kept = seen["items"].as_array().unwrap().iter().find(|it| it["id"] == json!(message)).unwrap();
    assert_eq!(emoji(kept), [("❤️", "visitor")]);
}

#[tokio::test]
async fn what_is_no_emoji_or_not_ones_to_see_is_refused() {
    let app = TestApp::start().await;
    let elif = app.agent("elif").await;
    let mut ayse = visitor(&app).await;
    let started = ayse.socket.say("chat:start", json!({ "message": "Merhaba", "client_ref": "1" })).await;
    let (chat, message) = (id(&started["conversation"]).to_owned(), id(&started["message"]).to_owned());
    let path = format!("/api/chat/{chat}/message/{message}/reaction");
    elif.put(&path, &json!({ "emoji": "ok" })).await.problem(422, "emoji_invalid");
    let mut other = visitor(&app).await;
    other.http.put(&path, &json!({ "emoji": "👍" })).await.problem(404, "not_found");
    let foreign = json!({ "conversationId": chat, "messageId": message, "emoji": "👍" });
    assert_eq!(other.socket.say("chat:react", foreign).await["code"], "not_found");
    let note = json!({ "body": "gizli", "client_ref": "n" });
    let note = elif.post(&format!("/api/chat/{chat}/note"), &note).await.expect(201);
    let note = format!("/api/chat/{chat}/message/{}/reaction", id(&note));
    ayse.http.put(&note, &json!({ "emoji": "👍" })).await.problem(404, "not_found");
    elif.put(&note, &json!({ "emoji": "👀" })).await.ok();
    let after = ayse
        .socket
        .say("chat:react", json!({ "conversationId": chat, "messageId": message, "emoji": "👍" }))
        .await;
    assert_eq!(after["ok"], true);
    let heard = ayse.socket.hears("chat:message:updated").await;
    assert_eq!(heard["id"], json!(message), "nothing was heard of the note");
    ayse.http.delete(&format!("/api/chat/{chat}/message/{message}")).await.expect(204);
    elif.put(&path, &json!({ "emoji": "👍" })).await.problem(404, "not_found");
}
