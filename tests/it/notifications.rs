//! Notifications: who is named in a note hears of it, once.
use crate::chat::{desk, visitor};
use crate::harness::TestApp;
use serde_json::{Value, json};

fn id(value: &Value) -> &str {
    value["id"].as_str().unwrap()
}

#[tokio::test]
async fn who_is_named_in_a_note_is_told_once_and_may_read_it_later() {
    let app = TestApp::start().await;
    let (elif, can) = (app.agent("elif").await, app.agent("can").await);
    let mut cans = desk(&app, &can).await;
    let mut ayse = visitor(&app).await;
    let started = ayse.socket.say("chat:start", json!({ "message": "Merhaba", "client_ref": "1" })).await;
    let chat = id(&started["conversation"]).to_owned();

    let note = json!({ "body": "@CAN bakar mısın? @elif de bilsin", "client_ref": "n" });
    let note = elif.post(&format!("/api/chat/{chat}/note"), &note).await.expect(201);
    let heard = cans.hears("notification:new").await;
    assert_eq!((heard["unread"].as_i64(), &heard["notification"]["kind"]), (Some(1), &json!("mention")));
    assert_eq!(heard["notification"]["actor"]["name"], "elif");
    assert_eq!(heard["notification"]["conversation"]["id"], json!(chat));
    assert!(elif.get("/api/notifications").await.ok()["items"].as_array().unwrap().is_empty(), "not oneself");

    // Named once more by a change of the note: nothing new for who was told, but for who was not.
    let zeynep = app.agent("zeynep").await;
    let mut zeyneps = desk(&app, &zeynep).await;
    let path = format!("/api/chat/{chat}/message/{}", id(&note));
    elif.put(&path, &json!({ "body": "@can ve @zeynep" })).await.ok();
    zeyneps.hears("notification:new").await;
    let list = can.get("/api/notifications").await.ok();
    assert_eq!((list["items"].as_array().unwrap().len(), list["unread"].as_i64()), (1, Some(1)));
    assert_eq!(list["items"][0]["excerpt"], "@can ve @zeynep");

    let path = format!("/api/notifications/{}/read", id(&list["items"][0]));
    zeynep.put(&path, &json!({})).await.problem(404, "not_found");
    assert_eq!(can.put(&path, &json!({})).await.ok()["unread"], 0);
    cans.hears_where("notification:read", |it| it["unread"] == 0).await;
    assert!(can.get("/api/notifications?unread=true").await.ok()["items"].as_array().unwrap().is_empty());
    assert!(can.get("/api/notifications").await.ok()["items"][0]["read_at"].is_string());
    assert_eq!(zeynep.put("/api/notifications/read", &json!({})).await.ok()["unread"], 0);

    app.admin().delete(&format!("/api/chat/{chat}")).await.expect(204);
    cans.hears("chat:deleted").await;
    loop {
        // The follower comes after the deletion; it is waited for, not slept for.
        if can.get("/api/notifications").await.ok()["items"].as_array().unwrap().is_empty() {
            break;
        }
    }
}

#[tokio::test]
async fn a_message_to_the_visitor_notifies_nobody() {
    let app = TestApp::start().await;
    let (elif, can) = (app.agent("elif").await, app.agent("can").await);
    let mut ayse = visitor(&app).await;
    let started =
        ayse.socket.say("chat:start", json!({ "message": "@can merhaba", "client_ref": "1" })).await;
    let chat = id(&started["conversation"]).to_owned();
    elif.post(&format!("/api/chat/{chat}/message"), &json!({ "body": "@can", "client_ref": "a" })).await.ok();
    let mut cans = desk(&app, &can).await;
    elif.post(&format!("/api/chat/{chat}/note"), &json!({ "body": "@can", "client_ref": "b" })).await.ok();
    cans.hears("notification:new").await;
    assert_eq!(can.get("/api/notifications").await.ok()["unread"], 1, "the note alone");
}

#[tokio::test]
async fn preferences_are_ones_own_and_keep_what_is_left_out() {
    let app = TestApp::start().await;
    let (elif, can) = (app.agent("elif").await, app.agent("can").await);
    let path = "/api/notifications/preferences";
    let first = elif.get(path).await.ok();
    assert_eq!((&first["version"], &first["classes"]["queue"]["sound"]), (&json!(0), &json!("rise")));
    assert_eq!((&first["previews"], &first["quiet"]["on"]), (&json!(false), &json!(false)));

    let quiet = json!({ "quiet": { "on": true, "from": "22:00", "to": "07:30", "days": ["monday"] } });
    let changed = elif.clone().with("if-match", "0").put(path, &quiet).await.ok();
    assert_eq!((&changed["version"], &changed["quiet"]["from"]), (&json!(1), &json!("22:00")));
    assert_eq!(changed["quiet"]["time_zone"], "Europe/Istanbul", "what was left out stays");
    let other = json!({ "classes": { "queue": { "push": false } } });
    let stale = elif.clone().with("if-match", "0").put(path, &other).await.problem(412, "stale_version");
    assert_eq!(stale["current"]["quiet"]["on"], true);
    let changed = elif.put(path, &other).await.ok();
    assert_eq!(changed["classes"]["queue"]["push"], false);
    assert_eq!(changed["classes"]["queue"]["sound"], "rise");
    assert_eq!(elif.get(path).await.ok(), changed);
    assert_eq!(can.get(path).await.ok(), first, "nobody else's");

    for (wrong, field, code) in [
        (json!({ "quiet": { "time_zone": "Avrupa/İstanbul" } }), "quiet.time_zone", "time_zone_unknown"),
        (json!({ "quiet": { "days": [] } }), "quiet.days", "quiet_days_missing"),
        (json!({ "quiet": { "days": ["monday", "monday"] } }), "quiet.days", "value_invalid"),
        (json!({ "quiet": { "from": "25:00" } }), "quiet.from", "value_invalid"),
        (json!({ "classes": { "rating": { "sound": "gong" } } }), "classes.rating.sound", "value_invalid"),
    ] {
        let problem = elif.put(path, &wrong).await.problem(422, code);
        assert_eq!(problem["errors"][0]["field"], field, "{wrong}");
    }
    assert_eq!(elif.get(path).await.ok(), changed, "nothing of what was refused");
}

#[tokio::test]
async fn who_wants_no_bell_hears_of_a_mention_all_the_same() {
    let app = TestApp::start().await;
    let (elif, can, deniz) = (app.agent("elif").await, app.agent("can").await, app.agent("deniz").await);
    can.put("/api/notifications/preferences", &json!({ "classes": { "mention": { "bell": false } } }))
        .await
        .ok();
    let (mut cans, mut denizs) = (desk(&app, &can).await, desk(&app, &deniz).await);
    let mut ayse = visitor(&app).await;
    let started = ayse.socket.say("chat:start", json!({ "message": "Merhaba", "client_ref": "1" })).await;
    let note = format!("/api/chat/{}/note", id(&started["conversation"]));
    elif.post(&note, &json!({ "body": "@can bak", "client_ref": "n" })).await.expect(201);
    let heard = cans.hears("notification:new").await;
    assert_eq!((&heard["bell"], &heard["unread"]), (&json!(false), &json!(0)));
    assert!(can.get("/api/notifications").await.ok()["items"].as_array().unwrap().is_empty());

    // Nor of anything at all, when every way is closed.
    let none = json!({ "bell": false, "browser": false, "push": false, "sound": "none" });
    can.put("/api/notifications/preferences", &json!({ "classes": { "mention": none } })).await.ok();
    elif.post(&note, &json!({ "body": "@can @deniz yine", "client_ref": "n2" })).await.expect(201);
    denizs.hears("notification:new").await; // everybody was told of it who is
    can.put("/api/notifications/preferences", &json!({ "classes": { "mention": { "bell": true } } }))
        .await
        .ok();
    elif.post(&note, &json!({ "body": "@can son", "client_ref": "n3" })).await.expect(201);
    let heard = cans.hears("notification:new").await;
    assert_eq!(heard["notification"]["excerpt"], "@can son", "the one before was never told");
}

#[tokio::test]
async fn the_bell_tells_of_what_a_colleague_hands_over_and_of_ratings() {
    let app = TestApp::start().await;
    let (elif, can) = (app.agent("elif").await, app.agent("can").await);
    let mut elifs = desk(&app, &elif).await;
    let mut ayse = visitor(&app).await;
    let started = ayse.socket.say("chat:start", json!({ "message": "Merhaba", "client_ref": "1" })).await;
    assert_eq!(started["conversation"]["assignee"]["name"], "elif", "by routing");
    let chat = id(&started["conversation"]).to_owned();
    let me = can.get("/api/auth/me").await.ok();
    let mut cans = desk(&app, &can).await;

    let given = elif.put(&format!("/api/chat/{chat}/assign"), &json!({ "assignee": me["id"] })).await;
    given.ok();
    let heard = cans.hears("notification:new").await;
    assert_eq!(heard["notification"]["kind"], "assigned");
    assert_eq!(heard["notification"]["actor"]["name"], "elif");
    let told = cans.hears_where("chat:assigned", |it| it["by"].is_string()).await;
    assert_eq!(told["conversation"]["id"], json!(chat), "colleagues hear who did it");
    assert!(
        elif.get("/api/notifications").await.ok()["items"].as_array().unwrap().is_empty(),
        "routing is no news"
    );

    let rated = json!({ "rating": 5, "comment": "Çok yardımcı oldunuz" });
    ayse.http.post(&format!("/api/chat/{chat}/rating"), &rated).await.ok();
    let heard = cans.hears_where("notification:new", |it| it["notification"]["kind"] == "rated").await;
    assert_eq!(heard["notification"]["rating"], 5);
    assert_eq!(heard["notification"]["excerpt"], "Çok yardımcı oldunuz");
    assert_eq!(heard["unread"], 2);

    // Whoever opens the conversation has seen all that is about it.
    let left = can.put(&format!("/api/notifications/read?conversation={chat}"), &json!({})).await.ok();
    assert_eq!(left["unread"], 0);
    elifs.heard_so_far().await;
}

/// What comes to pass while the notifications are still behind is not told of as if it had happened before.
#[tokio::test]
async fn what_goes_to_and_fro_is_told_once_each_time() {
    const TIMES: usize = 25;
    let app = TestApp::start().await;
    let (elif, can) = (app.agent("elif").await, app.agent("can").await);
    let mut ayse = visitor(&app).await;
    let started = ayse.socket.say("chat:start", json!({ "message": "Merhaba", "client_ref": "1" })).await;
    let chat = format!("/api/chat/{}", id(&started["conversation"]));
    let (path, messages) = (format!("{chat}/assign"), format!("{chat}/messages?limit=200"));
    let mut cans = desk(&app, &can).await;
    let [elifs_id, cans_id] = [elif.get("/api/auth/me").await.ok(), can.get("/api/auth/me").await.ok()];
    // From two sides at a time, so that much of it is decided before any of it is told.
    let give = async |to: &Value, times: usize| {
        for _ in 0..times {
            app.clock.advance_ms(1);
            app.admin().put(&path, &json!({ "assignee": to["id"] })).await.ok();
        }
    };
    tokio::join!(
        give(&elifs_id, TIMES),
        give(&cans_id, TIMES),
        give(&elifs_id, TIMES),
        give(&cans_id, TIMES)
    );
    give(&elifs_id, 1).await;
    give(&cans_id, 1).await;
    // All before a later word has been told when that is.
    elif.post(&format!("{chat}/note"), &json!({ "body": "@can", "client_ref": "n" })).await.expect(201);
    cans.hears_where("notification:new", |it| it["notification"]["kind"] == "mention").await;
    let list = can.get("/api/notifications?limit=100").await.ok();
    let told = list["items"].as_array().unwrap().iter().filter(|it| it["kind"] == "assigned").count();
    let messages = app.admin().get(&messages).await.ok();
    let given = messages["items"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|it| it["system"]["params"]["name"] == "can")
        .count();
    assert!(0 < told && told <= given, "given {given} times, told of {told}");
}

#[tokio::test]
async fn the_bell_tells_of_the_queue_only_whom_it_is_to() {
    let app = TestApp::start().await;
    let (elif, can) = (app.agent("elif").await, app.agent("can").await);
    let wish = json!({ "classes": { "queue": { "bell": true } } });
    elif.put("/api/notifications/preferences", &wish).await.ok();
    app.admin().put("/api/settings/ai", &json!({ "mode": "off" })).await.ok();
    let mut ayse = visitor(&app).await;
    ayse.socket.say("chat:start", json!({ "message": "Merhaba", "client_ref": "1" })).await;
    loop {
        let bell = elif.get("/api/notifications").await.ok();
        if let Some(first) = bell["items"].as_array().unwrap().first() {
            assert_eq!((&first["kind"], &bell["unread"]), (&json!("waiting"), &json!(1)));
            break;
        }
    }
    assert!(can.get("/api/notifications").await.ok()["items"].as_array().unwrap().is_empty());
    app.clock.advance_ms(61 * 24 * 60 * 60 * 1000);
    asisttr::notify::service::forget_old(&app.app).await.unwrap();
    let elif = app.sign_in("elif").await;
    assert!(elif.get("/api/notifications").await.ok()["items"].as_array().unwrap().is_empty(), "forgotten");
}
