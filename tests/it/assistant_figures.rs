//! The assistant's honest numbers, and how long it keeps how its answers came.
use crate::assistant_ladder::{ARTICLES, informed, trace};
use crate::chat::{desk, visitor};
use serde_json::json;

const DAY_MS: i64 = 24 * 60 * 60 * 1000;

#[tokio::test]
async fn the_numbers_are_of_what_became_of_it() {
    let app = informed(ARTICLES, |_| ()).await;
    let (mut ayse, mut zeynep, mut can, mut ece) =
        (visitor(&app).await, visitor(&app).await, visitor(&app).await, visitor(&app).await);
    // Helped, and comes back all the same.
    let chat = ayse.says(None, "Harç ücreti ne zaman ödenir?").await;
    ayse.hears_assistant().await;
    ayse.says(Some(&chat), "Evet").await;
    ayse.hears_assistant().await;
    app.admin().put(&format!("/api/chat/{chat}/close"), &json!({})).await.ok();
    app.clock.advance_ms(60_000);
    ayse.says(None, "Merhaba").await;
    ayse.hears_assistant().await;
    // Says nothing more.
    zeynep.says(None, "Yurt başvurusu ne zaman yapılır?").await;
    zeynep.hears_assistant().await;
    // Gets no answer, and a person.
    let chat = can.says(None, "Mars'a bilet alabilir miyim?").await;
    can.hears_assistant().await;
    can.says(Some(&chat), "Temsilciyle görüşmek istiyorum").await;
    can.socket.hears_where("chat:updated", |it| it["conversation"]["status"] == "queued").await;
    // Is not helped in the end.
    let chat_of_ece = ece.says(None, "Yurt başvurusu ne zaman yapılır?").await;
    let answer = ece.hears_assistant().await;
    let path = format!("/api/widget/answers/{}/feedback", answer["id"].as_str().unwrap());
    ece.http.post(&path, &json!({ "helpful": true })).await.expect(204);
    app.clock.advance_ms(1_000);
    ece.says(Some(&chat_of_ece), "Harç ücreti ne zaman ödenir?").await;
    let answer = ece.hears_assistant().await;
    let path = format!("/api/widget/answers/{}/feedback", answer["id"].as_str().unwrap());
    ece.http.post(&path, &json!({ "helpful": false })).await.expect(204);
    // And an agent sends what was suggested.
    let elif = app.agent("elif").await;
    let _desk = desk(&app, &elif).await;
    let sent = json!({ "conversation_id": chat, "outcome": "sent" });
    elif.post("/api/ai/suggest/outcome", &sent).await.expect(204);

    let early = app.admin().get("/api/analytics/ai").await.ok();
    assert_eq!((&early["confirmed"], &early["assumed_solved"]), (&json!(1), &json!(0)), "{early}");
    app.clock.advance_ms(DAY_MS + 1);
    let admin = app.sign_in("ayse").await;
    let it = admin.get("/api/analytics/ai").await.ok();
    assert_eq!(it["answers"], json!({ "by_model": 0, "quoted": 4, "articles": 0, "none": 1 }), "{it}");
    assert_eq!((&it["involved"], &it["not_helpful"]), (&json!(5), &json!(1)), "{it}");
    assert_eq!(
        (&it["confirmed"], &it["assumed_solved"], &it["returned"]),
        (&json!(1), &json!(1), &json!(1)),
        "{it}"
    );
    assert_eq!(
        (&it["handed_over"], &it["handed_over_by"]),
        (&json!(1), &json!([{ "reason": "asked", "count": 1 }]))
    );
    assert_eq!(it["suggestions"], json!([{ "outcome": "sent", "count": 1 }]));
    let site = admin.post("/api/sites", &json!({ "name": "Komşu", "slug": "komsu" })).await.expect(201);
    let there = admin.on_site(site["id"].as_str().unwrap());
    assert_eq!(there.get("/api/analytics/ai").await.ok()["involved"], 0, "another site's are its own");
    app.sign_in("elif").await.get("/api/analytics/ai").await.problem(403, "role_forbids");
}

#[tokio::test]
async fn after_thirty_days_nobody_knows_any_more_how_an_answer_came() {
    let app = informed(ARTICLES, |_| ()).await;
    let mut ayse = visitor(&app).await;
    ayse.says(None, "Harç ücreti ne zaman ödenir?").await;
    let answer = ayse.hears_assistant().await;
    trace(&app, &answer).await;
    let path = format!("/api/ai/traces/{}", answer["id"].as_str().unwrap());
    for (days, kept) in [(29, true), (2, false)] {
        app.clock.advance_ms(days * DAY_MS);
        asisttr::assistant::service::forget_old(&app.app).await.unwrap();
        let admin = app.sign_in("ayse").await;
        assert_eq!(admin.get(&path).await.status, if kept { 200 } else { 404 }, "{days}");
    }
}
