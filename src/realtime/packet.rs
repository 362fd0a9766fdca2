//! The texts on the wire: Socket.IO packets (protocol 5) inside Engine.IO packets (protocol 4), in the default
//! namespace, without binary attachments.
//!
//! Sources: <https://socket.io/docs/v4/engine-io-protocol/> and <https://socket.io/docs/v4/socket-io-protocol/>.
pub(super) use axum::extract::ws::Utf8Bytes as Text;
use serde_json::value::RawValue;
use std::time::Duration;

/// Between two heartbeats of the server.
pub(super) const PING_INTERVAL: Duration = Duration::from_secs(25);
/// How long a client may take to answer one.
pub(super) const PING_TIMEOUT: Duration = Duration::from_secs(20);
/// Hard end of a frame or a posted body, in bytes. Above what is accepted, so that a larger one can be refused in words.
pub(super) const FRAME_BYTES: usize = 1 << 20;

/// Engine.IO: are you there?
pub(super) const PING: &str = "2";
/// Engine.IO: a WebSocket asks whether it may take over, and is answered.
pub(super) const PROBE: &str = "2probe";
/// The answer to [`PROBE`].
pub(super) const PROBED: &str = "3probe";
/// Engine.IO: the WebSocket has taken over.
pub(super) const UPGRADE: &str = "5";
/// Engine.IO: nothing; ends a poll that waits.
pub(super) const NOTHING: &str = "6";
/// Engine.IO: the end of the session.
pub(super) const CLOSE: &str = "1";
/// Socket.IO: the end of the connection.
pub(super) const DISCONNECT: &str = "41";
/// Stands between the packets of one poll.
pub(super) const SEPARATOR: char = '\u{1e}';

/// What a client sent.
#[derive(Debug, PartialEq)]
pub(super) enum Packet<'a> {
    /// A sign of life.
    Pong,
    /// Wants to connect, with its `auth` as JSON; `namespace` when it is not the default one.
    Connect {
        /// As sent; empty when left out.
        auth: &'a str,
        /// Such as `/admin`.
        namespace: Option<&'a str>,
    },
    /// Says something: `["name",data]`, to be acknowledged when there is an `ack`.
    Event {
        /// The client's number of it.
        ack: Option<u64>,
        /// JSON, unread.
        data: &'a str,
    },
    /// Goes.
    Bye,
    /// Of no meaning here.
    Other,
}

/// Reads one packet.
pub(super) fn read(text: &str) -> Packet<'_> {
    let mut letters = text.chars();
    match (letters.next(), letters.next()) {
        (Some('3'), _) => Packet::Pong,
        (Some('1'), _) | (Some('4'), Some('1')) => Packet::Bye,
        (Some('4'), Some('0')) => {
            let (namespace, auth) = namespace(letters.as_str());
            Packet::Connect { auth, namespace }
        }
        (Some('4'), Some('2')) => event(letters.as_str()),
        // An event with attachments, which come apart and are not wanted: its data then has the wrong shape.
        (Some('4'), Some('5')) => match letters.as_str().split_once('-') {
            Some((_, rest)) => event(rest),
            None => Packet::Other,
        },
        _ => Packet::Other,
    }
}

fn event(text: &str) -> Packet<'_> {
    let (_, text) = namespace(text);
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let (ack, data) = text.split_at(digits);
    Packet::Event { ack: ack.parse().ok(), data }
}

/// `/name,rest`: a namespace of its own stands in front.
fn namespace(text: &str) -> (Option<&str>, &str) {
    if !text.starts_with('/') {
        return (None, text);
    }
    let (name, rest) = text.split_once(',').unwrap_or((text, ""));
    ((name != "/").then_some(name), rest)
}

/// The first packet of a session.
pub(super) fn open(sid: &str, upgrades: bool) -> String {
    let upgrades = if upgrades { r#"["websocket"]"# } else { "[]" };
    format!(
        r#"0{{"sid":"{sid}","upgrades":{upgrades},"pingInterval":{},"pingTimeout":{},"maxPayload":{FRAME_BYTES}}}"#,
        PING_INTERVAL.as_millis(),
        PING_TIMEOUT.as_millis(),
    )
}

/// The client is connected.
pub(super) fn connected(sid: &str) -> String {
    format!(r#"40{{"sid":"{sid}"}}"#)
}

/// The client is refused: the code of an error, or words of ours, is the message of its `connect_error`.
pub(super) fn refused(namespace: Option<&str>, message: &str) -> String {
    let message = serde_json::Value::from(message);
    match namespace {
        Some(it) => format!(r#"44{it},{{"message":{message}}}"#),
        None => format!(r#"44{{"message":{message}}}"#),
    }
}

/// An event for the client. `name` is one of ours and needs no escaping.
pub(super) fn said(name: &str, payload: &RawValue) -> Text {
    let payload = payload.get();
    let mut text = String::with_capacity(payload.len() + name.len() + 8);
    text.push_str("42[\"");
    text.push_str(name);
    text.push_str("\",");
    text.push_str(payload);
    text.push(']');
    text.into()
}

/// The answer to an event.
pub(super) fn acknowledged(ack: u64, answer: &RawValue) -> Text {
    format!("43{ack}[{}]", answer.get()).into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn packets_are_told_apart() {
        assert_eq!(read("3"), Packet::Pong);
        assert_eq!(read("40"), Packet::Connect { auth: "", namespace: None });
        assert_eq!(read(r#"40{"a":1}"#), Packet::Connect { auth: r#"{"a":1}"#, namespace: None });
        assert_eq!(read("40/admin,{}"), Packet::Connect { auth: "{}", namespace: Some("/admin") });
        assert_eq!(read(r#"4217["x",1]"#), Packet::Event { ack: Some(17), data: r#"["x",1]"# });
        assert_eq!(read(r#"42/,["x"]"#), Packet::Event { ack: None, data: r#"["x"]"# });
        assert_eq!(
            read(r#"451-3["x",{"_placeholder":true,"num":0}]"#),
            Packet::Event { ack: Some(3), data: r#"["x",{"_placeholder":true,"num":0}]"# }
        );
        assert_eq!((read("1"), read("41"), read("41/,")), (Packet::Bye, Packet::Bye, Packet::Bye));
        assert_eq!(
            (read(""), read("4"), read("45"), read("9"), read("bAAA=")),
            (Packet::Other, Packet::Other, Packet::Other, Packet::Other, Packet::Other)
        );
    }

    #[test]
    fn a_refusal_is_always_json() {
        assert_eq!(refused(None, "a\"b"), r#"44{"message":"a\"b"}"#);
        assert_eq!(refused(Some("/x"), "Invalid namespace"), r#"44/x,{"message":"Invalid namespace"}"#);
    }

    proptest! {
        #[test]
        fn anything_can_be_read(text in "[0-9bğ/,{}\\[\\]\"-]{0,12}") {
            read(&text);
        }
    }
}
