//! Opening hours, holidays and the emergency, and what visitors see of them.
use crate::chat::{desk, visitor};
use crate::harness::{Caller, TestApp};
use serde_json::{Value, json};

const HOURS: &str = "/api/settings/business-hours";
const HOLIDAYS: &str = "/api/settings/holidays";
const EMERGENCY: &str = "/api/settings/emergency";
const CHECK: &str = "/api/settings/business-hours/check";
const PREVIEW: &str = "/api/settings/business-hours/preview";
const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;

fn span(start: &str, end: &str) -> Value {
    json!({ "start": start, "end": end })
}

/// Working days from nine to `noon` and from `after` to six; the clock of the tests begins at noon of a Thursday.
fn office(noon: &str, after: &str) -> Value {
    let day = json!([span("09:00", noon), span(after, "18:00")]);
    json!({
        "always_open": false,
        "days": { "monday": day, "tuesday": day, "wednesday": day, "thursday": day, "friday": day },
    })
}

/// Closed since ten in the morning; opens at `opens`.
fn closed_until(opens: &str) -> Value {
    json!({ "always_open": false, "days": { "thursday": [span("09:00", "10:00")], "friday": [span(opens, "18:00")] } })
}

async fn mode_of(app: &TestApp) -> Value {
    app.page().post("/api/widget/session", &json!({})).await.ok()["mode"].clone()
}

async fn set(app: &TestApp, path: &str, change: Value) -> Value {
    app.admin().put(path, &change).await.ok()
}

/// For tests that move the clock by hours while nobody touches the desk.
async fn nobody_becomes_away(app: &TestApp) {
    set(app, "/api/settings/routing", json!({ "away_minutes": 0 })).await;
}

/// The admin, signed in again: a test that moves the clock outlives its first token.
async fn admin_later(app: &TestApp) -> Caller {
    app.sign_in("ayse").await
}

#[tokio::test]
async fn a_new_site_is_always_open_and_keeps_the_public_holidays() {
    let app = TestApp::start().await;
    let hours = app.admin().get(HOURS).await.ok();
    assert_eq!(
        (&hours["version"], &hours["always_open"], &hours["assistant"]),
        (&json!(0), &json!(true), &json!(true))
    );
    assert_eq!(hours["days"]["monday"], json!([span("09:00", "12:00"), span("13:00", "18:00")]));
    assert_eq!(hours["days"]["sunday"], json!([]));
    assert_eq!(app.admin().get(HOLIDAYS).await.ok()["turkish"], true);
    let emergency = app.admin().get(EMERGENCY).await.ok();
    assert_eq!((&emergency["active"], &emergency["by_name"]), (&json!(false), &json!(null)));
    let check = app.page().get(CHECK).await.ok();
    let expected = json!({
        "isOpen": true,
        "currentStatus": "open",
        "reason": "open",
        "currentTime": "2026-01-15T09:00:00.000Z",
        "nextOpenTime": null,
        "hoursUntilOpen": null,
        "holidayName": null,
        "message": null,
        "businessHours": check["businessHours"],
    });
    assert_eq!(check, expected);
    assert_eq!(check["businessHours"]["alwaysOpen"], true);
    assert_eq!(check["businessHours"]["sunday"], json!([span("00:00", "24:00")]));
}

#[tokio::test]
async fn check_says_why_it_is_closed_and_when_it_opens() {
    let app = TestApp::start().await;
    set(&app, HOURS, office("12:00", "13:00")).await;
    let noon = app.page().get(CHECK).await.ok();
    assert_eq!(
        (&noon["isOpen"], &noon["reason"], &noon["currentStatus"]),
        (&json!(false), &json!("break"), &json!("closed"))
    );
    assert_eq!(
        (&noon["nextOpenTime"], &noon["hoursUntilOpen"]),
        (&json!("2026-01-15T10:00:00.000Z"), &json!(1.0))
    );
    assert!(noon["message"].as_str().unwrap().starts_with("Kısa bir ara"));
    assert_eq!(noon["businessHours"]["timeZone"], "Europe/Istanbul");

    let leave = json!({ "special": [{ "date": "2026-01-15", "days": 2, "name": { "tr": "İdari izin", "en": "Administrative leave" } }] });
    set(&app, HOLIDAYS, leave).await;
    let closed = app.page().with("accept-language", "en").get(CHECK).await.ok();
    assert_eq!(
        (&closed["reason"], &closed["holidayName"]),
        (&json!("holiday"), &json!("Administrative leave"))
    );
    assert_eq!(closed["nextOpenTime"], "2026-01-19T06:00:00.000Z");
    assert_eq!(closed["hoursUntilOpen"], 93.0);
    // Users of the desk may ask too, nobody else.
    assert_eq!(app.admin().get(CHECK).await.ok()["reason"], "holiday");
    app.nobody().get(CHECK).await.problem(401, "site_unknown");
}

#[tokio::test]
async fn nothing_opens_within_two_weeks() {
    let app = TestApp::start().await;
    set(&app, HOURS, office("12:00", "13:00")).await;
    set(
        &app,
        HOLIDAYS,
        json!({ "own": [{ "date": "2026-01-10", "days": 40, "name": { "tr": "Yarıyıl tatili" } }] }),
    )
    .await;
    let check = app.page().get(CHECK).await.ok();
    assert_eq!((&check["nextOpenTime"], &check["hoursUntilOpen"]), (&json!(null), &json!(null)));
    assert_eq!(check["holidayName"], "Yarıyıl tatili");
    assert_eq!(mode_of(&app).await["next_open"], json!(null));
}

#[tokio::test]
async fn opening_and_closing_reach_open_widgets_at_the_minute() {
    let app = TestApp::start().await;
    set(&app, HOURS, office("12:30", "13:00")).await;
    nobody_becomes_away(&app).await;
    let elif = app.agent("elif").await;
    let mut desk = desk(&app, &elif).await;
    let mut ayse = visitor(&app).await;
    assert_eq!(ayse.socket.ready["mode"]["mode"], "online");

    app.clock.advance_ms(6 * HOUR - 1);
    assert_eq!(mode_of(&app).await["mode"], "online", "17:59:59.999");
    app.clock.advance_ms(1);
    let closed = ayse.socket.hears_where("widget:mode", |it| it["mode"] == "offline").await;
    assert_eq!((&closed["reason"], &closed["message"]), (&json!("outside_business_hours"), &json!(null)));
    assert_eq!(closed["next_open"], "2026-01-16T06:00:00.000Z");
    assert_eq!(
        desk.hears_where("widget:mode", |it| it["mode"] == "offline").await,
        closed,
        "the desk hears it too"
    );

    app.clock.advance_ms(15 * HOUR);
    let opened = ayse.socket.hears_where("widget:mode", |it| it["mode"] == "online").await;
    assert_eq!((&opened["reason"], &opened["next_open"]), (&json!("agent_available"), &json!(null)));
    // Nothing but the clock moves any more: Friday's end, and Monday's beginning.
    app.clock.advance_ms(9 * HOUR);
    ayse.socket.hears_where("widget:mode", |it| it["mode"] == "offline").await;
    app.clock.advance_ms(63 * HOUR);
    ayse.socket.hears_where("widget:mode", |it| it["mode"] == "online").await;
}

#[tokio::test]
async fn a_break_without_anybody_says_when_somebody_is_back() {
    let app = TestApp::start().await;
    set(&app, HOURS, office("12:00", "13:00")).await;
    let words = json!({ "break_message": { "tr": "Yemekteyiz.", "en": "At lunch." } });
    set(&app, HOURS, words).await;
    let mode = mode_of(&app).await;
    assert_eq!(
        (&mode["mode"], &mode["reason"], &mode["message"]),
        (&json!("busy"), &json!("break"), &json!("Yemekteyiz."))
    );
    assert_eq!(mode["words"]["en"], "At lunch.");
    assert_eq!(mode["next_open"], "2026-01-15T10:00:00.000Z");

    let elif = app.agent("elif").await;
    let mut ayse = visitor(&app).await;
    let _desk = desk(&app, &elif).await;
    let here = ayse.socket.hears_where("widget:mode", |it| it["mode"] == "online").await;
    assert_eq!((&here["message"], &here["next_open"]), (&json!(null), &json!(null)));
    let started = ayse.socket.say("chat:start", json!({ "message": "Merhaba" })).await;
    assert_eq!(started["conversation"]["assignee"]["name"], "elif", "whoever is there may answer in a break");
}

#[tokio::test]
async fn a_feast_shows_its_name_and_the_day_after_it() {
    let app = TestApp::start().await;
    set(&app, HOURS, office("12:00", "13:00")).await;
    let days = 24 * 64; // from 15 January to 20 March, the first day of Ramazan Bayramı
    app.clock.advance_ms(days * HOUR);
    let mode = mode_of(&app).await;
    assert_eq!((&mode["mode"], &mode["reason"]), (&json!("offline"), &json!("holiday")));
    assert_eq!(mode["holiday"], json!({ "tr": "Ramazan Bayramı", "en": "Ramadan Feast" }));
    assert_eq!(mode["next_open"], "2026-03-23T06:00:00.000Z");
    let admin = admin_later(&app).await;
    admin.put(HOLIDAYS, &json!({ "not_kept": ["ramazan"] })).await.ok();
    assert_ne!(mode_of(&app).await["mode"], "offline");
}

#[tokio::test]
async fn when_closed_the_assistant_has_the_conversation_and_keeps_it() {
    let app = TestApp::start().await;
    set(&app, HOURS, closed_until("09:00")).await;
    nobody_becomes_away(&app).await;
    let elif = app.agent("elif").await;
    let mut desk = desk(&app, &elif).await;
    let mut ayse = visitor(&app).await;
    assert_eq!(mode_of(&app).await["assistant"], true);
    let started = ayse.socket.say("chat:start", json!({ "message": "Merhaba", "client_ref": "1" })).await;
    let chat = started["conversation"]["id"].clone();
    assert_eq!(
        (&started["conversation"]["status"], &started["conversation"]["assignee"]),
        (&json!("bot"), &json!(null))
    );

    let wish = json!({ "conversationId": chat, "choice": "wait" });
    let refused = ayse.socket.say("chat:escalate", wish.clone()).await;
    assert_eq!((&refused["ok"], &refused["code"]), (&json!(false), &json!("chat_closed")));
    assert!(refused["detail"].as_str().unwrap().contains("çalışma saatleri dışında"), "{refused}");
    // Asked in words, the assistant says so itself and offers only the form.
    let asked =
        json!({ "conversationId": chat, "body": "Temsilciye bağlanmak istiyorum", "client_ref": "2" });
    assert_eq!(ayse.socket.say("chat:message", asked).await["ok"], true);
    let said = |it: &Value| it["body"].as_str().unwrap().contains("bağlayamıyorum");
    ayse.socket.hears_where("chat:message:new", said).await;
    assert_eq!(ayse.socket.hears("ai:escalation").await["options"], json!(["ticket"]));

    // Opening changes nothing about who has it, until a person is asked for.
    app.clock.advance_ms(21 * HOUR);
    ayse.socket.hears_where("widget:mode", |it| it["mode"] == "online").await;
    let path = format!("/api/chat/{}", chat.as_str().unwrap());
    let later = app.sign_in("elif").await;
    assert_eq!(later.get(&path).await.ok()["status"], "bot");
    assert_eq!(ayse.socket.say("chat:escalate", wish).await["status"], "active");
    desk.hears_where("chat:assigned", |_| true).await;
}

#[tokio::test]
async fn an_assistant_that_answers_no_more_asks_for_no_questions_when_nobody_else_is_there() {
    let app = TestApp::start().await;
    set(&app, HOURS, closed_until("09:00")).await;
    let mut ayse = visitor(&app).await;
    let started = ayse.socket.say("chat:start", json!({ "message": "Merhaba", "client_ref": "1" })).await;
    let chat = started["conversation"]["id"].clone();
    ayse.socket.hears_where("chat:message:new", |it| it["author"]["kind"] == "assistant").await;
    set(&app, "/api/settings/ai", json!({ "mode": "off" })).await;
    let asked = json!({ "conversationId": chat, "body": "2019123456 numaralıyım, otopark ücreti ne kadar?", "client_ref": "2" });
    assert_eq!(ayse.socket.say("chat:message", asked).await["ok"], true);
    let said = |it: &Value| it["body"].as_str().unwrap().contains("yanıt veremiyorum");
    ayse.socket.hears_where("chat:message:new", said).await;
    assert_eq!(ayse.socket.hears("ai:escalation").await["options"], json!(["ticket"]));
    let open = app.admin().get("/api/knowledge/unanswered?state=open").await.ok();
    assert_eq!(open["items"][0]["question"], "••• numaralıyım, otopark ücreti ne kadar?", "{open}");
}

#[tokio::test]
async fn closing_time_ends_what_the_assistant_may_say_in_a_conversation_that_it_has() {
    let app = TestApp::start().await;
    let mut hours = office("12:30", "13:00");
    hours["assistant"] = json!(false);
    set(&app, HOURS, hours).await;
    let mut ayse = visitor(&app).await;
    let started = ayse.socket.say("chat:start", json!({ "message": "Merhaba", "client_ref": "1" })).await;
    let chat = started["conversation"]["id"].clone();
    ayse.socket.hears_where("chat:message:new", |it| it["author"]["kind"] == "assistant").await;
    app.clock.advance_ms(6 * HOUR);
    ayse.socket.hears_where("widget:mode", |it| it["mode"] == "offline").await;
    let asked = json!({ "conversationId": chat, "body": "Otopark ücreti ne kadar?", "client_ref": "2" });
    assert_eq!(ayse.socket.say("chat:message", asked).await["ok"], true);
    let said = |it: &Value| it["body"].as_str().unwrap().contains("yanıt veremiyorum");
    ayse.socket.hears_where("chat:message:new", said).await;
}

#[tokio::test]
async fn without_the_assistant_a_closed_site_takes_only_requests() {
    let app = TestApp::start().await;
    let mut hours = closed_until("09:00");
    hours["assistant"] = json!(false);
    set(&app, HOURS, hours).await;
    let elif = app.agent("elif").await;
    let _desk = desk(&app, &elif).await;
    assert_eq!(app.page().get("/api/agents/available").await.ok()["available"], 0);
    let mode = mode_of(&app).await;
    assert_eq!(
        (&mode["mode"], &mode["assistant"], &mode["form"]),
        (&json!("offline"), &json!(false), &json!(true))
    );
    let mut ayse = visitor(&app).await;
    assert_eq!(ayse.socket.say("chat:start", json!({ "message": "Merhaba" })).await["code"], "chat_closed");
    let request = json!({ "name": "Ayşe", "email": "ayse@ornek.edu.tr", "message": "Merhaba" });
    ayse.http.post("/api/widget/tickets", &request).await.expect(201);
}

#[tokio::test]
async fn what_an_agent_has_goes_on_after_closing_time() {
    let app = TestApp::start().await;
    set(&app, HOURS, office("12:30", "13:00")).await;
    let elif = app.agent("elif").await;
    let _desk = desk(&app, &elif).await;
    let mut ayse = visitor(&app).await;
    let started = ayse.socket.say("chat:start", json!({ "message": "Merhaba" })).await;
    assert_eq!(started["conversation"]["status"], "active");
    app.clock.advance_ms(6 * HOUR);
    ayse.socket.hears_where("widget:mode", |it| it["mode"] == "offline").await;
    let more = json!({ "conversationId": started["conversation"]["id"], "body": "Bir soru daha" });
    assert_eq!(ayse.socket.say("chat:message", more).await["ok"], true);
}

#[tokio::test]
async fn an_emergency_switches_chat_off_everywhere_at_once() {
    let app = TestApp::start().await;
    let elif = app.agent("elif").await;
    let mut desk = desk(&app, &elif).await;
    let (mut ayse, mut murat) = (visitor(&app).await, visitor(&app).await);
    let started = ayse.socket.say("chat:start", json!({ "message": "Merhaba" })).await;
    let chat = started["conversation"]["id"].clone();

    app.admin().put(EMERGENCY, &json!({ "active": true })).await.problem(422, "field_missing");
    let words = json!({ "tr": "Yerleşke kapalı.", "en": "The campus is closed." });
    let on = set(
        &app,
        EMERGENCY,
        json!({ "active": true, "message": words, "tickets": false, "since": "1970-01-01T00:00:00Z" }),
    )
    .await;
    assert_eq!((&on["by_name"], &on["since"]), (&json!("Ayşe Yönetici"), &json!("2026-01-15T09:00:00Z")));
    for socket in [&mut ayse.socket, &mut murat.socket, &mut desk] {
        let told = socket.hears_where("widget:mode", |it| it["mode"] == "emergency").await;
        assert_eq!((&told["message"], &told["words"]), (&json!("Yerleşke kapalı."), &words));
        assert_eq!((&told["assistant"], &told["form"]), (&json!(false), &json!(false)));
    }
    let say = json!({ "conversationId": chat, "body": "Orada mısınız?" });
    let refused = ayse.socket.say("chat:message", say).await;
    assert_eq!(refused["code"], "chat_off");
    assert_eq!(refused["detail"], "Acil durum nedeniyle canlı sohbet şu anda kapalı.");
    assert_eq!(murat.socket.say("chat:start", json!({ "message": "Merhaba" })).await["code"], "chat_off");
    let path = format!("/api/chat/{}/message", chat.as_str().unwrap());
    ayse.http.post(&path, &json!({ "body": "Alo" })).await.problem(409, "chat_off");
    elif.post(&path, &json!({ "body": "Güvendeyiz, sonra yazacağız." })).await.expect(201);
    let request = json!({ "name": "Ayşe", "email": "ayse@ornek.edu.tr", "message": "Merhaba" });
    ayse.http.post("/api/widget/tickets", &request).await.problem(409, "requests_off");
    assert_eq!(app.page().get(CHECK).await.ok()["reason"], "emergency");
    assert_eq!(
        ayse.socket.say("chat:close", json!({ "conversationId": chat })).await["ok"],
        true,
        "leaving is free"
    );

    let off = set(&app, EMERGENCY, json!({ "active": false })).await;
    assert_eq!((&off["since"], &off["by_name"], &off["message"]), (&json!(null), &json!(null), &words));
    murat.socket.hears_where("widget:mode", |it| it["mode"] == "online").await;
    assert_eq!(murat.socket.say("chat:start", json!({ "message": "Merhaba" })).await["ok"], true);
    let trail = app.admin().get("/api/audit?limit=1").await.ok()["items"][0].clone();
    assert_eq!(
        (&trail["action"], &trail["new"]["emergency"]["active"]),
        (&json!("settings.updated"), &json!(false))
    );
}

#[tokio::test]
async fn in_an_emergency_the_assistant_answers_if_it_may() {
    let app = TestApp::start().await;
    let elif = app.agent("elif").await;
    let _desk = desk(&app, &elif).await;
    let words = json!({ "tr": "Kar tatili.", "en": "Snow." });
    set(&app, EMERGENCY, json!({ "active": true, "message": words, "assistant": true })).await;
    let mut ayse = visitor(&app).await;
    let started = ayse.socket.say("chat:start", json!({ "message": "Merhaba" })).await;
    assert_eq!(started["conversation"]["status"], "bot");
    let chat = started["conversation"]["id"].clone();
    let more = json!({ "conversationId": chat, "body": "Sınavlar ne oldu?" });
    assert_eq!(ayse.socket.say("chat:message", more).await["ok"], true);
    let wish = json!({ "conversationId": chat, "choice": "wait" });
    assert_eq!(ayse.socket.say("chat:escalate", wish).await["code"], "chat_off");
}

#[tokio::test]
async fn a_preview_shows_what_is_not_stored_yet_at_any_time() {
    let app = TestApp::start().await;
    let at = |wall: &str| json!({ "at": wall, "business_hours": office("12:00", "13:00") });
    let feast = app.admin().post(PREVIEW, &at("2026-10-29T10:00")).await.ok();
    assert_eq!(
        (&feast["reason"], &feast["holiday"]["tr"]),
        (&json!("holiday"), &json!("Cumhuriyet Bayramı"))
    );
    assert_eq!(
        (&feast["at"], &feast["next_open"]),
        (&json!("2026-10-29T07:00:00.000Z"), &json!("2026-10-30T06:00:00.000Z"))
    );
    let open = app.admin().post(PREVIEW, &at("2026-10-30T09:00")).await.ok();
    assert_eq!((&open["is_open"], &open["next_change"]), (&json!(true), &json!("2026-10-30T09:00:00.000Z")));
    let now = app.admin().post(PREVIEW, &json!({})).await.ok();
    assert_eq!((&now["reason"], &now["at"]), (&json!("open"), &json!("2026-01-15T09:00:00.000Z")));
    assert_eq!(app.admin().get(HOURS).await.ok()["version"], 0, "nothing was stored");
    let wrong = json!({ "business_hours": { "days": { "monday": [span("10:00", "09:00")] } } });
    app.admin().post(PREVIEW, &wrong).await.problem(422, "span_invalid");
    app.admin().post(PREVIEW, &json!({ "at": "yarın" })).await.problem(422, "value_invalid");
}

#[tokio::test]
async fn the_calendar_lists_the_public_holidays_of_a_year() {
    let app = TestApp::start().await;
    let items = app.admin().get("/api/settings/holidays/calendar?year=2026").await.ok()["items"].clone();
    let named =
        |name: &str| items.as_array().unwrap().iter().find(|it| it["holiday"] == name).unwrap().clone();
    assert_eq!(items.as_array().unwrap().len(), 9);
    let kurban = named("kurban");
    assert_eq!(
        (&kurban["date"], &kurban["last"], &kurban["eve"]),
        (&json!("2026-05-27"), &json!("2026-05-30"), &json!("2026-05-26"))
    );
    assert_eq!((&named("republic")["eve"], &named("victory")["eve"]), (&json!("2026-10-28"), &json!(null)));
    app.admin().get("/api/settings/holidays/calendar?year=3000").await.problem(422, "value_invalid");
}

#[tokio::test]
async fn unacceptable_hours_and_holidays_are_named_by_their_place() {
    let app = TestApp::start().await;
    let wrong = async |path: &str, change: Value| {
        let problem = app.admin().put(path, &change).await.expect(422);
        let error = problem["errors"][0].clone();
        format!("{} {}", error["field"].as_str().unwrap(), error["code"].as_str().unwrap())
    };
    let day = |spans: Value| json!({ "days": { "monday": spans } });
    assert_eq!(wrong(HOURS, day(json!([span("18:00", "09:00")]))).await, "days.monday span_invalid");
    let overlap = json!([span("09:00", "12:00"), span("11:00", "13:00")]);
    assert_eq!(wrong(HOURS, day(overlap)).await, "days.monday spans_overlap");
    let never = json!({ "monday": [], "tuesday": [], "wednesday": [], "thursday": [], "friday": [] });
    assert_eq!(wrong(HOURS, json!({ "always_open": false, "days": never })).await, "days days_empty");
    assert!(wrong(HOURS, day(json!([span("9", "12:00")]))).await.ends_with("value_invalid"));

    let own = |it: Value| json!({ "own": [{ "date": "2026-05-04", "name": { "tr": "Şenlik" } }, it] });
    assert_eq!(
        wrong(HOLIDAYS, own(json!({ "date": "2026-05-05" , "name": {} }))).await,
        "own.1.name field_missing"
    );
    assert_eq!(
        wrong(HOLIDAYS, own(json!({ "date": "2026-05-05", "name": { "tr": "x" }, "days": 0 }))).await,
        "own.1.days value_invalid"
    );
    let twice = json!([{ "date": "2026-05-04", "days": 3, "name": { "tr": "x" } }, { "date": "2026-05-06", "spans": [span("10:00", "12:00")] }]);
    assert_eq!(wrong(HOLIDAYS, json!({ "special": twice })).await, "special.1.date dates_overlap");
    let far = json!([{ "holiday": "kurban", "computed": "2026-05-27", "date": "2026-09-27" }]);
    assert_eq!(wrong(HOLIDAYS, json!({ "corrections": far })).await, "corrections.0.date date_too_far");
    assert!(wrong(HOLIDAYS, json!({ "not_kept": ["noel"] })).await.ends_with("value_invalid"));
    assert_eq!(app.admin().get(HOLIDAYS).await.ok()["version"], 0);
}

#[tokio::test]
async fn a_stale_change_of_the_hours_gets_the_present_ones_and_sites_do_not_mix() {
    let app = TestApp::start().await;
    let (second, there) = app.second_site("ikinci").await;
    let here = app.admin().on_site(app.site()["id"].as_str().unwrap());
    let saved = here.with("if-match", "0").put(HOURS, &office("12:00", "13:00")).await.ok();
    let here = app.admin().on_site(app.site()["id"].as_str().unwrap());
    let late = here.with("if-match", "0").put(HOURS, &json!({ "assistant": false })).await;
    assert_eq!(late.problem(412, "stale_version")["current"], saved);
    assert_eq!(there.get(HOURS).await.ok()["version"], 0);
    let page = app.nobody().with("x-api-key", second["api_key"].as_str().unwrap());
    assert_eq!(page.get(CHECK).await.ok()["isOpen"], true);
}

#[tokio::test]
async fn another_time_zone_moves_the_hours_at_once() {
    let app = TestApp::start().await;
    set(&app, HOURS, office("12:30", "13:00")).await;
    let mut ayse = visitor(&app).await;
    assert_eq!(ayse.socket.ready["mode"]["mode"], "busy");
    let path = format!("/api/sites/{}", app.site()["id"].as_str().unwrap());
    app.admin().put(&path, &json!({ "time_zone": "America/New_York" })).await.ok();
    let told = ayse.socket.hears_where("widget:mode", |it| it["mode"] == "offline").await;
    assert_eq!(told["next_open"], "2026-01-15T14:00:00.000Z", "nine in New York");
}
