//! Each published format: what is sent, and how the answer is read.
use super::peer::{Peer, Reply};
use super::{KEY, add, ask, completion, start};
use serde_json::json;

#[tokio::test]
async fn chat_completions_as_openai_published_them() {
    let app = start().await;
    let peer = Peer::saying(Reply::pieces(completion(&["Mer", "haba", "!"]))).await;
    add(&app, "openai", &peer.base).await;
    let told = ask(&app, "Kayıt ne zaman?").await.unwrap();
    assert_eq!((told.text.as_str(), told.restarts), ("Merhaba!", 0));
    let it = &told.report;
    assert_eq!(
        (it.provider.as_str(), it.model.as_str(), it.tokens_in, it.tokens_out),
        ("openai", "model-1", 40, 7)
    );
    assert!(!it.estimated);
    assert_eq!(it.failed_before, ["local: no_model"]);

    let asked = &peer.asked()[0];
    assert_eq!(asked.path, "/v1/chat/completions");
    assert_eq!(asked.header("authorization"), Some(format!("Bearer {KEY}").as_str()));
    let expected = json!({
        "model": "model-1", "stream": true, "stream_options": { "include_usage": true },
        "temperature": 0.2, "max_tokens": 400,
        "messages": [
            { "role": "system", "content": "Kısa yanıtla." }, { "role": "user", "content": "Merhaba" },
            { "role": "assistant", "content": "Buyurun" }, { "role": "user", "content": "Kayıt ne zaman?" },
        ],
    });
    assert_eq!(asked.body, expected, "the sampling is the site's");
}

#[tokio::test]
async fn a_compatible_server_says_itself_where_it_is_and_what_it_cannot_do() {
    let app = start().await;
    let peer = Peer::start(|turn, asked| match turn {
        0 => {
            assert!(asked.body["max_tokens"].is_number());
            Reply::status(400, r#"{"error":{"message":"Unsupported parameter: 'max_tokens'","param":"max_tokens"}}"#)
        }
        1 => Reply::status(400, r#"{"error":{"message":"'temperature' does not support 0.2"}}"#),
        // No usage and no [DONE]: the reason of the end has to do. The model thinks aloud first.
        _ => Reply::pieces([
            "data: {\"choices\":[{\"delta\":{\"role\":\"assistant\",\"content\":\"<think>hmm\"}}]}\n\n",
            "data: {\"choices\":[{\"delta\":{\"content\":\"</think>\\n\\nEvet\"},\"finish_reason\":\"stop\"}]}\n\n",
        ]),
    })
    .await;
    add(&app, "openai", &format!("{}/api/v1/", peer.base)).await;
    let told = ask(&app, "Olur mu?").await.unwrap();
    assert_eq!(told.text, "Evet");
    assert!(told.report.estimated && told.report.tokens_in > 5 && told.report.tokens_out == 2);
    let asked = peer.asked();
    assert_eq!((asked.len(), asked[2].path.as_str()), (3, "/api/v1/chat/completions"));
    assert_eq!(asked[2].body["max_completion_tokens"], 400);
    assert!(asked[2].body["max_tokens"].is_null() && asked[2].body["temperature"].is_null());
}

#[tokio::test]
async fn ollama_in_lines() {
    let app = start().await;
    let line = |text: &str| {
        format!("{}\n", json!({ "message": { "role": "assistant", "content": text }, "done": false }))
    };
    let end = json!({ "message": { "content": "" }, "done": true, "prompt_eval_count": 30, "eval_count": 4 });
    let peer = Peer::saying(Reply::pieces([line("Evet"), line(", olur."), format!("{end}\n")])).await;
    add(&app, "ollama", &peer.base).await;
    let told = ask(&app, "Olur mu?").await.unwrap();
    assert_eq!((told.text.as_str(), told.report.tokens_in, told.report.tokens_out), ("Evet, olur.", 30, 4));
    let asked = &peer.asked()[0];
    assert_eq!(asked.path, "/api/chat");
    assert_eq!(asked.body["options"], json!({ "temperature": 0.2, "num_predict": 400 }));
    assert_eq!((&asked.body["think"], &asked.body["messages"][0]["role"]), (&json!(false), &json!("system")));
}

#[tokio::test]
async fn anthropics_events() {
    let app = start().await;
    let events = [
        (
            "message_start",
            json!({ "message": { "usage": { "input_tokens": 25, "cache_read_input_tokens": 10, "output_tokens": 1 } } }),
        ),
        ("content_block_start", json!({ "index": 0, "content_block": { "type": "text", "text": "" } })),
        ("ping", json!({})),
        (
            "content_block_delta",
            json!({ "index": 0, "delta": { "type": "thinking_delta", "thinking": "hmm" } }),
        ),
        ("content_block_delta", json!({ "index": 0, "delta": { "type": "text_delta", "text": "Buyurun" } })),
        ("content_block_stop", json!({ "index": 0 })),
        (
            "message_delta",
            json!({ "delta": { "stop_reason": "end_turn" }, "usage": { "output_tokens": 15 } }),
        ),
        ("message_stop", json!({})),
    ];
    let pieces = events.map(|(name, mut data)| {
        data["type"] = json!(name);
        format!("event: {name}\ndata: {data}\n\n")
    });
    let peer = Peer::saying(Reply::pieces(pieces)).await;
    add(&app, "anthropic", &peer.base).await;
    let told = ask(&app, "Olur mu?").await.unwrap();
    assert_eq!((told.text.as_str(), told.report.tokens_in, told.report.tokens_out), ("Buyurun", 35, 15));
    let asked = &peer.asked()[0];
    assert_eq!((asked.path.as_str(), asked.header("x-api-key")), ("/v1/messages", Some(KEY)));
    assert_eq!(
        (asked.header("anthropic-version"), asked.header("authorization")),
        (Some("2023-06-01"), None)
    );
    assert_eq!((&asked.body["system"], &asked.body["max_tokens"]), (&json!("Kısa yanıtla."), &json!(400)));
    assert_eq!(asked.body["messages"].as_array().unwrap().len(), 3);
}

#[tokio::test]
async fn googles_chunks() {
    let app = start().await;
    let chunk = |text: &str, more: serde_json::Value| {
        let mut it =
            json!({ "candidates": [{ "content": { "role": "model", "parts": [{ "text": text }] } }] });
        it["candidates"][0]["finishReason"] = more;
        it["usageMetadata"] =
            json!({ "promptTokenCount": 12, "candidatesTokenCount": 5, "thoughtsTokenCount": 3 });
        format!("data: {it}\r\n\r\n")
    };
    let peer = Peer::saying(Reply::pieces([chunk("Evet", json!(null)), chunk(".", json!("STOP"))])).await;
    add(&app, "google", &peer.base).await;
    let told = ask(&app, "Olur mu?").await.unwrap();
    assert_eq!((told.text.as_str(), told.report.tokens_in, told.report.tokens_out), ("Evet.", 12, 8));
    let asked = &peer.asked()[0];
    assert_eq!(asked.path, "/v1beta/models/model-1:streamGenerateContent?alt=sse");
    assert_eq!(asked.header("x-goog-api-key"), Some(KEY));
    assert_eq!(asked.body["systemInstruction"]["parts"][0]["text"], "Kısa yanıtla.");
    assert_eq!(
        (&asked.body["contents"][1]["role"], &asked.body["generationConfig"]["maxOutputTokens"]),
        (&json!("model"), &json!(400))
    );
}

#[tokio::test]
async fn azures_deployments() {
    let app = start().await;
    let mut pieces = vec!["data: {\"choices\":[],\"prompt_filter_results\":[]}\n\n".to_owned()];
    pieces.extend(completion(&["Evet"]));
    let peer = Peer::saying(Reply::pieces(pieces)).await;
    add(&app, "azure", &peer.base).await;
    assert_eq!(ask(&app, "Olur mu?").await.unwrap().text, "Evet");
    let asked = &peer.asked()[0];
    assert_eq!(asked.path, "/openai/deployments/model-1/chat/completions?api-version=2024-10-21");
    assert_eq!((asked.header("api-key"), asked.header("authorization")), (Some(KEY), None));
    assert!(asked.body["model"].is_null());
}

#[tokio::test]
async fn a_letter_that_is_cut_in_two_arrives_whole() {
    let app = start().await;
    let whole: Vec<u8> = completion(&["İstanbul’da şöyle: 🎓", " ğüşıöç"]).concat().into_bytes();
    // Byte by byte, so that every letter, line and event is cut somewhere.
    let peer = Peer::saying(Reply::pieces(whole.iter().map(|it| [*it]))).await;
    add(&app, "openai", &peer.base).await;
    assert_eq!(ask(&app, "Nerede?").await.unwrap().text, "İstanbul’da şöyle: 🎓 ğüşıöç");

    let app = start().await;
    let lines = [
        format!("{}\n", json!({ "message": { "content": "Şişli’de ışık" } })),
        format!("{}", json!({ "message": { "content": "" }, "done": true, "eval_count": 2 })),
    ];
    let peer = Peer::saying(Reply::pieces(lines.concat().into_bytes().iter().map(|it| [*it]))).await;
    add(&app, "ollama", &peer.base).await;
    assert_eq!(ask(&app, "Nerede?").await.unwrap().text, "Şişli’de ışık");
}
