//! What of the server's frames counts here, read without a detour.

use broadsheet_shared::frames::{Event, Topic};
use serde::Deserialize;
use serde_json::value::RawValue;

/// What the server says.
#[derive(Debug, PartialEq)]
pub(super) enum Heard {
    /// It listens, and expects a sign of life so often.
    Welcome { heartbeat_ms: f64 },
    /// Something of a topic.
    Of(Topic, Said),
    /// Nothing to act upon; but it is there.
    Sign,
}

/// What is said of a topic.
#[derive(Debug, PartialEq)]
pub(super) enum Said {
    /// It is told from behind this event on.
    From(u64),
    /// Something happened; `None` for what only a newer program knows.
    Event(u64, Option<Event>),
    /// How things stand, where nothing is told of the past.
    Now(Option<Event>),
    /// Events before this one are missing, and cannot be told any more.
    Resync(u64),
    /// It is told no more; true if it may be again.
    Over(bool),
}

#[derive(Deserialize)]
struct Frame<'a> {
    frame: String,
    topic: Option<String>,
    id: Option<u64>,
    heartbeat_secs: Option<u32>,
    code: Option<String>,
    r#type: Option<String>,
    #[serde(borrow)]
    data: Option<&'a RawValue>,
}

/// Reads a frame. What this program does not know is a sign of life all the same.
pub(super) fn read(text: &str) -> Heard {
    let Ok(frame) = serde_json::from_str::<Frame<'_>>(text) else { return Heard::Sign };
    if let ("welcome", Some(secs)) = (frame.frame.as_str(), frame.heartbeat_secs) {
        return Heard::Welcome { heartbeat_ms: f64::from(secs) * 1000.0 };
    }
    let Some(topic) = frame.topic.and_then(|topic| topic.parse().ok()) else { return Heard::Sign };
    let event = || frame.r#type.zip(frame.data).and_then(|(word, data)| Event::read(&word, data.get()));
    let said = match (frame.frame.as_str(), frame.id) {
        ("subscribed", Some(id)) => Said::From(id),
        ("event", Some(id)) => Said::Event(id, event()),
        ("now", _) => Said::Now(event()),
        ("resync", Some(id)) => Said::Resync(id),
        ("refused" | "unsubscribed", _) => Said::Over(frame.code.is_some_and(|code| may_pass(&code))),
        _ => return Heard::Sign,
    };
    Heard::Of(topic, said)
}

/// True if what a topic ended with may be otherwise after a while: a post that is not there can be published again, and the
/// server gets well. A right that is missing is not waited for.
fn may_pass(code: &str) -> bool {
    code.starts_with("post.") || code.starts_with("service.") || code == "internal"
}

#[cfg(test)]
mod tests {
    use broadsheet_shared::{
        frames::{PostCounts, Presence, ServerFrame, VERSION},
        problem::Code,
    };

    use super::*;

    fn heard(frame: &ServerFrame) -> Heard {
        read(&serde_json::to_string(frame).unwrap())
    }

    fn topic() -> Topic {
        Topic::Counts("0190c9d2-7c1e-7a7b-8c11-1b2a3c4d5e6f".parse().unwrap())
    }

    fn refused(code: Code) -> ServerFrame {
        ServerFrame::Refused { topic: topic().to_string(), code }
    }

    #[test]
    fn every_frame_of_the_server_is_understood() {
        let topic = topic();
        let event = Event::CountsChanged(PostCounts { comment_count: 3, like_count: 0 });

        let welcome = ServerFrame::Welcome { version: VERSION, user_id: None, heartbeat_secs: 30 };
        assert_eq!(heard(&welcome), Heard::Welcome { heartbeat_ms: 30_000.0 });
        assert_eq!(heard(&ServerFrame::Subscribed { topic, id: 7 }), Heard::Of(topic, Said::From(7)));
        let told = ServerFrame::Event { topic, id: 8, event: event.clone() };
        assert_eq!(heard(&told), Heard::Of(topic, Said::Event(8, Some(event))));
        let event = Event::PresenceChanged(Presence { readers: 3, replying: Vec::new() });
        let now = ServerFrame::Now { topic, event: event.clone() };
        assert_eq!(heard(&now), Heard::Of(topic, Said::Now(Some(event))));
        assert_eq!(heard(&ServerFrame::Resync { topic, id: 9 }), Heard::Of(topic, Said::Resync(9)));
        let over = [ServerFrame::Unsubscribed { topic, code: None }, refused(Code::TopicLimit)];
        assert!(over.iter().all(|frame| heard(frame) == Heard::Of(topic, Said::Over(false))));
        let error = ServerFrame::Error { code: Code::FrameInvalid, detail: String::new() };
        assert!([error, ServerFrame::Pong {}].iter().all(|frame| heard(frame) == Heard::Sign));
    }

    #[test]
    fn what_a_post_or_the_server_is_to_blame_for_may_pass_and_a_missing_right_does_not() {
        for code in Code::ALL {
            let passes = code.status() >= 500 || code.as_str().starts_with("post.");
            assert_eq!(may_pass(code.as_str()), passes, "{}", code.as_str());
        }
        let ended = ServerFrame::Unsubscribed { topic: topic(), code: Some(Code::PostNotFound) };
        assert_eq!(heard(&ended), Heard::Of(topic(), Said::Over(true)));
        assert_eq!(heard(&refused(Code::ServiceUnavailable)), Heard::Of(topic(), Said::Over(true)));
        assert_eq!(heard(&refused(Code::PermissionDenied)), Heard::Of(topic(), Said::Over(false)));
    }

    #[test]
    fn the_number_of_an_event_counts_even_if_nobody_knows_what_it_is() {
        let sung = r#"{"frame":"event","topic":"home","id":4,"type":"post.sung","data":{"in":["C","minor"]}}"#;

        assert_eq!(read(sung), Heard::Of(Topic::Home, Said::Event(4, None)));
        let now = r#"{"frame":"now","topic":"home","type":"counts.changed","data":{"comment_count":3,"like_count":0}}"#;
        let event = Event::CountsChanged(PostCounts { comment_count: 3, like_count: 0 });
        assert_eq!(read(now), Heard::Of(Topic::Home, Said::Now(Some(event))));
        for (word, data) in [("home.sung", "{}"), ("counts.changed", "7")] {
            let now = format!(r#"{{"frame":"now","topic":"home","type":"{word}","data":{data}}}"#);
            assert_eq!(read(&now), Heard::Of(Topic::Home, Said::Now(None)), "{now}");
        }
    }

    #[test]
    fn a_frame_that_nobody_knows_is_a_sign_of_life() {
        let strange = [
            "",
            "[]",
            "null",
            r#"{"frame":7}"#,
            r#"{"frame":"song"}"#,
            r#"{"frame":"song","topic":"home","id":4,"type":"counts.changed","data":{"comment_count":3,"like_count":0}}"#,
            r#"{"frame":"event","topic":"moon","id":1}"#,
            r#"{"frame":"event","topic":"home","type":"counts.changed","data":{}}"#,
            r#"{"frame":"now","topic":["home"]}"#,
        ];
        for strange in strange {
            assert_eq!(read(strange), Heard::Sign, "{strange}");
        }
    }
}
